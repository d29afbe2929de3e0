/*
 * csv: lines by libcsv, each as if it were the first.
 *
 * The last test reads every short line over an alphabet of awkward bytes twice, once with a parser that has just seen
 * every kind of broken line and once with a fresh one: the outcomes must be equal, byte for byte.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"

static struct hush_csv *open_csv(char separator)
{
	struct hush_csv *csv = NULL;

	ck_assert_int_eq(hush_csv_open(separator, &csv, NULL), HUSH_OK);
	return csv;
}

/* Outcome and fields as text: "a|b" for a row, or "empty", "spoiled". */
static void read_line(struct hush_csv *csv, const char *line, size_t length, char *out, size_t room)
{
	const struct hush_field *fields = NULL;
	uint32_t count = 0;
	size_t used = 0;

	switch (hush_csv_line(csv, line, length, &fields, &count)) {
	case HUSH_CSV_EMPTY: snprintf(out, room, "empty"); return;
	case HUSH_CSV_SPOILED: snprintf(out, room, "spoiled"); return;
	case HUSH_CSV_NO_MEMORY: snprintf(out, room, "no memory"); return;
	case HUSH_CSV_ROW: break;
	}
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_uint_lt(used + fields[i].length + 2, room);
		if (i) {
			out[used++] = '|';
		}
		memcpy(out + used, fields[i].bytes, fields[i].length);
		used += fields[i].length;
	}
	out[used] = '\0';
}

static void line_is(char separator, const char *line, const char *wanted)
{
	struct hush_csv *csv = open_csv(separator);
	char said[256];

	read_line(csv, line, strlen(line), said, sizeof said);
	ck_assert_msg(strcmp(said, wanted) == 0, "[%s] gives [%s], not [%s]", line, said, wanted);
	hush_csv_close(csv);
}

START_TEST(what_lines_mean)
{
	line_is(',', "a,b,c", "a|b|c");
	line_is(',', " a , b\t,c ", "a|b|c");
	line_is(',', "a,,", "a||");
	line_is(',', ",", "|");
	line_is(',', "\"a,b\",\" c \"", "a,b| c ");
	line_is(',', "\"say \"\"hi\"\"\",x", "say \"hi\"|x");
	line_is(',', "\"a\" ,b", "a|b");
	line_is(',', "a,b\r", "a|b");
	line_is(',', "\"a\",\"b\"\r", "a|b");
	line_is(',', "", "empty");
	line_is(',', "\r", "empty");
	line_is(',', " \t ", "empty");
	line_is(',', "\"\"", "");
	line_is(',', "a\rb", "spoiled");
	line_is(',', "\"a\rb\"", "a\rb");
	line_is(',', "a\nb", "spoiled");
	line_is(',', "a\"b,c", "spoiled");
	line_is(',', "\"a\"b,c", "spoiled");
	line_is(',', "\"a,b", "spoiled");
	line_is(',', "\"", "spoiled");
	line_is(',', "\"a\" \"b\"", "spoiled");
	line_is(';', "a,b;c", "a,b|c");
	line_is('|', "a|\"b|c\"", "a|b|c");
	line_is('\t', "a\tb c\t\t d", "a|b c||d");
	line_is('\t', "\t\t", "||");
	line_is('\t', " \t\"x\ty\" \t", "|x\ty|");
}
END_TEST

START_TEST(long_lines_and_many_fields)
{
	struct hush_csv *csv = open_csv(',');
	const struct hush_field *fields = NULL;
	size_t length = 1 << 20;
	char *line = malloc(length + 1);
	uint32_t count = 0;

	ck_assert_ptr_nonnull(line);
	memset(line, 'x', length);
	line[0] = line[length - 1] = '"';
	ck_assert_int_eq(hush_csv_line(csv, line, length, &fields, &count), HUSH_CSV_ROW);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(fields[0].length, length - 2);
	memset(line, ',', 5000);
	ck_assert_int_eq(hush_csv_line(csv, line, 4095, &fields, &count), HUSH_CSV_ROW);
	ck_assert_uint_eq(count, 4096);
	ck_assert_int_eq(hush_csv_line(csv, line, 4096, &fields, &count), HUSH_CSV_SPOILED);
	ck_assert_int_eq(hush_csv_line(csv, "a,b", 3, &fields, &count), HUSH_CSV_ROW);
	ck_assert_uint_eq(count, 2);
	free(line);
	hush_csv_close(csv);
	hush_csv_close(NULL);
}
END_TEST

START_TEST(no_line_sees_the_line_before)
{
	static const char alphabet[] = {',', 'a', ' ', '"', '\r', '\t', '\xC3', '\0'};
	static const char *const before[] = {"\"open", "a\"b",    "\"a\" \"", "\"a\"x", "a,b,",
	                                     "\"a",    "a\rb\rc", "   ",      "\"\"\"", "x"};
	struct hush_csv *used = open_csv(',');
	char line[8];
	char said[64];
	char fresh[64];
	unsigned long turn = 0;

	for (size_t length = 0; length <= 5; length++) {
		unsigned long lines = 1;

		for (size_t i = 0; i < length; i++) {
			lines *= sizeof alphabet;
		}
		for (unsigned long n = 0; n < lines; n++, turn++) {
			const char *dirt = before[turn % (sizeof before / sizeof before[0])];
			struct hush_csv *csv = open_csv(',');
			unsigned long rest = n;

			for (size_t i = 0; i < length; i++, rest /= sizeof alphabet) {
				line[i] = alphabet[rest % sizeof alphabet];
			}
			memset(said, 0, sizeof said);
			memset(fresh, 0, sizeof fresh);
			read_line(used, dirt, strlen(dirt), said, sizeof said);
			memset(said, 0, sizeof said);
			read_line(used, line, length, said, sizeof said);
			read_line(csv, line, length, fresh, sizeof fresh);
			ck_assert(memcmp(said, fresh, sizeof said) == 0);
			hush_csv_close(csv);
		}
	}
	hush_csv_close(used);
}
END_TEST

static char file_path[] = "/tmp/hushcount-csv-XXXXXX";

static hush_status read_file(const char *bytes, size_t length, char separator, struct hush_csv_file *file,
                             hush_error *err)
{
	hush_status status;

	unlink(file_path);
	ck_assert_int_eq(hush_file_write_new(file_path, 0600, bytes, length, NULL), HUSH_OK);
	status = hush_csv_file_read(file_path, separator, file, err);
	unlink(file_path);
	return status;
}

START_TEST(whole_files)
{
	static const char text[] = "\xEF\xBB\xBFsite,note\r\n\r\n\"A, B\",\"x\"\"y\"\n   \nC,";
	struct hush_csv_file file;

	ck_assert_int_ge(close(mkstemp(file_path)), 0);
	ck_assert_int_eq(read_file(text, sizeof text - 1, ',', &file, NULL), HUSH_OK);
	ck_assert_uint_eq(file.rows, 3);
	ck_assert_uint_eq(file.columns, 2);
	ck_assert_str_eq(file.fields[0], "site");
	ck_assert_str_eq(file.fields[2], "A, B");
	ck_assert_str_eq(file.fields[3], "x\"y");
	ck_assert_str_eq(file.fields[5], "");
	ck_assert_uint_eq(file.lines[1], 3);
	ck_assert_uint_eq(file.lines[2], 5);
	ck_assert_uint_eq(hush_csv_file_column(&file, "note"), 1);
	ck_assert_uint_eq(hush_csv_file_column(&file, "Note"), UINT32_MAX);
	hush_csv_file_release(&file);
	ck_assert_uint_eq(file.rows, 0);
}
END_TEST

START_TEST(broken_files)
{
	static const struct {
		const char *text;
		size_t length;
		unsigned long line;
		unsigned long column;
	} cases[] = {
		{"", 0, 0, 0},          {"\n \n", 3, 0, 0},    {"a,b\n1,2\n1\n", 10, 3, 0}, {"a,b\n1,2,3\n", 10, 2, 0},
		{"a\nx\"y\n", 6, 2, 2}, {"a\n\"x\n", 5, 2, 3}, {"a\nx\ry\n", 6, 2, 4},      {"a\n\xE9\n", 4, 2, 0},
		{"a\nx\0y\n", 6, 2, 0},
	};
	struct hush_csv_file file = {.rows = 77};
	hush_error err;

	ck_assert_int_ge(close(mkstemp(file_path)), 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_int_eq(read_file(cases[i].text, cases[i].length, ',', &file, &err), HUSH_E_SPEC);
		ck_assert_str_eq(err.file, file_path);
		ck_assert_uint_eq(err.line, cases[i].line);
		ck_assert_uint_eq(err.column, cases[i].column);
		ck_assert_int_eq(read_file(cases[i].text, cases[i].length, ',', &file, NULL), HUSH_E_SPEC);
	}
	ck_assert_uint_eq(file.rows, 77);
	ck_assert_int_eq(hush_csv_file_read("/nowhere.csv", ',', &file, &err), HUSH_E_NO_INPUT);
}
END_TEST

static unsigned long allocations;
static unsigned long fail_at;

static _Bool gate(void)
{
	return ++allocations != fail_at;
}

START_TEST(memory_runs_out)
{
	static const char text[] = "site,note\nA,x\nB,y\n";
	struct hush_csv_file file;
	hush_status status;

	ck_assert_int_ge(close(mkstemp(file_path)), 0);
	unlink(file_path);
	ck_assert_int_eq(hush_file_write_new(file_path, 0600, text, sizeof text - 1, NULL), HUSH_OK);
	for (fail_at = 1;; fail_at++) {
		allocations = 0;
		hush_memory_gate(gate);
		status = hush_csv_file_read(file_path, ',', &file, NULL);
		hush_memory_gate(NULL);
		if (status == HUSH_OK) {
			hush_csv_file_release(&file);
		}
		if (allocations < fail_at) {
			break;
		}
		/* libcsv asks again for half as much, so one refusal may do no harm. */
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
	}
	ck_assert_uint_gt(fail_at, 10);
	unlink(file_path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("csv");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 110);
	tcase_add_test(all, what_lines_mean);
	tcase_add_test(all, long_lines_and_many_fields);
	tcase_add_test(all, no_line_sees_the_line_before);
	tcase_add_test(all, whole_files);
	tcase_add_test(all, broken_files);
	tcase_add_test(all, memory_runs_out);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
