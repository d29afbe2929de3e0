/* page: see page.h. */
#include "publish/page.h"

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/jsonld.h"
#include "publish/words.h"

enum { SENTENCE_LIMIT = 64 * 1024 };

void hush_page_say(const struct hush_release *release, hush_page_sentence write, uint32_t index, struct hush_buffer *out)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_buffer_text(&text, "");
	write(release->plan, index, &text);
	if (text.failed) {
		out->failed = true;
	} else {
		hush_html_text(out, text.bytes);
	}
	hush_buffer_release(&text);
}

void hush_page_wrap(struct hush_buffer *out, const char *before, const char *text, const char *after)
{
	hush_buffer_text(out, before);
	hush_html_text(out, text);
	hush_buffer_text(out, after);
}

void hush_page_section(struct hush_buffer *out, const char *id, const char *title)
{
	hush_buffer_format(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, title);
}

/* The page's sentences are English whatever language the title is in. */
static void put_title(const struct hush_release *release, struct hush_buffer *out)
{
	hush_page_wrap(out, "<h1 lang=\"", release->spec->language, "\">");
	hush_html_text(out, release->spec->title);
	hush_buffer_text(out, "</h1>\n");
}

static void put_head(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out,
	                 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	hush_page_wrap(out, "<meta name=\"generator\" content=\"hushcount ", release->version, "\">\n");
	hush_page_wrap(out, "<title>", release->spec->title, "</title>\n");
	hush_jsonld_block(release, out);
	hush_buffer_format(out, "<style>\n%s</style>\n</head>\n<body>\n", hush_page_style);
	hush_buffer_text(out, "<a class=\"skip\" href=\"#numbers\">Skip to the numbers</a>\n");
}

static void put_header(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	hush_day published;

	hush_buffer_text(out, "<header>\n");
	hush_page_wrap(out, "<p class=\"by\">", spec->publisher, "</p>\n");
	put_title(release, out);
	hush_buffer_text(out, "<p class=\"facts\">");
	hush_figures_day(out, spec->from);
	if (spec->to - spec->from > 1) {
		hush_buffer_text(out, " to ");
		hush_figures_day(out, spec->to - 1);
	}
	if (hush_day_parse(release->day, HUSH_DAY_TEXT - 1, &published)) {
		hush_buffer_text(out, ". Published ");
		hush_figures_day(out, published);
	}
	hush_page_wrap(out, ". Release <code>", spec->id, "</code>.");
	if (spec->supersedes) {
		hush_page_wrap(out, " It replaces release <code>", spec->supersedes, "</code>.");
	}
	hush_buffer_text(out, "</p>\n</header>\n");
}

static void put_footer(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_text(out, "<footer>\n<p>Questions and corrections: ");
	hush_page_wrap(out, "", release->spec->publisher, ", ");
	hush_html_contact(out, release->spec->contact);
	hush_page_wrap(out, ".</p>\n<p>Made with hushcount ", release->version, "; this page is signed with its release.</p>\n");
	hush_buffer_text(out, "</footer>\n</body>\n</html>\n");
}

hush_status hush_page_write(const struct hush_release *release, struct hush_buffer *out, hush_error *err)
{
	put_head(release, out);
	put_header(release, out);
	hush_buffer_text(out, "<main>\n");
	hush_page_headline(release, out);
	hush_page_about(release, out);
	HUSH_TRY(hush_page_tables(release, out, err));
	hush_page_limits(release, out);
	hush_page_privacy(release, out);
	hush_page_reading(release, out);
	hush_page_method(release, out);
	hush_buffer_text(out, "</main>\n");
	put_footer(release, out);
	return hush_buffer_check(out, err);
}
