/* amount_unit: see amount_unit.h; the argument stands in amounts.proof.md. */
#include "bound/amount_unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { INPUT_LIMIT = 1 << 30 };

void hush_amount_ranking_open(const struct hush_spec *spec, const uint8_t limit_key[32], struct hush_amount_ranking *ranking)
{
	*ranking = (struct hush_amount_ranking){.spec = spec};
	memcpy(ranking->key, limit_key, sizeof ranking->key);
	hush_buffer_init(&ranking->input, INPUT_LIMIT);
}

void hush_amount_ranking_close(struct hush_amount_ranking *ranking)
{
	hush_buffer_release_wiped(&ranking->input);
	hush_wipe(ranking->key, sizeof ranking->key);
}

/* A mean or quantiles are ranked by their own name, which the table of their count knows too. */
static const char *rank_name(const struct hush_table *table)
{
	return table->amount.name ? table->amount.name : table->name;
}

static const char *value_name(const struct hush_spec *spec, const struct hush_table *table, uint32_t cell, uint32_t k)
{
	return spec->dimensions[table->by[k]].values.names[hush_table_value(spec, table, cell, k)];
}

/* Table, unit and cell, all by name, each counted: the same bytes that counts are ranked by (limiter.h). */
static void put_cell(struct hush_amount_ranking *ranking, const struct hush_table *table, const struct hush_amount_key *unit,
                     uint32_t cell)
{
	struct hush_buffer *input = &ranking->input;
	const char *name = rank_name(table);

	hush_buffer_clear(input);
	hush_buffer_counted(input, name, strlen(name));
	hush_buffer_counted(input, unit->bytes, unit->length);
	for (uint32_t k = 0; k < table->by_count; k++) {
		name = value_name(ranking->spec, table, cell, k);
		hush_buffer_counted(input, name, strlen(name));
	}
}

static hush_status finish(struct hush_amount_ranking *ranking, uint8_t rank[HUSH_SIPHASH_BYTES], hush_error *err)
{
	HUSH_TRY(hush_buffer_check(&ranking->input, err));
	hush_siphash(ranking->key, ranking->input.bytes, ranking->input.length, rank);
	return HUSH_OK;
}

/* --- cells --- */

struct ranked_cell {
	uint8_t rank[HUSH_SIPHASH_BYTES];
	const struct hush_spec *spec; /* for ties, which qsort cannot be told about otherwise */
	const struct hush_table *table;
	uint32_t cell;
	bool kept;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked_cell *x = a;
	const struct ranked_cell *y = b;
	int order = memcmp(x->rank, y->rank, sizeof x->rank);

	for (uint32_t k = 0; order == 0 && k < x->table->by_count; k++) {
		order = strcmp(value_name(x->spec, x->table, x->cell, k), value_name(y->spec, y->table, y->cell, k));
	}
	return order;
}

static int by_cell(const void *a, const void *b)
{
	const struct ranked_cell *x = a;
	const struct ranked_cell *y = b;

	return (x->cell > y->cell) - (x->cell < y->cell);
}

static size_t count_cells(const struct hush_amount_offer *offers, size_t count)
{
	size_t cells = 0;

	for (size_t i = 0; i < count; i++) {
		cells += i == 0 || offers[i].cell != offers[i - 1].cell;
	}
	return cells;
}

/* Takes out the offers of cells that are not among the `limits.cells` of smallest rank. */
static hush_status keep_cells(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, struct hush_amount_offer *offers, size_t *count,
                              size_t cells, hush_error *err)
{
	struct ranked_cell *ranked = hush_calloc(cells, sizeof *ranked);
	hush_status status = ranked ? HUSH_OK : hush_fail_memory(err);
	size_t at = 0;
	size_t kept = 0;

	for (size_t i = 0; status == HUSH_OK && i < *count; i++) {
		if (i == 0 || offers[i].cell != offers[i - 1].cell) {
			ranked[at] = (struct ranked_cell){.spec = ranking->spec, .table = table, .cell = offers[i].cell};
			put_cell(ranking, table, unit, offers[i].cell);
			status = finish(ranking, ranked[at].rank, err);
			at++;
		}
	}
	if (status == HUSH_OK) {
		qsort(ranked, cells, sizeof *ranked, by_rank);
		for (size_t i = 0; i < table->limits.cells; i++) {
			ranked[i].kept = true;
		}
		qsort(ranked, cells, sizeof *ranked, by_cell);
		at = 0;
		for (size_t i = 0; i < *count; i++) {
			at += offers[i].cell != ranked[at].cell;
			if (ranked[at].kept) {
				offers[kept++] = offers[i];
			}
		}
		*count = kept;
	}
	hush_free_wiped(ranked, cells * sizeof *ranked);
	return status;
}

/* Whether two offers in a row are merged into one. */
static bool same(const struct hush_table *table, const struct hush_amount_offer *a, const struct hush_amount_offer *b)
{
	return a->cell == b->cell && (!table->amount.values || a->value == b->value);
}

static void merge_into(const struct hush_table *table, struct hush_amount_offer *to, const struct hush_amount_offer *from)
{
	if (table->amount.values) {
		/* More copies of one value than are kept of all values change nothing. */
		uint32_t copies = to->count + from->count;

		to->count = (copies < table->amount.values ? copies : table->amount.values) & INT32_MAX;
		to->cut = to->cut | from->cut | (copies > table->amount.values);
	} else {
		/* Modulo 2^64, so that order cannot matter; rows are capped so that 2^22 of them do not wrap. */
		to->value = (int64_t)((uint64_t)to->value + (uint64_t)from->value);
		to->cut |= from->cut;
	}
}

/* --- values --- */

struct ranked_value {
	uint8_t rank[HUSH_SIPHASH_BYTES];
	int64_t value;
	uint32_t copy;
};

static int by_value_rank(const void *a, const void *b)
{
	const struct ranked_value *x = a;
	const struct ranked_value *y = b;
	int order = memcmp(x->rank, y->rank, sizeof x->rank);

	if (order == 0) {
		order = (x->value > y->value) - (x->value < y->value);
	}
	return order ? order : (x->copy > y->copy) - (x->copy < y->copy);
}

static hush_status rank_value(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, uint32_t cell, struct ranked_value *value, hush_error *err)
{
	unsigned char bytes[12];

	for (unsigned i = 0; i < 8; i++) {
		bytes[i] = (unsigned char)((uint64_t)value->value >> (8 * i));
	}
	for (unsigned i = 0; i < 4; i++) {
		bytes[8 + i] = (unsigned char)(value->copy >> (8 * i));
	}
	put_cell(ranking, table, unit, cell);
	hush_buffer_counted(&ranking->input, bytes, sizeof bytes);
	return finish(ranking, value->rank, err);
}

/* So many different values of a cell are not looked at: it takes longer than it is worth. */
static size_t values_at_ease(const struct hush_amount *amount)
{
	return 64 + 4 * (size_t)amount->values * amount->values;
}

/*
 * One cell of a mean or of quantiles.  A value goes whose first `values` copies, whether they have come or not, all rank above as many
 * values that have: none of them will ever be kept.  About values^2 different ones stay.
 */
static hush_status prune_cell(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, struct hush_amount_offer *offers, size_t *count,
                              hush_error *err)
{
	const uint32_t copies = table->amount.values;
	struct ranked_value *came;
	size_t all = 0;
	size_t at = 0;
	size_t kept = 0;
	hush_status status = HUSH_OK;

	for (size_t i = 0; i < *count; i++) {
		all += offers[i].count;
	}
	came = hush_calloc(all, sizeof *came);
	if (!came) {
		return hush_fail_memory(err);
	}
	for (size_t i = 0; i < *count; i++) {
		for (uint32_t copy = 0; status == HUSH_OK && copy < offers[i].count; copy++, at++) {
			came[at] = (struct ranked_value){.value = offers[i].value, .copy = copy};
			status = rank_value(ranking, table, unit, offers[i].cell, &came[at], err);
		}
	}
	if (status == HUSH_OK) {
		qsort(came, all, sizeof *came, by_value_rank);
	}
	for (size_t i = 0; status == HUSH_OK && i < *count; i++) {
		bool hopeful = false;

		for (uint32_t copy = 0; status == HUSH_OK && !hopeful && copy < copies; copy++) {
			struct ranked_value sought = {.value = offers[i].value, .copy = copy};

			status = rank_value(ranking, table, unit, offers[i].cell, &sought, err);
			hopeful = by_value_rank(&sought, &came[copies - 1]) <= 0;
		}
		if (hopeful) {
			offers[kept++] = offers[i];
		}
	}
	*count = status == HUSH_OK ? kept : *count;
	hush_free_wiped(came, all * sizeof *came);
	return status;
}

/* Takes out values of cells that have very many, so that no unit's memory grows with the values it has. */
static hush_status keep_values(struct hush_amount_ranking *ranking, const struct hush_table *table,
                               const struct hush_amount_key *unit, struct hush_amount_offer *offers, size_t *count,
                               bool *cut, hush_error *err)
{
	size_t kept = 0;

	for (size_t from = 0, to; from < *count; from = to) {
		size_t left;

		for (to = from + 1; to < *count && offers[to].cell == offers[from].cell; to++) {
		}
		left = to - from;
		if (left > values_at_ease(&table->amount)) {
			HUSH_TRY(prune_cell(ranking, table, unit, &offers[from], &left, err));
			*cut = true;
		}
		memmove(&offers[kept], &offers[from], left * sizeof *offers);
		kept += left;
	}
	*count = kept;
	return HUSH_OK;
}

/* --- merging --- */

hush_status hush_amount_merge(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, struct hush_amount_offer *offers, size_t count,
                              size_t *left, bool *cut, hush_error *err)
{
	size_t merged = 0;
	size_t cells;
	bool lost = false;

	for (size_t i = 0; i < count; i++) {
		lost = lost || offers[i].cut;
		if (merged && same(table, &offers[merged - 1], &offers[i])) {
			merge_into(table, &offers[merged - 1], &offers[i]);
		} else {
			offers[merged++] = offers[i];
		}
	}
	cells = count_cells(offers, merged);
	if (cells > table->limits.cells) {
		HUSH_TRY(keep_cells(ranking, table, unit, offers, &merged, cells, err));
		lost = true;
	}
	if (table->amount.values) {
		HUSH_TRY(keep_values(ranking, table, unit, offers, &merged, &lost, err));
	}
	*left = merged;
	*cut = lost;
	return HUSH_OK;
}

/* --- adding up --- */

/* Other threads may add to the same cells; what they come to does not depend on the order. */
static void add_moved(int64_t *cell, int64_t by)
{
	(void)__atomic_fetch_add(cell, by, __ATOMIC_RELAXED);
}

static void add_counted(uint64_t *cell, uint64_t by)
{
	(void)__atomic_fetch_add(cell, by, __ATOMIC_RELAXED);
}

/* How many of the values, which are in the clamp, stand at each point of the grid. */
static void add_points(const struct hush_amount *amount, uint32_t cell, const struct ranked_value *values, size_t count,
                       uint64_t *points)
{
	for (size_t i = 0; points && i < count; i++) {
		add_counted(&points[(uint64_t)cell * hush_grid_points(amount) + (uint64_t)(values[i].value - amount->low)], 1);
	}
}

/* The values of one cell of a mean or of quantiles. */
static hush_status add_values(struct hush_amount_ranking *ranking, const struct hush_table *table,
                              const struct hush_amount_key *unit, const struct hush_amount_offer *offers, size_t count,
                              const struct hush_amount_totals *to, bool *cut, hush_error *err)
{
	const struct hush_amount *amount = &table->amount;
	struct ranked_value *values;
	size_t all = 0;
	size_t at = 0;
	size_t room;
	int64_t sum = 0;
	hush_status status = HUSH_OK;

	for (size_t i = 0; i < count; i++) {
		all += offers[i].count;
	}
	room = all;
	values = hush_calloc(all, sizeof *values);
	if (!values) {
		return hush_fail_memory(err);
	}
	for (size_t i = 0; i < count; i++) {
		for (uint32_t copy = 0; copy < offers[i].count; copy++) {
			values[at++] = (struct ranked_value){.value = offers[i].value, .copy = copy};
		}
	}
	for (size_t i = 0; all > amount->values && status == HUSH_OK && i < all; i++) {
		status = rank_value(ranking, table, unit, offers[0].cell, &values[i], err);
	}
	if (status == HUSH_OK) {
		if (all > amount->values) {
			qsort(values, all, sizeof *values, by_value_rank);
			*cut = true;
		}
		all = all < amount->values ? all : amount->values;
		for (size_t i = 0; i < all; i++) {
			sum += 2 * values[i].value - (amount->low + amount->high);
		}
		if (to->moved) {
			add_moved(&to->moved[offers[0].cell], sum);
		}
		add_points(amount, offers[0].cell, values, all, to->points);
		add_counted(&to->counted[offers[0].cell], all);
	}
	hush_free_wiped(values, room * sizeof *values);
	return status;
}

hush_status hush_amount_add(struct hush_amount_ranking *ranking, const struct hush_table *table,
                            const struct hush_amount_key *unit, const struct hush_amount_offer *offers, size_t count,
                            const struct hush_amount_totals *to, bool *cut, hush_error *err)
{
	const struct hush_amount *amount = &table->amount;

	for (size_t from = 0, next; from < count; from = next) {
		*cut = *cut || offers[from].cut;
		for (next = from + 1; next < count && offers[next].cell == offers[from].cell; next++) {
			*cut = *cut || offers[next].cut;
		}
		if (amount->values) {
			HUSH_TRY(add_values(ranking, table, unit, &offers[from], next - from, to, cut, err));
		} else {
			int64_t total = offers[from].value;

			total = total < amount->low ? amount->low : total > amount->high ? amount->high : total;
			*cut = *cut || total != offers[from].value;
			add_moved(&to->moved[offers[from].cell], total);
		}
	}
	return HUSH_OK;
}
