/* Lines: cut at LF and nowhere else, the same at every chunk size, however long or odd a neighbour is. */
#include "fixture.h"

#include <stdbool.h>

#include "read/lines.h"
#include "read/stream.h"

/* All lines of a file as one text: number, kind, bytes. */
static char *lines_of(const char *name, size_t chunk, size_t *length)
{
	struct hush_lines *lines = NULL;
	enum hush_line_kind kind;
	const char *bytes;
	size_t size;
	char *out = NULL;
	FILE *memory = open_memstream(&out, length);

	ck_assert_int_eq(hush_lines_open(path_of(name), chunk, &lines, NULL), HUSH_OK);
	for (;;) {
		ck_assert_int_eq(hush_lines_next(lines, &kind, &bytes, &size, NULL), HUSH_OK);
		if (kind == HUSH_LINE_END) {
			break;
		}
		fprintf(memory, "%d%c[", (int)hush_lines_number(lines), kind == HUSH_LINE ? '=' : '!');
		fwrite(bytes, 1, size, memory);
		fprintf(memory, "]");
	}
	/* The end stays the end. */
	ck_assert_int_eq(hush_lines_next(lines, &kind, &bytes, &size, NULL), HUSH_OK);
	ck_assert_int_eq(kind, HUSH_LINE_END);
	hush_lines_close(lines);
	fclose(memory);
	return out;
}

static void expect_lines(const char *text, size_t length, const char *wanted)
{
	static const size_t chunks[] = {1, 2, 3, 4, 5, 8, 64, HUSH_STREAM_CHUNK};

	put_bytes("f", text, length);
	for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
		size_t got;
		char *lines = lines_of("f", chunks[c], &got);

		ck_assert_msg(strcmp(lines, wanted) == 0, "chunk %zu: %s, wanted %s", chunks[c], lines, wanted);
		free(lines);
	}
}

START_TEST(lines_end_at_line_feeds)
{
	expect_lines("a", 1, "1=[a]");
	expect_lines("a\n", 2, "1=[a]");
	expect_lines("\n", 1, "1=[]");
	expect_lines("\n\na\n\n", 5, "1=[]2=[]3=[a]4=[]");
	expect_lines("ab\r\ncd\r\n\"x\ny\"", 13, "1=[ab\r]2=[cd\r]3=[\"x]4=[y\"]");
	expect_lines("\xEF\xBB\xBF"
	             "ab\ncd",
	             8, "1=[ab]2=[cd]");
	expect_lines("\xEF\xBB\xBF", 3, "");
	expect_lines("\xEF\xBB\n", 3, "1=[\xEF\xBB]"); /* half a mark is none */
	expect_lines("ab\n\xEF\xBB\xBF"
	             "cd",
	             8,
	             "1=[ab]2=[\xEF\xBB\xBF"
	             "cd]");
}
END_TEST

START_TEST(long_lines_are_skipped_alone)
{
	static const size_t sizes[] = {HUSH_LINE_LIMIT - 1, HUSH_LINE_LIMIT, HUSH_LINE_LIMIT + 1, 3 * HUSH_LINE_LIMIT};
	static const size_t chunks[] = {777, 65536, HUSH_STREAM_CHUNK, 5 * HUSH_LINE_LIMIT};
	static char text[4 * HUSH_LINE_LIMIT];

	for (size_t s = 0; s < 4; s++) {
		size_t used = 3 + sizes[s];
		bool fits = sizes[s] <= HUSH_LINE_LIMIT;

		memcpy(text, "ab\n", 3);
		memset(text + 3, '"', sizes[s]);
		memcpy(text + used, "\ncd", 3);
		put_bytes("f", text, used + 3);
		put_bytes("tail", text, used); /* the long line is the last one, without LF */
		for (size_t c = 0; c < 4; c++) {
			size_t got;
			char *lines = lines_of("f", chunks[c], &got);

			ck_assert_int_eq(strncmp(lines, fits ? "1=[ab]2=[\"" : "1=[ab]2![]3=[cd]", fits ? 10 : 17), 0);
			ck_assert_str_eq(lines + got - 6, "3=[cd]");
			ck_assert_uint_eq(got, fits ? 6 + 4 + sizes[s] + 6 : 16);
			free(lines);
			lines = lines_of("tail", chunks[c], &got);
			ck_assert_uint_eq(got, fits ? 6 + 4 + sizes[s] : 10);
			free(lines);
		}
	}
}
END_TEST

START_TEST(wide_text_is_refused_by_its_mark)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *name;
	} marks[] = {{"\xFF\xFE"
	              "a\0",
	              4, "UTF-16"},
	             {"\xFE\xFF\0a", 4, "UTF-16"},
	             {"\xFF\xFE", 2, "UTF-16"},
	             {"\xFF\xFE\0\0a\0\0\0", 8, "UTF-32"},
	             {"\0\0\xFE\xFF\0\0\0a", 8, "UTF-32"}};
	unsigned char packed[200];

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		for (size_t chunk = 1; chunk < 10; chunk++) {
			struct hush_lines *lines = NULL;
			hush_error err = {0};

			put_bytes("w", marks[i].bytes, marks[i].length);
			ck_assert_int_eq(hush_lines_open(path_of("w"), chunk, &lines, &err), HUSH_E_HEADER);
			ck_assert_ptr_nonnull(strstr(err.message, marks[i].name));
			ck_assert_ptr_nonnull(strstr(err.hint, "UTF-8"));
			put_bytes("w.gz", packed, pack_gzip(marks[i].bytes, marks[i].length, packed, sizeof packed));
			ck_assert_int_eq(hush_lines_open(path_of("w.gz"), chunk, &lines, &err), HUSH_E_HEADER);
			ck_assert_ptr_null(lines);
		}
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {lines_end_at_line_feeds, long_lines_are_skipped_alone,
	                              wide_text_is_refused_by_its_mark};

	return run_cases("lines", cases, sizeof cases / sizeof cases[0]);
}
