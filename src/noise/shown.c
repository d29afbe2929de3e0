/* shown: see shown.h. */
#include "noise/shown.h"

#include <stdlib.h>

#include "base/memory.h"
#include "noise/batch.h"
#include "spec/resolved.h"

/* One table while its values are looked at. */
struct showing {
	uint64_t threshold;
	uint32_t at_most;
	uint32_t values;
	uint64_t row;    /* cells of a value */
	uint64_t stride; /* of hush_discovered_cell */
	const uint64_t *exact;
	const int64_t *noise;
};

struct candidate {
	__int128 total; /* of its noisy counts */
	uint32_t value;
};

/* ">=", as it was charged.  A cell without records never shows a value: its noise alone is not what the charge pays for. */
static bool passes(const struct showing *showing, uint32_t value, __int128 *total)
{
	bool passed = false;

	*total = 0;
	for (uint64_t i = 0; i < showing->row; i++) {
		uint64_t cell = hush_discovered_cell(showing->stride, showing->values, value, i);
		int64_t noisy = hush_batch_sum(showing->exact[cell], showing->noise[cell]);

		passed = passed || (showing->exact[cell] > 0 && noisy >= (int64_t)showing->threshold);
		*total += noisy;
	}
	return passed;
}

static int greatest_first(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	if (x->total != y->total) {
		return x->total > y->total ? -1 : 1;
	}
	return (x->value > y->value) - (x->value < y->value);
}

static int by_value(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

/* Fills `found` with the values to show, ascending; returns how many. */
static uint32_t choose(const struct showing *showing, struct candidate *found)
{
	uint32_t count = 0;

	for (uint32_t value = 0; value < showing->values; value++) {
		found[count].value = value;
		count += passes(showing, value, &found[count].total);
	}
	if (count > showing->at_most) {
		qsort(found, count, sizeof *found, greatest_first);
		count = showing->at_most;
		qsort(found, count, sizeof *found, by_value);
	}
	return count;
}

/* Takes what is not in `found` out of the table; the old cells are wiped. */
static hush_status keep(const struct showing *showing, const struct candidate *found, uint32_t count,
                        struct hush_noise *noise, struct hush_exact_tables *exact, uint32_t table, hush_error *err)
{
	uint64_t cells = count * showing->row;
	uint64_t *counts = hush_calloc(cells, sizeof *counts);
	int64_t *draws = hush_calloc(cells, sizeof *draws);

	if (!counts || !draws) {
		hush_free(counts);
		hush_free(draws);
		return hush_fail_memory(err);
	}
	for (uint32_t value = 0; value < count; value++) {
		for (uint64_t i = 0; i < showing->row; i++) {
			uint64_t to = hush_discovered_cell(showing->stride, count, value, i);
			uint64_t from = hush_discovered_cell(showing->stride, showing->values, found[value].value, i);

			counts[to] = showing->exact[from];
			draws[to] = showing->noise[from];
		}
	}
	hush_free_wiped(noise->tables[table], noise->cells[table] * sizeof *draws);
	hush_free_wiped(exact->tables[table], exact->cells[table] * sizeof *counts);
	noise->tables[table] = draws;
	exact->tables[table] = counts;
	noise->cells[table] = cells;
	exact->cells[table] = cells;
	return HUSH_OK;
}

static hush_status put_names(const struct hush_names *all, const struct candidate *found, uint32_t count,
                             struct hush_names *shown, hush_error *err)
{
	shown->names = hush_calloc(count, sizeof *shown->names);
	if (!shown->names) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		shown->names[i] = hush_strdup(all->names[found[i].value]);
		if (!shown->names[i]) {
			return hush_fail_memory(err);
		}
		shown->count++;
	}
	return HUSH_OK;
}

/* Draws for every cell of every value there is; nothing is drawn by need, so no draw depends on another's outcome. */
static hush_status draw(const struct hush_plan_table *table, struct hush_bits *bits, struct hush_noise *noise, uint32_t at,
                        uint64_t cells, hush_error *err)
{
	int64_t *draws = hush_calloc(cells, sizeof *draws);

	if (!draws) {
		return hush_fail_memory(err);
	}
	hush_free(noise->tables[at]);
	noise->tables[at] = draws;
	noise->cells[at] = cells;
	return hush_batch_draw(table, bits, draws, cells, err);
}

static hush_status show_table(const struct hush_plan *plan, const struct hush_spec *full, uint32_t table,
                              struct hush_bits *bits, struct hush_noise *noise, struct hush_exact_tables *exact,
                              struct hush_names *shown, hush_error *err)
{
	const struct hush_table *shape = &full->tables[table];
	const struct hush_dimension *dimension = &full->dimensions[shape->discovered];
	struct showing showing = {.threshold = plan->tables[table].threshold,
	                          .at_most = dimension->at_most,
	                          .values = dimension->values.count,
	                          .row = hush_discovered_row(full, shape),
	                          .stride = hush_discovered_stride(full, shape)};
	struct candidate *found;
	uint32_t count;
	hush_status status;

	if (showing.threshold == 0 || noise->cells[table] != 0 || exact->cells[table] != showing.values * showing.row) {
		return hush_fail_bug(err, "noise: values without a threshold, or counted by others");
	}
	HUSH_TRY(draw(&plan->tables[table], bits, noise, table, exact->cells[table], err));
	/* One more than there are: the search writes the next candidate before it knows that it is one. */
	found = hush_calloc((size_t)showing.values + 1, sizeof *found);
	if (!found) {
		return hush_fail_memory(err);
	}
	showing.exact = exact->tables[table];
	showing.noise = noise->tables[table];
	count = choose(&showing, found);
	status = put_names(&dimension->values, found, count, &shown[shape->discovered], err);
	if (status == HUSH_OK) {
		status = keep(&showing, found, count, noise, exact, table, err);
	}
	hush_free_wiped(found, ((size_t)showing.values + 1) * sizeof *found);
	return status;
}

hush_status hush_noise_show(const struct hush_receipt *receipt, const struct hush_plan *plan, const struct hush_spec *full,
                            struct hush_bits *bits, struct hush_noise *noise, struct hush_exact_tables *exact,
                            struct hush_names *shown, hush_error *err)
{
	HUSH_TRY(hush_batch_check(receipt, plan, err));
	if (noise->table_count != full->table_count || exact->table_count != full->table_count ||
	    plan->table_count != full->table_count) {
		return hush_fail_bug(err, "noise: counts and noise differ in shape");
	}
	for (uint32_t t = 0; t < full->table_count; t++) {
		if (full->tables[t].discovers) {
			HUSH_TRY(show_table(plan, full, t, bits, noise, exact, shown, err));
		}
	}
	return HUSH_OK;
}
