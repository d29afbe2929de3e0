/*
 * law_steps: the exact law of exponential coins, from all outcomes of the rational coins they are made of.
 *
 * law_bits shows that a rational coin has its law; here each coin is one choice of known probability, which reaches far
 * deeper: for exponents up to 1, all but 1e-12 of the mass is walked.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "fake_bernoulli.h"
#include "noise/bernoulli_exp.h"
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

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)bits;
	require(count == 1);
	return walker_even(2);
}

uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	(void)bits;
	return walker_even(m);
}

bool hush_bernoulli(struct hush_bits *bits, hush_u128 n, hush_u128 d)
{
	(void)bits;
	require(n <= d && d > 0 && d < HUSH_COIN_LIMIT);
	return walker_coin((long double)n / (long double)d);
}

bool hush_bernoulli_narrow(struct hush_bits *bits, uint64_t n, uint64_t d)
{
	require(d < HUSH_NARROW_LIMIT);
	return hush_bernoulli(bits, n, d);
}

unsigned hush_bernoulli_run(struct hush_bits *bits)
{
	unsigned k = 2;

	while (hush_bernoulli(bits, 1, k)) {
		k++;
	}
	return k;
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u)
{
	mpz_set_ui(u, hush_uniform(bits, mpz_get_ui(m)));
}

static long double quotient(const mpz_t n, const mpz_t d)
{
	if (mpz_cmp_ui(d, UINT64_MAX) <= 0) {
		return (long double)mpz_get_ui(n) / (long double)mpz_get_ui(d);
	}
	return mpz_get_d(n) / mpz_get_d(d);
}

bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	require(mpz_sgn(n) >= 0 && mpz_cmp(n, d) <= 0);
	(void)bits;
	return walker_coin(quotient(n, d));
}

/* n/d, written with both multiplied by 2^shift */
struct coin {
	uint64_t n;
	uint64_t d;
	unsigned shift;
};

static long double coin_law(int64_t x, void *context)
{
	struct coin *coin = context;
	long double tails = -expm1l(-(long double)coin->n / (long double)coin->d);

	return x == 0 ? tails : x == 1 ? 1 - tails : 0;
}

static int64_t toss(void *context)
{
	struct coin *coin = context;

	return hush_bernoulli_exp(&source, (hush_u128)coin->n << coin->shift, (hush_u128)coin->d << coin->shift);
}

static int64_t toss_z(void *context)
{
	struct coin *coin = context;
	mpz_t n, d;

	mpz_init_set_ui(n, coin->n);
	mpz_init_set_ui(d, coin->d);
	return hush_bernoulli_exp_z(&source, n, d);
}

static int64_t toss_e(void *context)
{
	(void)context;
	return hush_bernoulli_e(&source);
}

/* Wrong on purpose: stops the series one term early. */
static int64_t toss_short(void *context)
{
	struct coin *coin = context;
	hush_u128 product = 0;
	uint64_t k = 1;

	while (k < 6 && hush_bernoulli_part(&source, coin->n, coin->d, k, &product)) {
		k++;
	}
	return k & 1;
}

/* Paths less likely than `least` are given up: a large exponent has many. */
static const struct {
	struct coin coin;
	long double least;
} coins[] = {
	{{0, 1, 0}, 1e-16L},
	{{1, 1000000, 0}, 1e-16L},
	{{1, 1000, 0}, 1e-16L},
	{{1, 7, 0}, 1e-16L},
	{{2385, 4096, 0}, 1e-16L},
	{{1, 2, 0}, 1e-16L},
	{{999, 1000, 0}, 1e-16L},
	{{1, 1, 0}, 1e-16L},
	{{5, 2, 0}, 1e-12L},
	{{22, 7, 0}, 1e-11L},
	{{10, 1, 0}, 1e-8L},
	{{25, 1, 0}, 1e-8L},
	{{1000000, 3, 0}, 1e-8L},
	{{5, 4611686018427387905, 0}, 1e-16L},
	{{4611686018427387905, 9223372036854775807, 0}, 1e-16L},
	{{9223372036854775807, 9223372036854775807, 0}, 1e-13L},
	{{18446744073709551615U, 3, 0}, 1e-8L},
	/* The denominator leaves the narrow coins at some k: at once, at 2, 3, 4, and at 37. */
	{{5, 8, 43}, 1e-16L},
	{{4, 5, 43}, 1e-16L},
	{{7, 5, 42}, 1e-14L},
	{{3, 4, 42}, 1e-16L},
	{{9, 10, 37}, 1e-16L},
	/* The product does not fit from some k on, and the coin is two coins: k = 2, 3, 4. */
	{{5, 8, 106}, 1e-16L},
	{{4, 5, 106}, 1e-16L},
	{{7, 5, 107}, 1e-12L},
	{{9223372036854775806, 9223372036854775807, 45}, 1e-13L},
};

START_TEST(exponential_coins_have_their_law)
{
	struct coin coin = coins[_i].coin;
	/* Each coin has few terms of any weight, so what is given up is not much more than `least`. */
	long double most = 1e4L * coins[_i].least;

	walk(&walker, coins[_i].least, toss, &coin);
	ck_assert_msg(walker_agrees(&walker, coin_law, &coin), "e^-(%lu/%lu): %.18Lg", coin.n, coin.d,
	              walker.mass[WALKER_RANGE + 1]);
	ck_assert_ldouble_le(walker.leftover, most);
	walk(&walker, coins[_i].least, toss_z, &coin);
	ck_assert_msg(walker_agrees(&walker, coin_law, &coin), "e^-(%lu/%lu), GMP: %.18Lg", coin.n, coin.d,
	              walker.mass[WALKER_RANGE + 1]);
	ck_assert_ldouble_le(walker.leftover, most);
}
END_TEST

START_TEST(the_coin_of_one_over_e_has_its_law)
{
	struct coin one = {1, 1, 0};

	walk(&walker, 1e-18L, toss_e, NULL);
	ck_assert(walker_agrees(&walker, coin_law, &one));
	ck_assert_ldouble_le(walker.leftover, 1e-17L);
}
END_TEST

START_TEST(a_series_cut_short_is_caught)
{
	struct coin one = {1, 1, 0};

	walk(&walker, 1e-16L, toss_short, &one);
	ck_assert(!walker_agrees(&walker, coin_law, &one));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law_steps");
	TCase *tcase = tcase_create("law_steps");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, exponential_coins_have_their_law, 0, (int)(sizeof coins / sizeof coins[0]));
	tcase_add_test(tcase, the_coin_of_one_over_e_has_its_law);
	tcase_add_test(tcase, a_series_cut_short_is_caught);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
