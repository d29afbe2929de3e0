/* fixture: files in a folder of their own, for the tests of reading; all of it is removed at the end. */
#ifndef HUSH_TESTS_READ_FIXTURE_H
#define HUSH_TESTS_READ_FIXTURE_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static char folder[64];

static inline void make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/hush-read-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void remove_tree(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[512];

	while (dir && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			ck_assert_int_lt(snprintf(name, sizeof name, "%s/%s", path, entry->d_name), (int)sizeof name);
			if (unlink(name) != 0) {
				remove_tree(name);
			}
		}
	}
	if (dir) {
		closedir(dir);
	}
	(void)rmdir(path);
}

static inline void remove_folder(void)
{
	remove_tree(folder);
}

/* The path of a name in the folder; good for the next four calls. */
static inline const char *path_of(const char *name)
{
	static char paths[4][256];
	static unsigned turn;

	turn = (turn + 1) % 4;
	snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
	return paths[turn];
}

static inline void put_bytes(const char *name, const void *bytes, size_t length)
{
	FILE *file = fopen(path_of(name), "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void put_text(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text));
}

/* One gzip member; returns its length, `out` must be large enough. */
static inline size_t pack_gzip(const void *bytes, size_t length, unsigned char *out, size_t room)
{
	z_stream stream = {0};

	ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_in = (unsigned char *)(size_t)bytes;
	stream.avail_in = (unsigned)length;
	stream.next_out = out;
	stream.avail_out = (unsigned)room;
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	length = room - stream.avail_out;
	deflateEnd(&stream);
	return length;
}

/* One zstd frame, with a check sum. */
static inline size_t pack_zstd(const void *bytes, size_t length, unsigned char *out, size_t room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t made;

	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	made = ZSTD_compress2(context, out, room, bytes, length);
	ck_assert(!ZSTD_isError(made));
	ZSTD_freeCCtx(context);
	return made;
}

/* Runs the cases and gives the exit status of the test. */
static inline int run_cases(const char *name, const TTest *const *cases, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *group = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(group, make_folder, remove_folder);
	tcase_set_timeout(group, count == 1 ? 36000 : 600); /* one case alone is an exhaustive one */
	for (size_t i = 0; i < count; i++) {
		tcase_add_test(group, cases[i]);
	}
	suite_add_tcase(suite, group);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
