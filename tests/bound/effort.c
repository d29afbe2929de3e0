/*
 * effort: from files to exact tables, against an oracle that stores every row and sorts; and that threads, pieces,
 * partitions, memory, the order of rows and the cut into files change nothing.
 */
#include <check.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "read/inputs.h"

enum { SITES = 9, DAYS = 31, HOURS = 24 * DAYS, MOST_ROWS = 60000, KEY_ROOM = 80 };

static char folder[64];
static const uint8_t limit_key[32] = {9, 8, 7, 6, 5, 4, 3, 2, 1};
static const char *const sites[SITES] = {"zoo", "Alder & 3rd", "b", "ab", "a", "unit 10", "unit 2", "m", "\xC3\xA9"};

static struct row {
	uint32_t who;
	uint8_t site;
	uint8_t day;
	uint8_t hour;
} rows[MOST_ROWS];

/* -- a processor, a disk and a system that are not as one would like them -------------------------------------------- */

static atomic_bool awkward;    /* reads and writes are short, and interrupted */
static atomic_bool no_threads; /* none can be started */
static atomic_uint turn;

#if !defined(__SANITIZE_THREAD__) /* which has a pthread_create of its own */
static atomic_uint refused;

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found = dlsym(RTLD_NEXT, "pthread_create");

	memcpy(&create, &found, sizeof create);
	if (atomic_load(&no_threads)) {
		atomic_fetch_add(&refused, 1);
		return EAGAIN;
	}
	return create(thread, attributes, start, context);
}
#endif

/* Every third call is interrupted; the others take a few bytes only. */
static bool shorten(size_t *length)
{
	unsigned now = atomic_fetch_add(&turn, 1);

	if (!atomic_load(&awkward)) {
		return false;
	}
	*length = *length > 700 ? 1 + (now * 7919U) % 700 : *length;
	return now % 3 == 0;
}

ssize_t pread64(int descriptor, void *bytes, size_t length, off64_t at)
{
	if (shorten(&length)) {
		errno = EINTR;
		return -1;
	}
	return syscall(SYS_pread64, descriptor, bytes, length, at);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t at)
{
	if (shorten(&length)) {
		errno = EINTR;
		return -1;
	}
	return syscall(SYS_pwrite64, descriptor, bytes, length, at);
}

/* -- files ------------------------------------------------------------------------------------------------------------- */

static char *inside(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void write_spec(uint32_t cells, uint32_t per_cell)
{
	FILE *file = fopen(inside("spec.json"), "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file,
	        "{\"hushcount\": 1, \"release\": {\"id\": \"t\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": "
	        "\"c@p.example\", \"reason\": \"r\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": "
	        "\"2025-02-01\"}}, \"privacy\": {\"ledger\": \"l\", \"window\": \"week\", \"timezone\": \"UTC\", \"guarantee\": "
	        "{\"epsilon\": \"1\"}}, \"sources\": {\"s\": {\"files\": [\"scans-*.csv\"], \"entity\": {\"vehicle\": "
	        "[\"plate\"], \"form\": \"plate\"}, \"time\": {\"column\": \"at\"}}}, \"dimensions\": {\"site\": {\"column\": "
	        "\"site\", \"values\": [");
	for (unsigned i = 0; i < SITES; i++) {
		fprintf(file, "%s\"%s\"", i ? ", " : "", sites[i]);
	}
	fprintf(file,
	        "], \"origin\": \"policy\"}, \"hour\": {\"time\": \"hour\"}}, \"tables\": [{\"name\": \"rows\", \"source\": \"s\", "
	        "\"measure\": \"rows\", \"by\": [\"site\", \"hour\"], \"limits\": {\"cells\": %u, \"per_cell\": %u, \"origin\": "
	        "\"policy\"}}, {\"name\": \"seen\", \"source\": \"s\", \"measure\": \"vehicles\", \"by\": [\"site\"], "
	        "\"limits\": {\"cells\": 2, \"origin\": \"policy\"}}]}",
	        cells, per_cell);
	ck_assert_int_eq(fclose(file), 0);
}

/* Every fifth plate is too long to be packed. */
static size_t plate_of(uint32_t who, char plate[40])
{
	return (size_t)sprintf(plate, who % 5 ? "QQ%05u" : "APLATELONGERTHANMOST%u", who);
}

static void write_rows(uint32_t count, uint32_t files)
{
	for (uint32_t i = 0; i < 8; i++) {
		char name[32];
		FILE *file;

		snprintf(name, sizeof name, "scans-%u.csv", i);
		(void)unlink(inside(name));
		if (i >= files) {
			continue;
		}
		file = fopen(inside(name), "w");
		ck_assert_ptr_nonnull(file);
		fputs("plate,at,site\n", file);
		for (uint32_t r = count * i / files; r < count * (i + 1) / files; r++) {
			char plate[40];

			plate_of(rows[r].who, plate);
			fprintf(file, r % 7 ? "%s,2025-01-%02uT%02u:00:00,%s\n" : "\"%s\",2025-01-%02u %02u:59:59Z,\"%s\"\r\n", plate,
			        rows[r].day + 1U, rows[r].hour, sites[rows[r].site]);
		}
		ck_assert_int_eq(fclose(file), 0);
	}
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
		rows[i].site = (uint8_t)dice(&seed, 1 + dice(&seed, SITES));
		rows[i].day = (uint8_t)dice(&seed, DAYS);
		rows[i].hour = (uint8_t)dice(&seed, 1 + dice(&seed, 24)); /* thousands of cells, more than any memory of them */
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

static struct hush_exact_tables *count(struct hush_count_effort effort)
{
	struct hush_spec *spec = NULL;
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_spec_load_file(inside("spec.json"), &spec, &err) == HUSH_OK, "%s (%s)", err.message, err.hint);
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	ck_assert_msg(hush_count(spec, inputs, limit_key, &effort, NULL, &exact, &err) == HUSH_OK, "%s", err.message);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
	return exact;
}

/* -- the oracle: its own encoding, its own order ------------------------------------------------------------------------- */

struct sum {
	uint32_t who;
	uint32_t week; /* the window, as the number of its Monday */
	uint32_t cell;
	uint32_t count;
	uint8_t priority[16];
};

static size_t counted(unsigned char *to, const void *bytes, size_t length)
{
	for (unsigned i = 0; i < 4; i++) {
		to[i] = (unsigned char)(length >> (8 * i));
	}
	memcpy(to + 4, bytes, length);
	return 4 + length;
}

static void rank(struct sum *sum, const char *table, const char *const *names, unsigned name_count)
{
	unsigned char input[256];
	unsigned char key[KEY_ROOM];
	char plate[40];
	size_t key_length = counted(key, plate, plate_of(sum->who, plate));
	size_t length = counted(input, table, strlen(table));

	for (unsigned i = 0; i < 4; i++) {
		key[key_length++] = (unsigned char)(sum->week >> (8 * i));
	}
	length += counted(input + length, key, key_length);
	for (unsigned i = 0; i < name_count; i++) {
		length += counted(input + length, names[i], strlen(names[i]));
	}
	hush_siphash(limit_key, input, length, sum->priority);
}

static int by_unit_and_cell(const void *left, const void *right)
{
	const struct sum *a = left;
	const struct sum *b = right;

	if (a->who != b->who) {
		return a->who < b->who ? -1 : 1;
	}
	if (a->week != b->week) {
		return a->week < b->week ? -1 : 1;
	}
	return a->cell < b->cell ? -1 : a->cell > b->cell;
}

/* Within a unit by priority; two equal ones of 128 bits do not occur. */
static int by_unit_and_priority(const void *left, const void *right)
{
	const struct sum *a = left;
	const struct sum *b = right;

	if (a->who != b->who || a->week != b->week) {
		return by_unit_and_cell(left, right);
	}
	return memcmp(a->priority, b->priority, sizeof a->priority);
}

static void oracle(uint32_t count, bool by_hour, uint32_t cells, uint32_t per_cell, uint64_t *totals)
{
	static struct sum sums[MOST_ROWS];
	uint32_t used = 0;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++) {
		int32_t day = 20089 + rows[i].day; /* 2025-01-01, a Wednesday; the week starts on Monday */

		sums[i] = (struct sum){rows[i].who, (uint32_t)(day - (day + 3) % 7),
		                       by_hour ? rows[i].site * (uint32_t)HOURS + rows[i].day * 24U + rows[i].hour : rows[i].site,
		                       1, {0}};
	}
	qsort(sums, count, sizeof sums[0], by_unit_and_cell);
	for (uint32_t i = 0; i < count; i++) {
		if (used > 0 && by_unit_and_cell(&sums[used - 1], &sums[i]) == 0) {
			sums[used - 1].count++;
		} else {
			sums[used++] = sums[i];
		}
	}
	for (uint32_t i = 0; i < used; i++) {
		char hour[32];
		const char *names[2] = {sites[by_hour ? sums[i].cell / HOURS : sums[i].cell], hour};

		sprintf(hour, "2025-01-%02uT%02u", sums[i].cell % HOURS / 24 + 1, sums[i].cell % 24);
		rank(&sums[i], by_hour ? "rows" : "seen", names, by_hour ? 2 : 1);
	}
	qsort(sums, used, sizeof sums[0], by_unit_and_priority);
	for (uint32_t i = 0; i < used; i++) {
		bool same = i > 0 && sums[i].who == sums[i - 1].who && sums[i].week == sums[i - 1].week;

		kept = same ? kept + 1 : 0;
		if (kept < cells) {
			totals[sums[i].cell] += sums[i].count < per_cell ? sums[i].count : per_cell;
		}
	}
}

static void check_against_oracle(const struct hush_exact_tables *exact, uint32_t count, uint32_t cells, uint32_t per_cell)
{
	uint64_t wanted[SITES * HOURS] = {0};
	uint64_t seen[SITES] = {0};

	oracle(count, true, cells, per_cell, wanted);
	oracle(count, false, 2, 1, seen);
	ck_assert_uint_eq(exact->cells[0], SITES * HOURS);
	ck_assert_mem_eq(exact->tables[0], wanted, sizeof wanted);
	ck_assert_mem_eq(exact->tables[1], seen, sizeof seen);
}

static struct hush_count_effort effort_of(unsigned threads, uint64_t memory, size_t piece, unsigned bits)
{
	return (struct hush_count_effort){{threads, 0, folder}, memory, piece, bits};
}

/* ---------------------------------------------------------------------------------------------------------------------- */

START_TEST(equals_storing_and_sorting)
{
	static const uint32_t limits[][2] = {{1, 1}, {4, 2}, {17, 3}, {300, 5}};
	static const uint32_t inputs[][2] = {{12000, 1}, {12000, 40}, {12000, 3000}, {20000, 1000000}};

	for (unsigned i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		draw_rows(inputs[i][0], inputs[i][1], 5 + i);
		write_rows(inputs[i][0], 1 + i);
		for (unsigned l = 0; l < sizeof limits / sizeof limits[0]; l++) {
			struct hush_exact_tables *exact;

			write_spec(limits[l][0], limits[l][1]);
			exact = count(effort_of(2, 0, 0, 0));
			check_against_oracle(exact, inputs[i][0], limits[l][0], limits[l][1]);
			hush_exact_free(exact);
			exact = count(effort_of(1, 256 * 1024, 5000, 3)); /* spills, and splits partitions */
			check_against_oracle(exact, inputs[i][0], limits[l][0], limits[l][1]);
			hush_exact_free(exact);
		}
	}
}
END_TEST

START_TEST(nothing_but_the_rows_decides)
{
	static const unsigned threads[] = {1, 2, 7};
	static const size_t pieces[] = {61, 4096, 0};
	static const unsigned bits[] = {1, 5, 9};
	static const uint64_t memories[] = {64 * 1024, 0};
	uint64_t round = 0;

	write_spec(4, 2);
	draw_rows(9000, 2500, 77);
	for (unsigned t = 0; t < 3; t++) {
		for (unsigned p = 0; p < 3; p++) {
			for (unsigned b = 0; b < 3; b++) {
				for (unsigned m = 0; m < 2; m++) {
					struct hush_exact_tables *exact;

					if ((t + p + b + m) % 2 == 0 || round < 4) {
						shuffle_rows(9000, round);
						write_rows(9000, 1 + (uint32_t)(round % 5));
					}
					exact = count(effort_of(threads[t], memories[m], pieces[p], bits[b]));
					check_against_oracle(exact, 9000, 4, 2);
					hush_exact_free(exact);
					round++;
				}
			}
		}
	}
}
END_TEST

START_TEST(many_vehicles_of_one_scan)
{
	struct hush_exact_tables *exact;

	write_spec(4, 2);
	for (uint32_t i = 0; i < MOST_ROWS; i++) {
		rows[i] = (struct row){i * 16, (uint8_t)(i % SITES), (uint8_t)(i % DAYS), 10};
	}
	write_rows(MOST_ROWS, 1);
	exact = count(effort_of(2, 512 * 1024, 0, 2));
	check_against_oracle(exact, MOST_ROWS, 4, 2);
	hush_exact_free(exact);
}
END_TEST

START_TEST(short_and_interrupted_reads_and_writes)
{
	struct hush_exact_tables *exact;

	write_spec(4, 2);
	draw_rows(9000, 2500, 78);
	write_rows(9000, 2);
	atomic_store(&awkward, true);
	exact = count(effort_of(2, 64 * 1024, 3000, 4));
	atomic_store(&awkward, false);
	check_against_oracle(exact, 9000, 4, 2);
	ck_assert_uint_gt(atomic_load(&turn), 500);
	hush_exact_free(exact);
}
END_TEST

/* Threads that cannot be had are done without. */
START_TEST(threads_that_cannot_be_started)
{
	struct hush_exact_tables *exact;

	write_spec(4, 2);
	draw_rows(5000, 900, 79);
	write_rows(5000, 1);
	atomic_store(&no_threads, true);
	exact = count(effort_of(7, 0, 0, 0));
	atomic_store(&no_threads, false);
	check_against_oracle(exact, 5000, 4, 2);
#if !defined(__SANITIZE_THREAD__)
	ck_assert_uint_gt(atomic_load(&refused), 5);
#endif
	hush_exact_free(exact);
}
END_TEST

static hush_status try_count(struct hush_count_effort effort, hush_error *err)
{
	struct hush_spec *spec = NULL;
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_status status;

	ck_assert_int_eq(hush_spec_load_file(inside("spec.json"), &spec, NULL), HUSH_OK);
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	status = hush_count(spec, inputs, limit_key, &effort, NULL, &exact, err);
	hush_exact_free(exact);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
	return status;
}

START_TEST(a_full_disk_and_a_missing_folder)
{
	struct rlimit small = {32 * 1024, 32 * 1024}; /* of a file: writing more fails as it does on a full disk */
	struct hush_count_effort effort = effort_of(2, 64 * 1024, 3000, 4);
	hush_error err = {0};

	write_spec(4, 2);
	draw_rows(9000, 2500, 80);
	write_rows(9000, 1);
	effort.asked.spill = "/nowhere/at/all";
	ck_assert_int_eq(try_count(effort, &err), HUSH_E_CREATE);
	ck_assert_ptr_nonnull(strstr(err.hint, "--spill"));
	ck_assert_int_eq(hush_count_check(&effort.asked, &err), HUSH_E_CREATE);
	effort.asked.spill = folder;
	ck_assert_int_eq(hush_count_check(&effort.asked, &err), HUSH_OK);
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_int_eq(try_count(effort, &err), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "does not fit into memory"));
	ck_assert_ptr_null(strpbrk(err.message, "0123456789")); /* never a size */
	effort.memory = 0;
	ck_assert_int_eq(try_count(effort, &err), HUSH_OK); /* nothing has to be spilled */
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

	write_spec(4, 2);
	draw_rows(3000, 700, 81);
	write_rows(3000, 1);
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

static void setup(void)
{
	strcpy(folder, "/tmp/hush-effort-XXXXXX");
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	write_rows(0, 0);
	(void)unlink(inside("spec.json"));
	(void)rmdir(folder);
}

int main(void)
{
	Suite *suite = suite_create("effort");
	TCase *tests = tcase_create("effort");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, equals_storing_and_sorting);
	tcase_add_test(tests, nothing_but_the_rows_decides);
	tcase_add_test(tests, many_vehicles_of_one_scan);
	tcase_add_test(tests, short_and_interrupted_reads_and_writes);
	tcase_add_test(tests, threads_that_cannot_be_started);
	tcase_add_test(tests, a_full_disk_and_a_missing_folder);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	tcase_set_timeout(tests, 100);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
