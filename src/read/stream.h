/*
 * stream: the bytes of an input file, decompressed where its first bytes say gzip or zstd.
 *
 * A damaged or truncated compressed file is HUSH_E_IO: that is a fault of the file, found by its own check sums and
 * lengths, whatever its rows say.
 */
#ifndef HUSH_READ_STREAM_H
#define HUSH_READ_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { HUSH_STREAM_CHUNK = 256 * 1024 };

struct hush_stream;

/*
 * Opens a regular file. `chunk` (> 0) is how many compressed bytes are read at a time; it never changes what is read.
 * HUSH_E_NO_INPUT: missing, a folder, not a regular file, or of zero bytes. HUSH_E_PERMISSION. HUSH_E_HEADER: a kind of
 * file that cannot be read as CSV (a spreadsheet or zip archive, xz, bzip2). `path` must outlive the stream.
 */
hush_status hush_stream_open(const char *path, size_t chunk, struct hush_stream **stream, hush_error *err);

/* Reads at least one byte into `bytes` (room > 0); *got is 0 at the end only. HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_stream_read(struct hush_stream *stream, char *bytes, size_t room, size_t *got, hush_error *err);

/*
 * From now on a thread of its own unpacks a compressed file, some way ahead of who reads it; the bytes and failures stay the
 * same.  Without effect on plain files, and where no thread is to be had.
 */
void hush_stream_read_ahead(struct hush_stream *stream);

/* The file's descriptor, which stays the stream's. *plain: what it gives are the file's own bytes. */
int hush_stream_descriptor(const struct hush_stream *stream, bool *plain);

void hush_stream_close(struct hush_stream *stream); /* wipes; NULL is allowed */

#endif
