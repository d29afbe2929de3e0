/* Selection of unknown values: the closed form against the recursion, coins that keep the promise, crossings, refusals. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enclosure.h"
#include "plan/partition.h"

enum { MOST = 64 };

static struct hush_partition partition;
static struct hush_range answer;
static struct hush_rational keep[MOST];
static struct hush_rational a;
static hush_error err;

static void setup(void)
{
	hush_partition_init(&partition);
	hush_range_init(&answer);
	hush_rational_init(&a);
	for (unsigned i = 0; i < MOST; i++) {
		hush_rational_init(&keep[i]);
	}
}

static void teardown(void)
{
	for (unsigned i = 0; i < MOST; i++) {
		hush_rational_clear(&keep[i]);
	}
	hush_rational_clear(&a);
	hush_range_clear(&answer);
	hush_partition_clear(&partition);
}

static void take(const char *epsilon, const char *delta, uint64_t l0, uint64_t pre_threshold)
{
	rational_from(&partition.epsilon, epsilon);
	rational_from(&partition.delta, delta);
	partition.l0 = l0;
	partition.pre_threshold = pre_threshold;
}

static const struct {
	const char *epsilon, *delta;
	uint64_t l0, n;
	const char *expected;
	double tolerance;
} references[] = {
	{"1", "1e-6", 1, 0, "0", 0},
	{"1", "1e-6", 1, 5, "8.579102488372161e-05", 1e-15},
	{"1", "1e-6", 1, 14, "0.6998870989884536", 1e-15},
	{"1", "1e-6", 1, 20, "0.9992566750275028", 1e-15},
	{"1", "1e-6", 1, 29, "1", 0},
	{"0.1", "1e-9", 1, 10, "1.633799399966362e-08", 1e-15},
	{"0.1", "1e-9", 1, 180, "0.5997612949396518", 1e-15},
	{"1", "1e-10", 1, 24, "0.8407541361044567", 1e-15},
	{"1", "1e-6", 4, 1, "2.5000009375005467e-07", 1e-15},
	{"1", "1e-6", 4, 50, "0.23619047044832836", 1e-15},
	{"1", "1e-6", 4, 100, "0.9999969356617984", 1e-15},
	{"50", "1e-200", 1, 5, "7.225974e-114", 1e-6},
	{"50", "1e-200", 1, 10, "2.707178e-05", 1e-6},
	{"1e-20", "0.02", 1, 40, "0.8", 1e-17},
};

START_TEST(reference_values_hold)
{
	uint64_t first;
	uint64_t second;

	for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
		char id[80];

		snprintf(id, sizeof id, "%zu: %s %s", i, references[i].epsilon, references[i].delta);
		take(references[i].epsilon, references[i].delta, references[i].l0, 1);
		ck_assert_int_eq(hush_partition_keep(&partition, references[i].n, &answer, &err), HUSH_OK);
		expect_range(id, &answer, references[i].expected, references[i].tolerance, 1e-30);
	}
	take("0.5", "0.02", 1, 1);
	ck_assert_int_eq(hush_partition_crossings(&partition, &first, &second, &err), HUSH_OK);
	ck_assert_uint_eq(first, 6);
	ck_assert_uint_eq(second, 11);
}
END_TEST

START_TEST(rational_growth_gives_rational_probabilities)
{
	static const char *const expected[] = {"0", "1/10", "3/10", "7/10", "9/10", "1", "1"};
	struct hush_rational wanted;

	hush_rational_init(&wanted);
	rational_from(&partition.epsilon, "2");
	rational_from(&partition.delta, "1/10");
	ck_assert_int_eq(hush_partition_exact(&partition.epsilon, &partition.delta, keep, 7, &err), HUSH_OK);
	for (unsigned i = 0; i < 7; i++) {
		rational_from(&wanted, expected[i]);
		ck_assert_int_eq(hush_rational_compare(&keep[i], &wanted), 0);
	}
	hush_rational_clear(&wanted);
}
END_TEST

static const char *const epsilons[] = {"0.05", "0.3", "1", "2.385", "11"};
static const char *const deltas[] = {"1e-12", "0.0001", "0.02", "0.4", "0.999"};

/* The recursion, run in rationals with an e^epsilon of 500 bits, is the closed form to 1e-40. */
START_TEST(the_closed_form_is_the_recursion)
{
	struct hush_rational growth;
	struct hush_range wide;

	hush_rational_init(&growth);
	hush_range_init_precise(&wide, 500);
	for (size_t e = 0; e < 5; e++) {
		for (size_t d = 0; d < 5; d++) {
			uint64_t first;
			uint64_t second;

			take(epsilons[e], deltas[d], 1, 1);
			hush_range_exp(&wide, &partition.epsilon);
			hush_rational_set_mpfr(&growth, wide.low);
			ck_assert_int_eq(hush_partition_exact(&growth, &partition.delta, keep, MOST, &err), HUSH_OK);
			ck_assert_int_eq(hush_partition_crossings(&partition, &first, &second, &err), HUSH_OK);
			for (unsigned n = 0; n < MOST; n++) {
				ck_assert_int_eq(hush_partition_keep(&partition, n, &answer, &err), HUSH_OK);
				mpfr_sub_q(wide.low, answer.low, keep[n].q, MPFR_RNDN);
				mpfr_sub_q(wide.high, answer.high, keep[n].q, MPFR_RNDN);
				ck_assert_msg(fabs(mpfr_get_d(wide.low, MPFR_RNDN)) < 1e-40 && fabs(mpfr_get_d(wide.high, MPFR_RNDN)) < 1e-40,
				              "%s %s at %u: %g", epsilons[e], deltas[d], n, mpfr_get_d(wide.low, MPFR_RNDN));
				/* Beyond the second crossing and only there the probability is 1. */
				ck_assert_msg((mpq_cmp_ui(keep[n].q, 1, 1) == 0) == (n > second), "%s %s at %u", epsilons[e], deltas[d], n);
			}
			/* The crossings are where the recursion changes its piece. */
			if (first + 1 < MOST) {
				mpq_mul(a.q, keep[first].q, growth.q);
				mpq_add(a.q, a.q, partition.delta.q);
				ck_assert_msg(hush_rational_compare(&keep[first + 1], &a) < 0, "%s %s", epsilons[e], deltas[d]);
				mpq_mul(a.q, keep[first - 1].q, growth.q);
				mpq_add(a.q, a.q, partition.delta.q);
				ck_assert_msg(hush_rational_compare(&keep[first], &a) == 0, "%s %s", epsilons[e], deltas[d]);
			}
		}
	}
	hush_range_clear(&wide);
	hush_rational_clear(&growth);
}
END_TEST

/* Does showing with probability q at n + 1 against p at n keep (epsilon, delta)?  growth is at most e^epsilon. */
static bool promise_holds(const struct hush_rational *p, const struct hush_rational *q, const struct hush_rational *growth,
                          const struct hush_rational *delta)
{
	struct hush_rational left;
	struct hush_rational right;
	bool holds;

	hush_rational_init(&left);
	hush_rational_init(&right);
	/* q <= e^epsilon p + delta */
	mpq_mul(right.q, p->q, growth->q);
	mpq_add(right.q, right.q, delta->q);
	holds = hush_rational_compare(q, &right) <= 0;
	/* 1 - p <= e^epsilon (1 - q) + delta */
	mpq_set_ui(left.q, 1, 1);
	mpq_sub(right.q, left.q, q->q);
	mpq_sub(left.q, left.q, p->q);
	mpq_mul(right.q, right.q, growth->q);
	mpq_add(right.q, right.q, delta->q);
	holds = holds && hush_rational_compare(&left, &right) <= 0;
	/* p <= q + delta: the other two directions follow */
	mpq_add(right.q, q->q, delta->q);
	holds = holds && hush_rational_compare(p, &right) <= 0;
	hush_rational_clear(&right);
	hush_rational_clear(&left);
	return holds;
}

/*
 * Coins are rounded, and the promise still holds exactly for the coins themselves. Were pi only rounded down to a multiple
 * of 2^-128, it would not: the test sees that.
 */
START_TEST(coins_keep_the_promise_exactly)
{
	unsigned broken = 0;
	struct hush_rational growth;
	struct hush_rational plain[2];
	struct hush_range wide;
	mpz_t units;

	hush_rational_init(&growth);
	hush_rational_init(&plain[0]);
	hush_rational_init(&plain[1]);
	hush_range_init_precise(&wide, 2000);
	mpz_init(units);
	for (size_t e = 0; e < 5; e++) {
		for (size_t d = 0; d < 5; d++) {
			take(epsilons[e], deltas[d], 1, 1);
			hush_range_exp(&wide, &partition.epsilon);
			hush_rational_set_mpfr(&growth, wide.low);
			for (unsigned n = 0; n < MOST; n++) {
				ck_assert_int_eq(hush_partition_coin(&partition, n, &keep[n], &err), HUSH_OK);
				ck_assert_int_eq(hush_partition_keep(&partition, n, &answer, &err), HUSH_OK);
				/* never above pi, and hardly below it */
				ck_assert(mpfr_cmp_q(answer.high, keep[n].q) >= 0);
				mpfr_mul_d(wide.high, answer.low, 1 - 1e-15, MPFR_RNDN);
				ck_assert(mpfr_cmp_q(wide.high, keep[n].q) <= 0);
				ck_assert_msg(n == 0 || promise_holds(&keep[n - 1], &keep[n], &growth, &partition.delta), "%s %s at %u",
				              epsilons[e], deltas[d], n);
				mpfr_mul_2ui(answer.low, answer.low, 128, MPFR_RNDD);
				mpfr_get_z(units, answer.low, MPFR_RNDD);
				hush_rational_set(&plain[0], &plain[1]);
				mpq_set_z(plain[1].q, units);
				mpq_div_2exp(plain[1].q, plain[1].q, 128);
				broken += n > 0 && !promise_holds(&plain[0], &plain[1], &growth, &partition.delta);
			}
		}
	}
	ck_assert_uint_gt(broken, 20);
	mpz_clear(units);
	hush_range_clear(&wide);
	hush_rational_clear(&plain[1]);
	hush_rational_clear(&plain[0]);
	hush_rational_clear(&growth);
}
END_TEST

/* Four cells at a quarter of epsilon each, of which any is wrongly shown with delta. */
START_TEST(several_cells_share_the_budget)
{
	struct hush_rational rest;

	hush_rational_init(&rest);
	take("2", "0.01", 4, 1);
	ck_assert_int_eq(hush_partition_coin(&partition, 1, &keep[1], &err), HUSH_OK);
	/* (1 - pi(1))^4 = 1 - delta, from above because the coin is below pi */
	mpq_set_ui(rest.q, 1, 1);
	mpq_sub(rest.q, rest.q, keep[1].q);
	mpq_mul(rest.q, rest.q, rest.q);
	mpq_mul(rest.q, rest.q, rest.q);
	rational_from(&a, "0.99");
	ck_assert_int_ge(hush_rational_compare(&rest, &a), 0);
	mpq_sub(rest.q, rest.q, a.q);
	ck_assert(rational_value(&rest) < 1e-30);
	/* e^(epsilon/4) from one to the next, while the first piece lasts */
	ck_assert_int_eq(hush_partition_coin(&partition, 2, &keep[2], &err), HUSH_OK);
	ck_assert(fabs(rational_value(&keep[2]) / rational_value(&keep[1]) - (1 + exp(0.5))) < 1e-14);
	hush_rational_clear(&rest);
}
END_TEST

START_TEST(fewer_units_than_the_pre_threshold_are_never_shown)
{
	for (uint64_t c = 1; c < 9; c += 3) {
		for (uint64_t n = 0; n < 30; n++) {
			take("0.7", "0.003", 1, c);
			ck_assert_int_eq(hush_partition_coin(&partition, n, &keep[0], &err), HUSH_OK);
			take("0.7", "0.003", 1, 1);
			ck_assert_int_eq(hush_partition_coin(&partition, n < c ? 0 : n - c + 1, &keep[1], &err), HUSH_OK);
			ck_assert_int_eq(hush_rational_compare(&keep[0], &keep[1]), 0);
			ck_assert(n >= c || hush_rational_is_zero(&keep[0]));
		}
	}
}
END_TEST

START_TEST(what_is_outside_the_ranges_is_refused)
{
	static const struct {
		const char *epsilon, *delta;
		uint64_t l0, pre_threshold;
		const char *says;
	} cases[] = {
		{"0", "0.1", 1, 1, "epsilon must lie in 2^-100 to 2^17"},
		{"1e-31", "0.1", 1, 1, "epsilon must lie in 2^-100 to 2^17"},
		{"131073", "0.1", 1, 1, "epsilon must lie in 2^-100 to 2^17"},
		{"1", "0", 1, 1, "delta must lie in 2^-16384 to 1 - 2^-100"},
		{"1", "1", 1, 1, "delta must lie in 2^-16384 to 1 - 2^-100"},
		{"1", "0.1", 0, 1, "1 to 2^60"},
		{"1", "0.1", UINT64_MAX, 1, "1 to 2^60"},
		{"1", "0.1", 1, 0, "pre-threshold"},
	};
	uint64_t first = 3;
	uint64_t second = 4;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		take(cases[i].epsilon, cases[i].delta, cases[i].l0, cases[i].pre_threshold);
		rational_from(&a, "5");
		ck_assert_int_eq(hush_partition_keep(&partition, 3, &answer, &err), HUSH_E_SPEC);
		ck_assert_msg(strstr(err.message, cases[i].says) != NULL, "%zu: %s", i, err.message);
		ck_assert_int_eq(hush_partition_coin(&partition, 3, &a, NULL), HUSH_E_SPEC);
		ck_assert_int_eq(mpq_cmp_ui(a.q, 5, 1), 0);
		ck_assert_int_eq(hush_partition_crossings(&partition, &first, &second, NULL), HUSH_E_SPEC);
		ck_assert(first == 3 && second == 4 && mpfr_zero_p(answer.high));
	}
	rational_from(&partition.delta, "0.1");
	rational_from(&a, "1");
	ck_assert_int_eq(hush_partition_exact(&a, &partition.delta, keep, 5, &err), HUSH_E_SPEC);
	rational_from(&a, "2");
	ck_assert_int_eq(hush_partition_exact(&a, &partition.delta, keep, 0, &err), HUSH_E_SPEC);
	ck_assert_int_eq(hush_partition_exact(&a, &partition.delta, keep, UINT32_MAX, &err), HUSH_E_SPEC);
	rational_from(&partition.delta, "1");
	ck_assert_int_eq(hush_partition_exact(&a, &partition.delta, keep, 5, &err), HUSH_E_SPEC);
}
END_TEST

START_TEST(corners_are_answered_at_once)
{
	static const char *const sizes[] = {"1e-30", "1e-6", "1", "1000", "100000"};
	static const char *const chances[] = {"1e-300", "1e-6", "0.999999999999999999999999999999"};
	static const uint64_t ns[] = {1, 2, 1000000, UINT64_MAX};
	double start = seconds_now();

	for (size_t e = 0; e < 5; e++) {
		for (size_t d = 0; d < 3; d++) {
			for (uint64_t l0 = 1; l0 <= 1000000; l0 *= 1000000) {
				double last = 0;

				for (size_t n = 0; n < 4; n++) {
					take(sizes[e], chances[d], l0, 1);
					ck_assert_int_eq(hush_partition_keep(&partition, ns[n], &answer, &err), HUSH_OK);
					ck_assert_msg(hush_range_is_narrow(&answer, 100), "%s %s %llu", sizes[e], chances[d],
					              (unsigned long long)ns[n]);
					ck_assert(middle_of(&answer) >= last && middle_of(&answer) <= 1);
					last = middle_of(&answer);
				}
			}
		}
		take(sizes[e], "1e-300", 1, 1);
		ck_assert_int_eq(hush_partition_coin(&partition, 2, &a, &err), HUSH_OK);
		ck_assert(mpq_sgn(a.q) > 0);
	}
	ck_assert_msg(seconds_now() - start < 20, "%g seconds", seconds_now() - start);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("partition");
	TCase *tests = tcase_create("partition");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, reference_values_hold);
	tcase_add_test(tests, rational_growth_gives_rational_probabilities);
	tcase_add_test(tests, the_closed_form_is_the_recursion);
	tcase_add_test(tests, coins_keep_the_promise_exactly);
	tcase_add_test(tests, several_cells_share_the_budget);
	tcase_add_test(tests, fewer_units_than_the_pre_threshold_are_never_shown);
	tcase_add_test(tests, what_is_outside_the_ranges_is_refused);
	tcase_add_test(tests, corners_are_answered_at_once);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
