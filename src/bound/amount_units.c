/* amount_units: see amount_units.h. */
#include "bound/amount_units.h"

#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"

enum { FIRST_SLOTS = 1024, MOST_UNITS = 1 << 30 };

static uint64_t place_of(const struct hush_amount_units *units, const unsigned char *key, size_t length)
{
	uint8_t hash[HUSH_SIPHASH_BYTES];
	uint64_t place;

	hush_siphash(units->hash_key, key, length, hash);
	memcpy(&place, hash, sizeof place);
	return place;
}

/* The slot of the key, or the empty one where it belongs. */
static uint32_t *slot_of(const struct hush_amount_units *units, const unsigned char *key, size_t length)
{
	uint64_t at = place_of(units, key, length) & (units->slot_count - 1);

	for (;;) {
		uint32_t found = units->slots[at];

		if (found == 0 || (units->keys[found - 1].length == length &&
		                   (length == 0 || memcmp(units->keys[found - 1].bytes, key, length) == 0))) {
			return &units->slots[at];
		}
		at = (at + 1) & (units->slot_count - 1);
	}
}

static hush_status grow_slots(struct hush_amount_units *units, hush_error *err)
{
	uint32_t *old = units->slots;
	uint32_t old_count = units->slot_count;
	uint32_t count = old_count ? 2 * old_count : FIRST_SLOTS;
	uint32_t *slots = hush_calloc(count, sizeof *slots);

	if (!slots) {
		return hush_fail_memory(err);
	}
	if (!old_count) {
		hush_system_random(units->hash_key, sizeof units->hash_key); /* no file can be made to fill one place */
	}
	units->slots = slots;
	units->slot_count = count;
	for (uint32_t i = 0; i < units->count; i++) {
		*slot_of(units, units->keys[i].bytes, units->keys[i].length) = i + 1;
	}
	hush_free(old);
	return HUSH_OK;
}

static hush_status add(struct hush_amount_units *units, const unsigned char *key, size_t length, hush_error *err)
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
	copy = hush_malloc(length ? length : 1);
	if (!copy) {
		return hush_fail_memory(err);
	}
	memcpy(copy, key, length);
	units->keys[units->count++] = (struct hush_amount_key){copy, length};
	return HUSH_OK;
}

hush_status hush_amount_units_find(struct hush_amount_units *units, const unsigned char *key, size_t length, uint32_t *unit,
                                   hush_error *err)
{
	uint32_t *slot;

	if (2 * (uint64_t)units->count >= units->slot_count) {
		HUSH_TRY(grow_slots(units, err));
	}
	slot = slot_of(units, key, length);
	if (*slot == 0) {
		HUSH_TRY(add(units, key, length, err));
		*slot = units->count;
	}
	*unit = *slot - 1;
	return HUSH_OK;
}

const struct hush_amount_key *hush_amount_units_key(const struct hush_amount_units *units, uint32_t unit)
{
	return &units->keys[unit];
}

void hush_amount_units_release(struct hush_amount_units *units)
{
	for (uint32_t i = 0; i < units->count; i++) {
		hush_free_wiped(units->keys[i].bytes, units->keys[i].length);
	}
	hush_free(units->keys);
	hush_free(units->slots);
	hush_wipe(units, sizeof *units);
}
