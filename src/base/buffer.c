/* buffer: see buffer.h. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void hush_buffer_init(struct hush_buffer *buffer, size_t limit)
{
	*buffer = (struct hush_buffer){.limit = limit};
}

void hush_buffer_release(struct hush_buffer *buffer)
{
	hush_free(buffer->bytes);
	hush_buffer_init(buffer, buffer->limit);
}

void hush_buffer_release_wiped(struct hush_buffer *buffer)
{
	hush_free_wiped(buffer->bytes, buffer->capacity);
	hush_buffer_init(buffer, buffer->limit);
}

void hush_buffer_clear(struct hush_buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = false;
	buffer->starved = false;
}

/* Makes room for `more` bytes and the final NUL. Old contents move by copy and wipe, since they may be private. */
static bool reserve(struct hush_buffer *buffer, size_t more)
{
	size_t wanted;
	size_t capacity;
	char *bytes;

	if (buffer->failed || more > buffer->limit - buffer->length) {
		buffer->failed = true;
		return false;
	}
	wanted = buffer->length + more + 1;
	if (wanted <= buffer->capacity) {
		return true;
	}
	capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
	while (capacity < wanted) {
		capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
	}
	bytes = hush_malloc(capacity);
	if (!bytes) {
		buffer->failed = true;
		buffer->starved = true;
		return false;
	}
	if (buffer->bytes) {
		memcpy(bytes, buffer->bytes, buffer->length);
	}
	hush_free_wiped(buffer->bytes, buffer->capacity);
	buffer->bytes = bytes;
	buffer->capacity = capacity;
	return true;
}

void hush_buffer_put(struct hush_buffer *buffer, const void *bytes, size_t length)
{
	if (reserve(buffer, length)) {
		if (length) {
			memcpy(buffer->bytes + buffer->length, bytes, length);
		}
		buffer->length += length;
		buffer->bytes[buffer->length] = '\0';
	}
}

void hush_buffer_text(struct hush_buffer *buffer, const char *text)
{
	hush_buffer_put(buffer, text, strlen(text));
}

void hush_buffer_byte(struct hush_buffer *buffer, unsigned char byte)
{
	hush_buffer_put(buffer, &byte, 1);
}

void hush_buffer_format(struct hush_buffer *buffer, const char *format, ...)
{
	va_list arguments;
	va_list again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	if (length < 0) {
		buffer->failed = true;
	} else if (reserve(buffer, (size_t)length)) {
		vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
		buffer->length += (size_t)length;
	}
	va_end(again);
	va_end(arguments);
}

void hush_buffer_counted(struct hush_buffer *buffer, const void *bytes, size_t length)
{
	uint32_t count = (uint32_t)length;
	unsigned char prefix[4] = {(unsigned char)count, (unsigned char)(count >> 8), (unsigned char)(count >> 16),
	                           (unsigned char)(count >> 24)};

	if (length > UINT32_MAX) {
		buffer->failed = true;
		return;
	}
	hush_buffer_put(buffer, prefix, sizeof prefix);
	hush_buffer_put(buffer, bytes, length);
}

hush_status hush_buffer_check(const struct hush_buffer *buffer, hush_error *err)
{
	return buffer->failed ? hush_fail_memory(err) : HUSH_OK;
}

char *hush_buffer_take(struct hush_buffer *buffer, size_t *length)
{
	char *bytes;

	hush_buffer_put(buffer, "", 0);
	if (buffer->failed) {
		return NULL;
	}
	bytes = buffer->bytes;
	if (length) {
		*length = buffer->length;
	}
	hush_buffer_init(buffer, buffer->limit);
	return bytes;
}
