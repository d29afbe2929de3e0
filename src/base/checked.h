/*
 * checked: integer arithmetic that cannot wrap without being seen.
 *
 * The `add_sat` forms saturate at a cap: min(a + b, cap) over non-negative integers.  Saturating sums do not depend
 * on the order of their terms and move by no more than a term moves, so they keep sensitivities (design rule 7).
 */
#ifndef HUSH_BASE_CHECKED_H
#define HUSH_BASE_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

static inline bool hush_add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

static inline bool hush_mul_u64(uint64_t a, uint64_t b, uint64_t *product)
{
	return !__builtin_mul_overflow(a, b, product);
}

static inline uint64_t hush_add_sat(uint64_t a, uint64_t b, uint64_t cap)
{
	return a >= cap || b >= cap - a ? cap : a + b;
}

#endif
