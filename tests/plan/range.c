/* Enclosures: arithmetic against exact rationals in every combination of signs, infinite ends, roots, texts. */
#include <check.h>
#include <stdlib.h>

#include "enclosure.h"
#include "plan/refine.h"

static const char *const numbers[] = {"-3", "-1/3", "0", "1/7", "5/2"};

enum { NUMBERS = 5 };

static bool contains(const struct hush_range *r, const struct hush_rational *value)
{
	return mpfr_cmp_q(r->low, value->q) <= 0 && mpfr_cmp_q(r->high, value->q) >= 0;
}

static void between(struct hush_range *r, const char *low, const char *high)
{
	struct hush_rational end;

	hush_rational_init(&end);
	signed_from(&end, low);
	mpfr_set_q(r->low, end.q, MPFR_RNDD);
	signed_from(&end, high);
	mpfr_set_q(r->high, end.q, MPFR_RNDU);
	hush_rational_clear(&end);
}

/* Every pair of intervals, and every pair of numbers in them. */
START_TEST(arithmetic_encloses_what_it_should)
{
	struct hush_range a;
	struct hush_range b;
	struct hush_range made;
	struct hush_rational x;
	struct hush_rational y;
	struct hush_rational exact;

	hush_range_init_precise(&a, 20);
	hush_range_init_precise(&b, 20);
	hush_range_init_precise(&made, 20);
	hush_rational_init(&x);
	hush_rational_init(&y);
	hush_rational_init(&exact);
	for (unsigned code = 0; code < NUMBERS * NUMBERS * NUMBERS * NUMBERS; code++) {
		unsigned al = code % NUMBERS;
		unsigned ah = code / NUMBERS % NUMBERS;
		unsigned bl = code / NUMBERS / NUMBERS % NUMBERS;
		unsigned bh = code / NUMBERS / NUMBERS / NUMBERS;

		if (al > ah || bl > bh) {
			continue;
		}
		for (unsigned i = al; i <= ah; i++) {
			for (unsigned j = bl; j <= bh; j++) {
				signed_from(&x, numbers[i]);
				signed_from(&y, numbers[j]);
				between(&a, numbers[al], numbers[ah]);
				between(&b, numbers[bl], numbers[bh]);
				hush_range_add(&made, &a, &b);
				mpq_add(exact.q, x.q, y.q);
				ck_assert(contains(&made, &exact));
				hush_range_sub(&made, &a, &b);
				mpq_sub(exact.q, x.q, y.q);
				ck_assert(contains(&made, &exact));
				hush_range_mul(&made, &a, &b);
				mpq_mul(exact.q, x.q, y.q);
				ck_assert(contains(&made, &exact));
				hush_range_div(&made, &a, &b);
				if (mpq_sgn(y.q) != 0) {
					mpq_div(exact.q, x.q, y.q);
					ck_assert(contains(&made, &exact));
				}
				/* the result may be an operand */
				mpq_mul(exact.q, x.q, y.q);
				hush_range_mul(&b, &a, &b);
				ck_assert(contains(&b, &exact));
				between(&b, numbers[bl], numbers[bh]);
				hush_range_sub(&b, &a, &b);
				mpq_sub(exact.q, x.q, y.q);
				ck_assert(contains(&b, &exact));
				hush_range_neg(&a);
				mpq_neg(exact.q, x.q);
				ck_assert(contains(&a, &exact));
			}
		}
	}
	hush_rational_clear(&exact);
	hush_rational_clear(&y);
	hush_rational_clear(&x);
	hush_range_clear(&made);
	hush_range_clear(&b);
	hush_range_clear(&a);
}
END_TEST

START_TEST(nothing_becomes_nan)
{
	struct hush_range unknown;
	struct hush_range zero;
	struct hush_range made;

	hush_range_init(&unknown);
	hush_range_init(&zero);
	hush_range_init(&made);
	hush_range_set_unknown(&unknown);
	hush_range_add(&made, &unknown, &unknown);
	ck_assert(mpfr_inf_p(made.low) && mpfr_inf_p(made.high));
	hush_range_sub(&made, &unknown, &unknown);
	ck_assert(mpfr_inf_p(made.low) && mpfr_inf_p(made.high));
	hush_range_mul(&made, &unknown, &zero);
	ck_assert(mpfr_zero_p(made.low) && mpfr_zero_p(made.high));
	hush_range_div(&made, &zero, &zero);
	ck_assert(mpfr_inf_p(made.low) && mpfr_inf_p(made.high));
	hush_range_set_u64(&made, 1);
	hush_range_neg(&made);
	hush_range_scale(&made, 1);
	hush_range_sqrt(&made);
	ck_assert(mpfr_zero_p(made.low) && mpfr_zero_p(made.high));
	hush_range_log(&made);
	ck_assert(mpfr_inf_p(made.low) && mpfr_inf_p(made.high));
	ck_assert(!hush_range_is_narrow(&made, 1));
	hush_range_clear(&made);
	hush_range_clear(&zero);
	hush_range_clear(&unknown);
}
END_TEST

START_TEST(ends_become_rationals_outward)
{
	struct hush_range r;
	struct hush_rational low;
	struct hush_rational high;
	struct hush_rational third;

	hush_range_init(&r);
	hush_rational_init(&low);
	hush_rational_init(&high);
	hush_rational_init(&third);
	rational_from(&third, "1/3");
	for (int sign = 0; sign < 2; sign++) {
		hush_range_set_rational(&r, &third);
		ck_assert(hush_range_rationals(&r, 12, &low, &high));
		ck_assert(hush_rational_compare(&low, &third) < 0 && hush_rational_compare(&high, &third) > 0);
		mpq_neg(third.q, third.q);
	}
	/* Numbers that would explode. */
	hush_range_set_u64(&r, 1);
	hush_range_scale(&r, -1000000);
	ck_assert(hush_range_rationals(&r, 12, &low, &high));
	ck_assert(mpq_sgn(low.q) == 0 && mpq_sgn(high.q) > 0 && mpz_sizeinbase(mpq_denref(high.q), 2) < 33000);
	ck_assert(mpfr_cmp_q(r.high, high.q) < 0);
	hush_range_neg(&r);
	ck_assert(hush_range_rationals(&r, 12, &low, &high));
	ck_assert(mpq_sgn(low.q) < 0 && mpq_sgn(high.q) == 0 && mpfr_cmp_q(r.low, low.q) > 0);
	hush_range_set_u64(&r, 1);
	hush_range_scale(&r, 1000000);
	ck_assert(!hush_range_rationals(&r, 12, &low, &high));
	hush_range_set_unknown(&r);
	ck_assert(!hush_range_rationals(&r, 12, &low, &high));
	hush_rational_clear(&third);
	hush_rational_clear(&high);
	hush_rational_clear(&low);
	hush_range_clear(&r);
}
END_TEST

/* Is x^2 >= 2?  Within a gap around the root the answer is "cannot be told". */
struct square {
	double gap;
};

static int beyond_root(const mpfr_t x, const void *input)
{
	const struct square *square = input;
	mpfr_t value;
	int answer;

	mpfr_init2(value, 300);
	mpfr_sqr(value, x, MPFR_RNDN);
	mpfr_sub_ui(value, value, 2, MPFR_RNDN);
	answer = mpfr_cmp_d(value, square->gap) >= 0 ? 1 : mpfr_cmp_d(value, -square->gap) < 0 ? -1 : 0;
	mpfr_clear(value);
	return answer;
}

START_TEST(roots_lie_between_certain_points)
{
	struct square square = {0};
	struct hush_range root;

	hush_range_init(&root);
	for (long least = -17001; least <= -1; least += 1700) {
		hush_range_root(beyond_root, &square, least, -3 * least, &root);
		expect_range("root", &root, "1.4142135623730950488016887242097", 1e-29, 1e-29);
		ck_assert(beyond_root(root.low, &square) < 0 && beyond_root(root.high, &square) > 0);
	}
	/* Ends stay certain, as near to the gap as can be told. */
	square.gap = 1e-6;
	hush_range_root(beyond_root, &square, -50, 50, &root);
	ck_assert(beyond_root(root.low, &square) < 0 && beyond_root(root.high, &square) > 0);
	ck_assert(mpfr_cmp_d(root.low, 1.414213) > 0 && mpfr_cmp_d(root.high, 1.414214) < 0);
	/* Outside of where it is looked for. */
	hush_range_root(beyond_root, &square, 3, 9, &root);
	ck_assert(mpfr_zero_p(root.low) && mpfr_cmp_ui(root.high, 8) == 0);
	hush_range_root(beyond_root, &square, -9, -3, &root);
	ck_assert(mpfr_cmp_d(root.low, 0.125) == 0 && mpfr_inf_p(root.high));
	hush_range_clear(&root);
}
END_TEST

/* 1 - (1 - 2^-1000), which needs a thousand bits more than it keeps. */
static void cancelling(const void *input, struct hush_range *value)
{
	struct hush_range one;

	(void)input;
	hush_range_init_like(&one, value);
	hush_range_set_u64(&one, 1);
	hush_range_set(value, &one);
	hush_range_scale(value, -1000);
	hush_range_sub(value, &one, value);
	hush_range_sub(value, &one, value);
	hush_range_clear(&one);
}

START_TEST(precision_grows_until_nothing_cancels)
{
	struct hush_range value;
	struct hush_rational limit;

	hush_range_init(&value);
	hush_rational_init(&limit);
	hush_range_refine(cancelling, NULL, &value);
	ck_assert(hush_range_is_narrow(&value, 120));
	ck_assert_int_eq((int)mpfr_get_exp(value.low), -999);
	mpq_set_ui(limit.q, 1, 1);
	mpq_div_2exp(limit.q, limit.q, 999);
	ck_assert_int_eq(hush_range_decide(cancelling, NULL, &limit), 1);
	mpq_div_2exp(limit.q, limit.q, 2);
	ck_assert_int_eq(hush_range_decide(cancelling, NULL, &limit), -1);
	hush_rational_clear(&limit);
	hush_range_clear(&value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("range");
	TCase *tests = tcase_create("range");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, arithmetic_encloses_what_it_should);
	tcase_add_test(tests, nothing_becomes_nan);
	tcase_add_test(tests, ends_become_rationals_outward);
	tcase_add_test(tests, roots_lie_between_certain_points);
	tcase_add_test(tests, precision_grows_until_nothing_cancels);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
