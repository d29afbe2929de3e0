/* number: integers and fixed decimals, at their edges. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

START_TEST(unsigned_integers)
{
	static const char *const bad[] = {
		"",      " 1",      "1 ", "-1", "+1", "0x1", "1.0", "1e3", "18446744073709551616", "99999999999999999999",
		"1,000", "\xD9\xA1"};
	uint64_t value = 7;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(!hush_parse_u64(bad[i], strlen(bad[i]), UINT64_MAX, &value), "%s", bad[i]);
		ck_assert_uint_eq(value, 7);
	}
	ck_assert(hush_parse_u64("18446744073709551615", 20, UINT64_MAX, &value));
	ck_assert_uint_eq(value, UINT64_MAX);
	ck_assert(hush_parse_u64("0000", 4, 0, &value));
	ck_assert_uint_eq(value, 0);
	ck_assert(!hush_parse_u64("11", 2, 10, &value));
	ck_assert(hush_parse_u64("10x", 2, 10, &value));
	ck_assert_uint_eq(value, 10);
}
END_TEST

START_TEST(saturating_integers)
{
	uint64_t value = 7;

	ck_assert(hush_parse_u64_saturating("12", 2, 100, &value));
	ck_assert_uint_eq(value, 12);
	ck_assert(hush_parse_u64_saturating("101", 3, 100, &value));
	ck_assert_uint_eq(value, 100);
	ck_assert(hush_parse_u64_saturating("18446744073709551616", 20, 100, &value));
	ck_assert_uint_eq(value, 100);
	/* A product that wraps to something small must not be believed. */
	ck_assert(hush_parse_u64_saturating("184467440737095516160000000000000000000001", 42, 100, &value));
	ck_assert_uint_eq(value, 100);
	value = 7;
	ck_assert(!hush_parse_u64_saturating("", 0, 100, &value));
	ck_assert(!hush_parse_u64_saturating("99999999999999999999999x", 24, 100, &value));
	ck_assert(!hush_parse_u64_saturating("-1", 2, 100, &value));
	ck_assert_uint_eq(value, 7);
}
END_TEST

START_TEST(fixed_decimals)
{
	static const struct {
		const char *text;
		unsigned places;
		int64_t value;
	} good[] = {{"0", 6, 0},
	            {"2.385", 6, 2385000},
	            {"2.385", 2, 238},
	            {"-2.385", 2, -239},
	            {"-2.380", 2, -238},
	            {"-0.001", 2, -1},
	            {"-0", 2, 0},
	            {"0.0000009", 6, 0},
	            {"-0.0000001", 6, -1},
	            {"600.5", 6, 600500000},
	            {"007", 0, 7},
	            {"9223372036854775807", 0, INT64_MAX},
	            {"-9223372036854775807", 0, -INT64_MAX},
	            {"9223372036854.775807", 6, INT64_MAX}};
	static const char *const bad[] = {"",
	                                  "-",
	                                  ".",
	                                  "1.",
	                                  ".5",
	                                  "1.2.3",
	                                  "+1",
	                                  " 1",
	                                  "1 ",
	                                  "1e3",
	                                  "--1",
	                                  "1-",
	                                  "9223372036854775808",
	                                  "9223372036854.775808",
	                                  "0,5"};
	int64_t value = 7;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		ck_assert_msg(hush_parse_fixed(good[i].text, strlen(good[i].text), good[i].places, &value), "%s", good[i].text);
		ck_assert_msg(value == good[i].value, "%s gives %lld", good[i].text, (long long)value);
	}
	value = 7;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(!hush_parse_fixed(bad[i], strlen(bad[i]), 6, &value), "%s", bad[i]);
		ck_assert_int_eq(value, 7);
	}
}
END_TEST

/* Floor is monotone: of two texts the larger number never lands on a smaller grid value. */
START_TEST(fixed_decimals_are_monotone)
{
	int64_t before = INT64_MIN;
	int64_t value = 0;
	char text[32];

	for (int thousandths = -5000; thousandths <= 5000; thousandths++) {
		int size = thousandths < 0 ? -thousandths : thousandths;

		snprintf(text, sizeof text, "%s%d.%03d", thousandths < 0 ? "-" : "", size / 1000, size % 1000);
		ck_assert(hush_parse_fixed(text, strlen(text), 2, &value));
		ck_assert_int_ge(value, before);
		ck_assert_int_le(value * 10, thousandths);
		ck_assert_int_gt(value * 10 + 10, thousandths);
		before = value;
	}
}
END_TEST

START_TEST(formatting)
{
	char text[HUSH_INTEGER_TEXT];

	hush_format_i64(INT64_MIN, text);
	ck_assert_str_eq(text, "-9223372036854775808");
	hush_format_u64(UINT64_MAX, text);
	ck_assert_str_eq(text, "18446744073709551615");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("number");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_add_test(all, unsigned_integers);
	tcase_add_test(all, saturating_integers);
	tcase_add_test(all, fixed_decimals);
	tcase_add_test(all, fixed_decimals_are_monotone);
	tcase_add_test(all, formatting);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
