/* page_computed: see page_computed.h; and the exact tables, which carry no noise. */
#include "publish/page_computed.h"

#include <stdio.h>
#include <string.h>

#include "publish/computed_csv.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/labels.h"

enum { OPEN_ROWS = 16, MOST_ROWS = 400, TEXT_LIMIT = 64 * 1024, SHOWN_BYTES = 160, MOST_BYTES = 900000 };

uint64_t hush_page_rows(const struct hush_page *page, uint64_t cells)
{
	return page->out->length >= MOST_BYTES ? 0 : cells < MOST_ROWS ? cells : MOST_ROWS;
}

void hush_page_open_cells(const struct hush_page *page, const struct hush_page_cells *cells, const char *caption)
{
	if (cells->rows > OPEN_ROWS) {
		hush_buffer_text(page->out, "<details>\n<summary>");
		hush_say_html(page->out, cells->exact ? page->m->show_rows : page->m->show_table, hush_figure_of_count(cells->rows).text, NULL);
		hush_buffer_text(page->out, "</summary>\n");
	}
	hush_buffer_format(page->out,
	                   "<div class=\"scroll%s\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n<table>\n"
	                   "<caption id=\"%s-c\" class=\"heard\">",
	                   cells->rows > OPEN_ROWS ? "" : " whole", cells->mark, cells->mark);
	hush_html_text(page->out, caption);
	hush_buffer_text(page->out, "</caption>\n<thead><tr>");
	for (uint32_t k = 0; k < cells->by_count; k++) {
		hush_page_name(page, "<th scope=\"col\">", page->release->spec->dimensions[cells->by[k]].name, "</th>");
	}
	if (cells->by_count == 0 && !cells->keyed) {
		hush_page_wrap(page, "<th scope=\"col\">", page->m->period, "</th>");
	}
}

void hush_page_close_cells(const struct hush_page *page, const struct hush_page_cells *cells)
{
	hush_buffer_text(page->out,
	                 cells->rows > OPEN_ROWS ? "</tbody>\n</table>\n</div>\n</details>\n" : "</tbody>\n</table>\n</div>\n");
}

static void put_value(const struct hush_page *page, const struct hush_page_cells *cells, uint64_t cell, uint32_t k,
                      struct hush_buffer *out)
{
	const struct hush_spec *spec = page->release->spec;

	hush_label_value(spec, &spec->dimensions[cells->by[k]], hush_cell_place(spec, cells->by, cells->by_count, cell, k),
	                 HUSH_LABEL_LONG, out);
}

static void put_head(const struct hush_page *page, const char *label, bool faint)
{
	hush_buffer_format(page->out, "<th scope=\"row\"%s>", hush_label_is_short(label) ? " class=\"t\"" : "");
	hush_html_text(page->out, label);
	if (faint) {
		hush_buffer_format(page->out, " <small>%s</small>", page->m->faint);
	}
	hush_buffer_text(page->out, "</th>");
}

void hush_page_cell(const struct hush_page *page, const struct hush_page_cells *cells, uint64_t cell, bool faint)
{
	struct hush_buffer label;

	hush_buffer_init(&label, TEXT_LIMIT);
	for (uint32_t k = 0; k < cells->by_count; k++) {
		hush_buffer_clear(&label);
		put_value(page, cells, cell, k, &label);
		if (label.failed) {
			page->out->failed = true;
		} else {
			put_head(page, label.bytes, faint && k + 1 == cells->by_count);
		}
	}
	if (cells->by_count == 0 && !cells->keyed) {
		put_head(page, page->m->whole_period, faint);
	}
	hush_buffer_release(&label);
}

void hush_page_cell_label(const struct hush_page *page, const struct hush_page_cells *cells, uint64_t cell,
                          struct hush_buffer *out)
{
	for (uint32_t k = 0; k < cells->by_count; k++) {
		hush_buffer_text(out, k > 0 ? ", " : "");
		put_value(page, cells, cell, k, out);
	}
	hush_buffer_text(out, cells->by_count == 0 ? page->m->whole_period : "");
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
	char mark[24];
	struct hush_page_cells cells = {.mark = mark, .name = table->name, .by = table->by, .by_count = table->by_count,
	                                .cells = table->cells, .rows = hush_page_rows(page, table->cells), .exact = true};

	snprintf(mark, sizeof mark, "e-%u", index + 1);
	hush_buffer_format(page->out, "<section aria-labelledby=\"e-%u\">\n<h3 id=\"e-%u\">", index + 1, index + 1);
	hush_page_wrap(page, "", table->title, "</h3>\n");
	hush_page_paragraph(page, NULL, page->m->exact_because, table->why, NULL, NULL);
	if (cells.rows) {
		hush_page_open_cells(page, &cells, table->title);
		for (uint32_t j = 0; j < table->column_count; j++) {
			hush_page_name(page, "<th scope=\"col\" class=\"n\">", table->columns[j], "</th>");
		}
		hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	}
	for (uint64_t cell = 0; cell < cells.rows && !page->out->failed; cell++) {
		hush_buffer_text(page->out, "<tr>");
		hush_page_cell(page, &cells, cell, false);
		for (uint32_t j = 0; j < table->column_count; j++) {
			const char *value = table->values[cell * table->column_count + j];

			hush_buffer_text(page->out, "<td class=\"n\">");
			put_text(page, value ? value : "");
			hush_buffer_text(page->out, "</td>");
		}
		hush_buffer_text(page->out, "</tr>\n");
	}
	if (cells.rows) {
		hush_page_close_cells(page, &cells);
	}
	hush_page_files(page, page->m->rows_in_file, table->cells, table->name);
	hush_buffer_text(page->out, "</section>\n");
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
