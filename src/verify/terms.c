/* terms: see terms.h. */
#include "verify/terms.h"

#include <string.h>

#include "publish/words.h"

/* The members `key` of `object` is the exact text of `value`. `of` names the table or account. */
static hush_status same_rational(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                                 const struct hush_rational *value, const char *of, hush_error *err)
{
	struct hush_buffer text;
	const char *stated;
	hush_status status = hush_facts_text(facts, object, key, &stated, err);

	hush_buffer_init(&text, 64 * 1024);
	if (status == HUSH_OK) {
		hush_rational_text(value, &text);
		status = hush_buffer_check(&text, err);
	}
	if (status == HUSH_OK && strcmp(stated, text.bytes) != 0) {
		status = hush_facts_fail(facts, object, err, "%s of \"%s\" is not what its noise and limits give", key, of);
	}
	hush_buffer_release(&text);
	return status;
}

static hush_status same_cost(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                             const struct hush_cost *cost, const char *of, hush_error *err)
{
	const struct hush_json *stated;

	HUSH_TRY(hush_facts_member(facts, object, key, HUSH_JSON_OBJECT, &stated, err));
	HUSH_TRY(same_rational(facts, stated, "epsilon", &cost->epsilon, of, err));
	HUSH_TRY(same_rational(facts, stated, "rho", &cost->rho, of, err));
	return same_rational(facts, stated, "delta", &cost->delta, of, err);
}

static hush_status same_integer(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                                uint64_t value, const char *of, hush_error *err)
{
	const struct hush_json *member = hush_json_get(object, key);
	int64_t stated = 0;

	/* Beyond 2^53 the comparison of the whole file decides: this reading is exact only below. */
	if (value >= (uint64_t)1 << 53) {
		return HUSH_OK;
	}
	if (!member || !hush_json_integer(member, &stated) || stated < 0 || (uint64_t)stated != value) {
		return hush_facts_fail(facts, member ? member : object, err, "%s of \"%s\" is not what its noise and limits give",
		                       key, of);
	}
	return HUSH_OK;
}

static const struct hush_json *element(const struct hush_facts *facts, const char *key, uint32_t index)
{
	return hush_json_at(hush_json_get(hush_json_root(facts->document), key), index);
}

hush_status hush_terms_charges(const struct hush_facts *facts, hush_error *err)
{
	for (uint32_t i = 0; i < facts->plan.table_count; i++) {
		const struct hush_plan_table *table = &facts->plan.tables[i];
		const char *name = facts->spec->tables[i].name;
		const struct hush_json *node = element(facts, "tables", i);
		const struct hush_json *sensitivity;

		HUSH_TRY(hush_facts_member(facts, node, "sensitivity", HUSH_JSON_OBJECT, &sensitivity, err));
		HUSH_TRY(same_integer(facts, sensitivity, "l0", table->sensitivity.l0, name, err));
		HUSH_TRY(same_integer(facts, sensitivity, "linf", table->sensitivity.linf, name, err));
		HUSH_TRY(same_integer(facts, sensitivity, "l1", table->sensitivity.l1, name, err));
		HUSH_TRY(same_integer(facts, sensitivity, "l2_squared", table->sensitivity.l2_squared, name, err));
		HUSH_TRY(same_cost(facts, node, "charge", &table->cost, name, err));
	}
	return HUSH_OK;
}

hush_status hush_terms_margins(const struct hush_facts *facts, hush_error *err)
{
	for (uint32_t i = 0; i < facts->plan.table_count; i++) {
		const struct hush_plan_table *table = &facts->plan.tables[i];
		const char *name = facts->spec->tables[i].name;
		const struct hush_json *node = element(facts, "tables", i);
		const char *std_dev;

		if (table->mechanism == HUSH_EXPONENTIAL) {
			HUSH_TRY(same_integer(facts, node, "rank95", table->moe95, name, err));
			continue;
		}
		HUSH_TRY(same_integer(facts, node, "moe95", table->moe95, name, err));
		HUSH_TRY(same_rational(facts, node, "variance", &table->variance, name, err));
		if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
			HUSH_TRY(same_rational(facts, node, "common_variance", &table->common_variance, name, err));
		}
		HUSH_TRY(hush_facts_text(facts, node, "std_dev", &std_dev, err));
		if (strcmp(std_dev, table->std_dev) != 0) {
			return hush_facts_fail(facts, node, err, "std_dev of \"%s\" is not what its noise gives", name);
		}
	}
	return HUSH_OK;
}

/* a <= b, or a failure that says so. */
static hush_status at_most(const struct hush_facts *facts, const struct hush_json *node, const struct hush_rational *a,
                           const struct hush_rational *b, const char *what, hush_error *err)
{
	return hush_rational_compare(a, b) <= 0 ? HUSH_OK : hush_facts_fail(facts, node, err, "%s", what);
}

static hush_status check_bounds(const struct hush_facts *facts, uint32_t index, const struct hush_json *node,
                                hush_error *err)
{
	const struct hush_plan_account *account = &facts->plan.accounts[index];
	const struct hush_guarantee *guarantee = &facts->spec->guarantee;
	bool by_epsilon = hush_words_by_epsilon(&facts->plan, index);
	const struct hush_rational *charge = by_epsilon ? &account->charge.epsilon : &account->charge.rho;
	const struct hush_rational *ceiling = by_epsilon ? &account->ceiling.epsilon : &account->ceiling.rho;
	struct hush_rational budget;
	struct hush_rational spent;
	hush_status status;

	HUSH_TRY(at_most(facts, node, charge, ceiling, "the tables cost more than the guarantee admits", err));
	HUSH_TRY(at_most(facts, node, &account->charge.delta, &account->ceiling.delta,
	                 "the thresholds cost more than the guarantee admits", err));
	if (guarantee->kind != HUSH_GUARANTEE_RHO) {
		HUSH_TRY(at_most(facts, node, &account->epsilon_at_delta, &guarantee->epsilon,
		                 "the stated epsilon exceeds the guarantee", err));
	}
	hush_rational_init(&budget);
	hush_rational_init(&spent);
	status = hush_rational_parse(&budget, facts->accounts[index].budget_text) &&
	                 hush_rational_parse(&spent, facts->accounts[index].spent_text)
	             ? HUSH_OK
	             : hush_facts_fail(facts, node, err, "the budget is not an exact number");
	if (status == HUSH_OK) {
		status = at_most(facts, node, charge, &spent, "less is stated as spent than this release costs", err);
	}
	if (status == HUSH_OK) {
		status = at_most(facts, node, &spent, &budget, "more is spent than the budget", err);
	}
	mpq_set_ui(spent.q, 0, 1);
	if (status == HUSH_OK && facts->accounts[index].thresholds_text &&
	    !hush_rational_parse(&spent, facts->accounts[index].thresholds_text)) {
		status = hush_facts_fail(facts, node, err, "what the thresholds spent is not an exact number");
	}
	if (status == HUSH_OK && !by_epsilon) {
		status = at_most(facts, node, &account->thresholds, &spent, "less is stated as spent than the thresholds cost", err);
	}
	hush_rational_clear(&budget);
	hush_rational_clear(&spent);
	return status;
}

static hush_status check_account(const struct hush_facts *facts, uint32_t index, hush_error *err)
{
	const struct hush_plan_account *account = &facts->plan.accounts[index];
	const struct hush_json *node = element(facts, "accounts", index);
	const struct hush_json *member;
	const char *first;
	char expected[HUSH_DAY_TEXT];

	HUSH_TRY(same_cost(facts, node, "ceiling", &account->ceiling, account->name, err));
	HUSH_TRY(same_cost(facts, node, "charge", &account->charge, account->name, err));
	HUSH_TRY(hush_facts_member(facts, node, "guarantee", HUSH_JSON_OBJECT, &member, err));
	HUSH_TRY(same_rational(facts, member, "epsilon", &account->epsilon_at_delta, account->name, err));
	HUSH_TRY(same_rational(facts, member, "delta", &account->delta, account->name, err));
	HUSH_TRY(hush_facts_member(facts, node, "windows_charged", HUSH_JSON_OBJECT, &member, err));
	HUSH_TRY(hush_facts_text(facts, member, "first", &first, err));
	hush_day_format(account->first_window, expected);
	if (strcmp(first, expected) != 0) {
		return hush_facts_fail(facts, member, err, "the windows charged do not begin with the one that the period begins in");
	}
	HUSH_TRY(same_integer(facts, member, "count", account->window_count, account->name, err));
	return check_bounds(facts, index, node, err);
}

hush_status hush_terms_accounts(const struct hush_facts *facts, hush_error *err)
{
	for (uint32_t i = 0; i < facts->plan.account_count; i++) {
		HUSH_TRY(check_account(facts, i, err));
	}
	return HUSH_OK;
}
