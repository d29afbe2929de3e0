/* page_about: what the release is, what its numbers leave out, and how to read the odd-looking ones. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/amount_words.h"
#include "publish/words.h"

/* The names of the sources say that these are records of plate readers. */
static bool of_plate_readers(const struct hush_spec *spec)
{
	for (uint32_t i = 0; i < spec->source_count; i++) {
		if (hush_words_records(&spec->sources[i]) != HUSH_RECORDS) {
			return true;
		}
	}
	return false;
}

void hush_page_about(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;
	bool plates = of_plate_readers(spec);
	struct hush_buffer period;

	hush_page_section(page, "about", page->m->about);
	hush_buffer_init(&period, 256);
	hush_figures_period(&period, page->m, spec->from, spec->to);
	if (period.failed) {
		page->out->failed = true;
	} else {
		hush_page_paragraph(page, NULL, plates ? page->m->about_period : page->m->about_period_records, spec->publisher, period.bytes, spec->timezone);
	}
	hush_buffer_release(&period);
	hush_page_paragraph(page, NULL, page->m->about_reason, spec->reason, NULL, NULL);
	hush_buffer_format(page->out, "<p>%s %s</p>\n", plates ? page->m->about_drivers : page->m->about_goers,
	                   page->m->about_privacy);
	hush_page_paragraph(page, NULL, page->m->about_numbers, NULL, NULL, NULL);
	hush_buffer_text(page->out, "</section>\n");
}

/* Opens a table of words; the middle one of three columns holds numbers. */
static void open_table(const struct hush_page *page, const char *id, const char *title, const char *const *head,
                       int columns)
{
	hush_buffer_format(page->out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n", id);
	hush_buffer_format(page->out, "<table class=\"words\">\n<caption id=\"%s-c\">%s</caption>\n<thead><tr>", id, title);
	for (int i = 0; i < columns; i++) {
		hush_buffer_format(page->out, columns == 3 && i == 1 ? "<th scope=\"col\" class=\"n\">%s</th>" : "<th scope=\"col\">%s</th>",
		                   head[i]);
	}
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
}

static void put_withheld(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;

	if (spec->withheld_count == 0) {
		return;
	}
	hush_buffer_format(page->out, "<h3 id=\"withheld\">%s</h3>\n<ul>\n", page->m->withheld);
	for (uint32_t i = 0; i < spec->withheld_count; i++) {
		hush_page_wrap(page, "<li><strong>", spec->withheld[i].name, "</strong>: ");
		hush_page_wrap(page, "", spec->withheld[i].why, "</li>\n");
	}
	hush_buffer_text(page->out, "</ul>\n");
}

/* Tables about the same kind of count and the same entity leave out the same: it is said once. */
static void put_left_out(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;
	bool said[HUSH_ENTITY_DECLARED + 1][3] = {{false}};

	for (uint32_t i = 0; i < spec->table_count; i++) {
		const struct hush_table *table = &spec->tables[i];
		unsigned kind = hush_words_is_amount(table) ? 2 : hush_words_additive(table) ? 1 : 0;
		bool *done = &said[spec->sources[table->source].entity][kind];

		if (!*done) {
			hush_buffer_text(page->out, "<p>");
			hush_page_say(page, hush_words_left_out, i);
			hush_buffer_text(page->out, "</p>\n");
			*done = true;
		}
	}
}

void hush_page_limits(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;

	hush_page_section(page, "limits", page->m->limits);
	open_table(page, "limits", page->m->limits, page->m->limits_head, 2);
	for (uint32_t i = 0; i < spec->table_count; i++) {
		hush_page_wrap(page, "<tr><th scope=\"row\">", spec->tables[i].title, "</th><td>");
		hush_page_say(page, hush_words_limits, i);
		hush_buffer_text(page->out, "</td></tr>\n");
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n");
	put_left_out(page);
	for (uint32_t i = 0; i < spec->source_count; i++) {
		if (spec->sources[i].key_column_count > 0) {
			hush_buffer_text(page->out, "<p>");
			hush_page_say(page, hush_words_left_out_repeats, i);
			hush_buffer_text(page->out, "</p>\n");
		}
	}
	hush_page_paragraph(page, NULL, page->m->left_out_records, NULL, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->limits_unknown, NULL, NULL, NULL);
	put_withheld(page);
	hush_buffer_text(page->out, "</section>\n");
}

void hush_page_exact(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;

	if (spec->exact_count == 0) {
		return;
	}
	hush_page_section(page, "exact", page->m->exact);
	hush_page_paragraph(page, NULL, page->m->exact_why, NULL, NULL, NULL);
	open_table(page, "exact", page->m->exact, page->m->exact_head, 3);
	for (uint32_t i = 0; i < spec->exact_count; i++) {
		hush_page_wrap(page, "<tr><th scope=\"row\">", spec->exact[i].title, "</th>");
		hush_page_wrap(page, "<td class=\"n\">", spec->exact[i].value, "</td>");
		hush_page_wrap(page, "<td>", spec->exact[i].why, "</td></tr>\n");
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n</section>\n");
}

void hush_page_reading(const struct hush_page *page)
{
	hush_page_section(page, "reading", page->m->reading);
	hush_page_paragraph(page, NULL, page->m->reading_negative, NULL, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->reading_sums, NULL, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->reading_compare, NULL, NULL, NULL);
	hush_page_paragraph(page, NULL, page->m->reading_outside, NULL, NULL, NULL);
	hush_buffer_text(page->out, "</section>\n");
}
