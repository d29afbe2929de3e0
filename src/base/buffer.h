/*
 * buffer: bytes that grow up to a limit fixed at the start.
 *
 * Invariants: bytes[length] is always NUL once anything was put; length never exceeds limit.
 * Failure is sticky: once an allocation fails or the limit would be passed, every later put is ignored
 * and hush_buffer_check reports it.  So writers put everything and check once, at the end.
 */
#ifndef HUSH_BASE_BUFFER_H
#define HUSH_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_buffer {
	char *bytes; /* NULL until the first put */
	size_t length;
	size_t capacity;
	size_t limit;
	bool failed;
	bool starved; /* failed, for want of memory and not for the limit */
};

void hush_buffer_init(struct hush_buffer *buffer, size_t limit);
void hush_buffer_release(struct hush_buffer *buffer);       /* frees; the struct may be used again */
void hush_buffer_release_wiped(struct hush_buffer *buffer); /* zeroes first */
void hush_buffer_clear(struct hush_buffer *buffer);         /* length 0, keeps the memory and forgets failure */

void hush_buffer_put(struct hush_buffer *buffer, const void *bytes, size_t length);
void hush_buffer_text(struct hush_buffer *buffer, const char *text);
void hush_buffer_byte(struct hush_buffer *buffer, unsigned char byte);
void hush_buffer_format(struct hush_buffer *buffer, const char *format, ...) HUSH_PRINTF(2, 3);

/* Injective encoding for digests and keys: 4-byte little-endian length, then the bytes. */
void hush_buffer_counted(struct hush_buffer *buffer, const void *bytes, size_t length);

/* HUSH_OK, or HUSH_E_MEMORY when any put since init or clear failed. */
hush_status hush_buffer_check(const struct hush_buffer *buffer, hush_error *err);

/* Hands the bytes over (NUL-terminated, to be freed with hush_free) and empties the buffer. NULL if it failed. */
char *hush_buffer_take(struct hush_buffer *buffer, size_t *length);

#endif
