/*
 * repeats: see repeats.h.
 *
 * A record is written down as
 *
 *     place hash, rank (8 bytes each), length of the identity, length of the content (4 each), identity, content
 *     identity   the unit's key, packed (its length and 16 bytes) or exact (0, counted bytes); each key field, counted
 *     content    the count; the value of each dimension (4 bytes each); each amount field, counted
 *
 * in little-endian order, so that a rank means the same on every machine.
 */
#include "bound/repeats.h"

#include <endian.h>
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
	const struct hush_repeat_shape *shape;
	struct hush_arena arena;
	struct bucket *buckets;
	size_t bucket_count; /* a power of two */
	uint64_t kept;
	uint64_t taken;
};

/* -- shapes ------------------------------------------------------------------------------------------------------------ */

hush_status hush_repeat_shape_open(const struct hush_spec *spec, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                                   struct hush_repeat_shape *shape, hush_error *err)
{
	struct hush_repeat_shape made = {.source = &spec->sources[source]};
	bool needed[HUSH_MAX_DIMENSIONS];

	made.dimensions = hush_calloc(spec->dimension_count, sizeof *made.dimensions);
	made.amounts = hush_calloc(spec->table_count, sizeof *made.amounts);
	if (!made.dimensions || !made.amounts) {
		hush_repeat_shape_close(&made);
		return hush_fail_memory(err);
	}
	hush_needed_dimensions(spec, source, needed);
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		if (needed[d]) {
			made.dimensions[made.dimension_count++] = d;
		}
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && spec->tables[t].amount.column) {
			made.amounts[made.amount_count++] = t;
		}
	}
	/* A key of its own, so that what is kept here says nothing of which cells are kept afterwards. */
	hush_siphash(limit_key, "dedupe", 6, made.rank_key);
	hush_system_random(made.place_key, sizeof made.place_key);
	*shape = made;
	return HUSH_OK;
}

void hush_repeat_shape_close(struct hush_repeat_shape *shape)
{
	hush_free(shape->dimensions);
	hush_free(shape->amounts);
	hush_wipe(shape, sizeof *shape);
}

/* -- writing a record down --------------------------------------------------------------------------------------------- */

static void put_u32(struct hush_repeat *repeat, uint32_t value)
{
	uint32_t word = htole32(value);

	memcpy(repeat->bytes + repeat->length, &word, sizeof word);
	repeat->length += sizeof word;
}

static void put_u64(struct hush_repeat *repeat, uint64_t value)
{
	uint64_t word = htole64(value);

	memcpy(repeat->bytes + repeat->length, &word, sizeof word);
	repeat->length += sizeof word;
}

static void put_counted(struct hush_repeat *repeat, const void *bytes, size_t length)
{
	put_u32(repeat, (uint32_t)length); /* fields are at most a line */
	memcpy(repeat->bytes + repeat->length, bytes, length);
	repeat->length += length;
}

static size_t size_of(const struct hush_repeat_shape *shape, const struct hush_record *record)
{
	size_t size = BODY + 4 + (record->unit.packed ? HUSH_UNIT_PACKED : 4 + (size_t)record->unit.exact_length);

	for (uint32_t i = 0; i < shape->source->key_column_count; i++) {
		size += 4 + record->fields[record->header->keys[i]].length;
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		size += 4 + record->fields[record->header->amounts[shape->amounts[i]]].length;
	}
	return size + 4 + 4 * (size_t)shape->dimension_count;
}

static bool make_room(struct hush_repeat *repeat, size_t size)
{
	size_t room = size + size / 2 < FIRST_ROOM ? FIRST_ROOM : size + size / 2;

	if (repeat->room < size) {
		hush_repeat_release(repeat);
		repeat->bytes = hush_malloc(room);
		repeat->room = repeat->bytes ? room : 0;
	}
	return repeat->room >= size;
}

void hush_repeat_release(struct hush_repeat *repeat)
{
	hush_free_wiped(repeat->bytes, repeat->room);
	*repeat = (struct hush_repeat){0};
}

static uint64_t first_half(const uint8_t key[HUSH_SIPHASH_KEY], const unsigned char *bytes, size_t length)
{
	uint8_t out[HUSH_SIPHASH_BYTES];
	uint64_t half;

	hush_siphash(key, bytes, length, out);
	memcpy(&half, out, sizeof half);
	return le64toh(half);
}

hush_status hush_repeat_write(const struct hush_repeat_shape *shape, const struct hush_record *record,
                              struct hush_repeat *repeat, hush_error *err)
{
	const struct hush_unit_key *unit = &record->unit;
	size_t content;
	size_t end;

	if (!make_room(repeat, size_of(shape, record))) {
		return hush_fail_memory(err);
	}
	repeat->length = BODY;
	put_u32(repeat, unit->packed);
	if (unit->packed) {
		put_u64(repeat, unit->low);
		put_u64(repeat, unit->high);
	} else {
		put_counted(repeat, unit->exact, unit->exact_length);
	}
	for (uint32_t i = 0; i < shape->source->key_column_count; i++) {
		const struct hush_field *field = &record->fields[record->header->keys[i]];

		put_counted(repeat, field->bytes, field->length);
	}
	content = repeat->length;
	put_u32(repeat, (uint32_t)record->count);
	for (uint32_t i = 0; i < shape->dimension_count; i++) {
		put_u32(repeat, record->values[shape->dimensions[i]]);
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		const struct hush_field *field = &record->fields[record->header->amounts[shape->amounts[i]]];

		put_counted(repeat, field->bytes, field->length);
	}
	end = repeat->length;
	repeat->length = LENGTHS;
	put_u32(repeat, (uint32_t)(content - BODY));
	put_u32(repeat, (uint32_t)(end - content));
	repeat->hash = first_half(shape->place_key, repeat->bytes + BODY, content - BODY);
	repeat->length = HASH;
	put_u64(repeat, repeat->hash);
	put_u64(repeat, first_half(shape->rank_key, repeat->bytes + LENGTHS, end - LENGTHS));
	repeat->length = end;
	return HUSH_OK;
}

/* -- reading it again -------------------------------------------------------------------------------------------------- */

static uint32_t get_u32(const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof word);
	return le32toh(word);
}

static uint64_t get_u64(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return le64toh(word);
}

static uint32_t identity_length(const unsigned char *record)
{
	return get_u32(record + LENGTHS);
}

static uint32_t content_length(const unsigned char *record)
{
	return get_u32(record + LENGTHS + 4);
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
	uint64_t rank = get_u64(a + RANK);
	uint64_t other = get_u64(b + RANK);
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

hush_status hush_repeats_open(const struct hush_repeat_shape *shape, struct hush_repeats **repeats, hush_error *err)
{
	struct hush_repeats *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->shape = shape;
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
		uint64_t hash = get_u64(bytes + at + HASH);

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

/* A record as its visit sees it. */
struct read_back {
	struct hush_record record;
	struct hush_header header; /* says where in `fields` the amounts stand */
	struct hush_field fields[HUSH_MAX_TABLES];
	uint32_t values[HUSH_MAX_DIMENSIONS];
};

static void read_back(const struct hush_repeat_shape *shape, const unsigned char *bytes, struct read_back *back)
{
	struct hush_unit_key *unit = &back->record.unit;
	const unsigned char *at = bytes + BODY;

	unit->packed = get_u32(at);
	if (unit->packed) {
		unit->low = get_u64(at + 4);
		unit->high = get_u64(at + 12);
	} else {
		unit->exact_length = get_u32(at + 4);
		unit->exact = at + 8;
	}
	at = bytes + BODY + identity_length(bytes);
	back->record.count = get_u32(at);
	at += 4;
	for (uint32_t i = 0; i < shape->dimension_count; i++, at += 4) {
		back->values[shape->dimensions[i]] = get_u32(at);
	}
	for (uint32_t i = 0; i < shape->amount_count; i++) {
		back->fields[i] = (struct hush_field){(const char *)at + 4, get_u32(at)};
		at += 4 + back->fields[i].length;
	}
}

hush_status hush_repeats_visit(const struct hush_repeats *repeats, hush_record_visit visit, void *context)
{
	const struct hush_repeat_shape *shape = repeats->shape;
	struct read_back back = {.record = {.values = back.values, .fields = back.fields, .header = &back.header}};
	hush_status failed = HUSH_OK;

	for (uint32_t i = 0; i < shape->amount_count; i++) {
		back.header.amounts[shape->amounts[i]] = i;
	}
	for (size_t i = 0; i < repeats->bucket_count && failed == HUSH_OK; i++) {
		if (repeats->buckets[i].record) {
			read_back(shape, repeats->buckets[i].record, &back);
			(void)visit(context, &back.record, &failed);
		}
	}
	hush_wipe(&back, sizeof back);
	return failed;
}
