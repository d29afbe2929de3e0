/* civil: the calendar, checked day by day against counting. */
#include <check.h>
#include <string.h>

#include "base/civil.h"

/* Counts every day of the years 1 to 9999 forward by the rule that children learn, and compares both conversions. */
START_TEST(every_day)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	hush_day day = hush_day_from_civil(1, 1, 1);
	int weekday = hush_weekday(day);
	int year;
	int month;
	int of_month;

	ck_assert_int_eq(day, -719162);
	for (int y = 1; y <= 9999; y++) {
		int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

		for (int m = 1; m <= 12; m++) {
			for (int d = 1; d <= lengths[m - 1] + (m == 2 && leap); d++, day++, weekday = (weekday + 1) % 7) {
				hush_day_to_civil(day, &year, &month, &of_month);
				if (hush_day_from_civil(y, m, d) != day || year != y || month != m || of_month != d ||
				    hush_weekday(day) != weekday || !hush_civil_valid(y, m, d)) {
					ck_abort_msg("%d-%d-%d", y, m, d);
				}
			}
			ck_assert(!hush_civil_valid(y, m, lengths[m - 1] + (m == 2 && leap) + 1));
		}
	}
	ck_assert_int_eq(hush_day_from_civil(1970, 1, 1), 0);
	ck_assert_int_eq(hush_day_from_civil(2000, 2, 29), 11016);
	ck_assert_int_eq(hush_weekday(hush_day_from_civil(2025, 1, 1)), 2); /* a Wednesday */
}
END_TEST

START_TEST(texts)
{
	static const char *const bad[] = {"2025-02-29", "2025-00-10",  "2025-13-01",  "2025-01-00", "2025-1-01",
	                                  "2025/01/01", "2025-01-01 ", " 2025-01-01", "0000-01-01", "2025-01-3x",
	                                  "",           "2025-01-011"};
	char text[HUSH_DAY_TEXT];
	hush_day day = 7;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(!hush_day_parse(bad[i], strlen(bad[i]), &day), "%s", bad[i]);
		ck_assert_int_eq(day, 7);
	}
	ck_assert(hush_day_parse("2024-02-29", 10, &day));
	hush_day_format(day, text);
	ck_assert_str_eq(text, "2024-02-29");
	ck_assert(hush_day_parse("0001-01-01", 10, &day));
	hush_day_format(day, text);
	ck_assert_str_eq(text, "0001-01-01");
}
END_TEST

/* Windows cut the days into runs: first and next agree for every day, kind and week start, and no day is in two. */
START_TEST(windows)
{
	for (int kind = HUSH_WINDOW_DAY; kind <= HUSH_WINDOW_YEAR; kind++) {
		for (int start = 0; start < 7; start++) {
			hush_day first = hush_window_first((enum hush_window)kind, start, hush_day_from_civil(1999, 12, 1));
			hush_day next = hush_window_next((enum hush_window)kind, start, first);

			for (hush_day day = first; day < hush_day_from_civil(2005, 3, 2); day++) {
				if (day == next) {
					first = next;
					next = hush_window_next((enum hush_window)kind, start, day);
					ck_assert_int_gt(next, first);
				}
				ck_assert_int_eq(hush_window_first((enum hush_window)kind, start, day), first);
				ck_assert_int_eq(hush_window_next((enum hush_window)kind, start, day), next);
			}
			if (kind == HUSH_WINDOW_WEEK) {
				ck_assert_int_eq(hush_weekday(first), start);
				ck_assert_int_eq(next - first, 7);
			}
		}
	}
	ck_assert_int_eq(hush_window_first(HUSH_WINDOW_QUARTER, 0, hush_day_from_civil(2025, 12, 31)),
	                 hush_day_from_civil(2025, 10, 1));
	ck_assert_int_eq(hush_window_next(HUSH_WINDOW_MONTH, 0, hush_day_from_civil(2025, 12, 31)),
	                 hush_day_from_civil(2026, 1, 1));
	ck_assert_int_eq(hush_window_next(HUSH_WINDOW_YEAR, 0, hush_day_from_civil(2025, 6, 1)),
	                 hush_day_from_civil(2026, 1, 1));
	ck_assert_int_eq(hush_window_first(HUSH_WINDOW_WEEK, 6, hush_day_from_civil(2025, 1, 1)),
	                 hush_day_from_civil(2024, 12, 29));
}
END_TEST

START_TEST(window_names)
{
	enum hush_window window;

	for (int kind = HUSH_WINDOW_DAY; kind <= HUSH_WINDOW_YEAR; kind++) {
		ck_assert(hush_window_parse(hush_window_name((enum hush_window)kind), &window));
		ck_assert_int_eq(window, kind);
	}
	ck_assert(!hush_window_parse("Month", &window));
	ck_assert(!hush_window_parse("", &window));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("civil");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, every_day);
	tcase_add_test(all, texts);
	tcase_add_test(all, windows);
	tcase_add_test(all, window_names);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
