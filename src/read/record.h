/*
 * record: what one row says, in the words of the spec: which unit, which value of each dimension, how much it counts.
 *
 * Reading is row-local (design rule 3): whether and how a row becomes a record depends on the row alone.
 * Rule 4: a row with any empty or unreadable entity column is left out.
 */
#ifndef HUSH_READ_RECORD_H
#define HUSH_READ_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "read/inputs.h"
#include "read/tally.h"
#include "spec/spec.h"

struct hush_record {
	/*
	 * The unit's exact key: for each entity column its canonical form, counted (4-byte length, bytes), then the first day
	 * of the window (4 bytes, little-endian).  Two rows are of one unit exactly when these bytes are equal.
	 * Empty for a declared source.  Valid during the visit only.
	 */
	const unsigned char *unit;
	size_t unit_length;
	/* Value index in each dimension of the spec that the source's tables use (others undefined); HUSH_NONE: outside. */
	const uint32_t *values;
	uint64_t count; /* how much this row adds: 1 without a count column; saturated at 2^31 - 1; may be 0 */
};

/*
 * A row with several count columns is visited once per column that can be read.  The visit returns HUSH_KEPT or
 * HUSH_LEFT_DOMAIN (the record fell into no table), for the tally; `*failed` stops the reading with that status
 * (only for reasons that no row decides: memory).
 */
typedef enum hush_reason (*hush_record_visit)(void *context, const struct hush_record *record, hush_status *failed);

/* Reads all files of a source to their end. `tally` may be NULL. HUSH_E_IO (a file that changed too), HUSH_E_MEMORY,
 * or the status that stopped a visit. */
hush_status hush_inputs_read(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                             hush_record_visit visit, void *context, struct hush_tally_source *tally, hush_error *err);

#endif
