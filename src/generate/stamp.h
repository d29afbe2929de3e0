/*
 * stamp: instants as exports write them.
 */
#ifndef HUSH_GENERATE_STAMP_H
#define HUSH_GENERATE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/zone.h"

enum { HUSH_STAMP = 25 /* "2025-01-31T07:05:09-08:00" */, HUSH_STAMP_LOCAL = 19, HUSH_STAMP_TEXT = 32 };

/* The local time with its offset; HUSH_STAMP characters and NUL. */
void hush_stamp_iso(const struct hush_zone *zone, int64_t instant, char stamp[HUSH_STAMP_TEXT]);

/* "01/31/2025, 07:05:09 AM" in UTC; not padded, "1/31/2025, 7:05:09 AM". */
void hush_stamp_vendor(int64_t instant, bool padded, char stamp[HUSH_STAMP_TEXT]);

#endif
