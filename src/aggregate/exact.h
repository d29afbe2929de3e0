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
	 * [spec table][place * hush_grid_points + point] of tables of quantiles: how many values stand at each point of the grid,
	 * in each cell that records fall into; NULL for all others. Fewer than 2^51.
	 */
	uint64_t **points;
	/*
	 * [spec table][cell] of tables that are sums, which units move either way; NULL for all others. Those that count have their
	 * cells in `tables`.  At most 2^20 of each of fewer than 2^31 units, so far inside +-HUSH_EXACT_CAP.
	 */
	int64_t **moved;
	uint64_t *cells; /* of tables, moved or points: for quantiles places times points */
	struct hush_found *found; /* counts of tables that discover their values, whose `cells` are 0 until some are chosen; else NULL */
	uint32_t table_count;
};

/* The least point that at least the quantile's share of the values lie at or below; 0 where there are none. */
uint32_t hush_exact_quantile(const uint64_t *points, uint32_t count, const struct hush_quantile *quantile);

/* One value that no list names, in one table. Valid during the visit. */
struct hush_found_value {
	uint32_t table;
	uint32_t cell_count;
	const char *name;
	const struct hush_found_cell {
		uint32_t place; /* among the cells of one value (spec/resolved.h) */
		uint64_t count; /* 1..HUSH_EXACT_CAP */
	} *cells; /* those that have records; ascending by place */
};

/* Anything but HUSH_OK stops the visits, and is what hush_exact_found returns. */
typedef hush_status (*hush_found_visit)(void *context, const struct hush_found_value *value, hush_error *err);

/*
 * Visits every value of every table that discovers them, once and in no particular order, and gives them up.  How much memory it
 * takes does not depend on how many there are.  HUSH_E_IO, HUSH_E_MEMORY.
 */
hush_status hush_exact_found(struct hush_exact_tables *exact, hush_found_visit visit, void *context, hush_error *err);

/* All zeros, and nothing found. */
hush_status hush_exact_make(const struct hush_spec *spec, struct hush_exact_tables **exact, hush_error *err);
void hush_exact_free(struct hush_exact_tables *exact); /* wipes; NULL is allowed */

#endif
