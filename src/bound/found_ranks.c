/* found_ranks: see found_ranks.h. */
#include "bound/found_ranks.h"

#include <string.h>

#include "base/memory.h"
#include "base/siphash.h"

enum { INPUT_LIMIT = 1 << 30 };

void hush_found_ranks_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_found_ranks *ranks)
{
	*ranks = (struct hush_found_ranks){.spec = spec};
	memcpy(ranks->key, limit_key, sizeof ranks->key);
	hush_buffer_init(&ranks->input, INPUT_LIMIT);
}

void hush_found_ranks_close(struct hush_found_ranks *ranks)
{
	hush_buffer_release_wiped(&ranks->input);
	hush_wipe(ranks->key, sizeof ranks->key);
}

/* Which value of each listed dimension a place is of. */
static void values_of(const struct hush_spec *spec, const struct hush_table *table, uint32_t place, uint32_t *values)
{
	for (uint32_t k = table->by_count; k-- > 0;) {
		if (table->by[k] != table->discovered) {
			uint32_t count = spec->dimensions[table->by[k]].values.count;

			values[k] = place % count;
			place /= count;
		}
	}
}

hush_status hush_found_ranks_of(struct hush_found_ranks *ranks, const struct hush_found_offer *offer, uint64_t rank[2],
                                hush_error *err)
{
	const struct hush_table *table = &ranks->spec->tables[offer->table];
	struct hush_buffer *input = &ranks->input;
	uint32_t values[HUSH_MAX_DIMENSIONS];
	uint8_t hash[HUSH_SIPHASH_BYTES];

	values_of(ranks->spec, table, offer->place, values);
	hush_buffer_clear(input);
	hush_buffer_counted(input, table->name, strlen(table->name));
	hush_buffer_counted(input, offer->unit, offer->unit_length);
	for (uint32_t k = 0; k < table->by_count; k++) {
		if (table->by[k] == table->discovered) {
			hush_buffer_counted(input, offer->text, offer->text_length);
		} else {
			const char *name = ranks->spec->dimensions[table->by[k]].values.names[values[k]];

			hush_buffer_counted(input, name, strlen(name));
		}
	}
	HUSH_TRY(hush_buffer_check(input, err));
	hush_siphash(ranks->key, input->bytes, input->length, hash);
	for (unsigned i = 0; i < 2; i++) {
		uint64_t half;

		memcpy(&half, hash + 8 * i, sizeof half);
		rank[i] = be64toh(half);
	}
	return HUSH_OK;
}
