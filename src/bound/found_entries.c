/* found_entries: see found_entries.h; the argument stands in found_entries.proof.md. */
#include "bound/found_entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"

enum {
	FIRST_ROOM = 256,
	GROWTH = 3,     /* while entries move into twice the room, both are held */
	MOVING = 2,     /* while bytes move, both copies are */
	TOTAL_BITS = 60 /* as of every exact count: aggregate/exact.h */
};

static hush_status grow(struct hush_found_entries *entries, hush_error *err)
{
	size_t room = entries->room ? 2 * entries->room : FIRST_ROOM;
	struct hush_found_entry *list;

	if (entries->count < entries->room) {
		return HUSH_OK;
	}
	list = hush_calloc(room, sizeof *list); /* not reallocated: what is left behind is wiped */
	if (!list) {
		return hush_fail_memory(err);
	}
	if (entries->count > 0) {
		memcpy(list, entries->list, entries->count * sizeof *list);
	}
	hush_free_wiped(entries->list, entries->room * sizeof *list);
	entries->list = list;
	entries->room = room;
	return HUSH_OK;
}

hush_status hush_found_entries_add(struct hush_found_entries *entries, const struct hush_found_offer *offer, uint64_t hash,
                                   const uint64_t rank[2], hush_error *err)
{
	unsigned char *bytes;

	HUSH_TRY(grow(entries, err));
	bytes = hush_arena_take(&entries->bytes, (size_t)offer->unit_length + offer->text_length);
	if (!bytes) {
		return hush_fail_memory(err);
	}
	if (offer->unit_length > 0) {
		memcpy(bytes, offer->unit, offer->unit_length);
	}
	memcpy(bytes + offer->unit_length, offer->text, offer->text_length);
	entries->list[entries->count++] = (struct hush_found_entry){
	    hash, {rank[0], rank[1]}, bytes, offer->count, offer->unit_length, offer->text_length, offer->table, offer->place, false};
	return HUSH_OK;
}

/* -- their order --------------------------------------------------------------------------------------------------- */

static int by_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_bytes(const void *a, size_t a_length, const void *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order ? order : by_number(a_length, b_length);
}

static int by_text(const struct hush_found_entry *a, const struct hush_found_entry *b)
{
	return by_bytes(hush_found_text(a), a->text_length, hush_found_text(b), b->text_length);
}

/* Hash and key of the unit, table, rank; then the cell itself, which decides where ranks are equal. */
static int by_rank(const void *first, const void *second)
{
	const struct hush_found_entry *a = first;
	const struct hush_found_entry *b = second;
	int order = by_number(a->hash, b->hash);

	order = order ? order : by_bytes(a->bytes, a->unit_length, b->bytes, b->unit_length);
	order = order ? order : by_number(a->table, b->table);
	if (a->unit_length > 0) {
		order = order ? order : by_number(a->rank[0], b->rank[0]);
		order = order ? order : by_number(a->rank[1], b->rank[1]);
	}
	order = order ? order : by_text(a, b);
	return order ? order : by_number(a->place, b->place);
}

static bool same_unit(const struct hush_found_entry *a, const struct hush_found_entry *b)
{
	return a->hash == b->hash && by_bytes(a->bytes, a->unit_length, b->bytes, b->unit_length) == 0;
}

bool hush_found_same_group(const struct hush_found_entry *a, const struct hush_found_entry *b)
{
	return same_unit(a, b) && (a->unit_length > 0 || (a->table == b->table && by_text(a, b) == 0));
}

static bool same_cell(const struct hush_found_entry *a, const struct hush_found_entry *b)
{
	return same_unit(a, b) && a->table == b->table && a->place == b->place && by_text(a, b) == 0;
}

/* -- reducing ------------------------------------------------------------------------------------------------------ */

/* Adds `more` to a cell: up to what a unit may add to it, or to what any exact count may be. */
static void add_up(struct hush_found_entry *cell, const struct hush_found_entry *more, const struct hush_table *table)
{
	const uint64_t most = cell->unit_length > 0 ? table->limits.per_cell : (uint64_t)1 << TOTAL_BITS;
	const bool once = table->measure == HUSH_MEASURE_VEHICLES; /* seen again is nothing lost */
	uint64_t sum = hush_add_sat(cell->count, more ? more->count : 0, UINT64_MAX);

	cell->cut = cell->cut || (more && more->cut) || (sum > most && !once && cell->unit_length > 0);
	cell->count = sum < most ? sum : most;
}

static hush_status move_bytes(struct hush_found_entries *entries, hush_error *err)
{
	struct hush_arena left = entries->bytes;

	for (size_t i = 0; i < entries->count; i++) {
		struct hush_found_entry *entry = &entries->list[i];
		size_t length = (size_t)entry->unit_length + entry->text_length;
		unsigned char *bytes = hush_arena_take(&entries->spare, length);

		if (!bytes) {
			return hush_fail_memory(err);
		}
		memcpy(bytes, entry->bytes, length);
		entry->bytes = bytes;
	}
	hush_arena_clear(&left);
	entries->bytes = entries->spare;
	entries->spare = left;
	return HUSH_OK;
}

hush_status hush_found_entries_reduce(struct hush_found_entries *entries, const struct hush_spec *spec, hush_error *err)
{
	struct hush_found_entry *list = entries->list;
	size_t kept = 0;
	size_t first = 0; /* of the unit in this table */

	if (entries->count == 0) {
		return HUSH_OK;
	}
	qsort(list, entries->count, sizeof *list, by_rank);
	for (size_t i = 0; i < entries->count; i++) {
		const struct hush_found_entry next = list[i];
		const struct hush_table *table = &spec->tables[next.table];
		const bool fresh = kept == 0 || !same_unit(&list[kept - 1], &next) || list[kept - 1].table != next.table;

		first = fresh ? kept : first;
		if (!fresh && same_cell(&list[kept - 1], &next)) {
			add_up(&list[kept - 1], &next, table);
		} else if (next.unit_length > 0 && kept - first == table->limits.cells) {
			list[first].cut = true; /* it ranks above all that are kept */
		} else {
			list[kept] = next;
			add_up(&list[kept], NULL, table);
			kept++;
		}
	}
	hush_wipe(list + kept, (entries->count - kept) * sizeof *list);
	entries->count = kept;
	return move_bytes(entries, err);
}

size_t hush_found_entries_memory(const struct hush_found_entries *entries)
{
	return MOVING * entries->bytes.taken + GROWTH * entries->count * sizeof *entries->list;
}

bool hush_found_entries_divide(const struct hush_found_entries *entries)
{
	return entries->count > 1 && !hush_found_same_group(&entries->list[0], &entries->list[entries->count - 1]);
}

void hush_found_entries_clear(struct hush_found_entries *entries)
{
	hush_free_wiped(entries->list, entries->room * sizeof *entries->list);
	entries->list = NULL;
	entries->count = 0;
	entries->room = 0;
	hush_arena_clear(&entries->bytes);
}

void hush_found_entries_release(struct hush_found_entries *entries)
{
	hush_free_wiped(entries->list, entries->room * sizeof *entries->list);
	hush_arena_close(&entries->bytes);
	hush_arena_close(&entries->spare);
	*entries = (struct hush_found_entries){0};
}
