/*
 * fake_bits: stands in for random/bits.h (whose include guard it takes) where a test walks all strings of bits.
 */
#ifndef HUSH_RANDOM_BITS_H
#define HUSH_RANDOM_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_bits {
	int unused;
};

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count);

#endif
