/*
 * unknown: what it takes to publish values that no list names (unknown.proof.md).
 *
 * A value is published when a noisy count of its is at least a threshold, which fails to hide what one unit alone has with
 * some probability, its delta.  Half of the guarantee's delta is for the thresholds of an account, in equal parts; the other
 * half stays with the noise.
 */
#ifndef HUSH_PLAN_UNKNOWN_H
#define HUSH_PLAN_UNKNOWN_H

#include "base/error.h"
#include "plan/plan.h"

/* The most that thresholds of the account may cost: 0 where no table about its entity discovers values. */
void hush_unknown_ceiling(const struct hush_spec *spec, const struct hush_plan_account *account, struct hush_rational *delta);

/* What they leave of the guarantee's delta. */
void hush_unknown_noise_delta(const struct hush_spec *spec, const struct hush_plan_account *account,
                              struct hush_rational *delta);

/* The least threshold that each of the account's tables that discover can pay for with its noise; the others have none. */
hush_status hush_unknown_choose(struct hush_plan *plan, uint32_t account, hush_error *err);

/*
 * *delta: the cost of a table's threshold, 12 digits, rounded up; 0 for a table without one.  HUSH_E_SPEC for correlated noise
 * and for what plan/threshold.h does not take.  What ledger and verify compute a charge with again.
 */
hush_status hush_unknown_delta(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t threshold,
                               const struct hush_sensitivity *sensitivity, struct hush_rational *delta, hush_error *err);

/* The count in a cell with which a value is published with probability 0.95 or more: for people, who plan. */
uint64_t hush_unknown_usual(const struct hush_plan_table *table);

#endif
