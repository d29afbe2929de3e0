/* page_tables: every table of the release: what it counts, its drawings, its numbers, its file. */
#include "publish/page.h"

#include <stdio.h>

#include "publish/chart.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/interval.h"
#include "publish/labels.h"
#include "publish/page_quantiles.h"
#include "publish/words.h"

enum {
	OPEN_ROWS = 16,      /* longer tables are folded */
	FEW_NUMBERS = 20,    /* below, chance is no matter */
	MOST_BYTES = 900000, /* of a page: what comes after is in its file only, and the page says so */
	NAME_LIMIT = 4096
};

static void put_row(const struct hush_page *page, const char *label, const struct hush_interval *interval)
{
	bool faint = hush_interval_is_faint(interval);

	/* Dates and short names stay on one line. */
	hush_buffer_format(page->out, "<tr%s><th scope=\"row\"%s>", faint ? " class=\"f\"" : "",
	                   hush_label_is_short(label) ? " class=\"t\"" : "");
	hush_html_text(page->out, label);
	if (faint) {
		hush_buffer_format(page->out, " <small>%s</small>", page->m->faint);
	}
	hush_buffer_text(page->out, "</th><td class=\"n\">");
	hush_figures_number(page->out, interval->estimate);
	hush_buffer_text(page->out, "</td><td class=\"n r\">");
	hush_say(page->out, page->m->range_cell, hush_figure_of(interval->estimate - interval->half).text,
	         hush_figure_of(interval->estimate + interval->half).text, NULL);
	hush_buffer_text(page->out, "</td></tr>\n");
}

/* "Scans counted (estimate)" */
static void put_estimate_head(const struct hush_page *page, uint32_t index)
{
	struct hush_buffer what;

	hush_buffer_init(&what, NAME_LIMIT);
	hush_words_short(page->release->plan, index, &what);
	if (what.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->estimate, what.bytes, NULL);
	}
	hush_buffer_release(&what);
}

void hush_page_number_table(const struct hush_page *page, uint32_t index, const char *id, const char *caption, const char *head,
                            const struct hush_point *points, uint32_t count)
{
	bool folded = count > OPEN_ROWS;

	if (folded) {
		hush_buffer_text(page->out, "<details>\n<summary>");
		hush_say_html(page->out, page->m->show_table, hush_figure_of_count(count).text, NULL);
		hush_buffer_text(page->out, "</summary>\n");
	}
	hush_buffer_format(page->out, "<div class=\"scroll%s\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n<table>\n"
	                              "<caption id=\"%s-c\">", folded ? "" : " whole", id, id);
	hush_html_text(page->out, caption);
	hush_page_wrap(page, "</caption>\n<thead><tr><th scope=\"col\">", head, "</th><th scope=\"col\" class=\"n\">");
	put_estimate_head(page, index);
	hush_buffer_format(page->out, "</th><th scope=\"col\" class=\"n\">%s</th></tr></thead>\n<tbody>\n", page->m->range);
	for (uint32_t i = 0; i < count && !page->out->failed; i++) {
		put_row(page, points[i].label, &points[i].interval);
	}
	hush_buffer_text(page->out, folded ? "</tbody>\n</table>\n</div>\n</details>\n" : "</tbody>\n</table>\n</div>\n");
}

/* The only number of a table without dimensions. */
static void put_single(const struct hush_page *page, uint32_t index)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	struct hush_buffer label;
	char id[24];

	hush_buffer_init(&label, NAME_LIMIT);
	hush_buffer_text(&label, page->m->whole_period);
	snprintf(id, sizeof id, "s-%u", index + 1);
	if (label.failed) {
		page->out->failed = true;
	} else {
		struct hush_point point = {.label = label.bytes,
		                           .interval = hush_interval_of_cell(&page->release->plan->tables[index],
		                                                             page->release->noisy->tables[index][0])};

		hush_page_number_table(page, index, id, table->title, page->m->period, &point, 1);
	}
	hush_buffer_release(&label);
}

/* How far the numbers may be off, one by one. */
static void put_margin(const struct hush_page *page, uint32_t index)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	struct hush_figure half = hush_figure_of(hush_interval_half(&page->release->plan->tables[index], 1));

	if (table->cells == 0) {
		hush_buffer_text(page->out, page->m->none_shown);
		return;
	}
	if (table->cells == 1) {
		hush_say_html(page->out, page->m->only_number, half.text, NULL);
		return;
	}
	hush_say_html(page->out, page->m->every_number, hush_figure_of_count(table->cells).text, half.text, NULL);
	if (hush_words_has_total(table)) {
		hush_buffer_format(page->out, " %s", page->m->sums_by_more);
	}
	if (page->release->plan->tables[index].mechanism == HUSH_CORRELATED_GAUSSIAN) {
		hush_buffer_byte(page->out, ' ');
		/* As far apart as the words beside the drawings ask for (chart_words.c). */
		hush_say_html(page->out, page->m->common_noise,
		              hush_figure_of(hush_interval_half_of_difference(&page->release->plan->tables[index], 2)).text, NULL);
	}
}

/* What chance does to many numbers, and ranges that hold for all of them, for those who ask. */
static void put_chance(const struct hush_page *page, uint32_t index)
{
	const struct hush_plan_table *law = &page->release->plan->tables[index];
	uint64_t cells = page->release->spec->tables[index].cells;
	struct hush_figure count = hush_figure_of_count(cells);

	/* Of discovered values those are missing whose noise was low: chance has chosen already. */
	if (cells < FEW_NUMBERS || page->release->spec->tables[index].discovers) {
		return;
	}
	/* moe95 leaves at most 5 in 100 outside, as many below as above: what may not be negative looks different only above. */
	hush_page_paragraph(page, NULL, page->m->by_chance,
	                    hush_figure_of_count(law->below_zero ? (cells + 19) / 20 : (cells + 39) / 40).text, count.text, NULL);
	hush_buffer_text(page->out, "<details>\n<summary>");
	hush_say_html(page->out, page->m->at_once_title, count.text, NULL);
	hush_buffer_text(page->out, "</summary>\n");
	hush_page_paragraph(page, NULL, page->m->at_once, count.text, hush_figure_of_count(law->moe95_at_once).text,
	                    hush_figure_of(hush_interval_half(law, 1)).text);
	hush_buffer_text(page->out, "</details>\n");
}

/* That values may be missing, before the first number. */
static void put_discovered(const struct hush_page *page, uint32_t index)
{
	if (page->release->spec->tables[index].discovers) {
		hush_buffer_text(page->out, "<p>");
		hush_page_say(page, hush_words_discovered, index);
		hush_buffer_text(page->out, "</p>\n");
	}
}

static hush_status put_table(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	bool room = page->out->length < MOST_BYTES;
	size_t before;
	struct hush_buffer counted;

	hush_buffer_format(page->out, "<section>\n<h3 id=\"t-%u\">", index + 1);
	hush_page_wrap(page, "", table->title, "</h3>\n");
	hush_page_description(page, table->description);
	hush_buffer_text(page->out, "<p>");
	hush_buffer_init(&counted, 64 * 1024);
	hush_words_counted(page->release->plan, index, &counted);
	if (counted.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, table->cells == 1 ? page->m->what_is_counted_one : page->m->what_is_counted, counted.bytes, NULL);
	}
	hush_buffer_release(&counted);
	hush_buffer_byte(page->out, ' ');
	put_margin(page, index);
	hush_buffer_text(page->out, "</p>\n");
	put_discovered(page, index);
	hush_page_dimensions(page, table->by, table->by_count);
	before = page->out->length;
	if (room && table->by_count == 0) {
		put_single(page, index);
	} else if (room && table->cells > 0) {
		HUSH_TRY(hush_page_figures(page, index, err));
	}
	if (page->out->length == before && table->cells > 0) {
		hush_page_paragraph(page, NULL, page->m->listed_only, NULL, NULL, NULL);
	}
	if (room && table->by_count > 0) {
		put_chance(page, index);
	}
	hush_page_table_files(page, index);
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}

hush_status hush_page_tables(const struct hush_page *page, hush_error *err)
{
	hush_page_section(page, "tables", page->m->numbers);
	HUSH_TRY(hush_page_steps(page, err));
	for (uint32_t i = 0; i < page->release->spec->table_count; i++) {
		const struct hush_table *table = &page->release->spec->tables[i];

		if (table->quantile_count) {
			HUSH_TRY(hush_page_quantiles(page, i, err));
		} else if (!table->amount.values) { /* what means and quantiles are made of is in its files */
			HUSH_TRY(put_table(page, i, err));
		}
	}
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}
