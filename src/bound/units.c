/* units: see units.h. Open addressing with linear probing; a bucket's tag is all that a wider table needs to place it. */
#include "bound/units.h"

#include <string.h>

#include "base/memory.h"
#include "base/siphash.h"

enum {
	FIRST_BUCKETS = 1024, /* a power of two, like every later size */
	LINE = 64             /* bytes that the processor fetches at once */
};

bool hush_units_open(struct hush_units *units, struct hush_arena *arena, size_t data)
{
	*units = (struct hush_units){.arena = arena, .size = sizeof(struct hush_unit) + data, .bucket_count = FIRST_BUCKETS};
	units->buckets = hush_calloc(FIRST_BUCKETS, sizeof *units->buckets);
	return units->buckets != NULL;
}

void hush_units_clear(struct hush_units *units)
{
	memset(units->buckets, 0, units->bucket_count * sizeof *units->buckets);
	units->count = 0;
}

void hush_units_close(struct hush_units *units)
{
	if (units->buckets) {
		hush_free_wiped(units->buckets, units->bucket_count * sizeof *units->buckets);
	}
	hush_free(units->chunks);
	*units = (struct hush_units){0};
}

/* Doubles the table once it is half full. */
static bool grow_buckets(struct hush_units *units)
{
	uint32_t count = units->bucket_count;
	struct hush_units_bucket *wider;

	if (units->count < count / 2) {
		return true;
	}
	wider = count > UINT32_MAX / 2 ? NULL : hush_calloc((size_t)count * 2, sizeof *wider);
	if (!wider) {
		return false;
	}
	count *= 2;
	for (uint32_t i = 0; i < units->bucket_count; i++) {
		struct hush_units_bucket moved = units->buckets[i];
		uint32_t at = moved.tag & (count - 1);

		if (!moved.place) {
			continue;
		}
		while (wider[at].place) {
			at = (at + 1) & (count - 1);
		}
		wider[at] = moved;
	}
	hush_free_wiped(units->buckets, units->bucket_count * sizeof *units->buckets);
	units->buckets = wider;
	units->bucket_count = count;
	return true;
}

/* A chunk for the next unit, when it needs a new one. */
static bool grow_units(struct hush_units *units)
{
	uint32_t chunk = units->count / HUSH_UNITS_CHUNK;
	unsigned char *made;

	if (units->count % HUSH_UNITS_CHUNK != 0) {
		return true;
	}
	if (chunk == units->chunk_room) {
		uint32_t room = units->chunk_room ? 2 * units->chunk_room : 16;
		unsigned char **chunks = hush_reallocarray(units->chunks, room, sizeof *chunks);

		if (!chunks) {
			return false;
		}
		units->chunks = chunks;
		units->chunk_room = room;
	}
	made = hush_arena_take(units->arena, HUSH_UNITS_CHUNK * units->size + LINE);
	if (!made) {
		return false;
	}
	units->chunks[chunk] = made + (LINE - (uintptr_t)made % LINE) % LINE;
	return true;
}

static bool same_unit(const struct hush_unit *unit, const struct hush_unit_sought *sought)
{
	if (unit->low != sought->low) {
		return false;
	}
	if (!sought->exact) {
		return unit->high == sought->high;
	}
	return memcmp((const unsigned char *)(uintptr_t)unit->high, sought->exact, (size_t)(sought->low >> 8)) == 0;
}

static bool add_unit(struct hush_units *units, const struct hush_unit_sought *sought)
{
	uint64_t high = sought->high;
	struct hush_unit *unit;

	if (units->count == UINT32_MAX - 1 || !grow_units(units)) {
		return false;
	}
	if (sought->exact) {
		size_t length = (size_t)(sought->low >> 8);
		unsigned char *copy = hush_arena_take(units->arena, length + HUSH_SIP_SLACK);

		if (!copy) {
			return false;
		}
		memcpy(copy, sought->exact, length);
		memset(copy + length, 0, HUSH_SIP_SLACK);
		high = (uintptr_t)copy;
	}
	unit = hush_units_at(units, units->count);
	memset(unit, 0, units->size);
	unit->low = sought->low;
	unit->high = high;
	units->count++;
	return true;
}

bool hush_units_find(struct hush_units *units, struct hush_unit_sought *sought)
{
	uint32_t mask;
	uint32_t at;

	if (!grow_buckets(units)) { /* before the search, so that the empty bucket it ends at stays the right one */
		return false;
	}
	mask = units->bucket_count - 1;
	for (at = sought->tag & mask; units->buckets[at].place; at = (at + 1) & mask) {
		if (units->buckets[at].tag == sought->tag) {
			sought->number = units->buckets[at].place - 1;
			if (same_unit(hush_units_at(units, sought->number), sought)) {
				return true;
			}
		}
	}
	if (!add_unit(units, sought)) {
		return false;
	}
	units->buckets[at] = (struct hush_units_bucket){sought->tag, units->count};
	sought->number = units->count - 1;
	return true;
}
