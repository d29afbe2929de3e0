/* vectors: the laws of the discrete noises: variance, tails, half widths. */
#include "plan/curve.h"
#include "plan/gaussian_sum.h"
#include "plan/law.h"
#include "plan/parameter.h"
#include "plan/plan.h"
#include "vectors.h"

enum { TERMS = 64 };

static struct hush_rational *parameter_of(struct vector_case *c, enum hush_mechanism mechanism)
{
	struct hush_rational *parameter =
		mechanism == HUSH_DISCRETE_GAUSSIAN ? vector_sigma_squared(c) : vector_number(c, "scale");
	hush_error err;

	return parameter && vector_ok(c, hush_parameter_check(mechanism, parameter, &err), &err) ? parameter : NULL;
}

/* e^(-numerator/denominator * parameter^power), power 1 or -1 */
static void decay(struct hush_range *r, uint64_t numerator, uint64_t denominator, const struct hush_rational *parameter,
                  int power)
{
	struct hush_rational x;

	hush_rational_init(&x);
	hush_rational_set_u64(&x, numerator, denominator);
	if (power > 0) {
		mpq_mul(x.q, x.q, parameter->q);
	} else {
		mpq_div(x.q, x.q, parameter->q);
	}
	mpq_neg(x.q, x.q);
	hush_range_exp(r, &x);
	hush_rational_clear(&x);
}

/* --- variance --- */

/*
 * What the plan states is rounded up to 12 digits.  Here it is computed again without rounding, from other series; when the
 * plan's value does not fit to that, it is the answer.
 */
static bool give_variance(struct vector_case *c, enum hush_mechanism mechanism, const struct hush_rational *parameter,
                          const struct hush_range *exact, struct vector_answer *answer)
{
	struct hush_rational *stated = vector_rational(c);
	struct hush_range *limit = vector_range(c);
	struct hush_range *factor = vector_range(c);
	hush_error err;

	if (!vector_ok(c, hush_law_variance(mechanism, parameter, stated, &err), &err)) {
		return false;
	}
	/* exact <= stated <= exact (1 + 1e-11), or an absolute 1e-300 */
	hush_range_set_u64(factor, 100000000001);
	hush_range_mul(limit, exact, factor);
	hush_range_set_u64(factor, 100000000000);
	hush_range_div(limit, limit, factor);
	if (mpfr_cmp_q(exact->low, stated->q) > 0 ||
	    (mpfr_cmp_q(limit->high, stated->q) < 0 && mpfr_cmp_d(exact->high, 1e-290) > 0)) {
		vector_give_exact(answer, "", stated);
	} else {
		vector_give(answer, "", exact);
	}
	return true;
}

/*
 * By Poisson summation, w = e^(-2 pi^2 sigma^2): sigma^2 - 4 pi^2 sigma^4 (sum y^2 w^(y^2))/(sum w^(y^2)) over all whole y,
 * for sigma^2 >= 1; else (sum x^2 f(x))/(sum f(x)).  64 terms of each; the rest is below twice the next term.
 */
static void gaussian_variance(struct vector_case *c, const struct hush_rational *sigma2, struct hush_range *variance)
{
	bool wide = mpq_cmp_ui(sigma2->q, 1, 1) >= 0;
	struct hush_range *pi2 = vector_range(c); /* 2 pi^2 sigma^2 */
	struct hush_range *zeroth = vector_range(c);
	struct hush_range *second = vector_range(c);
	struct hush_range *term = vector_range(c);
	struct hush_range *work = vector_range(c);

	mpfr_const_pi(pi2->low, MPFR_RNDD);
	mpfr_const_pi(pi2->high, MPFR_RNDU);
	hush_range_mul(pi2, pi2, pi2);
	hush_range_scale(pi2, 1);
	hush_range_set_rational(work, sigma2);
	hush_range_mul(pi2, pi2, work);
	for (uint64_t y = 1; y <= TERMS + 1; y++) {
		if (wide) {
			hush_range_set_u64(term, y * y);
			hush_range_mul(term, term, pi2);
			hush_range_neg(term);
			hush_range_exponential(term);
		} else {
			decay(term, y * y, 2, sigma2, -1);
		}
		hush_range_scale(term, 1);
		if (y > TERMS) {
			mpfr_set_zero(term->low, 1);
			hush_range_scale(term, 1);
		}
		hush_range_add(zeroth, zeroth, term);
		hush_range_set_u64(work, y * y);
		hush_range_mul(term, term, work);
		hush_range_add(second, second, term);
	}
	hush_range_add_i64(zeroth, 1);
	hush_range_div(second, second, zeroth);
	if (wide) {
		/* sigma^2 (1 - 2 (2 pi^2 sigma^2) ratio) */
		hush_range_mul(second, second, pi2);
		hush_range_scale(second, 1);
		hush_range_neg(second);
		hush_range_add_i64(second, 1);
		hush_range_set_rational(work, sigma2);
		hush_range_mul(second, second, work);
	}
	hush_range_set(variance, second);
}

static bool dgauss_variance(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = parameter_of(c, HUSH_DISCRETE_GAUSSIAN);
	struct hush_range *variance = vector_range(c);

	if (!sigma2) {
		return false;
	}
	gaussian_variance(c, sigma2, variance);
	return give_variance(c, HUSH_DISCRETE_GAUSSIAN, sigma2, variance, answer);
}

/* 2 q/(1 - q)^2, q = e^(-1/s) */
static bool dlaplace_variance(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *scale = parameter_of(c, HUSH_DISCRETE_LAPLACE);
	struct hush_rational *minus = vector_rational(c);
	struct hush_range *q = vector_range(c);
	struct hush_range *gap = vector_range(c);

	if (!scale) {
		return false;
	}
	decay(q, 1, 1, scale, -1);
	mpq_inv(minus->q, scale->q);
	mpq_neg(minus->q, minus->q);
	hush_range_set_rational(gap, minus);
	hush_range_expm1(gap);
	hush_range_neg(gap);
	hush_range_div(q, q, gap);
	hush_range_div(q, q, gap);
	hush_range_scale(q, 1);
	return give_variance(c, HUSH_DISCRETE_LAPLACE, scale, q, answer);
}

static bool dgauss_norm(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = parameter_of(c, HUSH_DISCRETE_GAUSSIAN);
	struct hush_range *norm = vector_range(c);

	if (!sigma2) {
		return false;
	}
	hush_gaussian_norm(sigma2, norm);
	vector_give(answer, "", norm);
	return true;
}

/* --- tails --- */

static bool tail_ge(struct vector_case *c, enum hush_mechanism mechanism, struct vector_answer *answer)
{
	struct hush_rational *parameter = parameter_of(c, mechanism);
	struct hush_rational *m = parameter ? vector_number(c, "m") : NULL;
	struct hush_range *tail = vector_range(c);

	if (!m) {
		return false;
	}
	if (mpz_cmp_ui(mpq_denref(m->q), 1) != 0) {
		return vector_refuse(c, "parameter \"m\" must be a whole number");
	}
	hush_law_at_least(mechanism, parameter, mpq_numref(m->q), tail);
	vector_give(answer, "", tail);
	return true;
}

static bool dgauss_tail_ge(struct vector_case *c, struct vector_answer *answer)
{
	return tail_ge(c, HUSH_DISCRETE_GAUSSIAN, answer);
}

static bool dlaplace_tail_ge(struct vector_case *c, struct vector_answer *answer)
{
	return tail_ge(c, HUSH_DISCRETE_LAPLACE, answer);
}

static bool ln_dgauss_tail_ge(struct vector_case *c, struct vector_answer *answer)
{
	if (!dgauss_tail_ge(c, answer)) {
		return false;
	}
	hush_range_log(&answer->entries[0].range);
	return true;
}

/* CKS20 Proposition 25: P[N(0, sigma^2) >= m - 1] */
static bool dgauss_tail_bound(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = parameter_of(c, HUSH_DISCRETE_GAUSSIAN);
	struct hush_rational *m = sigma2 ? vector_number(c, "m") : NULL;
	struct hush_rational *one = vector_rational(c);
	struct hush_range *root = vector_range(c);
	struct hush_range *tail = vector_range(c);

	if (!m) {
		return false;
	}
	mpq_mul_2exp(sigma2->q, sigma2->q, 1);
	hush_range_set_rational(root, sigma2);
	hush_range_sqrt(root);
	mpq_set_ui(one->q, 1, 1);
	mpq_sub(m->q, m->q, one->q);
	hush_range_set_rational(tail, m);
	hush_range_div(tail, tail, root);
	hush_range_erfc(tail);
	hush_range_scale(tail, -1);
	vector_give(answer, "", tail);
	return true;
}

/* tanh(1/(2s)) e^(-|x|/s) = P[X >= |x|] - P[X >= |x| + 1] */
static bool dlaplace_pmf(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *scale = parameter_of(c, HUSH_DISCRETE_LAPLACE);
	int64_t x = 0;
	struct hush_range *tail = vector_range(c);
	struct hush_range *next = vector_range(c);
	mpz_t m;

	if (!scale || !vector_signed(c, "x", &x)) {
		return false;
	}
	mpz_init_set_si(m, x);
	mpz_abs(m, m);
	hush_law_at_least(HUSH_DISCRETE_LAPLACE, scale, m, tail);
	mpz_add_ui(m, m, 1);
	hush_law_at_least(HUSH_DISCRETE_LAPLACE, scale, m, next);
	mpz_clear(m);
	hush_range_sub(tail, tail, next);
	vector_give(answer, "", tail);
	return true;
}

/* --- half widths --- */

static bool halfwidth(struct vector_case *c, enum hush_mechanism mechanism, struct vector_answer *answer)
{
	struct hush_rational *parameter = parameter_of(c, mechanism);
	struct hush_rational *alpha = parameter ? vector_number(c, "alpha") : NULL;
	struct hush_rational *confidence = vector_rational(c);
	uint64_t t = 0;
	hush_error err;

	if (!alpha) {
		return false;
	}
	mpq_set_ui(confidence->q, 1, 1);
	mpq_sub(confidence->q, confidence->q, alpha->q);
	if (!vector_ok(c, hush_law_half_width(mechanism, parameter, confidence, &t, &err), &err)) {
		return false;
	}
	vector_give_whole(answer, "", t);
	return true;
}

static bool dgauss_ci_halfwidth(struct vector_case *c, struct vector_answer *answer)
{
	return halfwidth(c, HUSH_DISCRETE_GAUSSIAN, answer);
}

static bool dlaplace_ci_halfwidth(struct vector_case *c, struct vector_answer *answer)
{
	return halfwidth(c, HUSH_DISCRETE_LAPLACE, answer);
}

static bool dgauss_delta(struct vector_case *c, struct vector_answer *answer)
{
	struct hush_rational *sigma2 = parameter_of(c, HUSH_DISCRETE_GAUSSIAN);
	struct hush_rational *eps = sigma2 ? vector_number(c, "eps") : NULL;
	struct hush_range *delta = vector_range(c);
	uint64_t shift = 0;
	hush_error err;

	if (!eps || !vector_whole(c, "sens", &shift) ||
	    !vector_ok(c, hush_discrete_gaussian_delta(sigma2, shift, eps, delta, &err), &err)) {
		return false;
	}
	vector_give(answer, "", delta);
	return true;
}

const struct vector_kind vector_law_kinds[] = {
	{"dgauss_variance", dgauss_variance},
	{"dgauss_norm", dgauss_norm},
	{"dgauss_tail_ge", dgauss_tail_ge},
	{"ln_dgauss_tail_ge", ln_dgauss_tail_ge},
	{"dgauss_tail_bound", dgauss_tail_bound},
	{"dgauss_ci_halfwidth", dgauss_ci_halfwidth},
	{"dgauss_delta", dgauss_delta},
	{"dlaplace_variance", dlaplace_variance},
	{"dlaplace_tail_ge", dlaplace_tail_ge},
	{"dlaplace_pmf", dlaplace_pmf},
	{"dlaplace_ci_halfwidth", dlaplace_ci_halfwidth},
	{NULL, NULL},
};
