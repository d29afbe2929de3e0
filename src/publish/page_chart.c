/*
 * page_chart: which charts a table gets.
 *
 * Categories become dots with intervals, a series of times a line with a band.  Numbers that add up are summed over the
 * other dimensions; counts of different vehicles are drawn only as they are.
 */
#include "publish/page.h"

#include <stdio.h>

#include "base/memory.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/svg.h"
#include "publish/words.h"

enum { MOST_DOTS = 40, LEAST_SERIES = 4, MOST_SERIES = 800, LABEL_LIMIT = 4096 };

/* A time part whose values follow one another, so that a line between them means something. */
static bool is_series(const struct hush_dimension *dimension)
{
	return dimension->kind == HUSH_DIMENSION_TIME && dimension->part != HUSH_PART_HOUR_OF_DAY &&
	       dimension->part != HUSH_PART_WEEKDAY && dimension->values.count >= LEAST_SERIES;
}

static void free_points(struct hush_point *points, uint32_t count)
{
	for (uint32_t i = 0; points && i < count; i++) {
		hush_free(points[i].label);
	}
	hush_free(points);
}

static void put_point_name(const struct hush_point *point, struct hush_buffer *out)
{
	hush_buffer_text(out, point->label);
	hush_buffer_text(out, " (");
	hush_figures_number(out, point->interval.estimate);
	hush_buffer_text(out, ", give or take ");
	hush_figures_number(out, point->interval.half);
	hush_buffer_byte(out, ')');
}

/* What the chart shows, for those who don't see it. */
static void describe(const struct hush_point *points, uint32_t count, struct hush_buffer *out)
{
	uint32_t highest = 0;
	uint32_t lowest = 0;
	uint32_t faint = 0;

	for (uint32_t i = 0; i < count; i++) {
		highest = points[i].interval.estimate > points[highest].interval.estimate ? i : highest;
		lowest = points[i].interval.estimate < points[lowest].interval.estimate ? i : lowest;
		faint += hush_interval_holds_zero(&points[i].interval) ? 1 : 0;
	}
	hush_buffer_format(out, "%u estimates with 95 %% ranges, noise only. Highest: ", count);
	put_point_name(&points[highest], out);
	hush_buffer_text(out, "; lowest: ");
	put_point_name(&points[lowest], out);
	hush_buffer_text(out, ". ");
	if (faint > 0) {
		hush_buffer_format(out, "%u of them can\xE2\x80\x99t be told from zero. ", faint);
	}
	hush_buffer_text(out, "The table that follows has the numbers.");
}

/* Draws the points, wide and narrow, with a caption, and frees them. */
static hush_status draw(const struct hush_release *release, uint32_t table, const char *by, bool series, bool summed,
                        struct hush_point *points, uint32_t count, struct hush_buffer *out, hush_error *err)
{
	struct hush_buffer title;
	struct hush_buffer description;
	char id[32];

	snprintf(id, sizeof id, "g-%u-%s", table + 1, series ? "l" : "d");
	hush_buffer_init(&title, LABEL_LIMIT);
	hush_buffer_init(&description, LABEL_LIMIT);
	hush_buffer_format(&title, "%s", release->spec->tables[table].title);
	if (by) {
		hush_buffer_format(&title, ", by %s", by);
	}
	describe(points, count, &description);
	if (title.failed || description.failed) {
		out->failed = true;
	} else {
		struct hush_chart chart = {
		    .id = id, .title = title.bytes, .description = description.bytes, .points = points, .count = count};

		hush_buffer_text(out, "<figure>\n");
		for (int width = HUSH_CHART_WIDE; width <= (int)HUSH_CHART_NARROW; width++) {
			if (series) {
				hush_svg_series(&chart, (enum hush_chart_width)width, out);
			} else {
				hush_svg_dots(&chart, (enum hush_chart_width)width, out);
			}
		}
		hush_buffer_text(out, "<figcaption>");
		hush_html_text(out, title.bytes);
		hush_buffer_text(out, summed ? ", summed over the other columns" : "");
		hush_buffer_text(out, series ? ". Line: estimate; band: 95 % range, noise only." : ". Dot: estimate; bar: 95 % "
		                                                                                    "range, noise only.");
		hush_buffer_text(out, " Hollow marks can\xE2\x80\x99t be told from zero.</figcaption>\n</figure>\n");
	}
	hush_buffer_release(&title);
	hush_buffer_release(&description);
	free_points(points, count);
	return hush_buffer_check(out, err);
}

/* Points of the k-th dimension of a table, summed over the others (when there are any). */
static hush_status points_of_dimension(const struct hush_release *release, uint32_t index, uint32_t k,
                                       struct hush_point **points, hush_error *err)
{
	const struct hush_table *table = &release->spec->tables[index];
	const struct hush_names *values = &release->spec->dimensions[table->by[k]].values;
	struct hush_slice slice = {.outer = 1, .size = values->count, .value = 0, .inner = 1};
	struct hush_point *made = hush_calloc(values->count, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t j = 0; j < table->by_count; j++) {
		uint64_t size = release->spec->dimensions[table->by[j]].values.count;

		slice.outer *= j < k ? size : 1;
		slice.inner *= j > k ? size : 1;
	}
	for (uint32_t i = 0; i < values->count; i++) {
		slice.value = i;
		made[i].interval = hush_interval_of_slice(&release->plan->tables[index], release->noisy->tables[index], &slice);
		made[i].label = hush_strdup(values->names[i]);
		if (!made[i].label) {
			free_points(made, values->count);
			return hush_fail_memory(err);
		}
	}
	*points = made;
	return HUSH_OK;
}

/* Every cell of a small table, named by all its dimensions. */
static hush_status points_of_cells(const struct hush_release *release, uint32_t index, struct hush_point **points,
                                   hush_error *err)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_table *table = &spec->tables[index];
	uint32_t count = (uint32_t)table->cells;
	struct hush_point *made = hush_calloc(count, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t cell = 0; cell < count; cell++) {
		struct hush_buffer label;

		hush_buffer_init(&label, SIZE_MAX / 2);
		for (uint32_t k = 0; k < table->by_count; k++) {
			hush_buffer_text(&label, k > 0 ? " \xC2\xB7 " : "");
			hush_buffer_text(&label,
			                 spec->dimensions[table->by[k]].values.names[hush_table_value(spec, table, cell, k)]);
		}
		made[cell].interval =
		    hush_interval_of_cell(&release->plan->tables[index], release->noisy->tables[index][cell]);
		made[cell].label = hush_buffer_take(&label, NULL);
		if (!made[cell].label) {
			free_points(made, count);
			return hush_fail_memory(err);
		}
	}
	*points = made;
	return HUSH_OK;
}

static hush_status chart_dimension(const struct hush_release *release, uint32_t index, uint32_t k, bool series,
                                   struct hush_buffer *out, hush_error *err)
{
	const struct hush_table *table = &release->spec->tables[index];
	const struct hush_dimension *dimension = &release->spec->dimensions[table->by[k]];
	struct hush_point *points = NULL;

	HUSH_TRY(points_of_dimension(release, index, k, &points, err));
	return draw(release, index, dimension->name, series, table->by_count > 1, points, dimension->values.count, out, err);
}

hush_status hush_page_charts(const struct hush_release *release, uint32_t index, struct hush_buffer *out, hush_error *err)
{
	const struct hush_table *table = &release->spec->tables[index];
	bool dots = false;
	bool line = false;

	if (table->by_count > 1 && !hush_words_additive(table)) {
		struct hush_point *points = NULL;

		if (table->cells > MOST_DOTS) {
			return HUSH_OK;
		}
		HUSH_TRY(points_of_cells(release, index, &points, err));
		return draw(release, index, NULL, false, false, points, (uint32_t)table->cells, out, err);
	}
	/* One chart of categories and one of times at most: the first dimension that fits. */
	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &release->spec->dimensions[table->by[k]];
		bool series = is_series(dimension);

		if (series && !line && dimension->values.count <= MOST_SERIES) {
			line = true;
			HUSH_TRY(chart_dimension(release, index, k, true, out, err));
		} else if (!series && !dots && dimension->values.count > 1 && dimension->values.count <= MOST_DOTS) {
			dots = true;
			HUSH_TRY(chart_dimension(release, index, k, false, out, err));
		}
	}
	return HUSH_OK;
}
