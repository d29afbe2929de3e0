/*
 * gaussian: the discrete Gaussian law of rational sigma^2, sampled exactly (gaussian.proof.md).
 *
 *     P[X = x] = e^(-x^2 / (2 sigma^2)) / sum over all integers y of e^(-y^2 / (2 sigma^2))
 *
 * A law is prepared once from sigma^2 and drawn from many times.  It proposes from a discrete Laplace law of scale
 * t = floor(sigma) + 1 and accepts x with probability e^-(A^2/B), where A = | |x|*stride - centre | and B = divisor are
 * integers.  Laws whose integers fit take a path of 64- and 128-bit integers; a proposal so far out that A does not
 * fit, and all other laws, take a path over GMP integers.
 */
#ifndef HUSH_NOISE_GAUSSIAN_H
#define HUSH_NOISE_GAUSSIAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "noise/laplace.h"
#include "random/bits.h"

struct hush_gaussian {
	bool small; /* the proposal is small, and the three integers below fit in 63, 63 and 110 bits */
	uint64_t stride;
	uint64_t centre;
	hush_u128 divisor;
	struct hush_laplace proposal;
	mpz_t stride_z;
	mpz_t centre_z;
	mpz_t divisor_z;
};

/* HUSH_E_SPEC with the accepted range when sigma^2 is outside [2^-40, 2^120]. Cleared with hush_gaussian_clear. */
hush_status hush_gaussian_prepare(const struct hush_rational *sigma_squared, struct hush_gaussian *law, hush_error *err);
void hush_gaussian_clear(struct hush_gaussian *law);

/* One draw, clamped to [-2^62, 2^62]. */
int64_t hush_gaussian_draw(const struct hush_gaussian *law, struct hush_bits *bits);

/* One draw as it is, for sums of draws, which must be clamped after they are added up. Always over GMP integers. */
void hush_gaussian_draw_z(const struct hush_gaussian *law, struct hush_bits *bits, mpz_t value);

#endif
