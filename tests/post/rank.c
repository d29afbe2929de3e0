/*
 * rank: what is said of chosen quantiles: right with 95 % whatever the values are, by the exact law of the choice and of the
 * noise in their number; and what it looks like at its ends.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/choice.h"
#include "post/rank.h"

enum { POINTS = 3, MOST = 30, STEP = 5, NOISE_FAR = 400 };

static struct hush_quantile quantiles[] = {{1, 4}, {1, 2}, {9, 10}};

enum { QUANTILES = sizeof quantiles / sizeof quantiles[0] };

static struct hush_table tables[2];
static struct hush_plan_table plan_tables[2];
static struct hush_spec spec;
static struct hush_plan plan;

static void set_up(void)
{
	tables[0] = (struct hush_table){.measure = HUSH_MEASURE_QUANTILES,
	                                .cells = QUANTILES,
	                                .amount = {.grid = 1, .low = 0, .high = POINTS - 1, .values = 1},
	                                .quantiles = quantiles,
	                                .quantile_count = QUANTILES};
	tables[1] = (struct hush_table){.measure = HUSH_MEASURE_VALUE_COUNT, .cells = 1, .amount = tables[0].amount};
	spec = (struct hush_spec){.tables = tables, .table_count = 2};
	plan = (struct hush_plan){.spec = &spec, .tables = plan_tables, .table_count = 2};
	memset(plan_tables, 0, sizeof plan_tables);
	hush_rational_init(&plan_tables[0].parameter);
	hush_rational_init(&plan_tables[1].parameter);
}

static void tear_down(void)
{
	hush_rational_clear(&plan_tables[0].parameter);
	hush_rational_clear(&plan_tables[1].parameter);
}

static void set_noise(enum hush_mechanism mechanism, unsigned parameter, unsigned scale)
{
	struct hush_rational confidence;

	plan_tables[0].mechanism = HUSH_EXPONENTIAL;
	hush_rational_set_u64(&plan_tables[0].parameter, scale, 4);
	plan_tables[1].mechanism = mechanism;
	hush_rational_set_u64(&plan_tables[1].parameter, parameter, 1);
	hush_rational_init(&confidence);
	hush_rational_set_u64(&confidence, 95, 100);
	ck_assert_int_eq(hush_law_half_width(mechanism, &plan_tables[1].parameter, &confidence, &plan_tables[1].moe95, NULL), HUSH_OK);
	hush_rational_clear(&confidence);
}

/* Not normed. */
static double density(int noise)
{
	double parameter = hush_rational_double(&plan_tables[1].parameter, HUSH_UP);

	return plan_tables[1].mechanism == HUSH_DISCRETE_LAPLACE ? exp(-abs(noise) / parameter)
	                                                         : exp(-(double)noise * noise / (2 * parameter));
}

/* The probability that the statement about quantile q of these values is wrong. */
static double wrong(const struct hush_ranks *ranks, const struct hush_weights *weights, unsigned q, const int64_t values[POINTS])
{
	const struct hush_quantile *quantile = &quantiles[q];
	int64_t all = values[0] + values[1] + values[2];
	double chance[POINTS], total = 0, norm = 0, sum = 0;
	int64_t below = 0;

	for (unsigned c = 0; c < POINTS; c++) {
		int64_t high = quantile->whole * below - quantile->part * all;
		int64_t low = quantile->part * all - quantile->whole * (below + values[c]);
		int64_t score = high > low ? high : low;

		chance[c] = (double)hush_weight_of(weights, score > 0 ? (uint64_t)score : 0);
		total += chance[c];
		below += values[c];
	}
	for (int noise = -NOISE_FAR; noise <= NOISE_FAR; noise++) {
		int64_t count = all + noise;
		struct hush_rank rank;

		norm += density(noise);
		hush_rank_at(ranks, &count, q, &rank);
		below = 0;
		for (unsigned c = 0; c < POINTS; c++) {
			bool right = (double)below <= atof(rank.high) * (double)all + 1e-9 &&
			             (double)(below + values[c]) >= atof(rank.low) * (double)all - 1e-9;

			sum += right ? 0 : density(noise) * chance[c] / total;
			below += values[c];
		}
	}
	return sum / norm;
}

static void check_all(void)
{
	struct hush_ranks ranks;

	ck_assert_int_eq(hush_ranks_open(&plan, 0, &ranks, NULL), HUSH_OK);
	for (unsigned q = 0; q < QUANTILES; q++) {
		struct hush_weights weights;

		ck_assert_int_eq(hush_weights_make(&plan_tables[0].parameter, hush_choice_sensitivity(&tables[0], &quantiles[q]), &weights, NULL),
		                 HUSH_OK);
		for (int64_t a = 0; a <= MOST; a += STEP) {
			for (int64_t b = 0; b <= MOST; b += STEP) {
				for (int64_t c = 0; c <= MOST; c += STEP) {
					double chance = wrong(&ranks, &weights, q, (const int64_t[POINTS]){a, b, c});

					ck_assert_msg(chance <= 0.05, "%d %d %d, quantile %u: wrong with %g", (int)a, (int)b, (int)c, q, chance);
				}
			}
		}
		hush_weights_clear(&weights);
	}
}

START_TEST(the_statement_is_right_with_95_percent)
{
	static const unsigned scales[] = {1, 4, 40};

	for (unsigned s = 0; s < sizeof scales / sizeof scales[0]; s++) {
		set_noise(HUSH_DISCRETE_LAPLACE, 1, scales[s]);
		check_all();
		set_noise(HUSH_DISCRETE_LAPLACE, 20, scales[s]);
		check_all();
		set_noise(HUSH_DISCRETE_GAUSSIAN, 100, scales[s]);
		check_all();
	}
}
END_TEST

static void expect(const struct hush_ranks *ranks, int64_t count, uint64_t cell, const char *low, const char *high, bool told)
{
	struct hush_rank rank;

	hush_rank_at(ranks, &count, cell, &rank);
	ck_assert_str_eq(rank.low, low);
	ck_assert_str_eq(rank.high, high);
	ck_assert_int_eq(rank.told, told);
}

START_TEST(shares_are_rounded_outward_and_end_at_0_and_1)
{
	struct hush_ranks ranks = {.scores = {10, 10, 10}, .count_half = 20, .table = &tables[0]};

	expect(&ranks, 10020, 1, "0.4995", "0.5005", true); /* 10 of 2 * 10000 */
	expect(&ranks, 30020, 1, "0.4998", "0.5002", true); /* 0.49983.., 0.50016.. */
	expect(&ranks, 30, 1, "0.0000", "1.0000", false);   /* exactly 0 and 1 */
	expect(&ranks, 31, 1, "0.0454", "0.9546", true);
	expect(&ranks, 20, 1, "0.0000", "1.0000", false);
	expect(&ranks, -5, 1, "0.0000", "1.0000", false);
	expect(&ranks, INT64_C(1) << 61, 0, "0.2499", "0.2501", true);
	expect(&ranks, -(INT64_C(1) << 61), 0, "0.0000", "1.0000", false);
	expect(&ranks, 30, 2, "0.8000", "1.0000", false);
	ranks.scores[1] = UINT64_C(1) << 57;
	expect(&ranks, 10020, 1, "0.0000", "1.0000", false);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rank");
	TCase *tests = tcase_create("rank");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_statement_is_right_with_95_percent);
	tcase_add_test(tests, shares_are_rounded_outward_and_end_at_0_and_1);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
