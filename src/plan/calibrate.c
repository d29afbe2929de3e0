/* calibrate: see calibrate.h. */
#include "plan/calibrate.h"

#include "plan/law.h"
#include "plan/margin.h"
#include "plan/parameter.h"

static const struct hush_rational *amount(const struct hush_cost *cost, bool counts_epsilon)
{
	return counts_epsilon ? &cost->epsilon : &cost->rho;
}

/* --- margins: as much noise as they allow --- */

struct margin {
	enum hush_mechanism mechanism;
	uint64_t within;
	struct hush_rational excess; /* 1 - confidence */
};

static hush_status too_wide(const struct hush_rational *value, void *context, bool *holds, hush_error *err)
{
	const struct margin *margin = context;

	(void)err;
	*holds = !hush_law_within(margin->mechanism, value, margin->within, &margin->excess);
	return HUSH_OK;
}

static hush_status widest(const struct hush_table *table, enum hush_mechanism mechanism, uint64_t within,
                          struct hush_rational *parameter, hush_error *err)
{
	struct margin margin = {.mechanism = mechanism, .within = within};
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
		return hush_fail(err, HUSH_E_SPEC, "the margin of table \"%s\" cannot be met by any noise", table->name);
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
	HUSH_TRY(widest(table, mechanism, within, &candidate->parameter, err));
	return hush_cost_of(&made->sensitivity, mechanism, &candidate->parameter, &candidate->cost, err);
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

/* sigma^2 = L2^2/(2 rho), or s = L1/epsilon, up to the grid; then the charge from the parameter. */
static hush_status calibrate_share(const struct hush_table *table, bool counts_epsilon, const struct hush_rational *part,
                                   struct hush_plan_table *made, hush_error *err)
{
	enum hush_mechanism mechanism = counts_epsilon ? HUSH_DISCRETE_LAPLACE : HUSH_DISCRETE_GAUSSIAN;
	struct candidate candidate;
	hush_status status;

	candidate_init(&candidate);
	if (counts_epsilon) {
		hush_rational_set_u64(&candidate.parameter, made->sensitivity.l1, 1);
	} else {
		hush_rational_set_u64(&candidate.parameter, made->sensitivity.l2_squared, 2);
	}
	mpq_div(candidate.parameter.q, candidate.parameter.q, part->q);
	status = hush_grid_round_up(mechanism, &candidate.parameter, &candidate.parameter, err);
	if (status == HUSH_E_SPEC) {
		hush_fail(err, HUSH_E_SPEC, "the share of table \"%s\" asks for noise outside what is allowed", table->name);
		hush_hint(err, "%s must lie in %s: change the guarantee, the table's share, or its limits",
		          counts_epsilon ? "the Laplace scale" : "sigma^2", hush_parameter_range(mechanism));
	}
	if (status == HUSH_OK) {
		status = take(made, mechanism, &candidate, err);
	}
	if (status == HUSH_OK && !counts_epsilon) {
		status = prefer_laplace(made, part, err);
	}
	candidate_clear(&candidate);
	return status;
}

/* --- one account --- */

struct division {
	bool counts_epsilon;
	struct hush_rational paid;   /* what the margins cost */
	struct hush_rational left;   /* of the ceiling, for the shares */
	struct hush_rational weight; /* sum of the shares */
};

static hush_status calibrate_margins(struct hush_plan *plan, uint32_t account, struct division *division, hush_error *err)
{
	const struct hush_rational *ceiling = amount(&plan->accounts[account].ceiling, division->counts_epsilon);

	for (uint32_t i = 0; i < plan->table_count; i++) {
		const struct hush_table *table = &plan->spec->tables[i];
		struct hush_plan_table *made = &plan->tables[i];

		if (made->account != account) {
			continue;
		}
		if (table->ask == HUSH_ASK_SHARE) {
			mpq_add(division->weight.q, division->weight.q, table->share.q);
			continue;
		}
		HUSH_TRY(hush_calibrate_margin(table, division->counts_epsilon, table->within, made, err));
		mpq_add(division->paid.q, division->paid.q, amount(&made->cost, division->counts_epsilon)->q);
	}
	if (hush_rational_compare(&division->paid, ceiling) > 0 ||
	    (mpq_sgn(division->weight.q) > 0 && hush_rational_compare(&division->paid, ceiling) == 0)) {
		return hush_margins_refused(plan, account, &division->paid, err);
	}
	mpq_sub(division->left.q, ceiling->q, division->paid.q);
	return HUSH_OK;
}

static hush_status calibrate_shares(struct hush_plan *plan, uint32_t account, const struct division *division,
                                    hush_error *err)
{
	struct hush_rational part;
	hush_status status = HUSH_OK;

	hush_rational_init(&part);
	for (uint32_t i = 0; i < plan->table_count && status == HUSH_OK; i++) {
		const struct hush_table *table = &plan->spec->tables[i];

		if (plan->tables[i].account != account || table->ask != HUSH_ASK_SHARE) {
			continue;
		}
		if (mpq_sgn(table->share.q) <= 0) {
			status = hush_fail(err, HUSH_E_SPEC, "the share of table \"%s\" must be above 0", table->name);
			continue;
		}
		mpq_mul(part.q, division->left.q, table->share.q);
		mpq_div(part.q, part.q, division->weight.q);
		status = calibrate_share(table, division->counts_epsilon, &part, &plan->tables[i], err);
	}
	hush_rational_clear(&part);
	return status;
}

static hush_status add_up(struct hush_plan *plan, uint32_t account, bool counts_epsilon, hush_error *err)
{
	struct hush_plan_account *made = &plan->accounts[account];

	for (uint32_t i = 0; i < plan->table_count; i++) {
		if (plan->tables[i].account == account) {
			hush_cost_add(&made->charge, &plan->tables[i].cost);
		}
	}
	/* Laplace tables beside Gaussian ones have an epsilon of their own, but the account has none. */
	if (!counts_epsilon) {
		mpq_set_ui(made->charge.epsilon.q, 0, 1);
	}
	if (hush_rational_compare(amount(&made->charge, counts_epsilon), amount(&made->ceiling, counts_epsilon)) > 0) {
		return hush_fail_bug(err, "the sum of the charges");
	}
	return HUSH_OK;
}

hush_status hush_calibrate(struct hush_plan *plan, uint32_t account, hush_error *err)
{
	struct division division = {.counts_epsilon = hush_counts_epsilon(plan->accounts[account].kind, plan->spec)};
	hush_status status;

	hush_rational_init(&division.paid);
	hush_rational_init(&division.left);
	hush_rational_init(&division.weight);
	status = calibrate_margins(plan, account, &division, err);
	if (status == HUSH_OK) {
		status = calibrate_shares(plan, account, &division, err);
	}
	if (status == HUSH_OK) {
		status = add_up(plan, account, division.counts_epsilon, err);
	}
	hush_rational_clear(&division.weight);
	hush_rational_clear(&division.left);
	hush_rational_clear(&division.paid);
	return status;
}
