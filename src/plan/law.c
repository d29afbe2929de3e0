/*
 * law: the exact laws of discrete Laplace and discrete Gaussian noise, with every bound rounded against ourselves.
 *
 * Discrete Laplace of scale s: P[X >= m] = e^(-m/s) / (1 + e^(-1/s)), variance 1 / (2 sinh(1/2s)^2).
 *
 * Discrete Gaussian: f(x) = e^(-x^2 / 2 sigma^2), P[X >= m] = S(m)/Z with S(m) = sum of f over x >= m and Z over all x.
 * By Poisson summation Z = sqrt(2 pi sigma^2) * theta, theta = 1 + 2 sum_y e^(-c y^2), c = 2 pi^2 sigma^2, so theta >= 1.
 * f is concave on [-sigma, sigma] and convex outside, so the midpoint and trapezoid rules err on known sides:
 *     m - 1/2 >= sigma:   S(m) <= integral of f from m - 1/2,  and for m >= sigma  S(m) >= integral from m, plus f(m)/2;
 *     m - 1/2 <  sigma:   the middle sum over |x| < m is at least the integral over |x| < m - 1/2, and for m <= sigma at
 *                         most the integral over |x| < m - 1 plus f(m - 1).
 * These decide nearly every question in microseconds at any sigma; what they leave open is summed term by term.
 */
#include "plan/law.h"

enum {
	PRECISION = 192,
	SUM_POWER = 24,      /* sigma^2 up to 2^24 is summed */
	SUM_TERMS = 1 << 18 /* the remainder is bounded wherever the sum stops; this only bounds the time */
};

/* An enclosure. */
struct range {
	mpfr_t low;
	mpfr_t high;
};

static void range_init(struct range *r)
{
	mpfr_init2(r->low, PRECISION);
	mpfr_init2(r->high, PRECISION);
}

static void range_clear(struct range *r)
{
	mpfr_clear(r->low);
	mpfr_clear(r->high);
}

/* e^(-numerator / (denominator * p)), p > 0. */
static void exp_minus(struct range *r, uint64_t numerator, uint64_t denominator, const struct hush_rational *p)
{
	struct hush_rational x;

	hush_rational_init(&x);
	hush_rational_set_u64(&x, numerator, denominator);
	mpq_div(x.q, x.q, p->q);
	mpq_neg(x.q, x.q);
	mpfr_set_q(r->low, x.q, MPFR_RNDD);
	mpfr_exp(r->low, r->low, MPFR_RNDD);
	mpfr_set_q(r->high, x.q, MPFR_RNDU);
	mpfr_exp(r->high, r->high, MPFR_RNDU);
	hush_rational_clear(&x);
}

/* n^2 / (d * p) as a rational: the squares of the arguments below. */
static void square_over(struct hush_rational *x, uint64_t n, unsigned long d, const struct hush_rational *p)
{
	hush_rational_set_u64(x, n, 1);
	mpq_mul(x->q, x->q, x->q);
	mpq_div(x->q, x->q, p->q);
	mpz_mul_ui(mpq_denref(x->q), mpq_denref(x->q), d);
	mpq_canonicalize(x->q);
}

/* f(m) = e^(-m^2 / 2 sigma^2). */
static void density(struct range *r, uint64_t m, const struct hush_rational *sigma2)
{
	struct hush_rational x;

	hush_rational_init(&x);
	square_over(&x, m, 2, sigma2);
	mpq_neg(x.q, x.q);
	mpfr_set_q(r->low, x.q, MPFR_RNDD);
	mpfr_exp(r->low, r->low, MPFR_RNDD);
	mpfr_set_q(r->high, x.q, MPFR_RNDU);
	mpfr_exp(r->high, r->high, MPFR_RNDU);
	hush_rational_clear(&x);
}

/* S(m) for sigma^2 <= 2^SUM_POWER: f(x+1) = f(x) r(x), r(x+1) = r(x) e^(-1/sigma^2). */
static void sum_from(struct range *sum, uint64_t m, const struct hush_rational *sigma2)
{
	struct range term;
	struct range ratio;
	struct range step;
	mpfr_t rest;

	range_init(&term);
	range_init(&ratio);
	range_init(&step);
	mpfr_init2(rest, PRECISION);
	density(&term, m, sigma2);
	exp_minus(&ratio, 2 * m + 1, 2, sigma2);
	exp_minus(&step, 1, 1, sigma2);
	mpfr_set(sum->low, term.low, MPFR_RNDD);
	mpfr_set(sum->high, term.high, MPFR_RNDU);
	for (int i = 0; i < SUM_TERMS && mpfr_get_exp(term.high) + PRECISION > mpfr_get_exp(sum->high); i++) {
		mpfr_mul(term.low, term.low, ratio.low, MPFR_RNDD);
		mpfr_mul(term.high, term.high, ratio.high, MPFR_RNDU);
		mpfr_mul(ratio.low, ratio.low, step.low, MPFR_RNDD);
		mpfr_mul(ratio.high, ratio.high, step.high, MPFR_RNDU);
		mpfr_add(sum->low, sum->low, term.low, MPFR_RNDD);
		mpfr_add(sum->high, sum->high, term.high, MPFR_RNDU);
	}
	/* Ratios fall, so what is left is below the geometric series term * (ratio + ratio^2 + ...). */
	mpfr_ui_sub(rest, 1, ratio.high, MPFR_RNDD);
	mpfr_div(rest, ratio.high, rest, MPFR_RNDU);
	mpfr_mul(rest, rest, term.high, MPFR_RNDU);
	mpfr_add(sum->high, sum->high, rest, MPFR_RNDU);
	mpfr_clear(rest);
	range_clear(&step);
	range_clear(&ratio);
	range_clear(&term);
}

/* theta for sigma^2 >= 1/4, where c >= 4.9: terms y = 1 and 2, and for the upper end a geometric rest (y^2 >= 5y - 6). */
static void theta_range(struct range *theta, const struct hush_rational *sigma2)
{
	struct range c;
	struct range power;
	mpfr_t rest;

	range_init(&c);
	range_init(&power);
	mpfr_init2(rest, PRECISION);
	mpfr_const_pi(c.low, MPFR_RNDD);
	mpfr_sqr(c.low, c.low, MPFR_RNDD);
	mpfr_mul_q(c.low, c.low, sigma2->q, MPFR_RNDD);
	mpfr_mul_2ui(c.low, c.low, 1, MPFR_RNDD);
	mpfr_const_pi(c.high, MPFR_RNDU);
	mpfr_sqr(c.high, c.high, MPFR_RNDU);
	mpfr_mul_q(c.high, c.high, sigma2->q, MPFR_RNDU);
	mpfr_mul_2ui(c.high, c.high, 1, MPFR_RNDU);

	mpfr_neg(power.low, c.high, MPFR_RNDD);
	mpfr_exp(power.low, power.low, MPFR_RNDD);
	mpfr_pow_ui(theta->low, power.low, 4, MPFR_RNDD);
	mpfr_add(theta->low, theta->low, power.low, MPFR_RNDD);
	mpfr_mul_2ui(theta->low, theta->low, 1, MPFR_RNDD);
	mpfr_add_ui(theta->low, theta->low, 1, MPFR_RNDD);

	mpfr_neg(power.high, c.low, MPFR_RNDU);
	mpfr_exp(power.high, power.high, MPFR_RNDU);
	mpfr_pow_ui(rest, power.high, 5, MPFR_RNDU);
	mpfr_ui_sub(rest, 1, rest, MPFR_RNDD);
	mpfr_pow_ui(theta->high, power.high, 4, MPFR_RNDU);
	mpfr_div(theta->high, theta->high, rest, MPFR_RNDU);
	mpfr_add(theta->high, theta->high, power.high, MPFR_RNDU);
	mpfr_mul_2ui(theta->high, theta->high, 1, MPFR_RNDU);
	mpfr_add_ui(theta->high, theta->high, 1, MPFR_RNDU);
	mpfr_clear(rest);
	range_clear(&power);
	range_clear(&c);
}

/* sqrt(2 pi sigma^2). */
static void width_range(struct range *width, const struct hush_rational *sigma2)
{
	mpfr_const_pi(width->low, MPFR_RNDD);
	mpfr_mul_q(width->low, width->low, sigma2->q, MPFR_RNDD);
	mpfr_mul_2ui(width->low, width->low, 1, MPFR_RNDD);
	mpfr_sqrt(width->low, width->low, MPFR_RNDD);
	mpfr_const_pi(width->high, MPFR_RNDU);
	mpfr_mul_q(width->high, width->high, sigma2->q, MPFR_RNDU);
	mpfr_mul_2ui(width->high, width->high, 1, MPFR_RNDU);
	mpfr_sqrt(width->high, width->high, MPFR_RNDU);
}

static bool at_least_one(const struct hush_rational *sigma2)
{
	return mpq_cmp_ui(sigma2->q, 1, 1) >= 0;
}

static void norm_range(struct range *norm, const struct hush_rational *sigma2)
{
	struct range other;

	if (!at_least_one(sigma2)) {
		sum_from(norm, 1, sigma2);
		mpfr_mul_2ui(norm->low, norm->low, 1, MPFR_RNDD);
		mpfr_add_ui(norm->low, norm->low, 1, MPFR_RNDD);
		mpfr_mul_2ui(norm->high, norm->high, 1, MPFR_RNDU);
		mpfr_add_ui(norm->high, norm->high, 1, MPFR_RNDU);
		return;
	}
	range_init(&other);
	width_range(norm, sigma2);
	theta_range(&other, sigma2);
	mpfr_mul(norm->low, norm->low, other.low, MPFR_RNDD);
	mpfr_mul(norm->high, norm->high, other.high, MPFR_RNDU);
	range_clear(&other);
}

static void gaussian_tail(struct range *tail, uint64_t m, const struct hush_rational *sigma2)
{
	struct range norm;

	range_init(&norm);
	norm_range(&norm, sigma2);
	sum_from(tail, m, sigma2);
	mpfr_div(tail->low, tail->low, norm.high, MPFR_RNDD);
	mpfr_div(tail->high, tail->high, norm.low, MPFR_RNDU);
	range_clear(&norm);
}

/* sqrt(n^2 / (8 sigma^2)) = (n/2) / (sigma sqrt 2), toward one side. */
static void erf_argument(mpfr_t x, uint64_t n, const struct hush_rational *sigma2, mpfr_rnd_t side)
{
	struct hush_rational square;

	hush_rational_init(&square);
	square_over(&square, n, 8, sigma2);
	mpfr_set_q(x, square.q, side);
	mpfr_sqrt(x, x, side);
	hush_rational_clear(&square);
}

/* -1, 0, 1: how n/2 compares with sigma. */
static int half_against_sigma(uint64_t n, const struct hush_rational *sigma2)
{
	struct hush_rational square;
	int order;

	hush_rational_init(&square);
	square_over(&square, n, 4, sigma2);
	order = mpq_cmp_ui(square.q, 1, 1);
	hush_rational_clear(&square);
	return order;
}

/* An upper bound on 2 P[X >= m], midpoint rule. */
static void upper_bound(mpfr_t twice, uint64_t m, const struct hush_rational *sigma2)
{
	struct range theta;

	if (half_against_sigma(2 * m - 1, sigma2) >= 0) {
		erf_argument(twice, 2 * m - 1, sigma2, MPFR_RNDD);
		mpfr_erfc(twice, twice, MPFR_RNDU);
		return;
	}
	range_init(&theta);
	theta_range(&theta, sigma2); /* here sigma > 1/2 */
	erf_argument(twice, 2 * m - 1, sigma2, MPFR_RNDD);
	mpfr_erf(twice, twice, MPFR_RNDD);
	mpfr_div(twice, twice, theta.high, MPFR_RNDD);
	mpfr_ui_sub(twice, 1, twice, MPFR_RNDU);
	range_clear(&theta);
}

/* A lower bound on 2 P[X >= m] for sigma >= 1, trapezoid rule. */
static void lower_bound(mpfr_t twice, uint64_t m, const struct hush_rational *sigma2)
{
	bool outside = half_against_sigma(2 * m, sigma2) >= 0;
	struct range edge;
	struct range width;

	range_init(&edge);
	range_init(&width);
	width_range(&width, sigma2);
	if (outside) {
		density(&edge, m, sigma2);
		mpfr_div(edge.low, edge.low, width.high, MPFR_RNDD);
		erf_argument(twice, 2 * m, sigma2, MPFR_RNDU);
		mpfr_erfc(twice, twice, MPFR_RNDD);
		mpfr_add(twice, twice, edge.low, MPFR_RNDD);
		theta_range(&edge, sigma2);
		mpfr_div(twice, twice, edge.high, MPFR_RNDD);
	} else {
		density(&edge, m - 1, sigma2);
		mpfr_div(edge.high, edge.high, width.low, MPFR_RNDU);
		erf_argument(twice, 2 * (m - 1), sigma2, MPFR_RNDU);
		mpfr_erf(twice, twice, MPFR_RNDU);
		mpfr_add(twice, twice, edge.high, MPFR_RNDU);
		mpfr_ui_sub(twice, 1, twice, MPFR_RNDD);
	}
	range_clear(&width);
	range_clear(&edge);
}

static bool gaussian_within(const struct hush_rational *sigma2, uint64_t m, const struct hush_rational *excess)
{
	struct range tail;
	bool holds;

	range_init(&tail);
	upper_bound(tail.high, m, sigma2);
	holds = mpfr_cmp_q(tail.high, excess->q) <= 0;
	if (!holds && mpq_cmp_ui(sigma2->q, 1UL << SUM_POWER, 1) <= 0) {
		if (at_least_one(sigma2)) {
			lower_bound(tail.low, m, sigma2);
		} else {
			mpfr_set_zero(tail.low, 1);
		}
		if (mpfr_cmp_q(tail.low, excess->q) <= 0) {
			gaussian_tail(&tail, m, sigma2);
			mpfr_mul_2ui(tail.high, tail.high, 1, MPFR_RNDU);
			holds = mpfr_cmp_q(tail.high, excess->q) <= 0;
		}
	}
	range_clear(&tail);
	return holds;
}

static void laplace_tail(struct range *tail, uint64_t m, const struct hush_rational *scale)
{
	struct range below;

	range_init(&below);
	exp_minus(tail, m, 1, scale);
	exp_minus(&below, 1, 1, scale);
	mpfr_add_ui(below.low, below.low, 1, MPFR_RNDD);
	mpfr_add_ui(below.high, below.high, 1, MPFR_RNDU);
	mpfr_div(tail->low, tail->low, below.high, MPFR_RNDD);
	mpfr_div(tail->high, tail->high, below.low, MPFR_RNDU);
	range_clear(&below);
}

void hush_law_tail(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t m, mpfr_t low,
                   mpfr_t high)
{
	struct range tail;

	range_init(&tail);
	if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
		gaussian_tail(&tail, m, parameter);
	} else {
		laplace_tail(&tail, m, parameter);
	}
	mpfr_set(low, tail.low, MPFR_RNDD);
	mpfr_set(high, tail.high, MPFR_RNDU);
	range_clear(&tail);
}

bool hush_law_within(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t t,
                     const struct hush_rational *excess)
{
	struct range tail;
	bool holds;

	if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
		return gaussian_within(parameter, t + 1, excess);
	}
	range_init(&tail);
	laplace_tail(&tail, t + 1, parameter);
	mpfr_mul_2ui(tail.high, tail.high, 1, MPFR_RNDU);
	holds = mpfr_cmp_q(tail.high, excess->q) <= 0;
	range_clear(&tail);
	return holds;
}
