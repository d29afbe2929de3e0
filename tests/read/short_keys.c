/* Short keys side by side: every way says of every field what read/unit says of it alone, or leaves it to that. */
#include "fixture.h"

#include "read/short_keys.h"
#include "read/unit.h"

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

static const hush_day firsts[] = {20000};
static const struct hush_unit_shape shape = {.columns = 1, .firsts = (hush_day *)(uintptr_t)firsts, .window_count = 1};

/* Some fields at once, through every way. */
struct some {
	char texts[HUSH_RECORDS_MOST][16 + HUSH_FIELD_SLACK];
	struct hush_field fields[HUSH_RECORDS_MOST];
	uint32_t count;
	uint64_t seen; /* numbers that were given, by each way */
	uint64_t left; /* fields with a short key that were not seen at a glance */
};

static void flush(struct some *some)
{
	static const uint32_t column[] = {0};
	struct hush_unit_room room = {0};
	uint64_t first[HUSH_RECORDS_MOST]; /* numbers of the first way */
	hush_short_keys_make make;

	for (unsigned way = 0; (make = hush_short_keys_at(way)); way++) {
		struct hush_short_keys keys = {0};

		for (uint32_t i = 0; i < some->count; i++) {
			hush_short_keys_set(&keys, i, &some->fields[i]);
		}
		make(&keys, some->count);
		if (way > 0) {
			ck_assert_mem_eq(keys.numbers, first, some->count * sizeof *first);
			continue;
		}
		memcpy(first, keys.numbers, sizeof first);
		for (uint32_t i = 0; i < some->count; i++) {
			struct hush_unit_key key;
			bool named;

			ck_assert_int_eq(hush_unit_of(&shape, HUSH_FORM_PLATE, &some->fields[i], column, 0, &room, &key, &named, NULL),
			                 HUSH_OK);
			if (keys.numbers[i] == HUSH_NO_NUMBER) {
				some->left += named && key.packed && hush_unit_is_short(key.low);
				continue;
			}
			ck_assert_msg(named && hush_unit_is_short(key.low) && hush_unit_number(key.low) == keys.numbers[i],
			              "way %u: \"%.*s\"", way, (int)some->fields[i].length, some->fields[i].bytes);
			some->seen++;
		}
	}
	hush_unit_room_release(&room);
	some->count = 0;
}

static void add(struct some *some, const char *text, size_t length, char behind)
{
	memset(some->texts[some->count], behind, sizeof some->texts[0]); /* what lies behind a field must not matter */
	memcpy(some->texts[some->count], text, length);
	some->fields[some->count] = (struct hush_field){some->texts[some->count], length};
	some->count++;
	if (some->count == HUSH_RECORDS_MOST) {
		flush(some);
	}
}

/* In each place of texts of each length, every byte but NUL, which no field holds. */
START_TEST(every_byte_in_every_place)
{
	static struct some some;

	for (size_t length = 0; length <= 9; length++) {
		for (size_t place = 0; place < length; place++) {
			for (int byte = 1; byte < 256; byte++) {
				char text[] = "A0Z9BQ7KX";

				text[place] = (char)byte;
				add(&some, text, length, byte % 2 ? 'B' : '\0');
			}
		}
		add(&some, "A0Z9BQ7KX", length, 'B');
	}
	flush(&some);
	ck_assert_uint_gt(some.seen, 900);
}
END_TEST

/* Counts that fill no vector, and fields of all kinds; nearly all short plates are seen at a glance. */
START_TEST(any_fields)
{
	static struct some some;
	static const char *const words[] = {"NULL", "NA", "N/A",  "UNKNOWN", "REDACTED", "NONE",
	                                    "N1",   "U2", "R2D2", "ab12",    " A1",      ""};
	static const char characters[] = "0123456789ABCDEFGHIJKLMOPQSTVWXYZabc -.";
	uint64_t state = 3;

	for (int round = 0; round < 40000; round++) {
		char text[16];
		size_t length = dice(&state, 10);

		for (size_t i = 0; i < length; i++) {
			text[i] = characters[dice(&state, dice(&state, 8) ? 33 : sizeof characters - 1)];
		}
		if (dice(&state, 20) == 0) {
			const char *word = words[dice(&state, sizeof words / sizeof *words)];

			length = strlen(word);
			memcpy(text, word, length);
		}
		add(&some, text, length, 'C');
		if (dice(&state, 30) == 0) {
			flush(&some);
		}
	}
	flush(&some);
	ck_assert_uint_gt(some.seen, 20000);
	ck_assert_uint_lt(some.left, some.seen);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {every_byte_in_every_place, any_fields};

	return run_cases("short_keys", cases, 2);
}
