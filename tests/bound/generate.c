/* generate: made-up scans are reproducible, readable, complete, and never written over anything. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "generate/city.h"
#include "generate/generate.h"

enum { LIMIT = 64 << 20, NAMES = 64 };

static char folder[] = "/tmp/hush-generate-XXXXXX";

static void setup(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

/* Removes what a test wrote. */
static void clear_folder(const char *path)
{
	char name[600];

	for (unsigned i = 0; i <= NAMES; i++) {
		snprintf(name, sizeof name, "%s/scans-%u.csv", path, i);
		(void)unlink(name);
	}
	snprintf(name, sizeof name, "%s/sites.csv", path);
	(void)unlink(name);
	(void)rmdir(path);
}

static void teardown(void)
{
	static const char *const names[] = {"a", "b", "c"};
	char name[600];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(name, sizeof name, "%s/%s", folder, names[i]);
		clear_folder(name);
	}
	clear_folder(folder);
}

static const char *inside(const char *name)
{
	static char path[600];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static hush_generate_options small(const char *into)
{
	return (hush_generate_options){
	    .folder = into, .from = "2025-03-03", .days = 7, .scans = 20011, .files = 3, .sites = 24, .mobile = 2, .seed = 9};
}

static hush_status generate(const hush_generate_options *options, hush_error *err)
{
	struct hush_buffer out;
	hush_status status;

	hush_buffer_init(&out, LIMIT);
	status = hush_generate(options, HUSH_FORMAT_PLAIN, &out, err);
	ck_assert(status != HUSH_OK || out.length > 0);
	hush_buffer_release(&out);
	return status;
}

static void read_file(const char *into, const char *name, struct hush_buffer *text)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", into, name);
	hush_buffer_init(text, LIMIT);
	ck_assert_int_eq(hush_file_read(path, LIMIT, text, NULL), HUSH_OK);
}

static bool same_files(const char *a, const char *b)
{
	static const char *const names[] = {"scans-1.csv", "scans-2.csv", "scans-3.csv", "sites.csv"};
	bool same = true;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct hush_buffer left;
		struct hush_buffer right;

		read_file(a, names[i], &left);
		read_file(b, names[i], &right);
		same = same && left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
		hush_buffer_release(&left);
		hush_buffer_release(&right);
	}
	return same;
}

START_TEST(the_seed_decides_every_byte)
{
	char a[600];
	char b[600];
	char c[600];
	hush_generate_options options;

	strcpy(a, inside("a"));
	strcpy(b, inside("b"));
	strcpy(c, inside("c"));
	options = small(a);
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	options.folder = b;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	options.folder = c;
	options.seed = 10;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	ck_assert(same_files(a, b));
	ck_assert(!same_files(a, c));
}
END_TEST

struct seen {
	uint32_t rows;
	uint32_t spoiled;
	uint32_t no_plate;
	uint32_t no_state;
	uint32_t other_spelling;
	char last[32];
};

/* Reads one file as the scanner would; every good row has five columns of the promised form. */
static void read_rows(const char *into, unsigned number, const char *sites, struct seen *seen)
{
	struct hush_buffer text;
	struct hush_csv *csv = NULL;
	char name[32];
	char *line;
	char *end;

	snprintf(name, sizeof name, "scans-%u.csv", number);
	read_file(into, name, &text);
	ck_assert_int_eq(hush_csv_open(',', &csv, NULL), HUSH_OK);
	line = text.bytes;
	end = strchr(line, '\n');
	ck_assert_int_eq(strncmp(line, "read_at,camera,state,plate,confidence\n", 38), 0);
	for (line = end + 1; (end = strchr(line, '\n')); line = end + 1) {
		const struct hush_field *fields;
		uint32_t count;
		char site[64];

		seen->rows++;
		if (hush_csv_line(csv, line, (size_t)(end - line), &fields, &count) != HUSH_CSV_ROW) {
			seen->spoiled++;
			continue;
		}
		if (count != 5 || fields[0].length != 25 || memcmp(fields[0].bytes, seen->last, 19) < 0 || fields[4].length != 2) {
			ck_abort_msg("%s: row %u is not of the promised form", name, seen->rows);
		}
		memcpy(seen->last, fields[0].bytes, 19);
		snprintf(site, sizeof site, "\n%.*s,", (int)fields[1].length, fields[1].bytes);
		if (!strstr(sites, site)) {
			ck_abort_msg("%s: row %u is at no site of sites.csv", name, seen->rows);
		}
		seen->no_state += fields[2].length == 0;
		seen->no_plate += fields[3].length == 0;
		seen->other_spelling += fields[3].length > 0 && (fields[3].length != 11 || fields[3].bytes[4] != '-');
	}
	hush_csv_close(csv);
	hush_buffer_release(&text);
}

START_TEST(rows_are_readable_and_all_there)
{
	struct hush_buffer sites;
	struct seen seen = {0};
	hush_generate_options options = small(folder);

	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	read_file(folder, "sites.csv", &sites);
	for (unsigned number = 1; number <= options.files; number++) {
		uint32_t before = seen.rows;

		read_rows(folder, number, sites.bytes, &seen);
		ck_assert_uint_ge(seen.rows - before, options.scans / options.files);
	}
	hush_buffer_release(&sites);
	ck_assert_uint_eq(seen.rows, options.scans);
	ck_assert_uint_eq(seen.spoiled, 1);
	ck_assert_uint_gt(seen.no_plate, 5);
	ck_assert_uint_gt(seen.no_state, 1);
	ck_assert_uint_gt(seen.other_spelling, 5);
	ck_assert_uint_lt(seen.no_plate + seen.no_state + seen.other_spelling, options.scans / 100);
}
END_TEST

/* The clock goes forward on 9 March 2025: no scan at 02:xx, and the offset changes. */
START_TEST(offsets_follow_the_zone)
{
	struct hush_buffer text;
	hush_generate_options options = small(folder);

	options.from = "2025-03-09";
	options.days = 1;
	options.files = 1;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	read_file(folder, "scans-1.csv", &text);
	ck_assert_ptr_nonnull(strstr(text.bytes, "\n2025-03-09T01:"));
	ck_assert_ptr_null(strstr(text.bytes, "\n2025-03-09T02:"));
	ck_assert_ptr_nonnull(strstr(text.bytes, "\n2025-03-09T03:"));
	ck_assert_ptr_null(strstr(text.bytes, "\n2025-03-08"));
	ck_assert_ptr_null(strstr(text.bytes, "\n2025-03-10"));
	ck_assert_ptr_nonnull(strstr(text.bytes, "-08:00,"));
	ck_assert_ptr_nonnull(strstr(text.bytes, "-07:00,"));
	hush_buffer_release(&text);
}
END_TEST

START_TEST(no_scans_and_more_files_than_scans)
{
	struct hush_buffer text;
	hush_generate_options options = small(inside("a"));

	options.scans = 0;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	read_file(options.folder, "scans-3.csv", &text);
	ck_assert_str_eq(text.bytes, "read_at,camera,state,plate,confidence\n");
	hush_buffer_release(&text);
	options = small(inside("b"));
	options.scans = 2;
	options.files = 64;
	options.sites = 1;
	options.mobile = 0;
	options.timezone = "Asia/Kathmandu";
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	read_file(options.folder, "scans-33.csv", &text);
	ck_assert_ptr_nonnull(strstr(text.bytes, "+05:45,"));
	hush_buffer_release(&text);
	read_file(options.folder, "scans-64.csv", &text);
	ck_assert_str_eq(text.bytes, "read_at,camera,state,plate,confidence\n");
	hush_buffer_release(&text);
}
END_TEST

START_TEST(nothing_is_overwritten)
{
	static const char *const names[] = {"sites.csv", "scans-1.csv", "scans-3.csv"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct hush_buffer text;
		hush_generate_options options = small(folder);
		hush_error err = {0};

		ck_assert_int_eq(hush_file_write_new(inside(names[i]), 0600, "real", 4, NULL), HUSH_OK);
		ck_assert_int_eq(generate(&options, &err), HUSH_E_CREATE);
		ck_assert_ptr_nonnull(strstr(err.file, names[i]));
		ck_assert_str_ne(err.hint, "");
		read_file(folder, names[i], &text);
		ck_assert_str_eq(text.bytes, "real");
		hush_buffer_release(&text);
		ck_assert_int_eq(unlink(inside(names[i])), 0);
		/* What had been written before the refusal is gone again. */
		ck_assert(access(inside("sites.csv"), F_OK) != 0 && access(inside("scans-1.csv"), F_OK) != 0 &&
		          access(inside("scans-2.csv"), F_OK) != 0);
	}
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
	static const struct {
		hush_generate_options options;
		hush_status status;
	} cases[] = {
	    {{.folder = "", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = NULL, .from = "2025-01-01", .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = NULL, .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-02-29", .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01 ", .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "0001-01-01", .days = 1, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 0, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 367, .files = 1, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 0, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 65, .sites = 1}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 0}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1001}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .mobile = 101}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .scans = 1000000001}, HUSH_E_USAGE},
	    {{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .timezone = "Mars/Base"}, HUSH_E_SPEC},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		hush_error err = {0};

		ck_assert_msg(generate(&cases[i].options, &err) == cases[i].status, "case %zu: %s", i, err.message);
		ck_assert_str_ne(err.message, "");
	}
}
END_TEST

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

START_TEST(sites_and_plates_are_unique)
{
	enum { MANY = 200000 };
	struct hush_city city;
	char (*plates)[HUSH_PLATE_TEXT] = calloc(MANY, sizeof *plates);

	ck_assert_int_eq(hush_city_make(1000, 100, 1000000, 3, &city, NULL), HUSH_OK);
	qsort(city.names, 1100, sizeof city.names[0], by_text);
	for (uint32_t i = 1; i < 1100; i++) {
		if (strcmp(city.names[i - 1], city.names[i]) == 0) {
			ck_abort_msg("two sites are %s", city.names[i]);
		}
	}
	for (uint32_t i = 0; i < MANY; i++) {
		hush_city_plate(&city, i * 4099, plates[i]);
	}
	qsort(plates, MANY, sizeof plates[0], by_text);
	for (uint32_t i = 1; i < MANY; i++) {
		if (strcmp(plates[i - 1], plates[i]) == 0) {
			ck_abort_msg("two plates are %s", plates[i]);
		}
	}
	hush_city_release(&city);
	free(plates);
}
END_TEST

static uint64_t allowed;

static bool gate(void)
{
	return allowed > 0 && allowed--;
}

START_TEST(every_failing_allocation_is_survived)
{
	hush_generate_options options = small(inside("a"));
	uint64_t failures = 0;
	hush_status status;

	options.scans = 500;
	do {
		allowed = failures++;
		hush_memory_gate(gate);
		status = generate(&options, NULL);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		clear_folder(options.folder);
	} while (status != HUSH_OK && failures < 10000);
	ck_assert_int_eq(status, HUSH_OK);
	ck_assert_uint_gt(failures, 10);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("generate");
	TCase *tests = tcase_create("generate");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_seed_decides_every_byte);
	tcase_add_test(tests, rows_are_readable_and_all_there);
	tcase_add_test(tests, offsets_follow_the_zone);
	tcase_add_test(tests, no_scans_and_more_files_than_scans);
	tcase_add_test(tests, nothing_is_overwritten);
	tcase_add_test(tests, options_out_of_range_are_refused);
	tcase_add_test(tests, sites_and_plates_are_unique);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
