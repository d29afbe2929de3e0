/* offers: see offers.h. */
#include "bound/offers.h"

#include <endian.h>
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
		if (spec->tables[t].source == source) {
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

size_t hush_offer_put(const struct hush_offer_shape *shape, const struct hush_unit_key *key, uint32_t count,
                      const uint32_t *cells, unsigned char *out)
{
	unsigned char *at = out + 1;

	if (key->packed) {
		uint64_t words[2] = {htole64(key->low), htole64(key->high)};

		out[0] = (unsigned char)key->packed;
		memcpy(at, words, sizeof words); /* both whole: what is too much is written over */
		at += key->packed;
	} else {
		out[0] = HUSH_OFFER_LONG;
		memcpy(at, &key->exact_length, sizeof key->exact_length);
		memcpy(at + 4, key->exact, key->exact_length);
		at += 4 + key->exact_length;
	}
	if (shape->counted) {
		memcpy(at, &count, sizeof count);
		at += sizeof count;
	}
	for (uint32_t i = 0; i < shape->table_count; i++) {
		if (shape->narrow[i]) {
			uint16_t cell = (uint16_t)cells[i]; /* HUSH_NO_CELL becomes 0xffff, which is no cell */

			memcpy(at, &cell, sizeof cell);
			at += sizeof cell;
		} else {
			memcpy(at, &cells[i], sizeof cells[i]);
			at += sizeof cells[i];
		}
	}
	return (size_t)(at - out);
}
