/*
 * repeats: "dedupe" through the real reader: what counts once, that only a unit's own records decide it, and that nothing
 * else does: not order, files, threads or memory.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/file.h"
#include "inspect/inspect.h"
#include "read/inputs.h"

enum { ROWS = 900, FILES = 5, LINE = 96, TABLES = 4, BY_SITE = 0, ALL = 1, VEHICLES = 2, SUM = 3, SITES = 3 };

static char folder[] = "/tmp/hush-repeats-XXXXXX";
#include "files.h"
static const uint8_t limit_key[32] = {7, 7, 7};

static const char header[] = "id,part,plate,at,site,n\n";

/* %s: the rest of the source; %d: the cells, and the rows in each, of a unit. */
static const char spec_text[] =
    "{\"hushcount\": 1,"
    " \"release\": {\"id\": \"t-1\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": \"c@p.example\","
    "  \"reason\": \"test\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-03-01\"}},"
    " \"privacy\": {\"ledger\": \"t.ledger\", \"window\": \"month\", \"timezone\": \"UTC\","
    "  \"guarantee\": {\"epsilon\": \"1\"}},"
    " \"sources\": {\"s\": {\"files\": [\"f-*.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"},"
    "   \"time\": {\"column\": \"at\"}%s}},"
    " \"dimensions\": {\"site\": {\"column\": \"site\", \"values\": [\"a\", \"b\", \"c\"]}},"
    " \"tables\": ["
    "  {\"name\": \"by_site\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"site\"],"
    "   \"limits\": {\"cells\": %d, \"per_cell\": %d, \"origin\": \"policy\"}},"
    "  {\"name\": \"all\", \"source\": \"s\", \"measure\": \"rows\", \"limits\": {\"cells\": 1, \"per_cell\": %d, \"origin\": "
    "   \"policy\"}},"
    "  {\"name\": \"vehicles\", \"source\": \"s\", \"measure\": \"vehicles\", \"by\": [\"site\"],"
    "   \"limits\": {\"cells\": %d, \"origin\": \"policy\"}},"
    "  {\"name\": \"n\", \"source\": \"s\", \"measure\": \"sum\", \"of\": {\"column\": \"n\", \"clamp\": [0, 100000], \"grid\": 1},"
    "   \"limits\": {\"cells\": 1, \"origin\": \"policy\"}}]}";

#define KEY ", \"dedupe\": {\"key\": [\"id\", \"part\"]}"

static void remove_files(void)
{
	for (unsigned i = 0; i < FILES; i++) {
		char name[32];

		snprintf(name, sizeof name, "f-%u.csv", i);
		(void)unlink(inside(name));
	}
}

/* Deals the lines out over so many files, in their order. */
static void write_rows(char (*lines)[LINE], unsigned count, unsigned files)
{
	static char text[ROWS * LINE + sizeof header];
	unsigned line = 0;

	remove_files();
	for (unsigned i = 0; i < files; i++) {
		size_t used = sizeof header - 1;
		char name[32];

		memcpy(text, header, sizeof header);
		for (; line < count * (i + 1) / files; line++) {
			used += (size_t)sprintf(text + used, "%s", lines[line]);
		}
		snprintf(name, sizeof name, "f-%u.csv", i);
		write_file(name, text);
	}
}

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	remove_files();
	(void)unlink(inside("spec.json"));
	(void)rmdir(folder);
}

static struct hush_spec *load(const char *more, int cells, int per_cell)
{
	static char text[sizeof spec_text + 200];
	struct hush_spec *spec = NULL;
	hush_error err = {0};

	snprintf(text, sizeof text, spec_text, more, cells, per_cell, per_cell, cells);
	write_file("spec.json", text);
	ck_assert_msg(hush_spec_load_file(inside("spec.json"), &spec, &err) == HUSH_OK, "%lu:%lu: %s (%s)", err.line, err.column,
	              err.message, err.hint);
	return spec;
}

/* Every cell of every table: a value of the sum is a count here. */
struct counts {
	uint64_t cells[TABLES][SITES];
};

static struct counts count_with(const struct hush_spec *spec, const struct hush_count_effort *effort, struct hush_tally *tally)
{
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	struct counts counts = {0};
	hush_error err = {0};

	ck_assert_msg(hush_inputs_check(spec, &inputs, &err) == HUSH_OK, "%s: %s", err.file, err.message);
	ck_assert_msg(hush_count(spec, inputs, limit_key, effort, tally, &exact, &err) == HUSH_OK, "%s", err.message);
	for (uint32_t t = 0; t < TABLES; t++) {
		for (uint64_t c = 0; c < spec->tables[t].cells; c++) {
			counts.cells[t][c] = t == SUM ? (uint64_t)exact->moved[t][c] : exact->tables[t][c];
		}
	}
	hush_exact_free(exact);
	hush_inputs_free(inputs);
	return counts;
}

static struct counts count(const struct hush_spec *spec)
{
	return count_with(spec, NULL, NULL);
}

static char rows[ROWS][LINE];
static unsigned who[ROWS]; /* the vehicle of each row */

/* Few vehicles and keys, so that most rows are repeats; two months; some sites outside the domain; keys of other vehicles. */
static void draw_rows(void)
{
	static const char *const sites[] = {"a", "b", "c", "z"};
	uint64_t state = 5;

	for (unsigned i = 0; i < ROWS; i++) {
		who[i] = dice(&state, 1 + dice(&state, 40));
		snprintf(rows[i], LINE, "%u,%c,%s%02u%s,2025-%02u-%02uT10:00:00Z,%s,%u\n", dice(&state, 12), "pq"[dice(&state, 2)],
		         i % 2 ? "AB-" : "ab ", who[i], who[i] % 5 == 0 ? " with a plate too long to pack" : "", 1 + dice(&state, 2),
		         1 + dice(&state, 28), sites[dice(&state, 4)], dice(&state, 4));
	}
}

static void write_without(unsigned vehicle, bool only)
{
	static char some[ROWS][LINE];
	unsigned kept = 0;

	for (unsigned i = 0; i < ROWS; i++) {
		if ((who[i] == vehicle) == only) {
			memcpy(some[kept++], rows[i], LINE);
		}
	}
	write_rows(some, kept, 2);
}

START_TEST(a_key_counts_once)
{
	static char lines[][LINE] = {"1,x,AAA,2025-01-01T00:00:00Z,a,10\n", "\" 1\",x,aa-a,2025-01-09T00:00:00Z,a,10\n",
	                             "1,x,AAA,2025-02-01T00:00:00Z,a,10\n", /* another window */
	                             "1,x,BBB,2025-01-01T00:00:00Z,a,10\n", /* another vehicle */
	                             "1,y,AAA,2025-01-01T00:00:00Z,a,10\n", /* another key */
	                             "1x,,AAA,2025-01-01T00:00:00Z,a,10\n", /* no key: not 1 and x either */
	                             ",1x,AAA,2025-01-01T00:00:00Z,a,10\n", "NA,x,AAA,2025-01-01T00:00:00Z,a,10\n"};
	struct hush_spec *spec = load(KEY, 3, 100);
	struct hush_tally_source source = {0};
	struct hush_tally_table tables[TABLES] = {0};
	struct hush_tally tally = {&source, tables};
	struct counts counts;

	write_rows(lines, sizeof lines / sizeof lines[0], 2);
	counts = count_with(spec, NULL, &tally);
	ck_assert_uint_eq(counts.cells[BY_SITE][0], 4);
	ck_assert_uint_eq(counts.cells[ALL][0], 4);
	ck_assert_uint_eq(counts.cells[VEHICLES][0], 3);
	ck_assert_uint_eq(counts.cells[SUM][0], 40);
	ck_assert_uint_eq(source.by_reason[HUSH_KEPT], 5);
	ck_assert_uint_eq(source.by_reason[HUSH_LEFT_KEY], 3);
	ck_assert_uint_eq(source.repeats, 1);
	ck_assert_uint_eq(tables[ALL].offered, 4);
	hush_spec_free(spec);

	spec = load("", 3, 100); /* the same without a key: every row counts */
	ck_assert_uint_eq(count(spec).cells[ALL][0], 8);
	hush_spec_free(spec);
}
END_TEST

/* A row that counts nowhere never stands in for one that does. */
START_TEST(rows_outside_do_not_decide)
{
	struct hush_spec *spec = load(KEY, 3, 100000);
	static char lines[600][LINE];

	for (int i = 0; i < 300; i++) {
		snprintf(lines[2 * i], LINE, "%d,x,A%d,2025-01-01T00:00:00Z,a,1\n", i, i);
		snprintf(lines[2 * i + 1], LINE, "%d,x,A%d,2025-03-0%dT00:00:00Z,b,1\n", i, i, 1 + i % 5); /* outside the period */
	}
	write_rows(lines, 600, 3);
	ck_assert_uint_eq(count(spec).cells[BY_SITE][0], 300);
	hush_spec_free(spec);
}
END_TEST

/* Which of two different rows stays is decided anew for every key, and evenly. The limiting key is fixed, so this cannot
 * fail by chance. */
START_TEST(either_of_two_stays)
{
	struct hush_spec *spec = load(KEY, 3, 100000);
	static char lines[800][LINE];
	struct counts counts;

	for (int i = 0; i < 400; i++) {
		snprintf(lines[2 * i], LINE, "%d,x,A,2025-01-01T00:00:00Z,a,1\n", i);
		snprintf(lines[2 * i + 1], LINE, "%d,x,A,2025-01-01T00:00:00Z,b,1\n", i);
	}
	write_rows(lines, 800, 3);
	counts = count(spec);
	ck_assert_uint_eq(counts.cells[BY_SITE][0] + counts.cells[BY_SITE][1], 400);
	ck_assert_uint_gt(counts.cells[BY_SITE][0], 150);
	ck_assert_uint_lt(counts.cells[BY_SITE][0], 250);
	ck_assert_uint_eq(counts.cells[ALL][0], 400);
	hush_spec_free(spec);
}
END_TEST

static void same(const struct counts *a, const struct counts *b, const char *what, int number)
{
	for (int t = 0; t < TABLES; t++) {
		for (int c = 0; c < SITES; c++) {
			ck_assert_msg(a->cells[t][c] == b->cells[t][c], "%s %d: table %d, cell %d: %llu and %llu", what, number, t, c,
			              (unsigned long long)a->cells[t][c], (unsigned long long)b->cells[t][c]);
		}
	}
}

START_TEST(accidents_change_nothing)
{
	struct hush_spec *spec = load(KEY, 2, 4);
	struct counts wanted;
	uint64_t state = 99;

	draw_rows();
	write_rows(rows, ROWS, 1);
	wanted = count(spec);
	ck_assert_uint_gt(wanted.cells[ALL][0], 100);
	ck_assert_uint_lt(wanted.cells[ALL][0], 300);
	for (int round = 0; round < 12; round++) {
		struct hush_count_effort effort = {.asked = {.threads = 1 + (uint32_t)round % 4, .spill = round % 3 ? NULL : folder},
		                                   .memory = round % 2 ? 0 : 20000,
		                                   .piece = 100 + 999 * (size_t)round,
		                                   .partition_bits = 1 + (unsigned)round % 5};
		struct counts got;

		for (uint32_t i = ROWS; i > 1; i--) {
			uint32_t at = dice(&state, i);
			char held[LINE];

			memcpy(held, rows[i - 1], LINE);
			memcpy(rows[i - 1], rows[at], LINE);
			memcpy(rows[at], held, LINE);
		}
		write_rows(rows, ROWS, 1 + dice(&state, FILES));
		got = count_with(spec, &effort, NULL);
		same(&got, &wanted, "round", round);
	}
	hush_spec_free(spec);
}
END_TEST

/* What a unit adds is what it would add alone: the others' records, with the same keys or others, do not touch it. */
START_TEST(units_do_not_touch_each_other)
{
	struct hush_spec *spec = load(KEY, 2, 3);
	struct counts whole;

	draw_rows();
	write_rows(rows, ROWS, 3);
	whole = count(spec);
	for (unsigned vehicle = 0; vehicle < 40; vehicle++) {
		struct counts without;
		struct counts alone;

		write_without(vehicle, false);
		without = count(spec);
		write_without(vehicle, true);
		alone = count(spec);
		for (int t = 0; t < TABLES; t++) {
			uint64_t cells = 0;

			for (int c = 0; c < SITES; c++) {
				cells += alone.cells[t][c] > 0;
				without.cells[t][c] += alone.cells[t][c];
			}
			ck_assert_uint_le(cells, t == BY_SITE || t == VEHICLES ? 3 : 1); /* two windows, of two cells each at most */
			ck_assert_uint_le(alone.cells[t][0], t == SUM ? 200000 : 2 * 3);
		}
		same(&without, &whole, "vehicle", (int)vehicle);
	}
	hush_spec_free(spec);
}
END_TEST

/* The sites of the same rows, which no list names; of each vehicle one site in each month is kept. */
static const char discovering[] =
    "{\"hushcount\": 1,"
    " \"release\": {\"id\": \"t-1\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": \"c@p.example\","
    "  \"reason\": \"test\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-03-01\"}},"
    " \"privacy\": {\"ledger\": \"t.ledger\", \"window\": \"month\", \"timezone\": \"UTC\","
    "  \"guarantee\": {\"epsilon\": \"1\", \"delta\": \"1e-9\"}},"
    " \"sources\": {\"s\": {\"files\": [\"f-*.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"},"
    "   \"time\": {\"column\": \"at\"}, \"dedupe\": {\"key\": [\"id\", \"part\"]}}},"
    " \"dimensions\": {\"site\": {\"column\": \"site\", \"discover\": true}, \"hour\": {\"time\": \"hour_of_day\"}},"
    " \"tables\": ["
    "  {\"name\": \"by_site\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"site\"],"
    "   \"limits\": {\"cells\": 1, \"per_cell\": 3, \"origin\": \"policy\"}},"
    "  {\"name\": \"by_hour\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"hour\"],"
    "   \"limits\": {\"cells\": 2, \"per_cell\": 1, \"origin\": \"policy\"}}]}";

enum { HOURS = 24 };

static hush_status put_site(void *context, const struct hush_found_value *value, hush_error *err)
{
	uint64_t *sites = context;

	(void)err;
	if (strcmp(value->name, "m") == 0 || strcmp(value->name, "n") == 0) {
		sites[*value->name - 'm'] = value->cells[0].count;
	}
	return HUSH_OK;
}

/* Counts by hour, and of the sites "m" and "n". */
static void count_discovered(const struct hush_spec *spec, uint64_t hours[HOURS], uint64_t sites[2])
{
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_inputs_check(spec, &inputs, &err) == HUSH_OK, "%s: %s", err.file, err.message);
	ck_assert_msg(hush_count(spec, inputs, limit_key, NULL, NULL, &exact, &err) == HUSH_OK, "%s", err.message);
	memcpy(hours, exact->tables[1], HOURS * sizeof *hours);
	ck_assert_int_eq(hush_exact_found(exact, put_site, sites, &err), HUSH_OK);
	hush_exact_free(exact);
	hush_inputs_free(inputs);
}

/* Which of a unit's rows stays does not depend on which values others have. */
START_TEST(values_of_others_do_not_decide)
{
	static const char *const others[] = {"9,9,ZZZ1,2025-01-05T05:00:00,a,1\n",
	                                     "9,9,ZZZ1,2025-01-05T05:00:00,a,1\n9,8,ZZZ1,2025-01-05T05:00:00,mm,1\n"};
	struct hush_spec *spec = NULL;
	uint64_t hours[3][HOURS];
	uint64_t sites[3][2];

	write_file("spec.json", discovering);
	ck_assert_int_eq(hush_spec_load_file(inside("spec.json"), &spec, NULL), HUSH_OK);
	for (unsigned run = 0; run < 3; run++) {
		static char text[400 * LINE];
		size_t used = (size_t)sprintf(text, "%s%s", header, run ? others[run - 1] : "");

		for (unsigned vehicle = 0; vehicle < 100; vehicle++) {
			used += (size_t)sprintf(text + used,
			                        "1,1,Q%u,2025-01-03T01:00:00,m,1\n1,1,Q%u,2025-01-03T02:00:00,n,1\n", 100 + vehicle, 100 + vehicle);
		}
		write_file("f-0.csv", text);
		count_discovered(spec, hours[run], sites[run]);
		ck_assert_uint_eq(sites[run][0] + sites[run][1], 100);
		ck_assert_uint_gt(sites[run][0], 20);
		ck_assert_uint_gt(sites[run][1], 20);
		ck_assert_uint_eq(sites[run][0], sites[0][0]);
		ck_assert_uint_eq(hours[run][1], hours[0][1]);
		ck_assert_uint_eq(hours[run][2], hours[0][2]);
	}
	hush_spec_free(spec);
}
END_TEST

/* With limits that take nothing: as many as there are different (vehicle, month, key), told apart by looking. */
START_TEST(as_many_as_there_are_keys)
{
	struct hush_spec *spec = load(KEY, 3, 100000);
	static char seen[ROWS][LINE];
	unsigned count_of = 0;

	draw_rows();
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned id;
		unsigned month;
		char part;
		char name[LINE];
		unsigned at = 0;

		ck_assert_int_eq(sscanf(rows[i], "%u,%c,%*[^,],2025-%u-", &id, &part, &month), 3);
		snprintf(name, LINE, "%u %u %c %u", who[i], id, part, month);
		while (at < count_of && strcmp(seen[at], name) != 0) {
			at++;
		}
		if (at == count_of) {
			strcpy(seen[count_of++], name);
		}
	}
	write_rows(rows, ROWS, 4);
	ck_assert_uint_eq(count(spec).cells[ALL][0], count_of);
	hush_spec_free(spec);
}
END_TEST

START_TEST(inspect_tells)
{
	static char lines[][LINE] = {"1,x,A,2025-01-01T00:00:00Z,a,1\n", "1,x,A,2025-01-01T00:00:00Z,b,1\n",
	                             "***,x,A,2025-01-01T00:00:00Z,a,1\n"};
	struct hush_spec *spec = load(KEY, 3, 9);
	struct hush_buffer out;

	write_rows(lines, 3, 1);
	hush_buffer_init(&out, 1 << 20);
	ck_assert_int_eq(hush_inspect(spec, NULL, HUSH_FORMAT_PLAIN, &out, NULL), HUSH_OK);
	ck_assert_ptr_nonnull(strstr(out.bytes, "PRIVATE   1 of those kept repeat another"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "PRIVATE   left out 1: no key to tell repeated rows by"));
	hush_buffer_clear(&out);
	ck_assert_int_eq(hush_inspect(spec, NULL, HUSH_FORMAT_JSON, &out, NULL), HUSH_OK);
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"repeats\": 1"));
	hush_buffer_release(&out);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("repeats");
	TCase *tests = tcase_create("repeats");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_key_counts_once);
	tcase_add_test(tests, rows_outside_do_not_decide);
	tcase_add_test(tests, either_of_two_stays);
	tcase_add_test(tests, accidents_change_nothing);
	tcase_add_test(tests, units_do_not_touch_each_other);
	tcase_add_test(tests, values_of_others_do_not_decide);
	tcase_add_test(tests, as_many_as_there_are_keys);
	tcase_add_test(tests, inspect_tells);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
