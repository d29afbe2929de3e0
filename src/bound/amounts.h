/*
 * amounts: what each unit may add to the tables of sums and means of one source.
 *
 * Of each unit's cells in a table the `cells` ones of smallest priority are kept, as the limiter does for counts (same
 * hash, same ties).  In a kept cell a sum is clamped, and a mean keeps at most `amount.values` values, those of smallest
 * keyed hash of (value, copy index).  Both are functions of that unit's rows alone; amounts.proof.md holds the argument.
 *
 * Rows may be offered by several threads at once, in any order.  They wait in memory, merged from time to time: what is
 * held is bounded by what the units keep, and by the different values they have.
 */
#ifndef HUSH_BOUND_AMOUNTS_H
#define HUSH_BOUND_AMOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "spec/spec.h"

struct hush_amounts;

/* Where the result of a table goes: one of the two, the other is NULL. */
struct hush_amount_totals {
	int64_t *moved;    /* [cell] of SUM and MEAN_SUM; at most 2^20 of each unit either way */
	uint64_t *counted; /* [cell] of MEAN_COUNT */
};

/* Whether any table of the source is a sum or a mean. */
bool hush_amounts_needed(const struct hush_spec *spec, uint32_t source);

/* Keyed by the first 16 bytes of the limiting key. HUSH_E_MEMORY. */
hush_status hush_amounts_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_amounts **amounts,
                              hush_error *err);

/*
 * One row of the unit with this exact key, in a cell of a table of measure SUM or MEAN_SUM (that of its counts follows).
 * `steps`: its value on the table's grid. HUSH_E_MEMORY.
 */
hush_status hush_amounts_offer(struct hush_amounts *amounts, uint32_t table, const unsigned char *unit, size_t unit_length,
                               uint64_t cell, int64_t steps, hush_error *err);

/* Adds what every unit keeps: totals[t] for each table of the spec; those of other measures are not looked at. */
hush_status hush_amounts_total(struct hush_amounts *amounts, const struct hush_amount_totals *totals, hush_error *err);

/* For inspect, after the total: units that lost something to a limit of the table, a clamp included. */
uint64_t hush_amounts_units_cut(const struct hush_amounts *amounts, uint32_t table);

void hush_amounts_close(struct hush_amounts *amounts); /* wipes; NULL is allowed */

#endif
