/*
 * law_exps: the exact law of the two noise samplers, from all outcomes of the exponential coins and uniform numbers they
 * are made of, for more than thirty parameters on both paths.
 *
 * law_bits and law_steps show that the parts have their laws; here each part is one choice of known probability.  Both
 * samplers try until a try succeeds.  Walked to the first try alone, nearly no mass is left over; walked on through later
 * tries, more is, but it shows that a later try is like the first.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "fake_bernoulli_exp.h"
#include "laws.h"
#include "noise/gaussian.h"
#include "noise/laplace.h"
#include "walker.h"

/* ck_assert writes down each place it passes, which is too slow for something asked millions of times. */
static void require(bool holds)
{
	if (!holds) {
		ck_abort();
	}
}

static struct hush_bits source;
static struct walker walker;
static bool first_try;
static unsigned tries_at_sign, tries_at_uniform;

static struct hush_laplace laplace;
static struct hush_gaussian gaussian;

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)bits;
	require(count == 1);
	if (first_try && tries_at_sign++ > 0) {
		walker_restart();
	}
	return walker_even(2);
}

uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	(void)bits;
	if (first_try && tries_at_uniform++ > 0) {
		walker_restart();
	}
	return walker_even(m);
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u)
{
	mpz_set_ui(u, hush_uniform(bits, mpz_get_ui(m)));
}

bool hush_bernoulli_e(struct hush_bits *bits)
{
	(void)bits;
	return walker_coin(expl(-1));
}

bool hush_bernoulli_exp(struct hush_bits *bits, hush_u128 n, hush_u128 d)
{
	(void)bits;
	require(d > 0 && d < HUSH_COIN_LIMIT);
	return walker_coin(expl(-(long double)(n / d) - (long double)(n % d) / (long double)d));
}

bool hush_bernoulli_exp_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	mpz_t whole, rest;
	long double part;

	(void)bits;
	require(mpz_sgn(n) >= 0 && mpz_sgn(d) > 0);
	mpz_inits(whole, rest, NULL);
	mpz_fdiv_qr(whole, rest, n, d);
	if (mpz_cmp_ui(whole, 100000) > 0) { /* far below what the walk looks at */
		return walker_coin(0);
	}
	/* Quotients of wide integers are only good to a double's digits; those of narrow ones to a long double's. */
	part = mpz_sizeinbase(d, 2) <= 64 ? (long double)mpz_get_ui(rest) / (long double)mpz_get_ui(d)
	                                  : (long double)mpz_get_d(rest) / (long double)mpz_get_d(d);
	return walker_coin(expl(-(long double)mpz_get_ui(whole) - part));
}

static const char *const scales[] = {
	"1/1048576", "1/1000", "1/10", "1/7", "1/3", "1/2", "3/4",     "1",   "3/2", "11/4", "7/2",
	"4",         "5",      "10",   "20",  "32",  "100", "2385/4096", "2.385", "3217/64", "1e3",  "12345",
};
enum { FEW_SCALES = 16 }; /* the first ones have numerators small enough to walk through later tries */

static const char *const variances[] = {
	"1/1099511627776", "1/1048576", "1/1000", "1/10",  "1/3",      "1/2",  "3/4", "1",   "2",   "2.385",    "3217/1024",
	"4",               "5",               "20",        "63",     "64",    "142.8",    "1000", "1e6", "1e8", "12345.678", "285.5715",
};
enum { FEW_VARIANCES = 17 };

static int64_t draw_laplace(void *context)
{
	(void)context;
	tries_at_sign = tries_at_uniform = 0;
	return hush_laplace_draw(&laplace, &source);
}

static int64_t draw_gaussian(void *context)
{
	(void)context;
	tries_at_sign = tries_at_uniform = 0;
	return hush_gaussian_draw(&gaussian, &source);
}

static long double laplace_law(int64_t x, void *context)
{
	return laplace_mass(*(long double *)context, x);
}

struct gaussian_law {
	long double s2;
	long double norm;
};

static long double gaussian_law(int64_t x, void *context)
{
	struct gaussian_law *law = context;

	return gaussian_mass(law->s2, law->norm, x);
}

static void expect(bool is_gaussian, const char *text, bool small, long double least, long double most_leftover)
{
	struct hush_rational r;
	struct gaussian_law law;
	bool agrees;

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	law.s2 = (long double)mpz_get_ui(mpq_numref(r.q)) / (long double)mpz_get_ui(mpq_denref(r.q));
	if (is_gaussian) {
		law.norm = gaussian_norm(law.s2);
		ck_assert_int_eq(hush_gaussian_prepare(&r, &gaussian, NULL), HUSH_OK);
		gaussian.small = gaussian.small && small;
		walk(&walker, least, draw_gaussian, NULL);
		agrees = walker_agrees(&walker, gaussian_law, &law);
		hush_gaussian_clear(&gaussian);
	} else {
		ck_assert_int_eq(hush_laplace_prepare(&r, &laplace, NULL), HUSH_OK);
		laplace.small = laplace.small && small;
		walk(&walker, least, draw_laplace, NULL);
		agrees = walker_agrees(&walker, laplace_law, &law.s2);
		hush_laplace_clear(&laplace);
	}
	ck_assert_msg(agrees, "%s %s: leftover %Lg", is_gaussian ? "sigma^2" : "scale", text, walker.leftover);
	ck_assert_ldouble_le(walker.leftover, most_leftover);
	hush_rational_clear(&r);
}

START_TEST(laplace_has_its_law)
{
	first_try = true;
	expect(false, scales[_i], true, 1e-10L, 1e-4L);
	expect(false, scales[_i], false, 1e-9L, 1e-3L);
}
END_TEST

START_TEST(gaussian_has_its_law)
{
	first_try = true;
	expect(true, variances[_i], true, 1e-10L, 1e-4L);
	expect(true, variances[_i], false, 1e-9L, 1e-3L);
}
END_TEST

START_TEST(later_tries_of_laplace_are_like_the_first)
{
	expect(false, scales[_i], true, 1e-6L, 0.2L);
	expect(false, scales[_i], false, 1e-5L, 0.4L);
}
END_TEST

START_TEST(later_tries_of_gaussian_are_like_the_first)
{
	expect(true, variances[_i], true, 1e-6L, 0.3L);
	expect(true, variances[_i], false, 1e-5L, 0.5L);
}
END_TEST

/* Wrong on purpose: one zero in a thousand comes out as a one. */
static int64_t draw_shy_of_zero(void *context)
{
	int64_t x = draw_gaussian(context);

	return x == 0 && walker_coin(0.001L) ? 1 : x;
}

START_TEST(a_bias_of_a_thousandth_of_one_outcome_is_caught)
{
	struct hush_rational one;
	struct gaussian_law law = {.s2 = 1, .norm = gaussian_norm(1)};

	hush_rational_init(&one);
	hush_rational_set_u64(&one, 1, 1);
	ck_assert_int_eq(hush_gaussian_prepare(&one, &gaussian, NULL), HUSH_OK);
	first_try = true;
	walk(&walker, 1e-10L, draw_shy_of_zero, NULL);
	ck_assert(!walker_agrees(&walker, gaussian_law, &law));
	hush_gaussian_clear(&gaussian);
	hush_rational_clear(&one);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law_exps");
	TCase *tcase = tcase_create("law_exps");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, laplace_has_its_law, 0, (int)(sizeof scales / sizeof scales[0]));
	tcase_add_loop_test(tcase, gaussian_has_its_law, 0, (int)(sizeof variances / sizeof variances[0]));
	tcase_add_loop_test(tcase, later_tries_of_laplace_are_like_the_first, 0, FEW_SCALES);
	tcase_add_loop_test(tcase, later_tries_of_gaussian_are_like_the_first, 0, FEW_VARIANCES);
	tcase_add_test(tcase, a_bias_of_a_thousandth_of_one_outcome_is_caught);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
