/*
 * cell_names: the names of a table's cells as they enter priorities, ready to be hashed.
 *
 * A cell's name is the name of its value in each dimension of the table, each counted (4-byte length, bytes), so that no
 * two cells of a table give the same bytes.
 */
#ifndef HUSH_BOUND_CELL_NAMES_H
#define HUSH_BOUND_CELL_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/siphash.h"
#include "spec/spec.h"

struct hush_cell_names {
	uint32_t count; /* of dimensions */
	struct hush_value_names {
		const struct hush_names *names; /* of the spec, which outlives them */
		uint32_t values;
		uint64_t inverse;     /* 2^64 / values, rounded up; 0 for one value */
		uint32_t *lengths; /* of the counted names, by value */
		uint64_t *starts;  /* where each begins in `words` */
		uint64_t *words;   /* their bytes, the first one lowest; zeros fill the last word, and make one more behind it */
		uint64_t *shifted; /* NULL in large domains: the same, `width` words each, behind 0 to 7 bytes: [bytes][value][word] */
		size_t width;
		uint32_t even;    /* the length that all of its names have; 0: they differ */
		uint64_t before;  /* when all dimensions up to this one are even: bytes of a cell's name before this one's */
	} *dimensions;
	bool even; /* the names of all cells are of one length, and every dimension has its shifted words */
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
		const struct hush_value_names *dimension = &names->dimensions[k];

		hush_sip_put_words(sip, dimension->words + dimension->starts[values[k]], dimension->lengths[values[k]]);
	}
}

/* A value's name as it stands in words behind so many bytes of others (0 to 7); in `room` where that is made only now. */
static inline const uint64_t *hush_value_names_behind(const struct hush_value_names *dimension, uint32_t value, uint32_t bytes,
                                                      uint64_t room[HUSH_SIP_WORDS + 1])
{
	const uint64_t *words = dimension->words + dimension->starts[value];
	const uint32_t full = (bytes + dimension->lengths[value]) / 8;
	uint64_t tail = 0;

	if (dimension->shifted) {
		return dimension->shifted + ((size_t)bytes * dimension->values + value) * dimension->width;
	}
	for (uint32_t i = 0; i <= full && i <= HUSH_SIP_WORDS; i++) {
		room[i] = tail | words[i] << 8 * bytes;
		tail = words[i] >> 1 >> (63 - 8 * bytes); /* nothing behind none */
	}
	return room;
}

/*
 * The same for one lane: the words from the state `start` to the end of the message. Returns how many there are, or 0 when
 * they are more than HUSH_SIP_WORDS.
 */
static inline unsigned hush_cell_names_lane(const struct hush_cell_names *names, uint32_t cell,
                                            const struct hush_sip *start, struct hush_sip_lanes *lanes, unsigned lane)
{
	uint32_t values[HUSH_MAX_DIMENSIONS];
	uint64_t length = start->length;
	uint64_t tail = start->tail;
	uint32_t used = 0; /* words */

	hush_cell_names_values(names, cell, values);
	for (uint32_t k = 0; k < names->count; k++) {
		const struct hush_value_names *dimension = &names->dimensions[k];
		uint64_t room[HUSH_SIP_WORDS + 1];
		const uint64_t *words = hush_value_names_behind(dimension, values[k], (uint32_t)length % 8, room);
		const uint32_t full = ((uint32_t)length % 8 + dimension->lengths[values[k]]) / 8;

		if (used + full >= HUSH_SIP_WORDS) {
			return 0;
		}
		for (uint32_t i = 0; i < full; i++) {
			lanes->words[used++][lane] = tail | words[i];
			tail = 0;
		}
		tail |= words[full];
		length += dimension->lengths[values[k]];
	}
	lanes->words[used][lane] = tail | length << 56;
	return used + 1;
}

/* Orders two cells by the names of their values, dimension by dimension, like strcmp. */
int hush_cell_names_compare(const struct hush_cell_names *names, uint32_t a, uint32_t b);

#endif
