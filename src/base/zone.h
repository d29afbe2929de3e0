/*
 * zone: named time zones, without touching the process's own.
 *
 * A zone is a table of its offset changes from 1900 to 2200, taken once from the system's zone data, so that the
 * reading loop needs no outside library.  Seconds are counted from 1970-01-01T00:00:00, as UTC or as local clock time.
 */
#ifndef HUSH_BASE_ZONE_H
#define HUSH_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/error.h"

struct hush_zone;

/* Opens an IANA name ("America/Los_Angeles", "UTC"); the one opened last is opened again in no time. HUSH_E_SPEC when it is not known here (hint: install tzdata). */
hush_status hush_zone_open(const char *name, struct hush_zone **zone, hush_error *err);
void hush_zone_free(struct hush_zone *zone);

/* Local clock seconds of an instant. */
int64_t hush_zone_local(const struct hush_zone *zone, int64_t utc);

/* The longest stretch around an instant in which local clocks differ from UTC by the same seconds: from *start until *end. */
void hush_zone_stretch(const struct hush_zone *zone, int64_t utc, int64_t *start, int64_t *end, int64_t *offset);

/* True when every second of this local day exists exactly once, *offset seconds from UTC. */
bool hush_zone_plain_day(const struct hush_zone *zone, hush_day day, int64_t *offset);

/* The instant of a local clock time. False for a time in a daylight-saving gap; in a repeated hour the first is meant. */
bool hush_zone_utc(const struct hush_zone *zone, int64_t local, int64_t *utc);

/* The day and the second of day (0..86399) of local clock seconds. */
void hush_local_split(int64_t local, hush_day *day, int32_t *second_of_day);

#endif
