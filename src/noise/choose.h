/*
 * choose: one point of a grid, by the exponential mechanism on the ranks of limited values (choose.proof.md).
 *
 * The random number is drawn beforehand, and of the same length whatever the values are: nothing is drawn, tried again or
 * looked up further once the data is open.
 */
#ifndef HUSH_NOISE_CHOOSE_H
#define HUSH_NOISE_CHOOSE_H

#include <stdint.h>

#include "plan/choice.h"
#include "random/bits.h"

enum { HUSH_CHOOSE_LIMBS = 4 };

/* A uniform number of 256 bits. */
struct hush_uniform {
	uint64_t limbs[HUSH_CHOOSE_LIMBS]; /* the least significant one first */
};

void hush_uniform_draw(struct hush_bits *bits, struct hush_uniform *uniform);

/*
 * How far `point` is from being the quantile of values of which `below` lie under it and `here` at it, of `all`: 0 where the
 * quantile is, else the number of values that its rank is off, times `whole`.  `all` is at most 2^50.
 */
uint64_t hush_choose_score(const struct hush_quantile *quantile, uint64_t below, uint64_t here, uint64_t all);

/* The index of the point chosen for values of which values[i] stand at point i. There are at most 2^22 points. */
uint32_t hush_choose(const uint64_t *values, uint32_t points, const struct hush_quantile *quantile,
                     const struct hush_weights *weights, const struct hush_uniform *uniform);

#endif
