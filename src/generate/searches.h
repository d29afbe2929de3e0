/*
 * searches: searches.csv, the log of who searched the scans and why, with the columns of a widely used audit export;
 * and shares.csv, which organisations may search.
 */
#ifndef HUSH_GENERATE_SEARCHES_H
#define HUSH_GENERATE_SEARCHES_H

#include <stdint.h>

#include "base/error.h"
#include "generate/city.h"
#include "generate/defects.h"
#include "generate/habits.h"
#include "generate/outfile.h"
#include "generate/reasons.h"
#include "generate/truth.h"

struct hush_searches;

/* `days` of searches will be written, into `folder`. What is given must outlive it. HUSH_E_CREATE, HUSH_E_MEMORY. */
hush_status hush_searches_open(struct hush_outfolder *folder, const struct hush_city *city,
							   const struct hush_habits *habits, const struct hush_defect_rates *rates, uint32_t days,
							   struct hush_truth *truth, struct hush_searches **searches, hush_error *err);

/*
 * Writes the searches of one hour, from the instant `hour` on; `weight` is its share of the `whole` period's.  They ask
 * for residents and for vehicles that passed through before, of which there are `strangers`.
 */
void hush_searches_hour(struct hush_searches *searches, int64_t hour, uint64_t weight, uint64_t whole,
						uint64_t strangers);

/* Ends the file and writes reasons.csv and shares.csv. HUSH_E_CREATE, HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_searches_finish(struct hush_searches *searches, hush_error *err);
void hush_searches_close(struct hush_searches *searches); /* NULL is allowed */

#endif
