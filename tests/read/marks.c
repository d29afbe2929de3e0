/* Marks: every way of this processor finds what a look at each byte finds. */
#include <stdbool.h>

#include "fixture.h"

#include "read/marks.h"

enum { LENGTH = 700, ENTRIES = LENGTH + 2 * HUSH_MARKS_SLACK };

static void compare(const char *text, size_t length, char separator)
{
	static uint32_t room[3][ENTRIES];
	struct hush_marks marks = {.ends = room[0], .feeds = room[1], .rare = room[2]};
	const char *name;
	hush_marker marker;

	for (unsigned way = 0; (marker = hush_marker_at(way, &name)) != NULL; way++) {
		uint32_t found[3] = {0};

		marker(text, length, separator, &marks);
		for (uint32_t at = 0; at < length; at++) {
			unsigned char byte = (unsigned char)text[at];
			bool is[3] = {text[at] == separator || byte == '\n', byte == '\n',
			              byte == '"' || byte == '\r' || byte == 0 || byte > 0x7F};
			uint32_t wanted[3] = {at, found[0], at}; /* a feed is told by its place among the ends */

			for (int kind = 0; kind < 3; kind++) {
				if (is[kind] && room[kind][found[kind]++] != wanted[kind]) {
					ck_abort_msg("%s: length %zu, kind %d, byte %u", name, length, kind, at);
				}
			}
		}
		ck_assert_uint_eq(found[0], marks.end_count);
		ck_assert_uint_eq(found[1], marks.feed_count);
		ck_assert_uint_eq(found[2], marks.rare_count);
		for (int kind = 0; kind < 3; kind++) {
			ck_assert_uint_eq(room[kind][found[kind]], UINT32_MAX);
		}
	}
}

/* Every byte at every place of a block, among letters, with garbage behind the text. */
START_TEST(every_byte_at_every_place)
{
	static const char separators[] = {',', ';', '\t', '|'};
	char text[160 + HUSH_MARKS_SLACK];

	for (size_t s = 0; s < sizeof separators; s++) {
		for (int byte = 0; byte < 256; byte++) {
			for (size_t at = 0; at < 150; at += 1 + at % 3) {
				memset(text, 'a', sizeof text);
				memset(text + 150, ',', sizeof text - 150);
				text[at] = (char)byte;
				compare(text, 150, separators[s]);
			}
		}
	}
}
END_TEST

START_TEST(texts_made_by_chance)
{
	static const char bytes[] = "a,,\n\"\r\0\xC3\x80\xFFz;\t|";
	static char text[LENGTH + HUSH_MARKS_SLACK];
	unsigned state = 1;

	for (int round = 0; round < 3000; round++) {
		size_t length = (unsigned)round % LENGTH;

		for (size_t i = 0; i < sizeof text; i++) {
			state = state * 1103515245u + 12345u;
			text[i] = (state >> 8) % 3 ? 'a' : bytes[(state >> 16) % (sizeof bytes - 1)];
		}
		compare(text, length, ",;\t|"[round % 4]);
	}
	memset(text, ',', sizeof text);
	for (size_t length = 0; length < LENGTH; length++) {
		compare(text, length, ',');
	}
}
END_TEST

START_TEST(the_best_way_is_one_of_them)
{
	const char *name = NULL;
	bool found = false;

	for (unsigned way = 0; hush_marker_at(way, &name) != NULL; way++) {
		found = found || hush_marker_at(way, &name) == hush_marker_best();
		printf("marks: %s\n", name);
	}
	ck_assert(found);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {every_byte_at_every_place, texts_made_by_chance, the_best_way_is_one_of_them};

	return run_cases("marks", cases, sizeof cases / sizeof cases[0]);
}
