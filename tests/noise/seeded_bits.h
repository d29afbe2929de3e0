/*
 * seeded_bits: the seedable twin of the secure source, for tests only.
 *
 * The same seed gives the same words for ever, whatever the machine: xoshiro256** seeded by splitmix64.
 */
#ifndef HUSH_TESTS_SEEDED_BITS_H
#define HUSH_TESTS_SEEDED_BITS_H

#include "random/bits.h"

struct seeded_pool {
	struct hush_bits_pool pool; /* first: a pool's address is its seeded_pool's address */
	uint64_t state[4];
	uint64_t words; /* handed out so far, in whole refills */
};

/* `memory` must outlive `bits`. */
void seeded_bits(struct hush_bits *bits, struct seeded_pool *memory, uint64_t seed);

#endif
