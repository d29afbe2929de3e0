/*
 * gaussian_curve: what continuous Gaussian noise costs (see curve.h; argument in curve.proof.md).
 *
 * Nothing is ever drawn from this law: it is what others' mechanisms and the discrete ones are compared with.
 */
#include "plan/accept.h"
#include "plan/curve.h"
#include "plan/refine.h"

enum {
	/* Powers of two between which answers are looked for: any that accepted questions can have lie inside. */
	SIGMA_LEAST = -320,
	SIGMA_GREATEST = 17000,
	EPSILON_LEAST = -200,
	EPSILON_GREATEST = 29 /* e^(2^29) is within the exponents of MPFR */
};

struct gaussian {
	const struct hush_rational *sigma_squared;
	const struct hush_rational *l2_squared;
	const struct hush_rational *epsilon;
};

/* mu = sqrt(l2^2/sigma^2) */
static void set_mu(struct hush_range *mu, const struct gaussian *g)
{
	struct hush_rational square;

	hush_rational_init(&square);
	mpq_div(square.q, g->l2_squared->q, g->sigma_squared->q);
	hush_range_set_rational(mu, &square);
	hush_range_sqrt(mu);
	hush_rational_clear(&square);
}

/* At epsilon 0: erf(mu / (2 sqrt 2)), where the difference of two tails would cancel. */
static void delta_at_zero(const struct gaussian *g, struct hush_range *delta)
{
	struct hush_range divisor;

	hush_range_init_like(&divisor, delta);
	set_mu(delta, g);
	hush_range_set_u64(&divisor, 8);
	hush_range_sqrt(&divisor);
	hush_range_div(delta, delta, &divisor);
	mpfr_erf(delta->low, delta->low, MPFR_RNDD);
	mpfr_erf(delta->high, delta->high, MPFR_RNDU);
	hush_range_clear(&divisor);
}

/* Q(epsilon/mu - mu/2) - e^epsilon Q(epsilon/mu + mu/2) */
static void gaussian_delta(const void *input, struct hush_range *delta)
{
	const struct gaussian *g = input;
	struct hush_range half;  /* mu/2 */
	struct hush_range point; /* epsilon/mu */
	struct hush_range second;

	if (mpq_sgn(g->epsilon->q) == 0) {
		delta_at_zero(g, delta);
		return;
	}
	hush_range_init_like(&half, delta);
	hush_range_init_like(&point, delta);
	hush_range_init_like(&second, delta);
	set_mu(&half, g);
	hush_range_set_rational(&point, g->epsilon);
	hush_range_div(&point, &point, &half);
	hush_range_scale(&half, -1);
	hush_range_add(&second, &point, &half);
	hush_range_upper_tail(&second);
	hush_range_sub(&point, &point, &half);
	hush_range_upper_tail(&point);
	hush_range_exp(&half, g->epsilon);
	hush_range_mul(&second, &second, &half);
	hush_range_sub(delta, &point, &second);
	hush_range_clamp_probability(delta);
	hush_range_clear(&second);
	hush_range_clear(&point);
	hush_range_clear(&half);
}

hush_status hush_gaussian_delta(const struct hush_rational *sigma_squared, const struct hush_rational *l2_squared,
                                const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err)
{
	struct gaussian g = {sigma_squared, l2_squared, epsilon};

	HUSH_TRY(hush_accept_size("sigma^2", sigma_squared, err));
	HUSH_TRY(hush_accept_size("the squared L2 norm", l2_squared, err));
	HUSH_TRY(hush_accept_epsilon_signed(epsilon, err));
	hush_range_refine(gaussian_delta, &g, delta);
	return HUSH_OK;
}

/* Delta at most `limit`, with one number of the three left open. */
struct question {
	const struct hush_rational *sigma_squared;
	const struct hush_rational *l2_squared;
	const struct hush_rational *epsilon;
	const struct hush_rational *limit;
};

static int enough_epsilon(const mpfr_t x, const void *input)
{
	const struct question *question = input;
	struct hush_rational epsilon;
	struct gaussian g = {question->sigma_squared, question->l2_squared, &epsilon};
	int answer;

	hush_rational_init(&epsilon);
	hush_rational_set_mpfr(&epsilon, x);
	answer = hush_range_decide(gaussian_delta, &g, question->limit);
	hush_rational_clear(&epsilon);
	return answer;
}

static int enough_sigma(const mpfr_t x, const void *input)
{
	const struct question *question = input;
	struct hush_rational square;
	struct gaussian g = {&square, question->l2_squared, question->epsilon};
	int answer;

	hush_rational_init(&square);
	hush_rational_set_mpfr(&square, x);
	mpq_mul(square.q, square.q, square.q);
	answer = hush_range_decide(gaussian_delta, &g, question->limit);
	hush_rational_clear(&square);
	return answer;
}

hush_status hush_gaussian_epsilon(const struct hush_rational *sigma_squared, const struct hush_rational *l2_squared,
                                  const struct hush_rational *delta, struct hush_range *epsilon, hush_error *err)
{
	struct hush_rational zero;
	struct question question = {sigma_squared, l2_squared, NULL, delta};
	struct gaussian g = {sigma_squared, l2_squared, &zero};

	HUSH_TRY(hush_accept_size("sigma^2", sigma_squared, err));
	HUSH_TRY(hush_accept_size("the squared L2 norm", l2_squared, err));
	HUSH_TRY(hush_accept_delta(delta, err));
	hush_rational_init(&zero);
	if (hush_range_decide(gaussian_delta, &g, delta) > 0) {
		hush_range_set_u64(epsilon, 0);
	} else {
		hush_range_root(enough_epsilon, &question, EPSILON_LEAST, EPSILON_GREATEST, epsilon);
	}
	hush_rational_clear(&zero);
	return HUSH_OK;
}

hush_status hush_gaussian_sigma(const struct hush_rational *epsilon, const struct hush_rational *delta,
                                const struct hush_rational *l2_squared, struct hush_range *sigma, hush_error *err)
{
	struct question question = {NULL, l2_squared, epsilon, delta};

	HUSH_TRY(hush_accept_epsilon_or_zero(epsilon, err));
	HUSH_TRY(hush_accept_delta(delta, err));
	HUSH_TRY(hush_accept_size("the squared L2 norm", l2_squared, err));
	hush_range_root(enough_sigma, &question, SIGMA_LEAST, SIGMA_GREATEST, sigma);
	return HUSH_OK;
}
