/* margin: see margin.h.  The refusal stands in margin_refusal.c. */
#include "plan/margin.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "plan/calibrate.h"
#include "plan/unknown.h"

enum { TRIES = 32 };

bool hush_margin_asked(const struct hush_plan *plan, uint32_t account, uint32_t table)
{
	return plan->tables[table].account == account && plan->spec->tables[table].ask == HUSH_ASK_MARGIN;
}

bool hush_margins_any(const struct hush_plan *plan, uint32_t account)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (hush_margin_asked(plan, account, i)) {
			return true;
		}
	}
	return false;
}

bool hush_margins_share(const struct hush_plan *plan, uint32_t account)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account && plan->spec->tables[i].ask == HUSH_ASK_SHARE) {
			return true;
		}
	}
	return false;
}

static bool counts_epsilon_in(const struct hush_plan *plan, uint32_t account)
{
	return hush_counts_epsilon(plan->accounts[account].kind, plan->spec);
}

static bool counts_exactly_in(const struct hush_plan *plan, uint32_t account)
{
	return hush_counts_exactly(plan->accounts[account].kind, plan->spec);
}

const struct hush_rational *hush_margins_ceiling(const struct hush_plan *plan, uint32_t account)
{
	const struct hush_cost *ceiling = &plan->accounts[account].ceiling;

	return counts_epsilon_in(plan, account) ? &ceiling->epsilon : &ceiling->rho;
}

bool hush_margins_afford(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price)
{
	int order = hush_rational_compare(price, hush_margins_ceiling(plan, account));

	return order < 0 || (order == 0 && !hush_margins_share(plan, account));
}

/* --- prices --- */

/* A copy of the plan's tables to leave some out of, or change some in; the numbers inside stay the plan's. */
static struct hush_plan_table *view_of(const struct hush_plan *plan)
{
	struct hush_plan_table *tables = hush_calloc(plan->table_count, sizeof *tables);

	if (tables) {
		memcpy(tables, plan->tables, plan->table_count * sizeof *tables);
	}
	return tables;
}

static void leave_out(struct hush_plan_table *table)
{
	table->account = UINT32_MAX;
}

/* Whatever the thresholds will cost, the noise has its half of the delta. */
static hush_status price_exactly(const struct hush_plan *plan, uint32_t account, const struct hush_plan_table *tables,
                                 struct hush_rational *price, hush_error *err)
{
	struct hush_rational delta;
	hush_status status;

	hush_rational_init(&delta);
	hush_unknown_noise_delta(plan->spec, &plan->accounts[account], &delta);
	status = hush_tables_epsilon(tables, plan->table_count, account, &delta, HUSH_EFFORT_USUAL, price, err);
	hush_rational_clear(&delta);
	return status;
}

/* The price of the tables of a view that belong to the account. */
static hush_status price_view(const struct hush_plan *plan, uint32_t account, const struct hush_plan_table *tables,
                              struct hush_rational *price, hush_error *err)
{
	bool counts_epsilon = counts_epsilon_in(plan, account);

	if (counts_exactly_in(plan, account)) {
		return price_exactly(plan, account, tables, price, err);
	}
	mpq_set_ui(price->q, 0, 1);
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (tables[i].account == account) {
			mpq_add(price->q, price->q, counts_epsilon ? tables[i].cost.epsilon.q : tables[i].cost.rho.q);
		}
	}
	return HUSH_OK;
}

hush_status hush_margins_price(const struct hush_plan *plan, uint32_t account, const bool *among,
                               struct hush_rational *price, hush_error *err)
{
	struct hush_plan_table *tables = view_of(plan);
	hush_status status;

	if (!tables) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (!hush_margin_asked(plan, account, i) || (among && !among[i])) {
			leave_out(&tables[i]);
		}
	}
	status = price_view(plan, account, tables, price, err);
	hush_free(tables);
	return status;
}

/* --- wider margins --- */

bool hush_margin_wider(uint64_t within, double factor, uint64_t *wider)
{
	/* The half comes from the noise being whole numbers. */
	double target = ceil(((double)within + 0.5) * factor - 0.5);

	if (!(target <= 0x1p40)) {
		return false;
	}
	*wider = (uint64_t)target;
	return true;
}

/* A table's noise for a wider margin; `made` is initialised here, and cleared by the caller. */
static bool calibrate_wider(const struct hush_plan *plan, uint32_t table, double factor, struct hush_plan_table *made)
{
	const struct hush_table *shape = &plan->spec->tables[table];
	uint32_t account = plan->tables[table].account;
	bool counts_epsilon = counts_epsilon_in(plan, account) && !counts_exactly_in(plan, account);
	uint64_t wider;

	hush_plan_table_init(made);
	made->sensitivity = plan->tables[table].sensitivity;
	made->account = account;
	return hush_margin_wider(shape->within, factor, &wider) &&
	       hush_calibrate_margin(shape, counts_epsilon, wider, made, NULL) == HUSH_OK;
}

/* What the account's margins cost when some are `factor` times as wide. False when that leaves the range of margins. */
static bool price_widened(const struct hush_plan *plan, uint32_t account, const bool *wide, double factor,
                          struct hush_rational *price)
{
	struct hush_plan_table *tables = view_of(plan);
	bool good = tables != NULL;
	uint32_t made = 0;

	for (; good && made < plan->table_count; made++) {
		if (!hush_margin_asked(plan, account, made)) {
			leave_out(&tables[made]);
		} else if (wide[made]) {
			good = calibrate_wider(plan, made, factor, &tables[made]);
		}
	}
	good = good && price_view(plan, account, tables, price, NULL) == HUSH_OK;
	for (uint32_t i = 0; i < made; i++) {
		if (hush_margin_asked(plan, account, i) && wide[i]) {
			hush_plan_table_clear(&tables[i]);
		}
	}
	hush_free(tables);
	return good;
}

/*
 * The factor is tried, not derived: what it costs is computed like any other margin. Steps up from where the noise's variance
 * would be right, then half steps back.
 */
bool hush_margins_factor(const struct hush_plan *plan, uint32_t account, const bool *wide,
                         const struct hush_rational *price, double *factor)
{
	const struct hush_rational *limit = hush_margins_ceiling(plan, account);
	double ratio = hush_rational_double(price, HUSH_UP) / hush_rational_double(limit, HUSH_DOWN);
	double next = (counts_epsilon_in(plan, account) ? ratio : sqrt(ratio)) * 1.001;
	double step = 1.25;
	double least = 0;
	bool stepped = false;
	struct hush_rational cost;

	hush_rational_init(&cost);
	for (int i = 0; i < TRIES && price_widened(plan, account, wide, next, &cost); i++) {
		bool fits = hush_rational_compare(&cost, limit) < 0;

		least = fits ? next : least;
		if (fits && !stepped) {
			break;
		}
		if (least > 0) {
			step = sqrt(step);
		}
		if (step < 1.01) {
			break;
		}
		next = fits ? next / step : next * step;
		stepped = true;
	}
	hush_rational_clear(&cost);
	if (least > 0) {
		*factor = least;
	}
	return least > 0;
}
