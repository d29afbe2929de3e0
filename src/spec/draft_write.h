/* draft_write: a draft as JSON: what the header tells filled in, what only a person can decide marked (mark.h). */
#ifndef HUSH_SPEC_DRAFT_WRITE_H
#define HUSH_SPEC_DRAFT_WRITE_H

#include "base/buffer.h"
#include "spec/exports.h"

/* What is known of the file. */
struct hush_draft {
	const char *file;
	char separator;
	const struct hush_export *export;
	const char *columns[HUSH_ROLES]; /* NULL: there is none */
};

/* Failure is sticky in `out`. */
void hush_draft_write(const struct hush_draft *draft, struct hush_buffer *out);

#endif
