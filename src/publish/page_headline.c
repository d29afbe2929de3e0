/*
 * page_headline: the first numbers a reader meets, each with its range.
 *
 * Tables of one source count the same records under different limits, and their totals differ: one of them stands for the
 * source (the one with the narrowest range), and the others are named below it, so that nobody takes two totals for two
 * things.
 */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/interval.h"
#include "publish/labels.h"
#include "publish/amount_words.h"
#include "publish/rates.h"
#include "publish/words.h"

enum { HEADLINES = 12, LABEL_LIMIT = 4096 };

static struct hush_interval total(const struct hush_release *release, uint32_t index)
{
	struct hush_slice all = {.outer = 1, .size = 1, .value = 0, .inner = release->spec->tables[index].cells};

	return hush_interval_of_slice(&release->plan->tables[index], release->noisy->tables[index], &all);
}

/* Its sum is how many records there are: neither a sum of values nor a part of the records. */
static bool is_total(const struct hush_table *table)
{
	return hush_words_has_total(table) && !hush_words_is_amount(table) && table->where_count == 0;
}

uint32_t hush_page_total_of(const struct hush_release *release, uint32_t source)
{
	const struct hush_spec *spec = release->spec;
	uint32_t best = HUSH_NONE;
	int64_t narrowest = INT64_MAX;

	for (uint32_t i = 0; i < spec->table_count; i++) {
		const struct hush_table *table = &spec->tables[i];
		int64_t half;

		if (table->source != source || !is_total(table)) {
			continue;
		}
		half = hush_interval_half(&release->plan->tables[i], table->cells);
		if (half < narrowest) {
			best = i;
			narrowest = half;
		}
	}
	return best;
}

/* A table whose total is another one's headline already. */
static bool is_repeated(const struct hush_release *release, uint32_t index)
{
	const struct hush_table *table = &release->spec->tables[index];

	return is_total(table) && hush_page_total_of(release, table->source) != index;
}

/* "about 12,350", or what to say instead when the noise alone may have made the number. */
static void put_about(const struct hush_page *page, const struct hush_interval *exact)
{
	struct hush_interval about = hush_figures_about(exact);
	bool faint = hush_interval_is_faint(exact);

	hush_page_paragraph(page, "big", faint ? page->m->too_small : page->m->about_number, hush_figure_of(about.estimate).text,
	                    NULL, NULL);
	hush_page_paragraph(page, "range", faint ? page->m->too_small_by : page->m->give_or_take, hush_figure_of(about.half).text,
	                    NULL, NULL);
}

/* Opens a paragraph with what is counted, as a sentence. */
static void put_counted(const struct hush_page *page, uint32_t index)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 64 * 1024);
	hush_words_counted(page->release->plan, index, &text);
	if (text.failed) {
		page->out->failed = true;
	} else {
		hush_figures_capital(text.bytes);
		hush_page_wrap(page, "<p class=\"soft\">", text.bytes, ". ");
	}
	hush_buffer_release(&text);
}

/* Totals of the source's other tables. */
static void put_repeated(const struct hush_page *page, uint32_t index)
{
	const struct hush_spec *spec = page->release->spec;
	struct hush_interval exact;
	struct hush_interval about;
	bool any = false;

	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (i == index || spec->tables[i].source != spec->tables[index].source || !is_repeated(page->release, i)) {
			continue;
		}
		exact = total(page->release, i);
		about = hush_figures_about(&exact);
		hush_buffer_text(page->out, any ? "; " : "<p class=\"soft\">");
		hush_buffer_format(page->out, "%s%s<a href=\"#t-%u\">", any ? "" : page->m->also_counted, any ? "" : " ", i + 1);
		hush_page_wrap(page, "", spec->tables[i].title, "</a>, ");
		hush_say_html(page->out, page->m->total_with_range, hush_figure_of(about.estimate).text,
		              hush_figure_of(about.half).text, NULL);
		any = true;
	}
	hush_buffer_text(page->out, any ? ".</p>\n" : "");
}

static void put_sum(const struct hush_page *page, uint32_t index)
{
	const struct hush_table *table = &page->release->spec->tables[index];
	struct hush_interval sum = total(page->release, index);

	put_about(page, &sum);
	put_counted(page, index);
	if (table->cells == 1) {
		hush_buffer_format(page->out, "<a href=\"#t-%u\">%s</a></p>\n", index + 1, page->m->see_number);
	} else {
		hush_buffer_format(page->out, "%s <a href=\"#t-%u\">", page->m->from_table, index + 1);
		hush_page_wrap(page, "", table->title, "</a>.</p>\n");
	}
	if (hush_page_total_of(page->release, table->source) == index) {
		put_repeated(page, index);
	}
}

/* A total that stands for its source is named by what it counts, any other number by its table. */
static void put_name(const struct hush_page *page, uint32_t index)
{
	const struct hush_spec *spec = page->release->spec;
	const struct hush_table *table = &spec->tables[index];
	struct hush_buffer name;

	if (!hush_words_has_total(table) || table->where_count > 0) {
		hush_page_wrap(page, "<p class=\"name\">", table->title, "</p>\n");
		return;
	}
	hush_buffer_init(&name, LABEL_LIMIT);
	hush_buffer_text(&name, page->m->counted[hush_words_records(&spec->sources[table->source])]);
	if (name.failed) {
		page->out->failed = true;
	} else {
		hush_figures_capital(name.bytes);
		hush_page_wrap(page, "<p class=\"name\">", name.bytes, "</p>\n");
	}
	hush_buffer_release(&name);
}

/* The largest of several numbers that can't be added up, when it stands clear of all others; else only how many there are. */
static hush_status put_largest(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_release *release = page->release;
	const struct hush_table *table = &release->spec->tables[index];
	const int64_t *values = release->noisy->tables[index];
	int64_t half = hush_interval_half(&release->plan->tables[index], 1);
	struct hush_figure count = hush_figure_of_count(table->cells);
	uint64_t top = 0;
	int64_t second = INT64_MIN;
	bool clear;

	for (uint64_t i = 1; i < table->cells; i++) {
		if (values[i] > values[top]) {
			second = values[top];
			top = i;
		} else if (values[i] > second) {
			second = values[i];
		}
	}
	clear = second < values[top] && (__int128)values[top] - second > (__int128)2 * half && values[top] > half;
	if (clear) {
		struct hush_interval exact = hush_interval_of_cell(&release->plan->tables[index], values[top]);
		struct hush_interval about = hush_figures_about(&exact);
		struct hush_buffer label;

		hush_buffer_init(&label, LABEL_LIMIT);
		for (uint32_t k = 0; k < table->by_count; k++) {
			hush_buffer_text(&label, k > 0 ? ", " : "");
			hush_label_value(release->spec, &release->spec->dimensions[table->by[k]],
			                 hush_table_value(release->spec, table, top, k), HUSH_LABEL_LONG, &label);
		}
		if (label.failed || !label.bytes) {
			hush_buffer_release(&label);
			return hush_fail_memory(err);
		}
		/* Above the number: without the name it would be taken for a total. */
		hush_page_paragraph(page, "at", page->m->most_at, label.bytes, count.text, NULL);
		hush_page_paragraph(page, "big", page->m->about_number, hush_figure_of(about.estimate).text, NULL, NULL);
		hush_page_paragraph(page, "range", page->m->give_or_take, hush_figure_of(about.half).text, NULL, NULL);
		hush_buffer_release(&label);
	} else {
		hush_page_paragraph(page, "big", page->m->many_numbers, count.text, NULL, NULL);
		hush_page_paragraph(page, "range", page->m->each_give_or_take, hush_figure_of(half).text, NULL, NULL);
	}
	put_counted(page, index);
	hush_say_html(page->out, table->discovers ? page->m->not_all_shown : page->m->not_added_up,
	              page->m->entity[release->spec->sources[table->source].entity], NULL);
	hush_buffer_format(page->out, " <a href=\"#t-%u\">%s</a></p>\n", index + 1, page->m->see_table);
	return hush_buffer_check(page->out, err);
}

/* A single rate, share or mean, with its range. */
static hush_status put_rate(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_quotient *quotient = &page->release->spec->quotients[index];
	struct hush_rates rates;
	struct hush_buffer text;

	HUSH_TRY(hush_rates_make(page->release, index, 1, &rates, err));
	hush_buffer_init(&text, LABEL_LIMIT);
	hush_page_wrap(page, "<li>\n<p class=\"name\">", quotient->title, "</p>\n");
	if (rates.published == 0) {
		hush_page_paragraph(page, "range",
		                    rates.cells[0].status == HUSH_QUOTIENT_TOO_NOISY ? page->m->rate_noisy : page->m->rate_undefined, NULL,
		                    NULL, NULL);
	} else {
		hush_rate_estimate(page->m, &rates, 0, &text);
		hush_page_paragraph(page, "big", rates.cells[0].faint ? page->m->too_small : page->m->about_number,
		                    text.failed ? NULL : text.bytes, NULL, NULL);
		page->out->failed = page->out->failed || text.failed;
		hush_buffer_clear(&text);
		hush_rate_range(page->m, &rates, 0, &text);
		hush_page_paragraph(page, "range", rates.cells[0].faint ? page->m->rate_faint : page->m->rate_between,
		                    text.failed ? NULL : text.bytes, NULL, NULL);
		page->out->failed = page->out->failed || text.failed;
	}
	hush_page_paragraph(page, "soft", page->m->rate_card, NULL, NULL, NULL);
	hush_buffer_format(page->out, "<p class=\"soft\"><a href=\"#q-%u\">%s</a></p>\n</li>\n", index + 1, page->m->see_number);
	hush_buffer_release(&text);
	hush_rates_free(&rates);
	return HUSH_OK;
}

static hush_status put_card(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_table *table = &page->release->spec->tables[index];

	hush_buffer_text(page->out, "<li>\n");
	put_name(page, index);
	if (table->cells == 0) {
		hush_page_paragraph(page, "soft", page->m->none_shown, NULL, NULL, NULL);
	} else if (hush_words_has_total(table) || (table->cells == 1 && !table->discovers)) {
		put_sum(page, index);
	} else {
		HUSH_TRY(put_largest(page, index, err));
	}
	hush_buffer_text(page->out, "</li>\n");
	return HUSH_OK;
}

/* Sums of values need their unit beside them, which the section of the table has. */
static bool has_card(const struct hush_release *release, uint32_t index)
{
	return !is_repeated(release, index) && !hush_words_is_amount(&release->spec->tables[index]);
}

/* Columns of cards without a lonely one in the last row. */
static unsigned columns_for(uint32_t cards)
{
	return cards < 3 ? cards : cards % 3 == 1 ? 2 : 3;
}

hush_status hush_page_headline(const struct hush_page *page, hush_error *err)
{
	const struct hush_release *release = page->release;
	uint32_t cards = 0;
	uint32_t shown = 0;

	for (uint32_t i = 0; i < release->spec->table_count; i++) {
		cards += has_card(release, i) ? 1 : 0;
	}
	for (uint32_t i = 0; i < release->spec->quotient_count; i++) {
		cards += release->spec->quotients[i].cells == 1 ? 1 : 0;
	}
	hush_page_section(page, "numbers", page->m->in_short);
	hush_buffer_format(page->out, "<ul class=\"cards c%u\">\n", columns_for(cards < HEADLINES ? cards : HEADLINES));
	for (uint32_t i = 0; i < release->spec->table_count && shown < HEADLINES; i++) {
		if (has_card(release, i)) {
			HUSH_TRY(put_card(page, i, err));
			shown++;
		}
	}
	for (uint32_t i = 0; i < release->spec->quotient_count && shown < HEADLINES; i++) {
		if (release->spec->quotients[i].cells == 1) {
			HUSH_TRY(put_rate(page, i, err));
			shown++;
		}
	}
	hush_buffer_text(page->out, "</ul>\n<p class=\"key\">");
	hush_buffer_text(page->out, page->m->range_note);
	if (cards > shown) {
		hush_say_html(page->out, page->m->more_tables, hush_figure_of_count(cards - shown).text, NULL);
	}
	hush_buffer_text(page->out, "</p>\n</section>\n");
	return hush_buffer_check(page->out, err);
}
