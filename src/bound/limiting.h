/*
 * limiting: what all limiters of a source share: how its units, offers and cells are written, and the keys.
 */
#ifndef HUSH_BOUND_LIMITING_H
#define HUSH_BOUND_LIMITING_H

#include <stdint.h>

#include "base/crypto.h"
#include "base/error.h"
#include "bound/cell_names.h"
#include "bound/offers.h"
#include "spec/spec.h"
#include "spec/unit_key.h"

enum { HUSH_LIMIT_KEY = 32 };

struct hush_limiting {
	const struct hush_spec *spec;
	struct hush_unit_shape units;
	struct hush_offer_shape offers;
	struct hush_offer_hash hash;
	struct hush_cell_names *names; /* by offers.tables */
	uint8_t key[HUSH_SIPHASH_KEY]; /* of the priorities */
};

/* Puts it together, for 2^bits partitions; the first 16 bytes of `limit_key` key the priorities. HUSH_E_MEMORY. */
hush_status hush_limiting_open(const struct hush_spec *spec, uint32_t source, unsigned bits,
                               const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_limiting *limiting, hush_error *err);
void hush_limiting_close(struct hush_limiting *limiting); /* wipes; a zeroed one is allowed */

#endif
