/*
 * spans: see spans.h.
 *
 * Lines are read ahead until a span ends, and wait behind one another, each with its line feed, so that a span is one
 * stretch of bytes.  A span that turns out to be none gives its first line only; the others stay and are looked at anew.
 */
#include "read/spans.h"

#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "read/lines.h"
#include "read/opened.h"

enum { ROOM = 4 * (HUSH_LINE_LIMIT + 1) };

/* A line that was read. */
struct waiting {
	size_t length; /* without its feed */
	bool too_long; /* it was skipped, and has no bytes */
	bool odd;      /* number of quotes */
};

/* Invariants: the bytes of the lines lines[first..first + count) stand at `at`, each behind a feed but the first. */
struct hush_spans {
	struct hush_inputs *inputs;
	const struct hush_spec *spec;
	uint32_t source;
	size_t chunk;
	struct hush_row *row;
	uint32_t next_file;
	bool ahead; /* compressed files are unpacked by a thread of their own */
	bool open; /* `opened` is the file next_file - 1 */
	bool ended; /* it has no more lines */
	struct hush_opened opened;
	uint64_t line; /* number of the first line that waits */
	char *bytes;
	size_t at;
	size_t filled;
	struct waiting lines[HUSH_SPAN_LINES]; /* a ring */
	uint32_t first;
	uint32_t count;
};

static struct waiting *line_at(struct hush_spans *spans, uint32_t i)
{
	return &spans->lines[(spans->first + i) % HUSH_SPAN_LINES];
}

hush_status hush_spans_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                            size_t chunk, struct hush_spans **spans, hush_error *err)
{
	struct hush_spans *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->inputs = inputs;
	made->spec = spec;
	made->source = source;
	made->chunk = chunk;
	made->bytes = hush_calloc(ROOM + HUSH_FIELD_SLACK, 1);
	status = made->bytes ? hush_row_open(spec->sources[source].separator, &made->row, err) : hush_fail_memory(err);
	if (status != HUSH_OK) {
		hush_spans_close(made);
		return status;
	}
	*spans = made;
	return HUSH_OK;
}

void hush_spans_close(struct hush_spans *spans)
{
	if (spans) {
		hush_opened_close(&spans->opened);
		hush_row_close(spans->row);
		hush_free_wiped(spans->bytes, ROOM + HUSH_FIELD_SLACK);
		hush_free(spans);
	}
}

void hush_spans_read_ahead(struct hush_spans *spans)
{
	spans->ahead = true;
}

static bool odd_quotes(const char *bytes, size_t length)
{
	bool odd = false;

	for (const char *at = bytes; (at = memchr(at, '"', length - (size_t)(at - bytes))); at++) {
		odd = !odd;
	}
	return odd;
}

/* Opens the next file; *more is false when there is none. */
static hush_status next_file(struct hush_spans *spans, bool *more, hush_error *err)
{
	*more = spans->next_file < hush_inputs_file_count(spans->inputs, spans->source);
	if (!*more) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_opened_open(spans->spec, spans->source, hush_inputs_file(spans->inputs, spans->source, spans->next_file),
	                          spans->chunk, spans->row, &spans->opened, err));
	if (spans->ahead) {
		hush_lines_read_ahead(spans->opened.lines);
	}
	spans->next_file++;
	spans->open = true;
	spans->ended = false;
	spans->line = 2;
	return HUSH_OK;
}

/* Reads one line behind those that wait, of which there are fewer than HUSH_SPAN_LINES; spans->ended when there is none. */
static hush_status read_line(struct hush_spans *spans, hush_error *err)
{
	struct waiting *line = line_at(spans, spans->count);
	enum hush_line_kind kind;
	const char *bytes;
	size_t length;

	HUSH_TRY(hush_lines_next(spans->opened.lines, &kind, &bytes, &length, err));
	if (kind == HUSH_LINE_END) {
		spans->ended = true;
		return HUSH_OK;
	}
	if (spans->count == 0) {
		spans->at = 0;
		spans->filled = 0;
	} else if (ROOM - spans->filled < length + 1) {
		memmove(spans->bytes, spans->bytes + spans->at, spans->filled - spans->at);
		spans->filled -= spans->at;
		spans->at = 0;
	}
	if (spans->count > 0) {
		spans->bytes[spans->filled++] = '\n';
	}
	memcpy(spans->bytes + spans->filled, bytes, length);
	spans->filled += length;
	*line = (struct waiting){length, kind == HUSH_LINE_LONG, odd_quotes(bytes, length)};
	spans->count++;
	return HUSH_OK;
}

/* How many lines the quotes need to pair, and how many bytes those are with the feeds between; *lines is 0 when the limits
 * or the file end first, or a line in between was skipped. */
static hush_status measure(struct hush_spans *spans, uint32_t *lines, size_t *length, hush_error *err)
{
	bool odd = false;

	*length = 0;
	for (*lines = 1; *lines <= HUSH_SPAN_LINES; ++*lines) {
		const struct waiting *line;

		if (*lines > spans->count && !spans->ended) {
			HUSH_TRY(read_line(spans, err));
		}
		if (*lines > spans->count) {
			break;
		}
		line = line_at(spans, *lines - 1);
		*length += line->length + (*lines > 1);
		if (line->too_long || *length > HUSH_LINE_LIMIT) {
			break;
		}
		odd = odd != line->odd;
		if (!odd) {
			return HUSH_OK;
		}
	}
	*lines = 0;
	return HUSH_OK;
}

/* The first `lines` lines, of `length` bytes, do not wait any more. */
static void take(struct hush_spans *spans, uint32_t lines, size_t length)
{
	spans->first = (spans->first + lines) % HUSH_SPAN_LINES;
	spans->count -= lines;
	spans->at += length + (spans->count > 0); /* and the feed behind them */
	spans->line += lines;
}

/* The span that starts with the first line that waits. */
static hush_status read_span(struct hush_spans *spans, struct hush_span *span, hush_error *err)
{
	struct waiting first = *line_at(spans, 0);
	const char *bytes;
	uint32_t lines;
	size_t length;

	*span = (struct hush_span){.file = spans->next_file - 1, .line = spans->line, .header = &spans->opened.header,
	                           .kind = HUSH_ROW_SPOILED, .too_long = first.too_long};
	HUSH_TRY(measure(spans, &lines, &length, err));
	bytes = spans->bytes + spans->at;
	if (lines > 0) {
		HUSH_TRY(hush_row_split(spans->row, bytes, length, &span->kind, &span->fields, &span->count, err));
		if (lines == 1 || (span->kind == HUSH_ROW && span->count == span->header->width)) {
			take(spans, lines, length);
			return HUSH_OK;
		}
		span->kind = HUSH_ROW_SPOILED;
	}
	take(spans, 1, first.length);
	return HUSH_OK;
}

hush_status hush_spans_next(struct hush_spans *spans, struct hush_span *span, bool *more, hush_error *err)
{
	for (;;) {
		if (!spans->open) {
			HUSH_TRY(next_file(spans, more, err));
			if (!*more) {
				return HUSH_OK;
			}
		}
		if (spans->count == 0 && !spans->ended) {
			HUSH_TRY(read_line(spans, err));
		}
		if (spans->count > 0) {
			*more = true;
			return read_span(spans, span, err);
		}
		HUSH_TRY(hush_opened_check(&spans->opened, err));
		hush_opened_close(&spans->opened);
		spans->open = false;
	}
}
