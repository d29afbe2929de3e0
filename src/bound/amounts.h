/*
 * amounts: what each unit may add to the tables of sums, means and quantiles of one source.
 *
 * Of each unit's cells in a table the `cells` ones of smallest priority are kept, as the limiter does for counts (same
 * hash, same ties).  In a kept cell a sum is clamped, and of the rest at most `amount.values` values are kept, those of
 * smallest keyed hash of (value, copy index).  Both are functions of that unit's rows alone; amounts.proof.md holds the argument.
 *
 * Rows may be offered by several threads at once, in any order.  They wait in memory, merged from time to time: what is
 * held is bounded by what the units keep, and by the different values they have.
 */
#ifndef HUSH_BOUND_AMOUNTS_H
#define HUSH_BOUND_AMOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/amount_totals.h"
#include "spec/spec.h"

struct hush_amounts;

/* Whether any table of the source is a sum, a mean or of quantiles. */
bool hush_amounts_needed(const struct hush_spec *spec, uint32_t source);

/* Keyed by the first 16 bytes of the limiting key. HUSH_E_MEMORY. */
hush_status hush_amounts_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_amounts **amounts,
                              hush_error *err);

/*
 * Whether rows are offered to this table: to SUM and MEAN_SUM, and for quantiles to the VALUE_COUNT behind them, whose cells
 * are those of records.
 */
bool hush_amounts_takes(const struct hush_spec *spec, uint32_t table);

/*
 * One row of the unit with this exact key, in a cell of a table that takes rows. `steps`: its value on the table's grid.
 * HUSH_E_MEMORY.
 */
hush_status hush_amounts_offer(struct hush_amounts *amounts, uint32_t table, const unsigned char *unit, size_t unit_length,
                               uint64_t cell, int64_t steps, hush_error *err);

/*
 * Adds what every unit keeps: totals[t] for each table of the spec, with the one kind of cells that it has; those of other
 * measures are not looked at.
 */
hush_status hush_amounts_total(struct hush_amounts *amounts, const struct hush_amount_totals *totals, hush_error *err);

/* For inspect, after the total: units that lost something to a limit of the table, a clamp included. */
uint64_t hush_amounts_units_cut(const struct hush_amounts *amounts, uint32_t table);

void hush_amounts_close(struct hush_amounts *amounts); /* wipes; NULL is allowed */

#endif
