/*
 * law: the exact laws of discrete Laplace and discrete Gaussian noise, with every bound rounded against ourselves.
 *
 * Discrete Laplace of scale s: P[X >= m] = e^(-m/s) / (1 + e^(-1/s)) for m >= 1.
 * Discrete Gaussian: P[X >= m] = S(m)/Z (gaussian_sum.h).
 */
#include "plan/law.h"

#include "plan/gaussian_sum.h"

enum {
	FIRST_BITS = 16, /* decides nearly every question */
	LAST_BITS = 1024
};

static void gaussian_tail(struct hush_range *tail, const mpz_t m, const struct hush_rational *sigma2)
{
	struct hush_range norm;

	hush_range_init_like(&norm, tail);
	hush_gaussian_norm(sigma2, &norm);
	hush_gaussian_sum(sigma2, m, tail);
	hush_range_div(tail, tail, &norm);
	hush_range_clear(&norm);
}

static void laplace_tail(struct hush_range *tail, const mpz_t m, const struct hush_rational *scale)
{
	struct hush_rational x;
	struct hush_range below;

	hush_rational_init(&x);
	hush_range_init_like(&below, tail);
	mpq_set_z(x.q, m);
	mpq_div(x.q, x.q, scale->q);
	mpq_neg(x.q, x.q);
	hush_range_exp(tail, &x);
	mpq_inv(x.q, scale->q);
	mpq_neg(x.q, x.q);
	hush_range_exp(&below, &x);
	hush_range_add_i64(&below, 1);
	hush_range_div(tail, tail, &below);
	hush_range_clear(&below);
	hush_rational_clear(&x);
}

void hush_law_at_least(enum hush_mechanism mechanism, const struct hush_rational *parameter, const mpz_t m,
                       struct hush_range *tail)
{
	bool complement = mpz_sgn(m) <= 0; /* P[X >= m] = 1 - P[X >= 1 - m] */
	mpz_t from;

	mpz_init_set(from, m);
	if (complement) {
		mpz_ui_sub(from, 1, m);
	}
	if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
		gaussian_tail(tail, from, parameter);
	} else if (mechanism == HUSH_DISCRETE_LAPLACE) {
		laplace_tail(tail, from, parameter);
	} else {
		hush_range_set_unknown(tail); /* depends on the number of cells: correlated.h */
	}
	if (complement) {
		hush_range_neg(tail);
		hush_range_add_i64(tail, 1);
	}
	hush_range_clamp_probability(tail);
	mpz_clear(from);
}

/* P[X >= m] for m >= 1. */
static void tail_from(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t m,
                      struct hush_range *tail)
{
	struct hush_rational whole;

	hush_rational_init(&whole);
	hush_rational_set_u64(&whole, m, 1);
	hush_law_at_least(mechanism, parameter, mpq_numref(whole.q), tail);
	hush_rational_clear(&whole);
}

void hush_law_tail(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t m, mpfr_t low,
                   mpfr_t high)
{
	struct hush_range tail;

	hush_range_init(&tail);
	tail_from(mechanism, parameter, m, &tail);
	mpfr_set(low, tail.low, MPFR_RNDD);
	mpfr_set(high, tail.high, MPFR_RNDU);
	hush_range_clear(&tail);
}

bool hush_law_within(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t t,
                     const struct hush_rational *excess)
{
	for (mpfr_prec_t precision = FIRST_BITS; precision <= LAST_BITS; precision *= 4) {
		struct hush_range tail;
		bool holds;
		bool fails;

		hush_range_init_precise(&tail, precision);
		tail_from(mechanism, parameter, t + 1, &tail);
		hush_range_scale(&tail, 1);
		holds = mpfr_cmp_q(tail.high, excess->q) <= 0;
		fails = mpfr_cmp_q(tail.low, excess->q) > 0;
		hush_range_clear(&tail);
		if (holds || fails) {
			return holds;
		}
	}
	return false;
}
