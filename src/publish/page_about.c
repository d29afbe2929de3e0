/* page_about: what the release is, what its numbers leave out, and how to read the odd-looking ones. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/words.h"

void hush_page_about(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;

	hush_page_section(out, "about", "What this is");
	hush_page_wrap(out, "<p>", spec->publisher, " publishes these statistics about its records of licence-plate readers for ");
	hush_figures_day(out, spec->from);
	if (spec->to - spec->from > 1) {
		hush_buffer_text(out, " to ");
		hush_figures_day(out, spec->to - 1);
	}
	hush_page_wrap(out, " (", spec->timezone, " time). ");
	hush_page_wrap(out, "Reason: ", spec->reason, "</p>\n");
	hush_buffer_text(out,
	                 "<p>Plate records show where people drive. So that these numbers can be public without showing "
	                 "anyone\xE2\x80\x99s movements, two things were done before publication: what any one vehicle or user adds was limited, "
	                 "and a small random amount, the noise, was added to every number. The noise limits how much "
	                 "anyone can learn about whether a given one of them is in the records; how much is said below. "
	                 "Its size is known exactly, so every number comes with its range.</p>\n");
	hush_buffer_text(out,
	                 "<p>A number says how often something was <em>recorded and counted</em>. It does not say how many people "
	                 "were stopped, searched or charged, nor how much traffic there was where no reader stood.</p>\n</section>\n");
}

void hush_page_limits(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;

	hush_page_section(out, "limits", "What was not counted, and the limits");
	hush_buffer_text(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"limits-c\">\n<table>\n"
	                      "<caption id=\"limits-c\">Limits of each table</caption>\n<thead><tr><th scope=\"col\">Table</th>"
	                      "<th scope=\"col\">Limit</th><th scope=\"col\">What that leaves out</th></tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		hush_page_wrap(out, "<tr><th scope=\"row\">", spec->tables[i].title, "</th><td>");
		hush_page_say(release, hush_words_limits, i, out);
		hush_buffer_text(out, "</td><td>");
		hush_page_say(release, hush_words_left_out, i, out);
		hush_buffer_text(out, "</td></tr>\n");
	}
	hush_buffer_text(out, "</tbody>\n</table>\n</div>\n"
	                      "<p>How much was left out is not stated: that number would itself speak of the records.</p>\n"
	                      "</section>\n");
}

static void put_exact(const struct hush_spec *spec, struct hush_buffer *out)
{
	if (spec->exact_count > 0) {
		hush_page_section(out, "exact", "Exact numbers");
		hush_buffer_text(out, "<p>These carry no noise, because they are about no vehicle and no user.</p>\n"
		                      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"exact-c\">\n<table>\n"
		                      "<caption id=\"exact-c\">Exact numbers</caption>\n<thead><tr><th scope=\"col\">What</th>"
		                      "<th scope=\"col\" class=\"n\">Number</th><th scope=\"col\">Why it may be exact</th></tr></thead>\n"
		                      "<tbody>\n");
		for (uint32_t i = 0; i < spec->exact_count; i++) {
			hush_page_wrap(out, "<tr><th scope=\"row\">", spec->exact[i].title, "</th>");
			hush_page_wrap(out, "<td class=\"n\">", spec->exact[i].value, "</td>");
			hush_page_wrap(out, "<td>", spec->exact[i].why, "</td></tr>\n");
		}
		hush_buffer_text(out, "</tbody>\n</table>\n</div>\n</section>\n");
	}
	if (spec->withheld_count > 0) {
		hush_page_section(out, "withheld", "Withheld");
		hush_buffer_text(out, "<ul>\n");
		for (uint32_t i = 0; i < spec->withheld_count; i++) {
			hush_page_wrap(out, "<li><strong>", spec->withheld[i].name, "</strong>: ");
			hush_page_wrap(out, "", spec->withheld[i].why, "</li>\n");
		}
		hush_buffer_text(out, "</ul>\n</section>\n");
	}
}

void hush_page_reading(const struct hush_release *release, struct hush_buffer *out)
{
	hush_page_section(out, "reading", "Why numbers can be negative or not add up");
	hush_buffer_text(out,
	                 "<p>The noise takes away as often as it adds. Where little was recorded it can push a number below zero; "
	                 "read that as \xE2\x80\x9C"
	                 "about none\xE2\x80\x9D. Negative numbers are left as they are: setting them to zero would make "
	                 "every sum and average too high.</p>\n"
	                 "<p>Every number has noise of its own. Every table has limits of its own, too. So two tables that count the same thing differ, and parts do not "
	                 "add up exactly to a total that was published by itself. That is no error and no sign of one; "
	                 "the ranges say how large differences by noise may be, and do not cover differences by limits. When two ranges overlap, don\xE2\x80\x99t call one "
	                 "number larger.</p>\n"
	                 "<p>About 5 in 100 numbers lie outside their range by chance. The range covers the noise only: not what the "
	                 "limits left out, not misread plates, not readers that stood still.</p>\n</section>\n");
	put_exact(release->spec, out);
}
