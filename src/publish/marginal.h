/*
 * marginal: a table added up over all but one or two of its dimensions.
 *
 * Rows are the values of one dimension, columns those of another (or a single one).  Every sum has as many cells of the
 * table in it, so one half width holds for all.
 */
#ifndef HUSH_PUBLISH_MARGINAL_H
#define HUSH_PUBLISH_MARGINAL_H

#include "publish/interval.h"
#include "publish/release.h"

struct hush_marginal {
	const struct hush_plan_table *law;
	int64_t *sums; /* columns vary fastest; saturate at 2^61 */
	uint32_t rows;
	uint32_t columns;
	uint64_t cells; /* of the table, in every sum */
	int64_t half;
};

/*
 * `row` and `column` are places in table->by; HUSH_NONE is a single row or column.  Sums of more than one cell are for tables
 * whose numbers add up (hush_words_additive).  On failure *made is untouched.
 */
hush_status hush_marginal_make(const struct hush_release *release, uint32_t table, uint32_t row, uint32_t column,
                               struct hush_marginal *made, hush_error *err);
void hush_marginal_free(struct hush_marginal *marginal);

struct hush_interval hush_marginal_at(const struct hush_marginal *marginal, uint32_t row, uint32_t column);

/* How many numbers of a row can't be told from zero. */
uint32_t hush_marginal_faint(const struct hush_marginal *marginal, uint32_t row);

/* Adds up each `count` columns; the ones that are left over at the end are dropped. */
void hush_marginal_bucket(struct hush_marginal *marginal, uint32_t count);

#endif
