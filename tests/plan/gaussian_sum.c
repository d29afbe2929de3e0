/* Sums of the discrete Gaussian: short cuts against plain sums, at sizes that can be added up and at those that cannot. */
#include <check.h>
#include <stdlib.h>

#include "enclosure.h"
#include "plan/gaussian_sum.h"
#include "plan/law.h"

enum { PLAIN_BITS = 700 };

static struct hush_rational sigma2;
static struct hush_rational work;
static struct hush_range sum;
static mpfr_t plain;
static mpfr_t term;
static mpz_t m;

static void setup(void)
{
	hush_rational_init(&sigma2);
	hush_rational_init(&work);
	mpfr_init2(plain, PLAIN_BITS);
	mpfr_init2(term, PLAIN_BITS);
	mpz_init(m);
}

static void teardown(void)
{
	mpz_clear(m);
	mpfr_clear(term);
	mpfr_clear(plain);
	hush_rational_clear(&work);
	hush_rational_clear(&sigma2);
}

/* e^(-x^2 / 2 sigma^2) */
static void plain_term(long x)
{
	mpq_set_si(work.q, x, 1);
	mpq_mul(work.q, work.q, work.q);
	mpq_div(work.q, work.q, sigma2.q);
	mpq_div_2exp(work.q, work.q, 1);
	mpq_neg(work.q, work.q);
	mpfr_set_q(term, work.q, MPFR_RNDN);
	mpfr_exp(term, term, MPFR_RNDN);
}

/* Term by term, each from its definition, until 2^-650 of the sum. */
static void plain_sum(long from)
{
	mpfr_set_zero(plain, 1);
	for (long x = from;; x++) {
		plain_term(x);
		mpfr_add(plain, plain, term, MPFR_RNDN);
		if (mpfr_get_exp(term) < mpfr_get_exp(plain) - 650) {
			return;
		}
	}
}

/* The plain value lies in the range, within its own error of 2^-600, and the range is narrow. */
static void expect_enclosed(const char *size, long from, unsigned bits)
{
	mpfr_set(term, sum.low, MPFR_RNDN);
	mpfr_div(term, term, plain, MPFR_RNDN);
	mpfr_sub_ui(term, term, 1, MPFR_RNDN);
	ck_assert_msg(mpfr_cmp_si_2exp(term, 1, -600) <= 0, "%s from %ld: low end too high", size, from);
	mpfr_set(term, sum.high, MPFR_RNDN);
	mpfr_div(term, term, plain, MPFR_RNDN);
	mpfr_sub_ui(term, term, 1, MPFR_RNDN);
	ck_assert_msg(mpfr_cmp_si_2exp(term, -1, -600) >= 0, "%s from %ld: high end too low", size, from);
	ck_assert_msg(hush_range_is_narrow(&sum, bits - 6), "%s from %ld: wide at %u bits", size, from, bits);
}

START_TEST(sums_enclose_the_plain_sums)
{
	static const char *const sizes[] = {"1/1048576", "0.05", "0.77", "3", "20", "85.5", "150", "333.3", "1234.5"};
	static const double places[] = {0, 0.5, 1, 2.4, 5, 11, 40};
	static const unsigned precisions[] = {64, 192, 500};

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		rational_from(&sigma2, sizes[s]);
		for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
			long from = 1 + (long)(places[p] * __builtin_sqrt(rational_value(&sigma2)));

			plain_sum(from);
			mpz_set_si(m, from);
			for (size_t b = 0; b < 3; b++) {
				hush_range_init_precise(&sum, (mpfr_prec_t)precisions[b]);
				hush_gaussian_sum(&sigma2, m, &sum);
				expect_enclosed(sizes[s], from, precisions[b]);
				hush_range_clear(&sum);
			}
		}
		/* Z = f(0) + 2 S(1) */
		plain_sum(1);
		mpfr_mul_2ui(plain, plain, 1, MPFR_RNDN);
		mpfr_add_ui(plain, plain, 1, MPFR_RNDN);
		for (size_t b = 0; b < 3; b++) {
			hush_range_init_precise(&sum, (mpfr_prec_t)precisions[b]);
			hush_gaussian_norm(&sigma2, &sum);
			expect_enclosed(sizes[s], 0, precisions[b]);
			hush_range_clear(&sum);
		}
	}
}
END_TEST

/* S(m) - S(m+1) = f(m), and 1 - S(1)/Z - S(1)/Z = 1/Z, where nothing can be added up. */
START_TEST(sums_step_by_one_term_at_any_size)
{
	static const char *const sizes[] = {"90001.5", "16777217", "1e12", "1152921504606846976"};
	static const char *const places[] = {"1", "77", "1000003", "5000000000", "70000000000"};

	for (size_t s = 0; s < 4; s++) {
		rational_from(&sigma2, sizes[s]);
		for (size_t p = 0; p < 5; p++) {
			struct hush_range next;

			hush_range_init_precise(&sum, 400);
			hush_range_init_precise(&next, 400);
			mpz_set_str(m, places[p], 10);
			hush_gaussian_sum(&sigma2, m, &sum);
			mpz_add_ui(m, m, 1);
			hush_gaussian_sum(&sigma2, m, &next);
			hush_range_sub(&sum, &sum, &next);
			plain_term(strtol(places[p], NULL, 10));
			ck_assert_msg(mpfr_zero_p(term) || (mpfr_lessequal_p(sum.low, term) && mpfr_greaterequal_p(sum.high, term)),
			              "%s at %s", sizes[s], places[p]);
			ck_assert_msg(hush_range_is_narrow(&sum, 300) || mpfr_zero_p(term), "%s at %s", sizes[s], places[p]);
			hush_range_clear(&next);
			hush_range_clear(&sum);
		}
	}
}
END_TEST

/* P[X >= m] for m of any sign adds up. */
START_TEST(tails_of_both_sides_are_complements)
{
	static const char *const sizes[] = {"0.3", "7", "5000", "1152921504606846976"};

	for (size_t s = 0; s < 4; s++) {
		for (int mechanism = 0; mechanism < 2; mechanism++) {
			for (long at = 0; at < 40; at += 13) {
				struct hush_range other;

				rational_from(&sigma2, mechanism == HUSH_DISCRETE_LAPLACE && s == 3 ? "1099511627776" : sizes[s]);
				hush_range_init(&sum);
				hush_range_init(&other);
				mpz_set_si(m, -at);
				hush_law_at_least((enum hush_mechanism)mechanism, &sigma2, m, &sum);
				mpz_set_si(m, at + 1);
				hush_law_at_least((enum hush_mechanism)mechanism, &sigma2, m, &other);
				hush_range_add(&sum, &sum, &other);
				ck_assert(mpfr_cmp_ui(sum.low, 1) <= 0 && mpfr_cmp_ui(sum.high, 1) >= 0);
				ck_assert(hush_range_is_narrow(&sum, 180));
				hush_range_clear(&other);
				hush_range_clear(&sum);
			}
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gaussian_sum");
	TCase *tests = tcase_create("gaussian_sum");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, sums_enclose_the_plain_sums);
	tcase_add_test(tests, sums_step_by_one_term_at_any_size);
	tcase_add_test(tests, tails_of_both_sides_are_complements);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
