/*
 * fixture: a spec of one table over two dimensions, made by hand, and offers to its limiter.
 *
 * The value names are chosen so that their order by name is not their order by number.
 */
#ifndef TEST_BOUND_FIXTURE_H
#define TEST_BOUND_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bound/limiter.h"

enum { SITES = 7, DAYS = 5, CELLS = SITES * DAYS };

struct fixture {
	struct hush_spec spec;
	struct hush_dimension dimensions[2];
	struct hush_table table;
	struct hush_source source;
	uint32_t by[2];
	struct hush_count_column count;
};

struct offer {
	uint32_t who; /* made into a key by key_of */
	uint32_t cell;
	uint64_t count;
};

static inline void fixture_make(struct fixture *fixture, uint32_t cells, uint32_t per_cell)
{
	static char name[] = "scans";
	static char site_names[SITES][16] = {"zoo", "Alder & 3rd", "b", "ab", "a", "Mobile unit 10", "Mobile unit 2"};
	static char day_names[DAYS][16] = {"bc", "c", "2025-01-02", "2025-01-01", "d"}; /* "a"+"bc", "ab"+"c": counted */
	static char *sites[SITES];
	static char *days[DAYS];

	for (unsigned i = 0; i < SITES; i++) {
		sites[i] = site_names[i];
	}
	for (unsigned i = 0; i < DAYS; i++) {
		days[i] = day_names[i];
	}

	memset(fixture, 0, sizeof *fixture);
	fixture->dimensions[0].values = (struct hush_names){sites, SITES};
	fixture->dimensions[1].values = (struct hush_names){days, DAYS};
	fixture->by[1] = 1;
	fixture->table = (struct hush_table){
	    .name = name, .by = fixture->by, .by_count = 2, .cells = CELLS,
	    .limits = {.cells = cells, .per_cell = per_cell, .total = (uint64_t)cells * per_cell}};
	fixture->source = (struct hush_source){.entity_column_count = 1, .counts = &fixture->count, .count_count = 1};
	fixture->spec = (struct hush_spec){.from = 20089, .to = 20120, .window = HUSH_WINDOW_MONTH, .sources = &fixture->source, .source_count = 1,
	                                   .dimensions = fixture->dimensions, .dimension_count = 2,
	                                   .tables = &fixture->table, .table_count = 1};
}

/* A small reproducible generator (xorshift64*), independent of the code under test. */
static inline uint64_t draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static inline uint32_t dice(uint64_t *state, uint32_t bound)
{
	return (uint32_t)(draw(state) >> 33) % bound;
}

/* The exact key of a vehicle: one counted column, then the first day of the window. A third each can be short, packed, neither. */
static inline size_t key_of(uint32_t who, unsigned char key[64])
{
	static const char *const plates[] = {"a plate far longer than any: ", "WA", "LONGER "};
	size_t length = (size_t)snprintf((char *)key + 4, 48, "%s%u", plates[who % 3], who);

	memset(key, 0, 4);
	key[0] = (unsigned char)length;
	memcpy(key + 4 + length, "\x79\x4e\0", 4); /* 2025-01-01 */
	return length + 8;
}

/* The same, as the reader would make it. */
static inline struct hush_unit_key unit_of(uint32_t who, unsigned char exact[64])
{
	struct hush_unit_key unit = {.exact = exact, .exact_length = (uint32_t)key_of(who, exact)};

	if (exact[0] <= HUSH_UNIT_SHORT) { /* all digits and capitals */
		uint64_t text = 0;

		for (unsigned i = 0; i < exact[0]; i++) {
			text |= (uint64_t)exact[4 + i] << (8 * i);
		}
		hush_unit_key_short(&unit, hush_unit_text_number(text), 0);
	} else if (unit.exact_length - 7 <= HUSH_UNIT_PACKED) {
		unsigned char packed[16] = {0};

		unit.packed = unit.exact_length - 7; /* the length byte and the text; one window needs no bytes */
		packed[0] = exact[0];
		memcpy(packed + 1, exact + 4, exact[0]);
		for (unsigned i = 0; i < 8; i++) {
			unit.low |= (uint64_t)packed[i] << (8 * i);
			unit.high |= (uint64_t)packed[8 + i] << (8 * i);
		}
	}
	return unit;
}

static inline void shuffle(struct offer *offers, uint32_t count, uint64_t *state)
{
	for (uint32_t i = count; i > 1; i--) {
		uint32_t at = dice(state, i);
		struct offer held = offers[i - 1];

		offers[i - 1] = offers[at];
		offers[at] = held;
	}
}

/* Skewed: few vehicles make most offers, few cells get most. */
static inline void draw_offers(struct offer *offers, uint32_t count, uint32_t vehicles, uint64_t most, uint64_t *state)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t who = dice(state, 1 + dice(state, vehicles));
		uint32_t cell = dice(state, 3) ? dice(state, CELLS) : dice(state, 1 + dice(state, CELLS));

		offers[i] = (struct offer){who, cell, dice(state, (uint32_t)most + 1)};
	}
}

static const uint8_t test_key[HUSH_LIMIT_KEY] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6};

/* A limiter of the fixture's only table, and what it stands on. */
struct bench {
	struct hush_limiting limiting;
	struct hush_limiter *limiter;
};

static inline void bench_close(struct bench *bench)
{
	hush_limiter_close(bench->limiter);
	hush_limiting_close(&bench->limiting);
}

static inline hush_status bench_open(const struct fixture *fixture, struct bench *bench)
{
	hush_status status;

	*bench = (struct bench){0};
	status = hush_limiting_open(&fixture->spec, 0, 0, test_key, &bench->limiting, NULL);
	if (status == HUSH_OK) {
		status = hush_limiter_open(&bench->limiting, &bench->limiter, NULL);
	}
	return status;
}

static inline hush_status bench_offer(struct bench *bench, const struct offer *offer)
{
	unsigned char room[128 + HUSH_OFFER_SLACK] = {0};
	unsigned char exact[64];
	struct hush_unit_key unit = unit_of(offer->who, exact);
	uint32_t count = offer->count < INT32_MAX ? (uint32_t)offer->count : INT32_MAX;
	size_t size = hush_offer_put(&bench->limiting.offers, &unit, count, &offer->cell, room);

	if (size != hush_offer_size(&bench->limiting.offers, &unit)) {
		abort();
	}
	return hush_limiter_take(bench->limiter, room, size, 0, 0, NULL);
}

/* One pass of the code under test. Leaves out every offer of `without` (UINT32_MAX: nobody). */
static inline hush_status run(const struct fixture *fixture, const struct offer *offers, uint32_t count,
                              uint32_t without, uint64_t totals[CELLS], uint64_t *cut)
{
	struct bench bench;
	hush_status status = bench_open(fixture, &bench);

	memset(totals, 0, CELLS * sizeof *totals);
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		if (offers[i].who != without) {
			status = bench_offer(&bench, &offers[i]);
		}
	}
	if (status == HUSH_OK) {
		status = hush_limiter_settle(bench.limiter, NULL);
	}
	if (status == HUSH_OK) {
		hush_limiter_total(bench.limiter, &(struct hush_totals){totals, UINT64_C(1) << 60, false});
		if (cut) {
			*cut = hush_limiter_units_cut(bench.limiter, 0);
		}
	}
	bench_close(&bench);
	return status;
}

#endif
