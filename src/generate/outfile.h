/*
 * outfile: text files that are written once, row by row, and taken back when not all of them come to an end.
 *
 * A file that exists is never written over: it may hold real records.  Failure is sticky: after the first one, puts do
 * nothing and hush_outfile_end tells it.  So writers put rows and look once in a while.
 */
#ifndef HUSH_GENERATE_OUTFILE_H
#define HUSH_GENERATE_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { HUSH_OUTFILE_BLOCK = 1 << 18, HUSH_OUTFILE_ROW = 1024 /* the longest row that may be put in one piece */ };

/* A folder, and the names of what was made in it. */
struct hush_outfolder {
	const char *path;
	char **made;
	uint32_t count;
	uint32_t room;
};

struct hush_outfile {
	char *path;
	int file; /* -1: none */
	int errnum;
	size_t used;
	char *block; /* HUSH_OUTFILE_BLOCK bytes */
};

/* Makes the folder when it is missing. HUSH_E_CREATE, HUSH_E_PERMISSION. */
hush_status hush_outfolder_open(const char *path, struct hush_outfolder *folder, hush_error *err);

/* Forgets the files made; removes them first unless `keep`. */
void hush_outfolder_close(struct hush_outfolder *folder, bool keep);

/* Makes the file `name` and puts `head` into it. HUSH_E_CREATE, HUSH_E_MEMORY. `file` was zeroed or released. */
hush_status hush_outfile_open(struct hush_outfolder *folder, const char *name, const char *head,
							  struct hush_outfile *file, hush_error *err);

/* Writes what is still to be written and closes. HUSH_E_IO, also for a failure before. */
hush_status hush_outfile_end(struct hush_outfile *file, hush_error *err);

/* Closes without a word, on the way out of another failure. A released one is allowed. */
void hush_outfile_release(struct hush_outfile *file);

/* Whether all puts so far went well. */
static inline bool hush_outfile_good(const struct hush_outfile *file)
{
	return file->errnum == 0;
}

/* Room for one row of at most HUSH_OUTFILE_ROW bytes; the caller adds what it wrote to `used`. */
char *hush_outfile_row(struct hush_outfile *file);

void hush_outfile_put(struct hush_outfile *file, const void *bytes, size_t length);
void hush_outfile_format(struct hush_outfile *file, const char *format, ...) HUSH_PRINTF(2, 3); /* at most a row */

#endif
