/*
 * page_rates: ratios, shares and means: what is divided, a drawing of the values with their ranges, and the values.
 *
 * They are computed from noisy numbers, so nothing here costs any privacy.  A range need not lie evenly around its estimate, and a
 * value whose denominator is too small beside its noise is not given.
 */
#include <stdio.h>

#include "base/memory.h"
#include "publish/amount_words.h"
#include "publish/chart.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/labels.h"
#include "publish/page_computed.h"
#include "publish/rates.h"
#include "publish/words.h"

enum { MOST_DOTS = 40, TEXT_LIMIT = 64 * 1024 };

/* A quotient on its way to the page. */
struct part {
	const struct hush_quotient *quotient;
	struct hush_page_cells cells;
	struct hush_rates rates;
	struct hush_point *points; /* labels only */
	char mark[24];
};

/* site "Hill" or "Mobile 7", outcome "verified": the values that are the part. */
static void put_part(const struct hush_spec *spec, const struct hush_quotient *quotient, struct hush_buffer *out)
{
	for (uint32_t f = 0; f < quotient->part_count; f++) {
		const struct hush_filter *filter = &quotient->part[f];
		const struct hush_dimension *dimension = &spec->dimensions[filter->dimension];

		hush_buffer_text(out, f ? "; " : "");
		hush_label_dimension(dimension, out);
		hush_buffer_text(out, ": ");
		for (uint32_t v = 0; v < filter->value_count; v++) {
			hush_buffer_format(out, "%s\"%s\"", v ? ", " : "", dimension->values.names[filter->values[v]]);
		}
	}
}

/* A message about tables and one column, whose name is its second text. */
static void say_column(const struct hush_page *page, const char *message, const char *column, const char *texts[3])
{
	struct hush_buffer name;

	hush_buffer_init(&name, TEXT_LIMIT);
	hush_label_name(column, &name);
	if (name.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, message, texts[0], name.bytes, texts[1], NULL);
	}
	hush_buffer_release(&name);
}

static void put_ratio(const struct hush_page *page, const struct hush_quotient *quotient)
{
	const struct hush_spec *spec = page->release->spec;
	bool many = mpq_cmp_ui(quotient->per.q, 1, 1) != 0;
	struct hush_figure per = hush_figure_of_count(mpz_get_ui(mpq_numref(quotient->per.q)));
	const char *texts[3] = {spec->tables[quotient->above].title, many ? per.text : NULL};
	const char *message = many ? page->m->rate_ratio_many : page->m->rate_ratio;

	if (quotient->exact != HUSH_NONE) {
		say_column(page, message, spec->exact_tables[quotient->exact].columns[quotient->exact_column], texts);
	} else {
		hush_say_html(page->out, message, texts[0], spec->tables[quotient->below].title, texts[1], NULL);
	}
}

static void put_mean(const struct hush_page *page, const struct hush_quotient *quotient)
{
	const struct hush_table *sum = &page->release->spec->tables[quotient->above];
	struct hush_buffer capped;

	hush_buffer_init(&capped, TEXT_LIMIT);
	hush_amount_capped(page->release->plan, quotient->above, &capped);
	if (capped.failed) {
		page->out->failed = true;
	} else {
		struct hush_buffer name;

		hush_buffer_init(&name, TEXT_LIMIT);
		hush_amount_values(page->release->spec, &sum->amount, true, &name);
		if (name.failed) {
			page->out->failed = true;
		} else {
			hush_say_html(page->out, page->m->rate_mean, name.bytes, sum->name, page->release->spec->tables[quotient->below].name,
			              capped.bytes, NULL);
		}
		hush_buffer_release(&name);
	}
	hush_buffer_release(&capped);
}

static void put_share(const struct hush_page *page, const struct hush_quotient *quotient)
{
	const struct hush_spec *spec = page->release->spec;
	struct hush_buffer part;

	if (quotient->part_count == 0) {
		hush_say_html(page->out, page->m->rate_share, spec->tables[quotient->above].title, spec->tables[quotient->below].title, NULL);
		return;
	}
	hush_buffer_init(&part, TEXT_LIMIT);
	put_part(spec, quotient, &part);
	if (part.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->rate_part, spec->tables[quotient->above].title, part.bytes, NULL);
	}
	hush_buffer_release(&part);
}

/* Counts that came without units have no limits. */
static bool limited(const struct hush_plan *plan, uint32_t table)
{
	return plan->accounts[plan->tables[table].account].entity != HUSH_ENTITY_DECLARED;
}

/* How the limits of what is divided come into the result. */
static void put_limits(const struct hush_page *page, const struct hush_quotient *quotient)
{
	if (quotient->kind == HUSH_QUOTIENT_MEAN) {
		return;
	}
	if (quotient->below != HUSH_NONE && !hush_words_limited_alike(page->release->plan, quotient->above, quotient->below)) {
		hush_buffer_format(page->out, " %s", page->m->rate_apart);
	} else if (quotient->exact != HUSH_NONE && limited(page->release->plan, quotient->above)) {
		hush_buffer_format(page->out, " %s", page->m->rate_above_limited);
	}
}

static void put_what(const struct hush_page *page, const struct hush_quotient *quotient)
{
	struct hush_buffer least;

	switch (quotient->kind) {
	case HUSH_QUOTIENT_RATIO: put_ratio(page, quotient); break;
	case HUSH_QUOTIENT_SHARE: put_share(page, quotient); break;
	case HUSH_QUOTIENT_MEAN: put_mean(page, quotient); break;
	}
	put_limits(page, quotient);
	hush_buffer_byte(page->out, ' ');
	hush_buffer_init(&least, TEXT_LIMIT);
	hush_rational_decimal(&quotient->least, 12, HUSH_UP, &least);
	if (least.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, quotient->exact == HUSH_NONE ? page->m->rate_rule : page->m->rate_rule_exact, least.bytes, NULL);
	}
	hush_buffer_release(&least);
}

static void put_row(const struct hush_page *page, const struct part *part, uint32_t cell)
{
	const struct hush_rate *rate = &part->rates.cells[cell];
	struct hush_buffer text;

	hush_buffer_text(page->out, rate->status == HUSH_QUOTIENT_PUBLISHED && !rate->faint ? "<tr>" : "<tr class=\"f\">");
	hush_page_cell(page, &part->cells, cell, rate->status == HUSH_QUOTIENT_PUBLISHED && rate->faint);
	if (rate->status != HUSH_QUOTIENT_PUBLISHED) {
		hush_page_wrap(page, "<td class=\"n\"></td><td class=\"n r\">",
		               rate->status == HUSH_QUOTIENT_TOO_NOISY ? page->m->rate_noisy : page->m->rate_undefined, "</td></tr>\n");
		return;
	}
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_rate_estimate(page->m, &part->rates, cell, &text);
	hush_page_wrap(page, "<td class=\"n\">", text.failed ? "" : text.bytes, "");
	page->out->failed = page->out->failed || text.failed;
	hush_buffer_clear(&text);
	hush_rate_range(page->m, &part->rates, cell, &text);
	hush_page_wrap(page, "</td><td class=\"n r\">", text.failed ? "" : text.bytes, "</td></tr>\n");
	page->out->failed = page->out->failed || text.failed;
	hush_buffer_release(&text);
}

/* The title, and of a mean what was done to its values: they are not what was recorded. */
static void put_table(const struct hush_page *page, const struct part *part)
{
	struct hush_buffer caption;
	struct hush_buffer capped;

	hush_buffer_init(&caption, TEXT_LIMIT);
	hush_buffer_init(&capped, TEXT_LIMIT);
	if (part->quotient->kind == HUSH_QUOTIENT_MEAN) {
		hush_amount_capped(page->release->plan, part->quotient->above, &capped);
		hush_say(&caption, page->m->rate_mean_head, part->quotient->title, capped.failed ? NULL : capped.bytes, NULL);
	} else {
		hush_buffer_text(&caption, part->quotient->title);
	}
	if (caption.failed || capped.failed) {
		page->out->failed = true;
	} else {
		hush_page_open_cells(page, &part->cells, caption.bytes, part->quotient->kind == HUSH_QUOTIENT_MEAN);
		hush_page_wrap(page, "<th scope=\"col\" class=\"n\">", page->m->rate_estimate, "</th>");
		hush_page_wrap(page, "<th scope=\"col\" class=\"n\">", page->m->range, "</th></tr></thead>\n<tbody>\n");
		for (uint32_t cell = 0; cell < part->rates.count && !page->out->failed; cell++) {
			put_row(page, part, cell);
		}
		hush_page_close_cells(page, &part->cells);
	}
	hush_buffer_release(&capped);
	hush_buffer_release(&caption);
}

/* Drawn where there is something to compare, and room for it. */
static void put_figure(const struct hush_page *page, const struct part *part, const struct hush_buffer *summary)
{
	char id[32];
	char summary_id[32];
	struct hush_chart chart = {.id = id, .title = part->quotient->title, .summary = summary_id, .unit = "",
	                           .points = part->points, .count = part->rates.count, .rates = &part->rates, .m = page->m};
	bool faint = false;

	snprintf(id, sizeof id, "%s-g", part->mark);
	snprintf(summary_id, sizeof summary_id, "%s-s", part->mark);
	for (uint32_t i = 0; i < part->rates.count; i++) {
		faint = faint || (part->rates.cells[i].status == HUSH_QUOTIENT_PUBLISHED && part->rates.cells[i].faint);
	}
	hush_buffer_text(page->out, "<figure>\n");
	hush_buffer_format(page->out, "<figcaption id=\"%s\">", summary_id);
	hush_html_text(page->out, summary->bytes);
	hush_buffer_text(page->out, "</figcaption>\n");
	for (int width = HUSH_CHART_WIDE; width <= (int)HUSH_CHART_NARROW; width++) {
		hush_chart_dots(&chart, (enum hush_chart_width)width, page->out);
	}
	hush_buffer_format(page->out, "<p class=\"how\">%s%s%s</p>\n</figure>\n", page->m->how_dots, faint ? " " : "",
	                   faint ? page->m->how_faint : "");
}

static hush_status make_labels(const struct hush_page *page, struct part *part, hush_error *err)
{
	part->points = hush_calloc(part->rates.count, sizeof *part->points);
	if (!part->points) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < part->rates.count; i++) {
		struct hush_buffer label;

		hush_buffer_init(&label, TEXT_LIMIT);
		hush_page_cell_label(page, &part->cells, i, &label);
		part->points[i].label = hush_buffer_take(&label, NULL);
		hush_buffer_release(&label);
		if (!part->points[i].label) {
			return hush_fail_memory(err);
		}
	}
	return HUSH_OK;
}

static hush_status describe(const struct hush_page *page, const struct part *part, struct hush_buffer *summary, hush_error *err)
{
	const char **labels = hush_calloc(part->rates.count, sizeof *labels);

	if (!labels) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < part->rates.count; i++) {
		labels[i] = part->points[i].label;
	}
	hush_describe_rates(page->m, &part->rates, labels, summary);
	hush_free(labels);
	return hush_buffer_check(summary, err);
}

static hush_status put_numbers(const struct hush_page *page, struct part *part, hush_error *err)
{
	struct hush_buffer summary;
	hush_status status;

	HUSH_TRY(make_labels(page, part, err));
	hush_buffer_init(&summary, TEXT_LIMIT);
	status = describe(page, part, &summary, err);
	if (status == HUSH_OK && part->rates.drawable && part->rates.published > 0 && part->rates.count > 1 &&
	    part->rates.count <= MOST_DOTS && part->rates.count == part->cells.cells) {
		put_figure(page, part, &summary);
	} else if (status == HUSH_OK && summary.length > 0) {
		hush_page_wrap(page, "<p>", summary.bytes, "</p>\n");
	}
	if (status == HUSH_OK) {
		put_table(page, part);
	}
	hush_buffer_release(&summary);
	return status;
}

static hush_status put_quotient(const struct hush_page *page, uint32_t index, hush_error *err)
{
	const struct hush_quotient *quotient = &page->release->spec->quotients[index];
	struct part part = {.quotient = quotient,
	                    .cells = {.name = quotient->name, .by = quotient->by, .by_count = quotient->by_count,
	                              .cells = quotient->cells, .rows = hush_page_rows(page, quotient->cells)}};
	hush_status status = HUSH_OK;

	snprintf(part.mark, sizeof part.mark, "q-%u", index + 1);
	part.cells.mark = part.mark;
	hush_buffer_format(page->out, "<section aria-labelledby=\"%s\">\n<h3 id=\"%s\">", part.mark, part.mark);
	hush_page_wrap(page, "", quotient->title, "</h3>\n");
	hush_page_description(page, quotient->description);
	hush_buffer_text(page->out, "<p>");
	put_what(page, quotient);
	hush_buffer_text(page->out, "</p>\n");
	hush_page_dimensions(page, quotient->by, quotient->by_count);
	if (part.cells.rows) {
		HUSH_TRY(hush_rates_make(page->release, index, (uint32_t)part.cells.rows, &part.rates, err));
		status = put_numbers(page, &part, err);
		hush_points_free(part.points, part.rates.count);
		hush_rates_free(&part.rates);
		HUSH_TRY(status);
	}
	hush_page_cells_file(page, &part.cells);
	hush_buffer_text(page->out, "</section>\n");
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
