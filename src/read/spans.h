/*
 * spans: the records of a source whose fields may hold line breaks ("multiline"), one after the other.
 *
 * A span is the shortest run of lines, from where the one before ended, in which the double quotes pair; it is one record
 * when it parses as one row of the header's width.  When it does not, or when HUSH_SPAN_LINES lines or HUSH_LINE_LIMIT
 * bytes do not reach its end, the first line is left out alone and the next span starts right behind it: a stray quote
 * costs its own line, and cannot swallow what follows.  spans.proof.md says what that does to the promise.
 *
 * Where a record starts depends on all before it, so one thread reads, in the order of the files.
 */
#ifndef HUSH_READ_SPANS_H
#define HUSH_READ_SPANS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "read/header.h"
#include "read/inputs.h"
#include "read/row.h"
#include "spec/spec.h"

enum { HUSH_SPAN_LINES = 256 };

struct hush_spans;

struct hush_span {
	enum hush_row_kind kind; /* HUSH_ROW_EMPTY is no row */
	bool too_long;           /* a line beyond HUSH_LINE_LIMIT, which was skipped; nothing below `line` is set */
	uint32_t file;           /* index into the source's files */
	uint64_t line;           /* of the span's first one; the header is 1 */
	const struct hush_header *header;
	const struct hush_field *fields; /* HUSH_ROW: as hush_row_split gives them, valid until the next span */
	uint32_t count;
};

/* `chunk` (> 0): bytes that are read at a time; it never changes the spans. Nothing is read yet. HUSH_E_MEMORY. */
hush_status hush_spans_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                            size_t chunk, struct hush_spans **spans, hush_error *err);

/* Before the first span: compressed files are unpacked by a thread of their own (hush_stream_read_ahead). */
void hush_spans_read_ahead(struct hush_spans *spans);

/* The next span; *more is false behind the last one of the last file. HUSH_E_IO (a file that changed too), HUSH_E_MEMORY. */
hush_status hush_spans_next(struct hush_spans *spans, struct hush_span *span, bool *more, hush_error *err);

void hush_spans_close(struct hush_spans *spans); /* wipes; NULL is allowed */

#endif
