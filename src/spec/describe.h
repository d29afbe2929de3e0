/*
 * describe: what a checked spec asks for; and a draft of a spec from a header line.
 */
#ifndef HUSH_SPEC_DESCRIBE_H
#define HUSH_SPEC_DESCRIBE_H

#include "base/buffer.h"
#include "spec/spec.h"
#include <hushcount/text.h>

/*
 * Says what the spec asks for: tables with their cells and limits, and whom each protects. Failure is sticky in `out`.
 */
void hush_spec_describe(const struct hush_spec *spec, hush_format format, struct hush_buffer *out);

/*
 * Drafts a spec (JSON) from the header of the CSV file at `path`: only the first line is used.  The file must be plain;
 * a compressed one is refused.  What a person must decide is marked (mark.h), so the draft is no spec yet.
 * HUSH_E_NO_INPUT, HUSH_E_PERMISSION, HUSH_E_HEADER when no column looks like a time, or none like a plate or user.
 */
hush_status hush_spec_draft(const char *path, struct hush_buffer *out, hush_error *err);

#endif
