/*
 * limiter: of each unit's cells in one table, keep the `cells` ones of smallest priority, each up to `per_cell`.
 *
 * Design rule 5.  Priority = SipHash-2-4-128 keyed by the release's limiting key, of (table, unit, cell by name); ties by
 * cell name.  The kept set of a unit depends on that unit's rows alone, so one unit moves at most `cells` cells by at most
 * `per_cell` each.  One pass is enough: a cell once evicted can never return, and a cell of the final set is admitted at
 * first sight.  A count of 0 touches nothing.  A declared source has no units: counts go straight to the cells.
 */
#ifndef HUSH_BOUND_LIMITER_H
#define HUSH_BOUND_LIMITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "spec/spec.h"

struct hush_limiter; /* one per table */

hush_status hush_limiter_open(const struct hush_spec *spec, uint32_t table, const uint8_t limit_key[32],
                              struct hush_limiter **limiter, hush_error *err);

/* Offers `count` (> 0) of the unit to the cell. `unit` is record.unit. Only HUSH_E_MEMORY can fail. */
hush_status hush_limiter_offer(struct hush_limiter *limiter, const unsigned char *unit, size_t unit_length, uint64_t cell,
                               uint64_t count, hush_error *err);

/* Adds every unit's kept counts into `cells` (table->cells of them), saturating at `cap`. */
void hush_limiter_total(const struct hush_limiter *limiter, uint64_t *cells, uint64_t cap);

/* For inspect: units seen, and units that lost something to a limit. */
uint64_t hush_limiter_units(const struct hush_limiter *limiter);
uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter);

void hush_limiter_close(struct hush_limiter *limiter); /* wipes; NULL is allowed */

#endif
