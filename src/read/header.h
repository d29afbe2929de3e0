/*
 * header: which column of a file holds what, by the names in its first line.
 */
#ifndef HUSH_READ_HEADER_H
#define HUSH_READ_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "read/lines.h"
#include "read/row.h"
#include "spec/spec.h"

/* Indexes of the columns that a source needs, in one file. HUSH_NONE where nothing is needed. */
struct hush_header {
	uint32_t width;
	uint32_t *entity; /* one per source->entity_columns */
	uint32_t time;
	uint32_t clock;                           /* of a clock that stands apart from the date */
	uint32_t *keys;                           /* one per source->key_columns */
	uint32_t *counts;                         /* one per source->counts */
	uint32_t dimensions[HUSH_MAX_DIMENSIONS]; /* column of each needed COLUMN, BINS or MAP dimension */
	uint32_t amounts[HUSH_MAX_TABLES];        /* column whose values (or times) a table takes, by spec table */
};

/* Which dimensions the source's tables use, bases of mappings included: needed[d] for each dimension of the spec. */
void hush_needed_dimensions(const struct hush_spec *spec, uint32_t source, bool needed[HUSH_MAX_DIMENSIONS]);

/*
 * Reads the first line of `lines` as the header of `source`; `row` must cut by the source's separator.
 * HUSH_E_HEADER for a line that is no header, a missing column or one that stands there twice; HUSH_E_IO,
 * HUSH_E_MEMORY.  On success the caller releases the header.
 */
hush_status hush_header_read(const struct hush_spec *spec, uint32_t source, const char *path, struct hush_lines *lines,
                             struct hush_row *row, struct hush_header *header, hush_error *err);
void hush_header_release(struct hush_header *header);

#endif
