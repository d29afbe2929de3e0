/* time: see time.h. */
#include "read/time.h"

#include <string.h>

enum { DAY_SECONDS = 86400, FIRST_YEAR = 1900, LAST_YEAR = 2199 };

/* What is left of the text. */
struct cursor {
	const char *at;
	const char *end;
};

struct clock {
	int year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
	int half;    /* 0 AM, 1 PM, -1 not given */
	bool twelve; /* the hour was read from a twelve-hour clock */
	bool fixed;  /* the stamp says how far it is from UTC: by `offset` seconds */
	int offset;
};

struct hush_time_format hush_time_format_of(const char *text, const struct hush_zone *zone)
{
	struct hush_time_format format = {HUSH_TIME_PATTERN, text, zone};

	if (strcmp(text, "iso") == 0) {
		format.kind = HUSH_TIME_ISO;
	} else if (strcmp(text, "epoch") == 0) {
		format.kind = HUSH_TIME_EPOCH;
	} else if (strcmp(text, "epoch_ms") == 0) {
		format.kind = HUSH_TIME_EPOCH_MS;
	}
	return format;
}

/* Between `least` and `most` digits. */
static bool take_digits(struct cursor *text, int least, int most, int *value)
{
	int sum = 0;
	int taken = 0;

	while (taken < most && text->at < text->end && *text->at >= '0' && *text->at <= '9') {
		sum = sum * 10 + (*text->at++ - '0');
		taken++;
	}
	*value = sum;
	return taken >= least;
}

static bool take(struct cursor *text, char wanted)
{
	if (text->at < text->end && *text->at == wanted) {
		text->at++;
		return true;
	}
	return false;
}

/* A fraction of a second, if there is one: any number of digits, all ignored. False for a mark without digits. */
static bool take_fraction(struct cursor *text, const char *marks)
{
	const char *first;

	if (text->at == text->end || *text->at == '\0' || !strchr(marks, *text->at)) {
		return true;
	}
	first = ++text->at;
	while (text->at < text->end && *text->at >= '0' && *text->at <= '9') {
		text->at++;
	}
	return text->at > first;
}

static bool clock_valid(const struct clock *clock)
{
	return clock->year >= FIRST_YEAR && clock->year <= LAST_YEAR &&
	       hush_civil_valid(clock->year, clock->month, clock->day) && clock->hour >= 0 && clock->hour <= 23 &&
	       clock->minute >= 0 && clock->minute <= 59 && clock->second >= 0 && clock->second <= 59;
}

static int64_t clock_seconds(const struct clock *clock)
{
	return (int64_t)hush_day_from_civil(clock->year, clock->month, clock->day) * DAY_SECONDS + clock->hour * 3600 +
	       clock->minute * 60 + clock->second;
}

/* False for a local time that does not exist. */
static bool clock_utc(const struct clock *clock, const struct hush_zone *zone, int64_t *utc)
{
	if (!clock->fixed) {
		return hush_zone_utc(zone, clock_seconds(clock), utc);
	}
	*utc = clock_seconds(clock) - clock->offset;
	return true;
}

/* Z, UTC, +HH, +HHMM or +HH:MM, behind which nothing may follow. True with *given false when there is none. */
static bool take_offset(struct cursor *text, bool *given, int *seconds)
{
	bool negative;
	int hours;
	int minutes = 0;

	*given = false;
	*seconds = 0;
	if (take(text, 'Z') || take(text, 'z')) {
		*given = true;
		return true;
	}
	if (text->end - text->at >= 3 && memcmp(text->at, "UTC", 3) == 0) {
		text->at += 3;
		*given = true;
		return true;
	}
	negative = text->at < text->end && *text->at == '-';
	if (!negative && !(text->at < text->end && *text->at == '+')) {
		return true;
	}
	text->at++;
	if (!take_digits(text, 2, 2, &hours)) {
		return false;
	}
	if (take(text, ':')) {
		if (!take_digits(text, 2, 2, &minutes)) {
			return false;
		}
	} else if (text->at < text->end && !take_digits(text, 2, 2, &minutes)) {
		return false;
	}
	if (hours > 18 || minutes > 59) {
		return false;
	}
	*given = true;
	*seconds = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
	return true;
}

static bool parse_iso(const struct hush_zone *zone, struct cursor text, int64_t *utc)
{
	struct clock clock = {.half = -1};

	if (!take_digits(&text, 4, 4, &clock.year) || !take(&text, '-') || !take_digits(&text, 2, 2, &clock.month) ||
	    !take(&text, '-') || !take_digits(&text, 2, 2, &clock.day) ||
	    !(take(&text, 'T') || take(&text, 't') || take(&text, ' ')) || !take_digits(&text, 2, 2, &clock.hour) ||
	    !take(&text, ':') || !take_digits(&text, 2, 2, &clock.minute)) {
		return false;
	}
	if (take(&text, ':')) {
		if (!take_digits(&text, 2, 2, &clock.second)) {
			return false;
		}
		if (!take_fraction(&text, ".,")) {
			return false;
		}
	}
	(void)take(&text, ' ');
	return take_offset(&text, &clock.fixed, &clock.offset) && text.at == text.end && clock_valid(&clock) &&
	       clock_utc(&clock, zone, utc);
}

static bool parse_epoch(struct cursor text, bool milliseconds, int64_t *utc)
{
	int64_t low = (int64_t)hush_day_from_civil(FIRST_YEAR, 1, 1) * DAY_SECONDS;
	int64_t high = (int64_t)hush_day_from_civil(LAST_YEAR + 1, 1, 1) * DAY_SECONDS;
	bool negative = take(&text, '-');
	const char *start = text.at;
	int64_t sum = 0;

	while (text.at < text.end && *text.at >= '0' && *text.at <= '9') {
		if (text.at - start == 17) {
			return false;
		}
		sum = sum * 10 + (*text.at++ - '0');
	}
	if (text.at == start) {
		return false;
	}
	if (!take_fraction(&text, ".") || text.at != text.end) {
		return false;
	}
	sum = negative ? -sum : sum;
	if (milliseconds) {
		sum = sum / 1000 - (sum % 1000 < 0 ? 1 : 0);
	}
	*utc = sum;
	return sum >= low && sum < high;
}

static bool take_half(struct cursor *text, int *half)
{
	if (text->end - text->at < 2 || (text->at[1] != 'M' && text->at[1] != 'm')) {
		return false;
	}
	switch (text->at[0]) {
	case 'A':
	case 'a': *half = 0; break;
	case 'P':
	case 'p': *half = 1; break;
	default: return false;
	}
	text->at += 2;
	return true;
}

static bool take_part(struct cursor *text, char part, struct clock *clock)
{
	switch (part) {
	case 'Y': return take_digits(text, 4, 4, &clock->year);
	case 'm': return take_digits(text, 1, 2, &clock->month);
	case 'd': return take_digits(text, 1, 2, &clock->day);
	case 'H': return take_digits(text, 1, 2, &clock->hour);
	case 'I':
		clock->twelve = true;
		return take_digits(text, 1, 2, &clock->hour) && clock->hour >= 1 && clock->hour <= 12;
	case 'M': return take_digits(text, 2, 2, &clock->minute);
	case 'S': return take_digits(text, 2, 2, &clock->second);
	case 'p': return take_half(text, &clock->half);
	case 'z': return take_offset(text, &clock->fixed, &clock->offset) && clock->fixed;
	case '%': return take(text, '%');
	default: return false;
	}
}

/* Brings a twelve-hour clock to 24 hours: 12 AM is midnight. A half that contradicts a 24-hour clock is no time. */
static bool clock_halves(struct clock *clock)
{
	if (clock->twelve) {
		clock->hour = clock->hour % 12 + 12 * clock->half;
		return clock->half >= 0;
	}
	return clock->half < 0 || (clock->hour >= 12) == (clock->half == 1);
}

static bool parse_pattern(const char *pattern, const struct hush_zone *zone, struct cursor text, int64_t *utc)
{
	struct clock clock = {.half = -1};

	for (const char *p = pattern; *p; p++) {
		if (*p != '%') {
			if (!take(&text, *p)) {
				return false;
			}
		} else if (!*++p || !take_part(&text, *p, &clock)) {
			return false;
		}
	}
	if (text.at != text.end) {
		return false;
	}
	return clock_halves(&clock) && clock_valid(&clock) && clock_utc(&clock, zone, utc);
}

bool hush_time_parse(const struct hush_time_format *format, const char *text, size_t length, int64_t *utc)
{
	struct cursor cursor = {text, text + length};

	switch (format->kind) {
	case HUSH_TIME_ISO: return parse_iso(format->zone, cursor, utc);
	case HUSH_TIME_EPOCH: return parse_epoch(cursor, false, utc);
	case HUSH_TIME_EPOCH_MS: return parse_epoch(cursor, true, utc);
	case HUSH_TIME_PATTERN: return parse_pattern(format->pattern, format->zone, cursor, utc);
	}
	return false;
}
