/* generate: made-up scans are reproducible, readable, complete, and never written over anything. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "generate/city.h"
#include "generate/generate.h"
#include "generate/habits.h"
#include "generate/shuffle.h"

enum { LIMIT = 64 << 20 };

static char folder[] = "/tmp/hush-generate-XXXXXX";

static void setup(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

/* Removes what a test wrote; nothing else is ever in there. */
static void clear_folder(const char *path)
{
	DIR *opened = opendir(path);
	const struct dirent *entry;
	char name[600];

	while (opened && (entry = readdir(opened))) {
		snprintf(name, sizeof name, "%s/%.255s", path, entry->d_name);
		(void)unlink(name);
	}
	if (opened) {
		closedir(opened);
	}
	(void)rmdir(path);
}

static unsigned files_in(const char *path)
{
	DIR *opened = opendir(path);
	const struct dirent *entry;
	unsigned count = 0;

	while (opened && (entry = readdir(opened))) {
		count += entry->d_name[0] != '.';
	}
	if (opened) {
		closedir(opened);
	}
	return count;
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
	return (hush_generate_options){.folder = into,
								   .from = "2025-03-03",
								   .days = 7,
								   .scans = 20011,
								   .files = 3,
								   .sites = 24,
								   .mobile = 2,
								   .seed = 9};
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
	static const char *const names[] = {"scans-1.csv",
										"scans-2.csv",
										"scans-3.csv",
										"sites.csv",
										"hits.csv",
										"searches.csv",
										"reasons.csv",
										"shares.csv",
										"synthetic-truth.json",
										"synthetic-truth-scans.csv",
										"synthetic-truth-vehicles.csv",
										"synthetic-truth-searches.csv"};
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
	clear_folder(b);
	clear_folder(c);
	options.defects = HUSH_DEFECTS_ALL;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	options.folder = b;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	ck_assert(same_files(b, c));
}
END_TEST

/* Each agency has files of its own, which change over together; nobody's site is in another's file. */
START_TEST(agencies_have_their_own_files)
{
	struct hush_buffer sites;
	hush_generate_options options = small(folder);
	uint32_t rows = 0;

	options.agencies = 5;
	options.defects = HUSH_DEFECTS_NONE;
	ck_assert_int_eq(generate(&options, NULL), HUSH_OK);
	ck_assert_uint_eq(files_in(folder), 5 * 3 + 9);
	read_file(folder, "sites.csv", &sites);
	ck_assert_int_eq(strncmp(sites.bytes, "site,district,agency\n", 21), 0);
	for (unsigned agency = 1; agency <= 5; agency++) {
		char owner[HUSH_AGENCY_TEXT];

		hush_agency_name(agency - 1, owner);
		for (unsigned part = 1; part <= 3; part++) {
			struct hush_buffer text;
			char name[64];

			snprintf(name, sizeof name, "scans-%u-%u.csv", agency, part);
			read_file(folder, name, &text);
			for (char *line = strchr(text.bytes, '\n') + 1, *end; (end = strchr(line, '\n')); line = end + 1) {
				char *site = strchr(line, ',') + 1;
				char row[160];
				const char *found;

				snprintf(row, sizeof row, "\n%.*s,", (int)(strchr(site, ',') - site), site);
				found = strstr(sites.bytes, row);
				ck_assert_ptr_nonnull(found);
				snprintf(row, sizeof row, ",%s\n", owner);
				ck_assert_ptr_nonnull(strstr(found + 1, row));
				if (strstr(found + 1, row) > strchr(found + 1, '\n')) {
					ck_abort_msg("%s holds another agency's site", name);
				}
				rows++;
			}
			hush_buffer_release(&text);
		}
	}
	hush_buffer_release(&sites);
	ck_assert_uint_eq(rows, options.scans);
}
END_TEST

/* A permutation gives every number once, and neighbours do not stay together. */
START_TEST(shuffles_are_permutations)
{
	static const uint64_t sizes[] = {1, 2, 3, 5, 64, 1000, 99991};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct hush_shuffle shuffle = hush_shuffle_of(sizes[i], 5 + i);
		uint8_t *seen = calloc(sizes[i], 1);
		uint64_t steps = 0;

		for (uint64_t at = 0; at < sizes[i]; at++) {
			uint64_t to = hush_shuffle_at(&shuffle, at);

			ck_assert_uint_lt(to, sizes[i]);
			ck_assert_msg(!seen[to], "%llu of %llu twice", (unsigned long long)to, (unsigned long long)sizes[i]);
			seen[to] = 1;
			steps += at > 0 && to == hush_shuffle_at(&shuffle, at - 1) + 1;
		}
		ck_assert_uint_lt(steps, sizes[i] / 100 + 4);
		free(seen);
	}
}
END_TEST

/* Every scan of a week's roster belongs to one place, and each place has its number of them. */
START_TEST(rosters_add_up)
{
	static const uint64_t weekly[] = {0, 1, 100, 5003, 400000};
	static struct hush_habits habits;

	for (size_t i = 0; i < sizeof weekly / sizeof weekly[0]; i++) {
		hush_habits_make(i % 2 ? HUSH_NETWORK_FIXED : HUSH_NETWORK_PATROL, weekly[i], &habits);
		for (uint32_t kind = 0; kind < HUSH_KIND_PASSING; kind++) {
			const struct hush_roster *roster = &habits.rosters[kind];
			uint64_t *scans = calloc(roster->vehicles + 1, sizeof *scans);

			for (uint64_t scan = 0; scan < roster->scan_end[roster->most]; scan++) {
				uint64_t place = hush_roster_place(roster, scan);

				ck_assert_uint_lt(place, roster->vehicles);
				scans[place]++;
			}
			for (uint64_t place = 0; place < roster->vehicles; place++) {
				ck_assert_uint_eq(scans[place], hush_roster_count(roster, place));
				ck_assert(scans[place] >= roster->least && scans[place] <= roster->most);
				ck_assert_int_eq(hush_habits_kind(&habits, roster->first + place), kind);
			}
			free(scans);
		}
		ck_assert_int_eq(hush_habits_kind(&habits, habits.residents), HUSH_KIND_PASSING);
	}
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
		if (count != 5 || fields[0].length != 25 || memcmp(fields[0].bytes, seen->last, 19) < 0 ||
			fields[4].length != 2) {
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
	static const char *const names[] = {"sites.csv",    "scans-1.csv", "scans-3.csv",         "hits.csv",
										"searches.csv", "shares.csv",  "synthetic-truth.json"};

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
		ck_assert_uint_eq(files_in(folder), 0);
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
		{{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 99, .agencies = 65}, HUSH_E_USAGE},
		{{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 4, .agencies = 5}, HUSH_E_USAGE},
		{{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .defects = 3}, HUSH_E_USAGE},
		{{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .network = 2}, HUSH_E_USAGE},
		{{.folder = "x", .from = "2025-01-01", .days = 1, .files = 1, .sites = 1, .timezone = "Mars/Base"},
		 HUSH_E_SPEC},
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
	static char agencies[3871][HUSH_AGENCY_TEXT];
	struct hush_city city;
	char(*plates)[HUSH_PLATE_TEXT] = calloc(MANY, sizeof *plates);

	ck_assert_int_eq(hush_city_make(64, 1000, 100, 3, &city, NULL), HUSH_OK);
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
	for (uint32_t i = 0; i < 3871; i++) {
		char name[HUSH_AGENCY_TEXT];

		hush_agency_name(i, name);
		snprintf(agencies[i], sizeof agencies[i], "%s", name);
	}
	qsort(agencies, 3871, sizeof agencies[0], by_text);
	for (uint32_t i = 1; i < 3871; i++) {
		if (strcmp(agencies[i - 1], agencies[i]) == 0) {
			ck_abort_msg("two agencies are %s", agencies[i]);
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
	tcase_add_test(tests, agencies_have_their_own_files);
	tcase_add_test(tests, shuffles_are_permutations);
	tcase_add_test(tests, rosters_add_up);
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
