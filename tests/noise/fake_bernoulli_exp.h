/*
 * fake_bernoulli_exp: stands in for noise/bernoulli_exp.h (whose include guard it takes) where a test walks all outcomes
 * of uniform numbers and exponential coins.
 */
#ifndef HUSH_NOISE_BERNOULLI_EXP_H
#define HUSH_NOISE_BERNOULLI_EXP_H

#include "fake_bernoulli.h"

bool hush_bernoulli_e(struct hush_bits *bits);
bool hush_bernoulli_exp(struct hush_bits *bits, hush_u128 n, hush_u128 d);
bool hush_bernoulli_exp_z(struct hush_bits *bits, const mpz_t n, const mpz_t d);

#endif
