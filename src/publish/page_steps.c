/*
 * page_steps: from scans to hits to verified hits, when a release has totals of at least two of them.
 *
 * The numbers differ by powers of ten, so the drawing has a scale of tens.  Two numbers under the same limits are divided, and
 * the proportion is said in words, from the ends of both ranges: the least and the most that it can be.  Under different
 * limits a quotient would say more of the limits than of the records: then the page says that, and divides nothing.
 */
#include "publish/page.h"

#include <stdio.h>

#include "publish/chart.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/words.h"

enum { STEPS = 3, TEXT_LIMIT = 4096 };

struct steps {
	uint32_t tables[STEPS];
	struct hush_point points[STEPS];
	enum hush_records kinds[STEPS];
	uint32_t count;
};

/* The first source of each kind that has a total. */
static void find(const struct hush_page *page, struct steps *steps)
{
	static const enum hush_records kinds[STEPS] = {HUSH_SCANS, HUSH_HITS, HUSH_VERIFIED_HITS};
	const struct hush_release *release = page->release;

	for (int k = 0; k < STEPS; k++) {
		for (uint32_t s = 0; s < release->spec->source_count; s++) {
			uint32_t index = hush_page_total_of(release, s);

			if (hush_words_records(&release->spec->sources[s]) == kinds[k] && index != HUSH_NONE) {
				struct hush_slice all = {.outer = 1, .size = 1, .inner = release->spec->tables[index].cells};

				steps->tables[steps->count] = index;
				steps->kinds[steps->count] = kinds[k];
				steps->points[steps->count].interval =
				    hush_interval_of_slice(&release->plan->tables[index], release->noisy->tables[index], &all);
				steps->count++;
				break;
			}
		}
	}
}

/* Why two numbers are not divided. */
static void put_apart(const struct hush_page *page, const struct steps *steps, uint32_t i, struct hush_buffer *out)
{
	const struct hush_plan *plan = page->release->plan;
	uint64_t most[2];
	bool declared = false;

	for (int k = 0; k < 2; k++) {
		uint32_t table = steps->tables[i - 1 + (uint32_t)k];

		most[k] = plan->tables[table].sensitivity.l1;
		declared = declared || plan->accounts[plan->tables[table].account].entity == HUSH_ENTITY_DECLARED;
	}
	hush_say(out, declared || most[0] == most[1] ? page->m->steps_apart : page->m->steps_apart_by, steps->points[i].label,
	         page->m->records[steps->kinds[i - 1]], page->m->records[steps->kinds[i]], hush_figure_of_count(most[0]).text,
	         hush_figure_of_count(most[1]).text, page->m->entity[plan->accounts[plan->tables[steps->tables[i]].account].entity],
	         page->m->window[plan->spec->window], NULL);
}

/* "Hits counted: one to about 512 scans counted (between 480 and 549)." */
static void put_proportion(const struct hush_page *page, const struct steps *steps, uint32_t i, struct hush_buffer *out)
{
	const struct hush_interval *more = &steps->points[i - 1].interval;
	const struct hush_interval *fewer = &steps->points[i].interval;
	const char *name = steps->points[i].label;
	const char *of = page->m->counted[steps->kinds[i - 1]];

	hush_buffer_text(out, out->length > 0 ? " " : "");
	if (!hush_words_limited_alike(page->release->plan, steps->tables[i - 1], steps->tables[i])) {
		put_apart(page, steps, i, out);
		return;
	}
	if (hush_interval_is_faint(fewer) || hush_interval_is_faint(more)) {
		hush_say(out, page->m->steps_unclear, name, of, NULL);
		return;
	}
	hush_say(out, page->m->steps_one_in, name, hush_figure_of((more->estimate + fewer->estimate / 2) / fewer->estimate).text, of,
	         hush_figure_of((more->estimate - more->half) / (fewer->estimate + fewer->half)).text,
	         hush_figure_of((more->estimate + more->half) / (fewer->estimate - fewer->half) + 1).text, NULL);
}

static void draw(const struct hush_page *page, struct steps *steps, const struct hush_buffer labels[STEPS])
{
	struct hush_buffer text;
	struct hush_buffer title;
	struct hush_chart chart = {.id = "steps",
	                           .summary = "steps-s",
	                           .unit = page->m->steps_unit,
	                           .points = steps->points,
	                           .count = steps->count};

	for (uint32_t i = 0; i < steps->count; i++) {
		steps->points[i].label = labels[i].bytes;
	}
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_buffer_init(&title, TEXT_LIMIT);
	hush_say(&title, page->m->steps_title, page->m->records[steps->kinds[0]], page->m->records[steps->kinds[steps->count - 1]],
	         NULL);
	for (uint32_t i = 1; i < steps->count; i++) {
		put_proportion(page, steps, i, &text);
	}
	if (text.failed || title.failed) {
		page->out->failed = true;
	} else {
		chart.title = title.bytes;
		hush_page_wrap(page, "<section>\n<h3 id=\"steps-t\">", title.bytes, "</h3>\n<figure>\n");
		hush_page_wrap(page, "<figcaption><span id=\"steps-s\">", text.bytes, "</span></figcaption>\n");
		hush_chart_steps(&chart, HUSH_CHART_WIDE, page->out);
		hush_chart_steps(&chart, HUSH_CHART_NARROW, page->out);
		hush_buffer_format(page->out, "<p class=\"how\">%s %s", page->m->how_steps, page->m->steps_limits);
		if (page->release->spec->quotient_count > 0) {
			hush_buffer_format(page->out, " %s", page->m->steps_see_rates);
		}
		hush_buffer_text(page->out, "</p>\n</figure>\n</section>\n");
	}
	hush_buffer_release(&text);
	hush_buffer_release(&title);
}

hush_status hush_page_steps(const struct hush_page *page, hush_error *err)
{
	struct steps steps = {.count = 0};
	struct hush_buffer labels[STEPS];

	find(page, &steps);
	for (int i = 0; i < STEPS; i++) {
		hush_buffer_init(&labels[i], TEXT_LIMIT);
	}
	for (uint32_t i = 0; i < steps.count; i++) {
		hush_buffer_text(&labels[i], page->m->counted[steps.kinds[i]]);
		if (labels[i].failed) {
			page->out->failed = true;
		} else {
			hush_figures_capital(labels[i].bytes);
		}
	}
	if (steps.count > 1 && !page->out->failed) {
		draw(page, &steps, labels);
	}
	for (int i = 0; i < STEPS; i++) {
		hush_buffer_release(&labels[i]);
	}
	return hush_buffer_check(page->out, err);
}
