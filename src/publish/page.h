/*
 * page: index.html, a release for people.
 *
 * One self-contained page: no script, no font or picture from elsewhere, a content policy that forbids both.  It reads in
 * the order a newsroom or a council asks: the numbers, what they are, what they leave out, how people are protected, how
 * to check it.  Everything follows from the release struct, so the same release gives the same bytes anywhere.
 */
#ifndef HUSH_PUBLISH_PAGE_H
#define HUSH_PUBLISH_PAGE_H

#include "base/buffer.h"
#include "publish/release.h"

hush_status hush_page_write(const struct hush_release *release, struct hush_buffer *out, hush_error *err);

/* Parts of the page, in their order; each writes whole sections. */
extern const char hush_page_style[];
void hush_page_headline(const struct hush_release *release, struct hush_buffer *out);
hush_status hush_page_tables(const struct hush_release *release, struct hush_buffer *out, hush_error *err);
void hush_page_limits(const struct hush_release *release, struct hush_buffer *out);
void hush_page_privacy(const struct hush_release *release, struct hush_buffer *out);
void hush_page_about(const struct hush_release *release, struct hush_buffer *out);  /* what this is */
void hush_page_reading(const struct hush_release *release, struct hush_buffer *out); /* negative numbers, exact, withheld */
void hush_page_method(const struct hush_release *release, struct hush_buffer *out); /* method, verify, not covered */

/* One chart of a table, or none: the charts that page_tables asks for are made in page_chart.c. */
hush_status hush_page_charts(const struct hush_release *release, uint32_t table, struct hush_buffer *out, hush_error *err);

/* A sentence of words.h, escaped. */
typedef void (*hush_page_sentence)(const struct hush_plan *plan, uint32_t index, struct hush_buffer *out);
void hush_page_say(const struct hush_release *release, hush_page_sentence write, uint32_t index, struct hush_buffer *out);

/* Text with its escapes, between two literal pieces. */
void hush_page_wrap(struct hush_buffer *out, const char *before, const char *text, const char *after);

/* "<section aria-labelledby=id><h2 id=id>title</h2>"; the title is a literal. Ended by "</section>". */
void hush_page_section(struct hush_buffer *out, const char *id, const char *title);

#endif
