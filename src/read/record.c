/*
 * record: see record.h.
 *
 * hush_reading_run is the loop of one thread: a piece, its marks, its lines.  Everything between a line and a record is a
 * function of that line alone.  What a thread keeps between lines is memory that is written anew for each (fields, unit
 * key, values) or that remembers what equal bytes mean (stamps), never meaning.
 */
#include "read/record.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "base/zone.h"
#include "read/header.h"
#include "read/lines.h"
#include "read/marks.h"
#include "read/pieces.h"
#include "read/plate.h"
#include "read/reasons.h"
#include "read/row.h"
#include "read/spans.h"
#include "read/stamp.h"
#include "read/time.h"
#include "read/unit.h"
#include "read/values.h"

enum { COUNT_CAP = 0x7fffffff, MOST_FIELDS = 4096 /* as in base/csv.h */, AMOUNT_PLACES = 6, MILLION = 1000000,
       DAY_SECONDS = 86400, QUARTER = 900, STAMP_ROOM = 256 };

/* What all threads of one source share; nothing in it changes while they read, but what says so. */
struct hush_reading {
	const struct hush_spec *spec;
	const struct hush_source *source;
	const struct hush_unit_shape *shape;
	hush_day from; /* of the period, next to what else every row needs */
	hush_day to;
	struct hush_zone *privacy_zone; /* cuts days and windows */
	struct hush_zone *source_zone;  /* of time stamps without an offset; NULL: the same one */
	struct hush_time_format time;
	bool ages;   /* some table of the source takes one */
	int64_t end; /* the instant at which the period ends */
	struct hush_values values;
	hush_marker marker;
	struct hush_pieces *pieces; /* guards itself; NULL for a source whose records may span lines */
	struct hush_spans *spans;   /* of such a source: one thread's, the first that comes */
	atomic_bool taken;          /* it came */
	atomic_bool stop;           /* some thread failed */
};

/* One thread of it. */
struct reader {
	struct hush_reading *reading;
	hush_record_visit visit;
	void *context;
	struct hush_tally_part *tally;
	hush_status failed; /* why a visit stopped the reading */

	char *room; /* of the piece */
	uint32_t *ends; /* memory of marks.ends, which begin at the second */
	struct hush_marks marks;
	struct hush_row *row;
	struct hush_stamps stamps;
	struct hush_values values; /* the tables are the reading's, the answers this thread's */
	struct hush_unit_room unit;
	struct hush_field *fields;        /* of the row, by column; in the fast lane only the needed ones */
	uint32_t needed[MOST_FIELDS]; /* columns that are looked at, ascending */
	uint32_t needed_count;
	char stamp[STAMP_ROOM]; /* a date and a clock from two columns, put together */
	int64_t ages[HUSH_MAX_TABLES];
};

/* -- opening and closing ------------------------------------------------------------------------------------------- */

/* The first instant of a day: its midnight or, where clocks skip that, the first that they show. */
static hush_status end_of(const struct hush_zone *zone, hush_day day, int64_t *utc, hush_error *err)
{
	for (int64_t second = 0; second < DAY_SECONDS; second += QUARTER) {
		if (hush_zone_utc(zone, (int64_t)day * DAY_SECONDS + second, utc)) {
			return HUSH_OK;
		}
	}
	return hush_fail_bug(err, "a day that never begins");
}

static hush_status open_parts(struct hush_reading *reading, struct hush_inputs *inputs, uint32_t source, size_t piece,
                              hush_error *err)
{
	HUSH_TRY(hush_zone_open(reading->spec->timezone, &reading->privacy_zone, err));
	if (strcmp(reading->source->time_zone, reading->spec->timezone) != 0) {
		HUSH_TRY(hush_zone_open(reading->source->time_zone, &reading->source_zone, err));
	}
	HUSH_TRY(end_of(reading->privacy_zone, reading->to, &reading->end, err));
	reading->time = hush_time_format_of(reading->source->time_format,
	                                    reading->source_zone ? reading->source_zone : reading->privacy_zone);
	HUSH_TRY(hush_values_open(reading->spec, source, &reading->values, err));
	return reading->source->multiline ? hush_spans_open(inputs, reading->spec, source, piece, &reading->spans, err)
	                                  : hush_pieces_open(inputs, reading->spec, source, piece, &reading->pieces, err);
}

hush_status hush_reading_open(struct hush_inputs *inputs, const struct hush_spec *spec, uint32_t source,
                              const struct hush_unit_shape *shape, size_t piece, struct hush_reading **reading,
                              hush_error *err)
{
	struct hush_reading *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->spec = spec;
	made->source = &spec->sources[source];
	made->shape = shape;
	made->from = spec->from;
	made->to = spec->to;
	made->marker = hush_marker_best();
	for (uint32_t t = 0; t < spec->table_count; t++) {
		made->ages = made->ages || (spec->tables[t].source == source && spec->tables[t].amount.age != HUSH_AGE_NONE);
	}
	status = open_parts(made, inputs, source, piece, err);
	if (status != HUSH_OK) {
		hush_reading_close(made);
		return status;
	}
	*reading = made;
	return HUSH_OK;
}

void hush_reading_read_ahead(struct hush_reading *reading)
{
	if (reading->pieces) {
		hush_pieces_read_ahead(reading->pieces);
	} else {
		hush_spans_read_ahead(reading->spans);
	}
}

void hush_reading_close(struct hush_reading *reading)
{
	if (reading) {
		hush_pieces_close(reading->pieces);
		hush_spans_close(reading->spans);
		hush_values_close(&reading->values);
		hush_zone_free(reading->source_zone);
		hush_zone_free(reading->privacy_zone);
		hush_free(reading);
	}
}

/* What it takes to read pieces. */
static hush_status open_lane(struct hush_reading *reading, struct reader *reader, hush_error *err)
{
	size_t entries = hush_piece_room(reading->pieces) + HUSH_MARKS_SLACK;

	reader->room = hush_calloc(hush_piece_room(reading->pieces), 1);
	reader->ends = hush_malloc((entries + 1) * sizeof *reader->ends);
	reader->marks.feeds = hush_malloc(entries * sizeof *reader->marks.feeds);
	reader->marks.rare = hush_malloc(entries * sizeof *reader->marks.rare);
	if (!reader->room || !reader->ends || !reader->marks.feeds || !reader->marks.rare) {
		return hush_fail_memory(err);
	}
	reader->ends[0] = UINT32_MAX; /* the end before the first: what starts behind it starts at 0 */
	reader->marks.ends = reader->ends + 1;
	return hush_row_open(reading->source->separator, &reader->row, err);
}

static hush_status open_reader(struct hush_reading *reading, struct reader *reader, hush_error *err)
{
	reader->fields = hush_calloc(MOST_FIELDS, sizeof *reader->fields);
	if (!reader->fields) {
		return hush_fail_memory(err);
	}
	reader->values = reading->values;
	hush_stamps_init(&reader->stamps, reading->time, reading->privacy_zone);
	return reading->pieces ? open_lane(reading, reader, err) : HUSH_OK;
}

static void close_reader(struct reader *reader)
{
	if (reader->room) {
		hush_free_wiped(reader->room, hush_piece_room(reader->reading->pieces));
	}
	hush_free(reader->ends);
	hush_free(reader->marks.feeds);
	hush_free(reader->marks.rare);
	hush_free(reader->fields);
	hush_row_close(reader->row);
	hush_unit_room_release(&reader->unit);
	hush_free_wiped(reader, sizeof *reader);
}

/* -- from the fields of a row to its visits ------------------------------------------------------------------------ */

/* Visits the row once, or once per count column that can be read. */
static enum hush_reason visit_counts(struct reader *reader, const struct hush_header *header,
                                     const struct hush_field *fields, struct hush_record *record)
{
	const struct hush_source *source = reader->reading->source;
	enum hush_reason reason = HUSH_LEFT_COUNT;

	if (source->count_count == 0) {
		record->count = 1;
		return reader->visit(reader->context, record, &reader->failed);
	}
	for (uint32_t i = 0; i < source->count_count && reader->failed == HUSH_OK; i++) {
		struct hush_field field = fields[header->counts[i]];
		enum hush_reason one;

		if (!hush_parse_u64_saturating(field.bytes, field.length, COUNT_CAP, &record->count)) {
			continue; /* this count only: its neighbours do not depend on it */
		}
		hush_values_assign(&reader->values, &source->counts[i]);
		one = reader->visit(reader->context, record, &reader->failed);
		reason = reason == HUSH_KEPT ? HUSH_KEPT : one;
	}
	return reason;
}

/* Empties the fields that hold one of the source's marks of a missing value. */
static void empty_missing(struct reader *reader)
{
	const struct hush_source *source = reader->reading->source;

	for (uint32_t i = 0; i < reader->needed_count; i++) {
		struct hush_field *field = &reader->fields[reader->needed[i]];

		for (uint32_t m = 0; m < source->missing_count; m++) {
			if (field->length == strlen(source->missing[m]) && memcmp(field->bytes, source->missing[m], field->length) == 0) {
				field->length = 0;
			}
		}
	}
}

/* Whether every column of the dedupe key says something; true for a source without a key. */
static bool has_key(const struct hush_source *source, const struct hush_header *header, const struct hush_field *fields)
{
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		if (hush_says_nothing(fields[header->keys[i]].bytes, fields[header->keys[i]].length)) {
			return false;
		}
	}
	return true;
}

/* The record's time as one text: that of its column, or date, blank and clock; empty when these are longer than any time. */
static struct hush_field stamp_of(struct reader *reader, const struct hush_header *header)
{
	const struct hush_field date = reader->fields[header->time];
	struct hush_field clock;

	if (header->clock == HUSH_NONE) {
		return date;
	}
	clock = reader->fields[header->clock];
	if (date.length + 1 + clock.length > STAMP_ROOM - HUSH_FIELD_SLACK) {
		return (struct hush_field){reader->stamp, 0};
	}
	memcpy(reader->stamp, date.bytes, date.length);
	reader->stamp[date.length] = ' ';
	memcpy(reader->stamp + date.length + 1, clock.bytes, clock.length);
	return (struct hush_field){reader->stamp, date.length + 1 + clock.length};
}

static int64_t floor_of(int64_t value, int64_t step)
{
	return value / step - (value % step < 0);
}

/* What tables that take an age see of this row. Times lie between 1900 and 2199, so nothing here comes near 2^63. */
static void fill_ages(struct reader *reader, const struct hush_header *header, const struct hush_field *stamp)
{
	const struct hush_reading *reading = reader->reading;

	for (uint32_t t = 0; t < reading->spec->table_count; t++) {
		const struct hush_amount *amount = &reading->spec->tables[t].amount;
		const struct hush_field *other = header->amounts[t] == HUSH_NONE ? NULL : &reader->fields[header->amounts[t]];
		int64_t own;
		int64_t from;
		int64_t until = reading->end;

		if (amount->age == HUSH_AGE_NONE || !other) {
			continue;
		}
		reader->ages[t] = HUSH_NO_AGE;
		if (!hush_time_parse(&reading->time, stamp->bytes, stamp->length, &own)) {
			continue;
		}
		from = own;
		if (amount->age == HUSH_AGE_SINCE) {
			until = own;
			if (!hush_time_parse(&reading->time, other->bytes, other->length, &from)) {
				continue;
			}
		}
		reader->ages[t] = floor_of((until - from) * MILLION, amount->unit);
	}
}

/* One row, from reader->fields (without outer blanks) to its visits. */
static hush_status read_row(struct reader *reader, const struct hush_header *header, enum hush_reason *reason,
                            hush_error *err)
{
	const struct hush_reading *reading = reader->reading;
	const struct hush_field *fields = reader->fields;
	struct hush_field stamp;
	struct hush_record record;
	struct hush_moment moment;

	if (reading->source->missing_count > 0) {
		empty_missing(reader);
	}
	stamp = stamp_of(reader, header);
	record.values = reader->values.values;
	record.fields = fields;
	record.header = header;
	record.ages = reader->ages;
	if (!hush_stamp_read(&reader->stamps, stamp.bytes, stamp.length, &moment)) {
		*reason = hush_why_no_time(reading->source, &fields[header->time]);
		return HUSH_OK;
	}
	if (moment.day < reading->from || moment.day >= reading->to) {
		*reason = HUSH_LEFT_PERIOD;
		return HUSH_OK;
	}
	if (reading->source->entity != HUSH_ENTITY_DECLARED) {
		bool named;

		HUSH_TRY(hush_unit_of(reading->shape, reading->source->form, fields, header->entity,
		                      reading->shape->windows[moment.day - reading->from], &reader->unit, &record.unit, &named, err));
		if (!named) {
			*reason = hush_why_nobody(reading->source, header, fields);
			return HUSH_OK;
		}
	}
	if (!has_key(reading->source, header, fields)) {
		*reason = HUSH_LEFT_KEY;
		return HUSH_OK;
	}
	hush_values_fill(&reader->values, header, fields, moment);
	if (reading->ages) {
		fill_ages(reader, header, &stamp);
	}
	*reason = visit_counts(reader, header, fields, &record);
	if (*reason == HUSH_LEFT_DOMAIN) {
		*reason = hush_why_no_cell(reading->spec, header, fields);
	}
	switch (reader->failed) {
	case HUSH_OK: return HUSH_OK;
	case HUSH_E_MEMORY: return hush_fail_memory(err);
	default: return hush_fail(err, reader->failed, "the reading of records was stopped");
	}
}

bool hush_record_amount(const struct hush_spec *spec, uint32_t table, const struct hush_record *record, int64_t *steps)
{
	const struct hush_amount *amount = &spec->tables[table].amount;
	struct hush_field field;
	int64_t value;

	if (amount->age != HUSH_AGE_NONE) {
		value = record->ages[table];
	} else {
		field = record->fields[record->header->amounts[table]];
		if (!hush_parse_fixed(field.bytes, field.length, AMOUNT_PLACES, &value)) {
			return false;
		}
	}
	*steps = floor_of(value, amount->grid);
	return amount->age == HUSH_AGE_NONE || value != HUSH_NO_AGE;
}

/* -- lines --------------------------------------------------------------------------------------------------------- */

/* A thread's pieces ascend, so its own places come in order. */
static void count_at(struct hush_tally_part *tally, enum hush_reason reason, struct hush_tally_place place)
{
	uint64_t seen = tally->by_reason[reason]++;

	tally->rows++;
	if (seen < HUSH_TALLY_EXAMPLES) {
		tally->examples[reason][seen] = place;
	}
}

static void count_row(struct hush_tally_part *tally, enum hush_reason reason, const struct hush_piece *piece, uint32_t at)
{
	count_at(tally, reason, (struct hush_tally_place){piece->file, at, piece->number});
}

/* A quoted field keeps its outer blanks in libcsv; what is looked at has none, whichever way it came. */
static void take_fields(struct reader *reader, const struct hush_field *fields)
{
	for (uint32_t i = 0; i < reader->needed_count; i++) {
		struct hush_field *field = &reader->fields[reader->needed[i]];

		*field = fields[reader->needed[i]];
		hush_trim(&field->bytes, &field->length);
	}
}

/* A line that is more than plain text between the right number of separators: its meaning is read/row's to say. */
static hush_status read_other(struct reader *reader, const struct hush_piece *piece, const char *line, size_t length,
                              uint32_t at, hush_error *err)
{
	enum hush_reason reason = HUSH_LEFT_LONG;
	const struct hush_field *fields;
	enum hush_row_kind kind = HUSH_ROW_SPOILED;
	uint32_t count;

	if (length <= HUSH_LINE_LIMIT) {
		HUSH_TRY(hush_row_split(reader->row, line, length, &kind, &fields, &count, err));
		if (kind == HUSH_ROW_EMPTY) {
			return HUSH_OK; /* not a row */
		}
		reason = kind == HUSH_ROW_BYTES ? HUSH_LEFT_BYTES : kind == HUSH_ROW_SPOILED ? HUSH_LEFT_SPOILED : HUSH_LEFT_WIDTH;
	}
	if (kind == HUSH_ROW && count == piece->header->width) {
		take_fields(reader, fields);
		HUSH_TRY(read_row(reader, piece->header, &reason, err));
	}
	count_row(reader->tally, reason, piece, at);
	return HUSH_OK;
}

/* The looked-at fields of a plain line: what stands between the ends, without outer blanks. */
static inline void cut_fields(struct reader *reader, const char *bytes, const uint32_t *ends)
{
	for (uint32_t i = 0; i < reader->needed_count; i++) {
		const uint32_t column = reader->needed[i];
		const uint32_t from = ends[(ptrdiff_t)column - 1] + 1;
		const uint32_t to = ends[column];
		struct hush_field *field = &reader->fields[column];

		*field = (struct hush_field){bytes + from, to - from};
		if (from < to && (bytes[from] <= ' ' || bytes[to - 1] <= ' ')) {
			hush_trim(&field->bytes, &field->length);
		}
	}
}

/*
 * The lines of a piece.  A line is plain when it holds no rare byte (but perhaps a carriage return as its last) and
 * exactly the header's number of separators: then its fields are what stands between them, without outer blanks, which
 * is what libcsv says too.
 */
static hush_status read_lines(struct reader *reader, const struct hush_piece *piece, uint32_t *lines, hush_error *err)
{
	const struct hush_marks *marks = &reader->marks;
	const uint32_t inner = piece->header->width - 1; /* separators of a plain line */
	const bool open_end = piece->length > 0 && piece->bytes[piece->length - 1] != '\n';
	const uint32_t count = marks->feed_count + open_end;
	const uint32_t *rare = marks->rare;
	uint32_t *ends = marks->ends; /* of the line */

	if (open_end) { /* ends as if its feed stood behind it */
		marks->ends[marks->end_count] = (uint32_t)piece->length;
		marks->feeds[marks->feed_count] = marks->end_count;
	}
	for (uint32_t at = 0; at < count; at++) {
		uint32_t *last = marks->ends + marks->feeds[at];
		const uint32_t start = ends[-1] + 1;
		const uint32_t feed = *last;
		const bool returned = *rare < feed && *rare + 1 == feed && piece->bytes[*rare] == '\r';

		rare += returned;
		if (last - ends == inner && inner > 0 && *rare >= feed && feed - start <= HUSH_LINE_LIMIT) {
			enum hush_reason reason;

			*last = feed - returned;
			cut_fields(reader, piece->bytes, ends);
			*last = feed;
			HUSH_TRY(read_row(reader, piece->header, &reason, err));
			count_row(reader->tally, reason, piece, at);
		} else {
			HUSH_TRY(read_other(reader, piece, piece->bytes + start, feed - start, at, err));
			while (*rare < feed) {
				rare++;
			}
		}
		ends = last + 1;
	}
	if (piece->long_after) {
		count_row(reader->tally, HUSH_LEFT_LONG, piece, count);
	}
	*lines = count + piece->long_after;
	return HUSH_OK;
}

static void need(struct reader *reader, uint32_t column)
{
	uint32_t at = reader->needed_count;

	if (column == HUSH_NONE) {
		return;
	}
	for (uint32_t i = 0; i < reader->needed_count; i++) {
		if (reader->needed[i] == column) {
			return;
		}
	}
	for (; at > 0 && reader->needed[at - 1] > column; at--) {
		reader->needed[at] = reader->needed[at - 1];
	}
	reader->needed[at] = column;
	reader->needed_count++;
}

/* Which columns of this file are looked at. */
static void need_columns(struct reader *reader, const struct hush_header *header)
{
	const struct hush_source *source = reader->reading->source;

	reader->needed_count = 0;
	need(reader, header->time);
	need(reader, header->clock);
	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		need(reader, header->entity[i]);
	}
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		need(reader, header->keys[i]);
	}
	for (uint32_t i = 0; i < source->count_count; i++) {
		need(reader, header->counts[i]);
	}
	for (uint32_t t = 0; t < reader->reading->spec->table_count; t++) {
		need(reader, header->amounts[t]);
	}
	for (uint32_t d = 0; d < reader->reading->spec->dimension_count; d++) {
		need(reader, header->dimensions[d]);
	}
}

static hush_status read_pieces(struct reader *reader, hush_error *err)
{
	struct hush_reading *reading = reader->reading;

	while (!atomic_load_explicit(&reading->stop, memory_order_relaxed)) {
		struct hush_piece piece;
		uint32_t lines = 0;
		hush_status status;
		hush_status done;
		bool more;

		HUSH_TRY(hush_pieces_next(reading->pieces, reader->room, &piece, &more, err));
		if (!more) {
			return HUSH_OK;
		}
		need_columns(reader, piece.header);
		reading->marker(piece.bytes, piece.length, reading->source->separator, &reader->marks);
		status = read_lines(reader, &piece, &lines, err);
		done = hush_pieces_done(reading->pieces, &piece, lines, status == HUSH_OK ? err : NULL);
		if (status != HUSH_OK || done != HUSH_OK) {
			return status != HUSH_OK ? status : done;
		}
	}
	return HUSH_OK;
}

/* The same for records that may span lines, one after the other. Their places are line numbers already. */
static hush_status read_spans(struct reader *reader, hush_error *err)
{
	struct hush_reading *reading = reader->reading;
	uint32_t file = UINT32_MAX; /* whose columns are known */

	if (atomic_exchange(&reading->taken, true)) {
		return HUSH_OK; /* another thread reads */
	}
	for (;;) {
		enum hush_reason reason = HUSH_LEFT_LONG;
		struct hush_span span;
		bool more;

		HUSH_TRY(hush_spans_next(reading->spans, &span, &more, err));
		if (!more) {
			return HUSH_OK;
		}
		if (!span.too_long) {
			reason = span.kind == HUSH_ROW_BYTES ? HUSH_LEFT_BYTES : span.kind == HUSH_ROW ? HUSH_LEFT_WIDTH : HUSH_LEFT_SPOILED;
		}
		if (!span.too_long && span.kind == HUSH_ROW && span.count == span.header->width) {
			if (span.file != file) { /* a header for each file, all of them in one place */
				need_columns(reader, span.header);
				file = span.file;
			}
			take_fields(reader, span.fields);
			HUSH_TRY(read_row(reader, span.header, &reason, err));
		}
		if (span.too_long || span.kind != HUSH_ROW_EMPTY) {
			count_at(reader->tally, reason, (struct hush_tally_place){span.file, 0, span.line});
		}
	}
}

hush_status hush_reading_run(struct hush_reading *reading, hush_record_visit visit, void *context,
                             struct hush_tally_part *tally, hush_error *err)
{
	struct reader *reader = hush_calloc(1, sizeof *reader);
	hush_status status;

	if (!reader) {
		atomic_store(&reading->stop, true);
		return hush_fail_memory(err);
	}
	reader->reading = reading;
	reader->visit = visit;
	reader->context = context;
	reader->tally = tally;
	status = open_reader(reading, reader, err);
	if (status == HUSH_OK) {
		status = reading->pieces ? read_pieces(reader, err) : read_spans(reader, err);
	}
	if (status != HUSH_OK) {
		atomic_store(&reading->stop, true);
	}
	close_reader(reader);
	return status;
}

/* Puts a place among the first ones of its reason; `held` of them are there. */
static void add_place(const struct hush_reading *reading, const struct hush_tally_place *place, uint64_t held,
                      struct hush_tally_source *tally, enum hush_reason reason)
{
	uint64_t line = reading->pieces ? hush_pieces_line(reading->pieces, place->piece, place->at) : place->piece;
	uint64_t at = held < HUSH_TALLY_EXAMPLES ? held : HUSH_TALLY_EXAMPLES;

	for (; at > 0; at--) {
		uint32_t file = tally->examples[reason][at - 1].file;

		if (file < place->file || (file == place->file && tally->examples[reason][at - 1].line < line)) {
			break;
		}
		if (at < HUSH_TALLY_EXAMPLES) {
			tally->examples[reason][at] = tally->examples[reason][at - 1];
		}
	}
	if (at < HUSH_TALLY_EXAMPLES) {
		tally->examples[reason][at].file = place->file;
		tally->examples[reason][at].line = line;
	}
}

void hush_reading_tell(const struct hush_reading *reading, const struct hush_tally_part *part,
                       struct hush_tally_source *tally)
{
	tally->rows += part->rows;
	for (unsigned reason = 0; reason < HUSH_REASON_COUNT; reason++) {
		for (uint64_t i = 0; i < part->by_reason[reason] && i < HUSH_TALLY_EXAMPLES; i++) {
			add_place(reading, &part->examples[reason][i], tally->by_reason[reason] + i, tally, (enum hush_reason)reason);
		}
		tally->by_reason[reason] += part->by_reason[reason];
	}
}
