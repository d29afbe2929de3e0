/*
 * siphash: SipHash-2-4 with 128 bits of output, piece by piece and inline, for the one place that needs millions a second.
 *
 * The same function as hush_siphash (libsodium's crypto_shorthash_siphashx24), which a test compares it with; written
 * here because a start that many messages share needs to be hashed only once, which libsodium does not offer.
 * J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012.
 */
#ifndef HUSH_BASE_SIPHASH_H
#define HUSH_BASE_SIPHASH_H

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

static inline uint64_t hush_sip_word(const unsigned char *bytes, size_t count)
{
	uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	memcpy(&word, bytes, count);
#else
	for (size_t i = 0; i < count; i++) {
		word |= (uint64_t)bytes[i] << (8 * i);
	}
#endif
	return word;
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
	uint64_t k0 = hush_sip_word(key, 8);
	uint64_t k1 = hush_sip_word(key + 8, 8);

	return (struct hush_sip){k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
	                         k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573), 0, 0};
}

static inline __attribute__((always_inline)) void hush_sip_put(struct hush_sip *sip, const void *message, size_t length)
{
	const unsigned char *bytes = message;
	unsigned shift = (unsigned)(sip->length % 8) * 8;
	size_t filled = (sip->length + length) / 8 - sip->length / 8; /* words that get full */
	size_t rest = (size_t)(sip->length + length) % 8;

	sip->length += length;
	if (filled == 0) {
		sip->tail |= hush_sip_word(bytes, length) << shift;
		return;
	}
	/* The first word takes what the tail lacks; the others are loaded whole, at whatever place that puts them. */
	hush_sip_take(sip, sip->tail | hush_sip_word(bytes, 8 - shift / 8) << shift);
	bytes += 8 - shift / 8;
	for (size_t i = 1; i < filled; i++) {
		hush_sip_take(sip, hush_sip_word(bytes, 8));
		bytes += 8;
	}
	sip->tail = hush_sip_word(bytes, rest);
}

/* The two halves of the output, the first one's lowest byte being the output's first. `sip` is used up. */
static inline __attribute__((always_inline)) void hush_sip_end(struct hush_sip *sip, uint64_t *first, uint64_t *second)
{
	hush_sip_take(sip, sip->tail | sip->length << 56);
	sip->v2 ^= 0xee;
	for (int i = 0; i < 4; i++) {
		hush_sip_round(sip);
	}
	*first = sip->v0 ^ sip->v1 ^ sip->v2 ^ sip->v3;
	sip->v1 ^= 0xdd;
	for (int i = 0; i < 4; i++) {
		hush_sip_round(sip);
	}
	*second = sip->v0 ^ sip->v1 ^ sip->v2 ^ sip->v3;
}

/* Eight bytes of output as a number that orders like the bytes do. */
static inline uint64_t hush_sip_order(uint64_t half)
{
	return __builtin_bswap64(half); /* the first byte was the lowest */
}

#endif
