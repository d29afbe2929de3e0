/*
 * rank: what can be said of a chosen quantile: which share of the values lies below it, and at or below it.
 *
 * A choice has no interval in the unit of its column, for that depends on where the values are.  It has one in rank, whatever
 * they are (rank.proof.md): with at least 95 %, at most `high` of the kept values lie below the value that is given, and at
 * least `low` lie at or below it.  Both follow from the law of the choice and from the noisy number of values.
 */
#ifndef HUSH_POST_RANK_H
#define HUSH_POST_RANK_H

#include <stdbool.h>

#include "base/error.h"
#include "noise/noisy.h"
#include "plan/plan.h"

enum { HUSH_RANK_TEXT = 16 };

struct hush_rank {
	char low[HUSH_RANK_TEXT];  /* a share from "0.0000" to "1.0000", rounded down */
	char high[HUSH_RANK_TEXT]; /* likewise, rounded up */
	bool told; /* the interval reaches neither 0 nor 1: some values lie to either side for certain */
};

/* How far off the choices of one table are, opened once for all of its cells. */
struct hush_ranks {
	uint64_t scores[HUSH_MAX_QUANTILES]; /* of each quantile: the score that its choice exceeds with probability 0.025 at most */
	uint64_t count_half;                 /* half width of the noise in the numbers of values */
	const struct hush_table *table;
};

/* `table` is one of quantiles; the plan of the table behind it must be settled too. HUSH_E_SPEC, HUSH_E_MEMORY. */
hush_status hush_ranks_open(const struct hush_plan *plan, uint32_t table, struct hush_ranks *ranks, hush_error *err);

/* `counts`: the noisy numbers of values, which are the table behind the one of quantiles. */
void hush_rank_at(const struct hush_ranks *ranks, const int64_t *counts, uint64_t cell, struct hush_rank *rank);

#endif
