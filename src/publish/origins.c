/* origins: see origins.h. */
#include "publish/origins.h"

#include <string.h>

enum { LIST_LIMIT = 256 * 1024 };

static bool looked(const char *origin)
{
	return origin && strcmp(origin, "looked at data") == 0;
}

static void put_one(struct hush_buffer *list, const char *message, const char *name)
{
	hush_buffer_text(list, list->length > 0 ? ", " : "");
	hush_say(list, message, name, NULL);
}

bool hush_origins_looked(const struct hush_spec *spec, const struct hush_messages *messages, struct hush_buffer *out)
{
	struct hush_buffer list;
	bool any;

	hush_buffer_init(&list, LIST_LIMIT);
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (looked(spec->dimensions[i].origin)) {
			put_one(&list, messages->looked_values, spec->dimensions[i].name);
		}
	}
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (looked(spec->tables[i].limits.origin)) {
			put_one(&list, messages->looked_limits, spec->tables[i].name);
		}
	}
	any = list.length > 0 || list.failed;
	if (list.failed) {
		out->failed = true;
	} else if (any) {
		hush_say(out, messages->looked, list.bytes, NULL);
	}
	hush_buffer_release(&list);
	return any;
}
