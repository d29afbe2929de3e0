/*
 * unknown: the thresholds of discovered values: the least that the delta pays for, and never less than what is stated.
 */
#include <math.h>
#include <stdlib.h>

#include "plan/law.h"
#include "plan/threshold.h"
#include "plan/unknown.h"
#include "specs.h"

/* Two tables about vehicles that discover and one that does not, and one about users. */
static void fill(struct spec_kit *kit)
{
	static struct hush_dimension dimension = {.at_most = 100};

	kit->spec.dimensions = &dimension;
	kit->spec.dimension_count = 1;
	kit_share(kit, 0, 2, 1, "1");
	kit_share(kit, 0, 1, 3, "1");
	kit_share(kit, 1, 4, 1, "1");
	kit_share(kit, 2, 1, 1, "1");
	kit->tables[0].discovers = kit->tables[1].discovers = true;
	kit->tables[0].cells = kit->tables[1].cells = 0; /* not known */
}

/* Sum of the deltas of an account's thresholds, each the least that its part pays for. */
static void check_thresholds(const struct hush_plan *plan, const char *part)
{
	struct hush_rational most, low, sum;
	struct hush_range before;

	hush_rational_init(&most);
	hush_rational_init(&low);
	hush_rational_init(&sum);
	hush_range_init(&before);
	rational_from(&most, part);
	for (uint32_t i = 0; i < 2; i++) {
		const struct hush_plan_table *table = &plan->tables[i];
		struct hush_rational high;

		hush_rational_init(&high);
		ck_assert_uint_gt(table->threshold, 1);
		ck_assert_int_le(hush_rational_compare(&table->cost.delta, &most), 0);
		ck_assert_int_gt(mpq_sgn(table->cost.delta.q), 0);
		ck_assert_int_eq(hush_threshold_delta(table->mechanism, &table->parameter, table->threshold - 1, table->sensitivity.l0,
		                                      table->sensitivity.linf, &before, NULL), HUSH_OK);
		ck_assert(hush_range_rationals(&before, 12, &low, &high));
		ck_assert_int_gt(hush_rational_compare(&high, &most), 0);
		mpq_add(sum.q, sum.q, table->cost.delta.q);
		hush_rational_clear(&high);
	}
	ck_assert(mpq_equal(sum.q, plan->accounts[0].thresholds.q));
	ck_assert_uint_eq(plan->tables[2].threshold, 0);
	ck_assert_int_eq(mpq_sgn(plan->tables[2].cost.delta.q), 0);
	ck_assert_uint_eq(plan->tables[0].sensitivity.l0, 2); /* not cut to a number of cells that nobody knows */
	ck_assert_uint_eq(plan->tables[1].sensitivity.linf, 3);
	hush_range_clear(&before);
	hush_rational_clear(&sum);
	hush_rational_clear(&low);
	hush_rational_clear(&most);
}

START_TEST(half_of_delta_pays_for_the_thresholds)
{
	struct spec_kit kit;
	struct hush_plan *plan;
	struct hush_rational whole;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, "1", "1e-6", NULL);
	fill(&kit);
	plan = kit_plan(&kit);
	check_thresholds(plan, "2.5e-7");
	/* epsilon at the whole delta: of the noise at what is left, within the guarantee. */
	ck_assert_int_le(hush_rational_compare(&plan->accounts[0].epsilon_at_delta, &kit.spec.guarantee.epsilon), 0);
	ck_assert(mpq_equal(plan->accounts[0].delta.q, kit.spec.guarantee.delta.q));
	/* The users' account discovers nothing: all of its delta is the noise's. */
	ck_assert_int_eq(mpq_sgn(plan->accounts[1].thresholds.q), 0);
	hush_rational_init(&whole);
	ck_assert_int_eq(hush_zcdp_rho(&kit.spec.guarantee.epsilon, &kit.spec.guarantee.delta, &whole, NULL), HUSH_OK);
	ck_assert(mpq_equal(plan->accounts[1].ceiling.rho.q, whole.q));
	ck_assert_int_lt(hush_rational_compare(&plan->accounts[0].ceiling.rho, &whole), 0);
	/* At delta 1e-9 the thresholds alone are more: nothing can be stated there. */
	for (uint32_t i = 0; i < plan->accounts[0].statement.row_count; i++) {
		ck_assert_int_gt(hush_rational_compare(&plan->accounts[0].statement.rows[i].delta, &plan->accounts[0].thresholds), 0);
	}
	ck_assert(!plan->accounts[0].statement.attained);
	hush_rational_clear(&whole);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(one_release_counted_exactly_has_room_for_both)
{
	struct spec_kit kit;
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_ONE_OFF);
	kit_guarantee(&kit, "1", "1e-6", NULL);
	fill(&kit);
	plan = kit_plan(&kit);
	check_thresholds(plan, "2.5e-7");
	ck_assert_int_le(hush_rational_compare(&plan->accounts[0].charge.epsilon, &kit.spec.guarantee.epsilon), 0);
	ck_assert(mpq_equal(plan->accounts[0].charge.delta.q, kit.spec.guarantee.delta.q));
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

/* The usual count: the least with which the law lets a value appear with 95 %, or hardly more. */
START_TEST(the_usual_count_appears_with_95_percent)
{
	struct spec_kit kit;
	struct hush_plan *plan;
	struct hush_range tail;
	mpz_t above;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, "1", "1e-6", NULL);
	fill(&kit);
	plan = kit_plan(&kit);
	hush_range_init(&tail);
	mpz_init(above);
	for (uint32_t i = 0; i < 2; i++) {
		const struct hush_plan_table *table = &plan->tables[i];

		mpz_set_si(above, (long)table->threshold - (long)hush_unknown_usual(table));
		hush_law_at_least(table->mechanism, &table->parameter, above, &tail);
		ck_assert_double_ge(mpfr_get_d(tail.low, MPFR_RNDD), 0.95);
		ck_assert_double_le(mpfr_get_d(tail.high, MPFR_RNDU), 0.97);
	}
	mpz_clear(above);
	hush_range_clear(&tail);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unknown");
	TCase *tests = tcase_create("unknown");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, half_of_delta_pays_for_the_thresholds);
	tcase_add_test(tests, one_release_counted_exactly_has_room_for_both);
	tcase_add_test(tests, the_usual_count_appears_with_95_percent);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
