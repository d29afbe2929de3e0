/*
 * correlated: see correlated.h; the arguments are in correlated.proof.md.
 *
 * G = Z_0 + Z_i is close to a discrete Gaussian of s^2 = sigma_0^2 + sigma^2: with tau^2 = sigma_0^2 sigma^2 / s^2 and
 * w = 2 sum over y >= 1 of e^(-2 pi^2 tau^2 y^2), every P[G = g] is within a factor of 1 - w .. 1 + w of
 * e^(-g^2/2s^2) sqrt(2 pi tau^2) / (S_0 S), S_0 and S being the normalisers of Z_0 and Z_i.
 */
#include "plan/correlated.h"

#include "plan/gaussian_sum.h"
#include "plan/law.h"
#include "plan/parameter.h"
#include "plan/range.h"

enum {
	DIGITS = 12,
	SMOOTH_TAU = 4,   /* from tau^2 = 4 on w < 1e-33 */
	COMMON_TERMS = 64 /* below that sigma_0^2 < 7, and P[|Z_0| > 64] < 1e-120 */
};

bool hush_correlated_fits(uint64_t cells)
{
	return cells >= HUSH_CORRELATED_LEAST_CELLS && cells <= HUSH_CORRELATED_MOST_CELLS;
}

hush_status hush_correlated_check(const struct hush_rational *parameter, uint64_t cells, hush_error *err)
{
	if (!hush_correlated_fits(cells)) {
		return hush_fail(err, HUSH_E_SPEC, "a %s noise is for tables of %d to %d cells",
		                 hush_mechanism_name(HUSH_CORRELATED_GAUSSIAN), HUSH_CORRELATED_LEAST_CELLS,
		                 HUSH_CORRELATED_MOST_CELLS);
	}
	return hush_parameter_check(HUSH_CORRELATED_GAUSSIAN, parameter, err);
}

/* r: the least whole number with r^2 >= 256 cells; at most 128. */
static uint64_t ratio_of(uint64_t cells)
{
	uint64_t r = 16;

	while (r * r < 256 * cells) {
		r++;
	}
	return r;
}

/* value * numerator / denominator */
static void scaled(const struct hush_rational *value, uint64_t numerator, uint64_t denominator, struct hush_rational *to)
{
	struct hush_rational factor;

	hush_rational_init(&factor);
	hush_rational_set_u64(&factor, numerator, denominator);
	mpq_mul(to->q, value->q, factor.q);
	hush_rational_clear(&factor);
}

void hush_correlated_common(const struct hush_rational *parameter, uint64_t cells, struct hush_rational *common)
{
	scaled(parameter, 16, ratio_of(cells), common);
}

/* Linf^2 (r + 16 cells) / 32: rho times sigma^2. */
static void product(const struct hush_sensitivity *sensitivity, struct hush_rational *to)
{
	struct hush_rational linf;

	hush_rational_init(&linf);
	hush_rational_set_u64(&linf, sensitivity->linf, 1);
	mpq_mul(linf.q, linf.q, linf.q);
	scaled(&linf, ratio_of(sensitivity->cells) + 16 * sensitivity->cells, 32, to);
	hush_rational_clear(&linf);
}

void hush_correlated_rho(const struct hush_sensitivity *sensitivity, const struct hush_rational *parameter,
                         struct hush_rational *rho)
{
	struct hush_rational made;

	hush_rational_init(&made);
	product(sensitivity, &made);
	mpq_div(rho->q, made.q, parameter->q);
	hush_rational_clear(&made);
}

void hush_correlated_parameter(const struct hush_sensitivity *sensitivity, const struct hush_rational *rho,
                               struct hush_rational *parameter)
{
	/* sigma^2 and rho change places in one and the same equation. */
	hush_correlated_rho(sensitivity, rho, parameter);
}

void hush_correlated_variance(const struct hush_rational *parameter, uint64_t cells, struct hush_rational *variance,
                              struct hush_rational *covariance)
{
	struct hush_rational own;
	struct hush_rational shared;
	struct hush_rational eighth;

	hush_rational_init(&own);
	hush_rational_init(&shared);
	hush_rational_init(&eighth);
	hush_rational_set_u64(&eighth, 1, 8);
	scaled(parameter, 1, 4, &own);
	mpq_add(own.q, own.q, eighth.q);
	scaled(parameter, 4, ratio_of(cells), &shared);
	hush_rational_round(&shared, DIGITS, HUSH_UP);
	mpq_add(own.q, own.q, shared.q);
	hush_rational_round(&own, DIGITS, HUSH_UP);
	hush_rational_set(variance, &own);
	hush_rational_set(covariance, &shared);
	hush_rational_clear(&eighth);
	hush_rational_clear(&shared);
	hush_rational_clear(&own);
}

/* --- the law of one cell's noise --- */

/* The law of G. */
struct sum_law {
	struct hush_rational own;    /* sigma^2 */
	struct hush_rational common; /* sigma_0^2 */
	struct hush_rational s2;
	struct hush_rational tau2;
	struct hush_range norm;   /* S_0 */
	struct hush_range factor; /* P[G = g] = factor * e^(-g^2/2s^2) */
};

/* [1 - w, 1 + w]: y^2 >= y, so w is below a geometric sum. tau^2 >= 1/9, so 1 - w > 0. */
static void around_one(const struct hush_rational *tau2, struct hush_range *r)
{
	struct hush_range w;
	struct hush_range rest;

	hush_range_init(&w);
	hush_range_init(&rest);
	mpfr_const_pi(rest.low, MPFR_RNDD);
	mpfr_const_pi(rest.high, MPFR_RNDU);
	hush_range_mul(&rest, &rest, &rest);
	hush_range_set_rational(&w, tau2);
	hush_range_mul(&w, &w, &rest);
	hush_range_scale(&w, 1);
	hush_range_neg(&w);
	hush_range_exponential(&w); /* q */
	hush_range_set(&rest, &w);
	hush_range_neg(&rest);
	hush_range_add_i64(&rest, 1);
	hush_range_div(&w, &w, &rest);
	hush_range_scale(&w, 1); /* 2q/(1 - q) >= w */
	mpfr_ui_sub(r->low, 1, w.high, MPFR_RNDD);
	mpfr_add_ui(r->high, w.high, 1, MPFR_RNDU);
	hush_range_clear(&rest);
	hush_range_clear(&w);
}

/* sqrt(2 pi tau^2) (1 -+ w) / (S_0 S) */
static void set_factor(struct sum_law *law)
{
	struct hush_range part;

	hush_range_init(&part);
	hush_range_init(&law->norm);
	hush_range_init(&law->factor);
	mpfr_const_pi(law->factor.low, MPFR_RNDD);
	mpfr_const_pi(law->factor.high, MPFR_RNDU);
	hush_range_set_rational(&part, &law->tau2);
	hush_range_mul(&law->factor, &law->factor, &part);
	hush_range_scale(&law->factor, 1);
	hush_range_sqrt(&law->factor);
	around_one(&law->tau2, &part);
	hush_range_mul(&law->factor, &law->factor, &part);
	hush_gaussian_norm(&law->own, &part);
	hush_range_div(&law->factor, &law->factor, &part);
	hush_gaussian_norm(&law->common, &law->norm);
	hush_range_div(&law->factor, &law->factor, &law->norm);
	hush_range_clear(&part);
}

static void sum_law_init(struct sum_law *law, const struct hush_rational *parameter, uint64_t cells)
{
	uint64_t r = ratio_of(cells);

	hush_rational_init(&law->own);
	hush_rational_init(&law->common);
	hush_rational_init(&law->s2);
	hush_rational_init(&law->tau2);
	hush_rational_set(&law->own, parameter);
	hush_correlated_common(parameter, cells, &law->common);
	scaled(parameter, r + 16, r, &law->s2);
	scaled(parameter, 16, r + 16, &law->tau2);
	set_factor(law);
}

static void sum_law_clear(struct sum_law *law)
{
	hush_range_clear(&law->factor);
	hush_range_clear(&law->norm);
	hush_rational_clear(&law->tau2);
	hush_rational_clear(&law->s2);
	hush_rational_clear(&law->common);
	hush_rational_clear(&law->own);
}

/* P[G >= k], k >= 1, in two ways: right for all laws, and narrow for wide ones; or narrow for small laws. */
typedef void (*tail_of)(const struct sum_law *law, uint64_t k, struct hush_range *tail);

static void smooth_tail(const struct sum_law *law, uint64_t k, struct hush_range *tail)
{
	mpz_t from;

	mpz_init_set_ui(from, k);
	hush_gaussian_sum(&law->s2, from, tail);
	hush_range_mul(tail, tail, &law->factor);
	mpz_clear(from);
}

/* P[Z_0 = z] */
static void common_mass(const struct sum_law *law, int64_t z, struct hush_range *mass)
{
	struct hush_rational exponent;

	hush_rational_init(&exponent);
	hush_rational_set_u64(&exponent, (uint64_t)(z * z), 2);
	mpq_div(exponent.q, exponent.q, law->common.q);
	mpq_neg(exponent.q, exponent.q);
	hush_range_exp(mass, &exponent);
	hush_range_div(mass, mass, &law->norm);
	hush_rational_clear(&exponent);
}

/* Sum over z of P[Z_0 = z] P[Z_i >= k - z]; what lies beyond COMMON_TERMS goes to the upper end. */
static void convolved_tail(const struct sum_law *law, uint64_t k, struct hush_range *tail)
{
	struct hush_range mass;
	struct hush_range part;
	mpz_t from;

	hush_range_init(&mass);
	hush_range_init(&part);
	mpz_init_set_ui(from, COMMON_TERMS + 1);
	hush_law_at_least(HUSH_DISCRETE_GAUSSIAN, &law->common, from, tail);
	hush_range_scale(tail, 1);
	mpfr_set_zero(tail->low, 1);
	for (int64_t z = -COMMON_TERMS; z <= COMMON_TERMS; z++) {
		mpz_set_ui(from, k);
		if (z < 0) {
			mpz_add_ui(from, from, (uint64_t)-z);
		} else {
			mpz_sub_ui(from, from, (uint64_t)z);
		}
		common_mass(law, z, &mass);
		hush_law_at_least(HUSH_DISCRETE_GAUSSIAN, &law->own, from, &part);
		hush_range_mul(&part, &part, &mass);
		hush_range_add(tail, tail, &part);
	}
	mpz_clear(from);
	hush_range_clear(&part);
	hush_range_clear(&mass);
}

/* 2 P[N >= m] = P[G >= 2m] + P[G >= 2m - 1] */
static void twice_tail(const struct sum_law *law, tail_of tail, uint64_t m, struct hush_range *twice)
{
	struct hush_range part;

	hush_range_init(&part);
	tail(law, 2 * m, twice);
	tail(law, 2 * m - 1, &part);
	hush_range_add(twice, twice, &part);
	hush_range_clear(&part);
}

static bool is_small(const struct sum_law *law)
{
	return mpq_cmp_ui(law->tau2.q, SMOOTH_TAU, 1) < 0;
}

void hush_correlated_tail(const struct hush_rational *parameter, uint64_t cells, uint64_t m, mpfr_t low, mpfr_t high)
{
	struct sum_law law;
	struct hush_range twice;

	hush_range_init(&twice);
	sum_law_init(&law, parameter, cells);
	twice_tail(&law, is_small(&law) ? convolved_tail : smooth_tail, m, &twice);
	mpfr_div_2ui(low, twice.low, 1, MPFR_RNDD);
	mpfr_div_2ui(high, twice.high, 1, MPFR_RNDU);
	sum_law_clear(&law);
	hush_range_clear(&twice);
}

/* P[|N| > t] = 2 P[N >= t + 1] by symmetry. */
bool hush_correlated_within(const struct hush_rational *parameter, uint64_t cells, uint64_t t,
                            const struct hush_rational *excess)
{
	struct sum_law law;
	struct hush_range twice;
	bool holds;

	hush_range_init(&twice);
	sum_law_init(&law, parameter, cells);
	twice_tail(&law, smooth_tail, t + 1, &twice);
	holds = mpfr_cmp_q(twice.high, excess->q) <= 0;
	if (!holds && is_small(&law) && mpfr_cmp_q(twice.low, excess->q) <= 0) {
		twice_tail(&law, convolved_tail, t + 1, &twice);
		holds = mpfr_cmp_q(twice.high, excess->q) <= 0;
	}
	sum_law_clear(&law);
	hush_range_clear(&twice);
	return holds;
}
