/*
 * dice: seeded pseudo-random numbers for made-up records. Never for noise: random/ is the place for that.
 *
 * xoshiro256++ (Blackman and Vigna), its state filled by splitmix64.
 */
#ifndef HUSH_GENERATE_DICE_H
#define HUSH_GENERATE_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct hush_dice {
	uint64_t state[4];
};

/* A well-mixed value of one number: the finalizer of splitmix64. */
static inline uint64_t hush_mix(uint64_t value)
{
	value += UINT64_C(0x9E3779B97F4A7C15);
	value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
	return value ^ (value >> 31);
}

static inline void hush_dice_seed(struct hush_dice *dice, uint64_t seed)
{
	for (unsigned i = 0; i < 4; i++) {
		dice->state[i] = hush_mix(seed + i * UINT64_C(0x9E3779B97F4A7C15));
	}
}

static inline uint64_t hush_dice_rotate(uint64_t value, unsigned bits)
{
	return (value << bits) | (value >> (64 - bits));
}

static inline uint64_t hush_dice_roll(struct hush_dice *dice)
{
	uint64_t *s = dice->state;
	uint64_t result = hush_dice_rotate(s[0] + s[3], 23) + s[0];
	uint64_t shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = hush_dice_rotate(s[3], 45);
	return result;
}

/* 0..bound-1 from 32 bits of `random`; the bias of at most bound/2^32 does not matter for made-up data. */
static inline uint32_t hush_scale(uint64_t random, uint32_t bound)
{
	return (uint32_t)(((random >> 32) * bound) >> 32);
}

static inline uint32_t hush_dice_below(struct hush_dice *dice, uint32_t bound)
{
	return hush_scale(hush_dice_roll(dice), bound);
}

static inline bool hush_dice_chance(struct hush_dice *dice, uint32_t per_mille)
{
	return hush_dice_below(dice, 1000) < per_mille;
}

#endif
