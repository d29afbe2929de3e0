/* header: see header.h. */
#include "read/header.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static void need(const struct hush_spec *spec, uint32_t dimension, bool *needed)
{
	needed[dimension] = true;
	if (spec->dimensions[dimension].kind == HUSH_DIMENSION_MAP && spec->dimensions[dimension].base != HUSH_NONE) {
		need(spec, spec->dimensions[dimension].base, needed); /* a base stands before what maps it, so this ends */
	}
}

void hush_needed_dimensions(const struct hush_spec *spec, uint32_t source, bool needed[HUSH_MAX_DIMENSIONS])
{
	memset(needed, 0, HUSH_MAX_DIMENSIONS * sizeof *needed);
	for (uint32_t t = 0; t < spec->table_count; t++) {
		const struct hush_table *table = &spec->tables[t];

		if (table->source != source) {
			continue;
		}
		for (uint32_t i = 0; i < table->by_count; i++) {
			need(spec, table->by[i], needed);
		}
		for (uint32_t i = 0; i < table->where_count; i++) {
			need(spec, table->where[i].dimension, needed);
		}
	}
}

/* The names in the header line, copied and NUL-terminated. */
struct names {
	char **names;
	uint32_t count;
	bool recognised; /* some column that the source needs is among them */
};

static void release_names(struct names *names)
{
	for (uint32_t i = 0; i < names->count; i++) {
		hush_free(names->names[i]);
	}
	hush_free(names->names);
}

/* The first index from `from` on whose name is `column`, or HUSH_NONE. */
static uint32_t index_of(const struct names *names, const char *column, uint32_t from)
{
	for (uint32_t i = from; i < names->count; i++) {
		if (strcmp(names->names[i], column) == 0) {
			return i;
		}
	}
	return HUSH_NONE;
}

static hush_status find_column(const struct names *names, const char *path, const char *column, uint32_t *index,
                               hush_error *err)
{
	uint32_t found = index_of(names, column, 0);
	const char *nearest;

	if (found == HUSH_NONE) {
		/* A line in which no expected name stands may be a record, and a record's values are never shown. */
		nearest = names->recognised ? hush_nearest(column, (const char *const *)names->names, names->count) : NULL;
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "the header has no column \"%s\"", column);
		if (nearest) {
			hush_hint(err, "the nearest name is \"%s\"; names are compared letter by letter, capitals too", nearest);
		} else {
			hush_hint(err, "check the column's name in the spec, and the \"separator\" of the source");
		}
		return HUSH_E_HEADER;
	}
	if (index_of(names, column, found + 1) != HUSH_NONE) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "the header has the column \"%s\" twice", column);
		hush_hint(err, "rename one of the two in the export");
		return HUSH_E_HEADER;
	}
	*index = found;
	return HUSH_OK;
}

static bool recognise(const struct hush_spec *spec, const struct hush_source *source, const bool *needed,
                      const struct names *names)
{
	bool found = index_of(names, source->time_column, 0) != HUSH_NONE;

	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		found = found || index_of(names, source->entity_columns[i], 0) != HUSH_NONE;
	}
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		found = found || index_of(names, source->key_columns[i], 0) != HUSH_NONE;
	}
	for (uint32_t i = 0; i < source->count_count; i++) {
		found = found || index_of(names, source->counts[i].column, 0) != HUSH_NONE;
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		found = found || (&spec->sources[spec->tables[t].source] == source && spec->tables[t].amount.column &&
		                  index_of(names, spec->tables[t].amount.column, 0) != HUSH_NONE);
	}
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		found = found || (needed[d] && spec->dimensions[d].column &&
		                  index_of(names, spec->dimensions[d].column, 0) != HUSH_NONE);
	}
	return found;
}

static hush_status find_columns(const struct hush_spec *spec, uint32_t source_index, struct names *names,
                                const char *path, struct hush_header *header, hush_error *err)
{
	const struct hush_source *source = &spec->sources[source_index];
	bool needed[HUSH_MAX_DIMENSIONS];

	hush_needed_dimensions(spec, source_index, needed);
	names->recognised = recognise(spec, source, needed, names);
	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		HUSH_TRY(find_column(names, path, source->entity_columns[i], &header->entity[i], err));
	}
	HUSH_TRY(find_column(names, path, source->time_column, &header->time, err));
	header->clock = HUSH_NONE;
	if (source->clock_column) {
		HUSH_TRY(find_column(names, path, source->clock_column, &header->clock, err));
	}
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		HUSH_TRY(find_column(names, path, source->key_columns[i], &header->keys[i], err));
	}
	for (uint32_t i = 0; i < source->count_count; i++) {
		HUSH_TRY(find_column(names, path, source->counts[i].column, &header->counts[i], err));
	}
	for (uint32_t t = 0; t < spec->table_count; t++) {
		header->amounts[t] = HUSH_NONE;
		if (spec->tables[t].source == source_index && spec->tables[t].amount.column) {
			HUSH_TRY(find_column(names, path, spec->tables[t].amount.column, &header->amounts[t], err));
		}
	}
	for (uint32_t d = 0; d < spec->dimension_count; d++) {
		header->dimensions[d] = HUSH_NONE;
		if (needed[d] && spec->dimensions[d].column) {
			HUSH_TRY(find_column(names, path, spec->dimensions[d].column, &header->dimensions[d], err));
		}
	}
	return HUSH_OK;
}

static hush_status copy_names(const struct hush_field *fields, uint32_t count, struct names *names, hush_error *err)
{
	names->names = hush_calloc(count, sizeof *names->names);
	if (!names->names) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		struct hush_field field = fields[i];

		hush_trim(&field.bytes, &field.length);
		names->names[i] = hush_strndup(field.bytes, field.length);
		if (!names->names[i]) {
			return hush_fail_memory(err);
		}
		names->count = i + 1;
	}
	return HUSH_OK;
}

/* Cuts the first line into names, or says what is wrong with it; never shows it, for it could be a record. */
static hush_status read_names(const char *path, struct hush_lines *lines, struct hush_row *row, struct names *names,
                              hush_error *err)
{
	const char *fault = NULL;
	const char *hint = "the first line must name the columns, separated as the source's \"separator\" says";
	const struct hush_field *fields = NULL;
	enum hush_line_kind line_kind;
	enum hush_row_kind kind = HUSH_ROW;
	const char *line;
	size_t length;
	uint32_t count = 0;

	HUSH_TRY(hush_lines_next(lines, &line_kind, &line, &length, err));
	if (line_kind == HUSH_LINE) {
		HUSH_TRY(hush_row_split(row, line, length, &kind, &fields, &count, err));
	}
	if (line_kind == HUSH_LINE_END) {
		fault = "the file has no header line";
	} else if (line_kind == HUSH_LINE_LONG) {
		fault = "the header line is longer than 1 MiB";
		hint = "lines must end with a line feed (LF or CRLF): save the file as CSV again";
	} else if (kind == HUSH_ROW_EMPTY) {
		fault = "the first line is empty: it must be the header";
	} else if (kind == HUSH_ROW_BYTES) {
		fault = "the header is not UTF-8 text";
		hint = "save the file as \"CSV UTF-8\"";
	} else if (kind == HUSH_ROW_SPOILED) {
		fault = "the header line is not one row of CSV";
		hint = "look for a stray or unclosed quote, and for lines that do not end with a line feed (LF or CRLF)";
	}
	if (fault) {
		hush_fail_at(err, HUSH_E_HEADER, path, 1, 0, "%s", fault);
		hush_hint(err, "%s", hint);
		return HUSH_E_HEADER;
	}
	return copy_names(fields, count, names, err);
}

hush_status hush_header_read(const struct hush_spec *spec, uint32_t source, const char *path, struct hush_lines *lines,
                             struct hush_row *row, struct hush_header *header, hush_error *err)
{
	struct hush_header made = {.time = HUSH_NONE};
	struct names names = {0};
	hush_status status = read_names(path, lines, row, &names, err);

	if (status == HUSH_OK) {
		made.width = names.count;
		made.entity = hush_calloc(spec->sources[source].entity_column_count, sizeof *made.entity);
		made.keys = hush_calloc(spec->sources[source].key_column_count, sizeof *made.keys);
		made.counts = hush_calloc(spec->sources[source].count_count, sizeof *made.counts);
		status = made.entity && made.keys && made.counts ? find_columns(spec, source, &names, path, &made, err) : hush_fail_memory(err);
	}
	release_names(&names);
	if (status != HUSH_OK) {
		hush_header_release(&made);
		return status;
	}
	*header = made;
	return HUSH_OK;
}

void hush_header_release(struct hush_header *header)
{
	hush_free(header->entity);
	hush_free(header->keys);
	hush_free(header->counts);
	*header = (struct hush_header){0};
}
