/*
 * values: where rows stand in each dimension that their source's tables use.
 *
 * What is computed when it is opened follows from the spec alone: tables by day of the period and look-ups of names.  What
 * is filled in for a row depends on that row alone.
 */
#ifndef HUSH_READ_VALUES_H
#define HUSH_READ_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/csv.h"
#include "base/error.h"
#include "read/header.h"
#include "read/lookup.h"
#include "read/record.h"
#include "read/stamp.h"
#include "spec/spec.h"

struct hush_values {
	const struct hush_spec *spec;
	struct hush_value_step {
		enum hush_dimension_kind kind;
		uint32_t dimension;
		bool hours;           /* TIME: the clock hour is added */
		const uint32_t *days; /* TIME */
	} steps[HUSH_MAX_DIMENSIONS]; /* like `used` */
	uint32_t used[HUSH_MAX_DIMENSIONS]; /* the needed dimensions, ascending */
	uint32_t used_count;
	struct hush_lookup lookups[HUSH_MAX_DIMENSIONS]; /* of COLUMN dimensions */
	uint32_t *days[HUSH_MAX_DIMENSIONS];             /* TIME: value's index at hour 0 of each day of the period */
};

/* HUSH_E_MEMORY. On failure nothing is left to close. */
hush_status hush_values_open(const struct hush_spec *spec, uint32_t source, struct hush_values *values,
                             hush_error *err);
void hush_values_close(struct hush_values *values);

/*
 * Fills in, for each record, its value in every needed dimension: out[record * dimensions of the spec + dimension], where its
 * `values` point; HUSH_NONE outside the domain, and in dimensions that count columns assign.  Fields have no outer blanks;
 * days lie in the spec's period.
 */
void hush_values_fill(const struct hush_values *values, const struct hush_header *header, const struct hush_record *records,
                      const struct hush_moment *moments, uint32_t count, uint32_t *out);

/* Fills in, after hush_values_fill, what the count column assigns to one record, and the mappings over it. */
void hush_values_assign(const struct hush_values *values, const struct hush_count_column *column, uint32_t *out);

#endif
