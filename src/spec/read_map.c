/* read_map: a mapping from texts to the values of a dimension, from a public file or written out as pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "spec/domain.h"
#include "spec/parts.h"

enum { FROM_LIMIT = 1000 };

/* A mapping as written: parallel lists, borrowed from the document or the file, and where each pair stands. */
struct pairs {
	char **from;
	char **to;
	uint32_t count;
	const struct hush_json *list;     /* of pairs; or NULL, and then: */
	const struct hush_csv_file *file; /* pair i stands in row i + 1 */
	const char *path;
};

static hush_status refuse_pair(const struct hush_reading *r, const struct pairs *pairs, uint32_t i, const char *what,
                               const char *fault)
{
	if (pairs->list) {
		return hush_refuse(r, hush_json_at(pairs->list, i), NULL, "%s: %s", what, fault);
	}
	return hush_fail_at(r->err, HUSH_E_SPEC, pairs->path, pairs->file && pairs->file->lines ? pairs->file->lines[i + 1] : 0, 0, "%s: %s",
	                    what, fault);
}

static const char *from_fault(const char *from)
{
	size_t length = strlen(from);
	const char *start = from;
	size_t kept = length;

	if (length == 0) {
		return "it is empty (name the value for empty fields under \"blank\")";
	}
	if (length > FROM_LIMIT) {
		return "it is longer than 1000 bytes";
	}
	hush_trim(&start, &kept);
	return kept == length ? NULL : "it starts or ends with a blank, which reading cuts off";
}

static hush_status check_pairs(const struct hush_reading *r, const struct pairs *pairs)
{
	struct hush_name_index index;
	uint32_t twin = HUSH_NONE;

	for (uint32_t i = 0; i < pairs->count; i++) {
		const char *fault = from_fault(pairs->from[i]);

		if (fault) {
			return refuse_pair(r, pairs, i, "this text cannot be mapped", fault);
		}
		fault = hush_name_fault(pairs->to[i]);
		if (fault) {
			return refuse_pair(r, pairs, i, "this value cannot be published", fault);
		}
	}
	HUSH_TRY(hush_name_index_make(pairs->from, pairs->count, &index, r->err));
	for (uint32_t i = 1; i < index.count; i++) {
		if (strcmp(index.items[i - 1].name, index.items[i].name) == 0 && index.items[i].at < twin) {
			twin = index.items[i].at;
		}
	}
	hush_name_index_release(&index);
	return twin == HUSH_NONE ? HUSH_OK
	                         : refuse_pair(r, pairs, twin, "this text is mapped twice", "keep one of the two");
}

/* Adds a name to the values unless it is there; tells its index. */
static hush_status add_value(const struct hush_reading *r, struct hush_names *values, const char *name, uint32_t *at)
{
	for (uint32_t i = 0; i < values->count; i++) {
		if (strcmp(values->names[i], name) == 0) {
			*at = i;
			return HUSH_OK;
		}
	}
	values->names[values->count] = hush_strdup(name);
	if (!values->names[values->count]) {
		return hush_fail_memory(r->err);
	}
	*at = values->count++;
	return HUSH_OK;
}

/* The distinct `to` values in their first order: an index groups equal ones with the first of them in front. */
static hush_status collect_values(const struct hush_reading *r, const struct pairs *pairs, struct hush_names *values)
{
	struct hush_name_index index;
	hush_status status = HUSH_OK;

	values->names = hush_calloc((size_t)pairs->count + 2, sizeof *values->names); /* and `other` and `blank` */
	if (!values->names) {
		return hush_fail_memory(r->err);
	}
	HUSH_TRY(hush_name_index_make(pairs->to, pairs->count, &index, r->err));
	for (uint32_t i = 0; status == HUSH_OK && i < pairs->count; i++) {
		if (hush_name_index_find(&index, pairs->to[i]) == i) {
			values->names[values->count] = hush_strdup(pairs->to[i]);
			status = values->names[values->count] ? HUSH_OK : hush_fail_memory(r->err);
			values->count += status == HUSH_OK ? 1 : 0;
		}
	}
	hush_name_index_release(&index);
	return status;
}

/* "other" or "blank": a value that is added to the domain, or found in a domain that is given. */
static hush_status read_extra(const struct hush_reading *r, const struct hush_json *map, const char *key, bool given,
                              struct hush_dimension *dimension, uint32_t *value)
{
	const struct hush_json *node = hush_json_get(map, key);
	const char *name;
	const char *fault;
	uint32_t before = dimension->values.count;

	if (!node) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_read_string(r, node, key, &name));
	fault = hush_name_fault(name);
	if (fault) {
		return hush_refuse(r, node, NULL, "this value cannot be published: %s", fault);
	}
	if (given) {
		for (uint32_t i = 0; i < before; i++) {
			if (strcmp(dimension->values.names[i], name) == 0) {
				*value = i;
				return HUSH_OK;
			}
		}
		return hush_refuse(r, node, NULL, "this value is not among \"values\"");
	}
	return add_value(r, &dimension->values, name, value);
}

static int by_from(const void *a, const void *b)
{
	return strcmp(((const struct hush_map_entry *)a)->from, ((const struct hush_map_entry *)b)->from);
}

static hush_status fill_entries(const struct hush_reading *r, const struct pairs *pairs,
                                struct hush_dimension *dimension)
{
	struct hush_name_index index;
	hush_status status = HUSH_OK;

	dimension->map = hush_calloc(pairs->count, sizeof *dimension->map);
	if (!dimension->map) {
		return hush_fail_memory(r->err);
	}
	HUSH_TRY(hush_name_index_make(dimension->values.names, dimension->values.count, &index, r->err));
	for (uint32_t i = 0; status == HUSH_OK && i < pairs->count; i++) {
		uint32_t to = hush_name_index_find(&index, pairs->to[i]);

		if (to == HUSH_NONE) {
			status = refuse_pair(r, pairs, i, "this pair leads nowhere", "its second text is not among \"values\"");
			break;
		}
		dimension->map[i].to = to;
		dimension->map[i].from = hush_strdup(pairs->from[i]);
		status = dimension->map[i].from ? HUSH_OK : hush_fail_memory(r->err);
		dimension->map_count += status == HUSH_OK ? 1 : 0;
	}
	hush_name_index_release(&index);
	if (status == HUSH_OK) {
		qsort(dimension->map, dimension->map_count, sizeof *dimension->map, by_from);
	}
	return status;
}

/* From checked pairs to the dimension's domain and map. */
static hush_status resolve(const struct hush_reading *r, const struct hush_json *object, const struct pairs *pairs,
                           struct hush_dimension *dimension)
{
	const struct hush_json *map = hush_json_get(object, "map");
	const struct hush_json *given = hush_json_get(object, "values");

	HUSH_TRY(check_pairs(r, pairs));
	HUSH_TRY(given ? hush_read_values(r, given, &dimension->values) : collect_values(r, pairs, &dimension->values));
	HUSH_TRY(read_extra(r, map, "other", given != NULL, dimension, &dimension->other));
	HUSH_TRY(read_extra(r, map, "blank", given != NULL, dimension, &dimension->blank));
	if (dimension->values.count == 0) {
		return hush_refuse(r, map, "give at least one pair, or \"other\"",
		                   "this mapping leads to no value: the domain is empty");
	}
	if (dimension->values.count > HUSH_MAX_VALUES) {
		return hush_refuse(r, map, NULL, "a domain may have at most %d values", HUSH_MAX_VALUES);
	}
	return fill_entries(r, pairs, dimension);
}

/* The lists are filled with pointers into the document or file, which outlive them. */
static hush_status make_lists(const struct hush_reading *r, uint32_t count, struct pairs *pairs)
{
	pairs->from = hush_calloc(count, sizeof *pairs->from);
	pairs->to = hush_calloc(count, sizeof *pairs->to);
	return pairs->from && pairs->to ? HUSH_OK : hush_fail_memory(r->err);
}

static hush_status list_inline(const struct hush_reading *r, const struct hush_json *list, struct pairs *pairs)
{
	const char *text;

	HUSH_TRY(hush_read_list(r, list, "\"pairs\"", 0, HUSH_MAX_VALUES));
	HUSH_TRY(make_lists(r, hush_json_count(list), pairs));
	pairs->list = list;
	for (uint32_t i = 0; i < hush_json_count(list); i++) {
		const struct hush_json *pair = hush_json_at(list, i);

		HUSH_TRY(hush_read_list(r, pair, "a pair", 2, 2));
		HUSH_TRY(hush_read_string(r, hush_json_at(pair, 0), "the first text of a pair", &text));
		pairs->from[i] = (char *)text;
		HUSH_TRY(hush_read_string(r, hush_json_at(pair, 1), "the second text of a pair", &text));
		pairs->to[i] = (char *)text;
		pairs->count++;
	}
	return HUSH_OK;
}

static hush_status list_rows(const struct hush_reading *r, const struct hush_json *map, const char *path,
                             const struct hush_csv_file *file, struct pairs *pairs)
{
	const struct hush_json *node;
	uint32_t from = 0;
	uint32_t to = 0;

	HUSH_TRY(hush_read_member(r, map, "\"map\"", "from", &node));
	HUSH_TRY(hush_read_small_column(r, node, "\"from\"", path, file, &from));
	HUSH_TRY(hush_read_member(r, map, "\"map\"", "to", &node));
	HUSH_TRY(hush_read_small_column(r, node, "\"to\"", path, file, &to));
	HUSH_TRY(make_lists(r, file->rows - 1, pairs));
	pairs->file = file;
	pairs->path = path;
	for (uint32_t row = 1; row < file->rows; row++) {
		pairs->from[row - 1] = file->fields[(size_t)row * file->columns + from];
		pairs->to[row - 1] = file->fields[(size_t)row * file->columns + to];
		pairs->count++;
	}
	return HUSH_OK;
}

hush_status hush_read_map(const struct hush_reading *r, const struct hush_json *object,
                          struct hush_dimension *dimension)
{
	static const char *const file_keys[] = {"file", "from", "to", "other", "blank", "separator"};
	static const char *const pair_keys[] = {"pairs", "other", "blank"};
	const struct hush_json *map = hush_json_get(object, "map");
	struct hush_csv_file file = {0};
	struct pairs pairs = {0};
	const struct hush_json *node;
	char *path = NULL;
	char separator;
	hush_status status;

	if (hush_json_get(map, "pairs")) {
		HUSH_TRY(hush_read_object(r, map, "\"map\" with \"pairs\"", pair_keys, HUSH_COUNT_OF(pair_keys)));
		status = list_inline(r, hush_json_get(map, "pairs"), &pairs);
	} else {
		HUSH_TRY(hush_read_object(r, map, "\"map\"", file_keys, HUSH_COUNT_OF(file_keys)));
		HUSH_TRY(hush_read_member(r, map, "\"map\"", "file", &node));
		HUSH_TRY(hush_read_separator(r, hush_json_get(map, "separator"), &separator));
		HUSH_TRY(hush_read_small_file(r, node, separator, &path, &file));
		status = list_rows(r, map, path, &file, &pairs);
	}
	if (status == HUSH_OK) {
		status = resolve(r, object, &pairs, dimension);
	}
	hush_free(pairs.from);
	hush_free(pairs.to);
	hush_csv_file_release(&file);
	hush_free(path);
	return status;
}
