/*
 * count: read -> canonical entity -> limit per unit -> aggregate, for all tables of a release in one pass per source.
 */
#ifndef HUSH_AGGREGATE_COUNT_H
#define HUSH_AGGREGATE_COUNT_H

#include <stdbool.h>

#include "aggregate/effort.h"
#include "aggregate/exact.h"
#include "base/error.h"
#include "read/tally.h"
#include "spec/spec.h"

struct hush_inputs; /* read/inputs.h: the opened files of all sources, file-level faults already checked */

/*
 * Reads every source to its end and returns the exact limited counts.  `limit_key` (32 bytes) keys the limiting order.
 * `effort` may be NULL for the defaults.
 * `tally` is NULL when publishing; `inspect` passes one to learn what was left out and why.
 * The result is a function of the multiset of rows alone: file order, row order, splits, threads and memory do not matter.
 * Failures: HUSH_E_IO, HUSH_E_CREATE and HUSH_E_PERMISSION (the spill's folder), HUSH_E_MEMORY. Never a failure that
 * depends on what a row says.
 */
hush_status hush_count(const struct hush_spec *spec, struct hush_inputs *inputs, const uint8_t limit_key[32],
                       const struct hush_effort *effort, struct hush_tally *tally, struct hush_exact_tables **exact,
                       hush_error *err);

/* Can what does not fit into memory be kept where `effort` says? To be asked before anything is charged. */
hush_status hush_count_check(const struct hush_spec *spec, const struct hush_effort *effort, hush_error *err);

/*
 * The cell that a record with these dimension values falls into: mixed radix over `by`, the last one varying fastest,
 * so that hush_table_value undoes it.  False when a filter leaves the record out or a value is outside its domain.
 */
bool hush_table_cell(const struct hush_spec *spec, const struct hush_table *table, const uint32_t *values,
                     uint64_t *cell);

#endif
