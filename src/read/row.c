/* row: see row.h. */
#include "read/row.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { FIELD_LIMIT = 4096 }; /* as in base/csv.h */

enum byte_class { ORDINARY, SEPARATOR, WIDE, QUOTE, RARE };

struct hush_row {
	struct hush_csv *csv;
	bool rewritten; /* the fields last given are libcsv's */
	unsigned char classes[256];
	struct hush_field fields[FIELD_LIMIT];
};

hush_status hush_row_open(char separator, struct hush_row **row, hush_error *err)
{
	struct hush_row *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	status = hush_csv_open(separator, &made->csv, err);
	if (status != HUSH_OK) {
		hush_free(made);
		return status;
	}
	for (unsigned i = 0x80; i < 0x100; i++) {
		made->classes[i] = WIDE;
	}
	made->classes['\0'] = RARE;
	made->classes['\r'] = RARE;
	made->classes['"'] = QUOTE;
	made->classes[(unsigned char)separator] = SEPARATOR;
	*row = made;
	return HUSH_OK;
}

void hush_row_close(struct hush_row *row)
{
	if (row) {
		hush_csv_close(row->csv);
		hush_free(row);
	}
}

/* libcsv drops blanks and tabs around a field, also next to a separator that is one of them. */
static void set_field(struct hush_field *field, const char *bytes, size_t length)
{
	hush_trim(&bytes, &length);
	field->bytes = bytes;
	field->length = length;
}

/* What a short scan says of a line. */
struct scan {
	uint32_t count; /* of fields */
	bool wide;      /* some bytes are beyond ASCII, which libcsv takes like letters; are they UTF-8? */
	bool quoted;    /* some field is quoted, so that the line is no empty one */
};

/*
 * The plainest of quoted fields: from the quote at `at` to the next one, behind which the field ends, with no NUL and no
 * carriage return between.  What stands between the quotes is the field, blanks and all.  Returns where the field ends,
 * or 0 when it is any other.
 */
static size_t split_quoted(struct hush_row *row, const char *line, size_t length, size_t at, struct scan *scan)
{
	for (size_t i = at + 1; i < length; i++) {
		switch (row->classes[(unsigned char)line[i]]) {
		case WIDE: scan->wide = true; break;
		case RARE: return 0;
		case QUOTE:
			if (i + 1 < length && row->classes[(unsigned char)line[i + 1]] != SEPARATOR) {
				return 0;
			}
			row->fields[scan->count++] = (struct hush_field){line + at + 1, i - at - 1};
			scan->quoted = true;
			return i + 1;
		default: break;
		}
	}
	return 0;
}

/* Cuts a line of ordinary bytes; false when it holds others, or more fields than there may be: then libcsv is asked. */
static bool split_plain(struct hush_row *row, const char *line, size_t length, struct scan *scan)
{
	size_t start = 0;

	*scan = (struct scan){0};
	for (size_t i = 0; i < length; i++) {
		unsigned char class = row->classes[(unsigned char)line[i]];

		if (class == ORDINARY) {
			continue;
		}
		if (class == WIDE) {
			scan->wide = true;
			continue;
		}
		if (class == RARE || scan->count == FIELD_LIMIT - 1) {
			return false;
		}
		if (class == QUOTE) {
			i = i == start ? split_quoted(row, line, length, i, scan) : 0;
			if (i == 0) {
				return false;
			}
			if (i == length) {
				return true;
			}
		} else {
			set_field(&row->fields[scan->count++], line + start, i - start);
		}
		start = i + 1;
	}
	set_field(&row->fields[scan->count++], line + start, length - start);
	return true;
}

bool hush_row_rewritten(const struct hush_row *row)
{
	return row->rewritten;
}

hush_status hush_row_split(struct hush_row *row, const char *line, size_t length, enum hush_row_kind *kind,
                           const struct hush_field **fields, uint32_t *count, hush_error *err)
{
	size_t end = length && line[length - 1] == '\r' ? length - 1 : length;
	struct scan scan;

	row->rewritten = !split_plain(row, line, end, &scan) || (scan.wide && !hush_utf8_valid(line, end));
	if (!row->rewritten) {
		*fields = row->fields;
		*count = scan.count;
		*kind = scan.count == 1 && row->fields[0].length == 0 && !scan.quoted ? HUSH_ROW_EMPTY : HUSH_ROW;
		return HUSH_OK;
	}
	if (memchr(line, '\0', length) || !hush_utf8_valid(line, length)) {
		*kind = HUSH_ROW_BYTES;
		return HUSH_OK;
	}
	switch (hush_csv_line(row->csv, line, length, fields, count)) {
	case HUSH_CSV_ROW: *kind = HUSH_ROW; return HUSH_OK;
	case HUSH_CSV_EMPTY: *kind = HUSH_ROW_EMPTY; return HUSH_OK;
	case HUSH_CSV_SPOILED: *kind = HUSH_ROW_SPOILED; return HUSH_OK;
	case HUSH_CSV_NO_MEMORY: break;
	}
	return hush_fail_memory(err);
}
