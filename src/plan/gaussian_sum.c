/*
 * gaussian_sum: see gaussian_sum.h, and curve.proof.md for the bounds.
 *
 * S(m) is added up term by term where few terms matter.  Otherwise, where f changes little from one whole number to the
 * next, by Euler and Maclaurin:
 *
 *     S(m) = I(m) + f(m) (1/2 + sum over k = 1..K of c_k h_(2k-1)) + R,      c_k = B_2k/(2k)! = +-2 zeta(2k)/(2 pi)^2k
 *
 * with I(m) the integral of f from m on and h_n = He_n(m/sigma)/sigma^n, so that the n-th derivative of f is (-1)^n h_n f.
 * By Cauchy's estimate on circles of any radius r, |R| <= 4 (2K)! / (2 pi r)^2K * e^(r^2/sigma^2) * I(m - r).
 */
#include <math.h>

#include "plan/gaussian_sum.h"

enum {
	GUARD = 64,      /* bits, at most, that rounding and large arguments may cost */
	PER_BIT = 2,     /* terms added one by one, at most, for each bit of precision */
	REST_BITS = 64   /* precision of what is only an upper bound */
};

static const double nats_per_bit = 0.6931471805599453;

/* x^2 / (2 sigma^2). */
static void half_square_over(struct hush_rational *result, const struct hush_rational *x,
                             const struct hush_rational *sigma2)
{
	mpq_mul(result->q, x->q, x->q);
	mpq_div(result->q, result->q, sigma2->q);
	mpq_div_2exp(result->q, result->q, 1);
}

/* f(x) for a rational x. */
static void density(struct hush_range *f, const struct hush_rational *x, const struct hush_rational *sigma2)
{
	struct hush_rational exponent;

	hush_rational_init(&exponent);
	half_square_over(&exponent, x, sigma2);
	mpq_neg(exponent.q, exponent.q);
	hush_range_exp(f, &exponent);
	hush_rational_clear(&exponent);
}

/* I(x) = sqrt(pi sigma^2 / 2) erfc(x / (sigma sqrt 2)). */
static void integral(struct hush_range *result, const struct hush_rational *x, const struct hush_rational *sigma2)
{
	struct hush_rational square;
	struct hush_range factor;

	hush_rational_init(&square);
	hush_range_init_like(&factor, result);
	half_square_over(&square, x, sigma2);
	hush_range_set_rational(result, &square);
	hush_range_sqrt(result);
	if (mpq_sgn(x->q) < 0) {
		hush_range_neg(result);
	}
	hush_range_erfc(result);
	mpfr_const_pi(factor.low, MPFR_RNDD);
	mpfr_mul_q(factor.low, factor.low, sigma2->q, MPFR_RNDD);
	mpfr_const_pi(factor.high, MPFR_RNDU);
	mpfr_mul_q(factor.high, factor.high, sigma2->q, MPFR_RNDU);
	hush_range_scale(&factor, -1);
	hush_range_sqrt(&factor);
	hush_range_mul(result, result, &factor);
	hush_range_clear(&factor);
	hush_rational_clear(&square);
}

/* How many terms from m on are above e^-nats of the first: k with (m k + k^2/2)/sigma^2 = nats. Only a guide. */
static double terms_that_matter(double sigma2, double m, double nats)
{
	return 2 * nats * sigma2 / (m + sqrt(m * m + 2 * nats * sigma2));
}

/* f(x+1) = f(x) ratio(x), ratio(x+1) = ratio(x) e^(-1/sigma^2). */
static void sum_terms(struct hush_range *sum, const struct hush_rational *m, const struct hush_rational *sigma2, long terms)
{
	struct hush_rational exponent;
	struct hush_range term;
	struct hush_range ratio;
	struct hush_range step;
	mpfr_t rest;

	hush_rational_init(&exponent);
	hush_range_init_like(&term, sum);
	hush_range_init_like(&ratio, sum);
	hush_range_init_like(&step, sum);
	mpfr_init2(rest, REST_BITS);
	mpq_inv(exponent.q, sigma2->q);
	mpq_neg(exponent.q, exponent.q);
	hush_range_exp(&step, &exponent);
	mpq_set_ui(exponent.q, 1, 2);
	mpq_add(exponent.q, exponent.q, m->q);
	mpq_div(exponent.q, exponent.q, sigma2->q);
	mpq_neg(exponent.q, exponent.q);
	hush_range_exp(&ratio, &exponent);
	density(&term, m, sigma2);
	hush_range_set(sum, &term);
	for (long i = 0; i < terms; i++) {
		hush_range_mul(&term, &term, &ratio);
		hush_range_mul(&ratio, &ratio, &step);
		hush_range_add(sum, sum, &term);
	}
	/* Ratios fall, so what is left is below the geometric series term * (ratio + ratio^2 + ...). */
	mpfr_ui_sub(rest, 1, ratio.high, MPFR_RNDD);
	mpfr_div(rest, ratio.high, rest, MPFR_RNDU);
	mpfr_mul(rest, rest, term.high, MPFR_RNDU);
	mpfr_add(sum->high, sum->high, rest, MPFR_RNDU);
	mpfr_clear(rest);
	hush_range_clear(&step);
	hush_range_clear(&ratio);
	hush_range_clear(&term);
	hush_rational_clear(&exponent);
}

/* |c_k| for k = 1, 2, ..., which are most that are ever needed. */
static const struct {
	uint64_t numerator;
	uint64_t denominator;
} first_factors[] = {
	{1, 12},
	{1, 720},
	{1, 30240},
	{1, 1209600},
	{1, 47900160},
	{691, 1307674368000},
	{1, 74724249600},
	{3617, 10670622842880000},
	{43867, 5109094217170944000},
};

/* |c_k| = 2 zeta(2k) / (2 pi)^(2k). */
static void later_factor(struct hush_range *c, unsigned long k, const struct hush_range *two_pi)
{
	struct hush_range power;

	hush_range_init_like(&power, c);
	mpfr_pow_ui(power.low, two_pi->low, 2 * k, MPFR_RNDD);
	mpfr_pow_ui(power.high, two_pi->high, 2 * k, MPFR_RNDU);
	mpfr_zeta_ui(c->low, 2 * k, MPFR_RNDD);
	mpfr_zeta_ui(c->high, 2 * k, MPFR_RNDU);
	hush_range_scale(c, 1);
	hush_range_div(c, c, &power);
	hush_range_clear(&power);
}

/* c_k; two_pi is given. */
static void bernoulli_factor(struct hush_range *c, unsigned long k, const struct hush_range *two_pi)
{
	struct hush_rational exact;

	if (k <= sizeof first_factors / sizeof first_factors[0]) {
		hush_rational_init(&exact);
		hush_rational_set_u64(&exact, first_factors[k - 1].numerator, first_factors[k - 1].denominator);
		hush_range_set_rational(c, &exact);
		hush_rational_clear(&exact);
	} else {
		later_factor(c, k, two_pi);
	}
	if (k % 2 == 0) {
		hush_range_neg(c);
	}
}

/* 1/2 + sum over k = 1..count of c_k h_(2k-1); h_(n+1) = (m h_n - n h_(n-1))/sigma^2. */
static void edge_terms(struct hush_range *edge, const struct hush_rational *m, const struct hush_rational *sigma2,
                       unsigned long count)
{
	struct hush_rational quotient;
	struct hush_range two_pi;
	struct hush_range slope;    /* m / sigma^2 */
	struct hush_range inverse;  /* 1 / sigma^2 */
	struct hush_range h;        /* h_n */
	struct hush_range before;   /* h_(n-1) */
	struct hush_range work;

	hush_rational_init(&quotient);
	hush_range_init_like(&two_pi, edge);
	hush_range_init_like(&slope, edge);
	hush_range_init_like(&inverse, edge);
	hush_range_init_like(&h, edge);
	hush_range_init_like(&before, edge);
	hush_range_init_like(&work, edge);
	mpfr_const_pi(two_pi.low, MPFR_RNDD);
	mpfr_const_pi(two_pi.high, MPFR_RNDU);
	hush_range_scale(&two_pi, 1);
	mpq_div(quotient.q, m->q, sigma2->q);
	hush_range_set_rational(&slope, &quotient);
	mpq_inv(quotient.q, sigma2->q);
	hush_range_set_rational(&inverse, &quotient);
	hush_range_set_u64(&before, 1);
	hush_range_set(&h, &slope);
	hush_range_set_u64(edge, 1);
	hush_range_scale(edge, -1);
	for (unsigned long n = 1; n < 2 * count; n++) {
		if (n % 2 == 1) {
			bernoulli_factor(&work, (n + 1) / 2, &two_pi);
			hush_range_mul(&work, &work, &h);
			hush_range_add(edge, edge, &work);
		}
		hush_range_set_u64(&work, n);
		hush_range_mul(&work, &work, &inverse);
		hush_range_mul(&work, &work, &before);
		hush_range_set(&before, &h);
		hush_range_mul(&h, &h, &slope);
		hush_range_sub(&h, &h, &work);
	}
	hush_range_clear(&work);
	hush_range_clear(&before);
	hush_range_clear(&h);
	hush_range_clear(&inverse);
	hush_range_clear(&slope);
	hush_range_clear(&two_pi);
	hush_rational_clear(&quotient);
}

/* An upper bound on |R| for this many edge terms and this radius. */
static void remainder_bound(mpfr_t bound, const struct hush_rational *m, const struct hush_rational *sigma2,
                            unsigned long count, double radius)
{
	struct hush_rational x;
	struct hush_range area;
	mpfr_t work;

	hush_rational_init(&x);
	hush_range_init_precise(&area, REST_BITS);
	mpfr_init2(work, REST_BITS);
	/* (2 pi r)^2K, downwards */
	mpfr_const_pi(work, MPFR_RNDD);
	mpfr_mul_d(work, work, 2 * radius, MPFR_RNDD);
	mpfr_pow_ui(work, work, 2 * count, MPFR_RNDD);
	mpfr_fac_ui(bound, 2 * count, MPFR_RNDU);
	mpfr_div(bound, bound, work, MPFR_RNDU);
	mpfr_mul_2ui(bound, bound, 2, MPFR_RNDU); /* 2 zeta(2) is below 4 */
	/* e^(r^2/sigma^2) */
	hush_rational_set_double(&x, radius);
	mpq_mul(x.q, x.q, x.q);
	mpq_div(x.q, x.q, sigma2->q);
	mpfr_set_q(work, x.q, MPFR_RNDU);
	mpfr_exp(work, work, MPFR_RNDU);
	mpfr_mul(bound, bound, work, MPFR_RNDU);
	hush_rational_set_double(&x, radius);
	mpq_sub(x.q, m->q, x.q);
	integral(&area, &x, sigma2);
	mpfr_mul(bound, bound, area.high, MPFR_RNDU);
	mpfr_clear(work);
	hush_range_clear(&area);
	hush_rational_clear(&x);
}

/*
 * The radius and the number of edge terms: any are valid, these make R small with few terms. Large circles need few terms
 * but reach where f is larger: up to sigma and sigma^2/m that costs nothing; nats/4 is needed at least.
 */
static unsigned long choose_edge(double sigma2, double m, double nats, double *radius)
{
	double wanted;
	double logarithm = 0; /* of (2 count)! / (2 pi radius)^(2 count) */
	unsigned long count = 0;

	*radius = fmax(nats / 4, fmin(sqrt(sigma2), sigma2 / m));
	wanted = -(nats + 8 + *radius * *radius / sigma2 + m * *radius / sigma2);
	do {
		count++;
		logarithm += log(2 * (double)count - 1) + log(2 * (double)count) - 2 * log(2 * 3.141592653589793 * *radius);
	} while (logarithm > wanted && 2 * (double)count < 6 * *radius);
	return count;
}

static void sum_by_integral(struct hush_range *sum, const struct hush_rational *m, const struct hush_rational *sigma2,
                            double nats)
{
	double radius;
	unsigned long count = choose_edge(mpq_get_d(sigma2->q), mpq_get_d(m->q), nats, &radius);
	struct hush_range edge;
	struct hush_range f;
	mpfr_t rest;

	hush_range_init_like(&edge, sum);
	hush_range_init_like(&f, sum);
	mpfr_init2(rest, REST_BITS);
	edge_terms(&edge, m, sigma2, count);
	density(&f, m, sigma2);
	hush_range_mul(&edge, &edge, &f);
	integral(sum, m, sigma2);
	hush_range_add(sum, sum, &edge);
	remainder_bound(rest, m, sigma2, count, radius);
	mpfr_add(sum->high, sum->high, rest, MPFR_RNDU);
	mpfr_sub(sum->low, sum->low, rest, MPFR_RNDD);
	if (mpfr_sgn(sum->low) < 0) {
		mpfr_set_zero(sum->low, 1);
	}
	mpfr_clear(rest);
	hush_range_clear(&f);
	hush_range_clear(&edge);
}

/* The precision to compute with for a result of this one. */
static mpfr_prec_t guarded(mpfr_prec_t precision)
{
	return precision + (precision < GUARD ? precision : GUARD);
}

void hush_gaussian_sum(const struct hush_rational *sigma_squared, const mpz_t m, struct hush_range *sum)
{
	mpfr_prec_t precision = guarded(mpfr_get_prec(sum->low));
	double nats = (double)precision * nats_per_bit;
	double terms = terms_that_matter(mpq_get_d(sigma_squared->q), mpz_get_d(m), nats);
	struct hush_rational start;
	struct hush_range made;

	hush_rational_init(&start);
	hush_range_init_precise(&made, precision);
	mpq_set_z(start.q, m);
	if (terms <= (double)(PER_BIT * precision)) {
		sum_terms(&made, &start, sigma_squared, (long)terms + 1);
	} else {
		sum_by_integral(&made, &start, sigma_squared, nats);
	}
	hush_range_set(sum, &made);
	hush_range_clear(&made);
	hush_rational_clear(&start);
}

/*
 * 1 + 2 sum over y >= 1 of e^(-c y^2), c = 2 pi^2 sigma^2 with sigma >= 1: terms until they no longer matter.  As e^-c is
 * below 1/2, what is left is below twice the next term.
 */
static void theta(struct hush_range *result, const struct hush_rational *sigma2)
{
	mpfr_prec_t precision = mpfr_get_prec(result->low);
	struct hush_range base;
	struct hush_range term;
	unsigned long y = 1;

	hush_range_init_like(&base, result);
	hush_range_init_like(&term, result);
	mpfr_const_pi(base.low, MPFR_RNDD);
	mpfr_const_pi(base.high, MPFR_RNDU);
	hush_range_mul(&base, &base, &base);
	mpfr_mul_q(base.low, base.low, sigma2->q, MPFR_RNDD);
	mpfr_mul_q(base.high, base.high, sigma2->q, MPFR_RNDU);
	hush_range_scale(&base, 1);
	hush_range_neg(&base);
	hush_range_exponential(&base);
	hush_range_set_u64(result, 1);
	for (;; y++) {
		mpfr_pow_ui(term.low, base.low, y * y, MPFR_RNDD);
		mpfr_pow_ui(term.high, base.high, y * y, MPFR_RNDU);
		hush_range_scale(&term, 1);
		if (mpfr_get_exp(term.high) < -precision) {
			break;
		}
		hush_range_add(result, result, &term);
	}
	mpfr_mul_2ui(term.high, term.high, 1, MPFR_RNDU);
	mpfr_add(result->high, result->high, term.high, MPFR_RNDU);
	hush_range_clear(&term);
	hush_range_clear(&base);
}

/* By Poisson summation Z = sqrt(2 pi sigma^2) theta; below sigma = 1 the sum itself is short. */
void hush_gaussian_norm(const struct hush_rational *sigma_squared, struct hush_range *norm)
{
	struct hush_range width;
	struct hush_range made;
	mpz_t one;

	hush_range_init_precise(&made, guarded(mpfr_get_prec(norm->low)));
	hush_range_init_like(&width, &made);
	if (mpq_cmp_ui(sigma_squared->q, 1, 1) < 0) {
		mpz_init_set_ui(one, 1);
		hush_gaussian_sum(sigma_squared, one, &made);
		hush_range_scale(&made, 1);
		hush_range_add_i64(&made, 1);
		mpz_clear(one);
	} else {
		mpfr_const_pi(width.low, MPFR_RNDD);
		mpfr_mul_q(width.low, width.low, sigma_squared->q, MPFR_RNDD);
		mpfr_const_pi(width.high, MPFR_RNDU);
		mpfr_mul_q(width.high, width.high, sigma_squared->q, MPFR_RNDU);
		hush_range_scale(&width, 1);
		hush_range_sqrt(&width);
		theta(&made, sigma_squared);
		hush_range_mul(&made, &made, &width);
	}
	hush_range_set(norm, &made);
	hush_range_clear(&width);
	hush_range_clear(&made);
}
