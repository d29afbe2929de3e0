/*
 * amount_effort: from files to exact sums and means, against an oracle that stores every row and sorts; and that threads,
 * memory, partitions and the order of rows change nothing.
 */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "read/inputs.h"

enum { SITES = 6, DAYS = 31, MOST_ROWS = 40000, CELLS_LIMIT = 4, VALUES = 3, SUM_LOW = -40, SUM_HIGH = 90, LOW = -5 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEASURABLE = 0 }; /* sanitizers take memory of their own */
#else
enum { MEASURABLE = 1 };
#endif

static char folder[64];
static int high = 25; /* of the clamp of the mean; values go somewhat further */
static const uint8_t limit_key[32] = {7, 1, 7, 1, 200, 3, 2, 1};
static const char *const sites[SITES] = {"zoo", "Alder & 3rd", "b", "ab", "unit 10", "unit 2"};

static struct row {
	uint32_t who;
	uint8_t site;
	uint8_t day;
	int32_t value;
} rows[MOST_ROWS];

static const char *inside(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void write_spec(void)
{
	FILE *file = fopen(inside("spec.json"), "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file,
	        "{\"hushcount\": 1, \"release\": {\"id\": \"t\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": "
	        "\"c@p.example\", \"reason\": \"r\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": "
	        "\"2025-02-01\"}}, \"privacy\": {\"ledger\": \"l\", \"window\": \"week\", \"timezone\": \"UTC\", \"guarantee\": "
	        "{\"epsilon\": \"1\"}}, \"sources\": {\"s\": {\"files\": [\"scans.csv\"], \"entity\": {\"vehicle\": "
	        "[\"plate\"], \"form\": \"plate\"}, \"time\": {\"column\": \"at\"}}}, \"dimensions\": {\"site\": {\"column\": "
	        "\"site\", \"values\": [");
	for (unsigned i = 0; i < SITES; i++) {
		fprintf(file, "%s\"%s\"", i ? ", " : "", sites[i]);
	}
	fprintf(file,
	        "], \"origin\": \"policy\"}, \"day\": {\"time\": \"day\"}}, \"tables\": ["
	        "{\"name\": \"waits\", \"source\": \"s\", \"measure\": \"sum\", \"by\": [\"site\", \"day\"], \"of\": "
	        "{\"column\": \"v\", \"clamp\": [%d, %d], \"grid\": 1}, \"limits\": {\"cells\": %d, \"origin\": \"policy\"}}, "
	        "{\"name\": \"speed\", \"source\": \"s\", \"measure\": \"mean\", \"by\": [\"site\"], \"of\": {\"column\": \"v\", "
	        "\"clamp\": [%d, %d], \"grid\": 1}, \"limits\": {\"cells\": 2, \"per_cell\": %d, \"origin\": \"policy\"}}, "
	        "{\"name\": \"rows\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"day\"], \"limits\": {\"cells\": 2, "
	        "\"per_cell\": 2, \"origin\": \"policy\"}}]}",
	        SUM_LOW, SUM_HIGH, CELLS_LIMIT, LOW, high, VALUES);
	ck_assert_int_eq(fclose(file), 0);
}

/* Every fifth plate is too long to be packed. */
static size_t plate_of(uint32_t who, char plate[40])
{
	return (size_t)sprintf(plate, who % 5 ? "QQ%05u" : "APLATELONGERTHANMOST%u", who);
}

static void write_rows(uint32_t count)
{
	FILE *file = fopen(inside("scans.csv"), "w");

	ck_assert_ptr_nonnull(file);
	fputs("plate,at,site,v\n", file);
	for (uint32_t r = 0; r < count; r++) {
		char plate[40];

		plate_of(rows[r].who, plate);
		fprintf(file, "%s,2025-01-%02uT10:00:00,%s,%d%s\n", plate, rows[r].day + 1U, sites[rows[r].site], rows[r].value,
		        r % 3 || rows[r].value < 0 ? "" : ".7"); /* rounded down to the grid */
	}
	ck_assert_int_eq(fclose(file), 0);
}

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

static void draw_rows(uint32_t count, uint32_t vehicles, uint64_t seed)
{
	for (uint32_t i = 0; i < count; i++) {
		rows[i].who = dice(&seed, 1 + dice(&seed, vehicles));
		rows[i].site = (uint8_t)dice(&seed, SITES);
		rows[i].day = (uint8_t)dice(&seed, DAYS);
		rows[i].value = (int32_t)dice(&seed, (uint32_t)high + 35) - 17;
	}
}

static void shuffle_rows(uint32_t count, uint64_t seed)
{
	for (uint32_t i = count; i > 1; i--) {
		uint32_t at = dice(&seed, i);
		struct row held = rows[i - 1];

		rows[i - 1] = rows[at];
		rows[at] = held;
	}
}

static hush_status try_count(struct hush_count_effort effort, struct hush_exact_tables **exact, hush_error *err)
{
	struct hush_spec *spec = NULL;
	struct hush_inputs *inputs = NULL;
	hush_status status;

	ck_assert_msg(hush_spec_load_file(inside("spec.json"), &spec, err) == HUSH_OK, "%s (%s)", err->message, err->hint);
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	status = hush_count(spec, inputs, limit_key, &effort, NULL, exact, err);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
	return status;
}

static struct hush_count_effort effort_of(unsigned threads, uint64_t memory, size_t piece, unsigned bits)
{
	return (struct hush_count_effort){{threads, 0, folder}, memory, piece, bits};
}

/* -- the oracle: its own encoding, its own order ------------------------------------------------------------------------- */

/* A row of one table; all of a unit's cell share `cell_rank`, and of its values each copy has a `value_rank`. */
struct item {
	uint32_t who;
	uint32_t week;
	uint32_t cell;
	int32_t value;
	uint8_t cell_rank[16];
	uint8_t value_rank[16];
};

static size_t counted(unsigned char *to, const void *bytes, size_t length)
{
	for (unsigned i = 0; i < 4; i++) {
		to[i] = (unsigned char)(length >> (8 * i));
	}
	memcpy(to + 4, bytes, length);
	return 4 + length;
}

static void rank(const struct item *item, const char *table, bool by_day, const int64_t *value, uint32_t copy, uint8_t out[16])
{
	unsigned char input[256];
	unsigned char key[80];
	unsigned char last[12];
	char plate[40];
	char day[16];
	size_t key_length = counted(key, plate, plate_of(item->who, plate));
	size_t length = counted(input, table, strlen(table));
	const char *site = sites[by_day ? item->cell / DAYS : item->cell];

	for (unsigned i = 0; i < 4; i++) {
		key[key_length++] = (unsigned char)(item->week >> (8 * i));
	}
	length += counted(input + length, key, key_length);
	length += counted(input + length, site, strlen(site));
	if (by_day) {
		length += counted(input + length, day, (size_t)sprintf(day, "2025-01-%02u", item->cell % DAYS + 1));
	}
	if (value) {
		for (unsigned i = 0; i < 12; i++) {
			last[i] = (unsigned char)(i < 8 ? (uint64_t)*value >> (8 * i) : (uint64_t)copy >> (8 * (i - 8)));
		}
		length += counted(input + length, last, sizeof last);
	}
	hush_siphash(limit_key, input, length, out);
}

static int by_unit(const struct item *a, const struct item *b)
{
	return a->who != b->who ? (a->who < b->who ? -1 : 1) : a->week != b->week ? (a->week < b->week ? -1 : 1) : 0;
}

static int by_unit_cell_value(const void *left, const void *right)
{
	const struct item *a = left;
	const struct item *b = right;
	int order = by_unit(a, b);

	order = order ? order : a->cell != b->cell ? (a->cell < b->cell ? -1 : 1) : 0;
	return order ? order : (a->value > b->value) - (a->value < b->value);
}

static int by_unit_and_ranks(const void *left, const void *right)
{
	const struct item *a = left;
	const struct item *b = right;
	int order = by_unit(a, b);

	order = order ? order : memcmp(a->cell_rank, b->cell_rank, sizeof a->cell_rank);
	return order ? order : memcmp(a->value_rank, b->value_rank, sizeof a->value_rank);
}

static int32_t between(int32_t value, int32_t least, int32_t most)
{
	return value < least ? least : value > most ? most : value;
}

static struct item items[MOST_ROWS];

/* All rows as items in the order of their ranks; the values are clamped for a mean. */
static void rank_all(uint32_t count, bool mean)
{
	uint32_t copy = 0;

	for (uint32_t i = 0; i < count; i++) {
		int32_t day = 20089 + rows[i].day; /* 2025-01-01, a Wednesday; the week starts on Monday */
		int32_t value = rows[i].value;

		items[i] = (struct item){rows[i].who, (uint32_t)(day - (day + 3) % 7),
		                         mean ? rows[i].site : rows[i].site * (uint32_t)DAYS + rows[i].day,
		                         mean ? between(value, LOW, high) : value, {0}, {0}};
	}
	qsort(items, count, sizeof items[0], by_unit_cell_value);
	for (uint32_t i = 0; i < count; i++) {
		int64_t value = items[i].value;

		copy = i > 0 && by_unit_cell_value(&items[i - 1], &items[i]) == 0 ? copy + 1 : 0;
		rank(&items[i], mean ? "speed" : "waits", !mean, NULL, 0, items[i].cell_rank);
		if (mean && copy < VALUES) {
			rank(&items[i], "speed", false, &value, copy, items[i].value_rank);
		} else if (mean) {
			memset(items[i].value_rank, 0xFF, sizeof items[i].value_rank); /* more copies than are kept in all: never */
		}
	}
	qsort(items, count, sizeof items[0], by_unit_and_ranks);
}

static void oracle_sums(uint32_t count, int64_t *sums)
{
	uint32_t cells = 0;

	rank_all(count, false);
	for (uint32_t from = 0, to; from < count; from = to) {
		int32_t sum = 0;

		for (to = from; to < count && by_unit(&items[from], &items[to]) == 0 && items[from].cell == items[to].cell; to++) {
			sum += items[to].value;
		}
		cells = from > 0 && by_unit(&items[from - 1], &items[from]) == 0 ? cells + 1 : 1;
		sums[items[from].cell] += cells <= CELLS_LIMIT ? between(sum, SUM_LOW, SUM_HIGH) : 0;
	}
}

static void oracle_means(uint32_t count, int64_t *sums, uint64_t *counts)
{
	uint32_t cells = 0;
	uint32_t values = 0;

	rank_all(count, true);
	for (uint32_t i = 0; i < count; i++) {
		bool same_unit = i > 0 && by_unit(&items[i - 1], &items[i]) == 0;
		bool same_cell = same_unit && items[i - 1].cell == items[i].cell;

		cells = !same_unit ? 1 : same_cell ? cells : cells + 1;
		values = same_cell ? values + 1 : 1;
		if (cells <= 2 && values <= VALUES) {
			sums[items[i].cell] += 2 * items[i].value - (LOW + high);
			counts[items[i].cell]++;
		}
	}
}

static void check_against_oracle(const struct hush_exact_tables *exact, uint32_t count)
{
	int64_t sums[SITES * DAYS] = {0};
	int64_t means[SITES] = {0};
	uint64_t counts[SITES] = {0};

	oracle_sums(count, sums);
	oracle_means(count, means, counts);
	ck_assert_uint_eq(exact->cells[0], SITES * DAYS);
	ck_assert_mem_eq(exact->moved[0], sums, sizeof sums);
	ck_assert_mem_eq(exact->moved[1], means, sizeof means);
	ck_assert_mem_eq(exact->tables[2], counts, sizeof counts);
}

/* -------------------------------------------------------------------------------------------------------------------- */

START_TEST(equals_storing_and_sorting)
{
	static const uint32_t inputs[][2] = {{9000, 1}, {9000, 40}, {20000, 3000}, {MOST_ROWS / 2, 1000000}};
	static const struct {
		unsigned threads;
		uint64_t memory;
		size_t piece;
		unsigned bits;
	} efforts[] = {{2, 0, 0, 0}, {1, 32 * 1024, 5000, 1}, {2, 64 * 1024, 4096, 3}, {7, 256 * 1024, 700, 2}, {1, 4096, 0, 5}};

	write_spec();
	for (unsigned i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		draw_rows(inputs[i][0], inputs[i][1], 5 + i);
		for (unsigned e = 0; e < sizeof efforts / sizeof efforts[0]; e++) {
			struct hush_exact_tables *exact = NULL;
			hush_error err = {0};

			shuffle_rows(inputs[i][0], e);
			write_rows(inputs[i][0]);
			ck_assert_msg(try_count(effort_of(efforts[e].threads, efforts[e].memory, efforts[e].piece, efforts[e].bits), &exact,
			                        &err) == HUSH_OK, "%s", err.message);
			check_against_oracle(exact, inputs[i][0]);
			hush_exact_free(exact);
		}
	}
}
END_TEST

/* So many different values that those without a hope are dropped on the way, and seen again. */
START_TEST(many_different_values)
{
	static const uint32_t vehicles[] = {1, 3, 20};

	for (high = 500; high <= 300000; high *= 600) {
		write_spec();
		for (unsigned i = 0; i < 3; i++) {
			draw_rows(MOST_ROWS, vehicles[i], 11 + i);
			write_rows(MOST_ROWS);
			for (unsigned threads = 1; threads < 3; threads++) {
				struct hush_exact_tables *exact = NULL;
				hush_error err = {0};

				ck_assert_int_eq(try_count(effort_of(threads, threads == 1 ? 65536 : 0, 0, 2), &exact, &err), HUSH_OK);
				check_against_oracle(exact, MOST_ROWS);
				hush_exact_free(exact);
			}
		}
	}
}
END_TEST

START_TEST(a_full_disk)
{
	struct rlimit small = {32 * 1024, 32 * 1024}; /* of a file: writing more fails as it does on a full disk */
	struct hush_exact_tables *exact = NULL;
	hush_error err = {0};

	write_spec();
	draw_rows(9000, 2500, 80);
	write_rows(9000);
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_int_eq(try_count(effort_of(2, 64 * 1024, 3000, 4), &exact, &err), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "does not fit into memory"));
	ck_assert_ptr_null(strpbrk(err.message, "0123456789")); /* never a size */
	ck_assert_int_eq(try_count(effort_of(2, 0, 0, 0), &exact, &err), HUSH_OK); /* nothing has to be spilled */
	hush_exact_free(exact);
}
END_TEST

static uint64_t allowed;

static bool gate(void)
{
	return allowed > 0 && allowed--;
}

START_TEST(every_failing_allocation_is_survived)
{
	struct hush_spec *spec = NULL;
	struct hush_inputs *inputs = NULL;
	struct hush_count_effort effort = effort_of(1, 64 * 1024, 3000, 2);
	uint64_t failures = 0;
	hush_status status;

	write_spec();
	draw_rows(600, 150, 81);
	write_rows(600);
	ck_assert_int_eq(hush_spec_load_file(inside("spec.json"), &spec, NULL), HUSH_OK);
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	do {
		struct hush_exact_tables *exact = NULL;

		allowed = failures++;
		hush_memory_gate(gate);
		status = hush_count(spec, inputs, limit_key, &effort, NULL, &exact, NULL);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		hush_exact_free(exact);
	} while (status != HUSH_OK);
	ck_assert_uint_gt(failures, 80);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
}
END_TEST

/* One scan of each of many vehicles, or all scans of one. */
static void write_many(uint32_t vehicles, bool one)
{
	FILE *file = fopen(inside("scans.csv"), "w");

	ck_assert_ptr_nonnull(file);
	fputs("plate,at,site,v\n", file);
	for (uint32_t i = 0; i < vehicles; i++) {
		fprintf(file, "M%07u,2025-01-%02uT10:00:00,%s,%u\n", one ? 0 : i, one ? 7 : i % DAYS + 1,
		        sites[one ? 0 : i % SITES], one ? i % (uint32_t)high : i % 50);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* Counts in a process of its own, and tells the most memory that it ever took, in kilobytes. */
static long memory_of(uint32_t vehicles, bool one, uint64_t memory)
{
	struct rusage usage;
	int status;
	pid_t child;

	write_many(vehicles, one);
	child = fork();
	if (child == 0) {
		struct hush_exact_tables *exact = NULL;
		hush_error err = {0};
		int64_t sum = 0;

		if (try_count(effort_of(1, memory, 0, 6), &exact, &err) != HUSH_OK) {
			_exit(1);
		}
		for (uint64_t c = 0; c < exact->cells[0]; c++) {
			sum += exact->moved[0][c];
		}
		for (uint32_t i = 0; !one && i < vehicles; i++) {
			sum -= i % 50;
		}
		_exit(one || sum == 0 ? 0 : 2);
	}
	ck_assert_int_eq(wait4(child, &status, 0, &usage), child);
	ck_assert_int_eq(status, 0);
	return usage.ru_maxrss;
}

/*
 * A million vehicles of one scan, of which each has a value in a sum and in a mean: some 75 MB of offers, and more of units,
 * under 8 MB.  What every run takes (the reader's buffers, the libraries) is measured with a few vehicles and taken off.
 */
START_TEST(memory_is_a_dial)
{
	long few;
	long many;
	long freely;

	write_spec();
	few = memory_of(1000, false, 8 << 20);
	many = memory_of(1000000, false, 8 << 20);
	freely = memory_of(1000000, false, UINT64_C(1) << 30);
	ck_assert_int_gt(freely - few, 60 * 1024); /* this test can see what it is about */
	ck_assert_msg(many - few < 10 * 1024, "took %ld kB above %ld", many - few, few);

	high = 349000; /* one vehicle with as many different values as there are */
	write_spec();
	many = memory_of(800000, true, 8 << 20);
	ck_assert_msg(many - few < 10 * 1024, "one vehicle took %ld kB above %ld", many - few, few);
}
END_TEST

static void setup(void)
{
	strcpy(folder, "/tmp/hush-amounts-XXXXXX");
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	(void)unlink(inside("scans.csv"));
	(void)unlink(inside("spec.json"));
	(void)rmdir(folder);
}

int main(void)
{
	Suite *suite = suite_create("amount_effort");
	TCase *tests = tcase_create("amount_effort");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, equals_storing_and_sorting);
	tcase_add_test(tests, many_different_values);
	tcase_add_test(tests, a_full_disk);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	if (MEASURABLE) {
		tcase_add_test(tests, memory_is_a_dial);
	} else {
		puts("skipped: memory_is_a_dial: sanitizers take memory of their own");
	}
	tcase_set_timeout(tests, 300);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
