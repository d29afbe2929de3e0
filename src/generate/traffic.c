/*
 * traffic: see traffic.h.
 *
 * An hour has a given number of scans.  Those of the residents, whose habits are fixed, come first; vehicles that pass
 * through fill the rest.  So the hours of the day and the days of the week are busy as road counters say, and every
 * week keeps the law of habits.h.
 */
#include "generate/traffic.h"

#include <string.h>

#include "base/memory.h"

enum {
	HOUR = 3600,
	MINUTE = 60,
	WEEKEND = 5,
	LEGS = 10,          /* the ways of a commuter's week: out and back on five days */
	LOCAL_PLACES = 16,  /* that a local goes to */
	UNIT_AT_WORK = 260, /* per mille of the hours in which a mobile unit is out */
	WHOLE = 100000
};

/* Tenths of a per cent of a day's traffic, by hour. */
static const uint16_t hour_share[2][24] = {
	{8, 5, 4, 4, 10, 31, 63, 71, 64, 57, 51, 54, 57, 57, 60, 66, 73, 68, 52, 39, 34, 32, 25, 16},
	{21, 13, 10, 6, 6, 10, 17, 25, 37, 50, 59, 65, 70, 70, 70, 69, 69, 66, 61, 52, 45, 43, 38, 27},
};

/* Hundredths of an average day, Monday first. */
static const uint16_t day_share[7] = {101, 107, 110, 111, 112, 86, 74};

/* Of a whole week: hundredths of a day, times thousandths of an hour, times minutes. */
static const double week_weight = 701.0 * 1000 * 60;

/* The hours in which commuters leave and return. */
enum { OUT_FIRST = 5, OUT_LAST = 10, BACK_FIRST = 14, BACK_LAST = 20 };

struct scene {
	struct hush_traffic *traffic;
	const struct hush_hour *hour;
	uint32_t room; /* sights that may be made before the repeated ones */
	uint32_t used;
};

/* How much of the ways of the hours first..last falls in an hour, and how much before it, as all traffic does. */
static void part_of(int of_day, int first, int last, uint32_t *before, uint32_t *part, uint32_t *whole)
{
	*before = 0;
	*part = of_day >= first && of_day <= last ? hour_share[0][of_day] : 0;
	*whole = 0;
	for (int h = first; h <= last; h++) {
		*whole += hour_share[0][h];
		*before += h < of_day ? hour_share[0][h] : 0;
	}
}

void hush_traffic_weigh(const struct hush_habits *habits, struct hush_hour *hour)
{
	uint64_t share = hour_share[hour->weekday >= WEEKEND][hour->of_day];
	double commuters = 0;
	uint32_t before;
	uint32_t part;
	uint32_t whole;

	hour->weight = day_share[hour->weekday] * share * hour->seconds / MINUTE;
	if (hour->weekday < WEEKEND) {
		part_of(hour->of_day, OUT_FIRST, OUT_LAST, &before, &part, &whole);
		commuters += (double)part / whole;
		part_of(hour->of_day, BACK_FIRST, BACK_LAST, &before, &part, &whole);
		commuters += (double)part / whole;
	}
	commuters *= habits->commuter_share * week_weight / LEGS * hour->seconds / HOUR;
	hour->others = hour->weight / 20;
	if (commuters < (double)(hour->weight - hour->others)) {
		hour->others = hour->weight - (uint64_t)commuters;
	}
}

void hush_traffic_week(struct hush_traffic *traffic, uint64_t week, uint64_t others)
{
	uint64_t seed = hush_mix(traffic->city->seed ^ hush_mix(week + 1000));

	traffic->week = week;
	traffic->week_others = others;
	traffic->others_passed = 0;
	for (uint32_t kind = 0; kind < HUSH_KIND_PASSING; kind++) {
		const struct hush_roster *roster = &traffic->habits->rosters[kind];

		traffic->order[kind] = hush_shuffle_of(roster->scan_end[roster->most], seed + kind);
	}
	traffic->members = hush_shuffle_of(traffic->habits->rosters[HUSH_KIND_LOCAL].pool, seed + HUSH_KINDS);
}

static void see(struct scene *scene, uint64_t vehicle, enum hush_kind kind, uint32_t second, uint32_t site,
				uint32_t flags)
{
	if (scene->used < scene->room) {
		scene->traffic->unsorted[scene->used++] =
			(struct hush_sight){.vehicle = vehicle,
								.second = (uint16_t)(second % scene->hour->seconds),
								.site = (uint16_t)site,
								.kind = (uint8_t)kind,
								.flags = (uint8_t)flags};
	}
}

/* Whether a commuter who is seen on `count` of the ways of this week is seen on this one. */
static bool on_the_way(uint64_t random, uint32_t count, uint32_t leg)
{
	uint8_t legs[LEGS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

	for (uint32_t i = 0; i < count; i++) {
		uint32_t at;
		uint8_t taken;

		random = hush_mix(random);
		at = i + hush_scale(random, LEGS - i);
		taken = legs[at];
		if (taken == leg) {
			return true;
		}
		legs[at] = legs[i];
	}
	return false;
}

/* A commuter leaves and returns in the same hours every working day, about the same minute, near home or work. */
static void commuters(struct scene *scene)
{
	static const uint8_t spots[] = {0, 0, 0, 1, 1, 1, 2, 3, 4, 5}; /* home, work, and a few between them */
	const struct hush_traffic *traffic = scene->traffic;
	const struct hush_city *city = traffic->city;
	const struct hush_roster *roster = &traffic->habits->rosters[HUSH_KIND_COMMUTER];
	int of_day = scene->hour->of_day;
	bool out = of_day >= OUT_FIRST && of_day <= OUT_LAST;
	uint32_t leg = (uint32_t)scene->hour->weekday * 2 + (out ? 0 : 1);
	struct hush_shuffle turns = hush_shuffle_of(roster->vehicles, city->seed + leg % 2);
	uint32_t before;
	uint32_t part;
	uint32_t whole;
	uint64_t from;
	uint64_t to;

	if (scene->hour->weekday >= WEEKEND || (!out && (of_day < BACK_FIRST || of_day > BACK_LAST))) {
		return;
	}
	part_of(of_day, out ? OUT_FIRST : BACK_FIRST, out ? OUT_LAST : BACK_LAST, &before, &part, &whole);
	from = roster->vehicles * before / whole;
	to = roster->vehicles * (before + part) / whole;
	for (uint64_t i = from; i < to; i++) {
		uint64_t place = hush_shuffle_at(&turns, i); /* those who leave together do not return together */
		uint64_t vehicle = roster->first + place;
		uint64_t week = hush_mix(hush_city_trait(city, vehicle, HUSH_TRAIT_MINUTE) + traffic->week);

		if (on_the_way(week, hush_roster_count(roster, place), leg)) {
			uint32_t usual = hush_scale(hush_city_trait(city, vehicle, HUSH_TRAIT_MINUTE), HOUR);
			uint32_t spot = spots[hush_dice_below(traffic->dice, sizeof spots)];

			see(scene, vehicle, HUSH_KIND_COMMUTER, usual + hush_dice_below(traffic->dice, 600),
				hush_city_place(city, vehicle, spot), 0);
		}
	}
}

/* In the area of an agency: a fixed site, or one of its mobile units if that is out in this hour. */
static uint32_t somewhere(const struct scene *scene, uint32_t agency)
{
	const struct hush_city *city = scene->traffic->city;
	const struct hush_agency *of = &city->agency[agency];
	struct hush_dice *dice = scene->traffic->dice;

	if (of->units > 0 && hush_dice_below(dice, of->units + of->sites) < of->units) {
		uint32_t unit = of->first_unit + hush_dice_below(dice, of->units);
		uint64_t shift = hush_mix(hush_mix(city->seed + 500 + unit) ^ scene->hour->number);

		if (hush_scale(shift, 1000) < UNIT_AT_WORK) {
			return city->sites + unit;
		}
	}
	return hush_city_site(city, agency, hush_dice_roll(dice));
}

/* The scans of a roster that fall in this hour: the next ones of the order of the week, by weight. */
static void residents(struct scene *scene, enum hush_kind kind)
{
	struct hush_traffic *traffic = scene->traffic;
	const struct hush_city *city = traffic->city;
	const struct hush_roster *roster = &traffic->habits->rosters[kind];
	uint64_t scans = roster->scan_end[roster->most];
	uint64_t from = scans * traffic->others_passed / traffic->week_others; /* at most 10^10 * 10^8: fits */
	uint64_t to = scans * (traffic->others_passed + scene->hour->others) / traffic->week_others;

	for (uint64_t i = from; i < to; i++) {
		uint64_t place = hush_roster_place(roster, hush_shuffle_at(&traffic->order[kind], i));
		uint64_t roll = hush_dice_roll(traffic->dice);
		uint64_t vehicle = roster->first + place;
		uint32_t site;

		if (kind == HUSH_KIND_LOCAL) {
			vehicle = roster->first + hush_shuffle_at(&traffic->members, place);
			site = hush_city_place(city, vehicle, (uint32_t)roll % LOCAL_PLACES);
			if (city->mobile > 0) {
				uint32_t other = somewhere(scene, city->agency_of[site]);

				site = other >= city->sites ? other : site;
			}
		} else {
			site = hush_city_place(city, vehicle, (uint32_t)roll); /* anywhere */
		}
		see(scene, vehicle, kind, hush_scale(roll, HOUR), site, 0);
	}
}

/* Someone who passes through: seen once, or twice within minutes, and never again. */
static void stranger(struct scene *scene)
{
	struct hush_traffic *traffic = scene->traffic;
	struct hush_dice *dice = traffic->dice;
	uint64_t vehicle = traffic->habits->residents + traffic->strangers;
	uint32_t second = hush_dice_below(dice, HOUR - 400);
	uint32_t agency = hush_city_agency(traffic->city, hush_dice_roll(dice));
	uint32_t site = somewhere(scene, agency);
	uint32_t next;

	traffic->strangers++;
	if (!hush_dice_chance(dice, HUSH_PASSING_TWICE)) {
		see(scene, vehicle, HUSH_KIND_PASSING, hush_dice_below(dice, HOUR), site,
			HUSH_SIGHT_FIRST | HUSH_SIGHT_NEW_SITE);
		return;
	}
	see(scene, vehicle, HUSH_KIND_PASSING, second, site, HUSH_SIGHT_FIRST | HUSH_SIGHT_NEW_SITE);
	next = somewhere(scene, agency);
	see(scene, vehicle, HUSH_KIND_PASSING, second + 30 + hush_dice_below(dice, 360), next,
		next == site ? 0 : HUSH_SIGHT_NEW_SITE);
}

/* A camera reads one passage twice within seconds. */
static void read_again(struct scene *scene)
{
	struct hush_dice *dice = scene->traffic->dice;

	while (scene->used > 0 && scene->used < scene->hour->count) {
		struct hush_sight sight = scene->traffic->unsorted[hush_dice_below(dice, scene->used)];

		sight.second = (uint16_t)((sight.second + 1u + hush_dice_below(dice, 20)) % scene->hour->seconds);
		sight.flags = HUSH_SIGHT_AGAIN;
		scene->traffic->unsorted[scene->used++] = sight;
	}
}

/* Counting sort by second: stable, so the order is a function of the dice alone. */
static void sort(const struct scene *scene)
{
	uint32_t start[HOUR + 1];

	memset(start, 0, sizeof start);
	for (uint32_t i = 0; i < scene->used; i++) {
		start[scene->traffic->unsorted[i].second + 1]++;
	}
	for (uint32_t second = 0; second < HOUR; second++) {
		start[second + 1] += start[second];
	}
	for (uint32_t i = 0; i < scene->used; i++) {
		const struct hush_sight *sight = &scene->traffic->unsorted[i];

		scene->traffic->sights[start[sight->second]++] = *sight;
	}
}

static hush_status reserve(struct hush_traffic *traffic, uint32_t count, hush_error *err)
{
	if (count <= traffic->room) {
		return HUSH_OK;
	}
	hush_traffic_release(traffic);
	traffic->sights = hush_reallocarray(NULL, count, sizeof *traffic->sights);
	traffic->unsorted = hush_reallocarray(NULL, count, sizeof *traffic->unsorted);
	if (!traffic->sights || !traffic->unsorted) {
		hush_traffic_release(traffic);
		return hush_fail_memory(err);
	}
	traffic->room = count;
	return HUSH_OK;
}

hush_status hush_traffic_hour(struct hush_traffic *traffic, const struct hush_hour *hour, hush_error *err)
{
	struct scene scene = {.traffic = traffic, .hour = hour};
	uint64_t again = (uint64_t)hour->count * traffic->again + hush_dice_below(traffic->dice, WHOLE);

	HUSH_TRY(reserve(traffic, hour->count, err));
	scene.room = hour->count > 1 ? hour->count - (uint32_t)(again / WHOLE) : hour->count;
	commuters(&scene);
	residents(&scene, HUSH_KIND_FLEET);
	residents(&scene, HUSH_KIND_LOCAL);
	while (scene.used < scene.room) {
		stranger(&scene);
	}
	read_again(&scene);
	sort(&scene);
	traffic->others_passed += hour->others;
	return HUSH_OK;
}

void hush_traffic_release(struct hush_traffic *traffic)
{
	hush_free(traffic->sights);
	hush_free(traffic->unsorted);
	traffic->sights = NULL;
	traffic->unsorted = NULL;
	traffic->room = 0;
}
