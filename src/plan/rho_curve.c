/* rho_curve: between pure privacy, rho, Renyi divergence and delta, for closed forms (see curve.h, curve.proof.md). */
#include <math.h>

#include "base/solve.h"
#include "plan/accept.h"
#include "plan/curve.h"
#include "plan/refine.h"

static const double greatest_log_u = 705; /* e^705 is still a double */

/* epsilon tanh(epsilon/2) */
static void pure_rho(const void *input, struct hush_range *rho)
{
	struct hush_range half;

	hush_range_init_like(&half, rho);
	hush_range_set_rational(rho, input);
	hush_range_set(&half, rho);
	hush_range_scale(&half, -1);
	mpfr_tanh(half.low, half.low, MPFR_RNDD);
	mpfr_tanh(half.high, half.high, MPFR_RNDU);
	hush_range_mul(rho, rho, &half);
	hush_range_clear(&half);
}

/* epsilon + e^-epsilon - 1 */
static void laplace_rho(const void *input, struct hush_range *rho)
{
	struct hush_range decay;

	hush_range_init_like(&decay, rho);
	hush_range_set_rational(rho, input);
	hush_range_set(&decay, rho);
	hush_range_neg(&decay);
	hush_range_expm1(&decay);
	hush_range_add(rho, rho, &decay);
	hush_range_clear(&decay);
}

/* x - 1 - ln x with x = epsilon/(e^epsilon - 1); ln x = ln(epsilon) - ln(e^epsilon - 1) */
static void bounded_range_rho(const void *input, struct hush_range *rho)
{
	struct hush_range x;

	hush_range_init_like(&x, rho);
	hush_range_set_rational(rho, input);
	hush_range_set(&x, rho);
	hush_range_expm1(rho);
	hush_range_div(&x, &x, rho);
	hush_range_set(rho, &x);
	hush_range_add_i64(rho, -1);
	hush_range_log(&x);
	hush_range_sub(rho, rho, &x);
	hush_range_clear(&x);
}

hush_status hush_pure_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err)
{
	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	hush_range_refine(pure_rho, epsilon, rho);
	return HUSH_OK;
}

hush_status hush_laplace_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err)
{
	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	hush_range_refine(laplace_rho, epsilon, rho);
	return HUSH_OK;
}

hush_status hush_bounded_range_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err)
{
	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	hush_range_refine(bounded_range_rho, epsilon, rho);
	return HUSH_OK;
}

struct renyi {
	const struct hush_rational *alpha;
	struct hush_rational ratio; /* shift / scale */
};

/* x + log1p(w (e^(-(2 alpha - 1) x) - 1)) / (alpha - 1), w = (alpha - 1)/(2 alpha - 1): no power that overflows. */
static void laplace_renyi(const void *input, struct hush_range *divergence)
{
	const struct renyi *renyi = input;
	struct hush_rational less;  /* alpha - 1 */
	struct hush_rational twice; /* 2 alpha - 1 */
	struct hush_range inner;
	struct hush_range weight;

	hush_rational_init(&less);
	hush_rational_init(&twice);
	hush_range_init_like(&inner, divergence);
	hush_range_init_like(&weight, divergence);
	mpz_sub(mpq_numref(less.q), mpq_numref(renyi->alpha->q), mpq_denref(renyi->alpha->q));
	mpz_set(mpq_denref(less.q), mpq_denref(renyi->alpha->q));
	mpq_add(twice.q, less.q, renyi->alpha->q);
	mpq_mul(twice.q, twice.q, renyi->ratio.q);
	hush_range_set_rational(&inner, &twice);
	hush_range_neg(&inner);
	hush_range_expm1(&inner);
	mpq_add(twice.q, less.q, renyi->alpha->q);
	mpq_div(twice.q, less.q, twice.q);
	hush_range_set_rational(&weight, &twice);
	hush_range_mul(&inner, &inner, &weight);
	hush_range_log1p(&inner);
	hush_range_set_rational(&weight, &less);
	hush_range_div(&inner, &inner, &weight);
	hush_range_set_rational(divergence, &renyi->ratio);
	hush_range_add(divergence, divergence, &inner);
	hush_range_clear(&weight);
	hush_range_clear(&inner);
	hush_rational_clear(&twice);
	hush_rational_clear(&less);
}

hush_status hush_laplace_renyi(const struct hush_rational *scale, const struct hush_rational *shift,
                               const struct hush_rational *alpha, struct hush_range *divergence, hush_error *err)
{
	struct renyi renyi = {.alpha = alpha};

	HUSH_TRY(hush_accept_size("the scale", scale, err));
	HUSH_TRY(hush_accept_size("the shift", shift, err));
	HUSH_TRY(hush_accept_order(alpha, err));
	hush_rational_init(&renyi.ratio);
	mpq_div(renyi.ratio.q, shift->q, scale->q);
	hush_range_refine(laplace_renyi, &renyi, divergence);
	hush_rational_clear(&renyi.ratio);
	return HUSH_OK;
}

struct conversion {
	const struct hush_rational *rho;
	const struct hush_rational *epsilon;
	mpfr_t u; /* the order less 1; any is valid */
};

/* d ln delta / d alpha = (2 alpha - 1) rho - epsilon + ln(u/(1+u)), alpha = 1 + u: increases with u. */
static double slope(double log_u, void *context)
{
	const struct conversion *conversion = context;
	double rho = mpq_get_d(conversion->rho->q);
	double u = exp(log_u);
	double log_ratio = log_u > 0 ? -log1p(exp(-log_u)) : log_u - log1p(u); /* neither cancels nor overflows */

	return (2 * u + 1) * rho - mpq_get_d(conversion->epsilon->q) + log_ratio;
}

/* ln delta = u ((1+u) rho - epsilon) + u ln u - (1+u) log1p(u): Proposition 12 without its cancellations. */
static void zcdp_delta(const void *input, struct hush_range *delta)
{
	const struct conversion *conversion = input;
	struct hush_range u;
	struct hush_range alpha;
	struct hush_range work;

	hush_range_init_like(&u, delta);
	hush_range_init_like(&alpha, delta);
	hush_range_init_like(&work, delta);
	hush_range_set_number(&u, conversion->u);
	hush_range_set(&alpha, &u);
	hush_range_add_i64(&alpha, 1);
	hush_range_set_rational(delta, conversion->rho);
	hush_range_mul(delta, delta, &alpha);
	hush_range_set_rational(&work, conversion->epsilon);
	hush_range_sub(delta, delta, &work);
	hush_range_set(&work, &u);
	hush_range_log(&work);
	hush_range_add(delta, delta, &work);
	hush_range_mul(delta, delta, &u);
	hush_range_set(&work, &u);
	hush_range_log1p(&work);
	hush_range_mul(&work, &work, &alpha);
	hush_range_sub(delta, delta, &work);
	hush_range_exponential(delta);
	hush_range_clamp_probability(delta);
	hush_range_clear(&work);
	hush_range_clear(&alpha);
	hush_range_clear(&u);
}

hush_status hush_zcdp_delta(const struct hush_rational *rho, const struct hush_rational *epsilon, struct hush_range *delta,
                            hush_error *err)
{
	struct conversion conversion = {.rho = rho, .epsilon = epsilon};
	double log_u;
	double least;

	HUSH_TRY(hush_accept_rho(rho, err));
	HUSH_TRY(hush_accept_epsilon_or_zero(epsilon, err));
	/* At e^least the slope is negative, however large rho is; at e^greatest it is positive, however small. */
	least = -3 * mpq_get_d(rho->q) - 1;
	if (!hush_solve_root(slope, &conversion, least, greatest_log_u, &log_u)) {
		log_u = fabs(slope(least, &conversion)) < fabs(slope(greatest_log_u, &conversion)) ? least : greatest_log_u;
	}
	mpfr_init2(conversion.u, 64);
	mpfr_set_d(conversion.u, log_u, MPFR_RNDN);
	mpfr_exp(conversion.u, conversion.u, MPFR_RNDN);
	hush_range_refine(zcdp_delta, &conversion, delta);
	mpfr_clear(conversion.u);
	return HUSH_OK;
}
