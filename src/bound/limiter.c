/*
 * limiter: see limiter.h.
 *
 * Offers first find their units, some at a time, so that the memory of one can be on its way while others are worked on.
 * Then they wait until there are many (bound/gathered), and come to their sets unit by unit.
 *
 * Most units touch one cell of a table, once or a few times: the first cell stands in the unit's own entry (16 bytes), and
 * only a second cell makes it a hush_kept.
 */
#include "bound/limiter.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "bound/arena.h"
#include "bound/cell_ranks.h"
#include "bound/gathered.h"
#include "bound/kept.h"
#include "bound/units.h"

enum {
	BATCH = 32,   /* offers that look for their units at the same time */
	GROUP = 256,  /* offers of one unit that are made at the same time */
	CROWD = 128,  /* more waiting offers of one unit than this are worth looking for equal cells among them */
	PLACES = 1024 /* by which they are looked for; a power of two */
};

struct entry {
	struct hush_kept *kept; /* NULL: at most the one cell below */
	uint32_t cell;
	uint32_t count : 31; /* 0: this unit has not touched the table; meaningless with `kept` */
	uint32_t cut : 1;
};

/* One table of the source. */
struct limited {
	const struct hush_table *table;
	struct hush_cell_ranks ranks;
	struct hush_ranking ranking; /* by them */
	uint64_t units_cut;
};

struct hush_limiter {
	const struct hush_limiting *limiting;
	struct limited *tables;
	uint32_t table_count;
	uint32_t partition; /* that the offers are of */
	struct hush_units units;
	struct hush_arena arena; /* of units and of what they keep */
	struct hush_gathered gathered;
};

/* Behind each unit there is an entry for each table. */
static struct entry *entry_at(struct hush_unit *unit, uint32_t table)
{
	return (struct entry *)(void *)unit->data + table;
}

/* -- opening and closing ------------------------------------------------------------------------------------------- */

hush_status hush_limiter_open(const struct hush_limiting *limiting, struct hush_limiter **limiter, hush_error *err)
{
	struct hush_limiter *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->limiting = limiting;
	made->table_count = limiting->offers.table_count;
	made->tables = hush_calloc(made->table_count, sizeof *made->tables);
	if (!made->tables || !hush_units_open(&made->units, &made->arena, made->table_count * sizeof(struct entry)) ||
	    !hush_gathered_open(&made->gathered, &limiting->offers)) {
		hush_limiter_close(made);
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < made->table_count; i++) {
		struct limited *limited = &made->tables[i];

		limited->table = &limiting->spec->tables[limiting->offers.tables[i]];
		hush_cell_ranks_open(limiting, i, &limited->ranks);
		limited->ranking = hush_cell_ranks_ranking(&limited->ranks);
	}
	*limiter = made;
	return HUSH_OK;
}

void hush_limiter_begin(struct hush_limiter *limiter, uint32_t partition)
{
	limiter->partition = partition;
	hush_arena_clear(&limiter->arena);
	hush_units_clear(&limiter->units);
	limiter->gathered.count = 0;
	for (uint32_t i = 0; i < limiter->table_count; i++) {
		limiter->tables[i].units_cut = 0;
	}
}

void hush_limiter_close(struct hush_limiter *limiter)
{
	if (!limiter) {
		return;
	}
	hush_arena_close(&limiter->arena);
	hush_units_close(&limiter->units);
	hush_gathered_close(&limiter->gathered);
	hush_free_wiped(limiter->tables, limiter->table_count * sizeof *limiter->tables);
	hush_free_wiped(limiter, sizeof *limiter);
}

/* -- what a unit keeps ----------------------------------------------------------------------------------------------- */

/* Some offers of one unit to one table. */
struct group {
	uint32_t cells[GROUP]; /* the cell that stood in the unit's entry, and those of offers */
	uint32_t counts[GROUP];
	uint32_t count;
	bool crowded;            /* equal cells are put together, as far as they are found */
	uint16_t places[PLACES]; /* then, by cell: where in the group one of these was put last, from 1 */
};

/*
 * Adds to the group.  In a crowded one, an offer of a cell that was put last of those with its place becomes one with that: a
 * sum of counts is capped like the counts one after the other.  Where another took the place, it is an offer of its own.
 */
static inline void put_in_group(struct group *group, uint32_t cell, uint32_t count)
{
	if (group->crowded) {
		uint16_t *place = &group->places[(uint32_t)(cell * UINT64_C(0x9E3779B97F4A7C15) >> 32) % PLACES];

		if (*place > 0 && group->cells[*place - 1] == cell) {
			uint32_t *sum = &group->counts[*place - 1];

			*sum = count < UINT32_MAX - *sum ? *sum + count : UINT32_MAX;
			return;
		}
		*place = (uint16_t)(group->count + 1);
	}
	group->cells[group->count] = cell;
	group->counts[group->count] = count;
	group->count++;
}

/* A vehicle seen again where it is counted once has lost nothing. */
static void note_cut(struct limited *limited, struct entry *entry, unsigned outcome)
{
	bool lost = (outcome & (HUSH_KEPT_CROWDED | HUSH_KEPT_AWAY)) ||
	            ((outcome & HUSH_KEPT_SATURATED) && limited->table->measure != HUSH_MEASURE_VEHICLES);

	if (lost && !entry->cut) {
		limited->units_cut++;
		entry->cut = 1;
	}
}

/* The unit's first cell, or more of it, while it has no other. */
static unsigned offer_alone(struct entry *entry, const struct hush_limits *limits, uint32_t cell, uint32_t count)
{
	uint32_t left = limits->per_cell - entry->count;
	uint32_t taken = count < left ? count : left;

	entry->cell = cell;
	entry->count = (entry->count + taken) & INT32_MAX;
	return taken < count ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
}

static bool stays_alone(const struct entry *entry, uint32_t cell)
{
	return !entry->kept && (entry->count == 0 || entry->cell == cell);
}

/* The next offers of a unit's, from `*at` on, to the table; those of its only cell are made here. */
static void next_group(const struct hush_limiter *limiter, uint32_t table, struct entry *entry, const uint32_t **at,
                       const uint32_t *end, struct group *group)
{
	const struct hush_gathered *gathered = &limiter->gathered;
	const uint32_t *cells = gathered->cells + (size_t)table * gathered->room;
	struct limited *limited = &limiter->tables[table];
	const bool once = limited->table->measure == HUSH_MEASURE_VEHICLES;
	unsigned outcome = HUSH_KEPT_WHOLE;

	group->count = 0;
	group->crowded = end - *at > CROWD;
	if (group->crowded) {
		memset(group->places, 0, sizeof group->places);
	}
	for (; *at < end && group->count < GROUP; (*at)++) {
		uint32_t cell = cells[**at];
		uint32_t count = gathered->counts ? gathered->counts[**at] : 1;

		if (cell == HUSH_NO_CELL || count == 0) {
			continue;
		}
		count = once ? 1 : count;
		if (group->count == 0 && stays_alone(entry, cell)) {
			outcome |= offer_alone(entry, &limited->table->limits, cell, count);
			continue;
		}
		if (group->count == 0 && !entry->kept) { /* a second cell: the first moves out of the entry */
			put_in_group(group, entry->cell, entry->count);
		}
		put_in_group(group, cell, count);
	}
	note_cut(limited, entry, outcome);
}

/* All offers [at, end) of a unit. False when memory is short. */
static bool offer_all(struct hush_limiter *limiter, struct hush_unit *unit, const uint32_t *at, const uint32_t *end)
{
	for (uint32_t table = 0; table < limiter->table_count; table++) {
		struct limited *limited = &limiter->tables[table];
		struct entry *entry = entry_at(unit, table);
		const uint32_t *next = at;
		struct group group;

		hush_cell_ranks_turn(&limited->ranks, unit);
		while (next < end) {
			next_group(limiter, table, entry, &next, end, &group);
			if (group.count > 0) {
				unsigned outcome = hush_kept_offer(&entry->kept, &limited->table->limits, &limited->ranking, &limiter->arena,
				                                   group.cells, group.counts, group.count);

				if (outcome & HUSH_KEPT_NO_MEMORY) {
					return false;
				}
				note_cut(limited, entry, outcome);
			}
		}
	}
	return true;
}

hush_status hush_limiter_settle(struct hush_limiter *limiter, hush_error *err)
{
	struct hush_gathered *gathered = &limiter->gathered;
	uint32_t begin = 0;

	if (!hush_gathered_sort(gathered, limiter->units.count)) {
		return hush_fail_memory(err);
	}
	for (uint32_t number = 0; number < limiter->units.count; number++) {
		uint32_t end = gathered->ends[number];

		if (begin < end &&
		    !offer_all(limiter, hush_units_at(&limiter->units, number), gathered->order + begin, gathered->order + end)) {
			return hush_fail_memory(err);
		}
		begin = end;
	}
	gathered->count = 0;
	return HUSH_OK;
}

/* -- which unit an offer is of ------------------------------------------------------------------------------------------ */

/* What is told of an offer besides its unit, while that is looked for. */
struct coming {
	uint32_t first;
	const unsigned char *tail;
};

/*
 * Where to look for a unit.  The hash is linear in a short key's number: for a few of its factors, numbers in a row would fall
 * on places in a row.  One to one, and every bit moves others.
 */
static inline uint32_t tag_of(uint64_t hash)
{
	uint32_t tag = (uint32_t)hash;

	tag = (tag ^ tag >> 16) * UINT32_C(0x85EBCA6B);
	return tag ^ tag >> 13;
}

/* Finds the units of some offers, which then wait. */
static bool take_batch(struct hush_limiter *limiter, struct hush_unit_sought *batch, const struct coming *coming,
                       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!hush_units_find(&limiter->units, &batch[i])) {
			return false;
		}
		hush_gathered_put(&limiter->gathered, batch[i].number, coming[i].first, coming[i].tail);
	}
	return true;
}

hush_status hush_limiter_take(struct hush_limiter *limiter, const unsigned char *offers, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err)
{
	const struct hush_offer_shape shape = limiter->limiting->offers;
	const struct hush_gathered *gathered = &limiter->gathered;
	const unsigned char *end = offers + length;
	struct hush_unit_sought batch[BATCH];
	struct coming coming[BATCH];

	while (offers < end) {
		uint32_t most = gathered->room - gathered->count < BATCH ? gathered->room - gathered->count : BATCH;
		uint32_t count = 0;

		while (count < most && offers < end) {
			const struct hush_offer offer = hush_offer_get(&limiter->limiting->hash, &shape, limiter->partition, offers);

			offers = offer.tail + shape.tail;
			if ((offer.hash >> 32 & mask) == part) {
				batch[count] = (struct hush_unit_sought){offer.low, offer.high, offer.exact, tag_of(offer.hash), 0};
				coming[count] = (struct coming){offer.first, offer.tail};
				hush_units_fetch_bucket(&limiter->units, batch[count].tag);
				count++;
			}
		}
		if (!take_batch(limiter, batch, coming, count)) {
			return hush_fail_memory(err);
		}
		if (hush_gathered_full(gathered)) {
			HUSH_TRY(hush_limiter_settle(limiter, err));
		}
	}
	return HUSH_OK;
}

/* -- what all of them keep ------------------------------------------------------------------------------------------- */

void hush_limiter_total(const struct hush_limiter *limiter, const struct hush_totals *totals)
{
	for (uint32_t number = 0; number < limiter->units.count; number++) {
		struct hush_unit *unit = hush_units_at(&limiter->units, number);

		for (uint32_t i = 0; i < limiter->table_count; i++) {
			const struct entry *entry = entry_at(unit, i);

			if (entry->kept) {
				hush_kept_total(entry->kept, &totals[i]);
			} else if (entry->count) {
				hush_totals_add(&totals[i], entry->cell, entry->count);
			}
		}
	}
}

uint32_t hush_limiter_units(const struct hush_limiter *limiter)
{
	return limiter->units.count;
}

size_t hush_limiter_memory(const struct hush_limiter *limiter)
{
	return limiter->arena.taken + limiter->units.bucket_count * sizeof *limiter->units.buckets;
}

uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter, uint32_t i)
{
	return limiter->tables[i].units_cut;
}
