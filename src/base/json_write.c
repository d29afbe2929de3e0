/* json_write: see json_write.h. */
#include "base/json_write.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { DEPTH_LIMIT = 63 }; /* array_bits has one bit per depth */

void hush_json_begin(struct hush_json_writer *writer, struct hush_buffer *out)
{
	*writer = (struct hush_json_writer){.out = out, .first = true};
}

static bool inside_array(const struct hush_json_writer *writer)
{
	return (writer->array_bits >> writer->depth) & 1;
}

static void new_line(struct hush_json_writer *writer)
{
	hush_buffer_byte(writer->out, '\n');
	for (unsigned i = 0; i < writer->depth; i++) {
		hush_buffer_text(writer->out, "  ");
	}
}

/* U+FFFD stands for bytes that are no UTF-8: the text stays valid JSON whatever it is given. */
static void put_quoted(struct hush_buffer *out, const char *text)
{
	size_t length = strlen(text);
	uint32_t code;
	size_t size;

	hush_buffer_byte(out, '"');
	for (size_t i = 0; i < length; i += size) {
		size = hush_utf8_decode(text + i, length - i, &code);
		if (size == 0) {
			hush_buffer_text(out, "\xEF\xBF\xBD");
			size = 1;
		} else if (code == '"' || code == '\\') {
			hush_buffer_byte(out, '\\');
			hush_buffer_byte(out, (unsigned char)code);
		} else if (code == '\n') {
			hush_buffer_text(out, "\\n");
		} else if (code == '\t') {
			hush_buffer_text(out, "\\t");
		} else if (code < 0x20 || code == 0x7F || code == '<' || code == '>' || code == '&' || code == 0x2028 ||
		           code == 0x2029) {
			hush_buffer_format(out, "\\u%04" PRIx32, code);
		} else {
			hush_buffer_put(out, text + i, size);
		}
	}
	hush_buffer_byte(out, '"');
}

/* What stands before a value: the comma, the line's start, and the key. */
static void lead(struct hush_json_writer *writer, const char *key)
{
	if (writer->depth > 0) {
		if (!writer->first) {
			hush_buffer_byte(writer->out, ',');
		}
		new_line(writer);
	}
	if (key) {
		put_quoted(writer->out, key);
		hush_buffer_text(writer->out, ": ");
	}
	writer->first = false;
}

static void open_container(struct hush_json_writer *writer, const char *key, bool array)
{
	lead(writer, key);
	hush_buffer_byte(writer->out, array ? '[' : '{');
	if (writer->depth == DEPTH_LIMIT) {
		writer->out->failed = true; /* no text of ours is so deep */
		return;
	}
	writer->depth++;
	writer->array_bits &= ~(UINT64_C(1) << writer->depth);
	writer->array_bits |= (uint64_t)array << writer->depth;
	writer->first = true;
}

void hush_json_object(struct hush_json_writer *writer, const char *key)
{
	open_container(writer, key, false);
}

void hush_json_array(struct hush_json_writer *writer, const char *key)
{
	open_container(writer, key, true);
}

void hush_json_end(struct hush_json_writer *writer)
{
	bool array = inside_array(writer);

	if (writer->depth == 0) {
		writer->out->failed = true;
		return;
	}
	writer->depth--;
	if (!writer->first) {
		new_line(writer);
	}
	hush_buffer_byte(writer->out, array ? ']' : '}');
	writer->first = false;
	if (writer->depth == 0) {
		hush_buffer_byte(writer->out, '\n');
	}
}

void hush_json_put_string(struct hush_json_writer *writer, const char *key, const char *value)
{
	lead(writer, key);
	if (value) {
		put_quoted(writer->out, value);
	} else {
		hush_buffer_text(writer->out, "null");
	}
}

void hush_json_put_u64(struct hush_json_writer *writer, const char *key, uint64_t value)
{
	lead(writer, key);
	hush_buffer_format(writer->out, "%" PRIu64, value);
}

void hush_json_put_i64(struct hush_json_writer *writer, const char *key, int64_t value)
{
	lead(writer, key);
	hush_buffer_format(writer->out, "%" PRId64, value);
}

void hush_json_put_bool(struct hush_json_writer *writer, const char *key, bool value)
{
	lead(writer, key);
	hush_buffer_text(writer->out, value ? "true" : "false");
}

void hush_json_put_raw(struct hush_json_writer *writer, const char *key, const char *json)
{
	lead(writer, key);
	hush_buffer_text(writer->out, json);
}
