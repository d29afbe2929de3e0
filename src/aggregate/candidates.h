/*
 * candidates: all values that the records hold in the dimensions whose values no list names. PRIVATE.
 *
 * A first reading of the records, before they are counted. Which of these values anybody may see is decided later, by noisy
 * counts (noise/shown.h); until then they are as secret as the records.
 */
#ifndef HUSH_AGGREGATE_CANDIDATES_H
#define HUSH_AGGREGATE_CANDIDATES_H

#include "aggregate/effort.h"
#include "aggregate/exact.h"
#include "base/error.h"
#include "read/inputs.h"
#include "read/tally.h"
#include "spec/spec.h"

/*
 * hush_count, after a reading that finds the values where the spec does not list them all.  *full is then the spec with all of
 * them, in the order of their bytes, which the counts go by; freed with hush_spec_resolved_free, before `spec`.  NULL where
 * nothing is discovered.
 *
 * A value is a field without its outer blanks that could stand in a list of values (hush_name_fault); a row with anything
 * else is outside the domain.  Which values there are is a function of the multiset of rows.  Failures: those of hush_count;
 * HUSH_E_MEMORY also where there are more values than can be counted (HUSH_RESOLVED_CELLS).
 */
hush_status hush_candidates_count(const struct hush_spec *spec, struct hush_inputs *inputs, const uint8_t limit_key[32],
                                  const struct hush_count_effort *effort, struct hush_tally *tally, struct hush_spec **full,
                                  struct hush_exact_tables **exact, hush_error *err);

#endif
