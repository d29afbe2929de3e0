/*
 * cell_names: the names of a table's cells as they enter priorities, ready to be hashed.
 *
 * A cell's name is the name of its value in each dimension of the table, each counted (4-byte length, bytes), so that no
 * two cells of a table give the same bytes.
 */
#ifndef HUSH_BOUND_CELL_NAMES_H
#define HUSH_BOUND_CELL_NAMES_H

#include <stdint.h>

#include "base/error.h"
#include "base/siphash.h"
#include "spec/spec.h"

struct hush_cell_names {
	uint32_t count; /* of dimensions */
	struct hush_value_names {
		uint32_t values;
		uint64_t *starts;     /* values + 1 of them */
		unsigned char *bytes; /* the counted name of value i is bytes[starts[i]..starts[i + 1]); HUSH_SIP_SLACK behind */
	} *dimensions;
};

/* HUSH_E_MEMORY. */
hush_status hush_cell_names_open(const struct hush_spec *spec, const struct hush_table *table,
                                 struct hush_cell_names *names, hush_error *err);
void hush_cell_names_close(struct hush_cell_names *names);

/* Goes on with the hash over the name of a cell. */
static inline void hush_cell_names_put(const struct hush_cell_names *names, uint32_t cell, struct hush_sip *sip)
{
	uint32_t values[HUSH_MAX_DIMENSIONS];

	for (uint32_t k = names->count; k-- > 0;) {
		values[k] = cell % names->dimensions[k].values;
		cell /= names->dimensions[k].values;
	}
	for (uint32_t k = 0; k < names->count; k++) {
		const uint64_t *start = &names->dimensions[k].starts[values[k]];

		hush_sip_put(sip, names->dimensions[k].bytes + start[0], (size_t)(start[1] - start[0]));
	}
}

/* Orders two cells by the names of their values, dimension by dimension, like strcmp. */
int hush_cell_names_compare(const struct hush_cell_names *names, uint32_t a, uint32_t b);

#endif
