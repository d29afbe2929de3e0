/*
 * limiter: of each unit's cells in one table, keep the `cells` ones of smallest priority, each up to `per_cell`.
 *
 * Design rule 5.  Priority = SipHash-2-4-128, keyed by the release's limiting key, of (table, unit, cell by name); ties
 * by cell name.  The kept set of a unit depends on that unit's rows alone, so one unit moves at most `cells` cells by
 * at most `per_cell` each.  One pass is enough: a cell once evicted can never return, and a cell of the final set is
 * admitted at first sight.  limiter.proof.md holds the argument.
 *
 * One limiter serves all tables of a source, for the units of one partition at a time; all offers of a unit must come to
 * the same limiter before it tells its totals.  Each thread has its own.  A declared source has no units and no limiter:
 * aggregate/ adds its counts straight to the cells.
 */
#ifndef HUSH_BOUND_LIMITER_H
#define HUSH_BOUND_LIMITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/limiting.h"
#include "bound/totals.h"

struct hush_limiter;

/* Enforces each table's `limits` as they stand in the spec. HUSH_E_MEMORY. */
hush_status hush_limiter_open(const struct hush_limiting *limiting, struct hush_limiter **limiter, hush_error *err);

/* There are no units, as after opening, and the next offers are of this partition; of the first one, after opening. */
void hush_limiter_begin(struct hush_limiter *limiter, uint32_t partition);

/*
 * Takes whole offers, as hush_offer_put wrote them; HUSH_OFFER_SLACK bytes must be readable behind them. Only those whose
 * unit's hash has (hash >> 32 & mask) == part are taken: so a partition with too many units is limited in parts.
 * HUSH_E_MEMORY: some offers were taken, and the limiter can only be cleared or closed.
 */
hush_status hush_limiter_take(struct hush_limiter *limiter, const unsigned char *offers, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err);

/* Works on what was taken and still waits; nothing below knows of that before. Fails like hush_limiter_take. */
hush_status hush_limiter_settle(struct hush_limiter *limiter, hush_error *err);

/* Adds every unit's kept counts; totals[i] is of the table offers.tables[i]. */
void hush_limiter_total(const struct hush_limiter *limiter, const struct hush_totals *totals);

uint32_t hush_limiter_units(const struct hush_limiter *limiter);
size_t hush_limiter_memory(const struct hush_limiter *limiter); /* bytes that its units take */

/* For inspect: units that lost something to a limit in the table offers.tables[i]. A vehicle seen again where it is
 * counted once has lost nothing. */
uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter, uint32_t i);

void hush_limiter_close(struct hush_limiter *limiter); /* wipes; NULL is allowed */

#endif
