/*
 * bignum: exact rationals (GMP) and certified enclosures of real functions (MPFR).
 *
 * gmp.h and mpfr.h are included here and nowhere else.  Code that needs exact arithmetic includes this header and uses
 * mpz_/mpq_ directly; the helpers below are what this project adds: strict text, and functions rounded to a named side.
 */
#ifndef HUSH_BASE_BIGNUM_H
#define HUSH_BASE_BIGNUM_H

#include <gmp.h>
#include <mpfr.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/*
 * A rational in lowest terms. Invariant: canonical (mpq_canonicalize has been called). Always a heap-owned value
 * inside its parent; init before use, clear after.
 */
struct hush_rational {
	mpq_t q;
};

void hush_rational_init(struct hush_rational *r); /* 0 */
void hush_rational_clear(struct hush_rational *r);
void hush_rational_set(struct hush_rational *to, const struct hush_rational *from);
void hush_rational_set_u64(struct hush_rational *to, uint64_t numerator, uint64_t denominator); /* denominator > 0 */

/*
 * Decimal text as a user writes it: digits[.digits][e[+-]digits], non-negative, no blanks, at most 40 characters and an
 * exponent between -400 and 18; or a fraction "n/d" of digits (as hush_rational_text writes it, at most 2000 characters).
 * False for anything else. Exact: "0.1" is one tenth.
 */
bool hush_rational_parse(struct hush_rational *r, const char *text);

/* "3", or "1/10": lowest terms, exact, read back by hush_rational_parse. */
void hush_rational_text(const struct hush_rational *r, struct hush_buffer *out);

/*
 * Decimal text with `digits` significant digits (at least 1), rounded toward the named side: "0.02435", "1.0e-37".
 * Never shows an exponent between 1e-4 and 1e15.  Zeros at the end are left out when the text is exact ("0.5", "12"), and
 * kept when it was rounded, where they are digits that are known.
 */
enum hush_side { HUSH_DOWN, HUSH_UP };
void hush_rational_decimal(const struct hush_rational *r, unsigned digits, enum hush_side side, struct hush_buffer *out);

/* Rounds the value itself to `digits` significant decimal digits (at least 1) toward the named side. */
void hush_rational_round(struct hush_rational *r, unsigned digits, enum hush_side side);

int hush_rational_compare(const struct hush_rational *a, const struct hush_rational *b);
bool hush_rational_is_zero(const struct hush_rational *r);

/* A double not below (UP) or not above (DOWN) the rational. */
double hush_rational_double(const struct hush_rational *r, enum hush_side side);

/* The exact rational value of a finite double, or of a finite MPFR number. */
void hush_rational_set_double(struct hush_rational *to, double value);
void hush_rational_set_mpfr(struct hush_rational *to, const mpfr_t value);

#endif
