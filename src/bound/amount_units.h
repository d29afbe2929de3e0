/*
 * amount_units: units by exact key, numbered in the order of their first sight.
 *
 * Two keys get one number exactly when their bytes are equal; the hash by which they are found decides nothing else.
 * Numbers depend on the order of rows, so nothing that is published may depend on them.
 */
#ifndef HUSH_BOUND_AMOUNT_UNITS_H
#define HUSH_BOUND_AMOUNT_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_amount_key {
	unsigned char *bytes;
	size_t length;
};

struct hush_amount_units {
	struct hush_amount_key *keys; /* by number */
	uint32_t count;
	uint32_t room;
	uint32_t *slots; /* number + 1, or 0; open addressing, at most half full */
	uint32_t slot_count;
	uint8_t hash_key[16];
};

/* A zeroed struct is an empty one. */
hush_status hush_amount_units_find(struct hush_amount_units *units, const unsigned char *key, size_t length, uint32_t *unit,
                                   hush_error *err);
const struct hush_amount_key *hush_amount_units_key(const struct hush_amount_units *units, uint32_t unit);
void hush_amount_units_release(struct hush_amount_units *units); /* wipes */

#endif
