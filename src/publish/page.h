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
#include "publish/messages.h"
#include "publish/release.h"

/* `files` holds those of the tables, whose sizes are stated; NULL in a draft, which has none. */
hush_status hush_page_write(const struct hush_release *release, const struct hush_bundle *files, struct hush_buffer *out,
                            hush_error *err);

/* Stands in every draft, and in no release. */
extern const char hush_page_draft_mark[];

/* What every part of the page works with. */
struct hush_page {
	const struct hush_release *release;
	const struct hush_bundle *files; /* those of the tables, or NULL */
	const struct hush_messages *m; /* in the language of the release */
	struct hush_buffer *out;
};

/* Parts of the page, in their order; each writes whole sections. */
extern const char hush_page_style[];
hush_status hush_page_headline(const struct hush_page *page, hush_error *err);
void hush_page_about(const struct hush_page *page);
void hush_page_unprotected(const struct hush_page *page, bool titles); /* who is not protected, perhaps by which tables */
hush_status hush_page_tables(const struct hush_page *page, hush_error *err);
void hush_page_exact(const struct hush_page *page);
void hush_page_limits(const struct hush_page *page); /* what was not counted, and what was withheld */
void hush_page_privacy(const struct hush_page *page);
void hush_page_reading(const struct hush_page *page); /* negative numbers, sums */
void hush_page_method(const struct hush_page *page);  /* method, verify, corrections, contact */

/* The charts of one table, each followed by the numbers it shows. */
hush_status hush_page_figures(const struct hush_page *page, uint32_t table, hush_error *err);

/* From scans to hits to verified hits, where the release has tables of at least two of them. */
hush_status hush_page_steps(const struct hush_page *page, hush_error *err);

/* What is computed from the tables (page_rates.c), and exact tables (page_computed.c); nothing where the release has none. */
hush_status hush_page_quotients(const struct hush_page *page, hush_error *err);
void hush_page_exact_tables(const struct hush_page *page);

/* A table of numbers with their ranges; every label is escaped here. */
struct hush_point;
void hush_page_number_table(const struct hush_page *page, uint32_t table, const char *id, const char *caption, const char *head,
                            const struct hush_point *points, uint32_t count);

/*
 * The table of one source whose total stands for it in headlines, HUSH_NONE when it has none: numbers that add up, nothing
 * filtered out, and the narrowest range. Follows from spec and plan alone.
 */
uint32_t hush_page_total_of(const struct hush_release *release, uint32_t source);

/*
 * Where the numbers of a table are as files, in every format of the release: a paragraph that begins with a message, which may
 * state how many they are. The second is that of a table of the spec.
 */
void hush_page_files(const struct hush_page *page, const char *message, uint64_t count, const char *name);
void hush_page_table_files(const struct hush_page *page, uint32_t table);

/* A sentence of words.h, escaped. */
typedef void (*hush_page_sentence)(const struct hush_plan *plan, uint32_t index, struct hush_buffer *out);
void hush_page_say(const struct hush_page *page, hush_page_sentence write, uint32_t index);

/* Text with its escapes, between two literal pieces. */
void hush_page_wrap(const struct hush_page *page, const char *before, const char *text, const char *after);

/* The same for the name of a column, read without underscores. */
void hush_page_name(const struct hush_page *page, const char *before, const char *name, const char *after);

/* "<section aria-labelledby=id><h2 id=id>title</h2>". Ended by "</section>". */
void hush_page_section(const struct hush_page *page, const char *id, const char *title);

/* "<p class=..>message</p>", its texts escaped; the class may be NULL. */
void hush_page_paragraph(const struct hush_page *page, const char *class, const char *message, const char *first,
                         const char *second, const char *third);

/* The description that a spec gives, in a paragraph; nothing for NULL. And those of the dimensions of a table. */
void hush_page_description(const struct hush_page *page, const char *description);
void hush_page_dimensions(const struct hush_page *page, const uint32_t *by, uint32_t by_count);

/* A link to a file of the release; in a draft, which has none, its name. */
void hush_page_file(const struct hush_page *page, const char *path);

#endif
