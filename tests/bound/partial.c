/* partial: parts of one whole add up in any order; parts of different ones are never merged. */
#include <check.h>

#include "aggregate/partial.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "fixture.h"

static const uint8_t key[32] = {3, 1, 4, 1, 5};

static void open_limiting(struct fixture *fixture, const uint8_t limit_key[32], char digit, struct hush_limiting *limiting)
{
	fixture_make(fixture, 4, 2);
	memset(fixture->spec.digest, digit, 64);
	ck_assert_int_eq(hush_limiting_open(&fixture->spec, 0, 0, limit_key, limiting, NULL), HUSH_OK);
}

static uint64_t cell_of(const struct hush_partial *partial, uint32_t cell)
{
	return partial->totals[0].cells[cell];
}

START_TEST(parts_add_up)
{
	struct fixture fixture;
	struct hush_limiting limiting;
	struct hush_partial parts[3];
	uint64_t table[CELLS] = {7};
	uint64_t *tables[1] = {table};
	struct hush_exact_tables exact = {.tables = tables, .table_count = 1};

	open_limiting(&fixture, key, 'a', &limiting);
	for (unsigned p = 0; p < 3; p++) {
		ck_assert_int_eq(hush_partial_open(&limiting, 0, &parts[p], NULL), HUSH_OK);
		for (uint32_t c = 0; c < CELLS; c++) {
			ck_assert_uint_eq(cell_of(&parts[p], c), 0);
			hush_totals_add(&parts[p].totals[0], c, p == 0 ? c : c == 3 ? HUSH_EXACT_CAP - 1 : 100 * p);
		}
	}
	ck_assert_int_eq(hush_partial_merge(&parts[1], &parts[2], NULL), HUSH_OK);
	ck_assert_int_eq(hush_partial_merge(&parts[1], &parts[0], NULL), HUSH_OK);
	hush_partial_add(&parts[1], &exact);
	for (uint32_t c = 0; c < CELLS; c++) {
		ck_assert_uint_eq(table[c], c == 3 ? HUSH_EXACT_CAP : 300 + c + (c == 0 ? 7 : 0));
	}
	for (unsigned p = 0; p < 3; p++) {
		hush_partial_close(&parts[p]);
	}
	hush_limiting_close(&limiting);
}
END_TEST

/* Of another spec, another source, another limiting key, and of another run, whose partitions are others. */
START_TEST(parts_of_different_wholes_are_refused)
{
	static const uint8_t other_key[32] = {3, 1, 4, 1, 6};
	struct fixture fixtures[4];
	struct hush_limiting limitings[4];
	struct hush_partial parts[5];

	open_limiting(&fixtures[0], key, 'a', &limitings[0]);
	open_limiting(&fixtures[1], key, 'b', &limitings[1]);
	open_limiting(&fixtures[2], other_key, 'a', &limitings[2]);
	open_limiting(&fixtures[3], key, 'a', &limitings[3]);
	limitings[1].hash = limitings[0].hash; /* so that one thing at a time is different */
	limitings[2].hash = limitings[0].hash;
	for (unsigned p = 0; p < 5; p++) {
		ck_assert_int_eq(hush_partial_open(&limitings[p % 4], p / 4, &parts[p], NULL), HUSH_OK);
		hush_totals_add(&parts[p].totals[0], 1, p + 1);
	}
	for (unsigned p = 1; p < 5; p++) {
		hush_error err = {0};

		ck_assert_int_eq(hush_partial_merge(&parts[0], &parts[p], &err), HUSH_E_BUG);
		ck_assert_int_eq(hush_partial_merge(&parts[p], &parts[0], NULL), HUSH_E_BUG);
		ck_assert_str_ne(err.message, "");
		ck_assert_uint_eq(cell_of(&parts[0], 1), 1);
		ck_assert_uint_eq(cell_of(&parts[p], 1), p + 1);
	}
	for (unsigned p = 0; p < 5; p++) {
		hush_partial_close(&parts[p]);
	}
	for (unsigned l = 0; l < 4; l++) {
		hush_limiting_close(&limitings[l]);
	}
}
END_TEST

static unsigned allowed;

static bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(short_memory_is_told)
{
	struct fixture fixture;
	struct hush_limiting limiting;
	struct hush_partial partial = {0};

	open_limiting(&fixture, key, 'a', &limiting);
	for (unsigned most = 0; most < 2; most++) {
		allowed = most;
		hush_memory_gate(gate);
		ck_assert_int_eq(hush_partial_open(&limiting, 0, &partial, NULL), HUSH_E_MEMORY);
		hush_memory_gate(NULL);
	}
	hush_partial_close(&partial);
	hush_limiting_close(&limiting);
}
END_TEST

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
}

int main(void)
{
	Suite *suite = suite_create("partial");
	TCase *tests = tcase_create("partial");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_unchecked_fixture(tests, setup, NULL);
	tcase_add_test(tests, parts_add_up);
	tcase_add_test(tests, parts_of_different_wholes_are_refused);
	tcase_add_test(tests, short_memory_is_told);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
