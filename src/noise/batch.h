/*
 * batch: what the two makers of noise, noise.c and shown.c, share.  Nobody else includes it.
 */
#ifndef HUSH_NOISE_BATCH_H
#define HUSH_NOISE_BATCH_H

#include "noise/noise.h"

/* What the quantiles of a table are chosen with. */
struct choices {
	const struct hush_table *table;
	struct hush_weights *weights;  /* one per quantile */
	struct hush_uniform *uniforms; /* one per cell of the table */
	uint64_t cells;
};

struct hush_noise {
	int64_t **tables; /* [spec table][cell], each in [-2^62, 2^62]; of choices zeros */
	struct choices *choices; /* [spec table]; of zeros where noise is added */
	uint64_t *cells;
	uint32_t table_count;
};

/* `count` draws of the table's law, which is one of independent noise. Failures as of hush_noise_draw. */
hush_status hush_batch_draw(const struct hush_plan_table *table, struct hush_bits *bits, int64_t *values, uint64_t count,
                            hush_error *err);

/* What is published of an exact count and its noise. */
int64_t hush_batch_sum(uint64_t exact, int64_t noise);

/* HUSH_E_BUG unless the plan is for its spec and the receipt for that. */
hush_status hush_batch_check(const struct hush_receipt *receipt, const struct hush_plan *plan, hush_error *err);

#endif
