/* json: see json.h.  cJSON decodes; json_scan has judged the text before and knows where everything stands. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/memory.h"

struct hush_json {
	const cJSON *value;
	const struct hush_json_place *place;
	const struct hush_json **children; /* place->count pointers, in document order */
};

struct hush_json_text {
	char *name;
	cJSON *tree;
	struct hush_json_places places;
	struct hush_json *nodes;           /* one per place, in the same order */
	const struct hush_json **children; /* all containers' children, container by container */
};

/* True when cJSON read the same kind of value as the scan. */
static bool same_kind(const cJSON *value, enum hush_json_kind kind)
{
	switch (kind) {
	case HUSH_JSON_NULL: return cJSON_IsNull(value);
	case HUSH_JSON_BOOL: return cJSON_IsBool(value);
	case HUSH_JSON_INTEGER:
	case HUSH_JSON_NUMBER: return cJSON_IsNumber(value);
	case HUSH_JSON_STRING: return cJSON_IsString(value) && value->valuestring;
	case HUSH_JSON_ARRAY: return cJSON_IsArray(value);
	case HUSH_JSON_OBJECT: return cJSON_IsObject(value);
	}
	return false;
}

/* The walk in step over cJSON's tree and the places; depth is bounded by the scan. */
struct walk {
	struct hush_json_text *document;
	uint32_t next;   /* node to be filled */
	uint32_t handed; /* child pointers given out */
	hush_error *err;
};

static hush_status pair(struct walk *walk, const cJSON *value)
{
	struct hush_json_text *document = walk->document;
	struct hush_json *node;
	const cJSON *child;
	uint32_t filled = 0;

	if (walk->next >= document->places.count) {
		return hush_fail_bug(walk->err, "json: more values than places");
	}
	node = &document->nodes[walk->next];
	node->value = value;
	node->place = &document->places.items[walk->next];
	walk->next++;
	if (!same_kind(value, node->place->kind)) {
		return hush_fail_bug(walk->err, "json: kinds differ");
	}
	if (node->place->kind == HUSH_JSON_NUMBER && !isfinite(value->valuedouble)) {
		return hush_fail_at(walk->err, HUSH_E_SPEC, document->name, node->place->line, node->place->column,
		                    "this number is too large");
	}
	if (node->place->kind != HUSH_JSON_ARRAY && node->place->kind != HUSH_JSON_OBJECT) {
		return HUSH_OK;
	}
	node->children = document->children + walk->handed;
	walk->handed += node->place->count;
	cJSON_ArrayForEach(child, value)
	{
		if (filled == node->place->count || (node->place->kind == HUSH_JSON_OBJECT && !child->string)) {
			return hush_fail_bug(walk->err, "json: members differ");
		}
		node->children[filled++] = &document->nodes[walk->next < document->places.count ? walk->next : 0];
		HUSH_TRY(pair(walk, child));
	}
	return filled == node->place->count ? HUSH_OK : hush_fail_bug(walk->err, "json: fewer members");
}

static int by_key(const void *a, const void *b)
{
	const struct hush_json *x = *(const struct hush_json *const *)a;
	const struct hush_json *y = *(const struct hush_json *const *)b;
	int order = strcmp(x->value->string, y->value->string);

	return order != 0 ? order : (x > y) - (x < y); /* nodes stand in document order */
}

/* Refuses an object with two equal keys, compared after decoding: "a" and "\u0061" are one key. */
static hush_status refuse_twins(const struct hush_json_text *document, const struct hush_json *object,
                                const struct hush_json **sorted, hush_error *err)
{
	uint32_t count = object->place->count;

	memcpy(sorted, object->children, count * sizeof(struct hush_json *));
	qsort(sorted, count, sizeof(struct hush_json *), by_key);
	for (uint32_t i = 1; i < count; i++) {
		if (strcmp(sorted[i - 1]->value->string, sorted[i]->value->string) == 0) {
			hush_fail_at(err, HUSH_E_SPEC, document->name, sorted[i]->place->key_line, sorted[i]->place->key_column,
			             "the key \"%.100s\" stands twice in this object", sorted[i]->value->string);
			return hush_hint(err, "the first one is on line %u; keep one of them", sorted[i - 1]->place->key_line);
		}
	}
	return HUSH_OK;
}

static hush_status check_keys(const struct hush_json_text *document, hush_error *err)
{
	const struct hush_json **sorted = hush_calloc(document->places.count, sizeof(struct hush_json *));
	hush_status status = sorted ? HUSH_OK : hush_fail_memory(err);

	for (uint32_t i = 0; status == HUSH_OK && i < document->places.count; i++) {
		if (document->nodes[i].place->kind == HUSH_JSON_OBJECT && document->nodes[i].place->count > 1) {
			status = refuse_twins(document, &document->nodes[i], sorted, err);
		}
	}
	hush_free(sorted);
	return status;
}

static hush_status build(struct hush_json_text *document, const char *name, const char *text, size_t length,
                         hush_error *err)
{
	struct walk walk = {.document = document, .err = err};
	cJSON_Hooks hooks = {hush_malloc, hush_free};

	document->name = hush_strdup(name);
	if (!document->name) {
		return hush_fail_memory(err);
	}
	HUSH_TRY(hush_json_scan(name, text, length, &document->places, err));
	cJSON_InitHooks(&hooks);
	document->tree = cJSON_ParseWithLength(text, length);
	document->nodes = hush_calloc(document->places.count, sizeof *document->nodes);
	document->children = hush_calloc(document->places.count, sizeof(struct hush_json *));
	/* The scan has accepted the text, so that cJSON can fail for want of memory only. */
	if (!document->tree || !document->nodes || !document->children) {
		return hush_fail_memory(err);
	}
	HUSH_TRY(pair(&walk, document->tree));
	if (walk.next != document->places.count) {
		return hush_fail_bug(err, "json: fewer values than places");
	}
	return check_keys(document, err);
}

hush_status hush_json_parse(const char *name, const char *text, size_t length, struct hush_json_text **document,
                            hush_error *err)
{
	struct hush_json_text *made = hush_calloc(1, sizeof *made);
	hush_error spare;
	hush_status status;

	err = err ? err : &spare; /* hush_hint needs one to return its status */
	if (!made) {
		return hush_fail_memory(err);
	}
	status = build(made, name, text, length, err);
	if (status != HUSH_OK) {
		hush_json_free(made);
		return status;
	}
	*document = made;
	return HUSH_OK;
}

void hush_json_free(struct hush_json_text *document)
{
	if (document) {
		cJSON_Delete(document->tree);
		hush_free(document->places.items);
		hush_free(document->nodes);
		hush_free(document->children);
		hush_free(document->name);
		hush_free(document);
	}
}

const struct hush_json *hush_json_root(const struct hush_json_text *document)
{
	return &document->nodes[0];
}

const char *hush_json_name(const struct hush_json_text *document)
{
	return document->name;
}

enum hush_json_kind hush_json_kind(const struct hush_json *node)
{
	return node->place->kind;
}

const char *hush_json_kind_name(enum hush_json_kind kind)
{
	switch (kind) {
	case HUSH_JSON_NULL: return "null";
	case HUSH_JSON_BOOL: return "true or false";
	case HUSH_JSON_INTEGER: return "an integer";
	case HUSH_JSON_NUMBER: return "a number";
	case HUSH_JSON_STRING: return "a string";
	case HUSH_JSON_ARRAY: return "a list";
	case HUSH_JSON_OBJECT: return "an object";
	}
	return "a value";
}

uint32_t hush_json_count(const struct hush_json *node)
{
	return node->place->count;
}

const struct hush_json *hush_json_at(const struct hush_json *node, uint32_t index)
{
	return index < node->place->count ? node->children[index] : NULL;
}

const char *hush_json_key(const struct hush_json *node, uint32_t index)
{
	const struct hush_json *child = hush_json_at(node, index);

	return child ? child->value->string : NULL;
}

const struct hush_json *hush_json_get(const struct hush_json *object, const char *key)
{
	for (uint32_t i = 0; object->place->kind == HUSH_JSON_OBJECT && i < object->place->count; i++) {
		if (strcmp(object->children[i]->value->string, key) == 0) {
			return object->children[i];
		}
	}
	return NULL;
}

const char *hush_json_string(const struct hush_json *node)
{
	return node->place->kind == HUSH_JSON_STRING ? node->value->valuestring : NULL;
}

bool hush_json_integer(const struct hush_json *node, int64_t *value)
{
	if (node->place->kind != HUSH_JSON_INTEGER) {
		return false;
	}
	*value = node->place->integer;
	return true;
}

bool hush_json_bool(const struct hush_json *node, bool *value)
{
	if (node->place->kind != HUSH_JSON_BOOL) {
		return false;
	}
	*value = cJSON_IsTrue(node->value);
	return true;
}

void hush_json_place(const struct hush_json *node, unsigned long *line, unsigned long *column)
{
	*line = node->place->line;
	*column = node->place->column;
}

void hush_json_key_place(const struct hush_json *object, uint32_t index, unsigned long *line, unsigned long *column)
{
	const struct hush_json *child = hush_json_at(object, index);

	*line = child ? child->place->key_line : 0;
	*column = child ? child->place->key_column : 0;
}

hush_status hush_json_fail(const struct hush_json_text *document, const struct hush_json *node, hush_error *err,
                           const char *format, ...)
{
	char message[HUSH_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return hush_fail_at(err, HUSH_E_SPEC, document->name, node->place->line, node->place->column, "%s", message);
}
