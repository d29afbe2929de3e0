/*
 * facts_plan: the plan that a release must have had, from its spec, its accounts' kinds and its tables' noise.
 *
 * Nothing of the calibration is repeated: whether another noise would have been better is no question of truth.  What is
 * computed is what the stated noise costs, how wide it is, and whether the guarantee covers it.
 */
#include "verify/facts.h"

#include <string.h>

#include "base/memory.h"
#include "publish/release_json.h"
#include "publish/words.h"

/* An element of an array that must have `count` of them. */
static hush_status element(const struct hush_facts *facts, const char *key, uint32_t count, uint32_t index,
                           const struct hush_json **node, hush_error *err)
{
	const struct hush_json *array;

	HUSH_TRY(hush_facts_member(facts, hush_json_root(facts->document), key, HUSH_JSON_ARRAY, &array, err));
	if (hush_json_count(array) != count) {
		return hush_facts_fail(facts, array, err, "\"%s\" must have %u elements, as the spec asks", key, count);
	}
	*node = hush_json_at(array, index);
	if (hush_json_kind(*node) != HUSH_JSON_OBJECT) {
		return hush_facts_fail(facts, *node, err, "an element of \"%s\" must be an object", key);
	}
	return HUSH_OK;
}

static void set_windows(const struct hush_spec *spec, struct hush_plan_account *account)
{
	hush_day window = hush_window_first(spec->window, spec->week_start, spec->from);

	account->first_window = window;
	account->window_count = 0;
	while (window < spec->to) {
		account->window_count++;
		window = hush_window_next(spec->window, spec->week_start, window);
	}
}

/* Entity and source of an account, from its name. */
static void set_entity(const struct hush_spec *spec, struct hush_plan_account *account)
{
	static const char declared[] = "declared:";

	account->source = HUSH_NONE;
	account->entity = HUSH_ENTITY_VEHICLE;
	if (strcmp(account->name, hush_entity_name(HUSH_ENTITY_USER)) == 0) {
		account->entity = HUSH_ENTITY_USER;
	}
	for (uint32_t i = 0; i < spec->source_count; i++) {
		if (strncmp(account->name, declared, sizeof declared - 1) == 0 &&
		    strcmp(account->name + sizeof declared - 1, spec->sources[i].name) == 0) {
			account->entity = HUSH_ENTITY_DECLARED;
			account->source = i;
		}
	}
}

static hush_status copy_amount(const struct hush_facts *facts, const struct hush_json *budget, const char *key,
                               char **copy, hush_error *err)
{
	struct hush_rational value;
	const char *text;
	bool good;

	HUSH_TRY(hush_facts_text(facts, budget, key, &text, err));
	hush_rational_init(&value);
	good = hush_rational_parse(&value, text);
	hush_rational_clear(&value);
	if (!good) {
		return hush_facts_fail(facts, budget, err, "\"%s\" is not an exact number", key);
	}
	*copy = hush_strdup(text);
	return *copy ? HUSH_OK : hush_fail_memory(err);
}

static hush_status read_account(struct hush_facts *facts, uint32_t index, hush_error *err)
{
	struct hush_plan_account *account = &facts->plan.accounts[index];
	struct hush_release_account *balance = &facts->accounts[index];
	enum hush_guarantee_kind asked = facts->spec->guarantee.kind;
	const struct hush_json *node;
	const struct hush_json *budget;
	const char *text;

	HUSH_TRY(element(facts, "accounts", facts->plan.account_count, index, &node, err));
	HUSH_TRY(hush_facts_text(facts, node, "name", &text, err));
	if (strcmp(text, account->name) != 0) {
		return hush_facts_fail(facts, node, err, "the spec needs the account \"%s\" here", account->name);
	}
	HUSH_TRY(hush_facts_text(facts, node, "kind", &text, err));
	if (!hush_account_kind_parse(text, &account->kind)) {
		return hush_facts_fail(facts, node, err, "no such kind of account");
	}
	if ((account->kind == HUSH_ACCOUNT_PURE && asked != HUSH_GUARANTEE_PURE) ||
	    (account->kind == HUSH_ACCOUNT_ZCDP && asked == HUSH_GUARANTEE_PURE)) {
		return hush_facts_fail(facts, node, err, "the guarantee does not fit an account of this kind");
	}
	HUSH_TRY(hush_facts_member(facts, node, "budget_per_window", HUSH_JSON_OBJECT, &budget, err));
	HUSH_TRY(copy_amount(facts, budget, "budget", &balance->budget_text, err));
	HUSH_TRY(copy_amount(facts, budget, "spent", &balance->spent_text, err));
	if (hush_json_get(budget, "thresholds_spent")) {
		HUSH_TRY(copy_amount(facts, budget, "thresholds_spent", &balance->thresholds_text, err));
	}
	set_entity(facts->spec, account);
	set_windows(facts->spec, account);
	account->unit = hush_plan_account_unit(facts->spec, account->entity, account->source);
	return account->unit ? hush_plan_set_ceiling(facts->spec, account, err) : hush_fail_memory(err);
}

static hush_status make_accounts(struct hush_facts *facts, hush_error *err)
{
	char *names[HUSH_MAX_SOURCES + 2];
	uint32_t count = 0;

	HUSH_TRY(hush_plan_account_names(facts->spec, names, &count, err));
	facts->plan.accounts = hush_calloc(count, sizeof *facts->plan.accounts);
	facts->accounts = hush_calloc(count, sizeof *facts->accounts);
	if (!facts->plan.accounts || !facts->accounts) {
		for (uint32_t i = 0; i < count; i++) {
			hush_free(names[i]);
		}
		hush_free(facts->plan.accounts);
		facts->plan.accounts = NULL;
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		struct hush_plan_account *account = &facts->plan.accounts[i];

		account->name = names[i];
		hush_plan_account_init(account);
	}
	facts->plan.account_count = count;
	facts->release.accounts = facts->accounts;
	return HUSH_OK;
}

/* The account that a table's source charges. */
static hush_status find_account(const struct hush_facts *facts, uint32_t index, uint32_t *account, hush_error *err)
{
	const struct hush_table *table = &facts->spec->tables[index];
	enum hush_entity entity = facts->spec->sources[table->source].entity;

	for (uint32_t i = 0; i < facts->plan.account_count; i++) {
		const struct hush_plan_account *candidate = &facts->plan.accounts[i];

		if (candidate->entity == entity && (entity != HUSH_ENTITY_DECLARED || candidate->source == table->source)) {
			*account = i;
			return HUSH_OK;
		}
	}
	return hush_fail_at(err, HUSH_E_VERIFY, "release.json", 0, 0, "no account protects table \"%s\"", table->name);
}

/* Taken as stated, like the noise: what it costs is computed anew. */
static hush_status read_threshold(struct hush_facts *facts, uint32_t index, const struct hush_json *node, hush_error *err)
{
	const struct hush_json *discovered;
	const struct hush_json *member;
	int64_t threshold = 0;

	if (!facts->spec->tables[index].discovers) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_facts_member(facts, node, "discovered", HUSH_JSON_OBJECT, &discovered, err));
	HUSH_TRY(hush_facts_member(facts, discovered, "threshold", HUSH_JSON_INTEGER, &member, err));
	if (!hush_json_integer(member, &threshold) || threshold < 1) {
		return hush_facts_fail(facts, member, err, "a threshold must be 1 or more");
	}
	facts->plan.tables[index].threshold = (uint64_t)threshold;
	return HUSH_OK;
}

static hush_status read_table(struct hush_facts *facts, uint32_t index, hush_error *err)
{
	struct hush_plan_table *table = &facts->plan.tables[index];
	const struct hush_table *shape = &facts->spec->tables[index];
	const struct hush_json *node;
	const struct hush_json *mechanism;
	const char *text;
	hush_status status;

	HUSH_TRY(element(facts, "tables", facts->plan.table_count, index, &node, err));
	HUSH_TRY(hush_facts_member(facts, node, "mechanism", HUSH_JSON_OBJECT, &mechanism, err));
	HUSH_TRY(hush_facts_text(facts, mechanism, "name", &text, err));
	if (!hush_mechanism_parse(text, &table->mechanism)) {
		return hush_facts_fail(facts, mechanism, err, "no such mechanism");
	}
	if (!hush_mechanism_fits(table->mechanism, shape)) {
		return hush_facts_fail(facts, mechanism, err, "quantiles are chosen, and nothing else is");
	}
	HUSH_TRY(hush_facts_text(facts, mechanism, hush_release_parameter_name(table->mechanism), &text, err));
	if (!hush_rational_parse(&table->parameter, text) || hush_rational_is_zero(&table->parameter)) {
		return hush_facts_fail(facts, mechanism, err, "the parameter is not an exact number above zero");
	}
	HUSH_TRY(read_threshold(facts, index, node, err));
	HUSH_TRY(find_account(facts, index, &table->account, err));
	if (hush_words_by_epsilon(&facts->plan, table->account) && !hush_mechanism_is_pure(table->mechanism) &&
	    !hush_counts_exactly(facts->plan.accounts[table->account].kind, facts->spec)) {
		return hush_facts_fail(facts, mechanism, err, "an account that counts epsilon admits discrete Laplace noise and choices only");
	}
	table->sensitivity = hush_sensitivity_of_table(shape);
	status = hush_plan_settle_table(&facts->plan, index, err);
	if (status == HUSH_E_SPEC) {
		return hush_facts_fail(facts, mechanism, err, "no noise of this kind has such a parameter");
	}
	return status;
}

static hush_status read_method(struct hush_facts *facts, hush_error *err)
{
	const struct hush_json *root = hush_json_root(facts->document);

	HUSH_TRY(hush_facts_text(facts, root, "limiting_method", &facts->plan.method, err));
	if (strcmp(facts->plan.method, "siphash") != 0 && strcmp(facts->plan.method, "hmac-sha256") != 0) {
		return hush_facts_fail(facts, root, err, "no such limiting method");
	}
	return HUSH_OK;
}

hush_status hush_facts_plan(struct hush_facts *facts, hush_error *err)
{
	struct hush_plan *plan = &facts->plan;

	plan->spec = facts->spec;
	HUSH_TRY(read_method(facts, err));
	HUSH_TRY(make_accounts(facts, err));
	for (uint32_t i = 0; i < plan->account_count; i++) {
		HUSH_TRY(read_account(facts, i, err));
	}
	plan->tables = hush_calloc(facts->spec->table_count, sizeof *plan->tables);
	if (!plan->tables) {
		return hush_fail_memory(err);
	}
	plan->table_count = facts->spec->table_count;
	for (uint32_t i = 0; i < plan->table_count; i++) {
		hush_plan_table_init(&plan->tables[i]);
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		plan->noise_count += facts->spec->tables[i].cells;
		HUSH_TRY(read_table(facts, i, err));
	}
	for (uint32_t i = 0; i < plan->account_count; i++) {
		HUSH_TRY(hush_plan_settle_account(plan, i, err));
	}
	facts->release.plan = plan;
	return HUSH_OK;
}
