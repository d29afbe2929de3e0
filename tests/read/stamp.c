/* Stamps: what is remembered changes no answer; each is that of hush_time_parse and the two zones. */
#include "fixture.h"

#include "read/stamp.h"

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

static struct hush_zone *zone_of(const char *name)
{
	struct hush_zone *zone = NULL;

	ck_assert_int_eq(hush_zone_open(name, &zone, NULL), HUSH_OK);
	return zone;
}

static void compare(struct hush_stamps *stamps, const char *text, size_t length)
{
	struct hush_moment moment;
	hush_day day = 0;
	int32_t second = 0;
	int64_t utc;
	bool wanted = hush_time_parse(&stamps->format, text, length, &utc);

	if (wanted) {
		hush_local_split(hush_zone_local(stamps->privacy, utc), &day, &second);
	}
	if (hush_stamp_read(stamps, text, length, &moment) != wanted) {
		ck_abort_msg("\"%.*s\" is %sa time", (int)length, text, wanted ? "" : "not ");
	}
	if (wanted && (moment.day != day || moment.hour != (uint32_t)second / 3600)) {
		ck_abort_msg("\"%.*s\": day %d hour %u, wanted %d and %d", (int)length, text, moment.day, moment.hour, day,
		             second / 3600);
	}
}

/* Texts of every shape, many of them wrong by a character, in no order, and often on days when clocks change. */
START_TEST(answers_are_those_of_the_parser)
{
	static const char *const ends[] = {"", "Z", "z", "+01:00", "-08:00", "+0130", "-03", ".5", ".123456Z", ".", "+18:59",
	                                   "+19:00", " Z", ",5", "Zx", ":00", "-08:60", "+01:0"};
	static const char *const zones[][2] = {{"America/Los_Angeles", "America/Los_Angeles"},
	                                       {"UTC", "Asia/Kathmandu"},
	                                       {"Australia/Lord_Howe", "Pacific/Apia"},
	                                       {"Europe/Berlin", "America/St_Johns"}};
	static const char *const days[] = {"2025-03-09", "2025-11-02", "2025-03-30", "2025-10-26", "2025-04-06", "2025-10-05",
	                                   "2011-12-30", "2011-12-29", "1900-01-01", "2199-12-31", "2200-01-01", "1899-12-31"};
	static const char odd[] = "0123456789:-T.Z +x/;";

	for (size_t z = 0; z < sizeof zones / sizeof zones[0]; z++) {
		struct hush_zone *source = zone_of(zones[z][0]);
		struct hush_zone *privacy = zone_of(zones[z][1]);
		struct hush_stamps *stamps = malloc(sizeof *stamps);
		uint64_t state = 3 + z;

		hush_stamps_init(stamps, hush_time_format_of("iso", source), privacy);
		for (int round = 0; round < 150000; round++) {
			char text[64];
			int length;

			if (dice(&state, 2)) {
				length = snprintf(text, sizeof text, "%s", days[dice(&state, sizeof days / sizeof days[0])]);
			} else {
				length = snprintf(text, sizeof text, "%04u-%02u-%02u", 2020 + dice(&state, 10), dice(&state, 14),
				                  dice(&state, 33));
			}
			length += snprintf(text + length, sizeof text - (size_t)length, "%c%02u:%02u:%02u%s",
			                   "TTTT t"[dice(&state, 6)], dice(&state, 25), dice(&state, 61), dice(&state, 61),
			                   ends[dice(&state, sizeof ends / sizeof ends[0])]);
			if (dice(&state, 3) == 0) {
				text[dice(&state, (uint32_t)length)] = odd[dice(&state, sizeof odd - 1)];
			}
			compare(stamps, text, dice(&state, 20) ? (size_t)length : dice(&state, (uint32_t)length + 1));
		}
		free(stamps);
		hush_zone_free(source);
		hush_zone_free(privacy);
	}
}
END_TEST

START_TEST(other_formats)
{
	static const char *const formats[] = {"epoch", "epoch_ms", "%m/%d/%Y %I:%M:%S %p"};
	static const char *const texts[] = {"1736000000", "-1", "1736000000123", "1/5/2025 03:04:05 PM", "13/5/2025 03:04:05 PM",
	                                    "2025-01-05T03:04:05", "", "x"};
	struct hush_zone *zone = zone_of("America/Denver");
	struct hush_stamps *stamps = malloc(sizeof *stamps);

	for (size_t f = 0; f < 3; f++) {
		hush_stamps_init(stamps, hush_time_format_of(formats[f], zone), zone);
		for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
			compare(stamps, texts[t], strlen(texts[t]));
		}
	}
	free(stamps);
	hush_zone_free(zone);
}
END_TEST

/* All seconds of the hours around every change of a clock, and of plain days, one after the other as logs have them. */
START_TEST(every_second_of_some_days)
{
	static const char *const days[] = {"2025-03-08", "2025-03-09", "2025-03-10", "2025-11-02", "2025-06-01"};
	struct hush_zone *zone = zone_of("America/New_York");
	struct hush_stamps *stamps = malloc(sizeof *stamps);

	hush_stamps_init(stamps, hush_time_format_of("iso", zone), zone);
	for (size_t d = 0; d < sizeof days / sizeof days[0]; d++) {
		for (unsigned second = 0; second < 86400; second += 7) {
			char text[40];
			int length = snprintf(text, sizeof text, "%s %02u:%02u:%02u%s", days[d], second / 3600, second / 60 % 60, second % 60,
			                      second % 2 ? "Z" : "");

			compare(stamps, text, (size_t)length);
		}
	}
	free(stamps);
	hush_zone_free(zone);
}
END_TEST

/* Stamps of one minute: its other seconds, and every byte in place of each of theirs and of what follows them. */
START_TEST(a_minute_seen_before)
{
	static const char *const minutes[] = {"2025-03-09T01:59:", "2025-03-09T03:00:", "2025-11-02 01:30:", "2025-06-01T23:59:"};
	static const char *const ends[] = {"", "Z"};
	struct hush_zone *zone = zone_of("America/New_York");
	struct hush_stamps *stamps = malloc(sizeof *stamps);

	hush_stamps_init(stamps, hush_time_format_of("iso", zone), zone);
	for (size_t m = 0; m < sizeof minutes / sizeof minutes[0]; m++) {
		for (size_t e = 0; e < 2; e++) {
			char text[40] = {0};

			for (unsigned number = 0; number < 100; number++) {
				snprintf(text, sizeof text, "%s%02u%s", minutes[m], number, ends[e]);
				compare(stamps, text, 19 + e);
			}
			for (size_t at = 16; at < 20; at++) {
				for (int byte = 1; byte < 256; byte++) {
					snprintf(text, sizeof text, "%s17%s", minutes[m], ends[e]);
					compare(stamps, text, 19 + e);
					text[at] = (char)byte;
					compare(stamps, text, 19 + e);
				}
			}
		}
	}
	free(stamps);
	hush_zone_free(zone);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {answers_are_those_of_the_parser, other_formats, every_second_of_some_days,
	                              a_minute_seen_before};

	return run_cases("stamp", cases, sizeof cases / sizeof cases[0]);
}
