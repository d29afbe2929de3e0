/* resolved: see resolved.h. */
#include "spec/resolved.h"

#include <string.h>

#include "base/memory.h"
#include "spec/domain.h"

bool hush_spec_discovers(const struct hush_spec *spec)
{
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (spec->dimensions[i].at_most) {
			return true;
		}
	}
	return false;
}

bool hush_spec_chooses(const struct hush_spec *spec)
{
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (spec->tables[i].quantile_count) {
			return true;
		}
	}
	return false;
}

/* The cells of the dimensions that stand behind the discovered one, or of all the others. Bounded by HUSH_MAX_CELLS. */
static uint64_t others(const struct hush_spec *spec, const struct hush_table *table, bool behind)
{
	uint64_t cells = 1;
	bool passed = !behind;

	for (uint32_t k = 0; k < table->by_count; k++) {
		if (table->by[k] == table->discovered) {
			passed = true;
		} else if (passed) {
			cells *= spec->dimensions[table->by[k]].values.count;
		}
	}
	return cells;
}

uint64_t hush_discovered_row(const struct hush_spec *spec, const struct hush_table *table)
{
	return others(spec, table, false);
}

uint64_t hush_discovered_stride(const struct hush_spec *spec, const struct hush_table *table)
{
	return others(spec, table, true);
}

static void set_cells(struct hush_spec *made)
{
	for (uint32_t t = 0; t < made->table_count; t++) {
		struct hush_table *table = &made->tables[t];

		if (table->discovers) { /* a row has at most HUSH_DISCOVERED_ROW cells */
			table->cells = hush_discovered_row(made, table) * made->dimensions[table->discovered].values.count;
		}
	}
}

hush_status hush_spec_resolve(const struct hush_spec *spec, struct hush_names *values, struct hush_spec **resolved,
                              hush_error *err)
{
	struct hush_spec *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	*made = *spec;
	made->dimensions = hush_calloc(spec->dimension_count, sizeof *made->dimensions);
	made->tables = hush_calloc(spec->table_count, sizeof *made->tables);
	if (!made->dimensions || !made->tables) {
		hush_free(made->dimensions);
		hush_free(made->tables);
		hush_free(made);
		return hush_fail_memory(err);
	}
	memcpy(made->dimensions, spec->dimensions, spec->dimension_count * sizeof *made->dimensions);
	memcpy(made->tables, spec->tables, spec->table_count * sizeof *made->tables);
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (spec->dimensions[i].at_most) {
			made->dimensions[i].values = values[i];
			values[i] = (struct hush_names){0};
		}
	}
	set_cells(made);
	*resolved = made;
	return HUSH_OK;
}

void hush_spec_resolved_free(struct hush_spec *resolved)
{
	if (!resolved) {
		return;
	}
	for (uint32_t i = 0; i < resolved->dimension_count; i++) {
		if (resolved->dimensions[i].at_most) {
			hush_names_release(&resolved->dimensions[i].values);
		}
	}
	hush_free(resolved->dimensions);
	hush_free(resolved->tables);
	hush_free(resolved);
}
