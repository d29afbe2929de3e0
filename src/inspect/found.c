/* found: see found.h. */
#include "inspect/found.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "spec/domain.h"
#include "spec/resolved.h"

struct large {
	char *name;
	uint32_t place;
	uint64_t count;
};

/* The largest cells of one table so far, falling. */
struct largest {
	struct large *cells;
	uint32_t count;
	uint64_t stride;
	uint64_t row;
};

struct looking {
	struct largest *tables;
	struct hush_found_sizes *sizes;
	uint32_t most;
};

/* Whether the first stands before the second: larger, or as large and earlier in the order of cells. */
static bool before(const struct largest *table, const struct large *a, const struct large *b)
{
	int order;

	if (a->count != b->count) {
		return a->count > b->count;
	}
	if (a->place / table->stride != b->place / table->stride) {
		return a->place / table->stride < b->place / table->stride;
	}
	order = strcmp(a->name, b->name);
	return order ? order < 0 : a->place < b->place;
}

static void forget(char *name)
{
	hush_free_wiped(name, name ? strlen(name) : 0);
}

static hush_status visit(void *context, const struct hush_found_value *value, hush_error *err)
{
	const struct looking *looking = context;
	struct largest *table = &looking->tables[value->table];
	struct hush_found_sizes *size = &looking->sizes[value->table];

	size->cells = hush_add_sat(size->cells, table->row, UINT64_MAX);
	size->not_zero += value->cell_count;
	for (uint32_t i = 0; i < value->cell_count; i++) {
		struct large cell = {NULL, value->cells[i].place, value->cells[i].count};
		const struct large named = {(char *)(uintptr_t)value->name, cell.place, cell.count};
		uint32_t at = table->count;

		if (at == looking->most && !before(table, &named, &table->cells[at - 1])) {
			continue;
		}
		cell.name = hush_strdup(value->name);
		if (!cell.name) {
			return hush_fail_memory(err);
		}
		if (at == looking->most) {
			forget(table->cells[--at].name);
		} else {
			table->count++;
		}
		for (; at > 0 && before(table, &cell, &table->cells[at - 1]); at--) {
			table->cells[at] = table->cells[at - 1];
		}
		table->cells[at] = cell;
	}
	return HUSH_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The values that have these cells, each once. */
static hush_status name_values(const struct largest *table, struct hush_names *names, hush_error *err)
{
	uint32_t kept = 0;

	names->names = hush_calloc(table->count, sizeof *names->names);
	if (!names->names) {
		return hush_fail_memory(err);
	}
	for (; names->count < table->count; names->count++) {
		names->names[names->count] = hush_strdup(table->cells[names->count].name);
		if (!names->names[names->count]) {
			return hush_fail_memory(err);
		}
	}
	qsort(names->names, names->count, sizeof *names->names, by_bytes);
	for (uint32_t i = 0; i < names->count; i++) {
		if (kept > 0 && strcmp(names->names[kept - 1], names->names[i]) == 0) {
			forget(names->names[i]);
		} else {
			names->names[kept++] = names->names[i];
		}
	}
	names->count = kept;
	return HUSH_OK;
}

static hush_status put_cells(const struct hush_spec *full, uint32_t t, const struct largest *table, struct hush_exact_tables *exact,
                             hush_error *err)
{
	const struct hush_names *names = &full->dimensions[full->tables[t].discovered].values;
	uint64_t *cells = hush_calloc(full->tables[t].cells, sizeof *cells);

	if (!cells) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < table->count; i++) {
		uint32_t value = 0;

		while (strcmp(names->names[value], table->cells[i].name) != 0) {
			value++;
		}
		cells[hush_discovered_cell(table->stride, names->count, value, table->cells[i].place)] = table->cells[i].count;
	}
	hush_free(exact->tables[t]); /* it was empty */
	exact->tables[t] = cells;
	exact->cells[t] = full->tables[t].cells;
	return HUSH_OK;
}

static hush_status look(const struct hush_spec *spec, struct looking *looking, struct hush_exact_tables *exact,
                        struct hush_names *names, struct hush_spec **full, hush_error *err)
{
	struct hush_spec *made = NULL;
	hush_status status = HUSH_OK;

	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].discovers) {
			looking->tables[t].row = hush_discovered_row(spec, &spec->tables[t]);
			looking->tables[t].stride = hush_discovered_stride(spec, &spec->tables[t]);
			looking->tables[t].cells = hush_calloc(looking->most, sizeof *looking->tables[t].cells);
			if (!looking->tables[t].cells) {
				return hush_fail_memory(err);
			}
		}
	}
	HUSH_TRY(hush_exact_found(exact, visit, looking, err));
	for (uint32_t t = 0; t < spec->table_count; t++) {
		if (spec->tables[t].discovers) {
			HUSH_TRY(name_values(&looking->tables[t], &names[spec->tables[t].discovered], err));
		}
	}
	HUSH_TRY(hush_spec_resolve(spec, names, &made, err));
	for (uint32_t t = 0; t < spec->table_count && status == HUSH_OK; t++) {
		if (spec->tables[t].discovers) {
			status = put_cells(made, t, &looking->tables[t], exact, err);
		}
	}
	if (status != HUSH_OK) {
		hush_spec_resolved_free(made);
		return status;
	}
	*full = made;
	return HUSH_OK;
}

hush_status hush_found_largest(const struct hush_spec *spec, uint32_t most, struct hush_exact_tables *exact,
                               struct hush_found_sizes *sizes, struct hush_spec **full, hush_error *err)
{
	struct looking looking = {.sizes = sizes, .most = most};
	struct hush_names names[HUSH_MAX_DIMENSIONS] = {{0}};
	hush_status status;

	looking.tables = hush_calloc(spec->table_count, sizeof *looking.tables);
	if (!looking.tables) {
		return hush_fail_memory(err);
	}
	status = look(spec, &looking, exact, names, full, err);
	for (uint32_t t = 0; t < spec->table_count; t++) {
		for (uint32_t i = 0; i < looking.tables[t].count; i++) {
			forget(looking.tables[t].cells[i].name);
		}
		hush_free_wiped(looking.tables[t].cells, looking.tables[t].cells ? most * sizeof *looking.tables[t].cells : 0);
	}
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		hush_names_release(&names[d]);
	}
	hush_free_wiped(looking.tables, spec->table_count * sizeof *looking.tables);
	return status;
}
