/*
 * limiter: of each unit's cells in one table, keep the `cells` ones of smallest priority, each up to `per_cell`.
 *
 * Design rule 5.  Priority = SipHash-2-4-128, keyed by the release's limiting key, of (table, unit, cell by name); ties
 * by cell name.  The kept set of a unit depends on that unit's rows alone, so one unit moves at most `cells` cells by
 * at most `per_cell` each.  One pass is enough: a cell once evicted can never return, and a cell of the final set is
 * admitted at first sight.  limiter.proof.md holds the argument.
 *
 * One limiter serves one table.  The limiters of a source share its hush_units (units.h) and know units by number; the
 * key behind the number is what enters priorities.  A declared source has no units and no limiter: aggregate/ adds its
 * counts straight to the cells.
 */
#ifndef HUSH_BOUND_LIMITER_H
#define HUSH_BOUND_LIMITER_H

#include <stdint.h>

#include "base/error.h"
#include "bound/units.h"
#include "spec/spec.h"

enum { HUSH_LIMIT_KEY = 32 };

struct hush_limiter;

/*
 * Opens the limiter of spec->tables[table], which enforces the table's `limits` as they stand there. Both `spec` and
 * `units` must outlive it. The first 16 bytes of `limit_key` key the priorities.
 */
hush_status hush_limiter_open(const struct hush_spec *spec, uint32_t table, const struct hush_units *units,
                              const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_limiter **limiter, hush_error *err);

/*
 * Offers `count` of the unit to the cell (0..table->cells-1); a count of 0 touches nothing. `unit` is a number of
 * `units`. Only HUSH_E_MEMORY can fail, and then the offer has changed nothing.
 */
hush_status hush_limiter_offer(struct hush_limiter *limiter, uint32_t unit, uint64_t cell, uint64_t count,
                               hush_error *err);

/* Adds every unit's kept counts into `cells` (table->cells of them), saturating at `cap`. */
void hush_limiter_total(const struct hush_limiter *limiter, uint64_t *cells, uint64_t cap);

/* For inspect: units that lost something to a limit. A vehicle seen again where it is counted once has lost nothing. */
uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter);

void hush_limiter_close(struct hush_limiter *limiter); /* wipes; NULL is allowed */

#endif
