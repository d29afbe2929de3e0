/*
 * found: values that no list names are limited and counted as if a list had named them all; one unit moves as much as its limits
 * say, and no more; and memory, threads, partitions and the order of rows change nothing.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "read/inputs.h"
#include "spec/resolved.h"

enum { ROWS = 4000, LINE = 160, VALUES = 60, UNITS = 90, DAYS = 31, TEXT = ROWS * LINE, WEEKS = 9 };

static char folder[64];
#include "files.h"
static const uint8_t limit_key[32] = {5, 4, 3, 2, 1};
static char lines[ROWS][LINE];
static unsigned row_count;

/* `how`: the dimension's values; `entity`: of whom; `more`: keys of the source. */
static const char spec_text[] =
    "{\"hushcount\": 1,"
    " \"release\": {\"id\": \"t-1\", \"title\": \"T\", \"publisher\": \"P\", \"contact\": \"c@p.example\","
    "  \"reason\": \"test\", \"language\": \"en\", \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-03-01\"}},"
    " \"privacy\": {\"ledger\": \"t.ledger\", \"window\": \"month\", \"timezone\": \"UTC\","
    "  \"guarantee\": {\"epsilon\": \"1\", \"delta\": \"1e-9\"}},"
    " \"sources\": {\"asked\": {\"files\": [\"asked-*.csv\"], %s, \"time\": {\"column\": \"at\"}%s}},"
    " \"dimensions\": {\"agency\": {\"column\": \"agency\", %s}, \"asker\": {\"column\": \"agency\", %s},"
    "  \"week\": {\"time\": \"week\"}, \"kind\": {\"column\": \"kind\", \"values\": [\"a\", \"b\", \"c\"]}},"
    " \"tables\": ["
    "  {\"name\": \"by_week\", \"source\": \"asked\", \"measure\": \"rows\", \"by\": [\"week\", \"agency\"]%s},"
    "  {\"name\": \"who\", \"source\": \"asked\", \"measure\": \"%s\", \"by\": [\"kind\", \"asker\", \"week\"],"
    "   \"where\": {\"kind\": [\"c\", \"a\"]}%s},"
    "  {\"name\": \"plain\", \"source\": \"asked\", \"measure\": \"rows\", \"by\": [\"kind\"]%s}]}";

enum shape { OF_VEHICLES, WITH_COUNTS, WITH_KEYS, DECLARED, SHAPES };

static void value_name(uint32_t value, char name[80])
{
	static const char *const odd[] = {"Älder PD", "a,b", "a \"b\"", "b", "ab"};

	if (value < 5) {
		strcpy(name, odd[value]);
	} else {
		snprintf(name, 80, "agency %u%s", value * 7919 % 1000, value % 3 ? "" : " of a rather long name, longer than words");
	}
}

static void make_line(uint32_t i, uint32_t who, uint32_t value, uint64_t *state)
{
	char name[80];
	char quoted[160] = "";

	value_name(value, name);
	for (const char *at = name; *at; at++) {
		size_t used = strlen(quoted);

		snprintf(quoted + used, sizeof quoted - used, "%s%c", *at == '"' ? "\"" : "", *at);
	}
	/* Every third plate is too long to be packed; some texts have blanks around them, which are no part of them. */
	snprintf(lines[i], LINE, "%s%u,2025-01-%02uT10:00:00Z,\"%s%s\",%c,%u,%u\n", who % 3 ? "AB" : "APLATEFARLONGERTHANOTHERS", who,
	         1 + dice(state, DAYS), i % 5 ? "" : "  ", quoted, "abcd"[dice(state, 4)], dice(state, 4), dice(state, 50));
}

/* By turns into two files, so that every unit is in both. */
static void write_rows(void)
{
	for (unsigned file = 0; file < 2; file++) {
		static char text[TEXT + 100];
		size_t used = (size_t)sprintf(text, "plate,at,agency,kind,n,key\n");

		for (unsigned i = file; i < row_count; i += 2) {
			used += (size_t)sprintf(text + used, "%s", lines[i]);
		}
		write_file(file ? "asked-2.csv" : "asked-1.csv", text);
	}
}

/* Skewed: few units make most rows, and some values are of one unit alone. */
static void draw_rows(void)
{
	uint64_t state = 77;

	row_count = ROWS;
	for (unsigned i = 0; i < ROWS; i++) {
		make_line(i, dice(&state, 1 + dice(&state, UNITS)), dice(&state, 1 + dice(&state, VALUES)), &state);
	}
	write_rows();
}

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	strcpy(folder, "/tmp/hush-found-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	draw_rows();
}

static void teardown(void)
{
	(void)unlink(inside("asked-1.csv"));
	(void)unlink(inside("asked-2.csv"));
	(void)unlink(inside("spec.json"));
	(void)rmdir(folder);
}

/* The list of all values there are, as JSON. */
static void all_values(char *out)
{
	out += sprintf(out, "\"values\": [");
	for (uint32_t v = 0; v < VALUES; v++) {
		char name[80];

		value_name(v, name);
		out += sprintf(out, "%s\"", v ? ", " : "");
		for (const char *at = name; *at; at++) {
			out += sprintf(out, "%s%c", *at == '"' ? "\\" : "", *at);
		}
		out += sprintf(out, "\"");
	}
	sprintf(out, "]");
}

static struct hush_spec *load(enum shape shape, bool listed)
{
	static const char *const entities[SHAPES] = {"\"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}",
	                                             "\"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}",
	                                             "\"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}",
	                                             "\"declared\": {\"at_most\": 3}"};
	static const char *const more[SHAPES] = {"", ", \"count\": \"n\"", ", \"dedupe\": {\"key\": [\"key\"]}", ""};
	static char text[20000];
	static char values[9000] = "\"discover\": true";
	const bool limited = shape != DECLARED;
	struct hush_spec *spec = NULL;
	hush_error err = {0};

	if (listed) {
		all_values(values);
	} else {
		strcpy(values, "\"discover\": true");
	}
	snprintf(text, sizeof text, spec_text, entities[shape], more[shape], values, values,
	         limited ? ", \"limits\": {\"cells\": 5, \"per_cell\": 3, \"origin\": \"policy\"}" : "",
	         limited ? "vehicles" : "rows", limited ? ", \"limits\": {\"cells\": 4, \"origin\": \"policy\"}" : "",
	         limited ? ", \"limits\": {\"cells\": 2, \"per_cell\": 7, \"origin\": \"policy\"}" : "");
	write_file("spec.json", text);
	ck_assert_msg(hush_spec_load_file(inside("spec.json"), &spec, &err) == HUSH_OK, "%s (%s)", err.message, err.hint);
	return spec;
}

static struct hush_exact_tables *count(const struct hush_spec *spec, const struct hush_count_effort *effort,
                                       struct hush_tally *tally)
{
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_inputs_check(spec, &inputs, &err) == HUSH_OK, "%s: %s", err.file, err.message);
	ck_assert_msg(hush_count(spec, inputs, limit_key, effort, tally, &exact, &err) == HUSH_OK, "%s", err.message);
	hush_inputs_free(inputs);
	return exact;
}

/* -- what was found, as the cells that a list of all values would have --------------------------------------------------- */

struct cells {
	const struct hush_spec *listed;
	uint64_t *tables[2];
	uint32_t visits;
};

static hush_status put(void *context, const struct hush_found_value *value, hush_error *err)
{
	struct cells *cells = context;
	const struct hush_table *table = &cells->listed->tables[value->table];
	const uint32_t discovered = value->table == 0 ? 0 : 1; /* dimension */
	const struct hush_names *names = &cells->listed->dimensions[discovered].values;
	const uint64_t stride = value->table == 0 ? 1 : WEEKS;
	uint32_t number = 0;

	(void)err;
	cells->visits++;
	while (number < names->count && strcmp(names->names[number], value->name) != 0) {
		number++;
	}
	ck_assert_msg(number < names->count, "\"%s\" is no value", value->name);
	ck_assert_uint_gt(value->cell_count, 0);
	for (uint32_t i = 0; i < value->cell_count; i++) {
		uint64_t cell = hush_discovered_cell(stride, names->count, number, value->cells[i].place);

		ck_assert_uint_lt(cell, table->cells);
		ck_assert(i == 0 || value->cells[i - 1].place < value->cells[i].place);
		ck_assert_uint_eq(cells->tables[value->table][cell], 0); /* each value comes once */
		cells->tables[value->table][cell] = value->cells[i].count;
	}
	return HUSH_OK;
}

static void spread(const struct hush_spec *listed, struct hush_exact_tables *exact, struct cells *cells)
{
	*cells = (struct cells){.listed = listed};
	for (unsigned t = 0; t < 2; t++) {
		cells->tables[t] = hush_calloc(listed->tables[t].cells, sizeof *cells->tables[t]);
	}
	ck_assert_int_eq(hush_exact_found(exact, put, cells, NULL), HUSH_OK);
}

static void release(struct cells *cells)
{
	hush_free(cells->tables[0]);
	hush_free(cells->tables[1]);
}

static void check_same(const struct cells *cells, const struct hush_exact_tables *listed)
{
	for (unsigned t = 0; t < 2; t++) {
		ck_assert_mem_eq(cells->tables[t], listed->tables[t], listed->cells[t] * sizeof(uint64_t));
	}
}

/* -- tests ----------------------------------------------------------------------------------------------------------------- */

/* For every kind of source: the counts are those that a list of all values gives, and the tally too.  (Which of a unit's repeated
 * rows stays is another matter: that is decided by what is written of a row, and there a text stands in place of a number.) */
START_TEST(counts_as_if_a_list_named_them)
{
	static const enum shape shapes[] = {OF_VEHICLES, WITH_COUNTS, DECLARED};
	enum shape shape = shapes[_i];
	struct hush_tally_source sources[2] = {0};
	struct hush_tally_table tables[2][3] = {{{0}}};
	struct hush_tally tallies[2] = {{&sources[0], tables[0]}, {&sources[1], tables[1]}};
	struct hush_spec *listed = load(shape, true);
	struct hush_spec *spec = load(shape, false);
	struct hush_exact_tables *wanted = count(listed, NULL, &tallies[0]);
	struct hush_exact_tables *exact = count(spec, NULL, &tallies[1]);
	uint64_t total = 0;
	struct cells cells;

	spread(listed, exact, &cells);
	check_same(&cells, wanted);
	ck_assert_mem_eq(exact->tables[2], wanted->tables[2], wanted->cells[2] * sizeof(uint64_t));
	for (uint64_t i = 0; i < wanted->cells[0]; i++) {
		total += wanted->tables[0][i];
	}
	ck_assert_uint_gt(total, 300);
	for (unsigned t = 0; t < 3; t++) {
		ck_assert_uint_eq(tables[0][t].offered, tables[1][t].offered);
		ck_assert_uint_eq(tables[0][t].kept, tables[1][t].kept);
		ck_assert_uint_eq(tables[0][t].units_cut, tables[1][t].units_cut);
	}
	ck_assert(shape == DECLARED || tables[1][0].units_cut > 10);
	ck_assert_uint_eq(sources[0].units, sources[1].units);
	ck_assert_mem_eq(sources[0].by_reason, sources[1].by_reason, sizeof sources[0].by_reason);
	release(&cells);
	hush_exact_free(wanted);
	hush_exact_free(exact);
	hush_spec_free(listed);
	hush_spec_free(spec);
}
END_TEST

/* So little memory that everything is spilled, reduced again and again, and done in parts; one thread or several. */
START_TEST(effort_changes_nothing)
{
	enum shape shape = (enum shape)(_i / 4);
	static const struct hush_count_effort efforts[4] = {
	    {.memory = 1, .partition_bits = 1, .asked = {.threads = 1}},
	    {.memory = 100000, .partition_bits = 1, .asked = {.threads = 3}},
	    {.memory = 1 << 20, .partition_bits = 3, .piece = 400, .asked = {.threads = 2}},
	    {.memory = 300000, .partition_bits = 2, .asked = {.threads = 1}},
	};
	struct hush_spec *listed = load(shape, true);
	struct hush_spec *spec = load(shape, false);
	struct hush_exact_tables *wanted = count(spec, NULL, NULL);
	struct hush_exact_tables *exact = count(spec, &efforts[_i % 4], NULL);
	struct cells whole;
	struct cells cells;

	spread(listed, wanted, &whole);
	spread(listed, exact, &cells);
	for (unsigned t = 0; t < 2; t++) {
		ck_assert_mem_eq(cells.tables[t], whole.tables[t], listed->tables[t].cells * sizeof(uint64_t));
	}
	ck_assert_uint_eq(cells.visits, whole.visits);
	release(&whole);
	release(&cells);
	hush_exact_free(wanted);
	hush_exact_free(exact);
	hush_spec_free(listed);
	hush_spec_free(spec);
}
END_TEST

/* How far a unit moved each table: cells, most in one of them, and both limits. */
static void check_moves(const struct hush_spec *listed, const struct cells *with, const struct cells *without, bool reached[2])
{
	for (unsigned t = 0; t < 2; t++) {
		const struct hush_limits *limits = &listed->tables[t].limits;
		uint64_t moved = 0;
		uint64_t whole = 0;

		for (uint64_t i = 0; i < listed->tables[t].cells; i++) {
			uint64_t by = with->tables[t][i] - without->tables[t][i];

			ck_assert_uint_le(by, limits->per_cell); /* never less than before: that would wrap */
			moved += by > 0;
			whole += by == limits->per_cell;
		}
		ck_assert_uint_le(moved, limits->cells);
		reached[t] = reached[t] || whole == limits->cells;
	}
}

/* All rows of one unit taken away, of many units: none moves more than its limits. (awkward_neighbours reaches those of rows.) */
START_TEST(a_unit_moves_what_its_limits_say)
{
	static char kept[ROWS][LINE];
	struct hush_spec *listed = load(OF_VEHICLES, true);
	struct hush_spec *spec = load(OF_VEHICLES, false);
	struct hush_exact_tables *exact = count(spec, NULL, NULL);
	bool reached[2] = {false, false};
	struct cells with;

	memcpy(kept, lines, sizeof kept);
	spread(listed, exact, &with);
	hush_exact_free(exact);
	for (uint32_t who = 0; who < UNITS; who += 3) {
		char plate[40];
		struct cells without;

		snprintf(plate, sizeof plate, "%s%u,", who % 3 ? "AB" : "APLATEFARLONGERTHANOTHERS", who);
		for (unsigned i = 0; i < ROWS; i++) {
			if (strncmp(kept[i], plate, strlen(plate)) == 0) {
				lines[i][0] = '\0';
			} else {
				memcpy(lines[i], kept[i], LINE);
			}
		}
		write_rows();
		exact = count(spec, NULL, NULL);
		spread(listed, exact, &without);
		check_moves(listed, &with, &without, reached);
		release(&without);
		hush_exact_free(exact);
	}
	ck_assert(reached[1]);
	release(&with);
	hush_spec_free(listed);
	hush_spec_free(spec);
}
END_TEST

/* Rows of a vehicle, on either side of the edge between two windows, which is within a week. */
static void add_vehicle(uint32_t values, uint32_t rows, const char *at)
{
	for (uint32_t value = 0; value < values; value++) {
		for (uint32_t row = 0; row < rows; row++) {
			char name[80];

			value_name(value + 5, name);
			snprintf(lines[row_count++], LINE, "NEW1,%s,\"%s\",a,1,1\n", at, name);
		}
	}
}

/*
 * Awkward units beside nobody, beside others, and beside the same vehicle in the next window: values of their own, one row more than a
 * limit, a tie of all counts, no rows.
 */
START_TEST(awkward_neighbours)
{
	static const struct {
		uint32_t values;   /* different values of the unit, each its own */
		uint32_t rows;     /* of each value, all on one day */
		uint64_t cells;    /* of by_week that move */
		uint64_t per_cell; /* by how much */
	} cases[] = {{0, 0, 0, 0}, {1, 1, 1, 1}, {1, 3, 1, 3}, {1, 4, 1, 3}, {5, 3, 5, 3}, {6, 4, 5, 3}, {55, 9, 5, 3}};
	struct hush_spec *listed = load(OF_VEHICLES, true);
	struct hush_spec *spec = load(OF_VEHICLES, false);
	uint64_t state = 5;

	for (unsigned c = 0; c < sizeof cases / sizeof *cases; c++) {
		for (unsigned beside = 0; beside < 3; beside++) { /* nobody, others with the same values, the vehicle itself */
			struct cells views[2];
			uint64_t moved = 0;

			for (unsigned with = 0; with < 2; with++) {
				struct hush_exact_tables *exact;

				row_count = 0;
				for (uint32_t other = 0; beside == 1 && other < 200; other++) {
					make_line(row_count++, 1 + other % 7, other % VALUES, &state);
				}
				if (beside == 2) {
					add_vehicle(7, 5, "2025-02-01T00:00:00Z");
				}
				if (with) {
					add_vehicle(cases[c].values, cases[c].rows, "2025-01-31T23:59:59Z");
				}
				state = 5; /* the same others again */
				write_rows();
				exact = count(spec, NULL, NULL);
				spread(listed, exact, &views[with]);
				hush_exact_free(exact);
			}
			for (uint64_t i = 0; i < listed->tables[0].cells; i++) {
				uint64_t by = views[1].tables[0][i] - views[0].tables[0][i];

				ck_assert(by == 0 || by == cases[c].per_cell);
				moved += by > 0;
			}
			ck_assert_uint_eq(moved, cases[c].cells);
			ck_assert(beside || views[0].visits == 0);
			/* With nobody beside it, no more texts are looked at than it may touch cells. */
			ck_assert(beside || views[1].visits <= 5 + 4);
			release(&views[0]);
			release(&views[1]);
		}
	}
	hush_spec_free(listed);
	hush_spec_free(spec);
}
END_TEST

static unsigned long allocations;
static unsigned long failing;

static _Bool gate(void)
{
	return ++allocations != failing;
}

static hush_status nothing(void *context, const struct hush_found_value *value, hush_error *err)
{
	(void)context;
	(void)value;
	(void)err;
	return HUSH_OK;
}

START_TEST(every_failing_allocation_is_survived)
{
	const struct hush_count_effort effort = {.memory = 60000, .partition_bits = 1, .asked = {.threads = 1}};
	struct hush_spec *spec = load(WITH_KEYS, false);
	unsigned long refused = 0;

	row_count = 150;
	write_rows();
	allocations = 0;
	for (failing = 1; allocations + 1 >= failing; failing++) { /* some can be done without */
		struct hush_inputs *inputs = NULL;
		struct hush_exact_tables *exact = NULL;
		hush_status status;

		ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
		allocations = 0;
		hush_memory_gate(gate);
		status = hush_count(spec, inputs, limit_key, &effort, NULL, &exact, NULL);
		if (status == HUSH_OK) {
			status = hush_exact_found(exact, nothing, NULL, NULL);
		}
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		refused += status == HUSH_E_MEMORY;
		hush_exact_free(exact);
		hush_inputs_free(inputs);
	}
	ck_assert_uint_gt(refused, 50);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("found");
	TCase *tests = tcase_create("found");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 200);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, counts_as_if_a_list_named_them, 0, 3);
	tcase_add_loop_test(tests, effort_changes_nothing, 0, 4 * SHAPES);
	tcase_add_test(tests, a_unit_moves_what_its_limits_say);
	tcase_add_test(tests, awkward_neighbours);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
