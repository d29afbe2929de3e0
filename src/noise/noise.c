/*
 * noise: see noise.h.
 *
 * hush_noise_add() turns the batch's own arrays into the noisy values, cell by cell: after it there is no noise left
 * that could be used again or found in memory.  Choices are prepared with the noise: their random numbers are in the batch,
 * and so are the weights, so that after the data was opened nothing is left but to add up.
 */
#include "noise/noise.h"

#include "base/memory.h"
#include "noise/batch.h"
#include "noise/choose.h"
#include "noise/correlated.h"
#include "noise/gaussian.h"
#include "noise/laplace.h"

/* The exact sum stays below 2^63: |noise| <= 2^62 and exact <= 2^60. */
_Static_assert((int)HUSH_NOISE_BITS == 62 && (int)HUSH_EXACT_BITS == 60, "exact + noise must fit in 64 bits");
_Static_assert((int)HUSH_NOISE_BITS > (int)HUSH_NOISY_BITS && (int)HUSH_NOISY_BITS > (int)HUSH_EXACT_BITS,
               "clamped noise must reach the published clamp from every exact count (noise.proof.md)");

static void release_choices(struct choices *choices)
{
	for (uint32_t q = 0; choices->weights && q < choices->table->quantile_count; q++) {
		hush_weights_clear(&choices->weights[q]);
	}
	hush_free(choices->weights);
	hush_free_wiped(choices->uniforms, choices->cells * sizeof *choices->uniforms);
}

void hush_noise_free(struct hush_noise *noise)
{
	if (!noise) {
		return;
	}
	for (uint32_t t = 0; noise->choices && t < noise->table_count; t++) {
		release_choices(&noise->choices[t]);
	}
	hush_free(noise->choices);
	for (uint32_t t = 0; noise->tables && noise->cells && t < noise->table_count; t++) {
		hush_free_wiped(noise->tables[t], noise->cells[t] * sizeof noise->tables[t][0]);
	}
	hush_free(noise->tables);
	hush_free(noise->cells);
	hush_free(noise);
}

/* A batch of zeros in the plan's shape. */
static hush_status make_batch(const struct hush_plan *plan, struct hush_noise **noise, hush_error *err)
{
	struct hush_noise *batch = hush_calloc(1, sizeof *batch);

	if (!batch) {
		return hush_fail_memory(err);
	}
	batch->table_count = plan->table_count;
	batch->tables = hush_calloc(plan->table_count, sizeof batch->tables[0]);
	batch->cells = hush_calloc(plan->table_count, sizeof batch->cells[0]);
	batch->choices = hush_calloc(plan->table_count, sizeof batch->choices[0]);
	if (!batch->tables || !batch->cells || !batch->choices) {
		hush_noise_free(batch);
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < plan->table_count; t++) {
		batch->cells[t] = plan->spec->tables[t].cells;
		batch->tables[t] = hush_calloc(batch->cells[t], sizeof batch->tables[t][0]);
		if (!batch->tables[t]) {
			hush_noise_free(batch);
			return hush_fail_memory(err);
		}
	}
	*noise = batch;
	return HUSH_OK;
}

static hush_status draw_laplace(const struct hush_rational *scale, struct hush_bits *bits, int64_t *values,
                                uint64_t count, hush_error *err)
{
	struct hush_laplace law;

	HUSH_TRY(hush_laplace_prepare(scale, &law, err));
	for (uint64_t i = 0; i < count; i++) {
		values[i] = hush_laplace_draw(&law, bits);
	}
	hush_laplace_clear(&law);
	return HUSH_OK;
}

static hush_status draw_gaussian(const struct hush_rational *sigma_squared, struct hush_bits *bits, int64_t *values,
                                 uint64_t count, hush_error *err)
{
	struct hush_gaussian law;

	HUSH_TRY(hush_gaussian_prepare(sigma_squared, &law, err));
	for (uint64_t i = 0; i < count; i++) {
		values[i] = hush_gaussian_draw(&law, bits);
	}
	hush_gaussian_clear(&law);
	return HUSH_OK;
}

static hush_status draw_choices(const struct hush_table *table, const struct hush_rational *scale, struct hush_bits *bits,
                                uint64_t count, struct choices *choices, hush_error *err)
{
	choices->table = table;
	choices->cells = count;
	choices->weights = hush_calloc(table->quantile_count, sizeof *choices->weights);
	choices->uniforms = hush_calloc(count, sizeof *choices->uniforms);
	if (!choices->weights || !choices->uniforms) {
		return hush_fail_memory(err);
	}
	for (uint32_t q = 0; q < table->quantile_count; q++) {
		uint64_t sensitivity = hush_choice_sensitivity(table, &table->quantiles[q]);

		HUSH_TRY(hush_weights_make(scale, sensitivity, &choices->weights[q], err));
	}
	for (uint64_t i = 0; i < count; i++) {
		hush_uniform_draw(bits, &choices->uniforms[i]);
	}
	return HUSH_OK;
}

hush_status hush_batch_draw(const struct hush_plan_table *table, struct hush_bits *bits, int64_t *values, uint64_t count,
                            hush_error *err)
{
	switch (table->mechanism) {
	case HUSH_DISCRETE_LAPLACE: return draw_laplace(&table->parameter, bits, values, count, err);
	case HUSH_DISCRETE_GAUSSIAN: return draw_gaussian(&table->parameter, bits, values, count, err);
	case HUSH_CORRELATED_GAUSSIAN:
	case HUSH_EXPONENTIAL: break;
	}
	return hush_fail_bug(err, "noise: a table without independent noise");
}

static hush_status draw_table(const struct hush_plan *plan, uint32_t index, struct hush_bits *bits, struct hush_noise *batch,
                              hush_error *err)
{
	const struct hush_plan_table *table = &plan->tables[index];
	const struct hush_table *shape = &plan->spec->tables[index];
	int64_t *values = batch->tables[index];
	uint64_t count = batch->cells[index];

	if (!hush_mechanism_fits(table->mechanism, shape)) {
		return hush_fail_bug(err, "noise: quantiles are chosen, and nothing else is");
	}
	switch (table->mechanism) {
	case HUSH_DISCRETE_LAPLACE:
	case HUSH_DISCRETE_GAUSSIAN: return hush_batch_draw(table, bits, values, count, err);
	case HUSH_EXPONENTIAL:
		/* What was charged depends on the number of choices in a cell. */
		return table->sensitivity.choices == shape->quantile_count
		           ? draw_choices(shape, &table->parameter, bits, count, &batch->choices[index], err)
		           : hush_fail_bug(err, "noise: choices charged for another number of quantiles");
	case HUSH_CORRELATED_GAUSSIAN:
		/* What was charged depends on the number of cells. */
		return table->sensitivity.cells == count
		           ? hush_correlated_draw(&table->parameter, count, bits, values, err)
		           : hush_fail_bug(err, "noise: correlated noise charged for another number of cells");
	}
	return hush_fail_bug(err, "noise: a table without a mechanism");
}

/* True when the plan promises exactly one draw per cell of its spec. */
static bool plan_matches_spec(const struct hush_plan *plan)
{
	uint64_t cells = 0;

	if (!plan->spec || plan->table_count != plan->spec->table_count) {
		return false;
	}
	for (uint32_t t = 0; t < plan->table_count; t++) {
		if (plan->spec->tables[t].cells > HUSH_MAX_CELLS) {
			return false;
		}
		cells += plan->spec->tables[t].cells;
	}
	return cells == plan->noise_count;
}

hush_status hush_batch_check(const struct hush_receipt *receipt, const struct hush_plan *plan, hush_error *err)
{
	if (!plan_matches_spec(plan)) {
		return hush_fail_bug(err, "noise: the plan is not for its spec");
	}
	if (!receipt || !hush_receipt_covers(receipt, plan->spec->digest)) {
		return hush_fail_bug(err, "noise: no receipt for this plan");
	}
	return HUSH_OK;
}

hush_status hush_noise_draw(const struct hush_receipt *receipt, const struct hush_plan *plan, struct hush_bits *bits,
                            struct hush_noise **noise, hush_error *err)
{
	struct hush_noise *batch = NULL;

	HUSH_TRY(hush_batch_check(receipt, plan, err));
	HUSH_TRY(make_batch(plan, &batch, err));
	for (uint32_t t = 0; t < plan->table_count; t++) {
		hush_status status = draw_table(plan, t, bits, batch, err);

		if (status != HUSH_OK) {
			hush_noise_free(batch);
			return status;
		}
	}
	*noise = batch;
	return HUSH_OK;
}

static bool same_shape(const struct hush_noise *noise, const struct hush_exact_tables *exact)
{
	if (noise->table_count != exact->table_count) {
		return false;
	}
	for (uint32_t t = 0; t < noise->table_count; t++) {
		const struct hush_table *chosen = noise->choices[t].table;
		uint64_t cells = chosen ? hush_table_places(chosen) * hush_grid_points(&chosen->amount) : noise->cells[t];

		if (exact->cells[t] != cells || !chosen != !exact->points[t]) {
			return false;
		}
	}
	return true;
}

int64_t hush_batch_sum(uint64_t exact, int64_t noise)
{
	const int64_t most = (int64_t)1 << HUSH_NOISY_BITS;
	uint64_t total = exact < HUSH_EXACT_CAP ? exact : HUSH_EXACT_CAP;
	int64_t sum = (int64_t)total + noise;

	return sum > most ? most : sum < -most ? -most : sum;
}

/* noise becomes noisy in place. */
static void add_table(int64_t *values, const uint64_t *exact, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		values[i] = hush_batch_sum(exact[i], values[i]);
	}
}

static void add_moved(int64_t *values, const int64_t *exact, uint64_t count)
{
	const int64_t most = (int64_t)1 << HUSH_NOISY_BITS;
	const int64_t cap = (int64_t)HUSH_EXACT_CAP;

	for (uint64_t i = 0; i < count; i++) {
		int64_t total = exact[i] > cap ? cap : exact[i] < -cap ? -cap : exact[i];
		int64_t sum = total + values[i];

		values[i] = sum > most ? most : sum < -most ? -most : sum;
	}
}

/* Quantiles are the last dimension of their table, so those of one place stand side by side. */
static void choose_all(const struct choices *choices, const uint64_t *values, int64_t *chosen)
{
	const struct hush_table *table = choices->table;
	uint32_t points = hush_grid_points(&table->amount);

	for (uint64_t place = 0; place < hush_table_places(table); place++) {
		for (uint32_t q = 0; q < table->quantile_count; q++) {
			uint64_t cell = place * table->quantile_count + q;

			chosen[cell] = table->amount.low + hush_choose(&values[place * points], points, &table->quantiles[q], &choices->weights[q],
			                                               &choices->uniforms[cell]);
		}
	}
}

static hush_status add_all(struct hush_noise *noise, const struct hush_exact_tables *exact, struct hush_noisy **noisy,
                           hush_error *err)
{
	struct hush_noisy *sum;

	if (!noise || !exact || !same_shape(noise, exact)) {
		return hush_fail_bug(err, "noise: counts and noise differ in shape");
	}
	sum = hush_calloc(1, sizeof *sum);
	if (!sum) {
		return hush_fail_memory(err);
	}
	for (uint32_t t = 0; t < noise->table_count; t++) {
		if (exact->points[t]) {
			choose_all(&noise->choices[t], exact->points[t], noise->tables[t]);
		} else if (exact->tables[t]) {
			add_table(noise->tables[t], exact->tables[t], noise->cells[t]);
		} else {
			add_moved(noise->tables[t], exact->moved[t], noise->cells[t]);
		}
	}
	sum->tables = noise->tables;
	sum->cells = noise->cells;
	sum->table_count = noise->table_count;
	noise->tables = NULL;
	noise->cells = NULL;
	*noisy = sum;
	return HUSH_OK;
}

hush_status hush_noise_add(struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_noisy **noisy,
                           hush_error *err)
{
	hush_status status = add_all(noise, exact, noisy, err);

	hush_noise_free(noise);
	hush_exact_free(exact);
	return status;
}
