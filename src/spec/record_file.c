/*
 * record_file: whether a file that a release would show as it is looks like one of records.
 *
 * read/inputs.c refuses the very file of a source; a copy of one is another file, and is known by its header alone: it has
 * the columns that name a source's entity.  For vehicles these are enough, for no public list has a column of plates.
 * Users may be named by a column "name", as agencies are; there the column of the time must stand in the file too.
 */

#include "spec/domain.h"

static bool has(const struct hush_csv_file *file, const struct hush_json *column)
{
	const char *name = hush_json_string(column);

	return name && hush_csv_file_column(file, name) != UINT32_MAX;
}

static bool has_all(const struct hush_csv_file *file, const struct hush_json *columns)
{
	bool all = hush_json_count(columns) > 0;

	for (uint32_t i = 0; i < hush_json_count(columns); i++) {
		all = all && has(file, hush_json_at(columns, i));
	}
	return all;
}

/* The member of what should be an object; NULL when it is none. The sources were not checked yet. */
static const struct hush_json *member(const struct hush_json *node, const char *key)
{
	return node && hush_json_kind(node) == HUSH_JSON_OBJECT ? hush_json_get(node, key) : NULL;
}

static const struct hush_json *list(const struct hush_json *node, const char *key)
{
	const struct hush_json *found = member(node, key);

	return found && hush_json_kind(found) == HUSH_JSON_ARRAY ? found : NULL;
}

static bool looks_like(const struct hush_csv_file *file, const struct hush_json *source)
{
	const struct hush_json *entity = member(source, "entity");
	const struct hush_json *vehicle = list(entity, "vehicle");
	const struct hush_json *user = list(entity, "user");
	const struct hush_json *time = member(member(source, "time"), "column");

	return (vehicle && has_all(file, vehicle)) || (user && has_all(file, user) && time && has(file, time));
}

hush_status hush_refuse_records(const struct hush_reading *r, const struct hush_json *node, const struct hush_csv_file *file)
{
	const struct hush_json *sources = member(hush_json_root(r->document), "sources");

	for (uint32_t i = 0; sources && hush_json_kind(sources) == HUSH_JSON_OBJECT && i < hush_json_count(sources); i++) {
		if (looks_like(file, hush_json_at(sources, i))) {
			return hush_refuse(r, node,
			                   "what such a file says is published as it is: name a public list instead, or rename its column if "
			                   "it is one",
			                   "this file has the columns that name a record's %s in the source \"%s\"",
			                   list(member(hush_json_at(sources, i), "entity"), "vehicle") ? "vehicle" : "user",
			                   hush_json_key(sources, i));
		}
	}
	return HUSH_OK;
}
