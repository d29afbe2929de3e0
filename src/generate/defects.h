/*
 * defects: what is wrong with real exports, put into made-up ones on purpose: how often, and how it is done to a row.
 */
#ifndef HUSH_GENERATE_DEFECTS_H
#define HUSH_GENERATE_DEFECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hushcount/generate.h>

#include "generate/dice.h"

enum hush_defect {
	HUSH_DEFECT_MISREAD,   /* a character of the plate read as one that looks like it */
	HUSH_DEFECT_RESPELLED, /* the plate in small letters, without dashes or with blanks for them */
	HUSH_DEFECT_PLATE_BLANK,
	HUSH_DEFECT_PLATE_NA,
	HUSH_DEFECT_PLATE_REDACTED, /* " REDACTED" */
	HUSH_DEFECT_PLATE_STARS,    /* "***" */
	HUSH_DEFECT_STATE_BLANK,
	HUSH_DEFECT_STATE_NA,
	HUSH_DEFECT_SITE_NA,
	HUSH_DEFECT_PADDED,     /* blanks around the time stamp */
	HUSH_DEFECT_LINE_BREAK, /* a line feed inside quotes */
	HUSH_DEFECT_LATE,       /* after a row that came later */
	HUSH_DEFECT_SHORT,      /* a field missing */
	HUSH_DEFECT_LONG,       /* a field too many */
	HUSH_DEFECT_STRAY_QUOTE,
	HUSH_DEFECT_ROW_KINDS, /* at most one of those above in a row; the rest is done elsewhere */
	HUSH_DEFECT_HEADER_AGAIN = HUSH_DEFECT_ROW_KINDS, /* the header line in the middle of a file */
	HUSH_DEFECT_OLD_CLOCK, /* a time that the clock skipped: a camera that missed the change to daylight-saving time */
	HUSH_DEFECT_AGAIN,     /* one passage as two rows */
	HUSH_DEFECTS
};

/* How often, of 100,000 rows. */
struct hush_defect_rates {
	uint32_t end[HUSH_DEFECT_ROW_KINDS]; /* summed up */
	uint32_t again;
	bool every;           /* also header lines, byte-order marks and clocks: everything there is */
	bool one_stray_quote; /* exactly one in the whole set */
};

struct hush_defect_rates hush_defect_rates_of(enum hush_generate_defects wanted);

/* HUSH_DEFECT_ROW_KINDS when nothing is wrong with this row. */
static inline enum hush_defect hush_defect_pick(const struct hush_defect_rates *rates, uint64_t random)
{
	uint32_t at = hush_scale(random, 100000);
	uint32_t defect = 0;

	if (at >= rates->end[HUSH_DEFECT_ROW_KINDS - 1]) {
		return HUSH_DEFECT_ROW_KINDS;
	}
	while (at >= rates->end[defect]) {
		defect++;
	}
	return (enum hush_defect)defect;
}

/* Spoils a plate (room for two more bytes) for the defects that are about it. */
void hush_defect_plate(enum hush_defect defect, uint32_t random, char *plate);

/* A quote in the middle of an unquoted field, as hand-edited exports have: such a line is no CSV row. */
void hush_stray_quote(char *plate);

const char *hush_defect_name(enum hush_defect defect);

#endif
