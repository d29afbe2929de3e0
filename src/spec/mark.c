/* mark: see mark.h. */
#include "spec/mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* What was found on the walk. */
struct marks {
	const struct hush_json *first;
	const char *key; /* that the first stands under; of a list's element, the list's */
	uint32_t count;
};

/* In the order of the document; its depth is bounded by the JSON reader. */
static void walk(const struct hush_json *node, const char *key, struct marks *marks)
{
	const char *text = hush_json_string(node);

	if (text && strncmp(text, HUSH_MARK, strlen(HUSH_MARK)) == 0) {
		if (marks->count++ == 0) {
			marks->first = node;
			marks->key = key;
		}
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const char *name = hush_json_kind(node) == HUSH_JSON_OBJECT ? hush_json_key(node, i) : key;

		if (hush_json_kind(node) != HUSH_JSON_OBJECT || strcmp(name, "description") != 0) {
			walk(hush_json_at(node, i), name, marks);
		}
	}
}

hush_status hush_refuse_marks(const struct hush_reading *r)
{
	struct marks marks = {0};
	const char *wanted;
	char rest[64] = "";

	walk(hush_json_root(r->document), "spec", &marks);
	if (marks.count == 0) {
		return HUSH_OK;
	}
	wanted = hush_json_string(marks.first) + strlen(HUSH_MARK);
	wanted += strspn(wanted, ": ");
	if (marks.count > 1) {
		snprintf(rest, sizeof rest, " (marks that follow: %" PRIu32 ")", marks.count - 1);
	}
	hush_json_fail(r->document, marks.first, r->err, "\"%s\" is still to be decided",
				   hush_text_fault(marks.key) ? "..." : marks.key);
	/* A mark of another hand than init's may hold anything. */
	if (hush_text_fault(wanted) || strlen(wanted) > 300) {
		return hush_hint(r->err, "replace the text that begins with " HUSH_MARK "%s", rest);
	}
	return hush_hint(r->err, "write %s%s", wanted, rest);
}
