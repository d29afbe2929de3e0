/*
 * law_steps: the exact law of exponential coins, from all outcomes of the rational coins they are made of; and the draws
 * of the reference implementation, replayed.
 *
 * law_bits shows that a rational coin has its law; here each coin is one choice of known probability, which reaches far
 * deeper: for exponents up to 1, all but 1e-12 of the mass is walked.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "fake_bernoulli.h"
#include "noise/bernoulli_exp.h"
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

/* A recording of the reference: numbers drawn below a modulus, in order. NULL while the walker answers. */
static const struct drawn {
	uint32_t modulus;
	uint32_t value;
} *tape;
static bool tape_fits;

static uint64_t from_tape(uint64_t modulus)
{
	/* A number below 1 carries no choice: the reference draws it, ours does not always. */
	while (tape->modulus == 1) {
		tape++;
	}
	if (modulus == 1) {
		return 0;
	}
	if (tape->modulus == 0 || modulus % tape->modulus != 0) {
		tape_fits = false;
		return modulus - 1;
	}
	/* The reference reduces its fractions, ours does not: the same number, on the wider range. */
	tape++;
	return tape[-1].value * (modulus / tape[-1].modulus);
}

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)bits;
	require(count == 1);
	/* The reference's coin of bias 1/2 is heads, "negative", when it draws 0 below 2. */
	return tape ? from_tape(2) == 0 : walker_even(2);
}

uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	(void)bits;
	return tape ? from_tape(m) : walker_even(m);
}

bool hush_bernoulli(struct hush_bits *bits, uint64_t n, uint64_t d)
{
	(void)bits;
	require(n <= d && d > 0 && d < HUSH_SMALL_LIMIT);
	if (tape) {
		return n == d || (n > 0 && from_tape(d) < n);
	}
	return walker_coin((long double)n / (long double)d);
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
	if (tape) {
		return hush_bernoulli(bits, mpz_get_ui(n), mpz_get_ui(d));
	}
	return walker_coin(quotient(n, d));
}

struct coin {
	uint64_t n;
	uint64_t d;
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

	return hush_bernoulli_exp(&source, coin->n / coin->d, coin->n % coin->d, coin->d);
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
	uint64_t k = 1;

	while (k < 6 && hush_bernoulli_part(&source, coin->n, coin->d, k)) {
		k++;
	}
	return k & 1;
}

/* Paths less likely than `least` are given up: a large exponent has many. */
static const struct {
	struct coin coin;
	long double least;
} coins[] = {
	{{0, 1}, 1e-16L},
	{{1, 1000000}, 1e-16L},
	{{1, 1000}, 1e-16L},
	{{1, 7}, 1e-16L},
	{{2385, 4096}, 1e-16L},
	{{1, 2}, 1e-16L},
	{{999, 1000}, 1e-16L},
	{{1, 1}, 1e-16L},
	{{5, 2}, 1e-12L},
	{{22, 7}, 1e-11L},
	{{10, 1}, 1e-8L},
	{{25, 1}, 1e-8L},
	{{1000000, 3}, 1e-8L},
	{{5, 4611686018427387905}, 1e-16L}, /* the product with k = 2 does not fit: two coins */
	{{4611686018427387905, 9223372036854775807}, 1e-16L},
	{{9223372036854775807, 9223372036854775807}, 1e-13L},
	{{3074457345618258602, 3074457345618258603}, 1e-13L}, /* fits for k = 1 and 2 and no more */
	{{18446744073709551615U, 3}, 1e-8L},
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
	struct coin one = {1, 1};

	walk(&walker, 1e-18L, toss_e, NULL);
	ck_assert(walker_agrees(&walker, coin_law, &one));
	ck_assert_ldouble_le(walker.leftover, 1e-17L);
}
END_TEST

START_TEST(a_series_cut_short_is_caught)
{
	struct coin one = {1, 1};

	walk(&walker, 1e-16L, toss_short, &one);
	ck_assert(!walker_agrees(&walker, coin_law, &one));
}
END_TEST

enum sampler { BERNOULLI_EXP, LAPLACE, GAUSSIAN };

/*
 * Recordings of discretegauss.py of IBM/discrete-gaussian-differential-privacy at cb190d2a, with its numbers in the order
 * drawn: `sampler_trace` of the reference values.
 */
static const struct {
	enum sampler sampler;
	uint64_t n, d; /* x, scale or sigma^2 */
	int64_t expected;
	struct drawn draws[32];
} traces[] = {
	{BERNOULLI_EXP, 5, 2, 0, {{1, 0}, {2, 0}, {3, 1}, {1, 0}, {2, 1}}},
	{BERNOULLI_EXP, 5, 2, 0, {{1, 0}, {2, 0}, {3, 1}, {1, 0}, {2, 0}, {3, 2}, {2, 0}, {4, 3}}},
	{LAPLACE, 7, 2, 4, {{2, 1}, {7, 1}, {7, 3}, {1, 0}, {2, 0}, {3, 2}, {1, 0}, {2, 1}}},
	{LAPLACE, 7, 2, 0, {{2, 1}, {7, 4}, {7, 2}, {7, 2}, {7, 1}, {7, 1}, {1, 0}, {2, 1}}},
	{GAUSSIAN, 20, 1, 9, {{2, 1}, {5, 4}, {5, 3}, {5, 3}, {5, 4}, {5, 4}, {1, 0}, {2, 0}, {3, 2}, {1, 0}, {2, 0}, {3, 0},
	                      {4, 3}, {8, 4}, {16, 4}, {24, 2}, {32, 2}, {8, 6}}},
	{GAUSSIAN, 20, 1, 1, {{2, 1}, {5, 2}, {5, 1}, {5, 1}, {5, 1}, {5, 1}, {1, 0}, {2, 0}, {3, 0}, {4, 1}, {40, 18}}},
	{GAUSSIAN, 20, 1, -5, {{2, 0}, {5, 0}, {1, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 1}, {1, 0}, {2, 0}, {3, 0}, {4, 2},
	                       {40, 29}}},
	{GAUSSIAN, 1, 3, 1, {{2, 0}, {1, 0}, {1, 0}, {1, 0}, {2, 1}, {2, 0}, {1, 0}, {1, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 2},
	                     {2, 1}, {1, 0}, {1, 0}, {1, 0}, {2, 0}, {3, 2}, {1, 0}, {2, 1}, {3, 2}}},
};

static int64_t replay(enum sampler sampler, const struct hush_rational *parameter, bool small)
{
	struct hush_laplace laplace;
	struct hush_gaussian gaussian;
	struct coin coin = {mpz_get_ui(mpq_numref(parameter->q)), mpz_get_ui(mpq_denref(parameter->q))};
	int64_t x;

	switch (sampler) {
	case LAPLACE:
		ck_assert_int_eq(hush_laplace_prepare(parameter, &laplace, NULL), HUSH_OK);
		laplace.small = laplace.small && small;
		x = hush_laplace_draw(&laplace, &source);
		hush_laplace_clear(&laplace);
		return x;
	case GAUSSIAN:
		ck_assert_int_eq(hush_gaussian_prepare(parameter, &gaussian, NULL), HUSH_OK);
		gaussian.small = gaussian.small && small;
		x = hush_gaussian_draw(&gaussian, &source);
		hush_gaussian_clear(&gaussian);
		return x;
	case BERNOULLI_EXP: break;
	}
	return small ? toss(&coin) : hush_bernoulli_exp_z(&source, mpq_numref(parameter->q), mpq_denref(parameter->q));
}

START_TEST(recorded_draws_give_the_recorded_result)
{
	struct hush_rational parameter;

	hush_rational_init(&parameter);
	hush_rational_set_u64(&parameter, traces[_i].n, traces[_i].d);
	for (int small = 0; small < 2; small++) {
		tape = traces[_i].draws;
		tape_fits = true;
		ck_assert_int_eq(replay(traces[_i].sampler, &parameter, small), traces[_i].expected);
		ck_assert(tape_fits);
		while (tape->modulus == 1) {
			tape++;
		}
		ck_assert_uint_eq(tape->modulus, 0); /* all used */
	}
	hush_rational_clear(&parameter);
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
	tcase_add_loop_test(tcase, recorded_draws_give_the_recorded_result, 0, (int)(sizeof traces / sizeof traces[0]));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
