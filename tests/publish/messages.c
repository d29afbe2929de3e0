/* messages: every language says everything, with the same things to fill in. */
#include <check.h>
#include <stddef.h>
#include <string.h>

#include "publish/messages.h"

enum { MEMBERS = sizeof(struct hush_messages) / sizeof(const char *) };

/* All members are pointers to text but two. */
static const char *member(const struct hush_messages *messages, size_t i)
{
	const char *text;

	memcpy(&text, (const char *)messages + i * sizeof text, sizeof text);
	return text;
}

static bool is_list(size_t i)
{
	return i == offsetof(struct hush_messages, not_covered) / sizeof(const char *) ||
	       i == offsetof(struct hush_messages, not_covered_users) / sizeof(const char *);
}

/* Nouns that have no place for one language's way of joining two words. */
static bool joins_in_its_own_way(size_t i)
{
	return i == offsetof(struct hush_messages, entity_windows) / sizeof(const char *);
}

/* A bit for every place to fill in; 1 << 10 for braces that are none. */
static unsigned places(const char *text)
{
	unsigned found = 0;

	for (const char *c = text; *c; c++) {
		if (c[0] == '{' && c[1] >= '0' && c[1] <= '9' && c[2] == '}') {
			found |= 1U << (c[1] - '0');
			c += 2;
		} else if (*c == '{' || *c == '}') {
			found |= 1U << 10;
		}
	}
	return found;
}

START_TEST(complete)
{
	ck_assert_uint_eq(sizeof(struct hush_messages) % sizeof(const char *), 0);
	for (size_t i = 0; i < MEMBERS; i++) {
		const char *english = member(&hush_messages_en, i);
		const char *spanish = member(&hush_messages_es, i);

		/* A list is no text: its first byte is part of an address, and may well be nought. */
		if (is_list(i)) {
			ck_assert(english && spanish);
			continue;
		}
		ck_assert_msg(english && *english, "English lacks member %zu", i);
		ck_assert_msg(spanish && *spanish, "Spanish lacks member %zu, \"%s\"", i, english);
		ck_assert_msg(!(places(english) >> 10) && !(places(spanish) >> 10), "a brace in \"%s\"", english);
		if (!joins_in_its_own_way(i)) {
			ck_assert_msg(places(english) == places(spanish), "\"%s\" and \"%s\" fill in other things", english, spanish);
		}
	}
}
END_TEST

/* Markup is the same in both: what is emphasised and where it links. */
START_TEST(same_markup)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		const char *english = member(&hush_messages_en, i);
		const char *spanish = member(&hush_messages_es, i);

		while (!is_list(i) && (english = strchr(english, '<'))) {
			size_t length = strcspn(english, ">");

			spanish = strchr(spanish, '<');
			ck_assert_msg(spanish != NULL && strncmp(english, spanish, length) == 0, "other markup at \"%s\"", english);
			english += length;
			spanish += length;
		}
	}
}
END_TEST

static size_t length_of(const char *const *list)
{
	size_t length = 0;

	while (list[length]) {
		length++;
	}
	return length;
}

START_TEST(lists)
{
	ck_assert_uint_eq(length_of(hush_messages_en.not_covered), length_of(hush_messages_es.not_covered));
	ck_assert_uint_eq(length_of(hush_messages_en.not_covered_users), length_of(hush_messages_es.not_covered_users));
}
END_TEST

START_TEST(choice)
{
	ck_assert_ptr_eq(hush_messages_in("es"), &hush_messages_es);
	ck_assert_ptr_eq(hush_messages_in("en"), &hush_messages_en);
	ck_assert_ptr_eq(hush_messages_in("xx"), &hush_messages_en);
}
END_TEST

START_TEST(filling)
{
	struct hush_buffer out;

	hush_buffer_init(&out, 1024);
	hush_say(&out, "{1} before {0}, {2} {} {a}", "<a>", "{0}", NULL);
	ck_assert_str_eq(out.bytes, "{0} before <a>,  {} {a}");
	hush_buffer_clear(&out);
	hush_say_html(&out, "<b>{0}</b>{0}", "<&>", NULL);
	ck_assert_str_eq(out.bytes, "<b>&lt;&amp;&gt;</b>&lt;&amp;&gt;");
	hush_buffer_clear(&out);
	hush_say(&out, "{0}{1}{2}{3}{4}{5}{6}{7}{8}{9}", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", NULL);
	ck_assert_str_eq(out.bytes, "abcdefghij");
	hush_buffer_release(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("messages");
	TCase *tests = tcase_create("messages");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, complete);
	tcase_add_test(tests, same_markup);
	tcase_add_test(tests, lists);
	tcase_add_test(tests, choice);
	tcase_add_test(tests, filling);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
