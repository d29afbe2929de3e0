/*
 * partial: what some of a source's units add to the tables that count, and how such parts become one.
 *
 * Parts add up to the whole exactly when no unit is in two of them and all were limited alike.  Both follow from where they
 * come from: one spec (from which the plan, and so the limits, follow), one limiting key, one division of units into
 * partitions.  Each part carries marks of these; parts with different marks are never merged, in release builds too.  That
 * division is drawn afresh for every source that is counted, so parts of different runs do not merge.
 */
#ifndef HUSH_AGGREGATE_PARTIAL_H
#define HUSH_AGGREGATE_PARTIAL_H

#include <stdint.h>

#include "aggregate/exact.h"
#include "base/crypto.h"
#include "base/error.h"
#include "bound/limiting.h"
#include "bound/totals.h"

struct hush_partial_mark {
	char spec[65];                           /* its digest */
	uint8_t fingerprint[HUSH_SIPHASH_BYTES]; /* of the limiting key and of the hash by which units are divided */
	uint32_t source;
};

/* PRIVATE, as exact.h. A zeroed one is none. */
struct hush_partial {
	struct hush_partial_mark mark;
	const struct hush_limiting *limiting;
	struct hush_totals *totals; /* by limiting->offers.tables; their cells are this part's own */
};

/* All zeros. `limiting` must outlive it. HUSH_E_MEMORY. */
hush_status hush_partial_open(const struct hush_limiting *limiting, uint32_t source, struct hush_partial *partial, hush_error *err);
void hush_partial_close(struct hush_partial *partial); /* wipes */

/* Adds `from`, of other units. HUSH_E_BUG: the two are not parts of one whole; then nothing changed. */
hush_status hush_partial_merge(struct hush_partial *into, const struct hush_partial *from, hush_error *err);

/* Adds the whole to the release's tables. */
void hush_partial_add(const struct hush_partial *whole, const struct hush_exact_tables *exact);

#endif
