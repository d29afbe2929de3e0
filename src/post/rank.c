/* rank: see rank.h. */
#include "post/rank.h"

#include <stdio.h>

#include "plan/choice.h"

enum { PARTS = 10000 /* four places */ };

/* One of 40 is left to the choice, and as much to the noise in the number of values, of which one side matters. */
hush_status hush_rank_law_open(const struct hush_plan *plan, uint32_t table, struct hush_rank_law *ranks, hush_error *err)
{
	const struct hush_table *shape = &plan->spec->tables[table];
	struct hush_rational confidence;
	hush_status status = HUSH_OK;

	*ranks = (struct hush_rank_law){.table = shape, .count_half = plan->tables[table + 1].moe95};
	hush_rational_init(&confidence);
	hush_rational_set_u64(&confidence, 39, 40);
	for (uint32_t q = 0; q < shape->quantile_count && status == HUSH_OK; q++) {
		struct hush_weights weights;

		status = hush_weights_make(&plan->tables[table].parameter, hush_choice_sensitivity(shape, &shape->quantiles[q]), &weights,
		                           err);
		if (status == HUSH_OK) {
			status = hush_choice_worst(shape, &weights, &confidence, &ranks->scores[q], err);
			hush_weights_clear(&weights);
		}
	}
	hush_rational_clear(&confidence);
	return status;
}

static void put_share(int64_t parts, char text[HUSH_RANK_TEXT])
{
	snprintf(text, HUSH_RANK_TEXT, "%u.%04u", (unsigned)(parts / PARTS) & 1, (unsigned)(parts % PARTS));
}

void hush_rank_at(const struct hush_rank_law *ranks, const int64_t *counts, uint64_t cell, struct hush_rank *rank)
{
	uint32_t q = (uint32_t)(cell % ranks->table->quantile_count);
	const struct hush_quantile *quantile = &ranks->table->quantiles[q];
	/* The least number of values that the noise leaves likely. */
	__int128 least = (__int128)counts[cell / ranks->table->quantile_count] - (__int128)ranks->count_half;
	/* part/whole -+ score/(whole * least), in parts; both scaled sums stay below 2^90. */
	__int128 divisor = least * quantile->whole;
	__int128 low = least * quantile->part - (__int128)ranks->scores[q];
	__int128 high = least * quantile->part + (__int128)ranks->scores[q];

	rank->told = least > 0 && low > 0 && high < divisor;
	put_share(least > 0 && low > 0 ? (int64_t)(low * PARTS / divisor) : 0, rank->low);
	put_share(least > 0 && high < divisor ? (int64_t)((high * PARTS + divisor - 1) / divisor) : PARTS, rank->high);
}
