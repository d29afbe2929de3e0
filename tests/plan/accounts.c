/* Which accounts and windows a release charges, and a plan's life when memory is short. */
#include <check.h>
#include <stdlib.h>

#include "base/memory.h"
#include "specs.h"

static struct spec_kit kit;

START_TEST(accounts_follow_entities_and_declared_sources)
{
	char *names[HUSH_MAX_SOURCES + 2];
	uint32_t count = 0;
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "0.5");
	kit_share(&kit, 2, 1, 1, "1");
	kit_share(&kit, 0, 1, 1, "1");
	kit_share(&kit, 3, 3, 3, "1")->limits.total = 3;
	kit_share(&kit, 1, 1, 1, "1");
	ck_assert_int_eq(hush_plan_account_names(&kit.spec, names, &count, NULL), HUSH_OK);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "user");
	ck_assert_str_eq(names[1], "vehicle");
	ck_assert_str_eq(names[2], "declared:counter");
	plan = kit_plan(&kit);
	ck_assert_uint_eq(plan->account_count, 3);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_str_eq(plan->accounts[i].name, names[i]);
		hush_free(names[i]);
	}
	/* Alone in its account: the whole ceiling. Two vehicle sources: half each. The declared unit: L2^2 = 9. */
	expect_rational(&plan->tables[0].parameter, "1");
	expect_rational(&plan->tables[1].parameter, "2");
	expect_rational(&plan->tables[2].parameter, "9");
	expect_rational(&plan->tables[3].parameter, "2");
	ck_assert_uint_eq(plan->tables[3].account, plan->tables[1].account);
	ck_assert_uint_eq(plan->accounts[2].source, 3);
	ck_assert_uint_eq(plan->accounts[0].source, HUSH_NONE);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(every_window_touched_is_charged)
{
	static const struct {
		int from[3];
		int to[3];
		enum hush_window window;
		int week_start;
		int first[3];
		uint32_t count;
	} cases[] = {
		{{2025, 1, 1}, {2025, 2, 1}, HUSH_WINDOW_MONTH, 0, {2025, 1, 1}, 1},
		{{2025, 1, 31}, {2025, 2, 2}, HUSH_WINDOW_MONTH, 0, {2025, 1, 1}, 2},
		{{2025, 1, 1}, {2025, 2, 1}, HUSH_WINDOW_WEEK, 0, {2024, 12, 30}, 5},
		{{2025, 1, 1}, {2025, 2, 1}, HUSH_WINDOW_WEEK, 6, {2024, 12, 29}, 5},
		{{2025, 1, 5}, {2025, 1, 6}, HUSH_WINDOW_WEEK, 6, {2025, 1, 5}, 1},
		{{2024, 2, 1}, {2024, 3, 1}, HUSH_WINDOW_DAY, 0, {2024, 2, 1}, 29},
		{{2024, 12, 31}, {2025, 1, 2}, HUSH_WINDOW_YEAR, 0, {2024, 1, 1}, 2},
		{{2025, 3, 31}, {2025, 4, 1}, HUSH_WINDOW_QUARTER, 0, {2025, 1, 1}, 1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct hush_plan *plan;

		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, NULL, NULL, "0.5");
		kit_share(&kit, 0, 1, 1, "1");
		kit.spec.from = hush_day_from_civil(cases[i].from[0], cases[i].from[1], cases[i].from[2]);
		kit.spec.to = hush_day_from_civil(cases[i].to[0], cases[i].to[1], cases[i].to[2]);
		kit.spec.window = cases[i].window;
		kit.spec.week_start = cases[i].week_start;
		plan = kit_plan(&kit);
		ck_assert_int_eq(plan->accounts[0].first_window,
		                 hush_day_from_civil(cases[i].first[0], cases[i].first[1], cases[i].first[2]));
		ck_assert_uint_eq(plan->accounts[0].window_count, cases[i].count);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
}
END_TEST

START_TEST(names_of_kinds_read_back)
{
	enum hush_account_kind kind = HUSH_ACCOUNT_ZCDP;

	for (int i = 0; i < 3; i++) {
		ck_assert(hush_account_kind_parse(hush_account_kind_name((enum hush_account_kind)i), &kind));
		ck_assert_int_eq(kind, i);
	}
	ck_assert(!hush_account_kind_parse("Pure", &kind));
	ck_assert(!hush_account_kind_parse("", &kind));
}
END_TEST

/* Fails each allocation in turn, once or for ever after: a plan is made whole or not at all, and nothing leaks. */
static unsigned allowed;
static bool for_ever;

static bool gate(void)
{
	if (allowed == 0) {
		allowed = for_ever ? 0 : UINT32_MAX;
		return false;
	}
	allowed--;
	return true;
}

START_TEST(every_allocation_may_fail)
{
	bool done = false;
	unsigned i;

	for_ever = _i == 1;
	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "1");
	kit_share(&kit, 0, 2, 1, "1");
	kit_share(&kit, 3, 2, 1, "1");
	for (i = 0; i < 200 && !done; i++) {
		struct hush_plan *plan = NULL;
		hush_error err = {0};
		hush_status status;

		allowed = i;
		hush_memory_gate(gate);
		status = kit_try(&kit, &plan, &err);
		hush_memory_gate(NULL);
		done = status == HUSH_OK;
		ck_assert(done || (status == HUSH_E_MEMORY && !plan));
		hush_plan_free(plan);
	}
	ck_assert(done);
	ck_assert_uint_gt(i, 8); /* plan, tables, accounts, two names, two texts of two allocations each */
	kit_clear(&kit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("accounts");
	TCase *tests = tcase_create("accounts");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, accounts_follow_entities_and_declared_sources);
	tcase_add_test(tests, every_window_touched_is_charged);
	tcase_add_test(tests, names_of_kinds_read_back);
	tcase_add_loop_test(tests, every_allocation_may_fail, 0, 2);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
