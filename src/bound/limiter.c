/*
 * limiter: see limiter.h.
 *
 * Most units touch one cell of a table, once or a few times.  So a unit's first cell stands in the unit's own entry (16
 * bytes), and only a second cell makes it a hush_kept.  Entries lie in chunks that are made when their first unit comes
 * and never move.
 */
#include "bound/limiter.h"

#include <string.h>

#include "base/buffer.h"
#include "base/checked.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "bound/kept.h"

enum { CHUNK_UNITS = 4096, FIRST_CHUNKS = 16, INPUT_LIMIT = 1 << 30 };

struct entry {
	struct hush_kept *kept; /* NULL: at most the one cell below */
	uint32_t cell;
	uint32_t count : 31; /* 0: this unit has not touched the table; meaningless with `kept` */
	uint32_t cut : 1;
};

struct hush_limiter {
	const struct hush_spec *spec;
	const struct hush_table *table;
	const struct hush_units *units;
	uint8_t key[HUSH_SIPHASH_KEY];
	struct hush_ranking ranking;
	struct hush_buffer input; /* of the priority in the making */
	struct entry **chunks;    /* by unit / CHUNK_UNITS; NULL where no unit has touched the table */
	uint32_t chunk_room;
	uint64_t units_cut;
};

/* -- how cells rank: by keyed hash of table, unit and cell, all by name and none by number --------------- */

static const char *value_name(const struct hush_limiter *limiter, uint64_t cell, uint32_t k)
{
	uint32_t value = hush_table_value(limiter->spec, limiter->table, cell, k);

	return limiter->spec->dimensions[limiter->table->by[k]].values.names[value];
}

/* Every part is counted, so that no two (table, unit, cell) give the same bytes. */
static bool priority(void *context, uint32_t unit, uint32_t cell, uint8_t out[HUSH_SIPHASH_BYTES])
{
	struct hush_limiter *limiter = context;
	struct hush_buffer *input = &limiter->input;
	size_t key_length;
	const unsigned char *key = hush_units_key(limiter->units, unit, &key_length);

	hush_buffer_clear(input);
	hush_buffer_counted(input, limiter->table->name, strlen(limiter->table->name));
	hush_buffer_counted(input, key, key_length);
	for (uint32_t k = 0; k < limiter->table->by_count; k++) {
		const char *name = value_name(limiter, cell, k);

		hush_buffer_counted(input, name, strlen(name));
	}
	if (hush_buffer_check(input, NULL) != HUSH_OK) {
		return false;
	}
	hush_siphash(limiter->key, input->bytes, input->length, out);
	return true;
}

static int by_name(void *context, uint32_t a, uint32_t b)
{
	const struct hush_limiter *limiter = context;
	int order = 0;

	for (uint32_t k = 0; order == 0 && k < limiter->table->by_count; k++) {
		order = strcmp(value_name(limiter, a, k), value_name(limiter, b, k));
	}
	return order;
}

/* -- the units' entries ------------------------------------------------------------------------------- */

hush_status hush_limiter_open(const struct hush_spec *spec, uint32_t table, const struct hush_units *units,
                              const uint8_t limit_key[HUSH_LIMIT_KEY], struct hush_limiter **limiter, hush_error *err)
{
	struct hush_limiter *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->spec = spec;
	made->table = &spec->tables[table];
	made->units = units;
	memcpy(made->key, limit_key, sizeof made->key);
	made->ranking = (struct hush_ranking){priority, by_name, made};
	hush_buffer_init(&made->input, INPUT_LIMIT);
	*limiter = made;
	return HUSH_OK;
}

/* The entry of a unit, made when it is new; NULL when memory is short. */
static struct entry *entry_of(struct hush_limiter *limiter, uint32_t unit)
{
	uint32_t chunk = unit / CHUNK_UNITS;

	if (chunk >= limiter->chunk_room) {
		uint32_t room = limiter->chunk_room ? limiter->chunk_room : FIRST_CHUNKS;
		struct entry **chunks;

		while (room <= chunk) {
			room *= 2; /* chunk is below 2^20 */
		}
		chunks = hush_reallocarray(limiter->chunks, room, sizeof *chunks);
		if (!chunks) {
			return NULL;
		}
		for (uint32_t i = limiter->chunk_room; i < room; i++) {
			chunks[i] = NULL;
		}
		limiter->chunks = chunks;
		limiter->chunk_room = room;
	}
	if (!limiter->chunks[chunk]) {
		limiter->chunks[chunk] = hush_calloc(CHUNK_UNITS, sizeof(struct entry));
	}
	return limiter->chunks[chunk] ? &limiter->chunks[chunk][unit % CHUNK_UNITS] : NULL;
}

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

hush_status hush_limiter_offer(struct hush_limiter *limiter, uint32_t unit, uint64_t cell, uint64_t count,
                               hush_error *err)
{
	const struct hush_limits *limits = &limiter->table->limits;
	const uint32_t place = (uint32_t)cell; /* HUSH_MAX_CELLS is far below 2^32 */
	struct entry *entry;
	enum hush_kept_outcome outcome = HUSH_KEPT_WHOLE;

	if (count == 0) {
		return HUSH_OK;
	}
	entry = entry_of(limiter, unit);
	if (!entry) {
		return hush_fail_memory(err);
	}
	if (!entry->kept && (entry->count == 0 || entry->cell == place)) {
		outcome = offer_alone(entry, limits, place, count);
	} else {
		if (!entry->kept) { /* a second cell: the first moves out of the entry */
			outcome = hush_kept_offer(&entry->kept, limits, &limiter->ranking, unit, entry->cell, entry->count);
		}
		if (outcome != HUSH_KEPT_NO_MEMORY) {
			outcome = hush_kept_offer(&entry->kept, limits, &limiter->ranking, unit, place, count);
		}
		if (outcome == HUSH_KEPT_NO_MEMORY) {
			return hush_fail_memory(err);
		}
	}
	if (outcome == HUSH_KEPT_CROWDED ||
	    (outcome == HUSH_KEPT_SATURATED && limiter->table->measure != HUSH_MEASURE_VEHICLES)) {
		limiter->units_cut += !entry->cut;
		entry->cut = 1;
	}
	return HUSH_OK;
}

void hush_limiter_total(const struct hush_limiter *limiter, uint64_t *cells, uint64_t cap)
{
	for (uint32_t chunk = 0; chunk < limiter->chunk_room; chunk++) {
		const struct entry *entries = limiter->chunks[chunk];

		for (uint32_t i = 0; entries && i < CHUNK_UNITS; i++) {
			if (entries[i].kept) {
				hush_kept_total(entries[i].kept, cells, cap);
			} else if (entries[i].count) {
				cells[entries[i].cell] = hush_add_sat(cells[entries[i].cell], entries[i].count, cap);
			}
		}
	}
}

uint64_t hush_limiter_units_cut(const struct hush_limiter *limiter)
{
	return limiter->units_cut;
}

void hush_limiter_close(struct hush_limiter *limiter)
{
	if (!limiter) {
		return;
	}
	for (uint32_t chunk = 0; chunk < limiter->chunk_room; chunk++) {
		struct entry *entries = limiter->chunks[chunk];

		for (uint32_t i = 0; entries && i < CHUNK_UNITS; i++) {
			hush_kept_free(entries[i].kept);
		}
		hush_free_wiped(entries, CHUNK_UNITS * sizeof *entries);
	}
	hush_free(limiter->chunks);
	hush_buffer_release_wiped(&limiter->input);
	hush_free_wiped(limiter, sizeof *limiter);
}
