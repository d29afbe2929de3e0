/* cell: see cell.h. */
#include "aggregate/cell.h"

struct hush_cell_rule hush_cell_rule_of(const struct hush_spec *spec, const struct hush_table *table)
{
	struct hush_cell_rule rule = {.table = table, .by_count = table->by_count, .where_count = table->where_count};

	for (uint32_t i = 0; i < table->by_count; i++) {
		rule.by[i].dimension = table->by[i];
		rule.by[i].values = spec->dimensions[table->by[i]].values.count;
	}
	return rule;
}

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

bool hush_cell_passes(const struct hush_cell_rule *rule, const uint32_t *values)
{
	for (uint32_t i = 0; i < rule->where_count; i++) {
		if (!passes(&rule->table->where[i], values)) {
			return false;
		}
	}
	return true;
}
