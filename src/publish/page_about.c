/* page_about: what the release is, what its numbers leave out, and how to read the odd-looking ones. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/amount_words.h"
#include "publish/words.h"

enum { LIST_LIMIT = 1024 * 1024 };

/* What the names of the sources say that the records are: of plate readers, of searches alone, or of anything. */
static enum hush_records subject_of(const struct hush_spec *spec)
{
	uint32_t searches = 0;
	bool plates = false;

	for (uint32_t i = 0; i < spec->source_count; i++) {
		enum hush_records records = hush_words_records(&spec->sources[i]);

		searches += records == HUSH_SEARCHES ? 1 : 0;
		plates = plates || records != HUSH_RECORDS;
	}
	return searches == spec->source_count ? HUSH_SEARCHES : plates ? HUSH_SCANS : HUSH_RECORDS;
}

/* "vehicle or user": whose records were limited; of a release that limits nothing, the group that the noise hides. */
static void put_protected(const struct hush_page *page)
{
	const struct hush_plan *plan = page->release->plan;
	struct hush_buffer list;
	bool limited = false;

	for (uint32_t i = 0; i < plan->account_count; i++) {
		limited = limited || plan->accounts[i].entity != HUSH_ENTITY_DECLARED;
	}
	hush_buffer_init(&list, LIST_LIMIT);
	for (uint32_t i = 0; i < plan->account_count; i++) {
		const struct hush_plan_account *account = &plan->accounts[i];

		if ((account->entity != HUSH_ENTITY_DECLARED) != limited) {
			continue;
		}
		hush_buffer_text(&list, list.length > 0 ? page->m->or : "");
		if (limited) {
			hush_buffer_text(&list, page->m->entity[account->entity]);
		} else {
			const struct hush_source *source = &plan->spec->sources[account->source];

			hush_say(&list, page->m->declared_group, hush_figure_of_count(source->at_most).text,
			         page->m->records[hush_words_records(source)], NULL);
		}
	}
	if (list.failed || !list.bytes) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, limited ? page->m->about_limited : page->m->about_declared, list.bytes, NULL);
	}
	hush_buffer_release(&list);
}

/* Tables of one account, "; " between their titles. */
static void put_titles(const struct hush_page *page, uint32_t first, struct hush_buffer *out)
{
	const struct hush_plan *plan = page->release->plan;
	uint32_t account = plan->tables[first].account;

	for (uint32_t i = first; i < plan->table_count; i++) {
		const struct hush_table *table = &plan->spec->tables[i];

		/* The two halves of a mean are one table to readers. */
		if (plan->tables[i].account == account && hush_words_unprotected(plan, i) &&
		    table->measure != HUSH_MEASURE_VALUE_COUNT) {
			hush_buffer_text(out, out->length > 0 ? "; " : "");
			hush_buffer_text(out, table->amount.title ? table->amount.title : table->title);
		}
	}
}

/* Whom the table does not protect; all tables of its account that leave out someone leave out the same. */
static void put_unprotected(const struct hush_page *page, uint32_t table)
{
	const struct hush_plan *plan = page->release->plan;
	const struct hush_source *source = &plan->spec->sources[plan->spec->tables[table].source];

	switch (source->entity) {
	case HUSH_ENTITY_VEHICLE: hush_buffer_text(page->out, page->m->unprotected_user); break;
	case HUSH_ENTITY_USER: hush_buffer_text(page->out, page->m->unprotected_vehicle); break;
	case HUSH_ENTITY_DECLARED:
		hush_say_html(page->out, page->m->unprotected_declared, hush_figure_of_count(source->at_most).text,
		              page->m->records[hush_words_records(source)], page->m->window[plan->spec->window], NULL);
		break;
	}
}

void hush_page_unprotected(const struct hush_page *page, bool titles)
{
	const struct hush_plan *plan = page->release->plan;
	bool said[HUSH_MAX_SOURCES + 2] = {false};

	for (uint32_t i = 0; i < plan->table_count; i++) {
		struct hush_buffer list;

		if (said[plan->tables[i].account] || !hush_words_unprotected(plan, i)) {
			continue;
		}
		said[plan->tables[i].account] = true;
		hush_buffer_text(page->out, "<p>");
		put_unprotected(page, i);
		hush_buffer_init(&list, LIST_LIMIT);
		put_titles(page, i, &list);
		if (list.failed) {
			page->out->failed = true;
		} else if (titles) {
			hush_buffer_byte(page->out, ' ');
			hush_say_html(page->out, page->m->unprotected_tables, list.bytes, NULL);
		}
		hush_buffer_release(&list);
		hush_buffer_text(page->out, "</p>\n");
	}
}

void hush_page_about(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;
	enum hush_records subject = subject_of(spec);
	const char *period_says = subject == HUSH_SEARCHES  ? page->m->about_period_searches
	                          : subject == HUSH_RECORDS ? page->m->about_period_records
	                                                    : page->m->about_period;
	const char *why = subject == HUSH_SEARCHES  ? page->m->about_searchers
	                  : subject == HUSH_RECORDS ? page->m->about_goers
	                                            : page->m->about_drivers;
	struct hush_buffer period;

	hush_page_section(page, "about", page->m->about);
	hush_buffer_init(&period, 256);
	hush_figures_period(&period, page->m, spec->from, spec->to);
	if (period.failed) {
		page->out->failed = true;
	} else {
		hush_page_paragraph(page, NULL, period_says, spec->publisher, period.bytes, spec->timezone);
	}
	hush_buffer_release(&period);
	hush_page_paragraph(page, NULL, page->m->about_reason, spec->reason, NULL, NULL);
	hush_buffer_format(page->out, "<p>%s ", why);
	put_protected(page);
	hush_buffer_format(page->out, " %s</p>\n", page->m->about_noise);
	hush_page_unprotected(page, false);
	hush_page_paragraph(page, NULL, page->m->about_numbers, NULL, NULL, NULL);
	hush_buffer_text(page->out, "</section>\n");
}

/* Opens a table of words; the middle one of three columns holds numbers. */
static void open_table(const struct hush_page *page, const char *id, const char *title, const char *const *head,
                       int columns)
{
	hush_buffer_format(page->out, "<div class=\"scroll whole\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n", id);
	/* The heading above says the same to those who see it. */
	hush_buffer_format(page->out, "<table class=\"words\">\n<caption id=\"%s-c\" class=\"heard\">%s</caption>\n<thead><tr>", id,
	                   title);
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
		hush_page_name(page, "<li><strong>", spec->withheld[i].name, "</strong>: ");
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
		const struct hush_table *table = &spec->tables[i];

		if (table->measure == HUSH_MEASURE_VALUE_COUNT) {
			continue; /* limited like its other half */
		}
		hush_page_wrap(page, "<tr><th scope=\"row\">", table->amount.title ? table->amount.title : table->title, "</th><td>");
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
