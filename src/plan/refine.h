/*
 * refine: enclosures made narrow, by more precision and by halving.
 *
 * Cancellation (1 - 1e-300, far tails, differences of nearly equal tails) only widens an enclosure, it never makes one
 * wrong; so a formula is evaluated with more and more bits until its enclosure is narrow, up to a bound on the work.
 */
#ifndef HUSH_PLAN_REFINE_H
#define HUSH_PLAN_REFINE_H

#include <stdbool.h>

#include "plan/range.h"

enum {
	HUSH_REFINE_MOST = 4096, /* bits of precision, at most */
	HUSH_REFINE_GUARD = 64   /* how many bits an enclosure may lose of the precision it is kept at */
};

/* Fills `value`, at the precision of its ends. */
typedef void (*hush_range_formula)(const void *input, struct hush_range *value);

/*
 * Evaluates until the relative width is at most 2^-(precision of value - HUSH_REFINE_GUARD), with at most
 * HUSH_REFINE_MOST bits (or the precision of value, if that is more); then value is what came out, wide as it may be.
 */
void hush_range_refine(hush_range_formula formula, const void *input, struct hush_range *value);

/* Is the value at most `limit`?  1: certainly, -1: certainly not, 0: HUSH_REFINE_MOST bits do not tell. */
int hush_range_decide(hush_range_formula formula, const void *input, const struct hush_rational *limit);

/* Does the property that holds from the root on hold at x?  -1: certainly not, 1: certainly, 0: cannot be told. */
typedef int (*hush_range_question)(const mpfr_t x, const void *input);

/*
 * The enclosure of the point between 0 and infinity from which on the property holds, to a relative width of 2^-100 unless
 * the question cannot be answered there; its ends are points where the answer was certain.  It is looked for between
 * 2^least and 2^greatest: low is 0 when the property holds at 2^least, high is +infinity when it does not certainly hold
 * at 2^greatest.
 */
void hush_range_root(hush_range_question holds, const void *input, long least, long greatest, struct hush_range *root);

#endif
