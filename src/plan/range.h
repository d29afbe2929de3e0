/*
 * range: an enclosure of a real number by two MPFR numbers, and arithmetic on such enclosures.
 *
 * Whoever fills one rounds `low` down and `high` up at every step, so that low <= true value <= high always holds; high may
 * be +infinity where nothing could be certified.  Privacy statements take the end that is against ourselves.
 *
 * The operations round outward to the precision of the result, which may be one of the operands. What they cannot bound
 * becomes [-infinity, +infinity], never NaN.  How an enclosure is made narrow stands in plan/refine.h.
 */
#ifndef HUSH_PLAN_RANGE_H
#define HUSH_PLAN_RANGE_H

#include <stdint.h>

#include "base/bignum.h"

enum { HUSH_RANGE_PRECISION = 192 };

struct hush_range {
	mpfr_t low;
	mpfr_t high;
};

void hush_range_init(struct hush_range *r); /* at HUSH_RANGE_PRECISION bits, [0, 0] */
void hush_range_init_precise(struct hush_range *r, mpfr_prec_t precision);
/* At the precision of `like`, [0, 0]. */
void hush_range_init_like(struct hush_range *r, const struct hush_range *like);
void hush_range_clear(struct hush_range *r);

void hush_range_set(struct hush_range *to, const struct hush_range *from);
void hush_range_set_rational(struct hush_range *r, const struct hush_rational *value);
void hush_range_set_u64(struct hush_range *r, uint64_t value);
void hush_range_set_number(struct hush_range *r, const mpfr_t value);
void hush_range_set_unknown(struct hush_range *r); /* [-infinity, +infinity] */

void hush_range_neg(struct hush_range *r);
void hush_range_add(struct hush_range *sum, const struct hush_range *a, const struct hush_range *b);
void hush_range_sub(struct hush_range *difference, const struct hush_range *a, const struct hush_range *b);
void hush_range_mul(struct hush_range *product, const struct hush_range *a, const struct hush_range *b);
/* Unknown unless b > 0 is certain. */
void hush_range_div(struct hush_range *quotient, const struct hush_range *a, const struct hush_range *b);
void hush_range_add_i64(struct hush_range *r, int64_t value);
void hush_range_scale(struct hush_range *r, long power); /* times 2^power */

/* In place. The square root and the logarithms of what may be negative start at the end of their domain. */
void hush_range_sqrt(struct hush_range *r);
void hush_range_exponential(struct hush_range *r);
void hush_range_expm1(struct hush_range *r);
void hush_range_log(struct hush_range *r);
void hush_range_log1p(struct hush_range *r);
void hush_range_erfc(struct hush_range *r);
void hush_range_upper_tail(struct hush_range *r); /* of the standard normal law: erfc(r / sqrt 2) / 2 */

/* Both ends brought into [0, 1]: what is enclosed is a probability, or a bound on one that is above 1. */
void hush_range_clamp_probability(struct hush_range *r);

/* e^x for a rational x of any sign. */
void hush_range_exp(struct hush_range *r, const struct hush_rational *x);

/* high - low <= 2^-bits * high, for an enclosure of a number that is not negative; always for a single number. */
bool hush_range_is_narrow(const struct hush_range *r, unsigned bits);

/*
 * The ends as rationals of `digits` significant digits, rounded outward. False when an end is not finite or above 2^32768;
 * below 2^-32768 the ends become 0 and 1e-9864, so that no number explodes.
 */
bool hush_range_rationals(const struct hush_range *r, unsigned digits, struct hush_rational *low, struct hush_rational *high);

#endif
