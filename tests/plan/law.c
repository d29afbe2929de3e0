/* The noise laws: closed bounds against term-by-term sums, monotony, extremes, refusals, and time. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plan/law.h"
#include "rational.h"

static struct hush_rational parameter;
static struct hush_rational other;
static hush_error err;

static void setup(void)
{
	hush_rational_init(&parameter);
	hush_rational_init(&other);
}

static void teardown(void)
{
	hush_rational_clear(&other);
	hush_rational_clear(&parameter);
}

static uint64_t half_width(enum hush_mechanism mechanism, const char *value, const char *confidence)
{
	uint64_t t = UINT64_MAX;

	rational_from(&parameter, value);
	rational_from(&other, confidence);
	ck_assert_msg(hush_law_half_width(mechanism, &parameter, &other, &t, &err) == HUSH_OK, "%s: %s", value, err.message);
	return t;
}

/* P[|X| > t] of the Gaussian in long double, by its definition: good to about 1e-17. */
static long double plain_excess(long double sigma2, uint64_t t)
{
	long double norm = 1;
	long double outside = 0;

	for (long double x = 60 * sqrtl(sigma2) + 40; x >= 1; x -= 1) {
		long double x_whole = floorl(x);
		long double f = 2 * expl(-x_whole * x_whole / (2 * sigma2));

		norm += f;
		outside += x_whole > (long double)t ? f : 0;
	}
	return outside / norm;
}

static const char *const sizes[] = {"1/1048576", "0.05", "1/3", "0.77", "1", "2.385", "4.999", "5.1", "19.99",
                                    "314.15", "2048", "90001.5"};
static const char *const confidences[] = {"0", "0.5", "0.6", "0.68", "0.9", "0.95", "0.999", "0.999999999"};

START_TEST(half_widths_are_the_least_of_the_plain_sum)
{
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		for (size_t c = 0; c < sizeof confidences / sizeof confidences[0]; c++) {
			uint64_t t = half_width(HUSH_DISCRETE_GAUSSIAN, sizes[s], confidences[c]);
			long double alpha = 1 - strtold(confidences[c], NULL);
			long double sigma2 = (long double)rational_value(&parameter);

			ck_assert_msg(plain_excess(sigma2, t) <= alpha + 1e-15L, "%s at %s: %llu is too small", sizes[s],
			              confidences[c], (unsigned long long)t);
			ck_assert_msg(t == 0 || plain_excess(sigma2, t - 1) > alpha - 1e-15L, "%s at %s: %llu is too large", sizes[s],
			              confidences[c], (unsigned long long)t);
		}
	}
}
END_TEST

START_TEST(laplace_half_widths_follow_the_closed_form)
{
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		for (size_t c = 0; c < sizeof confidences / sizeof confidences[0]; c++) {
			uint64_t t = half_width(HUSH_DISCRETE_LAPLACE, sizes[s], confidences[c]);
			double scale = rational_value(&parameter);
			double alpha = 1 - strtod(confidences[c], NULL);
			double at = 2 * exp(-((double)t + 1) / scale) / (1 + exp(-1 / scale));
			double before = 2 * exp(-(double)t / scale) / (1 + exp(-1 / scale));

			ck_assert_msg(at <= alpha * (1 + 1e-6), "%s at %s", sizes[s], confidences[c]);
			ck_assert_msg(t == 0 || before > alpha * (1 - 1e-6), "%s at %s", sizes[s], confidences[c]);
		}
	}
}
END_TEST

/* What hush_law_within decides, by whatever bound, must agree with the enclosure of the sum. */
START_TEST(closed_bounds_agree_with_the_sum)
{
	static const char *const values[] = {"0.3", "1", "1.7", "6", "50.5", "777", "16384", "123456.75"};
	static const double shifts[] = {0.9, 0.999, 1, 1.001, 1.1};
	mpfr_t low;
	mpfr_t high;
	unsigned decided = 0;

	mpfr_init2(low, 192);
	mpfr_init2(high, 192);
	for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
		double sigma;

		rational_from(&parameter, values[v]);
		sigma = sqrt(rational_value(&parameter));
		for (double z = 0; z < 9; z += 0.37) {
			uint64_t t = (uint64_t)(z * sigma);

			hush_law_tail(HUSH_DISCRETE_GAUSSIAN, &parameter, t + 1, low, high);
			mpfr_mul_2ui(low, low, 1, MPFR_RNDD);
			mpfr_mul_2ui(high, high, 1, MPFR_RNDU);
			for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
				struct hush_rational excess;
				bool holds;

				hush_rational_init(&excess);
				hush_rational_set_double(&excess, mpfr_get_d(high, MPFR_RNDN) * shifts[i]);
				holds = hush_law_within(HUSH_DISCRETE_GAUSSIAN, &parameter, t, &excess);
				ck_assert_msg(holds == (mpfr_cmp_q(high, excess.q) <= 0), "sigma^2 %s, t %llu, shift %g", values[v],
				              (unsigned long long)t, shifts[i]);
				decided++;
				hush_rational_clear(&excess);
			}
		}
	}
	ck_assert_uint_gt(decided, 900);
	mpfr_clear(low);
	mpfr_clear(high);
}
END_TEST

START_TEST(half_widths_grow_with_sigma)
{
	uint64_t last = 0;
	char text[32];

	for (unsigned i = 1; i < 4000; i += 13) {
		uint64_t t;

		snprintf(text, sizeof text, "%u/16", i);
		t = half_width(HUSH_DISCRETE_GAUSSIAN, text, "0.95");
		ck_assert_uint_ge(t, last);
		last = t;
	}
	/* Across the end of the range that is summed. */
	ck_assert_uint_le(half_width(HUSH_DISCRETE_GAUSSIAN, "16777216", "0.95"),
	                  half_width(HUSH_DISCRETE_GAUSSIAN, "16777217", "0.95"));
	ck_assert_uint_eq(half_width(HUSH_DISCRETE_GAUSSIAN, "16777216", "0.95"), 8028);
}
END_TEST

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

START_TEST(the_ends_of_the_range_are_answered_at_once)
{
	char near_one[1900];
	double start = seconds();

	ck_assert_uint_eq(half_width(HUSH_DISCRETE_GAUSSIAN, "1152921504606846976", "0.95"), 2104495304ULL);
	ck_assert_uint_eq(half_width(HUSH_DISCRETE_GAUSSIAN, "1/1048576", "0.95"), 0);
	ck_assert_uint_eq(half_width(HUSH_DISCRETE_LAPLACE, "1/1048576", "0.999999"), 0);
	/* 2^40 (ln 40 - ln(1 + e^(-2^-40))) - 1, up to the next whole number */
	ck_assert_uint_eq(half_width(HUSH_DISCRETE_LAPLACE, "1099511627776", "0.95"), 3293842468476ULL);
	/* 1 - 10^-900 as a fraction */
	memset(near_one, '9', sizeof near_one);
	near_one[900] = '/';
	near_one[901] = '1';
	memset(near_one + 902, '0', 900);
	near_one[1802] = '\0';
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		ck_assert_uint_lt(half_width(HUSH_DISCRETE_GAUSSIAN, sizes[s], near_one), 40000);
	}
	half_width(HUSH_DISCRETE_GAUSSIAN, "16777216", near_one);
	half_width(HUSH_DISCRETE_GAUSSIAN, "1152921504606846976", near_one);
	ck_assert_msg(seconds() - start < 20, "%g seconds", seconds() - start);
}
END_TEST

START_TEST(what_is_outside_the_range_is_refused)
{
	static const struct {
		enum hush_mechanism mechanism;
		const char *value;
	} cases[] = {
		{HUSH_DISCRETE_GAUSSIAN, "0"},
		{HUSH_DISCRETE_GAUSSIAN, "1/1048577"},
		{HUSH_DISCRETE_GAUSSIAN, "1152921504606846977"},
		{HUSH_DISCRETE_LAPLACE, "0"},
		{HUSH_DISCRETE_LAPLACE, "1099511627777"},
	};
	struct hush_limits limits = {.cells = 1, .per_cell = 1, .total = 1};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_cost cost;
	uint64_t t = 7;

	hush_cost_init(&cost);
	rational_from(&other, "0.95");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		rational_from(&parameter, cases[i].value);
		ck_assert_int_eq(hush_law_half_width(cases[i].mechanism, &parameter, &other, &t, &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, "2^-20"));
		ck_assert_int_eq(hush_law_variance(cases[i].mechanism, &parameter, &other, &err), HUSH_E_SPEC);
		ck_assert_int_eq(hush_cost_of(&sensitivity, cases[i].mechanism, &parameter, &cost, NULL), HUSH_E_SPEC);
	}
	rational_from(&parameter, "4");
	rational_from(&other, "1");
	ck_assert_int_eq(hush_law_half_width(HUSH_DISCRETE_GAUSSIAN, &parameter, &other, &t, &err), HUSH_E_SPEC);
	ck_assert_uint_eq(t, 7);
	hush_cost_clear(&cost);
}
END_TEST

START_TEST(variances_are_never_said_too_small)
{
	static const char *const values[] = {"1/1048576", "0.04", "0.3", "1", "2.5", "4.9999", "5", "123.456789012345"};
	char text[32];

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		long double sigma2;
		long double norm = 1;
		long double sum = 0;

		rational_from(&parameter, values[i]);
		sigma2 = (long double)rational_value(&parameter);
		for (long double x = 1; x < 1000; x++) {
			norm += 2 * expl(-x * x / (2 * sigma2));
			sum += 2 * x * x * expl(-x * x / (2 * sigma2));
		}
		ck_assert_int_eq(hush_law_variance(HUSH_DISCRETE_GAUSSIAN, &parameter, &other, NULL), HUSH_OK);
		ck_assert_msg((long double)hush_rational_double(&other, HUSH_UP) >= sum / norm * (1 - 1e-16L), "%s", values[i]);
		ck_assert_msg((long double)rational_value(&other) <= sum / norm * (1 + 2e-11L) + 2e-300L, "%s", values[i]);
		hush_std_dev_text(&other, text);
		ck_assert_ptr_null(strchr(text, '?'));
	}
	rational_from(&parameter, "1/1048576");
	ck_assert_int_eq(hush_law_variance(HUSH_DISCRETE_LAPLACE, &parameter, &other, NULL), HUSH_OK);
	rational_from(&parameter, "1e-300");
	ck_assert_int_eq(hush_rational_compare(&other, &parameter), 0);
}
END_TEST

START_TEST(standard_deviations_round_up)
{
	static const char *const cases[][2] = {
		{"4", "2"}, {"2", "1.41422"}, {"0", "0"}, {"20.5", "4.5277"}, {"0.01", "0.1"}, {"1e-300", "1e-150"}, {"1e18", "1000000000"},
		{"1e-12", "1e-6"}, {"1152921504606846976", "1073750000"}};
	char text[32];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		rational_from(&parameter, cases[i][0]);
		hush_std_dev_text(&parameter, text);
		ck_assert_str_eq(text, cases[i][1]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law");
	TCase *tests = tcase_create("law");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, half_widths_are_the_least_of_the_plain_sum);
	tcase_add_test(tests, laplace_half_widths_follow_the_closed_form);
	tcase_add_test(tests, closed_bounds_agree_with_the_sum);
	tcase_add_test(tests, half_widths_grow_with_sigma);
	tcase_add_test(tests, the_ends_of_the_range_are_answered_at_once);
	tcase_add_test(tests, what_is_outside_the_range_is_refused);
	tcase_add_test(tests, variances_are_never_said_too_small);
	tcase_add_test(tests, standard_deviations_round_up);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
