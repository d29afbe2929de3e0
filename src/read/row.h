/*
 * row: the fields of one line.
 *
 * libcsv defines what a line means.  Lines without NUL or carriage returns inside, whose fields have no quotes or just
 * one pair around all of them, are cut here by a short scan that gives the same fields (a test compares the two on every
 * short line); all others go to libcsv.
 */
#ifndef HUSH_READ_ROW_H
#define HUSH_READ_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"

enum hush_row_kind {
	HUSH_ROW,
	HUSH_ROW_EMPTY,   /* nothing, or blanks only: not a row */
	HUSH_ROW_BYTES,   /* a NUL, or not UTF-8 */
	HUSH_ROW_SPOILED  /* does not parse as one row */
};

struct hush_row;

hush_status hush_row_open(char separator, struct hush_row **row, hush_error *err);
void hush_row_close(struct hush_row *row); /* wipes; NULL is allowed */

/* Cuts a line given without its line feed; line feeds inside quotes belong to their field. The array is valid until the next call, the fields' bytes until
 * then or, where they are parts of the line, until the line goes.
 * HUSH_FIELD_SLACK bytes can be read behind each when they can be read behind the line. HUSH_E_MEMORY. */
hush_status hush_row_split(struct hush_row *row, const char *line, size_t length, enum hush_row_kind *kind,
                           const struct hush_field **fields, uint32_t *count, hush_error *err);

/* Whether the fields last given are no parts of the line, but valid until the next call only. */
bool hush_row_rewritten(const struct hush_row *row);

#endif
