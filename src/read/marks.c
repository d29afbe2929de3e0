/* marks: see marks.h. */
#include "read/marks.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { BLOCK = 64 };

/* One bit for each byte of a block. */
struct masks {
	uint64_t separators;
	uint64_t feeds;
	uint64_t rare;
};

/* Writes up to eight offsets more than the mask has bits: cheaper than a branch for each, and there is room for them. */
static inline __attribute__((always_inline)) uint32_t *put(uint32_t *out, uint64_t mask, uint32_t base)
{
	uint32_t *end = out + __builtin_popcountll(mask);

	while (mask) {
		for (int i = 0; i < 8; i++) {
			out[i] = base + (uint32_t)__builtin_ctzll(mask | UINT64_C(1) << 63);
			mask &= mask - 1;
		}
		out += 8;
	}
	return end;
}

/* Rare bytes are few: one at a time. */
static inline __attribute__((always_inline)) uint32_t *put_few(uint32_t *out, uint64_t mask, uint32_t base)
{
	for (; mask; mask &= mask - 1) {
		*out++ = base + (uint32_t)__builtin_ctzll(mask);
	}
	return out;
}

/* So are feeds, of which it is told which of the ends they are; `count` ends stand before the block. */
static inline __attribute__((always_inline)) uint32_t *put_feeds(uint32_t *out, uint64_t feeds, uint64_t ends, uint32_t count)
{
	for (; feeds; feeds &= feeds - 1) {
		*out++ = count + (uint32_t)__builtin_popcountll(ends & ((feeds & -feeds) - 1));
	}
	return out;
}

/* The loop that all ways share; `look` and `put_ends` are inlined into each. */
static inline __attribute__((always_inline)) void find(struct masks (*look)(const char *block, char separator),
                                                       uint32_t *(*put_ends)(uint32_t *out, uint64_t mask, uint32_t base),
                                                       const char *bytes, size_t length, char separator,
                                                       struct hush_marks *marks)
{
	uint32_t *ends = marks->ends;
	uint32_t *feeds = marks->feeds;
	uint32_t *rare = marks->rare;

	for (size_t at = 0; at < length; at += BLOCK) {
		struct masks masks = look(bytes + at, separator);

		if (length - at < BLOCK) {
			uint64_t inside = (UINT64_C(1) << (length - at)) - 1;

			masks.separators &= inside;
			masks.feeds &= inside;
			masks.rare &= inside;
		}
		feeds = put_feeds(feeds, masks.feeds, masks.separators | masks.feeds, (uint32_t)(ends - marks->ends));
		ends = put_ends(ends, masks.separators | masks.feeds, (uint32_t)at);
		rare = put_few(rare, masks.rare, (uint32_t)at);
	}
	*ends = UINT32_MAX;
	*feeds = UINT32_MAX;
	*rare = UINT32_MAX;
	marks->end_count = (uint32_t)(ends - marks->ends);
	marks->feed_count = (uint32_t)(feeds - marks->feeds);
	marks->rare_count = (uint32_t)(rare - marks->rare);
}

/* -- one byte after the other: the definition -------------------------------------------------------------------- */

static inline struct masks look_plain(const char *block, char separator)
{
	struct masks masks = {0, 0, 0};

	for (int i = 0; i < BLOCK; i++) {
		unsigned char byte = (unsigned char)block[i];

		masks.separators |= (uint64_t)(block[i] == separator) << i;
		masks.feeds |= (uint64_t)(byte == '\n') << i;
		masks.rare |= (uint64_t)(byte == '"' || byte == '\r' || byte == '\0' || byte >= 0x80) << i;
	}
	return masks;
}

static void find_plain(const char *bytes, size_t length, char separator, struct hush_marks *marks)
{
	find(look_plain, put, bytes, length, separator, marks);
}

#if defined(__x86_64__)

/* -- 16 bytes at a time: every processor of this kind has it -------------------------------------------------------- */

static inline struct masks look_sse2(const char *block, char separator)
{
	struct masks masks = {0, 0, 0};

	for (int i = 0; i < BLOCK; i += 16) {
		__m128i text = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
		__m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8('"')),
		                                        _mm_cmpeq_epi8(text, _mm_set1_epi8('\r'))),
		                           _mm_or_si128(_mm_cmpeq_epi8(text, _mm_setzero_si128()), text));

		masks.separators |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8(separator))) << i;
		masks.feeds |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('\n'))) << i;
		masks.rare |= (uint64_t)(uint32_t)_mm_movemask_epi8(odd) << i;
	}
	return masks;
}

static void find_sse2(const char *bytes, size_t length, char separator, struct hush_marks *marks)
{
	find(look_sse2, put, bytes, length, separator, marks);
}

/* -- 32 bytes at a time ---------------------------------------------------------------------------------------------- */

#define WITH_AVX2 __attribute__((target("avx2,bmi,popcnt")))

WITH_AVX2 static inline struct masks look_avx2(const char *block, char separator)
{
	struct masks masks = {0, 0, 0};

	for (int i = 0; i < BLOCK; i += 32) {
		__m256i text = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
		__m256i odd = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')),
		                                              _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\r'))),
		                              _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_setzero_si256()), text));

		masks.separators |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(separator)))
		                    << i;
		masks.feeds |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('\n'))) << i;
		masks.rare |= (uint64_t)(uint32_t)_mm256_movemask_epi8(odd) << i;
	}
	return masks;
}

WITH_AVX2 static void find_avx2(const char *bytes, size_t length, char separator, struct hush_marks *marks)
{
	find(look_avx2, put, bytes, length, separator, marks);
}

/* -- 64 bytes at a time, and the offsets of sixteen marks --------------------------------------------------------------- */

#define WITH_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt")))

WITH_AVX512 static inline struct masks look_avx512(const char *block, char separator)
{
	__m512i text = _mm512_loadu_si512((const void *)block);

	return (struct masks){
	    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(separator)),
	    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n')),
	    _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"')) | _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\r')) |
	        _mm512_testn_epi8_mask(text, text) | _mm512_movepi8_mask(text),
	};
}

/* The numbers of the mask's bits, moved together and widened: up to sixteen more than there are, for which there is room. */
WITH_AVX512 static inline uint32_t *put_avx512(uint32_t *out, uint64_t mask, uint32_t base)
{
	static const uint8_t numbers[BLOCK] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
	                                       22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
	                                       44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
	const __m512i before = _mm512_set1_epi32((int)base);
	uint32_t *end = out + __builtin_popcountll(mask);
	__m512i some = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512((const void *)numbers));

	_mm512_storeu_si512((void *)out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(some)), before));
	for (out += 16; out < end; out += 16) {
		some = _mm512_alignr_epi64(some, some, 2); /* the next sixteen bytes come first */
		_mm512_storeu_si512((void *)out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(some)), before));
	}
	return end;
}

WITH_AVX512 static void find_avx512(const char *bytes, size_t length, char separator, struct hush_marks *marks)
{
	find(look_avx512, put_avx512, bytes, length, separator, marks);
}

#elif defined(__aarch64__)

/* -- 64 bytes at a time, their comparisons folded into bits by pairwise sums ------------------------------------------ */

static inline uint64_t bits_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
	static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t weight = vld1q_u8(weights);
	uint8x16_t sum = vpaddq_u8(vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight)),
	                           vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight)));

	sum = vpaddq_u8(sum, sum);
	return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static inline uint8x16_t odd_of(uint8x16_t text)
{
	uint8x16_t quoted = vorrq_u8(vceqq_u8(text, vdupq_n_u8('"')), vceqq_u8(text, vdupq_n_u8('\r')));

	return vorrq_u8(quoted, vorrq_u8(vceqq_u8(text, vdupq_n_u8(0)), vcgeq_u8(text, vdupq_n_u8(0x80))));
}

static inline struct masks look_neon(const char *block, char separator)
{
	const uint8_t *bytes = (const uint8_t *)block;
	uint8x16_t a = vld1q_u8(bytes);
	uint8x16_t b = vld1q_u8(bytes + 16);
	uint8x16_t c = vld1q_u8(bytes + 32);
	uint8x16_t d = vld1q_u8(bytes + 48);
	uint8x16_t sought = vdupq_n_u8((uint8_t)separator);
	uint8x16_t feed = vdupq_n_u8('\n');
	struct masks masks;

	masks.separators = bits_of(vceqq_u8(a, sought), vceqq_u8(b, sought), vceqq_u8(c, sought), vceqq_u8(d, sought));
	masks.feeds = bits_of(vceqq_u8(a, feed), vceqq_u8(b, feed), vceqq_u8(c, feed), vceqq_u8(d, feed));
	masks.rare = bits_of(odd_of(a), odd_of(b), odd_of(c), odd_of(d));
	return masks;
}

static void find_neon(const char *bytes, size_t length, char separator, struct hush_marks *marks)
{
	find(look_neon, put, bytes, length, separator, marks);
}

#endif

hush_marker hush_marker_at(unsigned index, const char **name)
{
	static const struct {
		const char *name;
		hush_marker marker;
	} ways[] = {
		{"plain", find_plain},
#if defined(__x86_64__)
		{"sse2", find_sse2},
		{"avx2", find_avx2},
		{"avx512", find_avx512},
#elif defined(__aarch64__)
		{"neon", find_neon},
#endif
	};
	unsigned count = sizeof ways / sizeof ways[0];

#if defined(__x86_64__)
	const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
	const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");

	count -= !avx2 ? 2 : !avx512 ? 1 : 0;
#endif
	if (index >= count) {
		return NULL;
	}
	*name = ways[index].name;
	return ways[index].marker;
}

hush_marker hush_marker_best(void)
{
	const char *name;
	hush_marker best = NULL;
	hush_marker next;

	for (unsigned i = 0; (next = hush_marker_at(i, &name)) != NULL; i++) {
		best = next;
	}
	return best;
}
