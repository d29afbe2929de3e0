/*
 * laplace: the discrete Laplace law of rational scale, sampled exactly (laplace.proof.md).
 *
 *     P[X = x] = (e^(1/s) - 1)/(e^(1/s) + 1) * e^(-|x|/s)    for every integer x
 *
 * A law is prepared once from its scale and drawn from many times.  Scales whose numerator and denominator fit in 63
 * bits take a path of 64- and 128-bit integers, all others a path over GMP integers.  Both give the same law.
 */
#ifndef HUSH_NOISE_LAPLACE_H
#define HUSH_NOISE_LAPLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "noise/bernoulli_exp.h"
#include "random/bits.h"

enum {
	HUSH_NOISE_BITS = 62,         /* a draw is clamped to [-2^62, 2^62] */
	HUSH_NOISE_SCALE_LOW = -20,   /* scales (and sigmas) are at least 2^-20 ... */
	HUSH_NOISE_SCALE_HIGH = 60,   /* ... and at most 2^60 */
	HUSH_NOISE_RATIONAL_BITS = 256 /* numerator and denominator of a parameter are below 2^256 */
};

struct hush_laplace {
	bool small; /* numerator and denominator below fit: the 64-bit path may be taken */
	uint64_t numerator;
	uint64_t denominator;
	uint64_t reciprocal; /* 2^64/denominator rounded up, where 1 < denominator < 2^32; else 0 */
	struct hush_rational scale;
};

/* HUSH_E_SPEC with the accepted range when the scale is zero, negative or absurd. Cleared with hush_laplace_clear. */
hush_status hush_laplace_prepare(const struct hush_rational *scale, struct hush_laplace *law, hush_error *err);
void hush_laplace_clear(struct hush_laplace *law);

/* One draw, clamped to [-2^62, 2^62]. */
int64_t hush_laplace_draw(const struct hush_laplace *law, struct hush_bits *bits);

/* A geometric number: z >= 0 with probability proportional to e^-(z/scale). The first form needs law->small. */
hush_u128 hush_laplace_geometric(const struct hush_laplace *law, struct hush_bits *bits);
void hush_laplace_geometric_z(const struct hush_laplace *law, struct hush_bits *bits, mpz_t z);

/*
 * For the Gaussian, which must see the draw before it is clamped: |X|, and whether X is below zero.
 * The first form needs law->small.
 */
hush_u128 hush_laplace_magnitude(const struct hush_laplace *law, struct hush_bits *bits, bool *negative);
void hush_laplace_magnitude_z(const struct hush_laplace *law, struct hush_bits *bits, mpz_t magnitude, bool *negative);

/* From magnitude and sign to the clamped number. */
int64_t hush_noise_clamp(hush_u128 magnitude, bool negative);
int64_t hush_noise_clamp_z(const mpz_t magnitude, bool negative);

/*
 * Refuses a parameter outside [2^low, 2^high] or with a numerator or denominator of more than 256 bits. `name` is
 * what the message calls it.
 */
hush_status hush_noise_check_parameter(const struct hush_rational *parameter, const char *name, int low, int high,
                                       hush_error *err);

#endif
