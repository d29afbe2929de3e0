/* calibrate: see calibrate.h. */
#include "plan/calibrate.h"

#include "base/memory.h"
#include "plan/correlated.h"
#include "plan/law.h"
#include "plan/margin.h"
#include "plan/one_off.h"
#include "plan/parameter.h"
#include "plan/split.h"
#include "plan/unknown.h"

enum { ROOT_PRECISION = 192 };

static const struct hush_rational *amount(const struct hush_cost *cost, bool counts_epsilon)
{
	return counts_epsilon ? &cost->epsilon : &cost->rho;
}

/* --- margins: as much noise as they allow --- */

struct margin {
	enum hush_mechanism mechanism;
	uint64_t cells;
	uint64_t within;
	struct hush_rational excess; /* 1 - confidence */
};

static hush_status too_wide(const struct hush_rational *value, void *context, bool *holds, hush_error *err)
{
	const struct margin *margin = context;

	(void)err;
	if (margin->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		/* Values below the range of this noise are passed over, as if they were not too wide. */
		*holds = hush_parameter_check(margin->mechanism, value, NULL) == HUSH_OK &&
		         !hush_correlated_within(value, margin->cells, margin->within, &margin->excess);
	} else {
		*holds = !hush_law_within(margin->mechanism, value, margin->within, &margin->excess);
	}
	return HUSH_OK;
}

static hush_status widest(const struct hush_table *table, uint64_t cells, enum hush_mechanism mechanism, uint64_t within,
                          struct hush_rational *parameter, hush_error *err)
{
	struct margin margin = {.mechanism = mechanism, .cells = cells, .within = within};
	uint64_t first = 0;
	hush_status status;

	hush_rational_init(&margin.excess);
	mpq_set_ui(margin.excess.q, 1, 1);
	mpq_sub(margin.excess.q, margin.excess.q, table->confidence.q);
	status = hush_grid_least(mechanism, too_wide, &margin, &first, err);
	hush_rational_clear(&margin.excess);
	if (status != HUSH_OK) {
		return status;
	}
	if (first == 0) {
		hush_fail(err, HUSH_E_SPEC, "the margin of table \"%s\" cannot be met by any noise", table->name);
		hush_hint(err, "make it wider, or lower its confidence");
		return HUSH_E_SPEC;
	}
	hush_grid_value(first - 1, parameter);
	return HUSH_OK;
}

/* One mechanism's answer to a margin or to a share. */
struct candidate {
	struct hush_rational parameter;
	struct hush_cost cost;
};

static void candidate_init(struct candidate *candidate)
{
	hush_rational_init(&candidate->parameter);
	hush_cost_init(&candidate->cost);
}

static void candidate_clear(struct candidate *candidate)
{
	hush_rational_clear(&candidate->parameter);
	hush_cost_clear(&candidate->cost);
}

static hush_status take(struct hush_plan_table *made, enum hush_mechanism mechanism, const struct candidate *candidate,
                        hush_error *err)
{
	made->mechanism = mechanism;
	hush_rational_set(&made->parameter, &candidate->parameter);
	return hush_cost_of(&made->sensitivity, mechanism, &made->parameter, &made->cost, err);
}

static hush_status margin_candidate(const struct hush_table *table, const struct hush_plan_table *made,
                                    enum hush_mechanism mechanism, uint64_t within, struct candidate *candidate,
                                    hush_error *err)
{
	HUSH_TRY(widest(table, made->sensitivity.cells, mechanism, within, &candidate->parameter, err));
	return hush_cost_of(&made->sensitivity, mechanism, &candidate->parameter, &candidate->cost, err);
}

/* Takes what correlated noise answers to the margin where it can and costs less than what was made. */
static hush_status margin_correlated(const struct hush_table *table, uint64_t within, struct hush_plan_table *made,
                                     hush_error *err)
{
	struct candidate candidate;
	hush_status status;

	candidate_init(&candidate);
	status = widest(table, made->sensitivity.cells, HUSH_CORRELATED_GAUSSIAN, within, &candidate.parameter, err);
	if (status == HUSH_OK && hush_parameter_check(HUSH_CORRELATED_GAUSSIAN, &candidate.parameter, NULL) == HUSH_OK) {
		status = hush_cost_of(&made->sensitivity, HUSH_CORRELATED_GAUSSIAN, &candidate.parameter, &candidate.cost, err);
		if (status == HUSH_OK && hush_rational_compare(&candidate.cost.rho, &made->cost.rho) < 0) {
			status = take(made, HUSH_CORRELATED_GAUSSIAN, &candidate, err);
		}
	}
	candidate_clear(&candidate);
	return status;
}

hush_status hush_calibrate_margin(const struct hush_table *table, bool counts_epsilon, uint64_t within,
                                  struct hush_plan_table *made, hush_error *err)
{
	struct candidate laplace;
	struct candidate gaussian;
	hush_status status;

	candidate_init(&laplace);
	candidate_init(&gaussian);
	status = margin_candidate(table, made, HUSH_DISCRETE_LAPLACE, within, &laplace, err);
	if (status == HUSH_OK && !counts_epsilon) {
		status = margin_candidate(table, made, HUSH_DISCRETE_GAUSSIAN, within, &gaussian, err);
	}
	if (status == HUSH_OK) {
		bool smooth = !counts_epsilon && hush_rational_compare(&gaussian.cost.rho, &laplace.cost.rho) <= 0;

		status = take(made, smooth ? HUSH_DISCRETE_GAUSSIAN : HUSH_DISCRETE_LAPLACE, smooth ? &gaussian : &laplace, err);
	}
	if (status == HUSH_OK && !counts_epsilon && hush_correlated_fits(made->sensitivity.cells)) {
		status = margin_correlated(table, within, made, err);
	}
	candidate_clear(&gaussian);
	candidate_clear(&laplace);
	return status;
}

/* --- shares: as little noise as their part of the ceiling allows --- */

struct part {
	const struct hush_sensitivity *sensitivity;
	const struct hush_rational *rho;
};

static hush_status affordable(const struct hush_rational *scale, void *context, bool *holds, hush_error *err)
{
	const struct part *part = context;
	struct hush_cost cost;
	hush_status status;

	hush_cost_init(&cost);
	status = hush_cost_of(part->sensitivity, HUSH_DISCRETE_LAPLACE, scale, &cost, err);
	*holds = status == HUSH_OK && hush_rational_compare(&cost.rho, part->rho) <= 0;
	hush_cost_clear(&cost);
	return status;
}

/* The Laplace of least scale that `rho` pays for, if one is in range and varies less than the Gaussian. */
static hush_status prefer_laplace(struct hush_plan_table *made, const struct hush_rational *rho, hush_error *err)
{
	struct part part = {.sensitivity = &made->sensitivity, .rho = rho};
	struct candidate laplace;
	struct hush_rational smooth;
	struct hush_rational peaked;
	uint64_t index = 0;
	hush_status status;

	HUSH_TRY(hush_grid_least(HUSH_DISCRETE_LAPLACE, affordable, &part, &index, err));
	if (index == hush_grid_size(HUSH_DISCRETE_LAPLACE)) {
		return HUSH_OK;
	}
	candidate_init(&laplace);
	hush_rational_init(&smooth);
	hush_rational_init(&peaked);
	hush_grid_value(index, &laplace.parameter);
	status = hush_law_variance(HUSH_DISCRETE_GAUSSIAN, &made->parameter, &smooth, err);
	if (status == HUSH_OK) {
		status = hush_law_variance(HUSH_DISCRETE_LAPLACE, &laplace.parameter, &peaked, err);
	}
	if (status == HUSH_OK && hush_rational_compare(&peaked, &smooth) < 0) {
		status = take(made, HUSH_DISCRETE_LAPLACE, &laplace, err);
	}
	hush_rational_clear(&peaked);
	hush_rational_clear(&smooth);
	candidate_clear(&laplace);
	return status;
}

/* The same, whether it varies less or not, where one is in range: exact losses of several tables decide which is better. */
static hush_status take_laplace(struct hush_plan_table *made, const struct hush_rational *rho, hush_error *err)
{
	struct part part = {.sensitivity = &made->sensitivity, .rho = rho};
	struct candidate laplace;
	uint64_t index = 0;
	hush_status status;

	HUSH_TRY(hush_grid_least(HUSH_DISCRETE_LAPLACE, affordable, &part, &index, err));
	if (index == hush_grid_size(HUSH_DISCRETE_LAPLACE)) {
		return HUSH_OK;
	}
	candidate_init(&laplace);
	hush_grid_value(index, &laplace.parameter);
	status = take(made, HUSH_DISCRETE_LAPLACE, &laplace, err);
	candidate_clear(&laplace);
	return status;
}

/* The correlated noise that `rho` pays for, if it is in range and varies less in each cell than what was made. */
static hush_status prefer_correlated(struct hush_plan_table *made, const struct hush_rational *rho, hush_error *err)
{
	uint64_t cells = made->sensitivity.cells;
	struct candidate correlated;
	struct hush_rational variance;
	struct hush_rational shared;
	struct hush_rational present;
	hush_status status = HUSH_OK;

	if (!hush_correlated_fits(cells)) {
		return HUSH_OK;
	}
	candidate_init(&correlated);
	hush_rational_init(&variance);
	hush_rational_init(&shared);
	hush_rational_init(&present);
	hush_correlated_parameter(&made->sensitivity, rho, &correlated.parameter);
	if (hush_grid_round_up(HUSH_CORRELATED_GAUSSIAN, &correlated.parameter, &correlated.parameter, NULL) == HUSH_OK) {
		hush_correlated_variance(&correlated.parameter, cells, &variance, &shared);
		status = hush_law_variance(made->mechanism, &made->parameter, &present, err);
		if (status == HUSH_OK && hush_rational_compare(&variance, &present) < 0) {
			status = take(made, HUSH_CORRELATED_GAUSSIAN, &correlated, err);
		}
	}
	hush_rational_clear(&present);
	hush_rational_clear(&shared);
	hush_rational_clear(&variance);
	candidate_clear(&correlated);
	return status;
}

/*
 * What a part of the ceiling pays for, before the grid: sigma^2 = L2^2/(2 rho), s = L1/epsilon; of k choices s = k/epsilon, or
 * s = sqrt(k/(8 rho)), the root rounded up.
 */
static void put_parameter(enum hush_mechanism mechanism, bool counts_epsilon, const struct hush_sensitivity *sensitivity,
                          const struct hush_rational *part, struct hush_rational *parameter)
{
	uint64_t choices = sensitivity->l0 * sensitivity->choices;

	if (mechanism == HUSH_EXPONENTIAL) {
		hush_rational_set_u64(parameter, choices, counts_epsilon ? 1 : 8);
	} else if (counts_epsilon) {
		hush_rational_set_u64(parameter, sensitivity->l1, 1);
	} else {
		hush_rational_set_u64(parameter, sensitivity->l2_squared, 2);
	}
	mpq_div(parameter->q, parameter->q, part->q);
	if (mechanism == HUSH_EXPONENTIAL && !counts_epsilon) {
		mpfr_t root;

		mpfr_init2(root, ROOT_PRECISION);
		mpfr_set_q(root, parameter->q, MPFR_RNDU);
		mpfr_sqrt(root, root, MPFR_RNDU);
		hush_rational_set_mpfr(parameter, root);
		mpfr_clear(root);
	}
}

/* The least noise that the part pays for, up to the grid; then the charge from the parameter. */
static hush_status calibrate_share(const struct hush_table *table, bool counts_epsilon, const struct hush_rational *part,
                                   struct hush_plan_table *made, hush_error *err)
{
	enum hush_mechanism mechanism = table->measure == HUSH_MEASURE_QUANTILES ? HUSH_EXPONENTIAL
	                                : counts_epsilon                         ? HUSH_DISCRETE_LAPLACE
	                                                                         : HUSH_DISCRETE_GAUSSIAN;
	bool may_vary = !counts_epsilon && mechanism != HUSH_EXPONENTIAL;
	struct candidate candidate;
	hush_status status;

	candidate_init(&candidate);
	put_parameter(mechanism, counts_epsilon, &made->sensitivity, part, &candidate.parameter);
	status = hush_grid_round_up(mechanism, &candidate.parameter, &candidate.parameter, err);
	if (status == HUSH_E_SPEC) {
		hush_fail(err, HUSH_E_SPEC, "the share of table \"%s\" asks for noise outside what is allowed", table->name);
		hush_hint(err, "%s must lie in %s: change the guarantee, the table's %s, or its limits",
		          mechanism == HUSH_EXPONENTIAL ? "the scale of a choice"
		          : counts_epsilon              ? "the Laplace scale"
		                                        : "sigma^2",
		          hush_parameter_range(mechanism),
		          table->typical ? "typical count" : "share");
	}
	if (status == HUSH_OK) {
		status = take(made, mechanism, &candidate, err);
	}
	if (status == HUSH_OK && may_vary) {
		status = prefer_laplace(made, part, err);
	}
	if (status == HUSH_OK && may_vary) {
		status = prefer_correlated(made, part, err);
	}
	candidate_clear(&candidate);
	return status;
}

/* --- one account --- */

static bool has_margin(const struct hush_plan *plan, uint32_t account, uint32_t table)
{
	return plan->tables[table].account == account && plan->spec->tables[table].ask == HUSH_ASK_MARGIN;
}

hush_status hush_calibrate_margins(struct hush_plan *plan, uint32_t account, bool counts_epsilon, struct hush_rational *paid,
                                   hush_error *err)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		const struct hush_table *table = &plan->spec->tables[i];
		struct hush_plan_table *made = &plan->tables[i];

		if (has_margin(plan, account, i)) {
			HUSH_TRY(hush_calibrate_margin(table, counts_epsilon, table->within, made, err));
			mpq_add(paid->q, paid->q, amount(&made->cost, counts_epsilon)->q);
		}
	}
	return HUSH_OK;
}

/* The tables of an account that share what its margins leave. */
struct sharing {
	uint32_t *tables;
	struct hush_split_item *items;
	struct hush_rational *d_squared;
	struct hush_rational *parts;
	uint32_t count;
};

static void sharing_clear(struct sharing *sharing)
{
	for (uint32_t i = 0; i < sharing->count; i++) {
		hush_rational_clear(&sharing->d_squared[i]);
		hush_rational_clear(&sharing->parts[i]);
	}
	hush_free(sharing->tables);
	hush_free(sharing->items);
	hush_free(sharing->d_squared);
	hush_free(sharing->parts);
}

/* D^2 of a noise whose variance at a small rho is D^2/(2 rho): of the correlated noise where it has less, else L2^2. */
static void noise_per_rho(const struct hush_sensitivity *sensitivity, struct hush_rational *d_squared)
{
	struct hush_rational one;
	struct hush_rational common;
	struct hush_rational correlated;

	hush_rational_set_u64(d_squared, sensitivity->l2_squared, 1);
	if (!hush_correlated_fits(sensitivity->cells)) {
		return;
	}
	hush_rational_init(&one);
	hush_rational_init(&common);
	hush_rational_init(&correlated);
	hush_rational_set_u64(&one, 1, 1);
	/* At sigma^2 = 1: 2 rho times the variance, which is (sigma^2 + sigma_0^2)/4. */
	hush_correlated_common(&one, sensitivity->cells, &common);
	hush_correlated_rho(sensitivity, &one, &correlated);
	mpq_add(common.q, common.q, one.q);
	mpq_mul(correlated.q, correlated.q, common.q);
	mpq_div_2exp(correlated.q, correlated.q, 1);
	if (hush_rational_compare(&correlated, d_squared) < 0) {
		hush_rational_set(d_squared, &correlated);
	}
	hush_rational_clear(&correlated);
	hush_rational_clear(&common);
	hush_rational_clear(&one);
}

/* False when memory is short; sharing_clear is due in any case. */
static bool sharing_fill(const struct hush_plan *plan, uint32_t account, struct sharing *sharing)
{
	sharing->tables = hush_calloc(plan->table_count, sizeof *sharing->tables);
	sharing->items = hush_calloc(plan->table_count, sizeof *sharing->items);
	sharing->d_squared = hush_calloc(plan->table_count, sizeof *sharing->d_squared);
	sharing->parts = hush_calloc(plan->table_count, sizeof *sharing->parts);
	if (!sharing->tables || !sharing->items || !sharing->d_squared || !sharing->parts) {
		return false;
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		uint32_t at = sharing->count;

		if (plan->tables[i].account != account || plan->spec->tables[i].ask != HUSH_ASK_SHARE) {
			continue;
		}
		sharing->count++;
		sharing->tables[at] = i;
		hush_rational_init(&sharing->parts[at]);
		hush_rational_init(&sharing->d_squared[at]);
		noise_per_rho(&plan->tables[i].sensitivity, &sharing->d_squared[at]);
		sharing->items[at] = (struct hush_split_item){.sensitivity = &plan->tables[i].sensitivity,
		                                              .share = &plan->spec->tables[i].share,
		                                              .typical = plan->spec->tables[i].typical,
		                                              .d_squared = &sharing->d_squared[at]};
	}
	return true;
}

hush_status hush_calibrate_shares(struct hush_plan *plan, uint32_t account, bool counts_epsilon,
                                  const struct hush_rational *left, uint64_t laplace, hush_error *err)
{
	struct sharing sharing = {.count = 0};
	struct hush_rational part;
	hush_status status = sharing_fill(plan, account, &sharing) ? HUSH_OK : hush_fail_memory(err);

	if (status == HUSH_OK && sharing.count > 0) {
		status = hush_split(plan->spec->split, counts_epsilon, sharing.items, sharing.count, sharing.parts, err);
	}
	hush_rational_init(&part);
	for (uint32_t i = 0; i < sharing.count && status == HUSH_OK; i++) {
		uint32_t table = sharing.tables[i];

		mpq_mul(part.q, left->q, sharing.parts[i].q);
		status = calibrate_share(&plan->spec->tables[table], counts_epsilon, &part, &plan->tables[table], err);
		if (status == HUSH_OK && !counts_epsilon && i < 64 && (laplace >> i & 1)) {
			status = take_laplace(&plan->tables[table], &part, err);
		}
	}
	hush_rational_clear(&part);
	sharing_clear(&sharing);
	return status;
}

/* Costs, widths and statements from the noise that was chosen, and the comparison that everything rests on. */
static hush_status settle(struct hush_plan *plan, uint32_t account, bool counts_epsilon, hush_error *err)
{
	const struct hush_plan_account *made = &plan->accounts[account];

	HUSH_TRY(hush_unknown_choose(plan, account, err));
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account) {
			HUSH_TRY(hush_plan_settle_table(plan, i, err));
		}
	}
	HUSH_TRY(hush_plan_settle_account(plan, account, err));
	if (hush_rational_compare(amount(&made->charge, counts_epsilon), amount(&made->ceiling, counts_epsilon)) > 0 ||
	    hush_rational_compare(&made->charge.delta, &made->ceiling.delta) > 0) {
		return hush_fail_bug(err, "the sum of the charges");
	}
	return HUSH_OK;
}

/* Margins are paid first, shares divide what they leave of the ceiling. */
static hush_status divide(struct hush_plan *plan, uint32_t account, bool counts_epsilon, hush_error *err)
{
	const struct hush_rational *ceiling = amount(&plan->accounts[account].ceiling, counts_epsilon);
	struct hush_rational paid;
	struct hush_rational left;
	hush_status status;

	hush_rational_init(&paid);
	hush_rational_init(&left);
	status = hush_calibrate_margins(plan, account, counts_epsilon, &paid, err);
	if (status == HUSH_OK) {
		int order = hush_rational_compare(&paid, ceiling);

		mpq_sub(left.q, ceiling->q, paid.q);
		if (order > 0 || (order == 0 && hush_margins_share(plan, account))) {
			status = hush_margins_refused(plan, account, &paid, err);
		} else {
			status = hush_calibrate_shares(plan, account, counts_epsilon, &left, 0, err);
		}
	}
	hush_rational_clear(&left);
	hush_rational_clear(&paid);
	return status;
}

/* Exact losses of several choices are not known, and nothing can be counted by what is not. */
static hush_status check_exactly(const struct hush_plan *plan, uint32_t account, hush_error *err)
{
	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account && plan->tables[i].sensitivity.choices) {
			hush_fail(err, HUSH_E_SPEC, "quantiles have no place in a one-off account that counts by exact losses: table \"%s\"",
			          plan->spec->tables[i].name);
			hush_hint(err, "give the guarantee as an epsilon alone, or as a rho");
			return HUSH_E_SPEC;
		}
	}
	return HUSH_OK;
}

hush_status hush_calibrate(struct hush_plan *plan, uint32_t account, hush_error *err)
{
	bool counts_epsilon = hush_counts_epsilon(plan->accounts[account].kind, plan->spec);

	if (hush_counts_exactly(plan->accounts[account].kind, plan->spec)) {
		HUSH_TRY(check_exactly(plan, account, err));
		HUSH_TRY(hush_calibrate_one_off(plan, account, err));
	} else {
		HUSH_TRY(divide(plan, account, counts_epsilon, err));
	}
	return settle(plan, account, counts_epsilon, err);
}
