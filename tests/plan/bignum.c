/* Exact text and rounding of rationals: what every budget and every charge is read and written with. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bignum.h"

static struct hush_rational r;

static void setup(void)
{
	hush_rational_init(&r);
}

static void teardown(void)
{
	hush_rational_clear(&r);
}

static void expect_text(const char *expected)
{
	struct hush_buffer out;

	hush_buffer_init(&out, 4096);
	hush_rational_text(&r, &out);
	ck_assert_int_eq(hush_buffer_check(&out, NULL), HUSH_OK);
	ck_assert_str_eq(out.bytes, expected);
	hush_buffer_release(&out);
}

static void expect_decimal(const char *text, unsigned digits, enum hush_side side, const char *expected)
{
	struct hush_buffer out;

	ck_assert_msg(hush_rational_parse(&r, text), "%s", text);
	hush_buffer_init(&out, 4096);
	hush_rational_decimal(&r, digits, side, &out);
	ck_assert_str_eq(out.bytes, expected);
	hush_buffer_release(&out);
}

START_TEST(reads_what_a_user_writes)
{
	static const char *const cases[][2] = {
		{"0", "0"}, {"0.0", "0"}, {"0.1", "1/10"}, {"10", "10"}, {"007", "7"}, {"1e-9", "1/1000000000"},
		{"2.385", "477/200"}, {"1e+3", "1000"}, {"1.5e1", "15"}, {"6/4", "3/2"}, {"0/7", "0"}, {"0e-400", "0"},
		{"1e18", "1000000000000000000"},
		{"1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_msg(hush_rational_parse(&r, cases[i][0]), "%s", cases[i][0]);
		expect_text(cases[i][1]);
	}
}
END_TEST

START_TEST(refuses_everything_else_and_keeps_the_old_value)
{
	static const char *const cases[] = {
		"", " 1", "1 ", "-1", "+1", ".5", "1.", "1.e3", "1e", "1e+", "1e19", "1e-401", "1e99999999999", "0x10", "1,5", "inf",
		"nan", "1/0", "0/0", "/2", "1/", "1/-2", "-1/2", "1/2/3", "1.5/2", "1/2e3", "1 /2", "1E3", "1e3x",
		"12345678901234567890123456789012345678901", "1_000", "\xef\xbc\x91",
	};

	ck_assert(hush_rational_parse(&r, "7/3"));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_msg(!hush_rational_parse(&r, cases[i]), "%s", cases[i]);
		expect_text("7/3");
	}
}
END_TEST

START_TEST(a_fraction_has_at_most_2000_characters)
{
	char text[2100];

	memset(text, '3', sizeof text);
	text[1] = '/';
	text[2000] = '\0';
	ck_assert(hush_rational_parse(&r, text));
	text[2000] = '3';
	text[2001] = '\0';
	ck_assert(!hush_rational_parse(&r, text));
}
END_TEST

START_TEST(decimals_are_rounded_to_the_named_side)
{
	expect_decimal("1/3", 4, HUSH_DOWN, "0.3333");
	expect_decimal("1/3", 4, HUSH_UP, "0.3334");
	expect_decimal("0.5", 12, HUSH_UP, "0.5");
	expect_decimal("0", 3, HUSH_UP, "0");
	expect_decimal("12", 6, HUSH_DOWN, "12");
	expect_decimal("1200", 2, HUSH_DOWN, "1200");
	expect_decimal("12345", 3, HUSH_UP, "12400");
	expect_decimal("12345", 3, HUSH_DOWN, "12300");
	expect_decimal("99.96", 3, HUSH_UP, "100");
	expect_decimal("99.96", 3, HUSH_DOWN, "99.9");
	expect_decimal("0.0001", 5, HUSH_UP, "0.0001");
	expect_decimal("0.00009", 5, HUSH_UP, "9e-5");
	expect_decimal("1.001e-37", 2, HUSH_DOWN, "1.0e-37");
	expect_decimal("1e-37", 2, HUSH_UP, "1e-37");
	expect_decimal("999999999999999", 15, HUSH_UP, "999999999999999");
	expect_decimal("1e15", 3, HUSH_UP, "1e15");
	expect_decimal("2/3", 1, HUSH_UP, "0.7");
	expect_decimal("999999999999999/1000000000000000", 3, HUSH_UP, "1.00");
	expect_decimal("1e-9", 6, HUSH_UP, "1e-9");
}
END_TEST

START_TEST(rounding_keeps_the_side_and_the_digits)
{
	hush_rational_set_u64(&r, 2, 3);
	hush_rational_round(&r, 3, HUSH_UP);
	expect_text("667/1000");
	hush_rational_set_u64(&r, 2, 3);
	hush_rational_round(&r, 3, HUSH_DOWN);
	expect_text("333/500");
	hush_rational_set_u64(&r, 1, 8);
	hush_rational_round(&r, 3, HUSH_UP);
	expect_text("1/8");
	hush_rational_set_u64(&r, 123456, 1);
	hush_rational_round(&r, 2, HUSH_UP);
	expect_text("130000");
	mpq_set_si(r.q, -2, 3);
	hush_rational_round(&r, 2, HUSH_UP);
	ck_assert_int_eq(mpq_cmp_si(r.q, -66, 100), 0);
}
END_TEST

START_TEST(doubles_enclose_the_rational)
{
	hush_rational_set_u64(&r, 1, 10);
	ck_assert(hush_rational_double(&r, HUSH_DOWN) < hush_rational_double(&r, HUSH_UP));
	ck_assert(hush_rational_double(&r, HUSH_UP) == 0.1); /* the double 0.1 lies above one tenth */
	hush_rational_set_u64(&r, 3, 4);
	ck_assert(hush_rational_double(&r, HUSH_DOWN) == 0.75 && hush_rational_double(&r, HUSH_UP) == 0.75);
	ck_assert(hush_rational_parse(&r, "1e-400"));
	ck_assert(hush_rational_double(&r, HUSH_DOWN) == 0);
	ck_assert(hush_rational_double(&r, HUSH_UP) > 0);
	hush_rational_set_double(&r, 0.1);
	ck_assert_int_gt(mpq_cmp_ui(r.q, 1, 10), 0);
	hush_rational_set_u64(&r, UINT64_MAX, 1);
	expect_text("18446744073709551615");
	ck_assert(hush_rational_double(&r, HUSH_UP) == 0x1p64);
}
END_TEST

START_TEST(ten_tenths_are_one)
{
	struct hush_rational tenth;

	hush_rational_init(&tenth);
	ck_assert(hush_rational_parse(&tenth, "0.1"));
	for (int i = 0; i < 10; i++) {
		mpq_add(r.q, r.q, tenth.q);
	}
	expect_text("1");
	hush_rational_clear(&tenth);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bignum");
	TCase *tests = tcase_create("bignum");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, reads_what_a_user_writes);
	tcase_add_test(tests, refuses_everything_else_and_keeps_the_old_value);
	tcase_add_test(tests, a_fraction_has_at_most_2000_characters);
	tcase_add_test(tests, decimals_are_rounded_to_the_named_side);
	tcase_add_test(tests, rounding_keeps_the_side_and_the_digits);
	tcase_add_test(tests, doubles_enclose_the_rational);
	tcase_add_test(tests, ten_tenths_are_one);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
