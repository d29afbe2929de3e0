/*
 * amount_unit: one unit's rows in one table of a sum, a mean or quantiles: which cells and values are kept, and what they come to.
 */
#ifndef HUSH_BOUND_AMOUNT_UNIT_H
#define HUSH_BOUND_AMOUNT_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/error.h"
#include "bound/amount_totals.h"
#include "bound/amount_units.h"
#include "spec/spec.h"

/* One row, or several that were merged. */
struct hush_amount_offer {
	uint32_t unit;
	uint32_t table;
	uint32_t cell;
	uint32_t count : 31; /* how many have this value; not of a SUM */
	uint32_t cut : 1;    /* something of this unit was lost */
	int64_t value;       /* clamped; SUM: the sum so far */
};

/* How cells and values rank; keyed. */
struct hush_amount_ranking {
	const struct hush_spec *spec;
	uint8_t key[HUSH_SIPHASH_KEY];
	struct hush_buffer input;
};

void hush_amount_ranking_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_amount_ranking *ranking);
void hush_amount_ranking_close(struct hush_amount_ranking *ranking); /* wipes */

/*
 * Merges the offers of one unit to one table, sorted by cell and value, in place: a sum becomes one offer per cell,
 * anything else one per cell and value, and cells beyond the limit go, as do values of a cell that has very many and cannot keep them.
 * *left: how many are left, in their order. *cut: something went.
 * HUSH_E_MEMORY.
 */
hush_status hush_amount_merge(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, struct hush_amount_offer *offers, size_t count,
                              size_t *left, bool *cut, hush_error *err);

/* Adds what a unit keeps of merged offers to the cells. *cut: something was lost, then or before. */
hush_status hush_amount_add(struct hush_amount_ranking *ranking, const struct hush_table *table,
                            const struct hush_amount_key *unit, const struct hush_amount_offer *offers, size_t count,
                            const struct hush_amount_totals *to, bool *cut, hush_error *err);

#endif
