/*
 * time: a time stamp as text, made an instant. Every field is checked; a time that does not exist is unreadable.
 */
#ifndef HUSH_READ_TIME_H
#define HUSH_READ_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/zone.h"

enum hush_time_kind { HUSH_TIME_ISO, HUSH_TIME_EPOCH, HUSH_TIME_EPOCH_MS, HUSH_TIME_PATTERN };

struct hush_time_format {
	enum hush_time_kind kind;
	const char *pattern;          /* PATTERN: %Y %m %d %H %I %M %S %p %z and literals */
	const struct hush_zone *zone; /* of stamps without an offset */
};

/* "iso", "epoch", "epoch_ms" or a pattern, as the spec holds it. */
struct hush_time_format hush_time_format_of(const char *text, const struct hush_zone *zone);

/* False for anything that is not exactly one time between 1900 and 2199. Outer blanks must have been cut. */
bool hush_time_parse(const struct hush_time_format *format, const char *text, size_t length, int64_t *utc);

#endif
