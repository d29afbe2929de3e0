/* What margins cost, what a plan says of it, and the refusal: every number it names is computed again another way. */
#include <check.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "plan/describe.h"
#include "plan/margin.h"
#include "specs.h"

static struct spec_kit kit;
static hush_error err;

struct shape {
	uint32_t source, cells, per_cell;
	uint64_t within;
	const char *confidence;
};

static void margins(enum hush_account_kind kind, const struct shape *shapes, uint32_t count)
{
	kit_init(&kit, kind);
	for (uint32_t i = 0; i < count; i++) {
		kit_margin(&kit, shapes[i].source, shapes[i].cells, shapes[i].per_cell, shapes[i].within, shapes[i].confidence);
	}
}

static void refuse(void)
{
	struct hush_plan *plan = NULL;

	memset(&err, 0, sizeof err);
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	ck_assert_ptr_null(plan);
	ck_assert_str_eq(err.file, "spec.json");
	ck_assert_uint_lt(strlen(err.message), HUSH_ERROR_TEXT - 1);
	ck_assert_uint_lt(strlen(err.hint), HUSH_ERROR_TEXT - 1);
}

static void says(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part), "no \"%s\" in: %s", part, text);
}

static void says_not(const char *text, const char *part)
{
	ck_assert_msg(!strstr(text, part), "\"%s\" in: %s", part, text);
}

/* The number that stands right after `before` in the text. */
static double number_after(const char *text, const char *before)
{
	const char *at = strstr(text, before);
	double value = -1;

	ck_assert_msg(at && sscanf(at + strlen(before), "%lf", &value) == 1, "no number after \"%s\" in: %s", before, text);
	return value;
}

/* What a margin costs alone: planned under a guarantee that pays for everything. */
static double price_alone(enum hush_account_kind kind, const struct shape *shape)
{
	bool pure = kind == HUSH_ACCOUNT_PURE;
	struct spec_kit *mine = calloc(1, sizeof *mine);
	struct hush_plan *plan;
	double price;

	kit_init(mine, kind);
	kit_guarantee(mine, pure ? "1e9" : NULL, NULL, pure ? NULL : "1e9");
	kit_margin(mine, shape->source, shape->cells, shape->per_cell, shape->within, shape->confidence)->cells = 1000;
	plan = kit_plan(mine);
	price = rational_value(pure ? &plan->tables[0].cost.epsilon : &plan->tables[0].cost.rho);
	hush_plan_free(plan);
	kit_clear(mine);
	free(mine);
	return price;
}

static const struct shape three[] = {{0, 8, 2, 40, "0.95"}, {1, 3, 1, 90, "0.9"}, {0, 2, 1, 12, "0.99"}};

/* Independent noise: prices do not depend on the number of cells. */
static void many_cells(void)
{
	for (uint32_t i = 0; i < kit.spec.table_count; i++) {
		kit.tables[i].cells = 1000;
	}
}

START_TEST(each_price_is_named_and_right)
{
	static const enum hush_account_kind kinds[] = {HUSH_ACCOUNT_ZCDP, HUSH_ACCOUNT_PURE};

	for (int k = 0; k < 2; k++) {
		const char *unit = k ? "epsilon" : "rho";
		char before[64];
		double sum = 0;

		margins(kinds[k], three, 3);
		many_cells();
		kit_guarantee(&kit, k ? "0.3" : NULL, NULL, k ? NULL : "0.004");
		refuse();
		for (int i = 0; i < 3; i++) {
			double price = price_alone(kinds[k], &three[i]);
			double said;

			snprintf(before, sizeof before, "\"t%d\" (%s ", i, unit);
			said = number_after(err.message, before);
			ck_assert_msg(said >= price && said <= price * 1.001, "t%d: %g is not %g", i, said, price);
			sum += price;
		}
		snprintf(before, sizeof before, "the margins cost %s ", unit);
		ck_assert(number_after(err.message, before) >= sum && number_after(err.message, before) <= sum * 1.001);
		snprintf(before, sizeof before, "%s ", unit);
		ck_assert(number_after(err.hint, before) >= sum && number_after(err.hint, before) <= sum * 1.001);
		kit_clear(&kit);
	}
}
END_TEST

/* Those that not even the whole guarantee pays for are told from those that are only too much together. */
START_TEST(the_unmeetable_are_told_apart)
{
	margins(HUSH_ACCOUNT_ZCDP, three, 3);
	many_cells();
	/* t0: rho 0.0385; t1: 0.0005; t2: 0.0465 */
	kit_guarantee(&kit, NULL, NULL, "0.01");
	refuse();
	says(err.message, "more than the guarantee's rho 0.01; too much even alone: \"t2\" (rho ");
	says(err.message, "), \"t0\" (rho ");
	says(err.message, "); besides \"t1\" (rho ");
	says_not(err.message, "no guarantee");
	says(err.hint, "a guarantee of rho ");
	says(err.hint, "the others as they are");
	says_not(err.hint, "it pays for");
	says_not(err.hint, "\"t1\" within");
	kit_guarantee(&kit, NULL, NULL, "0.05");
	refuse();
	says(err.message, "; too much together: \"t2\" (rho ");
	says(err.message, "), \"t0\" (rho ");
	says(err.message, "), \"t1\" (rho ");
	says_not(err.message, "even alone");
	says(err.hint, "as they are, it pays for \"t0\", \"t1\"");
	kit_clear(&kit);
}
END_TEST

START_TEST(noise_too_small_for_any_guarantee_is_named)
{
	static const struct shape shapes[] = {{0, 64, 4, 0, "0.95"}, {0, 1, 1, 50, "0.95"}, {1, 1, 1, 0, "0.95"}};

	for (int k = 0; k < 3; k++) {
		margins(k == 1 ? HUSH_ACCOUNT_PURE : HUSH_ACCOUNT_ZCDP, shapes, 3);
		many_cells();
		kit_guarantee(&kit, k == 0 ? NULL : "0.5", k == 2 ? "1e-9" : NULL, k == 0 ? "0.01" : NULL);
		refuse();
		says(err.message, "; no guarantee allows so little noise as for \"t0\" (");
		says(err.message, "; too much even alone: \"t2\" (");
		says(err.message, "; besides \"t1\" (");
		says(err.hint, "no guarantee that a spec may ask for (at most 100) would pay for all of them");
		says(err.hint, "; with this one they fit at \"t0\" within ");
		says(err.hint, ", \"t2\" within ");
		says(err.hint, ", the others as they are");
		kit_clear(&kit);
	}
	margins(HUSH_ACCOUNT_ZCDP, shapes, 1);
	many_cells();
	kit_guarantee(&kit, NULL, NULL, "0.01");
	refuse();
	says(err.message, "the margin costs rho ");
	says(err.hint, "would pay for it; with this one it fits at \"t0\" within ");
	says_not(err.hint, "as they are");
	kit_clear(&kit);
}
END_TEST

/* A price of all that there is: enough alone, not beside a table that asks for a share. */
START_TEST(nothing_left_is_too_much_for_shares)
{
	struct hush_plan *plan;
	struct hush_rational price;

	hush_rational_init(&price);
	margins(HUSH_ACCOUNT_PURE, three, 1);
	kit_guarantee(&kit, "20", NULL, NULL);
	plan = kit_plan(&kit);
	ck_assert_int_eq(hush_margins_price(plan, 0, NULL, &price, NULL), HUSH_OK);
	hush_plan_free(plan);
	hush_rational_set(&kit.spec.guarantee.epsilon, &price);
	hush_plan_free(kit_plan(&kit));
	kit_share(&kit, 0, 1, 1, "1");
	refuse();
	says(err.message, ", all of the guarantee's epsilon ");
	says(err.message, ", which other tables share too; too much even alone: \"t0\" (epsilon ");
	says(err.hint, "a guarantee above epsilon ");
	kit_clear(&kit);
	hush_rational_clear(&price);
}
END_TEST

START_TEST(what_no_noise_meets_is_named)
{
	struct hush_plan *plan = NULL;

	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "1", NULL, NULL);
	kit_margin(&kit, 0, 1, 1, 100, "0.95");
	kit_margin(&kit, 0, 1, 1, 0, "0.95");
	/* 1 - 2^-2000000: even the smallest noise is not 0 more often than that. */
	mpq_set_ui(kit.tables[1].confidence.q, 1, 1);
	mpq_div_2exp(kit.tables[1].confidence.q, kit.tables[1].confidence.q, 2000000);
	mpz_sub_ui(mpq_numref(kit.tables[1].confidence.q), mpq_denref(kit.tables[1].confidence.q), 1);
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	says(err.message, "the margin of table \"t1\" cannot be met by any noise");
	says(err.hint, "lower its confidence");
	kit_clear(&kit);
}
END_TEST

/* Applies the hint's widths, and returns how many there were. */
static int apply_widths(void)
{
	int applied = 0;

	for (uint32_t i = 0; i < kit.spec.table_count; i++) {
		char before[64];
		const char *at;

		snprintf(before, sizeof before, "\"t%u\" within ", i);
		at = strstr(err.hint, before);
		if (at) {
			uint64_t wider = strtoull(at + strlen(before), NULL, 10);

			ck_assert_uint_gt(wider, kit.tables[i].within);
			kit.tables[i].within = wider;
			applied++;
		}
	}
	return applied;
}

static unsigned state = 2385;

static unsigned below(unsigned limit)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % limit;
}

/* Over random margins: the guarantee that is named pays, a hundredth less does not, and the widths that are named fit. */
START_TEST(the_ways_out_work)
{
	int refused = 0;

	for (int round = 0; round < 26; round++) {
		bool pure = round % 2;
		bool shares = below(3) == 0;
		struct hush_plan *plan = NULL;
		char text[32];
		double named;

		kit_init(&kit, pure ? HUSH_ACCOUNT_PURE : HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, pure ? "0.2385" : NULL, NULL, pure ? NULL : "0.02385");
		for (unsigned i = 1 + below(3); i > 0; i--) {
			kit_margin(&kit, below(2), 1 + below(12), 1 + below(3), 3 + below(200), below(2) ? "0.95" : "0.8");
		}
		if (shares) {
			kit_share(&kit, 0, 1, 1, "1");
		}
		if (kit_try(&kit, &plan, NULL) == HUSH_OK) {
			hush_plan_free(plan);
			kit_clear(&kit);
			continue;
		}
		refused++;
		refuse();
		named = number_after(err.hint, pure ? "epsilon " : "rho ");
		snprintf(text, sizeof text, "%.9g", named * (shares ? 1.001 : 1));
		kit_guarantee(&kit, pure ? text : NULL, NULL, pure ? NULL : text);
		hush_plan_free(kit_plan(&kit));
		snprintf(text, sizeof text, "%.9g", named * 0.99);
		kit_guarantee(&kit, pure ? text : NULL, NULL, pure ? NULL : text);
		ck_assert_int_eq(kit_try(&kit, &plan, NULL), HUSH_E_SPEC);
		kit_guarantee(&kit, pure ? "0.2385" : NULL, NULL, pure ? NULL : "0.02385");
		refuse();
		ck_assert_int_ge(apply_widths(), 1);
		plan = kit_plan(&kit);
		/* Not far wider than needed: what is kept unspent, or left to shares, is a small part. */
		if (!shares) {
			double spent = rational_value(pure ? &plan->accounts[0].charge.epsilon : &plan->accounts[0].charge.rho);

			ck_assert_msg(spent > (pure ? 0.2385 : 0.02385) * 0.85, "round %d: only %g is spent", round, spent);
		}
		hush_plan_free(plan);
		kit_clear(&kit);
	}
	ck_assert_int_ge(refused, 12);
}
END_TEST

START_TEST(long_lists_are_cut)
{
	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "0.5", NULL, NULL);
	for (unsigned i = 0; i < 40; i++) {
		kit_margin(&kit, 0, 1, 1, i < 4 ? 2 + i : 100, "0.95");
	}
	refuse();
	says(err.message, "too much even alone: \"t0\" (epsilon ");
	says(err.message, ", and 1 other; besides \"t4\" (epsilon ");
	says(err.message, ", and 33 others");
	says(err.hint, "others");
	kit_clear(&kit);
}
END_TEST

/* --- what a plan says --- */

static struct hush_buffer out;

static void describe(const struct hush_plan *plan, hush_format format)
{
	hush_buffer_release(&out);
	hush_buffer_init(&out, 1 << 20);
	hush_plan_describe(plan, NULL, format, &out);
	ck_assert_int_eq(hush_buffer_check(&out, NULL), HUSH_OK);
}

START_TEST(a_plan_says_what_margins_cost)
{
	struct hush_plan *plan;
	struct hush_rational sum;

	hush_rational_init(&sum);
	hush_buffer_init(&out, 1 << 20);
	margins(HUSH_ACCOUNT_PURE, three, 3);
	kit_guarantee(&kit, "20", NULL, NULL);
	plan = kit_plan(&kit);
	describe(plan, HUSH_FORMAT_PLAIN);
	ck_assert(number_after(out.bytes, "margins    cost epsilon ") >= rational_value(&plan->accounts[0].charge.epsilon));
	says(out.bytes, " of 20; epsilon ");
	says(out.bytes, " is not spent\n");
	ck_assert(number_after(out.bytes, " of 20; epsilon ") <= 20 - rational_value(&plan->accounts[0].charge.epsilon));
	ck_assert(number_after(out.bytes, " of 20; epsilon ") > 19.99 - rational_value(&plan->accounts[0].charge.epsilon));
	ck_assert_int_eq(hush_margins_price(plan, 0, NULL, &sum, NULL), HUSH_OK);
	ck_assert_int_eq(hush_rational_compare(&sum, &plan->accounts[0].charge.epsilon), 0);
	ck_assert(hush_margins_any(plan, 0) && !hush_margins_share(plan, 0));
	hush_plan_free(plan);
	/* All of it, to the last digit. */
	hush_rational_set(&kit.spec.guarantee.epsilon, &sum);
	plan = kit_plan(&kit);
	describe(plan, HUSH_FORMAT_PLAIN);
	says(out.bytes, "; nothing is left\n");
	hush_plan_free(plan);
	kit_guarantee(&kit, "20", NULL, NULL);
	kit_share(&kit, 0, 1, 1, "1");
	plan = kit_plan(&kit);
	describe(plan, HUSH_FORMAT_PLAIN);
	says(out.bytes, " of 20; the other tables share the rest\n");
	hush_plan_free(plan);
	kit_clear(&kit);

	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "1", NULL, NULL);
	kit_share(&kit, 0, 1, 1, "1");
	plan = kit_plan(&kit);
	describe(plan, HUSH_FORMAT_PLAIN);
	says_not(out.bytes, "margins ");
	describe(plan, HUSH_FORMAT_JSON);
	says_not(out.bytes, "\"margins\"");
	says_not(out.bytes, "\"split\"");
	hush_plan_free(plan);
	kit_clear(&kit);
	hush_buffer_release(&out);
	hush_rational_clear(&sum);
}
END_TEST

static void exact_at(const struct hush_json *node, const char *key, struct hush_rational *value)
{
	const char *text = hush_json_string(hush_json_get(node, key));

	ck_assert_msg(text, "no %s", key);
	rational_from(value, text);
}

START_TEST(a_program_reads_the_same)
{
	struct hush_json_text *document = NULL;
	const struct hush_json *account;
	struct hush_plan *plan;
	struct hush_rational cost;
	struct hush_rational left;

	hush_rational_init(&cost);
	hush_rational_init(&left);
	hush_buffer_init(&out, 1 << 20);
	margins(HUSH_ACCOUNT_ZCDP, three, 3);
	kit_guarantee(&kit, NULL, NULL, "1");
	kit.spec.split = HUSH_SPLIT_RELATIVE;
	for (int shares = 0; shares < 2; shares++) {
		if (shares) {
			kit_share(&kit, 1, 1, 1, "1")->typical = 2385;
		}
		plan = kit_plan(&kit);
		describe(plan, HUSH_FORMAT_JSON);
		ck_assert_int_eq(hush_json_parse("plan", out.bytes, out.length, &document, NULL), HUSH_OK);
		ck_assert_str_eq(hush_json_string(hush_json_get(hush_json_root(document), "split")), "relative");
		account = hush_json_at(hush_json_get(hush_json_root(document), "accounts"), 0);
		exact_at(hush_json_get(account, "margins"), "rho", &cost);
		exact_at(hush_json_get(account, "margins"), shares ? "shared" : "not_spent", &left);
		mpq_add(left.q, left.q, cost.q);
		ck_assert_int_eq(mpq_cmp_ui(left.q, 1, 1), 0);
		for (int i = 0; i < 3; i++) {
			mpq_sub(cost.q, cost.q, plan->tables[i].cost.rho.q);
		}
		ck_assert_int_eq(mpq_sgn(cost.q), 0);
		if (shares) {
			const struct hush_json *table = hush_json_at(hush_json_get(hush_json_root(document), "tables"), 3);
			int64_t typical = 0;

			ck_assert(hush_json_integer(hush_json_get(table, "typical"), &typical) && typical == 2385);
			ck_assert_ptr_null(hush_json_get(table, "share"));
			describe(plan, HUSH_FORMAT_PLAIN);
			says(out.bytes, "split by relative error: ");
		}
		hush_json_free(document);
		hush_plan_free(plan);
	}
	kit_clear(&kit);
	hush_buffer_release(&out);
	hush_rational_clear(&left);
	hush_rational_clear(&cost);
}
END_TEST

/* --- accounts that count exactly --- */

START_TEST(exact_accounts_price_the_noise_together)
{
	struct hush_rational all;
	struct hush_rational one;
	struct hush_plan *plan;
	bool among[3] = {true, false, false};
	double alone = 0;

	hush_rational_init(&all);
	hush_rational_init(&one);
	margins(HUSH_ACCOUNT_ONE_OFF, three, 3);
	many_cells();
	kit_guarantee(&kit, "50", "1e-6", NULL);
	plan = kit_plan(&kit);
	ck_assert_int_eq(hush_margins_price(plan, 0, NULL, &all, NULL), HUSH_OK);
	for (int i = 0; i < 3; i++) {
		memset(among, 0, sizeof among);
		among[i] = true;
		ck_assert_int_eq(hush_margins_price(plan, 0, among, &one, NULL), HUSH_OK);
		ck_assert_int_lt(hush_rational_compare(&one, &all), 0);
		alone += rational_value(&one);
	}
	/* Less than the sum: that is what exact counting is for. */
	ck_assert(rational_value(&all) < alone);
	/* The refusal under a smaller ceiling. */
	rational_from(&kit.spec.guarantee.epsilon, "1");
	rational_from(&plan->accounts[0].ceiling.epsilon, "1");
	ck_assert_int_eq(hush_margins_refused(plan, 0, &all, &err), HUSH_E_SPEC);
	ck_assert(number_after(err.message, "the margins cost epsilon ") >= rational_value(&all));
	says(err.message, " at delta 1e-6, more than the guarantee's epsilon 1; too much even alone: \"t2\" (epsilon ");
	says(err.hint, "a guarantee of epsilon ");
	says(err.hint, " at delta 1e-6 would pay for all of them; with this one they fit at ");
	says(err.hint, "the others as they are");
	hush_plan_free(plan);
	ck_assert_int_ge(apply_widths(), 2);
	plan = kit_plan(&kit);
	ck_assert_int_eq(hush_margins_price(plan, 0, NULL, &all, NULL), HUSH_OK);
	ck_assert(rational_value(&all) <= 1);
	hush_plan_free(plan);
	kit_clear(&kit);
	hush_rational_clear(&one);
	hush_rational_clear(&all);
}
END_TEST

static unsigned allowed;

static bool gate(void)
{
	return allowed != 0 && allowed-- != 0;
}

START_TEST(short_memory_is_told)
{
	struct hush_plan *plan = NULL;
	unsigned failures = 0;

	margins(HUSH_ACCOUNT_PURE, three, 3);
	kit_guarantee(&kit, "0.3", NULL, NULL);
	for (unsigned i = 0; i < 400; i++) {
		hush_status status;

		allowed = i;
		hush_memory_gate(gate);
		status = kit_try(&kit, &plan, &err);
		hush_memory_gate(NULL);
		ck_assert_ptr_null(plan);
		ck_assert(status == HUSH_E_MEMORY || status == HUSH_E_SPEC);
		failures += status == HUSH_E_MEMORY;
	}
	ck_assert_uint_ge(failures, 10);
	refuse();
	kit_clear(&kit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("margin");
	TCase *tests = tcase_create("margin");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 100);
	tcase_add_test(tests, each_price_is_named_and_right);
	tcase_add_test(tests, the_unmeetable_are_told_apart);
	tcase_add_test(tests, noise_too_small_for_any_guarantee_is_named);
	tcase_add_test(tests, nothing_left_is_too_much_for_shares);
	tcase_add_test(tests, what_no_noise_meets_is_named);
	tcase_add_test(tests, the_ways_out_work);
	tcase_add_test(tests, long_lists_are_cut);
	tcase_add_test(tests, a_plan_says_what_margins_cost);
	tcase_add_test(tests, a_program_reads_the_same);
	tcase_add_test(tests, exact_accounts_price_the_noise_together);
	tcase_add_test(tests, short_memory_is_told);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
