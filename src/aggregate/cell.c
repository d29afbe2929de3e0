/* cell: into which cell of a table a record falls; see count.h. */
#include "aggregate/count.h"

static bool passes(const struct hush_filter *filter, const uint32_t *values)
{
	uint32_t value = values[filter->dimension];
	uint32_t low = 0;
	uint32_t high = filter->value_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (filter->values[middle] < value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < filter->value_count && filter->values[low] == value;
}

bool hush_table_cell(const struct hush_spec *spec, const struct hush_table *table, const uint32_t *values,
                     uint64_t *cell)
{
	uint64_t place = 0;

	for (uint32_t i = 0; i < table->where_count; i++) {
		if (!passes(&table->where[i], values)) {
			return false;
		}
	}
	for (uint32_t i = 0; i < table->by_count; i++) {
		uint32_t value = values[table->by[i]];

		if (value == HUSH_NONE) {
			return false;
		}
		place = place * spec->dimensions[table->by[i]].values.count + value;
	}
	*cell = place;
	return true;
}
