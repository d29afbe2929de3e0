/*
 * json_write: JSON written straight into a buffer, in the order of the calls, indented by two blanks.
 *
 *     struct hush_json_writer w;
 *     hush_json_begin(&w, &buffer);
 *     hush_json_object(&w, NULL);            // NULL key: the root, or an element of an array
 *     hush_json_put_string(&w, "name", "scans");
 *     hush_json_put_u64(&w, "cells", 372);
 *     hush_json_array(&w, "by");  hush_json_put_string(&w, NULL, "site");  hush_json_end(&w);
 *     hush_json_end(&w);
 *
 * Output is byte-stable. Strings are escaped for JSON, and '<', '>', '&', U+2028 and U+2029 as \u so that the text may
 * stand inside HTML. Errors are the buffer's sticky failure.
 */
#ifndef HUSH_BASE_JSON_WRITE_H
#define HUSH_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct hush_json_writer {
	struct hush_buffer *out;
	unsigned depth;
	bool first;          /* nothing written yet at this depth */
	uint64_t array_bits; /* bit d: depth d is an array */
};

void hush_json_begin(struct hush_json_writer *writer, struct hush_buffer *out);
void hush_json_object(struct hush_json_writer *writer, const char *key);
void hush_json_array(struct hush_json_writer *writer, const char *key);
void hush_json_end(struct hush_json_writer *writer); /* closes the innermost; after the last, writes a line feed */

void hush_json_put_string(struct hush_json_writer *writer, const char *key, const char *value); /* NULL value: null */
void hush_json_put_u64(struct hush_json_writer *writer, const char *key, uint64_t value);
void hush_json_put_i64(struct hush_json_writer *writer, const char *key, int64_t value);
void hush_json_put_bool(struct hush_json_writer *writer, const char *key, bool value);
void hush_json_put_raw(struct hush_json_writer *writer, const char *key, const char *json); /* a literal the caller vouches for */

#endif
