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
#include "bound/arena.h"

struct hush_amount_key {
	unsigned char *bytes;
	uint64_t hash;
	size_t length;
};

struct hush_amount_units {
	struct hush_arena arena; /* of the keys' bytes */
	struct hush_amount_key *keys; /* by number */
	uint32_t count;
	uint32_t room;
	uint32_t *slots; /* number + 1, or 0; open addressing, at most half full */
	uint32_t slot_count;
};

/* A zeroed struct is an empty one. `hash`: of the key, by hush_offer_hash_exact. HUSH_E_MEMORY. */
hush_status hush_amount_units_find(struct hush_amount_units *units, const unsigned char *key, size_t length, uint64_t hash,
                                   uint32_t *unit, hush_error *err);
const struct hush_amount_key *hush_amount_units_key(const struct hush_amount_units *units, uint32_t unit);
size_t hush_amount_units_memory(const struct hush_amount_units *units); /* bytes that they take */
void hush_amount_units_clear(struct hush_amount_units *units);   /* no units; some memory is kept for the next ones */
void hush_amount_units_release(struct hush_amount_units *units); /* wipes */

#endif
