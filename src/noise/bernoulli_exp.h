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
	return hush_bernoulli_run(bits) & 1;
}

/*
 * True with probability n/(d*k), where *product is d*(k - 1) and becomes d*k.  Where that would be too wide for a coin, it
 * is two coins.
 */
static inline bool hush_bernoulli_part(struct hush_bits *bits, hush_u128 n, hush_u128 d, uint64_t k, hush_u128 *product)
{
	if (*product < HUSH_COIN_LIMIT) {
		*product += d;
	}
	if (*product < HUSH_COIN_LIMIT) {
		return hush_bernoulli(bits, n, *product);
	}
	return hush_bernoulli(bits, 1, k) && hush_bernoulli(bits, n, d);
}

/* True with probability e^-(n/d); n >= 0, 0 < d < HUSH_COIN_LIMIT. */
static inline bool hush_bernoulli_exp(struct hush_bits *bits, hush_u128 n, hush_u128 d)
{
	hush_u128 product = 0; /* d*(k - 1) */
	uint64_t k = 1;

	for (; n >= d; n -= d) {
		if (!hush_bernoulli_e(bits)) {
			return false;
		}
	}
	if (d < HUSH_NARROW_LIMIT) {
		const uint64_t narrow = (uint64_t)d;
		uint64_t at = narrow;

		for (; at + narrow < HUSH_NARROW_LIMIT; at += 2 * narrow, k += 2) {
			if (!hush_bernoulli_narrow(bits, (uint64_t)n, at)) {
				return true;
			}
			if (!hush_bernoulli_narrow(bits, (uint64_t)n, at + narrow)) {
				return false;
			}
		}
		product = at - narrow;
	}
	for (;; k += 2) {
		if (!hush_bernoulli_part(bits, n, d, k, &product)) {
			return true;
		}
		if (!hush_bernoulli_part(bits, n, d, k + 1, &product)) {
			return false;
		}
	}
}

/* True with probability e^-(n/d); n >= 0, d > 0. */
bool hush_bernoulli_exp_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
