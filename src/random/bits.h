/*
 * bits: a source of independent fair random bits, handed out in bulk.
 *
 * The shipped source is a ChaCha20 stream keyed afresh from the operating system (hush_bits_secure).  It notices a fork
 * and refuses to go on in the child, and wipes key and buffer when closed.  Tests have a seedable twin of their own; the
 * library has none.
 */
#ifndef HUSH_RANDOM_BITS_H
#define HUSH_RANDOM_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_bits {
	uint64_t words[512]; /* unread words; used from the front */
	uint32_t next;       /* index of the next unread word; 512 when empty */
	uint64_t spare;      /* bits left of a word used bit by bit */
	uint32_t spare_bits;
	void (*refill)(void *context, uint64_t *words, size_t count); /* fills with fresh random words; cannot fail */
	void (*close)(void *context);
	void *context;
};

/* Opens the shipped source. */
hush_status hush_bits_secure(struct hush_bits *bits, hush_error *err);
void hush_bits_close(struct hush_bits *bits); /* wipes */

uint64_t hush_bits_word(struct hush_bits *bits);                    /* 64 fair bits */
uint64_t hush_bits_take(struct hush_bits *bits, unsigned count);    /* `count` fair bits, 0..64 */

#endif
