/*
 * unit: the key of the unit that a row is of.
 */
#ifndef HUSH_READ_UNIT_H
#define HUSH_READ_UNIT_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/csv.h"
#include "base/error.h"
#include "spec/unit_key.h"

/* Memory of keys that do not fit into the packed form. Zeroed by the caller; each thread needs its own. */
struct hush_unit_room {
	unsigned char *bytes;
	size_t size;
};

/*
 * The key of the row with these fields: columns[i] is where the source's i-th entity column stands, `window` the number of
 * its window. The fields hold no NUL (a line with one is no row), and HUSH_FIELD_SLACK bytes must be readable
 * behind each. *named is false when some column names nobody.
 * HUSH_E_MEMORY.
 */
hush_status hush_unit_of(const struct hush_unit_shape *shape, enum hush_form form, const struct hush_field *fields,
                         const uint32_t *columns, uint32_t window, struct hush_unit_room *room, struct hush_unit_key *key,
                         bool *named, hush_error *err);

/* The eight bytes at `bytes`, the first one lowest. */
static inline uint64_t hush_unit_word(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

/*
 * Are the first `length` bytes, at most eight, all digits or capital letters?  They are looked at together: sums that reach a
 * byte's top bit say that it is not below a bound, and below 0x80 no sum carries into the next byte.
 */
static inline bool hush_unit_plain(uint64_t bytes, size_t length)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t from_0;
	uint64_t past_9;
	uint64_t from_a;
	uint64_t past_z;

	bytes |= length < 8 ? each * '0' << (8 * length) : 0;
	from_0 = bytes + each * (0x80 - '0');
	past_9 = bytes + each * (0x80 - '9' - 1);
	from_a = bytes + each * (0x80 - 'A');
	past_z = bytes + each * (0x80 - 'Z' - 1);
	return ((~((from_0 & ~past_9) | (from_a & ~past_z)) | bytes) & each * 0x80) == 0;
}

/* NULL, UNKNOWN, REDACTED and the like: read/plate knows the words that name nobody. */
static inline bool hush_unit_may_be_nobody(uint64_t bytes)
{
	const uint64_t first = bytes & 0xff;

	return first == 'N' || first == 'U' || first == 'R';
}

void hush_unit_room_release(struct hush_unit_room *room); /* wipes */

#endif
