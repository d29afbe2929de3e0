/*
 * shown: see shown.h.
 *
 * Values come one by one, in no order, and most of them are forgotten at once.  Those that pass are held in a heap whose top is the
 * first to go when there are more than `at_most`; its size is the spec's, and it is made before the first value is looked at.
 */
#include "noise/shown.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "noise/batch.h"
#include "spec/resolved.h"

enum { DRAWS = 1024 /* at a time: a law takes longer to prepare than to draw from */ };

/* A value that passed. */
struct passed {
	__int128 total; /* of its noisy counts */
	char *name;
	uint64_t *counts; /* of all its cells */
	int64_t *draws;
};

/* One table while its values are looked at. */
struct showing {
	const struct hush_plan_table *law;
	struct hush_bits *bits;
	uint32_t at_most;
	uint64_t row; /* cells of a value */
	struct passed *passed; /* a heap: the least in front */
	uint32_t count;
	uint64_t *counts; /* of the value that is looked at */
	int64_t *draws;
	int64_t ready[DRAWS]; /* draws that nothing was done with yet */
	uint32_t used;
};

/* The first of two to go: that of the smaller total, in equal ones the later by name. */
static bool goes_first(const struct passed *a, const struct passed *b)
{
	return a->total != b->total ? a->total < b->total : strcmp(a->name, b->name) > 0;
}

static void swap(struct passed *a, struct passed *b)
{
	struct passed held = *a;

	*a = *b;
	*b = held;
}

static void sift_down(struct showing *showing, uint32_t at)
{
	for (;;) {
		uint32_t first = at;

		for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < showing->count; child++) {
			first = goes_first(&showing->passed[child], &showing->passed[first]) ? child : first;
		}
		if (first == at) {
			return;
		}
		swap(&showing->passed[at], &showing->passed[first]);
		at = first;
	}
}

static void sift_up(struct showing *showing, uint32_t at)
{
	while (at > 0 && goes_first(&showing->passed[at], &showing->passed[(at - 1) / 2])) {
		swap(&showing->passed[at], &showing->passed[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
}

/* -- one value ----------------------------------------------------------------------------------------------------- */

/* A draw of the table's law that was never used before. */
static hush_status next_draw(struct showing *showing, int64_t *draw, hush_error *err)
{
	if (showing->used == DRAWS) {
		HUSH_TRY(hush_batch_draw(showing->law, showing->bits, showing->ready, DRAWS, err));
		showing->used = 0;
	}
	*draw = showing->ready[showing->used];
	showing->ready[showing->used++] = 0;
	return HUSH_OK;
}

/* ">=", as it was charged.  A cell without records never shows a value, so its noise can wait until another one has. */
static hush_status look(struct showing *showing, const struct hush_found_value *value, bool *passes, hush_error *err)
{
	*passes = false;
	memset(showing->counts, 0, showing->row * sizeof *showing->counts);
	for (uint32_t i = 0; i < value->cell_count; i++) {
		const struct hush_found_cell *cell = &value->cells[i];

		if (cell->place >= showing->row || cell->count == 0) {
			return hush_fail_bug(err, "noise: a cell that no value has");
		}
		HUSH_TRY(next_draw(showing, &showing->draws[cell->place], err));
		showing->counts[cell->place] = cell->count;
		*passes = *passes || hush_batch_sum(cell->count, showing->draws[cell->place]) >= (int64_t)showing->law->threshold;
	}
	return HUSH_OK;
}

static hush_status complete(struct showing *showing, __int128 *total, hush_error *err)
{
	*total = 0;
	for (uint64_t i = 0; i < showing->row; i++) {
		if (showing->counts[i] == 0) {
			HUSH_TRY(next_draw(showing, &showing->draws[i], err));
		}
		*total += hush_batch_sum(showing->counts[i], showing->draws[i]);
	}
	return HUSH_OK;
}

static void forget(char *name)
{
	hush_free_wiped(name, name ? strlen(name) : 0);
}

static void take_over(struct showing *showing, struct passed *into, struct passed *from)
{
	forget(into->name);
	into->name = from->name;
	from->name = NULL;
	into->total = from->total;
	memcpy(into->counts, showing->counts, showing->row * sizeof *into->counts);
	memcpy(into->draws, showing->draws, showing->row * sizeof *into->draws);
}

/* A value that passed is held while no `at_most` others have a greater total. */
static hush_status hold(struct showing *showing, const char *name, hush_error *err)
{
	struct passed candidate = {.name = hush_strdup(name)};
	hush_status status = candidate.name ? complete(showing, &candidate.total, err) : hush_fail_memory(err);

	if (status == HUSH_OK && showing->count < showing->at_most) {
		take_over(showing, &showing->passed[showing->count++], &candidate);
		sift_up(showing, showing->count - 1);
	} else if (status == HUSH_OK && goes_first(&showing->passed[0], &candidate)) {
		take_over(showing, &showing->passed[0], &candidate);
		sift_down(showing, 0);
	}
	forget(candidate.name);
	return status;
}

struct all {
	struct showing *tables; /* by spec table */
	uint32_t table_count;
};

static hush_status visit(void *context, const struct hush_found_value *value, hush_error *err)
{
	const struct all *all = context;
	struct showing *showing = value->table < all->table_count ? &all->tables[value->table] : NULL;
	bool passes;

	if (!showing || !showing->law) {
		return hush_fail_bug(err, "noise: a value of a table that discovers none");
	}
	HUSH_TRY(look(showing, value, &passes, err));
	return passes ? hold(showing, value->name, err) : HUSH_OK;
}

/* -- one table ----------------------------------------------------------------------------------------------------- */

/* Memory that is there: pages that are only promised could be missing later, for some values that pass and not for others. */
static void *touched(size_t count, size_t size)
{
	void *memory = hush_calloc(count, size);

	if (memory) {
		hush_wipe(memory, count * size);
	}
	return memory;
}

static hush_status open_showing(const struct hush_plan *plan, uint32_t table, struct hush_bits *bits, struct showing *showing,
                                hush_error *err)
{
	const struct hush_table *shape = &plan->spec->tables[table];

	showing->law = &plan->tables[table];
	showing->bits = bits;
	showing->at_most = plan->spec->dimensions[shape->discovered].at_most;
	showing->row = hush_discovered_row(plan->spec, shape);
	showing->used = DRAWS;
	showing->passed = hush_calloc(showing->at_most, sizeof *showing->passed);
	showing->counts = hush_calloc(showing->row, sizeof *showing->counts);
	showing->draws = hush_calloc(showing->row, sizeof *showing->draws);
	if (!showing->passed || !showing->counts || !showing->draws) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < showing->at_most; i++) {
		showing->passed[i].counts = touched(showing->row, sizeof *showing->counts);
		showing->passed[i].draws = touched(showing->row, sizeof *showing->draws);
		if (!showing->passed[i].counts || !showing->passed[i].draws) {
			return hush_fail_memory(err);
		}
	}
	return showing->law->threshold > 0 ? HUSH_OK : hush_fail_bug(err, "noise: values without a threshold");
}

static void close_showing(struct showing *showing)
{
	for (uint32_t i = 0; showing->passed && i < showing->at_most; i++) {
		const uint64_t used = i < showing->count ? showing->row : 0;

		forget(showing->passed[i].name);
		hush_free_wiped(showing->passed[i].counts, used * sizeof *showing->counts);
		hush_free_wiped(showing->passed[i].draws, used * sizeof *showing->draws);
	}
	hush_free_wiped(showing->passed, showing->at_most * sizeof *showing->passed);
	hush_free_wiped(showing->counts, showing->row * sizeof *showing->counts);
	hush_free_wiped(showing->draws, showing->row * sizeof *showing->draws);
	hush_wipe(showing, sizeof *showing);
}

static int by_name(const void *a, const void *b)
{
	const struct passed *x = a;
	const struct passed *y = b;

	return strcmp(x->name, y->name);
}

/* Their cells become those of the table, in the order that the spec gives them. */
static hush_status put_cells(struct showing *showing, uint64_t stride, uint32_t table, struct hush_noise *noise,
                             struct hush_exact_tables *exact, hush_error *err)
{
	uint64_t cells = showing->count * showing->row;
	uint64_t *counts = hush_calloc(cells, sizeof *counts);
	int64_t *draws = hush_calloc(cells, sizeof *draws);

	if (!counts || !draws) {
		hush_free(counts);
		hush_free(draws);
		return hush_fail_memory(err);
	}
	for (uint32_t value = 0; value < showing->count; value++) {
		for (uint64_t i = 0; i < showing->row; i++) {
			uint64_t to = hush_discovered_cell(stride, showing->count, value, i);

			counts[to] = showing->passed[value].counts[i];
			draws[to] = showing->passed[value].draws[i];
		}
	}
	hush_free(noise->tables[table]); /* both were empty */
	hush_free(exact->tables[table]);
	noise->tables[table] = draws;
	exact->tables[table] = counts;
	noise->cells[table] = cells;
	exact->cells[table] = cells;
	return HUSH_OK;
}

static hush_status put_names(struct showing *showing, struct hush_names *names, hush_error *err)
{
	names->names = hush_calloc(showing->count, sizeof *names->names);
	if (!names->names) {
		return hush_fail_memory(err);
	}
	for (; names->count < showing->count; names->count++) {
		names->names[names->count] = showing->passed[names->count].name;
		showing->passed[names->count].name = NULL;
	}
	return HUSH_OK;
}

static hush_status put(const struct hush_spec *spec, struct showing *showing, uint32_t table, struct hush_noise *noise,
                       struct hush_exact_tables *exact, struct hush_names *shown, hush_error *err)
{
	const struct hush_table *shape = &spec->tables[table];

	if (noise->cells[table] != 0 || exact->cells[table] != 0) {
		return hush_fail_bug(err, "noise: values that are counted by others");
	}
	qsort(showing->passed, showing->count, sizeof *showing->passed, by_name);
	HUSH_TRY(put_cells(showing, hush_discovered_stride(spec, shape), table, noise, exact, err));
	return put_names(showing, &shown[shape->discovered], err);
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static hush_status show_all(const struct hush_plan *plan, struct hush_bits *bits, struct showing *tables, struct hush_noise *noise,
                            struct hush_exact_tables *exact, struct hush_names *shown, hush_error *err)
{
	const struct hush_spec *spec = plan->spec;
	struct all all = {tables, plan->table_count};

	for (uint32_t t = 0; t < plan->table_count; t++) {
		if (spec->tables[t].discovers) {
			HUSH_TRY(open_showing(plan, t, bits, &tables[t], err));
		}
	}
	HUSH_TRY(hush_exact_found(exact, visit, &all, err));
	for (uint32_t t = 0; t < plan->table_count; t++) {
		if (spec->tables[t].discovers) {
			HUSH_TRY(put(spec, &tables[t], t, noise, exact, shown, err));
		}
	}
	return HUSH_OK;
}

hush_status hush_noise_show(const struct hush_receipt *receipt, const struct hush_plan *plan, struct hush_bits *bits,
                            struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_names *shown,
                            hush_error *err)
{
	struct showing *tables;
	hush_status status;

	HUSH_TRY(hush_batch_check(receipt, plan, err));
	if (noise->table_count != plan->table_count || exact->table_count != plan->table_count) {
		return hush_fail_bug(err, "noise: counts and noise differ in shape");
	}
	tables = hush_calloc(plan->table_count, sizeof *tables);
	if (!tables) {
		return hush_fail_memory(err);
	}
	status = show_all(plan, bits, tables, noise, exact, shown, err);
	for (uint32_t t = 0; t < plan->table_count; t++) {
		close_showing(&tables[t]);
	}
	hush_free_wiped(tables, plan->table_count * sizeof *tables);
	return status;
}
