/*
 * law: certified bounds on the tails of the two noise laws.
 *
 * The public functions (half width, variance) stand in plan.h; calibration and tests need the pieces.
 */
#ifndef HUSH_PLAN_LAW_H
#define HUSH_PLAN_LAW_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"

/*
 * True only if P[|X| > t] <= excess is certain; false when it is wrong or cannot be decided, which for sigma above 4096
 * may happen within a relative distance of 1e-6 of equality.  The parameter must be in range.
 */
bool hush_law_within(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t t,
                     const struct hush_rational *excess);

/* P[X >= m] for m >= 1, enclosed. The Gaussian's sigma must not exceed 4096. Both numbers are initialised by the caller. */
void hush_law_tail(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t m, mpfr_t low,
                   mpfr_t high);

#endif
