/* stamp: see stamp.h. */
#include "generate/stamp.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"

static void two(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10 % 10);
	at[1] = (char)('0' + number % 10);
}

void hush_stamp_iso(const struct hush_zone *zone, int64_t instant, char stamp[HUSH_STAMP_TEXT])
{
	int64_t local = hush_zone_local(zone, instant);
	int64_t offset = local - instant;
	unsigned minutes = (unsigned)((offset < 0 ? -offset : offset) / 60);
	char date[HUSH_DAY_TEXT];
	hush_day day;
	int32_t second;

	hush_local_split(local, &day, &second);
	hush_day_format(day, date);
	memcpy(stamp, date, 10);
	stamp[10] = 'T';
	two(stamp + 11, (unsigned)second / 3600);
	stamp[13] = ':';
	two(stamp + 14, (unsigned)second / 60 % 60);
	stamp[16] = ':';
	two(stamp + 17, (unsigned)second % 60);
	stamp[19] = offset < 0 ? '-' : '+';
	two(stamp + 20, minutes / 60);
	stamp[22] = ':';
	two(stamp + 23, minutes % 60);
	stamp[HUSH_STAMP] = '\0';
}

void hush_stamp_vendor(int64_t instant, bool padded, char stamp[HUSH_STAMP_TEXT])
{
	hush_day day;
	int32_t second;
	int year;
	int month;
	int of_month;
	int hour;

	hush_local_split(instant, &day, &second);
	hush_day_to_civil(day, &year, &month, &of_month);
	hour = second / 3600;
	snprintf(stamp, HUSH_STAMP_TEXT, padded ? "%02d/%02d/%04d, %02d:%02d:%02d %s" : "%d/%d/%04d, %d:%02d:%02d %s",
			 month, of_month, year, hour % 12 == 0 ? 12 : hour % 12, second / 60 % 60, second % 60,
			 hour < 12 ? "AM" : "PM");
}
