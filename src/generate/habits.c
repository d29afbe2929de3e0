/* habits: see habits.h. */
#include "generate/habits.h"

#include <math.h>
#include <string.h>

enum { LOCAL_LEAST = 1, LOCAL_MOST = 4, COMMUTER_LEAST = 5, COMMUTER_MOST = 10, FLEET_LEAST = 11 };

/* Shares of a week's vehicles. */
static const double local_share[LOCAL_MOST + 1] = {0, 0.095, 0.095, 0.03, 0.01};
static const double passing_scans = 0.745 + 2 * 0.005;
static const double tail_share = 0.02, tail_exponent = 2.7; /* from COMMUTER_LEAST on */

static double share_of(uint32_t scans, double tail_scale)
{
	return scans <= LOCAL_MOST ? local_share[scans] : tail_scale * pow(scans, -tail_exponent);
}

/* Whole vehicles in every class, so that those with at most k scans are right to within one. */
static void fill(struct hush_roster *roster, uint32_t least, uint32_t most, double vehicles, double tail_scale)
{
	double sum = 0;
	uint64_t filled = 0;
	uint64_t scans = 0;

	roster->least = least;
	roster->most = most;
	for (uint32_t k = least; k <= most; k++) {
		uint64_t end;

		sum += share_of(k, tail_scale) * vehicles;
		end = (uint64_t)(sum + 0.5);
		scans += (end - filled) * k;
		filled = end;
		roster->vehicle_end[k] = filled;
		roster->scan_end[k] = scans;
	}
	roster->vehicles = filled;
	roster->pool = filled;
}

void hush_habits_make(uint64_t weekly, struct hush_habits *habits)
{
	double power = 0;
	double scans = passing_scans; /* of a vehicle in a week, on average */
	double vehicles;
	double scale;

	memset(habits, 0, sizeof *habits);
	for (uint32_t k = COMMUTER_LEAST; k <= HUSH_MOST_WEEKLY; k++) {
		power += pow(k, -tail_exponent);
	}
	scale = tail_share / power;
	for (uint32_t k = LOCAL_LEAST; k <= HUSH_MOST_WEEKLY; k++) {
		scans += k * share_of(k, scale);
	}
	vehicles = (double)weekly / scans;
	fill(&habits->rosters[HUSH_KIND_FLEET], FLEET_LEAST, HUSH_MOST_WEEKLY, vehicles, scale);
	fill(&habits->rosters[HUSH_KIND_COMMUTER], COMMUTER_LEAST, COMMUTER_MOST, vehicles, scale);
	fill(&habits->rosters[HUSH_KIND_LOCAL], LOCAL_LEAST, LOCAL_MOST, vehicles, scale);
	habits->rosters[HUSH_KIND_LOCAL].pool *= 2;
	for (uint32_t kind = 0; kind < HUSH_KIND_PASSING; kind++) {
		habits->rosters[kind].first = habits->residents;
		habits->residents += habits->rosters[kind].pool;
	}
}

/* The first class whose end lies above `number`. */
static uint32_t class_of(const struct hush_roster *roster, const uint64_t *ends, uint64_t number)
{
	uint32_t low = roster->least;
	uint32_t high = roster->most;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (ends[middle] > number) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

uint32_t hush_roster_count(const struct hush_roster *roster, uint64_t place)
{
	return class_of(roster, roster->vehicle_end, place);
}

uint64_t hush_roster_place(const struct hush_roster *roster, uint64_t scan)
{
	uint32_t k = class_of(roster, roster->scan_end, scan);
	uint64_t scans_before = k > roster->least ? roster->scan_end[k - 1] : 0;
	uint64_t vehicles_before = k > roster->least ? roster->vehicle_end[k - 1] : 0;

	return vehicles_before + (scan - scans_before) / k;
}

enum hush_kind hush_habits_kind(const struct hush_habits *habits, uint64_t vehicle)
{
	for (uint32_t kind = 0; kind < HUSH_KIND_PASSING; kind++) {
		if (vehicle < habits->rosters[kind].first + habits->rosters[kind].pool) {
			return (enum hush_kind)kind;
		}
	}
	return HUSH_KIND_PASSING;
}

const char *hush_kind_name(enum hush_kind kind)
{
	static const char *const names[HUSH_KINDS] = {"fleet", "commuter", "local", "passing"};

	return names[kind];
}
