/* Calibration: golden plans, the ceiling over random specs, margins, refusals. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "plan/law.h"
#include "specs.h"

static struct spec_kit kit;

START_TEST(golden_gaussians)
{
	static const struct {
		uint32_t cells;
		const char *sigma2;
		const char *rho;
		uint64_t moe95;
	} golden[] = {
		/* Never more than a Gaussian of that rho, 20.5288 for one cell, by more than the grid's 2^-15. */
		{1, "10511/512", "256/10511", 9}, {4, "10511/128", "256/10511", 18}, {8, "10511/64", "256/10511", 25}, {16, "10511/32", "256/10511", 36},
		{64, "10511/8", "256/10511", 71}};

	for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
		struct hush_plan *plan;

		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, "1", "1e-6", NULL);
		kit_share(&kit, 0, golden[i].cells, 1, "1");
		plan = kit_plan(&kit);
		ck_assert_int_eq(plan->tables[0].mechanism, HUSH_DISCRETE_GAUSSIAN);
		expect_rational(&plan->tables[0].parameter, golden[i].sigma2);
		expect_rational(&plan->accounts[0].charge.rho, golden[i].rho);
		ck_assert_uint_eq(plan->tables[0].moe95, golden[i].moe95);
		/* 0.02435597035953837..., rounded down to 12 digits */
		expect_rational(&plan->accounts[0].ceiling.rho, "48711940719/2000000000000");
		ck_assert(rational_value(&plan->accounts[0].epsilon_at_delta) <= 1);
		ck_assert(rational_value(&plan->accounts[0].epsilon_at_delta) > 0.999);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
}
END_TEST

START_TEST(golden_laplace)
{
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "1", NULL, NULL);
	kit_share(&kit, 0, 8, 2, "3");
	kit_share(&kit, 0, 5, 1, "1");
	plan = kit_plan(&kit);
	/* 16/0.75 and 5/0.25: denominators as small as that are left as they are. */
	expect_rational(&plan->tables[0].parameter, "64/3");
	expect_rational(&plan->tables[1].parameter, "20");
	expect_rational(&plan->tables[0].cost.epsilon, "3/4");
	expect_rational(&plan->tables[1].cost.epsilon, "1/4");
	ck_assert_int_eq(plan->tables[0].mechanism, HUSH_DISCRETE_LAPLACE);
	ck_assert_int_eq(hush_rational_compare(&plan->accounts[0].epsilon_at_delta, &plan->accounts[0].charge.epsilon), 0);
	ck_assert(hush_rational_is_zero(&plan->accounts[0].delta));
	ck_assert_uint_eq(plan->noise_count, 2001); /* the cells of kit_table */
	ck_assert_str_eq(plan->method, "siphash");
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

/* At a large rho one cell is better served by the peaked law; it must win there, and only where it varies less. */
START_TEST(laplace_wins_where_it_varies_less)
{
	static const char *const rhos[] = {"0.1", "1", "3", "5", "9"};
	unsigned laplace = 0;

	for (size_t i = 0; i < sizeof rhos / sizeof rhos[0]; i++) {
		struct hush_rational gaussian;
		struct hush_plan *plan;

		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, NULL, NULL, rhos[i]);
		kit_share(&kit, 0, 1, 1, "1");
		plan = kit_plan(&kit);
		laplace += plan->tables[0].mechanism == HUSH_DISCRETE_LAPLACE;
		hush_rational_init(&gaussian);
		rational_from(&gaussian, rhos[i]);
		mpq_inv(gaussian.q, gaussian.q);
		mpq_div_2exp(gaussian.q, gaussian.q, 1);
		ck_assert_int_eq(hush_law_variance(HUSH_DISCRETE_GAUSSIAN, &gaussian, &gaussian, NULL), HUSH_OK);
		ck_assert(rational_value(&plan->tables[0].variance) <= rational_value(&gaussian) * 1.006);
		ck_assert(hush_rational_compare(&plan->accounts[0].charge.rho, &kit.spec.guarantee.rho) <= 0);
		ck_assert(hush_rational_is_zero(&plan->accounts[0].charge.epsilon));
		ck_assert_int_eq(mpq_cmp_ui(plan->accounts[0].delta.q, 1, 1000000000), 0);
		ck_assert(i != 0 || laplace == 0);
		hush_rational_clear(&gaussian);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
	ck_assert_uint_ge(laplace, 1);
}
END_TEST

START_TEST(more_share_means_less_noise)
{
	double last = 1e300;
	char share[16];

	for (unsigned i = 1; i < 40; i += 3) {
		struct hush_plan *plan;

		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, "2", "1e-9", NULL);
		snprintf(share, sizeof share, "%u/7", i);
		kit_share(&kit, 0, 6, 3, share);
		kit_share(&kit, 1, 2, 1, "2");
		plan = kit_plan(&kit);
		ck_assert_uint_eq(plan->account_count, 1);
		ck_assert(rational_value(&plan->tables[0].variance) < last);
		last = rational_value(&plan->tables[0].variance);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
}
END_TEST

/* The widest noise that meets the margin, and not a step wider. */
static void expect_tight_margin(const struct hush_plan *plan, uint32_t index)
{
	const struct hush_plan_table *made = &plan->tables[index];
	const struct hush_table *table = &plan->spec->tables[index];
	struct hush_rational excess;
	struct hush_rational wider;
	uint64_t t;

	hush_rational_init(&excess);
	hush_rational_init(&wider);
	ck_assert_int_eq(hush_law_half_width(made->mechanism, &made->parameter, &table->confidence, &t, NULL), HUSH_OK);
	ck_assert_uint_le(t, table->within);
	mpq_set_ui(excess.q, 1, 1);
	mpq_sub(excess.q, excess.q, table->confidence.q);
	rational_from(&wider, "1.0012");
	mpq_mul(wider.q, wider.q, made->parameter.q);
	ck_assert_msg(!hush_law_within(made->mechanism, &wider, table->within, &excess), "table %u could have more noise", index);
	hush_rational_clear(&wider);
	hush_rational_clear(&excess);
}

START_TEST(margins_are_met_with_the_most_noise)
{
	static const uint64_t withins[] = {0, 1, 2, 7, 40, 385, 5000, 1000000};
	static const char *const confidences[] = {"0.5", "0.9", "0.95", "0.9999"};

	for (int pure = 0; pure < 2; pure++) {
		for (size_t i = 0; i < sizeof withins / sizeof withins[0]; i++) {
			for (size_t j = 0; j < sizeof confidences / sizeof confidences[0]; j++) {
				struct hush_plan *plan;

				kit_init(&kit, pure ? HUSH_ACCOUNT_PURE : HUSH_ACCOUNT_ZCDP);
				kit_guarantee(&kit, pure ? "1e6" : NULL, NULL, pure ? NULL : "1e6");
				kit_margin(&kit, 0, 5, 1, withins[i], confidences[j]);
				plan = kit_plan(&kit);
				expect_tight_margin(plan, 0);
				/* Margins are met, and the rest of the guarantee is not spent. */
				ck_assert(rational_value(pure ? &plan->accounts[0].charge.epsilon : &plan->accounts[0].charge.rho) < 1e6);
				hush_plan_free(plan);
				kit_clear(&kit);
			}
		}
	}
}
END_TEST

static unsigned state = 2385;

static unsigned below(unsigned limit)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % limit;
}

static void random_kit(void)
{
	static const char *const amounts[] = {"0.01", "0.2385", "1", "2.385", "8"};
	static const char *const shares[] = {"1", "3", "0.07", "12.5", "1/3"};
	static const char *const confidences[] = {"0.5", "0.9", "0.95", "0.999"};
	enum hush_account_kind kind = (enum hush_account_kind)below(3);
	bool pure = kind == HUSH_ACCOUNT_PURE || (kind == HUSH_ACCOUNT_ONE_OFF && below(2));
	const char *amount = amounts[below(5)];
	unsigned tables = 1 + below(6);

	kit_init(&kit, kind);
	if (pure) {
		kit_guarantee(&kit, amount, NULL, NULL);
	} else if (below(2)) {
		kit_guarantee(&kit, amount, "1e-9", NULL);
	} else {
		kit_guarantee(&kit, NULL, below(2) ? "1e-7" : NULL, amount);
	}
	for (unsigned i = 0; i < tables; i++) {
		uint32_t source = below(4);
		uint32_t cells = source == 3 ? 3 : 1 + below(9);
		uint32_t per_cell = source == 3 ? 3 : 1 + below(4);
		struct hush_table *table = below(4) ? kit_share(&kit, source, cells, per_cell, shares[below(5)])
		                                    : kit_margin(&kit, source, cells, per_cell, 20 + below(4000), confidences[below(4)]);

		table->limits.total = source == 3 ? 3 : table->limits.total;
	}
}

static void expect_sound(const struct hush_plan *plan)
{
	for (uint32_t a = 0; a < plan->account_count; a++) {
		const struct hush_plan_account *account = &plan->accounts[a];
		bool counts_epsilon = hush_counts_epsilon(account->kind, plan->spec);
		bool exactly = hush_counts_exactly(account->kind, plan->spec);
		struct hush_cost sum;

		hush_cost_init(&sum);
		for (uint32_t i = 0; i < plan->table_count; i++) {
			struct hush_cost again;

			if (plan->tables[i].account != a) {
				continue;
			}
			hush_cost_init(&again);
			ck_assert_int_eq(hush_cost_of(&plan->tables[i].sensitivity, plan->tables[i].mechanism,
			                              &plan->tables[i].parameter, &again, NULL), HUSH_OK);
			ck_assert_int_eq(hush_rational_compare(&again.rho, &plan->tables[i].cost.rho), 0);
			ck_assert_int_eq(hush_rational_compare(&again.epsilon, &plan->tables[i].cost.epsilon), 0);
			hush_cost_add(&sum, &again);
			hush_cost_clear(&again);
			ck_assert(!counts_epsilon || exactly || plan->tables[i].mechanism == HUSH_DISCRETE_LAPLACE);
			if (plan->spec->tables[i].ask == HUSH_ASK_MARGIN) {
				expect_tight_margin(plan, i);
			}
		}
		ck_assert_int_eq(hush_rational_compare(&sum.rho, &account->charge.rho), 0);
		ck_assert(!counts_epsilon || exactly || hush_rational_compare(&sum.epsilon, &account->charge.epsilon) == 0);
		if (exactly) {
			struct hush_rational epsilon;

			hush_rational_init(&epsilon);
			ck_assert_int_eq(hush_tables_epsilon(plan->tables, plan->table_count, a, &plan->spec->guarantee.delta,
			                                     HUSH_EFFORT_USUAL, &epsilon, NULL), HUSH_OK);
			ck_assert_int_eq(hush_rational_compare(&epsilon, &account->charge.epsilon), 0);
			hush_rational_clear(&epsilon);
		}
		ck_assert(hush_rational_compare(&account->charge.epsilon, &account->ceiling.epsilon) <= 0);
		ck_assert(counts_epsilon || hush_rational_compare(&account->charge.rho, &account->ceiling.rho) <= 0);
		ck_assert(exactly ? hush_rational_compare(&account->charge.delta, &plan->spec->guarantee.delta) == 0
		                  : hush_rational_is_zero(&account->charge.delta));
		if (plan->spec->guarantee.kind == HUSH_GUARANTEE_APPROXIMATE) {
			ck_assert(hush_rational_compare(&account->epsilon_at_delta, &plan->spec->guarantee.epsilon) <= 0);
		}
		hush_cost_clear(&sum);
	}
}

START_TEST(no_random_spec_passes_its_ceiling)
{
	unsigned planned = 0;
	unsigned refused = 0;

	for (int i = 0; i < 100; i++) {
		struct hush_plan *plan = NULL;
		hush_error err = {0};
		hush_status status;

		random_kit();
		status = kit_try(&kit, &plan, &err);
		if (status == HUSH_OK) {
			expect_sound(plan);
			planned++;
		} else {
			ck_assert_msg(status == HUSH_E_SPEC, "%d: %s", (int)status, err.message);
			ck_assert_str_ne(err.hint, "");
			ck_assert_ptr_null(plan);
			refused++;
		}
		hush_plan_free(plan);
		kit_clear(&kit);
	}
	ck_assert_uint_ge(planned, 50);
	ck_assert_uint_ge(refused, 1);
}
END_TEST

static void expect_refusal(const char *message, const char *hint)
{
	struct hush_plan *plan = NULL;
	hush_error err = {0};

	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	ck_assert_ptr_null(plan);
	ck_assert_msg(strstr(err.message, message), "\"%s\" does not say \"%s\"", err.message, message);
	ck_assert_msg(strstr(err.hint, hint), "\"%s\" does not say \"%s\"", err.hint, hint);
	ck_assert_int_eq(kit_try(&kit, &plan, NULL), HUSH_E_SPEC);
}

START_TEST(guarantees_must_fit_the_kind)
{
	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_share(&kit, 0, 2, 1, "1");
	kit_guarantee(&kit, "1", "1e-9", NULL);
	expect_refusal("is pure", "zcdp");
	kit_guarantee(&kit, NULL, NULL, "0.1");
	expect_refusal("is pure", "zcdp");
	kit_clear(&kit);

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_share(&kit, 0, 2, 1, "1");
	kit_guarantee(&kit, "1", NULL, NULL);
	expect_refusal("without a delta", "delta");
	ck_assert_int_eq(hush_plan_default_kind(&kit.spec), HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "1", "1e-9", NULL);
	ck_assert_int_eq(hush_plan_default_kind(&kit.spec), HUSH_ACCOUNT_ZCDP);
	kit.choices[0].name = "someone";
	expect_refusal("no account \"vehicle\"", "ledger");
	kit_clear(&kit);
}
END_TEST

START_TEST(parameters_outside_their_range_are_refused)
{
	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_share(&kit, 0, 2, 1, "1");
	kit_guarantee(&kit, NULL, NULL, "1e-30");
	expect_refusal("\"t0\"", "2^-20 to 2^60");
	kit_guarantee(&kit, NULL, NULL, "1e17");
	expect_refusal("\"t0\"", "2^-20 to 2^60");
	kit_clear(&kit);
	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_share(&kit, 0, 2, 1, "1");
	kit_guarantee(&kit, "1e-20", NULL, NULL);
	expect_refusal("\"t0\"", "2^-20 to 2^40");
	kit_guarantee(&kit, "1e-400", NULL, NULL);
	expect_refusal("\"t0\"", "2^-20 to 2^40");
	kit_clear(&kit);
}
END_TEST

/* The refusal names the tables, and both ways out that its hint offers work. */
START_TEST(margins_that_do_not_fit_are_refused_with_what_would)
{
	struct hush_plan *plan = NULL;
	hush_error err = {0};
	unsigned long long first;
	unsigned long long second;
	double epsilon;
	char text[32];
	const char *at;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, "1", "1e-9", NULL);
	kit_margin(&kit, 0, 5, 1, 11, "0.95");
	kit_margin(&kit, 0, 2, 2, 14, "0.9");
	kit_share(&kit, 2, 1, 1, "1");
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "\"t0\""));
	ck_assert_ptr_nonnull(strstr(err.message, "\"t1\""));
	ck_assert_ptr_null(strstr(err.message, "\"t2\""));
	ck_assert_str_eq(err.file, "spec.json");
	at = strstr(err.hint, "epsilon ");
	ck_assert_int_eq(sscanf(at, "epsilon %lf at delta 1e-9", &epsilon), 1);
	at = strstr(err.hint, "\"t0\" within");
	ck_assert_int_eq(sscanf(at, "\"t0\" within %llu, \"t1\" within %llu", &first, &second), 2);
	ck_assert(first < 60 && second < 80); /* not just any that fit */
	kit.tables[0].within = first;
	kit.tables[1].within = second;
	hush_plan_free(kit_plan(&kit));
	kit.tables[0].within = 11;
	kit.tables[1].within = 14;
	snprintf(text, sizeof text, "%.6g", epsilon);
	kit_guarantee(&kit, text, "1e-9", NULL);
	hush_plan_free(kit_plan(&kit));
	/* The hinted guarantee is not more than needed: a hundredth less is refused. */
	snprintf(text, sizeof text, "%.6g", epsilon * 0.99);
	kit_guarantee(&kit, text, "1e-9", NULL);
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	kit_clear(&kit);
}
END_TEST

START_TEST(margins_must_leave_something_for_shares)
{
	struct hush_plan *plan;
	struct hush_buffer rho;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "10");
	kit_margin(&kit, 0, 5, 1, 11, "0.95");
	plan = kit_plan(&kit);
	hush_buffer_init(&rho, 4096);
	hush_rational_text(&plan->accounts[0].charge.rho, &rho);
	hush_plan_free(plan);
	/* A guarantee of exactly what the margin costs: enough alone, not enough with a table that asks for a share. */
	kit_guarantee(&kit, NULL, NULL, rho.bytes);
	plan = kit_plan(&kit);
	ck_assert_int_eq(hush_rational_compare(&plan->accounts[0].charge.rho, &plan->accounts[0].ceiling.rho), 0);
	hush_plan_free(plan);
	kit_share(&kit, 1, 1, 1, "1");
	expect_refusal("all of", "above");
	hush_buffer_release(&rho);
	kit_clear(&kit);
}
END_TEST

START_TEST(the_largest_release_is_planned_in_time)
{
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "1");
	for (uint32_t i = 0; i < HUSH_MAX_TABLES; i++) {
		if (i % 2) {
			kit_share(&kit, 0, 1 + i, 1 + i % 7, "0.37");
		} else {
			kit_margin(&kit, 0, 1 + i, 1, 500 + 17 * i, "0.95");
		}
	}
	plan = kit_plan(&kit);
	expect_sound(plan);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("calibrate");
	TCase *tests = tcase_create("calibrate");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 100);
	tcase_add_test(tests, golden_gaussians);
	tcase_add_test(tests, golden_laplace);
	tcase_add_test(tests, laplace_wins_where_it_varies_less);
	tcase_add_test(tests, more_share_means_less_noise);
	tcase_add_test(tests, margins_are_met_with_the_most_noise);
	tcase_add_test(tests, no_random_spec_passes_its_ceiling);
	tcase_add_test(tests, guarantees_must_fit_the_kind);
	tcase_add_test(tests, parameters_outside_their_range_are_refused);
	tcase_add_test(tests, margins_that_do_not_fit_are_refused_with_what_would);
	tcase_add_test(tests, margins_must_leave_something_for_shares);
	tcase_add_test(tests, the_largest_release_is_planned_in_time);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
