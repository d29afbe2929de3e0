/* bignum: see bignum.h.  GMP aborts when memory is short, so every text is bounded before it becomes a number. */
#include "base/bignum.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

enum { DECIMAL_LIMIT = 40, FRACTION_LIMIT = 2000, LEAST_EXPONENT = -400, GREATEST_EXPONENT = 18 };

void hush_rational_init(struct hush_rational *r)
{
	mpq_init(r->q);
}

void hush_rational_clear(struct hush_rational *r)
{
	mpq_clear(r->q);
}

void hush_rational_set(struct hush_rational *to, const struct hush_rational *from)
{
	mpq_set(to->q, from->q);
}

static void set_mpz_u64(mpz_t to, uint64_t value)
{
	mpz_import(to, 1, 1, sizeof value, 0, 0, &value);
}

void hush_rational_set_u64(struct hush_rational *to, uint64_t numerator, uint64_t denominator)
{
	set_mpz_u64(mpq_numref(to->q), numerator);
	set_mpz_u64(mpq_denref(to->q), denominator);
	mpq_canonicalize(to->q);
}

static size_t digit_run(const char *text)
{
	size_t length = 0;

	while (text[length] >= '0' && text[length] <= '9') {
		length++;
	}
	return length;
}

/* Multiplies by 10^power. */
static void scale_by_ten(mpq_ptr q, long power)
{
	mpz_t ten;

	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, (unsigned long)labs(power));
	if (power >= 0) {
		mpz_mul(mpq_numref(q), mpq_numref(q), ten);
	} else {
		mpz_mul(mpq_denref(q), mpq_denref(q), ten);
	}
	mpq_canonicalize(q);
	mpz_clear(ten);
}

/* [+-]digits with at most four of them, and nothing after. */
static bool parse_exponent(const char *text, long *exponent)
{
	bool negative = text[0] == '-';
	uint64_t value;

	if (text[0] == '-' || text[0] == '+') {
		text++;
	}
	if (!hush_parse_u64(text, strlen(text), 9999, &value)) {
		return false;
	}
	*exponent = negative ? -(long)value : (long)value;
	return *exponent >= LEAST_EXPONENT && *exponent <= GREATEST_EXPONENT;
}

static bool parse_decimal(struct hush_rational *r, const char *text)
{
	size_t whole = digit_run(text);
	size_t decimals = 0;
	const char *rest = text + whole;
	char digits[DECIMAL_LIMIT + 1];
	long exponent = 0;

	if (whole == 0 || strlen(text) > DECIMAL_LIMIT) {
		return false;
	}
	memcpy(digits, text, whole);
	if (rest[0] == '.') {
		decimals = digit_run(rest + 1);
		if (decimals == 0) {
			return false;
		}
		memcpy(digits + whole, rest + 1, decimals);
		rest += 1 + decimals;
	}
	digits[whole + decimals] = '\0';
	if (rest[0] == 'e') {
		if (!parse_exponent(rest + 1, &exponent)) {
			return false;
		}
	} else if (rest[0] != '\0') {
		return false;
	}
	mpz_set_str(mpq_numref(r->q), digits, 10);
	mpz_set_ui(mpq_denref(r->q), 1);
	scale_by_ten(r->q, exponent - (long)decimals);
	return true;
}

static bool parse_fraction(struct hush_rational *r, const char *text, const char *slash)
{
	size_t above = digit_run(text);
	size_t below = digit_run(slash + 1);
	mpq_t read;
	bool good;

	if (above == 0 || text + above != slash || below == 0 || slash[1 + below] != '\0' ||
	    above + below + 1 > FRACTION_LIMIT) {
		return false;
	}
	mpq_init(read);
	good = mpq_set_str(read, text, 10) == 0 && mpz_sgn(mpq_denref(read)) > 0;
	if (good) {
		mpq_canonicalize(read);
		mpq_set(r->q, read);
	}
	mpq_clear(read);
	return good;
}

bool hush_rational_parse(struct hush_rational *r, const char *text)
{
	const char *slash = strchr(text, '/');

	return slash ? parse_fraction(r, text, slash) : parse_decimal(r, text);
}

/* Puts an integer of ours as digits. */
static void put_integer(const mpz_t value, struct hush_buffer *out)
{
	size_t room = mpz_sizeinbase(value, 10) + 2;
	char *text = hush_malloc(room);

	if (!text) {
		out->failed = true;
		out->starved = true;
		return;
	}
	mpz_get_str(text, 10, value);
	hush_buffer_text(out, text);
	hush_free(text);
}

void hush_rational_text(const struct hush_rational *r, struct hush_buffer *out)
{
	put_integer(mpq_numref(r->q), out);
	if (mpz_cmp_ui(mpq_denref(r->q), 1) != 0) {
		hush_buffer_byte(out, '/');
		put_integer(mpq_denref(r->q), out);
	}
}

/* The e with 10^e <= q < 10^(e+1), for q > 0. */
static long decimal_exponent(const mpq_t q)
{
	long guess = (long)mpz_sizeinbase(mpq_numref(q), 10) - (long)mpz_sizeinbase(mpq_denref(q), 10) + 1;
	mpq_t scaled;

	/* Each size may be one too large, so the true exponent lies at most three below the guess. */
	for (;; guess--) {
		mpq_init(scaled);
		mpq_set(scaled, q);
		scale_by_ten(scaled, -guess);
		if (mpz_cmp(mpq_numref(scaled), mpq_denref(scaled)) >= 0) {
			mpq_clear(scaled);
			return guess;
		}
		mpq_clear(scaled);
	}
}

/*
 * q = mantissa * 10^shift after rounding |q| to `digits` digits toward the side. q > 0. True when nothing was lost.
 */
static bool round_digits(const mpq_t q, unsigned digits, enum hush_side side, mpz_t mantissa, long *shift)
{
	mpq_t scaled;
	mpz_t remainder;
	bool exact;

	*shift = decimal_exponent(q) - (long)digits + 1;
	mpq_init(scaled);
	mpz_init(remainder);
	mpq_set(scaled, q);
	scale_by_ten(scaled, -*shift);
	mpz_fdiv_qr(mantissa, remainder, mpq_numref(scaled), mpq_denref(scaled));
	exact = mpz_sgn(remainder) == 0;
	if (!exact && side == HUSH_UP) {
		mpz_add_ui(mantissa, mantissa, 1);
	}
	mpz_clear(remainder);
	mpq_clear(scaled);
	return exact;
}

void hush_rational_round(struct hush_rational *r, unsigned digits, enum hush_side side)
{
	mpz_t mantissa;
	long shift;
	int sign = mpq_sgn(r->q);

	if (sign == 0) {
		return;
	}
	mpq_abs(r->q, r->q);
	mpz_init(mantissa);
	round_digits(r->q, digits, sign < 0 ? (side == HUSH_UP ? HUSH_DOWN : HUSH_UP) : side, mantissa, &shift);
	mpq_set_z(r->q, mantissa);
	scale_by_ten(r->q, shift);
	if (sign < 0) {
		mpq_neg(r->q, r->q);
	}
	mpz_clear(mantissa);
}

/* digits with a point after the first `whole` of them (whole >= 1); zeros are added where digits are missing. */
static void put_pointed(const char *digits, size_t count, size_t whole, struct hush_buffer *out)
{
	for (size_t i = 0; i < whole || i < count; i++) {
		if (i == whole) {
			hush_buffer_byte(out, '.');
		}
		hush_buffer_byte(out, i < count ? (unsigned char)digits[i] : '0');
	}
}

static void put_digits(const char *digits, size_t count, long exponent, struct hush_buffer *out)
{
	if (exponent < -4 || exponent >= 15) {
		put_pointed(digits, count, 1, out);
		hush_buffer_format(out, "e%ld", exponent);
	} else if (exponent < 0) {
		hush_buffer_text(out, "0.");
		for (long i = -1; i > exponent; i--) {
			hush_buffer_byte(out, '0');
		}
		hush_buffer_put(out, digits, count);
	} else {
		put_pointed(digits, count, (size_t)exponent + 1, out);
	}
}

void hush_rational_decimal(const struct hush_rational *r, unsigned digits, enum hush_side side, struct hush_buffer *out)
{
	struct hush_rational size;
	mpz_t mantissa;
	long shift;
	char *text;
	size_t count;
	bool negative = mpq_sgn(r->q) < 0;
	bool exact;

	if (mpq_sgn(r->q) == 0) {
		hush_buffer_byte(out, '0');
		return;
	}
	hush_rational_init(&size);
	mpz_init(mantissa);
	mpq_abs(size.q, r->q);
	/* Up is toward plus infinity: away from zero for positive numbers, toward it for negative ones. */
	exact = round_digits(size.q, digits, negative ? (side == HUSH_UP ? HUSH_DOWN : HUSH_UP) : side, mantissa, &shift);
	text = hush_malloc(mpz_sizeinbase(mantissa, 10) + 2);
	if (text) {
		mpz_get_str(text, 10, mantissa);
		count = strlen(text); /* digits + 1 after a carry such as 99.9 -> 100.0 */
		shift += (long)count - 1;
		count = count > digits ? digits : count;
		while (exact && count > 1 && text[count - 1] == '0') {
			count--;
		}
		if (negative) {
			hush_buffer_byte(out, '-');
		}
		put_digits(text, count, shift, out);
		hush_free(text);
	} else {
		out->failed = true;
		out->starved = true;
	}
	mpz_clear(mantissa);
	hush_rational_clear(&size);
}

int hush_rational_compare(const struct hush_rational *a, const struct hush_rational *b)
{
	int order = mpq_cmp(a->q, b->q);

	return (order > 0) - (order < 0);
}

bool hush_rational_is_zero(const struct hush_rational *r)
{
	return mpq_sgn(r->q) == 0;
}

double hush_rational_double(const struct hush_rational *r, enum hush_side side)
{
	mpfr_rnd_t rounding = side == HUSH_UP ? MPFR_RNDU : MPFR_RNDD;
	mpfr_t value;
	double result;

	/* Rounding twice to the same side keeps the side; the second step matters for subnormal and huge values. */
	mpfr_init2(value, 53);
	mpfr_set_q(value, r->q, rounding);
	result = mpfr_get_d(value, rounding);
	mpfr_clear(value);
	return result;
}

void hush_rational_set_double(struct hush_rational *to, double value)
{
	mpq_set_d(to->q, value);
}

void hush_rational_set_mpfr(struct hush_rational *to, const mpfr_t value)
{
	mpfr_get_q(to->q, value);
}
