/*
 * correlated: the draws of a table whose cells share a part of their noise.
 *
 * Pearson's chi-square over pairs of cells against the enumerated joint law, from fixed seeds.  The bound is the quantile
 * of chi-square at 7.5 standard deviations of Wilson and Hilferty's approximation, passed by a right sampler but for a
 * probability of 1e-13; with the seeds fixed it passes always or never.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"
#include "noise/correlated.h"
#include "noise/gaussian.h"
#include "plan/correlated.h"
#include "seeded_bits.h"

enum { EDGE = 12, WIDTH = 2 * EDGE + 1, REACH = 60, PAIRS = 200000, MOST = HUSH_CORRELATED_MOST_CELLS };

static struct seeded_pool memory;
static struct hush_bits bits;
static struct hush_rational parameter, common;

static void set_up(void)
{
	hush_rational_init(&parameter);
	hush_rational_init(&common);
}

static void tear_down(void)
{
	hush_rational_clear(&parameter);
	hush_rational_clear(&common);
}

static void use(const char *sigma_squared, uint64_t cells, uint64_t seed)
{
	ck_assert(hush_rational_parse(&parameter, sigma_squared));
	hush_correlated_common(&parameter, cells, &common);
	seeded_bits(&bits, &memory, seed);
}

static long double number(const struct hush_rational *value)
{
	return (long double)mpz_get_d(mpq_numref(value->q)) / (long double)mpz_get_d(mpq_denref(value->q));
}

/* --- the joint law of two cells --- */

static long double expected[WIDTH * WIDTH];
static uint64_t counts[WIDTH * WIDTH];

/* What lies beyond EDGE is counted at EDGE. */
static size_t bin_of(int64_t a, int64_t b)
{
	a = a < -EDGE ? -EDGE : a > EDGE ? EDGE : a;
	b = b < -EDGE ? -EDGE : b > EDGE ? EDGE : b;
	return (size_t)(a + EDGE) * WIDTH + (size_t)(b + EDGE);
}

static int64_t floor_half(int64_t x)
{
	return x >= 0 ? x / 2 : -((1 - x) / 2);
}

/* From the definition: for every z_0, the law of floor((z_0 + z + b)/2) over z and b, squared. */
static void enumerate(void)
{
	long double s = number(&parameter), s0 = number(&common), norm = gaussian_norm(s), norm0 = gaussian_norm(s0);

	memset(expected, 0, sizeof expected);
	for (int64_t z0 = -REACH; z0 <= REACH; z0++) {
		long double given[WIDTH] = {0}, mass = gaussian_mass(s0, norm0, z0);

		for (int64_t z = -REACH; z <= REACH; z++) {
			for (int64_t b = 0; b <= 1; b++) {
				given[bin_of(-EDGE, floor_half(z0 + z + b))] += gaussian_mass(s, norm, z) / 2;
			}
		}
		for (size_t i = 0; i < WIDTH * WIDTH; i++) {
			expected[i] += mass * given[i / WIDTH] * given[i % WIDTH];
		}
	}
}

static bool fits(void)
{
	long double chi = 0, pooled = 0, pooled_count = 0, total = 0, bound;
	int freedom = -1;

	for (size_t i = 0; i < WIDTH * WIDTH; i++) {
		total += expected[i];
		pooled += expected[i] * PAIRS;
		pooled_count += (long double)counts[i];
		if (pooled >= 20 || i == WIDTH * WIDTH - 1) {
			pooled = pooled < 1 ? 1 : pooled;
			chi += (pooled_count - pooled) * (pooled_count - pooled) / pooled;
			pooled = pooled_count = 0;
			freedom++;
		}
	}
	ck_assert_ldouble_le(fabsl(total - 1), 1e-12L);
	bound = freedom * powl(1 - 2.0L / (9 * freedom) + 7.5L * sqrtl(2.0L / (9 * freedom)), 3);
	return chi < bound;
}

static const struct {
	const char *sigma_squared;
	uint64_t cells;
	unsigned first, second; /* the cells that are looked at */
} cases[] = {{"1", 2, 0, 1}, {"5/2", 2, 1, 0}, {"40", 2, 0, 1}, {"9", 3, 0, 2}, {"31/2", 5, 3, 4}};

START_TEST(two_cells_have_their_joint_law)
{
	int64_t values[MOST];

	use(cases[_i].sigma_squared, cases[_i].cells, 20260101 + (uint64_t)_i);
	enumerate();
	memset(counts, 0, sizeof counts);
	for (int i = 0; i < PAIRS; i++) {
		ck_assert_int_eq(hush_correlated_draw(&parameter, cases[_i].cells, &bits, values, NULL), HUSH_OK);
		counts[bin_of(values[cases[_i].first], values[cases[_i].second])]++;
	}
	ck_assert(fits());
}
END_TEST

/* What the test above is worth: a bit that all cells share, no bit, a part that is not common, another ratio. */
enum flaw { NONE, SHARED_BIT, NO_BIT, NOT_COMMON, OTHER_RATIO, FLAWS };

START_TEST(flaws_are_caught)
{
	struct hush_gaussian own, shared;

	use("5/2", 2, 99);
	enumerate();
	if (_i == OTHER_RATIO) {
		hush_correlated_common(&parameter, 3, &common);
	}
	ck_assert_int_eq(hush_gaussian_prepare(&parameter, &own, NULL), HUSH_OK);
	ck_assert_int_eq(hush_gaussian_prepare(&common, &shared, NULL), HUSH_OK);
	memset(counts, 0, sizeof counts);
	for (int i = 0; i < PAIRS; i++) {
		int64_t z0 = hush_gaussian_draw(&shared, &bits);
		int64_t other = _i == NOT_COMMON ? hush_gaussian_draw(&shared, &bits) : z0;
		int64_t b = _i == NO_BIT ? 0 : (int64_t)hush_bits_take(&bits, 1);
		int64_t c = _i == NO_BIT ? 0 : _i == SHARED_BIT ? b : (int64_t)hush_bits_take(&bits, 1);

		counts[bin_of(floor_half(z0 + hush_gaussian_draw(&own, &bits) + b),
		              floor_half(other + hush_gaussian_draw(&own, &bits) + c))]++;
	}
	ck_assert_int_eq(fits(), _i == NONE);
	hush_gaussian_clear(&shared);
	hush_gaussian_clear(&own);
}
END_TEST

/* --- longer tables --- */

/* The variance of `draws` numbers of mean 0 is `variance`, within 7.5 standard errors of a normal law's. */
static void expect_variance(const char *what, long double squares, int draws, long double variance)
{
	long double seen = squares / draws;

	ck_assert_msg(fabsl(seen / variance - 1) <= 7.5L * sqrtl(2.0L / draws), "%s: %Lg, not %Lg", what, seen, variance);
}

START_TEST(sums_and_differences_vary_as_stated)
{
	enum { TABLES = 4000 };
	static const struct {
		const char *sigma_squared;
		uint64_t cells;
	} tables[] = {{"3875/8", 7}, {"123457", 24}, {"900000000007", 64}};

	for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
		long double cells = (long double)tables[t].cells, sums = 0, differences = 0, singles = 0, variance, covariance;
		struct hush_rational said, said_common;
		int64_t values[MOST];

		use(tables[t].sigma_squared, tables[t].cells, 7 + t);
		hush_rational_init(&said);
		hush_rational_init(&said_common);
		hush_correlated_variance(&parameter, tables[t].cells, &said, &said_common);
		variance = number(&said);
		covariance = number(&said_common);
		for (int i = 0; i < TABLES; i++) {
			long double sum = 0, difference;

			ck_assert_int_eq(hush_correlated_draw(&parameter, tables[t].cells, &bits, values, NULL), HUSH_OK);
			for (uint64_t k = 0; k < tables[t].cells; k++) {
				sum += (long double)values[k];
			}
			difference = (long double)(values[tables[t].cells - 1] - values[0]);
			sums += sum * sum;
			differences += difference * difference;
			singles += (long double)values[1] * (long double)values[1];
		}
		expect_variance("a cell", singles, TABLES, variance);
		expect_variance("a sum", sums, TABLES, cells * variance + cells * (cells - 1) * covariance);
		expect_variance("a difference", differences, TABLES, 2 * (variance - covariance));
		hush_rational_clear(&said_common);
		hush_rational_clear(&said);
	}
}
END_TEST

/* The definition again, over the same bits: one common draw first, then for each cell a draw and a bit. */
START_TEST(draws_follow_the_definition)
{
	int64_t values[MOST];
	struct hush_gaussian own, shared;
	mpz_t z0, z;

	mpz_inits(z0, z, NULL);
	use("576460752303423488", MOST, 3);
	ck_assert_int_eq(hush_correlated_draw(&parameter, MOST, &bits, values, NULL), HUSH_OK);
	use("576460752303423488", MOST, 3);
	ck_assert_int_eq(hush_gaussian_prepare(&parameter, &own, NULL), HUSH_OK);
	ck_assert_int_eq(hush_gaussian_prepare(&common, &shared, NULL), HUSH_OK);
	hush_gaussian_draw_z(&shared, &bits, z0);
	for (int i = 0; i < MOST; i++) {
		hush_gaussian_draw_z(&own, &bits, z);
		ck_assert_int_eq(values[i], floor_half(mpz_get_si(z0) + mpz_get_si(z) + (int64_t)hush_bits_take(&bits, 1)));
	}
	hush_gaussian_clear(&shared);
	hush_gaussian_clear(&own);
	mpz_clears(z0, z, NULL);
}
END_TEST

START_TEST(what_is_out_of_range_is_refused)
{
	static const struct {
		const char *sigma_squared;
		uint64_t cells;
	} wrong[] = {{"9", 0}, {"9", 1}, {"9", 65}, {"9", UINT64_MAX}, {"1/2", 7}, {"0", 7}, {"576460752303423489", 7}};
	int64_t values[MOST];

	values[0] = 77;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		ck_assert(hush_rational_parse(&parameter, wrong[i].sigma_squared));
		seeded_bits(&bits, &memory, 5);
		ck_assert_int_eq(hush_correlated_draw(&parameter, wrong[i].cells, &bits, values, NULL), HUSH_E_SPEC);
		ck_assert_int_eq(values[0], 77);
		ck_assert_uint_eq(memory.words, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("correlated");
	TCase *tcase = tcase_create("correlated");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, two_cells_have_their_joint_law, 0, (int)(sizeof cases / sizeof cases[0]));
	tcase_add_loop_test(tcase, flaws_are_caught, 0, FLAWS);
	tcase_add_test(tcase, sums_and_differences_vary_as_stated);
	tcase_add_test(tcase, draws_follow_the_definition);
	tcase_add_test(tcase, what_is_out_of_range_is_refused);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
