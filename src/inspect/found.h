/*
 * found: the largest cells of tables that discover their values, for the officer's eyes. PRIVATE.
 *
 * There may be more values than memory holds, and nobody reads them all: the largest cells are shown, and how many there are.
 */
#ifndef HUSH_INSPECT_FOUND_H
#define HUSH_INSPECT_FOUND_H

#include <stdint.h>

#include "aggregate/exact.h"
#include "base/error.h"
#include "spec/spec.h"

struct hush_found_sizes {
	uint64_t cells; /* with all values that were found */
	uint64_t not_zero;
};

/*
 * Gives up what `exact` found: its tables then hold the cells of the values that have one of the `most` largest of their table (of
 * equal ones the first in the order of cells), all others 0.  *full is the spec with these values, freed with
 * hush_spec_resolved_free before `spec`.  Fills sizes[t] of tables that discover.  HUSH_E_IO, HUSH_E_MEMORY.
 */
hush_status hush_found_largest(const struct hush_spec *spec, uint32_t most, struct hush_exact_tables *exact,
                               struct hush_found_sizes *sizes, struct hush_spec **full, hush_error *err);

#endif
