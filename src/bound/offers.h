/*
 * offers: rows on their way from the reader to the limiter, in few bytes.
 *
 * A row is one offer: its unit's key (short; or packed, behind its length; or exact), how much it counts where the source has counts, and for each table of the
 * source the cell it falls into.  Offers are put into partitions by a keyed hash of the key, so that all offers of a unit
 * meet in one partition, and partitions can be limited one after the other, or by several threads.
 *
 * The hash only says where to look.  Which partition a unit is in, and where in a table, has no influence on what is kept;
 * its key is drawn anew for every run, so that no file can be made that puts many units into one place.
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
	HUSH_OFFER_LONG = 0xff,    /* in place of a packed key's length, or a short key: the exact form follows, counted */
	HUSH_OFFER_SLACK = 32      /* bytes that putting and reading an offer may touch behind it */
};

#define HUSH_NO_CELL UINT32_MAX /* the offer is not for this table */

/* How offers of one source are written: follows from the spec. */
struct hush_offer_shape {
	uint32_t *tables;    /* spec table indexes of the source's tables */
	bool *narrow;        /* its cells fit into two bytes */
	uint32_t table_count;
	bool counted;        /* a 4-byte count follows the key; without it each offer counts 1 */
	uint32_t fixed;      /* bytes behind the key */
};

struct hush_offer_hash {
	unsigned __int128 low; /* the factors of a packed key's words, and what is added */
	unsigned __int128 high;
	unsigned __int128 sum;
	uint8_t key[HUSH_SIPHASH_KEY]; /* for keys that are not packed */
};

hush_status hush_offer_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_offer_shape *shape,
                                  hush_error *err);
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

static inline uint64_t hush_offer_hash_of(const struct hush_offer_hash *hash, const struct hush_unit_key *key)
{
	return key->packed ? hush_offer_hash_packed(hash, key->low, key->high)
	                   : hush_offer_hash_exact(hash, key->exact, key->exact_length);
}

/* Bytes of an offer of this key. */
static inline size_t hush_offer_size(const struct hush_offer_shape *shape, const struct hush_unit_key *key)
{
	if (hush_unit_is_short(key->low)) {
		return key->packed + shape->fixed;
	}
	return (key->packed ? (size_t)1 + key->packed : (size_t)5 + key->exact_length) + shape->fixed;
}

/* Writes a key; returns where it ends. */
static inline unsigned char *hush_offer_put_key(const struct hush_unit_key *key, unsigned char *out)
{
	const uint64_t words[2] = {htole64(key->low), htole64(key->high)};

	if (hush_unit_is_short(key->low)) { /* tells by itself what it is */
		memcpy(out, words, sizeof words[0]); /* whole: what is too much is written over */
		return out + key->packed;
	}
	if (key->packed) {
		out[0] = (unsigned char)key->packed;
		memcpy(out + 1, words, sizeof words); /* likewise */
		return out + 1 + key->packed;
	}
	out[0] = HUSH_OFFER_LONG;
	memcpy(out + 1, &key->exact_length, sizeof key->exact_length);
	memcpy(out + 5, key->exact, key->exact_length);
	return out + 5 + key->exact_length;
}

/* Writes an offer; cells[i] is the cell in shape->tables[i], or HUSH_NO_CELL. Returns its size. */
static inline size_t hush_offer_put(const struct hush_offer_shape *shape, const struct hush_unit_key *key, uint32_t count,
                                    const uint32_t *cells, unsigned char *out)
{
	unsigned char *at = hush_offer_put_key(key, out);

	if (shape->counted) {
		memcpy(at, &count, sizeof count);
		at += sizeof count;
	}
	for (uint32_t i = 0; i < shape->table_count; i++) {
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

#endif
