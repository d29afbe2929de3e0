/*
 * limiter: see limiter.h.
 *
 * Units stand in an open-addressed table.  Most units touch one cell of a table, once or a few times: the first cell
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

enum {
	BATCH = 16,
	CHUNK_UNITS = 256,
	LINE = 64, /* bytes that the processor fetches at once */
	FIRST_BUCKETS = 1024, /* a power of two, like every later size */
	AWAY = 1024           /* 2^10 */
};

struct entry {
	struct hush_kept *kept; /* NULL: at most the one cell below */
	uint32_t cell;
	uint32_t count : 31; /* 0: this unit has not touched the table; meaningless with `kept` */
	uint32_t cut : 1;
};

/* A unit's key and its entries, one for each table. */
struct unit {
	uint64_t low;  /* the packed key; or HUSH_OFFER_LONG and above it the length of the exact one, */
	uint64_t high; /* and where that lies (no packed key begins with this byte: its first is a length below 16) */
	struct entry entries[];
};

struct bucket {
	uint32_t tag;   /* lower half of the unit's hash */
	uint32_t place; /* unit + 1; 0: empty */
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
	size_t unit_size;
	struct bucket *buckets;
	uint32_t bucket_count;
	unsigned char **chunks; /* of CHUNK_UNITS units each; they lie in the arena */
	uint32_t chunk_room;
	uint32_t unit_count;
	struct hush_arena arena;
	struct away away[AWAY];
	hush_sip_firsts firsts;
	struct hush_sip_lanes ranking; /* of a unit's first cells */
	struct hush_sip_lanes lanes;   /* of waiting offers */
	struct waiting waiting[HUSH_SIP_LANES]; /* by lane */
	uint32_t waiting_count;
	unsigned waiting_words; /* of all of them */
};

static struct unit *unit_at(const struct hush_limiter *limiter, uint32_t number)
{
	return (struct unit *)(void *)(limiter->chunks[number / CHUNK_UNITS] + number % CHUNK_UNITS * limiter->unit_size);
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
	const struct unit *unit = unit_at(limited->limiter, number);

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
	made->unit_size = sizeof(struct unit) + made->table_count * sizeof(struct entry);
	made->tables = hush_calloc(made->table_count, sizeof *made->tables);
	made->buckets = hush_calloc(FIRST_BUCKETS, sizeof *made->buckets);
	if (!made->tables || !made->buckets) {
		hush_limiter_close(made);
		return hush_fail_memory(err);
	}
	made->bucket_count = FIRST_BUCKETS;
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
	memset(limiter->buckets, 0, limiter->bucket_count * sizeof *limiter->buckets);
	memset(limiter->away, 0, sizeof limiter->away);
	limiter->unit_count = 0;
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
	hush_free_wiped(limiter->buckets, limiter->bucket_count * sizeof *limiter->buckets);
	hush_free(limiter->chunks);
	hush_free_wiped(limiter->tables, limiter->table_count * sizeof *limiter->tables);
	hush_free_wiped(limiter, sizeof *limiter);
}

/* -- the units' table ---------------------------------------------------------------------------------------------- */

/* Doubles the table once it is half full. */
static bool grow_buckets(struct hush_limiter *limiter)
{
	uint32_t count = limiter->bucket_count;
	struct bucket *wider;

	if (limiter->unit_count < count / 2) {
		return true;
	}
	wider = count > UINT32_MAX / 2 ? NULL : hush_calloc((size_t)count * 2, sizeof *wider);
	if (!wider) {
		return false;
	}
	count *= 2;
	for (uint32_t i = 0; i < limiter->bucket_count; i++) {
		struct bucket moved = limiter->buckets[i];
		uint32_t at = moved.tag & (count - 1);

		if (!moved.place) {
			continue;
		}
		while (wider[at].place) {
			at = (at + 1) & (count - 1);
		}
		wider[at] = moved;
	}
	hush_free_wiped(limiter->buckets, limiter->bucket_count * sizeof *limiter->buckets);
	limiter->buckets = wider;
	limiter->bucket_count = count;
	return true;
}

/* A chunk for the next unit, when it needs a new one. */
static bool grow_units(struct hush_limiter *limiter)
{
	uint32_t chunk = limiter->unit_count / CHUNK_UNITS;
	unsigned char *units;

	if (limiter->unit_count % CHUNK_UNITS != 0) {
		return true;
	}
	if (chunk == limiter->chunk_room) {
		uint32_t room = limiter->chunk_room ? 2 * limiter->chunk_room : 16;
		unsigned char **chunks = hush_reallocarray(limiter->chunks, room, sizeof *chunks);

		if (!chunks) {
			return false;
		}
		limiter->chunks = chunks;
		limiter->chunk_room = room;
	}
	units = hush_arena_take(&limiter->arena, CHUNK_UNITS * limiter->unit_size + LINE);
	if (!units) {
		return false;
	}
	limiter->chunks[chunk] = units + (LINE - (uintptr_t)units % LINE) % LINE;
	return true;
}

/* An offer as it is worked on. */
struct taken {
	uint64_t low;
	uint64_t high;
	const unsigned char *exact; /* NULL: the key is packed */
	const unsigned char *rest;  /* behind the key */
	uint32_t tag;
	uint32_t number; /* of its unit, when that is found */
	struct unit *unit;
};

static bool same_unit(const struct unit *unit, const struct taken *taken)
{
	if (unit->low != taken->low) {
		return false;
	}
	if (!taken->exact) {
		return unit->high == taken->high;
	}
	return memcmp((const unsigned char *)(uintptr_t)unit->high, taken->exact, (size_t)(taken->low >> 8)) == 0;
}

static bool add_unit(struct hush_limiter *limiter, const struct taken *taken)
{
	uint64_t high = taken->high;
	struct unit *unit;

	if (limiter->unit_count == UINT32_MAX - 1 || !grow_units(limiter)) {
		return false;
	}
	if (taken->exact) {
		size_t length = (size_t)(taken->low >> 8);
		unsigned char *copy = hush_arena_take(&limiter->arena, length + HUSH_SIP_SLACK);

		if (!copy) {
			return false;
		}
		memcpy(copy, taken->exact, length);
		memset(copy + length, 0, HUSH_SIP_SLACK);
		high = (uintptr_t)copy;
	}
	unit = unit_at(limiter, limiter->unit_count);
	memset(unit, 0, limiter->unit_size);
	unit->low = taken->low;
	unit->high = high;
	limiter->unit_count++;
	return true;
}

/* Finds the offer's unit, which is added when it is new. */
static bool find_unit(struct hush_limiter *limiter, struct taken *taken)
{
	uint32_t mask;
	uint32_t at;

	if (!grow_buckets(limiter)) { /* before the search, so that the empty bucket it ends at stays the right one */
		return false;
	}
	mask = limiter->bucket_count - 1;
	for (at = taken->tag & mask; limiter->buckets[at].place; at = (at + 1) & mask) {
		if (limiter->buckets[at].tag == taken->tag) {
			taken->number = limiter->buckets[at].place - 1;
			taken->unit = unit_at(limiter, taken->number);
			if (same_unit(taken->unit, taken)) {
				return true;
			}
		}
	}
	if (!add_unit(limiter, taken)) {
		return false;
	}
	limiter->buckets[at] = (struct bucket){taken->tag, limiter->unit_count};
	taken->number = limiter->unit_count - 1;
	taken->unit = unit_at(limiter, taken->number);
	return true;
}

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
static bool offer(struct hush_limiter *limiter, uint32_t number, struct unit *unit, uint32_t i, uint32_t cell,
                  uint64_t count)
{
	struct limited *limited = &limiter->tables[i];
	const struct hush_limits *limits = &limited->table->limits;
	struct entry *entry = &unit->entries[i];
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
		if (cell != HUSH_NO_CELL && count > 0 && !offer(limiter, taken->number, taken->unit, i, cell, once ? 1 : count)) {
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
		taken->exact = at + 5;
		taken->low = (uint64_t)length << 8 | HUSH_OFFER_LONG;
		taken->high = 0;
		taken->rest = taken->exact + length;
		*hash = hush_offer_hash_exact(&limiting->hash, taken->exact, length);
	} else {
		uint64_t cut = length < 8 ? ~(UINT64_MAX << (8 * length)) : UINT64_MAX;

		memcpy(&taken->low, at + 1, sizeof taken->low);
		memcpy(&taken->high, at + 9, sizeof taken->high);
		taken->low = le64toh(taken->low) & cut;
		taken->high = le64toh(taken->high) & ( length <= 8 ? 0 : length < 16 ? ~(UINT64_MAX << (8 * (length - 8))) : UINT64_MAX);
		taken->exact = NULL;
		taken->rest = at + 1 + length;
		*hash = hush_offer_hash_packed(&limiting->hash, taken->low, taken->high);
	}
	taken->tag = (uint32_t)*hash;
	return taken->rest + limiting->offers.fixed;
}

/* Asks for the memory of the unit that an offer will need. */
static void fetch_unit(const struct hush_limiter *limiter, const struct taken *taken)
{
	const uint32_t mask = limiter->bucket_count - 1;

	for (uint32_t at = taken->tag & mask; limiter->buckets[at].place; at = (at + 1) & mask) {
		if (limiter->buckets[at].tag == taken->tag) {
			__builtin_prefetch(unit_at(limiter, limiter->buckets[at].place - 1));
			return;
		}
	}
}

static void fetch_kept(const struct hush_limiter *limiter, const struct taken *taken)
{
	for (uint32_t i = 0; i < limiter->table_count; i++) {
		if (taken->unit->entries[i].kept) {
			__builtin_prefetch(taken->unit->entries[i].kept);
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
				__builtin_prefetch(&limiter->buckets[batch[count].tag & (limiter->bucket_count - 1)]);
				count++;
			}
		}
		for (uint32_t i = 0; i < count; i++) {
			fetch_unit(limiter, &batch[i]);
		}
		for (uint32_t i = 0; i < count; i++) {
			if (!find_unit(limiter, &batch[i])) {
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
	for (uint32_t number = 0; number < limiter->unit_count; number++) {
		const struct unit *unit = unit_at(limiter, number);

		for (uint32_t i = 0; i < limiter->table_count; i++) {
			const struct entry *entry = &unit->entries[i];

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
	return limiter->unit_count;
}

size_t hush_limiter_memory(const struct hush_limiter *limiter)
{
	return limiter->arena.taken + limiter->bucket_count * sizeof *limiter->buckets;
}

uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter, uint32_t i)
{
	return limiter->tables[i].units_cut;
}
