/*
 * amounts: what units add to sums, means and quantiles, against an oracle that stores every row, and the promises of
 * amounts.proof.md: order does not matter, and one unit moves `cells` cells by `per_cell` and no more, which it can reach.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "bound/amount_offers.h"
#include "bound/amounts.h"
#include "plan/plan.h"

enum { SITES = 7, CELLS = SITES, UNITS = 12, ROWS = 6000, TABLES = 5, GRID_MOST = 64 };

static char site_names[SITES][16] = {"zoo", "Alder & 3rd", "b", "ab", "a", "Mobile unit 10", "Mobile unit 2"};
static char *sites[SITES];
static char names[][16] = {"waits", "speed.sum", "speed.count", "speed", "seconds"};
static const uint8_t key[32] = {1, 2, 3, 85, 170};
static uint32_t by[] = {0};
static struct hush_dimension dimension;
static struct hush_table tables[TABLES];
static struct hush_source source;
static struct hush_spec spec;

struct row {
	uint32_t table; /* 0 or 1 */
	uint32_t who;
	uint32_t cell;
	int64_t steps;
};

static struct row rows[ROWS];
static int64_t moved[2][CELLS];
static uint64_t counted[CELLS];
static uint64_t points[CELLS * GRID_MOST]; /* of quantiles of the same rows as the mean */
static uint64_t points_counted[CELLS];

static void set(uint32_t cells, int64_t low, int64_t high, uint32_t values)
{
	int64_t most = -low > high ? -low : high;

	for (unsigned i = 0; i < SITES; i++) {
		sites[i] = site_names[i];
	}
	dimension = (struct hush_dimension){.values = {sites, SITES}};
	tables[0] = (struct hush_table){.name = names[0], .measure = HUSH_MEASURE_SUM, .by = by, .by_count = 1, .cells = CELLS,
	                                .amount = {.column = names[4], .grid = 1, .low = low, .high = high}};
	tables[0].limits = (struct hush_limits){.cells = cells, .per_cell = (uint32_t)most, .total = cells * (uint64_t)most};
	tables[1] = (struct hush_table){.name = names[1], .measure = HUSH_MEASURE_MEAN_SUM, .by = by, .by_count = 1, .cells = CELLS,
	                                .amount = {.column = names[4], .grid = 1, .low = low, .high = high, .values = values, .name = names[3]}};
	tables[1].limits = (struct hush_limits){.cells = cells, .per_cell = (uint32_t)(values * (high - low)),
	                                        .total = cells * (uint64_t)values * (uint64_t)(high - low)};
	tables[2] = tables[1];
	tables[2].name = names[2];
	tables[2].measure = HUSH_MEASURE_VALUE_COUNT;
	tables[2].limits = (struct hush_limits){.cells = cells, .per_cell = values, .total = (uint64_t)cells * values};
	spec = (struct hush_spec){.sources = &source, .source_count = 1, .dimensions = &dimension, .dimension_count = 1,
	                          .tables = tables, .table_count = TABLES};
	/* Ranked under the mean's name, so that they keep the same values. */
	tables[3] = tables[2];
	tables[3].measure = HUSH_MEASURE_QUANTILES;
	tables[4] = tables[2];
}

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
}

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(2685821657736338717)) >> 33) % bound;
}

static size_t key_of(uint32_t who, unsigned char to[32])
{
	return (size_t)snprintf((char *)to, 32, "%c%c%cWA%uplate", 2, 0, 0, who);
}

/* Quantiles are of the very values that the mean is of. */
static void expect_same_values(void)
{
	const struct hush_amount *amount = &tables[3].amount;
	uint32_t grid = hush_grid_points(amount);

	ck_assert_uint_le(grid, GRID_MOST);
	for (uint32_t c = 0; c < CELLS; c++) {
		uint64_t all = 0;
		int64_t sum = 0;

		for (uint32_t i = 0; i < grid; i++) {
			all += points[c * grid + i];
			sum += (int64_t)points[c * grid + i] * (2 * (amount->low + i) - (amount->low + amount->high));
		}
		ck_assert_uint_eq(all, counted[c]);
		ck_assert_uint_eq(points_counted[c], counted[c]);
		ck_assert_int_eq(sum, moved[1][c]);
	}
}

/* In parts, as a partition with too many units is limited; 0 is all at once. */
static void total_in_parts(const struct row *from, size_t count, uint32_t mask)
{
	struct hush_amounts *amounts = NULL;
	struct hush_amount_totals totals[TABLES] = {
	    {.moved = moved[0]}, {.moved = moved[1]}, {.counted = counted}, {.points = points}, {.counted = points_counted}};
	struct hush_offer_hash hash;
	unsigned char *offers = malloc(count * 128 + 1);
	uint32_t units = 0;
	size_t used = 0;

	memset(moved, 0, sizeof moved);
	memset(counted, 0, sizeof counted);
	memset(points, 0, sizeof points);
	memset(points_counted, 0, sizeof points_counted);
	for (size_t i = 0; i < count; i++) {
		unsigned char unit[32];
		struct hush_amount_value value = {unit, (uint32_t)key_of(from[i].who, unit), from[i].table, from[i].cell, from[i].steps};

		hush_amount_offer_put(&value, offers + used);
		used += hush_amount_offer_size(value.unit_length);
		if (value.table == 1) {
			value.table = 4;
			hush_amount_offer_put(&value, offers + used);
			used += hush_amount_offer_size(value.unit_length);
		}
	}
	hush_offer_hash_draw(&hash);
	ck_assert_int_eq(hush_amounts_open(&spec, key, &hash, &amounts, NULL), HUSH_OK);
	for (uint32_t part = 0; part <= mask; part++) {
		hush_amounts_clear(amounts);
		ck_assert_int_eq(hush_amounts_take(amounts, offers, used, mask, part, NULL), HUSH_OK);
		ck_assert_int_eq(hush_amounts_total(amounts, totals, NULL), HUSH_OK);
		units += hush_amounts_units(amounts);
	}
	ck_assert_uint_le(units, UNITS + 1);
	hush_amounts_close(amounts);
	free(offers);
	expect_same_values();
}

static void total(const struct row *from, size_t count)
{
	total_in_parts(from, count, 0);
}

/* -- the oracle: its own encoding, its own order ------------------------------------------------------------------- */

static size_t put(unsigned char *to, const void *bytes, size_t length)
{
	for (unsigned i = 0; i < 4; i++) {
		to[i] = (unsigned char)(length >> (8 * i));
	}
	memcpy(to + 4, bytes, length);
	return 4 + length;
}

static void hash(uint32_t table, uint32_t who, uint32_t cell, const int64_t *value, uint32_t copy, uint8_t out[16])
{
	const char *name = table == 0 ? "waits" : "speed";
	unsigned char input[256];
	unsigned char unit[32];
	unsigned char last[12];
	size_t length = put(input, name, strlen(name));

	length += put(input + length, unit, key_of(who, unit));
	length += put(input + length, sites[cell], strlen(sites[cell]));
	if (value) {
		for (unsigned i = 0; i < 12; i++) {
			last[i] = (unsigned char)(i < 8 ? (uint64_t)*value >> (8 * i) : (uint64_t)copy >> (8 * (i - 8)));
		}
		length += put(input + length, last, sizeof last);
	}
	hush_siphash(key, input, length, out);
}

/* How many of the unit's cells rank before this one. */
static uint32_t cells_before(const struct row *from, size_t count, uint32_t table, uint32_t who, uint32_t cell)
{
	uint8_t own[16];
	uint8_t other[16];
	uint32_t before = 0;

	hash(table, who, cell, NULL, 0, own);
	for (uint32_t c = 0; c < CELLS; c++) {
		bool seen = false;

		for (size_t i = 0; i < count && !seen; i++) {
			seen = from[i].table == table && from[i].who == who && from[i].cell == c;
		}
		hash(table, who, c, NULL, 0, other);
		before += seen && memcmp(other, own, 16) < 0;
	}
	return before;
}

static int64_t clamp(int64_t value, const struct hush_amount *amount)
{
	return value < amount->low ? amount->low : value > amount->high ? amount->high : value;
}

/* The value at place `i` is kept when fewer than `values` pairs (value, copy) of the same unit and cell hash below it. */
static bool value_kept(const struct row *from, size_t count, size_t at)
{
	const struct hush_amount *amount = &tables[1].amount;
	int64_t own = clamp(from[at].steps, amount);
	uint8_t own_hash[16];
	uint32_t own_copy = 0;
	uint32_t before = 0;

	for (size_t i = 0; i < at; i++) {
		own_copy += from[i].table == 1 && from[i].who == from[at].who && from[i].cell == from[at].cell && clamp(from[i].steps, amount) == own;
	}
	hash(1, from[at].who, from[at].cell, &own, own_copy, own_hash);
	for (size_t i = 0; i < count; i++) {
		int64_t value = clamp(from[i].steps, amount);
		uint8_t other[16];
		uint32_t copy = 0;

		if (from[i].table != 1 || from[i].who != from[at].who || from[i].cell != from[at].cell) {
			continue;
		}
		for (size_t j = 0; j < i; j++) {
			copy += from[j].table == 1 && from[j].who == from[at].who && from[j].cell == from[at].cell && clamp(from[j].steps, amount) == value;
		}
		if (copy < amount->values) { /* more copies than are kept in all are not looked at */
			hash(1, from[at].who, from[at].cell, &value, copy, other);
			before += memcmp(other, own_hash, 16) < 0;
		}
	}
	return own_copy < amount->values && before < amount->values;
}

static void oracle(const struct row *from, size_t count, int64_t sums[CELLS], int64_t means[CELLS], uint64_t counts[CELLS])
{
	memset(sums, 0, CELLS * sizeof *sums);
	memset(means, 0, CELLS * sizeof *means);
	memset(counts, 0, CELLS * sizeof *counts);
	for (uint32_t who = 0; who < UNITS; who++) {
		for (uint32_t cell = 0; cell < CELLS; cell++) {
			int64_t sum = 0;
			bool seen = false;

			for (size_t i = 0; i < count; i++) {
				if (from[i].table == 0 && from[i].who == who && from[i].cell == cell) {
					sum += from[i].steps;
					seen = true;
				}
			}
			if (seen && cells_before(from, count, 0, who, cell) < tables[0].limits.cells) {
				sums[cell] += clamp(sum, &tables[0].amount);
			}
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (from[i].table == 1 && cells_before(from, count, 1, from[i].who, from[i].cell) < tables[1].limits.cells &&
		    value_kept(from, count, i)) {
			means[from[i].cell] += 2 * clamp(from[i].steps, &tables[1].amount) - (tables[1].amount.low + tables[1].amount.high);
			counts[from[i].cell]++;
		}
	}
}

static void expect_oracle(const struct row *from, size_t count)
{
	int64_t sums[CELLS];
	int64_t means[CELLS];
	uint64_t counts[CELLS];

	oracle(from, count, sums, means, counts);
	for (uint32_t mask = 0; mask < 8; mask = 2 * mask + 1) {
		total_in_parts(from, count, mask);
		for (unsigned c = 0; c < CELLS; c++) {
			ck_assert_int_eq(moved[0][c], sums[c]);
			ck_assert_int_eq(moved[1][c], means[c]);
			ck_assert_uint_eq(counted[c], counts[c]);
		}
	}
}

static void fill(size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		rows[i] = (struct row){.table = dice(&seed, 2), .who = dice(&seed, UNITS), .cell = dice(&seed, CELLS),
		                       .steps = (int64_t)dice(&seed, 41) - 17};
	}
}

static const struct {
	uint32_t cells;
	int64_t low;
	int64_t high;
	uint32_t values;
} limits[] = {{1, 0, 10, 1}, {2, -10, 12, 2}, {3, 0, 1, 5}, {7, -30, -3, 3}, {100, 2, 19, 1}};
enum { LIMITS = sizeof limits / sizeof limits[0] };

START_TEST(kept_is_what_the_oracle_keeps)
{
	for (unsigned l = 0; l < LIMITS; l++) {
		set(limits[l].cells, limits[l].low, limits[l].high, limits[l].values);
		for (uint64_t seed = 1; seed <= 4; seed++) {
			fill(500, seed);
			expect_oracle(rows, 500);
		}
		expect_oracle(rows, 0);
		expect_oracle(rows, 1);
	}
}
END_TEST

/* Many rows, so that they are merged several times on the way. */
START_TEST(order_and_merging_do_not_matter)
{
	int64_t first_moved[2][CELLS];
	uint64_t first_counted[CELLS];
	uint64_t state = 99;

	for (unsigned l = 0; l < LIMITS; l++) {
		set(limits[l].cells, limits[l].low, limits[l].high, limits[l].values);
		fill(ROWS, 7);
		total(rows, ROWS);
		memcpy(first_moved, moved, sizeof moved);
		memcpy(first_counted, counted, sizeof counted);
		for (int again = 0; again < 3; again++) {
			for (uint32_t i = ROWS; i > 1; i--) {
				uint32_t at = dice(&state, i);
				struct row held = rows[i - 1];

				rows[i - 1] = rows[at];
				rows[at] = held;
			}
			total(rows, ROWS);
			ck_assert_mem_eq(first_moved, moved, sizeof moved);
			ck_assert_mem_eq(first_counted, counted, sizeof counted);
		}
	}
}
END_TEST

static uint64_t size_of(int64_t value)
{
	return (uint64_t)(value < 0 ? -value : value);
}

/*
 * Adds all rows of one unit to data without it and measures how far the tables move: at most as the plan's sensitivity
 * says, and `reached` tells which of the three tables, and (last) which quantiles' values, moved that far.
 */
static void neighbours(size_t others, const struct row *own, size_t count, bool reached[4])
{
	int64_t moved_before[2][CELLS];
	uint64_t counted_before[CELLS];
	uint64_t points_before[CELLS * GRID_MOST];
	uint32_t grid = hush_grid_points(&tables[3].amount);
	uint64_t touched = 0;
	uint64_t whole = 0;
	static struct row both[ROWS + 4096];

	total(rows, others);
	memcpy(moved_before, moved, sizeof moved);
	memcpy(counted_before, counted, sizeof counted);
	memcpy(points_before, points, sizeof points);
	memcpy(both, rows, others * sizeof *rows);
	memcpy(both + others, own, count * sizeof *own);
	total(both, others + count);
	/* What a choice is charged for: in each of at most `cells` cells, at most `values` values more, and no other change. */
	for (uint32_t c = 0; c < CELLS; c++) {
		uint64_t more = 0;

		for (uint32_t i = 0; i < grid; i++) {
			ck_assert_uint_ge(points[c * grid + i], points_before[c * grid + i]);
			more += points[c * grid + i] - points_before[c * grid + i];
		}
		ck_assert_uint_le(more, tables[3].amount.values);
		touched += more != 0;
		whole += more == tables[3].amount.values;
	}
	ck_assert_uint_le(touched, tables[3].limits.cells);
	reached[3] = whole == (tables[3].limits.cells < CELLS ? tables[3].limits.cells : CELLS);
	for (unsigned t = 0; t < 3; t++) {
		struct hush_sensitivity allowed = hush_sensitivity_of_table(&tables[t]);
		uint64_t l0 = 0;
		uint64_t l1 = 0;
		uint64_t l2 = 0;

		for (unsigned c = 0; c < CELLS; c++) {
			uint64_t by_cell = t == 2 ? size_of((int64_t)(counted[c] - counted_before[c])) : size_of(moved[t][c] - moved_before[t][c]);

			ck_assert_uint_le(by_cell, allowed.linf);
			l0 += by_cell != 0;
			l1 += by_cell;
			l2 += by_cell * by_cell;
		}
		ck_assert_uint_le(l0, allowed.l0);
		ck_assert_uint_le(l1, allowed.l1);
		ck_assert_uint_le(l2, allowed.l2_squared);
		reached[t] = l1 == allowed.l1 && l2 == allowed.l2_squared;
	}
}

START_TEST(one_unit_moves_as_far_as_the_plan_says_and_no_farther)
{
	static struct row own[4096];

	for (unsigned l = 0; l < LIMITS; l++) {
		bool some[4] = {false};

		set(limits[l].cells, limits[l].low, limits[l].high, limits[l].values);
		for (int kind = 0; kind < 8; kind++) {
			bool reached[4];
			size_t count = 0;
			uint64_t state = 5;
			/* every cell; one value more than are kept; at either end of the clamp, beyond both, and astray */
			static const int64_t ends[] = {0, 0, 1000, -1000, INT64_MAX, INT64_MIN, 1, -1};

			for (uint32_t table = 0; table < 2; table++) {
				for (uint32_t c = 0; c < CELLS; c++) {
					for (uint32_t v = 0; v <= limits[l].values; v++) {
						int64_t steps = kind == 0 ? limits[l].low : kind == 1 ? limits[l].high : ends[kind];

						own[count++] = (struct row){table, UNITS, c, kind < 6 ? steps : steps * dice(&state, 40)};
					}
				}
			}
			fill(300, (uint64_t)kind + 1);
			neighbours(300, own, count, reached);
			neighbours(0, own, count, reached);
			neighbours(0, own, 0, (bool[4]){false});
			for (unsigned t = 0; t < 4; t++) {
				some[t] = some[t] || reached[t];
			}
		}
		ck_assert_msg(some[0] && some[1] && some[2] && some[3], "limits %u: not reached by any: %d %d %d %d", l, some[0], some[1],
		              some[2], some[3]);
	}
}
END_TEST

/* Adding and taking away the same unit's rows among many others gives the others back. */
START_TEST(units_do_not_touch_each_other)
{
	static struct row without[ROWS];
	int64_t sums[2][CELLS];
	uint64_t counts[CELLS];
	size_t left = 0;

	set(2, -10, 12, 2);
	fill(ROWS, 3);
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].who != 4) {
			without[left++] = rows[i];
		}
	}
	total(without, left);
	memcpy(sums, moved, sizeof moved);
	memcpy(counts, counted, sizeof counted);
	for (uint32_t who = 4; who <= 4; who++) {
		static struct row alone[ROWS];
		size_t own = 0;

		for (size_t i = 0; i < ROWS; i++) {
			if (rows[i].who == who) {
				alone[own++] = rows[i];
			}
		}
		total(alone, own);
		for (unsigned c = 0; c < CELLS; c++) {
			sums[0][c] += moved[0][c];
			sums[1][c] += moved[1][c];
			counts[c] += counted[c];
		}
	}
	total(rows, ROWS);
	ck_assert_mem_eq(sums, moved, sizeof moved);
	ck_assert_mem_eq(counts, counted, sizeof counted);
}
END_TEST

START_TEST(sums_are_kept_from_correlated_noise)
{
	set(2, -10, 12, 2);
	ck_assert_uint_eq(hush_sensitivity_of_table(&tables[0]).cells, 1);
	ck_assert_uint_eq(hush_sensitivity_of_table(&tables[1]).cells, 1);
	ck_assert_uint_eq(hush_sensitivity_of_table(&tables[2]).cells, CELLS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("amounts");
	TCase *tests = tcase_create("amounts");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, setup, NULL);
	tcase_add_test(tests, kept_is_what_the_oracle_keeps);
	tcase_add_test(tests, order_and_merging_do_not_matter);
	tcase_add_test(tests, one_unit_moves_as_far_as_the_plan_says_and_no_farther);
	tcase_add_test(tests, units_do_not_touch_each_other);
	tcase_add_test(tests, sums_are_kept_from_correlated_noise);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
