/*
 * kept: see kept.h.
 *
 * Slots are one packed array.  Small sets are searched from end to end; larger ones through an index, so that a busy
 * unit under a generous limit still costs constant time a row.  Priorities are computed only for units that have more
 * cells than they may keep: most units never do.
 */
#include "bound/kept.h"

#include <string.h>


enum {
	FIRST_ROOM = 2,
	LIST_ROOM = 16 /* more slots than this get an index */
};

#define NO_SLOT UINT32_MAX

struct slot {
	uint32_t cell;
	uint32_t count;
};

/* What is known of a unit's order from the first time on that a cell did not fit. */
struct ranked {
	struct hush_sip start; /* of the priorities of this unit's cells */
	uint64_t firsts[];     /* of the priorities' halves; by slot */
};

struct hush_kept {
	uint32_t used;
	uint32_t room;
	uint32_t index_size; /* a power of two, at least twice the room; 0 without an index */
	uint32_t *index;     /* open addressing: slot numbers, NO_SLOT where empty */
	struct ranked *ranked; /* NULL while every cell offered fitted */
	struct slot slots[];
};

static size_t kept_size(uint32_t room)
{
	return sizeof(struct hush_kept) + (size_t)room * sizeof(struct slot);
}

/* -- the index ------------------------------------------------------------------------------------------------- */

static uint32_t index_home(const struct hush_kept *kept, uint32_t cell)
{
	return (uint32_t)(cell * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (kept->index_size - 1);
}

/* The index position that holds the cell, or the empty one where it belongs. */
static uint32_t index_seek(const struct hush_kept *kept, uint32_t cell)
{
	uint32_t at = index_home(kept, cell);

	while (kept->index[at] != NO_SLOT && kept->slots[kept->index[at]].cell != cell) {
		at = (at + 1) & (kept->index_size - 1);
	}
	return at;
}

/* Empties a position and moves later entries of its run back, so that every entry stays reachable from its home. */
static void index_remove(struct hush_kept *kept, uint32_t cell)
{
	uint32_t mask = kept->index_size - 1;
	uint32_t hole = index_seek(kept, cell);

	for (uint32_t at = (hole + 1) & mask; kept->index[at] != NO_SLOT; at = (at + 1) & mask) {
		uint32_t home = index_home(kept, kept->slots[kept->index[at]].cell);

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			kept->index[hole] = kept->index[at];
			hole = at;
		}
	}
	kept->index[hole] = NO_SLOT;
}

/* -- slots ----------------------------------------------------------------------------------------------------- */

static uint32_t find(const struct hush_kept *kept, uint32_t cell)
{
	if (!kept) {
		return NO_SLOT;
	}
	if (kept->index) {
		return kept->index[index_seek(kept, cell)];
	}
	for (uint32_t i = 0; i < kept->used; i++) {
		if (kept->slots[i].cell == cell) {
			return i;
		}
	}
	return NO_SLOT;
}

static bool index_make(struct hush_kept *kept, struct hush_arena *arena)
{
	uint32_t size = 4 * LIST_ROOM;

	while (size < 2 * kept->room) {
		size *= 2;
	}
	kept->index = hush_arena_take(arena, (size_t)size * sizeof *kept->index);
	if (!kept->index) {
		return false;
	}
	kept->index_size = size;
	for (uint32_t i = 0; i < size; i++) {
		kept->index[i] = NO_SLOT;
	}
	for (uint32_t i = 0; i < kept->used; i++) {
		kept->index[index_seek(kept, kept->slots[i].cell)] = i;
	}
	return true;
}

/* Gives back a set that was never ranked. */
static void give(struct hush_kept *kept, struct hush_arena *arena)
{
	if (kept) {
		hush_arena_give(arena, kept->index, (size_t)kept->index_size * sizeof *kept->index);
		hush_arena_give(arena, kept, kept_size(kept->room));
	}
}

/* Makes room for one more slot, below the limit. */
static bool grow(struct hush_kept **kept, uint32_t limit, struct hush_arena *arena)
{
	uint32_t used = *kept ? (*kept)->used : 0;
	uint32_t room = used ? used * 2 : FIRST_ROOM;
	struct hush_kept *wider;

	if (*kept && used < (*kept)->room) {
		return true;
	}
	room = room < limit ? room : limit;
	wider = hush_arena_take(arena, kept_size(room));
	if (!wider) {
		return false;
	}
	*wider = (struct hush_kept){.used = used, .room = room};
	if (used) {
		memcpy(wider->slots, (*kept)->slots, (size_t)used * sizeof *wider->slots);
	}
	if (room > LIST_ROOM && !index_make(wider, arena)) {
		give(wider, arena);
		return false;
	}
	give(*kept, arena); /* never ranked yet: ranks come only when the room is the limit */
	*kept = wider;
	return true;
}

static void append(struct hush_kept *kept, uint32_t cell, uint32_t count)
{
	if (kept->index) {
		kept->index[index_seek(kept, cell)] = kept->used;
	}
	kept->slots[kept->used] = (struct slot){cell, count};
	kept->used++;
}

/* -- the heap: the cell of largest rank in slot 0 ---------------------------------------------------------------- */

static bool ranks_above(const struct hush_kept *kept, const struct hush_ranking *ranking, uint64_t a, uint32_t a_cell,
                        uint64_t b, uint32_t b_cell)
{
	if (a != b) {
		return a > b;
	}
	return ranking->tie(ranking->context, &kept->ranked->start, a_cell, b_cell) > 0;
}

static bool slot_above(const struct hush_kept *kept, const struct hush_ranking *ranking, uint32_t a, uint32_t b)
{
	return ranks_above(kept, ranking, kept->ranked->firsts[a], kept->slots[a].cell, kept->ranked->firsts[b],
	                   kept->slots[b].cell);
}

static void swap(struct hush_kept *kept, uint32_t a, uint32_t b)
{
	struct slot slot = kept->slots[a];
	uint64_t first = kept->ranked->firsts[a];

	if (kept->index) {
		uint32_t at_a = index_seek(kept, kept->slots[a].cell);
		uint32_t at_b = index_seek(kept, kept->slots[b].cell);

		kept->index[at_a] = b;
		kept->index[at_b] = a;
	}
	kept->slots[a] = kept->slots[b];
	kept->ranked->firsts[a] = kept->ranked->firsts[b];
	kept->slots[b] = slot;
	kept->ranked->firsts[b] = first;
}

static void sift_down(struct hush_kept *kept, const struct hush_ranking *ranking, uint32_t from)
{
	for (uint32_t at = from;;) {
		uint32_t left = 2 * at + 1;
		uint32_t top = at;

		if (left < kept->used && slot_above(kept, ranking, left, top)) {
			top = left;
		}
		if (left + 1 < kept->used && slot_above(kept, ranking, left + 1, top)) {
			top = left + 1;
		}
		if (top == at) {
			return;
		}
		swap(kept, at, top);
		at = top;
	}
}

/* Ranks the slots of a full set, once. */
static bool rank_all(struct hush_kept *kept, const struct hush_ranking *ranking, struct hush_arena *arena, uint32_t unit)
{
	struct ranked *ranked = hush_arena_take(arena, sizeof *ranked + (size_t)kept->used * sizeof *ranked->firsts);

	if (!ranked) {
		return false;
	}
	ranking->begin(ranking->context, unit, &ranked->start);
	for (uint32_t i = 0; i < kept->used; i++) {
		ranked->firsts[i] = ranking->first(ranking->context, &ranked->start, kept->slots[i].cell);
	}
	kept->ranked = ranked;
	for (uint32_t i = kept->used / 2; i-- > 0;) {
		sift_down(kept, ranking, i);
	}
	return true;
}

/* One cell too many: the one of largest rank has to go, be it the new one or the one in slot 0. */
static enum hush_kept_outcome squeeze(struct hush_kept *kept, const struct hush_ranking *ranking,
                                      struct hush_arena *arena, uint32_t unit, uint32_t cell, uint32_t count)
{
	uint64_t first;

	if (!kept->ranked && !rank_all(kept, ranking, arena, unit)) {
		return HUSH_KEPT_NO_MEMORY;
	}
	first = ranking->first(ranking->context, &kept->ranked->start, cell);
	if (!ranks_above(kept, ranking, kept->ranked->firsts[0], kept->slots[0].cell, first, cell)) {
		return HUSH_KEPT_AWAY;
	}
	if (kept->index) {
		index_remove(kept, kept->slots[0].cell);
		kept->index[index_seek(kept, cell)] = 0;
	}
	kept->slots[0] = (struct slot){cell, count};
	kept->ranked->firsts[0] = first;
	sift_down(kept, ranking, 0);
	return HUSH_KEPT_CROWDED;
}

enum hush_kept_outcome hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits,
                                       const struct hush_ranking *ranking, struct hush_arena *arena, uint32_t unit,
                                       uint32_t cell, uint64_t count)
{
	uint32_t taken = count < limits->per_cell ? (uint32_t)count : limits->per_cell;
	enum hush_kept_outcome outcome = taken < count ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
	uint32_t at = find(*kept, cell);

	if (at != NO_SLOT) {
		uint32_t left = limits->per_cell - (*kept)->slots[at].count;

		(*kept)->slots[at].count += taken < left ? taken : left;
		return count > left ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
	}
	if (*kept && (*kept)->used == limits->cells) {
		return squeeze(*kept, ranking, arena, unit, cell, taken);
	}
	if (!grow(kept, limits->cells, arena)) {
		return HUSH_KEPT_NO_MEMORY;
	}
	append(*kept, cell, taken);
	return outcome;
}

void hush_kept_total(const struct hush_kept *kept, const struct hush_totals *totals)
{
	for (uint32_t i = 0; kept && i < kept->used; i++) {
		hush_totals_add(totals, kept->slots[i].cell, kept->slots[i].count);
	}
}
