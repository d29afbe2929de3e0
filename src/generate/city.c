/* city: see city.h. */
#include "generate/city.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "generate/dice.h"

static const char *const streets[] = {
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Garnet", "Hazel", "Iris", "Juniper",
    "Kestrel", "Laurel", "Maple", "Nutmeg", "Oak", "Poplar", "Quarry", "Rowan", "Spruce", "Tamarack",
    "Umber", "Vine", "Willow", "Yarrow", "Zinnia", "Bridge", "Canal", "Depot", "Foundry", "Granite",
    "Harbor", "Ironworks", "Lantern", "Market", "Mill", "Orchard", "Prairie", "Station", "Summit", "Union",
};

static const char *const districts[] = {"North", "Harbor", "Old Town", "Hillside", "Riverside", "Mill Valley"};

/* None of them looks like another or like the digit of another: no I, O, Q, D, U, V. */
static const char letters[] = "ABCEFGHJKLMNPRSTWXYZ";

static const char *const other_states[] = {"OR", "OR", "OR", "CA", "CA", "ID", "ID", "MT", "NV", "AZ"};

enum {
	STREETS = sizeof streets / sizeof streets[0],
	DISTRICTS = sizeof districts / sizeof districts[0],
	OTHER_STATES = sizeof other_states / sizeof other_states[0],
	LETTERS = 20,
	BLOCKS = 29, /* numbered streets: STREETS * BLOCKS crossings, more than there can be sites */
	/*
	 * Scans per resident and month that the habits in traffic.c add up to: commuters 8.5 a week, locals about 3, the fleet
	 * about 76, and three vehicles that pass through for each resident.  Of all vehicles of a month 75 % pass through, 18
	 * % are locals, 6.5 % commuters and 0.5 % fleet; a vehicle is seen about 7 times.
	 */
	SCANS_PER_RESIDENT = 29
};

static const char *ordinal_ending(uint32_t number)
{
	if (number % 100 >= 11 && number % 100 <= 13) {
		return "th";
	}
	return number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
}

static void name_sites(struct hush_city *city)
{
	for (uint32_t i = 0; i < city->sites; i++) {
		uint32_t street = i % STREETS;
		uint32_t block = 1 + (i / STREETS + 7 * street + 2) % BLOCKS;

		snprintf(city->names[i], HUSH_SITE_TEXT, "%s & %u%s", streets[street], block, ordinal_ending(block));
	}
	for (uint32_t i = 0; i < city->mobile; i++) {
		snprintf(city->names[city->sites + i], HUSH_SITE_TEXT, "Mobile unit %u", i + 1);
	}
}

/* Vose's alias method over weights 1/rank^0.9, the ranks dealt out by the seed. */
static hush_status weigh_sites(struct hush_city *city, hush_error *err)
{
	uint32_t count = city->sites;
	double *weight = hush_calloc(count, sizeof *weight);
	uint32_t *rank = hush_calloc(count, sizeof *rank);
	uint32_t *pending = hush_calloc(count, sizeof *pending); /* light sites from the front, heavy ones from the back */
	struct hush_dice dice;
	uint32_t light = 0;
	uint32_t heavy = count;
	double sum = 0;
	hush_status status = weight && rank && pending ? HUSH_OK : hush_fail_memory(err);

	hush_dice_seed(&dice, hush_mix(city->seed ^ 0x51735));
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		uint32_t at = hush_dice_below(&dice, i + 1);

		rank[i] = rank[at];
		rank[at] = i;
	}
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		weight[i] = pow(rank[i] + 1.0, -0.9);
		sum += weight[i];
	}
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		weight[i] *= count / sum;
		pending[weight[i] < 1.0 ? light++ : --heavy] = i;
	}
	while (status == HUSH_OK && light > 0 && heavy < count) {
		uint32_t small = pending[--light];
		uint32_t large = pending[heavy++];

		city->keep[small] = (uint64_t)(weight[small] * 4294967296.0);
		city->other[small] = large;
		weight[large] -= 1.0 - weight[small];
		pending[weight[large] < 1.0 ? light++ : --heavy] = large;
	}
	/* What is left is full but for rounding. */
	while (status == HUSH_OK && light > 0) {
		city->keep[pending[--light]] = UINT64_C(1) << 32;
	}
	while (status == HUSH_OK && heavy < count) {
		city->keep[pending[heavy++]] = UINT64_C(1) << 32;
	}
	hush_free(weight);
	hush_free(rank);
	hush_free(pending);
	return status;
}

hush_status hush_city_make(uint32_t sites, uint32_t mobile, uint64_t monthly, uint64_t seed, struct hush_city *city,
                           hush_error *err)
{
	uint64_t residents = monthly / SCANS_PER_RESIDENT + 50;
	struct hush_city made = {
	    .seed = seed,
	    .sites = sites,
	    .mobile = mobile,
	    .names = hush_calloc(sites + mobile, sizeof *made.names),
	    .keep = hush_calloc(sites, sizeof *made.keep),
	    .other = hush_calloc(sites, sizeof *made.other),
	    .commuters = residents * 26 / 100,
	    .fleet = residents * 2 / 100,
	};
	hush_status status;

	made.locals = residents - made.commuters - made.fleet;
	if (!made.names || !made.keep || !made.other) {
		hush_city_release(&made);
		return hush_fail_memory(err);
	}
	name_sites(&made);
	status = weigh_sites(&made, err);
	if (status != HUSH_OK) {
		hush_city_release(&made);
		return status;
	}
	*city = made;
	return HUSH_OK;
}

void hush_city_release(struct hush_city *city)
{
	hush_free(city->names);
	hush_free(city->keep);
	hush_free(city->other);
	*city = (struct hush_city){0};
}

uint64_t hush_city_residents(const struct hush_city *city)
{
	return city->commuters + city->locals + city->fleet;
}

uint32_t hush_city_site(const struct hush_city *city, uint64_t random)
{
	uint32_t site = hush_scale(random, city->sites);

	return (random & UINT32_MAX) < city->keep[site] ? site : city->other[site];
}

const char *hush_city_district(const struct hush_city *city, uint32_t site)
{
	return site < city->sites ? districts[site % STREETS % DISTRICTS] : "Citywide";
}

uint64_t hush_city_trait(const struct hush_city *city, uint64_t vehicle, uint32_t purpose)
{
	return hush_mix(hush_mix(city->seed + purpose) ^ vehicle);
}

/* Vehicle numbers are scattered over all plates by a step that shares no factor with their count (2^11 * 5^8). */
void hush_city_plate(const struct hush_city *city, uint64_t vehicle, char plate[HUSH_PLATE_TEXT])
{
	const uint64_t plates = (uint64_t)LETTERS * LETTERS * LETTERS * 100000;
	uint64_t place = (vehicle % plates * 618033989 + hush_mix(city->seed) % plates) % plates;
	uint32_t digits = (uint32_t)(place % 100000);
	uint32_t word = (uint32_t)(place / 100000);

	plate[0] = 'Q';
	plate[1] = letters[word % LETTERS];
	plate[2] = (char)('0' + digits / 10000);
	plate[3] = (char)('0' + digits / 1000 % 10);
	plate[4] = '-';
	plate[5] = (char)('0' + digits / 100 % 10);
	plate[6] = (char)('0' + digits / 10 % 10);
	plate[7] = (char)('0' + digits % 10);
	plate[8] = '-';
	plate[9] = letters[word / LETTERS % LETTERS];
	plate[10] = letters[word / LETTERS / LETTERS];
	plate[11] = '\0';
}

const char *hush_city_state(const struct hush_city *city, uint64_t vehicle)
{
	uint64_t trait = hush_city_trait(city, vehicle, 100);
	uint32_t visitors = vehicle < hush_city_residents(city) ? 30 : 220; /* per mille from elsewhere */

	return hush_scale(trait, 1000) >= visitors ? "WA" : other_states[(trait & UINT32_MAX) % OTHER_STATES];
}
