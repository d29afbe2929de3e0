/*
 * cell_lanes: the names of several cells as words to be hashed side by side, where all names are of one length.
 *
 * Then the words of each value fall on the same words of every message, and one step is done for all of them at once.
 */
#ifndef HUSH_BOUND_CELL_LANES_H
#define HUSH_BOUND_CELL_LANES_H

#include <stdint.h>

#include "base/siphash.h"
#include "bound/cell_names.h"

/*
 * Fills in the words of `count` (1..HUSH_SIP_LANES) cells, from the state `start` to the end of each message; lanes behind them
 * have no meaning.  Returns how many words there are, or 0 when they are more than HUSH_SIP_WORDS. `names->even` must be true.
 */
typedef unsigned (*hush_cell_lanes_fill)(const struct hush_cell_names *names, const uint32_t *cells, uint32_t count,
                                         const struct hush_sip *start, struct hush_sip_lanes *lanes);

/* The quickest way of this processor. */
hush_cell_lanes_fill hush_cell_lanes_best(void);

/* Every way that this processor can go; NULL behind the last. For tests. */
hush_cell_lanes_fill hush_cell_lanes_at(unsigned index);

#endif
