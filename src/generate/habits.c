/* habits: see habits.h. */
#include "generate/habits.h"

#include <math.h>
#include <string.h>

enum { LOCAL_LEAST = 1, LOCAL_MOST = 4, COMMUTER_LEAST = 5, COMMUTER_MOST = 10, FLEET_LEAST = 11 };

/* Shares of a week's vehicles. */
struct law {
	double passing; /* of every thousand, HUSH_PASSING_TWICE are seen twice */
	double local[LOCAL_MOST + 1];
	double tail; /* from COMMUTER_LEAST on */
};

/*
 * Patrol cars: the published week.  Fixed cameras: commuters raised until a vehicle is seen about 5 times in a month,
 * as agencies with fixed cameras report 4 to 10.
 */
static const struct law laws[] = {
	[HUSH_NETWORK_PATROL] = {0.75, {0, 0.095, 0.095, 0.03, 0.01}, 0.02},
	[HUSH_NETWORK_FIXED] = {0.40, {0, 0.15, 0.12, 0.10, 0.05}, 0.18},
};

static const double tail_exponent = 2.7;

static double share_of(const struct law *law, uint32_t scans, double tail_scale)
{
	return scans <= LOCAL_MOST ? law->local[scans] : tail_scale * pow(scans, -tail_exponent);
}

/* Whole vehicles in every class, so that those with at most k scans are right to within one. */
static void fill(struct hush_roster *roster, uint32_t least, uint32_t most, const struct law *law, double vehicles,
				 double tail_scale)
{
	double sum = 0;
	uint64_t filled = 0;
	uint64_t scans = 0;

	roster->least = least;
	roster->most = most;
	for (uint32_t k = least; k <= most; k++) {
		uint64_t end;

		sum += share_of(law, k, tail_scale) * vehicles;
		end = (uint64_t)(sum + 0.5);
		scans += (end - filled) * k;
		filled = end;
		roster->vehicle_end[k] = filled;
		roster->scan_end[k] = scans;
	}
	roster->vehicles = filled;
	roster->pool = filled;
}

void hush_habits_make(enum hush_generate_network network, uint64_t weekly, struct hush_habits *habits)
{
	const struct law *law = &laws[network];
	double power = 0;
	double scans = law->passing * (1 + HUSH_PASSING_TWICE / 1000.0); /* of a vehicle in a week, on average */
	double fleet = 0;
	double commuters = 0;
	double vehicles;
	double scale;

	memset(habits, 0, sizeof *habits);
	for (uint32_t k = COMMUTER_LEAST; k <= HUSH_MOST_WEEKLY; k++) {
		power += pow(k, -tail_exponent);
	}
	scale = law->tail / power;
	for (uint32_t k = LOCAL_LEAST; k <= HUSH_MOST_WEEKLY; k++) {
		scans += k * share_of(law, k, scale);
		fleet += k >= FLEET_LEAST ? k * share_of(law, k, scale) : 0;
		commuters += k >= COMMUTER_LEAST && k <= COMMUTER_MOST ? k * share_of(law, k, scale) : 0;
	}
	vehicles = (double)weekly / scans;
	habits->fleet_share = fleet / scans;
	habits->commuter_share = commuters / scans;
	fill(&habits->rosters[HUSH_KIND_FLEET], FLEET_LEAST, HUSH_MOST_WEEKLY, law, vehicles, scale);
	fill(&habits->rosters[HUSH_KIND_COMMUTER], COMMUTER_LEAST, COMMUTER_MOST, law, vehicles, scale);
	fill(&habits->rosters[HUSH_KIND_LOCAL], LOCAL_LEAST, LOCAL_MOST, law, vehicles, scale);
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
