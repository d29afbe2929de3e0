/*
 * describe: what a checked spec asks for; and a draft of a spec from a header line.
 */
#ifndef HUSH_SPEC_DESCRIBE_H
#define HUSH_SPEC_DESCRIBE_H

#include "base/buffer.h"
#include "spec/spec.h"
#include <hushcount/text.h>

void hush_spec_describe(const struct hush_spec *spec, hush_format format, struct hush_buffer *out);

/* Drafts a spec (JSON) from the header of the CSV file at `path`, plain, gzip or not: only the first line is read. */
hush_status hush_spec_draft(const char *path, struct hush_buffer *out, hush_error *err);

#endif
