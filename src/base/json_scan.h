/*
 * json_scan: the strict grammar of JSON (RFC 8259) and the place of every value, before cJSON sees the text.
 *
 * Refused although cJSON takes it: a byte-order mark, NUL as a byte or as \u0000, invalid UTF-8, lone surrogates,
 * control characters in strings, numbers like 01 or +1 or 1., text after the value, depth above 64.  Duplicate keys
 * need decoded keys and are found by json.c.
 */
#ifndef HUSH_BASE_JSON_SCAN_H
#define HUSH_BASE_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"

enum { HUSH_JSON_DEPTH = 64, HUSH_JSON_NUMBER_TEXT = 60 };

/* One value, in document order: a container stands before its children. */
struct hush_json_place {
	enum hush_json_kind kind;
	uint32_t count; /* of an array's or object's children */
	uint32_t line;
	uint32_t column;
	uint32_t key_line; /* 0 unless a member of an object */
	uint32_t key_column;
	int64_t integer; /* HUSH_JSON_INTEGER */
};

struct hush_json_places {
	struct hush_json_place *items;
	uint32_t count;
	uint32_t room;
};

/* Fills `places`, which starts zeroed; the caller frees items with hush_free, also after a failure. `err` is not NULL.
 */
hush_status hush_json_scan(const char *name, const char *text, size_t length, struct hush_json_places *places,
                           hush_error *err);

#endif
