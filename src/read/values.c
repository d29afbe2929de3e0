/* values: see values.h. */
#include "read/values.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"

enum { BIN_PLACES = 6, DAY_HOURS = 24 };

static uint32_t months_between(hush_day from, hush_day to)
{
	int from_year;
	int from_month;
	int to_year;
	int to_month;
	int ignored;

	hush_day_to_civil(from, &from_year, &from_month, &ignored);
	hush_day_to_civil(to, &to_year, &to_month, &ignored);
	return (uint32_t)((to_year - from_year) * 12 + to_month - from_month);
}

static bool has_hours(enum hush_time_part part)
{
	return part == HUSH_PART_HOUR || part == HUSH_PART_HOUR_OF_DAY;
}

/* Index of a time part at the first hour of a day of the period, in the order in which spec/ lists the parts. */
static uint32_t time_value(const struct hush_spec *spec, enum hush_time_part part, hush_day day)
{
	int start = spec->week_start;

	switch (part) {
	case HUSH_PART_HOUR: return (uint32_t)(day - spec->from) * DAY_HOURS;
	case HUSH_PART_HOUR_OF_DAY: return 0;
	case HUSH_PART_WEEKDAY: return (uint32_t)((hush_weekday(day) - start + 7) % 7);
	case HUSH_PART_DAY: return (uint32_t)(day - spec->from);
	case HUSH_PART_WEEK:
		return (uint32_t)(hush_window_first(HUSH_WINDOW_WEEK, start, day) -
		                  hush_window_first(HUSH_WINDOW_WEEK, start, spec->from)) /
		       7;
	case HUSH_PART_MONTH: return months_between(spec->from, day);
	case HUSH_PART_QUARTER: return months_between(hush_window_first(HUSH_WINDOW_QUARTER, start, spec->from), day) / 3;
	case HUSH_PART_YEAR: return months_between(hush_window_first(HUSH_WINDOW_YEAR, start, spec->from), day) / 12;
	}
	return HUSH_NONE;
}

static hush_status open_days(const struct hush_spec *spec, const struct hush_dimension *dimension, uint32_t **days,
                             hush_error *err)
{
	uint32_t count = (uint32_t)(spec->to - spec->from);
	uint32_t last_hour = has_hours(dimension->part) ? DAY_HOURS - 1 : 0;

	*days = hush_calloc(count, sizeof **days);
	if (!*days) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		(*days)[i] = time_value(spec, dimension->part, spec->from + (hush_day)i);
		if ((*days)[i] + last_hour >= dimension->values.count) {
			return hush_fail_bug(err, "the domain of a time dimension");
		}
	}
	return HUSH_OK;
}

static hush_status open_dimension(struct hush_values *values, uint32_t d, hush_error *err)
{
	const struct hush_dimension *dimension = &values->spec->dimensions[d];

	struct hush_value_step *step = &values->steps[values->used_count];

	*step = (struct hush_value_step){.kind = dimension->kind, .dimension = d};
	values->used[values->used_count++] = d;
	if (dimension->kind == HUSH_DIMENSION_COLUMN) {
		return hush_lookup_open(&dimension->values, &values->lookups[d], err);
	}
	if (dimension->kind == HUSH_DIMENSION_TIME) {
		HUSH_TRY(open_days(values->spec, dimension, &values->days[d], err));
		step->days = values->days[d];
		step->hours = has_hours(dimension->part);
	}
	return HUSH_OK;
}

hush_status hush_values_open(const struct hush_spec *spec, uint32_t source, struct hush_values *values,
                             hush_error *err)
{
	bool needed[HUSH_MAX_DIMENSIONS];
	hush_status status = HUSH_OK;

	*values = (struct hush_values){.spec = spec};
	hush_needed_dimensions(spec, source, needed);
	for (uint32_t d = 0; status == HUSH_OK && d < spec->dimension_count; d++) {
		if (needed[d]) {
			status = open_dimension(values, d, err);
		}
	}
	if (status != HUSH_OK) {
		hush_values_close(values);
	}
	return status;
}

void hush_values_close(struct hush_values *values)
{
	for (uint32_t i = 0; i < values->used_count; i++) {
		hush_lookup_close(&values->lookups[values->used[i]]);
		hush_free(values->days[values->used[i]]);
	}
	hush_wipe(values, sizeof *values);
}

static uint32_t mapped(const struct hush_dimension *dimension, const char *bytes, size_t length)
{
	uint32_t to;

	if (length == 0) {
		return dimension->blank;
	}
	to = hush_map_find(dimension->map, dimension->map_count, bytes, length);
	return to == HUSH_NONE ? dimension->other : to;
}

/* A mapping over a dimension looks up the name of its value; what is outside the base's domain is outside here too. */
static uint32_t mapped_value(const struct hush_spec *spec, const struct hush_dimension *dimension, const uint32_t *values)
{
	uint32_t base = values[dimension->base];
	const char *name;

	if (base == HUSH_NONE) {
		return HUSH_NONE;
	}
	name = spec->dimensions[dimension->base].values.names[base];
	return mapped(dimension, name, strlen(name));
}

static uint32_t bin_of(const struct hush_dimension *dimension, struct hush_field field)
{
	uint32_t low = 0;
	uint32_t high = dimension->values.count;
	int64_t value;

	if (!hush_parse_fixed(field.bytes, field.length, BIN_PLACES, &value) || value < dimension->edges[0] ||
	    value >= dimension->edges[high]) {
		return HUSH_NONE;
	}
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (dimension->edges[middle] <= value) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return low;
}

/* What stands in the column that the dimension needs; empty when it needs none. */
static struct hush_field field_of(const struct hush_header *header, const struct hush_field *fields, uint32_t d)
{
	return header->dimensions[d] == HUSH_NONE ? (struct hush_field){"", 0} : fields[header->dimensions[d]];
}

/* The dimension's value in each record: [record * dimensions of the spec]. */
static void fill(const struct hush_values *values, const struct hush_value_step *step, const struct hush_header *header,
                 const struct hush_record *records, const struct hush_moment *moments, uint32_t count, uint32_t *out)
{
	const uint32_t d = step->dimension;
	const struct hush_dimension *dimension = &values->spec->dimensions[d];
	const uint32_t width = values->spec->dimension_count;
	const uint32_t column = header->dimensions[d];
	const uint32_t *const days = step->days;
	const hush_day from = values->spec->from;
	const uint32_t hours = step->hours ? UINT32_MAX : 0;

	out += d;
	switch (step->kind) {
	case HUSH_DIMENSION_COLUMN:
		for (uint32_t i = 0; i < count; i++, out += width) {
			const struct hush_field *field = &records[i].fields[column];

			*out = hush_lookup_find(&values->lookups[d], field->bytes, field->length);
		}
		break;
	case HUSH_DIMENSION_TIME:
		for (uint32_t i = 0; i < count; i++, out += width) {
			*out = days[moments[i].day - from] + (moments[i].hour & hours);
		}
		break;
	case HUSH_DIMENSION_MAP:
		for (uint32_t i = 0; i < count; i++, out += width) {
			struct hush_field field = field_of(header, records[i].fields, d);

			*out = dimension->base == HUSH_NONE ? mapped(dimension, field.bytes, field.length)
			                                    : mapped_value(values->spec, dimension, records[i].values);
		}
		break;
	case HUSH_DIMENSION_BINS:
		for (uint32_t i = 0; i < count; i++, out += width) {
			*out = bin_of(dimension, field_of(header, records[i].fields, d));
		}
		break;
	case HUSH_DIMENSION_GIVEN:
	case HUSH_DIMENSION_QUANTILE: /* no record has a value of it */
		for (uint32_t i = 0; i < count; i++, out += width) {
			*out = HUSH_NONE;
		}
		break;
	}
}

void hush_values_fill(const struct hush_values *values, const struct hush_header *header, const struct hush_record *records,
                      const struct hush_moment *moments, uint32_t count, uint32_t *out)
{
	for (uint32_t i = 0; i < values->used_count; i++) { /* ascending, so the base of a mapping comes first */
		fill(values, &values->steps[i], header, records, moments, count, out);
	}
}

void hush_values_assign(const struct hush_values *values, const struct hush_count_column *column, uint32_t *out)
{
	const struct hush_dimension *dimensions = values->spec->dimensions;

	/* Nothing that the column before assigned may stay. */
	for (uint32_t i = 0; i < values->used_count; i++) {
		if (dimensions[values->used[i]].kind == HUSH_DIMENSION_GIVEN) {
			out[values->used[i]] = HUSH_NONE;
		}
	}
	for (uint32_t i = 0; i < column->as_count; i++) {
		out[column->as[i].dimension] = column->as[i].value;
	}
	for (uint32_t i = 0; i < values->used_count; i++) {
		const struct hush_dimension *dimension = &dimensions[values->used[i]];

		if (dimension->kind == HUSH_DIMENSION_MAP && dimension->base != HUSH_NONE) {
			out[values->used[i]] = mapped_value(values->spec, dimension, out);
		}
	}
}
