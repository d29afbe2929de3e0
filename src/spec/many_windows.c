/*
 * many_windows: whether a cell of distinct vehicles can hold more than one window.
 *
 * Where it can, one vehicle counts once per window, and the table must say so ("vehicle-days").  A dimension pins the
 * window when all instants of one of its values lie in one window: an hour or a day lies in one of every kind, a week
 * only in one week, a month in one month, quarter and year.  A mapping over such a dimension may join several and pins
 * nothing.
 */
#include "spec/parts.h"

static bool part_pins(enum hush_time_part part, enum hush_window window)
{
	switch (part) {
	case HUSH_PART_HOUR:
	case HUSH_PART_DAY: return true;
	case HUSH_PART_WEEK: return window == HUSH_WINDOW_WEEK;
	case HUSH_PART_MONTH:
		return window == HUSH_WINDOW_MONTH || window == HUSH_WINDOW_QUARTER || window == HUSH_WINDOW_YEAR;
	case HUSH_PART_QUARTER: return window == HUSH_WINDOW_QUARTER || window == HUSH_WINDOW_YEAR;
	case HUSH_PART_YEAR: return window == HUSH_WINDOW_YEAR;
	case HUSH_PART_HOUR_OF_DAY:
	case HUSH_PART_WEEKDAY: return false;
	}
	return false;
}

static bool dimension_pins(const struct hush_spec *spec, uint32_t index)
{
	const struct hush_dimension *dimension = &spec->dimensions[index];

	return dimension->kind == HUSH_DIMENSION_TIME && part_pins(dimension->part, spec->window);
}

bool hush_table_many_windows(const struct hush_spec *spec, const struct hush_table *table)
{
	if (table->measure != HUSH_MEASURE_VEHICLES ||
	    hush_window_next(spec->window, spec->week_start, spec->from) >= spec->to) {
		return false;
	}
	for (uint32_t i = 0; i < table->by_count; i++) {
		if (dimension_pins(spec, table->by[i])) {
			return false;
		}
	}
	for (uint32_t i = 0; i < table->where_count; i++) {
		if (table->where[i].value_count == 1 && dimension_pins(spec, table->where[i].dimension)) {
			return false;
		}
	}
	return true;
}
