/* page_quantiles: see page_quantiles.h. */
#include "publish/page_quantiles.h"

#include "post/rank.h"
#include "publish/amount_words.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/labels.h"
#include "spec/domain.h"

enum { OPEN_ROWS = 16, MOST_ROWS = 400, MOST_BYTES = 900000, TEXT_LIMIT = 64 * 1024 };

static void put_heads(const struct hush_page *page, const struct hush_table *table)
{
	for (uint32_t k = 0; k + 1 < table->by_count; k++) {
		hush_page_wrap(page, "<th scope=\"col\">", page->release->spec->dimensions[table->by[k]].name, "</th>");
	}
	hush_buffer_format(page->out, "<th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s</th>",
	                   page->m->quantile, page->m->quantile_given, page->m->quantile_range);
}

static void put_label(const struct hush_page *page, const struct hush_table *table, uint64_t cell, uint32_t k)
{
	const struct hush_spec *spec = page->release->spec;
	bool last = k + 1 == table->by_count;
	struct hush_buffer label;

	hush_buffer_init(&label, TEXT_LIMIT);
	hush_label_value(spec, &spec->dimensions[table->by[k]], hush_table_value(spec, table, cell, k), HUSH_LABEL_LONG, &label);
	if (label.failed || !label.bytes) {
		page->out->failed = true;
	} else {
		hush_page_wrap(page, last ? "<th scope=\"row\" class=\"n\">" : "<th scope=\"row\">", label.bytes, "</th>");
	}
	hush_buffer_release(&label);
}

static void put_row(const struct hush_page *page, uint32_t index, uint64_t cell, const struct hush_ranks *ranks)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	char value[HUSH_EDGE_TEXT];
	struct hush_rank rank;

	hush_rank_at(ranks, page->release->noisy->tables[index + 1], cell, &rank);
	hush_edge_format(page->release->noisy->tables[index][cell] * table->amount.grid, value);
	hush_buffer_text(page->out, rank.told ? "<tr>" : "<tr class=\"f\">");
	for (uint32_t k = 0; k < table->by_count; k++) {
		put_label(page, table, cell, k);
	}
	hush_buffer_text(page->out, "<td class=\"n\">");
	hush_html_text(page->out, value);
	hush_buffer_text(page->out, "</td><td class=\"n r\">");
	if (rank.told) {
		hush_say_html(page->out, page->m->range_cell, rank.low, rank.high, NULL);
	} else {
		hush_buffer_text(page->out, page->m->quantile_noisy);
	}
	hush_buffer_text(page->out, "</td></tr>\n");
}

static void put_rows(const struct hush_page *page, uint32_t index, uint64_t rows, const struct hush_ranks *ranks)
{
	const struct hush_table *table = &page->release->spec->tables[index];

	if (rows > OPEN_ROWS) {
		hush_buffer_text(page->out, "<details>\n<summary>");
		hush_say_html(page->out, page->m->show_table, hush_figure_of_count(rows).text, NULL);
		hush_buffer_text(page->out, "</summary>\n");
	}
	hush_buffer_format(page->out,
	                   "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"k-c-%u\">\n<table>\n"
	                   "<caption id=\"k-c-%u\">",
	                   index + 1, index + 1);
	hush_html_text(page->out, table->title);
	hush_buffer_text(page->out, "</caption>\n<thead><tr>");
	put_heads(page, table);
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	for (uint64_t cell = 0; cell < rows && !page->out->failed; cell++) {
		put_row(page, index, cell, ranks);
	}
	hush_buffer_text(page->out, rows > OPEN_ROWS ? "</tbody>\n</table>\n</div>\n</details>\n" : "</tbody>\n</table>\n</div>\n");
}

hush_status hush_page_quantiles(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_release *release = page->release;
	const struct hush_table *table = &release->spec->tables[index];
	uint64_t rows = page->out->length >= MOST_BYTES ? 0 : table->cells < MOST_ROWS ? table->cells : MOST_ROWS;
	char step[HUSH_EDGE_TEXT];
	struct hush_ranks ranks;
	struct hush_buffer counted;

	HUSH_TRY(hush_ranks_open(release->plan, index, &ranks, err));
	hush_buffer_format(page->out, "<section>\n<h3 id=\"t-%u\">", index + 1);
	hush_page_wrap(page, "", table->title, "</h3>\n<p>");
	hush_buffer_init(&counted, TEXT_LIMIT);
	hush_amount_counted(release->plan, index, &counted);
	if (counted.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->what_is_counted, counted.bytes, NULL);
	}
	hush_buffer_release(&counted);
	hush_edge_format(table->amount.grid, step);
	hush_buffer_byte(page->out, ' ');
	hush_say_html(page->out, page->m->quantile_how, step, release->spec->tables[index + 1].name, NULL);
	hush_buffer_text(page->out, "</p>\n");
	if (rows) {
		put_rows(page, index, rows, &ranks);
	} else {
		hush_page_paragraph(page, NULL, page->m->listed_only, NULL, NULL, NULL);
	}
	hush_page_table_file(page, index);
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}
