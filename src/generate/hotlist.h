/*
 * hotlist: which vehicles are listed, and what becomes of a hit.
 *
 * Vehicles are listed, not scans, so that hits cluster on a vehicle as real ones do: about 2,000 of a million scans are
 * of a listed vehicle, 97 % of them for a registration or emissions that have run out, and about 50 for something
 * serious.
 */
#ifndef HUSH_GENERATE_HOTLIST_H
#define HUSH_GENERATE_HOTLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "generate/city.h"
#include "generate/habits.h"

enum { HUSH_HOTLIST_ENTRIES = 7, HUSH_OUTCOMES = 4 };

struct hush_hotlist_entry {
	const char *list;
	const char *category;
};

extern const struct hush_hotlist_entry hush_hotlist[HUSH_HOTLIST_ENTRIES];

/* "none", "stop", "search", "arrest". */
extern const char *const hush_outcomes[HUSH_OUTCOMES];

/* The entry that lists a vehicle, or HUSH_HOTLIST_ENTRIES: taxis, deliveries and patrols are on no list. */
uint32_t hush_hotlist_of(const struct hush_city *city, const struct hush_habits *habits, uint64_t vehicle,
						 enum hush_kind kind);

/* Whether a person found the hit to be right, and what it led to. */
void hush_hotlist_outcome(uint32_t entry, uint64_t random, bool *verified, uint32_t *outcome);

#endif
