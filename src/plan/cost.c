/* cost: what a table costs one unit; the argument is in cost.proof.md. */
#include "plan/correlated.h"
#include "plan/parameter.h"

enum { PRECISION = 192, DIGITS = 12, SUM_BITS = 3000, SUM_DIGITS = 30 };

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
static void over(struct hush_rational *to, uint64_t numerator, uint64_t denominator, const struct hush_rational *parameter)
{
	hush_rational_set_u64(to, numerator, denominator);
	mpq_div(to->q, to->q, parameter->q);
}

/* rho = (L1/s) tanh(Linf/(2s)), rounded up: every step is monotone in the one before. */
static void laplace_rho(const struct hush_sensitivity *sensitivity, const struct hush_rational *scale,
                        const struct hush_rational *epsilon, struct hush_rational *rho)
{
	struct hush_rational half;
	mpfr_t value;

	hush_rational_init(&half);
	mpfr_init2(value, PRECISION);
	over(&half, sensitivity->linf, 2, scale);
	mpfr_set_q(value, half.q, MPFR_RNDU);
	mpfr_tanh(value, value, MPFR_RNDU);
	mpfr_mul_q(value, value, epsilon->q, MPFR_RNDU);
	hush_rational_set_mpfr(rho, value);
	hush_rational_round(rho, DIGITS, HUSH_UP);
	mpfr_clear(value);
	hush_rational_clear(&half);
}

hush_status hush_cost_of(const struct hush_sensitivity *sensitivity, enum hush_mechanism mechanism,
                         const struct hush_rational *parameter, struct hush_cost *cost, hush_error *err)
{
	struct hush_cost made;

	HUSH_TRY(hush_parameter_check(mechanism, parameter, err));
	if (mechanism == HUSH_CORRELATED_GAUSSIAN) {
		HUSH_TRY(hush_correlated_check(parameter, sensitivity->cells, err));
	}
	hush_cost_init(&made);
	if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
		over(&made.rho, sensitivity->l2_squared, 2, parameter);
	} else if (mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_correlated_rho(sensitivity, parameter, &made.rho);
	} else {
		over(&made.epsilon, sensitivity->l1, 1, parameter);
		laplace_rho(sensitivity, parameter, &made.epsilon, &made.rho);
	}
	set_cost(cost, &made);
	hush_cost_clear(&made);
	return HUSH_OK;
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
