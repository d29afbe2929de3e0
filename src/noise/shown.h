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
 * For each table that discovers values: draws noise for the cells of every value that was found, decides, and leaves in `noise`
 * and `exact` all cells of those that are shown; hush_noise_add follows.  shown[d] is the list of them in dimension d, in the
 * order of the values' bytes, for hush_spec_resolve; the lists of other dimensions are not touched.  More than the dimension's
 * `at_most`: those of greatest noisy total, in equal ones the first.  How much memory it takes follows from the spec, not from
 * how many values there are.
 * Failures as of hush_noise_draw, and of a disk with what was found; HUSH_E_BUG also where a table has no threshold.
 */
hush_status hush_noise_show(const struct hush_receipt *receipt, const struct hush_plan *plan, struct hush_bits *bits,
                            struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_names *shown,
                            hush_error *err);

#endif
