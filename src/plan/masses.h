/*
 * masses: probabilities of the points of a lattice, in fixed point, and their convolution with a named side of rounding.
 *
 * A mass takes `limbs` machine words and is an integer times 2^-hush_masses_bits(limbs).  Eight bits of the top word stand
 * before the point, so that masses that were rounded up still have room; their sum must stay below 4.
 */
#ifndef HUSH_PLAN_MASSES_H
#define HUSH_PLAN_MASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bignum.h"

enum { HUSH_MASS_BEFORE_POINT = 8 };

struct hush_masses {
	mp_limb_t *words; /* count * limbs, least significant word of a mass first */
	size_t count;
	unsigned limbs;
};

static inline unsigned hush_masses_bits(unsigned limbs)
{
	return limbs * 64 - HUSH_MASS_BEFORE_POINT;
}

static inline mp_limb_t *hush_mass(const struct hush_masses *masses, size_t i)
{
	return masses->words + i * masses->limbs;
}

/* All zero. False when memory is short. */
bool hush_masses_init(struct hush_masses *masses, size_t count, unsigned limbs);
void hush_masses_clear(struct hush_masses *masses); /* safe on zeros */

/*
 * A probability, rounded to the side; anything below 0 counts as 0, anything above 1 as 1. What is no finite number says nothing:
 * it becomes 1 for HUSH_UP and 0 for HUSH_DOWN.
 */
void hush_mass_set(mp_limb_t *mass, unsigned limbs, const mpfr_t value, enum hush_side side);
/* The exact value of a mass, at a precision that holds it. */
void hush_mass_get(const mp_limb_t *mass, unsigned limbs, mpfr_t value);

/* to += mass * weight/2^63, weight <= 2^63, rounded up. */
void hush_mass_add_part(mp_limb_t *to, const mp_limb_t *mass, unsigned limbs, mp_limb_t weight);

/*
 * mass * factor (both in fixed point, the factor below 1) rounded to the side. `scratch` has 2 * limbs words; `product` may
 * be `mass`.
 */
void hush_mass_multiply(mp_limb_t *product, const mp_limb_t *mass, const mp_limb_t *factor, unsigned limbs,
                        enum hush_side side, mp_limb_t *scratch);

/*
 * The convolution: a.count + b.count - 1 masses, each the exact sum of products rounded to the side. By one product of two
 * long integers (Kronecker's substitution). a and b may be the same. False when memory is short; *product is new.
 */
bool hush_masses_convolve(const struct hush_masses *a, const struct hush_masses *b, enum hush_side side,
                          struct hush_masses *product);

#endif
