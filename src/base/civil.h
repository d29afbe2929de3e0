/*
 * civil: days of the proleptic Gregorian calendar, and the windows cut from them.
 *
 * A day is counted from 1970-01-01 (day 0).  Years run from 1 to 9999.  Nothing here knows time zones.
 */
#ifndef HUSH_BASE_CIVIL_H
#define HUSH_BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t hush_day;

enum { HUSH_DAY_TEXT = 11 }; /* "2025-01-31" and NUL */

enum hush_window {
	HUSH_WINDOW_DAY,
	HUSH_WINDOW_WEEK,
	HUSH_WINDOW_MONTH,
	HUSH_WINDOW_QUARTER,
	HUSH_WINDOW_YEAR
};

bool hush_civil_valid(int year, int month, int day);
hush_day hush_day_from_civil(int year, int month, int day); /* the date must be valid */
void hush_day_to_civil(hush_day day, int *year, int *month, int *day_of_month);
int hush_weekday(hush_day day); /* 0 Monday .. 6 Sunday */

/* "YYYY-MM-DD" and nothing else. */
bool hush_day_parse(const char *text, size_t length, hush_day *day);
void hush_day_format(hush_day day, char text[HUSH_DAY_TEXT]);

/* First day of the window that holds `day`. `week_start`: 0 Monday .. 6 Sunday, used by weeks only. */
hush_day hush_window_first(enum hush_window window, int week_start, hush_day day);

/* First day of the window after the one that holds `day`. */
hush_day hush_window_next(enum hush_window window, int week_start, hush_day day);

/* "day", "week", "month", "quarter", "year". */
const char *hush_window_name(enum hush_window window);
bool hush_window_parse(const char *name, enum hush_window *window);

/* "monday" for 0 .. "sunday" for 6. */
const char *hush_weekday_name(int weekday);
bool hush_weekday_parse(const char *name, int *weekday);

#endif
