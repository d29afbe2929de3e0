/* What fits and what does not, to the last digit. */
#include "fixture.h"

static struct hush_ledger *pure_ledger(const char *epsilon)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, epsilon, "", "");

	free(path);
	return ledger;
}

static void spent_is(struct hush_ledger *ledger, const char *day, const char *epsilon)
{
	struct hush_cost spent;
	struct hush_rational wanted;

	hush_cost_init(&spent);
	hush_rational_init(&wanted);
	ck_assert(hush_rational_parse(&wanted, epsilon));
	ck_holds(hush_ledger_spent(ledger, "vehicle", fixture_day(day), &spent, err));
	ck_assert_int_eq(hush_rational_compare(&spent.epsilon, &wanted), 0);
	hush_rational_clear(&wanted);
	hush_cost_clear(&spent);
}

START_TEST(ten_tenths_fit_and_no_eleventh)
{
	struct hush_ledger *ledger = pure_ledger("1");
	char id[32];

	for (int i = 0; i < 10; i++) {
		snprintf(id, sizeof id, "release-%d", i);
		ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = id, .scale = "10"}, NULL, err));
	}
	spent_is(ledger, "2025-01-01", "1");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "eleventh", .scale = "10"}, NULL, err), HUSH_E_BUDGET,
	         "has epsilon 0 left for the month that starts on 2025-01-01, and this release asks for 0.1");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "eleventh", .scale = "1000000"}, NULL, err),
	         HUSH_E_BUDGET, "nothing was charged");
	spent_is(ledger, "2025-01-01", "1");
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
}
END_TEST

START_TEST(a_hair_too_much_is_too_much)
{
	struct hush_ledger *ledger = pure_ledger("0.3333333333");
	struct fixture_plan *plan = fixture_plan(&(struct fixture_ask){.id = "thirds", .scale = "3"});

	/* 1/3 asked of 0.3333333333: they differ in the eleventh digit, and the sentence shows no two equal numbers. */
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_BUDGET, "has epsilon 0.333333 left");
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_BUDGET, "asks for 0.333334");
	fixture_free(plan);
	hush_ledger_close(ledger);
}
END_TEST

START_TEST(half_months_both_charge_the_month)
{
	struct hush_ledger *ledger = pure_ledger("1");

	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "first", .scale = "2", .to = "2025-01-16"}, NULL, err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "second", .scale = "2", .from = "2025-01-16"}, NULL, err));
	spent_is(ledger, "2025-01-01", "1");
	spent_is(ledger, "2025-02-01", "0");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "third", .scale = "100", .from = "2025-01-31"}, NULL, err),
	         HUSH_E_BUDGET, "2025-01-01");
	hush_ledger_close(ledger);
}
END_TEST

START_TEST(a_period_over_the_end_of_a_month_charges_both)
{
	struct hush_ledger *ledger = pure_ledger("1");

	ck_holds(fixture_reserve(
	    ledger, &(struct fixture_ask){.id = "over", .scale = "2", .from = "2025-01-31", .to = "2025-02-02"}, NULL, err));
	spent_is(ledger, "2025-01-01", "0.5");
	spent_is(ledger, "2025-02-01", "0.5");
	spent_is(ledger, "2025-03-01", "0");
	ck_holds(fixture_reserve(
	    ledger, &(struct fixture_ask){.id = "feb", .scale = "2", .from = "2025-02-01", .to = "2025-03-01"}, NULL, err));
	/* January has room, February has none: the whole release is refused, and the sentence names February. */
	ck_fails(fixture_reserve(ledger,
	                         &(struct fixture_ask){.id = "more", .scale = "4", .from = "2025-01-05", .to = "2025-02-03"},
	                         NULL, err),
	         HUSH_E_BUDGET, "starts on 2025-02-01");
	spent_is(ledger, "2025-01-01", "0.5");
	hush_ledger_close(ledger);
}
END_TEST

START_TEST(weeks_start_where_the_account_says)
{
	char *path = fixture_path("a.ledger");
	struct hush_account_terms terms = fixture_terms(HUSH_ACCOUNT_PURE, "1", "", "");
	struct hush_ledger *ledger;
	struct fixture_ask ask = {.id = "week", .scale = "1", .window_given = true, .window = HUSH_WINDOW_WEEK,
	                          .week_start = 6, .from = "2025-01-04", .to = "2025-01-06"}; /* Saturday and Sunday */

	terms.window = HUSH_WINDOW_WEEK;
	terms.week_start = 6;
	ck_holds(hush_ledger_create(path, &terms, 1, err));
	ledger = fixture_open(path);
	ck_holds(fixture_reserve(ledger, &ask, NULL, err));
	spent_is(ledger, "2024-12-29", "1");
	spent_is(ledger, "2025-01-05", "1");
	ask.week_start = 0;
	ask.id = "other";
	ck_fails(fixture_reserve(ledger, &ask, NULL, err), HUSH_E_SPEC, "is sunday, but the spec says monday");
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(terms_that_differ_are_refused)
{
	struct hush_ledger *ledger = pure_ledger("1");
	struct fixture_plan *plan;

	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .scale = "2", .timezone = "America/Denver"}, NULL, err),
	         HUSH_E_SPEC, "America/Los_Angeles, but the spec says America/Denver");
	ck_fails(fixture_reserve(
	             ledger, &(struct fixture_ask){.id = "a", .scale = "2", .window_given = true, .window = HUSH_WINDOW_DAY},
	             NULL, err),
	         HUSH_E_SPEC, "is month, but the spec says day");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .scale = "2", .kind = HUSH_ACCOUNT_ZCDP}, NULL, err),
	         HUSH_E_SPEC, "of kind pure");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .scale = "2", .account = "user"}, NULL, err),
	         HUSH_E_SPEC, "no account \"user\"");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .scale = "2", .supersedes = "b"}, NULL, err),
	         HUSH_E_SPEC, "did not publish");
	/* Plans that are wrong in themselves. */
	plan = fixture_plan(&(struct fixture_ask){.id = "a", .scale = "2", .to = "2025-03-01"});
	plan->account.window_count = 1;
	ck_assert_int_eq(hush_ledger_check(ledger, &plan->plan, NULL), HUSH_E_BUG);
	plan->account.window_count = 2;
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	hush_rational_set_u64(&plan->account.charge.epsilon, 499999, 1000000);
	ck_assert_int_eq(hush_ledger_check(ledger, &plan->plan, NULL), HUSH_E_BUG);
	fixture_free(plan);
	ck_assert_int_eq(
	    fixture_reserve(ledger, &(struct fixture_ask){.id = "a", .sigma2 = "2", .kind = HUSH_ACCOUNT_PURE}, NULL, NULL),
	    HUSH_E_BUG);
	spent_is(ledger, "2025-01-01", "0");
	hush_ledger_close(ledger);
}
END_TEST

START_TEST(zcdp_counts_rho)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_ZCDP, "", "", "0.3");
	struct fixture_plan *plan;

	for (int i = 0; i < 3; i++) {
		char id[32];

		snprintf(id, sizeof id, "z%d", i);
		ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = id, .sigma2 = "5", .kind = HUSH_ACCOUNT_ZCDP}, NULL, err));
	}
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "z", .sigma2 = "5000", .kind = HUSH_ACCOUNT_ZCDP}, NULL, err),
	         HUSH_E_BUDGET, "has rho 0 left");
	hush_ledger_close(ledger);
	/* A delta that the account does not have. */
	unlink(path);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_ZCDP, "", "", "0.3");
	plan = fixture_plan(&(struct fixture_ask){.id = "d", .sigma2 = "5", .kind = HUSH_ACCOUNT_ZCDP});
	ck_assert(hush_rational_parse(&plan->account.charge.delta, "1e-12"));
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_BUDGET, "has delta 0 left");
	hush_ledger_close(ledger);
	/* Nor one that was spent on turning epsilon into rho. */
	unlink(path);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_ZCDP, "8", "1e-6", "");
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_BUDGET, "has delta 0 left");
	hush_ledger_close(ledger);
	unlink(path);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_ZCDP, "", "1e-12", "0.3");
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	fixture_free(plan);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(one_account_protects_one_unit)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "2", "", "");

	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "one", .scale = "4", .unit = "at most 1 records"}, NULL, err));
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "twenty", .scale = "4", .unit = "at most 20 records"}, NULL, err),
	         HUSH_E_SPEC, "at most 1 records, and this spec says: at most 20 records");
	/* Another month is no way round it, and neither is a larger unit first. */
	ck_fails(fixture_reserve(ledger,
	                         &(struct fixture_ask){.id = "later", .scale = "4", .unit = "at most 20 records",
	                                               .from = "2025-06-01", .to = "2025-07-01"},
	                         NULL, err),
	         HUSH_E_SPEC, "protects another unit");
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "two", .scale = "4", .unit = "at most 1 records"}, NULL, err));
	/* What was cancelled fixes nothing. */
	ck_holds(hush_ledger_cancel(ledger, "one", "an officer", err));
	ck_holds(hush_ledger_cancel(ledger, "two", "an officer", err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "new", .scale = "4", .unit = "at most 20 records"}, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(one_off_admits_one)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_ONE_OFF, "1", "", "");

	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "g", .sigma2 = "500", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err),
	         HUSH_E_BUDGET, "has rho 0 left");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "l", .scale = "0.99", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err),
	         HUSH_E_BUDGET, "has epsilon 1 left");
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "one", .scale = "10", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err));
	ck_fails(fixture_reserve(ledger,
	                         &(struct fixture_ask){.id = "two", .scale = "10", .kind = HUSH_ACCOUNT_ONE_OFF,
	                                               .from = "2025-06-01", .to = "2025-07-01"},
	                         NULL, err),
	         HUSH_E_BUDGET, "\"one\" is it");
	ck_holds(hush_ledger_cancel(ledger, "one", "an officer", err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "two", .scale = "10", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	/* With a delta, Gaussian noise is measured in rho, and Laplace noise may still use the epsilon. */
	unlink(path);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_ONE_OFF, "1", "1e-9", "");
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "g", .sigma2 = "1", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err),
	         HUSH_E_BUDGET, "has rho 0.0");
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "l", .scale = "1", .kind = HUSH_ACCOUNT_ONE_OFF}, NULL, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

/*
 * An epsilon that holds with a delta is computed again from the noise: sigma^2 = 18 is (1, 1e-6) by exact losses and not by
 * the conversion from rho, which asks for 20.53.
 */
START_TEST(one_off_charges_are_recomputed)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_ONE_OFF, "1", "1e-6", "");
	struct fixture_plan *plan = fixture_plan(&(struct fixture_ask){.id = "x", .sigma2 = "18", .kind = HUSH_ACCOUNT_ONE_OFF});
	struct hush_cost *charge = &plan->account.charge;
	struct hush_receipt *receipt = NULL;

	ck_assert(hush_rational_parse(&charge->delta, "1e-6"));
	ck_holds(hush_tables_epsilon(&plan->plan_table, 1, 0, &charge->delta, HUSH_EFFORT_USUAL, &charge->epsilon, err));
	ck_assert_double_gt(hush_rational_double(&charge->epsilon, HUSH_DOWN), 0.99);
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	/* One part in ten thousand less than the noise costs; a smaller delta at the same epsilon; rho left out. */
	mpz_mul_ui(mpq_numref(charge->epsilon.q), mpq_numref(charge->epsilon.q), 9999);
	mpz_mul_ui(mpq_denref(charge->epsilon.q), mpq_denref(charge->epsilon.q), 10000);
	mpq_canonicalize(charge->epsilon.q);
	ck_assert_int_eq(hush_ledger_check(ledger, &plan->plan, NULL), HUSH_E_BUG);
	ck_holds(hush_tables_epsilon(&plan->plan_table, 1, 0, &charge->delta, HUSH_EFFORT_USUAL, &charge->epsilon, err));
	ck_assert(hush_rational_parse(&charge->delta, "9e-7"));
	ck_assert_int_eq(hush_ledger_check(ledger, &plan->plan, NULL), HUSH_E_BUG);
	ck_assert(hush_rational_parse(&charge->delta, "1e-6"));
	hush_rational_set_u64(&charge->rho, 0, 1);
	ck_assert_int_eq(hush_ledger_check(ledger, &plan->plan, NULL), HUSH_E_BUG);
	hush_rational_set(&charge->rho, &plan->plan_table.cost.rho);
	ck_holds(hush_ledger_reserve(ledger, &plan->plan, NULL, &receipt, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_receipt_free(receipt);
	hush_ledger_close(ledger);
	/* Less delta in the budget than in the charge. */
	unlink(path);
	ledger = fixture_ledger(path, HUSH_ACCOUNT_ONE_OFF, "1", "1e-9", "");
	ck_fails(hush_ledger_check(ledger, &plan->plan, err), HUSH_E_BUDGET, "has delta");
	hush_ledger_close(ledger);
	fixture_free(plan);
	free(path);
}
END_TEST

/* A charge whose exact text is too long is kept rounded up, never down. */
START_TEST(endless_fractions_are_rounded_up)
{
	struct hush_ledger *ledger = pure_ledger("1");
	struct fixture_plan *plan = fixture_plan(&(struct fixture_ask){.id = "long", .scale = "3"});
	struct hush_receipt *receipt = NULL;
	struct hush_cost spent;
	mpz_t power;

	/* 1/3 + 10^-2000 */
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, 2000);
	mpq_set_z(plan->account.charge.epsilon.q, power);
	mpq_inv(plan->account.charge.epsilon.q, plan->account.charge.epsilon.q);
	mpz_clear(power);
	mpq_add(plan->account.charge.epsilon.q, plan->account.charge.epsilon.q, plan->plan_table.cost.epsilon.q);
	ck_holds(hush_ledger_reserve(ledger, &plan->plan, NULL, &receipt, err));
	hush_receipt_free(receipt);
	hush_cost_init(&spent);
	ck_holds(hush_ledger_spent(ledger, "vehicle", fixture_day("2025-01-01"), &spent, err));
	ck_assert_int_ge(hush_rational_compare(&spent.epsilon, &plan->account.charge.epsilon), 0);
	ck_assert_int_lt(mpq_cmp_ui(spent.epsilon.q, 334, 1000), 0);
	hush_cost_clear(&spent);
	fixture_free(plan);
	hush_ledger_close(ledger);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("budgets");
	TCase *cases = tcase_create("budgets");

	tcase_add_test(cases, ten_tenths_fit_and_no_eleventh);
	tcase_add_test(cases, a_hair_too_much_is_too_much);
	tcase_add_test(cases, half_months_both_charge_the_month);
	tcase_add_test(cases, a_period_over_the_end_of_a_month_charges_both);
	tcase_add_test(cases, weeks_start_where_the_account_says);
	tcase_add_test(cases, terms_that_differ_are_refused);
	tcase_add_test(cases, zcdp_counts_rho);
	tcase_add_test(cases, one_account_protects_one_unit);
	tcase_add_test(cases, one_off_admits_one);
	tcase_add_test(cases, one_off_charges_are_recomputed);
	tcase_add_test(cases, endless_fractions_are_rounded_up);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
