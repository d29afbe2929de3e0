/*
 * traffic: see traffic.h.
 *
 * An hour has a given number of scans.  Commuters and the fleet, whose habits are fixed, come first; locals and
 * vehicles that pass through fill the rest.  The shares follow road counters and published plate-reader exports: the
 * hours of the day, the days of the week, how often one vehicle is seen in a week.
 */
#include "generate/traffic.h"

#include <string.h>

#include "base/memory.h"

enum { HOUR = 3600, WEEKEND = 5 };

/* Tenths of a per cent of a day's traffic, by hour. */
static const uint16_t hour_share[2][24] = {
    {8, 5, 4, 4, 10, 31, 63, 71, 64, 57, 51, 54, 57, 57, 60, 66, 73, 68, 52, 39, 34, 32, 25, 16},
    {21, 13, 10, 6, 6, 10, 17, 25, 37, 50, 59, 65, 70, 70, 70, 69, 69, 66, 61, 52, 45, 43, 38, 27},
};

/* Hundredths of an average day, Monday first. Their sum times 1000 is about the weight of a week. */
static const uint16_t day_share[7] = {101, 107, 110, 111, 112, 86, 74};
enum { WEEK_WEIGHT = 701 * 1000 };

/* The hours in which commuters leave and return. */
enum { OUT_FIRST = 5, OUT_LAST = 10, BACK_FIRST = 14, BACK_LAST = 20 };

enum trait { TRAIT_HOME, TRAIT_WORK, TRAIT_MINUTE, TRAIT_RATE, TRAIT_FAVOURITE /* and the next three */ };

struct hour {
	struct hush_traffic *traffic;
	uint32_t weight;
	uint32_t seconds;
	uint32_t count;
	uint32_t used;
	uint32_t first_unit; /* mobile units at work in this hour: from this one on, round the end */
	uint32_t active_units;
};

uint32_t hush_traffic_weight(int weekday, int hour)
{
	return (uint32_t)day_share[weekday] * hour_share[weekday >= WEEKEND][hour];
}

static void see(struct hour *hour, uint64_t vehicle, uint32_t second, uint32_t site)
{
	if (hour->used < hour->count) {
		hour->traffic->unsorted[hour->used] = (struct hush_sight){vehicle, second % hour->seconds, site};
		hour->used++;
	}
}

/* Whose turn it is in `of_hour` when `all` commuters spread over the hours first..last as all traffic does. */
static void turn(int of_hour, int first, int last, uint64_t all, uint64_t *from, uint64_t *to)
{
	uint64_t before = 0;
	uint64_t sum = 0;

	for (int h = first; h <= last; h++) {
		sum += hour_share[0][h];
		before += h < of_hour ? hour_share[0][h] : 0;
	}
	*from = all * before / sum;
	*to = all * (before + hour_share[0][of_hour]) / sum;
}

/* A commuter leaves and returns in the same hours every working day, and is missed on 15 % of the ways. */
static void commuters(struct hour *hour, int of_hour)
{
	const struct hush_city *city = hour->traffic->city;
	struct hush_dice *dice = hour->traffic->dice;
	bool out = of_hour >= OUT_FIRST && of_hour <= OUT_LAST;
	uint64_t most = (uint64_t)hour->count * 7 / 10; /* however few scans were asked for, others are seen too */
	uint32_t seen = 850;
	uint64_t from;
	uint64_t to;

	if (!out && (of_hour < BACK_FIRST || of_hour > BACK_LAST)) {
		return;
	}
	turn(of_hour, out ? OUT_FIRST : BACK_FIRST, out ? OUT_LAST : BACK_LAST, city->commuters, &from, &to);
	if (to > from && (to - from) * seen > most * 1000) {
		seen = (uint32_t)(most * 1000 / (to - from));
	}
	for (uint64_t i = from; i < to; i++) {
		/* Those who leave together do not return together: a prime larger than any city deals them out anew. */
		uint64_t vehicle = out ? i : i * 2654435761 % city->commuters;

		if (hush_dice_chance(dice, seen)) {
			enum trait place = hush_dice_chance(dice, 500) ? TRAIT_HOME : TRAIT_WORK;
			uint32_t usual = hush_scale(hush_city_trait(city, vehicle, TRAIT_MINUTE), HOUR);

			see(hour, vehicle, usual + hush_dice_below(dice, 600),
			    hush_city_site(city, hush_city_trait(city, vehicle, place)));
		}
	}
}

/* Taxis, deliveries and patrols: 30 to 170 scans a week, more often few than many, anywhere. */
static void fleet(struct hour *hour)
{
	const struct hush_city *city = hour->traffic->city;
	struct hush_dice *dice = hour->traffic->dice;
	uint64_t first = city->commuters + city->locals;

	for (uint64_t vehicle = first; vehicle < first + city->fleet; vehicle++) {
		uint32_t rate = hush_scale(hush_city_trait(city, vehicle, TRAIT_RATE), 1001);
		uint64_t weekly = 30 + (uint64_t)rate * rate * 140 / 1000000;
		uint64_t due = weekly * hour->weight + hush_dice_below(dice, WEEK_WEIGHT);

		for (; due >= WEEK_WEIGHT; due -= WEEK_WEIGHT) {
			see(hour, vehicle, hush_dice_below(dice, HOUR), hush_city_site(city, hush_dice_roll(dice)));
		}
	}
}

/* Where someone without a fixed way is seen: sometimes by a mobile unit, if one is out. */
static uint32_t somewhere(struct hour *hour, uint64_t random)
{
	const struct hush_city *city = hour->traffic->city;
	struct hush_dice *dice = hour->traffic->dice;

	if (hour->active_units > 0 && hush_dice_chance(dice, 80 + 20 * hour->active_units)) {
		return city->sites + (hour->first_unit + hush_dice_below(dice, hour->active_units)) % city->mobile;
	}
	return hush_city_site(city, random);
}

/* Someone who lives here: some often, most seldom, half the time at the same place. `u` is uniform in 32 bits. */
static void local(struct hour *hour)
{
	const struct hush_city *city = hour->traffic->city;
	struct hush_dice *dice = hour->traffic->dice;
	uint64_t u = hush_dice_roll(dice) >> 32;
	uint64_t bent = ((u * u >> 32) * 19 + u) / 20; /* the busiest is seen twenty times as often as the average */
	uint64_t vehicle = city->commuters + (bent * city->locals >> 32);
	uint32_t habit = hush_dice_below(dice, 100);
	uint32_t favourite = habit < 50 ? 0 : habit < 75 ? 1 : habit < 90 ? 2 : 3;

	see(hour, vehicle, hush_dice_below(dice, HOUR),
	    somewhere(hour, hush_city_trait(city, vehicle, TRAIT_FAVOURITE + favourite)));
}

/* Someone who passes through: seen once (84 %) or a few times within minutes, and never again. */
static void stranger(struct hour *hour)
{
	const struct hush_city *city = hour->traffic->city;
	struct hush_dice *dice = hour->traffic->dice;
	uint64_t vehicle = hush_city_residents(city) + hour->traffic->strangers;
	uint32_t second = hush_dice_below(dice, HOUR);
	uint32_t again = 161;

	hour->traffic->strangers++;
	do {
		see(hour, vehicle, second, somewhere(hour, hush_dice_roll(dice)));
		second += 30 + hush_dice_below(dice, 400);
		if (!hush_dice_chance(dice, again)) {
			return;
		}
		again = 360;
	} while (second < HOUR);
}

/* A camera reads the same plate twice within seconds: 0.2 % of the scans. */
static void read_again(struct hour *hour)
{
	struct hush_dice *dice = hour->traffic->dice;

	if (hour->used > 0 && hush_dice_chance(dice, 2)) {
		const struct hush_sight *last = &hour->traffic->unsorted[hour->used - 1];

		see(hour, last->vehicle, last->second + 1 + hush_dice_below(dice, 20), last->site);
	}
}

/* Counting sort by second: stable, so the order is a function of the dice alone. */
static void sort(const struct hour *hour)
{
	uint32_t start[HOUR + 1];

	memset(start, 0, sizeof start);
	for (uint32_t i = 0; i < hour->used; i++) {
		start[hour->traffic->unsorted[i].second + 1]++;
	}
	for (uint32_t second = 0; second < HOUR; second++) {
		start[second + 1] += start[second];
	}
	for (uint32_t i = 0; i < hour->used; i++) {
		const struct hush_sight *sight = &hour->traffic->unsorted[i];

		hour->traffic->sights[start[sight->second]++] = *sight;
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

hush_status hush_traffic_hour(struct hush_traffic *traffic, int weekday, int hour, uint32_t seconds, uint32_t count,
                              hush_error *err)
{
	struct hour now = {
	    .traffic = traffic, .weight = hush_traffic_weight(weekday, hour), .seconds = seconds, .count = count};
	uint32_t mobile = traffic->city->mobile;

	HUSH_TRY(reserve(traffic, count, err));
	now.first_unit = mobile ? hush_dice_below(traffic->dice, mobile) : 0;
	for (uint32_t unit = 0; unit < mobile; unit++) {
		now.active_units += hush_dice_chance(traffic->dice, 260);
	}
	if (weekday < WEEKEND) {
		commuters(&now, hour);
	}
	fleet(&now);
	while (now.used < count) {
		if (hush_dice_chance(traffic->dice, 245)) {
			stranger(&now);
		} else {
			local(&now);
		}
		read_again(&now);
	}
	sort(&now);
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
