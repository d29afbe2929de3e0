/* page_quantiles: see page_quantiles.h. */
#include "publish/page_quantiles.h"

#include <stdio.h>

#include "post/rank.h"
#include "publish/amount_words.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/page_computed.h"
#include "spec/domain.h"

enum { TEXT_LIMIT = 64 * 1024, MARK = 24 };

/* The dimensions of a row: all but the quantile, which comes last and has a column of its own. */
static struct hush_page_cells cells_of(const struct hush_page *page, uint32_t index, const char *mark)
{
	const struct hush_table *table = &page->release->spec->tables[index];

	return (struct hush_page_cells){.mark = mark, .name = table->name, .by = table->by, .by_count = table->by_count - 1,
	                                .cells = table->cells, .rows = hush_page_rows(page, table->cells)};
}

static void put_row(const struct hush_page *page, const struct hush_page_cells *cells, uint32_t index, uint64_t cell,
                    const struct hush_rank_law *ranks)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	const uint32_t last = cells->by_count;
	char value[HUSH_EDGE_TEXT];
	struct hush_rank rank;

	hush_rank_at(ranks, page->release->noisy->tables[index + 1], cell, &rank);
	hush_edge_format(page->release->noisy->tables[index][cell] * table->amount.grid, value);
	hush_buffer_text(page->out, rank.told ? "<tr>" : "<tr class=\"f\">");
	hush_page_cell(page, cells, cell / table->quantile_count, false);
	hush_page_wrap(page, "<th scope=\"row\" class=\"n\">", spec->dimensions[table->by[last]].values.names[hush_table_value(spec, table, cell, last)],
	               "</th><td class=\"n\">");
	hush_html_text(page->out, value);
	hush_buffer_text(page->out, "</td><td class=\"n r\">");
	if (rank.told) {
		hush_say_html(page->out, page->m->range_cell, rank.low, rank.high, NULL);
	} else {
		hush_buffer_text(page->out, page->m->quantile_noisy);
	}
	hush_buffer_text(page->out, "</td></tr>\n");
}

static void put_rows(const struct hush_page *page, uint32_t index, const struct hush_rank_law *ranks)
{
	char mark[MARK];
	struct hush_page_cells cells = cells_of(page, index, mark);

	snprintf(mark, sizeof mark, "k-%u", index + 1);
	if (cells.rows == 0) {
		hush_page_paragraph(page, NULL, page->m->listed_only, NULL, NULL, NULL);
		return;
	}
	hush_page_open_cells(page, &cells, page->release->spec->tables[index].title, false);
	hush_buffer_format(page->out, "<th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\" class=\"n\">%s</th>",
	                   page->m->quantile, page->m->quantile_given, page->m->quantile_range);
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	for (uint64_t cell = 0; cell < cells.rows && !page->out->failed; cell++) {
		put_row(page, &cells, index, cell, ranks);
	}
	hush_page_close_cells(page, &cells);
}

/* What is counted, and how a quantile is found. */
static void put_how(const struct hush_page *page, uint32_t index)
{
	const struct hush_release *release = page->release;
	char step[HUSH_EDGE_TEXT];
	struct hush_buffer counted;

	hush_buffer_text(page->out, "<p>");
	hush_buffer_init(&counted, TEXT_LIMIT);
	hush_amount_counted(release->plan, index, &counted);
	if (counted.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->what_is_counted, counted.bytes, NULL);
	}
	hush_buffer_release(&counted);
	hush_edge_format(release->spec->tables[index].amount.grid, step);
	hush_buffer_byte(page->out, ' ');
	hush_say_html(page->out, page->m->quantile_how, step, release->spec->tables[index + 1].name, NULL);
	hush_buffer_text(page->out, "</p>\n");
}

hush_status hush_page_quantiles(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	struct hush_rank_law ranks;

	HUSH_TRY(hush_rank_law_open(page->release->plan, index, &ranks, err));
	hush_buffer_format(page->out, "<section>\n<h3 id=\"t-%u\">", index + 1);
	hush_page_wrap(page, "", table->title, "</h3>\n");
	hush_page_description(page, table->description);
	put_how(page, index);
	hush_page_dimensions(page, table->by, table->by_count - 1);
	put_rows(page, index, &ranks);
	hush_page_table_file(page, index);
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}
