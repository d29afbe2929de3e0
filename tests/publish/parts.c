/* parts: intervals, figures, scales and escapes, each by itself. */
#include <check.h>
#include <string.h>

#include "publish/figures.h"
#include "publish/html.h"
#include "publish/interval.h"
#include "publish/svg.h"
#include "publish/odds_words.h"
#include "publish/words.h"

static struct hush_buffer out;

static void setup(void)
{
	hush_buffer_init(&out, 65536);
}

static void teardown(void)
{
	hush_buffer_release(&out);
}

static struct hush_plan_table gaussian(uint64_t variance, uint64_t moe)
{
	struct hush_plan_table table = {.mechanism = HUSH_DISCRETE_GAUSSIAN, .moe95 = moe};

	hush_rational_init(&table.variance);
	hush_rational_set_u64(&table.variance, variance, 1);
	return table;
}

START_TEST(intervals)
{
	struct hush_plan_table table = gaussian(100, 19);
	const int64_t values[] = {1, 2, 3, 10, 20, 30};
	struct hush_slice slice = {.outer = 1, .size = 1, .value = 0, .inner = 6};
	struct hush_interval made = hush_interval_of_slice(&table, values, &slice);

	/* 1.96 * sqrt(600) = 48.0099...: rounded up. */
	ck_assert_int_eq(made.estimate, 66);
	ck_assert_int_eq(made.half, 49);
	slice = (struct hush_slice){.outer = 2, .size = 3, .value = 1, .inner = 1};
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.estimate, 22);
	ck_assert_int_eq(made.half, 28); /* 27.72 */
	slice = (struct hush_slice){.outer = 1, .size = 6, .value = 4, .inner = 1};
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.estimate, 20);
	ck_assert_int_eq(made.half, 19);
	table.mechanism = HUSH_DISCRETE_LAPLACE;
	slice = (struct hush_slice){.outer = 1, .size = 3, .value = 0, .inner = 2};
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.half, 30); /* 2.12 * 14.1421 = 29.98 */
	/* A part in common: two cells vary by 2 * 100 + 2 * 36 = 272, six by 6 * 100 + 30 * 36 = 1680; one as before. */
	table.mechanism = HUSH_CORRELATED_GAUSSIAN;
	hush_rational_init(&table.common_variance);
	hush_rational_set_u64(&table.common_variance, 36, 1);
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.half, 33); /* 32.33 */
	slice = (struct hush_slice){.outer = 1, .size = 1, .value = 0, .inner = 6};
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.half, 81); /* 80.34 */
	slice = (struct hush_slice){.outer = 1, .size = 6, .value = 4, .inner = 1};
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.half, 19);
	/* Differences: what is common cancels. 2 * 2 * (100 - 36) = 256, 1.96 * 16 = 31.36; independent: 1.96 * 20 = 39.2. */
	ck_assert_int_eq(hush_interval_half_of_difference(&table, 2), 32);
	table.mechanism = HUSH_DISCRETE_GAUSSIAN;
	ck_assert_int_eq(hush_interval_half_of_difference(&table, 2), 40);
	ck_assert_int_eq(hush_interval_half(&table, 6), 49);
	ck_assert_int_eq(hush_interval_half(&table, 1), 19);
	hush_rational_clear(&table.common_variance);
	hush_rational_clear(&table.variance);
}
END_TEST

START_TEST(intervals_do_not_wrap)
{
	const int64_t top = (int64_t)1 << 61;
	const int64_t values[] = {top, top, top, top};
	struct hush_plan_table table = gaussian(UINT64_MAX, UINT64_MAX);
	struct hush_slice slice = {.outer = 1, .size = 1, .value = 0, .inner = 4};
	struct hush_interval made = hush_interval_of_cell(&table, top);

	ck_assert_int_eq(made.half, (int64_t)1 << 62);
	ck_assert_int_gt(made.estimate + made.half, made.half);
	made = hush_interval_of_slice(&table, values, &slice);
	ck_assert_int_eq(made.estimate, top);
	hush_rational_clear(&table.variance);
}
END_TEST

/* A count far below zero is noise; a sum or a difference far below zero is news. */
START_TEST(told_from_zero)
{
	for (int64_t estimate = -12; estimate <= 12; estimate++) {
		struct hush_interval count = {.estimate = estimate, .half = 5};
		struct hush_interval sum = {.estimate = estimate, .half = 5, .below_zero = true};

		ck_assert_int_eq(hush_interval_is_faint(&count), estimate <= 5);
		ck_assert_int_eq(hush_interval_is_faint(&sum), estimate >= -5 && estimate <= 5);
		ck_assert_int_eq(hush_interval_holds_zero(&count), estimate >= -5 && estimate <= 5);
	}
}
END_TEST

/* The rounded range must hold the exact one. */
START_TEST(about_is_honest)
{
	for (int64_t estimate = -2500; estimate < 2500; estimate += 7) {
		for (int64_t half = 0; half < 1300; half += 13) {
			struct hush_interval exact = {.estimate = estimate, .half = half};
			struct hush_interval about = hush_figures_about(&exact);

			ck_assert_int_le(about.estimate - about.half, estimate - half);
			ck_assert_int_ge(about.estimate + about.half, estimate + half);
			ck_assert_int_le(about.half, half + half / 5 + 1);
		}
	}
}
END_TEST

START_TEST(figures)
{
	struct hush_rational third;

	hush_figures_number(&out, -1234567);
	ck_assert_str_eq(out.bytes, "\xE2\x88\x92"
	                            "1,234,567");
	hush_buffer_clear(&out);
	hush_figures_number(&out, INT64_MIN);
	ck_assert_str_eq(out.bytes, "\xE2\x88\x92"
	                            "9,223,372,036,854,775,808");
	hush_buffer_clear(&out);
	hush_figures_number(&out, 999);
	ck_assert_str_eq(out.bytes, "999");
	hush_buffer_clear(&out);
	hush_figures_day(&out, &hush_messages_en, hush_day_from_civil(2024, 2, 29));
	ck_assert_str_eq(out.bytes, "29 February 2024");
	hush_buffer_clear(&out);
	hush_rational_init(&third);
	hush_rational_set_u64(&third, 1, 1000000000);
	hush_words_chance(&hush_messages_en, &third, &out);
	ck_assert_str_eq(out.bytes, "1 in 1,000,000,000");
	hush_rational_clear(&third);
}
END_TEST

START_TEST(escapes)
{
	hush_html_text(&out, "<a href='x'>\"&\x01\x7f\xC3\xA9");
	ck_assert_str_eq(out.bytes, "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9");
	hush_buffer_clear(&out);
	hush_html_contact(&out, "a.b@c.example");
	ck_assert_str_eq(out.bytes, "<a href=\"mailto:a.b@c.example\">a.b@c.example</a>");
	hush_buffer_clear(&out);
	hush_html_contact(&out, "javascript:alert(1)");
	ck_assert_str_eq(out.bytes, "javascript:alert(1)");
	hush_buffer_clear(&out);
	hush_html_contact(&out, "https://x.example/\"onload=\"");
	ck_assert_ptr_null(strstr(out.bytes, "<a"));
	hush_buffer_clear(&out);
	hush_html_contact(&out, "mail: a@b.example?subject=x&bcc=y");
	ck_assert_ptr_null(strstr(out.bytes, "<a"));
}
END_TEST

START_TEST(scales)
{
	static const int64_t lows[] = {0, -3, -999, -1, 0, -5000000000000000000};
	static const int64_t highs[] = {1, 17, 0, 1201, 0, 5000000000000000000};

	for (size_t i = 0; i < sizeof lows / sizeof lows[0]; i++) {
		struct hush_scale scale = hush_scale_over(lows[i], highs[i], 5);

		ck_assert(scale.low == lows[i]);
		ck_assert(scale.high >= highs[i]);
		ck_assert(scale.high > scale.low);
		ck_assert(scale.first >= scale.low && scale.first - scale.step < scale.low);
		ck_assert(scale.first % scale.step == 0 && scale.high % scale.step == 0);
		ck_assert((scale.high - scale.first) / scale.step <= 6);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("parts");
	TCase *tests = tcase_create("parts");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, intervals);
	tcase_add_test(tests, intervals_do_not_wrap);
	tcase_add_test(tests, told_from_zero);
	tcase_add_test(tests, about_is_honest);
	tcase_add_test(tests, figures);
	tcase_add_test(tests, escapes);
	tcase_add_test(tests, scales);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
