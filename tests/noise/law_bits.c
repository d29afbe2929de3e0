/*
 * law_bits: the exact law of everything that is made of random bits, from all strings of bits.
 *
 * Coins look at one bit per step here (HUSH_BERNOULLI_STEP is 1) and uniform numbers at no more bits than they need, otherwise
 * the code is the shipped one; law_slices walks the shipped widths.  The verdict is
 * exact, up to the mass of the strings given up.  The same verdict must fail for samplers that are wrong on purpose.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "laws.h"
#include "noise/gaussian.h"
#include "noise/keep.h"
#include "noise/laplace.h"
#include "walker.h"

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	uint64_t value = 0;

	(void)bits;
	while (count--) {
		value = 2 * value + walker_even(2);
	}
	return value;
}

static struct hush_bits source;
static struct walker walker;

struct coin {
	const char *n;
	const char *d;
	bool exponential;
	mpz_t n_z;
	mpz_t d_z;
};

static long double coin_law(int64_t x, void *context)
{
	struct coin *coin = context;
	mpf_t q, part;
	long double p;

	if (x != 0 && x != 1) {
		return 0;
	}
	/* Two doubles hold the quotient to more digits than a long double. */
	mpf_inits(q, part, NULL);
	mpf_set_prec(q, 512);
	mpf_set_prec(part, 512);
	mpf_set_z(q, coin->n_z);
	mpf_set_z(part, coin->d_z);
	mpf_div(q, q, part);
	p = mpf_get_d(q);
	mpf_set_d(part, (double)p);
	mpf_sub(q, q, part);
	p += mpf_get_d(q);
	mpf_clears(q, part, NULL);
	if (coin->exponential) {
		p = expl(-p);
	}
	return x ? p : 1 - p;
}

static int64_t toss(void *context)
{
	struct coin *coin = context;

	return hush_bernoulli(&source, mpz_get_ui(coin->n_z), mpz_get_ui(coin->d_z));
}

/* The same coin, too wide for the narrow form. */
static int64_t toss_wide(void *context)
{
	struct coin *coin = context;

	return hush_bernoulli(&source, (hush_u128)mpz_get_ui(coin->n_z) << 46, (hush_u128)mpz_get_ui(coin->d_z) << 46);
}

static int64_t keep(void *context)
{
	struct coin *coin = context;
	struct hush_rational probability;
	bool kept = false;

	hush_rational_init(&probability);
	mpq_set_num(probability.q, coin->n_z);
	mpq_set_den(probability.q, coin->d_z);
	mpq_canonicalize(probability.q);
	if (hush_keep_draw(&probability, &source, &kept, NULL) != HUSH_OK) {
		abort();
	}
	return kept;
}

static int64_t toss_z(void *context)
{
	struct coin *coin = context;

	return hush_bernoulli_z(&source, coin->n_z, coin->d_z);
}

static int64_t toss_exp(void *context)
{
	struct coin *coin = context;
	uint64_t n = mpz_get_ui(coin->n_z);
	uint64_t d = mpz_get_ui(coin->d_z);

	return hush_bernoulli_exp(&source, n, d);
}

static int64_t toss_exp_z(void *context)
{
	struct coin *coin = context;

	return hush_bernoulli_exp_z(&source, coin->n_z, coin->d_z);
}

/* Wrong on purpose: heads too often by 2^-16. */
static int64_t toss_off(void *context)
{
	struct coin *coin = context;
	uint64_t u = hush_bits_take(&source, 16);

	return u * mpz_get_ui(coin->d_z) <= mpz_get_ui(coin->n_z) << 16;
}

static void expect_coin(struct coin coin, long double least, int64_t (*sampler)(void *), bool right)
{
	bool agrees;

	mpz_init_set_str(coin.n_z, coin.n, 10);
	mpz_init_set_str(coin.d_z, coin.d, 10);
	walk(&walker, least, sampler, &coin);
	agrees = walker_agrees(&walker, coin_law, &coin);
	ck_assert_msg(agrees == right, "coin %s/%s: %Lg heads, %Lg leftover", coin.n, coin.d,
	              walker.mass[WALKER_RANGE + 1], walker.leftover);
	mpz_clears(coin.n_z, coin.d_z, NULL);
}

static const struct coin coins[] = {
	{.n = "0", .d = "1"},
	{.n = "1", .d = "1"},
	{.n = "1", .d = "2"},
	{.n = "1", .d = "3"},
	{.n = "2", .d = "3"},
	{.n = "5", .d = "7"},
	{.n = "1", .d = "1000"},
	{.n = "999", .d = "1000"},
	{.n = "2385", .d = "4096"},
	{.n = "4294967295", .d = "4294967296"},
	{.n = "4294967295", .d = "4294967297"},
	{.n = "1", .d = "9223372036854775807"},
	{.n = "9223372036854775806", .d = "9223372036854775807"},
	{.n = "3074457345618258603", .d = "9223372036854775807"},
	{.n = "9223372036854775807", .d = "9223372036854775807"},
};

START_TEST(rational_coins_have_their_law)
{
	/* 2^-60: leftover is at most a few units of that. */
	expect_coin(coins[_i], 0x1p-60L, toss, true);
	expect_coin(coins[_i], 0x1p-60L, toss_wide, true);
	expect_coin(coins[_i], 0x1p-60L, toss_z, true);
	ck_assert_ldouble_le(walker.leftover, 0x1p-58L);
}
END_TEST

START_TEST(wide_rational_coins_have_their_law)
{
	static const struct coin wide[] = {
		{.n = "1", .d = "18446744073709551616"},
		{.n = "12345678901234567890123456789012345678", .d = "98765432109876543210987654321098765432109"},
		{.n = "1000000000000000000000000000000000000000000000000000000000000",
	     .d = "3000000000000000000000000000000000000000000000000000000000001"},
	};

	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
		expect_coin(wide[i], 0x1p-60L, toss_z, true);
	}
}
END_TEST

START_TEST(keeping_has_its_law)
{
	static const struct coin probabilities[] = {
		{.n = "0", .d = "1"},
		{.n = "1", .d = "1"},
		{.n = "1", .d = "1000000"},
		{.n = "12345678901234567890123456789012345678", .d = "98765432109876543210987654321098765432109"},
	};

	for (size_t i = 0; i < sizeof probabilities / sizeof probabilities[0]; i++) {
		expect_coin(probabilities[i], 0x1p-60L, keep, true);
	}
}
END_TEST

START_TEST(a_coin_off_by_little_is_caught)
{
	expect_coin((struct coin){.n = "1", .d = "3"}, 0x1p-60L, toss_off, false);
	expect_coin((struct coin){.n = "2385", .d = "4096"}, 0x1p-60L, toss_off, false);
}
END_TEST

/* The k of the first tails among coins of bias 1/2, 1/3, ..: at least k with probability 1/(k - 1)!. */
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

/* Wrong on purpose: an undecided number is taken for the smaller side. */
static int64_t run_hasty(void *context)
{
	uint64_t u = hush_bits_take(&source, 8);
	uint64_t factorial = 1;
	unsigned k = 1;

	(void)context;
	do {
		k++;
		factorial *= k;
	} while (u * factorial < 256 && k < 9);
	return k;
}

START_TEST(runs_have_their_law)
{
	walk(&walker, 0x1p-40L, run, NULL);
	ck_assert(walker_agrees(&walker, run_law, NULL));
	ck_assert_ldouble_le(walker.leftover, 0x1p-26L);
	walk(&walker, 0x1p-40L, run_hasty, NULL);
	ck_assert(!walker_agrees(&walker, run_law, NULL));
}
END_TEST

static const struct coin exponential_coins[] = {
	{.n = "0", .d = "1", .exponential = true},
	{.n = "1", .d = "1000", .exponential = true},
	{.n = "1", .d = "7", .exponential = true},
	{.n = "1", .d = "2", .exponential = true},
	{.n = "2385", .d = "4096", .exponential = true},
	{.n = "1", .d = "1", .exponential = true},
	{.n = "5", .d = "2", .exponential = true},
	{.n = "22", .d = "7", .exponential = true},
	{.n = "100", .d = "1", .exponential = true},
	{.n = "4611686018427387905", .d = "9223372036854775807", .exponential = true},
};

START_TEST(exponential_coins_have_their_law)
{
	expect_coin(exponential_coins[_i], 0x1p-20L, toss_exp, true);
	expect_coin(exponential_coins[_i], 0x1p-20L, toss_exp_z, true);
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

/* Wrong on purpose: the remainder of more bits than needed. */
static int64_t uniform_modulo(void *context)
{
	(void)context;
	return (int64_t)(hush_bits_take(&source, 14) % range);
}

START_TEST(uniform_numbers_have_their_law)
{
	static const uint64_t ranges[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 33, 100, 127, 128, 129, 255, 257, 500};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		range = ranges[i];
		walk(&walker, 0x1p-20L, uniform, NULL);
		ck_assert_msg(walker_agrees(&walker, uniform_law, NULL), "uniform below %d", (int)range);
		walk(&walker, 0x1p-20L, uniform_z, NULL);
		ck_assert_msg(walker_agrees(&walker, uniform_law, NULL), "uniform below %d, GMP", (int)range);
	}
}
END_TEST

START_TEST(a_uniform_by_remainder_is_caught)
{
	range = 10;
	walk(&walker, 0x1p-20L, uniform_modulo, NULL);
	ck_assert(!walker_agrees(&walker, uniform_law, NULL));
	range = 16;
	walk(&walker, 0x1p-20L, uniform_modulo, NULL);
	ck_assert(walker_agrees(&walker, uniform_law, NULL));
}
END_TEST

static struct hush_laplace laplace;
static struct hush_gaussian gaussian;

static long double laplace_law(int64_t x, void *context)
{
	return laplace_mass(*(long double *)context, x);
}

static int64_t draw_laplace(void *context)
{
	(void)context;
	return hush_laplace_draw(&laplace, &source);
}

/* Wrong on purpose: "minus zero" is a second zero. */
static int64_t draw_laplace_two_zeros(void *context)
{
	bool negative = hush_bits_take(&source, 1);
	uint64_t v = 0;

	(void)context; /* scale 1 */
	while (hush_bernoulli_e(&source)) {
		v++;
	}
	return negative ? -(int64_t)v : (int64_t)v;
}

static const struct {
	uint64_t n, d;
} scales[] = {{1, 1048576}, {1, 1000}, {1, 7}, {1, 2}, {3, 4}, {1, 1}, {3, 2}, {7, 2}, {5, 1}, {20, 1}, {1000, 1}};

START_TEST(laplace_has_its_law)
{
	struct hush_rational scale;
	long double s = (long double)scales[_i].n / (long double)scales[_i].d;

	hush_rational_init(&scale);
	hush_rational_set_u64(&scale, scales[_i].n, scales[_i].d);
	ck_assert_int_eq(hush_laplace_prepare(&scale, &laplace, NULL), HUSH_OK);
	walk(&walker, 0x1p-19L, draw_laplace, NULL);
	ck_assert_msg(walker_agrees(&walker, laplace_law, &s), "scale %Lg", s);
	laplace.small = false;
	walk(&walker, 0x1p-16L, draw_laplace, NULL);
	ck_assert_msg(walker_agrees(&walker, laplace_law, &s), "scale %Lg, GMP", s);
	hush_laplace_clear(&laplace);
	hush_rational_clear(&scale);
}
END_TEST

START_TEST(a_laplace_with_two_zeros_is_caught)
{
	long double scale = 1;

	walk(&walker, 0x1p-19L, draw_laplace_two_zeros, NULL);
	ck_assert(!walker_agrees(&walker, laplace_law, &scale));
}
END_TEST

struct gaussian_law {
	long double s2;
	long double norm;
};

static long double gaussian_law(int64_t x, void *context)
{
	struct gaussian_law *law = context;

	return gaussian_mass(law->s2, law->norm, x);
}

static int64_t draw_gaussian(void *context)
{
	(void)context;
	return hush_gaussian_draw(&gaussian, &source);
}

START_TEST(gaussian_has_its_law)
{
	static const uint64_t numerators[] = {1, 1, 1, 3217, 20};
	static const uint64_t denominators[] = {1048576, 10, 2, 1024, 1};
	struct hush_rational s2;
	struct gaussian_law law = {.s2 = (long double)numerators[_i] / (long double)denominators[_i]};

	law.norm = gaussian_norm(law.s2);
	hush_rational_init(&s2);
	hush_rational_set_u64(&s2, numerators[_i], denominators[_i]);
	ck_assert_int_eq(hush_gaussian_prepare(&s2, &gaussian, NULL), HUSH_OK);
	walk(&walker, 0x1p-19L, draw_gaussian, NULL);
	ck_assert_msg(walker_agrees(&walker, gaussian_law, &law), "sigma^2 %Lg", law.s2);
	gaussian.small = false;
	walk(&walker, 0x1p-16L, draw_gaussian, NULL);
	ck_assert_msg(walker_agrees(&walker, gaussian_law, &law), "sigma^2 %Lg, GMP", law.s2);
	hush_gaussian_clear(&gaussian);
	hush_rational_clear(&s2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law_bits");
	TCase *tcase = tcase_create("law_bits");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, rational_coins_have_their_law, 0, (int)(sizeof coins / sizeof coins[0]));
	tcase_add_test(tcase, wide_rational_coins_have_their_law);
	tcase_add_test(tcase, a_coin_off_by_little_is_caught);
	tcase_add_test(tcase, runs_have_their_law);
	tcase_add_test(tcase, keeping_has_its_law);
	tcase_add_loop_test(tcase, exponential_coins_have_their_law, 0,
	                    (int)(sizeof exponential_coins / sizeof exponential_coins[0]));
	tcase_add_test(tcase, uniform_numbers_have_their_law);
	tcase_add_test(tcase, a_uniform_by_remainder_is_caught);
	tcase_add_loop_test(tcase, laplace_has_its_law, 0, (int)(sizeof scales / sizeof scales[0]));
	tcase_add_test(tcase, a_laplace_with_two_zeros_is_caught);
	tcase_add_loop_test(tcase, gaussian_has_its_law, 0, 5);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
