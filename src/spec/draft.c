/*
 * draft: a spec to edit, from the header line of a file of records and nothing else.
 *
 * Columns are recognised by the names that vendors use. What only the officer can know (limits, budget, the public list
 * of sites) is filled with careful values and explained in "description" fields. The list of sites is left to be made
 * from the public inventory: making it from the records would publish which cameras saw something.
 */
#include "spec/describe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/memory.h"
#include "base/text.h"

enum { HEADER_LIMIT = 64 * 1024 };

enum role { ROLE_PLATE, ROLE_STATE, ROLE_TIME, ROLE_SITE, ROLE_COUNT };

/* Names as vendors write them, most telling first; compared without case, blanks and underscores being the same. */
static const char *const role_names[ROLE_COUNT][16] = {
	[ROLE_PLATE] = {"plate", "license_plate", "licence_plate", "plate_number", "best_plate_number", "lpr", "vehicle_id",
                    "vehicle", "bike_id", "tag"},
	[ROLE_STATE] = {"state", "plate_state", "region", "best_region", "jurisdiction", "country"},
	[ROLE_TIME] = {"read_at", "scanned_at", "timestamp", "date_time", "datetime", "read_time", "time", "dt",
                   "epoch_start", "date"},
	[ROLE_SITE] = {"camera", "camera_id", "camera_name", "site", "station", "location", "device", "device_name",
                   "agent_uid", "reader"},
};

static bool same_name(const char *column, const char *name)
{
	for (; *column && *name; column++, name++) {
		char c = *column >= 'A' && *column <= 'Z' ? (char)(*column - 'A' + 'a') : *column;

		if ((c == ' ' ? '_' : c) != *name) {
			return false;
		}
	}
	return *column == *name;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

struct header {
	char **names;
	uint32_t count;
	char separator;
};

static const char *find_role(const struct header *header, enum role role)
{
	for (uint32_t n = 0; n < 16 && role_names[role][n]; n++) {
		for (uint32_t i = 0; i < header->count; i++) {
			if (same_name(header->names[i], role_names[role][n])) {
				return header->names[i];
			}
		}
	}
	return NULL;
}

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

static hush_status require_roles(const struct header *header, const char *path, hush_error *err)
{
	if (!find_role(header, ROLE_TIME)) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "no column looks like the time of a scan");
		return hush_hint(err, "name it read_at, timestamp, time or dt, or write the spec by hand (docs/spec.md)");
	}
	if (!find_role(header, ROLE_PLATE)) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "no column looks like a plate");
		return hush_hint(
			err, "name it plate or license_plate; for counts without a vehicle see \"declared\" in docs/spec.md");
	}
	return HUSH_OK;
}

static void put_release(struct hush_json_writer *json)
{
	hush_json_object(json, "release");
	hush_json_put_string(json, "description", "Who publishes what, for which days. One id has one answer for ever.");
	hush_json_put_string(json, "id", "agency-2025-01");
	hush_json_put_string(json, "title", "Plate-reader use, January 2025");
	hush_json_put_string(json, "publisher", "Name of your agency");
	hush_json_put_string(json, "contact", "transparency@agency.example");
	hush_json_put_string(json, "reason", "Monthly transparency report");
	hush_json_put_string(json, "language", "en");
	hush_json_object(json, "period");
	hush_json_put_string(json, "description", "From the first day to the day after the last.");
	hush_json_put_string(json, "from", "2025-01-01");
	hush_json_put_string(json, "to", "2025-02-01");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_privacy(struct hush_json_writer *json)
{
	hush_json_object(json, "privacy");
	hush_json_put_string(
		json, "description",
		"A vehicle is protected as a whole within one window. Smaller epsilon: more noise, stronger promise.");
	hush_json_put_string(json, "ledger", "agency.ledger");
	hush_json_put_string(json, "window", "month");
	hush_json_put_string(json, "timezone", "America/Los_Angeles");
	hush_json_object(json, "guarantee");
	hush_json_put_string(json, "epsilon", "1");
	hush_json_put_string(json, "delta", "1e-9");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_source(struct hush_json_writer *json, const struct header *header, const char *path)
{
	char separator[2] = {header->separator, '\0'};
	const char *state = find_role(header, ROLE_STATE);

	hush_json_object(json, "sources");
	hush_json_object(json, "scans");
	hush_json_array(json, "files");
	hush_json_put_string(json, NULL, path);
	hush_json_end(json);
	if (header->separator != ',') {
		hush_json_put_string(json, "separator", separator);
	}
	hush_json_object(json, "entity");
	hush_json_put_string(json, "description",
	                     "form plate: case, blanks, hyphens and dots do not make a different vehicle.");
	hush_json_array(json, "vehicle");
	if (state) {
		hush_json_put_string(json, NULL, state);
	}
	hush_json_put_string(json, NULL, find_role(header, ROLE_PLATE));
	hush_json_end(json);
	hush_json_put_string(json, "form", "plate");
	hush_json_end(json);
	hush_json_object(json, "time");
	hush_json_put_string(json, "description",
	                     "format iso; or epoch, epoch_ms, or a pattern such as %m/%d/%Y %I:%M:%S %p.");
	hush_json_put_string(json, "column", find_role(header, ROLE_TIME));
	/* Cameras that name a column so write milliseconds; the description says what else there is. */
	hush_json_put_string(json, "format", starts_with(find_role(header, ROLE_TIME), "epoch") ? "epoch_ms" : "iso");
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
}

static void put_dimensions(struct hush_json_writer *json, const char *site)
{
	hush_json_object(json, "dimensions");
	if (site) {
		hush_json_object(json, "site");
		hush_json_put_string(
			json, "description",
			"Make sites.csv from your public inventory of cameras, never from the records themselves.");
		hush_json_put_string(json, "column", site);
		hush_json_object(json, "values");
		hush_json_put_string(json, "file", "sites.csv");
		hush_json_put_string(json, "column", "site");
		hush_json_end(json);
		hush_json_end(json);
	}
	hush_json_object(json, "day");
	hush_json_put_string(json, "time", "day");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_table(struct hush_json_writer *json, const char *name, const char *measure, const char *by,
                      uint64_t cells, uint64_t per_cell)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", name);
	hush_json_put_string(json, "source", "scans");
	hush_json_put_string(json, "measure", measure);
	hush_json_array(json, "by");
	hush_json_put_string(json, NULL, by);
	hush_json_end(json);
	hush_json_object(json, "limits");
	hush_json_put_string(json, "description",
	                     "Most cells one vehicle may touch in a window, and most it may add to each.");
	hush_json_put_u64(json, "cells", cells);
	if (per_cell > 1) {
		hush_json_put_u64(json, "per_cell", per_cell);
	}
	hush_json_put_string(json, "origin", "policy");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_spec(const struct header *header, const char *path, struct hush_buffer *out)
{
	const char *site = find_role(header, ROLE_SITE);
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_u64(&json, "hushcount", 1);
	hush_json_put_string(
		&json, "description",
		"A draft made from a header line. Edit it, then: hushcount check, hushcount plan, hushcount publish.");
	put_release(&json);
	put_privacy(&json);
	put_source(&json, header, path);
	put_dimensions(&json, site);
	hush_json_array(&json, "tables");
	put_table(&json, "scans_by_day", "rows", "day", 8, 2);
	if (site) {
		put_table(&json, "vehicles_by_site", "vehicles", "site", 4, 1);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

hush_status hush_spec_draft(const char *path, struct hush_buffer *out, hush_error *err)
{
	struct header header = {0};
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
		status = require_roles(&header, path, err);
	}
	if (status == HUSH_OK) {
		put_spec(&header, hush_path_last(path), out);
		status = hush_buffer_check(out, err);
	}
	release_header(&header);
	hush_free(line);
	return status;
}
