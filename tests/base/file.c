/* file: whole reads, new files, folders, paths. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static char folder[] = "/tmp/hushcount-file-XXXXXX";

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void teardown(void)
{
	static const char *const names[] = {"a", "link", "pipe", "x/y/z", "x/y", "x"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		(void)remove(in_folder(names[i]));
	}
	rmdir(folder);
}

START_TEST(what_is_written_is_read)
{
	struct hush_buffer out;
	char bytes[40000];
	struct stat found;

	for (size_t i = 0; i < sizeof bytes; i++) {
		bytes[i] = (char)(i * 7);
	}
	umask(022);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0640, bytes, sizeof bytes, NULL), HUSH_OK);
	ck_assert_int_eq(stat(in_folder("a"), &found), 0);
	ck_assert_int_eq(found.st_mode & 0777, 0640);
	hush_buffer_init(&out, 10);
	hush_buffer_text(&out, "before");
	ck_assert_int_eq(hush_file_read(in_folder("a"), sizeof bytes, &out, NULL), HUSH_OK);
	ck_assert_uint_eq(out.length, sizeof bytes);
	ck_assert(memcmp(out.bytes, bytes, sizeof bytes) == 0);
	ck_assert_int_eq(out.bytes[out.length], 0);
	/* One byte too much is refused, and leaves what was there. */
	ck_assert_int_eq(hush_file_read(in_folder("a"), sizeof bytes - 1, &out, NULL), HUSH_E_NO_INPUT);
	ck_assert_uint_eq(out.length, sizeof bytes);
	hush_buffer_release(&out);
}
END_TEST

START_TEST(an_empty_file_is_empty_text)
{
	struct hush_buffer out;

	hush_buffer_init(&out, 10);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0600, NULL, 0, NULL), HUSH_OK);
	ck_assert_int_eq(hush_file_read(in_folder("a"), 0, &out, NULL), HUSH_OK);
	ck_assert_uint_eq(out.length, 0);
	ck_assert_str_eq(out.bytes, "");
	hush_buffer_release(&out);
}
END_TEST

START_TEST(what_cannot_be_read)
{
	struct hush_buffer out;
	hush_error err;

	hush_buffer_init(&out, 10);
	ck_assert_int_eq(hush_file_read(in_folder("nothing"), 10, &out, &err), HUSH_E_NO_INPUT);
	ck_assert_str_eq(err.file, in_folder("nothing"));
	ck_assert_int_eq(hush_file_read(folder, 10, &out, &err), HUSH_E_NO_INPUT);
	ck_assert_ptr_nonnull(strstr(err.message, "folder"));
	ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
	ck_assert_int_eq(hush_file_read(in_folder("pipe"), 10, &out, &err),
	                 HUSH_E_NO_INPUT); /* and does not wait for a writer */
	ck_assert_int_eq(hush_file_read("/dev/zero", 10, &out, &err), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0000, "x", 1, NULL), HUSH_OK);
	if (geteuid() != 0) {
		ck_assert_int_eq(hush_file_read(in_folder("a"), 10, &out, &err), HUSH_E_PERMISSION);
	}
	ck_assert_ptr_null(out.bytes);
}
END_TEST

START_TEST(nothing_is_overwritten)
{
	struct hush_buffer out;

	hush_buffer_init(&out, 10);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0600, "x", 1, NULL), HUSH_OK);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0600, "y", 1, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(symlink("elsewhere", in_folder("link")), 0);
	ck_assert_int_eq(hush_file_write_new(in_folder("link"), 0600, "y", 1, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_file_write_new(in_folder("no/such"), 0600, "y", 1, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_file_read(in_folder("a"), 10, &out, NULL), HUSH_OK);
	ck_assert_str_eq(out.bytes, "x");
	hush_buffer_release(&out);
}
END_TEST

/* The other way of writing: whole or not at all. */
START_TEST(a_whole_file_replaces_nothing)
{
	struct hush_buffer out;
	struct stat found;

	hush_buffer_init(&out, 0);
	ck_assert_int_eq(hush_file_write_whole(in_folder("a"), 0600, "key", 3, NULL), HUSH_OK);
	ck_assert_int_eq(stat(in_folder("a"), &found), 0);
	ck_assert_uint_eq(found.st_mode & 0777, 0600);
	ck_assert_uint_eq(found.st_nlink, 1);
	ck_assert_int_eq(hush_file_write_whole(in_folder("a"), 0600, "other", 5, NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_file_read(in_folder("a"), 100, &out, NULL), HUSH_OK);
	ck_assert_str_eq(out.bytes, "key");
	hush_buffer_release(&out);
	/* A link that leads nowhere is not followed. */
	ck_assert_int_eq(symlink("a-file-that-is-not-there", in_folder("link")), 0);
	ck_assert_int_eq(hush_file_write_whole(in_folder("link"), 0600, "key", 3, NULL), HUSH_E_CREATE);
	ck_assert_int_ne(access(in_folder("a-file-that-is-not-there"), F_OK), 0);
	ck_assert_int_eq(hush_file_write_whole(in_folder("x/y/z"), 0600, "key", 3, NULL), HUSH_E_CREATE);
}
END_TEST

START_TEST(folders)
{
	ck_assert_int_eq(hush_folder_make(in_folder("x/y//z/"), NULL), HUSH_OK);
	ck_assert_int_eq(hush_folder_make(in_folder("x/y/z"), NULL), HUSH_OK);
	ck_assert_int_eq(hush_folder_sync(in_folder("x/y/z"), NULL), HUSH_OK);
	ck_assert_int_eq(hush_folder_sync(in_folder("x/w"), NULL), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_file_write_new(in_folder("a"), 0600, "x", 1, NULL), HUSH_OK);
	ck_assert_int_eq(hush_folder_make(in_folder("a"), NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_folder_make(in_folder("a/b"), NULL), HUSH_E_CREATE);
	ck_assert_int_eq(hush_folder_sync(in_folder("a"), NULL), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_folder_make("/", NULL), HUSH_OK);
	ck_assert_int_ne(hush_folder_make("", NULL), HUSH_OK);
}
END_TEST

static void joined(const char *a, const char *b, const char *wanted)
{
	char *path = hush_path_join(a, b);

	ck_assert_str_eq(path, wanted);
	hush_free(path);
}

static void folder_of(const char *path, const char *wanted)
{
	char *found = hush_path_folder(path);

	ck_assert_str_eq(found, wanted);
	hush_free(found);
}

START_TEST(paths)
{
	joined("a", "b", "a/b");
	joined("a/", "b", "a/b");
	joined("/", "b", "/b");
	joined("", "b", "b");
	joined(NULL, "b", "b");
	joined("a", "/b", "/b");
	folder_of("a/b.json", "a");
	folder_of("b.json", ".");
	folder_of("/b.json", "/");
	folder_of("a//b", "a");
	folder_of("a/b/", "a/b");
	ck_assert_str_eq(hush_path_last("a/b.json"), "b.json");
	ck_assert_str_eq(hush_path_last("b.json"), "b.json");
	ck_assert_str_eq(hush_path_last("a/"), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, what_is_written_is_read);
	tcase_add_test(all, an_empty_file_is_empty_text);
	tcase_add_test(all, what_cannot_be_read);
	tcase_add_test(all, nothing_is_overwritten);
	tcase_add_test(all, a_whole_file_replaces_nothing);
	tcase_add_test(all, folders);
	tcase_add_test(all, paths);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
