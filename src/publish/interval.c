/* interval: see interval.h. */
#include "publish/interval.h"

#include "base/bignum.h"

#define SIZE_CAP ((int64_t)1 << 61)
#define NOISE_CAP ((uint64_t)1 << 62)

struct hush_interval hush_interval_of_cell(const struct hush_plan_table *table, int64_t estimate)
{
	uint64_t half = table->moe95 < NOISE_CAP ? table->moe95 : NOISE_CAP;

	return (struct hush_interval){.estimate = estimate, .half = (int64_t)half};
}

/* ceil(z * sqrt(cells * variance + cells * (cells - 1) * common variance)), at most SIZE_CAP. */
static int64_t half_of_sum(const struct hush_plan_table *table, uint64_t cells)
{
	/* z squared: 1.96^2 and 2.12^2 in units of 10^-4. */
	const unsigned long z_squared = table->mechanism == HUSH_DISCRETE_LAPLACE ? 44944 : 38416;
	mpq_t spread;
	mpq_t factor;
	mpz_t half;
	mpz_t square;
	int64_t result = SIZE_CAP;

	mpq_init(spread);
	mpq_init(factor);
	mpz_init(half);
	mpz_init(square);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		mpq_set_ui(factor, cells - 1, 1);
		mpq_mul(spread, factor, table->common_variance.q);
	}
	mpq_add(spread, spread, table->variance.q);
	mpq_set_ui(factor, cells, 1);
	mpq_mul(spread, spread, factor);
	mpq_set_ui(factor, z_squared, 10000);
	mpq_canonicalize(factor);
	mpq_mul(spread, spread, factor);
	mpz_cdiv_q(square, mpq_numref(spread), mpq_denref(spread));
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
	mpq_clear(spread);
	return result;
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
	return (struct hush_interval){.estimate = (int64_t)sum, .half = half_of_sum(table, cells)};
}

bool hush_interval_holds_zero(const struct hush_interval *interval)
{
	return interval->estimate <= interval->half && interval->estimate >= -interval->half;
}
