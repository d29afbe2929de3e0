/*
 * mutations: a spec cut short, with a byte missing or changed, or read while memory runs out, is read or refused
 * cleanly.
 *
 * Every prefix and every single deletion of a spec that uses all keys; a refusal must be HUSH_E_SPEC with a place
 * inside the text.  Run under the sanitizers this is a small fuzzer whose corpus is the format itself.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/zone.h"
#include "spec/spec.h"

/* Opening a real zone takes longer than all the rest of a load, so these stand in front of the library's. */
struct hush_zone {
	char unused;
};

hush_status hush_zone_open(const char *name, struct hush_zone **zone, hush_error *err)
{
	struct hush_zone *made;

	if (strcmp(name, "UTC") != 0 && strncmp(name, "America/", 8) != 0) {
		return hush_fail(err, HUSH_E_SPEC, "no such zone");
	}
	made = hush_malloc(sizeof *made);
	if (!made) {
		return hush_fail_memory(err);
	}
	*zone = made;
	return HUSH_OK;
}

void hush_zone_free(struct hush_zone *zone)
{
	hush_free(zone);
}

static char *text;
static size_t length;

/* The public form of full.json: every key but those that name files. */
static void setup(void)
{
	struct hush_spec *spec;
	char path[1024];

	snprintf(path, sizeof path, "%s/good/full.json", getenv("SPEC_TESTS"));
	ck_assert_int_eq(hush_spec_load_file(path, &spec, NULL), HUSH_OK);
	text = hush_strndup(spec->public_json, spec->public_json_length);
	length = spec->public_json_length;
	hush_spec_free(spec);
}

static void teardown(void)
{
	hush_free(text);
}

/* True when the text was accepted. The copy has the exact size, so that a read past its end is seen. */
static bool reads(const char *bytes, size_t size)
{
	struct hush_spec *spec = NULL;
	char *exact = malloc(size ? size : 1);
	hush_error err = {0};
	hush_status status;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, bytes, size);
	status = hush_spec_load_public("mutation", exact, size, &spec, &err);
	free(exact);
	if (status == HUSH_OK) {
		hush_spec_free(spec);
		return true;
	}
	ck_assert_msg(status == HUSH_E_SPEC, "status %d: %s", status, err.message);
	ck_assert_ptr_null(spec);
	ck_assert_str_eq(err.file, "mutation");
	ck_assert_msg(err.line > 0 && err.column > 0, "no place: %s", err.message);
	ck_assert_msg(err.message[0] != '\0', "no message");
	return false;
}

START_TEST(every_prefix)
{
	size_t blanks = 1; /* the final line feed is no part of the value */

	for (size_t size = 0; size < length; size++) {
		ck_assert_int_eq(reads(text, size), size + blanks >= length);
	}
}
END_TEST

START_TEST(every_deletion)
{
	char *mutant = malloc(length);
	size_t accepted = 0;

	ck_assert_ptr_nonnull(mutant);
	for (size_t at = 0; at < length; at++) {
		memcpy(mutant, text, at);
		memcpy(mutant + at, text + at + 1, length - at - 1);
		accepted += reads(mutant, length - 1) ? 1 : 0;
	}
	ck_assert_uint_gt(accepted, length / 4); /* indentation alone */
	ck_assert_uint_lt(accepted, length);
	free(mutant);
}
END_TEST

START_TEST(every_flip)
{
	static const char puts[] = {'\0', '"', '\\', '{',  ']',    ',',        ':',
	                            '0',  '-', 'e',  '\n', '\x7f', (char)0xFF, (char)0xC3};
	char *mutant = malloc(length);

	ck_assert_ptr_nonnull(mutant);
	memcpy(mutant, text, length);
	for (size_t at = 0; at < length; at++) {
		mutant[at] = puts[(at * 7 + at / 64) % sizeof puts];
		reads(mutant, length);
		mutant[at] = text[at];
	}
	free(mutant);
}
END_TEST

static unsigned long allocations;
static unsigned long fail_at;
static bool for_ever;

static _Bool gate(void)
{
	allocations++;
	return for_ever ? allocations < fail_at : allocations != fail_at;
}

/* Fails the Nth allocation, once and then for ever, until a load needs fewer than N. */
START_TEST(memory_runs_out)
{
	struct hush_spec *spec;
	char path[1024];
	hush_error err;
	hush_status status;

	for_ever = _i == 1;
	snprintf(path, sizeof path, "%s/good/full.json", getenv("SPEC_TESTS"));
	for (fail_at = 1;; fail_at += fail_at < 300 ? 1 : fail_at % 23 + 1) {
		spec = NULL;
		allocations = 0;
		hush_memory_gate(gate);
		status = hush_spec_load_file(path, &spec, &err);
		hush_memory_gate(NULL);
		if (allocations < fail_at) {
			break;
		}
		if (status == HUSH_OK) {
			hush_spec_free(spec); /* what failed has been tried again in another way, as libcsv does */
			continue;
		}
		ck_assert_msg(status == HUSH_E_MEMORY, "allocation %lu: status %d: %s", fail_at, status, err.message);
		ck_assert_ptr_null(spec);
	}
	ck_assert_int_eq(status, HUSH_OK);
	ck_assert_uint_gt(fail_at, 1000);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mutations");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 280);
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, every_prefix);
	tcase_add_test(all, every_deletion);
	tcase_add_test(all, every_flip);
	tcase_add_loop_test(all, memory_runs_out, 0, 2);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
