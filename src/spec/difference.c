/* difference: see difference.h. */
#include "spec/difference.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

enum { SHOWN = 3, PATH_ROOM = 120, VALUE_ROOM = 48, DEPTH = 64 };

struct comparison {
	struct hush_buffer *out;
	char path[PATH_ROOM];
	uint32_t count;
};

/* A value in a few characters: texts in quotes and cut between characters, lists and objects by their size. */
static void put_value(struct hush_buffer *out, const struct hush_json *value)
{
	const char *text = value ? hush_json_string(value) : NULL;
	size_t shown = 0;
	int64_t number = 0;
	bool truth = false;

	if (!value) {
		hush_buffer_text(out, "not there");
	} else if (text) {
		size_t length = strlen(text);
		uint32_t code;

		while (shown < length && shown < VALUE_ROOM) {
			size_t step = hush_utf8_decode(text + shown, length - shown, &code);

			shown += step ? step : 1;
		}
		hush_buffer_format(out, "\"%.*s%s\"", (int)shown, text, shown < length ? "..." : "");
	} else if (hush_json_integer(value, &number)) {
		hush_buffer_format(out, "%lld", (long long)number);
	} else if (hush_json_bool(value, &truth)) {
		hush_buffer_text(out, truth ? "true" : "false");
	} else if (hush_json_kind(value) == HUSH_JSON_ARRAY || hush_json_kind(value) == HUSH_JSON_OBJECT) {
		hush_buffer_format(out, "%s of %u", hush_json_kind(value) == HUSH_JSON_ARRAY ? "a list" : "an object",
		                   hush_json_count(value));
	} else {
		hush_buffer_text(out, "another value");
	}
}

static void note(struct comparison *comparison, const struct hush_json *before, const struct hush_json *after)
{
	if (comparison->count++ >= SHOWN) {
		return;
	}
	hush_buffer_format(comparison->out, "%s%s was ", comparison->count > 1 ? "; " : "", comparison->path);
	put_value(comparison->out, before);
	hush_buffer_text(comparison->out, " and is now ");
	put_value(comparison->out, after);
}

static bool same_scalar(const struct hush_json *a, const struct hush_json *b)
{
	const char *text = hush_json_string(a);
	int64_t first = 0;
	int64_t second = 0;
	bool yes = false;
	bool too = false;

	if (text) {
		return strcmp(text, hush_json_string(b)) == 0;
	}
	if (hush_json_integer(a, &first)) {
		return hush_json_integer(b, &second) && first == second;
	}
	/* The public form writes no other numbers. */
	return hush_json_bool(a, &yes) ? hush_json_bool(b, &too) && yes == too : hush_json_kind(a) == HUSH_JSON_NULL;
}

static void compare(struct comparison *comparison, const struct hush_json *before, const struct hush_json *after,
                    unsigned depth);

static void compare_member(struct comparison *comparison, const char *key, const struct hush_json *before,
                           const struct hush_json *after, unsigned depth)
{
	size_t length = strlen(comparison->path);

	snprintf(comparison->path + length, PATH_ROOM - length, "%s%s", length ? "." : "", key);
	compare(comparison, before, after, depth + 1);
	comparison->path[length] = '\0';
}

static void compare_objects(struct comparison *comparison, const struct hush_json *before, const struct hush_json *after,
                            unsigned depth)
{
	for (uint32_t i = 0; i < hush_json_count(before); i++) {
		const char *key = hush_json_key(before, i);

		compare_member(comparison, key, hush_json_at(before, i), hush_json_get(after, key), depth);
	}
	for (uint32_t i = 0; i < hush_json_count(after); i++) {
		const char *key = hush_json_key(after, i);

		if (!hush_json_get(before, key)) {
			compare_member(comparison, key, NULL, hush_json_at(after, i), depth);
		}
	}
}

/* Lists of the same length element by element; else that the length changed is what there is to say. */
static void compare_lists(struct comparison *comparison, const struct hush_json *before, const struct hush_json *after,
                          unsigned depth)
{
	if (hush_json_count(before) != hush_json_count(after)) {
		note(comparison, before, after);
		return;
	}
	for (uint32_t i = 0; i < hush_json_count(before); i++) {
		char index[16];

		snprintf(index, sizeof index, "%u", i);
		compare_member(comparison, index, hush_json_at(before, i), hush_json_at(after, i), depth);
	}
}

static void compare(struct comparison *comparison, const struct hush_json *before, const struct hush_json *after,
                    unsigned depth)
{
	if (!before || !after || hush_json_kind(before) != hush_json_kind(after) || depth > DEPTH) {
		note(comparison, before, after);
	} else if (hush_json_kind(before) == HUSH_JSON_OBJECT) {
		compare_objects(comparison, before, after, depth);
	} else if (hush_json_kind(before) == HUSH_JSON_ARRAY) {
		compare_lists(comparison, before, after, depth);
	} else if (!same_scalar(before, after)) {
		note(comparison, before, after);
	}
}

hush_status hush_spec_difference(const char *before, size_t before_length, const char *after, size_t after_length,
                                 struct hush_buffer *out, hush_error *err)
{
	struct comparison comparison = {.out = out};
	struct hush_json_text *old = NULL;
	struct hush_json_text *new = NULL;
	hush_status status = hush_json_parse("the earlier spec", before, before_length, &old, err);

	if (status == HUSH_OK) {
		status = hush_json_parse("the spec", after, after_length, &new, err);
	}
	if (status == HUSH_OK) {
		compare(&comparison, hush_json_root(old), hush_json_root(new), 0);
		if (comparison.count > SHOWN) {
			hush_buffer_format(out, "; and %u more", comparison.count - SHOWN);
		}
		status = hush_buffer_check(out, err);
	}
	hush_json_free(new);
	hush_json_free(old);
	return status;
}
