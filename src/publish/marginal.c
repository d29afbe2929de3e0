/* marginal: see marginal.h. */
#include "publish/marginal.h"

#include "base/memory.h"

#define SUM_CAP ((__int128)1 << 61)

/* How many cells lie between one value of the dimension at `place` and the next. */
static uint64_t stride_of(const struct hush_spec *spec, const struct hush_table *table, uint32_t place)
{
	uint64_t stride = 1;

	for (uint32_t k = table->by_count; k-- > place + 1;) {
		stride *= spec->dimensions[table->by[k]].values.count;
	}
	return stride;
}

static uint32_t size_of(const struct hush_spec *spec, const struct hush_table *table, uint32_t place)
{
	return place == HUSH_NONE ? 1 : spec->dimensions[table->by[place]].values.count;
}

static int64_t capped(__int128 sum)
{
	return (int64_t)(sum > SUM_CAP ? SUM_CAP : sum < -SUM_CAP ? -SUM_CAP : sum);
}

hush_status hush_marginal_make(const struct hush_release *release, uint32_t index, uint32_t row, uint32_t column,
                               struct hush_marginal *made, hush_error *err)
{
	const struct hush_table *table = &release->spec->tables[index];
	struct hush_marginal marginal = {.law = &release->plan->tables[index],
	                                 .rows = size_of(release->spec, table, row),
	                                 .columns = size_of(release->spec, table, column)};
	uint64_t row_stride = row == HUSH_NONE ? table->cells : stride_of(release->spec, table, row);
	uint64_t column_stride = column == HUSH_NONE ? table->cells : stride_of(release->spec, table, column);
	size_t count = (size_t)marginal.rows * marginal.columns;
	__int128 *sums = hush_calloc(count, sizeof *sums);

	marginal.sums = hush_calloc(count, sizeof *marginal.sums);
	if (!sums || !marginal.sums) {
		hush_free(sums);
		hush_free(marginal.sums);
		return hush_fail_memory(err);
	}
	for (uint64_t cell = 0; cell < table->cells; cell++) {
		uint64_t at = cell / row_stride % marginal.rows * marginal.columns + cell / column_stride % marginal.columns;

		sums[at] += release->noisy->tables[index][cell];
	}
	for (size_t i = 0; i < count; i++) {
		marginal.sums[i] = capped(sums[i]);
	}
	hush_free(sums);
	marginal.cells = table->cells / count;
	marginal.half = hush_interval_half(marginal.law, marginal.cells);
	*made = marginal;
	return HUSH_OK;
}

void hush_marginal_free(struct hush_marginal *marginal)
{
	hush_free(marginal->sums);
	*marginal = (struct hush_marginal){0};
}

struct hush_interval hush_marginal_at(const struct hush_marginal *marginal, uint32_t row, uint32_t column)
{
	return (struct hush_interval){.estimate = marginal->sums[(size_t)row * marginal->columns + column],
	                              .half = marginal->half,
	                              .below_zero = marginal->law->below_zero};
}

uint32_t hush_marginal_faint(const struct hush_marginal *marginal, uint32_t row)
{
	uint32_t count = 0;

	for (uint32_t c = 0; c < marginal->columns; c++) {
		struct hush_interval interval = hush_marginal_at(marginal, row, c);

		count += hush_interval_is_faint(&interval) ? 1 : 0;
	}
	return count;
}

void hush_marginal_bucket(struct hush_marginal *marginal, uint32_t count)
{
	uint32_t columns = marginal->columns / count;

	for (uint32_t r = 0; r < marginal->rows; r++) {
		for (uint32_t c = 0; c < columns; c++) {
			__int128 sum = 0;

			for (uint32_t i = 0; i < count; i++) {
				sum += marginal->sums[(size_t)r * marginal->columns + c * count + i];
			}
			/* Written before what is still to be read: r * columns + c never lies beyond it. */
			marginal->sums[(size_t)r * columns + c] = capped(sum);
		}
	}
	marginal->columns = columns;
	marginal->cells *= count;
	marginal->half = hush_interval_half(marginal->law, marginal->cells);
}
