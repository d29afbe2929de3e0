/*
 * unit: see unit.h.
 *
 * Nearly every plate is a few capital letters and digits, which are their own canonical form: eight are looked at
 * together and go straight into the packed key; at most seven, alone, are nearly always the whole key.  Any other field
 * is folded by read/plate first.
 */
#include "read/unit.h"

#include <endian.h>
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

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Are all eight bytes digits or capital letters? Sums that reach a byte's top bit say that it is not below a bound. */
static inline bool plain_eight(uint64_t bytes)
{
	uint64_t from_0 = bytes + EACH(0x80 - '0');
	uint64_t past_9 = bytes + EACH(0x80 - '9' - 1);
	uint64_t from_a = bytes + EACH(0x80 - 'A');
	uint64_t past_z = bytes + EACH(0x80 - 'Z' - 1);
	uint64_t good = (from_0 & ~past_9) | (from_a & ~past_z);

	/* Below 0x80 no sum carries into the next byte. */
	return ((~good | bytes) & EACH(0x80)) == 0;
}

/* The same of the first `length` bytes, at most eight; the others do not matter. */
static inline bool plain_some(uint64_t bytes, size_t length)
{
	return length == 8 ? plain_eight(bytes) : plain_eight(bytes | EACH('0') << (8 * length));
}

/* NULL, UNKNOWN, REDACTED and the like: read/plate knows the words that name nobody. */
static inline bool may_name_nobody(uint64_t bytes)
{
	const uint64_t first = bytes & 0xff;

	return first == 'N' || first == 'U' || first == 'R';
}

static inline uint64_t load(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

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
	low = load(field->bytes);
	if (length < 8) {
		low &= ~(UINT64_MAX << (8 * length));
	} else {
		high = load(field->bytes + 8) & ~(UINT64_MAX << (8 * (length - 8)));
		if (!plain_some(high, length - 8)) {
			return false;
		}
	}
	if (!plain_some(low, length < 8 ? length : 8) || may_name_nobody(low)) {
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

/* From the exact form to the packed one, when it fits. */
static void pack(const struct hush_unit_shape *shape, uint32_t window, struct hush_unit_key *key)
{
	struct packing packing = {0, 0, 0};
	const unsigned char *at = key->exact;

	if (key->exact_length - 3 * shape->columns - 4 + shape->window_bytes > HUSH_UNIT_PACKED) {
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

/* The whole key of a unit with one short plain column and no window to be told. */
static inline bool short_key(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *field,
                             struct hush_unit_key *key)
{
	const size_t length = field->length;
	uint64_t bytes;

	if (shape->columns != 1 || shape->window_bytes > 0 || form != HUSH_FORM_PLATE || length - 1 >= 7) {
		return false;
	}
	bytes = load(field->bytes) & ~(UINT64_MAX << (8 * length));
	if (!plain_some(bytes, length) || may_name_nobody(bytes)) {
		return false;
	}
	key->packed = 1 + (uint32_t)length;
	key->low = bytes << 8 | length;
	key->high = 0;
	return true;
}

hush_status hush_unit_of(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err)
{
	struct packing packing = {0, 0, 0};

	if (short_key(shape, form, &fields[columns[0]], key)) {
		*named = true;
		return HUSH_OK;
	}
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
	finish(shape, window, &packing, key);
	*named = true;
	return HUSH_OK;
}

void hush_unit_room_release(struct hush_unit_room *room)
{
	hush_free_wiped(room->bytes, room->size);
	*room = (struct hush_unit_room){0};
}
