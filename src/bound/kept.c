/*
 * kept: see kept.h.
 *
 * Slots are one packed array.  Small sets are searched from end to end; larger ones through an index, so that a busy
 * unit under a generous limit still costs constant time a row.  Priorities are computed only for units that have more
 * cells than they may keep: most units never do.
 */
#include "bound/kept.h"

#include <stdbool.h>
#include <string.h>

#define NO_SLOT UINT32_MAX

enum { LIST_ROOM = 16 /* more slots than this get an index */ };

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

/* The slot of a cell, or NO_SLOT. */
static inline uint32_t find(const struct hush_kept *kept, uint32_t cell)
{
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

/* Adds to a cell that is kept. */
static inline enum hush_kept_outcome add(struct hush_kept_slot *slot, const struct hush_limits *limits, uint32_t count)
{
	uint32_t left = limits->per_cell - slot->count;

	slot->count += count < left ? count : left;
	return count > left ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
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

/* Makes room for one more slot, below the limit; `coming` offers are about to be made, so many cells there may be. */
static bool grow(struct hush_kept **kept, uint32_t limit, uint32_t coming, struct hush_arena *arena)
{
	uint32_t used = *kept ? (*kept)->used : 0;
	uint32_t room = used > coming ? used * 2 : used + coming;
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

/* -- the cell of largest rank in slot 0 ------------------------------------------------------------------------------ */

static bool ranks_above(const struct hush_ranking *ranking, uint64_t a, uint32_t a_cell, uint64_t b, uint32_t b_cell)
{
	if (a != b) {
		return a > b;
	}
	return ranking->tie(ranking->context, a_cell, b_cell) > 0;
}

static bool slot_above(const struct hush_kept *kept, const struct hush_ranking *ranking, uint32_t a, uint32_t b)
{
	return ranks_above(ranking, kept->firsts[a], kept->slots[a].cell, kept->firsts[b], kept->slots[b].cell);
}

static void swap(struct hush_kept *kept, uint32_t a, uint32_t b)
{
	struct hush_kept_slot slot = kept->slots[a];
	uint64_t first = kept->firsts[a];

	if (kept->index) {
		uint32_t at_a = index_seek(kept, kept->slots[a].cell);
		uint32_t at_b = index_seek(kept, kept->slots[b].cell);

		kept->index[at_a] = b;
		kept->index[at_b] = a;
	}
	kept->slots[a] = kept->slots[b];
	kept->firsts[a] = kept->firsts[b];
	kept->slots[b] = slot;
	kept->firsts[b] = first;
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

static void make_heap(struct hush_kept *kept, const struct hush_ranking *ranking)
{
	for (uint32_t i = kept->used / 2; i-- > 0;) {
		sift_down(kept, ranking, i);
	}
}

/*
 * Few slots are looked at all: what can be told without a branch costs less than a heap's decisions, which nobody can foresee.
 * Equal first halves are left to the heap.
 */
static void lift_largest(struct hush_kept *kept, const struct hush_ranking *ranking)
{
	const uint64_t *firsts = kept->firsts;
	uint64_t largest = firsts[0];
	uint32_t at = 0;
	uint32_t equal = 0; /* how many are as large as the largest before them */

	for (uint32_t i = 1; i < kept->used; i++) {
		equal += firsts[i] == largest;
		at = firsts[i] > largest ? i : at;
		largest = firsts[i] > largest ? firsts[i] : largest;
	}
	if (equal > 0) {
		make_heap(kept, ranking);
	} else if (at > 0) {
		swap(kept, 0, at);
	}
}

static uint32_t capped(uint32_t count, const struct hush_limits *limits)
{
	return count < limits->per_cell ? count : limits->per_cell;
}

/* -- offers ------------------------------------------------------------------------------------------------------- */

/* An offer to a ranked set. One cell too many: the one of largest rank has to go, be it the new one or that in slot 0. */
static enum hush_kept_outcome squeeze(struct hush_kept *kept, const struct hush_limits *limits,
                                      const struct hush_ranking *ranking, uint32_t cell, uint32_t count, uint64_t first)
{
	uint32_t at;

	if (first > kept->firsts[0]) {
		return HUSH_KEPT_AWAY; /* nearly always; a kept cell's is not above that of slot 0 */
	}
	at = find(kept, cell);
	if (at != NO_SLOT) {
		return add(&kept->slots[at], limits, count);
	}
	if (!ranks_above(ranking, kept->firsts[0], kept->slots[0].cell, first, cell)) {
		return HUSH_KEPT_AWAY;
	}
	if (kept->index) {
		index_remove(kept, kept->slots[0].cell);
		kept->index[index_seek(kept, cell)] = 0;
	}
	kept->slots[0] = (struct hush_kept_slot){cell, capped(count, limits)};
	kept->firsts[0] = first;
	if (kept->index) {
		sift_down(kept, ranking, 0);
	} else {
		lift_largest(kept, ranking);
	}
	return HUSH_KEPT_CROWDED;
}

static unsigned squeeze_all(struct hush_kept *kept, const struct hush_limits *limits, const struct hush_ranking *ranking,
                            const uint32_t *cells, const uint32_t *counts, uint32_t count)
{
	unsigned outcome = HUSH_KEPT_WHOLE;

	for (uint32_t i = 0; i < count; i += HUSH_KEPT_AT_ONCE) {
		uint32_t some = count - i < HUSH_KEPT_AT_ONCE ? count - i : HUSH_KEPT_AT_ONCE;
		uint64_t firsts[HUSH_KEPT_AT_ONCE];

		ranking->firsts(ranking->context, cells + i, some, firsts);
		for (uint32_t k = 0; k < some; k++) {
			outcome |= squeeze(kept, limits, ranking, cells[i + k], counts[i + k], firsts[k]);
		}
	}
	return outcome;
}

/*
 * Ranks the slots of a full set, once.  Priorities are computed some at a time: those of the next offers fill up the last
 * of these times.  Returns how many of them there were, and their priorities in `firsts`.
 */
static uint32_t rank_all(struct hush_kept *kept, const struct hush_ranking *ranking, const uint32_t *next, uint32_t count,
                         uint64_t firsts[HUSH_KEPT_AT_ONCE])
{
	uint32_t more = 0;

	for (uint32_t i = 0; i < kept->used; i += HUSH_KEPT_AT_ONCE) {
		uint32_t cells[HUSH_KEPT_AT_ONCE];
		uint32_t some = kept->used - i < HUSH_KEPT_AT_ONCE ? kept->used - i : HUSH_KEPT_AT_ONCE;

		for (uint32_t k = 0; k < some; k++) {
			cells[k] = kept->slots[i + k].cell;
		}
		for (; some + more < HUSH_KEPT_AT_ONCE && more < count; more++) {
			cells[some + more] = next[more];
		}
		ranking->firsts(ranking->context, cells, some + more, firsts);
		memcpy(kept->firsts + i, firsts, some * sizeof *firsts);
		memmove(firsts, firsts + some, more * sizeof *firsts);
	}
	if (kept->index) {
		make_heap(kept, ranking);
	} else {
		lift_largest(kept, ranking);
	}
	return more;
}

/* Offers to a full set that was not ranked before. */
static unsigned overflow(struct hush_kept *kept, const struct hush_limits *limits, const struct hush_ranking *ranking,
                         struct hush_arena *arena, const uint32_t *cells, const uint32_t *counts, uint32_t count)
{
	unsigned outcome = HUSH_KEPT_WHOLE;
	uint64_t firsts[HUSH_KEPT_AT_ONCE];
	uint32_t ranked;

	kept->firsts = hush_arena_take(arena, (size_t)kept->used * sizeof *kept->firsts);
	if (!kept->firsts) {
		return HUSH_KEPT_NO_MEMORY;
	}
	ranked = rank_all(kept, ranking, cells, count, firsts);
	for (uint32_t i = 0; i < ranked; i++) {
		outcome |= squeeze(kept, limits, ranking, cells[i], counts[i], firsts[i]);
	}
	return outcome | squeeze_all(kept, limits, ranking, cells + ranked, counts + ranked, count - ranked);
}

unsigned hush_kept_offer(struct hush_kept **kept, const struct hush_limits *limits, const struct hush_ranking *ranking,
                         struct hush_arena *arena, const uint32_t *cells, const uint32_t *counts, uint32_t count)
{
	unsigned outcome = HUSH_KEPT_WHOLE;

	if (*kept && (*kept)->firsts) {
		return squeeze_all(*kept, limits, ranking, cells, counts, count);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = *kept ? find(*kept, cells[i]) : NO_SLOT;

		if (at != NO_SLOT) {
			outcome |= add(&(*kept)->slots[at], limits, counts[i]);
			continue;
		}
		if (*kept && (*kept)->used == limits->cells) {
			return outcome | overflow(*kept, limits, ranking, arena, cells + i, counts + i, count - i);
		}
		if (!grow(kept, limits->cells, count - i, arena)) {
			return HUSH_KEPT_NO_MEMORY;
		}
		append(*kept, cells[i], capped(counts[i], limits));
		outcome |= counts[i] > limits->per_cell ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
	}
	return outcome;
}

void hush_kept_total(const struct hush_kept *kept, const struct hush_totals *totals)
{
	for (uint32_t i = 0; kept && i < kept->used; i++) {
		hush_totals_add(totals, kept->slots[i].cell, kept->slots[i].count);
	}
}
