/*
 * bernoulli: uniform integers and coins of rational bias, exact.
 *
 * The two primitives that every sampler here is built from (bernoulli.proof.md).  They use integers only, and each comes
 * twice: over 64-bit integers, and over GMP integers of any size (`_z`).  On the same stream of random words both
 * forms give the same answer.
 */
#ifndef HUSH_NOISE_BERNOULLI_H
#define HUSH_NOISE_BERNOULLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "random/bits.h"

__extension__ typedef unsigned __int128 hush_u128;
__extension__ typedef __int128 hush_s128;

/*
 * Bits of the uniform number that a coin looks at in one step, 1..64.  The law is the same for each; the exact-law tests
 * compile with 1, which keeps the tree of all bit strings narrow enough to walk.
 */
#ifndef HUSH_BERNOULLI_STEP
#define HUSH_BERNOULLI_STEP 64
#endif

#define HUSH_SMALL_LIMIT ((uint64_t)1 << 63) /* denominators of the 64-bit forms are below this */

/* Uniform on 0..m-1, m >= 1. */
static inline uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	unsigned count = m > 1 ? 64 - (unsigned)__builtin_clzll(m - 1) : 0;
	uint64_t u;

	do {
		u = hush_bits_take(bits, count);
	} while (u >= m);
	return u;
}

/* True with probability n/d; 0 <= n <= d, 0 < d < HUSH_SMALL_LIMIT. */
static inline bool hush_bernoulli(struct hush_bits *bits, uint64_t n, uint64_t d)
{
	for (;;) {
		uint64_t u = hush_bits_take(bits, HUSH_BERNOULLI_STEP);
		hush_s128 rest = (hush_s128)((hush_u128)n << HUSH_BERNOULLI_STEP) - (hush_s128)((hush_u128)u * d);

		if (rest <= 0) {
			return false;
		}
		if (rest >= (hush_s128)d) {
			return true;
		}
		n = (uint64_t)rest;
	}
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u);
bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
