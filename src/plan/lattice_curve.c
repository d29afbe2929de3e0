/* lattice_curve: what one draw of discrete noise costs, exactly (see curve.h; argument in curve.proof.md). */
#include "plan/accept.h"
#include "plan/curve.h"
#include "plan/law.h"
#include "plan/parameter.h"
#include "plan/refine.h"

struct gaussian {
	const struct hush_rational *sigma_squared;
	const struct hush_rational *epsilon;
	mpz_t first;  /* the least x with loss above epsilon */
	mpz_t second; /* first + shift */
};

/* P[X >= first] - e^epsilon P[X >= first + shift] */
static void gaussian_delta(const void *input, struct hush_range *delta)
{
	const struct gaussian *g = input;
	struct hush_range second;
	struct hush_range factor;

	hush_range_init_like(&second, delta);
	hush_range_init_like(&factor, delta);
	hush_law_at_least(HUSH_DISCRETE_GAUSSIAN, g->sigma_squared, g->first, delta);
	hush_law_at_least(HUSH_DISCRETE_GAUSSIAN, g->sigma_squared, g->second, &second);
	hush_range_exp(&factor, g->epsilon);
	hush_range_mul(&second, &second, &factor);
	hush_range_sub(delta, delta, &second);
	hush_range_clamp_probability(delta);
	hush_range_clear(&factor);
	hush_range_clear(&second);
}

hush_status hush_discrete_gaussian_delta(const struct hush_rational *sigma_squared, uint64_t shift,
                                         const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err)
{
	struct gaussian g = {.sigma_squared = sigma_squared, .epsilon = epsilon};
	struct hush_rational edge;
	struct hush_rational whole;

	HUSH_TRY(hush_parameter_check(HUSH_DISCRETE_GAUSSIAN, sigma_squared, err));
	HUSH_TRY(hush_accept_whole("the shift", shift, err));
	HUSH_TRY(hush_accept_epsilon_signed(epsilon, err));
	hush_rational_init(&edge);
	hush_rational_init(&whole);
	mpz_init(g.first);
	mpz_init(g.second);
	/* first = floor(epsilon sigma^2 / shift - shift/2) + 1, in exact rationals. */
	hush_rational_set_u64(&whole, shift, 1);
	mpq_mul(edge.q, epsilon->q, sigma_squared->q);
	mpq_div(edge.q, edge.q, whole.q);
	hush_rational_set_u64(&whole, shift, 2);
	mpq_sub(edge.q, edge.q, whole.q);
	mpz_fdiv_q(g.first, mpq_numref(edge.q), mpq_denref(edge.q));
	mpz_add_ui(g.first, g.first, 1);
	hush_rational_set_u64(&whole, shift, 1);
	mpz_add(g.second, g.first, mpq_numref(whole.q));
	hush_range_refine(gaussian_delta, &g, delta);
	mpz_clear(g.second);
	mpz_clear(g.first);
	hush_rational_clear(&whole);
	hush_rational_clear(&edge);
	return HUSH_OK;
}

struct laplace {
	const struct hush_rational *scale;
	uint64_t shift;
};

/* (D - (1 - e^(-D/s)) / sinh(1/s)) / s */
static void laplace_rho(const void *input, struct hush_range *rho)
{
	const struct laplace *law = input;
	struct hush_rational inverse;
	struct hush_rational shift;
	struct hush_range step;  /* 1/s, then its hyperbolic sine */
	struct hush_range decay; /* 1 - e^(-D/s) */

	hush_rational_init(&inverse);
	hush_rational_init(&shift);
	hush_range_init_like(&step, rho);
	hush_range_init_like(&decay, rho);
	hush_rational_set_u64(&shift, law->shift, 1);
	mpq_inv(inverse.q, law->scale->q);
	mpq_mul(shift.q, shift.q, inverse.q);
	hush_range_set_rational(&decay, &shift);
	hush_range_neg(&decay);
	hush_range_expm1(&decay);
	hush_range_neg(&decay);
	hush_range_set_rational(&step, &inverse);
	mpfr_sinh(step.low, step.low, MPFR_RNDD);
	mpfr_sinh(step.high, step.high, MPFR_RNDU);
	hush_range_div(&decay, &decay, &step);
	hush_range_set_u64(rho, law->shift);
	hush_range_sub(rho, rho, &decay);
	hush_range_set_rational(&step, &inverse);
	hush_range_mul(rho, rho, &step);
	hush_range_clear(&decay);
	hush_range_clear(&step);
	hush_rational_clear(&shift);
	hush_rational_clear(&inverse);
}

hush_status hush_discrete_laplace_rho(const struct hush_rational *scale, uint64_t shift, struct hush_range *rho,
                                      hush_error *err)
{
	struct laplace law = {scale, shift};

	HUSH_TRY(hush_parameter_check(HUSH_DISCRETE_LAPLACE, scale, err));
	HUSH_TRY(hush_accept_whole("the shift", shift, err));
	hush_range_refine(laplace_rho, &law, rho);
	return HUSH_OK;
}
