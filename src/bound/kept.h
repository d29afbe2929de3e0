/*
 * kept: the cells that one unit keeps in one table, with their counts; the heart of limiting, for one unit.
 *
 * It holds the `cells` cells of smallest rank among all that were offered, where rank = (priority, then name), and of
 * each the sum of what was offered, at most `per_cell`.  limiter.proof.md shows why one pass suffices.
 *
 * Invariants:
 *  (1) 0 < used <= limits.cells, the cells are distinct, every count lies in 1..per_cell;
 *  (2) ranks exist exactly when some cell was ever turned away; from then on used == limits.cells, no cell ranks above that
 *      of slot 0 (with an index, the slots form a max-heap by rank), and every cell ever turned away does;
 *  (3) where an index exists it maps each kept cell to its slot.
 * Nothing here knows keys, names or specs: how cells rank comes with every call.
 */
#ifndef HUSH_BOUND_KEPT_H
#define HUSH_BOUND_KEPT_H

#include <stdint.h>

#include "base/siphash.h"
#include "bound/arena.h"
#include "bound/totals.h"
#include "spec/limits.h"

struct hush_kept_slot {
	uint32_t cell;
	uint32_t count;
};

struct hush_kept {
	uint32_t used;
	uint32_t room;
	uint32_t index_size; /* a power of two, at least twice the room; 0 without an index */
	uint32_t *index;     /* open addressing: slot numbers, UINT32_MAX where empty */
	uint64_t *firsts; /* by slot: first halves of priorities; NULL while every cell offered fitted */
	struct hush_kept_slot slots[];
};

enum { HUSH_KEPT_AT_ONCE = HUSH_SIP_LANES };

/*
 * How the cells of one unit rank: by a priority of two halves, then by name.  All must depend on the unit's key and the
 * cells' names alone.  The first half nearly always decides; the rest is asked for when two of them are equal.
 */
struct hush_ranking {
	/* The first halves of the priorities of `count` (1..HUSH_KEPT_AT_ONCE) cells. */
	void (*firsts)(void *context, const uint32_t *cells, uint32_t count, uint64_t *firsts);
	/* Orders two cells whose first halves are equal, by the second half, then by name; like strcmp. */
	int (*tie)(void *context, uint32_t a, uint32_t b);
	void *context; /* of this unit */
};

/* What became of some offers; several may be true of them. */
enum hush_kept_outcome {
	HUSH_KEPT_WHOLE = 0,     /* all of every count was taken */
	HUSH_KEPT_SATURATED = 1, /* some cell is kept, at its per_cell limit */
	HUSH_KEPT_CROWDED = 2,   /* some cell was lost to the cells limit, and made room for another */
	HUSH_KEPT_AWAY = 4,      /* some cell is not among those of smallest rank, and never will be again */
	HUSH_KEPT_NO_MEMORY = 8  /* some offers were taken; the set may only be left to end with its arena */
};

/* Offers counts[i] > 0 to the cells[i] of one unit. *kept starts as NULL and moves as it grows; it lies in `arena`. */
unsigned hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits, const struct hush_ranking *ranking,
                         struct hush_arena *arena, const uint32_t *cells, const uint32_t *counts, uint32_t count);

/* Adds the kept counts to the totals. NULL keeps nothing. */
void hush_kept_total(const struct hush_kept *kept, const struct hush_totals *totals);

#endif
