/* exact: see exact.h. */
#include "aggregate/exact.h"

#include "base/memory.h"

hush_status hush_exact_make(const struct hush_spec *spec, struct hush_exact_tables **exact, hush_error *err)
{
	struct hush_exact_tables *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->tables = hush_calloc(spec->table_count, sizeof *made->tables);
	made->cells = hush_calloc(spec->table_count, sizeof *made->cells);
	made->moved = hush_calloc(spec->table_count, sizeof *made->moved);
	if (!made->tables || !made->cells || !made->moved) {
		hush_exact_free(made);
		return hush_fail_memory(err);
	}
	made->table_count = spec->table_count;
	for (uint32_t t = 0; t < spec->table_count; t++) {
		made->cells[t] = spec->tables[t].cells;
		if (hush_measure_is_counted(spec->tables[t].measure)) {
			made->tables[t] = hush_calloc(made->cells[t], sizeof *made->tables[t]);
		} else {
			made->moved[t] = hush_calloc(made->cells[t], sizeof *made->moved[t]);
		}
		if (!made->tables[t] && !made->moved[t]) {
			hush_exact_free(made);
			return hush_fail_memory(err);
		}
	}
	*exact = made;
	return HUSH_OK;
}

void hush_exact_free(struct hush_exact_tables *exact)
{
	if (!exact) {
		return;
	}
	for (uint32_t t = 0; exact->tables && exact->cells && exact->moved && t < exact->table_count; t++) {
		hush_free_wiped(exact->tables[t], exact->cells[t] * sizeof *exact->tables[t]);
		hush_free_wiped(exact->moved[t], exact->cells[t] * sizeof *exact->moved[t]);
	}
	hush_free(exact->moved);
	hush_free(exact->tables);
	hush_free(exact->cells);
	hush_free(exact);
}
