/*
 * bits: a source of independent fair random bits, handed out in bulk.
 *
 * The shipped source is a ChaCha20 stream keyed afresh from the operating system (hush_bits_secure).  It notices a fork
 * and refuses to go on in the child, and wipes key and buffer when closed.  Tests have a seedable twin of their own; the
 * library has none.
 *
 * Invariants:
 *  (1) a slice of 16 bits leaves the pool once, and its place in the pool is overwritten as it leaves;
 *  (2) bits of a slice that a caller did not ask for are thrown away, never handed to the next caller;
 *  (3) `left` lives in the pool, so that a pool which the system zeroes in a forked child is an empty pool: the first
 *      word asked for there reaches `refill`, which refuses.
 *
 * A source belongs to one thread.
 */
#ifndef HUSH_RANDOM_BITS_H
#define HUSH_RANDOM_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
	HUSH_BITS_WORDS = 512,
	HUSH_BITS_SLICE = 16, /* bits handed out at the least */
	HUSH_BITS_PER_WORD = 64 / HUSH_BITS_SLICE
};

struct hush_bits_pool {
	uint32_t left; /* unread slices are slices[0..left-1]; taken from the end */
	uint32_t keep; /* UINT32_MAX; or HUSH_BITS_DROP, and then what a take leaves of its word is thrown away */
	union {
		uint64_t words[HUSH_BITS_WORDS];
		uint16_t slices[HUSH_BITS_WORDS * HUSH_BITS_PER_WORD];
	};
};

#define HUSH_BITS_DROP (~(uint32_t)(HUSH_BITS_PER_WORD - 1))

struct hush_bits {
	struct hush_bits_pool *pool;                  /* owned by the source: usually the first member of its own state */
	void (*refill)(struct hush_bits_pool *pool); /* called on an empty pool; puts in one fresh word or more */
	void (*close)(struct hush_bits_pool *pool);  /* wipes and frees; NULL when there is nothing to do */
};

/* Opens the shipped source. HUSH_E_MEMORY. On success it is closed with hush_bits_close. */
hush_status hush_bits_secure(struct hush_bits *bits, hush_error *err);
void hush_bits_close(struct hush_bits *bits); /* wipes; safe on a struct of zeros, and twice */

/* Refills an empty pool; ends the process when the source gives nothing, for there is no safe way on. */
void hush_bits_more(struct hush_bits *bits);

/* 64 fair bits; what is left of a word begun is thrown away. */
static inline uint64_t hush_bits_word(struct hush_bits *bits)
{
	struct hush_bits_pool *pool = bits->pool;
	uint64_t word;

	pool->left &= HUSH_BITS_DROP;
	if (__builtin_expect(pool->left == 0, 0)) {
		hush_bits_more(bits);
	}
	pool->left -= HUSH_BITS_PER_WORD;
	word = pool->words[pool->left / HUSH_BITS_PER_WORD];
	pool->words[pool->left / HUSH_BITS_PER_WORD] = 0;
	return word;
}

/* 16 fair bits. */
static inline uint32_t hush_bits_slice(struct hush_bits *bits)
{
	struct hush_bits_pool *pool = bits->pool;
	uint32_t at, slice;

	if (__builtin_expect(pool->left == 0, 0)) {
		hush_bits_more(bits);
	}
	at = pool->left - 1;
	slice = pool->slices[at];
	pool->slices[at] = 0;
	pool->left = at & pool->keep;
	return slice;
}

/* A number of `count` fair bits, 0..64. Costs as many slices as hold them, or a word when `count` is above 32. */
static inline uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	if (count == 0) {
		return 0;
	}
	if (count <= HUSH_BITS_SLICE) {
		return hush_bits_slice(bits) >> (HUSH_BITS_SLICE - count);
	}
	if (count <= 2 * HUSH_BITS_SLICE) {
		uint64_t high = hush_bits_slice(bits);

		return (high << HUSH_BITS_SLICE | hush_bits_slice(bits)) >> (2 * HUSH_BITS_SLICE - count);
	}
	return hush_bits_word(bits) >> (64 - count);
}

#endif
