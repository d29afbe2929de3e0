/*
 * offers: rows on their way from the reader to the limiter, in few bytes.
 *
 * A row is one offer: its unit's key, for each table of the source the cell it falls into, and how much it counts where the
 * source has counts.  Offers are put into partitions by a keyed hash of the key, so that all offers of a unit
 * meet in one partition, and partitions can be limited one after the other, or by several threads.
 *
 * The hash only says where to look.  Which partition a unit is in, and where in a table, has no influence on what is kept;
 * its key is drawn anew for every run, so that nobody who makes a file knows which units fall into one place.
 *
 * Nearly all keys are short (spec/unit_key): numbers.  Such an offer begins with one word, of as few bytes as it needs: its
 * cell of the first table, and above that the number without what its partition says already.  For the upper bits of the
 * number, as many as choose a partition, are added (xor) to a hash of the lower ones, the rest, and that is the partition:
 * whoever knows the rest and the partition knows the number.
 *
 *   short    word: cell of the first table, rest;                    then the tail
 *   packed   mark (in place of a cell), length, key, first cell;      then the tail
 *   exact    mark, HUSH_OFFER_LONG, length (4 bytes), key, first cell; then the tail
 *   tail     count (4 bytes) where the source has counts; the cells of the other tables, two or four bytes each
 *
 * Where cell and rest are more than eight bytes, or there is no table, one bit stands in place of the cell (0, or 1 for the
 * mark), and the tail has the cells of all tables.
 */
#ifndef HUSH_BOUND_OFFERS_H
#define HUSH_BOUND_OFFERS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/crypto.h"
#include "base/error.h"
#include "spec/unit_key.h"

enum {
	HUSH_OFFER_LONG = 0xff,        /* in place of a packed key's length: the exact form follows, counted */
	HUSH_OFFER_SLACK = 32,         /* bytes that putting and reading an offer may touch behind it */
	HUSH_OFFER_PARTITION_BITS = 12 /* of a hash, at most: its upper ones */
};

#define HUSH_NO_CELL UINT32_MAX /* the offer is not for this table */

/* How offers of one source are written: follows from the spec, and from how many partitions there are. */
struct hush_offer_shape {
	uint32_t *tables; /* spec table indexes of the source's tables */
	bool *narrow;     /* its cells fit into two bytes */
	uint32_t table_count;
	bool counted;  /* a 4-byte count begins the tail; without it each offer counts 1 */
	uint32_t tail; /* bytes of it */

	/* The word of a short offer. */
	unsigned bits;      /* of the partition */
	unsigned rest_bits; /* of the number without them */
	unsigned head_bits; /* below the rest: the first table's cell, or the mark */
	bool head_cell;     /* it is there; else the word would be too long, and all cells are in the tail */
	uint32_t none;      /* what stands there of an offer that is not for the first table */
	uint32_t mark;      /* of one that is not short */
	uint32_t mark_bytes;
	uint32_t word_bytes;
};

struct hush_offer_hash {
	unsigned __int128 low; /* the factors of a packed key's words, and what is added */
	unsigned __int128 high;
	unsigned __int128 sum;
	uint8_t key[HUSH_SIPHASH_KEY]; /* for keys that are not packed */
};

/* For 2^bits partitions (bits at most HUSH_OFFER_PARTITION_BITS) of units of this shape. HUSH_E_MEMORY. */
hush_status hush_offer_shape_open(const struct hush_spec *spec, uint32_t source, const struct hush_unit_shape *units,
                                  unsigned bits, struct hush_offer_shape *shape, hush_error *err);
void hush_offer_shape_close(struct hush_offer_shape *shape);

void hush_offer_hash_draw(struct hush_offer_hash *hash);

/* Of a key that is not packed. */
uint64_t hush_offer_hash_exact(const struct hush_offer_hash *hash, const unsigned char *exact, uint32_t length);

/*
 * Of a packed key: the upper half of a sum of products modulo 2^128, which is strongly universal for factors drawn at random
 * (M. Dietzfelbinger, "Universal hashing and k-wise independent random variables via integer arithmetic without primes",
 * 1996): any two different keys fall on any two given values with chance 2^-128, as if each value were drawn by itself.
 */
static inline uint64_t hush_offer_hash_packed(const struct hush_offer_hash *hash, uint64_t low, uint64_t high)
{
	unsigned __int128 sum = hash->sum + hash->low * low;

	if (high) { /* most keys are short */
		sum += hash->high * high;
	}
	return (uint64_t)(sum >> 64);
}

/* What is below `count` (0..63) bits. */
static inline uint64_t hush_offer_low(uint64_t bits, unsigned count)
{
	return bits & ((UINT64_C(1) << count) - 1);
}

/* The hash of a key, whose upper `shape->bits` bits are its partition; those of short keys have been added to. */
static inline uint64_t hush_offer_hash_of(const struct hush_offer_hash *hash, const struct hush_offer_shape *shape,
                                          const struct hush_unit_key *key)
{
	if (hush_unit_is_short(key->low)) {
		const uint64_t number = hush_unit_number(key->low);

		return hush_offer_hash_packed(hash, hush_offer_low(number, shape->rest_bits), 0) ^
		       number >> shape->rest_bits << 1 << (63 - shape->bits);
	}
	return key->packed ? hush_offer_hash_packed(hash, key->low, key->high)
	                   : hush_offer_hash_exact(hash, key->exact, key->exact_length);
}

/* The number whose rest this is, in this partition. `hash`: of the rest. */
static inline uint64_t hush_offer_number(const struct hush_offer_shape *shape, uint64_t rest, uint64_t hash,
                                         uint32_t partition)
{
	return (partition ^ hash >> 1 >> (63 - shape->bits)) << shape->rest_bits | rest;
}

/* Bytes of an offer of this key. */
static inline size_t hush_offer_size(const struct hush_offer_shape *shape, const struct hush_unit_key *key)
{
	if (hush_unit_is_short(key->low)) {
		return shape->word_bytes + shape->tail;
	}
	return shape->mark_bytes + (key->packed ? (size_t)1 + key->packed : (size_t)5 + key->exact_length) +
	       (shape->head_cell ? sizeof(uint32_t) : 0) + shape->tail;
}

/* What begins an offer that is not short; returns where it ends. */
static inline unsigned char *hush_offer_put_key(const struct hush_offer_shape *shape, const struct hush_unit_key *key,
                                                uint32_t first, unsigned char *out)
{
	const uint32_t mark = htole32(shape->mark);

	memcpy(out, &mark, sizeof mark); /* whole: what is too much is written over, here and below */
	out += shape->mark_bytes;
	if (key->packed) {
		const uint64_t words[2] = {htole64(key->low), htole64(key->high)};

		*out++ = (unsigned char)key->packed;
		memcpy(out, words, sizeof words);
		out += key->packed;
	} else {
		*out++ = HUSH_OFFER_LONG;
		memcpy(out, &key->exact_length, sizeof key->exact_length);
		memcpy(out + sizeof key->exact_length, key->exact, key->exact_length);
		out += sizeof key->exact_length + key->exact_length;
	}
	if (shape->head_cell) {
		memcpy(out, &first, sizeof first);
		out += sizeof first;
	}
	return out;
}

/* Writes an offer; cells[i] is the cell in shape->tables[i], or HUSH_NO_CELL. Returns its size. */
static inline size_t hush_offer_put(const struct hush_offer_shape *shape, const struct hush_unit_key *key, uint32_t count,
                                    const uint32_t *cells, unsigned char *out)
{
	unsigned char *at;

	if (hush_unit_is_short(key->low)) {
		const uint32_t first = !shape->head_cell ? 0 : cells[0] == HUSH_NO_CELL ? shape->none : cells[0];
		const uint64_t word =
			htole64(first | hush_offer_low(hush_unit_number(key->low), shape->rest_bits) << shape->head_bits);

		memcpy(out, &word, sizeof word); /* likewise whole */
		at = out + shape->word_bytes;
	} else {
		at = hush_offer_put_key(shape, key, shape->head_cell ? cells[0] : 0, out);
	}
	if (shape->counted) {
		memcpy(at, &count, sizeof count);
		at += sizeof count;
	}
	for (uint32_t i = shape->head_cell; i < shape->table_count; i++) {
		if (shape->narrow[i]) {
			uint16_t cell = (uint16_t)cells[i]; /* HUSH_NO_CELL becomes 0xffff, which is no cell */

			memcpy(at, &cell, sizeof cell);
			at += sizeof cell;
		} else {
			memcpy(at, &cells[i], sizeof cells[i]);
			at += sizeof cells[i];
		}
	}
	return (size_t)(at - out);
}

/* An offer that was put, up to its tail. */
struct hush_offer {
	uint64_t low; /* of the key; of one that is not packed, HUSH_OFFER_LONG and above it its length */
	uint64_t high;
	const unsigned char *exact; /* of a key that is not packed; else NULL */
	uint64_t hash;              /* of the key, but for the bits that chose the partition */
	uint32_t first;             /* cell of the first table, where the shape has it in the head */
	const unsigned char *tail;
};

/* An offer that is not short, from behind its mark. */
static inline struct hush_offer hush_offer_get_key(const struct hush_offer_hash *hash, const struct hush_offer_shape *shape,
                                                   const unsigned char *at)
{
	struct hush_offer offer = {0};
	uint32_t length = *at++;

	if (length == HUSH_OFFER_LONG) {
		memcpy(&length, at, sizeof length);
		offer.exact = at + sizeof length;
		offer.low = (uint64_t)length << 8 | HUSH_OFFER_LONG;
		offer.hash = hush_offer_hash_exact(hash, offer.exact, length);
		at = offer.exact + length;
	} else {
		uint64_t words[2];

		memcpy(words, at, sizeof words);
		offer.low = length < 8 ? hush_offer_low(le64toh(words[0]), 8 * length) : le64toh(words[0]);
		offer.high = length < 8 ? 0 : length < 16 ? hush_offer_low(le64toh(words[1]), 8 * (length - 8)) : le64toh(words[1]);
		offer.hash = hush_offer_hash_packed(hash, offer.low, offer.high);
		at += length;
	}
	if (shape->head_cell) {
		memcpy(&offer.first, at, sizeof offer.first);
		at += sizeof offer.first;
	}
	offer.tail = at;
	return offer;
}

/* Reads an offer of this partition, as hush_offer_put wrote it; HUSH_OFFER_SLACK bytes must be readable behind it. */
static inline struct hush_offer hush_offer_get(const struct hush_offer_hash *hash, const struct hush_offer_shape *shape,
                                               uint32_t partition, const unsigned char *at)
{
	struct hush_offer offer = {0};
	uint64_t word;
	uint64_t rest;
	uint32_t head;

	memcpy(&word, at, sizeof word);
	word = le64toh(word);
	head = (uint32_t)hush_offer_low(word, shape->head_bits);
	if (head == shape->mark) {
		return hush_offer_get_key(hash, shape, at + shape->mark_bytes);
	}
	rest = hush_offer_low(word >> shape->head_bits, shape->rest_bits);
	offer.hash = hush_offer_hash_packed(hash, rest, 0);
	offer.low = hush_unit_of_number(hush_offer_number(shape, rest, offer.hash, partition));
	offer.first = head == shape->none ? HUSH_NO_CELL : head;
	offer.tail = at + shape->word_bytes;
	return offer;
}

#endif
