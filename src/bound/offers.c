/* offers: see offers.h. */
#include "bound/offers.h"

#include <string.h>

#include "base/memory.h"

enum { NARROW_MOST = 0xffff }; /* cells 0..0xfffe, and 0xffff for none */

static unsigned bits_of(uint64_t largest)
{
	return largest ? 64 - (unsigned)__builtin_clzll(largest) : 0;
}

/* What the word of a short offer holds. */
static void lay_out_word(const struct hush_spec *spec, const struct hush_unit_shape *units, unsigned bits,
                         struct hush_offer_shape *shape)
{
	const uint64_t cells = shape->table_count > 0 ? spec->tables[shape->tables[0]].cells : 0; /* HUSH_MAX_CELLS at most */
	const uint32_t windows = hush_unit_may_be_short(units) ? units->window_count : 1;

	shape->bits = bits;
	shape->rest_bits = HUSH_UNIT_TEXT_BITS + bits_of(windows - 1) - bits;
	shape->head_bits = bits_of(cells + 1);
	shape->head_cell = shape->table_count > 0 && shape->head_bits + shape->rest_bits <= 64;
	if (!shape->head_cell) {
		shape->head_bits = 1;
	}
	shape->none = (uint32_t)cells;
	shape->mark = shape->head_cell ? (uint32_t)cells + 1 : 1;
	shape->mark_bytes = (shape->head_bits + 7) / 8;
	shape->word_bytes = (shape->head_bits + shape->rest_bits + 7) / 8;
}

hush_status hush_offer_shape_open(const struct hush_spec *spec, uint32_t source, const struct hush_unit_shape *units,
                                  unsigned bits, struct hush_offer_shape *shape, hush_error *err)
{
	struct hush_offer_shape made = {.counted = spec->sources[source].count_count > 0};

	if (bits > HUSH_OFFER_PARTITION_BITS) {
		return hush_fail_bug(err, "the number of partitions");
	}
	made.tables = hush_calloc(spec->table_count, sizeof *made.tables);
	made.narrow = hush_calloc(spec->table_count, sizeof *made.narrow);
	if (!made.tables || !made.narrow) {
		hush_offer_shape_close(&made);
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].source == source && !spec->tables[t].amount.column &&
		    !spec->tables[t].discovers) { /* amounts.h and found_entries.h have the others */
			made.narrow[made.table_count] = spec->tables[t].cells <= NARROW_MOST;
			made.tables[made.table_count++] = t;
		}
	}
	lay_out_word(spec, units, bits, &made);
	made.tail = made.counted ? 4 : 0;
	for (uint32_t i = made.head_cell; i < made.table_count; i++) {
		made.tail += made.narrow[i] ? 2 : 4;
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
