/*
 * limits: what the limiter keeps, against an oracle that stores every offer and sorts; and the promises of
 * limiter.proof.md: order does not matter, and one unit moves `cells` cells by `per_cell` and no more.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "bound/kept.h"
#include "fixture.h"

enum { OFFERS = 3000, VEHICLES = 60 };

static const uint32_t limit_pairs[][2] = {{1, 1},  {1, 7},  {2, 1},          {3, 2},           {8, 2},
                                          {17, 3}, {34, 5}, {CELLS, 1 << 20}, {1 << 20, 1 << 20}};
enum { PAIRS = sizeof limit_pairs / sizeof limit_pairs[0] };

static struct offer offers[OFFERS];

static void setup(void)
{
	ck_assert_int_eq(hush_crypto_start(NULL), HUSH_OK);
}

/* -- the oracle: its own encoding, its own order ------------------------------------------------------------------- */

struct ranked {
	uint8_t priority[16];
	const char *site;
	const char *day;
	uint32_t cell;
};

static size_t counted(unsigned char *to, const void *bytes, size_t length)
{
	for (unsigned i = 0; i < 4; i++) {
		to[i] = (unsigned char)(length >> (8 * i));
	}
	memcpy(to + 4, bytes, length);
	return 4 + length;
}

static struct ranked rank(const struct fixture *fixture, uint32_t who, uint32_t cell)
{
	struct ranked made = {.site = fixture->dimensions[0].values.names[cell / DAYS],
	                      .day = fixture->dimensions[1].values.names[cell % DAYS],
	                      .cell = cell};
	unsigned char input[256];
	unsigned char key[64];
	size_t key_length = key_of(who, key);
	size_t length = counted(input, fixture->table.name, strlen(fixture->table.name));

	length += counted(input + length, key, key_length);
	length += counted(input + length, made.site, strlen(made.site));
	length += counted(input + length, made.day, strlen(made.day));
	hush_siphash(test_key, input, length, made.priority);
	return made;
}

static int by_rank(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;
	int order = memcmp(a->priority, b->priority, sizeof a->priority);

	order = order ? order : strcmp(a->site, b->site);
	return order ? order : strcmp(a->day, b->day);
}

static void oracle(const struct fixture *fixture, uint32_t count, uint64_t totals[CELLS])
{
	static uint64_t sums[VEHICLES][CELLS];

	memset(sums, 0, sizeof sums);
	memset(totals, 0, CELLS * sizeof *totals);
	for (uint32_t i = 0; i < count; i++) {
		sums[offers[i].who][offers[i].cell] += offers[i].count;
	}
	for (uint32_t who = 0; who < VEHICLES; who++) {
		struct ranked all[CELLS];
		uint32_t found = 0;

		for (uint32_t cell = 0; cell < CELLS; cell++) {
			if (sums[who][cell]) {
				all[found++] = rank(fixture, who, cell);
			}
		}
		qsort(all, found, sizeof all[0], by_rank);
		for (uint32_t i = 0; i < found && i < fixture->table.limits.cells; i++) {
			uint64_t sum = sums[who][all[i].cell];

			totals[all[i].cell] += sum < fixture->table.limits.per_cell ? sum : fixture->table.limits.per_cell;
		}
	}
}

/* ------------------------------------------------------------------------------------------------------------------ */

START_TEST(equals_storing_and_sorting)
{
	uint64_t wanted[CELLS];
	uint64_t totals[CELLS];
	uint64_t state = 20250131;
	struct fixture fixture;

	for (uint32_t p = 0; p < PAIRS; p++) {
		for (uint32_t round = 0; round < 6; round++) {
			uint32_t vehicles = round == 0 ? 1 : VEHICLES; /* first: one plate in every row */
			uint32_t count = 1 + dice(&state, OFFERS);

			fixture_make(&fixture, limit_pairs[p][0], limit_pairs[p][1]);
			draw_offers(offers, count, vehicles, round % 2 ? 1 : 9, &state);
			oracle(&fixture, count, wanted);
			ck_assert_int_eq(run(&fixture, offers, count, UINT32_MAX, totals, NULL), HUSH_OK);
			ck_assert_mem_eq(totals, wanted, sizeof totals);
		}
	}
}
END_TEST

START_TEST(order_does_not_matter)
{
	uint64_t first[CELLS];
	uint64_t again[CELLS];
	uint64_t state = 7;
	struct fixture fixture;

	for (uint32_t p = 0; p < PAIRS; p++) {
		fixture_make(&fixture, limit_pairs[p][0], limit_pairs[p][1]);
		draw_offers(offers, OFFERS, VEHICLES, 3, &state);
		ck_assert_int_eq(run(&fixture, offers, OFFERS, UINT32_MAX, first, NULL), HUSH_OK);
		for (uint32_t round = 0; round < 10; round++) {
			shuffle(offers, OFFERS, &state);
			ck_assert_int_eq(run(&fixture, offers, OFFERS, UINT32_MAX, again, NULL), HUSH_OK);
			ck_assert_mem_eq(first, again, sizeof first);
		}
	}
}
END_TEST

/* The test above has teeth: ranking by number of first sight, the classic mistake, is seen by the same shuffles. */
static uint32_t first_sight[CELLS];

static void by_first_sight(void *context, const uint32_t *cells, uint32_t count, uint64_t *firsts)
{
	const uint32_t *who = context;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t input[2] = {*who, first_sight[cells[i]]};
		uint8_t out[HUSH_SIPHASH_BYTES];

		hush_siphash(test_key, input, sizeof input, out);
		memcpy(&firsts[i], out, sizeof firsts[i]);
	}
}

static int by_number(void *context, uint32_t a, uint32_t b)
{
	(void)context;
	return a < b ? -1 : a > b;
}

START_TEST(ranking_by_number_would_be_seen)
{
	struct hush_limits limits = {.cells = 3, .per_cell = 2};
	uint64_t totals[10][CELLS] = {{0}};
	uint64_t state = 7;
	bool differ = false;

	draw_offers(offers, OFFERS, VEHICLES, 3, &state);
	for (uint32_t round = 0; round < 10; round++) {
		struct hush_arena arena = {0};
		struct hush_kept *kept[VEHICLES] = {NULL};
		uint32_t seen = 0;

		shuffle(offers, OFFERS, &state);
		memset(first_sight, 0xff, sizeof first_sight);
		for (uint32_t i = 0; i < OFFERS; i++) {
			if (first_sight[offers[i].cell] == UINT32_MAX) {
				first_sight[offers[i].cell] = seen++;
			}
			if (offers[i].count) {
				const struct hush_ranking planted = {by_first_sight, by_number, &offers[i].who};
				const uint32_t count = (uint32_t)offers[i].count;

				hush_kept_offer(&kept[offers[i].who], &limits, &planted, &arena, &offers[i].cell, &count, 1);
			}
		}
		for (uint32_t who = 0; who < VEHICLES; who++) {
			hush_kept_total(kept[who], &(struct hush_totals){totals[round], UINT64_MAX, false});
		}
		hush_arena_close(&arena);
		differ = differ || memcmp(totals[0], totals[round], sizeof totals[0]) != 0;
	}
	ck_assert(differ);
}
END_TEST

/* Every neighbour of one input: all records of one unit taken away. */
START_TEST(one_unit_moves_no_more_than_its_limits)
{
	uint64_t all[CELLS];
	uint64_t without[CELLS];
	uint64_t state = 99;
	struct fixture fixture;

	for (uint32_t p = 0; p < PAIRS; p++) {
		uint32_t most_cells = 0;
		uint64_t most_each = 0;

		fixture_make(&fixture, limit_pairs[p][0], limit_pairs[p][1]);
		draw_offers(offers, OFFERS, VEHICLES, 50, &state);
		/* One that reaches both limits, however large they are. */
		for (uint32_t cell = 0; cell < CELLS; cell++) {
			offers[cell] = (struct offer){0, cell, UINT32_MAX};
		}
		ck_assert_int_eq(run(&fixture, offers, OFFERS, UINT32_MAX, all, NULL), HUSH_OK);
		for (uint32_t who = 0; who < VEHICLES; who++) {
			uint32_t cells = 0;

			ck_assert_int_eq(run(&fixture, offers, OFFERS, who, without, NULL), HUSH_OK);
			for (uint32_t cell = 0; cell < CELLS; cell++) {
				if (all[cell] < without[cell] || all[cell] - without[cell] > limit_pairs[p][1]) {
					ck_abort_msg("pair %u, vehicle %u, cell %u", p, who, cell);
				}
				cells += all[cell] != without[cell];
				most_each = most_each > all[cell] - without[cell] ? most_each : all[cell] - without[cell];
			}
			ck_assert_uint_le(cells, limit_pairs[p][0]);
			most_cells = most_cells > cells ? most_cells : cells;
		}
		ck_assert_uint_eq(most_cells, limit_pairs[p][0] < CELLS ? limit_pairs[p][0] : CELLS);
		ck_assert_uint_eq(most_each, limit_pairs[p][1]);
	}
}
END_TEST

START_TEST(counts_of_nothing_and_of_very_much)
{
	static const struct offer zero[] = {{1, 4, 0}, {1, 5, 0}, {2, 4, 0}};
	static const struct offer huge[] = {{1, 4, UINT64_MAX}, {1, 4, UINT64_MAX}, {1, 5, 3}, {2, 4, UINT64_MAX}};
	uint64_t totals[CELLS];
	uint64_t cut;
	struct fixture fixture;

	fixture_make(&fixture, 2, 5);
	ck_assert_int_eq(run(&fixture, zero, 3, UINT32_MAX, totals, &cut), HUSH_OK);
	for (uint32_t cell = 0; cell < CELLS; cell++) {
		ck_assert_uint_eq(totals[cell], 0);
	}
	ck_assert_uint_eq(cut, 0);
	ck_assert_int_eq(run(&fixture, huge, 4, UINT32_MAX, totals, &cut), HUSH_OK);
	ck_assert_uint_eq(totals[4], 10);
	ck_assert_uint_eq(totals[5], 3);
	ck_assert_uint_eq(cut, 2);
}
END_TEST

START_TEST(seen_again_is_not_cut_where_vehicles_are_counted)
{
	static const struct offer some[] = {{1, 4, 1}, {1, 4, 1}, {2, 4, 1}, {2, 6, 1},
	                                    {3, 1, 1}, {3, 2, 1}, {3, 3, 1}, {3, 2, 1}};
	uint64_t totals[CELLS];
	uint64_t sum = 0;
	uint64_t cut;
	struct fixture fixture;

	fixture_make(&fixture, 2, 1);
	fixture.table.measure = HUSH_MEASURE_VEHICLES;
	ck_assert_int_eq(run(&fixture, some, 8, UINT32_MAX, totals, &cut), HUSH_OK);
	ck_assert_uint_eq(totals[4], 2);
	ck_assert_uint_eq(totals[6], 1);
	ck_assert_uint_eq(totals[1] + totals[2] + totals[3], 2);
	ck_assert_uint_eq(cut, 1);
	fixture.table.measure = HUSH_MEASURE_ROWS; /* there it is */
	ck_assert_int_eq(run(&fixture, some, 8, UINT32_MAX, totals, &cut), HUSH_OK);
	for (uint32_t cell = 0; cell < CELLS; cell++) {
		sum += totals[cell];
	}
	ck_assert_uint_eq(sum, 5);
	ck_assert_uint_eq(cut, 2);
}
END_TEST

/* Fails the Nth allocation, for every N, until a run needs no more than were allowed. */
static uint64_t allowed;

static bool gate(void)
{
	return allowed > 0 && allowed--;
}

START_TEST(every_failing_allocation_is_survived)
{
	uint64_t wanted[CELLS];
	uint64_t totals[CELLS];
	uint64_t state = 5;
	struct fixture fixture;
	uint64_t failures = 0;

	fixture_make(&fixture, 18, 2);
	draw_offers(offers, OFFERS, VEHICLES, 2, &state);
	ck_assert_int_eq(run(&fixture, offers, OFFERS, UINT32_MAX, wanted, NULL), HUSH_OK);
	for (;; failures++) {
		hush_status status;

		allowed = failures;
		hush_memory_gate(gate);
		status = run(&fixture, offers, OFFERS, UINT32_MAX, totals, NULL);
		hush_memory_gate(NULL);
		if (status == HUSH_OK) {
			break;
		}
		ck_assert_int_eq(status, HUSH_E_MEMORY);
	}
	ck_assert_uint_gt(failures, 8);
	ck_assert_mem_eq(totals, wanted, sizeof totals);
}
END_TEST

/* Of a unit with many waiting offers, those of one cell come together: the same is kept, and the same units are cut. */
START_TEST(a_crowd_is_counted_like_one_after_the_other)
{
	static const uint64_t counts[] = {1, 2, INT32_MAX, 1, 7};
	static const uint32_t limits[][2] = {{1, INT32_MAX}, {3, 5}, {CELLS, INT32_MAX}, {CELLS, 1}, {CELLS, 1 << 20}};
	uint64_t state = 3;

	for (uint32_t p = 0; p < sizeof limits / sizeof limits[0]; p++) {
		for (uint32_t spread = 0; spread < 3; spread++) { /* all in one cell; as many as fit into the limit, about; in all of them */
			const uint32_t cells = spread == 0 ? 1 : spread == 1 ? 3 : CELLS;
			struct hush_totals told[2];
			uint64_t totals[2][CELLS] = {{0}};
			uint64_t cut[2];
			struct fixture fixture;

			fixture_make(&fixture, limits[p][0], limits[p][1]);
			for (uint32_t i = 0; i < OFFERS; i++) {
				offers[i] = (struct offer){1 + i % 2, dice(&state, cells), counts[dice(&state, i < 20 || spread > 0 ? 5 : 2)]};
			}
			for (unsigned together = 0; together < 2; together++) {
				struct bench bench;

				ck_assert_int_eq(bench_open(&fixture, &bench), HUSH_OK);
				for (uint32_t i = 0; i < OFFERS; i++) {
					ck_assert_int_eq(bench_offer(&bench, &offers[i]), HUSH_OK);
					if (!together || i == OFFERS - 1) {
						ck_assert_int_eq(hush_limiter_settle(bench.limiter, NULL), HUSH_OK);
					}
				}
				told[together] = (struct hush_totals){totals[together], UINT64_C(1) << 60, false};
				hush_limiter_total(bench.limiter, &told[together]);
				cut[together] = hush_limiter_units_cut(bench.limiter, 0);
				bench_close(&bench);
			}
			ck_assert_mem_eq(totals[0], totals[1], sizeof totals[0]);
			ck_assert_uint_eq(cut[0], cut[1]);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("limits");
	TCase *tests = tcase_create("limits");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, equals_storing_and_sorting);
	tcase_add_test(tests, order_does_not_matter);
	tcase_add_test(tests, ranking_by_number_would_be_seen);
	tcase_add_test(tests, one_unit_moves_no_more_than_its_limits);
	tcase_add_test(tests, counts_of_nothing_and_of_very_much);
	tcase_add_test(tests, a_crowd_is_counted_like_one_after_the_other);
	tcase_add_test(tests, seen_again_is_not_cut_where_vehicles_are_counted);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	tcase_set_timeout(tests, 100);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
