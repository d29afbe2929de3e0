/* Thresholds: reference values, enumerated laws (">=" charged as ">="), whole releases enumerated, extremes, refusals. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enclosure.h"
#include "plan/threshold.h"

static struct hush_rational a;
static struct hush_rational b;
static struct hush_rational c;
static struct hush_range answer;
static hush_error err;

static void setup(void)
{
	hush_rational_init(&a);
	hush_rational_init(&b);
	hush_rational_init(&c);
	hush_range_init(&answer);
}

static void teardown(void)
{
	hush_range_clear(&answer);
	hush_rational_clear(&c);
	hush_rational_clear(&b);
	hush_rational_clear(&a);
}

static void threshold_delta(enum hush_mechanism mechanism, const char *parameter, uint64_t tau, uint64_t l0, uint64_t linf)
{
	rational_from(&a, parameter);
	ck_assert_msg(hush_threshold_delta(mechanism, &a, tau, l0, linf, &answer, &err) == HUSH_OK, "%s", err.message);
}

static uint64_t least_tau(enum hush_mechanism mechanism, const char *parameter, uint64_t l0, uint64_t linf, const char *delta)
{
	uint64_t tau = 0;

	rational_from(&a, parameter);
	rational_from(&b, delta);
	ck_assert_msg(hush_threshold_least(mechanism, &a, l0, linf, &b, &tau, &err) == HUSH_OK, "%s", err.message);
	return tau;
}

START_TEST(reference_values_hold)
{
	threshold_delta(HUSH_DISCRETE_LAPLACE, "1", 10, 1, 1);
	expect_range("laplace", &answer, "9.021979596461532e-05", 1e-15, 1e-30);
	threshold_delta(HUSH_DISCRETE_LAPLACE, "1", 10, 4, 1);
	expect_range("laplace, 4 cells", &answer, "0.000360830349126308", 1e-15, 1e-30);
	threshold_delta(HUSH_DISCRETE_LAPLACE, "2", 30, 1, 1);
	expect_range("laplace of 2", &answer, "3.1393590873522624e-07", 1e-15, 1e-30);
	threshold_delta(HUSH_DISCRETE_GAUSSIAN, "1", 10, 1, 1);
	expect_range("gaussian", &answer, "1.0280542997713166e-18", 1e-15, 1e-30);
	threshold_delta(HUSH_DISCRETE_GAUSSIAN, "71.4094", 60, 4, 1);
	expect_range("gaussian, 4 cells", &answer, "8.611503971554707e-12", 1e-15, 1e-30);
	ck_assert_uint_eq(least_tau(HUSH_DISCRETE_GAUSSIAN, "20", 1, 1, "1e-6"), 23);
	ck_assert_uint_eq(least_tau(HUSH_DISCRETE_GAUSSIAN, "285.5715", 16, 1, "5e-7"), 93);
	ck_assert_uint_eq(least_tau(HUSH_DISCRETE_LAPLACE, "1", 1, 1, "1e-6"), 15);
}
END_TEST

/* P[linf + X >= tau], counted. */
static long double shown(bool gaussian, long double parameter, long tau, long linf)
{
	long double norm = 0;
	long double sum = 0;

	for (long x = -2800; x <= 2800; x++) {
		long double y = (long double)labs(x);
		long double p = gaussian ? expl(-y * y / (2 * parameter)) : expl(-y / parameter);

		norm += p;
		sum += linf + x >= tau ? p : 0;
	}
	return sum / norm;
}

START_TEST(delta_is_that_of_the_enumerated_law)
{
	static const char *const parameters[] = {"0.3", "1", "2.385", "7", "60"};

	for (size_t p = 0; p < 5; p++) {
		for (int gaussian = 0; gaussian < 2; gaussian++) {
			for (long tau = 0; tau < 40; tau += 3) {
				for (long linf = 1; linf < 30; linf += 9) {
					enum hush_mechanism mechanism = gaussian ? HUSH_DISCRETE_GAUSSIAN : HUSH_DISCRETE_LAPLACE;
					long double one = shown(gaussian, strtold(parameters[p], NULL), tau, linf);

					for (uint64_t l0 = 1; l0 < 20; l0 += 9) {
						long double any = -expm1l((long double)l0 * log1pl(-one));

						threshold_delta(mechanism, parameters[p], (uint64_t)tau, l0, (uint64_t)linf);
						ck_assert_msg(fabsl((long double)middle_of(&answer) - any) <= 1e-15L * any + 1e-30L,
						              "%s tau %ld linf %ld l0 %d: %.17g is not %.17Lg", parameters[p], tau, linf, (int)l0,
						              middle_of(&answer), any);
						ck_assert(hush_range_is_narrow(&answer, 100));
					}
				}
			}
		}
	}
	/* A count at the threshold is shown: charging "above" for "at least" would forget a factor of e here. */
	threshold_delta(HUSH_DISCRETE_LAPLACE, "1", 10, 1, 1);
	ck_assert(fabs(middle_of(&answer) / exp(-9) * (1 + exp(-1)) - 1) < 1e-14);
}
END_TEST

START_TEST(the_least_threshold_is_the_least)
{
	static const char *const parameters[] = {"0.01", "1", "2.385", "400", "123456"};
	static const char *const deltas[] = {"1e-300", "1e-9", "0.01", "0.5", "0.97"};

	for (size_t p = 0; p < 5; p++) {
		for (size_t d = 0; d < 5; d++) {
			for (int gaussian = 0; gaussian < 2; gaussian++) {
				for (uint64_t l0 = 1; l0 <= 1000000; l0 *= 1000) {
					enum hush_mechanism mechanism = gaussian ? HUSH_DISCRETE_GAUSSIAN : HUSH_DISCRETE_LAPLACE;
					uint64_t tau = least_tau(mechanism, parameters[p], l0, 3, deltas[d]);

					threshold_delta(mechanism, parameters[p], tau, l0, 3);
					ck_assert(mpfr_cmp_q(answer.high, b.q) <= 0);
					ck_assert_uint_ge(tau, 1);
					if (tau > 1) {
						threshold_delta(mechanism, parameters[p], tau - 1, l0, 3);
						ck_assert(mpfr_cmp_q(answer.low, b.q) > 0);
					}
				}
			}
		}
	}
}
END_TEST

enum { REACH = 60, WIDTH = 2 * REACH + 1 };

/* P[X = x] for |x| <= REACH. */
static void fill_law(long double *law, long double sigma2)
{
	long double norm = 0;

	for (int x = -REACH; x <= REACH; x++) {
		law[x + REACH] = expl(-(long double)(x * x) / (2 * sigma2));
		norm += law[x + REACH];
	}
	for (int i = 0; i < WIDTH; i++) {
		law[i] /= norm;
	}
}

/* What a cell publishes: probabilities of each value, and of staying hidden. */
struct cell {
	long double value[WIDTH + 1];
	long double hidden;
};

static void publish(struct cell *cell, const long double *law, int count, int tau, bool exists)
{
	cell->hidden = exists ? 0 : 1;
	for (int i = 0; i <= WIDTH; i++) {
		int value = i - REACH;
		int x = value - count;
		long double p = exists && x >= -REACH && x <= REACH ? law[x + REACH] : 0;

		/* Without a threshold (shared cells) everything is shown. */
		cell->value[i] = value >= tau ? p : 0;
		cell->hidden += value >= tau ? 0 : p;
	}
}

static long double stick(long double p, long double q, long double growth)
{
	return p > growth * q ? p - growth * q : 0;
}

/* Two cells with and without the unit, every pair of outcomes. */
static long double two_cells(const struct cell *with, const struct cell *without, long double growth)
{
	long double sum = stick(with[0].hidden * with[1].hidden, without[0].hidden * without[1].hidden, growth);

	for (int i = 0; i <= WIDTH; i++) {
		sum += stick(with[0].value[i] * with[1].hidden, without[0].value[i] * without[1].hidden, growth);
		sum += stick(with[0].hidden * with[1].value[i], without[0].hidden * without[1].value[i], growth);
		for (int j = 0; j <= WIDTH; j++) {
			sum += stick(with[0].value[i] * with[1].value[j], without[0].value[i] * without[1].value[j], growth);
		}
	}
	return sum;
}

/* The worst over how many of the two cells the unit has alone, both directions, from the definition of delta. */
static long double enumerated_release(long double sigma2, int tau, long double epsilon)
{
	static struct cell with[2];
	static struct cell without[2];
	long double law[WIDTH];
	long double worst = 0;

	fill_law(law, sigma2);
	for (int alone = 0; alone <= 2; alone++) {
		for (int k = 0; k < 2; k++) {
			bool unique = k < alone;

			publish(&with[k], law, 1, unique ? tau : -REACH, true);
			publish(&without[k], law, 0, unique ? tau : -REACH, !unique);
		}
		worst = fmaxl(worst, two_cells(with, without, expl(epsilon)));
		worst = fmaxl(worst, two_cells(without, with, expl(epsilon)));
	}
	return worst;
}

START_TEST(whole_releases_cost_what_enumeration_says)
{
	static const char *const variances[] = {"0.8", "2", "9"};
	static const int taus[] = {2, 4, 6, 9, 15};
	static const char *const epsilons[] = {"0", "0.2", "1", "3"};

	for (size_t v = 0; v < 3; v++) {
		for (size_t t = 0; t < 5; t++) {
			for (size_t e = 0; e < 4; e++) {
				long double plain;
				double sum;

				rational_from(&a, variances[v]);
				rational_from(&b, epsilons[e]);
				ck_assert_msg(hush_sparse_histogram_delta(&a, (uint64_t)taus[t], 2, &b, &answer, &err) == HUSH_OK, "%s",
				              err.message);
				plain = enumerated_release(strtold(variances[v], NULL), taus[t], strtold(epsilons[e], NULL));
				ck_assert_msg(fabsl((long double)middle_of(&answer) / plain - 1) < 1e-10L, "%s tau %d epsilon %s: %.17g is not %.17Lg",
				              variances[v], taus[t], epsilons[e], middle_of(&answer), plain);
				ck_assert(mpfr_get_d(answer.low, MPFR_RNDD) <= (double)(plain * (1 + 1e-15L)));
				sum = middle_of(&answer);
				ck_assert_int_eq(hush_added_deltas(&a, (uint64_t)taus[t], 2, &b, &answer, &err), HUSH_OK);
				ck_assert(middle_of(&answer) >= sum * (1 - 1e-12));
			}
		}
	}
}
END_TEST

/* D_j of the continuous Gaussian in long double: Balle and Wang as they stand. */
static long double plain_gaussian(long double sigma, uint64_t cells, long double epsilon)
{
	long double mu = sqrtl((long double)cells) / sigma;

	return erfcl((epsilon / mu - mu / 2) / sqrtl(2)) / 2 - expl(epsilon) * erfcl((epsilon / mu + mu / 2) / sqrtl(2)) / 2;
}

/* Every a, without blocks and bounds. */
static long double plain_sparse(long double sigma, long double tau_minus_1, uint64_t l0, long double epsilon)
{
	long double log_f = log1pl(-erfcl(tau_minus_1 / sigma / sqrtl(2)) / 2);
	long double worst = -expm1l((long double)l0 * log_f);

	for (uint64_t n = 0; n < l0; n++) {
		long double hidden = (long double)n * log_f;
		long double shared = plain_gaussian(sigma, l0 - n, epsilon - hidden);

		worst = fmaxl(worst, -expm1l(hidden) + expl(hidden) * shared);
		worst = fmaxl(worst, plain_gaussian(sigma, l0 - n, epsilon + hidden));
	}
	return worst;
}

START_TEST(blocks_find_what_a_full_search_finds)
{
	static const struct {
		const char *sigma, *tau_minus_1, *epsilon;
		uint64_t l0;
	} cases[] = {
		{"5", "25", "1", 1},      {"8.5", "45", "1", 4},     {"8.5", "35", "1", 4},   {"8.5", "20", "1", 4},
		{"8.5", "5", "0", 4},     {"2", "0", "0.5", 7},      {"30", "120", "0.3", 50}, {"30", "140", "0.3", 50},
		{"30", "150", "0.3", 50}, {"40", "100", "0", 300},   {"40", "190", "0", 300},  {"3", "-2", "0.1", 12},
		{"100", "430", "1", 2000}, {"200", "700", "0.1", 2000},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		long double plain;
		bool negative = cases[i].tau_minus_1[0] == '-';

		rational_from(&a, cases[i].sigma);
		signed_from(&b, cases[i].tau_minus_1);
		rational_from(&c, cases[i].epsilon);
		ck_assert_int_eq(hush_sparse_histogram_delta_gaussian(&a, &b, cases[i].l0, &c, &answer, &err), HUSH_OK);
		plain = plain_sparse(strtold(cases[i].sigma, NULL), (negative ? -1 : 1) * strtold(cases[i].tau_minus_1 + negative, NULL),
		                     cases[i].l0, strtold(cases[i].epsilon, NULL));
		ck_assert_msg(fabsl((long double)middle_of(&answer) / plain - 1) < 1e-11L, "case %zu: %.17g is not %.17Lg", i,
		              middle_of(&answer), plain);
		ck_assert_msg(hush_range_is_narrow(&answer, 40), "case %zu", i);
	}
	rational_from(&a, "8.5");
	rational_from(&b, "45");
	rational_from(&c, "1");
	ck_assert_int_eq(hush_sparse_histogram_delta_gaussian(&a, &b, 4, &c, &answer, &err), HUSH_OK);
	expect_range("reference", &answer, "8.836709893072483e-07", 1e-14, 1e-12);
}
END_TEST

START_TEST(four_cells_at_the_published_setting)
{
	rational_from(&a, "71.5");
	rational_from(&b, "1");
	rational_from(&c, "1e-6");
	ck_assert_int_eq(hush_sparse_histogram_delta(&a, 44, 4, &b, &answer, &err), HUSH_OK);
	ck_assert(mpfr_cmp_q(answer.high, c.q) <= 0);
	ck_assert_int_eq(hush_sparse_histogram_delta(&a, 43, 4, &b, &answer, &err), HUSH_OK);
	ck_assert(mpfr_cmp_q(answer.low, c.q) > 0);
	/* Adding the deltas does not see this. */
	ck_assert_int_eq(hush_added_deltas(&a, 44, 4, &b, &answer, &err), HUSH_OK);
	ck_assert(mpfr_cmp_q(answer.low, c.q) > 0);
}
END_TEST

START_TEST(continuous_thresholds_hold)
{
	static const struct {
		const char *size, *delta;
		uint64_t l0;
		const char *linf, *expected;
	} gaussian[] = {{"1", "1e-15", 1, "1", "8.941345326170998"},
	                {"1", "1e-5", 1, "1", "5.264890793922825"},
	                {"10", "1e-15", 100, "1", "85.93793224109598"},
	                {"1", "0.5", 1, "1", "1"}},
	  laplace[] = {{"1", "1e-10", 1, "1", "23.33270374938051"}, {"1", "0.9", 1, "3", "-1.828313737302301"}, {"2", "0.5", 1, "1", "1"}};

	for (size_t i = 0; i < 4; i++) {
		rational_from(&a, gaussian[i].size);
		rational_from(&b, gaussian[i].delta);
		rational_from(&c, gaussian[i].linf);
		ck_assert_int_eq(hush_gaussian_threshold(&a, &b, gaussian[i].l0, &c, &answer, &err), HUSH_OK);
		expect_range(gaussian[i].delta, &answer, gaussian[i].expected, 1e-15, 1e-25);
	}
	for (size_t i = 0; i < 3; i++) {
		struct hush_rational tau;
		struct hush_range delta;

		hush_rational_init(&tau);
		hush_range_init(&delta);
		rational_from(&a, laplace[i].size);
		rational_from(&b, laplace[i].delta);
		rational_from(&c, laplace[i].linf);
		ck_assert_int_eq(hush_laplace_threshold(&a, &b, laplace[i].l0, &c, &answer, &err), HUSH_OK);
		signed_from(&tau, laplace[i].expected);
		ck_assert_msg(fabs(middle_of(&answer) - rational_value(&tau)) < 1e-13, "%.17g", middle_of(&answer));
		/* and back */
		hush_rational_set_mpfr(&tau, answer.high);
		ck_assert_int_eq(hush_laplace_threshold_delta(&a, &tau, laplace[i].l0, &c, &delta, &err), HUSH_OK);
		ck_assert(mpfr_cmp_q(delta.low, b.q) <= 0);
		hush_rational_set_mpfr(&tau, answer.low);
		ck_assert_int_eq(hush_laplace_threshold_delta(&a, &tau, laplace[i].l0, &c, &delta, &err), HUSH_OK);
		ck_assert(mpfr_cmp_q(delta.high, b.q) >= 0);
		hush_range_clear(&delta);
		hush_rational_clear(&tau);
	}
	rational_from(&a, "1");
	rational_from(&c, "1");
	rational_from(&b, "1201");
	ck_assert_int_eq(hush_laplace_threshold_delta(&a, &b, 1, &c, &answer, &err), HUSH_OK);
	mpfr_log(answer.high, answer.high, MPFR_RNDN);
	ck_assert(fabs(mpfr_get_d(answer.high, MPFR_RNDN) + 1200 + log(2)) < 1e-11);
}
END_TEST

START_TEST(what_is_outside_the_ranges_is_refused)
{
	uint64_t tau = 5;
	const uint64_t too_many = (UINT64_C(1) << 60) + 1;

	rational_from(&a, "1");
	rational_from(&b, "0.1");
	rational_from(&c, "0");
	hush_range_set_u64(&answer, 7);
#define REFUSED(call, text)                                                        \
	do {                                                                            \
		ck_assert_int_eq(call, HUSH_E_SPEC);                                        \
		ck_assert_msg(strstr(err.message, text) != NULL, "%s: %s", #call, err.message); \
		ck_assert(mpfr_cmp_ui(answer.low, 7) == 0 && mpfr_cmp_ui(answer.high, 7) == 0 && tau == 5); \
	} while (0)
	REFUSED(hush_threshold_delta(HUSH_CORRELATED_GAUSSIAN, &a, 5, 1, 1, &answer, &err), "independent noise");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_GAUSSIAN, &c, 5, 1, 1, &answer, &err), "2^-20 to 2^60");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &c, 5, 1, 1, &answer, &err), "2^-20 to 2^40");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &a, 5, 0, 1, &answer, &err), "1 to 2^60");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &a, 5, 1, 0, &answer, &err), "1 to 2^60");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &a, 5, 1, too_many, &answer, &err), "1 to 2^60");
	REFUSED(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &a, UINT64_MAX, 1, 1, &answer, &err), "0 to 2^62");
	REFUSED(hush_threshold_least(HUSH_DISCRETE_LAPLACE, &a, 1, 1, &c, &tau, &err), "2^-16384");
	REFUSED(hush_threshold_least(HUSH_DISCRETE_LAPLACE, &a, 1, 1, &a, &tau, &err), "1 - 2^-100");
	REFUSED(hush_threshold_least(HUSH_DISCRETE_LAPLACE, &a, 0, 1, &b, &tau, &err), "1 to 2^60");
	REFUSED(hush_sparse_histogram_delta(&c, 5, 1, &a, &answer, &err), "2^-20 to 2^60");
	REFUSED(hush_sparse_histogram_delta(&a, 5, 0, &a, &answer, &err), "1 to 2^60");
	REFUSED(hush_sparse_histogram_delta(&a, UINT64_MAX, 1, &a, &answer, &err), "0 to 2^62");
	REFUSED(hush_added_deltas(&c, 5, 1, &a, &answer, &err), "2^-20 to 2^60");
	REFUSED(hush_sparse_histogram_delta_gaussian(&c, &a, 1, &a, &answer, &err), "2^-200 to 2^200");
	REFUSED(hush_sparse_histogram_delta_gaussian(&a, &a, 0, &a, &answer, &err), "1 to 2^60");
	REFUSED(hush_gaussian_threshold(&c, &b, 1, &a, &answer, &err), "2^-200 to 2^200");
	REFUSED(hush_gaussian_threshold(&a, &c, 1, &a, &answer, &err), "2^-16384");
	REFUSED(hush_gaussian_threshold(&a, &b, 0, &a, &answer, &err), "1 to 2^60");
	REFUSED(hush_gaussian_threshold(&a, &b, 1, &c, &answer, &err), "2^-200 to 2^200");
	REFUSED(hush_laplace_threshold(&c, &b, 1, &a, &answer, &err), "2^-100 to 2^17");
	REFUSED(hush_laplace_threshold(&a, &a, 1, &a, &answer, &err), "1 - 2^-100");
	REFUSED(hush_laplace_threshold(&a, &b, 0, &a, &answer, &err), "1 to 2^60");
	REFUSED(hush_laplace_threshold_delta(&c, &b, 1, &a, &answer, &err), "2^-100 to 2^17");
	REFUSED(hush_laplace_threshold_delta(&a, &b, 1, &c, &answer, &err), "2^-200 to 2^200");
	rational_from(&c, "131073");
	REFUSED(hush_sparse_histogram_delta(&a, 5, 1, &c, &answer, &err), "epsilon must be 0 or");
#undef REFUSED
	ck_assert_int_eq(hush_threshold_delta(HUSH_DISCRETE_LAPLACE, &a, 5, 0, 1, &answer, NULL), HUSH_E_SPEC);
}
END_TEST

START_TEST(corners_are_answered_at_once)
{
	double start = seconds_now();
	double last = 1;

	/* Noise of 2^30: sums of billions of terms, by formula. */
	for (uint64_t tau = 1; tau < UINT64_C(1) << 60; tau *= 16) {
		threshold_delta(HUSH_DISCRETE_GAUSSIAN, "1152921504606846976", tau, 1000000, 1);
		ck_assert(mpfr_lessequal_p(answer.low, answer.high) && middle_of(&answer) <= last);
		last = middle_of(&answer);
	}
	ck_assert_uint_eq(least_tau(HUSH_DISCRETE_GAUSSIAN, "1152921504606846976", 1000000, 1000000000, "1e-300"), 41177153230);
	ck_assert_uint_gt(least_tau(HUSH_DISCRETE_LAPLACE, "1099511627776", 1000000, UINT64_C(1) << 60, "1e-300"), UINT64_C(1) << 60);
	threshold_delta(HUSH_DISCRETE_GAUSSIAN, "1/1048576", 0, UINT64_C(1) << 60, UINT64_C(1) << 60);
	ck_assert(mpfr_cmp_ui(answer.high, 1) == 0);
	threshold_delta(HUSH_DISCRETE_GAUSSIAN, "1/1048576", UINT64_C(1) << 62, 1, 1);
	ck_assert(mpfr_sgn(answer.high) > 0 && mpfr_zero_p(answer.low));
	rational_from(&a, "1000");
	rational_from(&b, "6000");
	rational_from(&c, "1");
	ck_assert_int_eq(hush_sparse_histogram_delta_gaussian(&a, &b, 1000000, &c, &answer, &err), HUSH_OK);
	ck_assert(hush_range_is_narrow(&answer, 40));
	rational_from(&c, "1000");
	ck_assert_int_eq(hush_sparse_histogram_delta_gaussian(&a, &b, UINT64_C(1) << 60, &c, &answer, &err), HUSH_OK);
	rational_from(&a, "1/1048576");
	rational_from(&c, "1e-6");
	ck_assert_int_eq(hush_sparse_histogram_delta(&a, 0, 3, &c, &answer, &err), HUSH_OK);
	ck_assert(mpfr_cmp_ui(answer.high, 1) == 0 && mpfr_cmp_d(answer.low, 0.999) > 0);
	ck_assert_msg(seconds_now() - start < 20, "%g seconds", seconds_now() - start);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("threshold");
	TCase *tests = tcase_create("threshold");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, reference_values_hold);
	tcase_add_test(tests, delta_is_that_of_the_enumerated_law);
	tcase_add_test(tests, the_least_threshold_is_the_least);
	tcase_add_test(tests, whole_releases_cost_what_enumeration_says);
	tcase_add_test(tests, blocks_find_what_a_full_search_finds);
	tcase_add_test(tests, four_cells_at_the_published_setting);
	tcase_add_test(tests, continuous_thresholds_hold);
	tcase_add_test(tests, what_is_outside_the_ranges_is_refused);
	tcase_add_test(tests, corners_are_answered_at_once);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
