/* Time stamps: every form that is read, and the near misses that are not. */
#include "fixture.h"

#include "read/time.h"

static struct hush_zone *zone;

static int64_t at(int year, int month, int day, int hour, int minute, int second)
{
	return (int64_t)hush_day_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

static void is(const char *format_text, const char *text, int64_t wanted)
{
	struct hush_time_format format = hush_time_format_of(format_text, zone);
	int64_t utc = -12345;

	ck_assert_msg(hush_time_parse(&format, text, strlen(text), &utc), "\"%s\" by %s is not read", text, format_text);
	ck_assert_msg(utc == wanted, "\"%s\" by %s is read %ld s off", text, format_text, (long)(utc - wanted));
}

static void is_not(const char *format_text, const char *text)
{
	struct hush_time_format format = hush_time_format_of(format_text, zone);
	int64_t utc;

	ck_assert_msg(!hush_time_parse(&format, text, strlen(text), &utc), "\"%s\" by %s is read", text, format_text);
}

static void open_zone(void)
{
	ck_assert_int_eq(hush_zone_open("America/Los_Angeles", &zone, NULL), HUSH_OK);
}

START_TEST(iso_forms)
{
	static const char *const same[] = {
	    "2025-01-31T17:05:09",        "2025-01-31 17:05:09",     "2025-01-31T17:05:09.123456789",
	    "2025-02-01T01:05:09Z",       "2025-02-01T01:05:09.5Z",  "2025-01-31T17:05:09-08:00",
	    "2025-01-31T17:05:09-0800",   "2025-01-31T17:05:09-08",  "2025-02-01 02:35:09+01:30",
	    "2025-02-01 01:05:09 +00:00", "2025-01-31T17:05:09.0-08",
	    "2025-02-01 01:05:09 UTC",    "2025-02-01T01:05:09UTC",  "2025-02-01 01:05:09 Z"};

	open_zone();
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		is("iso", same[i], at(2025, 2, 1, 1, 5, 9));
	}
	is("iso", "2025-01-31T17:05", at(2025, 2, 1, 1, 5, 0));
	is("iso", "2025-07-31T17:05Z", at(2025, 7, 31, 17, 5, 0));
	is("iso", "2025-07-31T17:05", at(2025, 8, 1, 0, 5, 0)); /* summer time */
	is("iso", "2024-02-29T00:00:00Z", at(2024, 2, 29, 0, 0, 0));
	is("iso", "1900-01-01T00:00:00Z", at(1900, 1, 1, 0, 0, 0));
	is("iso", "2199-12-31T23:59:59Z", at(2199, 12, 31, 23, 59, 59));
	hush_zone_free(zone);
}
END_TEST

START_TEST(iso_near_misses)
{
	static const char *const bad[] = {"",
	                                  "2025",
	                                  "2025-01-31",
	                                  "2025-01-31T",
	                                  "2025-01-31T17",
	                                  "2025-01-31T17:05:60",
	                                  "2025-01-31T24:00:00",
	                                  "2025-01-31T17:60",
	                                  "2025-02-29T12:00:00",
	                                  "2025-13-01T12:00",
	                                  "2025-00-10T12:00",
	                                  "2025-01-00T12:00",
	                                  "2025-04-31T12:00",
	                                  "1899-12-31T23:59:59Z",
	                                  "2200-01-01T00:00:00Z",
	                                  "25-01-31T17:05",
	                                  "2025-1-31T17:05",
	                                  "2025-01-31T7:05",
	                                  "2025-01-31T17:5",
	                                  "2025-01-31T17:05:9",
	                                  "2025-01-31T17:05:09.",
	                                  "2025-01-31T17:05.5",
	                                  "2025-01-31T17:05:09+",
	                                  "2025-01-31T17:05:09+1",
	                                  "2025-01-31T17:05:09+01:",
	                                  "2025-01-31T17:05:09+01:6",
	                                  "2025-01-31T17:05:09+01:60",
	                                  "2025-01-31T17:05:09+25:00",
	                                  "2025-01-31T17:05:09ZZ",
	                                  "2025-01-31T17:05:09 PST",
	                                  "2025-01-31T17:05:09 UT",
	                                  "2025-01-31T17:05:09 utc",
	                                  "2025-01-31T17:05:09 UTC+1",
	                                  "2025-01-31T17:05:09x",
	                                  "2025/01/31T17:05",
	                                  "2025-01-31_17:05",
	                                  " 2025-01-31T17:05",
	                                  "+2025-01-31T17:05",
	                                  "2025-01-31T17:05:09+012",
	                                  "2025-01-31T-7:05",
	                                  "2025-01-31  17:05",
	                                  "2025-01-31T17:05:09  Z"};

	open_zone();
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		is_not("iso", bad[i]);
	}
	hush_zone_free(zone);
}
END_TEST

START_TEST(daylight_saving)
{
	open_zone();
	is_not("iso", "2025-03-09T02:30:00");
	is("iso", "2025-03-09T02:30:00Z", at(2025, 3, 9, 2, 30, 0)); /* an offset says which */
	is("iso", "2025-03-09T01:59:59", at(2025, 3, 9, 9, 59, 59));
	is("iso", "2025-03-09T03:00:00", at(2025, 3, 9, 10, 0, 0));
	is("iso", "2025-11-02T01:30:00", at(2025, 11, 2, 8, 30, 0)); /* the first of the two */
	is("iso", "2025-11-02T01:30:00-08:00", at(2025, 11, 2, 9, 30, 0));
	is_not("%m/%d/%Y %I:%M %p", "03/09/2025 02:30 AM");
	hush_zone_free(zone);
}
END_TEST

START_TEST(epochs)
{
	open_zone();
	is("epoch", "0", 0);
	is("epoch", "1735689600", at(2025, 1, 1, 0, 0, 0));
	is("epoch", "1735689600.999999", at(2025, 1, 1, 0, 0, 0));
	is("epoch", "-2208988800", at(1900, 1, 1, 0, 0, 0));
	is("epoch", "7258118399", at(2199, 12, 31, 23, 59, 59));
	is("epoch_ms", "1735689600999", at(2025, 1, 1, 0, 0, 0));
	is("epoch_ms", "-1", -1);
	is("epoch_ms", "-1000", -1);
	is_not("epoch", "-2208988801");
	is_not("epoch", "7258118400");
	is_not("epoch_ms", "7258118400000");
	is_not("epoch", "");
	is_not("epoch", "-");
	is_not("epoch", "1735689600.");
	is_not("epoch", ".5");
	is_not("epoch", "1.7e9");
	is_not("epoch", "+5");
	is_not("epoch", "99999999999999999999999999999");
	is_not("epoch", "1735689600x");
	hush_zone_free(zone);
}
END_TEST

START_TEST(patterns)
{
	const char *us = "%m/%d/%Y %I:%M:%S %p";

	open_zone();
	is(us, "01/31/2025 05:05:09 PM", at(2025, 2, 1, 1, 5, 9));
	is(us, "1/31/2025 5:05:09 pm", at(2025, 2, 1, 1, 5, 9));
	is(us, "1/31/2025 12:00:00 AM", at(2025, 1, 31, 8, 0, 0));
	is(us, "1/31/2025 12:59:59 aM", at(2025, 1, 31, 8, 59, 59));
	is(us, "1/31/2025 12:00:00 PM", at(2025, 1, 31, 20, 0, 0));
	is(us, "1/31/2025 1:00:00 AM", at(2025, 1, 31, 9, 0, 0));
	is_not(us, "1/31/2025 0:00:00 AM");
	is_not(us, "1/31/2025 13:00:00 PM");
	is_not(us, "1/31/2025 5:05:09");
	is_not(us, "1/31/2025 5:05:09 XM");
	is_not(us, "1/31/2025 5:05:09 PMx");
	is_not(us, "1/31/2025 5:5:09 PM");
	is_not(us, "1/31/25 5:05:09 PM");
	is_not(us, "2/30/2025 5:05:09 PM");
	is_not(us, "131/2025 5:05:09 PM");
	is("%m/%d/%Y - %H:%M:%S", "12/05/2017 - 23:59:59", at(2017, 12, 6, 7, 59, 59));
	is("%Y-%m-%dT%H", "2025-01-31T17", at(2025, 2, 1, 1, 0, 0));
	is("%Y%m%d %H%M", "20250131 1705", at(2025, 2, 1, 1, 5, 0));
	is("%Y-%m-%d", "2025-01-31", at(2025, 1, 31, 8, 0, 0));
	is_not("%Y-%m-%d %H", "2025-01-31 24");
	is("%H%% %d.%m.%Y", "17% 31.01.2025", at(2025, 2, 1, 1, 0, 0));
	is_not("%m/%d/%Y", "");
	is_not("%m/%d", "01/31"); /* no year, no date */
	/* A half of the day beside a 24-hour clock must agree with it. */
	is("%m/%d/%Y %H:%M %p", "1/31/2025 17:05 PM", at(2025, 2, 1, 1, 5, 0));
	is_not("%m/%d/%Y %H:%M %p", "1/31/2025 17:05 AM");
	is_not("%m/%d/%Y %I:%M", "1/31/2025 5:05"); /* morning or evening? */
	hush_zone_free(zone);
}
END_TEST

/* Stamps that say how far they are from UTC: the form of a vendor's audits, padded or not. */
START_TEST(patterns_with_offset)
{
	const char *vendor = "%m/%d/%Y, %I:%M:%S %p %z";

	open_zone();
	is(vendor, "02/01/2025, 01:05:09 AM UTC", at(2025, 2, 1, 1, 5, 9));
	is(vendor, "2/1/2025, 1:05:09 AM UTC", at(2025, 2, 1, 1, 5, 9));
	is(vendor, "02/01/2025, 01:05:09 PM Z", at(2025, 2, 1, 13, 5, 9));
	is(vendor, "01/31/2025, 05:05:09 PM -0800", at(2025, 2, 1, 1, 5, 9));
	is(vendor, "01/31/2025, 05:05:09 PM -08:00", at(2025, 2, 1, 1, 5, 9));
	is(vendor, "02/01/2025, 06:35:09 AM +0530", at(2025, 2, 1, 1, 5, 9));
	is(vendor, "03/09/2025, 02:30:00 AM UTC", at(2025, 3, 9, 2, 30, 0)); /* where local clocks have no such hour */
	is_not(vendor, "02/01/2025, 01:05:09 AM"); /* of which zone? */
	is_not(vendor, "02/01/2025, 01:05:09 AM ");
	is_not(vendor, "02/01/2025, 01:05:09 AM EST");
	is_not(vendor, "02/01/2025, 01:05:09 AM  UTC");
	is_not(vendor, "02/01/2025, 01:05:09 AM +25:00");
	is_not(vendor, "02/01/2025, 13:05:09 PM UTC");
	is("%Y-%m-%d %H:%M%z", "2025-02-01 01:05Z", at(2025, 2, 1, 1, 5, 0));
	hush_zone_free(zone);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {iso_forms, iso_near_misses, daylight_saving, epochs, patterns, patterns_with_offset};

	return run_cases("time", cases, sizeof cases / sizeof cases[0]);
}
