/*
 * record: see record.h.
 *
 * hush_inputs_read is the loop; everything between a line and a record is a function of that line alone.  What is kept
 * between lines is memory that is written anew for each (fields, unit key, values), never meaning.
 */
#include "read/record.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "base/zone.h"
#include "read/header.h"
#include "read/lines.h"
#include "read/plate.h"
#include "read/row.h"
#include "read/stream.h"
#include "read/time.h"
#include "read/values.h"

enum { COUNT_CAP = 0x7fffffff };

/* Everything that turns one source's lines into records. */
struct reading {
	const struct hush_spec *spec;
	const struct hush_source *source;
	struct hush_zone *privacy_zone; /* cuts days and windows */
	struct hush_zone *source_zone;  /* of time stamps without an offset */
	struct hush_time_format time;
	struct hush_row *row;
	struct hush_values values;
	hush_day *windows;   /* first day of the window of each day of the period */
	unsigned char *unit; /* memory of the unit key */
	size_t unit_room;
};

/* Who is told of the records, and what they answered. */
struct visitor {
	hush_record_visit visit;
	void *context;
	hush_status failed;
};

static hush_status open_windows(struct reading *reading, hush_error *err)
{
	const struct hush_spec *spec = reading->spec;

	reading->windows = hush_calloc((size_t)(spec->to - spec->from), sizeof *reading->windows);
	if (!reading->windows) {
		return hush_fail_memory(err);
	}
	for (hush_day day = spec->from; day < spec->to; day++) {
		reading->windows[day - spec->from] = hush_window_first(spec->window, spec->week_start, day);
	}
	return HUSH_OK;
}

static hush_status open_reading(const struct hush_spec *spec, uint32_t source, struct reading *reading, hush_error *err)
{
	*reading = (struct reading){.spec = spec, .source = &spec->sources[source]};
	HUSH_TRY(hush_zone_open(spec->timezone, &reading->privacy_zone, err));
	HUSH_TRY(hush_zone_open(reading->source->time_zone, &reading->source_zone, err));
	reading->time = hush_time_format_of(reading->source->time_format, reading->source_zone);
	HUSH_TRY(hush_row_open(reading->source->separator, &reading->row, err));
	HUSH_TRY(hush_values_open(spec, source, &reading->values, err));
	HUSH_TRY(open_windows(reading, err));
	/* A canonical form is never longer than its field, and a field is never longer than a line. */
	reading->unit_room = ((size_t)HUSH_LINE_LIMIT + 4) * reading->source->entity_column_count + 4;
	reading->unit = hush_malloc(reading->unit_room);
	return reading->unit ? HUSH_OK : hush_fail_memory(err);
}

static void close_reading(struct reading *reading)
{
	hush_free_wiped(reading->unit, reading->unit_room);
	hush_free(reading->windows);
	hush_values_close(&reading->values);
	hush_row_close(reading->row);
	hush_zone_free(reading->source_zone);
	hush_zone_free(reading->privacy_zone);
}

static void put_u32(unsigned char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		to[i] = (unsigned char)(value >> (8 * i));
	}
}

/* Canonical entity columns, each counted, then the first day of the window. False when a column names nobody. */
static bool make_unit(struct reading *reading, const struct hush_header *header, const struct hush_field *fields,
                      hush_day window, size_t *length)
{
	const struct hush_source *source = reading->source;
	size_t used = 0;

	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		const struct hush_field *field = &fields[header->entity[i]];
		size_t made = hush_plate_canonical(source->form, field->bytes, field->length, (char *)reading->unit + used + 4);

		if (made == 0) {
			return false;
		}
		put_u32(reading->unit + used, (uint32_t)made);
		used += 4 + made;
	}
	put_u32(reading->unit + used, (uint32_t)window);
	*length = used + 4;
	return true;
}

/* Visits the row once, or once per count column that can be read. */
static enum hush_reason visit_counts(struct reading *reading, const struct hush_header *header,
                                     const struct hush_field *fields, struct hush_record *record,
                                     struct visitor *visitor)
{
	enum hush_reason reason = HUSH_LEFT_COUNT;

	if (reading->source->count_count == 0) {
		record->count = 1;
		return visitor->visit(visitor->context, record, &visitor->failed);
	}
	for (uint32_t i = 0; i < reading->source->count_count && visitor->failed == HUSH_OK; i++) {
		struct hush_field field = fields[header->counts[i]];
		enum hush_reason one;

		hush_trim(&field.bytes, &field.length);
		if (!hush_parse_u64_saturating(field.bytes, field.length, COUNT_CAP, &record->count)) {
			continue; /* this count only: its neighbours do not depend on it */
		}
		hush_values_assign(&reading->values, &reading->source->counts[i]);
		one = visitor->visit(visitor->context, record, &visitor->failed);
		reason = reason == HUSH_KEPT ? HUSH_KEPT : one;
	}
	return reason;
}

/* One row, from its fields to its visits. */
static enum hush_reason read_row(struct reading *reading, const struct hush_header *header,
                                 const struct hush_field *fields, struct visitor *visitor)
{
	const struct hush_spec *spec = reading->spec;
	struct hush_record record = {.unit = reading->unit, .values = reading->values.values};
	struct hush_field stamp = fields[header->time];
	struct hush_moment moment;
	int32_t second;
	int64_t utc;

	hush_trim(&stamp.bytes, &stamp.length);
	if (!hush_time_parse(&reading->time, stamp.bytes, stamp.length, &utc)) {
		return HUSH_LEFT_TIME;
	}
	hush_local_split(hush_zone_local(reading->privacy_zone, utc), &moment.day, &second);
	moment.hour = (uint32_t)second / 3600;
	if (moment.day < spec->from || moment.day >= spec->to) {
		return HUSH_LEFT_PERIOD;
	}
	if (reading->source->entity != HUSH_ENTITY_DECLARED &&
	    !make_unit(reading, header, fields, reading->windows[moment.day - spec->from], &record.unit_length)) {
		return HUSH_LEFT_ENTITY;
	}
	hush_values_fill(&reading->values, header, fields, moment);
	return visit_counts(reading, header, fields, &record, visitor);
}

/* One line. *counted is false for an empty line, which is no row; otherwise *reason says what became of it. */
static hush_status read_line(struct reading *reading, const struct hush_header *header, const char *line, size_t length,
                             struct visitor *visitor, bool *counted, enum hush_reason *reason, hush_error *err)
{
	const struct hush_field *fields;
	enum hush_row_kind kind;
	uint32_t count;

	HUSH_TRY(hush_row_split(reading->row, line, length, &kind, &fields, &count, err));
	*counted = kind != HUSH_ROW_EMPTY;
	switch (kind) {
	case HUSH_ROW_EMPTY: break;
	case HUSH_ROW_BYTES: *reason = HUSH_LEFT_BYTES; break;
	case HUSH_ROW_SPOILED: *reason = HUSH_LEFT_SPOILED; break;
	case HUSH_ROW:
		*reason = count == header->width ? read_row(reading, header, fields, visitor) : HUSH_LEFT_WIDTH;
		break;
	}
	switch (visitor->failed) {
	case HUSH_OK: return HUSH_OK;
	case HUSH_E_MEMORY: return hush_fail_memory(err);
	default: return hush_fail(err, visitor->failed, "the reading of records was stopped");
	}
}

static void count_row(struct hush_tally_source *tally, enum hush_reason reason, uint32_t file, uint64_t line)
{
	uint64_t seen = tally->by_reason[reason]++;

	tally->rows++;
	if (seen < HUSH_TALLY_EXAMPLES) {
		tally->examples[reason][seen].file = file;
		tally->examples[reason][seen].line = line;
	}
}

static hush_status read_lines(struct reading *reading, const struct hush_header *header, struct hush_lines *lines,
                              uint32_t file, struct visitor *visitor, struct hush_tally_source *tally, hush_error *err)
{
	enum hush_reason reason = HUSH_KEPT;
	enum hush_line_kind kind;
	const char *line;
	size_t length;
	bool counted;

	for (;;) {
		HUSH_TRY(hush_lines_next(lines, &kind, &line, &length, err));
		if (kind == HUSH_LINE_END) {
			return HUSH_OK;
		}
		if (kind == HUSH_LINE_LONG) {
			reason = HUSH_LEFT_LONG;
			counted = true;
		} else {
			HUSH_TRY(read_line(reading, header, line, length, visitor, &counted, &reason, err));
		}
		if (tally && counted) {
			count_row(tally, reason, file, hush_lines_number(lines));
		}
	}
}

/* Opens the file again, as far as its header. It was fine when it was checked, so a fault now is a change since. */
static hush_status open_file(struct reading *reading, uint32_t source, const char *path, struct hush_lines **lines,
                             struct hush_header *header, hush_error *err)
{
	hush_status status = hush_lines_open(path, HUSH_STREAM_CHUNK, lines, err);

	if (status == HUSH_OK) {
		status = hush_header_read(reading->spec, source, path, *lines, reading->row, header, err);
	}
	if (status != HUSH_OK && status != HUSH_E_MEMORY && status != HUSH_E_IO) {
		hush_fail_at(err, HUSH_E_IO, path, 0, 0, "the file changed after it was checked");
		hush_hint(err, "put it back and run the same command again; what was charged stands and is not charged twice");
		return HUSH_E_IO;
	}
	return status;
}

static hush_status read_file(struct reading *reading, uint32_t source, const char *path, uint32_t file,
                             struct visitor *visitor, struct hush_tally_source *tally, hush_error *err)
{
	struct hush_lines *lines = NULL;
	struct hush_header header = {0};
	hush_status status = open_file(reading, source, path, &lines, &header, err);

	if (status == HUSH_OK) {
		status = read_lines(reading, &header, lines, file, visitor, tally, err);
	}
	hush_header_release(&header);
	hush_lines_close(lines);
	return status;
}

hush_status hush_inputs_read(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                             hush_record_visit visit, void *context, struct hush_tally_source *tally, hush_error *err)
{
	struct visitor visitor = {visit, context, HUSH_OK};
	struct reading reading;
	hush_status status = open_reading(spec, source, &reading, err);

	for (uint32_t i = 0; status == HUSH_OK && i < hush_inputs_file_count(inputs, source); i++) {
		status = read_file(&reading, source, hush_inputs_file(inputs, source, i), i, &visitor, tally, err);
	}
	close_reading(&reading);
	return status;
}
