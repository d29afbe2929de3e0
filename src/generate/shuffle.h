/*
 * shuffle: a seeded permutation of 0..size-1 that takes no memory, so that events can be dealt out over a week one by
 * one.
 *
 * A number is written as two digits (x = low + a * high), and four rounds add to each digit a mixed value of the other.
 * The few numbers that leave the range are sent through again.
 */
#ifndef HUSH_GENERATE_SHUFFLE_H
#define HUSH_GENERATE_SHUFFLE_H

#include <stdint.h>

#include "generate/dice.h"

struct hush_shuffle {
	uint64_t size; /* below 2^60 */
	uint32_t a;    /* how many values the low digit has */
	uint32_t b;    /* and the high one; a * b >= size */
	uint64_t key;
};

static inline struct hush_shuffle hush_shuffle_of(uint64_t size, uint64_t seed)
{
	struct hush_shuffle shuffle = {.size = size, .a = 1, .key = hush_mix(seed)};

	while ((uint64_t)shuffle.a * shuffle.a < size) {
		shuffle.a = (uint64_t)shuffle.a * shuffle.a * 4 < size ? shuffle.a * 2 : shuffle.a + 1 + shuffle.a / 64;
	}
	shuffle.b = (uint32_t)((size + shuffle.a - 1) / shuffle.a);
	return shuffle;
}

/* `position` must lie below the size. */
static inline uint64_t hush_shuffle_at(const struct hush_shuffle *shuffle, uint64_t position)
{
	do {
		uint64_t low = position % shuffle->a;
		uint64_t high = position / shuffle->a;

		for (uint64_t round = 0; round < 2; round++) {
			low += hush_scale(hush_mix(high ^ (shuffle->key + round)), shuffle->a);
			low -= low >= shuffle->a ? shuffle->a : 0;
			high += hush_scale(hush_mix(low ^ (shuffle->key - 1 - round)), shuffle->b);
			high -= high >= shuffle->b ? shuffle->b : 0;
		}
		position = low + high * shuffle->a;
	} while (position >= shuffle->size);
	return position;
}

#endif
