/*
 * formats: the numbers of what is written, apart from the version of the tool.
 *
 * `verify` writes a release anew and compares every byte.  It can do that only for files that it would word in the same
 * way, so each kind of file has a number of its own, stated in release.json, and whoever changes one byte of what is
 * written for the same release raises the number (tests/publish/formats.py holds them to it).  A number that verify
 * does not write makes it step back: it says what it did not compare.  The tables have no number: they are always
 * compared.
 */
#ifndef HUSH_PUBLISH_FORMATS_H
#define HUSH_PUBLISH_FORMATS_H

#include <stdint.h>

enum {
	HUSH_STATEMENT_FORMAT = 2, /* release.json; 1 is the one without numbers */
	HUSH_PAGE_FORMAT = 2,      /* index.html */
	HUSH_METADATA_FORMAT = 2   /* everything else that is neither a table nor a signature */
};

struct hush_formats {
	uint64_t statement;
	uint64_t page;
	uint64_t metadata;
};

/* What this version writes. */
static inline struct hush_formats hush_formats_now(void)
{
	return (struct hush_formats){HUSH_STATEMENT_FORMAT, HUSH_PAGE_FORMAT, HUSH_METADATA_FORMAT};
}

#endif
