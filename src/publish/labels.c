/* labels: see labels.h. */
#include "publish/labels.h"

#include <string.h>

#include "base/number.h"
#include "publish/figures.h"

enum { EDGE_UNIT = 1000000, SHORT_LABEL = 16, MOST_LISTED = 12 };

void hush_label_name(const char *name, struct hush_buffer *out)
{
	hush_buffer_text(out, "");
	for (const char *c = name; *c; c++) {
		hush_buffer_byte(out, *c == '_' ? ' ' : (unsigned char)*c);
	}
}

void hush_label_dimension(const struct hush_dimension *dimension, struct hush_buffer *out)
{
	hush_label_name(dimension->name, out);
}

bool hush_label_is_short(const char *label)
{
	size_t characters = 0;

	for (const char *c = label; *c; c++) {
		characters += ((unsigned char)*c & 0xc0) != 0x80 ? 1 : 0;
	}
	return characters <= SHORT_LABEL;
}

static bool several_years(const struct hush_spec *spec)
{
	int first;
	int last;
	int month;
	int day;

	hush_day_to_civil(spec->from, &first, &month, &day);
	hush_day_to_civil(spec->to - 1, &last, &month, &day);
	return first != last;
}

static void put_date(const struct hush_messages *m, bool year_too, hush_day date, struct hush_buffer *out)
{
	char years[HUSH_INTEGER_TEXT];
	char days[HUSH_INTEGER_TEXT];
	int year;
	int month;
	int day;

	hush_day_to_civil(date, &year, &month, &day);
	hush_format_i64(year, years);
	hush_format_i64(day, days);
	hush_say(out, year_too ? m->label_date : m->short_date, days, m->short_months[month - 1], years, NULL);
}

/* "2025-01" */
static bool put_month(const struct hush_messages *m, const char *name, enum hush_label_size size, struct hush_buffer *out)
{
	char date[HUSH_DAY_TEXT];
	hush_day day;
	int year;
	int month;
	int first;

	if (strlen(name) != 7) {
		return false;
	}
	memcpy(date, name, 7);
	memcpy(date + 7, "-01", 4);
	if (!hush_day_parse(date, HUSH_DAY_TEXT - 1, &day)) {
		return false;
	}
	hush_day_to_civil(day, &year, &month, &first);
	date[4] = '\0';
	if (size == HUSH_LABEL_SHORT) {
		hush_say(out, m->short_month_date, m->short_months[month - 1], date, NULL);
	} else {
		hush_say(out, m->month_date, m->months[month - 1], date, NULL);
	}
	return true;
}

/* Days, and what begins with one: "2025-01-31", "2025-01-31T17". */
static bool put_day(const struct hush_spec *spec, const struct hush_messages *m, const struct hush_dimension *dimension,
                    const char *name, enum hush_label_size size, struct hush_buffer *out)
{
	struct hush_buffer date;
	hush_day day;
	bool done = false;

	if (strlen(name) < HUSH_DAY_TEXT - 1 || !hush_day_parse(name, HUSH_DAY_TEXT - 1, &day)) {
		return false;
	}
	hush_buffer_init(&date, 256);
	put_date(m, several_years(spec) && (size == HUSH_LABEL_LONG || dimension->part != HUSH_PART_HOUR), day, &date);
	if (date.failed) {
		out->failed = true;
	} else if (dimension->part == HUSH_PART_DAY) {
		hush_buffer_text(out, date.bytes);
		done = true;
	} else if (dimension->part == HUSH_PART_WEEK) {
		hush_say(out, size == HUSH_LABEL_SHORT ? "{0}" : m->week_of, date.bytes, NULL);
		done = true;
	} else if (dimension->part == HUSH_PART_HOUR && name[HUSH_DAY_TEXT - 1] == 'T') {
		hush_say(out, size == HUSH_LABEL_SHORT ? "{0}" : m->hour_label, date.bytes, name + HUSH_DAY_TEXT, NULL);
		done = true;
	}
	hush_buffer_release(&date);
	return done || out->failed;
}

static bool put_weekday(const struct hush_messages *m, const char *name, enum hush_label_size size, struct hush_buffer *out)
{
	for (int i = 0; i < 7; i++) {
		if (strcmp(name, hush_messages_en.weekdays[i]) == 0) {
			hush_buffer_text(out, size == HUSH_LABEL_SHORT ? m->short_weekdays[i] : m->weekdays[i]);
			return true;
		}
	}
	return false;
}

/* "1,000", "−0.5": an edge of bins, which has at most six decimals. */
static void put_edge(int64_t edge, struct hush_buffer *out)
{
	uint64_t size = edge < 0 ? -(uint64_t)edge : (uint64_t)edge;
	uint64_t part = size % EDGE_UNIT;
	int decimals = 6;

	hush_buffer_text(out, edge < 0 ? "\xE2\x88\x92" : "");
	hush_figures_count(out, size / EDGE_UNIT);
	for (; part > 0 && part % 10 == 0; decimals--) {
		part /= 10;
	}
	if (part > 0) {
		hush_buffer_format(out, ".%0*llu", decimals, (unsigned long long)part);
	}
}

/* The end is not included, and the values need not be whole: "100 to 149" would be a claim that the spec does not make. */
static void put_bin(const struct hush_messages *m, const struct hush_dimension *dimension, uint32_t value,
                    enum hush_label_size size, struct hush_buffer *out)
{
	struct hush_buffer from;
	struct hush_buffer to;

	hush_buffer_init(&from, 256);
	hush_buffer_init(&to, 256);
	put_edge(dimension->edges[value], &from);
	put_edge(dimension->edges[value + 1], &to);
	if (from.failed || to.failed) {
		out->failed = true;
	} else {
		hush_say(out, size == HUSH_LABEL_SHORT ? m->short_bin : m->bin, from.bytes, to.bytes, NULL);
	}
	hush_buffer_release(&to);
	hush_buffer_release(&from);
}

void hush_label_value(const struct hush_spec *spec, const struct hush_dimension *dimension, uint32_t value,
                      enum hush_label_size size, struct hush_buffer *out)
{
	const struct hush_messages *m = hush_messages_in(spec->language);
	const char *name = dimension->values.names[value];
	bool done = false;

	if (dimension->kind == HUSH_DIMENSION_TIME) {
		switch (dimension->part) {
		case HUSH_PART_DAY:
		case HUSH_PART_WEEK:
		case HUSH_PART_HOUR: done = put_day(spec, m, dimension, name, size, out); break;
		case HUSH_PART_MONTH: done = put_month(m, name, size, out); break;
		case HUSH_PART_WEEKDAY: done = put_weekday(m, name, size, out); break;
		case HUSH_PART_HOUR_OF_DAY:
			hush_buffer_text(out, name);
			hush_buffer_text(out, size == HUSH_LABEL_SHORT ? "" : ":00");
			done = true;
			break;
		case HUSH_PART_QUARTER:
		case HUSH_PART_YEAR: break;
		}
	}
	if (dimension->kind == HUSH_DIMENSION_BINS) {
		put_bin(m, dimension, value, size, out);
		done = true;
	}
	if (!done) {
		hush_buffer_text(out, name);
	}
}

bool hush_label_is_series(const struct hush_dimension *dimension)
{
	return dimension->kind == HUSH_DIMENSION_TIME && dimension->part != HUSH_PART_HOUR_OF_DAY &&
	       dimension->part != HUSH_PART_WEEKDAY;
}

void hush_label_filters(const struct hush_spec *spec, const struct hush_filter *filters, uint32_t count, struct hush_buffer *out)
{
	const struct hush_messages *m = hush_messages_in(spec->language);

	hush_buffer_text(out, "");
	for (uint32_t f = 0; f < count; f++) {
		const struct hush_dimension *dimension = &spec->dimensions[filters[f].dimension];

		hush_buffer_text(out, f ? "; " : "");
		hush_label_dimension(dimension, out);
		hush_buffer_text(out, ": ");
		for (uint32_t v = 0; v < filters[f].value_count && v < MOST_LISTED; v++) {
			hush_buffer_text(out, v ? ", " : "");
			hush_say(out, m->quoted, dimension->values.names[filters[f].values[v]], NULL);
		}
		hush_buffer_text(out, filters[f].value_count > MOST_LISTED ? ", \xE2\x80\xA6" : "");
	}
}

bool hush_label_has_no_order(const struct hush_spec *spec, const struct hush_dimension *dimension)
{
	const struct hush_dimension *base = dimension->base == HUSH_NONE ? NULL : &spec->dimensions[dimension->base];

	return dimension->values.count > 2 && dimension->kind != HUSH_DIMENSION_TIME && dimension->kind != HUSH_DIMENSION_BINS &&
	       !(dimension->kind == HUSH_DIMENSION_MAP && base && base->kind == HUSH_DIMENSION_TIME);
}

static bool window_of(enum hush_time_part part, enum hush_window *window)
{
	switch (part) {
	case HUSH_PART_WEEK: *window = HUSH_WINDOW_WEEK; return true;
	case HUSH_PART_MONTH: *window = HUSH_WINDOW_MONTH; return true;
	case HUSH_PART_QUARTER: *window = HUSH_WINDOW_QUARTER; return true;
	case HUSH_PART_YEAR: *window = HUSH_WINDOW_YEAR; return true;
	case HUSH_PART_HOUR:
	case HUSH_PART_HOUR_OF_DAY:
	case HUSH_PART_WEEKDAY:
	case HUSH_PART_DAY: break;
	}
	return false;
}

bool hush_label_is_cut(const struct hush_spec *spec, const struct hush_dimension *dimension, enum hush_window *window)
{
	return dimension->kind == HUSH_DIMENSION_TIME && window_of(dimension->part, window) &&
	       (hush_window_first(*window, spec->week_start, spec->from) != spec->from ||
	        hush_window_first(*window, spec->week_start, spec->to) != spec->to);
}
