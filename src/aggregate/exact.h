/*
 * exact: true limited counts, before noise. PRIVATE.
 *
 * No function outside aggregate/, noise/ and inspect/ can name this type (layers.txt): exact values cannot reach a
 * printer.
 */
#ifndef HUSH_AGGREGATE_EXACT_H
#define HUSH_AGGREGATE_EXACT_H

#include <stdint.h>

#include "base/error.h"
#include "spec/spec.h"

enum { HUSH_EXACT_BITS = 60 };
#define HUSH_EXACT_CAP ((uint64_t)1 << HUSH_EXACT_BITS) /* totals saturate here: order-free and 1-Lipschitz */

struct hush_exact_tables {
	uint64_t **tables; /* [spec table][cell], each at most HUSH_EXACT_CAP */
	/*
	 * [spec table][cell] of tables that are sums, which units move either way; NULL for those that count, and then `tables`
	 * holds the cells.  At most 2^20 of each of fewer than 2^31 units, so far inside +-HUSH_EXACT_CAP.
	 */
	int64_t **moved;
	uint64_t *cells;
	uint32_t table_count;
};

/* All zeros. */
hush_status hush_exact_make(const struct hush_spec *spec, struct hush_exact_tables **exact, hush_error *err);
void hush_exact_free(struct hush_exact_tables *exact); /* wipes; NULL is allowed */

#endif
