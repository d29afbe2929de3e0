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

enum { COUNT_CAP = 0x7fffffff };

hush_status hush_batch_open(const struct hush_batch_source *of, struct hush_batch_visitor visitor, struct hush_batch *batch,
                            hush_error *err)
{
	const uint32_t dimensions = of->spec->dimension_count;

	batch->of = of;
	batch->visitor = visitor;
	hush_stamps_init(&batch->stamps, of->time, of->privacy_zone);
	batch->fields = hush_calloc(HUSH_BATCH_FIELDS, sizeof *batch->fields);
	batch->values = hush_calloc((size_t)HUSH_RECORDS_MOST * dimensions, sizeof *batch->values);
	if (!batch->fields || !batch->values) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < HUSH_RECORDS_MOST; i++) {
		batch->records[i].values = batch->values + (size_t)i * dimensions;
	}
	return HUSH_OK;
}

void hush_batch_close(struct hush_batch *batch)
{
	for (uint32_t i = 0; i < HUSH_RECORDS_MOST; i++) {
		hush_unit_room_release(&batch->rooms[i]);
	}
	hush_free(batch->fields);
	hush_free(batch->values);
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

void hush_batch_begin(struct hush_batch *batch, const struct hush_header *header, const char *text)
{
	const struct hush_source *source = batch->of->source;
	const uint32_t room = HUSH_BATCH_FIELDS / header->width;

	batch->header = header;
	batch->text = text;
	batch->room = room < HUSH_RECORDS_MOST ? room : HUSH_RECORDS_MOST;
	for (uint32_t i = 0; i < batch->room; i++) {
		batch->records[i].header = header;
	}
	batch->needed_count = 0;
	need(batch, header->time);
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
void hush_batch_add_fields(struct hush_batch *batch, const struct hush_field *fields, struct hush_tally_place place)
{
	const uint32_t row = batch->count++;

	for (uint32_t i = 0; i < batch->needed_count; i++) {
		struct hush_field *field = &batch->fields[(size_t)row * batch->header->width + batch->needed[i]];

		*field = fields[batch->needed[i]];
		hush_trim(&field->bytes, &field->length);
	}
	batch->places[row] = place;
}

/* The fields of plain lines: what stands between the ends, without outer blanks. */
static void cut_lines(struct hush_batch *batch)
{
	const char *text = batch->text;

	for (uint32_t n = 0; n < batch->needed_count; n++) {
		const uint32_t column = batch->needed[n];
		const uint32_t last = column + 1 == batch->header->width; /* 1 where a carriage return may follow */

		for (uint32_t i = 0; i < batch->line_count; i++) {
			const struct hush_batch_line *line = &batch->lines[i];
			const uint32_t from = line->ends[(ptrdiff_t)column - 1] + 1;
			const uint32_t to = line->ends[column] - (last & line->returned);
			struct hush_field *field = &line->fields[column];

			*field = (struct hush_field){text + from, to - from};
			if (from < to && (text[from] <= ' ' || text[to - 1] <= ' ')) {
				hush_trim(&field->bytes, &field->length);
			}
		}
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

/* Rows whose time lies in the period. */
static void read_times(struct hush_batch *batch)
{
	const struct hush_batch_source *of = batch->of;
	const uint32_t width = batch->header->width;
	const uint32_t column = batch->header->time;
	const hush_day from = of->spec->from;
	const hush_day to = of->spec->to;
	uint32_t left = 0;

	for (uint32_t row = 0; row < batch->count; row++) {
		const struct hush_field *fields = batch->fields + (size_t)row * width;
		const struct hush_field *stamp = &fields[column];
		struct hush_moment moment;

		if (!hush_stamp_read(&batch->stamps, stamp->bytes, stamp->length, &moment)) {
			batch->reasons[row] = hush_why_no_time(of->source, stamp);
			continue;
		}
		if (moment.day < from || moment.day >= to) {
			batch->reasons[row] = HUSH_LEFT_PERIOD;
			continue;
		}
		batch->rows[left] = row;
		batch->moments[left] = moment;
		batch->records[left].fields = fields;
		left++;
	}
	batch->left = left;
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
	for (uint32_t i = 0; i < batch->left; i++) {
		const struct hush_field *fields = batch->records[i].fields;
		struct hush_record *record = &batch->records[left];
		bool named = declared;

		if (!declared) {
			HUSH_TRY(hush_unit_of(shape, source->form, fields, header->entity, shape->windows[batch->moments[i].day - from],
			                      &batch->rooms[i], &record->unit, &named, err));
		}
		if (!named) {
			batch->reasons[batch->rows[i]] = hush_why_nobody(source, header, fields);
		} else if (!has_key(source, header, fields)) {
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
		hush_values_assign(&of->values, &of->source->counts[i], batch->values + (record - batch->records) * of->spec->dimension_count);
		batch->visitor.visit(batch->visitor.context, record, 1, &counted, failed);
		reason = counted ? HUSH_KEPT : reason == HUSH_KEPT ? reason : HUSH_LEFT_DOMAIN;
	}
	return reason;
}

/* All records, each once, or once per count column; what becomes of them is written down. */
static hush_status visit_all(struct hush_batch *batch)
{
	const struct hush_batch_source *of = batch->of;
	bool counted[HUSH_RECORDS_MOST] = {false};
	hush_status failed = HUSH_OK;

	if (of->source->count_count == 0) {
		for (uint32_t i = 0; i < batch->left; i++) {
			batch->records[i].count = 1;
		}
		batch->visitor.visit(batch->visitor.context, batch->records, batch->left, counted, &failed);
	}
	for (uint32_t i = 0; i < batch->left; i++) {
		enum hush_reason reason = of->source->count_count > 0 ? visit_counts(batch, &batch->records[i], &failed)
		                          : counted[i]                ? HUSH_KEPT
		                                                      : HUSH_LEFT_DOMAIN;

		if (reason == HUSH_LEFT_DOMAIN) {
			reason = hush_why_no_cell(of->spec, batch->header, batch->records[i].fields);
		}
		batch->reasons[batch->rows[i]] = reason;
	}
	return failed;
}

hush_status hush_batch_read(struct hush_batch *batch, hush_error *err)
{
	const uint32_t count = batch->count;
	hush_status failed = HUSH_OK;

	cut_lines(batch);
	if (batch->of->source->missing_count > 0) {
		empty_missing(batch);
	}
	read_times(batch);
	HUSH_TRY(read_units(batch, err));
	hush_values_fill(&batch->of->values, batch->header, batch->records, batch->moments, batch->left, batch->values);
	if (batch->left > 0) {
		failed = visit_all(batch);
	}
	for (uint32_t row = 0; row < count; row++) {
		hush_tally_count(batch->visitor.tally, batch->reasons[row], batch->places[row]);
	}
	batch->count = 0;
	switch (failed) {
	case HUSH_OK: return HUSH_OK;
	case HUSH_E_MEMORY: return hush_fail_memory(err);
	default: return hush_fail(err, failed, "the reading of records was stopped");
	}
}
