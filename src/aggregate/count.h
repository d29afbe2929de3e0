/*
 * count: read -> canonical entity -> limit per unit -> aggregate, for all tables of a release in one pass per source.
 */
#ifndef HUSH_AGGREGATE_COUNT_H
#define HUSH_AGGREGATE_COUNT_H

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
                       const struct hush_count_effort *effort, struct hush_tally *tally, struct hush_exact_tables **exact,
                       hush_error *err);

/* Can what does not fit into memory be kept in the folder that was named, if one was? Asked before anything is charged. */
hush_status hush_count_check(const hush_effort *effort, hush_error *err);

#endif
