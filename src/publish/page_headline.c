/* page_headline: the first numbers a reader meets, each with its range. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/interval.h"
#include "publish/words.h"

enum { HEADLINES = 12 };

/* "about 12,350", or what to say instead when the noise alone may have made the number. */
static void put_about(const struct hush_interval *exact, struct hush_buffer *out)
{
	struct hush_interval about = hush_figures_about(exact);

	if (hush_interval_holds_zero(exact)) {
		hush_buffer_text(out, "<p class=\"big\">too small to tell</p>\n<p class=\"range\">can\xE2\x80\x99t be told from zero "
		                      "(give or take ");
		hush_figures_number(out, about.half);
		hush_buffer_text(out, ")</p>\n");
		return;
	}
	hush_buffer_text(out, "<p class=\"big\">about ");
	hush_figures_number(out, about.estimate);
	hush_buffer_text(out, "</p>\n<p class=\"range\">give or take ");
	hush_figures_number(out, about.half);
	hush_buffer_text(out, "</p>\n");
}

static void put_count_of_numbers(const struct hush_plan_table *law, uint64_t cells, struct hush_buffer *out)
{
	hush_buffer_text(out, "<p class=\"big\">");
	hush_figures_count(out, cells);
	hush_buffer_text(out, " numbers</p>\n<p class=\"range\">each give or take ");
	hush_figures_number(out, hush_interval_of_cell(law, 0).half);
	hush_buffer_text(out, "</p>\n");
}

static void put_card(const struct hush_release *release, uint32_t index, struct hush_buffer *out)
{
	const struct hush_table *table = &release->spec->tables[index];
	const struct hush_plan_table *law = &release->plan->tables[index];
	bool additive = hush_words_additive(table);

	hush_buffer_format(out, "<li>\n<p class=\"name\"><a href=\"#t-%u\">", index + 1);
	hush_page_wrap(out, "", table->title, "</a></p>\n");
	if (additive || table->cells == 1) {
		struct hush_slice all = {.outer = 1, .size = 1, .value = 0, .inner = table->cells};
		struct hush_interval sum = hush_interval_of_slice(law, release->noisy->tables[index], &all);

		put_about(&sum, out);
	} else {
		put_count_of_numbers(law, table->cells, out);
	}
	hush_buffer_text(out, "<p class=\"soft\">");
	hush_page_say(release, hush_words_counted, index, out);
	hush_buffer_text(out, additive || table->cells == 1
	                          ? ".</p>\n</li>\n"
	                          : ". They can\xE2\x80\x99t be added up: one may be in several of them.</p>\n</li>\n");
}

void hush_page_headline(const struct hush_release *release, struct hush_buffer *out)
{
	uint32_t count = release->spec->table_count;

	hush_page_section(out, "numbers", "In short");
	hush_buffer_text(out, "<ul class=\"cards\">\n");
	for (uint32_t i = 0; i < count && i < HEADLINES; i++) {
		put_card(release, i, out);
	}
	hush_buffer_text(out, "</ul>\n");
	hush_buffer_text(out, "<p class=\"soft\" style=\"margin-top:1rem\">\xE2\x80\x9CGive or take\xE2\x80\x9D is a 95 % range, "
	                      "noise only: it says how far the added noise may have moved the number, and nothing else. "
	                      "What was beyond the limits is in no number and in no range.");
	if (count > HEADLINES) {
		hush_buffer_format(out, " %u more tables follow below.", count - HEADLINES);
	}
	hush_buffer_text(out, "</p>\n</section>\n");
}
