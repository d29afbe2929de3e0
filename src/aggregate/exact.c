/* exact: see exact.h. */
#include "aggregate/exact.h"

#include "aggregate/found.h"
#include "base/memory.h"

uint32_t hush_exact_quantile(const uint64_t *points, uint32_t count, const struct hush_quantile *quantile)
{
	uint64_t all = 0;
	uint64_t below = 0;
	uint32_t point = 0;

	for (uint32_t i = 0; i < count; i++) {
		all += points[i];
	}
	while (point + 1 < count && (below + points[point]) * quantile->whole < all * quantile->part) {
		below += points[point++];
	}
	return point;
}

hush_status hush_exact_make(const struct hush_spec *spec, struct hush_exact_tables **exact, hush_error *err)
{
	struct hush_exact_tables *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->tables = hush_calloc(spec->table_count, sizeof *made->tables);
	made->cells = hush_calloc(spec->table_count, sizeof *made->cells);
	made->moved = hush_calloc(spec->table_count, sizeof *made->moved);
	made->points = hush_calloc(spec->table_count, sizeof *made->points);
	if (!made->tables || !made->cells || !made->moved || !made->points) {
		hush_exact_free(made);
		return hush_fail_memory(err);
	}
	made->table_count = spec->table_count;
	for (uint32_t t = 0; t < spec->table_count; t++) {
		made->cells[t] = spec->tables[t].cells;
		if (spec->tables[t].measure == HUSH_MEASURE_QUANTILES) {
			made->cells[t] = hush_table_places(&spec->tables[t]) * hush_grid_points(&spec->tables[t].amount);
			made->points[t] = hush_calloc(made->cells[t], sizeof *made->points[t]);
		} else if (hush_measure_is_counted(spec->tables[t].measure)) {
			made->tables[t] = hush_calloc(made->cells[t], sizeof *made->tables[t]);
		} else {
			made->moved[t] = hush_calloc(made->cells[t], sizeof *made->moved[t]);
		}
		if (!made->tables[t] && !made->moved[t] && !made->points[t]) {
			hush_exact_free(made);
			return hush_fail_memory(err);
		}
	}
	*exact = made;
	return HUSH_OK;
}

hush_status hush_exact_found(struct hush_exact_tables *exact, hush_found_visit visit, void *context, hush_error *err)
{
	hush_status status;

	if (!exact->found) {
		return HUSH_OK;
	}
	status = hush_found_visit_all(exact->found, visit, context, err);
	hush_found_close(exact->found);
	exact->found = NULL;
	return status;
}

void hush_exact_free(struct hush_exact_tables *exact)
{
	if (!exact) {
		return;
	}
	for (uint32_t t = 0; exact->tables && exact->cells && exact->moved && exact->points && t < exact->table_count; t++) {
		hush_free_wiped(exact->tables[t], exact->cells[t] * sizeof *exact->tables[t]);
		hush_free_wiped(exact->moved[t], exact->cells[t] * sizeof *exact->moved[t]);
		hush_free_wiped(exact->points[t], exact->cells[t] * sizeof *exact->points[t]);
	}
	hush_found_close(exact->found);
	hush_free(exact->points);
	hush_free(exact->moved);
	hush_free(exact->tables);
	hush_free(exact->cells);
	hush_free(exact);
}
