/* hotlist: see hotlist.h. */
#include "generate/hotlist.h"

#include "generate/dice.h"

const struct hush_hotlist_entry hush_hotlist[HUSH_HOTLIST_ENTRIES] = {
	{"State registration file", "registration expired"},
	{"State registration file", "emissions test missed"},
	{"State stolen file", "stolen vehicle"},
	{"State stolen file", "stolen plate"},
	{"Wanted persons", "wanted person"},
	{"Missing persons", "missing person"},
	{"Local list", "local interest"},
};

const char *const hush_outcomes[HUSH_OUTCOMES] = {"none", "stop", "search", "arrest"};

enum { BILLION = 1000000000, LISTED = 2000000 /* of a billion scans */, FIRST_SERIOUS = 2 };

/* Of a thousand listed vehicles, summed up. */
static const uint32_t share_end[HUSH_HOTLIST_ENTRIES] = {640, 970, 984, 988, 992, 993, 1000};

uint32_t hush_hotlist_of(const struct hush_city *city, const struct hush_habits *habits, uint64_t vehicle,
						 enum hush_kind kind)
{
	uint64_t trait = hush_city_trait(city, vehicle, HUSH_TRAIT_LIST);
	uint32_t entry = 0;
	uint32_t at;

	/* The fleet has no hit, so the others have all of them. */
	if (kind == HUSH_KIND_FLEET || hush_scale(trait, BILLION) * (1 - habits->fleet_share) >= LISTED) {
		return HUSH_HOTLIST_ENTRIES;
	}
	at = hush_scale(hush_mix(trait), 1000);
	while (at >= share_end[entry]) {
		entry++;
	}
	return entry;
}

/* No published figure says how often; of 1,200 alerts in a year one city reports 37 cars found and 33 arrests. */
void hush_hotlist_outcome(uint32_t entry, uint64_t random, bool *verified, uint32_t *outcome)
{
	bool serious = entry >= FIRST_SERIOUS;
	uint32_t then = hush_scale(hush_mix(random), 100);

	*verified = hush_scale(random, 100) < 92;
	*outcome = 0;
	if (*verified && hush_scale(random << 32, 100) < (serious ? 40u : 3u)) {
		*outcome = !serious || then < 35 ? 1 : then < 55 ? 2 : 3;
	}
}
