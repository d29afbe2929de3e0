/* page_tables: every table of the release: a chart where one fits, then the numbers. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/interval.h"
#include "publish/table_csv.h"
#include "publish/words.h"

enum {
	ALL_ROWS = 200,  /* tables of at most so many cells are shown whole */
	FIRST_ROWS = 50, /* of larger ones that cannot be summed up */
	DRAWN_TABLES = 24
};

static void put_numbers(const struct hush_interval *interval, struct hush_buffer *out)
{
	bool faint = hush_interval_holds_zero(interval);

	hush_buffer_text(out, "<td class=\"n\">");
	hush_figures_number(out, interval->estimate);
	hush_buffer_text(out, "</td><td class=\"n\">");
	hush_figures_number(out, interval->estimate - interval->half);
	hush_buffer_text(out, " to ");
	hush_figures_number(out, interval->estimate + interval->half);
	hush_buffer_text(out, faint ? "</td><td>can\xE2\x80\x99t be told from zero</td></tr>\n" : "</td><td></td></tr>\n");
}

static void open_row(const struct hush_interval *interval, struct hush_buffer *out)
{
	hush_buffer_text(out, hush_interval_holds_zero(interval) ? "<tr class=\"f\">" : "<tr>");
}

static void open_table(const struct hush_release *release, uint32_t index, const char *more, struct hush_buffer *out)
{
	const struct hush_table *table = &release->spec->tables[index];

	hush_buffer_format(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"c-%u\">\n<table>\n"
	                        "<caption id=\"c-%u\">",
	                   index + 1, index + 1);
	hush_html_text(out, table->title);
	hush_buffer_text(out, more);
	hush_buffer_text(out, "</caption>\n<thead><tr>");
}

static void close_head(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	hush_buffer_text(out, "<th scope=\"col\" class=\"n\">");
	hush_page_say(release, hush_words_short, index, out);
	hush_buffer_text(out, " (estimate)</th><th scope=\"col\" class=\"n\">95 % range, noise only</th>"
	                      "<th scope=\"col\">Note</th></tr></thead>\n<tbody>\n");
}

static void close_table(struct hush_buffer *out)
{
	hush_buffer_text(out, "</tbody>\n</table>\n</div>\n");
}

static void put_heads(const struct hush_release *release, const struct hush_table *table, uint32_t count,
                      struct hush_buffer *out)
{
	for (uint32_t k = 0; k < count; k++) {
		hush_page_wrap(out, "<th scope=\"col\">", release->spec->dimensions[table->by[k]].name, "</th>");
	}
}

/* The first `rows` cells as they are. */
static void put_cells(const struct hush_release *release, uint32_t index, uint64_t rows, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_table *table = &spec->tables[index];

	open_table(release, index, rows < table->cells ? " (the first cells)" : "", out);
	put_heads(release, table, table->by_count, out);
	if (table->by_count == 0) {
		hush_buffer_text(out, "<th scope=\"col\">Of</th>");
	}
	close_head(release, index, out);
	for (uint64_t cell = 0; cell < rows && !out->failed; cell++) {
		struct hush_interval interval =
		    hush_interval_of_cell(&release->plan->tables[index], release->noisy->tables[index][cell]);

		open_row(&interval, out);
		for (uint32_t k = 0; k < table->by_count; k++) {
			const struct hush_dimension *dimension = &spec->dimensions[table->by[k]];

			/* Dates stay in one piece. */
			hush_page_wrap(out,
			               dimension->kind == HUSH_DIMENSION_TIME ? "<th scope=\"row\" class=\"t\">" : "<th scope=\"row\">",
			               dimension->values.names[hush_table_value(spec, table, cell, k)], "</th>");
		}
		if (table->by_count == 0) {
			hush_buffer_text(out, "<th scope=\"row\">the whole period</th>");
		}
		put_numbers(&interval, out);
	}
	close_table(out);
}

/* Sums over everything but the first dimension. */
static void put_summary(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_table *table = &spec->tables[index];
	const struct hush_names *values = &spec->dimensions[table->by[0]].values;

	open_table(release, index, " (summed over the other columns)", out);
	put_heads(release, table, 1, out);
	close_head(release, index, out);
	for (uint32_t i = 0; i < values->count && !out->failed; i++) {
		struct hush_slice slice = {.outer = 1, .size = values->count, .value = i, .inner = table->cells / values->count};
		struct hush_interval interval =
		    hush_interval_of_slice(&release->plan->tables[index], release->noisy->tables[index], &slice);

		open_row(&interval, out);
		hush_page_wrap(out, "<th scope=\"row\">", values->names[i], "</th>");
		put_numbers(&interval, out);
	}
	close_table(out);
}

static bool can_be_summed(const struct hush_release *release, const struct hush_table *table)
{
	return hush_words_additive(table) && table->by_count > 1 &&
	       release->spec->dimensions[table->by[0]].values.count <= ALL_ROWS;
}

/* Where all the numbers are. */
static void put_file(const struct hush_table *table, bool whole, struct hush_buffer *out)
{
	hush_buffer_text(out, whole ? "<p class=\"soft\">As a file: <a href=\"" : "<p>All ");
	if (!whole) {
		hush_figures_count(out, table->cells);
		hush_buffer_text(out, " numbers are in <a href=\"");
	}
	hush_table_csv_path(table, out);
	hush_buffer_text(out, "\">");
	hush_table_csv_path(table, out);
	hush_buffer_text(out, "</a></p>\n");
}

static hush_status put_table(const struct hush_release *release, uint32_t index, struct hush_buffer *out,
                             hush_error *err)
{
	const struct hush_table *table = &release->spec->tables[index];
	bool whole = table->cells <= ALL_ROWS;

	hush_buffer_format(out, "<section aria-labelledby=\"t-%u\">\n<h3 id=\"t-%u\">", index + 1, index + 1);
	hush_page_wrap(out, "", table->title, "</h3>\n<p>");
	hush_buffer_text(out, "What is counted: ");
	hush_page_say(release, hush_words_counted, index, out);
	hush_buffer_text(out, ". Every number may be off by ");
	hush_figures_number(out, hush_interval_of_cell(&release->plan->tables[index], 0).half);
	hush_buffer_text(out, " either way (95 %, noise only)");
	hush_buffer_text(out, table->cells > 1 && hush_words_additive(table) ? "; sums of them by more." : ".");
	if (release->plan->tables[index].mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_buffer_text(out, " A part of the noise is the same in all of them, so they tend to be too high together or too low "
		                      "together: they compare better with each other than their ranges say.");
	}
	hush_buffer_text(out, "</p>\n");
	if (index < DRAWN_TABLES) {
		HUSH_TRY(hush_page_charts(release, index, out, err));
		if (whole) {
			put_cells(release, index, table->cells, out);
		} else if (can_be_summed(release, table)) {
			put_summary(release, index, out);
		} else {
			put_cells(release, index, FIRST_ROWS, out);
		}
	}
	put_file(table, whole && index < DRAWN_TABLES, out);
	hush_buffer_text(out, "</section>\n");
	return hush_buffer_check(out, err);
}

hush_status hush_page_tables(const struct hush_release *release, struct hush_buffer *out, hush_error *err)
{
	hush_page_section(out, "tables", "The numbers");
	for (uint32_t i = 0; i < release->spec->table_count; i++) {
		HUSH_TRY(put_table(release, i, out, err));
	}
	hush_buffer_text(out, "</section>\n");
	return hush_buffer_check(out, err);
}
