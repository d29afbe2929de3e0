/*
 * short_keys: see short_keys.h.
 *
 * One vector holds the bytes of four plates.  As in base/siphash.c the compiler makes of it what the processor has: the other
 * functions are the first one again, compiled for processors with 32-byte vectors, and for those that multiply them at once.
 */
#include "read/short_keys.h"

#include "base/processor.h"

enum { VECTOR = 4 };

typedef uint64_t vector __attribute__((vector_size(VECTOR * 8)));
typedef uint16_t quarters __attribute__((vector_size(VECTOR * 8))); /* of 64 bits */
typedef uint32_t halves __attribute__((vector_size(VECTOR * 8)));

_Static_assert(HUSH_RECORDS_MOST % VECTOR == 0, "whole vectors");

/*
 * That a byte is a digit or a capital is told by sums that reach its top bit when it is not below a bound; below 0x80 no sum
 * carries into the next byte.  Words that name nobody (NULL, UNKNOWN, REDACTED and the like) begin with N, U or R: read/plate
 * knows them, and which of them are this short is left to it.  How the number is made, hush_unit_text_number says.
 */
static inline __attribute__((always_inline)) void make(struct hush_short_keys *keys, uint32_t count)
{
	const vector each = UINT64_C(0x0101010101010101) - (vector){0};

	for (uint32_t i = 0; i < count; i += VECTOR) {
		vector text;
		vector length;
		vector full; /* zeros behind the text, for which stands what is allowed */
		vector from_0;
		vector past_9;
		vector from_a;
		vector past_z;
		vector refused;
		vector first;
		vector values;

		memcpy(&text, keys->texts + i, sizeof text);
		memcpy(&length, keys->lengths + i, sizeof length);
		full = text | (each * '0' << (length * 8));
		from_0 = full + each * (0x80 - '0');
		past_9 = full + each * (0x80 - '9' - 1);
		from_a = full + each * (0x80 - 'A');
		past_z = full + each * (0x80 - 'Z' - 1);
		refused = (~((from_0 & ~past_9) | (from_a & ~past_z)) | full) & each * 0x80;
		first = text & 0xff;
		refused = (vector)(refused != 0) | (vector)(first == 0) | (vector)(first == 'N') | (vector)(first == 'U') |
		          (vector)(first == 'R');

		values = (text & each * 0x1f) + (text >> 6 & each) * 10 - (text >> 5 & each) * 15;
		values =
			(values & UINT64_C(0x00ff00ff00ff00ff)) + (vector)((quarters)(values >> 8 & UINT64_C(0x00ff00ff00ff00ff)) * 37);
		values = (values & UINT64_C(0x0000ffff0000ffff)) +
		         (vector)((halves)(values >> 16 & UINT64_C(0x0000ffff0000ffff)) * (37 * 37));
		values = (values & UINT64_C(0xffffffff)) + (values >> 32) * (37 * 37 * 37 * 37);
		values |= refused;
		memcpy(keys->numbers + i, &values, sizeof values);
	}
}

static void make_plain(struct hush_short_keys *keys, uint32_t count)
{
	make(keys, count);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void make_avx2(struct hush_short_keys *keys, uint32_t count)
{
	make(keys, count);
}

__attribute__((target("avx2,avx512f,avx512vl,avx512dq"))) static void make_avx512(struct hush_short_keys *keys,
                                                                                  uint32_t count)
{
	make(keys, count);
}
#endif

hush_short_keys_make hush_short_keys_at(unsigned index)
{
	static const hush_short_keys_make ways[HUSH_VECTORS_COUNT] = {
		[HUSH_VECTORS_PLAIN] = make_plain,
#if defined(__x86_64__)
		[HUSH_VECTORS_AVX2] = make_avx2,
		[HUSH_VECTORS_AVX512] = make_avx512,
#endif
	};

	return index <= hush_processor_vectors() ? ways[index] : NULL;
}

hush_short_keys_make hush_short_keys_best(void)
{
	return hush_short_keys_at(hush_processor_vectors());
}
