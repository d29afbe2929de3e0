/* interval: see interval.h. */
#include "publish/interval.h"

#include "base/bignum.h"

#define SIZE_CAP ((int64_t)1 << 61)
#define NOISE_CAP ((uint64_t)1 << 62)

struct hush_interval hush_interval_of_cell(const struct hush_plan_table *table, int64_t estimate)
{
	uint64_t half = table->moe95 < NOISE_CAP ? table->moe95 : NOISE_CAP;

	return (struct hush_interval){.estimate = estimate, .half = (int64_t)half, .below_zero = table->below_zero};
}

/* ceil(z * sqrt(variance)), at most SIZE_CAP; the variance is used up. */
static int64_t half_of_variance(const struct hush_plan_table *table, mpq_t variance)
{
	/* z squared: 1.96^2 and 2.12^2 in units of 10^-4. */
	const unsigned long z_squared = table->mechanism == HUSH_DISCRETE_LAPLACE ? 44944 : 38416;
	mpq_t factor;
	mpz_t half;
	mpz_t square;
	int64_t result = SIZE_CAP;

	mpq_init(factor);
	mpz_init(half);
	mpz_init(square);
	mpq_set_ui(factor, z_squared, 10000);
	mpq_canonicalize(factor);
	mpq_mul(variance, variance, factor);
	mpz_cdiv_q(square, mpq_numref(variance), mpq_denref(variance));
	mpz_sqrt(half, square);
	mpz_submul(square, half, half);
	if (mpz_sgn(square) != 0) {
		mpz_add_ui(half, half, 1);
	}
	if (mpz_sizeinbase(half, 2) <= 61) {
		result = (int64_t)mpz_get_ui(half);
	}
	mpz_clear(square);
	mpz_clear(half);
	mpq_clear(factor);
	return result;
}

/* cells * variance + cells * (cells - 1) * common variance */
static int64_t half_of_sum(const struct hush_plan_table *table, uint64_t cells)
{
	mpq_t spread;
	mpq_t factor;
	int64_t half;

	mpq_init(spread);
	mpq_init(factor);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		mpq_set_ui(factor, cells - 1, 1);
		mpq_mul(spread, factor, table->common_variance.q);
	}
	mpq_add(spread, spread, table->variance.q);
	mpq_set_ui(factor, cells, 1);
	mpq_mul(spread, spread, factor);
	half = half_of_variance(table, spread);
	mpq_clear(factor);
	mpq_clear(spread);
	return half;
}

int64_t hush_interval_half(const struct hush_plan_table *table, uint64_t cells)
{
	return cells == 1 ? hush_interval_of_cell(table, 0).half : half_of_sum(table, cells);
}

/* 2 * cells * (variance - common variance): pairs of cells share their common noise, and it is subtracted. */
int64_t hush_interval_half_of_difference(const struct hush_plan_table *table, uint64_t cells)
{
	mpq_t spread;
	mpq_t factor;
	int64_t half;

	mpq_init(spread);
	mpq_init(factor);
	mpq_set(spread, table->variance.q);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		mpq_sub(spread, spread, table->common_variance.q);
	}
	mpq_set_ui(factor, 2 * cells, 1);
	mpq_mul(spread, spread, factor);
	half = half_of_variance(table, spread);
	mpq_clear(factor);
	mpq_clear(spread);
	return half;
}

struct hush_interval hush_interval_of_slice(const struct hush_plan_table *table, const int64_t *values,
                                            const struct hush_slice *slice)
{
	uint64_t cells = slice->outer * slice->inner;
	__int128 sum = 0;

	for (uint64_t o = 0; o < slice->outer; o++) {
		const int64_t *run = values + (o * slice->size + slice->value) * slice->inner;

		for (uint64_t i = 0; i < slice->inner; i++) {
			sum += run[i];
		}
	}
	if (cells == 1) {
		return hush_interval_of_cell(table, (int64_t)sum);
	}
	if (sum > SIZE_CAP) {
		sum = SIZE_CAP;
	}
	if (sum < -SIZE_CAP) {
		sum = -SIZE_CAP;
	}
	return (struct hush_interval){.estimate = (int64_t)sum, .half = half_of_sum(table, cells), .below_zero = table->below_zero};
}

bool hush_interval_is_faint(const struct hush_interval *interval)
{
	return interval->below_zero ? hush_interval_holds_zero(interval) : interval->estimate <= interval->half;
}

bool hush_interval_holds_zero(const struct hush_interval *interval)
{
	return interval->estimate <= interval->half && interval->estimate >= -interval->half;
}
