/*
 * units: see units.h.
 *
 * Keys lie in an arena of chunks that never move.  The table is open addressing with linear probing; a bucket points at
 * its key and holds 32 bits of the hash, which both filter the comparisons and are all that a larger table needs to
 * place the bucket again.
 */
#include "bound/units.h"

#include <stdbool.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"

enum {
	CHUNK_BYTES = 64 * 1024,
	FIRST_BUCKETS = 1024, /* a power of two, like every later size */
	LENGTH_BYTES = sizeof(uint32_t)
};

struct bucket {
	const unsigned char *record; /* where the key lies; NULL: an empty bucket */
	uint32_t tag;                /* of the key's hash */
	uint32_t unit;
};

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	unsigned char bytes[]; /* for each key its length in LENGTH_BYTES, then its bytes */
};

struct hush_units {
	uint8_t hash_key[HUSH_SIPHASH_KEY];
	struct bucket *buckets;
	uint32_t bucket_count;
	struct chunk *chunks; /* the newest first */
	const unsigned char **records; /* by unit */
	uint32_t count;
	uint32_t room;
};

hush_status hush_units_open(struct hush_units **units, hush_error *err)
{
	struct hush_units *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->buckets = hush_calloc(FIRST_BUCKETS, sizeof *made->buckets);
	if (!made->buckets) {
		hush_free(made);
		return hush_fail_memory(err);
	}
	made->bucket_count = FIRST_BUCKETS;
	hush_system_random(made->hash_key, sizeof made->hash_key);
	*units = made;
	return HUSH_OK;
}

/* Doubles the table once it is three quarters full. */
static bool grow_buckets(struct hush_units *units)
{
	uint32_t count = units->bucket_count;
	struct bucket *wider;

	if (units->count < count / 4 * 3) {
		return true;
	}
	wider = count > UINT32_MAX / 2 ? NULL : hush_calloc((size_t)count * 2, sizeof *wider);
	if (!wider) {
		return false;
	}
	count *= 2;
	for (uint32_t i = 0; i < units->bucket_count; i++) {
		struct bucket moved = units->buckets[i];
		uint32_t at = moved.tag & (count - 1);

		if (!moved.record) {
			continue;
		}
		while (wider[at].record) {
			at = (at + 1) & (count - 1);
		}
		wider[at] = moved;
	}
	hush_free_wiped(units->buckets, (size_t)units->bucket_count * sizeof *units->buckets);
	units->buckets = wider;
	units->bucket_count = count;
	return true;
}

static bool grow_records(struct hush_units *units)
{
	uint32_t room = units->room ? units->room * 2 : FIRST_BUCKETS;
	const unsigned char **records;

	if (units->count < units->room) {
		return true;
	}
	records = units->room > UINT32_MAX / 2 ? NULL : hush_reallocarray(units->records, room, sizeof *records);
	if (!records) {
		return false;
	}
	units->records = records;
	units->room = room;
	return true;
}

/* A place for `size` bytes that never moves, or NULL. */
static unsigned char *arena_take(struct hush_units *units, size_t size)
{
	struct chunk *chunk = units->chunks;

	if (!chunk || chunk->size - chunk->used < size) {
		size_t wanted = size > CHUNK_BYTES ? size : CHUNK_BYTES;

		chunk = wanted > SIZE_MAX - sizeof *chunk ? NULL : hush_malloc(sizeof *chunk + wanted);
		if (!chunk) {
			return NULL;
		}
		*chunk = (struct chunk){.next = units->chunks, .size = wanted};
		units->chunks = chunk;
	}
	chunk->used += size;
	return chunk->bytes + chunk->used - size;
}

static bool add(struct hush_units *units, const unsigned char *key, size_t length)
{
	uint32_t prefix = (uint32_t)length;
	unsigned char *record;

	if (length > UINT32_MAX - LENGTH_BYTES || units->count == UINT32_MAX - 1 || !grow_records(units)) {
		return false;
	}
	record = arena_take(units, LENGTH_BYTES + length);
	if (!record) {
		return false;
	}
	memcpy(record, &prefix, LENGTH_BYTES);
	if (length) {
		memcpy(record + LENGTH_BYTES, key, length);
	}
	units->records[units->count] = record;
	units->count++;
	return true;
}

static const unsigned char *key_in(const unsigned char *record, size_t *length)
{
	uint32_t prefix;

	memcpy(&prefix, record, LENGTH_BYTES);
	*length = prefix;
	return record + LENGTH_BYTES;
}

const unsigned char *hush_units_key(const struct hush_units *units, uint32_t unit, size_t *length)
{
	return key_in(units->records[unit], length);
}

static bool same_key(const unsigned char *record, const unsigned char *key, size_t length)
{
	size_t known_length;
	const unsigned char *known = key_in(record, &known_length);

	return known_length == length && (length == 0 || memcmp(known, key, length) == 0);
}

hush_status hush_units_find(struct hush_units *units, const unsigned char *key, size_t length, uint32_t *unit,
                            hush_error *err)
{
	uint8_t hash[HUSH_SIPHASH_BYTES];
	struct bucket *bucket;
	uint32_t tag;
	uint32_t at;

	hush_siphash(units->hash_key, key, length, hash);
	memcpy(&tag, hash, sizeof tag);
	if (!grow_buckets(units)) { /* before the search, so that the empty bucket it ends at stays the right one */
		return hush_fail_memory(err);
	}
	at = tag & (units->bucket_count - 1);
	for (bucket = &units->buckets[at]; bucket->record; bucket = &units->buckets[at]) {
		if (bucket->tag == tag && same_key(bucket->record, key, length)) {
			*unit = bucket->unit;
			return HUSH_OK;
		}
		at = (at + 1) & (units->bucket_count - 1);
	}
	if (!add(units, key, length)) {
		return hush_fail_memory(err);
	}
	*bucket = (struct bucket){units->records[units->count - 1], tag, units->count - 1};
	*unit = bucket->unit;
	return HUSH_OK;
}

uint32_t hush_units_count(const struct hush_units *units)
{
	return units->count;
}

void hush_units_close(struct hush_units *units)
{
	if (!units) {
		return;
	}
	while (units->chunks) {
		struct chunk *chunk = units->chunks;

		units->chunks = chunk->next;
		hush_free_wiped(chunk, sizeof *chunk + chunk->size);
	}
	hush_free_wiped(units->records, (size_t)units->room * sizeof *units->records);
	hush_free_wiped(units->buckets, (size_t)units->bucket_count * sizeof *units->buckets);
	hush_free_wiped(units, sizeof *units);
}
