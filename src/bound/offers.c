/* offers: see offers.h. */
#include "bound/offers.h"

#include <string.h>

#include "base/memory.h"

enum { NARROW_MOST = 0xffff }; /* cells 0..0xfffe, and 0xffff for none */

hush_status hush_offer_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_offer_shape *shape,
                                  hush_error *err)
{
	struct hush_offer_shape made = {.counted = spec->sources[source].count_count > 0};

	made.tables = hush_calloc(spec->table_count, sizeof *made.tables);
	made.narrow = hush_calloc(spec->table_count, sizeof *made.narrow);
	if (!made.tables || !made.narrow) {
		hush_offer_shape_close(&made);
		return hush_fail_memory(err);
	}
	made.fixed = made.counted ? 4 : 0;
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && !spec->tables[t].amount.column &&
		    !spec->tables[t].discovers) { /* amounts.h and found_entries.h have the others */
			made.narrow[made.table_count] = spec->tables[t].cells <= NARROW_MOST;
			made.fixed += made.narrow[made.table_count] ? 2 : 4;
			made.tables[made.table_count++] = t;
		}
	}
	*shape = made;
	return HUSH_OK;
}

void hush_offer_shape_close(struct hush_offer_shape *shape)
{
	hush_free(shape->tables);
	hush_free(shape->narrow);
	*shape = (struct hush_offer_shape){0};
}

void hush_offer_hash_draw(struct hush_offer_hash *hash)
{
	hush_system_random(hash, sizeof *hash);
}

uint64_t hush_offer_hash_exact(const struct hush_offer_hash *hash, const unsigned char *exact, uint32_t length)
{
	uint8_t out[HUSH_SIPHASH_BYTES];
	uint64_t first;

	hush_siphash(hash->key, exact, length, out);
	memcpy(&first, out, sizeof first);
	return first;
}
