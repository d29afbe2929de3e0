/* civil: see civil.h.  The day count follows the well-known era method for the Gregorian calendar: 400 years hold
 * exactly 146,097 days, and a year that starts in March puts the leap day at its end. */
#include "base/civil.h"

#include <stdio.h>
#include <string.h>

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool hush_civil_valid(int year, int month, int day)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) {
		return false;
	}
	return day <= lengths[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

hush_day hush_day_from_civil(int year, int month, int day)
{
	int march_year = month <= 2 ? year - 1 : year;
	int march_month = month <= 2 ? month + 9 : month - 3;
	int era = march_year / 400; /* years are positive, march_year is at least 0 */
	int year_of_era = march_year - era * 400;
	int day_of_year = (153 * march_month + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void hush_day_to_civil(hush_day day, int *year, int *month, int *day_of_month)
{
	int shifted = day + 719468;
	int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int day_of_era = shifted - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * day_of_year + 2) / 153;

	*day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = era * 400 + year_of_era + (*month <= 2 ? 1 : 0);
}

int hush_weekday(hush_day day)
{
	int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return weekday < 0 ? weekday + 7 : weekday;
}

static bool digits(const char *text, size_t count, int *value)
{
	int sum = 0;

	for (size_t i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		sum = sum * 10 + (text[i] - '0');
	}
	*value = sum;
	return true;
}

bool hush_day_parse(const char *text, size_t length, hush_day *day)
{
	int year;
	int month;
	int day_of_month;

	if (length != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &year) || !digits(text + 5, 2, &month) ||
	    !digits(text + 8, 2, &day_of_month) || !hush_civil_valid(year, month, day_of_month)) {
		return false;
	}
	*day = hush_day_from_civil(year, month, day_of_month);
	return true;
}

void hush_day_format(hush_day day, char text[HUSH_DAY_TEXT])
{
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(day, &year, &month, &day_of_month);
	snprintf(text, HUSH_DAY_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000U, (unsigned)month % 100U,
	         (unsigned)day_of_month % 100U);
}

hush_day hush_window_first(enum hush_window window, int week_start, hush_day day)
{
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(day, &year, &month, &day_of_month);
	switch (window) {
	case HUSH_WINDOW_DAY: return day;
	case HUSH_WINDOW_WEEK: return day - (hush_weekday(day) - week_start + 7) % 7;
	case HUSH_WINDOW_MONTH: return hush_day_from_civil(year, month, 1);
	case HUSH_WINDOW_QUARTER: return hush_day_from_civil(year, (month - 1) / 3 * 3 + 1, 1);
	case HUSH_WINDOW_YEAR: return hush_day_from_civil(year, 1, 1);
	}
	return day;
}

hush_day hush_window_next(enum hush_window window, int week_start, hush_day day)
{
	hush_day first = hush_window_first(window, week_start, day);
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(first, &year, &month, &day_of_month);
	switch (window) {
	case HUSH_WINDOW_DAY: return first + 1;
	case HUSH_WINDOW_WEEK: return first + 7;
	case HUSH_WINDOW_MONTH: month += 1; break;
	case HUSH_WINDOW_QUARTER: month += 3; break;
	case HUSH_WINDOW_YEAR: month += 12; break;
	}
	if (month > 12) {
		month -= 12;
		year += 1;
	}
	return hush_day_from_civil(year, month, 1);
}

static const char *const window_names[] = {
    [HUSH_WINDOW_DAY] = "day",         [HUSH_WINDOW_WEEK] = "week", [HUSH_WINDOW_MONTH] = "month",
    [HUSH_WINDOW_QUARTER] = "quarter", [HUSH_WINDOW_YEAR] = "year",
};

const char *hush_window_name(enum hush_window window)
{
	return window_names[window];
}

bool hush_window_parse(const char *name, enum hush_window *window)
{
	for (unsigned i = 0; i < sizeof window_names / sizeof window_names[0]; i++) {
		if (strcmp(name, window_names[i]) == 0) {
			*window = (enum hush_window)i;
			return true;
		}
	}
	return false;
}

static const char *const weekday_names[7] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

const char *hush_weekday_name(int weekday)
{
	return weekday >= 0 && weekday < 7 ? weekday_names[weekday] : "no weekday";
}

bool hush_weekday_parse(const char *name, int *weekday)
{
	for (int i = 0; i < 7; i++) {
		if (strcmp(name, weekday_names[i]) == 0) {
			*weekday = i;
			return true;
		}
	}
	return false;
}
