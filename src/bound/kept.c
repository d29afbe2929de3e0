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

/* What is known of a unit's order from the first time on that a cell did not fit. */
struct hush_kept_ranked {
	struct hush_sip start; /* of the priorities of this unit's cells */
	uint64_t firsts[];     /* of the priorities' halves; by slot */
};

static size_t kept_size(uint32_t room)
{
	return sizeof(struct hush_kept) + (size_t)room * sizeof(struct hush_kept_slot);
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

	while (kept->index[at] != HUSH_NO_SLOT && kept->slots[kept->index[at]].cell != cell) {
		at = (at + 1) & (kept->index_size - 1);
	}
	return at;
}

/* Empties a position and moves later entries of its run back, so that every entry stays reachable from its home. */
static void index_remove(struct hush_kept *kept, uint32_t cell)
{
	uint32_t mask = kept->index_size - 1;
	uint32_t hole = index_seek(kept, cell);

	for (uint32_t at = (hole + 1) & mask; kept->index[at] != HUSH_NO_SLOT; at = (at + 1) & mask) {
		uint32_t home = index_home(kept, kept->slots[kept->index[at]].cell);

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			kept->index[hole] = kept->index[at];
			hole = at;
		}
	}
	kept->index[hole] = HUSH_NO_SLOT;
}

/* -- slots ----------------------------------------------------------------------------------------------------- */

uint32_t hush_kept_seek(const struct hush_kept *kept, uint32_t cell)
{
	return kept->index[index_seek(kept, cell)];
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
		kept->index[i] = HUSH_NO_SLOT;
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
	kept->slots[kept->used] = (struct hush_kept_slot){cell, count};
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
	struct hush_kept_slot slot = kept->slots[a];
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
	struct hush_kept_ranked *ranked = hush_arena_take(arena, sizeof *ranked + (size_t)kept->used * sizeof *ranked->firsts);

	if (!ranked) {
		return false;
	}
	ranking->begin(ranking->context, unit, &ranked->start);
	for (uint32_t i = 0; i < kept->used; i += HUSH_KEPT_AT_ONCE) {
		uint32_t cells[HUSH_KEPT_AT_ONCE];
		uint32_t count = kept->used - i < HUSH_KEPT_AT_ONCE ? kept->used - i : HUSH_KEPT_AT_ONCE;

		for (uint32_t k = 0; k < count; k++) {
			cells[k] = kept->slots[i + k].cell;
		}
		ranking->firsts(ranking->context, &ranked->start, cells, count, ranked->firsts + i);
	}
	kept->ranked = ranked;
	for (uint32_t i = kept->used / 2; i-- > 0;) {
		sift_down(kept, ranking, i);
	}
	return true;
}

/* One cell too many: the one of largest rank has to go, be it the new one or the one in slot 0. */
static enum hush_kept_outcome squeeze(struct hush_kept *kept, const struct hush_ranking *ranking, uint32_t cell,
                                      uint32_t count, uint64_t first)
{
	if (!ranks_above(kept, ranking, kept->ranked->firsts[0], kept->slots[0].cell, first, cell)) {
		return HUSH_KEPT_AWAY;
	}
	if (kept->index) {
		index_remove(kept, kept->slots[0].cell);
		kept->index[index_seek(kept, cell)] = 0;
	}
	kept->slots[0] = (struct hush_kept_slot){cell, count};
	kept->ranked->firsts[0] = first;
	sift_down(kept, ranking, 0);
	return HUSH_KEPT_CROWDED;
}

const struct hush_sip *hush_kept_start(const struct hush_kept *kept)
{
	return &kept->ranked->start;
}

static uint32_t capped(uint64_t count, const struct hush_limits *limits)
{
	return count < limits->per_cell ? (uint32_t)count : limits->per_cell;
}

enum hush_kept_outcome hush_kept_offer_ranked(struct hush_kept *kept, const struct hush_limits *limits,
                                              const struct hush_ranking *ranking, uint32_t cell, uint64_t count,
                                              uint64_t first)
{
	enum hush_kept_outcome outcome;

	if (hush_kept_add(kept, limits, cell, count, &outcome)) {
		return outcome;
	}
	return squeeze(kept, ranking, cell, capped(count, limits), first);
}

enum hush_kept_outcome hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits,
                                       const struct hush_ranking *ranking, struct hush_arena *arena, uint32_t unit,
                                       uint32_t cell, uint64_t count)
{
	enum hush_kept_outcome outcome;
	uint64_t first;

	if (*kept && hush_kept_add(*kept, limits, cell, count, &outcome)) {
		return outcome;
	}
	if (*kept && (*kept)->used == limits->cells) {
		if (!(*kept)->ranked && !rank_all(*kept, ranking, arena, unit)) {
			return HUSH_KEPT_NO_MEMORY;
		}
		ranking->firsts(ranking->context, &(*kept)->ranked->start, &cell, 1, &first);
		return squeeze(*kept, ranking, cell, capped(count, limits), first);
	}
	if (!grow(kept, limits->cells, arena)) {
		return HUSH_KEPT_NO_MEMORY;
	}
	append(*kept, cell, capped(count, limits));
	return count > limits->per_cell ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
}

void hush_kept_total(const struct hush_kept *kept, const struct hush_totals *totals)
{
	for (uint32_t i = 0; kept && i < kept->used; i++) {
		hush_totals_add(totals, kept->slots[i].cell, kept->slots[i].count);
	}
}
