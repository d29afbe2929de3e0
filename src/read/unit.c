/*
 * unit: see unit.h.
 *
 * Nearly every plate is a few capital letters and digits, which are their own canonical form: eight are looked at
 * together and go straight into the packed key.  At most seven, alone, are the whole key, in its short form; read/short_keys
 * makes those of many rows at once.  Any other field is folded by read/plate first.
 */
#include "read/unit.h"

#include <string.h>

#include "base/memory.h"
#include "read/plate.h"

enum { SHORT_PART = HUSH_UNIT_PACKED - 1, FIRST_ROOM = 256 };

/* A packed key in the making: sixteen bytes, the first one lowest in `low`. */
struct packing {
	uint64_t low;
	uint64_t high;
	uint32_t used;
};

/* Appends `size` bytes: the first eight stand in `low`. What is above them must be zero. */
static inline void append(struct packing *packing, uint64_t low, uint64_t high, uint32_t size)
{
	uint32_t shift = 8 * packing->used;

	if (shift == 0) {
		packing->low = low;
		packing->high = high;
	} else if (shift < 64) {
		packing->low |= low << shift;
		packing->high |= low >> (64 - shift) | high << shift;
	} else {
		packing->high |= low << (shift - 64);
	}
	packing->used += size;
}

/* Appends a counted part, unless that is not its own canonical form or this cannot be seen at a glance. */
static inline bool append_plain(struct packing *packing, enum hush_form form, const struct hush_field *field)
{
	size_t length = field->length;
	uint64_t low;
	uint64_t high = 0;

	if (form != HUSH_FORM_PLATE || length - 1 >= SHORT_PART) {
		return false;
	}
	low = hush_unit_word(field->bytes);
	if (length < 8) {
		low &= ~(UINT64_MAX << (8 * length));
	} else {
		high = hush_unit_word(field->bytes + 8) & ~(UINT64_MAX << (8 * (length - 8)));
		if (!hush_unit_plain(high, length - 8)) {
			return false;
		}
	}
	if (!hush_unit_plain(low, length < 8 ? length : 8) || hush_unit_may_be_nobody(low)) {
		return false;
	}
	append(packing, length | low << 8, low >> 56 | high << 8, 1 + (uint32_t)length);
	return true;
}

static bool make_room(struct hush_unit_room *room, size_t size)
{
	size_t wanted = size + size / 2 < FIRST_ROOM ? FIRST_ROOM : size + size / 2;
	unsigned char *bytes;

	if (room->size >= size) {
		return true;
	}
	bytes = hush_malloc(wanted);
	if (!bytes) {
		return false;
	}
	if (room->bytes) {
		memcpy(bytes, room->bytes, room->size);
		hush_free_wiped(room->bytes, room->size);
	}
	*room = (struct hush_unit_room){bytes, wanted};
	return true;
}

static void put_u32(unsigned char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		to[i] = (unsigned char)(value >> (8 * i));
	}
}

/* The exact form, part by part. */
static hush_status exact(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err)
{
	size_t used = 0;

	*named = false;
	for (uint32_t i = 0; i < shape->columns; i++) {
		const struct hush_field *field = &fields[columns[i]];
		size_t made;

		/* A canonical form is never longer than its field. */
		if (!make_room(room, used + 4 + field->length + 4 + HUSH_UNIT_PACKED)) {
			return hush_fail_memory(err);
		}
		made = hush_plate_canonical(form, field->bytes, field->length, (char *)room->bytes + used + 4);
		if (made == 0) {
			return HUSH_OK;
		}
		put_u32(room->bytes + used, (uint32_t)made);
		used += 4 + made;
	}
	put_u32(room->bytes + used, (uint32_t)shape->firsts[window]);
	key->packed = 0;
	key->low = 0;
	key->high = 0;
	key->exact = room->bytes;
	key->exact_length = (uint32_t)used + 4;
	*named = true;
	return HUSH_OK;
}

static inline void finish(const struct hush_unit_shape *shape, uint32_t window, struct packing *packing,
                          struct hush_unit_key *key)
{
	if (shape->window_bytes > 0) {
		append(packing, window, 0, shape->window_bytes);
	}
	key->packed = packing->used;
	key->low = packing->low;
	key->high = packing->high;
}

/* From the only column's canonical form to the short one, when it is of this kind. */
static bool shorten(const struct hush_unit_shape *shape, const unsigned char *text, size_t length, uint32_t window,
                    struct hush_unit_key *key)
{
	uint64_t bytes = 0;

	if (!hush_unit_may_be_short(shape) || length - 1 >= HUSH_UNIT_SHORT) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		bytes |= (uint64_t)text[i] << (8 * i);
	}
	if (!hush_unit_plain(bytes, length)) {
		return false;
	}
	hush_unit_key_short(key, hush_unit_text_number(bytes), window);
	return true;
}

/* From the exact form to a packed one, when it fits. */
static void pack(const struct hush_unit_shape *shape, uint32_t window, struct hush_unit_key *key)
{
	struct packing packing = {0, 0, 0};
	const unsigned char *at = key->exact;

	if (key->exact_length - 3 * shape->columns - 4 + shape->window_bytes > HUSH_UNIT_PACKED ||
	    shorten(shape, at + 4, at[0], window, key)) {
		return;
	}
	for (uint32_t i = 0; i < shape->columns; i++) {
		uint32_t length = at[0]; /* counted by four bytes there, by one here */

		append(&packing, length, 0, 1);
		at += 4;
		for (uint32_t k = 0; k < length; k++) {
			append(&packing, at[k], 0, 1);
		}
		at += length;
	}
	finish(shape, window, &packing, key);
}

hush_status hush_unit_of(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err)
{
	struct packing packing = {0, 0, 0};

	for (uint32_t i = 0; i < shape->columns; i++) {
		const struct hush_field *field = &fields[columns[i]];

		if (packing.used + 1 + field->length + (shape->columns - i - 1) + shape->window_bytes > HUSH_UNIT_PACKED ||
		    !append_plain(&packing, form, field)) {
			HUSH_TRY(exact(shape, form, fields, columns, window, room, key, named, err));
			if (*named) {
				pack(shape, window, key);
			}
			return HUSH_OK;
		}
	}
	if (!shorten(shape, (const unsigned char *)fields[columns[0]].bytes, fields[columns[0]].length, window, key)) {
		finish(shape, window, &packing, key);
	}
	*named = true;
	return HUSH_OK;
}

void hush_unit_room_release(struct hush_unit_room *room)
{
	hush_free_wiped(room->bytes, room->size);
	*room = (struct hush_unit_room){0};
}
