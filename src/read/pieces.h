/*
 * pieces: the files of a source cut into pieces of whole lines, for several threads at once.
 *
 * A line belongs to the piece in whose range of bytes it starts, so where a file is cut never depends on what a line says
 * and never changes a line: a line starts behind a line feed, and nowhere else.  Plain files are read by every thread for
 * itself, at offsets; compressed ones in their order, by whichever thread needs the next piece, one at a time, or ahead of
 * them all by a thread of their own.
 *
 * The file is read with its size at the start: one that is shorter or was written to when it ends is a fault of the file
 * (HUSH_E_IO), whatever its rows say.
 */
#ifndef HUSH_READ_PIECES_H
#define HUSH_READ_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "read/header.h"
#include "read/inputs.h"
#include "read/lines.h"
#include "spec/spec.h"

enum {
	HUSH_PIECE = 128 * 1024, /* what a thread reads at a time: it stays in the processor's nearest memory */
	HUSH_PIECE_MOST = HUSH_LINE_LIMIT
};

struct hush_pieces;
struct hush_piece_file;

struct hush_piece {
	const char *bytes; /* whole lines; HUSH_MARKS_SLACK readable bytes follow */
	size_t length;     /* the last line may lack its feed at the end of the file */
	bool long_after;   /* one more line starts in this piece: it is too long, and was skipped */
	uint32_t file;     /* index into the source's files */
	uint64_t number;   /* of the piece among all of the source */
	const struct hush_header *header;
	struct hush_piece_file *of; /* internal */
};

/* `size` (1..HUSH_PIECE_MOST) is how many bytes a piece spans; it never changes what is read. HUSH_E_MEMORY. */
hush_status hush_pieces_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source, size_t size,
                             struct hush_pieces **pieces, hush_error *err);
/* Before the first piece: compressed files are unpacked by a thread of their own (hush_stream_read_ahead). */
void hush_pieces_read_ahead(struct hush_pieces *pieces);

void hush_pieces_close(struct hush_pieces *pieces); /* wipes; NULL is allowed */

/*
 * The next piece, read into `room` (hush_piece_room bytes, which only this thread uses). *more is false when there is none left. Each piece must be
 * given back (hush_pieces_done) before the next is asked for by the same thread. HUSH_E_IO, HUSH_E_MEMORY.
 */
hush_status hush_pieces_next(struct hush_pieces *pieces, char *room, struct hush_piece *piece, bool *more, hush_error *err);

/* `lines`: how many lines the piece held, the long one too; remembered, so that hush_pieces_line can tell line numbers. */
hush_status hush_pieces_done(struct hush_pieces *pieces, const struct hush_piece *piece, uint32_t lines, hush_error *err);

/* Once all pieces are done: the line number, from 1, of the line `at` (from 0) of a piece. */
uint64_t hush_pieces_line(const struct hush_pieces *pieces, uint64_t number, uint32_t at);

/* Bytes of the longest piece, its slack included. */
size_t hush_piece_room(const struct hush_pieces *pieces);

#endif
