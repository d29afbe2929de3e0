/* text: UTF-8, publishable names, identifiers, suggestions. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* By the definition: decode what RFC 3629 encodes, code point by code point, and nothing else of up to four bytes. */
static size_t encode(uint32_t code, char bytes[4])
{
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xC0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xE0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

START_TEST(every_code_point)
{
	char bytes[4];
	uint32_t decoded;

	for (uint32_t code = 0; code < 0x1FFFFF; code++) {
		size_t size = encode(code, bytes);
		bool valid = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);

		decoded = 77;
		if (hush_utf8_decode(bytes, size, &decoded) != (valid ? size : 0) || decoded != (valid ? code : 77)) {
			ck_abort_msg("code %x", code);
		}
		if (valid && size > 1 && hush_utf8_valid(bytes, size - 1)) {
			ck_abort_msg("code %x cut short", code);
		}
	}
}
END_TEST

/* As many two- and three-byte texts are valid as there are encodings of that length: no overlong form slips in. */
START_TEST(no_other_bytes)
{
	unsigned long two = 0;
	unsigned long three = 0;
	char bytes[3];
	uint32_t code;

	for (unsigned n = 0; n < 1u << 24; n++) {
		bytes[0] = (char)(n >> 16);
		bytes[1] = (char)(n >> 8);
		bytes[2] = (char)n;
		three += hush_utf8_decode(bytes, 3, &code) == 3;
		two += bytes[2] == 0 && hush_utf8_decode(bytes, 2, &code) == 2;
	}
	ck_assert_uint_eq(two, 0x800 - 0x80);
	ck_assert_uint_eq(three, 0x10000 - 0x800 - 0x800);
}
END_TEST

START_TEST(names)
{
	static const char *const good[] = {"a",     "1st & Main", "École", "日本語",  "💥", "a=b", "1-2",
	                                   "</td>", "'x",         "x\"y",  "[0,300)", "%", "|",   "(none)"};
	static const char *const bad[] = {"",
	                                  " a",
	                                  "a ",
	                                  "a\t",
	                                  "a\nb",
	                                  "\x7f",
	                                  "\xC2\x80",
	                                  "=1",
	                                  "+1",
	                                  "-1",
	                                  "@x",
	                                  "\xEF\xBC\x9D"
	                                  "1",
	                                  "a\xE2\x80\x8B",
	                                  "\xE2\x80\xAE"
	                                  "a",
	                                  "a\xE2\x80\xA8",
	                                  "a\xC2\xA0",
	                                  "\xE3\x80\x80"
	                                  "a",
	                                  "\xEF\xBB\xBF"
	                                  "a",
	                                  "a\xFF",
	                                  "\xC2\xAD",
	                                  "\xF3\xA0\x80\xA1",
	                                  "\xEF\xBF\xBE",
	                                  "\xE2\x81\xA6",
	                                  "a\r"};
	char name[202];

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		ck_assert_msg(hush_name_fault(good[i]) == NULL, "%s: %s", good[i], hush_name_fault(good[i]));
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(hush_name_fault(bad[i]) != NULL, "bad name %zu passes", i);
	}
	memset(name, 'x', sizeof name);
	name[200] = '\0';
	ck_assert_ptr_null(hush_name_fault(name));
	name[200] = 'x';
	name[201] = '\0';
	ck_assert_ptr_nonnull(hush_name_fault(name));
	ck_assert_ptr_null(hush_text_fault(name));
	ck_assert_ptr_null(hush_text_fault("=1"));
}
END_TEST

START_TEST(what_a_terminal_would_obey_is_not_shown)
{
	static const char *const texts[][2] = {
	    {"A. Clerk", "A. Clerk"},
	    {"Zo\303\253 \346\227\245", "Zo\303\253 \346\227\245"},
	    {"\033[2Jgone\r\n\t\177", "?[2Jgone????"},
	    {"\302\233" "2J", "?2J"},                        /* C1 */
	    {"a\342\200\256" "b", "a?b"},                    /* turns the direction */
	    {"\377\303", "??"},                              /* no characters */
	    {"", ""},
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct hush_buffer out;

		hush_buffer_init(&out, 100);
		hush_buffer_text(&out, "");
		hush_text_put_shown(texts[i][0], &out);
		ck_assert_str_eq(out.bytes, texts[i][1]);
		hush_buffer_release(&out);
	}
}
END_TEST

START_TEST(identifiers)
{
	static const char *const good[] = {"a", "0", "riverton-2025-01", "a_b.c", "a."};
	static const char *const bad[] = {"", "A", "-a", ".a", "_a", "a b", "a/b", "a..b", "..", "é", "a\n"};
	char name[66];

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		ck_assert_msg(hush_identifier_valid(good[i]), "%s", good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(!hush_identifier_valid(bad[i]), "%s", bad[i]);
	}
	memset(name, 'a', sizeof name);
	name[64] = '\0';
	ck_assert(hush_identifier_valid(name));
	name[64] = 'a';
	name[65] = '\0';
	ck_assert(!hush_identifier_valid(name));
}
END_TEST

START_TEST(suggestions)
{
	static const char *const words[] = {"limits", "title", "where", "by", "measure"};
	static const struct {
		const char *typed;
		const char *meant;
	} cases[] = {{"limit", "limits"}, {"Limits", "limits"},  {"limtis", "limits"}, {"tilte", "title"},
	             {"wehre", "where"},  {"mesure", "measure"}, {"by", "by"},         {"ab", NULL},
	             {"", NULL},          {"colour", NULL},      {"x", NULL},          {"meazuer", "measure"}};
	char endless[300];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *nearest = hush_nearest(cases[i].typed, words, 5);

		ck_assert_msg(nearest == cases[i].meant || (nearest && cases[i].meant && strcmp(nearest, cases[i].meant) == 0),
		              "%s gives %s", cases[i].typed, nearest ? nearest : "nothing");
	}
	memset(endless, 'l', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	ck_assert_ptr_null(hush_nearest(endless, words, 5));
	ck_assert_ptr_null(hush_nearest("a", words, 0));
}
END_TEST

START_TEST(trimming)
{
	static const struct {
		const char *text;
		const char *trimmed;
	} cases[] = {{" a\t", "a"}, {"a b", "a b"}, {" \t ", ""}, {"", ""}, {"\ta", "a"}, {"a\r", "a\r"}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *bytes = cases[i].text;
		size_t length = strlen(bytes);

		hush_trim(&bytes, &length);
		ck_assert_uint_eq(length, strlen(cases[i].trimmed));
		ck_assert(memcmp(bytes, cases[i].trimmed, length) == 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, every_code_point);
	tcase_add_test(all, no_other_bytes);
	tcase_add_test(all, names);
	tcase_add_test(all, what_a_terminal_would_obey_is_not_shown);
	tcase_add_test(all, identifiers);
	tcase_add_test(all, suggestions);
	tcase_add_test(all, trimming);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
