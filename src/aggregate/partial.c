/* partial: see partial.h. */
#include "aggregate/partial.h"

#include <string.h>

#include "base/checked.h"
#include "base/memory.h"

static uint64_t cells_of(const struct hush_partial *partial, uint32_t i)
{
	return partial->limiting->spec->tables[partial->limiting->offers.tables[i]].cells;
}

hush_status hush_partial_open(const struct hush_limiting *limiting, uint32_t source, struct hush_partial *partial, hush_error *err)
{
	struct hush_partial made = {.mark.source = source, .limiting = limiting};

	memcpy(made.mark.spec, limiting->spec->digest, sizeof made.mark.spec);
	hush_siphash(limiting->key, &limiting->hash, sizeof limiting->hash, made.mark.fingerprint);
	made.totals = hush_calloc(limiting->offers.table_count, sizeof *made.totals);
	for (uint32_t i = 0; made.totals && i < limiting->offers.table_count; i++) {
		made.totals[i] = (struct hush_totals){hush_calloc(cells_of(&made, i), sizeof(uint64_t)), HUSH_EXACT_CAP, false};
		if (!made.totals[i].cells) {
			hush_partial_close(&made);
		}
	}
	if (!made.totals) {
		return hush_fail_memory(err);
	}
	*partial = made;
	return HUSH_OK;
}

void hush_partial_close(struct hush_partial *partial)
{
	for (uint32_t i = 0; partial->totals && i < partial->limiting->offers.table_count; i++) {
		uint64_t *cells = partial->totals[i].cells;

		hush_free_wiped(cells, cells ? cells_of(partial, i) * sizeof *cells : 0);
	}
	hush_free(partial->totals);
	hush_wipe(partial, sizeof *partial);
}

hush_status hush_partial_merge(struct hush_partial *into, const struct hush_partial *from, hush_error *err)
{
	if (memcmp(into->mark.spec, from->mark.spec, sizeof into->mark.spec) != 0 || into->mark.source != from->mark.source) {
		return hush_fail_bug(err, "partial results of different specs or sources");
	}
	if (memcmp(into->mark.fingerprint, from->mark.fingerprint, sizeof into->mark.fingerprint) != 0) {
		return hush_fail_bug(err, "partial results under different limiting keys or partitions");
	}
	for (uint32_t i = 0; i < into->limiting->offers.table_count; i++) {
		for (uint64_t cell = 0; cell < cells_of(into, i); cell++) {
			hush_totals_add(&into->totals[i], cell, from->totals[i].cells[cell]);
		}
	}
	return HUSH_OK;
}

void hush_partial_add(const struct hush_partial *whole, const struct hush_exact_tables *exact)
{
	for (uint32_t i = 0; i < whole->limiting->offers.table_count; i++) {
		uint64_t *sums = exact->tables[whole->limiting->offers.tables[i]];

		for (uint64_t cell = 0; cell < cells_of(whole, i); cell++) {
			sums[cell] = hush_add_sat(sums[cell], whole->totals[i].cells[cell], HUSH_EXACT_CAP);
		}
	}
}
