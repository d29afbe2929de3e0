/* bundle: one byte string has one meaning; folders appear whole, and never over something else. */
#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "publish/bundle.h"

static char folder[64];

static void put(struct hush_bundle *bundle, const char *name, const char *bytes, size_t length)
{
	struct hush_buffer buffer;
	hush_error err = {0};

	hush_buffer_init(&buffer, 65536);
	hush_buffer_put(&buffer, bytes, length);
	ck_assert_int_eq(hush_bundle_add(bundle, name, &buffer, &err), HUSH_OK);
}

static void fill(struct hush_bundle *bundle)
{
	*bundle = (struct hush_bundle){0};
	put(bundle, "tables/b.csv", "a,b\r\n", 5);
	put(bundle, "index.html", "", 0);
	put(bundle, "tables/a.csv", "x\0y", 3);
	put(bundle, "tables-more", "1", 1);
}

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *walk)
{
	(void)found;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
	strcpy(folder, "/tmp/hush-bundle-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *inside(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static int entries(const char *path)
{
	DIR *stream = opendir(path);
	int count = -2; /* "." and ".." */

	while (stream && readdir(stream)) {
		count++;
	}
	closedir(stream);
	return count;
}

START_TEST(order_and_refusals)
{
	struct hush_bundle bundle;
	struct hush_buffer buffer;
	static const char *const bad[] = {"",    "/a",     "a/",   "a//b", "..",      "a/../b", ".",
	                                  "a\nb", "a\\b", "./a", "a b",  "a\x1b[0m", "caf\xC3\xA9"};

	fill(&bundle);
	ck_assert_uint_eq(bundle.count, 4);
	for (uint32_t i = 1; i < bundle.count; i++) {
		ck_assert_int_lt(strcmp(bundle.files[i - 1].name, bundle.files[i].name), 0);
	}
	ck_assert_uint_eq(hush_bundle_find(&bundle, "tables/a.csv")->length, 3);
	ck_assert_ptr_null(hush_bundle_find(&bundle, "tables"));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		hush_buffer_init(&buffer, 10);
		ck_assert_int_eq(hush_bundle_add(&bundle, bad[i], &buffer, NULL), HUSH_E_BUG);
	}
	hush_buffer_init(&buffer, 10);
	ck_assert_int_eq(hush_bundle_add(&bundle, "index.html", &buffer, NULL), HUSH_E_BUG);
	ck_assert_uint_eq(bundle.count, 4);
	hush_bundle_free(&bundle);
}
END_TEST

/* Every prefix, every byte more, and every changed byte is refused or means another bundle: none is read as the same. */
START_TEST(one_meaning)
{
	struct hush_bundle bundle;
	struct hush_bundle back = {0};
	struct hush_buffer packed;
	struct hush_buffer again;

	fill(&bundle);
	hush_buffer_init(&packed, 65536);
	hush_buffer_init(&again, 65536);
	ck_assert_int_eq(hush_bundle_pack(&bundle, &packed, NULL), HUSH_OK);
	for (size_t length = 0; length < packed.length; length++) {
		ck_assert_int_eq(hush_bundle_unpack(packed.bytes, length, &back, NULL), HUSH_E_LEDGER);
	}
	for (size_t i = 0; i < packed.length; i++) {
		packed.bytes[i] ^= 1;
		if (hush_bundle_unpack(packed.bytes, packed.length, &back, NULL) == HUSH_OK) {
			hush_buffer_clear(&again);
			ck_assert_int_eq(hush_bundle_pack(&back, &again, NULL), HUSH_OK);
			ck_assert_uint_eq(again.length, packed.length);
			ck_assert_mem_eq(again.bytes, packed.bytes, packed.length);
			hush_bundle_free(&back);
		}
		packed.bytes[i] ^= 1;
	}
	ck_assert_int_eq(hush_bundle_unpack(packed.bytes, packed.length, &back, NULL), HUSH_OK);
	ck_assert_uint_eq(back.count, 4);
	ck_assert_mem_eq(hush_bundle_find(&back, "tables/a.csv")->bytes, "x\0y", 3);
	hush_bundle_free(&back);
	hush_buffer_byte(&packed, 0);
	ck_assert_int_eq(hush_bundle_unpack(packed.bytes, packed.length, &back, NULL), HUSH_E_LEDGER);
	hush_buffer_release(&packed);
	hush_buffer_release(&again);
	hush_bundle_free(&bundle);
}
END_TEST

START_TEST(write_and_read)
{
	struct hush_bundle bundle;
	struct hush_bundle back = {0};
	struct stat found;
	bool already = true;
	hush_error err = {0};

	fill(&bundle);
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "r-1", &already, &err), HUSH_OK);
	ck_assert(!already);
	ck_assert_int_eq(entries(folder), 1);
	ck_assert_int_eq(stat(inside("r-1/tables/a.csv"), &found), 0);
	ck_assert_int_eq(found.st_mode & 0777, 0644);
	ck_assert_int_eq(hush_bundle_read(inside("r-1"), &back, &err), HUSH_OK);
	ck_assert_uint_eq(back.count, bundle.count);
	for (uint32_t i = 0; i < back.count; i++) {
		ck_assert_str_eq(back.files[i].name, bundle.files[i].name);
		ck_assert_uint_eq(back.files[i].length, bundle.files[i].length);
		ck_assert_mem_eq(back.files[i].bytes, bundle.files[i].bytes, back.files[i].length);
	}
	hush_bundle_free(&back);

	/* Again: nothing to do. */
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "r-1", &already, &err), HUSH_OK);
	ck_assert(already);

	/* Anything else there: refused, untouched, and nothing left beside it. */
	bundle.files[0].bytes[0] = 0;
	bundle.files[3].bytes[0] = 'z';
	already = false;
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "r-1", &already, &err), HUSH_E_CREATE);
	ck_assert(!already);
	ck_assert(err.hint[0] != '\0');
	ck_assert_int_eq(entries(folder), 1);
	ck_assert_int_eq(hush_bundle_read(inside("r-1"), &back, &err), HUSH_OK);
	hush_bundle_free(&back);
	hush_bundle_free(&bundle);
}
END_TEST

/* Closed while it is written, and in the end as the umask has it. */
START_TEST(modes_are_the_umasks)
{
	static const mode_t masks[] = {022, 027, 077};
	struct hush_bundle bundle;
	struct stat found;
	hush_error err = {0};
	bool already = true;
	char name[16];

	fill(&bundle);
	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
		umask(masks[i]);
		snprintf(name, sizeof name, "masked-%zu", i);
		ck_assert_int_eq(hush_bundle_write(&bundle, folder, name, &already, &err), HUSH_OK);
		ck_assert_int_eq(stat(inside(name), &found), 0);
		ck_assert_uint_eq(found.st_mode & 0777, 0755 & ~masks[i]);
	}
	hush_bundle_free(&bundle);
}
END_TEST

START_TEST(output_taken_or_missing)
{
	struct hush_bundle bundle;
	bool already = false;
	FILE *file;

	fill(&bundle);
	file = fopen(inside("taken"), "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "taken", &already, NULL), HUSH_E_CREATE);
	/* rename alone would replace an empty folder */
	ck_assert_int_eq(mkdir(inside("empty"), 0755), 0);
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "empty", &already, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(entries(inside("empty")), 0);
	ck_assert_int_eq(symlink("/nowhere", inside("link")), 0);
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "link", &already, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_bundle_write(&bundle, inside("no-such-parent"), "r", &already, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(entries(folder), 3);
	hush_bundle_free(&bundle);
}
END_TEST

START_TEST(only_plain_files)
{
	struct hush_bundle bundle;
	struct hush_bundle back = {0};
	bool already;

	fill(&bundle);
	ck_assert_int_eq(hush_bundle_write(&bundle, folder, "r", &already, NULL), HUSH_OK);
	ck_assert_int_eq(hush_bundle_read(inside("absent"), &back, NULL), HUSH_E_NO_INPUT);

	ck_assert_int_eq(symlink("index.html", inside("r/link")), 0);
	ck_assert_int_eq(hush_bundle_read(inside("r"), &back, NULL), HUSH_E_VERIFY);
	ck_assert_int_eq(unlink(inside("r/link")), 0);

	ck_assert_int_eq(mkfifo(inside("r/pipe"), 0600), 0);
	ck_assert_int_eq(hush_bundle_read(inside("r"), &back, NULL), HUSH_E_VERIFY);
	ck_assert_int_eq(unlink(inside("r/pipe")), 0);

	ck_assert_int_eq(mkdir(inside("r/empty"), 0755), 0);
	ck_assert_int_eq(hush_bundle_read(inside("r"), &back, NULL), HUSH_E_VERIFY);
	ck_assert_int_eq(rmdir(inside("r/empty")), 0);

	ck_assert_int_eq(mkdir(inside("r/odd\x1b[31m"), 0755), 0);
	ck_assert_int_eq(hush_bundle_read(inside("r"), &back, NULL), HUSH_E_VERIFY);
	ck_assert_uint_eq(back.count, 0);
	hush_bundle_free(&bundle);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bundle");
	TCase *tests = tcase_create("bundle");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, order_and_refusals);
	tcase_add_test(tests, one_meaning);
	tcase_add_test(tests, write_and_read);
	tcase_add_test(tests, modes_are_the_umasks);
	tcase_add_test(tests, output_taken_or_missing);
	tcase_add_test(tests, only_plain_files);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
