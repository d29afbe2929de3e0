/* Rows: the short scan against libcsv, on every line up to a length over the characters that matter. */
#include "fixture.h"

#include "base/text.h"
#include "read/row.h"

static const char letters[] = {'a', ',', '"', '\r', ' ', '\t', ';', '\0', '\xC3', '\xA9'};
enum { LETTERS = sizeof letters, LONGEST = 6 };

/* What row.h promises, said with libcsv alone. */
static enum hush_row_kind plain_truth(struct hush_csv *csv, const char *line, size_t length,
                                      const struct hush_field **fields, uint32_t *count)
{
	if (memchr(line, '\0', length) || !hush_utf8_valid(line, length)) {
		return HUSH_ROW_BYTES;
	}
	switch (hush_csv_line(csv, line, length, fields, count)) {
	case HUSH_CSV_ROW: return HUSH_ROW;
	case HUSH_CSV_EMPTY: return HUSH_ROW_EMPTY;
	default: return HUSH_ROW_SPOILED;
	}
}

static void compare(struct hush_row *row, struct hush_csv *csv, const char *line, size_t length)
{
	const struct hush_field *wanted;
	const struct hush_field *got;
	uint32_t wanted_count;
	uint32_t got_count;
	enum hush_row_kind kind;
	enum hush_row_kind truth = plain_truth(csv, line, length, &wanted, &wanted_count);

	ck_assert_int_eq(hush_row_split(row, line, length, &kind, &got, &got_count, NULL), HUSH_OK);
	if (kind != truth) {
		ck_abort_msg("length %zu: kind %d, libcsv says %d", length, (int)kind, (int)truth);
	}
	if (truth != HUSH_ROW) {
		return;
	}
	ck_assert_uint_eq(got_count, wanted_count);
	for (uint32_t i = 0; i < got_count; i++) {
		if (got[i].length != wanted[i].length || memcmp(got[i].bytes, wanted[i].bytes, got[i].length) != 0) {
			ck_abort_msg("length %zu: field %u differs", length, i);
		}
	}
}

START_TEST(the_scan_equals_libcsv_on_all_short_lines)
{
	static const char separators[] = {',', ';', '\t', '|'};

	for (size_t s = 0; s < sizeof separators; s++) {
		struct hush_row *row = NULL;
		struct hush_csv *csv = NULL;
		char line[LONGEST];

		ck_assert_int_eq(hush_row_open(separators[s], &row, NULL), HUSH_OK);
		ck_assert_int_eq(hush_csv_open(separators[s], &csv, NULL), HUSH_OK);
		for (size_t length = 0; length <= (separators[s] == ',' ? LONGEST : LONGEST - 1); length++) {
			size_t total = 1;

			for (size_t i = 0; i < length; i++) {
				total *= LETTERS;
			}
			for (size_t number = 0; number < total; number++) {
				size_t rest = number;

				for (size_t i = 0; i < length; i++, rest /= LETTERS) {
					line[i] = letters[rest % LETTERS];
				}
				compare(row, csv, line, length);
			}
		}
		hush_csv_close(csv);
		hush_row_close(row);
	}
}
END_TEST

START_TEST(long_and_wide_lines_agree_too)
{
	static char line[40000];
	struct hush_row *row = NULL;
	struct hush_csv *csv = NULL;

	ck_assert_int_eq(hush_row_open(',', &row, NULL), HUSH_OK);
	ck_assert_int_eq(hush_csv_open(',', &csv, NULL), HUSH_OK);
	memset(line, ',', sizeof line);
	for (size_t commas = 4090; commas < 4100; commas++) {
		compare(row, csv, line, commas);
	}
	memset(line, 'x', sizeof line);
	compare(row, csv, line, sizeof line);
	line[20000] = '"';
	compare(row, csv, line, sizeof line);
	compare(row, csv, "a,b", 3); /* nothing of the lines before stays */
	compare(row, csv, "\"a", 2);
	compare(row, csv, "a,b", 3);
	hush_csv_close(csv);
	hush_row_close(row);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {the_scan_equals_libcsv_on_all_short_lines, long_and_wide_lines_agree_too};

	return run_cases("row", cases, sizeof cases / sizeof cases[0]);
}
