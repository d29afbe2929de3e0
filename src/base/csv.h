/*
 * csv: what one line of a CSV file means, by libcsv.
 *
 * Design rule 3: each line is one record, parsed by a libcsv that starts afresh at it, with CSV_STRICT and
 * CSV_STRICT_FINI.  A line means something only if it gives exactly one row.  csv.h is included in csv.c and nowhere else.
 */
#ifndef HUSH_BASE_CSV_H
#define HUSH_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_csv; /* a parser with its field memory; reused from line to line */

enum hush_csv_outcome {
	HUSH_CSV_ROW,     /* exactly one row */
	HUSH_CSV_EMPTY,   /* an empty line, or one of blanks only */
	HUSH_CSV_SPOILED, /* a stray or unclosed quote, more than one row (a bare CR outside quotes), too many fields */
	HUSH_CSV_NO_MEMORY
};

enum { HUSH_FIELD_SLACK = 16 }; /* so many bytes can be read behind a field of hush_csv_line; what they are means nothing */

struct hush_field {
	const char *bytes; /* not NUL-terminated by contract; valid until the next line */
	size_t length;
};

hush_status hush_csv_open(char separator, struct hush_csv **csv, hush_error *err);
void hush_csv_close(struct hush_csv *csv); /* wipes field memory */

/* Parses one line, given without its LF; a final CR is part of the line's end. At most 4096 fields, else SPOILED. */
enum hush_csv_outcome hush_csv_line(struct hush_csv *csv, const char *line, size_t length, const struct hush_field **fields,
                                    uint32_t *count);

/*
 * A small public file (domain lists, mappings) read whole and strictly: any spoiled line is HUSH_E_SPEC with its place.
 * A UTF-8 byte-order mark is skipped; every field must be valid UTF-8 without NUL. At most 64 MiB.
 */
struct hush_csv_file {
	char **fields; /* rows * columns, NUL-terminated; row 0 is the header */
	uint32_t rows;
	uint32_t columns;
	uint32_t *lines; /* line number of each row */
};
hush_status hush_csv_file_read(const char *path, char separator, struct hush_csv_file *file, hush_error *err);
void hush_csv_file_release(struct hush_csv_file *file);
uint32_t hush_csv_file_column(const struct hush_csv_file *file, const char *name); /* UINT32_MAX when absent */

#endif
