/*
 * json: strict JSON documents, with the place of every value.
 *
 * cJSON parses, but alone it accepts duplicate keys, 1e999, 01, and matches names without case.  So a strict scan of our
 * own runs first: it refuses those (and a byte-order mark, NUL, invalid UTF-8, lone surrogates, trailing text, depth above
 * 64), and records line and column of every value.  Only text that passes both becomes a hush_json.
 *
 * Nodes belong to their document.  All lookups are case-sensitive.
 */
#ifndef HUSH_BASE_JSON_H
#define HUSH_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_json;      /* one value (node) */
struct hush_json_text; /* a parsed document */

enum hush_json_kind {
	HUSH_JSON_NULL,
	HUSH_JSON_BOOL,
	HUSH_JSON_INTEGER, /* a number without fraction or exponent whose absolute value is below 2^53 */
	HUSH_JSON_NUMBER,  /* any other number that is finite as a double, of at most 60 characters */
	HUSH_JSON_STRING,  /* UTF-8 without NUL */
	HUSH_JSON_ARRAY,
	HUSH_JSON_OBJECT
};

/* Parses. `name` is used in messages only. HUSH_E_SPEC with line and column. */
hush_status hush_json_parse(const char *name, const char *text, size_t length, struct hush_json_text **document,
                            hush_error *err);
void hush_json_free(struct hush_json_text *document);
const struct hush_json *hush_json_root(const struct hush_json_text *document);
const char *hush_json_name(const struct hush_json_text *document); /* as given to hush_json_parse */

enum hush_json_kind hush_json_kind(const struct hush_json *node);
const char *hush_json_kind_name(enum hush_json_kind kind); /* "a string", "an object", ... for messages */

uint32_t hush_json_count(const struct hush_json *node);                             /* of an array or object, else 0 */
const struct hush_json *hush_json_at(const struct hush_json *node, uint32_t index); /* NULL when out of range */
const char *hush_json_key(const struct hush_json *node, uint32_t index);            /* key of an object's member */
const struct hush_json *hush_json_get(const struct hush_json *object, const char *key); /* NULL when absent */

const char *hush_json_string(const struct hush_json *node);  /* NULL unless a string */
bool hush_json_integer(const struct hush_json *node, int64_t *value); /* false unless HUSH_JSON_INTEGER */
bool hush_json_bool(const struct hush_json *node, bool *value);

/* Where the value starts; for a member of an object, `key_*` is where its key starts. 1-based. */
void hush_json_place(const struct hush_json *node, unsigned long *line, unsigned long *column);
void hush_json_key_place(const struct hush_json *object, uint32_t index, unsigned long *line, unsigned long *column);

/* HUSH_E_SPEC at the node's place, named after the document. */
hush_status hush_json_fail(const struct hush_json_text *document, const struct hush_json *node, hush_error *err,
                           const char *format, ...) HUSH_PRINTF(4, 5);

#endif
