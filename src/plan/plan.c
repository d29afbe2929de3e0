/* plan: accounts and windows of a release, and the plan's life; calibrate.c chooses the noise. */
#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "plan/calibrate.h"
#include "plan/unknown.h"

enum { MOST_ACCOUNTS = HUSH_MAX_SOURCES + 2 };

const char *hush_account_kind_name(enum hush_account_kind kind)
{
	switch (kind) {
	case HUSH_ACCOUNT_PURE: return "pure";
	case HUSH_ACCOUNT_ZCDP: return "zcdp";
	case HUSH_ACCOUNT_ONE_OFF: return "one-off";
	}
	return "unknown";
}

bool hush_account_kind_parse(const char *name, enum hush_account_kind *kind)
{
	static const enum hush_account_kind kinds[] = {HUSH_ACCOUNT_PURE, HUSH_ACCOUNT_ZCDP, HUSH_ACCOUNT_ONE_OFF};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(name, hush_account_kind_name(kinds[i])) == 0) {
			*kind = kinds[i];
			return true;
		}
	}
	return false;
}

enum hush_account_kind hush_plan_default_kind(const struct hush_spec *spec)
{
	return spec->guarantee.kind == HUSH_GUARANTEE_PURE ? HUSH_ACCOUNT_PURE : HUSH_ACCOUNT_ZCDP;
}

bool hush_counts_epsilon(enum hush_account_kind kind, const struct hush_spec *spec)
{
	return kind == HUSH_ACCOUNT_PURE || (kind == HUSH_ACCOUNT_ONE_OFF && spec->guarantee.kind != HUSH_GUARANTEE_RHO);
}

bool hush_counts_exactly(enum hush_account_kind kind, const struct hush_spec *spec)
{
	return kind == HUSH_ACCOUNT_ONE_OFF && spec->guarantee.kind == HUSH_GUARANTEE_APPROXIMATE;
}

/* --- which accounts --- */

struct roster {
	enum hush_entity entity[MOST_ACCOUNTS];
	uint32_t source[MOST_ACCOUNTS]; /* of a declared source, else HUSH_NONE */
	uint32_t count;
};

/* Entities share one account over all their sources; every declared source has its own. Adds it when it is new. */
static uint32_t roster_index(struct roster *roster, const struct hush_spec *spec, uint32_t source)
{
	enum hush_entity entity = spec->sources[source].entity;
	uint32_t own = entity == HUSH_ENTITY_DECLARED ? source : HUSH_NONE;

	for (uint32_t i = 0; i < roster->count; i++) {
		if (roster->entity[i] == entity && roster->source[i] == own) {
			return i;
		}
	}
	roster->entity[roster->count] = entity;
	roster->source[roster->count] = own;
	return roster->count++;
}

static char *account_name(const struct hush_spec *spec, enum hush_entity entity, uint32_t source)
{
	char text[128];

	if (entity != HUSH_ENTITY_DECLARED) {
		return hush_strdup(hush_entity_name(entity));
	}
	snprintf(text, sizeof text, "declared:%s", spec->sources[source].name);
	return hush_strdup(text);
}

/* The sources of one entity have the same number of columns and the same form (spec/read_source.c), so any one will do. */
char *hush_plan_account_unit(const struct hush_spec *spec, enum hush_entity entity, uint32_t declared)
{
	char text[96] = "";

	for (uint32_t i = 0; i < spec->source_count; i++) {
		const struct hush_source *source = &spec->sources[i];

		if (entity == HUSH_ENTITY_DECLARED ? i == declared : source->entity == entity) {
			if (entity == HUSH_ENTITY_DECLARED) {
				snprintf(text, sizeof text, "at most %llu records", (unsigned long long)source->at_most);
			} else {
				snprintf(text, sizeof text, "%u columns, form %s", source->entity_column_count, hush_form_name(source->form));
			}
		}
	}
	return hush_strdup(text);
}

hush_status hush_plan_account_names(const struct hush_spec *spec, char **names, uint32_t *count, hush_error *err)
{
	struct roster roster = {.count = 0};

	for (uint32_t i = 0; i < spec->table_count; i++) {
		roster_index(&roster, spec, spec->tables[i].source);
	}
	for (uint32_t i = 0; i < roster.count; i++) {
		names[i] = account_name(spec, roster.entity[i], roster.source[i]);
		if (!names[i]) {
			while (i-- > 0) {
				hush_free(names[i]);
				names[i] = NULL;
			}
			return hush_fail_memory(err);
		}
	}
	*count = roster.count;
	return HUSH_OK;
}

/* --- the parts of a plan --- */

static hush_status set_kind(struct hush_plan_account *account, const struct hush_account_choice *choices, uint32_t count,
                            hush_error *err)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(choices[i].name, account->name) == 0) {
			account->kind = choices[i].kind;
			return HUSH_OK;
		}
	}
	hush_fail(err, HUSH_E_SPEC, "the ledger has no account \"%s\"", account->name);
	hush_hint(err, "open it with \"hushcount ledger init --add\"");
	return HUSH_E_SPEC;
}

static hush_status refuse_guarantee(const struct hush_plan *plan, const struct hush_plan_account *account, hush_error *err)
{
	if (account->kind == HUSH_ACCOUNT_PURE) {
		hush_fail_at(err, HUSH_E_SPEC, plan->spec->path, 0, 0,
		             "account \"%s\" is pure: its guarantee is an epsilon alone, without delta or rho", account->name);
		hush_hint(err, "write \"guarantee\": {\"epsilon\": \"1\"}, or use a ledger whose account is zcdp");
	} else {
		hush_fail_at(err, HUSH_E_SPEC, plan->spec->path, 0, 0,
		             "account \"%s\" is zcdp: an epsilon without a delta does not fit it", account->name);
		hush_hint(err, "add a delta, such as \"guarantee\": {\"epsilon\": \"1\", \"delta\": \"1e-9\"}, or give a rho");
	}
	return HUSH_E_SPEC;
}

static hush_status check_guarantee(const struct hush_plan *plan, const struct hush_plan_account *account, hush_error *err)
{
	bool pure = plan->spec->guarantee.kind == HUSH_GUARANTEE_PURE;

	return account->kind == HUSH_ACCOUNT_ONE_OFF || pure == (account->kind == HUSH_ACCOUNT_PURE)
	           ? HUSH_OK
	           : refuse_guarantee(plan, account, err);
}

hush_status hush_plan_set_ceiling(const struct hush_spec *spec, struct hush_plan_account *account, hush_error *err)
{
	const struct hush_guarantee *guarantee = &spec->guarantee;
	struct hush_rational delta;
	hush_status status = HUSH_OK;

	if (hush_counts_epsilon(account->kind, spec)) {
		hush_rational_set(&account->ceiling.epsilon, &guarantee->epsilon);
		hush_rational_set(&account->ceiling.delta, &guarantee->delta);
		return HUSH_OK;
	}
	hush_unknown_ceiling(spec, account, &account->ceiling.delta);
	if (guarantee->kind == HUSH_GUARANTEE_RHO) {
		hush_rational_set(&account->ceiling.rho, &guarantee->rho);
		return HUSH_OK;
	}
	hush_rational_init(&delta);
	hush_unknown_noise_delta(spec, account, &delta);
	status = hush_zcdp_rho(&guarantee->epsilon, &delta, &account->ceiling.rho, err);
	hush_rational_clear(&delta);
	return status;
}

/* Every window that the period touches, even partly (design section 6). */
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

static hush_status make_account(struct hush_plan *plan, uint32_t index, const struct hush_account_choice *choices,
                                uint32_t choice_count, hush_error *err)
{
	struct hush_plan_account *account = &plan->accounts[index];

	HUSH_TRY(set_kind(account, choices, choice_count, err));
	HUSH_TRY(check_guarantee(plan, account, err));
	HUSH_TRY(hush_plan_set_ceiling(plan->spec, account, err));
	set_windows(plan->spec, account);
	return hush_calibrate(plan, index, err);
}

/* --- life --- */

/* A plan with its accounts named and its tables assigned, without noise yet. NULL when memory is short. */
static struct hush_plan *outline(const struct hush_spec *spec)
{
	struct hush_plan *plan = hush_calloc(1, sizeof *plan);
	struct roster roster = {.count = 0};
	bool good = true;

	if (!plan) {
		return NULL;
	}
	plan->spec = spec;
	plan->method = "siphash";
	plan->tables = hush_calloc(spec->table_count, sizeof *plan->tables);
	plan->table_count = plan->tables ? spec->table_count : 0;
	for (uint32_t i = 0; i < plan->table_count; i++) {
		hush_plan_table_init(&plan->tables[i]);
		plan->tables[i].sensitivity = hush_sensitivity_of_table(&spec->tables[i]);
		plan->tables[i].account = roster_index(&roster, spec, spec->tables[i].source);
		plan->noise_count += spec->tables[i].cells;
	}
	plan->accounts = hush_calloc(roster.count, sizeof *plan->accounts);
	plan->account_count = plan->accounts ? roster.count : 0;
	for (uint32_t i = 0; i < plan->account_count; i++) {
		hush_plan_account_init(&plan->accounts[i]);
		plan->accounts[i].entity = roster.entity[i];
		plan->accounts[i].source = roster.source[i];
		plan->accounts[i].name = account_name(spec, roster.entity[i], roster.source[i]);
		plan->accounts[i].unit = hush_plan_account_unit(spec, roster.entity[i], roster.source[i]);
		good = good && plan->accounts[i].name && plan->accounts[i].unit;
	}
	if (!plan->tables || !plan->accounts || !good) {
		hush_plan_free(plan);
		return NULL;
	}
	return plan;
}

hush_status hush_plan_make(const struct hush_spec *spec, const struct hush_account_choice *choices, uint32_t choice_count,
                           struct hush_plan **plan, hush_error *err)
{
	struct hush_plan *made = outline(spec);
	hush_status status = made ? HUSH_OK : hush_fail_memory(err);

	for (uint32_t i = 0; status == HUSH_OK && i < made->account_count; i++) {
		status = make_account(made, i, choices, choice_count, err);
	}
	if (status != HUSH_OK) {
		hush_plan_free(made);
		return status;
	}
	*plan = made;
	return HUSH_OK;
}

void hush_plan_free(struct hush_plan *plan)
{
	if (!plan) {
		return;
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		hush_plan_table_clear(&plan->tables[i]);
	}
	for (uint32_t i = 0; i < plan->account_count; i++) {
		hush_plan_account_clear(&plan->accounts[i]);
		hush_free(plan->accounts[i].name);
		hush_free(plan->accounts[i].unit);
	}
	hush_free(plan->tables);
	hush_free(plan->accounts);
	hush_free(plan);
}
