/*
 * marks: where fields end, at separators and line feeds, and where the rare bytes of a text stand.
 *
 * Rare are the bytes that make a line more than plain text between separators: double quote, carriage return, NUL, and all
 * bytes beyond ASCII.  The text is compared 64 bytes at a time, by the widest vectors that the processor has; every way
 * gives the same marks (a test compares them).
 */
#ifndef HUSH_READ_MARKS_H
#define HUSH_READ_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum {
	HUSH_MARKS_SLACK = 64,   /* readable bytes behind the text, and entries of room behind the marks */
	HUSH_MARKS_LIMIT = 1 << 30 /* bytes of a text */
};

/* All ascending. Each array has room for the text's length and HUSH_MARKS_SLACK more; UINT32_MAX follows the last. */
struct hush_marks {
	uint32_t *ends;  /* offsets of the separators and line feeds */
	uint32_t *feeds; /* which of the ends are line feeds: indexes into them */
	uint32_t *rare;  /* offsets */
	uint32_t end_count;
	uint32_t feed_count;
	uint32_t rare_count;
};

typedef void (*hush_marker)(const char *bytes, size_t length, char separator, struct hush_marks *marks);

/* The quickest way of this processor. */
hush_marker hush_marker_best(void);

/* Every way that this processor can go, with its name; NULL behind the last. For tests. */
hush_marker hush_marker_at(unsigned index, const char **name);

#endif
