/* page_quantiles: see page_quantiles.h. */
#include "publish/page_quantiles.h"

#include <stdio.h>
#include <string.h>

#include "post/rank.h"
#include "publish/amount_words.h"
#include "publish/figures.h"
#include "publish/page_computed.h"
#include "spec/domain.h"

enum { TEXT_LIMIT = 64 * 1024, MARK = 24, SHARE_ROOM = 32 };

/* A share as percent, by its digits: "0.5" is "50", "0.125" is "12.5". There is one digit before the point, and no nought at the end. */
static const char *percent_of(const char *share, char text[SHARE_ROOM])
{
	char digits[SHARE_ROOM - 8];
	size_t count = 0;
	int whole;

	for (const char *c = share; *c && count < sizeof digits; c++) {
		if (*c != '.') {
			digits[count++] = *c;
		}
	}
	while (count < 3) {
		digits[count++] = '0';
	}
	whole = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
	snprintf(text, SHARE_ROOM, "%d%s%.*s", whole, count > 3 ? "." : "", (int)count - 3, digits + 3);
	return text;
}

/* An end of a rank's range, of four digits, as percent with one: "0.4016" is "40.1", or "40.2" when rounded up. */
static const char *end_of(const char *share, bool up, char text[SHARE_ROOM])
{
	unsigned parts = 0;

	for (const char *c = share; *c; c++) {
		parts = *c == '.' ? parts : parts * 10 + (unsigned)(*c - '0');
	}
	parts = (parts + (up ? 9 : 0)) / 10;
	snprintf(text, SHARE_ROOM, "%u.%u", parts / 10, parts % 10);
	return text;
}

/* The dimensions of a row: all but the quantile, which comes last and has a column of its own. */
static struct hush_page_cells cells_of(const struct hush_page *page, uint32_t index, const char *mark)
{
	const struct hush_table *table = &page->release->spec->tables[index];

	return (struct hush_page_cells){.mark = mark, .name = table->name, .by = table->by, .by_count = table->by_count - 1,
	                                .cells = table->cells, .rows = hush_page_rows(page, table->cells), .keyed = true};
}

static void put_row(const struct hush_page *page, const struct hush_page_cells *cells, uint32_t index, uint64_t cell,
                    const struct hush_rank_law *ranks)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	const uint32_t last = cells->by_count;
	const char *wanted = spec->dimensions[table->by[last]].values.names[hush_table_value(spec, table, cell, last)];
	char value[HUSH_EDGE_TEXT];
	char low[SHARE_ROOM];
	char high[SHARE_ROOM];
	struct hush_rank rank;

	hush_rank_at(ranks, page->release->noisy->tables[index + 1], cell, &rank);
	hush_edge_format(page->release->noisy->tables[index][cell] * table->amount.grid, value);
	hush_buffer_text(page->out, rank.told ? "<tr>" : "<tr class=\"f\">");
	hush_page_cell(page, cells, cell / table->quantile_count, false);
	hush_buffer_text(page->out, "<th scope=\"row\" class=\"n\">");
	hush_say_html(page->out, strcmp(wanted, "0.5") == 0 ? page->m->quantile_median : page->m->percent, percent_of(wanted, low), NULL);
	hush_page_wrap(page, "</th><td class=\"n\">", value, "");
	hush_buffer_text(page->out, rank.told ? "</td><td class=\"n r\">" : "</td><td class=\"n w\">");
	if (rank.told) {
		hush_say_html(page->out, page->m->range_percent, end_of(rank.low, false, low), end_of(rank.high, true, high), NULL);
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
	hush_page_open_cells(page, &cells, page->release->spec->tables[index].title);
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
		hush_say_html(page->out, page->m->quantile_what, counted.bytes, NULL);
	}
	hush_buffer_release(&counted);
	hush_edge_format(release->spec->tables[index].amount.grid, step);
	hush_buffer_byte(page->out, ' ');
	hush_say_html(page->out, page->m->quantile_how, step, NULL);
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
	hush_page_table_files(page, index);
	hush_page_files(page, page->m->values_in_file, table[1].cells, table[1].name); /* the table behind this one */
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}
