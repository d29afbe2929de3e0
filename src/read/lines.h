/*
 * lines: an input file cut at its line feeds, and nowhere else.
 *
 * Design rule 3: what a line is depends on the line feeds next to it alone; no quote, length or odd byte of one line
 * reaches another.  A UTF-8 byte-order mark at the start of the file is skipped; the last line may lack its line feed.
 */
#ifndef HUSH_READ_LINES_H
#define HUSH_READ_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { HUSH_LINE_LIMIT = 1 << 20 }; /* bytes of a line without its line feed; longer lines are not kept */

enum hush_line_kind {
	HUSH_LINE,
	HUSH_LINE_LONG, /* longer than the limit: it was skipped */
	HUSH_LINE_END   /* no more lines */
};

struct hush_lines;

/*
 * Opens the file as hush_stream_open does, with its failures, and HUSH_E_HEADER for a UTF-16 or UTF-32 mark.
 * `chunk` (> 0) is how many bytes are read at a time (HUSH_STREAM_CHUNK); it never changes the lines.
 */
hush_status hush_lines_open(const char *path, size_t chunk, struct hush_lines **lines, hush_error *err);

/* The next line without its line feed; `bytes` stays valid until the next call. HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_lines_next(struct hush_lines *lines, enum hush_line_kind *kind, const char **bytes, size_t *length,
                            hush_error *err);

uint64_t hush_lines_number(const struct hush_lines *lines); /* of the line last given; the first is 1 */

/*
 * Reading on without lines, behind the line last given. hush_lines_rest reads at least one byte into `bytes` (room > 0);
 * *got is 0 at the end only. HUSH_E_IO, HUSH_E_MEMORY. No line may be asked for afterwards.
 */
hush_status hush_lines_rest(struct hush_lines *lines, char *bytes, size_t room, size_t *got, hush_error *err);

void hush_lines_read_ahead(struct hush_lines *lines); /* as hush_stream_read_ahead */

/* The file's descriptor, which stays the lines'; and where it is *plain text, the offset at which the next line starts. */
int hush_lines_descriptor(const struct hush_lines *lines, bool *plain, uint64_t *offset);

void hush_lines_close(struct hush_lines *lines); /* wipes; NULL is allowed */

#endif
