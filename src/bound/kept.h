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

#include "base/crypto.h"
#include "spec/limits.h"

struct hush_kept;

/* How the cells of one unit rank. Both functions must depend on the unit's key and the cells' names alone. */
struct hush_ranking {
	/* Fills in the priority of a cell; false when memory is short. */
	bool (*priority)(void *context, uint32_t unit, uint32_t cell, uint8_t priority[HUSH_SIPHASH_BYTES]);
	/* Orders two cells of equal priority by name, like strcmp. */
	int (*by_name)(void *context, uint32_t a, uint32_t b);
	void *context;
};

enum hush_kept_outcome {
	HUSH_KEPT_WHOLE,     /* all of the count was taken */
	HUSH_KEPT_SATURATED, /* the cell is kept, at its per_cell limit */
	HUSH_KEPT_CROWDED,   /* this cell, or one that made room for it, was lost to the cells limit */
	HUSH_KEPT_NO_MEMORY  /* nothing changed */
};

/* Offers `count` > 0 to `cell` of `unit`. *kept starts as NULL and moves as it grows. */
enum hush_kept_outcome hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits,
                                       const struct hush_ranking *ranking, uint32_t unit, uint32_t cell,
                                       uint64_t count);

/* Adds the kept counts into `cells`, saturating at `cap`. NULL keeps nothing. */
void hush_kept_total(const struct hush_kept *kept, uint64_t *cells, uint64_t cap);

void hush_kept_free(struct hush_kept *kept); /* wipes; NULL is allowed */

#endif
