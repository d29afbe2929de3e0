/*
 * city: the made-up place: its agencies, their fixed sites and mobile units, and what every vehicle always has.
 *
 * A vehicle is a number; its plate, state, home and places are computed from the number and the seed, so that a place
 * of millions of vehicles takes no memory.  Which numbers live there and how often they are seen is habits.h.
 *
 * Agencies are as different as published portals show: how many cameras, and how much a camera sees, are lognormal, and
 * inside an agency sites are busy by Zipf's law with exponent 0.9.  The lognormal amounts are the quantiles of their
 * law, dealt out by the seed, so that a few agencies already are as uneven as the law says; a single one is the median.
 *
 * Plates follow the pattern Q L D D - D D D - L L (letters L out of twenty, digits D), for example "QK47-203-XB".  They
 * have nine characters, more than any state puts on a plate, so none of them can be a real one.  The letters avoid
 * those that look like each other or like the same digit, so that two plates never share a look-alike form.
 */
#ifndef HUSH_GENERATE_CITY_H
#define HUSH_GENERATE_CITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "generate/alias.h"

enum { HUSH_PLATE_TEXT = 12, HUSH_SITE_TEXT = 32, HUSH_AGENCY_TEXT = 48 }; /* with NUL */

struct hush_agency {
	char name[HUSH_AGENCY_TEXT];
	uint32_t first_site;
	uint32_t sites;
	uint32_t first_unit; /* mobile units, counted from 0 */
	uint32_t units;
	double monthly;         /* scans in 30 days, as portals of agencies with so many cameras say */
	double searches;        /* in 30 days */
	double sharing;         /* how many other organisations may search */
	struct hush_alias busy; /* among its own sites */
};

struct hush_city {
	uint64_t seed;
	uint32_t sites;  /* fixed ones: 0..sites-1 */
	uint32_t mobile; /* mobile units: sites..sites+mobile-1 */
	uint32_t agencies;
	struct hush_agency *agency;
	uint16_t *agency_of;           /* of every site and unit */
	char (*names)[HUSH_SITE_TEXT]; /* of every site and unit */
	struct hush_alias volume;      /* among agencies, by scans */
};

/* What a trait of a vehicle is for; each purpose gives an independent number. */
enum hush_purpose {
	HUSH_TRAIT_HOME,
	HUSH_TRAIT_LIST,
	HUSH_TRAIT_STATE,
	HUSH_TRAIT_MINUTE,
	HUSH_TRAIT_PLACE /* and after */
};

/* At least one site for each agency. HUSH_E_MEMORY. */
hush_status hush_city_make(uint32_t agencies, uint32_t sites, uint32_t mobile, uint64_t seed, struct hush_city *city,
						   hush_error *err);
void hush_city_release(struct hush_city *city);

/* Scans of all agencies in 30 days, as published figures say. */
double hush_city_monthly(const struct hush_city *city);

/* A fixed site of an agency from a uniform 64-bit number: busy sites often, quiet ones seldom. */
static inline uint32_t hush_city_site(const struct hush_city *city, uint32_t agency, uint64_t random)
{
	const struct hush_agency *of = &city->agency[agency];

	return of->first_site + hush_alias_pick(&of->busy, random);
}

/* An agency, by how much its cameras see. */
static inline uint32_t hush_city_agency(const struct hush_city *city, uint64_t random)
{
	return city->agencies == 1 ? 0 : hush_alias_pick(&city->volume, random);
}

/* What a vehicle always has: a uniform 64-bit number for each purpose. */
uint64_t hush_city_trait(const struct hush_city *city, uint64_t vehicle, uint32_t purpose);

/* The n-th of the places that a vehicle goes to: mostly in the area of one agency, its home. */
uint32_t hush_city_place(const struct hush_city *city, uint64_t vehicle, uint32_t n);

const char *hush_city_district(const struct hush_city *city, uint32_t site);
void hush_city_plate(const struct hush_city *city, uint64_t vehicle, char plate[HUSH_PLATE_TEXT]);

/* Residents are mostly of the state, others less often. */
const char *hush_city_state(const struct hush_city *city, uint64_t vehicle, bool resident);

/* The name of the n-th made-up agency of a made-up country: 0.. without end; those of `city` come first. */
void hush_agency_name(uint32_t n, char name[HUSH_AGENCY_TEXT]);

#endif
