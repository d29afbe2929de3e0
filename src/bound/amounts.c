/* amounts: see amounts.h. Names of units stand in amount_units.c, how one unit is limited in amount_unit.c. */
#include "bound/amounts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "bound/amount_offers.h"
#include "bound/amount_unit.h"
#include "bound/amount_units.h"

enum {
	FIRST_ROOM = 256,
	GROWTH = 3 /* while offers move into twice the room, both are held */
};

/* A row's value is brought into this range before it is added, so that no sum of fewer than 2^22 rows can wrap. */
#define STEPS_CAP ((int64_t)1 << 40)

struct hush_amounts {
	const struct hush_spec *spec;
	const struct hush_offer_hash *hash;
	struct hush_amount_units units;
	struct hush_amount_offer *offers;
	size_t count;
	size_t room;
	struct hush_amount_ranking ranking;
	uint64_t *cut; /* by spec table */
};

hush_status hush_amounts_open(const struct hush_spec *spec, const uint8_t limit_key[32], const struct hush_offer_hash *hash,
                              struct hush_amounts **amounts, hush_error *err)
{
	struct hush_amounts *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->spec = spec;
	made->hash = hash;
	made->cut = hush_calloc(spec->table_count, sizeof *made->cut);
	hush_amount_ranking_open(spec, limit_key, &made->ranking);
	if (!made->cut) {
		hush_amounts_close(made);
		return hush_fail_memory(err);
	}
	*amounts = made;
	return HUSH_OK;
}

void hush_amounts_clear(struct hush_amounts *amounts)
{
	hush_amount_units_clear(&amounts->units);
	hush_free_wiped(amounts->offers, amounts->room * sizeof *amounts->offers);
	amounts->offers = NULL;
	amounts->count = 0;
	amounts->room = 0;
	memset(amounts->cut, 0, amounts->spec->table_count * sizeof *amounts->cut);
}

void hush_amounts_close(struct hush_amounts *amounts)
{
	if (!amounts) {
		return;
	}
	hush_amount_units_release(&amounts->units);
	hush_free_wiped(amounts->offers, amounts->room * sizeof *amounts->offers);
	hush_free_wiped(amounts->cut, amounts->cut ? amounts->spec->table_count * sizeof *amounts->cut : 0);
	hush_amount_ranking_close(&amounts->ranking);
	hush_free_wiped(amounts, sizeof *amounts);
}

uint32_t hush_amounts_units(const struct hush_amounts *amounts)
{
	return amounts->units.count;
}

size_t hush_amounts_memory(const struct hush_amounts *amounts)
{
	return GROWTH * amounts->room * sizeof *amounts->offers + hush_amount_units_memory(&amounts->units);
}

bool hush_amounts_takes(const struct hush_spec *spec, uint32_t table)
{
	enum hush_measure measure = spec->tables[table].measure;

	return measure == HUSH_MEASURE_SUM || measure == HUSH_MEASURE_MEAN_SUM ||
	       (measure == HUSH_MEASURE_VALUE_COUNT && spec->tables[table - 1].measure == HUSH_MEASURE_QUANTILES);
}

/* By unit, table, cell and value: what belongs together stands together. */
static int by_place(const void *a, const void *b)
{
	const struct hush_amount_offer *x = a;
	const struct hush_amount_offer *y = b;

	if (x->unit != y->unit) {
		return x->unit < y->unit ? -1 : 1;
	}
	if (x->table != y->table) {
		return x->table < y->table ? -1 : 1;
	}
	if (x->cell != y->cell) {
		return x->cell < y->cell ? -1 : 1;
	}
	return (x->value > y->value) - (x->value < y->value);
}

/* The offers of one unit to one table, from `from` on. */
static size_t run_length(const struct hush_amounts *amounts, size_t from)
{
	size_t to = from + 1;

	while (to < amounts->count && amounts->offers[to].unit == amounts->offers[from].unit &&
	       amounts->offers[to].table == amounts->offers[from].table) {
		to++;
	}
	return to - from;
}

/* Sorts and merges: afterwards no unit has more cells in a table than its limit, nor two offers that say the same. */
static hush_status merge(struct hush_amounts *amounts, hush_error *err)
{
	size_t kept = 0;

	qsort(amounts->offers, amounts->count, sizeof *amounts->offers, by_place);
	for (size_t from = 0, length; from < amounts->count; from += length) {
		struct hush_amount_offer *run = &amounts->offers[from];
		const struct hush_table *table = &amounts->spec->tables[run->table];
		bool first_cut = false;
		size_t left = 0;

		length = run_length(amounts, from);
		HUSH_TRY(hush_amount_merge(&amounts->ranking, table, hush_amount_units_key(&amounts->units, run->unit), run, length,
		                           &left, &first_cut, err));
		if (first_cut) {
			run[0].cut = 1; /* merges come again, and a unit is told once */
		}
		memmove(&amounts->offers[kept], run, left * sizeof *run);
		kept += left;
	}
	amounts->count = kept;
	return HUSH_OK;
}

static hush_status make_room(struct hush_amounts *amounts, hush_error *err)
{
	struct hush_amount_offer *offers;
	size_t room;

	if (amounts->count < amounts->room) {
		return HUSH_OK;
	}
	if (amounts->count) {
		HUSH_TRY(merge(amounts, err));
	}
	if (amounts->count < amounts->room / 2) {
		return HUSH_OK;
	}
	room = amounts->room ? 2 * amounts->room : FIRST_ROOM;
	offers = hush_reallocarray(amounts->offers, room, sizeof *offers);
	if (!offers) {
		return hush_fail_memory(err);
	}
	amounts->offers = offers;
	amounts->room = room;
	return HUSH_OK;
}

static int64_t between(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

static hush_status put(struct hush_amounts *amounts, const struct hush_amount_value *value, uint64_t hash, hush_error *err)
{
	const struct hush_amount *amount = &amounts->spec->tables[value->table].amount;
	struct hush_amount_offer offer = {.table = value->table, .cell = value->cell, .count = 1};

	offer.value = amount->values ? between(value->steps, amount->low, amount->high) : between(value->steps, -STEPS_CAP, STEPS_CAP);
	offer.cut = amount->values && offer.value != value->steps;
	HUSH_TRY(hush_amount_units_find(&amounts->units, value->unit, value->unit_length, hash, &offer.unit, err));
	HUSH_TRY(make_room(amounts, err));
	amounts->offers[amounts->count++] = offer;
	return HUSH_OK;
}

hush_status hush_amounts_take(struct hush_amounts *amounts, const unsigned char *offers, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err)
{
	const unsigned char *end = offers + length;

	while (offers < end) {
		struct hush_amount_value value;
		uint64_t hash;

		offers = hush_amount_offer_read(offers, &value);
		hash = hush_offer_hash_exact(amounts->hash, value.unit, value.unit_length);
		if ((hash >> 32 & mask) == part) {
			HUSH_TRY(put(amounts, &value, hash, err));
		}
	}
	return HUSH_OK;
}

/* The cells of a table that takes rows, with those of the table that it goes with. */
static struct hush_amount_totals cells_of(const struct hush_amounts *amounts, const struct hush_amount_totals *totals,
                                          uint32_t table)
{
	switch (amounts->spec->tables[table].measure) {
	case HUSH_MEASURE_MEAN_SUM:
		return (struct hush_amount_totals){.moved = totals[table].moved, .counted = totals[table + 1].counted};
	case HUSH_MEASURE_VALUE_COUNT:
		return (struct hush_amount_totals){.points = totals[table - 1].points, .counted = totals[table].counted};
	case HUSH_MEASURE_SUM:
	case HUSH_MEASURE_QUANTILES:
	case HUSH_MEASURE_ROWS:
	case HUSH_MEASURE_VEHICLES: break;
	}
	return totals[table];
}

hush_status hush_amounts_total(struct hush_amounts *amounts, const struct hush_amount_totals *totals, hush_error *err)
{
	if (amounts->count) {
		HUSH_TRY(merge(amounts, err));
	}
	for (size_t from = 0, length; from < amounts->count; from += length) {
		const struct hush_amount_offer *run = &amounts->offers[from];
		const struct hush_amount_totals to = cells_of(amounts, totals, run->table);
		bool cut = false;

		length = run_length(amounts, from);
		HUSH_TRY(hush_amount_add(&amounts->ranking, &amounts->spec->tables[run->table],
		                         hush_amount_units_key(&amounts->units, run->unit), run, length, &to, &cut, err));
		amounts->cut[run->table] += cut;
	}
	return HUSH_OK;
}

uint64_t hush_amounts_units_cut(const struct hush_amounts *amounts, uint32_t table)
{
	return amounts->cut[table];
}
