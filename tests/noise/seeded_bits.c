/* seeded_bits: see seeded_bits.h. */
#include "seeded_bits.h"

static uint64_t rotate(uint64_t x, unsigned k)
{
	return (x << k) | (x >> (64 - k));
}

static uint64_t next_word(uint64_t s[4])
{
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

static void refill(struct hush_bits_pool *pool)
{
	struct seeded_pool *seeded = (struct seeded_pool *)pool;

	for (uint32_t i = HUSH_BITS_WORDS; i > 0; i--) {
		pool->words[i - 1] = next_word(seeded->state);
	}
	pool->left = HUSH_BITS_WORDS * HUSH_BITS_PER_WORD;
	seeded->words += HUSH_BITS_WORDS;
}

void seeded_bits(struct hush_bits *bits, struct seeded_pool *memory, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15U;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
		memory->state[i] = z ^ (z >> 31);
	}
	memory->pool.left = 0;
	memory->pool.keep = UINT32_MAX;
	memory->words = 0;
	bits->pool = &memory->pool;
	bits->refill = refill;
	bits->close = NULL;
}
