/*
 * bernoulli: uniform integers and coins of rational bias, exact.
 *
 * The two primitives that every sampler here is built from (bernoulli.proof.md).  They use integers only, and each comes
 * twice: over integers of fixed size, and over GMP integers of any size (`_z`).  On the same stream of random bits both
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
 * Bits of the uniform number that a coin looks at in one step, 1..16.  The law is the same for each; the exact-law tests
 * compile with 1, which keeps the tree of all bit strings narrow enough to walk.
 */
#ifndef HUSH_BERNOULLI_STEP
#define HUSH_BERNOULLI_STEP 16
#endif

/*
 * Bits that a uniform number below m is made of, where m - 1 has c bits: c..64.  The law is the same for each; the more
 * there are beyond c, the fewer tries are thrown away.
 */
#ifndef HUSH_UNIFORM_WIDTH
#define HUSH_UNIFORM_WIDTH(c) ((c) <= 8 ? 16 : (c) <= 24 ? 32 : 64)
#endif

#define HUSH_SMALL_LIMIT ((uint64_t)1 << 63)   /* parameters of the paths over integers of fixed size are below this */
#define HUSH_COIN_LIMIT ((hush_u128)1 << 110)  /* denominators of their coins are below this */
#define HUSH_NARROW_LIMIT ((uint64_t)1 << 46)  /* a coin whose denominator is below this is tossed in 64 bits */

/* Uniform on 0..m-1, m >= 1. */
static inline uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	unsigned width = m > 1 ? HUSH_UNIFORM_WIDTH(64 - (unsigned)__builtin_clzll(m - 1)) : 0;
	uint64_t mask = width == 0 ? 0 : UINT64_MAX >> (64 - width);
	hush_u128 product = (hush_u128)hush_bits_take(bits, width) * m;

	/* Of 2^width products, the 2^width mod m whose low part is smallest are too many: they are thrown away. */
	if (__builtin_expect(((uint64_t)product & mask) < m, 0)) {
		uint64_t surplus = width == 0 ? 0 : (mask % m + 1) % m;

		while (((uint64_t)product & mask) < surplus) {
			product = (hush_u128)hush_bits_take(bits, width) * m;
		}
	}
	return (uint64_t)(product >> width);
}

/* True with probability n/d; 0 <= n <= d, 0 < d < HUSH_NARROW_LIMIT. */
static inline bool hush_bernoulli_narrow(struct hush_bits *bits, uint64_t n, uint64_t d)
{
	int64_t rest = (int64_t)n;

	do {
		rest = (rest << HUSH_BERNOULLI_STEP) - (int64_t)(hush_bits_take(bits, HUSH_BERNOULLI_STEP) * d);
	} while (__builtin_expect(rest > 0 && rest < (int64_t)d, 0));
	return rest > 0;
}

/* True with probability n/d; 0 <= n <= d, 0 < d < HUSH_COIN_LIMIT. */
static inline bool hush_bernoulli(struct hush_bits *bits, hush_u128 n, hush_u128 d)
{
	if (d < HUSH_NARROW_LIMIT) {
		return hush_bernoulli_narrow(bits, (uint64_t)n, (uint64_t)d);
	}
	for (;;) {
		uint64_t u = hush_bits_take(bits, HUSH_BERNOULLI_STEP);
		hush_s128 rest = (hush_s128)(n << HUSH_BERNOULLI_STEP) - (hush_s128)(u * d);

		if (rest <= 0) {
			return false;
		}
		if (rest >= (hush_s128)d) {
			return true;
		}
		n = (hush_u128)rest;
	}
}

/* hush_bernoulli_run for a number that begins with `u` of `width` bits, where its first byte does not decide. */
unsigned hush_bernoulli_run_on(struct hush_bits *bits, uint64_t u, unsigned width);

/*
 * Tosses coins of bias 1/2, 1/3, 1/4, ... until one is tails, and returns the k of that coin of bias 1/k: above k with
 * probability 1/k!.  All coins look at the digits of one uniform number, nearly always at one byte of it only.
 */
static inline unsigned hush_bernoulli_run(struct hush_bits *bits)
{
	uint64_t u = hush_bits_take(bits, HUSH_BERNOULLI_STEP);
#if HUSH_BERNOULLI_STEP >= 8
	/* The first k with U >= 1/k! for all U in [byte, byte + 1)/256; 0 where they differ. */
	static const uint8_t first[128] = {
		0, 6, 0, 5, 5, 5, 5, 5, 5, 5, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
		4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
		3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
		3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
	};
	uint64_t byte = u >> (HUSH_BERNOULLI_STEP - 8);
	unsigned k = byte >= 128 ? 2 : first[byte];

	if (__builtin_expect(k != 0, 1)) {
		return k;
	}
#endif
	return hush_bernoulli_run_on(bits, u, HUSH_BERNOULLI_STEP);
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u);
bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
