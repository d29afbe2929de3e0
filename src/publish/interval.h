/*
 * interval: how far a published number may be from the limited count, for one cell and for a sum of cells.
 *
 * Every interval covers noise only: what limiting left out, and what the cameras did not see, is no part of it.
 */
#ifndef HUSH_PUBLISH_INTERVAL_H
#define HUSH_PUBLISH_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"

/* An estimate and the half width of its 95 % interval. Both fit so that estimate - half and estimate + half do not wrap. */
struct hush_interval {
	int64_t estimate;
	int64_t half;
	bool below_zero; /* the number may be negative without any noise, as a count may not */
};

/*
 * One cell, [estimate - moe95, estimate + moe95] of the exact law.  The noise is clamped to 2^62 in size, so a margin
 * beyond that is 2^62.
 */
struct hush_interval hush_interval_of_cell(const struct hush_plan_table *table, int64_t estimate);

/*
 * A slice: the sum of all cells whose dimension at one place has `value`. In the cell order the dimension has `size` values,
 * `outer` cells vary slower and `inner` faster.  A whole table is the slice outer = 1, size = 1, value = 0, inner = cells.
 *
 * Half = ceil(z * sqrt(cells * variance + cells * (cells - 1) * common variance)), with z = 1.96 for the discrete Gaussian,
 * correlated or not, and 2.12 for the discrete Laplace (a single Laplace needs 2.12, sums are less heavy-tailed); the
 * common variance is 0 where the cells' noise is independent.  One cell: as above. Sum and half width saturate at 2^61.
 */
struct hush_slice {
	uint64_t outer;
	uint64_t size;
	uint64_t value;
	uint64_t inner;
};
struct hush_interval hush_interval_of_slice(const struct hush_plan_table *table, const int64_t *values,
                                            const struct hush_slice *slice);

/* The half width alone, of a sum of `cells` cells: the same for every such sum of a table. */
int64_t hush_interval_half(const struct hush_plan_table *table, uint64_t cells);

/* Of the difference between two sums of `cells` cells each, no cell in both: noise that they have in common cancels. */
int64_t hush_interval_half_of_difference(const struct hush_plan_table *table, uint64_t cells);

/*
 * A number that can't be told from zero.  A count is never negative, so one whose lower end is not above zero may be zero,
 * however far below zero the noise took it; what may be negative, may be zero when zero lies inside.
 */
bool hush_interval_is_faint(const struct hush_interval *interval);

/* Zero lies inside: of a difference, which may go either way, the noise alone may have made it. */
bool hush_interval_holds_zero(const struct hush_interval *interval);

#endif
