/*
 * count: from files to exact limited tables, through the real reader; and what inspect says of them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aggregate/cell.h"
#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "inspect/inspect.h"
#include "read/inputs.h"

enum { ROWS = 600, FILES = 6, LIMIT = 1 << 24, LINE = 80 };

static char folder[] = "/tmp/hush-count-XXXXXX";
#include "files.h"
static const uint8_t limit_key[32] = {1, 2, 3};

static const char spec_text[] =
    "{\"hushcount\": 1,"
    " \"release\": {\"id\": \"t-1\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": \"c@p.example\","
    "  \"reason\": \"test\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-02-01\"}},"
    " \"privacy\": {\"ledger\": \"t.ledger\", \"window\": \"month\", \"timezone\": \"UTC\","
    "  \"guarantee\": {\"epsilon\": \"1\"}},"
    " \"sources\": {"
    "  \"scans\": {\"files\": [\"scans-*.csv\"],"
    "   \"entity\": {\"vehicle\": [\"state\", \"plate\"], \"form\": \"plate\"},"
    "   \"time\": {\"column\": \"read_at\"}, \"count\": \"n\"},"
    "  \"loop\": {\"files\": [\"loop.csv\"], \"declared\": {\"at_most\": 4}, \"time\": {\"column\": \"read_at\"},"
    "   \"counts\": [{\"column\": \"East\", \"as\": {\"side\": \"East\"}},"
    "    {\"column\": \"West\", \"as\": {\"side\": \"West\"}}]}},"
    " \"dimensions\": {"
    "  \"site\": {\"column\": \"camera\", \"values\": [\"c\", \"a\", \"b\", \"d\"]},"
    "  \"side\": {\"values\": [\"West\", \"East\"]},"
    "  \"day\": {\"time\": \"day\"}},"
    " \"tables\": ["
    "  {\"name\": \"rows\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"site\", \"day\"],"
    "   \"limits\": {\"cells\": 5, \"per_cell\": 2, \"origin\": \"policy\"}},"
    "  {\"name\": \"vehicles\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [\"site\"],"
    "   \"limits\": {\"cells\": 2, \"origin\": \"policy\"}},"
    "  {\"name\": \"some\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"day\"],"
    "   \"where\": {\"site\": [\"d\", \"c\"]},"
    "   \"limits\": {\"cells\": 31, \"per_cell\": 100, \"origin\": \"policy\"}},"
    "  {\"name\": \"sides\", \"source\": \"loop\", \"measure\": \"rows\", \"by\": [\"side\"]},"
    "  {\"name\": \"all\", \"source\": \"scans\", \"measure\": \"vehicles\", \"by\": [],"
    "   \"limits\": {\"cells\": 1, \"origin\": \"policy\"}}]}";

static const char header[] = "plate,read_at,camera,state,n\n";
static char lines[ROWS][LINE];

static void remove_scans(void)
{
	for (unsigned i = 0; i < FILES; i++) {
		char name[32];

		snprintf(name, sizeof name, "scans-%u.csv", i);
		(void)unlink(inside(name));
	}
}

/* Deals the lines out over so many files, in their order. */
static void write_scans(unsigned files)
{
	static char text[ROWS * LINE + sizeof header];
	unsigned line = 0;

	remove_scans();
	for (unsigned i = 0; i < files; i++) {
		char name[32];

		strcpy(text, header);
		for (; line < ROWS * (i + 1) / files; line++) {
			strcat(text, lines[line]);
		}
		snprintf(name, sizeof name, "scans-%u.csv", i);
		write_file(name, text);
	}
}

static void setup(void)
{
	static const char *const sites[] = {"a", "b", "c", "d", "e"};
	uint64_t state = 41;

	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned who = dice(&state, 1 + dice(&state, 30));

		/* One plate in two spellings; site e is outside the domain; counts from 0 to 3. */
		snprintf(lines[i], LINE, "%s%02u,2025-01-%02uT10:00:00Z,%s,%s,%u\n", i % 2 ? "AB-" : "ab ", who,
		         1 + dice(&state, 31), sites[dice(&state, 5)], i % 2 ? "WA" : "wa", dice(&state, 4));
	}
	write_scans(1);
	write_file("loop.csv", "read_at,West,East\n2025-01-01T00:00:00Z,5,2147483648\n2025-01-01T01:00:00Z,x,7\n"
	                       "2025-01-02T00:00:00Z,0,9999999999999999999999\n2025-02-01T00:00:00Z,1,1\n");
	write_file("spec.json", spec_text);
}

static void teardown(void)
{
	remove_scans();
	(void)unlink(inside("loop.csv"));
	(void)unlink(inside("spec.json"));
	(void)rmdir(folder);
}

static struct hush_spec *load(void)
{
	struct hush_spec *spec = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_spec_load_file(inside("spec.json"), &spec, &err) == HUSH_OK, "%s (%s)", err.message, err.hint);
	return spec;
}

static struct hush_exact_tables *count(const struct hush_spec *spec, struct hush_tally *tally)
{
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_inputs_check(spec, &inputs, &err) == HUSH_OK, "%s: %s", err.file, err.message);
	ck_assert_int_eq(hush_count(spec, inputs, limit_key, NULL, tally, &exact, NULL), HUSH_OK);
	hush_inputs_free(inputs);
	return exact;
}

static bool same(const struct hush_exact_tables *a, const struct hush_exact_tables *b)
{
	bool equal = a->table_count == b->table_count;

	for (uint32_t t = 0; equal && t < a->table_count; t++) {
		equal = a->cells[t] == b->cells[t] && memcmp(a->tables[t], b->tables[t], a->cells[t] * sizeof(uint64_t)) == 0;
	}
	return equal;
}

static uint64_t sum(const struct hush_exact_tables *exact, uint32_t table)
{
	uint64_t total = 0;

	for (uint64_t cell = 0; cell < exact->cells[table]; cell++) {
		total += exact->tables[table][cell];
	}
	return total;
}

START_TEST(order_and_files_do_not_matter)
{
	struct hush_spec *spec = load();
	struct hush_exact_tables *first = count(spec, NULL);
	uint64_t state = 12;

	for (unsigned round = 1; round <= 12; round++) {
		struct hush_exact_tables *again;

		for (unsigned i = ROWS; i > 1; i--) {
			unsigned at = dice(&state, i);
			char held[LINE];

			memcpy(held, lines[i - 1], LINE);
			memcpy(lines[i - 1], lines[at], LINE);
			memcpy(lines[at], held, LINE);
		}
		write_scans(1 + round % FILES);
		again = count(spec, NULL);
		ck_assert(same(first, again));
		hush_exact_free(again);
	}
	ck_assert_uint_gt(sum(first, 0), 100);
	hush_exact_free(first);
	hush_spec_free(spec);
}
END_TEST

/* Counted by hand from the lines, where limits do not cut. */
START_TEST(filters_cells_and_vehicles)
{
	static const char domain[] = "cabd";
	uint64_t wanted[31] = {0};
	bool seen[30] = {false};
	bool seen_at[30][4] = {{false}};
	uint64_t plates = 0;
	uint64_t cut_at = 0;
	struct hush_tally_source sources[2] = {0};
	struct hush_tally_table tables[5] = {0};
	struct hush_tally tally = {sources, tables};
	struct hush_spec *spec = load();
	struct hush_exact_tables *exact = count(spec, &tally);
	uint64_t outside = 0;
	uint64_t sightings = 0;

	for (unsigned i = 0; i < ROWS; i++) {
		unsigned who;
		unsigned day;
		unsigned n;
		char site;
		const char *at;

		ck_assert_int_eq(sscanf(lines[i] + 3, "%u,2025-01-%uT10:00:00Z,%c,%*2s,%u", &who, &day, &site, &n), 4);
		at = strchr(domain, site);
		if (site == 'c' || site == 'd') {
			wanted[day - 1] += n;
		}
		seen[who] = seen[who] || n > 0; /* the table `all` has no dimension, so no site is outside it */
		if (at && n) {
			seen_at[who][at - domain] = true;
		}
		outside += !at;
		sightings += n > 0;
	}
	for (unsigned who = 0; who < 30; who++) {
		unsigned sites = (unsigned)seen_at[who][0] + seen_at[who][1] + seen_at[who][2] + seen_at[who][3];

		plates += seen[who];
		cut_at += sites < 2 ? sites : 2;
	}
	for (unsigned day = 0; day < 31; day++) {
		ck_assert_uint_eq(exact->tables[2][day], wanted[day]);
	}
	ck_assert_uint_eq(exact->cells[4], 1);
	ck_assert_uint_eq(exact->tables[4][0], plates);
	ck_assert_uint_eq(sum(exact, 1), cut_at);
	ck_assert_uint_eq(sources[0].rows, ROWS);
	ck_assert_uint_eq(sources[0].by_reason[HUSH_KEPT], ROWS);
	ck_assert_uint_gt(outside, 50);
	ck_assert_uint_eq(tables[2].offered, tables[2].kept);
	ck_assert_uint_eq(tables[2].units_cut, 0);
	ck_assert_uint_gt(tables[0].offered, tables[0].kept);
	ck_assert_uint_eq(tables[0].kept, sum(exact, 0));
	ck_assert_uint_gt(tables[0].units_cut, 5);
	ck_assert_uint_eq(tables[4].offered, sightings);
	ck_assert_uint_eq(tables[4].units_cut, 0); /* seen again is not cut */
	hush_exact_free(exact);
	hush_spec_free(spec);
}
END_TEST

START_TEST(declared_counts_go_straight_to_the_cells)
{
	struct hush_tally_source sources[2] = {0};
	struct hush_tally_table tables[5] = {0};
	struct hush_tally tally = {sources, tables};
	struct hush_spec *spec = load();
	struct hush_exact_tables *exact = count(spec, &tally);

	ck_assert_uint_eq(exact->tables[3][0], 5);
	ck_assert_uint_eq(exact->tables[3][1], 2 * (uint64_t)INT32_MAX + 7); /* saturated by row, and the x left out alone */
	ck_assert_uint_eq(sources[1].units, 0);
	ck_assert_uint_eq(tables[3].units_cut, 0);
	hush_exact_free(exact);
	hush_spec_free(spec);
}
END_TEST

/* All records of one unit taken away: no table moves by more than its limits. */
START_TEST(neighbours_stay_within_the_limits)
{
	struct hush_spec *spec = load();
	struct hush_exact_tables *all = count(spec, NULL);
	char kept[ROWS][LINE];

	memcpy(kept, lines, sizeof kept);
	for (unsigned who = 0; who < 30; who++) {
		struct hush_exact_tables *without;

		for (unsigned i = 0; i < ROWS; i++) {
			if ((unsigned)atoi(kept[i] + 3) == who) {
				lines[i][0] = '\0';
			} else {
				memcpy(lines[i], kept[i], LINE);
			}
		}
		write_scans(2);
		without = count(spec, NULL);
		for (uint32_t t = 0; t < all->table_count; t++) {
			uint32_t moved = 0;

			for (uint64_t cell = 0; cell < all->cells[t]; cell++) {
				uint64_t by = all->tables[t][cell] - without->tables[t][cell];

				if (by > spec->tables[t].limits.per_cell) {
					ck_abort_msg("table %u, vehicle %u moves a cell by %llu", t, who, (unsigned long long)by);
				}
				moved += by > 0;
			}
			ck_assert_uint_le(moved, spec->tables[t].limits.cells);
		}
		hush_exact_free(without);
	}
	hush_exact_free(all);
	hush_spec_free(spec);
}
END_TEST

START_TEST(cells_and_values_agree)
{
	struct hush_spec *spec = load();

	for (uint32_t t = 0; t < spec->table_count; t++) {
		const struct hush_table *table = &spec->tables[t];
		struct hush_cell_rule rule = hush_cell_rule_of(spec, table);

		for (uint64_t cell = 0; cell < table->cells; cell++) {
			uint32_t values[HUSH_MAX_DIMENSIONS] = {0};
			uint64_t back = UINT64_MAX;

			for (uint32_t k = 0; k < table->by_count; k++) {
				values[table->by[k]] = hush_table_value(spec, table, cell, k);
			}
			ck_assert(hush_cell_find(&rule, values, &back));
			ck_assert_uint_eq(back, cell);
		}
	}
	hush_spec_free(spec);
}
END_TEST

static void inspect(hush_format format, struct hush_buffer *out)
{
	struct hush_spec *spec = load();
	hush_error err = {0};

	hush_buffer_init(out, LIMIT);
	ck_assert_msg(hush_inspect(spec, NULL, format, out, &err) == HUSH_OK, "%s", err.message);
	hush_spec_free(spec);
}

START_TEST(inspect_marks_every_line_private)
{
	struct hush_buffer out;

	strcpy(lines[3], "AB-01,2025-01-01T10:00:00Z,a,W\"A,1\n");
	strcpy(lines[5], ",2025-01-01T10:00:00Z,a,WA,1\n");
	write_scans(1);
	inspect(HUSH_FORMAT_PLAIN, &out);
	for (const char *line = out.bytes; *line; line = strchr(line, '\n') + 1) {
		ck_assert_int_eq(strncmp(line, "PRIVATE ", 8), 0);
		ck_assert_ptr_nonnull(strchr(line, '\n'));
	}
	ck_assert_ptr_nonnull(strstr(out.bytes, "source scans: 600 rows in 1 file, 598 kept, 30 units"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "scans-0.csv:5\n"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "scans-0.csv:7\n"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "table sides: 4294967306 offered to its cells, 4294967306 kept after limiting"
	                                        "; 2 of 2 cells are not zero\n"
	                                        "PRIVATE     4294967301  East\nPRIVATE              5  West\n"));
	ck_assert_ptr_null(strstr(out.bytes, "AB")); /* sites and counts, never a plate */
	hush_buffer_release(&out);
	inspect(HUSH_FORMAT_JSON, &out);
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"private\": true"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"count\": 4294967301"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"line\": 7"));
	hush_buffer_release(&out);
}
END_TEST

static uint64_t allowed;

static bool gate(void)
{
	return allowed > 0 && allowed--;
}

START_TEST(every_failing_allocation_is_survived)
{
	static const hush_effort one_thread = {.threads = 1}; /* the gate counts for one */
	struct hush_spec *spec = load();
	uint64_t failures = 0;
	hush_status status;

	do {
		struct hush_buffer out;

		hush_buffer_init(&out, LIMIT);
		allowed = failures++;
		hush_memory_gate(gate);
		status = hush_inspect(spec, &one_thread, HUSH_FORMAT_PLAIN, &out, NULL);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		hush_buffer_release(&out);
	} while (status != HUSH_OK && failures < 10000);
	ck_assert_int_eq(status, HUSH_OK);
	ck_assert_uint_gt(failures, 50);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("count");
	TCase *tests = tcase_create("count");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, order_and_files_do_not_matter);
	tcase_add_test(tests, filters_cells_and_vehicles);
	tcase_add_test(tests, declared_counts_go_straight_to_the_cells);
	tcase_add_test(tests, neighbours_stay_within_the_limits);
	tcase_add_test(tests, cells_and_values_agree);
	tcase_add_test(tests, inspect_marks_every_line_private);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
