/*
 * bits: a source of independent fair random bits, handed out in bulk.
 *
 * The shipped source is a ChaCha20 stream keyed afresh from the operating system (hush_bits_secure).  It notices a fork
 * and refuses to go on in the child, and wipes key and buffer when closed.  Tests have a seedable twin of their own; the
 * library has none.
 *
 * Invariants:
 *  (1) a word leaves the pool once, and its place in the pool is overwritten as it leaves;
 *  (2) bits of a word that a caller did not ask for are thrown away, never handed to the next caller;
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

enum { HUSH_BITS_WORDS = 512 };

struct hush_bits_pool {
	uint32_t left; /* unread words are words[0..left-1]; taken from the end */
	uint64_t words[HUSH_BITS_WORDS];
};

struct hush_bits {
	struct hush_bits_pool *pool;                  /* owned by the source: usually the first member of its own state */
	void (*refill)(struct hush_bits_pool *pool); /* called on an empty pool; puts in at least one fresh word */
	void (*close)(struct hush_bits_pool *pool);  /* wipes and frees; NULL when there is nothing to do */
};

/* Opens the shipped source. HUSH_E_MEMORY. On success it is closed with hush_bits_close. */
hush_status hush_bits_secure(struct hush_bits *bits, hush_error *err);
void hush_bits_close(struct hush_bits *bits); /* wipes; safe on a struct of zeros, and twice */

/* Refills an empty pool; ends the process when the source gives nothing, for there is no safe way on. */
void hush_bits_more(struct hush_bits *bits);

/* 64 fair bits. */
static inline uint64_t hush_bits_word(struct hush_bits *bits)
{
	struct hush_bits_pool *pool = bits->pool;
	uint64_t word;

	if (__builtin_expect(pool->left == 0, 0)) {
		hush_bits_more(bits);
	}
	pool->left--;
	word = pool->words[pool->left];
	pool->words[pool->left] = 0;
	return word;
}

/* A number of `count` fair bits, 0..64. Costs one word, or none when `count` is 0. */
static inline uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	return count == 0 ? 0 : hush_bits_word(bits) >> (64 - count);
}

#endif
