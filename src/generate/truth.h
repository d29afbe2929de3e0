/*
 * truth: what happened in the made-up city, before any defect was put into its files. Written beside them under names
 * that begin with "synthetic-truth", so that nobody takes it for an export.
 */
#ifndef HUSH_GENERATE_TRUTH_H
#define HUSH_GENERATE_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include <hushcount/generate.h>

#include "base/civil.h"
#include "generate/city.h"
#include "generate/defects.h"
#include "generate/habits.h"
#include "generate/hotlist.h"
#include "generate/outfile.h"
#include "generate/reasons.h"
#include "generate/traffic.h"

struct hush_truth {
	const struct hush_city *city;
	const struct hush_habits *habits;
	uint32_t days;
	uint64_t rows;      /* scans, passages that were read twice counted twice */
	uint64_t *site_day; /* scans, site after site */
	uint64_t weekday_hour[7][24];
	uint64_t scans[HUSH_KINDS];
	uint64_t vehicles[HUSH_KINDS]; /* different ones */
	uint64_t *site_vehicles;       /* different ones at each site; NULL: there were too many to tell */
	uint64_t *seen;                /* a bit for each resident */
	uint64_t *seen_at;             /* a bit for each resident and site */
	uint64_t defects[HUSH_DEFECTS];
	uint64_t hits[HUSH_HOTLIST_ENTRIES];
	uint64_t verified;
	uint64_t outcomes[HUSH_OUTCOMES];
	uint64_t *searches; /* agency after agency, by category */
	uint64_t shares;
};

/* HUSH_E_MEMORY. What is given must outlive it. */
hush_status hush_truth_make(const struct hush_city *city, const struct hush_habits *habits, uint32_t days,
							struct hush_truth *truth, hush_error *err);
void hush_truth_release(struct hush_truth *truth);

/* One scan more, on the day of that number (from 0). */
void hush_truth_see(struct hush_truth *truth, const struct hush_sight *sight, uint32_t day, int weekday, int of_day);

/* Writes the files. HUSH_E_CREATE, HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_truth_write(const struct hush_truth *truth, const hush_generate_options *options, hush_day from,
							 struct hush_outfolder *folder, hush_error *err);

#endif
