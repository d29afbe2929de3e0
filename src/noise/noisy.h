/*
 * noisy: the values that may be published.
 *
 * A hush_noisy is made by noise/ only (from exact counts, or invented for drafts), and it is the only type of value that post/, publish/ and verify/ know.
 * Values lie in [-2^61, 2^61].
 */
#ifndef HUSH_NOISE_NOISY_H
#define HUSH_NOISE_NOISY_H

#include <stdint.h>

enum { HUSH_NOISY_BITS = 61 };

struct hush_noisy {
	int64_t **tables; /* [spec table][cell] */
	uint64_t *cells;
	uint32_t table_count;
};

void hush_noisy_free(struct hush_noisy *noisy); /* NULL is allowed */

#endif
