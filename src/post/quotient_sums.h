/*
 * quotient_sums: the sums of noisy cells that a quotient divides, and the variances of the noise in them.
 *
 * Every cell of a quotient adds up equally many cells of a table, so one variance serves them all.
 */
#ifndef HUSH_POST_QUOTIENT_SUMS_H
#define HUSH_POST_QUOTIENT_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "noise/noisy.h"
#include "plan/plan.h"

/* Below 2^61 * 2^26: never wraps. */
typedef __int128 hush_wide;

struct hush_quotient_sums {
	hush_wide *above;              /* [cell] numerator or part */
	hush_wide *below;              /* [cell] denominator or whole; NULL with an exact one */
	struct hush_rational *exact;   /* [cell] exact denominator; NULL without one */
	bool *recorded;                /* [cell] all of it is known */
	struct hush_rational variance_above;
	struct hush_rational variance_below; /* 0 with an exact denominator */
	struct hush_rational covariance;     /* of the two */
	bool laplace;                        /* some of the noise is Laplace */
};

/* *sums is the caller's on success, and untouched on failure. */
hush_status hush_quotient_sums_make(const struct hush_plan *plan, const struct hush_noisy *noisy,
                                    const struct hush_quotient *quotient, struct hush_quotient_sums *sums,
                                    hush_error *err);
void hush_quotient_sums_release(struct hush_quotient_sums *sums, uint64_t cells);

#endif
