/*
 * law_slices: the exact law of uniform numbers and coins with the widths that are shipped: 16 bits a step, and more bits
 * for a uniform number than it needs.
 *
 * The same verdict must fail for the three mistakes that are likeliest here, made by hand: a coin whose bias is off by one
 * unit of the last of 16 bits, a uniform number by remainder, and a product that is not tried again.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "noise/bernoulli_exp.h"
#include "walker.h"

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)bits;
	return count == 0 ? 0 : walker_even((uint64_t)1 << count);
}

static struct hush_bits source;
static struct walker walker;

struct quotient {
	uint64_t n;
	uint64_t d;
};

static long double coin_law(int64_t x, void *context)
{
	struct quotient *p = context;
	long double heads = (long double)p->n / (long double)p->d;

	return x == 1 ? heads : x == 0 ? 1 - heads : 0;
}

static int64_t toss(void *context)
{
	struct quotient *p = context;

	return hush_bernoulli(&source, p->n, p->d);
}

static int64_t toss_wide(void *context)
{
	struct quotient *p = context;

	return hush_bernoulli(&source, (hush_u128)p->n << 46, (hush_u128)p->d << 46);
}

static int64_t toss_z(void *context)
{
	struct quotient *p = context;
	mpz_t n, d;

	mpz_init_set_ui(n, p->n);
	mpz_init_set_ui(d, p->d);
	return hush_bernoulli_z(&source, n, d);
}

/* Wrong on purpose: the undecided slice counts as heads, a bias of less than one unit of 2^-16. */
static int64_t toss_off(void *context)
{
	struct quotient *p = context;

	return hush_bits_take(&source, 16) * p->d < p->n << 16;
}

static const struct quotient quotients[] = {{0, 1}, {1, 1}, {1, 2}, {1, 3}, {5, 7}, {477, 200 * 477}, {2385, 4096},
                                            {65520, 65521}, {1, 1000003}, {((uint64_t)1 << 46) - 2, ((uint64_t)1 << 46) - 1}};

START_TEST(coins_have_their_law)
{
	int64_t (*const forms[])(void *) = {toss, toss_wide, toss_z};
	struct quotient p = quotients[_i];

	for (int form = 0; form < 3; form++) {
		walk(&walker, 0x1p-34L, forms[form], &p);
		ck_assert_msg(walker_agrees(&walker, coin_law, &p), "coin %d/%d", (int)p.n, (int)p.d);
		ck_assert_ldouble_le(walker.leftover, 0x1p-31L);
	}
}
END_TEST

START_TEST(a_coin_off_by_one_unit_is_caught)
{
	struct quotient third = {1, 3}, half = {1, 2};

	walk(&walker, 0x1p-34L, toss_off, &third);
	ck_assert(!walker_agrees(&walker, coin_law, &third));
	walk(&walker, 0x1p-34L, toss_off, &half); /* whose bias 16 bits hold */
	ck_assert(walker_agrees(&walker, coin_law, &half));
}
END_TEST

static long double run_law(int64_t k, void *context)
{
	(void)context;
	return k < 2 ? 0 : 1 / tgammal((long double)k) - 1 / tgammal((long double)k + 1);
}

static int64_t run(void *context)
{
	(void)context;
	return hush_bernoulli_run(&source);
}

static long double e_law(int64_t x, void *context)
{
	(void)context;
	return x == 1 ? expl(-1) : x == 0 ? -expm1l(-1) : 0;
}

static int64_t toss_e(void *context)
{
	(void)context;
	return hush_bernoulli_e(&source);
}

START_TEST(runs_have_their_law)
{
	walk(&walker, 0x1p-34L, run, NULL);
	ck_assert(walker_agrees(&walker, run_law, NULL));
	ck_assert_ldouble_le(walker.leftover, 0x1p-14L);
	walk(&walker, 0x1p-34L, toss_e, NULL);
	ck_assert(walker_agrees(&walker, e_law, NULL));
}
END_TEST

static uint64_t range;

static long double uniform_law(int64_t x, void *context)
{
	(void)context;
	return x >= 0 && (uint64_t)x < range ? 1 / (long double)range : 0;
}

static int64_t uniform(void *context)
{
	(void)context;
	return (int64_t)hush_uniform(&source, range);
}

static int64_t uniform_z(void *context)
{
	mpz_t m, u;

	(void)context;
	mpz_init_set_ui(m, range);
	mpz_init(u);
	hush_uniform_z(&source, m, u);
	return (int64_t)mpz_get_ui(u);
}

/* Wrong on purpose: the remainder of a slice, and the product of a slice never tried again. */
static int64_t uniform_modulo(void *context)
{
	(void)context;
	return (int64_t)(hush_bits_take(&source, 16) % range);
}

static int64_t uniform_untried(void *context)
{
	(void)context;
	return (int64_t)(hush_bits_take(&source, 16) * range >> 16);
}

START_TEST(uniform_numbers_have_their_law)
{
	static const uint64_t ranges[] = {1, 2, 3, 5, 7, 10, 100, 128, 200, 255, 256};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		range = ranges[i];
		walk(&walker, 0x1p-17L, uniform, NULL);
		ck_assert_msg(walker_agrees(&walker, uniform_law, NULL), "uniform below %d", (int)range);
		ck_assert_ldouble_le(walker.leftover, 0x1p-7L);
		walk(&walker, 0x1p-17L, uniform_z, NULL);
		ck_assert_msg(walker_agrees(&walker, uniform_law, NULL), "uniform below %d, GMP", (int)range);
	}
}
END_TEST

START_TEST(a_biased_uniform_is_caught)
{
	range = 10;
	walk(&walker, 0x1p-17L, uniform_modulo, NULL);
	ck_assert(!walker_agrees(&walker, uniform_law, NULL));
	walk(&walker, 0x1p-17L, uniform_untried, NULL);
	ck_assert(!walker_agrees(&walker, uniform_law, NULL));
	range = 16;
	walk(&walker, 0x1p-17L, uniform_untried, NULL);
	ck_assert(walker_agrees(&walker, uniform_law, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law_slices");
	TCase *tcase = tcase_create("law_slices");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, coins_have_their_law, 0, (int)(sizeof quotients / sizeof quotients[0]));
	tcase_add_test(tcase, a_coin_off_by_one_unit_is_caught);
	tcase_add_test(tcase, runs_have_their_law);
	tcase_add_test(tcase, uniform_numbers_have_their_law);
	tcase_add_test(tcase, a_biased_uniform_is_caught);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
