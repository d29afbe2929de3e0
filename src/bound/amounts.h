/*
 * amounts: what each unit may add to the tables of sums, means and quantiles of one source.
 *
 * Of each unit's cells in a table the `cells` ones of smallest priority are kept, as the limiter does for counts (same
 * hash, same ties).  In a kept cell a sum is clamped, and of the rest at most `amount.values` values are kept, those of
 * smallest keyed hash of (value, copy index).  Both are functions of that unit's rows alone; amounts.proof.md holds the argument.
 *
 * One serves all tables of a source, for the units of one partition at a time; all offers of a unit must come to the same
 * one before it tells its totals.  Each thread has its own.  Offers are merged from time to time: what is held is bounded
 * by what the units keep, and by the different values they have.
 */
#ifndef HUSH_BOUND_AMOUNTS_H
#define HUSH_BOUND_AMOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/amount_totals.h"
#include "bound/offers.h"
#include "spec/spec.h"

struct hush_amounts;

/* Keyed by the first 16 bytes of the limiting key. `hash` is that of the partitions, and must outlive it. HUSH_E_MEMORY. */
hush_status hush_amounts_open(const struct hush_spec *spec, const uint8_t limit_key[32], const struct hush_offer_hash *hash,
                              struct hush_amounts **amounts, hush_error *err);

/*
 * Whether rows are offered to this table: to SUM and MEAN_SUM, and for quantiles to the VALUE_COUNT behind them, whose cells
 * are those of records.
 */
bool hush_amounts_takes(const struct hush_spec *spec, uint32_t table);

/*
 * Takes whole offers, as hush_amount_offer_put wrote them, to tables that take rows. Only those whose unit's hash has (hash >> 32 & mask) == part are taken: so a partition with too many units is
 * limited in parts. HUSH_E_MEMORY: some offers were taken, and it can only be cleared or closed.
 */
hush_status hush_amounts_take(struct hush_amounts *amounts, const unsigned char *offers, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err);

/*
 * Adds what every unit keeps: totals[t] for each table of the spec, with the one kind of cells that it has; those of other
 * measures are not looked at.
 */
hush_status hush_amounts_total(struct hush_amounts *amounts, const struct hush_amount_totals *totals, hush_error *err);

uint32_t hush_amounts_units(const struct hush_amounts *amounts);
size_t hush_amounts_memory(const struct hush_amounts *amounts); /* bytes that its units take, at most, when one more offer comes */

/* For inspect, after the total: units that lost something to a limit of the table, a clamp included. */
uint64_t hush_amounts_units_cut(const struct hush_amounts *amounts, uint32_t table); /* one that hush_amounts_takes */

void hush_amounts_clear(struct hush_amounts *amounts); /* no units, as after opening */
void hush_amounts_close(struct hush_amounts *amounts); /* wipes; NULL is allowed */

#endif
