/*
 * cell_ranks: how the cells of one unit rank in one table: by keyed hash of table, unit and cell, all by name and none by number.
 *
 * rank = SipHash-2-4-128(key; counted table name, counted key of the unit, counted value names of the cell), then the
 * cell's value names.  The halves of the hash are compared like its bytes.
 */
#ifndef HUSH_BOUND_CELL_RANKS_H
#define HUSH_BOUND_CELL_RANKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/siphash.h"
#include "bound/cell_lanes.h"
#include "bound/kept.h"
#include "bound/limiting.h"
#include "bound/units.h"

/* Of one table, for one unit after the other. Each limiter has its own. */
struct hush_cell_ranks {
	const struct hush_limiting *limiting; /* outlives the ranks, as do the names */
	const struct hush_cell_names *names;
	struct hush_sip table; /* what all priorities of the table begin with */
	const struct hush_unit *unit;
	struct hush_sip start; /* what all priorities of the unit begin with, once it is `begun` */
	bool begun;
	hush_cell_lanes_fill fill;
	hush_sip_firsts firsts;
	struct hush_sip_lanes lanes;
};

void hush_cell_ranks_open(const struct hush_limiting *limiting, uint32_t table, struct hush_cell_ranks *ranks); /* of offers.tables */

/* From now on it is this unit's cells. Nothing is hashed before a rank is asked for: most units never need one. */
static inline void hush_cell_ranks_turn(struct hush_cell_ranks *ranks, const struct hush_unit *unit)
{
	ranks->unit = unit;
	ranks->begun = false;
}

/* As kept.h asks for them. */
struct hush_ranking hush_cell_ranks_ranking(struct hush_cell_ranks *ranks);

#endif
