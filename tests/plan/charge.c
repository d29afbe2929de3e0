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
	double laplace_rho; /* sum over cells of the expected loss */
	double losses[6];   /* of a cell, by how far it moves */
};

/* E[|X + shift| - |X|]/scale for discrete Laplace X, summed over the law. */
static double expected_loss(double scale, long shift)
{
	long double sum = 0;

	for (long x = -400; x <= 400; x++) {
		sum += expl(-labs(x) / (long double)scale) * (long double)(labs(x + shift) - labs(x));
	}
	return (double)(sum * tanhl(1 / (2 * (long double)scale)) / scale);
}

/* ln sum P^alpha Q^(1-alpha) / (alpha - 1), over losses taken relative to the greatest. */
static double renyi(double scale, long shift, double alpha)
{
	long double sum = 0;

	for (long x = -400; x <= 400; x++) {
		long double loss = (long double)(labs(x + shift) - labs(x) - shift) / scale;

		sum += expl(-labs(x) / (long double)scale + (alpha - 1) * loss);
	}
	return (double)shift / scale + (double)(logl(sum * tanhl(1 / (2 * (long double)scale))) / (alpha - 1));
}

static void walk(struct worst *worst, uint64_t cells, uint64_t sum, uint64_t squares, double rho)
{
	worst->l2_squared = squares > worst->l2_squared ? squares : worst->l2_squared;
	worst->sum = sum > worst->sum ? sum : worst->sum;
	worst->laplace_rho = fmax(worst->laplace_rho, rho);
	if (cells == worst->l0) {
		return;
	}
	for (uint64_t v = 1; v <= worst->linf && sum + v <= worst->l1; v++) {
		walk(worst, cells + 1, sum + v, squares + v * v, rho + worst->losses[v]);
	}
}

START_TEST(no_vector_of_the_box_is_worse)
{
	static const char *const scales[] = {"1/4", "1", "7/2"};
	struct hush_rational scale;
	struct hush_cost cost;
	double losses[3][6];
	unsigned boxes = 0;

	hush_rational_init(&scale);
	hush_cost_init(&cost);
	for (size_t i = 0; i < 3; i++) {
		rational_from(&scale, scales[i]);
		for (long v = 0; v < 6; v++) {
			losses[i][v] = expected_loss(rational_value(&scale), v);
		}
	}
	for (uint32_t cells = 1; cells <= 4; cells++) {
		for (uint32_t per_cell = 1; per_cell <= 5; per_cell++) {
			for (uint64_t total = 1; total <= cells * per_cell + 2; total++) {
				struct hush_limits limits = {.cells = cells, .per_cell = per_cell, .total = total};
				struct hush_sensitivity seen = hush_sensitivity_of(&limits);

				for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
					struct worst worst = {.l0 = cells, .linf = per_cell, .l1 = total};

					rational_from(&scale, scales[i]);
					for (uint32_t v = 0; v <= per_cell; v++) {
						worst.losses[v] = losses[i][v];
					}
					walk(&worst, 0, 0, 0, 0);
					ck_assert_uint_eq(seen.l2_squared, worst.l2_squared);
					ck_assert_uint_eq(seen.l1, worst.sum);
					ck_assert_int_eq(hush_cost_of(&seen, HUSH_DISCRETE_LAPLACE, &scale, &cost, NULL), HUSH_OK);
					ck_assert(rational_value(&cost.rho) >= worst.laplace_rho * (1 - 1e-13));
					/* Reached by some vector, and never above what any mechanism of that epsilon costs. */
					ck_assert(rational_value(&cost.rho) <= worst.laplace_rho * (1 + 1e-11));
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

/* D_alpha <= rho alpha at every order, and hardly less just above 1: the charge is the least there is. */
START_TEST(laplace_is_charged_the_least_rho_that_holds)
{
	static const char *const scales[] = {"1/5", "1", "2.385", "31/4"};
	static const double orders[] = {1.0001, 1.01, 1.2, 1.7, 2, 3, 5, 9, 30, 200};
	struct hush_rational scale;
	struct hush_cost cost;

	hush_rational_init(&scale);
	hush_cost_init(&cost);
	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
		rational_from(&scale, scales[i]);
		for (uint32_t shift = 1; shift <= 40; shift += 1 + shift / 4) {
			struct hush_limits limits = {.cells = 1, .per_cell = shift, .total = shift};
			struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
			double rho;

			ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_DISCRETE_LAPLACE, &scale, &cost, NULL), HUSH_OK);
			rho = rational_value(&cost.rho);
			for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
				ck_assert_msg(renyi(rational_value(&scale), shift, orders[k]) <= rho * orders[k] * (1 + 1e-11),
							  "scale %s, shift %u, order %g", scales[i], shift, orders[k]);
			}
			ck_assert(renyi(rational_value(&scale), shift, orders[0]) > rho * (1 - 1e-3));
		}
	}
	hush_cost_clear(&cost);
	hush_rational_clear(&scale);
}
END_TEST

/* A table of four cells under a limit of 64: nobody moves more than four. */
START_TEST(a_small_table_bounds_its_limit)
{
	struct hush_limits limits = {.cells = 64, .per_cell = 3, .total = 192};
	struct hush_limits declared = {.cells = 50, .per_cell = 50, .total = 50};
	struct hush_limits possible = hush_limits_in(&limits, 4);
	struct hush_sensitivity seen = hush_sensitivity_of(&possible);

	ck_assert_uint_eq(seen.l0, 4);
	ck_assert_uint_eq(seen.linf, 3);
	ck_assert_uint_eq(seen.l1, 12);
	ck_assert_uint_eq(seen.l2_squared, 36);
	possible = hush_limits_in(&limits, 1000);
	ck_assert_uint_eq(hush_sensitivity_of(&possible).l0, 64);
	possible = hush_limits_in(&declared, 1);
	seen = hush_sensitivity_of(&possible);
	ck_assert_uint_eq(seen.l1, 50);
	ck_assert_uint_eq(seen.l2_squared, 2500);
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
							  rational_value(&back) >= rational_value(&epsilon) * (1 - 1e-7),
						  "%s %s: %.15g", epsilons[i], deltas[j], rational_value(&back));
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
	/* Far outside any use: a number on the right side, or the range that is accepted. */
	rational_from(&one, "1e18");
	ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_OK);
	ck_assert_int_ge(hush_rational_compare(&out, &one), 0);
	ck_assert_int_eq(hush_zcdp_rho(&one, &delta, &out, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "epsilon must lie in 2^-100 to 2^17"));
	rational_from(&one, "1e-400");
	ck_assert_int_eq(hush_zcdp_epsilon(&one, &delta, &out, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "rho must lie in 2^-200 to 2^200"));
	ck_assert_int_eq(hush_zcdp_rho(&one, &delta, &out, &err), HUSH_E_SPEC);
	hush_rational_clear(&out);
	hush_rational_clear(&delta);
	hush_rational_clear(&one);
}
END_TEST

START_TEST(even_odds_are_rounded_up)
{
	static const char *const cases[][2] = {{"0", "50.0"},     {"1", "73.2"},   {"1.005", "73.3"}, {"0.001", "50.1"},
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
	tcase_add_test(tests, laplace_is_charged_the_least_rho_that_holds);
	tcase_add_test(tests, a_small_table_bounds_its_limit);
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
