/*
 * batch: see batch.h.
 *
 * hush_batch_read is the way of some rows: cut into fields, their times, their units, their values, and then the visit.
 * Every step leaves out the rows that it can make nothing of, with the reason, and closes up the others.
 */
#include "read/batch.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "read/plate.h"
#include "read/reasons.h"

enum { COUNT_CAP = 0x7fffffff, MILLION = 1000000, LARGE_ROOM = 16 * 1024 };

hush_status hush_batch_open(const struct hush_batch_source *of, struct hush_batch_visitor visitor, struct hush_batch *batch,
                            hush_error *err)
{
	const uint32_t dimensions = of->spec->dimension_count;

	batch->of = of;
	batch->visitor = visitor;
	hush_stamps_init(&batch->stamps, of->time, of->privacy_zone);
	batch->make_short = hush_short_keys_best();
	batch->fields = hush_calloc(HUSH_BATCH_FIELDS, sizeof *batch->fields);
	batch->values = hush_calloc((size_t)HUSH_RECORDS_MOST * dimensions, sizeof *batch->values);
	batch->ages = of->ages ? hush_calloc((size_t)HUSH_RECORDS_MOST * of->spec->table_count, sizeof *batch->ages) : NULL;
	if (!batch->fields || !batch->values || (of->ages && !batch->ages)) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < HUSH_RECORDS_MOST; i++) {
		batch->records[i].values = batch->values + (size_t)i * dimensions;
		batch->records[i].ages = of->ages ? batch->ages + (size_t)i * of->spec->table_count : NULL;
		batch->records[i].count = 1; /* unless there are count columns */
	}
	return HUSH_OK;
}

void hush_batch_close(struct hush_batch *batch)
{
	const size_t records = HUSH_RECORDS_MOST;

	for (uint32_t i = 0; i < HUSH_RECORDS_MOST; i++) {
		hush_unit_room_release(&batch->rooms[i]);
	}
	hush_free(batch->fields); /* they only point */
	if (batch->of) {
		hush_free_wiped(batch->values, records * batch->of->spec->dimension_count * sizeof *batch->values);
		hush_free_wiped(batch->ages, records * batch->of->spec->table_count * sizeof *batch->ages);
	}
	hush_wipe(batch, sizeof *batch);
}

/* -- which columns --------------------------------------------------------------------------------------------------- */

static void need(struct hush_batch *batch, uint32_t column)
{
	uint32_t at = batch->needed_count;

	if (column == HUSH_NONE) {
		return;
	}
	for (uint32_t i = 0; i < batch->needed_count; i++) {
		if (batch->needed[i] == column) {
			return;
		}
	}
	for (; at > 0 && batch->needed[at - 1] > column; at--) {
		batch->needed[at] = batch->needed[at - 1];
	}
	batch->needed[at] = column;
	batch->needed_count++;
}

void hush_batch_begin(struct hush_batch *batch, const struct hush_header *header, const char *text, uint32_t file,
                      uint64_t piece)
{
	const struct hush_source *source = batch->of->source;
	const uint32_t room = HUSH_BATCH_FIELDS / header->width;

	batch->header = header;
	batch->text = text;
	batch->file = file;
	batch->piece = piece;
	batch->room = room < HUSH_RECORDS_MOST ? room : HUSH_RECORDS_MOST;
	for (uint32_t i = 0; i < batch->room; i++) {
		batch->records[i].header = header;
	}
	batch->needed_count = 0;
	need(batch, header->time);
	need(batch, header->clock);
	for (uint32_t i = 0; i < source->entity_column_count; i++) {
		need(batch, header->entity[i]);
	}
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		need(batch, header->keys[i]);
	}
	for (uint32_t i = 0; i < source->count_count; i++) {
		need(batch, header->counts[i]);
	}
	for (uint32_t t = 0; t < batch->of->spec->table_count; t++) {
		need(batch, header->amounts[t]);
	}
	for (uint32_t d = 0; d < batch->of->spec->dimension_count; d++) {
		need(batch, header->dimensions[d]);
	}
}

/* -- fields ---------------------------------------------------------------------------------------------------------- */

/* A quoted field keeps its outer blanks in libcsv; what is looked at has none, whichever way it came. */
void hush_batch_add_fields(struct hush_batch *batch, const struct hush_field *fields, uint32_t at)
{
	const uint32_t row = batch->count++;

	for (uint32_t i = 0; i < batch->needed_count; i++) {
		struct hush_field *field = &batch->fields[(size_t)row * batch->header->width + batch->needed[i]];

		*field = fields[batch->needed[i]];
		hush_trim(&field->bytes, &field->length);
	}
	batch->at[row] = at;
}

/* The blank of smallest and largest value are far below what fields begin and end with. */
static inline uint32_t blank(char byte)
{
	return (uint32_t)(unsigned char)byte - ' ' - 1; /* its top bit is set for what may be a blank */
}

/*
 * The fields of plain lines in one column: what stands between the ends, without outer blanks.  All are looked at for blanks
 * together; one more look at each is needed only when there are some.
 */
static void cut_column(struct hush_batch *batch, uint32_t column)
{
	const char *const text = batch->text;
	const uint32_t last = column + 1 == batch->header->width; /* 1 where a carriage return may follow */
	const size_t stride = batch->header->width;
	struct hush_field *const fields = batch->fields + column;
	uint32_t blanks = 0;

	for (uint32_t i = 0; i < batch->line_count; i++) {
		const struct hush_batch_line *line = &batch->lines[i];
		const uint32_t from = line->ends[(ptrdiff_t)column - 1] + 1;
		const uint32_t to = line->ends[column] - (last & line->returned);

		fields[line->row * stride] = (struct hush_field){text + from, to - from};
		blanks |= blank(text[from]) | blank(text[to - (to > from)]); /* of an empty field, what ends it */
	}
	for (uint32_t i = 0; blanks >> 31 && i < batch->line_count; i++) {
		struct hush_field *field = &fields[batch->lines[i].row * stride];

		hush_trim(&field->bytes, &field->length);
	}
}

static void cut_lines(struct hush_batch *batch)
{
	for (uint32_t n = 0; n < batch->needed_count; n++) {
		cut_column(batch, batch->needed[n]);
	}
	batch->line_count = 0;
}

/* Empties the fields that hold one of the source's marks of a missing value. */
static void empty_missing(struct hush_batch *batch)
{
	const struct hush_source *source = batch->of->source;

	for (uint32_t m = 0; m < source->missing_count; m++) {
		const size_t length = strlen(source->missing[m]);

		for (uint32_t n = 0; n < batch->needed_count; n++) {
			for (uint32_t row = 0; row < batch->count; row++) {
				struct hush_field *field = &batch->fields[(size_t)row * batch->header->width + batch->needed[n]];

				if (field->length == length && memcmp(field->bytes, source->missing[m], length) == 0) {
					field->length = 0;
				}
			}
		}
	}
}

/* -- records --------------------------------------------------------------------------------------------------------- */

/* A row's time as one text: that of its column, or date, blank and clock; empty when these are longer than any time. */
static inline struct hush_field stamp_of(struct hush_batch *batch, const struct hush_field *fields)
{
	const struct hush_field date = fields[batch->header->time];
	struct hush_field clock;

	if (batch->header->clock == HUSH_NONE) {
		return date;
	}
	clock = fields[batch->header->clock];
	if (date.length + 1 + clock.length > HUSH_BATCH_STAMP - HUSH_FIELD_SLACK) {
		return (struct hush_field){batch->stamp, 0};
	}
	memcpy(batch->stamp, date.bytes, date.length);
	batch->stamp[date.length] = ' ';
	memcpy(batch->stamp + date.length + 1, clock.bytes, clock.length);
	return (struct hush_field){batch->stamp, date.length + 1 + clock.length};
}

/* Rows whose time lies in the period. */
static void read_times(struct hush_batch *batch)
{
	const struct hush_batch_source *of = batch->of;
	const uint32_t width = batch->header->width;
	const hush_day from = of->spec->from;
	const uint32_t days = (uint32_t)(of->spec->to - from);
	const struct hush_field *fields = batch->fields;
	uint32_t left = 0;

	for (uint32_t row = 0; row < batch->count; row++, fields += width) {
		const struct hush_field stamp = stamp_of(batch, fields);
		struct hush_moment *moment = &batch->moments[left];

		if (!hush_stamp_read(&batch->stamps, stamp.bytes, stamp.length, moment)) {
			batch->reasons[row] = hush_why_no_time(of->source, &fields[batch->header->time]);
			continue;
		}
		if ((uint32_t)(moment->day - from) >= days) {
			batch->reasons[row] = HUSH_LEFT_PERIOD;
			continue;
		}
		batch->rows[left] = row;
		batch->records[left].fields = fields;
		left++;
	}
	batch->left = left;
}

/* Whether every column of the dedupe key says something. */
static bool has_key(const struct hush_source *source, const struct hush_header *header, const struct hush_field *fields)
{
	for (uint32_t i = 0; i < source->key_column_count; i++) {
		if (hush_says_nothing(fields[header->keys[i]].bytes, fields[header->keys[i]].length)) {
			return false;
		}
	}
	return true;
}

/* The numbers of the rows that have a short key which can be seen at a glance; HUSH_NO_NUMBER of the others. */
static void read_shorts(struct hush_batch *batch)
{
	const struct hush_source *source = batch->of->source;
	struct hush_short_keys *shorts = &batch->shorts;
	const uint32_t column = batch->header->entity[0];

	if (source->form != HUSH_FORM_PLATE || !hush_unit_may_be_short(batch->of->shape)) {
		for (uint32_t i = 0; i < batch->left; i++) {
			shorts->numbers[i] = HUSH_NO_NUMBER;
		}
		return;
	}
	for (uint32_t i = 0; i < batch->left; i++) {
		hush_short_keys_set(shorts, i, &batch->records[i].fields[column]);
	}
	batch->make_short(shorts, batch->left);
}

/* Rows that name a unit, and a key where the source has one. */
static hush_status read_units(struct hush_batch *batch, hush_error *err)
{
	const struct hush_source *source = batch->of->source;
	const struct hush_header *header = batch->header;
	const struct hush_unit_shape *shape = batch->of->shape;
	const bool declared = source->entity == HUSH_ENTITY_DECLARED;
	const hush_day from = batch->of->spec->from;
	uint32_t left = 0;

	if (declared && source->key_column_count == 0) {
		return HUSH_OK;
	}
	if (!declared) {
		read_shorts(batch);
	}
	for (uint32_t i = 0; i < batch->left; i++) {
		const struct hush_field *fields = batch->records[i].fields;
		const uint32_t window = declared ? 0 : shape->windows[batch->moments[i].day - from];
		struct hush_record *record = &batch->records[left];
		bool named = true;

		if (!declared && batch->shorts.numbers[i] != HUSH_NO_NUMBER) {
			hush_unit_key_short(&record->unit, batch->shorts.numbers[i], window);
		} else if (!declared) {
			HUSH_TRY(hush_unit_of(shape, source->form, fields, header->entity, window, &batch->rooms[i], &record->unit,
			                      &named, err));
		}
		if (!named) {
			batch->reasons[batch->rows[i]] = hush_why_nobody(source, header, fields);
		} else if (source->key_column_count > 0 && !has_key(source, header, fields)) {
			batch->reasons[batch->rows[i]] = HUSH_LEFT_KEY;
		} else {
			batch->rows[left] = batch->rows[i];
			batch->moments[left] = batch->moments[i];
			record->fields = fields;
			left++;
		}
	}
	batch->left = left;
	return HUSH_OK;
}

/* What tables that take an age see of a row. Times lie between 1900 and 2199, so nothing here comes near 2^63. */
static void fill_ages(struct hush_batch *batch, const struct hush_field *fields, int64_t *ages)
{
	const struct hush_batch_source *of = batch->of;
	const struct hush_field stamp = stamp_of(batch, fields);

	for (uint32_t t = 0; t < of->spec->table_count; t++) {
		const struct hush_amount *amount = &of->spec->tables[t].amount;
		const struct hush_field *other = batch->header->amounts[t] == HUSH_NONE ? NULL : &fields[batch->header->amounts[t]];
		int64_t own;
		int64_t from;
		int64_t until = of->end;

		if (amount->age == HUSH_AGE_NONE || !other) {
			continue;
		}
		ages[t] = HUSH_NO_AGE;
		if (!hush_time_parse(&of->time, stamp.bytes, stamp.length, &own)) {
			continue;
		}
		from = own;
		if (amount->age == HUSH_AGE_SINCE) {
			until = own;
			if (!hush_time_parse(&of->time, other->bytes, other->length, &from)) {
				continue;
			}
		}
		ages[t] = hush_floor_of((until - from) * MILLION, amount->unit);
	}
}

/* -- visits ---------------------------------------------------------------------------------------------------------- */

/* One record, once per count column that can be read. */
static enum hush_reason visit_counts(struct hush_batch *batch, struct hush_record *record, hush_status *failed)
{
	const struct hush_batch_source *of = batch->of;
	enum hush_reason reason = HUSH_LEFT_COUNT;

	for (uint32_t i = 0; i < of->source->count_count && *failed == HUSH_OK; i++) {
		struct hush_field field = record->fields[batch->header->counts[i]];
		bool counted = false;

		if (!hush_parse_u64_saturating(field.bytes, field.length, COUNT_CAP, &record->count)) {
			continue; /* this count only: its neighbours do not depend on it */
		}
		hush_values_assign(&of->values, &of->source->counts[i],
		                   batch->values + (record - batch->records) * of->spec->dimension_count);
		batch->visitor.visit(batch->visitor.context, record, 1, &counted, failed);
		reason = counted ? HUSH_KEPT : reason == HUSH_KEPT ? reason : HUSH_LEFT_DOMAIN;
	}
	return reason;
}

/* All records, each once, or once per count column; what becomes of them is written down. */
static hush_status visit_all(struct hush_batch *batch)
{
	const struct hush_batch_source *of = batch->of;
	const bool counts = of->source->count_count > 0;
	bool counted[HUSH_RECORDS_MOST] = {false};
	hush_status failed = HUSH_OK;

	if (!counts) {
		batch->visitor.visit(batch->visitor.context, batch->records, batch->left, counted, &failed);
	}
	for (uint32_t i = 0; i < batch->left; i++) {
		enum hush_reason reason = counts       ? visit_counts(batch, &batch->records[i], &failed)
		                          : counted[i] ? HUSH_KEPT
		                                       : HUSH_LEFT_DOMAIN;

		if (reason == HUSH_LEFT_DOMAIN) {
			reason = hush_why_no_cell(of->spec, batch->header, batch->records[i].fields);
		}
		batch->reasons[batch->rows[i]] = reason;
	}
	return failed;
}

/* What became of each row. Nearly always all were kept, as many before them: then only their number is to be told. */
static void tell_reasons(const struct hush_batch *batch)
{
	struct hush_tally_part *tally = batch->visitor.tally;
	uint32_t kept = 0;

	for (uint32_t row = 0; row < batch->count; row++) {
		kept += batch->reasons[row] == HUSH_KEPT;
	}
	if (kept == batch->count && hush_tally_has_examples(tally, HUSH_KEPT)) {
		hush_tally_count_more(tally, HUSH_KEPT, kept);
		return;
	}
	for (uint32_t row = 0; row < batch->count; row++) {
		const struct hush_tally_place place = {batch->file, batch->at[row], batch->piece};

		hush_tally_count(tally, batch->reasons[row], place);
	}
}

hush_status hush_batch_read(struct hush_batch *batch, hush_error *err)
{
	hush_status failed = HUSH_OK;

	cut_lines(batch);
	if (batch->of->source->missing_count > 0) {
		empty_missing(batch);
	}
	read_times(batch);
	HUSH_TRY(read_units(batch, err));
	hush_values_fill(&batch->of->values, batch->header, batch->records, batch->moments, batch->left, batch->values);
	for (uint32_t i = 0; batch->of->ages && i < batch->left; i++) {
		fill_ages(batch, batch->records[i].fields, batch->ages + (size_t)i * batch->of->spec->table_count);
	}
	if (batch->left > 0) {
		failed = visit_all(batch);
	}
	tell_reasons(batch);
	batch->count = 0;
	for (uint32_t i = 0; i < HUSH_RECORDS_MOST; i++) {
		if (batch->rooms[i].size >
		    LARGE_ROOM) { /* of a line that is an exception: 64 of them would be memory nobody asked for */
			hush_unit_room_release(&batch->rooms[i]);
		}
	}
	switch (failed) {
	case HUSH_OK: return HUSH_OK;
	case HUSH_E_MEMORY: return hush_fail_memory(err);
	default: return hush_fail(err, failed, "the reading of records was stopped");
	}
}
