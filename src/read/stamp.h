/*
 * stamp: a time stamp as text, made the local day and hour that tables and windows are cut from.
 *
 * It answers what hush_time_parse and the two zones answer, and is quick because scans come in the order of time: what a
 * date means is remembered (and checked once), what clocks show is remembered by stretches of UTC.  The clock is read and
 * checked for every row.  Memory never changes an answer: each row's depends on its own text.
 */
#ifndef HUSH_READ_STAMP_H
#define HUSH_READ_STAMP_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/zone.h"
#include "read/time.h"

/* Local date and clock hour of one row, in the privacy zone. */
struct hush_moment {
	hush_day day;
	uint32_t hour;
};

enum {
	HUSH_STAMP_MEMORY = 64, /* 2^6 */
	HUSH_STAMP_SECOND = 19  /* bytes of a date and a clock to the second */
};

struct hush_stamps {
	struct hush_time_format format;
	const struct hush_zone *privacy;
	struct hush_stamp_date {
		uint64_t first; /* the text's first eight bytes; 0: nothing is remembered here */
		uint64_t last;  /* its bytes 2 to 9 */
		int64_t midnight; /* seconds of the date's start, as if it were UTC */
		int64_t offset;
		bool plain; /* local stamps of this date are `offset` from UTC */
	} dates[HUSH_STAMP_MEMORY], *date; /* the one used last, which is nearly always the next one */
	struct hush_stamp_day {
		int64_t start; /* UTC seconds [start, end) lie on this local day and in one stretch */
		int64_t end;
		int32_t second; /* of day, at start */
		hush_day day;
	} days[HUSH_STAMP_MEMORY], *day; /* likewise */
	/* The minute read last, when all its seconds lie in one hour: stamps that differ from it in their seconds only. */
	struct hush_stamp_minute {
		uint64_t first; /* the text's bytes 0 to 7 */
		uint64_t last;  /* and 8 to 15, the minutes among them */
		size_t length;  /* 19, or 20 and a Z behind; 0: nothing is remembered */
		struct hush_moment moment;
	} minute;
};

/* The format's zone and `privacy` must outlive the stamps. Each thread needs its own. */
void hush_stamps_init(struct hush_stamps *stamps, struct hush_time_format format, const struct hush_zone *privacy);

static inline uint64_t hush_stamp_word(const char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return value;
}

/* Is it of the remembered minute? Behind that stand ":SS", each a digit and at most "59", and perhaps a Z. */
static inline bool hush_stamp_of_minute(const struct hush_stamp_minute *minute, const char *text, size_t length)
{
	uint32_t seconds;

	if (length < HUSH_STAMP_SECOND || length != minute->length || hush_stamp_word(text) != minute->first ||
	    hush_stamp_word(text + 8) != minute->last) {
		return false;
	}
	memcpy(&seconds, text + length - sizeof seconds, sizeof seconds); /* "0:SS" or ":SSZ": nothing behind the text is read */
	seconds = le32toh(seconds);
	/* What differs from ":00Z" must be at most 5 and 9, which a sum that reaches the top bit of a byte shows. */
	seconds = length == HUSH_STAMP_SECOND ? seconds >> 8 ^ UINT32_C(0x30303A) : seconds ^ UINT32_C(0x5A30303A);
	return ((seconds | (seconds + UINT32_C(0x7F767A7F))) & UINT32_C(0x80808080)) == 0;
}

/* hush_stamp_read of a stamp that is not of the remembered minute. */
bool hush_stamp_work_out(struct hush_stamps *stamps, const char *text, size_t length, struct hush_moment *moment);

/* False for anything that is not exactly one time between 1900 and 2199. Outer blanks must have been cut. */
static inline bool hush_stamp_read(struct hush_stamps *stamps, const char *text, size_t length, struct hush_moment *moment)
{
	if (hush_stamp_of_minute(&stamps->minute, text, length)) {
		*moment = stamps->minute.moment;
		return true;
	}
	return hush_stamp_work_out(stamps, text, length, moment);
}

#endif
