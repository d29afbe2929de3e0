/*
 * fieller: the interval of a quotient of two numbers with noise in them (quotient.proof.md).
 *
 * { r : (H - rR)^2 <= z^2 (vH + r^2 vR - 2rc) } are the r that the noise does not rule out: no approximation by the law of a
 * quotient is involved (E. C. Fieller, "Some problems in interval estimation", JRSS B 16, 1954).
 */
#ifndef HUSH_POST_FIELLER_H
#define HUSH_POST_FIELLER_H

#include <stdbool.h>

#include "base/bignum.h"

/* H above R, and what is known of the noise in them. */
struct hush_fraction {
	const struct hush_rational *above;
	const struct hush_rational *below; /* not 0 */
	const struct hush_rational *variance_above;
	const struct hush_rational *variance_below;
	const struct hush_rational *covariance;
};

/* Of the noise in H/R, to first order: (vH + r^2 vR - 2rc)/R^2 at r = `ratio`; never below 0. */
void hush_fraction_variance(const struct hush_fraction *fraction, const struct hush_rational *ratio,
                            struct hush_rational *variance);

/*
 * The upper (side 1) or lower (side -1) end of the interval, its root rounded outward by less than 2^-128. False when R is not
 * clear of 0, R^2 <= z^2 vR: then the interval has no two ends.
 */
bool hush_fieller_end(const struct hush_fraction *fraction, const struct hush_rational *z_squared, int side,
                      struct hush_rational *end);

#endif
