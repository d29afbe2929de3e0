/*
 * goodness: a million draws of each sampler against its law, from fixed seeds.
 *
 * Pearson's chi-square over bins an eighth of a standard deviation wide, out to four on both sides, with one bin for each
 * tail.  The bound is the quantile of chi-square at 7.5 standard deviations of Wilson and Hilferty's approximation,
 * which a right sampler passes with a probability of at most 1e-13 per test, below 1e-11 for the program; with the
 * seeds fixed it passes always or never.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "laws.h"
#include "noise/gaussian.h"
#include "noise/laplace.h"
#include "seeded_bits.h"

enum { BINS = 64, DRAWS = 1000000 };

struct sample {
	int64_t width; /* of a bin */
	uint64_t counts[BINS + 2];
	uint64_t total;
	long double sum;
	long double squares;
};

/* Bins are centred on multiples of their width: 0 and BINS + 1 are the tails. */
static int bin_of(const struct sample *sample, int64_t x)
{
	int64_t first = -(BINS / 2) * sample->width - sample->width / 2;
	int64_t at;

	if (x < first) {
		return 0;
	}
	at = (x - first) / sample->width;
	return at < BINS ? (int)at + 1 : BINS + 1;
}

static void collect(struct sample *sample, int64_t x)
{
	sample->counts[bin_of(sample, x)]++;
	sample->total++;
	sample->sum += (long double)x;
	sample->squares += (long double)x * (long double)x;
}

/* P[X < edge] */
static long double laplace_below(long double s, int64_t edge)
{
	long double q = 1 / (1 + expl(-1 / s));

	return edge <= 0 ? q * expl((long double)(edge - 1) / s) : 1 - q * expl(-(long double)edge / s);
}

static long double gaussian_below(long double s2, int64_t edge)
{
	long double norm, below = 0;

	if (s2 > 1e4L) { /* the error of the continuity correction is of the order of 1/s2, far below 1e-3 of a bin */
		return erfcl(-((long double)edge - 0.5L) / sqrtl(2 * s2)) / 2;
	}
	norm = gaussian_norm(s2);
	for (int64_t x = edge - 1; x > edge - 4096; x--) {
		below += gaussian_mass(s2, norm, x);
	}
	return below;
}

static bool fits(const struct sample *sample, long double (*below)(long double, int64_t), long double parameter)
{
	long double chi = 0, low = 0, count = 0, pooled_count = 0, pooled = 0, bound;
	int freedom = -1;

	for (int bin = 0; bin < BINS + 2; bin++) {
		int64_t edge = -(BINS / 2) * sample->width - sample->width / 2 + bin * sample->width;
		long double high = bin == BINS + 1 ? 1 : below(parameter, edge);

		/* Bins of little expectation are joined with the next. */
		pooled += (high - low) * (long double)sample->total;
		pooled_count += (long double)sample->counts[bin];
		low = high;
		count += (long double)sample->counts[bin];
		if (pooled >= 20 || (bin == BINS + 1 && pooled > 0)) {
			if (pooled < 1) { /* a last bin that should be empty: count it as if one were expected */
				pooled = 1;
			}
			chi += (pooled_count - pooled) * (pooled_count - pooled) / pooled;
			pooled = pooled_count = 0;
			freedom++;
		}
	}
	if (freedom < 1) {
		freedom = 1;
	}
	bound = freedom * powl(1 - 2.0L / (9 * freedom) + 7.5L * sqrtl(2.0L / (9 * freedom)), 3);
	return count == (long double)sample->total && chi < bound;
}

static const struct {
	const char *text;
	long double value;
} parameters[] = {
	{"0.3", 0.3L},     {"1", 1},         {"2.385", 2.385L},       {"3217/64", 3217 / 64.0L}, {"142.8", 142.8L},
	{"1e3", 1e3L},     {"1e6", 1e6L},    {"12345.678", 12345.678L}, {"1e11", 1e11L},
};

static int64_t bin_width(long double deviation)
{
	return deviation < 8 ? 1 : (int64_t)(deviation / 8);
}

/* Mean and variance within 7.5 standard errors; `kurtosis` is the fourth moment over the squared variance. */
static void expect_moments(const struct sample *sample, long double variance, long double kurtosis)
{
	long double n = (long double)sample->total;

	ck_assert_ldouble_le(fabsl(sample->sum / n), 7.5L * sqrtl(variance / n));
	ck_assert_ldouble_le(fabsl(sample->squares / n - variance), 7.5L * variance * sqrtl((kurtosis - 1) / n));
}

static void expect_laplace(const char *text, long double value, bool small, uint32_t draws)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_laplace law;
	long double q = expl(-1 / value), variance = 2 * q / ((1 - q) * (1 - q));
	struct sample sample = {.width = bin_width(sqrtl(variance))};

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	ck_assert_int_eq(hush_laplace_prepare(&r, &law, NULL), HUSH_OK);
	law.small = small;
	seeded_bits(&bits, &memory, small ? 20250101 : 20250201);
	for (uint32_t i = 0; i < draws; i++) {
		collect(&sample, hush_laplace_draw(&law, &bits));
	}
	ck_assert_msg(fits(&sample, laplace_below, value), "scale %s", text);
	expect_moments(&sample, variance, 6 + 1 / variance); /* kurtosis of the discrete Laplace law is 6 + 1/variance */
	hush_laplace_clear(&law);
	hush_rational_clear(&r);
}

static void expect_gaussian(const char *text, long double value, bool small, uint32_t draws)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_gaussian law;
	struct sample sample = {.width = bin_width(sqrtl(value))};

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	ck_assert_int_eq(hush_gaussian_prepare(&r, &law, NULL), HUSH_OK);
	law.small = law.small && small;
	seeded_bits(&bits, &memory, small ? 20250301 : 20250401);
	for (uint32_t i = 0; i < draws; i++) {
		collect(&sample, hush_gaussian_draw(&law, &bits));
	}
	ck_assert_msg(fits(&sample, gaussian_below, value), "sigma^2 %s", text);
	if (value >= 1) { /* below, the variance of the law is less than sigma^2 */
		expect_moments(&sample, value, 3);
	}
	hush_gaussian_clear(&law);
	hush_rational_clear(&r);
}

START_TEST(laplace_fits)
{
	expect_laplace(parameters[_i].text, parameters[_i].value, true, DRAWS);
	expect_laplace(parameters[_i].text, parameters[_i].value, false, DRAWS / 10);
}
END_TEST

START_TEST(gaussian_fits)
{
	expect_gaussian(parameters[_i].text, parameters[_i].value, true, DRAWS);
	expect_gaussian(parameters[_i].text, parameters[_i].value, false, DRAWS / 10);
}
END_TEST

START_TEST(a_gaussian_too_wide_for_words_fits)
{
	expect_gaussian("1000000000000000000000000000000", 1e30L, true, DRAWS / 10); /* takes the GMP path of itself */
}
END_TEST

START_TEST(wrong_scales_are_caught)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_laplace laplace;
	struct hush_gaussian gaussian;
	struct sample small = {.width = 1}, biased = {.width = 1};

	seeded_bits(&bits, &memory, 7);
	hush_rational_init(&r);
	hush_rational_set_u64(&r, 10, 1);
	ck_assert_int_eq(hush_laplace_prepare(&r, &laplace, NULL), HUSH_OK);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &gaussian, NULL), HUSH_OK);
	for (int i = 0; i < DRAWS; i++) {
		int64_t x = hush_gaussian_draw(&gaussian, &bits);

		collect(&small, hush_laplace_draw(&laplace, &bits));
		collect(&biased, x == 0 && hush_bits_take(&bits, 5) == 0 ? 1 : x);
	}
	ck_assert(fits(&small, laplace_below, 10));
	ck_assert(!fits(&small, laplace_below, 10.2L));
	ck_assert(!fits(&small, laplace_below, 9.8L));
	ck_assert(!fits(&small, gaussian_below, 200));
	ck_assert(!fits(&biased, gaussian_below, 10));
	hush_laplace_clear(&laplace);
	hush_gaussian_clear(&gaussian);
	hush_rational_clear(&r);
}
END_TEST

/* Neighbouring draws are independent: correlations at lags 1..20 within 7.5 standard errors. */
START_TEST(draws_do_not_follow_each_other)
{
	enum { COUNT = 200000, LAGS = 20 };
	static int64_t draws[COUNT];
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_gaussian law;

	seeded_bits(&bits, &memory, 8);
	hush_rational_init(&r);
	hush_rational_set_u64(&r, 100, 1);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &law, NULL), HUSH_OK);
	for (int i = 0; i < COUNT; i++) {
		draws[i] = hush_gaussian_draw(&law, &bits);
	}
	for (int lag = 1; lag <= LAGS; lag++) {
		long double sum = 0;

		for (int i = lag; i < COUNT; i++) {
			sum += (long double)(draws[i] * draws[i - lag]);
		}
		ck_assert_ldouble_le(fabsl(sum), 7.5L * 100 * sqrtl(COUNT));
	}
	hush_gaussian_clear(&law);
	hush_rational_clear(&r);
}
END_TEST

int main(void)
{
	const int count = (int)(sizeof parameters / sizeof parameters[0]);
	Suite *suite = suite_create("goodness");
	TCase *tcase = tcase_create("goodness");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, laplace_fits, 0, count);
	tcase_add_loop_test(tcase, gaussian_fits, 0, count);
	tcase_add_test(tcase, a_gaussian_too_wide_for_words_fits);
	tcase_add_test(tcase, wrong_scales_are_caught);
	tcase_add_test(tcase, draws_do_not_follow_each_other);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
