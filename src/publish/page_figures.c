/*
 * page_figures: which drawings a table gets, each followed by the numbers it shows.
 *
 * Categories become dots with intervals, times a line with a band, two dimensions a matrix of squares or small lines side by
 * side.  Numbers that add up are summed over what a drawing leaves out; counts of different vehicles are drawn as they are.
 */
#include "publish/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "publish/chart.h"
#include "publish/chart_words.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/labels.h"
#include "publish/page_pair.h"
#include "publish/words.h"

enum {
	MOST_DOTS = 40,
	SHOWN_DOTS = 20, /* of more than that */
	MOST_POINTS = 800,
	LEAST_SERIES = 4,
	MOST_ROWS = 1000, /* of a table of sums */
	TEXT_LIMIT = 64 * 1024
};

static char *label_of(const struct hush_spec *spec, const struct hush_dimension *dimension, uint32_t value,
                      enum hush_label_size size)
{
	struct hush_buffer text;
	char *label;

	hush_buffer_init(&text, TEXT_LIMIT);
	hush_buffer_text(&text, "");
	hush_label_value(spec, dimension, value, size, &text);
	label = hush_buffer_take(&text, NULL);
	hush_buffer_release(&text);
	return label;
}

hush_status hush_page_labels(const struct hush_spec *spec, const struct hush_dimension *dimension, struct hush_point **points,
                             hush_error *err)
{
	uint32_t count = dimension->values.count;
	struct hush_point *made = hush_calloc(count, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		made[i].label = label_of(spec, dimension, i, HUSH_LABEL_LONG);
		made[i].short_label = label_of(spec, dimension, i, HUSH_LABEL_SHORT);
		if (!made[i].label || !made[i].short_label) {
			hush_points_free(made, count);
			return hush_fail_memory(err);
		}
	}
	*points = made;
	return HUSH_OK;
}

/* "Scans counted by site and day" */
void hush_page_figure_title(const struct hush_page *page, uint32_t index, uint32_t one, uint32_t other, struct hush_buffer *out)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	struct hush_buffer what;
	struct hush_buffer by;

	hush_buffer_init(&what, TEXT_LIMIT);
	hush_buffer_init(&by, TEXT_LIMIT);
	hush_words_short(page->release->plan, index, &what);
	hush_label_dimension(&spec->dimensions[table->by[one]], &by);
	if (other != HUSH_NONE) {
		hush_buffer_text(&by, page->m->and);
		hush_label_dimension(&spec->dimensions[table->by[other]], &by);
	}
	if (what.failed || by.failed) {
		out->failed = true;
	} else {
		hush_figures_capital(what.bytes);
		hush_say(out, page->m->by, what.bytes, by.bytes, NULL);
	}
	hush_buffer_release(&what);
	hush_buffer_release(&by);
}

/* ", added up over day": the dimensions that a drawing leaves out, when there are any. */
static void put_rest(const struct hush_page *page, uint32_t index, uint32_t one, uint32_t other)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	struct hush_buffer list;

	hush_buffer_init(&list, TEXT_LIMIT);
	for (uint32_t k = 0; k < table->by_count; k++) {
		if (k != one && k != other) {
			hush_buffer_text(&list, list.length > 0 ? page->m->and : "");
			hush_label_dimension(&spec->dimensions[table->by[k]], &list);
		}
	}
	if (list.failed) {
		page->out->failed = true;
	} else if (list.length > 0) {
		hush_buffer_text(page->out, ", ");
		hush_say_html(page->out, page->m->added_up_over, list.bytes, NULL);
	}
	hush_buffer_release(&list);
}

void hush_page_open_figure(const struct hush_page *page, uint32_t index, uint32_t one, uint32_t other, const char *title,
                           const char *id, const char *summary)
{
	hush_page_wrap(page, "<figure>\n<figcaption><strong>", title, "");
	put_rest(page, index, one, other);
	hush_buffer_format(page->out, ".</strong> <span id=\"%s-s\">", id);
	hush_html_text(page->out, summary);
	hush_buffer_text(page->out, "</span></figcaption>\n");
}

static int by_estimate(const void *a, const void *b)
{
	int64_t one = ((const struct hush_point *)a)->interval.estimate;
	int64_t other = ((const struct hush_point *)b)->interval.estimate;

	return one < other ? 1 : one > other ? -1 : strcmp(((const struct hush_point *)a)->label, ((const struct hush_point *)b)->label);
}

/* Days of a series of days; NULL for other dimensions or when memory is short (*short_of_memory). */
static hush_day *days_of(const struct hush_dimension *dimension, bool *short_of_memory)
{
	hush_day *days;

	*short_of_memory = false;
	if (dimension->kind != HUSH_DIMENSION_TIME || dimension->part != HUSH_PART_DAY) {
		return NULL;
	}
	days = hush_calloc(dimension->values.count, sizeof *days);
	*short_of_memory = !days;
	for (uint32_t i = 0; days && i < dimension->values.count; i++) {
		if (!hush_day_parse(dimension->values.names[i], HUSH_DAY_TEXT - 1, &days[i])) {
			hush_free(days);
			return NULL;
		}
	}
	return days;
}

/* One dimension, its numbers in points; which drawing, and what is said of it. */
struct part {
	const struct hush_dimension *dimension;
	struct hush_marginal numbers;
	struct hush_point_law law;
	struct hush_point *points; /* in the order of the domain */
	struct hush_point *drawn;  /* the same labels, perhaps sorted, perhaps fewer */
	uint32_t drawn_count;
	hush_day *days;
	bool line;
	bool sorted;
};

static hush_status make_part(const struct hush_page *page, uint32_t index, uint32_t k, struct part *part, hush_error *err)
{
	const struct hush_spec *spec = page->release->spec;
	uint32_t count;
	bool failed;

	part->dimension = &spec->dimensions[spec->tables[index].by[k]];
	count = part->dimension->values.count;
	HUSH_TRY(hush_marginal_make(page->release, index, k, HUSH_NONE, &part->numbers, err));
	part->law = (struct hush_point_law){part->numbers.law, part->numbers.cells};
	HUSH_TRY(hush_page_labels(spec, part->dimension, &part->points, err));
	for (uint32_t i = 0; i < count; i++) {
		part->points[i].interval = hush_marginal_at(&part->numbers, i, 0);
	}
	part->line = part->dimension->kind == HUSH_DIMENSION_TIME && part->dimension->part != HUSH_PART_WEEKDAY &&
	             count >= LEAST_SERIES;
	part->days = part->line ? days_of(part->dimension, &failed) : NULL;
	if (part->line && !part->days && failed) {
		return hush_fail_memory(err);
	}
	part->drawn = hush_calloc(count, sizeof *part->drawn);
	if (!part->drawn) {
		return hush_fail_memory(err);
	}
	memcpy(part->drawn, part->points, count * sizeof *part->drawn);
	part->drawn_count = count;
	part->sorted = hush_label_has_no_order(spec, part->dimension) && !hush_points_alike(&part->law, part->points, count);
	if (part->sorted) {
		qsort(part->drawn, count, sizeof *part->drawn, by_estimate);
	}
	if (!part->line && count > MOST_DOTS) {
		part->drawn_count = SHOWN_DOTS;
	}
	return HUSH_OK;
}

static void free_part(struct part *part)
{
	hush_free(part->drawn);
	hush_free(part->days);
	hush_points_free(part->points, part->numbers.rows);
	hush_marginal_free(&part->numbers);
}

void hush_page_uneven(const struct hush_page *page, const struct hush_dimension *one, const struct hush_dimension *other)
{
	const struct hush_spec *spec = page->release->spec;
	enum hush_window cut;
	bool weekdays = (one->kind == HUSH_DIMENSION_TIME && one->part == HUSH_PART_WEEKDAY) ||
	                (other && other->kind == HUSH_DIMENSION_TIME && other->part == HUSH_PART_WEEKDAY);

	if (weekdays && (spec->to - spec->from) % 7 != 0) {
		hush_buffer_format(page->out, " %s", page->m->weekdays_uneven);
	}
	if (hush_label_is_cut(spec, one, &cut) || (other && hush_label_is_cut(spec, other, &cut))) {
		hush_buffer_byte(page->out, ' ');
		hush_say_html(page->out, page->m->cut_ends, page->m->window[cut], NULL);
	}
}

static void put_how(const struct hush_page *page, const struct part *part)
{
	bool faint = false;

	for (uint32_t i = 0; i < part->drawn_count; i++) {
		faint = faint || hush_interval_is_faint(&part->drawn[i].interval);
	}
	hush_buffer_format(page->out, "<p class=\"how\">%s", part->line ? page->m->how_line : page->m->how_dots);
	if (faint) {
		hush_buffer_format(page->out, " %s", page->m->how_faint);
	}
	if (part->days && part->drawn_count <= 62) {
		hush_buffer_format(page->out, " %s", page->m->weekend_marks);
	}
	hush_page_uneven(page, part->dimension, NULL);
	if (part->sorted) {
		hush_buffer_format(page->out, " %s", page->m->sorted);
	}
	if (part->drawn_count < part->numbers.rows) {
		hush_buffer_byte(page->out, ' ');
		hush_say_html(page->out, page->m->the_highest, hush_figure_of_count(part->numbers.rows).text,
		              hush_figure_of_count(part->drawn_count).text, NULL);
	}
	hush_buffer_text(page->out, "</p>\n</figure>\n");
}

static void put_part(const struct hush_page *page, uint32_t index, uint32_t k, const struct part *part,
                     const struct hush_buffer *title, const struct hush_buffer *summary, const struct hush_buffer *unit)
{
	char id[32];
	char summary_id[40];
	struct hush_chart chart = {.id = id, .title = title->bytes, .summary = summary_id, .unit = unit->bytes,
	                           .points = part->drawn, .count = part->drawn_count, .days = part->days};

	snprintf(id, sizeof id, "g-%u-%u", index + 1, k + 1);
	snprintf(summary_id, sizeof summary_id, "%s-s", id);
	hush_page_open_figure(page, index, k, HUSH_NONE, title->bytes, id, summary->bytes);
	for (int width = HUSH_CHART_WIDE; width <= (int)HUSH_CHART_NARROW; width++) {
		if (part->line) {
			hush_chart_series(&chart, (enum hush_chart_width)width, page->out);
		} else {
			hush_chart_dots(&chart, (enum hush_chart_width)width, page->out);
		}
	}
	put_how(page, part);
	if (part->numbers.rows <= MOST_ROWS) {
		struct hush_buffer head;

		hush_buffer_init(&head, TEXT_LIMIT);
		hush_label_dimension(part->dimension, &head);
		if (head.failed) {
			page->out->failed = true;
		} else {
			hush_page_number_table(page, index, id, title->bytes, head.bytes, part->points, part->numbers.rows);
		}
		hush_buffer_release(&head);
	}
}

static hush_status draw_dimension(const struct hush_page *page, uint32_t index, uint32_t k, hush_error *err)
{
	struct part part = {0};
	struct hush_buffer title;
	struct hush_buffer summary;
	struct hush_buffer unit;
	enum hush_window cut;
	hush_status status = make_part(page, index, k, &part, err);

	hush_buffer_init(&title, TEXT_LIMIT);
	hush_buffer_init(&summary, TEXT_LIMIT);
	hush_buffer_init(&unit, TEXT_LIMIT);
	if (status == HUSH_OK) {
		hush_page_figure_title(page, index, k, HUSH_NONE, &title);
		hush_words_short(page->release->plan, index, &unit);
		hush_describe_points(page->m, &part.law, part.points, part.numbers.rows, &summary);
		if (part.line && hush_label_is_series(part.dimension) && !hush_label_is_cut(page->release->spec, part.dimension, &cut)) {
			hush_describe_trend(page->m, part.numbers.law, part.numbers.cells, part.points, part.numbers.rows, &summary);
		}
		if (title.failed || summary.failed || unit.failed) {
			status = hush_fail_memory(err);
		} else {
			put_part(page, index, k, &part, &title, &summary, &unit);
		}
	}
	hush_buffer_release(&title);
	hush_buffer_release(&summary);
	hush_buffer_release(&unit);
	free_part(&part);
	return status == HUSH_OK ? hush_buffer_check(page->out, err) : status;
}

static bool is_hours(const struct hush_dimension *dimension)
{
	return dimension->kind == HUSH_DIMENSION_TIME && dimension->part == HUSH_PART_HOUR_OF_DAY;
}

/*
 * The pair of dimensions that one drawing shows, columns last: hours by something in time first, then categories by time,
 * then the two first.  With `skip` the second best, for tables of three and more dimensions.
 */
static bool choose_pair(const struct hush_spec *spec, const struct hush_table *table, bool skip, uint32_t *row, uint32_t *column)
{
	int best = -1;
	int beaten = -1;
	uint32_t pairs[2][2] = {{0, 0}, {0, 0}};

	for (uint32_t a = 0; a < table->by_count; a++) {
		for (uint32_t b = 0; b < table->by_count; b++) {
			const struct hush_dimension *one = &spec->dimensions[table->by[a]];
			const struct hush_dimension *other = &spec->dimensions[table->by[b]];
			bool in_time = other->kind == HUSH_DIMENSION_TIME;
			int value;

			if (a == b || one->values.count < 2 || other->values.count < 2) {
				continue;
			}
			value = is_hours(other) && one->kind == HUSH_DIMENSION_TIME ? 4
			        : in_time && one->kind != HUSH_DIMENSION_TIME       ? (hush_label_is_series(other) ? 3 : 2)
			        : one->values.count >= other->values.count         ? 1
			                                                            : 0;
			if (value > best) {
				beaten = best;
				memcpy(pairs[1], pairs[0], sizeof pairs[0]);
				best = value;
				pairs[0][0] = a;
				pairs[0][1] = b;
			} else if (value > beaten) {
				beaten = value;
				pairs[1][0] = a;
				pairs[1][1] = b;
			}
		}
	}
	*row = pairs[skip ? 1 : 0][0];
	*column = pairs[skip ? 1 : 0][1];
	return (skip ? beaten : best) >= (skip ? 2 : 0);
}

static hush_status draw_pairs(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	uint32_t row;
	uint32_t column;

	for (int pass = 0; pass < (table->by_count > 2 ? 2 : 1); pass++) {
		if (choose_pair(spec, table, pass == 1, &row, &column)) {
			HUSH_TRY(hush_page_pair(page, index, row, column, err));
		}
	}
	return HUSH_OK;
}

hush_status hush_page_figures(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	bool additive = hush_words_has_total(table);

	for (uint32_t k = 0; k < table->by_count; k++) {
		uint32_t count = spec->dimensions[table->by[k]].values.count;

		if ((additive || table->by_count == 1) && count > 1 &&
		    (spec->dimensions[table->by[k]].kind != HUSH_DIMENSION_TIME || count <= MOST_POINTS)) {
			HUSH_TRY(draw_dimension(page, index, k, err));
		}
	}
	if (table->by_count > 1 && (additive || table->by_count == 2)) {
		HUSH_TRY(draw_pairs(page, index, err));
	}
	return hush_buffer_check(page->out, err);
}
