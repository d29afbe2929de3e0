/* Zones: the table of offset changes against known instants, gaps and repeated hours. */
#include "fixture.h"

#include "base/memory.h"
#include "base/zone.h"

static struct hush_zone *open_zone(const char *name)
{
	struct hush_zone *zone = NULL;

	ck_assert_int_eq(hush_zone_open(name, &zone, NULL), HUSH_OK);
	return zone;
}

static int64_t at(int year, int month, int day, int hour, int minute, int second)
{
	return (int64_t)hush_day_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

START_TEST(spring_gap_has_no_instant)
{
	struct hush_zone *zone = open_zone("America/Los_Angeles");
	int64_t utc = 7;

	/* 2025-03-09: 02:00:00 to 02:59:59 do not exist. */
	ck_assert(hush_zone_utc(zone, at(2025, 3, 9, 1, 59, 59), &utc));
	ck_assert_int_eq(utc, at(2025, 3, 9, 9, 59, 59));
	utc = 7;
	ck_assert(!hush_zone_utc(zone, at(2025, 3, 9, 2, 0, 0), &utc));
	ck_assert(!hush_zone_utc(zone, at(2025, 3, 9, 2, 59, 59), &utc));
	ck_assert_int_eq(utc, 7); /* untouched */
	ck_assert(hush_zone_utc(zone, at(2025, 3, 9, 3, 0, 0), &utc));
	ck_assert_int_eq(utc, at(2025, 3, 9, 10, 0, 0));
	hush_zone_free(zone);
}
END_TEST

START_TEST(repeated_hour_means_the_first)
{
	struct hush_zone *zone = open_zone("America/Los_Angeles");
	int64_t utc;

	/* 2025-11-02: 01:00:00 to 01:59:59 happen twice, first in summer time (UTC-7). */
	ck_assert(hush_zone_utc(zone, at(2025, 11, 2, 1, 0, 0), &utc));
	ck_assert_int_eq(utc, at(2025, 11, 2, 8, 0, 0));
	ck_assert(hush_zone_utc(zone, at(2025, 11, 2, 1, 59, 59), &utc));
	ck_assert_int_eq(utc, at(2025, 11, 2, 8, 59, 59));
	ck_assert(hush_zone_utc(zone, at(2025, 11, 2, 2, 0, 0), &utc));
	ck_assert_int_eq(utc, at(2025, 11, 2, 10, 0, 0));
	ck_assert_int_eq(hush_zone_local(zone, at(2025, 11, 2, 8, 30, 0)), at(2025, 11, 2, 1, 30, 0));
	ck_assert_int_eq(hush_zone_local(zone, at(2025, 11, 2, 9, 30, 0)), at(2025, 11, 2, 1, 30, 0));
	hush_zone_free(zone);
}
END_TEST

START_TEST(every_instant_comes_back_or_its_earlier_twin)
{
	static const char *const names[] = {"America/Los_Angeles", "UTC",          "Australia/Lord_Howe", "Pacific/Apia",
	                                    "Africa/Casablanca",   "Asia/Kolkata", "America/St_Johns",    "Etc/GMT+8"};

	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
		struct hush_zone *zone = open_zone(names[n]);

		for (int64_t utc = at(1900, 1, 1, 0, 0, 0); utc < at(2200, 1, 1, 0, 0, 0); utc += 40009) {
			int64_t local = hush_zone_local(zone, utc);
			int64_t back = INT64_MAX;

			ck_assert(hush_zone_utc(zone, local, &back));
			ck_assert_int_le(back, utc);
			ck_assert_int_eq(hush_zone_local(zone, back), local);
		}
		hush_zone_free(zone);
	}
}
END_TEST

START_TEST(rules_hold_to_the_end)
{
	struct hush_zone *zone = open_zone("America/Los_Angeles");

	ck_assert_int_eq(hush_zone_local(zone, at(2199, 7, 1, 0, 0, 0)), at(2199, 6, 30, 17, 0, 0));
	ck_assert_int_eq(hush_zone_local(zone, at(2199, 12, 31, 0, 0, 0)), at(2199, 12, 30, 16, 0, 0));
	ck_assert_int_eq(hush_zone_local(zone, at(1900, 1, 1, 0, 0, 0)), at(1899, 12, 31, 16, 0, 0));
	hush_zone_free(zone);
}
END_TEST

START_TEST(names_that_are_no_zone_are_refused)
{
	static const char *const names[] = {
	    "",      "America/Los_Angels",     "X5",         "EST5EDT4", "+05:00", "5", "/etc/localtime", "../UTC", "UTC ",
	    "U\nTC", "PST8PDT,M3.2.0,M11.1.0", "utc\xC3\xA9"};

	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
		struct hush_zone *zone = NULL;
		hush_error err = {0};

		ck_assert_int_eq(hush_zone_open(names[n], &zone, &err), HUSH_E_SPEC);
		ck_assert_ptr_null(zone);
		ck_assert_str_ne(err.hint, "");
	}
}
END_TEST

START_TEST(days_split_below_zero_too)
{
	hush_day day;
	int32_t second;

	hush_local_split(-1, &day, &second);
	ck_assert_int_eq(day, -1);
	ck_assert_int_eq(second, 86399);
	hush_local_split(86400 * 20000LL + 5, &day, &second);
	ck_assert_int_eq(day, 20000);
	ck_assert_int_eq(second, 5);
}
END_TEST

/* The one opened last is remembered: another one, a name that is none, or short memory between must not change it. */
START_TEST(opened_again_it_is_the_same)
{
	static const char *const names[] = {"Asia/Kolkata", "Asia/Kolkata", "America/St_Johns", "Asia/Kolkata"};

	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
		struct hush_zone *zone = open_zone(names[n]);
		struct hush_zone *none = NULL;
		struct hush_zone *again;

		ck_assert_int_eq(hush_zone_open("Asia/Nowhere", &none, NULL), HUSH_E_SPEC);
		again = open_zone(names[n]);
		ck_assert_ptr_ne(zone, again);
		hush_zone_free(zone); /* of which `again` keeps nothing */
		ck_assert_int_eq(hush_zone_local(again, at(2025, 7, 1, 0, 0, 0)) - at(2025, 7, 1, 0, 0, 0),
		                 n == 2 ? -9000 : 19800);
		ck_assert_int_eq(hush_zone_local(again, at(2025, 1, 1, 0, 0, 0)) - at(2025, 1, 1, 0, 0, 0),
		                 n == 2 ? -12600 : 19800);
		hush_zone_free(again);
	}
}
END_TEST

static unsigned allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(short_memory_is_told)
{
	for (unsigned most = 0; most < 8; most++) {
		struct hush_zone *zone = NULL;
		hush_status status;

		hush_zone_free(open_zone("UTC"));
		allowed = most;
		hush_memory_gate(gate);
		status = hush_zone_open("Europe/Paris", &zone, NULL);
		hush_memory_gate(NULL);
		ck_assert_int_eq(status, most < 2 ? HUSH_E_MEMORY : HUSH_OK); /* remembering it is not worth a failure */
		hush_zone_free(zone);
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {
	    spring_gap_has_no_instant, repeated_hour_means_the_first,      every_instant_comes_back_or_its_earlier_twin,
	    rules_hold_to_the_end,     names_that_are_no_zone_are_refused, days_split_below_zero_too,
	                              opened_again_it_is_the_same, short_memory_is_told};

	return run_cases("zone", cases, sizeof cases / sizeof cases[0]);
}
