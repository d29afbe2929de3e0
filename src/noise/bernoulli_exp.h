/*
 * bernoulli_exp: coins of bias e^-x for rational x >= 0, exact (bernoulli_exp.proof.md).
 *
 * No power of e is ever computed: the coin is made of coins of rational bias (Canonne, Kamath and Steinke 2020,
 * algorithm 1).
 */
#ifndef HUSH_NOISE_BERNOULLI_EXP_H
#define HUSH_NOISE_BERNOULLI_EXP_H

#include "noise/bernoulli.h"

/* True with probability e^-1. */
static inline bool hush_bernoulli_e(struct hush_bits *bits)
{
	uint64_t k = 2; /* the coin of bias 1/1, which k = 1 would ask for, is always heads */

	while (hush_bernoulli(bits, 1, k)) {
		k++;
	}
	return k & 1;
}

/* True with probability n/(d*k); splits into two coins where the product would not fit. */
static inline bool hush_bernoulli_part(struct hush_bits *bits, uint64_t n, uint64_t d, uint64_t k)
{
	uint64_t product;

	if (!__builtin_mul_overflow(d, k, &product) && product < HUSH_SMALL_LIMIT) {
		return hush_bernoulli(bits, n, product);
	}
	return hush_bernoulli(bits, 1, k) && hush_bernoulli(bits, n, d);
}

/* True with probability e^-(whole + n/d); 0 <= n <= d, 0 < d < HUSH_SMALL_LIMIT. */
static inline bool hush_bernoulli_exp(struct hush_bits *bits, hush_u128 whole, uint64_t n, uint64_t d)
{
	uint64_t k = 1;

	for (; whole > 0; whole--) {
		if (!hush_bernoulli_e(bits)) {
			return false;
		}
	}
	while (hush_bernoulli_part(bits, n, d, k)) {
		k++;
	}
	return k & 1;
}

/* True with probability e^-(n/d); n >= 0, d > 0. */
bool hush_bernoulli_exp_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
