/*
 * partition: optimal selection of unknown values when each unit has at most l0 of them (partition.proof.md).
 *
 * pi(n) is the greatest probability of showing a value that n units have, such that the selection alone is
 * (epsilon, delta)-DP: pi(0) = 0, pi(n+1) = min(e^epsilon pi(n) + delta, 1 - e^-epsilon (1 - pi(n) - delta), 1)
 * (Desfontaines, Voss, Gipson, Mandayam 2020).  For l0 > 1: epsilon/l0 and 1-(1-delta)^(1/l0) for each.
 * pre_threshold c >= 1 never shows a value of fewer than c units: pi(n - c + 1).
 */
#ifndef HUSH_PLAN_PARTITION_H
#define HUSH_PLAN_PARTITION_H

#include "base/error.h"
#include "plan/range.h"

struct hush_partition {
	struct hush_rational epsilon; /* > 0 */
	struct hush_rational delta;   /* 0 < delta < 1 */
	uint64_t l0;                  /* >= 1 */
	uint64_t pre_threshold;       /* >= 1; 1 asks for none */
};
void hush_partition_init(struct hush_partition *partition);
void hush_partition_clear(struct hush_partition *partition);

/*
 * pi(n), closed form in three pieces.  The crossings are where the first and the second piece of pi end, without the
 * pre-threshold; UINT64_MAX where that is further out.  All three refuse (HUSH_E_SPEC) what plan/accept.h does not take.
 */
hush_status hush_partition_keep(const struct hush_partition *partition, uint64_t n, struct hush_range *probability,
                                hush_error *err);
hush_status hush_partition_crossings(const struct hush_partition *partition, uint64_t *first, uint64_t *second,
                                     hush_error *err);

/*
 * What the exact coin is tossed with: a multiple of a small power of two, certainly not above pi(n) and hardly below
 * (less than 2^-120 of it).  The coins themselves, for all n, are (epsilon, delta)-DP: a little of delta is kept back for their rounding.
 */
hush_status hush_partition_coin(const struct hush_partition *partition, uint64_t n, struct hush_rational *probability,
                                hush_error *err);

/*
 * pi(0..count-1) as exact rationals when e^epsilon itself is rational (l0 = 1). HUSH_E_SPEC when count times the size of
 * the two numbers would explode.
 */
hush_status hush_partition_exact(const struct hush_rational *exp_epsilon, const struct hush_rational *delta,
                                 struct hush_rational *keep, uint32_t count, hush_error *err);

#endif
