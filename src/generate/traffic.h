/*
 * traffic: who passes where in one hour of the made-up city.
 */
#ifndef HUSH_GENERATE_TRAFFIC_H
#define HUSH_GENERATE_TRAFFIC_H

#include <stdint.h>

#include "base/error.h"
#include "generate/city.h"
#include "generate/dice.h"
#include "generate/habits.h"
#include "generate/shuffle.h"

enum {
	HUSH_SIGHT_FIRST = 1,    /* the first of a vehicle that passes through */
	HUSH_SIGHT_NEW_SITE = 2, /* and the first of it at this site */
	HUSH_SIGHT_AGAIN = 4     /* one passage that was read twice */
};

struct hush_sight {
	uint64_t vehicle;
	uint16_t second; /* within the hour */
	uint16_t site;
	uint8_t kind;  /* enum hush_kind */
	uint8_t flags; /* HUSH_SIGHT_... */
};

struct hush_traffic {
	const struct hush_city *city;
	const struct hush_habits *habits;
	struct hush_dice *dice;
	uint32_t again;                               /* how many of 100,000 scans are a passage read twice */
	uint64_t strangers;                           /* vehicles that passed through so far */
	uint64_t week;                                /* seven days, counted from the first day of all */
	uint64_t week_others;                         /* traffic of all its hours without commuters */
	uint64_t others_passed;                       /* of those that are over */
	struct hush_shuffle order[HUSH_KIND_PASSING]; /* of the week's scans, by kind */
	struct hush_shuffle members;                  /* which of the locals are out this week */
	struct hush_sight *sights;                    /* of the hour made last, in the order of their seconds */
	struct hush_sight *unsorted;
	uint32_t room;
};

/* An hour of the city. */
struct hush_hour {
	int weekday;      /* 0 Monday .. 6 Sunday */
	int of_day;       /* 0..23, by the local clock */
	uint64_t number;  /* counted from the first of all */
	uint32_t seconds; /* 1..3600 */
	uint64_t weight;  /* of its traffic among the hours of the week */
	uint64_t others;  /* of its traffic without commuters */
	uint32_t count;   /* scans */
};

/* Fills hour->weight and hour->others from the rest: traffic relative to the other hours of a week. */
void hush_traffic_weigh(const struct hush_habits *habits, struct hush_hour *hour);

/* Begins a week whose hours have this weight of others together. */
void hush_traffic_week(struct hush_traffic *traffic, uint64_t week, uint64_t others);

/* Fills traffic->sights with hour->count sights. HUSH_E_MEMORY. */
hush_status hush_traffic_hour(struct hush_traffic *traffic, const struct hush_hour *hour, hush_error *err);

void hush_traffic_release(struct hush_traffic *traffic);

#endif
