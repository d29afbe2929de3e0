/*
 * cell: into which cell of a table a record falls.
 */
#ifndef HUSH_AGGREGATE_CELL_H
#define HUSH_AGGREGATE_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/spec.h"

/* What there is to know of a table to find a cell, side by side. */
struct hush_cell_rule {
	const struct hush_table *table;
	uint32_t by_count;
	uint32_t where_count;
	struct {
		uint32_t dimension;
		uint32_t values;
	} by[HUSH_MAX_DIMENSIONS];
};

struct hush_cell_rule hush_cell_rule_of(const struct hush_spec *spec, const struct hush_table *table);

/* Do the table's filters let these values pass? */
bool hush_cell_passes(const struct hush_cell_rule *rule, const uint32_t *values);

/*
 * The cell that a record with these dimension values falls into: mixed radix over `by`, the last one varying fastest,
 * so that hush_table_value undoes it.  False when a filter leaves the record out or a value is outside its domain.
 */
static inline bool hush_cell_find(const struct hush_cell_rule *rule, const uint32_t *values, uint64_t *cell)
{
	uint64_t place = 0;
	bool outside = false;

	if (rule->where_count > 0 && !hush_cell_passes(rule, values)) {
		return false;
	}
	for (uint32_t i = 0; i < rule->by_count; i++) {
		uint32_t value = values[rule->by[i].dimension];

		outside |= value == HUSH_NONE;
		place = place * rule->by[i].values + value; /* wraps, and is of no use, where a value is outside */
	}
	*cell = place;
	return !outside;
}

#endif
