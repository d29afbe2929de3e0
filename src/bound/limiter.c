/*
 * limiter: see limiter.h.
 *
 * Most units touch one cell of a table, once or a few times: the first cell
 * stands in the unit's own entry (16 bytes), and only a second cell makes it a hush_kept.  Offers are taken some at a
 * time, so that the memory of one can be on its way while others are worked on; those whose cell must be ranked wait until
 * there are enough to hash them side by side.  That changes the order of offers, which changes nothing (proof note, 2).
 */
#include "bound/limiter.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/siphash.h"
#include "bound/arena.h"
#include "bound/cell_names.h"
#include "bound/kept.h"
#include "bound/units.h"

enum {
	BATCH = 16,
	AWAY = 1024 /* 2^10 */
};

struct entry {
	struct hush_kept *kept; /* NULL: at most the one cell below */
	uint32_t cell;
	uint32_t count : 31; /* 0: this unit has not touched the table; meaningless with `kept` */
	uint32_t cut : 1;
};

/* A cell that a unit can never keep again (proof note, 1): offers of it need not be looked at. */
struct away {
	uint32_t place; /* unit + 1 */
	uint32_t table;
	uint32_t cell;
};

/* One table of the source. */
struct limited {
	struct hush_limiter *limiter;
	const struct hush_table *table;
	const struct hush_cell_names *names;
	struct hush_ranking ranking;
	struct hush_sip start; /* of every priority: the table's name */
	uint64_t units_cut;
};

/* An offer to a full set, whose cell has to be ranked first. */
struct waiting {
	struct entry *entry;
	uint32_t number;
	uint32_t table;
	uint32_t cell;
	uint64_t count;
};

struct hush_limiter {
	const struct hush_limiting *limiting;
	struct limited *tables;
	uint32_t table_count;
	struct hush_units units;
	struct hush_arena arena; /* of units and of what they keep */
	struct away away[AWAY];
	hush_sip_firsts firsts;
	struct hush_sip_lanes ranking; /* of a unit's first cells */
	struct hush_sip_lanes lanes;   /* of waiting offers */
	struct waiting waiting[HUSH_SIP_LANES]; /* by lane */
	uint32_t waiting_count;
	unsigned waiting_words; /* of all of them */
};

/* Behind each unit there is an entry for each table. */
static struct entry *entry_at(struct hush_unit *unit, uint32_t table)
{
	return (struct entry *)(void *)unit->data + table;
}

/* -- how cells rank: by keyed hash of table, unit and cell, all by name and none by number --------------- */

/* Every part is counted, so that no two (table, unit, cell) give the same bytes. HUSH_SIP_SLACK bytes lie behind them. */
static void put_counted(struct hush_sip *sip, const void *bytes, size_t length)
{
	unsigned char prefix[4 + HUSH_SIP_SLACK] = {0};

	for (int i = 0; i < 4; i++) {
		prefix[i] = (unsigned char)(length >> (8 * i));
	}
	hush_sip_put(sip, prefix, 4);
	hush_sip_put(sip, bytes, length);
}

static void begin(void *context, uint32_t number, struct hush_sip *start)
{
	const struct limited *limited = context;
	const struct hush_unit *unit = hush_units_at(&limited->limiter->units, number);

	*start = limited->start;
	if ((unit->low & 0xff) == HUSH_OFFER_LONG) {
		put_counted(start, (const unsigned char *)(uintptr_t)unit->high, (size_t)(unit->low >> 8));
	} else {
		unsigned char exact[HUSH_UNIT_EXACT_ROOM + HUSH_SIP_SLACK] = {0};

		put_counted(start, exact, hush_unit_exact(&limited->limiter->limiting->units, unit->low, unit->high, exact));
	}
}

static void firsts(void *context, const struct hush_sip *start, const uint32_t *cells, uint32_t count, uint64_t *made)
{
	const struct limited *limited = context;
	struct hush_sip_lanes *lanes = &limited->limiter->ranking;
	unsigned words = count > 1 ? hush_cell_names_lane(limited->names, cells[0], start, lanes, 0) : 0;
	bool alike = words > 0; /* so many words in each message; else they are hashed one by one */

	for (uint32_t i = 1; alike && i < count; i++) {
		alike = hush_cell_names_lane(limited->names, cells[i], start, lanes, i) == words;
	}
	if (alike) {
		uint64_t all[HUSH_SIP_LANES];

		limited->limiter->firsts(lanes, words, all);
		memcpy(made, all, count * sizeof *made);
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!alike) {
			struct hush_sip sip = *start;

			hush_cell_names_put(limited->names, cells[i], &sip);
			made[i] = hush_sip_first(&sip);
		}
		made[i] = hush_sip_order(made[i]);
	}
}

static uint64_t second(const struct limited *limited, const struct hush_sip *start, uint32_t cell)
{
	struct hush_sip sip = *start;

	hush_cell_names_put(limited->names, cell, &sip);
	(void)hush_sip_first(&sip);
	return hush_sip_order(hush_sip_second(&sip));
}

static int tie(void *context, const struct hush_sip *start, uint32_t a, uint32_t b)
{
	const struct limited *limited = context;
	uint64_t of_a = second(limited, start, a);
	uint64_t of_b = second(limited, start, b);

	return of_a != of_b ? (of_a > of_b) - (of_a < of_b) : hush_cell_names_compare(limited->names, a, b);
}

/* The start that all priorities of a table share. A table's name is short (base/text.h: at most 64 bytes). */
static struct hush_sip table_start(const struct hush_limiting *limiting, const struct hush_table *table)
{
	char name[64 + HUSH_SIP_SLACK + 1] = {0};
	struct hush_sip start = hush_sip_start(limiting->key);
	size_t length = strlen(table->name);

	memcpy(name, table->name, length < 64 ? length : 64);
	put_counted(&start, name, length < 64 ? length : 64);
	return start;
}

/* -- opening and closing ------------------------------------------------------------------------------------------- */

hush_status hush_limiting_open(const struct hush_spec *spec, uint32_t source, const uint8_t limit_key[HUSH_LIMIT_KEY],
                               struct hush_limiting *limiting, hush_error *err)
{
	struct hush_limiting made = {.spec = spec};
	hush_status status = hush_unit_shape_open(spec, source, &made.units, err);

	if (status == HUSH_OK) {
		status = hush_offer_shape_open(spec, source, &made.offers, err);
	}
	if (status == HUSH_OK) {
		made.names = hush_calloc(made.offers.table_count, sizeof *made.names);
		status = made.names ? HUSH_OK : hush_fail_memory(err);
	}
	for (uint32_t i = 0; status == HUSH_OK && i < made.offers.table_count; i++) {
		status = hush_cell_names_open(spec, &spec->tables[made.offers.tables[i]], &made.names[i], err);
	}
	if (status != HUSH_OK) {
		hush_limiting_close(&made);
		return status;
	}
	hush_offer_hash_draw(&made.hash);
	memcpy(made.key, limit_key, sizeof made.key);
	*limiting = made;
	return HUSH_OK;
}

void hush_limiting_close(struct hush_limiting *limiting)
{
	for (uint32_t i = 0; limiting->names && i < limiting->offers.table_count; i++) {
		hush_cell_names_close(&limiting->names[i]);
	}
	hush_free(limiting->names);
	hush_offer_shape_close(&limiting->offers);
	hush_unit_shape_close(&limiting->units);
	hush_wipe(limiting, sizeof *limiting);
}

hush_status hush_limiter_open(const struct hush_limiting *limiting, struct hush_limiter **limiter, hush_error *err)
{
	struct hush_limiter *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->limiting = limiting;
	made->table_count = limiting->offers.table_count;
	made->tables = hush_calloc(made->table_count, sizeof *made->tables);
	if (!made->tables || !hush_units_open(&made->units, &made->arena, made->table_count * sizeof(struct entry))) {
		hush_limiter_close(made);
		return hush_fail_memory(err);
	}
	made->firsts = hush_sip_firsts_best();
	for (uint32_t i = 0; i < made->table_count; i++) {
		struct limited *limited = &made->tables[i];

		limited->limiter = made;
		limited->table = &limiting->spec->tables[limiting->offers.tables[i]];
		limited->names = &limiting->names[i];
		limited->ranking = (struct hush_ranking){begin, firsts, tie, limited};
		limited->start = table_start(limiting, limited->table);
	}
	*limiter = made;
	return HUSH_OK;
}

void hush_limiter_clear(struct hush_limiter *limiter)
{
	hush_arena_clear(&limiter->arena);
	hush_units_clear(&limiter->units);
	memset(limiter->away, 0, sizeof limiter->away);
	limiter->waiting_count = 0;
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
	hush_free_wiped(limiter->tables, limiter->table_count * sizeof *limiter->tables);
	hush_free_wiped(limiter, sizeof *limiter);
}

/* An offer as it is worked on. */
struct taken {
	struct hush_unit_sought sought;
	const unsigned char *rest; /* behind the key */
};

/* -- offers -------------------------------------------------------------------------------------------------------- */

/* The unit's first cell, or more of it, while it has no other. */
static enum hush_kept_outcome offer_alone(struct entry *entry, const struct hush_limits *limits, uint32_t cell,
                                          uint64_t count)
{
	uint32_t left = limits->per_cell - entry->count;
	uint32_t taken = count < left ? (uint32_t)count : left;

	entry->cell = cell;
	entry->count = (entry->count + taken) & INT32_MAX;
	return taken < count ? HUSH_KEPT_SATURATED : HUSH_KEPT_WHOLE;
}

static struct away *away_at(struct hush_limiter *limiter, uint32_t number, uint32_t table, uint32_t cell)
{
	uint64_t mixed = ((uint64_t)number << 32 | cell) * UINT64_C(0x9E3779B97F4A7C15) + table * UINT64_C(0xD6E8FEB86659FD93);

	return &limiter->away[mixed >> 54];
}

static bool is_away(const struct away *away, uint32_t number, uint32_t table, uint32_t cell)
{
	return away->place == number + 1 && away->table == table && away->cell == cell;
}

static void note_cut(struct limited *limited, struct entry *entry, enum hush_kept_outcome outcome)
{
	if (!entry->cut && (outcome == HUSH_KEPT_CROWDED || outcome == HUSH_KEPT_AWAY ||
	                    (outcome == HUSH_KEPT_SATURATED && limited->table->measure != HUSH_MEASURE_VEHICLES))) {
		limited->units_cut++;
		entry->cut = 1;
	}
}

/* The waiting offers get their priorities, all at once, and are made. */
static void settle(struct hush_limiter *limiter)
{
	uint64_t firsts[HUSH_SIP_LANES];

	if (limiter->waiting_count == 0) {
		return;
	}
	limiter->firsts(&limiter->lanes, limiter->waiting_words, firsts);
	for (uint32_t lane = 0; lane < limiter->waiting_count; lane++) {
		const struct waiting *waiting = &limiter->waiting[lane];
		struct limited *limited = &limiter->tables[waiting->table];
		enum hush_kept_outcome outcome =
		    hush_kept_offer_ranked(waiting->entry->kept, &limited->table->limits, &limited->ranking, waiting->cell,
		                           waiting->count, hush_sip_order(firsts[lane]));

		if (outcome == HUSH_KEPT_AWAY) {
			*away_at(limiter, waiting->number, waiting->table, waiting->cell) =
			    (struct away){waiting->number + 1, waiting->table, waiting->cell};
		}
		note_cut(limited, waiting->entry, outcome);
	}
	limiter->waiting_count = 0;
}

/* An offer whose cell must be ranked waits for others of its kind; false when its name is too long for that. */
static bool wait_for_others(struct hush_limiter *limiter, const struct waiting *offer, const struct hush_sip *start)
{
	const struct hush_cell_names *names = limiter->tables[offer->table].names;
	unsigned words = hush_cell_names_lane(names, offer->cell, start, &limiter->lanes, limiter->waiting_count);

	if (words == 0) {
		return false;
	}
	if (limiter->waiting_count > 0 && words != limiter->waiting_words) {
		settle(limiter);
		(void)hush_cell_names_lane(names, offer->cell, start, &limiter->lanes, 0);
	}
	limiter->waiting_words = words;
	limiter->waiting[limiter->waiting_count++] = *offer;
	if (limiter->waiting_count == HUSH_SIP_LANES) {
		settle(limiter);
	}
	return true;
}

/* `count` > 0 of a unit to a cell of its i-th table. False when memory is short. */
static bool offer(struct hush_limiter *limiter, uint32_t number, struct hush_unit *unit, uint32_t i, uint32_t cell,
                  uint64_t count)
{
	struct limited *limited = &limiter->tables[i];
	const struct hush_limits *limits = &limited->table->limits;
	struct entry *entry = entry_at(unit, i);
	enum hush_kept_outcome outcome = HUSH_KEPT_WHOLE;

	if (!entry->kept && (entry->count == 0 || entry->cell == cell)) {
		note_cut(limited, entry, offer_alone(entry, limits, cell, count));
		return true;
	}
	if (entry->kept && entry->kept->ranked) {
		const struct waiting waiting = {entry, number, i, cell, count};

		if (hush_kept_add(entry->kept, limits, cell, count, &outcome)) {
			note_cut(limited, entry, outcome);
			return true;
		}
		if (is_away(away_at(limiter, number, i, cell), number, i, cell) ||
		    wait_for_others(limiter, &waiting, hush_kept_start(entry->kept))) {
			return true;
		}
	}
	if (!entry->kept) { /* a second cell: the first moves out of the entry */
		outcome =
		    hush_kept_offer(&entry->kept, limits, &limited->ranking, &limiter->arena, number, entry->cell, entry->count);
	}
	if (outcome != HUSH_KEPT_NO_MEMORY) {
		outcome = hush_kept_offer(&entry->kept, limits, &limited->ranking, &limiter->arena, number, cell, count);
	}
	note_cut(limited, entry, outcome);
	return outcome != HUSH_KEPT_NO_MEMORY;
}

/* One row of a unit: into each of its tables. */
static bool offer_all(struct hush_limiter *limiter, const struct taken *taken)
{
	const struct hush_offer_shape *shape = &limiter->limiting->offers;
	const unsigned char *at = taken->rest;
	uint32_t count = 1;

	if (shape->counted) {
		memcpy(&count, at, sizeof count);
		at += sizeof count;
	}
	for (uint32_t i = 0; i < shape->table_count; i++) {
		uint32_t cell;
		bool once = limiter->tables[i].table->measure == HUSH_MEASURE_VEHICLES;

		if (shape->narrow[i]) {
			uint16_t narrow;

			memcpy(&narrow, at, sizeof narrow);
			cell = narrow == UINT16_MAX ? HUSH_NO_CELL : narrow;
			at += sizeof narrow;
		} else {
			memcpy(&cell, at, sizeof cell);
			at += sizeof cell;
		}
		if (cell != HUSH_NO_CELL && count > 0 && !offer(limiter, taken->sought.number, taken->sought.unit, i, cell, once ? 1 : count)) {
			return false;
		}
	}
	return true;
}

/* Reads one offer's key; returns where the next offer begins. */
static const unsigned char *take_key(const struct hush_limiting *limiting, const unsigned char *at, struct taken *taken,
                                     uint64_t *hash)
{
	uint32_t length = at[0];

	if (length == HUSH_OFFER_LONG) {
		memcpy(&length, at + 1, sizeof length);
		taken->sought.exact = at + 5;
		taken->sought.low = (uint64_t)length << 8 | HUSH_OFFER_LONG;
		taken->sought.high = 0;
		taken->rest = taken->sought.exact + length;
		*hash = hush_offer_hash_exact(&limiting->hash, taken->sought.exact, length);
	} else {
		uint64_t cut = length < 8 ? ~(UINT64_MAX << (8 * length)) : UINT64_MAX;

		memcpy(&taken->sought.low, at + 1, sizeof taken->sought.low);
		memcpy(&taken->sought.high, at + 9, sizeof taken->sought.high);
		taken->sought.low = le64toh(taken->sought.low) & cut;
		taken->sought.high = le64toh(taken->sought.high) & ( length <= 8 ? 0 : length < 16 ? ~(UINT64_MAX << (8 * (length - 8))) : UINT64_MAX);
		taken->sought.exact = NULL;
		taken->rest = at + 1 + length;
		*hash = hush_offer_hash_packed(&limiting->hash, taken->sought.low, taken->sought.high);
	}
	taken->sought.tag = (uint32_t)*hash;
	return taken->rest + limiting->offers.fixed;
}

static void fetch_kept(const struct hush_limiter *limiter, const struct taken *taken)
{
	for (uint32_t i = 0; i < limiter->table_count; i++) {
		const struct entry *entry = entry_at(taken->sought.unit, i);

		if (entry->kept) {
			__builtin_prefetch(entry->kept);
		}
	}
}

hush_status hush_limiter_take(struct hush_limiter *limiter, const unsigned char *offers, size_t length, uint32_t mask,
                              uint32_t part, hush_error *err)
{
	const unsigned char *end = offers + length;
	struct taken batch[BATCH];

	while (offers < end) {
		uint32_t count = 0;

		while (count < BATCH && offers < end) {
			uint64_t hash;

			offers = take_key(limiter->limiting, offers, &batch[count], &hash);
			if ((hash >> 32 & mask) == part) {
				hush_units_fetch_bucket(&limiter->units, batch[count].sought.tag);
				count++;
			}
		}
		for (uint32_t i = 0; i < count; i++) {
			hush_units_fetch(&limiter->units, batch[i].sought.tag);
		}
		for (uint32_t i = 0; i < count; i++) {
			if (!hush_units_find(&limiter->units, &batch[i].sought)) {
				return hush_fail_memory(err);
			}
			fetch_kept(limiter, &batch[i]);
		}
		for (uint32_t i = 0; i < count; i++) {
			if (!offer_all(limiter, &batch[i])) {
				return hush_fail_memory(err);
			}
		}
	}
	settle(limiter);
	return HUSH_OK;
}

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
