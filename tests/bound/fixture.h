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
	fixture->spec = (struct hush_spec){.sources = &fixture->source, .source_count = 1,
	                                   .dimensions = fixture->dimensions, .dimension_count = 2,
	                                   .tables = &fixture->table, .table_count = 1};
}

/* A small reproducible generator (xorshift64*), independent of the code under test. */
static inline uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(2685821657736338717)) >> 33) % bound;
}

static inline size_t key_of(uint32_t who, unsigned char key[32])
{
	return (size_t)snprintf((char *)key, 32, "%c%c%cWA%uplate", 2, 0, 0, who);
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

/* One pass of the code under test. Leaves out every offer of `without` (UINT32_MAX: nobody). */
static inline hush_status run(const struct fixture *fixture, const struct offer *offers, uint32_t count,
                              uint32_t without, uint64_t totals[CELLS], uint64_t *cut)
{
	struct hush_units *units = NULL;
	struct hush_limiter *limiter = NULL;
	hush_status status = hush_units_open(&units, NULL);

	memset(totals, 0, CELLS * sizeof *totals);
	if (status == HUSH_OK) {
		status = hush_limiter_open(&fixture->spec, 0, units, test_key, &limiter, NULL);
	}
	for (uint32_t i = 0; status == HUSH_OK && i < count; i++) {
		unsigned char key[32];
		size_t length = key_of(offers[i].who, key);
		uint32_t unit;

		if (offers[i].who == without) {
			continue;
		}
		status = hush_units_find(units, key, length, &unit, NULL);
		if (status == HUSH_OK) {
			status = hush_limiter_offer(limiter, unit, offers[i].cell, offers[i].count, NULL);
		}
	}
	if (status == HUSH_OK) {
		hush_limiter_total(limiter, totals, UINT64_C(1) << 60);
		if (cut) {
			*cut = hush_limiter_units_cut(limiter);
		}
	}
	hush_limiter_close(limiter);
	hush_units_close(units);
	return status;
}

#endif
