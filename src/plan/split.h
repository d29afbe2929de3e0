/*
 * split: how an account's budget is divided among the tables of a release, before any noise is chosen (split.proof.md).
 *
 * by budget:    part_t = share_t / sum of shares.
 * by variance:  the weighted sum of variances, weights share_t, is least.
 * by relative margin:  the largest of (noise / typical count) over the tables is least; shares do not count.
 * Closed forms for noise whose variance is D^2/(2 rho) (rho counted) or 2 D^2/epsilon^2 (epsilon counted).
 */
#ifndef HUSH_PLAN_SPLIT_H
#define HUSH_PLAN_SPLIT_H

#include "base/error.h"
#include "plan/plan.h"
#include "plan/range.h"

struct hush_split_item {
	const struct hush_sensitivity *sensitivity; /* L1 above 0 where epsilon is counted, else L2 above 0 */
	const struct hush_rational *share;          /* weight, from 2^-64 to 2^64; of at most 512 bits on either side */
	uint64_t typical;                           /* public guess of a usual count; above 0 for the relative split */
	/* Where rho is counted and the noise's variance is not L2^2/(2 rho): D^2 of its D^2/(2 rho); NULL otherwise. */
	const struct hush_rational *d_squared;
};

/*
 * parts[i] > 0 with sum exactly 1: exact quotients by budget; roots are rounded to 30 bits before they are divided by their
 * sum, and so are relative weights whose common denominator is long. `parts` has `count` initialised rationals.
 * counts_epsilon: the budget is an epsilon, else a rho. HUSH_E_SPEC for an item out of the ranges above (d_squared is checked
 * like a weight), or for no item or more than 65536.
 */
hush_status hush_split(enum hush_split_rule rule, bool counts_epsilon, const struct hush_split_item *items, uint32_t count,
                       struct hush_rational *parts, hush_error *err);

/*
 * Least weighted sum of variances for levels of squared L2 sensitivity l2_squared[i] (numerics 1.15): sigma_squared[i], and
 * the weighted total. All ranges are initialised by the caller. rho from 1e-30 to 1e30, the rest as for hush_split.
 */
hush_status hush_level_allocation(const uint64_t *l2_squared, const struct hush_rational *weights, uint32_t count,
                                  const struct hush_rational *rho, struct hush_range *sigma_squared,
                                  struct hush_range *weighted_total, hush_error *err);

#endif
