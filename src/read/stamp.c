/* stamp: see stamp.h. */
#include "read/stamp.h"

#include <endian.h>
#include <string.h>

enum { DATE = 10, SECOND = HUSH_STAMP_SECOND, DAY_SECONDS = 86400, FIRST_YEAR = 1900, LAST_YEAR = 2199 };

void hush_stamps_init(struct hush_stamps *stamps, struct hush_time_format format, const struct hush_zone *privacy)
{
	*stamps = (struct hush_stamps){.format = format, .privacy = privacy};
	stamps->date = stamps->dates;
	stamps->day = stamps->days;
}

/* What the date at the start of the text means; NULL when it is none. */
static const struct hush_stamp_date *date_of(struct hush_stamps *stamps, const char *text)
{
	uint64_t first = hush_stamp_word(text);
	uint64_t last = hush_stamp_word(text + 2);
	struct hush_stamp_date *date = stamps->date;
	hush_day day;

	if (date->first == first && date->last == last && first != 0) {
		return date;
	}
	date = &stamps->dates[(first ^ last * 31) * UINT64_C(0x9E3779B97F4A7C15) >> 58];
	stamps->date = date;
	if (date->first == first && date->last == last && first != 0) {
		return date;
	}
	date->first = 0;
	if (!hush_day_parse(text, DATE, &day) || day < hush_day_from_civil(FIRST_YEAR, 1, 1) ||
	    day >= hush_day_from_civil(LAST_YEAR + 1, 1, 1)) {
		return NULL;
	}
	date->first = first;
	date->last = last;
	date->midnight = (int64_t)day * DAY_SECONDS;
	date->plain = hush_zone_plain_day(stamps->format.zone, day, &date->offset);
	return date;
}

/*
 * "HH:MM:SS", each a real one.  The eight bytes are looked at together: what is left of them when "00:00:00" is taken off
 * must be at most 2, 9, 0, 5, 9, 0, 5, 9, which a sum that reaches the top bit of a byte shows.
 */
static bool clock_of(const char *text, int64_t *seconds)
{
	uint64_t left = le64toh(hush_stamp_word(text)) ^ UINT64_C(0x30303A30303A3030);
	uint64_t pairs;
	unsigned hour;

	if ((left | (left + UINT64_C(0x767A7F767A7F767D))) & UINT64_C(0x8080808080808080)) {
		return false;
	}
	pairs = left * 10 + (left >> 8); /* two digits each, in bytes 0, 3 and 6; none reaches 256 */
	hour = pairs & 0xff;
	*seconds = (int64_t)(hour * 3600 + (pairs >> 24 & 0xff) * 60 + (pairs >> 48 & 0xff));
	return hour <= 23;
}

static bool two_digits(const char *text, int64_t *value)
{
	*value = (text[0] - '0') * 10 + (text[1] - '0');
	return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

/* "+HH:MM", as read/time reads it. */
static bool offset_of(const char *text, int64_t *offset)
{
	int64_t hours;
	int64_t minutes;

	if ((text[0] != '+' && text[0] != '-') || text[3] != ':' || !two_digits(text + 1, &hours) ||
	    !two_digits(text + 4, &minutes) || hours > 18 || minutes > 59) {
		return false;
	}
	*offset = (hours * 60 + minutes) * 60 * (text[0] == '-' ? -1 : 1);
	return true;
}

/* The usual shapes: a date, 'T' or a blank, hours to seconds, perhaps a fraction, then nothing, Z or
 * +HH:MM. False: ask hush_time_parse. */
static bool usual(struct hush_stamps *stamps, const char *text, size_t length, int64_t *utc)
{
	const struct hush_stamp_date *date;
	size_t at = SECOND;
	int64_t seconds;
	int64_t offset = 0;

	if (stamps->format.kind != HUSH_TIME_ISO || length < SECOND || (text[DATE] != 'T' && text[DATE] != ' ')) {
		return false;
	}
	date = date_of(stamps, text);
	if (!date || !clock_of(text + DATE + 1, &seconds)) {
		return false;
	}
	if (at < length && text[at] == '.') {
		while (++at < length && text[at] >= '0' && text[at] <= '9') {
		}
		if (at == SECOND + 1) {
			return false; /* a point without digits */
		}
	}
	if (length == at) {
		if (!date->plain) {
			return false; /* clocks change about that day */
		}
		offset = date->offset;
	} else if (length == at + 6) {
		if (!offset_of(text + at, &offset)) {
			return false;
		}
	} else if (length != at + 1 || text[at] != 'Z') {
		return false;
	}
	*utc = date->midnight + seconds - offset;
	return true;
}

static void remember(const struct hush_stamps *stamps, int64_t utc, struct hush_stamp_day *day)
{
	int64_t start;
	int64_t end;
	int64_t offset;
	int32_t second;

	hush_zone_stretch(stamps->privacy, utc, &start, &end, &offset);
	hush_local_split(utc + offset, &day->day, &second);
	day->start = start > utc - second ? start : utc - second;
	day->end = end < utc - second + DAY_SECONDS ? end : utc - second + DAY_SECONDS;
	day->second = (int32_t)(day->start - (utc - second));
}

/* After a stamp of a usual shape was read as this time: what its minute means, where all seconds of it mean the same. */
static void remember_minute(struct hush_stamps *stamps, const char *text, size_t length, int64_t utc, uint32_t second)
{
	const struct hush_stamp_day *day = stamps->day;
	const int64_t start = utc - second;

	if ((length == SECOND || length == SECOND + 1) && start >= day->start && start + 59 < day->end &&
	    (start - day->start + day->second) / 3600 == (start + 59 - day->start + day->second) / 3600) {
		stamps->minute = (struct hush_stamp_minute){hush_stamp_word(text), hush_stamp_word(text + 8), length,
		                                            {day->day, (uint32_t)(start - day->start + day->second) / 3600}};
	}
}

bool hush_stamp_work_out(struct hush_stamps *stamps, const char *text, size_t length, struct hush_moment *moment)
{
	struct hush_stamp_day *day;
	bool is_usual;
	int64_t utc;

	is_usual = usual(stamps, text, length, &utc);
	if (!is_usual && !hush_time_parse(&stamps->format, text, length, &utc)) {
		return false;
	}
	day = stamps->day;
	if (utc < day->start || utc >= day->end) {
		day = &stamps->days[(uint64_t)(utc >> 16) % HUSH_STAMP_MEMORY];
		stamps->day = day;
		if (utc < day->start || utc >= day->end) {
			remember(stamps, utc, day);
		}
	}
	moment->day = day->day;
	moment->hour = (uint32_t)(utc - day->start + day->second) / 3600;
	if (is_usual) {
		remember_minute(stamps, text, length, utc, (uint32_t)(text[SECOND - 2] - '0') * 10 + (uint32_t)(text[SECOND - 1] - '0'));
	}
	return true;
}
