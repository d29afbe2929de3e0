/*
 * opened: a file of records, open behind its header, and watched while it is read.
 *
 * It was fine when it was checked (inputs.h), so any fault of the file is a change since: HUSH_E_IO, whatever its rows say.
 */
#ifndef HUSH_READ_OPENED_H
#define HUSH_READ_OPENED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"
#include "read/header.h"
#include "read/lines.h"
#include "read/row.h"
#include "spec/spec.h"

struct hush_opened {
	struct hush_lines *lines; /* the next one is the first behind the header */
	struct hush_header header;
	const char *path;
	int descriptor;
	bool plain;     /* not compressed */
	uint64_t begin; /* plain: offset of the first line behind the header */
	uint64_t size;  /* of the file, when it was opened */
	struct stat about;
};

/* `path` must outlive it; `chunk`: bytes that are read at a time (HUSH_STREAM_CHUNK); `row` must cut by the source's
 * separator. HUSH_E_IO, HUSH_E_MEMORY. */
hush_status hush_opened_open(const struct hush_spec *spec, uint32_t source, const char *path, size_t chunk,
                             struct hush_row *row, struct hush_opened *opened, hush_error *err);

/* At the end of the reading: is it still the file that was opened? HUSH_E_IO when not. */
hush_status hush_opened_check(const struct hush_opened *opened, hush_error *err);

/* HUSH_E_IO: "the file changed ...". `when` is fixed text. */
hush_status hush_opened_changed(const char *path, const char *when, hush_error *err);

void hush_opened_close(struct hush_opened *opened); /* wipes; a zeroed one is allowed */

#endif
