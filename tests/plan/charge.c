/* Sensitivity and charge against every vector of small boxes, and zCDP conversions in both directions. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "rational.h"

/* Walks all integer vectors of the box {at most l0 cells not 0, each at most linf, sum at most l1}. */
struct worst {
	uint64_t l0;
	uint64_t linf;
	uint64_t l1;
	uint64_t l2_squared;
	uint64_t sum;
	double laplace_rho; /* sum over cells of e tanh(e/2), e = v/scale */
	double scale;
};

static void walk(struct worst *worst, uint64_t cells, uint64_t sum, uint64_t squares, double rho)
{
	worst->l2_squared = squares > worst->l2_squared ? squares : worst->l2_squared;
	worst->sum = sum > worst->sum ? sum : worst->sum;
	worst->laplace_rho = fmax(worst->laplace_rho, rho);
	if (cells == worst->l0) {
		return;
	}
	for (uint64_t v = 1; v <= worst->linf && sum + v <= worst->l1; v++) {
		double e = (double)v / worst->scale;

		walk(worst, cells + 1, sum + v, squares + v * v, rho + e * tanh(e / 2));
	}
}

START_TEST(no_vector_of_the_box_is_worse)
{
	static const char *const scales[] = {"1/4", "1", "7/2"};
	struct hush_rational scale;
	struct hush_cost cost;
	unsigned boxes = 0;

	hush_rational_init(&scale);
	hush_cost_init(&cost);
	for (uint32_t cells = 1; cells <= 4; cells++) {
		for (uint32_t per_cell = 1; per_cell <= 5; per_cell++) {
			for (uint64_t total = 1; total <= cells * per_cell + 2; total++) {
				struct hush_limits limits = {.cells = cells, .per_cell = per_cell, .total = total};
				struct hush_sensitivity seen = hush_sensitivity_of(&limits);

				for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
					struct worst worst = {.l0 = cells, .linf = per_cell, .l1 = total};
					bool full = total >= (uint64_t)cells * per_cell;

					rational_from(&scale, scales[i]);
					worst.scale = rational_value(&scale);
					walk(&worst, 0, 0, 0, 0);
					ck_assert_uint_eq(seen.l2_squared, worst.l2_squared);
					ck_assert_uint_eq(seen.l1, worst.sum);
					ck_assert_int_eq(hush_cost_of(&seen, HUSH_DISCRETE_LAPLACE, &scale, &cost, NULL), HUSH_OK);
					ck_assert(rational_value(&cost.rho) >= worst.laplace_rho * (1 - 1e-13));
					/* Exact where cells fill up; never above the whole vector's own bound. */
					ck_assert(!full || rational_value(&cost.rho) <= worst.laplace_rho * (1 + 1e-11));
					ck_assert(rational_value(&cost.rho) <=
					          rational_value(&cost.epsilon) * tanh(rational_value(&cost.epsilon) / 2) * (1 + 1e-11));
					boxes++;
				}
			}
		}
	}
	ck_assert_uint_gt(boxes, 400);
	hush_cost_clear(&cost);
	hush_rational_clear(&scale);
}
END_TEST

/* The split into full cells and a remainder, which is worst for L2, is not worst here: two cells of 3 beat 4 and 2. */
START_TEST(full_cells_are_not_always_the_worst_for_laplace)
{
	struct hush_limits limits = {.cells = 2, .per_cell = 4, .total = 6};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_rational one;
	struct hush_cost cost;

	hush_rational_init(&one);
	hush_cost_init(&cost);
	rational_from(&one, "1");
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_DISCRETE_LAPLACE, &one, &cost, NULL), HUSH_OK);
	ck_assert(2 * 3 * tanh(1.5) > 4 * tanh(2) + 2 * tanh(1));
	ck_assert(rational_value(&cost.rho) >= 2 * 3 * tanh(1.5));
	hush_cost_clear(&cost);
	hush_rational_clear(&one);
}
END_TEST

START_TEST(charges_add_up_exactly)
{
	struct hush_cost total;
	struct hush_cost tenth;

	hush_cost_init(&total);
	hush_cost_init(&tenth);
	rational_from(&tenth.rho, "0.1");
	rational_from(&tenth.epsilon, "1/3");
	for (int i = 0; i < 10; i++) {
		hush_cost_add(&total, &tenth);
	}
	ck_assert_int_eq(mpq_cmp_ui(total.rho.q, 1, 1), 0);
	ck_assert_int_eq(mpq_cmp_ui(total.epsilon.q, 10, 3), 0);
	ck_assert_int_eq(mpq_cmp_ui(total.delta.q, 0, 1), 0);
	hush_cost_clear(&tenth);
	hush_cost_clear(&total);
}
END_TEST

/* 256 charges with large coprime denominators: the sum keeps a text that can be read, and is never below the truth. */
START_TEST(a_long_sum_stays_readable)
{
	struct hush_cost total;
	struct hush_cost one;
	struct hush_rational exact;
	struct hush_rational back;
	struct hush_buffer text;

	hush_cost_init(&total);
	hush_cost_init(&one);
	hush_rational_init(&exact);
	hush_rational_init(&back);
	hush_buffer_init(&text, 1 << 16);
	for (uint64_t i = 0; i < 256; i++) {
		hush_rational_set_u64(&one.rho, 1, (UINT64_C(1) << 50) + 2 * i + 1);
		hush_cost_add(&total, &one);
		mpq_add(exact.q, exact.q, one.rho.q);
	}
	hush_rational_text(&total.rho, &text);
	ck_assert_uint_le(text.length, 2000);
	ck_assert(hush_rational_parse(&back, text.bytes));
	ck_assert_int_eq(hush_rational_compare(&back, &total.rho), 0);
	ck_assert_int_ge(hush_rational_compare(&total.rho, &exact), 0);
	ck_assert(rational_value(&total.rho) <= rational_value(&exact) * (1 + 1e-15));
	hush_buffer_release(&text);
	hush_rational_clear(&back);
	hush_rational_clear(&exact);
	hush_cost_clear(&one);
	hush_cost_clear(&total);
}
END_TEST

START_TEST(rho_and_epsilon_invert_each_other_on_the_safe_side)
{
	static const char *const epsilons[] = {"0.001", "0.01", "0.1", "0.5", "1", "2.385", "5", "20", "300"};
	static const char *const deltas[] = {"0.5", "0.01", "1e-6", "1e-9", "1e-30", "1e-300", "1e-400"};
	struct hush_rational epsilon;
	struct hush_rational delta;
	struct hush_rational rho;
	struct hush_rational back;

	hush_rational_init(&epsilon);
	hush_rational_init(&delta);
	hush_rational_init(&rho);
	hush_rational_init(&back);
	for (size_t i = 0; i < sizeof epsilons / sizeof epsilons[0]; i++) {
		for (size_t j = 0; j < sizeof deltas / sizeof deltas[0]; j++) {
			rational_from(&epsilon, epsilons[i]);
			rational_from(&delta, deltas[j]);
			ck_assert_int_eq(hush_zcdp_rho(&epsilon, &delta, &rho, NULL), HUSH_OK);
			ck_assert_int_eq(hush_zcdp_epsilon(&rho, &delta, &back, NULL), HUSH_OK);
			/* Above by the last digit at most; below by the last digit of rho, which weighs more where rho is large. */
			ck_assert_msg(rational_value(&back) <= rational_value(&epsilon) * (1 + 1e-11) &&
			                  rational_value(&back) >= rational_value(&epsilon) * (1 - 1e-7), "%s %s: %.15g", epsilons[i],
			              deltas[j], rational_value(&back));
			/* More rho costs more: what is not affordable is not said to be. */
			mpq_set_ui(back.q, 1000001, 1000000);
			mpq_mul(rho.q, rho.q, back.q);
			ck_assert_int_eq(hush_zcdp_epsilon(&rho, &delta, &back, NULL), HUSH_OK);
			ck_assert_msg(hush_rational_compare(&back, &epsilon) > 0, "%s %s", epsilons[i], deltas[j]);
		}
	}
	hush_rational_clear(&back);
	hush_rational_clear(&rho);
	hush_rational_clear(&delta);
	hush_rational_clear(&epsilon);
}
END_TEST

START_TEST(conversions_refuse_what_has_no_meaning)
{
	static const char *const deltas[] = {"0", "1", "1.5"};
	struct hush_rational one;
	struct hush_rational delta;
	struct hush_rational out;
	hush_error err = {0};

	hush_rational_init(&one);
	hush_rational_init(&delta);
	hush_rational_init(&out);
	rational_from(&one, "1");
	rational_from(&out, "7");
	for (size_t i = 0; i < sizeof deltas / sizeof deltas[0]; i++) {
		rational_from(&delta, deltas[i]);
		ck_assert_int_eq(hush_zcdp_rho(&one, &delta, &out, &err), HUSH_E_SPEC);
		ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, "delta"));
		ck_assert_str_ne(err.hint, "");
	}
	rational_from(&delta, "1e-9");
	rational_from(&one, "0");
	ck_assert_int_eq(hush_zcdp_rho(&one, &delta, &out, &err), HUSH_E_SPEC);
	ck_assert_int_eq(mpq_cmp_ui(out.q, 7, 1), 0); /* untouched by refusals */
	ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_OK);
	ck_assert(hush_rational_is_zero(&out));
	/* Far outside any use: an answer or a refusal, never a hang or a number on the wrong side. */
	rational_from(&one, "1e18");
	ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_OK);
	ck_assert_int_ge(hush_rational_compare(&out, &one), 0);
	ck_assert_int_eq(hush_zcdp_rho(&one, &delta, &out, &err), HUSH_OK);
	ck_assert_int_le(hush_rational_compare(&out, &one), 0);
	rational_from(&one, "1e-400");
	ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_OK);
	hush_rational_clear(&out);
	hush_rational_clear(&delta);
	hush_rational_clear(&one);
}
END_TEST

START_TEST(even_odds_are_rounded_up)
{
	static const char *const cases[][2] = {{"0", "50.0"}, {"1", "73.2"}, {"1.005", "73.3"}, {"0.001", "50.1"},
	                                       {"2.385", "91.6"}, {"40", "100.0"}, {"1e18", "100.0"}};
	struct hush_rational epsilon;
	char text[16];

	hush_rational_init(&epsilon);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		rational_from(&epsilon, cases[i][0]);
		hush_even_odds_percent(&epsilon, text);
		ck_assert_str_eq(text, cases[i][1]);
	}
	hush_rational_clear(&epsilon);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("charge");
	TCase *tests = tcase_create("charge");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, no_vector_of_the_box_is_worse);
	tcase_add_test(tests, full_cells_are_not_always_the_worst_for_laplace);
	tcase_add_test(tests, charges_add_up_exactly);
	tcase_add_test(tests, a_long_sum_stays_readable);
	tcase_add_test(tests, rho_and_epsilon_invert_each_other_on_the_safe_side);
	tcase_add_test(tests, conversions_refuse_what_has_no_meaning);
	tcase_add_test(tests, even_odds_are_rounded_up);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
