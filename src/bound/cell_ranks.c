/* cell_ranks: see cell_ranks.h. */
#include "bound/cell_ranks.h"

#include <string.h>

enum { TABLE_NAME = 64 /* bytes, at most: base/text.h */ };

enum { COUNT = 4 /* bytes */ };

static void put_u32(unsigned char to[COUNT], size_t value)
{
	for (int i = 0; i < COUNT; i++) {
		to[i] = (unsigned char)(value >> (8 * i));
	}
}

/* Every part is counted, so that no two (table, unit, cell) give the same bytes. HUSH_SIP_SLACK bytes lie behind them. */
static void put_counted(struct hush_sip *sip, const void *bytes, size_t length)
{
	unsigned char prefix[COUNT + HUSH_SIP_SLACK] = {0};

	put_u32(prefix, length);
	hush_sip_put(sip, prefix, COUNT);
	hush_sip_put(sip, bytes, length);
}

static const struct hush_sip *start_of(struct hush_cell_ranks *ranks)
{
	const struct hush_unit *unit = ranks->unit;

	if (ranks->begun) {
		return &ranks->start;
	}
	ranks->start = ranks->table;
	if ((unit->low & 0xff) == HUSH_OFFER_LONG) {
		put_counted(&ranks->start, (const unsigned char *)(uintptr_t)unit->high, (size_t)(unit->low >> 8));
	} else {
		unsigned char counted[COUNT + HUSH_UNIT_EXACT_ROOM + HUSH_SIP_SLACK] = {0};
		const uint32_t length = hush_unit_exact(&ranks->limiting->units, unit->low, unit->high, counted + COUNT);

		put_u32(counted, length);
		hush_sip_put(&ranks->start, counted, COUNT + length); /* both in one go */
	}
	ranks->begun = true;
	return &ranks->start;
}

/* The words of these cells' messages, side by side; 0 when they cannot be: some are longer than others, or too long. */
static unsigned words_of(struct hush_cell_ranks *ranks, const struct hush_sip *start, const uint32_t *cells, uint32_t count)
{
	unsigned words;

	if (ranks->names->even) {
		return ranks->fill(ranks->names, cells, count, start, &ranks->lanes);
	}
	words = hush_cell_names_lane(ranks->names, cells[0], start, &ranks->lanes, 0);
	for (uint32_t i = 1; words > 0 && i < count; i++) {
		if (hush_cell_names_lane(ranks->names, cells[i], start, &ranks->lanes, i) != words) {
			return 0;
		}
	}
	return words;
}

static void firsts(void *context, const uint32_t *cells, uint32_t count, uint64_t *made)
{
	struct hush_cell_ranks *ranks = context;
	const struct hush_sip *start = start_of(ranks);
	const unsigned words = count > 1 ? words_of(ranks, start, cells, count) : 0;

	if (words > 0) {
		uint64_t all[HUSH_SIP_LANES];

		ranks->firsts(start, &ranks->lanes, words, all);
		for (uint32_t i = 0; i < count; i++) {
			made[i] = hush_sip_order(all[i]);
		}
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct hush_sip sip = *start;

		hush_cell_names_put(ranks->names, cells[i], &sip);
		made[i] = hush_sip_order(hush_sip_first(&sip));
	}
}

static uint64_t second(struct hush_cell_ranks *ranks, uint32_t cell)
{
	struct hush_sip sip = *start_of(ranks);

	hush_cell_names_put(ranks->names, cell, &sip);
	(void)hush_sip_first(&sip);
	return hush_sip_order(hush_sip_second(&sip));
}

static int tie(void *context, uint32_t a, uint32_t b)
{
	struct hush_cell_ranks *ranks = context;
	uint64_t of_a = second(ranks, a);
	uint64_t of_b = second(ranks, b);

	return of_a != of_b ? (of_a > of_b) - (of_a < of_b) : hush_cell_names_compare(ranks->names, a, b);
}

void hush_cell_ranks_open(const struct hush_limiting *limiting, uint32_t table, struct hush_cell_ranks *ranks)
{
	const char *name = limiting->spec->tables[limiting->offers.tables[table]].name;
	char room[TABLE_NAME + HUSH_SIP_SLACK + 1] = {0};
	size_t length = strnlen(name, TABLE_NAME);

	*ranks = (struct hush_cell_ranks){.limiting = limiting, .names = &limiting->names[table],
	                             .table = hush_sip_start(limiting->key), .fill = hush_cell_lanes_best(), .firsts = hush_sip_firsts_best()};
	memcpy(room, name, length);
	put_counted(&ranks->table, room, length);
}

struct hush_ranking hush_cell_ranks_ranking(struct hush_cell_ranks *ranks)
{
	return (struct hush_ranking){firsts, tie, ranks};
}
