/* lines: see lines.h. */
#include "read/lines.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "read/stream.h"

enum { MARK = 4 }; /* bytes of the longest byte-order mark */

/* Invariants: at <= scanned <= filled <= room; no line feed in [at, scanned). */
struct hush_lines {
	struct hush_stream *stream;
	const char *path;
	char *bytes;
	size_t room;
	size_t chunk;
	size_t at;      /* where the next line starts */
	size_t scanned; /* how far its end was looked for */
	size_t filled;
	uint64_t taken; /* bytes that the stream gave */
	uint64_t number;
	bool ended;    /* the stream gave its last byte */
	bool skipping; /* inside a line that is too long */
};

/* Reads once behind what is there. */
static hush_status fill(struct hush_lines *lines, hush_error *err)
{
	size_t room;
	size_t got;

	if (lines->at > 0) {
		memmove(lines->bytes, lines->bytes + lines->at, lines->filled - lines->at);
		lines->filled -= lines->at;
		lines->scanned -= lines->at;
		lines->at = 0;
	}
	room = lines->room - lines->filled;
	HUSH_TRY(hush_stream_read(lines->stream, lines->bytes + lines->filled, room < lines->chunk ? room : lines->chunk, &got,
	                          err));
	lines->filled += got;
	lines->taken += got;
	lines->ended = got == 0;
	return HUSH_OK;
}

static bool starts(const struct hush_lines *lines, const char *mark, size_t length)
{
	return lines->filled >= length && memcmp(lines->bytes, mark, length) == 0;
}

/* Reads until the longest mark fits, skips a UTF-8 mark and refuses the others. */
static hush_status take_mark(struct hush_lines *lines, hush_error *err)
{
	const char *wide = NULL;

	while (lines->filled < MARK && !lines->ended) {
		HUSH_TRY(fill(lines, err));
	}
	if (starts(lines, "\xEF\xBB\xBF", 3)) {
		lines->at = 3;
		lines->scanned = 3;
		return HUSH_OK;
	}
	if (starts(lines, "\xFF\xFE\0\0", 4) || starts(lines, "\0\0\xFE\xFF", 4)) {
		wide = "UTF-32";
	} else if (starts(lines, "\xFF\xFE", 2) || starts(lines, "\xFE\xFF", 2)) {
		wide = "UTF-16";
	}
	if (wide) {
		hush_fail_at(err, HUSH_E_HEADER, lines->path, 0, 0, "is %s text", wide);
		hush_hint(err, "save it as UTF-8, or run: iconv -f %s -t UTF-8", wide);
		return HUSH_E_HEADER;
	}
	return HUSH_OK;
}

hush_status hush_lines_open(const char *path, size_t chunk, struct hush_lines **lines, hush_error *err)
{
	struct hush_stream *stream = NULL;
	struct hush_lines *made;
	hush_status status;

	HUSH_TRY(hush_stream_open(path, chunk, &stream, err));
	made = hush_calloc(1, sizeof *made);
	if (!made) {
		hush_stream_close(stream);
		return hush_fail_memory(err);
	}
	made->stream = stream;
	made->path = path;
	made->chunk = chunk;
	made->room = (size_t)HUSH_LINE_LIMIT + 1 + (chunk < MARK ? MARK : chunk);
	made->bytes = hush_malloc(made->room);
	status = made->bytes ? take_mark(made, err) : hush_fail_memory(err);
	if (status != HUSH_OK) {
		hush_lines_close(made);
		return status;
	}
	*lines = made;
	return HUSH_OK;
}

void hush_lines_close(struct hush_lines *lines)
{
	if (lines) {
		hush_stream_close(lines->stream);
		hush_free_wiped(lines->bytes, lines->room);
		hush_free(lines);
	}
}

uint64_t hush_lines_number(const struct hush_lines *lines)
{
	return lines->number;
}

hush_status hush_lines_rest(struct hush_lines *lines, char *bytes, size_t room, size_t *got, hush_error *err)
{
	size_t rest = lines->filled - lines->at;

	if (rest == 0) {
		return hush_stream_read(lines->stream, bytes, room, got, err);
	}
	*got = rest < room ? rest : room;
	memcpy(bytes, lines->bytes + lines->at, *got);
	lines->at += *got;
	lines->scanned = lines->at;
	return HUSH_OK;
}

void hush_lines_read_ahead(struct hush_lines *lines)
{
	hush_stream_read_ahead(lines->stream);
}

int hush_lines_descriptor(const struct hush_lines *lines, bool *plain, uint64_t *offset)
{
	*offset = lines->taken - (lines->filled - lines->at);
	return hush_stream_descriptor(lines->stream, plain);
}

/* The line from `at` to `end` is complete; the next one starts at `next`. */
static void give(struct hush_lines *lines, size_t end, size_t next, enum hush_line_kind *kind, const char **bytes,
                 size_t *length)
{
	bool too_long = lines->skipping || end - lines->at > HUSH_LINE_LIMIT;

	lines->number++;
	*kind = too_long ? HUSH_LINE_LONG : HUSH_LINE;
	*bytes = lines->bytes + lines->at;
	*length = too_long ? 0 : end - lines->at;
	lines->skipping = false;
	lines->at = next;
	lines->scanned = next;
}

hush_status hush_lines_next(struct hush_lines *lines, enum hush_line_kind *kind, const char **bytes, size_t *length,
                            hush_error *err)
{
	for (;;) {
		const char *feed = memchr(lines->bytes + lines->scanned, '\n', lines->filled - lines->scanned);

		if (feed) {
			size_t end = (size_t)(feed - lines->bytes);

			give(lines, end, end + 1, kind, bytes, length);
			return HUSH_OK;
		}
		lines->scanned = lines->filled;
		if (lines->ended) {
			if (lines->filled == lines->at && !lines->skipping) {
				*kind = HUSH_LINE_END;
				*length = 0;
				return HUSH_OK;
			}
			give(lines, lines->filled, lines->filled, kind, bytes, length);
			return HUSH_OK;
		}
		if (lines->skipping || lines->filled - lines->at > HUSH_LINE_LIMIT) {
			lines->skipping = true;
			lines->at = lines->filled; /* its bytes are of no use */
		}
		HUSH_TRY(fill(lines, err));
	}
}
