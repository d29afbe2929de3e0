/*
 * repeat_record: a record written down as bound/repeats.h wants it, and read again.
 *
 *     identity   the unit's key, packed (its length and 16 bytes) or exact (0, counted bytes); each key field, counted
 *     content    the count; the value of each dimension: its place in the spec's list, or its text, counted, where no list names
 *                the values; each field that a sum, a mean or quantiles take, counted, or each age
 *
 * The content is what counting can see of a record: records with equal ones are interchangeable.
 */
#ifndef HUSH_AGGREGATE_REPEAT_RECORD_H
#define HUSH_AGGREGATE_REPEAT_RECORD_H

#include <stdint.h>

#include "base/error.h"
#include "bound/repeats.h"
#include "read/record.h"
#include "spec/spec.h"

/* Follows from the spec. */
struct hush_repeat_shape {
	const struct hush_source *source;
	const struct hush_dimension *names; /* the spec's, as are the tables */
	const struct hush_table *tables;
	uint32_t *dimensions; /* those that its tables use */
	uint32_t dimension_count;
	uint32_t *amounts; /* its tables that take a field, by index in the spec */
	uint32_t amount_count;
};

/* HUSH_E_MEMORY. */
hush_status hush_repeat_shape_open(const struct hush_spec *spec, uint32_t source, struct hush_repeat_shape *shape,
                                   hush_error *err);
void hush_repeat_shape_close(struct hush_repeat_shape *shape); /* a zeroed one is allowed */

/* HUSH_E_MEMORY. */
hush_status hush_repeat_write(const struct hush_repeat_shape *shape, const struct hush_repeat_keys *keys,
                              const struct hush_record *record, struct hush_repeat *repeat, hush_error *err);

/* A record as count_records sees it; of its fields those are there that hush_record_amount and hush_found_text_of need. */
struct hush_repeat_back {
	struct hush_record record;
	struct hush_header header; /* says where in `fields` they stand */
	struct hush_field fields[HUSH_MAX_TABLES + HUSH_MAX_DIMENSIONS];
	uint32_t values[HUSH_MAX_DIMENSIONS];
	int64_t ages[HUSH_MAX_TABLES];
};

void hush_repeat_back_init(const struct hush_repeat_shape *shape, struct hush_repeat_back *back); /* must not move then */
void hush_repeat_read(const struct hush_repeat_shape *shape, const unsigned char *identity, const unsigned char *content,
                      struct hush_repeat_back *back);

#endif
