/*
 * siphash: SipHash-2-4 with 128 bits of output, piece by piece and inline, for the one place that needs millions a second.
 *
 * The same function as hush_siphash (libsodium's crypto_shorthash_siphashx24), which a test compares it with; written
 * here because a start that many messages share needs to be hashed only once, which libsodium does not offer.
 * J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012.
 */
#ifndef HUSH_BASE_SIPHASH_H
#define HUSH_BASE_SIPHASH_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* After some bytes of a message; may be copied to go on from there several times. */
struct hush_sip {
	uint64_t v0;
	uint64_t v1;
	uint64_t v2;
	uint64_t v3;
	uint64_t tail;   /* bytes that do not fill a word yet, the first one lowest */
	uint64_t length; /* of all so far */
};

enum { HUSH_SIP_SLACK = 8 }; /* readable bytes behind every message: words are loaded whole, and cut */

static inline uint64_t hush_sip_word(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

#define HUSH_SIP_ROTATE(x, bits) ((x) << (bits) | (x) >> (64 - (bits)))

static inline __attribute__((always_inline)) void hush_sip_round(struct hush_sip *sip)
{
	sip->v0 += sip->v1;
	sip->v2 += sip->v3;
	sip->v1 = HUSH_SIP_ROTATE(sip->v1, 13) ^ sip->v0;
	sip->v3 = HUSH_SIP_ROTATE(sip->v3, 16) ^ sip->v2;
	sip->v0 = HUSH_SIP_ROTATE(sip->v0, 32);
	sip->v2 += sip->v1;
	sip->v0 += sip->v3;
	sip->v1 = HUSH_SIP_ROTATE(sip->v1, 17) ^ sip->v2;
	sip->v3 = HUSH_SIP_ROTATE(sip->v3, 21) ^ sip->v0;
	sip->v2 = HUSH_SIP_ROTATE(sip->v2, 32);
}

static inline __attribute__((always_inline)) void hush_sip_take(struct hush_sip *sip, uint64_t word)
{
	sip->v3 ^= word;
	hush_sip_round(sip);
	hush_sip_round(sip);
	sip->v0 ^= word;
}

static inline struct hush_sip hush_sip_start(const uint8_t key[16])
{
	uint64_t k0 = hush_sip_word(key);
	uint64_t k1 = hush_sip_word(key + 8);

	return (struct hush_sip){k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
	                         k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573), 0, 0};
}

/* Goes on over `length` bytes; HUSH_SIP_SLACK more must be readable, and do not matter. */
static inline __attribute__((always_inline)) void hush_sip_put(struct hush_sip *sip, const void *message, size_t length)
{
	const unsigned char *bytes = message;
	const unsigned shift = (unsigned)(sip->length % 8) * 8; /* bits of the tail */
	size_t left = length;

	sip->length += length;
	for (; left >= 8; left -= 8) {
		uint64_t word = hush_sip_word(bytes);

		hush_sip_take(sip, sip->tail | word << shift);
		sip->tail = word >> 1 >> (63 - shift); /* nothing when the tail is empty */
		bytes += 8;
	}
	if (left > 0) {
		uint64_t word = hush_sip_word(bytes) & ~(UINT64_MAX << (8 * left));

		sip->tail |= word << shift;
		if (shift + 8 * left >= 64) {
			hush_sip_take(sip, sip->tail);
			sip->tail = word >> 1 >> (63 - shift);
		}
	}
}

/* The same over bytes that stand in words, the first one lowest; zeros fill the last word, and there is one more behind it. */
static inline void hush_sip_put_words(struct hush_sip *sip, const uint64_t *words, size_t length)
{
	const unsigned shift = (unsigned)(sip->length % 8) * 8; /* bits of the tail */
	const size_t full = (sip->length % 8 + length) / 8;

	for (size_t i = 0; i < full; i++) {
		hush_sip_take(sip, sip->tail | words[i] << shift);
		sip->tail = words[i] >> 1 >> (63 - shift);
	}
	sip->tail |= words[full] << shift;
	sip->length += length;
}

/* The first half of the output: its first byte lowest. hush_sip_second may follow. */
static inline __attribute__((always_inline)) uint64_t hush_sip_first(struct hush_sip *sip)
{
	hush_sip_take(sip, sip->tail | sip->length << 56);
	sip->v2 ^= 0xee;
	for (int i = 0; i < 4; i++) {
		hush_sip_round(sip);
	}
	return sip->v0 ^ sip->v1 ^ sip->v2 ^ sip->v3;
}

static inline uint64_t hush_sip_second(struct hush_sip *sip)
{
	sip->v1 ^= 0xdd;
	for (int i = 0; i < 4; i++) {
		hush_sip_round(sip);
	}
	return sip->v0 ^ sip->v1 ^ sip->v2 ^ sip->v3;
}

/*
 * Several messages that go on from one known state by equally many words, side by side: lane i is a column. The
 * words are those that hush_sip_take would be given, up to the one that hush_sip_first ends with.
 */
enum { HUSH_SIP_LANES = 8, HUSH_SIP_WORDS = 16 };

struct hush_sip_lanes {
	uint64_t words[HUSH_SIP_WORDS][HUSH_SIP_LANES];
};

/* The first halves of all lanes; lanes that are not in use give something without meaning. */
typedef void (*hush_sip_firsts)(const struct hush_sip *start, const struct hush_sip_lanes *lanes, unsigned words,
                                uint64_t *firsts);

/* The quickest way of this processor. */
hush_sip_firsts hush_sip_firsts_best(void);

/* Every way that this processor can go; NULL behind the last. For tests. */
hush_sip_firsts hush_sip_firsts_at(unsigned index);

/* Half of the output as a number that orders like its bytes do. */
static inline uint64_t hush_sip_order(uint64_t half)
{
	return __builtin_bswap64(half); /* the first byte was the lowest */
}

#endif
