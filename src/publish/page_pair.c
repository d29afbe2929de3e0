/* page_pair: see page_pair.h. */
#include "publish/page_pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "publish/chart_words.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/labels.h"
#include "publish/words.h"

enum {
	MOST_NUMBERS = 200000, /* that are added up for a drawing */
	HEAT_CELLS = 2000,
	HEAT_SIDE = 62,
	MOST_LINES = 100,  /* small ones side by side */
	SHOWN_LINES = 24,  /* of more than that */
	FEW_LINES = 4,     /* drawn larger */
	LINE_POINTS = 62,
	MOST_POINTS = 400, /* of a small line whose numbers can't be added up */
	MATRIX_CELLS = 5000,
	FEW_CELLS = 40,
	TEXT_LIMIT = 64 * 1024
};

struct pair {
	const struct hush_page *page;
	uint32_t index;
	const struct hush_dimension *row;
	const struct hush_dimension *column;
	uint32_t row_place;
	uint32_t column_place;
	struct hush_marginal numbers;
	struct hush_point *rows;
	struct hush_point *columns;
	uint32_t bucket; /* columns in one sum */
	struct hush_buffer title;
	char id[40];
};

/* "<details>" with a matrix inside: rows and columns headed, numbers that can't be told from zero in brackets. */
static void put_matrix(const struct pair *pair)
{
	const struct hush_page *page = pair->page;
	const struct hush_marginal *numbers = &pair->numbers;

	hush_buffer_text(page->out, "<details class=\"wide-table\">\n<summary>");
	hush_say_html(page->out, page->m->show_table, hush_figure_of_count((uint64_t)numbers->rows * numbers->columns).text, NULL);
	hush_buffer_format(page->out, "</summary>\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n"
	                              "<table class=\"matrix\">\n<caption id=\"%s-c\">", pair->id, pair->id);
	hush_html_text(page->out, pair->title.bytes);
	hush_buffer_text(page->out, " (");
	hush_say_html(page->out, page->m->matrix_note, hush_figure_of(numbers->half).text, NULL);
	hush_buffer_text(page->out, ")</caption>\n<thead><tr><td></td>");
	for (uint32_t c = 0; c < numbers->columns; c++) {
		hush_buffer_text(page->out, "<th scope=\"col\">");
		hush_say_html(page->out, pair->bucket > 1 ? page->m->bucket_label : "{0}", pair->columns[c * pair->bucket].short_label,
		              NULL);
		hush_buffer_text(page->out, "</th>");
	}
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	for (uint32_t r = 0; r < numbers->rows && !page->out->failed; r++) {
		hush_page_wrap(page, "<tr><th scope=\"row\">", pair->rows[r].label, "</th>");
		for (uint32_t c = 0; c < numbers->columns; c++) {
			struct hush_interval interval = hush_marginal_at(numbers, r, c);
			bool faint = hush_interval_is_faint(&interval);

			hush_buffer_text(page->out, faint ? "<td class=\"f\">(" : "<td>");
			hush_figures_number(page->out, interval.estimate);
			hush_buffer_text(page->out, faint ? ")</td>" : "</td>");
		}
		hush_buffer_text(page->out, "</tr>\n");
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n</details>\n");
}

/* All numbers of the matrix as points named by both dimensions, to be described or drawn as dots. */
static hush_status points_of(const struct pair *pair, struct hush_point **points, hush_error *err)
{
	uint32_t count = pair->numbers.rows * pair->numbers.columns;
	struct hush_point *made = hush_calloc(count, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t r = i / pair->numbers.columns;
		uint32_t c = i % pair->numbers.columns;
		struct hush_buffer label;

		hush_buffer_init(&label, TEXT_LIMIT);
		hush_buffer_text(&label, pair->rows[r].label);
		hush_buffer_text(&label, ", ");
		hush_buffer_text(&label, pair->columns[c * pair->bucket].label);
		made[i].interval = hush_marginal_at(&pair->numbers, r, c);
		made[i].label = hush_buffer_take(&label, NULL);
		hush_buffer_release(&label);
		if (!made[i].label) {
			hush_points_free(made, count);
			return hush_fail_memory(err);
		}
	}
	*points = made;
	return HUSH_OK;
}

static void put_summary_id(const struct pair *pair, char id[48])
{
	snprintf(id, 48, "%s-s", pair->id);
}

static void open_figure(const struct pair *pair, const char *summary)
{
	hush_page_open_figure(pair->page, pair->index, pair->row_place, pair->column_place, pair->title.bytes, pair->id, summary);
}

static void put_how(const struct pair *pair, const char *how)
{
	const struct hush_page *page = pair->page;

	hush_buffer_format(page->out, "<p class=\"how\">%s %s", how, page->m->how_faint);
	hush_page_uneven(page, pair->row, pair->column);
	hush_buffer_text(page->out, "</p>\n</figure>\n");
}

static void draw_heat(const struct pair *pair, const char *summary)
{
	const struct hush_page *page = pair->page;
	char summary_id[48];
	struct hush_heat heat = {.id = pair->id, .title = pair->title.bytes, .summary = summary_id, .numbers = &pair->numbers,
	                         .rows = pair->rows, .columns = pair->columns};

	put_summary_id(pair, summary_id);
	open_figure(pair, summary);
	for (int width = HUSH_CHART_WIDE; width <= (int)HUSH_CHART_NARROW; width++) {
		hush_chart_heat(&heat, (enum hush_chart_width)width, page->out);
	}
	put_how(pair, page->m->how_heat);
	put_matrix(pair);
}

static void draw_dots(const struct pair *pair, const struct hush_point *points, const char *summary)
{
	const struct hush_page *page = pair->page;
	char summary_id[48];
	struct hush_buffer unit;
	struct hush_chart chart = {.id = pair->id, .title = pair->title.bytes, .summary = summary_id, .points = points,
	                           .count = pair->numbers.rows * pair->numbers.columns};

	hush_buffer_init(&unit, TEXT_LIMIT);
	hush_words_short(page->release->plan, pair->index, &unit);
	put_summary_id(pair, summary_id);
	if (unit.failed) {
		page->out->failed = true;
	} else {
		chart.unit = unit.bytes;
		open_figure(pair, summary);
		for (int width = HUSH_CHART_WIDE; width <= (int)HUSH_CHART_NARROW; width++) {
			hush_chart_dots(&chart, (enum hush_chart_width)width, page->out);
		}
		put_how(pair, page->m->how_dots);
		put_matrix(pair);
	}
	hush_buffer_release(&unit);
}

/* Rows of a drawing of small lines: which, and in what order. */
struct ranked {
	uint32_t row;
	__int128 sum;
};

static int by_sum(const void *a, const void *b)
{
	const struct ranked *one = a;
	const struct ranked *other = b;

	return one->sum < other->sum ? 1 : one->sum > other->sum ? -1 : one->row < other->row ? -1 : 1;
}

static struct ranked *rank_rows(const struct pair *pair)
{
	const struct hush_marginal *numbers = &pair->numbers;
	struct ranked *ranked = hush_calloc(numbers->rows, sizeof *ranked);

	for (uint32_t r = 0; ranked && r < numbers->rows; r++) {
		ranked[r].row = r;
		for (uint32_t c = 0; c < numbers->columns; c++) {
			ranked[r].sum += numbers->sums[(size_t)r * numbers->columns + c];
		}
	}
	if (ranked && numbers->rows > MOST_LINES) {
		qsort(ranked, numbers->rows, sizeof *ranked, by_sum);
	}
	return ranked;
}

static struct hush_scale scale_of(const struct hush_marginal *numbers, const struct ranked *ranked, uint32_t shown)
{
	__int128 low = 0;
	__int128 high = 0;

	for (uint32_t i = 0; i < shown; i++) {
		for (uint32_t c = 0; c < numbers->columns; c++) {
			struct hush_interval interval = hush_marginal_at(numbers, ranked[i].row, c);

			low = interval.estimate - interval.half < low ? interval.estimate - interval.half : low;
			high = interval.estimate + interval.half > high ? interval.estimate + interval.half : high;
		}
	}
	return hush_scale_over(low, high, 4);
}

/* A row in words: its highest point, and how many can't be told from zero. */
static void put_row_words(const struct pair *pair, uint32_t row)
{
	const struct hush_page *page = pair->page;
	const struct hush_marginal *numbers = &pair->numbers;
	uint32_t faint = hush_marginal_faint(numbers, row);
	struct hush_figure all = hush_figure_of_count(numbers->columns);
	struct hush_interval highest = hush_marginal_at(numbers, row, 0);
	uint32_t top = 0;

	for (uint32_t c = 1; c < numbers->columns; c++) {
		struct hush_interval interval = hush_marginal_at(numbers, row, c);

		if (interval.estimate > highest.estimate) {
			highest = interval;
			top = c;
		}
	}
	if (faint == numbers->columns) {
		hush_say_html(page->out, page->m->multiple_none, all.text, NULL);
		return;
	}
	hush_say_html(page->out, page->m->multiple_top, pair->columns[top * pair->bucket].label,
	              hush_figure_of(highest.estimate).text, hush_figure_of(numbers->half).text, NULL);
	if (faint > 0) {
		hush_buffer_text(page->out, "; ");
		hush_say_html(page->out, page->m->multiple_faint, hush_figure_of_count(faint).text, all.text, NULL);
	}
}

static void put_line(const struct pair *pair, const struct ranked *ranked, const struct hush_scale *scale)
{
	const struct hush_page *page = pair->page;
	const char *name = pair->rows[ranked->row].label;
	char id[64];
	char summary[72];

	snprintf(id, sizeof id, "%s-%u", pair->id, ranked->row + 1);
	snprintf(summary, sizeof summary, "%s-s", id);
	hush_page_wrap(page, "<li><p>", name, "</p>");
	hush_chart_multiple(&pair->numbers, ranked->row, scale, id, name, summary, page->out);
	hush_buffer_format(page->out, "<p id=\"%s\" class=\"soft\">", summary);
	put_row_words(pair, ranked->row);
	hush_buffer_text(page->out, "</p></li>\n");
}

static hush_status draw_lines(const struct pair *pair, const char *summary, hush_error *err)
{
	const struct hush_page *page = pair->page;
	const struct hush_marginal *numbers = &pair->numbers;
	uint32_t shown = numbers->rows > MOST_LINES ? SHOWN_LINES : numbers->rows;
	struct ranked *ranked = rank_rows(pair);
	struct hush_scale scale;
	bool faint = false;

	if (!ranked) {
		return hush_fail_memory(err);
	}
	scale = scale_of(numbers, ranked, shown);
	for (uint32_t i = 0; i < shown; i++) {
		faint = faint || hush_marginal_faint(numbers, ranked[i].row) > 0;
	}
	open_figure(pair, summary);
	hush_buffer_text(page->out, "<p class=\"how\">");
	hush_say_html(page->out, page->m->how_multiples, hush_figure_of((int64_t)scale.low).text,
	              hush_figure_of((int64_t)scale.high).text, NULL);
	if (faint) {
		hush_buffer_format(page->out, " %s", page->m->how_faint);
	}
	if (pair->bucket > 1) {
		hush_buffer_byte(page->out, ' ');
		hush_say_html(page->out, page->m->buckets, hush_figure_of_count(pair->bucket).text, pair->column->name, NULL);
	}
	hush_page_uneven(page, pair->row, pair->column);
	if (shown < numbers->rows) {
		hush_buffer_byte(page->out, ' ');
		hush_say_html(page->out, page->m->the_highest, hush_figure_of_count(numbers->rows).text,
		              hush_figure_of_count(shown).text, NULL);
	}
	hush_buffer_format(page->out, "</p>\n<ul class=\"lines%s\">\n", shown <= FEW_LINES ? " few" : "");
	for (uint32_t i = 0; i < shown; i++) {
		put_line(pair, &ranked[i], &scale);
	}
	hush_buffer_text(page->out, "</ul>\n</figure>\n");
	hush_free(ranked);
	if ((uint64_t)numbers->rows * numbers->columns <= MATRIX_CELLS) {
		put_matrix(pair);
	}
	return HUSH_OK;
}

/* So many columns to one sum that a small line has room for them; 1 when they can't be added up. */
static uint32_t bucket_for(const struct pair *pair)
{
	uint32_t count = pair->numbers.columns;
	enum hush_time_part part = pair->column->part;

	if (count <= LINE_POINTS || !hush_words_additive(&pair->page->release->spec->tables[pair->index])) {
		return 1;
	}
	if (part == HUSH_PART_DAY) {
		return count <= 7 * LINE_POINTS ? 7 : count / LINE_POINTS / 7 * 7 + 7;
	}
	if (part == HUSH_PART_HOUR) {
		return count <= 24 * LINE_POINTS ? 24 : count / LINE_POINTS / 24 * 24 + 24;
	}
	return count / LINE_POINTS + 1;
}

static hush_status draw(struct pair *pair, hush_error *err)
{
	bool small = pair->numbers.rows <= HEAT_SIDE && pair->numbers.columns <= HEAT_SIDE &&
	             pair->numbers.rows * pair->numbers.columns <= HEAT_CELLS;
	struct hush_point *points = NULL;
	struct hush_point_law law;
	struct hush_buffer summary;
	hush_status status;

	if (!small) {
		if (!hush_label_is_series(pair->column) && pair->numbers.columns > LINE_POINTS) {
			return HUSH_OK;
		}
		pair->bucket = bucket_for(pair);
		if (pair->bucket > 1) {
			hush_marginal_bucket(&pair->numbers, pair->bucket);
		}
		if (pair->numbers.columns > MOST_POINTS) {
			return HUSH_OK;
		}
	}
	HUSH_TRY(points_of(pair, &points, err));
	hush_buffer_init(&summary, TEXT_LIMIT);
	law = (struct hush_point_law){pair->numbers.law, pair->numbers.cells};
	hush_describe_points(pair->page->m, &law, points, pair->numbers.rows * pair->numbers.columns, &summary);
	status = hush_buffer_check(&summary, err);
	if (status == HUSH_OK && !small) {
		status = draw_lines(pair, summary.bytes, err);
	} else if (status == HUSH_OK && pair->numbers.rows * pair->numbers.columns <= FEW_CELLS) {
		draw_dots(pair, points, summary.bytes);
	} else if (status == HUSH_OK) {
		draw_heat(pair, summary.bytes);
	}
	hush_buffer_release(&summary);
	hush_points_free(points, pair->numbers.rows * pair->numbers.columns);
	return status;
}

hush_status hush_page_pair(const struct hush_page *page, uint32_t index, uint32_t row, uint32_t column, hush_error *err)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	struct pair pair = {.page = page,
	                    .index = index,
	                    .row = &spec->dimensions[table->by[row]],
	                    .column = &spec->dimensions[table->by[column]],
	                    .row_place = row,
	                    .column_place = column,
	                    .bucket = 1};
	hush_status status;

	if ((uint64_t)pair.row->values.count * pair.column->values.count > MOST_NUMBERS) {
		return HUSH_OK;
	}
	snprintf(pair.id, sizeof pair.id, "p-%u-%u-%u", index + 1, row + 1, column + 1);
	hush_buffer_init(&pair.title, TEXT_LIMIT);
	hush_page_figure_title(page, index, row, column, &pair.title);
	status = hush_buffer_check(&pair.title, err);
	if (status == HUSH_OK) {
		status = hush_marginal_make(page->release, index, row, column, &pair.numbers, err);
	}
	if (status == HUSH_OK) {
		status = hush_page_labels(spec, pair.row, &pair.rows, err);
	}
	if (status == HUSH_OK) {
		status = hush_page_labels(spec, pair.column, &pair.columns, err);
	}
	if (status == HUSH_OK) {
		status = draw(&pair, err);
	}
	hush_points_free(pair.rows, pair.row->values.count);
	hush_points_free(pair.columns, pair.column->values.count);
	hush_marginal_free(&pair.numbers);
	hush_buffer_release(&pair.title);
	return status == HUSH_OK ? hush_buffer_check(page->out, err) : status;
}
