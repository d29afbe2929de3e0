/*
 * rows: sights as rows of CSV files: scans (read_at,camera,state,plate,confidence), and hits.csv for those of listed
 * vehicles.
 *
 * One agency: scans-1.csv and so on.  Several: scans-1-1.csv and so on, the agency's number first.  All files change
 * over at the same time.  What is wrong with a row, and how often, is defects.h.
 */
#ifndef HUSH_GENERATE_ROWS_H
#define HUSH_GENERATE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/zone.h"
#include "generate/city.h"
#include "generate/defects.h"
#include "generate/dice.h"
#include "generate/habits.h"
#include "generate/outfile.h"
#include "generate/traffic.h"
#include "generate/truth.h"

struct hush_rows; /* the files being written */

/* What rows are made of; all of it must outlive them. */
struct hush_rows_from {
	struct hush_outfolder *folder;
	unsigned files; /* for each agency */
	uint64_t total; /* rows */
	const struct hush_city *city;
	const struct hush_habits *habits;
	const struct hush_zone *zone;
	const struct hush_defect_rates *rates;
	struct hush_dice *dice;
	struct hush_truth *truth;
};

/* HUSH_E_CREATE, HUSH_E_MEMORY. */
hush_status hush_rows_open(const struct hush_rows_from *from, struct hush_rows **rows, hush_error *err);

/* An hour's rows: `hour` is the instant (UTC seconds) that the sights' seconds count from, on the day of that number.
 */
hush_status hush_rows_write(struct hush_rows *rows, int64_t instant, uint32_t day, const struct hush_hour *hour,
							const struct hush_sight *sights, hush_error *err);

/* Ends all files. Every file is then on its way to disk and every error has been seen. */
hush_status hush_rows_finish(struct hush_rows *rows, hush_error *err);

void hush_rows_close(struct hush_rows *rows); /* NULL is allowed */

#endif
