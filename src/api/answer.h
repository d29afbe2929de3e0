/*
 * answer: how the public functions give their texts.
 */
#ifndef HUSH_API_ANSWER_H
#define HUSH_API_ANSWER_H

#include <hushcount/text.h>

#include "base/buffer.h"
#include "base/json_write.h"

enum { HUSH_ANSWER_LIMIT = 64 * 1024 * 1024 };

/* Hands the buffer's bytes to the caller as *text; releases the buffer in any case. */
hush_status hush_answer_give(struct hush_buffer *answer, char **text, hush_error *err);

/* The same at the end of a task: after one that failed there is nothing to hand over, and its status stands. */
hush_status hush_answer_finish(hush_status status, struct hush_buffer *answer, char **text, hush_error *err);

/* Opens the envelope that every JSON answer has: {"schema": ..., "ok": true, ... The caller ends the object. */
void hush_answer_begin(struct hush_json_writer *writer, struct hush_buffer *answer, const char *schema);

#endif
