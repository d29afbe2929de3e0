/* settle: what follows from the noise of a plan's tables (see plan.h). Nothing is chosen here. */
#include "plan/choice.h"
#include "plan/plan.h"

#include "plan/unknown.h"

#define USUAL_DELTA "1e-9"

const unsigned hush_quantile_percents[HUSH_QUANTILES] = {50, 90, 95, 99};

void hush_plan_table_init(struct hush_plan_table *table)
{
	hush_rational_init(&table->parameter);
	hush_rational_init(&table->variance);
	hush_rational_init(&table->common_variance);
	hush_cost_init(&table->cost);
	hush_statement_init(&table->statement);
}

void hush_plan_table_clear(struct hush_plan_table *table)
{
	hush_rational_clear(&table->parameter);
	hush_rational_clear(&table->variance);
	hush_rational_clear(&table->common_variance);
	hush_cost_clear(&table->cost);
	hush_statement_clear(&table->statement);
}

void hush_plan_account_init(struct hush_plan_account *account)
{
	hush_cost_init(&account->ceiling);
	hush_cost_init(&account->charge);
	hush_rational_init(&account->thresholds);
	hush_rational_init(&account->epsilon_at_delta);
	hush_rational_init(&account->delta);
	hush_statement_init(&account->statement);
}

void hush_plan_account_clear(struct hush_plan_account *account)
{
	hush_cost_clear(&account->ceiling);
	hush_cost_clear(&account->charge);
	hush_rational_clear(&account->thresholds);
	hush_rational_clear(&account->epsilon_at_delta);
	hush_rational_clear(&account->delta);
	hush_statement_clear(&account->statement);
}

static hush_status set_quantiles(struct hush_plan_table *table, hush_error *err)
{
	struct hush_rational confidence;
	hush_status status = HUSH_OK;

	hush_rational_init(&confidence);
	for (int i = 0; i < HUSH_QUANTILES && status == HUSH_OK; i++) {
		hush_rational_set_u64(&confidence, hush_quantile_percents[i], 100);
		status = hush_table_half_width(table, &confidence, &table->quantiles[i], err);
		if (hush_quantile_percents[i] == 95) {
			table->moe95 = table->quantiles[i];
		}
	}
	hush_rational_clear(&confidence);
	return status;
}

static hush_status settle_choice(const struct hush_table *shape, struct hush_plan_table *table, hush_error *err)
{
	HUSH_TRY(hush_choice_ranks(shape, &table->parameter, hush_quantile_percents, HUSH_QUANTILES, table->quantiles, err));
	for (int i = 0; i < HUSH_QUANTILES; i++) {
		if (hush_quantile_percents[i] == 95) {
			table->moe95 = table->quantiles[i];
		}
	}
	return HUSH_OK;
}

/* Each cell may be outside with its part of the 5 %, one in their number, whatever the noise of the others does. */
static hush_status set_at_once(struct hush_plan_table *table, uint64_t cells, hush_error *err)
{
	struct hush_rational confidence;
	hush_status status;

	hush_rational_init(&confidence);
	hush_rational_set_u64(&confidence, 20 * cells - 1, 20 * cells);
	status = hush_table_half_width(table, &confidence, &table->moe95_at_once, err);
	hush_rational_clear(&confidence);
	return status;
}

/* The sums of a mean are of distances from the middle of its clamp. */
static bool may_be_negative(const struct hush_table *table)
{
	return table->measure == HUSH_MEASURE_MEAN_SUM ||
	       (!hush_measure_is_counted(table->measure) && table->amount.low < 0);
}

hush_status hush_plan_settle_table(struct hush_plan *plan, uint32_t index, hush_error *err)
{
	struct hush_plan_table *table = &plan->tables[index];

	HUSH_TRY(hush_cost_of(&table->sensitivity, table->mechanism, &table->parameter, &table->cost, err));
	HUSH_TRY(hush_unknown_delta(table->mechanism, &table->parameter, table->threshold, &table->sensitivity, &table->cost.delta,
	                            err));
	if (table->mechanism == HUSH_EXPONENTIAL) {
		return settle_choice(&plan->spec->tables[index], table, err);
	}
	HUSH_TRY(set_quantiles(table, err));
	if (!plan->spec->tables[index].discovers) {
		HUSH_TRY(set_at_once(table, plan->spec->tables[index].cells, err));
	}
	HUSH_TRY(hush_table_variance(table, &table->variance, &table->common_variance, err));
	hush_std_dev_text(&table->variance, table->std_dev);
	table->below_zero = may_be_negative(&plan->spec->tables[index]);
	return table->std_dev[0] == '?' ? hush_fail_memory(err) : HUSH_OK;
}

/* The noise at what the thresholds leave of the delta: their sum is what holds for both together (unknown.proof.md). */
static hush_status by_rho(struct hush_plan_account *account, hush_error *err)
{
	struct hush_rational noise;
	hush_status status;

	hush_rational_init(&noise);
	mpq_sub(noise.q, account->delta.q, account->thresholds.q);
	status = hush_zcdp_epsilon(&account->charge.rho, &noise, &account->epsilon_at_delta, err);
	hush_rational_clear(&noise);
	return status;
}

/* The charge as (epsilon, delta), and as epsilon where that is what is counted. */
static hush_status set_charge(const struct hush_plan *plan, struct hush_plan_account *account,
                              const struct hush_rational *stated_at, hush_error *err)
{
	const struct hush_statement_row *row = hush_statement_row_at(&account->statement, stated_at);

	if (hush_counts_exactly(account->kind, plan->spec)) {
		bool exact = account->statement.exact && hush_rational_compare(&row->high, &row->by_rho) < 0;

		hush_rational_set(&account->charge.epsilon, exact ? &row->high : &row->by_rho);
		hush_rational_set(&account->charge.delta, stated_at);
		hush_rational_set(&account->epsilon_at_delta, &account->charge.epsilon);
		hush_rational_set(&account->delta, stated_at);
		return HUSH_OK;
	}
	if (hush_counts_epsilon(account->kind, plan->spec)) {
		hush_rational_set(&account->epsilon_at_delta, &account->charge.epsilon);
		return HUSH_OK;
	}
	/* Laplace tables beside Gaussian ones have an epsilon of their own, but the account has none. */
	mpq_set_ui(account->charge.epsilon.q, 0, 1);
	hush_rational_set(&account->delta, stated_at);
	return by_rho(account, err);
}

const struct hush_rational *hush_account_charged(const struct hush_plan *plan, const struct hush_plan_account *account)
{
	return hush_counts_epsilon(account->kind, plan->spec) ? &account->charge.epsilon : &account->charge.rho;
}

hush_status hush_plan_settle_account(struct hush_plan *plan, uint32_t index, hush_error *err)
{
	struct hush_plan_account *account = &plan->accounts[index];
	struct hush_rational stated_at;
	hush_status status;

	hush_rational_init(&stated_at);
	hush_rational_set(&stated_at, &plan->spec->guarantee.delta);
	if (hush_rational_is_zero(&stated_at)) {
		hush_rational_parse(&stated_at, USUAL_DELTA);
	}
	hush_cost_clear(&account->charge);
	hush_cost_init(&account->charge);
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == index) {
			hush_cost_add(&account->charge, &plan->tables[i].cost);
		}
	}
	hush_rational_set(&account->thresholds, &account->charge.delta);
	status = hush_statements_make(plan, index, &stated_at, err);
	if (status == HUSH_OK) {
		status = set_charge(plan, account, &stated_at, err);
	}
	hush_rational_clear(&stated_at);
	return status;
}
