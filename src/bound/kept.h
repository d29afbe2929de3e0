/*
 * kept: the cells that one unit keeps in one table, with their counts; the heart of limiting, for one unit.
 *
 * It holds the `cells` cells of smallest rank among all that were offered, where rank = (priority, then name), and of
 * each the sum of what was offered, at most `per_cell`.  limiter.proof.md shows why one pass suffices.
 *
 * Invariants:
 *  (1) 0 < used <= limits.cells, the cells are distinct, every count lies in 1..per_cell;
 *  (2) ranks exist exactly when some cell was ever turned away; from then on used == limits.cells, the slots form a
 *      max-heap by rank, and every cell ever turned away ranks above slot 0;
 *  (3) where an index exists it maps each kept cell to its slot.
 * Nothing here knows keys, names or specs: how cells rank comes with every call.
 */
#ifndef HUSH_BOUND_KEPT_H
#define HUSH_BOUND_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/siphash.h"
#include "bound/arena.h"
#include "bound/totals.h"
#include "spec/limits.h"

/* Defined here so that the commonest steps can be taken without a call; only kept.c writes to it. */
struct hush_kept_slot {
	uint32_t cell;
	uint32_t count;
};

struct hush_kept_ranked;

struct hush_kept {
	uint32_t used;
	uint32_t room;
	uint32_t index_size; /* a power of two, at least twice the room; 0 without an index */
	uint32_t *index;     /* open addressing: slot numbers, HUSH_NO_SLOT where empty */
	struct hush_kept_ranked *ranked; /* NULL while every cell offered fitted */
	struct hush_kept_slot slots[];
};

#define HUSH_NO_SLOT UINT32_MAX

enum { HUSH_KEPT_AT_ONCE = HUSH_SIP_LANES };

/*
 * How the cells of one unit rank: by a priority of two halves, then by name.  All must depend on the unit's key and the
 * cells' names alone.  The first half nearly always decides; the rest is asked for when two of them are equal.
 */
struct hush_ranking {
	/* What the priorities of all of a unit's cells begin with. */
	void (*begin)(void *context, uint32_t unit, struct hush_sip *start);
	/* The first halves of the priorities of `count` (1..HUSH_KEPT_AT_ONCE) cells. */
	void (*firsts)(void *context, const struct hush_sip *start, const uint32_t *cells, uint32_t count, uint64_t *firsts);
	/* Orders two cells whose first halves are equal, by the second half, then by name; like strcmp. */
	int (*tie)(void *context, const struct hush_sip *start, uint32_t a, uint32_t b);
	void *context;
};

enum hush_kept_outcome {
	HUSH_KEPT_WHOLE,     /* all of the count was taken */
	HUSH_KEPT_SATURATED, /* the cell is kept, at its per_cell limit */
	HUSH_KEPT_CROWDED,   /* another cell was lost to the cells limit, and made room for this one */
	HUSH_KEPT_AWAY,      /* this cell is not among those of smallest rank, and never will be again */
	HUSH_KEPT_NO_MEMORY  /* nothing changed */
};

/* Offers `count` > 0 to `cell` of `unit`. *kept starts as NULL and moves as it grows; it lies in `arena` and ends with it. */
enum hush_kept_outcome hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits,
                                       const struct hush_ranking *ranking, struct hush_arena *arena, uint32_t unit,
                                       uint32_t cell, uint64_t count);

/* The slot of a cell, or HUSH_NO_SLOT. */
uint32_t hush_kept_seek(const struct hush_kept *kept, uint32_t cell); /* by the index */

static inline uint32_t hush_kept_find(const struct hush_kept *kept, uint32_t cell)
{
	if (kept->index) {
		return hush_kept_seek(kept, cell);
	}
	for (uint32_t i = 0; i < kept->used; i++) {
		if (kept->slots[i].cell == cell) {
			return i;
		}
	}
	return HUSH_NO_SLOT;
}

/*
 * The same in steps, so that the priorities of many cells can be computed at once.  hush_kept_add offers to a cell that is
 * kept: false when it is not.  hush_kept_start tells what the priorities of a set that was ranked begin with;
 * hush_kept_offer_ranked offers to such a set a cell whose priority has the first half `first`.
 */
static inline bool hush_kept_add(struct hush_kept *kept, const struct hush_limits *limits, uint32_t cell, uint64_t count,
                                 enum hush_kept_outcome *outcome)
{
	uint32_t at = hush_kept_find(kept, cell);
	uint32_t left;

	if (at == HUSH_NO_SLOT) {
		return false;
	}
	left = limits->per_cell - kept->slots[at].count;
	kept->slots[at].count += count < left ? (uint32_t)count : left;
	*outcome = count > left ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
	return true;
}

const struct hush_sip *hush_kept_start(const struct hush_kept *kept);
enum hush_kept_outcome hush_kept_offer_ranked(struct hush_kept *kept, const struct hush_limits *limits,
                                              const struct hush_ranking *ranking, uint32_t cell, uint64_t count,
                                              uint64_t first);

/* Adds the kept counts to the totals. NULL keeps nothing. */
void hush_kept_total(const struct hush_kept *kept, const struct hush_totals *totals);

#endif
