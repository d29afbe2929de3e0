/*
 * batch: some rows of one file, made records together, column by column.
 *
 * A step that is done for many rows at once needs no call, no decision about the spec and no waiting for memory per row.
 * What a row becomes depends on that row alone all the same: how rows are cut into batches changes nothing, and records
 * and reasons are told in the order of rows.  What is kept between rows is memory that is written anew for each (fields,
 * keys, values) or that remembers what equal bytes mean (stamps), never meaning.
 */
#ifndef HUSH_READ_BATCH_H
#define HUSH_READ_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "read/header.h"
#include "read/record.h"
#include "read/stamp.h"
#include "read/short_keys.h"
#include "read/tally.h"
#include "read/unit.h"
#include "read/values.h"
#include "spec/spec.h"
#include "spec/unit_key.h"

enum {
	HUSH_BATCH_FIELDS = 4096, /* of all rows together; as many as one row can have (base/csv.h) */
	HUSH_BATCH_STAMP = 256
};

/* What is the same for all batches of a source. */
struct hush_batch_source {
	const struct hush_spec *spec;
	const struct hush_source *source;
	const struct hush_unit_shape *shape;
	struct hush_time_format time;
	const struct hush_zone *privacy_zone; /* cuts days and windows */
	struct hush_values values;
	bool ages;   /* some table of the source takes one */
	int64_t end; /* the instant at which the period ends */
};

/* Who is told of records. */
struct hush_batch_visitor {
	hush_record_visit visit;
	void *context;
	struct hush_tally_part *tally;
};

struct hush_batch {
	const struct hush_batch_source *of;
	struct hush_batch_visitor visitor;
	struct hush_stamps stamps;

	/* Of the piece of a file whose rows these are. */
	const struct hush_header *header;
	const char *text; /* of plain lines */
	uint32_t file;
	uint64_t piece; /* its number, for places */
	uint32_t needed[HUSH_BATCH_FIELDS]; /* columns that are looked at, ascending */
	uint32_t needed_count;
	uint32_t room; /* rows */

	/* By row. */
	uint32_t count;
	struct hush_field *fields; /* [row * width + column], the needed ones, without outer blanks */
	enum hush_reason reasons[HUSH_RECORDS_MOST];
	uint32_t at[HUSH_RECORDS_MOST]; /* which line of the piece */

	/* The rows that are plain lines, which are still to be cut into fields. */
	uint32_t line_count;
	struct hush_batch_line {
		const uint32_t *ends; /* where its fields end in `text`; before the first stands where the line before ends */
		uint32_t row;
		uint32_t returned; /* bytes of a carriage return that its last field ends before */
	} lines[HUSH_RECORDS_MOST];

	/* The rows that no step has left out, closed up. */
	uint32_t left;
	uint32_t rows[HUSH_RECORDS_MOST];
	struct hush_moment moments[HUSH_RECORDS_MOST];
	struct hush_record records[HUSH_RECORDS_MOST];
	uint32_t *values; /* [record * dimensions of the spec + dimension] */
	hush_short_keys_make make_short;
	struct hush_short_keys shorts; /* of the rows left, where they can have any */
	struct hush_unit_room rooms[HUSH_RECORDS_MOST]; /* of keys that are not packed */
	int64_t *ages; /* [record * tables of the spec + table], where some table takes one */
	char stamp[HUSH_BATCH_STAMP]; /* a date and a clock from two columns, put together */
};

/* HUSH_E_MEMORY. `batch` must have been zeroed, and is to be closed also when this fails. */
hush_status hush_batch_open(const struct hush_batch_source *of, struct hush_batch_visitor visitor, struct hush_batch *batch,
                            hush_error *err);
void hush_batch_close(struct hush_batch *batch); /* wipes; a zeroed one is allowed */

/* The next rows are of this piece, under this header, and plain lines among them of this text. The batch must be empty. */
void hush_batch_begin(struct hush_batch *batch, const struct hush_header *header, const char *text, uint32_t file,
                      uint64_t piece);

static inline bool hush_batch_full(const struct hush_batch *batch)
{
	return batch->count == batch->room;
}

/*
 * Adds a row that is a plain line; its `ends` must stay until the batch is read, as must the text: HUSH_FIELD_SLACK bytes
 * are readable behind it. There must be room.
 */
static inline void hush_batch_add_line(struct hush_batch *batch, const uint32_t *ends, uint32_t returned, uint32_t at)
{
	const uint32_t row = batch->count++;

	batch->at[row] = at;
	batch->lines[batch->line_count++] = (struct hush_batch_line){ends, row, returned};
}

/* Adds a row with these fields, as many as the header's; what they point to must stay until the batch is read. */
void hush_batch_add_fields(struct hush_batch *batch, const struct hush_field *fields, uint32_t at);

/*
 * Makes records of the rows, visits them and tells what became of each; then the batch is empty.
 * HUSH_E_MEMORY, or the status that stopped a visit.
 */
hush_status hush_batch_read(struct hush_batch *batch, hush_error *err);

#endif
