/* cost: what a table costs one unit; the argument is in cost.proof.md. */
#include "plan/correlated.h"
#include "plan/curve.h"
#include "plan/parameter.h"

enum { DIGITS = 12, SUM_BITS = 3000, SUM_DIGITS = 30 };

void hush_cost_init(struct hush_cost *cost)
{
	hush_rational_init(&cost->epsilon);
	hush_rational_init(&cost->rho);
	hush_rational_init(&cost->delta);
}

void hush_cost_clear(struct hush_cost *cost)
{
	hush_rational_clear(&cost->epsilon);
	hush_rational_clear(&cost->rho);
	hush_rational_clear(&cost->delta);
}

static void set_cost(struct hush_cost *to, const struct hush_cost *from)
{
	hush_rational_set(&to->epsilon, &from->epsilon);
	hush_rational_set(&to->rho, &from->rho);
	hush_rational_set(&to->delta, &from->delta);
}

/* numerator / (denominator * parameter) */
static void over(struct hush_rational *to, uint64_t numerator, uint64_t denominator,
				 const struct hush_rational *parameter)
{
	hush_rational_set_u64(to, numerator, denominator);
	mpq_div(to->q, to->q, parameter->q);
}

/* *rho += draws * (the tight rho of one draw against a shift), upper end. */
static hush_status add_laplace(const struct hush_rational *scale, uint64_t shift, uint64_t draws,
							   struct hush_rational *rho, hush_error *err)
{
	struct hush_range one;
	struct hush_rational part;
	struct hush_rational count;
	hush_status status;

	if (shift == 0 || draws == 0) {
		return HUSH_OK;
	}
	hush_range_init(&one);
	hush_rational_init(&part);
	hush_rational_init(&count);
	status = hush_discrete_laplace_rho(scale, shift, &one, err);
	if (status == HUSH_OK) {
		hush_rational_set_mpfr(&part, one.high);
		hush_rational_set_u64(&count, draws, 1);
		mpq_mul(part.q, part.q, count.q);
		mpq_add(rho->q, rho->q, part.q);
	}
	hush_rational_clear(&count);
	hush_rational_clear(&part);
	hush_range_clear(&one);
	return status;
}

/* As many full cells as L1 allows, and what is left of it in one more: the worst vector, for the rho of a cell is
 * convex. */
static hush_status laplace_rho(const struct hush_sensitivity *sensitivity, const struct hush_rational *scale,
							   struct hush_rational *rho, hush_error *err)
{
	uint64_t full = sensitivity->linf ? sensitivity->l1 / sensitivity->linf : 0;
	uint64_t rest;

	full = full < sensitivity->l0 ? full : sensitivity->l0;
	rest = full < sensitivity->l0 ? sensitivity->l1 - full * sensitivity->linf : 0;
	HUSH_TRY(add_laplace(scale, sensitivity->linf, full, rho, err));
	HUSH_TRY(add_laplace(scale, rest, 1, rho, err));
	hush_rational_round(rho, DIGITS, HUSH_UP);
	return HUSH_OK;
}

/* Of so many choices of scale s: each is 1/s-DP and 1/(8 s^2)-zCDP (choice.proof.md). Exact. */
static void choice_cost(const struct hush_sensitivity *sensitivity, const struct hush_rational *scale,
						struct hush_cost *cost)
{
	uint64_t choices = sensitivity->l0 * sensitivity->choices;

	over(&cost->epsilon, choices, 1, scale);
	over(&cost->rho, choices, 8, scale);
	mpq_div(cost->rho.q, cost->rho.q, scale->q);
}

hush_status hush_cost_of(const struct hush_sensitivity *sensitivity, enum hush_mechanism mechanism,
						 const struct hush_rational *parameter, struct hush_cost *cost, hush_error *err)
{
	struct hush_cost made;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_parameter_check(mechanism, parameter, err));
	if (mechanism == HUSH_CORRELATED_GAUSSIAN) {
		HUSH_TRY(hush_correlated_check(parameter, sensitivity->cells, err));
	}
	if (mechanism == HUSH_EXPONENTIAL && (sensitivity->choices == 0 || sensitivity->choices > HUSH_MAX_QUANTILES)) {
		return hush_fail(err, HUSH_E_SPEC, "a table of quantiles has 1 to %d of them", HUSH_MAX_QUANTILES);
	}
	hush_cost_init(&made);
	if (mechanism == HUSH_EXPONENTIAL) {
		choice_cost(sensitivity, parameter, &made);
	} else if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
		over(&made.rho, sensitivity->l2_squared, 2, parameter);
	} else if (mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_correlated_rho(sensitivity, parameter, &made.rho);
	} else {
		over(&made.epsilon, sensitivity->l1, 1, parameter);
		status = laplace_rho(sensitivity, parameter, &made.rho, err);
	}
	if (status == HUSH_OK) {
		set_cost(cost, &made);
	}
	hush_cost_clear(&made);
	return status;
}

/* Exact, until the text would be too long to be read back; then the least of 30 digits that is not below. */
static void add_amount(struct hush_rational *total, const struct hush_rational *amount)
{
	mpq_add(total->q, total->q, amount->q);
	if (mpz_sizeinbase(mpq_denref(total->q), 2) > SUM_BITS) {
		hush_rational_round(total, SUM_DIGITS, HUSH_UP);
	}
}

void hush_cost_add(struct hush_cost *total, const struct hush_cost *cost)
{
	add_amount(&total->epsilon, &cost->epsilon);
	add_amount(&total->rho, &cost->rho);
	add_amount(&total->delta, &cost->delta);
}
