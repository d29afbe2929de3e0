/*
 * record: what one row says, in the words of the spec: which unit, which value of each dimension, how much it counts.
 *
 * Reading is row-local (design rule 3): whether and how a row becomes a record depends on the row alone.
 * Rule 4: a row with any empty or unreadable entity column is left out.
 *
 * Several threads may read one source at once.  Which of them reads which row, and in what order, is an accident: what is
 * made of the records must not depend on it.
 */
#ifndef HUSH_READ_RECORD_H
#define HUSH_READ_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "read/header.h"
#include "read/inputs.h"
#include "read/tally.h"
#include "spec/spec.h"
#include "spec/unit_key.h"

#define HUSH_NO_AGE INT64_MIN /* the other time cannot be read */

struct hush_record {
	struct hush_unit_key unit; /* undefined for a declared source; `exact` is valid during the visit only */
	/* Value index in each dimension of the spec that the source's tables use (others undefined); HUSH_NONE: outside. */
	const uint32_t *values;
	const struct hush_field *fields; /* of the row by column, those that the source needs; valid during the visit only */
	const struct hush_header *header;
	uint64_t count; /* how much this row adds: 1 without a count column; saturated at 2^31 - 1; may be 0 */
	const int64_t *ages; /* by table of the spec, of those that take an age: millionths of its unit, rounded down; HUSH_NO_AGE */
};

/*
 * The value that a table of values (hush_amounts_takes) takes of this row, in steps of its grid, rounded down.  False when the
 * field is no plain decimal number, or one beyond 9 * 10^12; of an age, no time.
 */
bool hush_record_amount(const struct hush_spec *spec, uint32_t table, const struct hush_record *record, int64_t *steps);

enum { HUSH_RECORDS_MOST = 64 }; /* that are visited together */

/*
 * Visits some records (1..HUSH_RECORDS_MOST); how many at a time is an accident.  A row with several count columns is visited
 * once per column that can be read.  counted[i], false before, becomes true when records[i] fell into some table, for the
 * tally; `*failed` stops the reading with that status (only for reasons that no row decides: memory, a disk).
 */
typedef void (*hush_record_visit)(void *context, const struct hush_record *records, uint32_t count, bool *counted,
                                  hush_status *failed);

/* value / step, rounded down. */
static inline int64_t hush_floor_of(int64_t value, int64_t step)
{
	return value / step - (value % step < 0);
}

struct hush_reading; /* one source while it is read */

/*
 * Nothing is read yet. `shape` must outlive the reading; it is not looked at for a declared source. `piece`: bytes that a
 * thread reads at a time (HUSH_PIECE). HUSH_E_MEMORY.
 */
hush_status hush_reading_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                              const struct hush_unit_shape *shape, size_t piece, struct hush_reading **reading,
                              hush_error *err);

/* Before anything is read: compressed files are unpacked by a thread of their own, ahead of those that read rows. */
void hush_reading_read_ahead(struct hush_reading *reading);

/*
 * Reads on until no row is left that no other thread has taken. May be called by several threads at once, once each;
 * `tally`, zeroed by the caller, is this thread's own. When one of them fails, the others stop early with HUSH_OK.
 * HUSH_E_IO (a file that changed too), HUSH_E_MEMORY, or the status that stopped a visit.
 */
hush_status hush_reading_run(struct hush_reading *reading, hush_record_visit visit, void *context,
                             struct hush_tally_part *tally, hush_error *err);

/* When all threads are done: adds what one of them saw to the tally of the source. */
void hush_reading_tell(const struct hush_reading *reading, const struct hush_tally_part *part,
                       struct hush_tally_source *tally);

void hush_reading_close(struct hush_reading *reading); /* wipes; NULL is allowed */

#endif
