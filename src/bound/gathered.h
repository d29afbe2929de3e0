/*
 * gathered: offers that wait until there are many, and then come unit by unit.
 *
 * What one unit keeps is worked out best from many of its offers at once: what is known of it is fetched once, and the
 * priorities of its cells are hashed side by side.  How many are gathered, and so how a unit's offers are cut into groups,
 * changes nothing (proof note, 2).
 */
#ifndef HUSH_BOUND_GATHERED_H
#define HUSH_BOUND_GATHERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bound/offers.h"

struct hush_gathered {
	const struct hush_offer_shape *shape;
	uint32_t room; /* offers */
	uint32_t count;
	uint32_t *units;  /* by offer: its unit's number */
	uint32_t *counts; /* by offer; NULL where each counts 1 */
	uint32_t *cells;  /* by table and offer: [table * room + offer] */
	uint32_t *order;  /* once sorted: the offers, by unit */
	uint32_t *ends;   /* once sorted, by unit: where its offers end in `order`; they begin where those of the one before end */
	size_t ends_room;
};

/* False when memory is short. */
bool hush_gathered_open(struct hush_gathered *gathered, const struct hush_offer_shape *shape);
void hush_gathered_close(struct hush_gathered *gathered); /* wipes; a zeroed one is allowed */

static inline bool hush_gathered_full(const struct hush_gathered *gathered)
{
	return gathered->count == gathered->room;
}

/*
 * Adds an offer of this unit, given by its cell of the first table and by its tail, as hush_offer_put wrote it. There must be
 * room.
 */
static inline void hush_gathered_put(struct hush_gathered *gathered, uint32_t unit, uint32_t first, const unsigned char *tail)
{
	const struct hush_offer_shape *shape = gathered->shape;
	uint32_t offer = gathered->count++;

	gathered->units[offer] = unit;
	if (shape->counted) {
		memcpy(&gathered->counts[offer], tail, sizeof *gathered->counts);
		tail += sizeof *gathered->counts;
	}
	if (shape->head_cell) {
		gathered->cells[offer] = first;
	}
	for (uint32_t i = shape->head_cell; i < shape->table_count; i++) {
		uint32_t *cell = &gathered->cells[(size_t)i * gathered->room + offer];

		if (shape->narrow[i]) {
			uint16_t narrow;

			memcpy(&narrow, tail, sizeof narrow);
			*cell = narrow == UINT16_MAX ? HUSH_NO_CELL : narrow;
			tail += sizeof narrow;
		} else {
			memcpy(cell, tail, sizeof *cell);
			tail += sizeof *cell;
		}
	}
}

/* Sorts what was gathered by unit, of which there are so many; offers of one keep their order. False when memory is short. */
bool hush_gathered_sort(struct hush_gathered *gathered, uint32_t units);

#endif
