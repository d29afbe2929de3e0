/* reading: see reading.h. */
#include "spec/reading.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "base/zone.h"

enum { LINE_LIMIT = 1000, MESSAGE_ROOM = 400 };

static const char identifier_hint[] =
	"use lower-case letters, digits, '-', '_' and '.', starting with a letter or digit, at "
	"most 64, without two dots in a row";

hush_status(hush_refuse)(const struct hush_reading *r, const struct hush_json *node, const char *hint,
                        const char *format, ...)
{
	char message[HUSH_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	hush_json_fail(r->document, node, r->err, "%s", message);
	return hint ? hush_hint(r->err, "%s", hint) : HUSH_E_SPEC;
}

/* "a, b, c" for a hint, as far as it fits. */
static const char *words(const char *const *list, uint32_t count, char room[MESSAGE_ROOM])
{
	size_t used = 0;

	room[0] = '\0';
	for (uint32_t i = 0; i < count; i++) {
		size_t length = strlen(list[i]);

		if (used + length + 3 > MESSAGE_ROOM) {
			break;
		}
		used += (size_t)snprintf(room + used, MESSAGE_ROOM - used, "%s%s", i ? ", " : "", list[i]);
	}
	return room;
}

/* A word of the user's as it may stand in a message: nothing that a terminal would obey. */
static const char *shown(const char *word)
{
	return hush_text_fault(word) || strlen(word) > 60 ? "..." : word;
}

static hush_status unknown_key(const struct hush_reading *r, const struct hush_json *object, uint32_t index,
                               const char *what, const char *const *keys, uint32_t key_count)
{
	const char *key = hush_json_key(object, index);
	const char *nearest = hush_nearest(key, keys, key_count);
	char room[MESSAGE_ROOM];
	unsigned long line;
	unsigned long column;

	hush_json_key_place(object, index, &line, &column);
	hush_fail_at(r->err, HUSH_E_SPEC, hush_json_name(r->document), line, column, "%s has no key \"%s\"", what,
	             shown(key));
	return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
	               : hush_hint(r->err, "its keys are: %s", words(keys, key_count, room));
}

static bool among(const char *word, const char *const *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(word, list[i]) == 0) {
			return true;
		}
	}
	return false;
}

static hush_status wrong_kind(const struct hush_reading *r, const struct hush_json *node, const char *what,
                              const char *wanted)
{
	return hush_refuse(r, node, NULL, "%s must be %s, not %s", what, wanted, hush_json_kind_name(hush_json_kind(node)));
}

hush_status hush_read_object(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char *const *keys, uint32_t key_count)
{
	if (hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return wrong_kind(r, node, what, "an object in braces");
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const char *key = hush_json_key(node, i);

		if (among(key, keys, key_count)) {
			continue;
		}
		if (strcmp(key, "description") != 0) {
			return unknown_key(r, node, i, what, keys, key_count);
		}
		if (!hush_json_string(hush_json_at(node, i))) {
			return wrong_kind(r, hush_json_at(node, i), "a description", "a string");
		}
	}
	return HUSH_OK;
}

hush_status hush_read_key_name(const struct hush_reading *r, const struct hush_json *object, uint32_t index,
                               const char *what)
{
	unsigned long line;
	unsigned long column;

	if (hush_identifier_valid(hush_json_key(object, index))) {
		return HUSH_OK;
	}
	hush_json_key_place(object, index, &line, &column);
	hush_fail_at(r->err, HUSH_E_SPEC, hush_json_name(r->document), line, column, "%s is not valid", what);
	return hush_hint(r->err, "%s", identifier_hint);
}

bool hush_is_description(const struct hush_json *object, uint32_t index)
{
	return strcmp(hush_json_key(object, index), "description") == 0 && hush_json_string(hush_json_at(object, index));
}

hush_status hush_read_member(const struct hush_reading *r, const struct hush_json *object, const char *what,
                             const char *key, const struct hush_json **member)
{
	const struct hush_json *found = hush_json_get(object, key);

	if (!found) {
		return hush_refuse(r, object, NULL, "%s lacks \"%s\"", what, key);
	}
	*member = found;
	return HUSH_OK;
}

hush_status hush_read_later(const struct hush_reading *r, const struct hush_json *object, const char *key,
                            const char *hint)
{
	for (uint32_t i = 0; hush_json_kind(object) == HUSH_JSON_OBJECT && i < hush_json_count(object); i++) {
		unsigned long line;
		unsigned long column;

		if (strcmp(hush_json_key(object, i), key) == 0) {
			hush_json_key_place(object, i, &line, &column);
			hush_fail_at(r->err, HUSH_E_SPEC, hush_json_name(r->document), line, column,
			             "\"%s\" is not available in this version", key);
			return hush_hint(r->err, "%s", hint);
		}
	}
	return HUSH_OK;
}

hush_status hush_read_list(const struct hush_reading *r, const struct hush_json *node, const char *what, uint32_t least,
                           uint32_t most)
{
	if (hush_json_kind(node) != HUSH_JSON_ARRAY) {
		return wrong_kind(r, node, what, "a list in brackets");
	}
	if (hush_json_count(node) < least) {
		return hush_refuse(r, node, NULL, "%s needs at least %" PRIu32 " element%s", what, least,
		                   least == 1 ? "" : "s");
	}
	if (hush_json_count(node) > most) {
		return hush_refuse(r, node, NULL, "%s may have at most %" PRIu32 " elements", what, most);
	}
	return HUSH_OK;
}

hush_status hush_read_string(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char **text)
{
	const char *string = hush_json_string(node);

	if (!string) {
		hush_status status = wrong_kind(r, node, what, "a string");

		return hush_json_kind(node) == HUSH_JSON_INTEGER || hush_json_kind(node) == HUSH_JSON_NUMBER
		           ? hush_hint(r->err, "put it into double quotes")
		           : status;
	}
	if (string[0] == '\0') {
		return hush_refuse(r, node, NULL, "%s is empty", what);
	}
	*text = string;
	return HUSH_OK;
}

static hush_status copy(const struct hush_reading *r, const char *text, char **out)
{
	char *made = hush_strdup(text);

	if (!made) {
		return hush_fail_memory(r->err);
	}
	hush_free(*out);
	*out = made;
	return HUSH_OK;
}

hush_status hush_read_line(const struct hush_reading *r, const struct hush_json *node, const char *what, char **line)
{
	const char *text;
	const char *fault;

	HUSH_TRY(hush_read_string(r, node, what, &text));
	fault = strlen(text) > LINE_LIMIT ? "it is longer than 1000 bytes" : hush_text_fault(text);
	if (fault) {
		return hush_refuse(r, node, NULL, "%s cannot be used: %s", what, fault);
	}
	return copy(r, text, line);
}

hush_status hush_read_description(const struct hush_reading *r, const struct hush_json *object, char **text)
{
	const struct hush_json *node = hush_json_get(object, "description");

	return node ? hush_read_line(r, node, "a description that is published", text) : HUSH_OK;
}

hush_status hush_read_identifier(const struct hush_reading *r, const struct hush_json *node, const char *what,
                                 char **name)
{
	const char *text;

	HUSH_TRY(hush_read_string(r, node, what, &text));
	if (!hush_identifier_valid(text)) {
		return hush_refuse(r, node, identifier_hint, "%s is not a valid name", what);
	}
	return copy(r, text, name);
}

hush_status hush_read_count(const struct hush_reading *r, const struct hush_json *node, const char *what,
                            uint64_t least, uint64_t most, uint64_t *count)
{
	const char *text = hush_json_string(node);
	uint64_t value = 0;
	int64_t integer;
	bool good;

	if (text) {
		good = hush_parse_u64(text, strlen(text), UINT64_MAX, &value);
	} else {
		good = hush_json_integer(node, &integer) && integer >= 0;
		value = good ? (uint64_t)integer : 0;
	}
	if (!good || value < least || value > most) {
		return hush_refuse(r, node, NULL, "%s must be a whole number from %" PRIu64 " to %" PRIu64, what, least, most);
	}
	*count = value;
	return HUSH_OK;
}

hush_status hush_read_decimal(const struct hush_reading *r, const struct hush_json *node, const char *what,
                              struct hush_rational *value)
{
	const char *text = hush_json_string(node);
	char digits[HUSH_INTEGER_TEXT];
	int64_t integer;

	if (!text && hush_json_kind(node) == HUSH_JSON_NUMBER) {
		return hush_refuse(r, node, "write it as a string, such as \"0.5\" or \"1e-9\": it is then read exactly",
		                   "%s must not be a JSON number with a fraction", what);
	}
	if (!text && !hush_json_integer(node, &integer)) {
		return wrong_kind(r, node, what, "a decimal number in a string");
	}
	if (!text) {
		hush_format_i64(integer, digits);
		text = digits;
	}
	if ((strchr(text, '/') && !r->public_form) || !hush_rational_parse(value, text)) {
		return hush_refuse(r, node, "write digits with at most one point, no sign, and an exponent from -400 to 18, such as \"0.5\" or "
		                   "\"1e-9\"",
		                   "%s must be a decimal number that is not negative", what);
	}
	return HUSH_OK;
}

hush_status hush_read_choice(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             const char *const *choices, uint32_t choice_count, uint32_t *index)
{
	const char *text;
	const char *nearest;
	char room[MESSAGE_ROOM];

	HUSH_TRY(hush_read_string(r, node, what, &text));
	for (uint32_t i = 0; i < choice_count; i++) {
		if (strcmp(text, choices[i]) == 0) {
			*index = i;
			return HUSH_OK;
		}
	}
	nearest = hush_nearest(text, choices, choice_count);
	hush_json_fail(r->document, node, r->err, "%s cannot be \"%s\"", what, shown(text));
	return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
	               : hush_hint(r->err, "it is one of: %s", words(choices, choice_count, room));
}

hush_status hush_read_origin(const struct hush_reading *r, const struct hush_json *node, const char *what,
                             char **origin)
{
	static const char *const origins[] = {"policy", "synthetic", "earlier release", "looked at data"};
	uint32_t index;

	HUSH_TRY(hush_read_choice(r, node, what, origins, HUSH_COUNT_OF(origins), &index));
	return copy(r, origins[index], origin);
}

hush_status hush_read_zone(const struct hush_reading *r, const struct hush_json *node, const char *what, char **zone)
{
	struct hush_zone *opened = NULL;
	const char *text;
	hush_status status;

	HUSH_TRY(hush_read_string(r, node, what, &text));
	if (r->spec->timezone && strcmp(text, r->spec->timezone) == 0) {
		return copy(r, text, zone); /* opened before, and opening takes a while */
	}
	if (strlen(text) > 64 || hush_text_fault(text)) {
		status = HUSH_E_SPEC;
	} else {
		status = hush_zone_open(text, &opened, r->err);
	}
	hush_zone_free(opened);
	if (status == HUSH_E_SPEC) {
		return hush_refuse(
			r, node,
			"write an IANA name such as \"America/Los_Angeles\" or \"UTC\"; it must be among the system's "
			"time zones (package tzdata)",
			"%s is not a time zone known here", what);
	}
	return status == HUSH_OK ? copy(r, text, zone) : status;
}

hush_status hush_read_separator(const struct hush_reading *r, const struct hush_json *node, char *separator)
{
	static const char *const names[] = {",", ";", "\t", "tab", "|"};
	static const char bytes[] = {',', ';', '\t', '\t', '|'};
	const char *text;

	if (!node) {
		*separator = ',';
		return HUSH_OK;
	}
	HUSH_TRY(hush_read_string(r, node, "separator", &text));
	for (uint32_t i = 0; i < HUSH_COUNT_OF(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			*separator = bytes[i];
			return HUSH_OK;
		}
	}
	return hush_refuse(r, node, "it is one of: \",\" \";\" \"tab\" \"|\"", "this separator is not known");
}

uint32_t hush_find_dimension(const struct hush_spec *spec, const char *name)
{
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (spec->dimensions[i].kind != HUSH_DIMENSION_QUANTILE && strcmp(spec->dimensions[i].name, name) == 0) {
			return i;
		}
	}
	return HUSH_NONE;
}

hush_status hush_read_dimension_name(const struct hush_reading *r, const struct hush_json *node, const char *name,
                                     uint32_t *index)
{
	const char *names[HUSH_MAX_DIMENSIONS];
	uint32_t count = 0;
	uint32_t found = hush_find_dimension(r->spec, name);
	const char *nearest;
	char room[MESSAGE_ROOM];

	if (found != HUSH_NONE) {
		*index = found;
		return HUSH_OK;
	}
	for (uint32_t i = 0; i < r->spec->dimension_count; i++) {
		if (r->spec->dimensions[i].kind != HUSH_DIMENSION_QUANTILE) {
			names[count++] = r->spec->dimensions[i].name;
		}
	}
	nearest = hush_nearest(name, names, count);
	hush_json_fail(r->document, node, r->err, "there is no dimension \"%s\"", shown(name));
	if (nearest) {
		return hush_hint(r->err, "did you mean \"%s\"?", nearest);
	}
	return count ? hush_hint(r->err, "the dimensions are: %s", words(names, count, room))
	             : hush_hint(r->err, "the spec has no \"dimensions\"");
}

uint32_t hush_find_value(const struct hush_names *values, const char *name)
{
	for (uint32_t i = 0; i < values->count; i++) {
		if (strcmp(values->names[i], name) == 0) {
			return i;
		}
	}
	return HUSH_NONE;
}

hush_status hush_refuse_value(const struct hush_reading *r, const struct hush_json *node, const char *name,
                              const struct hush_dimension *dimension)
{
	const char *nearest;

	if (dimension->at_most) {
		return hush_refuse(r, node, "list the values of the dimension, or leave this out",
		                   "the values of \"%s\" are discovered: none can be named beforehand", dimension->name);
	}
	nearest = hush_nearest(name, (const char *const *)dimension->values.names, dimension->values.count);
	hush_json_fail(r->document, node, r->err, "the dimension \"%s\" has no value \"%s\"", dimension->name, shown(name));
	return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
	               : hush_hint(r->err, "values are written exactly as in the dimension's list, case included");
}
