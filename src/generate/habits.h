/*
 * habits: how often vehicles are seen in a week, and which of them live in the city.
 *
 * The law of one week of patrol cars is the published one: 84 % of the vehicles are scanned once, 10 % twice, 3 % three
 * times, 1 % four times, and from five on the chance of k scans falls as k^-2.7, up to 170.  Four kinds of vehicle make
 * it up:
 *
 *     passing    74.5 % once, 0.5 % twice within minutes; never seen again
 *     local      9.5 % once, 9.5 % twice, 3 % three times, 1 % four times; lives here, is seen in every other week
 *     commuter   5 to 10 times: on so many of the ten ways to and from work
 *     fleet      11 to 170 times: taxis, deliveries, patrols
 *
 * A network of fixed cameras sees more of those who live there: the kinds are the same, their shares are not.
 *
 * Each local, commuter and fleet vehicle has its number of scans in a week fixed beforehand, and a permutation deals
 * the scans out over the hours; so the law holds exactly, however many rows, and no vehicle takes any memory.
 */
#ifndef HUSH_GENERATE_HABITS_H
#define HUSH_GENERATE_HABITS_H

#include <stdbool.h>
#include <stdint.h>

#include <hushcount/generate.h>

enum { HUSH_MOST_WEEKLY = 170, HUSH_PASSING_TWICE = 7 /* per mille of those that pass */ };

enum hush_kind { HUSH_KIND_FLEET, HUSH_KIND_COMMUTER, HUSH_KIND_LOCAL, HUSH_KIND_PASSING, HUSH_KINDS };

/* Those of one kind that live here. Vehicle numbers first .. first + pool - 1. */
struct hush_roster {
	uint64_t first;
	uint64_t pool;
	uint64_t vehicles; /* of the pool, seen in a week */
	uint32_t least;    /* scans in a week */
	uint32_t most;
	uint64_t vehicle_end[HUSH_MOST_WEEKLY + 1]; /* by scans k: how many vehicles have at most k */
	uint64_t scan_end[HUSH_MOST_WEEKLY + 1];    /* and how many scans those have together */
};

struct hush_habits {
	struct hush_roster rosters[HUSH_KIND_PASSING]; /* of the kinds that live here */
	uint64_t residents;                            /* numbers from here on pass through */
	double fleet_share;                            /* of all scans */
	double commuter_share;
};

/* For a place with about `weekly` scans in a week. */
void hush_habits_make(enum hush_generate_network network, uint64_t weekly, struct hush_habits *habits);

/* How many scans a week the place of a roster's vehicle (0..vehicles-1) has. */
uint32_t hush_roster_count(const struct hush_roster *roster, uint64_t place);

/* Whose scan is number `scan` of the week's: the place of the vehicle. */
uint64_t hush_roster_place(const struct hush_roster *roster, uint64_t scan);

enum hush_kind hush_habits_kind(const struct hush_habits *habits, uint64_t vehicle);

/* "fleet", "commuter", "local", "passing". */
const char *hush_kind_name(enum hush_kind kind);

#endif
