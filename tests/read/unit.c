/* Units: the packed key says what the exact one says, is there exactly when it fits, and never stands for two units. */
#include "fixture.h"

#include "read/plate.h"
#include "read/unit.h"

enum { COLUMNS = 3, ROOM = 40 };

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

static void put_u32(unsigned char *to, uint32_t value)
{
	memcpy(to, &(uint32_t){htole32(value)}, 4);
}

/* One column of one to seven digits and capitals. */
static bool is_short(const unsigned char *text, size_t length, uint32_t columns)
{
	for (size_t i = 0; columns == 1 && i < length; i++) {
		if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'Z')) {
			return false;
		}
	}
	return columns == 1 && length >= 1 && length <= 7;
}

START_TEST(packed_and_exact_agree)
{
	static const enum hush_window windows[] = {HUSH_WINDOW_YEAR, HUSH_WINDOW_WEEK, HUSH_WINDOW_DAY, HUSH_WINDOW_DAY};
	static const hush_day lengths[] = {20, 700, 700, 70000};
	static const uint32_t window_bytes[] = {0, 1, 2, 4};
	static const enum hush_form forms[] = {HUSH_FORM_PLATE, HUSH_FORM_EXACT, HUSH_FORM_LOOKALIKE};
	static const char letters[] = "ABCZ0189AZ09NURaz -.*\xC3\xA9";
	uint64_t state = 11;
	uint64_t packed_ones = 0;
	uint64_t short_ones = 0;

	for (size_t w = 0; w < 4; w++) {
		for (uint32_t columns = 1; columns <= COLUMNS; columns++) {
			struct hush_source source = {.entity_column_count = columns};
			struct hush_spec spec = {.from = 20100, .to = 20100 + lengths[w], .window = windows[w], .sources = &source,
			                         .source_count = 1};
			struct hush_unit_shape shape;
			struct hush_unit_room room = {0};

			ck_assert_int_eq(hush_unit_shape_open(&spec, 0, &shape, NULL), HUSH_OK);
			ck_assert_uint_eq(shape.window_bytes, window_bytes[w]);
			for (int round = 0; round < 20000; round++) {
				enum hush_form form = forms[dice(&state, 3)];
				char texts[COLUMNS][ROOM + HUSH_FIELD_SLACK];
				struct hush_field fields[COLUMNS];
				static const uint32_t at[COLUMNS] = {0, 1, 2};
				uint32_t day = dice(&state, (uint32_t)lengths[w]);
				unsigned char wanted[COLUMNS * (ROOM + 4) + 4];
				unsigned char got[HUSH_UNIT_EXACT_ROOM];
				size_t length = 0;
				size_t bytes = shape.window_bytes;
				struct hush_unit_key key;
				bool all = true;
				bool named;

				for (uint32_t c = 0; c < columns; c++) {
					size_t size = dice(&state, dice(&state, 3) ? 9 : ROOM);
					size_t made;

					memset(texts[c], 'X', sizeof texts[c]); /* what lies behind a field must not matter */
					for (size_t i = 0; i < size; i++) {
						texts[c][i] = letters[dice(&state, dice(&state, 4) ? 10 : 20)];
					}
					fields[c] = (struct hush_field){texts[c], size};
					made = hush_plate_canonical(form, texts[c], size, (char *)wanted + length + 4);
					put_u32(wanted + length, (uint32_t)made);
					length += 4 + made;
					bytes += 1 + made;
					all = all && made > 0;
				}
				put_u32(wanted + length, (uint32_t)hush_window_first(spec.window, 0, spec.from + (hush_day)day));
				length += 4;
				ck_assert_int_eq(hush_unit_of(&shape, form, fields, at, shape.windows[day], &room, &key, &named, NULL), HUSH_OK);
				ck_assert(named == all);
				if (!named) {
					continue;
				}
				if (is_short(wanted + 4, length - 8, columns) && shape.window_bytes <= 2) {
					short_ones++;
					bytes = HUSH_UNIT_SHORT_BYTES;
					ck_assert(hush_unit_is_short(key.low));
				} else {
					ck_assert(!key.packed || !hush_unit_is_short(key.low));
				}
				ck_assert_uint_eq(key.packed, bytes <= HUSH_UNIT_PACKED ? bytes : 0);
				if (key.packed) {
					packed_ones++;
					ck_assert_uint_eq(hush_unit_exact(&shape, key.low, key.high, got), length);
					ck_assert_mem_eq(got, wanted, length);
				} else {
					ck_assert_uint_eq(key.exact_length, length);
					ck_assert_mem_eq(key.exact, wanted, length);
				}
			}
			hush_unit_room_release(&room);
			hush_unit_shape_close(&shape);
		}
	}
	ck_assert_uint_gt(packed_ones, 10000);
	ck_assert_uint_gt(short_ones, 10000);
}
END_TEST

/* Every text of one or two characters, and many of seven, has a short form of its own, and is read back. */
START_TEST(short_forms_are_read_back)
{
	static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const uint32_t count = sizeof characters - 1;
	hush_day firsts[300];
	struct hush_unit_shape shape = {.columns = 1, .window_bytes = 2, .firsts = firsts, .window_count = 300};
	uint64_t state = 5;

	for (hush_day i = 0; i < 300; i++) {
		firsts[i] = 20000 + 7 * i;
	}
	for (uint32_t n = 0; n < 20000; n++) {
		char text[8] = {0};
		uint32_t window = dice(&state, 300);
		unsigned char exact[HUSH_UNIT_EXACT_ROOM];
		unsigned char first[4];
		struct hush_unit_key key;
		uint64_t word;
		size_t length;

		text[0] = characters[n % count];
		if (n >= count) {
			text[1] = characters[n / count % count];
		}
		for (size_t i = 2; n >= count * count && i < 7; i++) {
			text[i] = characters[dice(&state, count)];
		}
		length = strlen(text);
		memcpy(&word, text, sizeof word);
		hush_unit_key_short(&key, hush_unit_text_number(le64toh(word)), window);
		ck_assert(hush_unit_is_short(key.low));
		ck_assert_uint_lt(hush_unit_number(key.low), (uint64_t)(window + 1) << HUSH_UNIT_TEXT_BITS);
		ck_assert_uint_eq(hush_unit_exact(&shape, key.low, 0, exact), length + 8);
		ck_assert_uint_eq(exact[0], length);
		ck_assert_mem_eq(exact + 4, text, length);
		put_u32(first, (uint32_t)firsts[window]);
		ck_assert_mem_eq(exact + 4 + length, first, 4);
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {packed_and_exact_agree, short_forms_are_read_back};

	return run_cases("unit", cases, 2);
}
