/* amount_units: see amount_units.h. */
#include "bound/amount_units.h"

#include <string.h>

#include "base/memory.h"

enum { FIRST_SLOTS = 256, MOST_UNITS = 1 << 30 };

/* The slot of the key, or the empty one where it belongs. */
static uint32_t *slot_of(const struct hush_amount_units *units, const unsigned char *key, size_t length, uint64_t hash)
{
	uint32_t at = (uint32_t)hash & (units->slot_count - 1);

	for (;;) {
		const struct hush_amount_key *seen = units->slots[at] ? &units->keys[units->slots[at] - 1] : NULL;

		if (!seen || (seen->hash == hash && seen->length == length && memcmp(seen->bytes, key, length) == 0)) {
			return &units->slots[at];
		}
		at = (at + 1) & (units->slot_count - 1);
	}
}

static hush_status grow_slots(struct hush_amount_units *units, hush_error *err)
{
	uint32_t count = units->slot_count ? 2 * units->slot_count : FIRST_SLOTS;
	uint32_t *slots = hush_calloc(count, sizeof *slots);

	if (!slots) {
		return hush_fail_memory(err);
	}
	hush_free(units->slots);
	units->slots = slots;
	units->slot_count = count;
	for (uint32_t i = 0; i < units->count; i++) {
		*slot_of(units, units->keys[i].bytes, units->keys[i].length, units->keys[i].hash) = i + 1;
	}
	return HUSH_OK;
}

static hush_status add(struct hush_amount_units *units, const unsigned char *key, size_t length, uint64_t hash, hush_error *err)
{
	struct hush_amount_key *keys;
	unsigned char *copy;

	if (units->count == units->room) {
		uint32_t room = units->room ? 2 * units->room : FIRST_SLOTS / 2;

		keys = units->count < MOST_UNITS ? hush_reallocarray(units->keys, room, sizeof *keys) : NULL;
		if (!keys) {
			return hush_fail_memory(err);
		}
		units->keys = keys;
		units->room = room;
	}
	copy = hush_arena_take(&units->arena, length);
	if (!copy) {
		return hush_fail_memory(err);
	}
	memcpy(copy, key, length);
	units->keys[units->count++] = (struct hush_amount_key){copy, hash, length};
	return HUSH_OK;
}

hush_status hush_amount_units_find(struct hush_amount_units *units, const unsigned char *key, size_t length, uint64_t hash,
                                   uint32_t *unit, hush_error *err)
{
	uint32_t *slot;

	if (2 * (uint64_t)units->count >= units->slot_count) {
		HUSH_TRY(grow_slots(units, err));
	}
	slot = slot_of(units, key, length, hash);
	if (*slot == 0) {
		HUSH_TRY(add(units, key, length, hash, err));
		*slot = units->count;
	}
	*unit = *slot - 1;
	return HUSH_OK;
}

const struct hush_amount_key *hush_amount_units_key(const struct hush_amount_units *units, uint32_t unit)
{
	return &units->keys[unit];
}

size_t hush_amount_units_memory(const struct hush_amount_units *units)
{
	return units->arena.taken + units->room * sizeof *units->keys + units->slot_count * sizeof *units->slots;
}

static void free_tables(struct hush_amount_units *units)
{
	hush_free_wiped(units->keys, units->room * sizeof *units->keys);
	hush_free(units->slots);
	units->keys = NULL;
	units->slots = NULL;
	units->count = 0;
	units->room = 0;
	units->slot_count = 0;
}

void hush_amount_units_clear(struct hush_amount_units *units)
{
	free_tables(units);
	hush_arena_clear(&units->arena);
}

void hush_amount_units_release(struct hush_amount_units *units)
{
	free_tables(units);
	hush_arena_close(&units->arena);
}
