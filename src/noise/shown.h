/*
 * shown: which of the values that no list names are published; the argument stands in shown.proof.md.
 *
 * A value is shown if some cell of it that has records is, with its noise, not below the table's threshold; then all of its
 * cells are.  Of a value that is not shown nothing is left afterwards.
 */
#ifndef HUSH_NOISE_SHOWN_H
#define HUSH_NOISE_SHOWN_H

#include "noise/noise.h"
#include "spec/spec.h"

/*
 * For each table that discovers values: draws noise for all cells of all values of `full` (aggregate/candidates.h), which
 * `exact` was counted by, decides, and takes the hidden values out of `noise` and `exact`; hush_noise_add follows.  shown[d] is
 * the list of what is left in dimension d, in the order of the values' bytes, for hush_spec_resolve; empty lists are made for
 * the other dimensions.  More than the dimension's `at_most`: those of greatest noisy total, in equal ones the first.
 * Failures as of hush_noise_draw; HUSH_E_BUG also where a table has no threshold, or was counted by other cells.
 */
hush_status hush_noise_show(const struct hush_receipt *receipt, const struct hush_plan *plan, const struct hush_spec *full,
                            struct hush_bits *bits, struct hush_noise *noise, struct hush_exact_tables *exact,
                            struct hush_names *shown, hush_error *err);

#endif
