/*
 * found_ranks: how the cells of one unit rank, where no list names the values of a dimension.
 *
 * The rank is that of cell_ranks.h: the same bytes are hashed, in which the text stands where a listed value's name would.  So a
 * value counts the same whether a list names it or not.
 */
#ifndef HUSH_BOUND_FOUND_RANKS_H
#define HUSH_BOUND_FOUND_RANKS_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/error.h"
#include "bound/found_offer.h"
#include "spec/spec.h"

/* Each thread has its own. */
struct hush_found_ranks {
	const struct hush_spec *spec; /* outlives them */
	uint8_t key[HUSH_SIPHASH_KEY];
	struct hush_buffer input;
};

/* Keyed by the first 16 bytes of the limiting key. */
void hush_found_ranks_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_found_ranks *ranks);
void hush_found_ranks_close(struct hush_found_ranks *ranks); /* wipes */

/* The halves of the cell's rank, as numbers in the order of their bytes. HUSH_E_MEMORY. */
hush_status hush_found_ranks_of(struct hush_found_ranks *ranks, const struct hush_found_offer *offer, uint64_t rank[2],
                                hush_error *err);

#endif
