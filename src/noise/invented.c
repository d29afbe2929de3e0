/* invented: see invented.h. */
#include "noise/invented.h"

#include <string.h>

#include "base/memory.h"

enum {
	WEIGHTS = 1024, /* a value weighs 1 to so many parts */
	MEAN = 4,       /* of a cell, in margins: most cells stand clear of zero, some don't */
	UNIFORMS = 12
};

#define LARGEST ((int64_t)1 << 40) /* margins beyond this are no pages to look at */

/* Vigna's splitmix64: a sequence, not a secret. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* FNV-1a over the spec's digest and the table's name. */
static uint64_t seed_of(const struct hush_spec *spec, const struct hush_table *table)
{
	const char *const texts[] = {spec->digest, table->name};
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		for (const char *c = texts[i]; *c; c++) {
			hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001B3);
		}
	}
	return hash;
}

/* A day's course for hours, near even for other times, a few large ones for places. */
static uint32_t weight_of(const struct hush_dimension *dimension, uint32_t value, uint64_t *state)
{
	static const unsigned short hours[24] = {90,  70,  50,  60,  120, 300, 600, 800, 760, 650, 700, 800,
	                                         850, 800, 780, 850, 950, 1000, 820, 600, 450, 380, 260, 150};
	uint32_t noise = (uint32_t)(next(state) % 128);

	if (dimension->kind != HUSH_DIMENSION_TIME) {
		uint32_t skewed = (uint32_t)(next(state) % WEIGHTS);

		return skewed * skewed / WEIGHTS + noise / 4 + 8;
	}
	return dimension->part == HUSH_PART_HOUR_OF_DAY && value < 24 ? hours[value] : WEIGHTS / 2 + noise;
}

/* weights[k][value], and half their mean and more, so that no product is lost in a division. */
static hush_status weigh(const struct hush_spec *spec, const struct hush_table *table, uint64_t *state, uint32_t **weights,
                         uint64_t *means, hush_error *err)
{
	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &spec->dimensions[table->by[k]];
		uint64_t sum = 0;

		weights[k] = hush_calloc(dimension->values.count, sizeof *weights[k]);
		if (!weights[k]) {
			return hush_fail_memory(err);
		}
		for (uint32_t i = 0; i < dimension->values.count; i++) {
			weights[k][i] = weight_of(dimension, i, state);
			sum += weights[k][i];
		}
		means[k] = sum / dimension->values.count + 1;
	}
	return HUSH_OK;
}

/* About normal, with a standard deviation of half the margin. */
static int64_t noise_of(int64_t margin, uint64_t *state)
{
	int64_t sum = 0;

	for (int i = 0; i < UNIFORMS; i++) {
		sum += (int64_t)(next(state) % (uint64_t)(margin + 1));
	}
	return (sum - UNIFORMS / 2 * margin) / 2;
}

static void fill(const struct hush_spec *spec, const struct hush_table *table, int64_t margin, uint32_t **weights,
                 const uint64_t *means, uint64_t *state, int64_t *values)
{
	for (uint64_t cell = 0; cell < table->cells; cell++) {
		int64_t value = MEAN * margin + (table->by_count == 0 ? 60 * margin : 0);

		for (uint32_t k = 0; k < table->by_count && value > 0; k++) {
			__int128 weighed = (__int128)value * weights[k][hush_table_value(spec, table, cell, k)] / (__int128)means[k];

			value = weighed < LARGEST * 1024 ? (int64_t)weighed : LARGEST * 1024;
		}
		values[cell] = value + noise_of(margin, state);
	}
}

/* A value that no list names is there only because one of its counts reaches the threshold: what lies lower is lifted to it. */
static void lift(const struct hush_spec *spec, const struct hush_table *table, int64_t threshold, int64_t *values)
{
	uint32_t place = 0;

	while (place + 1 < table->by_count && table->by[place] != table->discovered) {
		place++;
	}
	for (uint32_t value = 0; value < spec->dimensions[table->discovered].values.count; value++) {
		int64_t highest = INT64_MIN;

		for (uint64_t cell = 0; cell < table->cells; cell++) {
			bool own = hush_table_value(spec, table, cell, place) == value;

			highest = own && values[cell] > highest ? values[cell] : highest;
		}
		for (uint64_t cell = 0; cell < table->cells && highest < threshold; cell++) {
			values[cell] += hush_table_value(spec, table, cell, place) == value ? threshold - highest : 0;
		}
	}
}

/* Rising from quantile to quantile, and each anywhere in its part of the grid. */
static void invent_quantiles(const struct hush_table *table, uint64_t *state, int64_t *values)
{
	uint64_t part = hush_grid_points(&table->amount) / table->quantile_count;

	for (uint64_t cell = 0; cell < table->cells; cell++) {
		uint64_t least = part * (cell % table->quantile_count);

		values[cell] = table->amount.low + (int64_t)(least + (part ? next(state) % part : 0));
	}
}

static hush_status invent_table(const struct hush_plan *plan, uint32_t index, struct hush_noisy *noisy, hush_error *err)
{
	const struct hush_table *table = &plan->spec->tables[index];
	uint64_t state = seed_of(plan->spec, table);
	uint64_t moe = plan->tables[index].moe95;
	int64_t margin = moe < (uint64_t)LARGEST ? (int64_t)moe : LARGEST;
	uint32_t *weights[HUSH_MAX_DIMENSIONS] = {NULL};
	uint64_t means[HUSH_MAX_DIMENSIONS] = {0};
	hush_status status;

	noisy->cells[index] = table->cells;
	noisy->tables[index] = hush_calloc((size_t)table->cells, sizeof(int64_t));
	if (!noisy->tables[index]) {
		return hush_fail_memory(err);
	}
	if (table->quantile_count) {
		invent_quantiles(table, &state, noisy->tables[index]);
		return HUSH_OK;
	}
	status = weigh(plan->spec, table, &state, weights, means, err);
	if (status == HUSH_OK) {
		fill(plan->spec, table, margin > 0 ? margin : 1, weights, means, &state, noisy->tables[index]);
		if (table->discovers) {
			lift(plan->spec, table, (int64_t)plan->tables[index].threshold, noisy->tables[index]);
		}
	}
	for (uint32_t k = 0; k < table->by_count; k++) {
		hush_free(weights[k]);
	}
	return status;
}

hush_status hush_noisy_invent(const struct hush_plan *plan, struct hush_noisy **noisy, hush_error *err)
{
	struct hush_noisy *made = hush_calloc(1, sizeof *made);
	hush_status status = HUSH_OK;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->tables = hush_calloc(plan->table_count, sizeof *made->tables);
	made->cells = hush_calloc(plan->table_count, sizeof *made->cells);
	if (!made->tables || !made->cells) {
		status = hush_fail_memory(err);
	}
	made->table_count = status == HUSH_OK ? plan->table_count : 0;
	for (uint32_t i = 0; i < plan->table_count && status == HUSH_OK; i++) {
		status = invent_table(plan, i, made, err);
	}
	if (status != HUSH_OK) {
		hush_noisy_free(made);
		return status;
	}
	*noisy = made;
	return HUSH_OK;
}
