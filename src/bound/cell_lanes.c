/*
 * cell_lanes: see cell_lanes.h.
 *
 * The same twice: lane by lane, and for processors that fetch eight words from eight places at once.  Both divide like
 * hush_cell_names_values.
 */
#include "bound/cell_lanes.h"

#include <stddef.h>

#include "base/processor.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Where the words of one dimension's values fall. */
struct fall {
	const uint64_t *shifted; /* [value][dimension's width]: behind as many bytes as stand before them in a word */
	unsigned first;          /* word of the message */
	unsigned words;
};

static inline struct fall fall_of(const struct hush_value_names *dimension, uint64_t begun)
{
	const uint64_t at = begun + dimension->before;

	return (struct fall){dimension->shifted + at % 8 * dimension->values * dimension->width, (unsigned)at / 8,
	                     (unsigned)(at % 8 + dimension->even) / 8 + 1};
}

/* Bytes of a cell's name, and words from the state `start` to the end of the message. */
static inline unsigned words_of(const struct hush_cell_names *names, const struct hush_sip *start, uint64_t *size)
{
	const struct hush_value_names *last = &names->dimensions[names->count - 1];

	*size = last->before + last->even;
	return (unsigned)((start->length % 8 + *size) / 8 + 1);
}

/* What stands in a word of every message besides names: what was begun, and at last the length. */
static inline uint64_t given(const struct hush_sip *start, uint64_t size, unsigned word, unsigned words)
{
	return (word == 0 ? start->tail : 0) | (word + 1 == words ? (start->length + size) << 56 : 0);
}

static unsigned fill_plain(const struct hush_cell_names *names, const uint32_t *cells, uint32_t count,
                           const struct hush_sip *start, struct hush_sip_lanes *lanes)
{
	uint64_t size;
	const unsigned words = words_of(names, start, &size);
	uint32_t rest[HUSH_SIP_LANES];

	if (words > HUSH_SIP_WORDS) {
		return 0;
	}
	for (unsigned w = 0; w < words; w++) {
		for (unsigned lane = 0; lane < HUSH_SIP_LANES; lane++) {
			lanes->words[w][lane] = given(start, size, w, words);
		}
	}
	for (uint32_t lane = 0; lane < HUSH_SIP_LANES; lane++) {
		rest[lane] = cells[lane < count ? lane : 0]; /* lanes without meaning are made like the others */
	}
	for (uint32_t k = names->count; k-- > 0;) {
		const struct hush_value_names dimension = names->dimensions[k];
		const struct fall fall = fall_of(&dimension, start->length % 8);

		for (unsigned lane = 0; lane < HUSH_SIP_LANES; lane++) {
			const uint32_t above =
				dimension.inverse ? (uint32_t)((unsigned __int128)dimension.inverse * rest[lane] >> 64) : rest[lane];
			const uint64_t *value = fall.shifted + (size_t)(rest[lane] - above * dimension.values) * dimension.width;

			for (unsigned i = 0; i < fall.words; i++) {
				lanes->words[fall.first + i][lane] |= value[i];
			}
			rest[lane] = above;
		}
	}
	return words;
}

#if defined(__x86_64__)

_Static_assert(HUSH_SIP_LANES * sizeof(uint64_t) == sizeof(__m512i), "one vector holds a word of all lanes");

#define WITH_AVX512 __attribute__((target("avx2,avx512f,avx512vl")))

/*
 * Where in `shifted` the words of each lane's value begin; what is above the values stays in `rest`.  The inverse has more
 * bits than the products have room for, so it comes in halves: floor((high * n + floor(low * n / 2^32)) / 2^32), where no
 * sum reaches 2^64.
 */
WITH_AVX512 static inline __m512i take_values(const struct hush_value_names *dimension, __m512i *rest)
{
	const __m512i low = _mm512_set1_epi64((long long)(dimension->inverse & UINT32_MAX));
	const __m512i high = _mm512_set1_epi64((long long)(dimension->inverse >> 32));
	const __m512i values = _mm512_set1_epi64((long long)dimension->values);
	const __m512i width = _mm512_set1_epi64((long long)dimension->width);
	const __m512i parts =
		_mm512_add_epi64(_mm512_mul_epu32(high, *rest), _mm512_srli_epi64(_mm512_mul_epu32(low, *rest), 32));
	const __m512i above = dimension->inverse ? _mm512_srli_epi64(parts, 32) : *rest;
	const __m512i value = _mm512_sub_epi64(*rest, _mm512_mul_epu32(above, values));

	*rest = above;
	return _mm512_mul_epu32(value, width);
}

WITH_AVX512 static unsigned fill_avx512(const struct hush_cell_names *names, const uint32_t *cells, uint32_t count,
                                        const struct hush_sip *start, struct hush_sip_lanes *lanes)
{
	uint64_t size;
	const unsigned words = words_of(names, start, &size);
	__m512i rest =
		_mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32((__mmask8)((1U << count) - 1), cells)); /* others: cell 0 */

	if (words > HUSH_SIP_WORDS) {
		return 0;
	}
	for (unsigned w = 0; w < words; w++) {
		_mm512_storeu_si512(lanes->words[w], _mm512_set1_epi64((long long)given(start, size, w, words)));
	}
	for (uint32_t k = names->count; k-- > 0;) {
		const struct fall fall = fall_of(&names->dimensions[k], start->length % 8);
		const __m512i places = take_values(&names->dimensions[k], &rest);

		for (unsigned i = 0; i < fall.words; i++) {
			uint64_t *word = lanes->words[fall.first + i];
			const __m512i some = _mm512_i64gather_epi64(places, fall.shifted + i, sizeof *word);

			_mm512_storeu_si512(word, _mm512_or_si512(_mm512_loadu_si512(word), some));
		}
	}
	return words;
}

#endif

hush_cell_lanes_fill hush_cell_lanes_at(unsigned index)
{
	static const hush_cell_lanes_fill ways[HUSH_VECTORS_COUNT] = {
		[HUSH_VECTORS_PLAIN] = fill_plain,
#if defined(__x86_64__)
		[HUSH_VECTORS_AVX2] = fill_plain,
		[HUSH_VECTORS_AVX512] = fill_avx512,
#endif
	};

	return index <= hush_processor_vectors() ? ways[index] : NULL;
}

hush_cell_lanes_fill hush_cell_lanes_best(void)
{
	return hush_cell_lanes_at(hush_processor_vectors());
}
