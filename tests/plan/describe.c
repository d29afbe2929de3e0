/* The plan as a person reads it, and as a program does. */
#include <check.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "plan/describe.h"
#include "specs.h"

static struct spec_kit kit;
static struct hush_buffer out;

static struct hush_plan *example(void)
{
	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, "1", "1e-9", NULL);
	kit_share(&kit, 0, 8, 2, "3");
	kit_margin(&kit, 1, 5, 1, 60, "0.95");
	kit_share(&kit, 3, 3, 3, "1")->limits.total = 3;
	hush_buffer_init(&out, 1 << 20);
	return kit_plan(&kit);
}

static void done(struct hush_plan *plan)
{
	hush_plan_free(plan);
	kit_clear(&kit);
	hush_buffer_release(&out);
}

static void expect_line(const char *part)
{
	ck_assert_msg(strstr(out.bytes, part), "no \"%s\" in:\n%s", part, out.bytes);
}

START_TEST(a_person_reads_it)
{
	struct hush_plan_balance balances[2] = {{.known = true, .budget = "1/10", .spent = "1/25", .fits = true},
	                                        {.known = true, .budget = "0.01", .spent = "0", .fits = false}};
	struct hush_plan *plan = example();
	char *line;
	size_t at;

	hush_plan_describe(plan, balances, HUSH_FORMAT_PLAIN, &out);
	ck_assert_int_eq(hush_buffer_check(&out, NULL), HUSH_OK);
	expect_line("plan for test-2025-01: A test\n");
	expect_line("account vehicle (zcdp), protects one vehicle in one month\n");
	expect_line("account declared:counter (zcdp), protects at most 3 scans in one month\n");
	expect_line("someone who knew everything else in the records and gave it even chances that a given vehicle was recorded "
	            "in that month could become at most 74.7 % sure from this release alone, except with probability 1e-9\n");
	expect_line("that a given set of at most 3 scans was counted in that month");
	expect_line("charged to 1 month, that from 2025-01-01\n");
	expect_line("budget     rho 0.1 per window; spent in the fullest window 0.04, left 0.06\n");
	expect_line("this release fits\n");
	expect_line("would not fit");
	expect_line("8 cells, 2 each");
	expect_line("3 in all");
	/* Aligned: every head stands above its column. */
	line = strstr(out.bytes, "table  ");
	at = (size_t)(strstr(line, "noise") - line);
	for (int i = 0; i < 3; i++) {
		line = strchr(line, '\n') + 1;
		ck_assert_int_eq(strncmp(line + at, "discrete-", 9), 0);
	}
	ck_assert_ptr_null(strchr(out.bytes, '\033'));
	done(plan);
}
END_TEST

START_TEST(unknown_balances_are_left_out)
{
	struct hush_plan_balance balances[2] = {{.known = false}, {.known = false}};
	struct hush_plan *plan = example();

	hush_plan_describe(plan, balances, HUSH_FORMAT_PLAIN, &out);
	ck_assert_ptr_null(strstr(out.bytes, "budget"));
	hush_buffer_clear(&out);
	hush_plan_describe(plan, NULL, HUSH_FORMAT_PLAIN, &out);
	ck_assert_ptr_null(strstr(out.bytes, "budget"));
	done(plan);
}
END_TEST

START_TEST(several_windows_and_users_are_named)
{
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "0.5", NULL, NULL);
	kit_share(&kit, 2, 1, 1, "1");
	kit.spec.window = HUSH_WINDOW_WEEK;
	hush_buffer_init(&out, 1 << 20);
	plan = kit_plan(&kit);
	hush_plan_describe(plan, NULL, HUSH_FORMAT_PLAIN, &out);
	expect_line("protects one user in one week\n");
	expect_line("that a given user made searches in any one week could become at most 62.3 % sure from this release alone\n");
	expect_line("charged to 5 weeks, each in full, the first from 2024-12-30\n");
	expect_line("s = 2 ");
	expect_line("epsilon 0.5");
	done(plan);
}
END_TEST

static const char *text_at(const struct hush_json *node, const char *key)
{
	const char *text = hush_json_string(hush_json_get(node, key));

	ck_assert_msg(text, "no %s", key);
	return text;
}

START_TEST(a_program_reads_the_same)
{
	struct hush_plan_balance balances[2] = {{.known = true, .budget = "1/10", .spent = "1/25", .fits = true},
	                                        {.known = false}};
	struct hush_plan *plan = example();
	struct hush_json_text *document = NULL;
	const struct hush_json *root;
	const struct hush_json *table;
	const struct hush_json *account;
	struct hush_rational exact;
	int64_t number = 0;
	bool flag = false;
	hush_error err = {0};

	hush_rational_init(&exact);
	hush_plan_describe(plan, balances, HUSH_FORMAT_JSON, &out);
	ck_assert_msg(hush_json_parse("plan", out.bytes, out.length, &document, &err) == HUSH_OK, "%s", err.message);
	root = hush_json_root(document);
	ck_assert_str_eq(text_at(root, "schema"), "hushcount.plan/1");
	ck_assert(hush_json_bool(hush_json_get(root, "ok"), &flag) && flag);
	ck_assert_uint_eq(hush_json_count(hush_json_get(root, "tables")), 3);
	table = hush_json_at(hush_json_get(root, "tables"), 1);
	ck_assert_str_eq(text_at(table, "name"), "t1");
	ck_assert_str_eq(text_at(table, "mechanism"), "discrete-gaussian");
	rational_from(&exact, text_at(table, "sigma_squared"));
	ck_assert_int_eq(hush_rational_compare(&exact, &plan->tables[1].parameter), 0);
	ck_assert(hush_json_integer(hush_json_get(table, "moe95"), &number) && number == 60);
	ck_assert_str_eq(text_at(table, "std_dev"), plan->tables[1].std_dev);
	rational_from(&exact, text_at(hush_json_get(table, "charge"), "rho"));
	ck_assert_int_eq(hush_rational_compare(&exact, &plan->tables[1].cost.rho), 0);
	account = hush_json_at(hush_json_get(root, "accounts"), 0);
	ck_assert_str_eq(text_at(account, "even_odds_percent"), "74.7");
	ck_assert_str_eq(text_at(account, "delta"), "1e-9");
	ck_assert_str_eq(text_at(hush_json_get(account, "balance"), "left"), "3/50");
	ck_assert_ptr_null(hush_json_get(hush_json_at(hush_json_get(root, "accounts"), 1), "balance"));
	hush_json_free(document);
	hush_rational_clear(&exact);
	done(plan);
}
END_TEST

static unsigned allowed;

static bool gate(void)
{
	return allowed != 0 && allowed-- != 0;
}

/* A text that could not be finished says so. */
START_TEST(short_memory_is_reported)
{
	struct hush_plan *plan = example();
	unsigned failures = 0;

	for (int format = 0; format < 2; format++) {
		for (unsigned i = 0;; i++) {
			hush_buffer_release(&out);
			hush_buffer_init(&out, 1 << 20);
			allowed = i;
			hush_memory_gate(gate);
			hush_plan_describe(plan, NULL, (hush_format)format, &out);
			hush_memory_gate(NULL);
			if (hush_buffer_check(&out, NULL) == HUSH_OK) {
				break;
			}
			failures++;
		}
	}
	ck_assert_uint_gt(failures, 20);
	done(plan);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("describe");
	TCase *tests = tcase_create("describe");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_person_reads_it);
	tcase_add_test(tests, unknown_balances_are_left_out);
	tcase_add_test(tests, several_windows_and_users_are_named);
	tcase_add_test(tests, a_program_reads_the_same);
	tcase_add_test(tests, short_memory_is_reported);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
