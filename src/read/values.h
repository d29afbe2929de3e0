/*
 * values: where one row stands in each dimension that its source's tables use.
 *
 * What is computed when it is opened follows from the spec alone: tables by day of the period and look-ups of names.  A
 * fill depends on its row alone; values[] is written anew each time.
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
	uint32_t values[HUSH_MAX_DIMENSIONS];            /* the answer; HUSH_NONE: outside the domain */
};

/* HUSH_E_MEMORY. On failure nothing is left to close. */
hush_status hush_values_open(const struct hush_spec *spec, uint32_t source, struct hush_values *values,
                             hush_error *err);
void hush_values_close(struct hush_values *values);

/* Fills every needed dimension but those that count columns assign, which get HUSH_NONE. The fields have no outer blanks;
 * the moment's day lies in the spec's period. */
void hush_values_fill(struct hush_values *values, const struct hush_header *header, const struct hush_field *fields,
                      struct hush_moment moment);

/* Fills, after hush_values_fill, what the count column assigns, and the mappings over it. */
void hush_values_assign(struct hush_values *values, const struct hush_count_column *column);

#endif
