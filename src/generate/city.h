/*
 * city: the made-up place: its sites, its mobile units, and the vehicles that live there or pass through.
 *
 * A vehicle is a number; its plate, state and habits are computed from the number and the seed, so that a city of
 * millions of vehicles takes no memory.  Numbers below `residents` belong to the city (commuters first, then locals,
 * then the fleet of taxis, deliveries and patrols); larger ones are seen while they pass through, once or a few times.
 *
 * Plates follow the pattern Q L D D - D D D - L L (letters L out of twenty, digits D), for example "QK47-203-XB".  They
 * have nine characters, more than any state puts on a plate, so none of them can be a real one.  The letters avoid
 * those that look like each other or like the same digit, so that two plates never share a look-alike form.
 */
#ifndef HUSH_GENERATE_CITY_H
#define HUSH_GENERATE_CITY_H

#include <stdint.h>

#include "base/error.h"

enum { HUSH_PLATE_TEXT = 12, HUSH_SITE_TEXT = 32 }; /* with NUL */

struct hush_city {
	uint64_t seed;
	uint32_t sites; /* fixed ones: 0..sites-1 */
	uint32_t mobile; /* mobile units: sites..sites+mobile-1 */
	char (*names)[HUSH_SITE_TEXT];
	/* Alias table of the fixed sites: site i is taken when a 32-bit number lies below keep[i], else other[i]. */
	uint64_t *keep;
	uint32_t *other;
	uint64_t commuters;
	uint64_t locals;
	uint64_t fleet;
};

/* `monthly` scans in 30 days decide how many vehicles live in the city. */
hush_status hush_city_make(uint32_t sites, uint32_t mobile, uint64_t monthly, uint64_t seed, struct hush_city *city,
                           hush_error *err);
void hush_city_release(struct hush_city *city);

uint64_t hush_city_residents(const struct hush_city *city);

/* A fixed site from a uniform 64-bit number: busy sites often, quiet ones seldom (Zipf, exponent 0.9). */
uint32_t hush_city_site(const struct hush_city *city, uint64_t random);

const char *hush_city_district(const struct hush_city *city, uint32_t site);

/* What a vehicle always has: a uniform 64-bit number for each `purpose`. */
uint64_t hush_city_trait(const struct hush_city *city, uint64_t vehicle, uint32_t purpose);

void hush_city_plate(const struct hush_city *city, uint64_t vehicle, char plate[HUSH_PLATE_TEXT]);
const char *hush_city_state(const struct hush_city *city, uint64_t vehicle);

#endif
