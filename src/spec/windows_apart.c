/* windows_apart: see windows_apart.h. */
#include "spec/windows_apart.h"

bool hush_table_windows_apart(const struct hush_spec *spec, const struct hush_table *table)
{
	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &spec->dimensions[table->by[k]];

		if (dimension->kind != HUSH_DIMENSION_TIME) {
			continue;
		}
		if (dimension->part == HUSH_PART_HOUR || dimension->part == HUSH_PART_DAY ||
		    (dimension->part == HUSH_PART_WEEK && spec->window == HUSH_WINDOW_WEEK) ||
		    (dimension->part == HUSH_PART_MONTH && spec->window >= HUSH_WINDOW_MONTH) ||
		    (dimension->part == HUSH_PART_QUARTER && spec->window >= HUSH_WINDOW_QUARTER) ||
		    (dimension->part == HUSH_PART_YEAR && spec->window == HUSH_WINDOW_YEAR)) {
			return true;
		}
	}
	return false;
}

bool hush_spec_windows_apart(const struct hush_spec *spec)
{
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (!hush_table_windows_apart(spec, &spec->tables[i])) {
			return false;
		}
	}
	return true;
}
