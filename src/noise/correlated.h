/*
 * correlated: the noise of a short table whose cells share a part of it, sampled exactly (correlated.proof.md).
 *
 *     N_i = floor((Z_0 + Z_i + B_i) / 2),   Z_0 of variance parameter sigma_0^2, drawn once for the table,
 *                                           Z_i of sigma^2 and B_i a fair bit for every cell
 *
 * plan/correlated.h says what sigma_0^2 is and what this costs.
 */
#ifndef HUSH_NOISE_CORRELATED_H
#define HUSH_NOISE_CORRELATED_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "random/bits.h"

/*
 * The noise of all cells of one table, each value clamped to [-2^62, 2^62]. HUSH_E_SPEC when the number of cells or
 * sigma^2 is out of range (hush_correlated_check).
 */
hush_status hush_correlated_draw(const struct hush_rational *sigma_squared, uint64_t cells, struct hush_bits *bits,
                                 int64_t *values, hush_error *err);

#endif
