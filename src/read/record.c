/*
 * record: see record.h.
 *
 * hush_reading_run is the loop of one thread: a piece, its marks, its lines, and batches of them (read/batch) that become
 * records.
 */
#include "read/record.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/zone.h"
#include "read/batch.h"
#include "read/header.h"
#include "read/lines.h"
#include "read/marks.h"
#include "read/pieces.h"
#include "read/row.h"
#include "read/spans.h"
#include "read/time.h"
#include "read/values.h"

enum { AMOUNT_PLACES = 6, DAY_SECONDS = 86400, QUARTER = 900 };

/* What all threads of one source share; nothing in it changes while they read, but what says so. */
struct hush_reading {
	struct hush_batch_source batches;
	struct hush_zone *privacy_zone; /* cuts days and windows */
	struct hush_zone *source_zone;  /* of time stamps without an offset; NULL: the same one */
	hush_marker marker;
	struct hush_pieces *pieces; /* guards itself; NULL for a source whose records may span lines */
	struct hush_spans *spans;   /* of such a source: one thread's, the first that comes */
	atomic_bool taken;          /* it came */
	atomic_bool stop;           /* some thread failed */
};

/* One thread of it. */
struct reader {
	struct hush_reading *reading;
	struct hush_tally_part *tally;
	struct hush_batch batch;
	char *room;     /* of the piece */
	uint32_t *ends; /* memory of marks.ends, which begin at the second */
	struct hush_marks marks;
	struct hush_row *row;
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
	struct hush_batch_source *batches = &reading->batches;

	HUSH_TRY(hush_zone_open(batches->spec->timezone, &reading->privacy_zone, err));
	batches->privacy_zone = reading->privacy_zone;
	if (strcmp(batches->source->time_zone, batches->spec->timezone) != 0) {
		HUSH_TRY(hush_zone_open(batches->source->time_zone, &reading->source_zone, err));
	}
	HUSH_TRY(end_of(reading->privacy_zone, batches->spec->to, &batches->end, err));
	batches->time = hush_time_format_of(batches->source->time_format,
	                                    reading->source_zone ? reading->source_zone : reading->privacy_zone);
	HUSH_TRY(hush_values_open(batches->spec, source, &batches->values, err));
	return batches->source->multiline ? hush_spans_open(inputs, batches->spec, source, piece, &reading->spans, err)
	                                  : hush_pieces_open(inputs, batches->spec, source, piece, &reading->pieces, err);
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
	made->batches.spec = spec;
	made->batches.source = &spec->sources[source];
	made->batches.shape = shape;
	made->marker = hush_marker_best();
	for (uint32_t t = 0; t < spec->table_count; t++) {
		made->batches.ages =
		    made->batches.ages || (spec->tables[t].source == source && spec->tables[t].amount.age != HUSH_AGE_NONE);
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
		hush_values_close(&reading->batches.values);
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
	return hush_row_open(reading->batches.source->separator, &reader->row, err);
}

static void close_reader(struct reader *reader)
{
	if (reader->room) {
		hush_free_wiped(reader->room, hush_piece_room(reader->reading->pieces));
	}
	hush_free(reader->ends);
	hush_free(reader->marks.feeds);
	hush_free(reader->marks.rare);
	hush_row_close(reader->row);
	hush_batch_close(&reader->batch);
	hush_free(reader);
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
	*steps = hush_floor_of(value, amount->grid);
	return amount->age == HUSH_AGE_NONE || value != HUSH_NO_AGE;
}

/* -- lines --------------------------------------------------------------------------------------------------------- */

/* A line that is more than plain text between the right number of separators: its meaning is read/row's to say. */
static hush_status take_other(struct reader *reader, const char *line, size_t length, uint32_t at, hush_error *err)
{
	const struct hush_tally_place place = {reader->batch.file, at, reader->batch.piece};
	const struct hush_field *fields;
	enum hush_row_kind kind;
	uint32_t count;

	if (length > HUSH_LINE_LIMIT) {
		hush_tally_count(reader->tally, HUSH_LEFT_LONG, place);
		return HUSH_OK;
	}
	HUSH_TRY(hush_row_split(reader->row, line, length, &kind, &fields, &count, err));
	switch (kind) {
	case HUSH_ROW_EMPTY: return HUSH_OK; /* not a row */
	case HUSH_ROW_BYTES: hush_tally_count(reader->tally, HUSH_LEFT_BYTES, place); return HUSH_OK;
	case HUSH_ROW_SPOILED: hush_tally_count(reader->tally, HUSH_LEFT_SPOILED, place); return HUSH_OK;
	case HUSH_ROW: break;
	}
	if (count != reader->batch.header->width) {
		hush_tally_count(reader->tally, HUSH_LEFT_WIDTH, place);
		return HUSH_OK;
	}
	hush_batch_add_fields(&reader->batch, fields, at);
	/* What libcsv unquoted lies in its own memory until it is given the next line. */
	return hush_row_rewritten(reader->row) ? hush_batch_read(&reader->batch, err) : HUSH_OK;
}

/*
 * The lines of a piece.  A line is plain when it holds no rare byte (but perhaps a carriage return as its last) and
 * exactly the header's number of separators: then its fields are what stands between them, without outer blanks, which
 * is what libcsv says too.
 */
static hush_status take_lines(struct reader *reader, const struct hush_piece *piece, uint32_t *lines, hush_error *err)
{
	const struct hush_marks *marks = &reader->marks;
	const uint32_t inner = piece->header->width - 1; /* separators of a plain line */
	const bool open_end = piece->length > 0 && piece->bytes[piece->length - 1] != '\n';
	const uint32_t count = marks->feed_count + open_end;
	const uint32_t *rare = marks->rare;
	const uint32_t *ends = marks->ends; /* of the line */
	struct hush_batch *batch = &reader->batch;

	if (open_end) { /* ends as if its feed stood behind it */
		marks->ends[marks->end_count] = (uint32_t)piece->length;
		marks->feeds[marks->feed_count] = marks->end_count;
	}
	for (uint32_t at = 0; at < count; at++) {
		const uint32_t *last = marks->ends + marks->feeds[at];
		const uint32_t start = ends[-1] + 1;
		const uint32_t feed = *last;
		const bool returned = *rare < feed && *rare + 1 == feed && piece->bytes[*rare] == '\r';

		rare += returned;
		if (last - ends == inner && inner > 0 && *rare >= feed && feed - start <= HUSH_LINE_LIMIT) {
			hush_batch_add_line(batch, ends, returned, at);
		} else {
			HUSH_TRY(take_other(reader, piece->bytes + start, feed - start, at, err));
			while (*rare < feed) {
				rare++;
			}
		}
		ends = last + 1;
		if (hush_batch_full(batch)) {
			HUSH_TRY(hush_batch_read(batch, err));
		}
	}
	if (piece->long_after) {
		hush_tally_count(reader->tally, HUSH_LEFT_LONG, (struct hush_tally_place){piece->file, count, piece->number});
	}
	*lines = count + piece->long_after;
	return hush_batch_read(batch, err);
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
		hush_batch_begin(&reader->batch, piece.header, piece.bytes, piece.file, piece.number);
		reading->marker(piece.bytes, piece.length, reading->batches.source->separator, &reader->marks);
		status = take_lines(reader, &piece, &lines, err);
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

	if (atomic_exchange(&reading->taken, true)) {
		return HUSH_OK; /* another thread reads */
	}
	for (;;) {
		enum hush_reason reason = HUSH_LEFT_LONG;
		struct hush_tally_place place;
		struct hush_span span;
		bool more;

		HUSH_TRY(hush_spans_next(reading->spans, &span, &more, err));
		if (!more) {
			return HUSH_OK;
		}
		place = (struct hush_tally_place){span.file, 0, span.line};
		if (!span.too_long) {
			reason = span.kind == HUSH_ROW_BYTES ? HUSH_LEFT_BYTES : span.kind == HUSH_ROW ? HUSH_LEFT_WIDTH : HUSH_LEFT_SPOILED;
		}
		if (!span.too_long && span.kind == HUSH_ROW && span.count == span.header->width) {
			if (!reader->batch.header || reader->batch.file != span.file) {
				hush_batch_begin(&reader->batch, span.header, NULL, span.file, span.line);
			}
			reader->batch.piece = span.line;
			hush_batch_add_fields(&reader->batch, span.fields, 0);
			HUSH_TRY(hush_batch_read(&reader->batch, err)); /* its fields are valid until the next one */
		} else if (span.too_long || span.kind != HUSH_ROW_EMPTY) {
			hush_tally_count(reader->tally, reason, place);
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
	reader->tally = tally;
	status = hush_batch_open(&reading->batches, (struct hush_batch_visitor){visit, context, tally}, &reader->batch, err);
	if (status == HUSH_OK && reading->pieces) {
		status = open_lane(reading, reader, err);
	}
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
