/* page: see page.h. */
#include "publish/page.h"

#include <inttypes.h>

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/jsonld.h"
#include "publish/labels.h"
#include "publish/words.h"

enum { SENTENCE_LIMIT = 64 * 1024 };

const char hush_page_draft_mark[] = "<meta name=\"robots\" content=\"noindex\">\n";

void hush_page_say(const struct hush_page *page, hush_page_sentence write, uint32_t index)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_buffer_text(&text, "");
	write(page->release->plan, index, &text);
	if (text.failed) {
		page->out->failed = true;
	} else {
		hush_html_text(page->out, text.bytes);
	}
	hush_buffer_release(&text);
}

void hush_page_wrap(const struct hush_page *page, const char *before, const char *text, const char *after)
{
	hush_buffer_text(page->out, before);
	hush_html_text(page->out, text);
	hush_buffer_text(page->out, after);
}

void hush_page_name(const struct hush_page *page, const char *before, const char *name, const char *after)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_label_name(name, &text);
	if (text.failed) {
		page->out->failed = true;
	} else {
		hush_page_wrap(page, before, text.bytes, after);
	}
	hush_buffer_release(&text);
}

void hush_page_section(const struct hush_page *page, const char *id, const char *title)
{
	hush_buffer_format(page->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, title);
}

void hush_page_paragraph(const struct hush_page *page, const char *class, const char *message, const char *first,
                         const char *second, const char *third)
{
	if (class) {
		hush_buffer_format(page->out, "<p class=\"%s\">", class);
	} else {
		hush_buffer_text(page->out, "<p>");
	}
	hush_say_html(page->out, message, first, second, third, NULL);
	hush_buffer_text(page->out, "</p>\n");
}

void hush_page_description(const struct hush_page *page, const char *description)
{
	if (description) {
		hush_page_wrap(page, "<p class=\"lead\">", description, "</p>\n");
	}
}

void hush_page_dimensions(const struct hush_page *page, const uint32_t *by, uint32_t by_count)
{
	for (uint32_t k = 0; k < by_count; k++) {
		const struct hush_dimension *dimension = &page->release->spec->dimensions[by[k]];
		if (dimension->description) {
			hush_page_name(page, "<p class=\"soft\"><strong>", dimension->name, "</strong>: ");
			hush_page_wrap(page, "", dimension->description, "</p>\n");
		}
	}
}

static void put_head(const struct hush_page *page)
{
	const struct hush_release *release = page->release;

	hush_buffer_format(page->out,
	                   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
	                   page->m->language);
	hush_page_wrap(page, "<meta name=\"generator\" content=\"hushcount ", release->version, "\">\n");
	hush_buffer_text(page->out, release->draft ? hush_page_draft_mark : "");
	hush_buffer_text(page->out, "<title>");
	hush_say_html(page->out, release->draft ? page->m->draft_title : "{0}", release->spec->title, NULL);
	hush_buffer_text(page->out, "</title>\n");
	if (!release->draft) {
		hush_jsonld_block(release, page->out); /* invented numbers are not for search engines */
	}
	hush_buffer_format(page->out, "<style>\n%s", hush_page_style);
	if (release->draft) {
		/* On every card, drawing and table, so that a picture of a part still says what it is. */
		hush_buffer_format(page->out,
		                   ".cards li::before,figure::before,caption::before{content:\"%s\";display:block;color:var(--warn);"
		                   "font-weight:700;font-size:.85rem}\n",
		                   page->m->draft_mark);
	}
	hush_buffer_format(page->out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#numbers\">%s</a>\n", page->m->skip);
}

static void put_header(const struct hush_page *page)
{
	const struct hush_spec *spec = page->release->spec;
	hush_day published;

	hush_buffer_text(page->out, "<header>\n");
	if (page->release->draft) {
		hush_page_paragraph(page, "draft", page->m->draft_says, NULL, NULL, NULL);
	}
	hush_page_wrap(page, "<p class=\"by\">", spec->publisher, "</p>\n");
	hush_page_wrap(page, "<h1>", spec->title, "</h1>\n");
	hush_buffer_text(page->out, "<p class=\"facts\">");
	hush_figures_period(page->out, page->m, spec->from, spec->to);
	if (page->release->day && hush_day_parse(page->release->day, HUSH_DAY_TEXT - 1, &published)) {
		struct hush_buffer day;

		hush_buffer_init(&day, 256);
		hush_figures_day(&day, page->m, published);
		if (day.failed) {
			page->out->failed = true;
		} else {
			hush_buffer_text(page->out, " · ");
			hush_say_html(page->out, page->m->published, day.bytes, NULL);
		}
		hush_buffer_release(&day);
	}
	hush_buffer_format(page->out, " · <span>%s ", page->m->release_id);
	hush_page_wrap(page, "<code>", spec->id, "</code></span>");
	if (spec->supersedes) {
		hush_buffer_format(page->out, " · <span>%s ", page->m->replaces);
		hush_page_wrap(page, "<code>", spec->supersedes, "</code></span>");
	}
	hush_buffer_text(page->out, "</p>\n</header>\n");
}

static void put_contents(const struct hush_page *page)
{
	const struct {
		const char *id;
		const char *title;
	} parts[] = {{"numbers", page->m->in_short},     {"about", page->m->about},     {"tables", page->m->numbers},
	             {"limits", page->m->limits},        {"privacy", page->m->privacy}, {"reading", page->m->reading},
	             {"method", page->m->method},        {"verify", page->m->verify},   {"corrections", page->m->corrections},
	             {"contact", page->m->contact}};

	hush_buffer_format(page->out, "<nav aria-label=\"%s\">\n<ul>\n", page->m->contents);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		hush_buffer_format(page->out, "<li><a href=\"#%s\">%s</a></li>\n", parts[i].id, parts[i].title);
	}
	hush_buffer_text(page->out, "</ul>\n</nav>\n");
}

static void put_footer(const struct hush_page *page)
{
	hush_buffer_text(page->out, "<footer>\n");
	if (page->release->draft) {
		hush_page_paragraph(page, "draft", page->m->draft_says, NULL, NULL, NULL);
	} else {
		hush_page_paragraph(page, NULL, page->m->made_with, page->release->version, NULL, NULL);
	}
	hush_buffer_text(page->out, "</footer>\n</body>\n</html>\n");
}

hush_status hush_page_write(const struct hush_release *release, const struct hush_bundle *files, struct hush_buffer *out,
                            hush_error *err)
{
	const struct hush_page page = {.release = release, .files = files, .m = hush_messages_in(release->spec->language), .out = out};

	put_head(&page);
	put_header(&page);
	put_contents(&page);
	hush_buffer_text(out, "<main>\n");
	HUSH_TRY(hush_page_headline(&page, err));
	hush_page_about(&page);
	HUSH_TRY(hush_page_tables(&page, err));
	HUSH_TRY(hush_page_quotients(&page, err));
	hush_page_exact(&page);
	hush_page_exact_tables(&page);
	hush_page_limits(&page);
	hush_page_privacy(&page);
	hush_page_reading(&page);
	hush_page_method(&page);
	hush_buffer_text(out, "</main>\n");
	put_footer(&page);
	return hush_buffer_check(out, err);
}
