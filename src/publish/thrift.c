/* thrift: see thrift.h. */
#include "publish/thrift.h"

#include <string.h>

enum { KIND_I32 = 5, KIND_I64 = 6, KIND_BINARY = 8, KIND_LIST = 9, KIND_STRUCT = 12 };

static void put_varint(struct hush_buffer *out, uint64_t value)
{
	while (value >= 0x80) {
		hush_buffer_byte(out, (unsigned char)(value | 0x80));
		value >>= 7;
	}
	hush_buffer_byte(out, (unsigned char)value);
}

/* 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
static uint64_t zigzag(int64_t value)
{
	return value < 0 ? ~((uint64_t)value << 1) : (uint64_t)value << 1;
}

static void put_field(struct hush_thrift *thrift, int16_t field, unsigned kind)
{
	int16_t *last = &thrift->last[thrift->depth];
	int delta = field - *last;

	if (delta >= 1 && delta <= 15) {
		hush_buffer_byte(thrift->out, (unsigned char)((unsigned)delta << 4 | kind));
	} else {
		hush_buffer_byte(thrift->out, (unsigned char)kind);
		put_varint(thrift->out, zigzag(field));
	}
	*last = field;
}

static void open_struct(struct hush_thrift *thrift)
{
	if (thrift->depth + 1 == HUSH_THRIFT_DEPTH) {
		thrift->out->failed = true; /* no structure of ours is so deep */
		return;
	}
	thrift->depth++;
	thrift->last[thrift->depth] = 0;
}

static void put_binary(struct hush_buffer *out, const char *text)
{
	size_t length = strlen(text);

	put_varint(out, length);
	hush_buffer_put(out, text, length);
}

void hush_thrift_begin(struct hush_thrift *thrift, struct hush_buffer *out)
{
	*thrift = (struct hush_thrift){.out = out};
}

void hush_thrift_end(struct hush_thrift *thrift)
{
	hush_buffer_byte(thrift->out, 0);
	if (thrift->depth > 0) {
		thrift->depth--;
	}
}

void hush_thrift_i32(struct hush_thrift *thrift, int16_t field, int32_t value)
{
	put_field(thrift, field, KIND_I32);
	put_varint(thrift->out, zigzag(value));
}

void hush_thrift_i64(struct hush_thrift *thrift, int16_t field, int64_t value)
{
	put_field(thrift, field, KIND_I64);
	put_varint(thrift->out, zigzag(value));
}

void hush_thrift_text(struct hush_thrift *thrift, int16_t field, const char *text)
{
	put_field(thrift, field, KIND_BINARY);
	put_binary(thrift->out, text);
}

void hush_thrift_struct(struct hush_thrift *thrift, int16_t field)
{
	put_field(thrift, field, KIND_STRUCT);
	open_struct(thrift);
}

void hush_thrift_list(struct hush_thrift *thrift, int16_t field, enum hush_thrift_kind kind, uint32_t count)
{
	put_field(thrift, field, KIND_LIST);
	if (count < 15) {
		hush_buffer_byte(thrift->out, (unsigned char)(count << 4 | (unsigned)kind));
	} else {
		hush_buffer_byte(thrift->out, (unsigned char)(0xF0 | (unsigned)kind));
		put_varint(thrift->out, count);
	}
}

void hush_thrift_element(struct hush_thrift *thrift)
{
	open_struct(thrift);
}

void hush_thrift_element_i32(struct hush_thrift *thrift, int32_t value)
{
	put_varint(thrift->out, zigzag(value));
}

void hush_thrift_element_text(struct hush_thrift *thrift, const char *text)
{
	put_binary(thrift->out, text);
}
