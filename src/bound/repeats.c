/*
 * repeats: see repeats.h.
 *
 * A record is written down as
 *
 *     place hash, rank (8 bytes each), length of the identity, length of the content (4 each), identity, content
 */
#include "bound/repeats.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "bound/arena.h"

enum { HASH = 0, RANK = 8, LENGTHS = 16, BODY = 24, FIRST_ROOM = 512, FIRST_BUCKETS = 256 };

/* A record that is kept, where it lies in the arena; open addressing by `hash`. */
struct bucket {
	uint64_t hash;
	unsigned char *record; /* NULL: empty */
};

struct hush_repeats {
	struct hush_arena arena;
	struct bucket *buckets;
	size_t bucket_count; /* a power of two */
	uint64_t kept;
	uint64_t taken;
};

void hush_repeat_keys_make(const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_repeat_keys *keys)
{
	/* A key of its own, so that what is kept here says nothing of which cells are kept afterwards. */
	hush_siphash(limit_key, "dedupe", 6, keys->rank);
	hush_system_random(keys->place, sizeof keys->place);
}

/* -- writing a record down --------------------------------------------------------------------------------------------- */

hush_status hush_repeat_begin(struct hush_repeat *repeat, size_t size, hush_error *err)
{
	size_t wanted = BODY + size;

	if (repeat->room < wanted) {
		size_t room = wanted + wanted / 2 < FIRST_ROOM ? FIRST_ROOM : wanted + wanted / 2;

		hush_repeat_release(repeat);
		repeat->bytes = hush_malloc(room);
		if (!repeat->bytes) {
			return hush_fail_memory(err);
		}
		repeat->room = room;
	}
	repeat->length = BODY;
	return HUSH_OK;
}

void hush_repeat_release(struct hush_repeat *repeat)
{
	hush_free_wiped(repeat->bytes, repeat->room);
	*repeat = (struct hush_repeat){0};
}

void hush_repeat_put_u32(struct hush_repeat *repeat, uint32_t value)
{
	uint32_t word = htole32(value);

	memcpy(repeat->bytes + repeat->length, &word, sizeof word);
	repeat->length += sizeof word;
}

void hush_repeat_put_u64(struct hush_repeat *repeat, uint64_t value)
{
	uint64_t word = htole64(value);

	memcpy(repeat->bytes + repeat->length, &word, sizeof word);
	repeat->length += sizeof word;
}

void hush_repeat_put_counted(struct hush_repeat *repeat, const void *bytes, size_t length)
{
	hush_repeat_put_u32(repeat, (uint32_t)length); /* at most a line */
	memcpy(repeat->bytes + repeat->length, bytes, length);
	repeat->length += length;
}

static uint64_t first_half(const uint8_t key[HUSH_SIPHASH_KEY], const unsigned char *bytes, size_t length)
{
	uint8_t out[HUSH_SIPHASH_BYTES];

	hush_siphash(key, bytes, length, out);
	return hush_repeat_get_u64(out);
}

void hush_repeat_content(struct hush_repeat *repeat)
{
	repeat->identity = repeat->length - BODY;
}

void hush_repeat_end(const struct hush_repeat_keys *keys, struct hush_repeat *repeat)
{
	size_t length = repeat->length;

	repeat->length = LENGTHS;
	hush_repeat_put_u32(repeat, (uint32_t)repeat->identity);
	hush_repeat_put_u32(repeat, (uint32_t)(length - BODY - repeat->identity));
	repeat->hash = first_half(keys->place, repeat->bytes + BODY, repeat->identity);
	repeat->length = HASH;
	hush_repeat_put_u64(repeat, repeat->hash);
	hush_repeat_put_u64(repeat, first_half(keys->rank, repeat->bytes + LENGTHS, length - LENGTHS));
	repeat->length = length;
}

/* -- reading it again -------------------------------------------------------------------------------------------------- */

uint32_t hush_repeat_get_u32(const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof word);
	return le32toh(word);
}

uint64_t hush_repeat_get_u64(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return le64toh(word);
}

static uint32_t identity_length(const unsigned char *record)
{
	return hush_repeat_get_u32(record + LENGTHS);
}

static uint32_t content_length(const unsigned char *record)
{
	return hush_repeat_get_u32(record + LENGTHS + 4);
}

static size_t whole_length(const unsigned char *record)
{
	return BODY + (size_t)identity_length(record) + content_length(record);
}

static bool same_identity(const unsigned char *a, const unsigned char *b)
{
	return identity_length(a) == identity_length(b) && memcmp(a + BODY, b + BODY, identity_length(a)) == 0;
}

/* Of two records of one identity: does the first go before the other? Of equal ones neither does, and either may stay. */
static bool goes_before(const unsigned char *a, const unsigned char *b)
{
	uint64_t rank = hush_repeat_get_u64(a + RANK);
	uint64_t other = hush_repeat_get_u64(b + RANK);
	uint32_t length = content_length(a);
	uint32_t other_length = content_length(b);

	if (rank != other) {
		return rank < other;
	}
	if (length != other_length) {
		return length < other_length;
	}
	return memcmp(a + BODY + identity_length(a), b + BODY + identity_length(b), length) < 0;
}

/* -- the records of one partition ---------------------------------------------------------------------------------------- */

hush_status hush_repeats_open(struct hush_repeats **repeats, hush_error *err)
{
	struct hush_repeats *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->buckets = hush_calloc(FIRST_BUCKETS, sizeof *made->buckets);
	made->bucket_count = made->buckets ? FIRST_BUCKETS : 0;
	if (!made->buckets) {
		hush_repeats_close(made);
		return hush_fail_memory(err);
	}
	*repeats = made;
	return HUSH_OK;
}

void hush_repeats_close(struct hush_repeats *repeats)
{
	if (repeats) {
		hush_arena_close(&repeats->arena);
		hush_free_wiped(repeats->buckets, repeats->bucket_count * sizeof *repeats->buckets);
		hush_free(repeats);
	}
}

void hush_repeats_clear(struct hush_repeats *repeats)
{
	hush_arena_clear(&repeats->arena);
	memset(repeats->buckets, 0, repeats->bucket_count * sizeof *repeats->buckets);
	repeats->kept = 0;
	repeats->taken = 0;
}

/* Where the record's identity stands, or the empty bucket where it belongs. There is always one. */
static struct bucket *find(struct bucket *buckets, size_t count, uint64_t hash, const unsigned char *record)
{
	size_t at = (size_t)hash & (count - 1);

	while (buckets[at].record && (buckets[at].hash != hash || !same_identity(buckets[at].record, record))) {
		at = (at + 1) & (count - 1);
	}
	return &buckets[at];
}

static bool grow(struct hush_repeats *repeats)
{
	size_t count = 2 * repeats->bucket_count;
	struct bucket *buckets = hush_calloc(count, sizeof *buckets);

	if (!buckets) {
		return false;
	}
	for (size_t i = 0; i < repeats->bucket_count; i++) {
		const struct bucket *bucket = &repeats->buckets[i];

		if (bucket->record) {
			*find(buckets, count, bucket->hash, bucket->record) = *bucket;
		}
	}
	hush_free_wiped(repeats->buckets, repeats->bucket_count * sizeof *repeats->buckets);
	repeats->buckets = buckets;
	repeats->bucket_count = count;
	return true;
}

static bool take(struct hush_repeats *repeats, const unsigned char *record, size_t length, uint64_t hash)
{
	struct bucket *bucket;
	unsigned char *copy;

	if (2 * repeats->kept >= repeats->bucket_count && !grow(repeats)) {
		return false;
	}
	bucket = find(repeats->buckets, repeats->bucket_count, hash, record);
	repeats->taken++;
	if (bucket->record && !goes_before(record, bucket->record)) {
		return true;
	}
	copy = hush_arena_take(&repeats->arena, length);
	if (!copy) {
		return false;
	}
	memcpy(copy, record, length);
	if (bucket->record) {
		hush_arena_give(&repeats->arena, bucket->record, whole_length(bucket->record));
	} else {
		repeats->kept++;
	}
	*bucket = (struct bucket){hash, copy};
	return true;
}

hush_status hush_repeats_take(struct hush_repeats *repeats, const unsigned char *bytes, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err)
{
	size_t size;

	for (size_t at = 0; at < length; at += size) {
		uint64_t hash = hush_repeat_get_u64(bytes + at + HASH);

		size = whole_length(bytes + at);
		if ((hash >> 32 & mask) == part && !take(repeats, bytes + at, size, hash)) {
			return hush_fail_memory(err);
		}
	}
	return HUSH_OK;
}

uint64_t hush_repeats_kept(const struct hush_repeats *repeats)
{
	return repeats->kept;
}

uint64_t hush_repeats_dropped(const struct hush_repeats *repeats)
{
	return repeats->taken - repeats->kept;
}

size_t hush_repeats_memory(const struct hush_repeats *repeats)
{
	return repeats->arena.taken + 4 * repeats->kept * sizeof *repeats->buckets; /* just grown, buckets are four for each */
}

hush_status hush_repeats_visit(const struct hush_repeats *repeats, hush_repeat_visit visit, void *context)
{
	hush_status status = HUSH_OK;

	for (size_t i = 0; i < repeats->bucket_count && status == HUSH_OK; i++) {
		const unsigned char *record = repeats->buckets[i].record;

		if (record) {
			status = visit(context, record + BODY, record + BODY + identity_length(record));
		}
	}
	return status;
}
