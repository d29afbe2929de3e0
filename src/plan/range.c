/* range: see range.h. */
#include "plan/range.h"

#include <stdbool.h>

/* Powers of two between which an end is written out as a rational. */
enum { RATIONAL_POWER = 32768, LEAST_DECIMAL = 9864 };

void hush_range_init(struct hush_range *r)
{
	hush_range_init_precise(r, HUSH_RANGE_PRECISION);
}

void hush_range_init_precise(struct hush_range *r, mpfr_prec_t precision)
{
	mpfr_init2(r->low, precision);
	mpfr_init2(r->high, precision);
	mpfr_set_zero(r->low, 1);
	mpfr_set_zero(r->high, 1);
}

void hush_range_init_like(struct hush_range *r, const struct hush_range *like)
{
	hush_range_init_precise(r, mpfr_get_prec(like->low));
}

void hush_range_clear(struct hush_range *r)
{
	mpfr_clear(r->low);
	mpfr_clear(r->high);
}

void hush_range_set(struct hush_range *to, const struct hush_range *from)
{
	mpfr_set(to->low, from->low, MPFR_RNDD);
	mpfr_set(to->high, from->high, MPFR_RNDU);
}

void hush_range_set_rational(struct hush_range *r, const struct hush_rational *value)
{
	mpfr_set_q(r->low, value->q, MPFR_RNDD);
	mpfr_set_q(r->high, value->q, MPFR_RNDU);
}

void hush_range_set_u64(struct hush_range *r, uint64_t value)
{
	struct hush_rational whole;

	hush_rational_init(&whole);
	hush_rational_set_u64(&whole, value, 1);
	hush_range_set_rational(r, &whole);
	hush_rational_clear(&whole);
}

void hush_range_set_number(struct hush_range *r, const mpfr_t value)
{
	mpfr_set(r->low, value, MPFR_RNDD);
	mpfr_set(r->high, value, MPFR_RNDU);
}

void hush_range_set_unknown(struct hush_range *r)
{
	mpfr_set_inf(r->low, -1);
	mpfr_set_inf(r->high, 1);
}

/* Infinities that met are what no statement can be made about. */
static void no_nan(struct hush_range *r)
{
	if (mpfr_nan_p(r->low)) {
		mpfr_set_inf(r->low, -1);
	}
	if (mpfr_nan_p(r->high)) {
		mpfr_set_inf(r->high, 1);
	}
}

void hush_range_neg(struct hush_range *r)
{
	mpfr_swap(r->low, r->high);
	mpfr_neg(r->low, r->low, MPFR_RNDD);
	mpfr_neg(r->high, r->high, MPFR_RNDU);
}

void hush_range_add(struct hush_range *sum, const struct hush_range *a, const struct hush_range *b)
{
	mpfr_add(sum->low, a->low, b->low, MPFR_RNDD);
	mpfr_add(sum->high, a->high, b->high, MPFR_RNDU);
	no_nan(sum);
}

void hush_range_sub(struct hush_range *difference, const struct hush_range *a, const struct hush_range *b)
{
	mpfr_t low;

	mpfr_init2(low, mpfr_get_prec(difference->low));
	mpfr_sub(low, a->low, b->high, MPFR_RNDD);
	mpfr_sub(difference->high, a->high, b->low, MPFR_RNDU);
	mpfr_swap(difference->low, low);
	mpfr_clear(low);
	no_nan(difference);
}

/* The four products of ends, rounded to one side; the least for RNDD, the greatest for RNDU. */
static void outermost_product(mpfr_t result, const struct hush_range *a, const struct hush_range *b, mpfr_rnd_t side)
{
	mpfr_srcptr left[2] = {a->low, a->high};
	mpfr_srcptr right[2] = {b->low, b->high};
	mpfr_t product;

	mpfr_init2(product, mpfr_get_prec(result));
	for (unsigned i = 0; i < 4; i++) {
		mpfr_mul(product, left[i / 2], right[i % 2], side);
		/* 0 times an infinite end: the end stands for arbitrarily large numbers, whose products with 0 are 0. */
		if (mpfr_nan_p(product)) {
			mpfr_set_zero(product, 1);
		}
		if (i == 0 || (side == MPFR_RNDD ? mpfr_less_p(product, result) : mpfr_greater_p(product, result))) {
			mpfr_set(result, product, side);
		}
	}
	mpfr_clear(product);
}

void hush_range_mul(struct hush_range *product, const struct hush_range *a, const struct hush_range *b)
{
	struct hush_range made;

	if (mpfr_sgn(a->low) >= 0 && mpfr_sgn(b->low) >= 0 && mpfr_number_p(a->high) && mpfr_number_p(b->high)) {
		mpfr_mul(product->low, a->low, b->low, MPFR_RNDD);
		mpfr_mul(product->high, a->high, b->high, MPFR_RNDU);
		return;
	}
	hush_range_init_like(&made, product);
	outermost_product(made.low, a, b, MPFR_RNDD);
	outermost_product(made.high, a, b, MPFR_RNDU);
	mpfr_swap(made.low, product->low);
	mpfr_swap(made.high, product->high);
	hush_range_clear(&made);
}

void hush_range_div(struct hush_range *quotient, const struct hush_range *a, const struct hush_range *b)
{
	mpfr_t low;

	if (mpfr_sgn(b->low) <= 0) {
		hush_range_set_unknown(quotient);
		return;
	}
	mpfr_init2(low, mpfr_get_prec(quotient->low));
	mpfr_div(low, a->low, mpfr_sgn(a->low) < 0 ? b->low : b->high, MPFR_RNDD);
	mpfr_div(quotient->high, a->high, mpfr_sgn(a->high) < 0 ? b->high : b->low, MPFR_RNDU);
	mpfr_swap(quotient->low, low);
	mpfr_clear(low);
	no_nan(quotient);
}

void hush_range_add_i64(struct hush_range *r, int64_t value)
{
	mpfr_add_si(r->low, r->low, value, MPFR_RNDD);
	mpfr_add_si(r->high, r->high, value, MPFR_RNDU);
}

void hush_range_scale(struct hush_range *r, long power)
{
	mpfr_mul_2si(r->low, r->low, power, MPFR_RNDD);
	mpfr_mul_2si(r->high, r->high, power, MPFR_RNDU);
}

typedef int (*rising_function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

static void apply_rising(struct hush_range *r, rising_function f)
{
	f(r->low, r->low, MPFR_RNDD);
	f(r->high, r->high, MPFR_RNDU);
	no_nan(r);
}

/* Ends below the domain's start become the start: the true value lies in the domain. */
static void start_at(struct hush_range *r, long start)
{
	if (mpfr_cmp_si(r->low, start) < 0) {
		mpfr_set_si(r->low, start, MPFR_RNDD);
	}
	if (mpfr_cmp_si(r->high, start) < 0) {
		mpfr_set_si(r->high, start, MPFR_RNDU);
	}
}

void hush_range_sqrt(struct hush_range *r)
{
	start_at(r, 0);
	apply_rising(r, mpfr_sqrt);
}

void hush_range_exponential(struct hush_range *r)
{
	apply_rising(r, mpfr_exp);
}

void hush_range_expm1(struct hush_range *r)
{
	apply_rising(r, mpfr_expm1);
}

void hush_range_log(struct hush_range *r)
{
	start_at(r, 0);
	apply_rising(r, mpfr_log);
}

void hush_range_log1p(struct hush_range *r)
{
	start_at(r, -1);
	apply_rising(r, mpfr_log1p);
}

void hush_range_erfc(struct hush_range *r)
{
	mpfr_swap(r->low, r->high);
	mpfr_erfc(r->low, r->low, MPFR_RNDD);
	mpfr_erfc(r->high, r->high, MPFR_RNDU);
}

void hush_range_upper_tail(struct hush_range *r)
{
	struct hush_range root;

	hush_range_init_like(&root, r);
	hush_range_set_u64(&root, 2);
	hush_range_sqrt(&root);
	hush_range_div(r, r, &root);
	hush_range_erfc(r);
	hush_range_scale(r, -1);
	hush_range_clear(&root);
}

void hush_range_clamp_probability(struct hush_range *r)
{
	if (mpfr_sgn(r->low) < 0) {
		mpfr_set_zero(r->low, 1);
	}
	if (mpfr_cmp_ui(r->low, 1) > 0) {
		mpfr_set_ui(r->low, 1, MPFR_RNDD);
	}
	if (mpfr_cmp_ui(r->high, 1) > 0) {
		mpfr_set_ui(r->high, 1, MPFR_RNDU);
	}
}

void hush_range_exp(struct hush_range *r, const struct hush_rational *x)
{
	hush_range_set_rational(r, x);
	hush_range_exponential(r);
}

bool hush_range_is_narrow(const struct hush_range *r, unsigned bits)
{
	mpfr_t width;
	mpfr_t allowed;
	bool narrow;

	if (!mpfr_number_p(r->low) || !mpfr_number_p(r->high)) {
		return false;
	}
	mpfr_init2(width, 64);
	mpfr_init2(allowed, 64);
	mpfr_sub(width, r->high, r->low, MPFR_RNDU);
	mpfr_mul_2si(allowed, r->high, -(long)bits, MPFR_RNDD);
	narrow = mpfr_zero_p(width) || mpfr_lessequal_p(width, allowed);
	mpfr_clear(allowed);
	mpfr_clear(width);
	return narrow;
}

/* One end, toward its side. False for what is too large to be written. */
static bool end_as_rational(const mpfr_t value, unsigned digits, enum hush_side side, struct hush_rational *end)
{
	bool negative = mpfr_sgn(value) < 0;

	if (!mpfr_number_p(value)) {
		return false;
	}
	if (mpfr_zero_p(value)) {
		mpq_set_ui(end->q, 0, 1);
		return true;
	}
	if (mpfr_get_exp(value) > RATIONAL_POWER) {
		return false;
	}
	if (mpfr_get_exp(value) > -RATIONAL_POWER) {
		hush_rational_set_mpfr(end, value);
		hush_rational_round(end, digits, side);
		return true;
	}
	/* Away from zero: +-10^-9864, which is above 2^-32768; toward it: 0. */
	mpq_set_ui(end->q, 0, 1);
	if (negative == (side == HUSH_DOWN)) {
		mpz_set_si(mpq_numref(end->q), negative ? -1 : 1);
		mpz_ui_pow_ui(mpq_denref(end->q), 10, LEAST_DECIMAL);
	}
	return true;
}

bool hush_range_rationals(const struct hush_range *r, unsigned digits, struct hush_rational *low, struct hush_rational *high)
{
	struct hush_rational made;
	bool good;

	hush_rational_init(&made);
	good = mpfr_number_p(r->high) && end_as_rational(r->low, digits, HUSH_DOWN, &made) &&
	       end_as_rational(r->high, digits, HUSH_UP, high);
	if (good) {
		hush_rational_set(low, &made);
	}
	hush_rational_clear(&made);
	return good;
}
