/* charge: see charge.h. */
#include "ledger/charge.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "plan/unknown.h"

enum {
	COST_LIMIT = 64 * 1024, /* bytes of an exact cost while it is written */
	EXACT_LENGTH = 1900,    /* what hush_rational_parse reads back, and some room */
	LONG_DIGITS = 30,
	WINDOWS_LIMIT = 4000000 /* more days than the calendar has */
};

#define THRESHOLD_LIMIT ((uint64_t)1 << 62)

/*
 * A cost of many tables can have a denominator of thousands of digits.  Such a cost is charged rounded up to 30 digits:
 * more than it is, never less.
 */
static hush_status put_amount(struct hush_buffer *payload, const char *name, const struct hush_rational *amount,
                              hush_error *err)
{
	struct hush_buffer text;
	hush_status status;

	hush_buffer_init(&text, COST_LIMIT);
	hush_rational_text(amount, &text);
	if (!text.starved && (text.failed || text.length > EXACT_LENGTH)) {
		hush_buffer_clear(&text);
		hush_rational_decimal(amount, LONG_DIGITS, HUSH_UP, &text);
	}
	status = hush_buffer_check(&text, err);
	if (status == HUSH_OK) {
		hush_field_put(payload, name, text.bytes);
	}
	hush_buffer_release(&text);
	return status;
}

static hush_status put_cost(struct hush_buffer *payload, const struct hush_cost *cost, hush_error *err)
{
	HUSH_TRY(put_amount(payload, "epsilon", &cost->epsilon, err));
	HUSH_TRY(put_amount(payload, "rho", &cost->rho, err));
	return put_amount(payload, "delta", &cost->delta, err);
}

/* The windows come from the spec's period once more: a plan that charges fewer of them must not pass. */
static hush_status check_windows(const struct hush_plan *plan, const struct hush_plan_account *account, hush_error *err)
{
	const struct hush_spec *spec = plan->spec;
	hush_day first = hush_window_first(spec->window, spec->week_start, spec->from);
	hush_day window = first;
	uint32_t count = 0;

	for (; window < spec->to && count < WINDOWS_LIMIT; count++) {
		window = hush_window_next(spec->window, spec->week_start, window);
	}
	return first == account->first_window && count == account->window_count && count > 0
	           ? HUSH_OK
	           : hush_fail_bug(err, "the windows that a plan charges");
}

static hush_status put_account(const struct hush_plan *plan, const struct hush_plan_account *account,
                               struct hush_buffer *payload, hush_error *err)
{
	char day[HUSH_DAY_TEXT];

	HUSH_TRY(check_windows(plan, account, err));
	hush_day_format(account->first_window, day);
	hush_field_put(payload, "account", account->name);
	hush_field_put(payload, "kind", hush_account_kind_name(account->kind));
	hush_field_put(payload, "unit", account->unit ? account->unit : "");
	hush_field_put(payload, "first_window", day);
	hush_field_put_u64(payload, "windows", account->window_count);
	return put_cost(payload, &account->charge, err);
}

static hush_status put_table(const struct hush_plan *plan, uint32_t index, struct hush_buffer *payload, hush_error *err)
{
	const struct hush_plan_table *table = &plan->tables[index];
	const struct hush_limits limits = hush_limits_of_table(&plan->spec->tables[index]);

	if (table->account >= plan->account_count) {
		return hush_fail_bug(err, "the account of a table");
	}
	hush_field_put(payload, "table", plan->spec->tables[index].name);
	hush_field_put(payload, "of_account", plan->accounts[table->account].name);
	hush_field_put_u64(payload, "cells", limits.cells);
	hush_field_put_u64(payload, "per_cell", limits.per_cell);
	hush_field_put_u64(payload, "total", limits.total);
	hush_field_put(payload, "mechanism", hush_mechanism_name(table->mechanism));
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_field_put_u64(payload, "table_cells", plan->spec->tables[index].cells);
	}
	if (table->mechanism == HUSH_EXPONENTIAL) {
		hush_field_put_u64(payload, "choices", table->sensitivity.choices);
	}
	HUSH_TRY(put_amount(payload, "parameter", &table->parameter, err));
	if (table->threshold) {
		hush_field_put_u64(payload, "threshold", table->threshold);
	}
	return put_cost(payload, &table->cost, err);
}

hush_status hush_charges_put(const struct hush_plan *plan, struct hush_buffer *payload, hush_error *err)
{
	for (uint32_t i = 0; i < plan->account_count; i++) {
		HUSH_TRY(put_account(plan, &plan->accounts[i], payload, err));
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		HUSH_TRY(put_table(plan, i, payload, err));
	}
	return hush_buffer_check(payload, err);
}

static hush_status unreadable(hush_error *err)
{
	return hush_fail(err, HUSH_E_LEDGER, "the charge of a release cannot be read");
}

static bool take_number(struct hush_fields *fields, const char *name, uint64_t max, uint64_t *value)
{
	const char *text = hush_field_take(fields, name);

	return text && hush_parse_u64(text, strlen(text), max, value);
}

static bool take_amount(struct hush_fields *fields, const char *name, const char **text, struct hush_rational *amount)
{
	*text = hush_field_take(fields, name);
	return *text && hush_rational_parse(amount, *text);
}

static bool take_account(struct hush_fields *fields, const char *name, struct hush_charge *charge)
{
	const char *kind = hush_field_take(fields, "kind");
	const char *unit = hush_field_take(fields, "unit");
	const char *first = hush_field_take(fields, "first_window");
	uint64_t windows = 0;

	if (!kind || !unit || !first || !hush_account_kind_parse(kind, &charge->kind) ||
	    !hush_day_parse(first, strlen(first), &charge->first_window) ||
	    !take_number(fields, "windows", WINDOWS_LIMIT, &windows)) {
		return false;
	}
	charge->account = name;
	charge->unit = unit;
	charge->window_count = (uint32_t)windows;
	return take_amount(fields, "epsilon", &charge->epsilon, &charge->cost.epsilon) &&
	       take_amount(fields, "rho", &charge->rho, &charge->cost.rho) &&
	       take_amount(fields, "delta", &charge->delta, &charge->cost.delta);
}

static hush_status take_accounts(struct hush_fields *fields, struct hush_charges *charges, hush_error *err)
{
	const char *name;

	charges->items = hush_calloc(fields->count, sizeof *charges->items); /* as many fields as accounts would be enough */
	if (!charges->items) {
		return hush_fail_memory(err);
	}
	while ((name = hush_field_take(fields, "account")) != NULL) {
		struct hush_charge *charge = &charges->items[charges->count++];

		hush_cost_init(&charge->cost);
		if (!take_account(fields, name, charge)) {
			return unreadable(err);
		}
	}
	return HUSH_OK;
}

/* The cells of the table, or the choices in each, are kept where the cost depends on them. */
static bool take_mechanism(struct hush_fields *fields, enum hush_mechanism *mechanism, uint64_t *table_cells, uint64_t *choices)
{
	const char *name = hush_field_take(fields, "mechanism");

	return name && hush_mechanism_parse(name, mechanism) &&
	       (*mechanism != HUSH_CORRELATED_GAUSSIAN || take_number(fields, "table_cells", HUSH_MAX_CELLS, table_cells)) &&
	       (*mechanism != HUSH_EXPONENTIAL || take_number(fields, "choices", HUSH_MAX_QUANTILES, choices));
}

static struct hush_charge *charge_named(struct hush_charges *charges, const char *account)
{
	for (uint32_t i = 0; account && i < charges->count; i++) {
		if (strcmp(charges->items[i].account, account) == 0) {
			return &charges->items[i];
		}
	}
	return NULL;
}

/* The tables of a charge that is computed again, as far as their cost depends on them. */
struct tables {
	struct hush_plan_table *items;
	uint32_t count;
};

static void tables_release(struct tables *tables)
{
	for (uint32_t i = 0; i < tables->count; i++) {
		hush_plan_table_clear(&tables->items[i]);
	}
	hush_free(tables->items);
}

static void tables_add(struct tables *tables, uint32_t account, const struct hush_sensitivity *sensitivity,
                       enum hush_mechanism mechanism, const struct hush_rational *parameter, const struct hush_cost *cost)
{
	struct hush_plan_table *table = &tables->items[tables->count++];

	hush_plan_table_init(table);
	table->account = account;
	table->sensitivity = *sensitivity;
	table->mechanism = mechanism;
	hush_rational_set(&table->parameter, parameter);
	hush_rational_set(&table->cost.rho, &cost->rho);
	hush_rational_set(&table->cost.epsilon, &cost->epsilon);
}

/* Only tables that discover values have one. */
static bool take_threshold(struct hush_fields *fields, uint64_t *threshold)
{
	const char *text = hush_field_take(fields, "threshold");

	*threshold = 0;
	return !text || (hush_parse_u64(text, strlen(text), THRESHOLD_LIMIT, threshold) && *threshold > 0);
}

/* Takes one table, and adds what it costs, as stated or computed afresh, to the sum of its account. */
static hush_status take_table(struct hush_fields *fields, bool recompute, struct hush_charges *charges,
                              struct hush_cost *sums, struct tables *tables, hush_error *err)
{
	struct hush_charge *charge = charge_named(charges, hush_field_take(fields, "of_account"));
	struct hush_sensitivity sensitivity;
	struct hush_limits limits = {0};
	struct hush_rational parameter;
	struct hush_cost cost;
	enum hush_mechanism mechanism = HUSH_DISCRETE_GAUSSIAN;
	const char *text;
	uint64_t cells = 0;
	uint64_t per_cell = 0;
	uint64_t table_cells = 0;
	uint64_t threshold = 0;
	uint64_t choices = 0;
	hush_status status = HUSH_OK;

	hush_rational_init(&parameter);
	hush_cost_init(&cost);
	if (!charge || !take_number(fields, "cells", UINT32_MAX, &cells) ||
	    !take_number(fields, "per_cell", UINT32_MAX, &per_cell) ||
	    !take_number(fields, "total", UINT64_MAX, &limits.total) || !take_mechanism(fields, &mechanism, &table_cells, &choices) ||
	    !take_amount(fields, "parameter", &text, &parameter) || !take_threshold(fields, &threshold) ||
	    !take_amount(fields, "epsilon", &text, &cost.epsilon) ||
	    !take_amount(fields, "rho", &text, &cost.rho) || !take_amount(fields, "delta", &text, &cost.delta)) {
		status = unreadable(err);
	}
	if (status == HUSH_OK && recompute) {
		limits.cells = (uint32_t)cells;
		limits.per_cell = (uint32_t)per_cell;
		sensitivity = hush_sensitivity_of(&limits);
		sensitivity.cells = table_cells;
		sensitivity.choices = choices;
		status = hush_cost_of(&sensitivity, mechanism, &parameter, &cost, err);
		if (status == HUSH_OK) {
			status = hush_unknown_delta(mechanism, &parameter, threshold, &sensitivity, &cost.delta, err);
		}
		if (status == HUSH_OK) {
			tables_add(tables, (uint32_t)(charge - charges->items), &sensitivity, mechanism, &parameter, &cost);
		}
	}
	if (status == HUSH_OK) {
		struct hush_cost *sum = &sums[charge - charges->items];

		charge->gaussian = charge->gaussian || !hush_mechanism_is_pure(mechanism);
		mpq_add(sum->epsilon.q, sum->epsilon.q, cost.epsilon.q);
		mpq_add(sum->rho.q, sum->rho.q, cost.rho.q);
		mpq_add(sum->delta.q, sum->delta.q, cost.delta.q);
	}
	hush_cost_clear(&cost);
	hush_rational_clear(&parameter);
	return status;
}

/* An epsilon of a one-off account that holds with a delta: by exact losses of all its tables (statement.h). */
static bool states_exactly(const struct hush_charge *charge)
{
	return charge->kind == HUSH_ACCOUNT_ONE_OFF && !hush_rational_is_zero(&charge->cost.epsilon) &&
	       !hush_rational_is_zero(&charge->cost.delta);
}

/* The noise keeps its epsilon at what the thresholds leave of the delta. */
static hush_status check_exactly(const struct hush_charge *charge, uint32_t account, const struct tables *tables,
                                 const struct hush_rational *thresholds, bool *covered, hush_error *err)
{
	struct hush_rational epsilon;
	struct hush_rational delta;
	hush_status status = HUSH_OK;

	hush_rational_init(&epsilon);
	hush_rational_init(&delta);
	mpq_sub(delta.q, charge->cost.delta.q, thresholds->q);
	*covered = false;
	for (enum hush_statement_effort how = HUSH_EFFORT_USUAL; how <= HUSH_EFFORT_FINE && !*covered; how++) {
		status = hush_tables_epsilon(tables->items, tables->count, account, &delta, how, &epsilon, err);
		if (status != HUSH_OK) {
			break;
		}
		*covered = hush_rational_compare(&charge->cost.epsilon, &epsilon) >= 0;
	}
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
	return status;
}

/*
 * Thresholds are paid in delta.  Pure accounts are paid in epsilon.  Elsewhere rho is what counts, and epsilon as long as no noise is Gaussian, or where
 * it was stated by exact losses, which are computed again when the rest is.
 */
static hush_status covers(const struct hush_charges *charges, uint32_t account, const struct hush_cost *sum, bool recompute,
                          const struct tables *tables, bool *covered, hush_error *err)
{
	const struct hush_charge *charge = &charges->items[account];
	bool epsilon = hush_rational_compare(&charge->cost.epsilon, &sum->epsilon) >= 0;
	bool rho = hush_rational_compare(&charge->cost.rho, &sum->rho) >= 0;
	int thresholds = hush_rational_compare(&charge->cost.delta, &sum->delta);

	*covered = false;
	if (thresholds < 0) {
		return HUSH_OK;
	}
	switch (charge->kind) {
	case HUSH_ACCOUNT_PURE: *covered = epsilon && !charge->gaussian; return HUSH_OK;
	case HUSH_ACCOUNT_ZCDP: *covered = rho; return HUSH_OK;
	case HUSH_ACCOUNT_ONE_OFF: break;
	}
	*covered = rho;
	if (states_exactly(charge)) {
		*covered = rho && thresholds > 0;
		return *covered && recompute ? check_exactly(charge, account, tables, &sum->delta, covered, err) : HUSH_OK;
	}
	/* An epsilon of 0: counted in rho. */
	*covered = rho && (hush_rational_is_zero(&charge->cost.epsilon) || (epsilon && !charge->gaussian));
	return HUSH_OK;
}

static hush_status take_tables(struct hush_fields *fields, bool recompute, struct hush_charges *charges, hush_error *err)
{
	struct hush_cost *sums = hush_calloc(charges->count, sizeof *sums);
	struct tables tables = {.items = hush_calloc(fields->count, sizeof *tables.items)};
	hush_status status = HUSH_OK;

	if (!sums || !tables.items) {
		hush_free(tables.items);
		hush_free(sums);
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < charges->count; i++) {
		hush_cost_init(&sums[i]);
	}
	while (status == HUSH_OK && hush_field_take(fields, "table")) {
		status = take_table(fields, recompute, charges, sums, &tables, err);
	}
	if (status == HUSH_OK && fields->at != fields->count) {
		status = unreadable(err);
	}
	for (uint32_t i = 0; i < charges->count; i++) {
		bool covered = true;

		if (status == HUSH_OK) {
			status = covers(charges, i, &sums[i], recompute, &tables, &covered, err);
		}
		if (status == HUSH_OK && !covered) {
			status = hush_fail(err, HUSH_E_LEDGER, "the account \"%s\" is charged less than its tables cost",
			                   charges->items[i].account);
		}
		hush_cost_clear(&sums[i]);
	}
	tables_release(&tables);
	hush_free(sums);
	return status;
}

hush_status hush_charges_take(struct hush_fields *fields, bool recompute, struct hush_charges *charges, hush_error *err)
{
	struct hush_charges made = {0};
	hush_status status = take_accounts(fields, &made, err);

	if (status == HUSH_OK) {
		status = take_tables(fields, recompute, &made, err);
	}
	if (status != HUSH_OK) {
		hush_charges_release(&made);
		return status;
	}
	*charges = made;
	return HUSH_OK;
}

void hush_charges_release(struct hush_charges *charges)
{
	for (uint32_t i = 0; i < charges->count; i++) {
		hush_cost_clear(&charges->items[i].cost);
	}
	hush_free(charges->items);
	*charges = (struct hush_charges){0};
}
