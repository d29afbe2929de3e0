/*
 * siphash: several messages side by side; see siphash.h.
 *
 * One vector holds the same word of four hashes.  The compiler makes of it what the processor has: the other functions
 * are the first one again, compiled for processors with 32-byte vectors, and for those that rotate the words of such
 * vectors at once.
 */
#include "base/siphash.h"

#include "base/processor.h"

enum { VECTOR = 4 };

typedef uint64_t vector __attribute__((vector_size(VECTOR * 8)));

struct vectors {
	vector v0;
	vector v1;
	vector v2;
	vector v3;
};

static inline __attribute__((always_inline)) void round_of(struct vectors *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = HUSH_SIP_ROTATE(s->v1, 13) ^ s->v0;
	s->v3 = HUSH_SIP_ROTATE(s->v3, 16) ^ s->v2;
	s->v0 = HUSH_SIP_ROTATE(s->v0, 32);
	s->v2 += s->v1;
	s->v0 += s->v3;
	s->v1 = HUSH_SIP_ROTATE(s->v1, 17) ^ s->v2;
	s->v3 = HUSH_SIP_ROTATE(s->v3, 21) ^ s->v0;
	s->v2 = HUSH_SIP_ROTATE(s->v2, 32);
}

/* Loops over the vectors of a state must vanish, so that all of it stays in registers. */
#define EACH_VECTOR(i) _Pragma("GCC unroll 8") for (unsigned i = 0; i < HUSH_SIP_LANES / VECTOR; i++)

static inline __attribute__((always_inline)) void rounds_of(struct vectors s[HUSH_SIP_LANES / VECTOR])
{
	EACH_VECTOR(i)
	{
		round_of(&s[i]);
	}
}

static inline __attribute__((always_inline)) void firsts(const struct hush_sip *start, const struct hush_sip_lanes *lanes,
                                                         unsigned words, uint64_t *out)
{
	struct vectors s[HUSH_SIP_LANES / VECTOR];

	EACH_VECTOR(i)
	{
		s[i].v0 = start->v0 - (vector){0};
		s[i].v1 = start->v1 - (vector){0};
		s[i].v2 = start->v2 - (vector){0};
		s[i].v3 = start->v3 - (vector){0};
	}
	for (unsigned w = 0; w < words; w++) {
		vector word[HUSH_SIP_LANES / VECTOR];

		memcpy(word, lanes->words[w], sizeof word);
		EACH_VECTOR(i)
		{
			s[i].v3 ^= word[i];
		}
		rounds_of(s);
		rounds_of(s);
		EACH_VECTOR(i)
		{
			s[i].v0 ^= word[i];
		}
	}
	EACH_VECTOR(i)
	{
		s[i].v2 ^= 0xee;
	}
	rounds_of(s);
	rounds_of(s);
	rounds_of(s);
	rounds_of(s);
	EACH_VECTOR(i)
	{
		vector first = s[i].v0 ^ s[i].v1 ^ s[i].v2 ^ s[i].v3;

		memcpy(out + i * VECTOR, &first, sizeof first);
	}
}

static void firsts_plain(const struct hush_sip *start, const struct hush_sip_lanes *lanes, unsigned words, uint64_t *out)
{
	firsts(start, lanes, words, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void firsts_avx2(const struct hush_sip *start, const struct hush_sip_lanes *lanes,
                                                        unsigned words, uint64_t *out)
{
	firsts(start, lanes, words, out);
}

__attribute__((target("avx2,avx512f,avx512vl"))) static void firsts_avx512(const struct hush_sip *start,
                                                                         const struct hush_sip_lanes *lanes,
                                                                         unsigned words, uint64_t *out)
{
	firsts(start, lanes, words, out);
}
#endif

hush_sip_firsts hush_sip_firsts_at(unsigned index)
{
	static const hush_sip_firsts ways[HUSH_VECTORS_COUNT] = {
	    [HUSH_VECTORS_PLAIN] = firsts_plain,
#if defined(__x86_64__)
	    [HUSH_VECTORS_AVX2] = firsts_avx2,
	    [HUSH_VECTORS_AVX512] = firsts_avx512,
#endif
	};

	return index <= hush_processor_vectors() ? ways[index] : NULL;
}

hush_sip_firsts hush_sip_firsts_best(void)
{
	return hush_sip_firsts_at(hush_processor_vectors());
}
