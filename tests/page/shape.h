/*
 * shape: a release made in memory from the text of a spec, with invented numbers, for tests of the page.
 */
#ifndef TESTS_PAGE_SHAPE_H
#define TESTS_PAGE_SHAPE_H

#include "noise/invented.h"
#include "publish/archive.h"
#include "publish/page.h"

struct shape {
	char folder[64];
	struct hush_spec *spec;
	struct hush_spec *resolved; /* with names for what is discovered; NULL where nothing is */
	struct hush_plan *plan;
	struct hush_noisy *noisy;
	struct hush_release_account *accounts;
	struct hush_release release;
};

/* Aborts on any failure: what is tested comes after. */
void shape_open(struct shape *shape, const char *spec_text);
void shape_close(struct shape *shape);

/* The page; freed with hush_buffer_release. */
void shape_page(const struct shape *shape, struct hush_buffer *page);

/* A spec from parts: members of "release", sources, dimensions, tables, each without its braces or brackets. */
char *shape_spec(const char *release, const char *sources, const char *dimensions, const char *tables);

/* Specs of whole releases. Freed with hush_free. */
char *shape_city(const char *id, const char *language, int month); /* everything that a page can show */
char *shape_rates(const char *language);
char *shape_kinds(const char *language);                           /* quantiles, discovered values, ages, cut weeks */
char *shape_large(void);                                           /* 500 sites x 31 days x 24 hours */
char *shape_many_tables(void);                                     /* 120 tables of 1,000 numbers */

#endif
