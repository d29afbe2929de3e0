/*
 * wording: the words of a release have a number, and it changes with them.
 *
 * verify compares page, metadata and statement byte for byte with releases of its own wording only; were the number left as it is
 * when a word changes, releases of yesterday would be called forged.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "shape.h"

/* When this test fails: raise HUSH_WORDING in src/publish/release.h, and put the digest that it prints here. */
static const char digest_of_this_wording[] = "dd29f38eaad87ef2214cc606a1dbdf31fe8f4fcc9389270f6df675e365ccbf7d";
enum { NUMBER_OF_THIS_WORDING = 2 };

static void add_files(const char *language, struct hush_buffer *all)
{
	struct hush_public_key key = {.id = {1, 2, 3, 4, 5, 6, 7, 8}};
	struct hush_bundle bundle = {0};
	struct shape shape;
	hush_error err = {0};
	char *spec = shape_city("riverton-2025-01", language, 1);

	memset(key.key, 7, sizeof key.key);
	shape_open(&shape, spec);
	shape.release.key = &key;
	ck_assert_int_eq(hush_release_files(&shape.release, &bundle, &err), HUSH_OK);
	for (uint32_t i = 0; i < bundle.count; i++) {
		const struct hush_bundle_file *file = &bundle.files[i];

		if (strncmp(file->name, "tables/", 7) != 0 && strcmp(file->name, "SHA256SUMS") != 0) {
			hush_buffer_counted(all, file->name, strlen(file->name));
			hush_buffer_counted(all, file->bytes, file->length);
		}
	}
	hush_bundle_free(&bundle);
	shape_close(&shape);
	hush_free(spec);
}

START_TEST(number)
{
	struct hush_buffer all;
	char hex[HUSH_SHA256_HEX];

	hush_buffer_init(&all, SIZE_MAX / 2);
	add_files("en", &all);
	add_files("es", &all);
	ck_assert(!all.failed);
	hush_sha256_hex(all.bytes, all.length, hex);
	hush_buffer_release(&all);
	ck_assert_int_eq(HUSH_WORDING, NUMBER_OF_THIS_WORDING);
	ck_assert_msg(strcmp(hex, digest_of_this_wording) == 0,
	              "the words of a release changed: raise HUSH_WORDING, and put this digest into tests/page/wording.c: %s", hex);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wording");
	TCase *tests = tcase_create("wording");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, number);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
