/*
 * inspect: the officer's PRIVATE view. The only folder that prints exact values; nothing of publish/ reaches it.
 */
#ifndef HUSH_INSPECT_INSPECT_H
#define HUSH_INSPECT_INSPECT_H

#include "base/buffer.h"
#include "spec/spec.h"
#include <hushcount/effort.h>
#include <hushcount/text.h>

/* Counts every source with a throw-away limiting key and describes what was seen. Every line is marked PRIVATE.
 * `effort` may be NULL. */
hush_status hush_inspect(const struct hush_spec *spec, const hush_effort *effort, hush_format format, struct hush_buffer *out, hush_error *err);

#endif
