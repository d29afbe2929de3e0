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
		uint64_t inverse;     /* 2^64 / values, rounded up; 0 for one value */
		uint64_t *starts;     /* values + 1 of them */
		unsigned char *bytes; /* the counted name of value i is bytes[starts[i]..starts[i + 1]); HUSH_SIP_SLACK behind */
	} *dimensions;
};

/* HUSH_E_MEMORY. */
hush_status hush_cell_names_open(const struct hush_spec *spec, const struct hush_table *table,
                                 struct hush_cell_names *names, hush_error *err);
void hush_cell_names_close(struct hush_cell_names *names);

/*
 * Which value of each dimension a cell is of.  Divides by multiplying: for a divisor d from 2 to 2^32 and any 32-bit n,
 * floor(n * ceil(2^64 / d) / 2^64) = floor(n / d) (D. Lemire, O. Kaser and N. Kurz, "Faster remainder by direct
 * computation", 2019, theorem 1).
 */
static inline void hush_cell_names_values(const struct hush_cell_names *names, uint32_t cell, uint32_t *values)
{
	for (uint32_t k = names->count; k-- > 0;) {
		const struct hush_value_names *dimension = &names->dimensions[k];
		uint32_t rest = dimension->inverse ? (uint32_t)((unsigned __int128)dimension->inverse * cell >> 64) : cell;

		values[k] = cell - rest * dimension->values;
		cell = rest;
	}
}

/* Goes on with the hash over the name of a cell. */
static inline void hush_cell_names_put(const struct hush_cell_names *names, uint32_t cell, struct hush_sip *sip)
{
	uint32_t values[HUSH_MAX_DIMENSIONS];

	hush_cell_names_values(names, cell, values);
	for (uint32_t k = 0; k < names->count; k++) {
		const uint64_t *start = &names->dimensions[k].starts[values[k]];

		hush_sip_put(sip, names->dimensions[k].bytes + start[0], (size_t)(start[1] - start[0]));
	}
}

/*
 * The same for one lane: from the state `start` to the end of the message. Returns how many words it takes, or 0 when they
 * are more than HUSH_SIP_WORDS.
 */
static inline unsigned hush_cell_names_lane(const struct hush_cell_names *names, uint32_t cell,
                                            const struct hush_sip *start, struct hush_sip_lanes *lanes, unsigned lane)
{
	uint32_t values[HUSH_MAX_DIMENSIONS];
	uint64_t length = start->length;
	uint64_t tail = start->tail;
	unsigned bits = (unsigned)(length % 8) * 8; /* of the tail */
	unsigned words = 0;

	hush_cell_names_values(names, cell, values);
	for (uint32_t k = 0; k < names->count; k++) {
		const uint64_t *at = &names->dimensions[k].starts[values[k]];
		const unsigned char *bytes = names->dimensions[k].bytes + at[0];
		uint64_t left = at[1] - at[0];

		length += left;
		for (; left >= 8 && words < HUSH_SIP_WORDS; left -= 8) {
			uint64_t word = hush_sip_word(bytes);

			lanes->words[words++][lane] = tail | word << bits;
			tail = word >> 1 >> (63 - bits);
			bytes += 8;
		}
		if (words == HUSH_SIP_WORDS) {
			return 0;
		}
		if (left > 0) {
			uint64_t word = hush_sip_word(bytes) & ~(UINT64_MAX << (8 * left));

			tail |= word << bits;
			if (bits + 8 * left >= 64) {
				lanes->words[words++][lane] = tail;
				tail = word >> 1 >> (63 - bits);
			}
			bits = (unsigned)(bits + 8 * left) % 64;
		}
	}
	if (words == HUSH_SIP_WORDS) {
		return 0;
	}
	lanes->words[words++][lane] = tail | length << 56;
	lanes->v[0][lane] = start->v0;
	lanes->v[1][lane] = start->v1;
	lanes->v[2][lane] = start->v2;
	lanes->v[3][lane] = start->v3;
	return words;
}

/* Orders two cells by the names of their values, dimension by dimension, like strcmp. */
int hush_cell_names_compare(const struct hush_cell_names *names, uint32_t a, uint32_t b);

#endif
