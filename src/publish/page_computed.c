/* page_computed: rates and shares, and exact tables: what is computed from the tables, and what carries no noise. */
#include "publish/page.h"

#include <stdio.h>
#include <string.h>

#include "post/quotient.h"
#include "publish/computed_csv.h"
#include "publish/figures.h"
#include "publish/html.h"

enum { OPEN_ROWS = 16, MOST_ROWS = 400, PATH_LIMIT = 256, TEXT_LIMIT = 64 * 1024, SHOWN_BYTES = 160, MOST_BYTES = 900000 };

static void open_table(const struct hush_page *page, const char *mark, uint32_t index, const char *title, uint64_t rows)
{
	if (rows > OPEN_ROWS) {
		hush_buffer_text(page->out, "<details>\n<summary>");
		hush_say_html(page->out, page->m->show_table, hush_figure_of_count(rows).text, NULL);
		hush_buffer_text(page->out, "</summary>\n");
	}
	hush_buffer_format(page->out,
	                   "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s-c-%u\">\n<table>\n"
	                   "<caption id=\"%s-c-%u\">",
	                   mark, index + 1, mark, index + 1);
	hush_html_text(page->out, title);
	hush_buffer_text(page->out, "</caption>\n<thead><tr>");
}

static void close_table(const struct hush_page *page, uint64_t rows)
{
	hush_buffer_text(page->out, rows > OPEN_ROWS ? "</tbody>\n</table>\n</div>\n</details>\n" : "</tbody>\n</table>\n</div>\n");
}

static void put_heads(const struct hush_page *page, const uint32_t *by, uint32_t by_count)
{
	for (uint32_t k = 0; k < by_count; k++) {
		hush_page_wrap(page, "<th scope=\"col\">", page->release->spec->dimensions[by[k]].name, "</th>");
	}
	if (by_count == 0) {
		hush_page_wrap(page, "<th scope=\"col\">", page->m->period, "</th>");
	}
}

static void put_cell(const struct hush_page *page, const uint32_t *by, uint32_t by_count, uint64_t cell)
{
	for (uint32_t k = 0; k < by_count; k++) {
		hush_page_wrap(page, "<th scope=\"row\">", hush_cell_value(page->release->spec, by, by_count, cell, k), "</th>");
	}
	if (by_count == 0) {
		hush_page_wrap(page, "<th scope=\"row\">", page->m->whole_period, "</th>");
	}
}

static void put_file(const struct hush_page *page, const char *name, uint64_t cells)
{
	char path[PATH_LIMIT];

	snprintf(path, sizeof path, "tables/%s.csv", name);
	hush_buffer_text(page->out, "<p class=\"file\">");
	hush_say_html(page->out, page->m->all_in_file, hush_figure_of_count(cells).text, NULL);
	hush_page_file(page, path);
	hush_buffer_text(page->out, "</p>\n</section>\n");
}

/* How many rows the page shows: none when it is too long already, as for other tables. */
static uint64_t rows_of(const struct hush_page *page, uint64_t cells)
{
	return page->out->length >= MOST_BYTES ? 0 : cells < MOST_ROWS ? cells : MOST_ROWS;
}

/* The texts of values are plain decimals: only the minus sign is made the one for people. */
static const char *for_people(const char *text, char to[HUSH_QUOTIENT_TEXT + 3])
{
	snprintf(to, HUSH_QUOTIENT_TEXT + 3, "%s%.47s", text[0] == '-' ? "\xE2\x88\x92" : "", text[0] == '-' ? text + 1 : text);
	return to;
}

static void put_value(const struct hush_page *page, const struct hush_quotient_value *value)
{
	char low[HUSH_QUOTIENT_TEXT + 3];
	char high[HUSH_QUOTIENT_TEXT + 3];

	if (value->status != HUSH_QUOTIENT_PUBLISHED) {
		hush_page_wrap(page, "<td class=\"n\"></td><td class=\"n r\">",
		               value->status == HUSH_QUOTIENT_TOO_NOISY ? page->m->rate_noisy : page->m->rate_undefined, "</td></tr>\n");
		return;
	}
	hush_page_wrap(page, "<td class=\"n\">", for_people(value->estimate, low), "</td><td class=\"n r\">");
	hush_say_html(page->out, page->m->range_cell, for_people(value->low, low), for_people(value->high, high), NULL);
	hush_buffer_text(page->out, "</td></tr>\n");
}

/* site "Hill" or "Mobile 7", outcome "verified": the values that are the part. */
static void put_part(const struct hush_spec *spec, const struct hush_quotient *quotient, struct hush_buffer *out)
{
	for (uint32_t f = 0; f < quotient->part_count; f++) {
		const struct hush_filter *filter = &quotient->part[f];
		const struct hush_dimension *dimension = &spec->dimensions[filter->dimension];

		hush_buffer_format(out, "%s%s: ", f ? "; " : "", dimension->name);
		for (uint32_t v = 0; v < filter->value_count; v++) {
			hush_buffer_format(out, "%s\"%s\"", v ? ", " : "", dimension->values.names[filter->values[v]]);
		}
	}
}

static void put_what(const struct hush_page *page, const struct hush_quotient *quotient)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_messages *m = page->m;
	const char *above = spec->tables[quotient->above].title;
	const char *below = quotient->below == HUSH_NONE ? NULL : spec->tables[quotient->below].title;
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	if (quotient->part_count) {
		put_part(spec, quotient, &text);
		hush_say_html(page->out, m->rate_part, above, text.bytes, NULL);
	} else if (quotient->kind == HUSH_QUOTIENT_MEAN) {
		hush_say_html(page->out, m->rate_mean, spec->tables[quotient->above].amount.column, spec->tables[quotient->above].name,
		              spec->tables[quotient->below].name, NULL);
	} else if (quotient->kind == HUSH_QUOTIENT_SHARE) {
		hush_say_html(page->out, m->rate_share, above, below, NULL);
	} else {
		const char *exact = quotient->exact == HUSH_NONE ? NULL : spec->exact_tables[quotient->exact].columns[quotient->exact_column];
		bool many = mpq_cmp_ui(quotient->per.q, 1, 1) != 0;

		hush_say_html(page->out, many ? m->rate_ratio_many : m->rate_ratio, above, exact ? exact : below,
		              many ? hush_figure_of_count(mpz_get_ui(mpq_numref(quotient->per.q))).text : NULL, NULL);
	}
	hush_buffer_byte(page->out, ' ');
	hush_buffer_clear(&text);
	hush_rational_decimal(&quotient->least, 12, HUSH_UP, &text);
	page->out->failed = page->out->failed || text.failed;
	hush_say_html(page->out, quotient->exact == HUSH_NONE ? m->rate_rule : m->rate_rule_exact, text.bytes, NULL);
	hush_buffer_release(&text);
}

static hush_status put_rows(const struct hush_page *page, uint32_t index, uint64_t rows, hush_error *err)
{
	const struct hush_quotient *quotient = &page->release->spec->quotients[index];
	struct hush_quotients *cells = NULL;
	struct hush_quotient_value value;
	hush_status status = hush_quotients_open(page->release->plan, page->release->noisy, index, &cells, err);

	for (uint64_t cell = 0; status == HUSH_OK && cell < rows; cell++) {
		status = hush_quotients_at(cells, cell, &value, err);
		if (status == HUSH_OK) {
			hush_buffer_text(page->out, value.status == HUSH_QUOTIENT_PUBLISHED ? "<tr>" : "<tr class=\"f\">");
			put_cell(page, quotient->by, quotient->by_count, cell);
			put_value(page, &value);
		}
	}
	hush_quotients_close(cells);
	return status;
}

static hush_status put_quotient(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_quotient *quotient = &page->release->spec->quotients[index];
	uint64_t rows = rows_of(page, quotient->cells);

	hush_buffer_format(page->out, "<section aria-labelledby=\"q-%u\">\n<h3 id=\"q-%u\">", index + 1, index + 1);
	hush_page_wrap(page, "", quotient->title, "</h3>\n<p>");
	put_what(page, quotient);
	hush_buffer_text(page->out, "</p>\n");
	if (rows) {
		open_table(page, "q", index, quotient->title, rows);
		put_heads(page, quotient->by, quotient->by_count);
		hush_page_wrap(page, "<th scope=\"col\" class=\"n\">", page->m->rate_estimate, "</th>");
		hush_page_wrap(page, "<th scope=\"col\" class=\"n\">", page->m->range, "</th></tr></thead>\n<tbody>\n");
		HUSH_TRY(put_rows(page, index, rows, err));
		close_table(page, rows);
	}
	put_file(page, quotient->name, quotient->cells);
	return HUSH_OK;
}

hush_status hush_page_quotients(const struct hush_page *page, hush_error *err)
{
	if (!page->release->spec->quotient_count) {
		return HUSH_OK;
	}
	hush_page_section(page, "rates", page->m->rates);
	hush_page_paragraph(page, NULL, page->m->rates_why, NULL, NULL, NULL);
	for (uint32_t i = 0; i < page->release->spec->quotient_count; i++) {
		HUSH_TRY(put_quotient(page, i, err));
	}
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}

/* Long texts, such as lists of organisations, are in the file; the page shows how they begin. */
static void put_text(const struct hush_page *page, const char *text)
{
	size_t length = strlen(text);
	char shown[SHOWN_BYTES + 1];

	if (length <= SHOWN_BYTES) {
		hush_html_text(page->out, text);
		return;
	}
	length = SHOWN_BYTES;
	while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) {
		length--; /* characters are not cut in two */
	}
	memcpy(shown, text, length);
	shown[length] = '\0';
	hush_html_text(page->out, shown);
	hush_buffer_text(page->out, "\xE2\x80\xA6");
}

static void put_exact(const struct hush_page *page, uint32_t index)
{
	const struct hush_exact_table *table = &page->release->spec->exact_tables[index];
	uint64_t rows = rows_of(page, table->cells);

	hush_buffer_format(page->out, "<section aria-labelledby=\"e-%u\">\n<h3 id=\"e-%u\">", index + 1, index + 1);
	hush_page_wrap(page, "", table->title, "</h3>\n");
	hush_page_paragraph(page, NULL, page->m->exact_because, table->why, NULL, NULL);
	if (rows) {
		open_table(page, "e", index, table->title, rows);
		put_heads(page, table->by, table->by_count);
		for (uint32_t j = 0; j < table->column_count; j++) {
			hush_page_wrap(page, "<th scope=\"col\" class=\"n\">", table->columns[j], "</th>");
		}
		hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	}
	for (uint64_t cell = 0; cell < rows && !page->out->failed; cell++) {
		hush_buffer_text(page->out, "<tr>");
		put_cell(page, table->by, table->by_count, cell);
		for (uint32_t j = 0; j < table->column_count; j++) {
			const char *value = table->values[cell * table->column_count + j];

			hush_buffer_text(page->out, "<td class=\"n\">");
			put_text(page, value ? value : "");
			hush_buffer_text(page->out, "</td>");
		}
		hush_buffer_text(page->out, "</tr>\n");
	}
	if (rows) {
		close_table(page, rows);
	}
	put_file(page, table->name, table->cells);
}

void hush_page_exact_tables(const struct hush_page *page)
{
	if (!page->release->spec->exact_table_count) {
		return;
	}
	hush_page_section(page, "exact-tables", page->m->exact_tables);
	hush_page_paragraph(page, NULL, page->m->exact_tables_why, NULL, NULL, NULL);
	for (uint32_t i = 0; i < page->release->spec->exact_table_count; i++) {
		put_exact(page, i);
	}
	hush_buffer_text(page->out, "</section>\n");
}
