/* Two specs compared, in words for the one who changed one of them. */
#include <check.h>
#include <string.h>

#include "spec/difference.h"

static const char *compare(const char *before, const char *after)
{
	static char text[2000];
	struct hush_buffer out;
	hush_error err = {0};

	hush_buffer_init(&out, sizeof text);
	ck_assert_msg(hush_spec_difference(before, strlen(before), after, strlen(after), &out, &err) == HUSH_OK, "%s",
	              err.message);
	memcpy(text, out.length ? out.bytes : "", out.length + 1);
	hush_buffer_release(&out);
	return text;
}

static const struct {
	const char *before, *after, *text;
} cases[] = {
    {"{}", "{}", ""},
    {"{\"a\": 1, \"b\": [1, {\"c\": true}]}", "{\"b\": [1, {\"c\": true}], \"a\": 1}", ""},
    {"{\"a\": 1}", "{\"a\": 2}", "a was 1 and is now 2"},
    {"{\"a\": \"x\"}", "{\"a\": \"x\\u000a\"}", "a was \"x\" and is now \"x\n\""},
    {"{\"a\": {\"b\": [1, {\"c\": false}]}}", "{\"a\": {\"b\": [1, {\"c\": true}]}}", "a.b.1.c was false and is now true"},
    {"{\"a\": 1}", "{}", "a was 1 and is now not there"},
    {"{}", "{\"a\": {\"b\": 1}}", "a was not there and is now an object of 1"},
    {"{\"a\": \"1\"}", "{\"a\": 1}", "a was \"1\" and is now 1"},
    {"{\"a\": [1, 2]}", "{\"a\": [1]}", "a was a list of 2 and is now a list of 1"},
    {"{\"a\": null}", "{\"a\": null}", ""},
    {"{\"a\": null}", "{\"a\": 0}", "a was another value and is now 0"},
    {"{\"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1}", "{\"a\": 2, \"b\": 2, \"c\": 2, \"d\": 2, \"e\": 2}",
     "a was 1 and is now 2; b was 1 and is now 2; c was 1 and is now 2; and 2 more"},
    /* Cut between characters: 47 bytes, then one of two bytes. */
    {"{\"a\": \"\"}", "{\"a\": \"00000000001111111111222222222233333333334444444\xc3\xa4\xc3\xa4\"}",
     "a was \"\" and is now \"00000000001111111111222222222233333333334444444\xc3\xa4...\""},
};

START_TEST(differences_in_words)
{
	ck_assert_str_eq(compare(cases[_i].before, cases[_i].after), cases[_i].text);
}
END_TEST

START_TEST(what_is_no_json_is_refused)
{
	struct hush_buffer out;

	hush_buffer_init(&out, 100);
	ck_assert_int_eq(hush_spec_difference("{", 1, "{}", 2, &out, NULL), HUSH_E_SPEC);
	ck_assert_int_eq(hush_spec_difference("{}", 2, "}", 1, &out, NULL), HUSH_E_SPEC);
	hush_buffer_release(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("difference");
	TCase *tests = tcase_create("difference");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, differences_in_words, 0, sizeof cases / sizeof cases[0]);
	tcase_add_test(tests, what_is_no_json_is_refused);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
