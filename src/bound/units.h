/*
 * units: the units of one partition, found by their exact keys and numbered 0, 1, 2, .. in order of first sight.
 *
 * Keys are compared whole (design rule 6: units never merge or split by accident); the hash only finds the place to look.
 * A number is an accident of row order: nothing that decides may depend on it, only on the key behind it.  What is known
 * of a unit besides its key stands behind it and is the caller's; it never moves.
 */
#ifndef HUSH_BOUND_UNITS_H
#define HUSH_BOUND_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bound/arena.h"

enum { HUSH_UNITS_CHUNK = 256 };

struct hush_unit {
	uint64_t low;  /* the packed or short key; or HUSH_OFFER_LONG and above it the length of the exact one, */
	uint64_t high; /* and where that lies (no packed or short key begins with this byte) */
	unsigned char data[];
};

struct hush_units {
	struct hush_arena *arena; /* in which they lie, and end */
	size_t size;              /* of a unit with its data */
	struct hush_units_bucket {
		uint32_t tag;   /* lower half of the unit's hash */
		uint32_t place; /* unit + 1; 0: empty */
	} *buckets;
	uint32_t bucket_count;
	unsigned char **chunks; /* of HUSH_UNITS_CHUNK units each */
	uint32_t chunk_room;
	uint32_t count;
};

/* A unit that is looked for. `high` counts for packed keys only, `exact` (else NULL) for the others. */
struct hush_unit_sought {
	uint64_t low;
	uint64_t high;
	const unsigned char *exact;
	uint32_t tag;
	uint32_t number; /* where it was found */
};

/* `data`: bytes behind each unit, zeroed when it is new. False when memory is short. */
bool hush_units_open(struct hush_units *units, struct hush_arena *arena, size_t data);
void hush_units_clear(struct hush_units *units); /* when the arena is cleared */
void hush_units_close(struct hush_units *units); /* wipes; a zeroed one is allowed */

/* Fills in where the unit is, which is added when it is new. False when memory is short. */
bool hush_units_find(struct hush_units *units, struct hush_unit_sought *sought);

static inline struct hush_unit *hush_units_at(const struct hush_units *units, uint32_t number)
{
	return (struct hush_unit *)(void *)(units->chunks[number / HUSH_UNITS_CHUNK] + number % HUSH_UNITS_CHUNK * units->size);
}

/* Asks for the memory of the bucket that hush_units_find will need. */
static inline void hush_units_fetch_bucket(const struct hush_units *units, uint32_t tag)
{
	__builtin_prefetch(&units->buckets[tag & (units->bucket_count - 1)]);
}

#endif
