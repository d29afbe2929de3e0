/*
 * fake_bernoulli: stands in for noise/bernoulli.h (whose include guard it takes) where a test walks all outcomes of
 * uniform numbers and rational coins, or replays recorded ones.
 */
#ifndef HUSH_NOISE_BERNOULLI_H
#define HUSH_NOISE_BERNOULLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "fake_bits.h"

__extension__ typedef unsigned __int128 hush_u128;
__extension__ typedef __int128 hush_s128;

#define HUSH_SMALL_LIMIT ((uint64_t)1 << 63)
#define HUSH_COIN_LIMIT ((hush_u128)1 << 110)
#define HUSH_NARROW_LIMIT ((uint64_t)1 << 46)

uint64_t hush_uniform(struct hush_bits *bits, uint64_t m);
bool hush_bernoulli(struct hush_bits *bits, hush_u128 n, hush_u128 d);
bool hush_bernoulli_narrow(struct hush_bits *bits, uint64_t n, uint64_t d);
unsigned hush_bernoulli_run(struct hush_bits *bits);
void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u);
bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
