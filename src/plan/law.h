/*
 * law: certified tails of the two noise laws.
 *
 * The public functions (half width, variance) stand in plan.h; calibration, thresholds and tests need the pieces.  The
 * parameter must be in the range of plan/parameter.h; every other argument may be anything, and takes bounded time.
 */
#ifndef HUSH_PLAN_LAW_H
#define HUSH_PLAN_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"
#include "plan/range.h"

/* True only if P[|X| > t] <= excess is certain; false when it is wrong, or so near to equality that 1024 bits do not tell. */
bool hush_law_within(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t t,
                     const struct hush_rational *excess);

/*
 * P[X >= m] for any whole m, at the precision of the ends. The relative width is about 2^-precision, however far below
 * 1e-300 the tail is; below 2^-(2^30) it is [0, 2^-(2^30)].
 */
void hush_law_at_least(enum hush_mechanism mechanism, const struct hush_rational *parameter, const mpz_t m,
                       struct hush_range *tail);

/* P[X >= m] for m >= 1, enclosed. Both numbers are initialised by the caller. */
void hush_law_tail(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t m, mpfr_t low,
                   mpfr_t high);

#endif
