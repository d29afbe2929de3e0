/*
 * traffic: who passes where in one hour of the made-up city.
 */
#ifndef HUSH_GENERATE_TRAFFIC_H
#define HUSH_GENERATE_TRAFFIC_H

#include <stdint.h>

#include "base/error.h"
#include "generate/city.h"
#include "generate/dice.h"

struct hush_sight {
	uint64_t vehicle;
	uint32_t second; /* within the hour */
	uint32_t site;
};

struct hush_traffic {
	const struct hush_city *city;
	struct hush_dice *dice;
	uint64_t strangers;         /* vehicles that passed through so far */
	struct hush_sight *sights;  /* of the hour made last, in the order of their seconds */
	struct hush_sight *unsorted;
	uint32_t room;
};

/* Traffic of an hour (weekday 0 Monday .. 6 Sunday, hour 0..23), relative to the other hours of a week. */
uint32_t hush_traffic_weight(int weekday, int hour);

/* Fills traffic->sights with `count` sights within `seconds` (1..3600). HUSH_E_MEMORY. */
hush_status hush_traffic_hour(struct hush_traffic *traffic, int weekday, int hour, uint32_t seconds, uint32_t count,
                              hush_error *err);
void hush_traffic_release(struct hush_traffic *traffic);

#endif
