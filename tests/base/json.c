/* json: the strict reader, the places of values, and the writer. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/json_write.h"

static struct hush_json_text *document;
static hush_error err;

static hush_status parse(const char *text, size_t length)
{
	document = NULL;
	return hush_json_parse("t.json", text, length, &document, &err);
}

static const struct hush_json *parsed(const char *text)
{
	ck_assert_msg(parse(text, strlen(text)) == HUSH_OK, "%s: %lu:%lu: %s", text, err.line, err.column, err.message);
	return hush_json_root(document);
}

static void close_document(void)
{
	hush_json_free(document);
	document = NULL;
}

START_TEST(kinds_and_values)
{
	const struct hush_json *root = parsed(
		"{\"n\": null, \"t\":true,\"f\":false,\"i\":-12,\"big\":9007199254740991,\"over\":9007199254740992,\"x\":1.5,"
		"\"e\":1e2,\"s\":\"\\u00e9\\ud83d\\ude00\\n\\/\",\"a\":[1,[],{}],\"o\":{\"N\":2,\"n\":3}}");
	static const enum hush_json_kind kinds[] = {
		HUSH_JSON_NULL,   HUSH_JSON_BOOL,   HUSH_JSON_BOOL,   HUSH_JSON_INTEGER, HUSH_JSON_INTEGER, HUSH_JSON_NUMBER,
		HUSH_JSON_NUMBER, HUSH_JSON_NUMBER, HUSH_JSON_STRING, HUSH_JSON_ARRAY,   HUSH_JSON_OBJECT};
	int64_t integer = 5;
	bool truth = false;

	ck_assert_uint_eq(hush_json_count(root), sizeof kinds / sizeof kinds[0]);
	for (uint32_t i = 0; i < hush_json_count(root); i++) {
		ck_assert_int_eq(hush_json_kind(hush_json_at(root, i)), kinds[i]);
	}
	ck_assert(hush_json_integer(hush_json_get(root, "i"), &integer));
	ck_assert_int_eq(integer, -12);
	ck_assert(hush_json_integer(hush_json_get(root, "big"), &integer));
	ck_assert_int_eq(integer, INT64_C(9007199254740991));
	ck_assert(!hush_json_integer(hush_json_get(root, "over"), &integer));
	ck_assert(!hush_json_integer(hush_json_get(root, "x"), &integer));
	ck_assert(hush_json_bool(hush_json_get(root, "t"), &truth) && truth);
	ck_assert(hush_json_bool(hush_json_get(root, "f"), &truth) && !truth);
	ck_assert(!hush_json_bool(hush_json_get(root, "i"), &truth));
	ck_assert_str_eq(hush_json_string(hush_json_get(root, "s")), "é😀\n/");
	ck_assert_ptr_null(hush_json_string(hush_json_get(root, "i")));
	ck_assert_ptr_null(hush_json_get(root, "I")); /* case matters */
	ck_assert(hush_json_integer(hush_json_get(hush_json_get(root, "o"), "n"), &integer));
	ck_assert_int_eq(integer, 3);
	ck_assert_ptr_null(hush_json_at(root, 11));
	ck_assert_ptr_null(hush_json_key(root, 11));
	ck_assert_ptr_null(hush_json_get(hush_json_get(root, "a"), "x"));
	ck_assert_uint_eq(hush_json_count(hush_json_get(root, "s")), 0);
	close_document();
}
END_TEST

START_TEST(places)
{
	const struct hush_json *root = parsed("\r\n {\"a\" :\n\t[10,\n {\"é\": 2, \"b\"\n:\n  null}]\n}\n ");
	const struct hush_json *inner = hush_json_at(hush_json_get(root, "a"), 1);
	unsigned long line;
	unsigned long column;

	hush_json_place(root, &line, &column);
	ck_assert_uint_eq(line, 2);
	ck_assert_uint_eq(column, 2);
	hush_json_key_place(root, 0, &line, &column);
	ck_assert_uint_eq(line * 100 + column, 203);
	hush_json_place(hush_json_get(root, "a"), &line, &column);
	ck_assert_uint_eq(line * 100 + column, 302);
	hush_json_place(hush_json_get(inner, "é"), &line, &column);
	ck_assert_uint_eq(line * 100 + column, 409); /* columns count bytes */
	hush_json_key_place(inner, 1, &line, &column);
	ck_assert_uint_eq(line * 100 + column, 412);
	hush_json_place(hush_json_get(inner, "b"), &line, &column);
	ck_assert_uint_eq(line * 100 + column, 603);
	ck_assert_int_eq(hush_json_fail(document, inner, &err, "no %s", "good"), HUSH_E_SPEC);
	ck_assert_str_eq(err.message, "no good");
	ck_assert_str_eq(err.file, "t.json");
	ck_assert_uint_eq(err.line * 100 + err.column, 402);
	close_document();
}
END_TEST

/* Texts that cJSON, or a lenient reader, takes for JSON. */
START_TEST(refusals)
{
	static const struct {
		const char *text;
		unsigned long column;
	} cases[] = {
		{"", 1},
		{" ", 2},
		{"{", 2},
		{"[1", 3},
		{"[1,]", 4},
		{"{\"a\":1,}", 8},
		{"{a:1}", 2},
		{"{\"a\" 1}", 6},
		{"{\"a\":}", 6},
		{"01", 1},
		{"-", 2},
		{"-01", 1},
		{"+1", 1},
		{"1.", 3},
		{".5", 1},
		{"1.e5", 3},
		{"1e", 3},
		{"1e+", 4},
		{"0x10", 2},
		{"1e999", 1},
		{"-1e999", 1},
		{"NaN", 1},
		{"Infinity", 1},
		{"tru", 1},
		{"nul", 1},
		{"True", 1},
		{"'a'", 1},
		{"\"a", 1},
		{"\"a\n\"", 1},
		{"\"\\x41\"", 2},
		{"\"\\u12g4\"", 2},
		{"\"\\u0000\"", 2},
		{"\"\\ud800\"", 2},
		{"\"\\udc00\"", 2},
		{"\"\\ud800\\u0041\"", 2},
		{"\"\t\"", 2},
		{"\"\xC3\"", 2},
		{"\"\xC0\x80\"", 2},
		{"\"\xED\xA0\x80\"", 2},
		{"\"\xF4\x90\x80\x80\"", 2},
		{"1 2", 3},
		{"{} x", 4},
		{"[1 2]", 4},
		{"/*x*/1", 1},
		{"{\"a\":1,\"a\":2}", 8},
		{"{\"a\":1,\"b\":2,\"\\u0061\":3}", 14},
		{"\xEF\xBB\xBF{}", 1},
		{"\xFF\xFE{", 1},
		{"{\"a\":1 \"b\":2}", 8},
		{"\"\\", 2},
		{"\"\\u", 2},
		{"\"\\ud800\\u", 2},
		{"[\x01]", 2},
		{"\"\\uD83D\\uD83D\"", 2},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_msg(parse(cases[i].text, strlen(cases[i].text)) == HUSH_E_SPEC, "accepted: %s", cases[i].text);
		ck_assert_ptr_null(document);
		ck_assert_uint_eq(err.line, 1);
		ck_assert_msg(err.column == cases[i].column, "%s: column %lu: %s", cases[i].text, err.column, err.message);
		ck_assert_int_eq(hush_json_parse("t", cases[i].text, strlen(cases[i].text), &document, NULL), HUSH_E_SPEC);
	}
	ck_assert_int_eq(parse("\"a\0b\"", 5), HUSH_E_SPEC);
	ck_assert_int_eq(parse("1\0", 2), HUSH_E_SPEC);
}
END_TEST

START_TEST(depth)
{
	char text[200];

	for (unsigned deep = 63; deep <= 66; deep++) {
		memset(text, '[', deep);
		memset(text + deep, ']', deep);
		ck_assert_int_eq(parse(text, 2 * deep), deep <= 64 ? HUSH_OK : HUSH_E_SPEC);
		close_document();
	}
}
END_TEST

START_TEST(long_numbers)
{
	char text[80];

	/* cJSON reads no more than 63 bytes of a number: anything longer must be refused before. */
	memset(text, '3', sizeof text);
	memcpy(text, "0.", 2);
	ck_assert_int_eq(parse(text, 60), HUSH_OK);
	close_document();
	ck_assert_int_eq(parse(text, 61), HUSH_E_SPEC);
	ck_assert_int_eq(parse(text, 75), HUSH_E_SPEC);
}
END_TEST

START_TEST(many_members)
{
	struct hush_buffer text;
	struct hush_json_writer w;
	char key[32];
	const struct hush_json *root;
	int64_t value = 0;

	hush_buffer_init(&text, 1 << 24);
	hush_json_begin(&w, &text);
	hush_json_object(&w, NULL);
	for (uint32_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof key, "k%u", i * 7919 % 20000);
		hush_json_put_u64(&w, key, i);
	}
	hush_json_end(&w);
	root = parsed(text.bytes);
	ck_assert_uint_eq(hush_json_count(root), 20000);
	ck_assert(hush_json_integer(hush_json_at(root, 19999), &value));
	ck_assert_int_eq(value, 19999);
	close_document();
	hush_buffer_release(&text);
}
END_TEST

START_TEST(writing)
{
	struct hush_buffer text;
	struct hush_json_writer w;

	hush_buffer_init(&text, 4096);
	hush_json_begin(&w, &text);
	hush_json_object(&w, NULL);
	hush_json_put_string(&w, "text", "a\"\\\b\n\t\x7f<b>&é\xE2\x80\xA8\xF0\x9F\x98\x80\xFF");
	hush_json_put_string(&w, "nothing", NULL);
	hush_json_put_u64(&w, "most", UINT64_MAX);
	hush_json_put_i64(&w, "least", INT64_MIN);
	hush_json_put_bool(&w, "yes", true);
	hush_json_put_raw(&w, "raw", "1.5");
	hush_json_array(&w, "list");
	hush_json_put_string(&w, NULL, "x");
	hush_json_array(&w, NULL);
	hush_json_end(&w);
	hush_json_object(&w, NULL);
	hush_json_end(&w);
	hush_json_end(&w);
	hush_json_end(&w);
	ck_assert_int_eq(hush_buffer_check(&text, NULL), HUSH_OK);
	ck_assert_str_eq(text.bytes,
	                 "{\n  \"text\": \"a\\\"\\\\\\u0008\\n\\t\\u007f\\u003cb\\u003e\\u0026é\\u2028😀\xEF\xBF\xBD\",\n"
	                 "  \"nothing\": null,\n  \"most\": 18446744073709551615,\n  \"least\": -9223372036854775808,\n"
	                 "  \"yes\": true,\n  \"raw\": 1.5,\n  \"list\": [\n    \"x\",\n    [],\n    {}\n  ]\n}\n");
	hush_buffer_release(&text);
}
END_TEST

START_TEST(writing_too_deep_or_unbalanced)
{
	struct hush_buffer text;
	struct hush_json_writer w;

	hush_buffer_init(&text, 1 << 20);
	hush_json_begin(&w, &text);
	for (int i = 0; i < 63; i++) {
		hush_json_array(&w, NULL);
	}
	ck_assert(!text.failed);
	hush_json_array(&w, NULL);
	ck_assert(text.failed);
	hush_buffer_clear(&text);
	hush_json_begin(&w, &text);
	hush_json_end(&w);
	ck_assert(text.failed);
	hush_buffer_release(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_add_test(all, kinds_and_values);
	tcase_add_test(all, places);
	tcase_add_test(all, refusals);
	tcase_add_test(all, depth);
	tcase_add_test(all, long_numbers);
	tcase_add_test(all, many_members);
	tcase_add_test(all, writing);
	tcase_add_test(all, writing_too_deep_or_unbalanced);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
