/* limiting: see limiting.h. */
#include "bound/limiting.h"

#include <string.h>

#include "base/memory.h"

hush_status hush_limiting_open(const struct hush_spec *spec, uint32_t source, unsigned bits,
                               const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_limiting *limiting, hush_error *err)
{
	struct hush_limiting made = {.spec = spec};
	hush_status status = hush_unit_shape_open(spec, source, &made.units, err);

	if (status == HUSH_OK) {
		status = hush_offer_shape_open(spec, source, &made.units, bits, &made.offers, err);
	}
	if (status == HUSH_OK) {
		made.names = hush_calloc(made.offers.table_count, sizeof *made.names);
		status = made.names ? HUSH_OK : hush_fail_memory(err);
	}
	for (uint32_t i = 0; status == HUSH_OK && i < made.offers.table_count; i++) {
		status = hush_cell_names_open(spec, &spec->tables[made.offers.tables[i]], &made.names[i], err);
	}
	if (status != HUSH_OK) {
		hush_limiting_close(&made);
		return status;
	}
	hush_offer_hash_draw(&made.hash);
	memcpy(made.key, limit_key, sizeof made.key);
	*limiting = made;
	return HUSH_OK;
}

void hush_limiting_close(struct hush_limiting *limiting)
{
	for (uint32_t i = 0; limiting->names && i < limiting->offers.table_count; i++) {
		hush_cell_names_close(&limiting->names[i]);
	}
	hush_free(limiting->names);
	hush_offer_shape_close(&limiting->offers);
	hush_unit_shape_close(&limiting->units);
	hush_wipe(limiting, sizeof *limiting);
}
