/*
 * Ratios and shares: sums, the rule, and the interval's coverage, which is summed exactly over the laws of the noise and so
 * cannot fail by chance.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "post/quotient.h"
#include "post/quotient_sums.h"

/* A spec of two tables by site (3) and day (2), an exact one by site, and one quotient; filled by hand. */
static char texts[][16] = {"a", "b", "c", "1", "2", "camera_days", "30", "12.5", "0", "site", "day", "table", "rate"};
static char *site_names[] = {texts[0], texts[1], texts[2]};
static char *day_names[] = {texts[3], texts[4]};
static uint32_t by_site_day[] = {0, 1};
static uint32_t by_day_site[] = {1, 0};
static uint32_t by_site[] = {0};
static uint32_t second[] = {1};
static char *exact_columns[] = {texts[5]};
static char *exact_values[] = {texts[6], texts[7], NULL};

static struct hush_dimension dimensions[2];
static struct hush_table tables[2];
static struct hush_filter part;
static struct hush_exact_table exact_table;
static struct hush_quotient quotient;
static struct hush_spec spec;
static struct hush_plan_table laws[2];
static struct hush_plan plan;
static int64_t values[2][6];
static int64_t *columns[2] = {values[0], values[1]};
static uint64_t cells[2];
static struct hush_noisy noisy = {.tables = columns, .cells = cells, .table_count = 2};

static void set_law(uint32_t table, enum hush_mechanism mechanism, const char *parameter)
{
	laws[table].mechanism = mechanism;
	ck_assert(hush_rational_parse(&laws[table].parameter, parameter));
	ck_assert_int_eq(hush_law_variance(mechanism, &laws[table].parameter, &laws[table].variance, NULL), HUSH_OK);
}

static void setup(void)
{
	memset(values, 0, sizeof values);
	dimensions[0] = (struct hush_dimension){.name = texts[9], .values = {site_names, 3}};
	dimensions[1] = (struct hush_dimension){.name = texts[10], .values = {day_names, 2}};
	tables[0] = (struct hush_table){.name = texts[11], .by = by_site_day, .by_count = 2, .cells = 6};
	tables[1] = (struct hush_table){.name = texts[11], .by = by_day_site, .by_count = 2, .cells = 6};
	part = (struct hush_filter){.dimension = 1, .values = second, .value_count = 1};
	exact_table = (struct hush_exact_table){.name = texts[11], .by = by_site, .by_count = 1, .cells = 3, .columns = exact_columns,
	                                        .column_count = 1, .values = exact_values};
	quotient = (struct hush_quotient){.name = texts[12], .kind = HUSH_QUOTIENT_RATIO, .above = 0, .below = 1,
	                                  .exact = HUSH_NONE, .by = by_site, .by_count = 1, .cells = 3};
	hush_rational_init(&quotient.per);
	hush_rational_init(&quotient.scale);
	hush_rational_init(&quotient.low);
	hush_rational_init(&quotient.high);
	hush_rational_init(&quotient.least);
	hush_rational_init(&quotient.expected);
	hush_rational_set_u64(&quotient.per, 1, 1);
	hush_rational_set_u64(&quotient.scale, 1, 1);
	hush_rational_set_u64(&quotient.least, 10, 1);
	spec = (struct hush_spec){.dimensions = dimensions, .dimension_count = 2, .tables = tables, .table_count = 2,
	                          .quotients = &quotient, .quotient_count = 1, .exact_tables = &exact_table,
	                          .exact_table_count = 1};
	cells[0] = 6;
	cells[1] = 6;
	hush_plan_table_init(&laws[0]);
	hush_plan_table_init(&laws[1]);
	set_law(0, HUSH_DISCRETE_GAUSSIAN, "4");
	set_law(1, HUSH_DISCRETE_GAUSSIAN, "9");
	plan = (struct hush_plan){.spec = &spec, .tables = laws, .table_count = 2};
}

static void teardown(void)
{
	hush_plan_table_clear(&laws[0]);
	hush_plan_table_clear(&laws[1]);
	hush_rational_clear(&quotient.per);
	hush_rational_clear(&quotient.scale);
	hush_rational_clear(&quotient.low);
	hush_rational_clear(&quotient.high);
	hush_rational_clear(&quotient.least);
	hush_rational_clear(&quotient.expected);
}

static struct hush_quotient_value value_at(uint64_t cell)
{
	struct hush_quotient_value value;
	struct hush_quotients *open = NULL;

	ck_assert_int_eq(hush_quotients_open(&plan, &noisy, 0, &open, NULL), HUSH_OK);
	ck_assert_int_eq(hush_quotients_at(open, cell, &value, NULL), HUSH_OK);
	hush_quotients_close(open);
	return value;
}

START_TEST(a_ratio_divides_sums_over_the_other_dimensions)
{
	/* hits by (site, day), scans by (day, site) */
	memcpy(values[0], (int64_t[]){1, 2, 30, 40, -5, 6}, sizeof values[0]);
	memcpy(values[1], (int64_t[]){1000, 2000, 3000, 500, 600, 700}, sizeof values[1]);
	hush_rational_set_u64(&quotient.scale, 1000, 1);
	ck_assert_str_eq(value_at(0).estimate, "2");       /* 3/1500 */
	ck_assert_str_eq(value_at(1).estimate, "26.9231"); /* 70/2600 */
	ck_assert_str_eq(value_at(2).estimate, "0.27027"); /* 1/3700 */
	/* std_dev: sqrt(2*4 + r^2*2*9)/R * 1000 with r = 0.002: just above sqrt(8)/1500*1000 */
	ck_assert_str_eq(value_at(0).std_dev, "1.88563");
}
END_TEST

/* Fieller at the corners of the box, by long double. */
static void plain_ends(long double h, long double r, long double vh, long double vr, long double c, long double *low,
                       long double *high)
{
	for (int side = -1; side <= 1; side += 2) {
		long double end = 0;

		for (int again = 0; again < 2; again++) {
			long double move = again ? side / 2.0L : -side / 2.0L;
			long double a = (r + move) * (r + move) - 3.8416L * vr;
			long double b = (h + side / 2.0L) * (r + move) - 3.8416L * c;
			long double cc = (h + side / 2.0L) * (h + side / 2.0L) - 3.8416L * vh;

			end = (b + side * sqrtl(b * b - a * cc)) / a;
			if (end >= 0) {
				break;
			}
		}
		*(side < 0 ? low : high) = end;
	}
}

static void expect_near(const char *text, long double expected)
{
	ck_assert_msg(fabsl(strtold(text, NULL) - expected) <= 1e-5L * fabsl(expected) + 1e-12L, "%s is not near %.12Lg", text,
	              expected);
}

START_TEST(ends_are_those_of_fieller)
{
	static const int64_t tops[] = {-900, -31, -3, 0, 1, 2, 40, 777, 123456};
	long double low = 0;
	long double high = 0;

	quotient.by_count = 0;
	quotient.cells = 1;
	for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
		struct hush_quotient_value value;

		values[0][0] = tops[i];
		values[1][0] = 2385;
		value = value_at(0);
		plain_ends((long double)tops[i], 2385, 6 * 4, 6 * 9, 0, &low, &high);
		expect_near(value.low, low);
		expect_near(value.high, high);
		ck_assert(strtold(value.low, NULL) <= strtold(value.estimate, NULL));
		ck_assert(strtold(value.high, NULL) >= strtold(value.estimate, NULL));
	}
}
END_TEST

START_TEST(a_share_within_a_table_knows_that_the_part_is_in_the_whole)
{
	long double low = 0;
	long double high = 0;

	quotient.kind = HUSH_QUOTIENT_SHARE;
	quotient.below = HUSH_NONE;
	quotient.part = &part;
	quotient.part_count = 1;
	memcpy(values[0], (int64_t[]){75, 25, 30, 40, 100, 300}, sizeof values[0]);
	ck_assert_str_eq(value_at(0).estimate, "0.25");
	ck_assert_str_eq(value_at(2).estimate, "0.75");
	plain_ends(300, 400, 4, 8, 4, &low, &high);
	expect_near(value_at(2).low, low);
	expect_near(value_at(2).high, high);
	/* sqrt(4 + 0.5625*8 - 2*0.75*4)/400 */
	expect_near(value_at(2).std_dev, sqrtl(2.5L) / 400);
	/* Two tables that are part and rest give the same when their noise is the same. */
	quotient.part_count = 0;
	quotient.below = 1;
	quotient.by_count = 0;
	quotient.cells = 1;
	memcpy(values[1], (int64_t[]){430, 0, 0, 0, 0, 0}, sizeof values[1]);
	ck_assert_str_eq(value_at(0).estimate, "0.57"); /* 570 of 1000 */
	plain_ends(570, 1000, 24, 78, 24, &low, &high);
	expect_near(value_at(0).high, high);
}
END_TEST

START_TEST(correlated_noise_adds_up_with_its_covariance)
{
	struct hush_quotient_sums sums;

	laws[0].mechanism = HUSH_CORRELATED_GAUSSIAN;
	hush_rational_set_u64(&laws[0].variance, 4, 1);
	hush_rational_set_u64(&laws[0].common_variance, 3, 2);
	quotient.kind = HUSH_QUOTIENT_SHARE;
	quotient.below = HUSH_NONE;
	quotient.part = &part;
	quotient.part_count = 1;
	quotient.by_count = 0;
	quotient.cells = 1;
	ck_assert_int_eq(hush_quotient_sums_make(&plan, &noisy, &quotient, &sums, NULL), HUSH_OK);
	ck_assert_int_eq(mpq_cmp_ui(sums.variance_above.q, 3 * 4 + 3 * 2 * 3 / 2, 1), 0);      /* 3 cells */
	ck_assert_int_eq(mpq_cmp_ui(sums.variance_below.q, 6 * 4 + 6 * 5 * 3 / 2, 1), 0);      /* 6 cells */
	ck_assert_int_eq(mpq_cmp_ui(sums.covariance.q, 2 * (3 * 4) + 3 * 5 * 3, 2), 0);        /* 3*4 + 3*5*3/2 */
	hush_quotient_sums_release(&sums, 1);
}
END_TEST

START_TEST(the_rule_is_about_the_noisy_denominator)
{
	quotient.by_count = 0;
	quotient.cells = 1;
	values[0][0] = 5;
	/* the denominator's noise: sqrt(6*9) = 7.348; ten times that: 73.48 */
	values[1][0] = 73;
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_TOO_NOISY);
	ck_assert_str_eq(value_at(0).estimate, "");
	ck_assert_str_eq(value_at(0).high, "");
	values[1][0] = 74;
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_PUBLISHED);
	values[1][0] = -74;
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_TOO_NOISY);
	/* next to no noise: a denominator below 2 is refused all the same */
	set_law(1, HUSH_DISCRETE_GAUSSIAN, "1/1024");
	values[1][0] = 1;
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_TOO_NOISY);
	values[1][0] = 2;
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_PUBLISHED);
}
END_TEST

START_TEST(exact_denominators_must_be_known)
{
	quotient.below = HUSH_NONE;
	quotient.exact = 0;
	memcpy(values[0], (int64_t[]){60, 30, 20, 5, 7, 7}, sizeof values[0]);
	ck_assert_str_eq(value_at(0).estimate, "3");
	ck_assert_str_eq(value_at(1).estimate, "2");
	ck_assert_int_eq(value_at(2).status, HUSH_QUOTIENT_NOT_DEFINED);
	/* (90.5 + 1.96*sqrt(8))/30 */
	expect_near(value_at(0).high, (90.5L + 1.96L * sqrtl(8)) / 30);
	exact_values[1] = texts[8];
	ck_assert_int_eq(value_at(1).status, HUSH_QUOTIENT_NOT_DEFINED);
	exact_values[1] = texts[7];
}
END_TEST

START_TEST(a_mean_lies_in_its_clamp)
{
	quotient.kind = HUSH_QUOTIENT_MEAN;
	quotient.by_count = 0;
	quotient.cells = 1;
	/* values from -10 to 30 on a grid of 0.5, counted in half steps from 10 */
	hush_rational_set_u64(&quotient.scale, 1, 4);
	mpq_set_si(quotient.low.q, -10, 1);
	hush_rational_set_u64(&quotient.high, 30, 1);
	values[0][0] = -2000;
	values[1][0] = 500;
	ck_assert_str_eq(value_at(0).estimate, "9"); /* 10 - 4/4 */
	ck_assert_str_eq(value_at(0).std_dev, "0.0148997"); /* sqrt(24 + 16*54)/500/4 */
	values[0][0] = 79000;
	ck_assert_str_eq(value_at(0).estimate, "30"); /* 49.5 */
	ck_assert_str_eq(value_at(0).high, "30");
	values[0][0] = -79000;
	ck_assert_str_eq(value_at(0).low, "-10");
	ck_assert_str_eq(value_at(0).high, "-10");
}
END_TEST

START_TEST(extreme_values_have_texts)
{
	quotient.by_count = 0;
	quotient.cells = 1;
	hush_rational_set_u64(&quotient.scale, 1000000000, 1);
	for (int i = 0; i < 6; i++) {
		values[0][i] = -((int64_t)1 << 61);
		values[1][i] = i ? 0 : 100;
	}
	ck_assert_int_eq(value_at(0).status, HUSH_QUOTIENT_PUBLISHED);
	ck_assert(strtold(value_at(0).estimate, NULL) < -1e25L);
	for (int i = 0; i < 6; i++) {
		values[0][i] = 0;
		values[1][i] = (int64_t)1 << 61;
	}
	ck_assert_str_eq(value_at(0).estimate, "0");
	ck_assert(strtold(value_at(0).low, NULL) < 0);
}
END_TEST

/* -- coverage, exactly ------------------------------------------------------------------------------------- */

enum { REACH = 400 };

static void masses_of(enum hush_mechanism mechanism, double parameter, double mass[REACH + 1], int *reach)
{
	double sum = 0;

	*reach = 0;
	for (int x = 0; x <= REACH; x++) {
		mass[x] = mechanism == HUSH_DISCRETE_LAPLACE ? exp(-x / parameter) : exp(-x * (double)x / (2 * parameter));
		sum += x ? 2 * mass[x] : mass[x];
	}
	for (int x = 0; x <= REACH; x++) {
		mass[x] /= sum;
		*reach = mass[x] > 1e-9 ? x : *reach;
	}
}

/* How often the interval holds the true ratio, for true counts h and r and noise as in laws[]. */
static double coverage(int64_t h, int64_t r, double parameter_h, double parameter_r)
{
	static double mass_h[REACH + 1];
	static double mass_r[REACH + 1];
	const long double truth = (long double)h / (long double)r;
	int reach_h;
	int reach_r;
	double covered = 0;

	masses_of(laws[0].mechanism, parameter_h, mass_h, &reach_h);
	masses_of(laws[1].mechanism, parameter_r, mass_r, &reach_r);
	ck_assert_int_lt(reach_h, REACH);
	ck_assert_int_lt(reach_r, REACH);
	for (int i = -reach_h; i <= reach_h; i++) {
		for (int j = -reach_r; j <= reach_r; j++) {
			struct hush_quotient_value value;

			values[0][0] = h + i;
			values[1][0] = r + j;
			value = value_at(0);
			ck_assert_int_eq(value.status, HUSH_QUOTIENT_PUBLISHED);
			if (strtold(value.low, NULL) <= truth && truth <= strtold(value.high, NULL)) {
				covered += mass_h[abs(i)] * mass_r[abs(j)];
			}
		}
	}
	return covered;
}

START_TEST(intervals_cover_at_least_95_in_100)
{
	static const struct {
		const char *text;
		double value;
	} parameters[] = {{"0.05", 0.05}, {"0.3", 0.3}, {"0.88", 0.88}, {"2.5", 2.5}, {"9", 9}};
	static const int64_t tops[] = {0, 7, 500, 2500, 50000};
	const size_t count = sizeof parameters / sizeof parameters[0];

	quotient.by_count = 0;
	quotient.cells = 1;
	tables[0].by_count = 0;
	tables[0].cells = 1;
	tables[1].by_count = 0;
	tables[1].cells = 1;
	for (int mechanism = 0; mechanism < 2; mechanism++) {
		for (size_t a = 0; a < count; a++) {
			for (size_t b = 0; b < count; b++) {
				enum hush_mechanism law = mechanism ? HUSH_DISCRETE_LAPLACE : HUSH_DISCRETE_GAUSSIAN;

				if (mechanism && (a > 3 || b > 3)) {
					continue; /* heavy tails: many pairs of values */
				}
				set_law(0, law, parameters[a].text);
				set_law(1, law, parameters[b].text);
				for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
					double found = coverage(tops[i], 1000, parameters[a].value, parameters[b].value);

					ck_assert_msg(found >= 0.95 - 1e-6, "%s over %s, %d/1000: covered %.6f", parameters[a].text,
					              parameters[b].text, (int)tops[i], found);
				}
			}
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("quotient");
	TCase *tests = tcase_create("quotient");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 200);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_ratio_divides_sums_over_the_other_dimensions);
	tcase_add_test(tests, ends_are_those_of_fieller);
	tcase_add_test(tests, a_share_within_a_table_knows_that_the_part_is_in_the_whole);
	tcase_add_test(tests, correlated_noise_adds_up_with_its_covariance);
	tcase_add_test(tests, the_rule_is_about_the_noisy_denominator);
	tcase_add_test(tests, exact_denominators_must_be_known);
	tcase_add_test(tests, a_mean_lies_in_its_clamp);
	tcase_add_test(tests, extreme_values_have_texts);
	tcase_add_test(tests, intervals_cover_at_least_95_in_100);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
