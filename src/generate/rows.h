/*
 * rows: sights as rows of CSV files: read_at,camera,state,plate,confidence.
 *
 * About one row in a hundred is spoiled on purpose, as real exports are: blank plates and states, misread characters,
 * other spellings of a plate; and exactly one line, in the first file, has a stray quote.
 */
#ifndef HUSH_GENERATE_ROWS_H
#define HUSH_GENERATE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/zone.h"
#include "generate/city.h"
#include "generate/dice.h"
#include "generate/traffic.h"

struct hush_rows; /* the files being written */

/*
 * `total` rows will be written, over `files` files named scans-1.csv and so on in `folder`, which exists. What it is
 * given must outlive it.
 */
hush_status hush_rows_open(const char *folder, unsigned files, uint64_t total, const struct hush_city *city,
                           const struct hush_zone *zone, struct hush_dice *dice, struct hush_rows **rows,
                           hush_error *err);

/* Writes the next rows; `hour` is the instant (UTC seconds) that the sights' seconds count from. */
hush_status hush_rows_write(struct hush_rows *rows, int64_t hour, const struct hush_sight *sights, uint32_t count,
                            hush_error *err);

/* Ends the last file. Every file is then on its way to disk and every error has been seen. */
hush_status hush_rows_finish(struct hush_rows *rows, hush_error *err);

/* Closes; removes the files again unless `keep`. NULL is allowed. */
void hush_rows_close(struct hush_rows *rows, bool keep);

#endif
