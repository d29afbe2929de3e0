/*
 * found_entries: offers of values that no list names, gathered, sorted, and reduced to what the limits let through.
 *
 * Reducing sorts them by unit, table and rank of the cell, adds up those of one cell, and forgets every cell of a unit that is not
 * among the `limits.cells` of smallest rank: so it may be done as often as memory asks for it (found_entries.proof.md).  Offers
 * that belong to no unit are added up by cell, and none is forgotten.
 */
#ifndef HUSH_BOUND_FOUND_ENTRIES_H
#define HUSH_BOUND_FOUND_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "bound/arena.h"
#include "bound/found_offer.h"
#include "spec/spec.h"

struct hush_found_entry {
	uint64_t hash;    /* of the unit's key or, without one, of the text: sorted by it first, then by what it is of */
	uint64_t rank[2]; /* of the cell, for its unit; halves in the order of their bytes */
	const unsigned char *bytes; /* the unit's key, then the text */
	uint64_t count;   /* of no unit: at most 2^60 */
	uint32_t unit_length;
	uint32_t text_length;
	uint32_t table;
	uint32_t place;
	bool cut; /* the unit lost something in this table */
};

/* A zeroed one holds none. */
struct hush_found_entries {
	struct hush_found_entry *list;
	size_t count;
	size_t room;
	struct hush_arena bytes;
	struct hush_arena spare; /* what is left after reducing moves there */
};

/* `hash`: as above; `rank` counts for units only. HUSH_E_MEMORY. */
hush_status hush_found_entries_add(struct hush_found_entries *entries, const struct hush_found_offer *offer, uint64_t hash,
                                   const uint64_t rank[2], hush_error *err);

/* After it entries are sorted, those of a unit or text side by side, and of each cell there is one. HUSH_E_MEMORY. */
hush_status hush_found_entries_reduce(struct hush_found_entries *entries, const struct hush_spec *spec, hush_error *err);

/* Bytes that they take, at most, when they are reduced or one more comes. */
size_t hush_found_entries_memory(const struct hush_found_entries *entries);

/* Reduced ones that are more than one unit's or text's: they can be done again in parts. */
bool hush_found_entries_divide(const struct hush_found_entries *entries);

void hush_found_entries_clear(struct hush_found_entries *entries);   /* none; memory is kept for the next ones */
void hush_found_entries_release(struct hush_found_entries *entries); /* wipes */

/* Whether the two are of one unit; or, where they are of none, of one table and text. */
bool hush_found_same_group(const struct hush_found_entry *a, const struct hush_found_entry *b);

static inline const char *hush_found_text(const struct hush_found_entry *entry)
{
	return (const char *)entry->bytes + entry->unit_length;
}

#endif
