/*
 * short_keys: the short keys of many plates, side by side.
 *
 * Nearly every plate is one to seven digits and capital letters, which are their own canonical form.  Whether one is can be
 * seen from its bytes together, and its number (spec/unit_key) is made of them by a few products: here, of several plates at
 * a time.
 */
#ifndef HUSH_READ_SHORT_KEYS_H
#define HUSH_READ_SHORT_KEYS_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/csv.h"
#include "read/record.h"
#include "spec/unit_key.h"

#define HUSH_NO_NUMBER UINT64_MAX

struct hush_short_keys {
	uint64_t texts[HUSH_RECORDS_MOST];   /* up to seven bytes of each field, the first one lowest; 0 of longer ones */
	uint64_t lengths[HUSH_RECORDS_MOST]; /* of these */
	uint64_t numbers[HUSH_RECORDS_MOST]; /* made of them: below 2^HUSH_UNIT_TEXT_BITS */
};

/* HUSH_FIELD_SLACK bytes must be readable behind the field. */
static inline void hush_short_keys_set(struct hush_short_keys *keys, uint32_t i, const struct hush_field *field)
{
	const size_t length = field->length <= HUSH_UNIT_SHORT ? field->length : 0;
	uint64_t word;

	memcpy(&word, field->bytes, sizeof word);
	keys->texts[i] = le64toh(word) & ((UINT64_C(1) << 8 * length) - 1);
	keys->lengths[i] = length;
}

/*
 * Fills in the first `count` numbers: HUSH_NO_NUMBER where the field is not, or not to be seen at a glance to be, its own
 * canonical form as a plate of at most seven characters. Then read/unit is to be asked.
 */
typedef void (*hush_short_keys_make)(struct hush_short_keys *keys, uint32_t count);

/* The quickest way of this processor. */
hush_short_keys_make hush_short_keys_best(void);

/* Every way that this processor can go; NULL behind the last. For tests. */
hush_short_keys_make hush_short_keys_at(unsigned index);

#endif
