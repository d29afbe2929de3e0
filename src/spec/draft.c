/*
 * draft: a spec to edit, from the header line of a file of records and nothing else.
 *
 * Columns are recognised by the names that vendors use (exports.h).  The lists of sites, agencies and reasons are left
 * to be made from public inventories: making them from the records would publish what those hold.
 */
#include "spec/describe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "spec/draft_write.h"

enum { HEADER_LIMIT = 64 * 1024 };

struct header {
	char **names;
	uint32_t count;
	char separator;
};

static void release_header(struct header *header)
{
	for (uint32_t i = 0; i < header->count; i++) {
		hush_free(header->names[i]);
	}
	hush_free(header->names);
}

/* The first line of a plain file. */
static hush_status first_line(const char *path, char *line, size_t *length, hush_error *err)
{
	FILE *file = fopen(path, "rbe");
	size_t got;
	char *end;

	if (!file) {
		hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_NO_INPUT, errno, path,
						"cannot open the file");
		return hush_hint(err, "give the path of a CSV file of records");
	}
	got = fread(line, 1, HEADER_LIMIT, file);
	if (ferror(file)) {
		hush_fail_errno(err, HUSH_E_NO_INPUT, errno, path, "cannot read the file");
		fclose(file);
		return hush_hint(err, "give the path of a CSV file of records, not of a folder");
	}
	fclose(file);
	if (got == 0) {
		hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "is empty");
		return hush_hint(err, "a file of records starts with a header line");
	}
	end = memchr(line, '\n', got);
	*length = end ? (size_t)(end - line) : got;
	if ((!end && got == HEADER_LIMIT) || memchr(line, 0, *length) || !hush_utf8_valid(line, *length)) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "the first line is not a UTF-8 header");
		return hush_hint(err, "unpack a compressed file first; save a spreadsheet as \"CSV UTF-8\"");
	}
	return HUSH_OK;
}

/* The separator that cuts the header into most fields. */
static char likely_separator(const char *line, size_t length)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	char best = ',';
	size_t most = 0;

	for (size_t c = 0; c < sizeof candidates; c++) {
		size_t seen = 0;

		for (size_t i = 0; i < length; i++) {
			seen += line[i] == candidates[c] ? 1 : 0;
		}
		if (seen > most) {
			most = seen;
			best = candidates[c];
		}
	}
	return best;
}

static hush_status split(const char *path, const char *line, size_t length, struct header *header, hush_error *err)
{
	const struct hush_field *fields;
	struct hush_csv *csv = NULL;
	uint32_t count = 0;
	enum hush_csv_outcome outcome;
	hush_status status = hush_csv_open(header->separator, &csv, err);

	if (status != HUSH_OK) {
		return status;
	}
	outcome = hush_csv_line(csv, line, length, &fields, &count);
	if (outcome != HUSH_CSV_ROW) {
		status = outcome == HUSH_CSV_NO_MEMORY
					 ? hush_fail_memory(err)
					 : hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "the first line is not a header");
	}
	if (status == HUSH_OK) {
		header->names = hush_calloc(count, sizeof *header->names);
		status = header->names ? HUSH_OK : hush_fail_memory(err);
	}
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		header->names[i] = hush_strndup(fields[i].bytes, fields[i].length);
		header->count = header->names[i] ? i + 1 : i;
		status = header->names[i] ? HUSH_OK : hush_fail_memory(err);
	}
	hush_csv_close(csv);
	return status;
}

/* Recognises the columns; a draft needs a time, and someone to protect. */
static hush_status recognise(const char *path, const struct header *header, struct hush_draft *draft, hush_error *err)
{
	const char *date;
	const char *clock;

	*draft = (struct hush_draft){.file = hush_path_last(path),
								 .separator = header->separator,
								 .export = hush_export_of(header->names, header->count)};
	for (uint32_t role = 0; role < HUSH_ROLES; role++) {
		draft->columns[role] = hush_export_column(draft->export, (enum hush_role)role, header->names, header->count);
	}
	/* Half a time is none: where the column of one is the date or the clock of another pair, both are read. */
	if (hush_export_clock(header->names, header->count, &date, &clock) &&
	    (!draft->columns[HUSH_ROLE_TIME] || strcmp(draft->columns[HUSH_ROLE_TIME], date) == 0 ||
	     strcmp(draft->columns[HUSH_ROLE_TIME], clock) == 0)) {
		draft->columns[HUSH_ROLE_TIME] = date;
		draft->columns[HUSH_ROLE_CLOCK] = clock;
	}
	if (!draft->columns[HUSH_ROLE_TIME]) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "no column looks like the time of a scan");
		return hush_hint(err, "name it read_at, timestamp, time or dt, or write the spec by hand (docs/spec.md)");
	}
	if (!draft->columns[HUSH_ROLE_PLATE] && !draft->columns[HUSH_ROLE_USER]) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "no column looks like a plate");
		return hush_hint(
			err, "name it plate or license_plate; for counts without a vehicle see \"declared\" in docs/spec.md");
	}
	return HUSH_OK;
}

hush_status hush_spec_draft(const char *path, struct hush_buffer *out, hush_error *err)
{
	struct header header = {0};
	struct hush_draft draft;
	char *line = hush_malloc(HEADER_LIMIT);
	size_t length = 0;
	size_t skip;
	hush_error spare;
	hush_status status;

	err = err ? err : &spare; /* hush_hint needs one to return its status */
	status = line ? first_line(path, line, &length, err) : hush_fail_memory(err);

	if (status == HUSH_OK) {
		skip = length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
		header.separator = likely_separator(line + skip, length - skip);
		status = split(path, line + skip, length - skip, &header, err);
	}
	if (status == HUSH_OK) {
		status = recognise(path, &header, &draft, err);
	}
	if (status == HUSH_OK) {
		hush_draft_write(&draft, out);
		status = hush_buffer_check(out, err);
	}
	release_header(&header);
	hush_free(line);
	return status;
}
