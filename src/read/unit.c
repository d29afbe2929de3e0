/*
 * unit: see unit.h.
 *
 * Nearly every plate is a few capital letters and digits, which are their own canonical form: eight are looked at
 * together and go straight into the packed key.  Any other field is folded by read/plate first.
 */
#include "read/unit.h"

#include <string.h>

#include "base/memory.h"
#include "read/plate.h"

enum { SHORT_PART = HUSH_UNIT_PACKED - 1, FIRST_ROOM = 256 };

typedef unsigned __int128 wide;

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* A bit in each byte (its top one) that is below `bound`; all bytes must be below 0x80. */
static uint64_t below(uint64_t bytes, unsigned bound)
{
	return ~((bytes | EACH(0x80)) - EACH(bound)) & EACH(0x80);
}

/* Are all eight bytes digits, capital letters, or NUL? */
static bool plain_eight(uint64_t bytes)
{
	uint64_t digit = below(bytes, '9' + 1) & ~below(bytes, '0');
	uint64_t letter = below(bytes, 'Z' + 1) & ~below(bytes, 'A');

	return ((digit | letter | below(bytes, 1)) & EACH(0x80)) == EACH(0x80) && (bytes & EACH(0x80)) == 0;
}

/* The first `length` (1..15) bytes of a field; what follows it is cut off. */
static wide load(const char *bytes, size_t length)
{
	wide loaded;

	memcpy(&loaded, bytes, sizeof loaded);
	return loaded & (((wide)1 << (8 * length)) - 1);
}

/* A field that is its own canonical form, if that can be seen at a glance. */
static bool at_a_glance(enum hush_form form, const struct hush_field *field, wide *part)
{
	char first;

	if (form != HUSH_FORM_PLATE || field->length == 0 || field->length > SHORT_PART) {
		return false;
	}
	first = field->bytes[0];
	if (first == 'N' || first == 'U' || first == 'R') {
		return false; /* NULL, UNKNOWN, REDACTED: read/plate knows the words that name nobody */
	}
	*part = load(field->bytes, field->length);
	return plain_eight((uint64_t)*part) && plain_eight((uint64_t)(*part >> 64));
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
	key->exact = room->bytes;
	key->exact_length = (uint32_t)used + 4;
	*named = true;
	return HUSH_OK;
}

/* From the exact form to the packed one, when it fits. */
static void pack(const struct hush_unit_shape *shape, uint32_t window, struct hush_unit_key *key)
{
	const unsigned char *at = key->exact;
	wide packed = 0;
	uint32_t used = 0;

	if (key->exact_length - 4 * shape->columns - 4 + shape->columns + shape->window_bytes > HUSH_UNIT_PACKED) {
		return;
	}
	for (uint32_t i = 0; i < shape->columns; i++) {
		uint32_t length = at[0];

		packed |= (wide)length << (8 * used++);
		at += 4;
		for (uint32_t k = 0; k < length; k++) {
			packed |= (wide)at[k] << (8 * used++);
		}
		at += length;
	}
	packed |= shape->window_bytes ? (wide)window << (8 * used) : 0;
	key->packed = used + shape->window_bytes;
	key->low = (uint64_t)packed;
	key->high = (uint64_t)(packed >> 64);
}

hush_status hush_unit_of(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err)
{
	wide packed = 0;
	uint32_t used = 0;

	for (uint32_t i = 0; i < shape->columns; i++) {
		const struct hush_field *field = &fields[columns[i]];
		wide part;

		if (!at_a_glance(form, field, &part) ||
		    used + 1 + field->length + (shape->columns - i - 1) + shape->window_bytes > HUSH_UNIT_PACKED) {
			HUSH_TRY(exact(shape, form, fields, columns, window, room, key, named, err));
			if (*named) {
				pack(shape, window, key);
			}
			return HUSH_OK;
		}
		packed |= ((wide)field->length | part << 8) << (8 * used);
		used += 1 + (uint32_t)field->length;
	}
	packed |= shape->window_bytes ? (wide)window << (8 * used) : 0;
	key->packed = used + shape->window_bytes;
	key->low = (uint64_t)packed;
	key->high = (uint64_t)(packed >> 64);
	*named = true;
	return HUSH_OK;
}

void hush_unit_room_release(struct hush_unit_room *room)
{
	hush_free_wiped(room->bytes, room->size);
	*room = (struct hush_unit_room){0};
}
