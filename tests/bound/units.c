/* units: exact keys, numbered in order of first sight. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "bound/units.h"

static struct hush_units *units;

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	ck_assert_int_eq(hush_units_open(&units, NULL), HUSH_OK);
}

static void teardown(void)
{
	hush_units_close(units);
}

static uint32_t find(const void *key, size_t length)
{
	uint32_t unit = UINT32_MAX;

	if (hush_units_find(units, key, length, &unit, NULL) != HUSH_OK) {
		ck_abort_msg("no memory");
	}
	return unit;
}

START_TEST(keys_are_exact)
{
	static const struct {
		const char *bytes;
		size_t length;
	} keys[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"a", 1}, {"a\0", 2},
	            {"a\0b", 3}, {"ab", 2}, {"A", 1}, {"\xff", 1}, {"a ", 2}};
	size_t length;

	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
			ck_assert_uint_eq(find(keys[i].bytes, keys[i].length), i);
		}
	}
	ck_assert_uint_eq(hush_units_count(units), sizeof keys / sizeof keys[0]);
	ck_assert_mem_eq(hush_units_key(units, 5, &length), "a\0b", 3);
	ck_assert_uint_eq(length, 3);
}
END_TEST

START_TEST(a_million_keys_stay_apart)
{
	enum { MANY = 1000000 };
	uint32_t wrong = 0;
	const unsigned char *first;
	size_t length;

	find("\0\0\0\0", 4);
	first = hush_units_key(units, 0, &length);
	for (uint32_t i = 0; i < MANY; i++) {
		wrong += find(&i, sizeof i) != i; /* an assertion for each would take most of the time */
	}
	for (uint32_t i = MANY; i-- > 0;) {
		wrong += find(&i, sizeof i) != i;
	}
	ck_assert_uint_eq(wrong, 0);
	ck_assert_uint_eq(hush_units_count(units), MANY);
	ck_assert_ptr_eq(hush_units_key(units, 0, &length), first);
}
END_TEST

START_TEST(keys_longer_than_any_chunk)
{
	size_t size = 300000;
	char *key = calloc(1, size);
	size_t length;

	ck_assert_uint_eq(find("x", 1), 0);
	ck_assert_uint_eq(find(key, size), 1);
	key[size - 1] = 1;
	ck_assert_uint_eq(find(key, size), 2);
	ck_assert_uint_eq(find("y", 1), 3);
	ck_assert_mem_eq(hush_units_key(units, 2, &length), key, size);
	ck_assert_uint_eq(length, size);
	free(key);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("units");
	TCase *tests = tcase_create("units");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, keys_are_exact);
	tcase_add_test(tests, a_million_keys_stay_apart);
	tcase_add_test(tests, keys_longer_than_any_chunk);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
