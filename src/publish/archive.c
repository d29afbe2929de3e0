/* archive: see archive.h. */
#include "publish/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "publish/chart.h"
#include "publish/chart_words.h"
#include "publish/figures.h"
#include "publish/html.h"
#include "publish/page.h"
#include "publish/words.h"

enum { TEXT_LIMIT = 64 * 1024, NAMED = 4 /* publishers in the heading */ };

const char hush_archive_mark[] = "<meta name=\"generator\" content=\"hushcount archive\">\n";

/* The releases by their periods, oldest first; of equal periods the earlier entry of the ledger. */
static int by_period(const void *a, const void *b)
{
	const struct hush_release *one = *(const struct hush_release *const *)a;
	const struct hush_release *other = *(const struct hush_release *const *)b;

	if (one->spec->from != other->spec->from) {
		return one->spec->from < other->spec->from ? -1 : 1;
	}
	if (one->spec->to != other->spec->to) {
		return one->spec->to < other->spec->to ? -1 : 1;
	}
	if (one->sequence != other->sequence) {
		return one->sequence < other->sequence ? -1 : 1;
	}
	return strcmp(one->spec->id, other->spec->id);
}

struct archive {
	struct hush_page page; /* of the newest release */
	const struct hush_release **releases;
	uint32_t count;
	bool mixed; /* the releases are not all of one publisher: each is named */
};

static bool same_publisher(const struct hush_release *one, const struct hush_release *other)
{
	return strcmp(one->spec->publisher, other->spec->publisher) == 0;
}

/* The release that replaces this one, or NULL. Nobody replaces what another published. */
static const struct hush_release *successor(const struct archive *archive, const struct hush_release *release)
{
	for (uint32_t i = 0; i < archive->count; i++) {
		const char *supersedes = archive->releases[i]->spec->supersedes;

		if (supersedes && strcmp(supersedes, release->spec->id) == 0 && same_publisher(archive->releases[i], release)) {
			return archive->releases[i];
		}
	}
	return NULL;
}

/* "January 2025" for a whole month, else its first and last day. */
static void put_period(const struct hush_messages *m, const struct hush_spec *spec, struct hush_buffer *out)
{
	char years[16];
	int year;
	int month;
	int day;

	hush_day_to_civil(spec->from, &year, &month, &day);
	if (day == 1 && hush_window_next(HUSH_WINDOW_MONTH, 0, spec->from) == spec->to) {
		snprintf(years, sizeof years, "%d", year);
		hush_say(out, m->month_date, m->months[month - 1], years, NULL);
	} else {
		hush_figures_period(out, m, spec->from, spec->to);
	}
}

static char *period_text(const struct hush_messages *m, const struct hush_spec *spec)
{
	struct hush_buffer text;
	char *period;

	hush_buffer_init(&text, TEXT_LIMIT);
	put_period(m, spec, &text);
	period = hush_buffer_take(&text, NULL);
	hush_buffer_release(&text);
	return period;
}

static void put_day(const struct hush_page *page, const char *day)
{
	struct hush_buffer text;
	hush_day published;

	hush_buffer_init(&text, TEXT_LIMIT);
	if (day && hush_day_parse(day, strlen(day), &published)) {
		hush_figures_day(&text, page->m, published);
		hush_page_wrap(page, "", text.failed ? "" : text.bytes, "");
	}
	page->out->failed = page->out->failed || text.failed;
	hush_buffer_release(&text);
}

static hush_status put_listed(const struct archive *archive, const struct hush_release *release, hush_error *err)
{
	const struct hush_page *page = &archive->page;
	const struct hush_release *next = successor(archive, release);
	char *period = period_text(page->m, release->spec);

	if (!period) {
		return hush_fail_memory(err);
	}
	hush_page_wrap(page, "<tr><th scope=\"row\">", period, "</th><td><a href=\"");
	hush_page_wrap(page, "", release->spec->id, "/index.html\">");
	hush_page_wrap(page, "", release->spec->title, "</a>");
	hush_page_wrap(page, "<small>", release->spec->id, "");
	if (release->spec->supersedes) {
		hush_buffer_text(page->out, "; ");
		hush_say_html(page->out, page->m->archive_replaces, release->spec->supersedes, NULL);
	}
	if (next) {
		hush_buffer_text(page->out, "; ");
		hush_say_html(page->out, page->m->archive_replaced, next->spec->id, NULL);
	}
	hush_buffer_text(page->out, "</small>");
	if (archive->mixed) {
		hush_page_wrap(page, "<small>", release->spec->publisher, "</small>");
	}
	hush_buffer_text(page->out, "</td><td>");
	put_day(page, release->day);
	hush_buffer_text(page->out, "</td></tr>\n");
	hush_free(period);
	return hush_buffer_check(page->out, err);
}

static hush_status put_list(const struct archive *archive, hush_error *err)
{
	const struct hush_page *page = &archive->page;

	hush_page_section(page, "releases", page->m->archive_releases);
	hush_page_paragraph(page, NULL, page->m->archive_says, NULL, NULL, NULL);
	hush_buffer_format(page->out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"releases-c\">\n"
	                              "<table class=\"words\">\n<caption id=\"releases-c\">%s</caption>\n<thead><tr>",
	                   page->m->archive_releases);
	for (size_t i = 0; i < sizeof page->m->archive_head / sizeof page->m->archive_head[0]; i++) {
		hush_buffer_format(page->out, "<th scope=\"col\">%s</th>", page->m->archive_head[i]);
	}
	hush_buffer_text(page->out, "</tr></thead>\n<tbody>\n");
	for (uint32_t i = archive->count; i-- > 0;) {
		HUSH_TRY(put_listed(archive, archive->releases[i], err));
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n</section>\n");
	return hush_buffer_check(page->out, err);
}

/* The same table in several releases. */
struct series {
	const struct hush_release *first;
	uint32_t table; /* of the first */
	struct hush_point *points;
	uint32_t count;
	int32_t shortest; /* period, in days */
	int32_t longest;
};

/* The table of a release that is comparable with the series, or HUSH_NONE. */
static uint32_t find_table(const struct series *series, const struct hush_release *release)
{
	for (uint32_t i = 0; i < release->spec->table_count; i++) {
		if (hush_archive_comparable(series->first, series->table, release, i)) {
			return i;
		}
	}
	return HUSH_NONE;
}

/* Gathers what was not replaced from release `from` on. */
static hush_status gather(const struct archive *archive, uint32_t from, struct series *series, hush_error *err)
{
	series->shortest = INT32_MAX;
	series->longest = 0;
	series->points = hush_calloc(archive->count, sizeof *series->points);
	if (!series->points) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = from; i < archive->count; i++) {
		const struct hush_release *release = archive->releases[i];
		uint32_t table = find_table(series, release);
		struct hush_slice all = {.outer = 1, .size = 1};
		int32_t length = release->spec->to - release->spec->from;

		if (table == HUSH_NONE || successor(archive, release)) {
			continue;
		}
		all.inner = release->spec->tables[table].cells;
		series->points[series->count].interval =
		    hush_interval_of_slice(&release->plan->tables[table], release->noisy->tables[table], &all);
		series->points[series->count].label = period_text(archive->page.m, release->spec);
		if (!series->points[series->count].label) {
			return hush_fail_memory(err);
		}
		series->count++;
		series->shortest = length < series->shortest ? length : series->shortest;
		series->longest = length > series->longest ? length : series->longest;
	}
	return HUSH_OK;
}

/* ceil(sqrt(a^2 + b^2)): margins of two numbers whose noise is independent. */
static int64_t half_of_both(int64_t a, int64_t b)
{
	unsigned __int128 square = (unsigned __int128)a * (unsigned __int128)a + (unsigned __int128)b * (unsigned __int128)b;
	uint64_t low = 0;
	uint64_t high = UINT64_C(1) << 62;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if ((unsigned __int128)middle * middle >= square) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return (int64_t)low;
}

/* How a number differs from the one before it. */
static void put_change(const struct hush_page *page, const struct series *series, uint32_t i)
{
	struct hush_interval change;

	if (i == 0) {
		hush_buffer_text(page->out, "<td></td></tr>\n");
		return;
	}
	change.estimate = series->points[i].interval.estimate - series->points[i - 1].interval.estimate;
	change.half = half_of_both(series->points[i].interval.half, series->points[i - 1].interval.half);
	if (hush_interval_holds_zero(&change)) {
		hush_buffer_format(page->out, "<td>%s</td></tr>\n", page->m->archive_no_change);
		return;
	}
	hush_buffer_text(page->out, change.estimate > 0 ? "<td>+" : "<td>");
	hush_say(page->out, page->m->archive_change_cell, hush_figure_of(change.estimate).text, hush_figure_of(change.half).text,
	         NULL);
	hush_buffer_text(page->out, "</td></tr>\n");
}

static void put_estimate_head(const struct hush_page *page, const struct series *series)
{
	struct hush_buffer what;

	hush_buffer_init(&what, TEXT_LIMIT);
	hush_words_short(series->first->plan, series->table, &what);
	if (what.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->estimate, what.bytes, NULL);
	}
	hush_buffer_release(&what);
}

static void put_numbers(const struct hush_page *page, const struct series *series, const char *title, const char *id)
{
	hush_buffer_format(page->out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s-c\">\n<table>\n"
	                              "<caption id=\"%s-c\">", id, id);
	hush_page_wrap(page, "", title, "</caption>\n<thead><tr>");
	hush_buffer_format(page->out, "<th scope=\"col\">%s</th><th scope=\"col\" class=\"n\">", page->m->period);
	put_estimate_head(page, series);
	hush_buffer_format(page->out, "</th><th scope=\"col\" class=\"n\">%s</th><th scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
	                   page->m->range, page->m->archive_change);
	for (uint32_t i = 0; i < series->count; i++) {
		const struct hush_interval *interval = &series->points[i].interval;
		bool faint = hush_interval_is_faint(interval);

		hush_page_wrap(page, faint ? "<tr class=\"f\"><th scope=\"row\">" : "<tr><th scope=\"row\">", series->points[i].label,
		               "</th><td class=\"n\">");
		hush_figures_number(page->out, interval->estimate);
		hush_buffer_text(page->out, "</td><td class=\"n r\">");
		hush_say(page->out, page->m->range_cell, hush_figure_of(interval->estimate - interval->half).text,
		         hush_figure_of(interval->estimate + interval->half).text, NULL);
		if (faint) {
			hush_buffer_format(page->out, "<br>%s", page->m->faint);
		}
		hush_buffer_text(page->out, "</td>");
		put_change(page, series, i);
	}
	hush_buffer_text(page->out, "</tbody>\n</table>\n</div>\n");
}

/* "These numbers are scans counted, at most 32 per vehicle and month." */
static void put_counted(const struct hush_page *page, const struct series *series)
{
	struct hush_buffer what;

	hush_buffer_init(&what, TEXT_LIMIT);
	hush_words_counted(series->first->plan, series->table, &what);
	if (what.failed) {
		page->out->failed = true;
	} else {
		hush_say_html(page->out, page->m->what_is_counted, what.bytes, NULL);
	}
	hush_buffer_release(&what);
}

static hush_status draw(const struct archive *archive, const struct series *series, uint32_t number, hush_error *err)
{
	const struct hush_page *page = &archive->page;
	const char *title = series->first->spec->tables[series->table].title;
	char id[32];
	char summary_id[40];
	struct hush_buffer unit;
	struct hush_buffer summary;
	struct hush_chart chart = {.id = id, .title = title, .summary = summary_id, .points = series->points,
	                           .count = series->count};
	hush_status status;

	snprintf(id, sizeof id, "a-%u", number);
	snprintf(summary_id, sizeof summary_id, "%s-s", id);
	hush_buffer_init(&unit, TEXT_LIMIT);
	hush_buffer_init(&summary, TEXT_LIMIT);
	hush_words_short(series->first->plan, series->table, &unit);
	hush_describe_points(page->m, NULL, series->points, series->count, &summary);
	status = unit.failed || summary.failed ? hush_fail_memory(err) : HUSH_OK;
	if (status == HUSH_OK) {
		chart.unit = unit.bytes;
		hush_page_wrap(page, "<h3>", title, "</h3>\n");
		if (archive->mixed) {
			hush_page_wrap(page, "<p class=\"by\">", series->first->spec->publisher, "</p>\n");
		}
		hush_buffer_text(page->out, "<p>");
		put_counted(page, series);
		hush_buffer_text(page->out, "</p>\n<figure>\n");
		hush_buffer_format(page->out, "<figcaption><span id=\"%s\">", summary_id);
		hush_page_wrap(page, "", summary.bytes, "</span></figcaption>\n");
		hush_chart_dots(&chart, HUSH_CHART_WIDE, page->out);
		hush_chart_dots(&chart, HUSH_CHART_NARROW, page->out);
		hush_buffer_format(page->out, "<p class=\"how\">%s ", page->m->how_dots);
		if (series->shortest < series->longest) {
			hush_say_html(page->out, page->m->archive_lengths, hush_figure_of(series->shortest).text,
			              hush_figure_of(series->longest).text, NULL);
		}
		hush_buffer_text(page->out, "</p>\n</figure>\n");
		put_numbers(page, series, title, id);
	}
	hush_buffer_release(&summary);
	hush_buffer_release(&unit);
	return status;
}

/* A table whose series began in an earlier release has been drawn with it. */
static bool begun_before(const struct archive *archive, uint32_t release, uint32_t table)
{
	for (uint32_t i = 0; i < release; i++) {
		for (uint32_t t = 0; t < archive->releases[i]->spec->table_count; t++) {
			if (!successor(archive, archive->releases[i]) &&
			    hush_archive_comparable(archive->releases[i], t, archive->releases[release], table)) {
				return true;
			}
		}
	}
	return false;
}

static hush_status put_side_by_side(const struct archive *archive, hush_error *err)
{
	const struct hush_page *page = &archive->page;
	uint32_t drawn = 0;

	hush_page_section(page, "side", page->m->archive_side);
	for (uint32_t i = 0; i < archive->count; i++) {
		const struct hush_release *release = archive->releases[i];

		for (uint32_t t = 0; t < release->spec->table_count && !successor(archive, release); t++) {
			struct series series = {.first = release, .table = t};
			hush_status status;

			if (begun_before(archive, i, t)) {
				continue;
			}
			status = gather(archive, i, &series, err);
			if (status == HUSH_OK && series.count > 1) {
				if (drawn == 0) {
					hush_page_paragraph(page, NULL, page->m->archive_same, NULL, NULL, NULL);
				}
				status = draw(archive, &series, ++drawn, err);
			}
			hush_points_free(series.points, archive->count);
			HUSH_TRY(status);
		}
	}
	if (drawn == 0) {
		hush_page_paragraph(page, NULL, page->m->archive_none, NULL, NULL, NULL);
	}
	hush_buffer_text(page->out, "</section>\n");
	return hush_buffer_check(page->out, err);
}

/* Each publisher once, newest first; of many the first few. */
static void put_publishers(const struct archive *archive, struct hush_buffer *out)
{
	uint32_t named = 0;

	for (uint32_t i = archive->count; i-- > 0;) {
		bool before = false;

		for (uint32_t j = i + 1; j < archive->count && !before; j++) {
			before = same_publisher(archive->releases[i], archive->releases[j]);
		}
		if (!before && named++ == NAMED) {
			hush_buffer_text(out, ", \xE2\x80\xA6");
			return;
		}
		if (!before) {
			hush_buffer_text(out, named > 1 ? ", " : "");
			hush_buffer_text(out, archive->releases[i]->spec->publisher);
		}
	}
}

static void put_top(const struct hush_page *page, const char *publisher)
{
	hush_buffer_format(page->out,
	                   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n%s<title>",
	                   page->m->language, hush_archive_mark);
	hush_say_html(page->out, page->m->archive_title, publisher, NULL);
	hush_buffer_format(page->out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#releases\">%s</a>\n",
	                   hush_page_style, page->m->skip_list);
	hush_page_wrap(page, "<header>\n<p class=\"by\">", publisher, "</p>\n<h1>");
	hush_say_html(page->out, page->m->archive_title, publisher, NULL);
	hush_buffer_text(page->out, "</h1>\n</header>\n<main>\n");
}

static hush_status write_sorted(const struct archive *archive, hush_error *err)
{
	const struct hush_page *page = &archive->page;
	struct hush_buffer publishers;

	hush_buffer_init(&publishers, TEXT_LIMIT);
	put_publishers(archive, &publishers);
	if (publishers.failed) {
		page->out->failed = true;
	} else {
		put_top(page, publishers.bytes);
	}
	hush_buffer_release(&publishers);
	HUSH_TRY(put_list(archive, err));
	HUSH_TRY(put_side_by_side(archive, err));
	hush_buffer_format(page->out, "</main>\n<footer>\n<p>%s</p>\n</footer>\n</body>\n</html>\n", page->m->archive_unsigned);
	return hush_buffer_check(page->out, err);
}

hush_status hush_archive_write(const struct hush_release *const *releases, uint32_t count, struct hush_buffer *out,
                               hush_error *err)
{
	struct archive archive = {.releases = hush_calloc(count, sizeof *archive.releases), .count = count};
	hush_status status;

	if (!archive.releases) {
		return hush_fail_memory(err);
	}
	memcpy(archive.releases, releases, count * sizeof *releases);
	qsort(archive.releases, count, sizeof *archive.releases, by_period);
	archive.page.release = archive.releases[count - 1];
	for (uint32_t i = 0; i + 1 < count; i++) {
		archive.mixed = archive.mixed || !same_publisher(archive.releases[i], archive.releases[count - 1]);
	}
	archive.page.m = hush_messages_in(archive.page.release->spec->language);
	archive.page.out = out;
	status = write_sorted(&archive, err);
	hush_free(archive.releases);
	return status;
}
