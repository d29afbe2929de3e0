/* kept: one unit's cells under rankings made up for the test: ties, large limits, every order. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bound/kept.h"
#include "fixture.h"

enum { MANY = 5000, GROUP_MOST = 70 };

/* How many different priorities there are: 1 makes every comparison a tie, decided by name. */
static uint32_t priorities;

static uint32_t name_of(uint32_t cell)
{
	return cell * UINT32_C(2654435761); /* order by name is not order by number */
}

static uint64_t half(uint32_t cell, uint64_t which)
{
	uint64_t state = (cell + 1) * UINT64_C(88172645463325252) + which;

	return dice(&state, priorities);
}

static void firsts(void *context, const uint32_t *cells, uint32_t count, uint64_t *made)
{
	(void)context;
	for (uint32_t i = 0; i < count; i++) {
		made[i] = half(cells[i], 0);
	}
}

static int tie(void *context, uint32_t a, uint32_t b)
{
	uint64_t of_a = half(a, 1);
	uint64_t of_b = half(b, 1);

	(void)context;
	if (of_a != of_b) {
		return of_a < of_b ? -1 : 1;
	}
	return name_of(a) < name_of(b) ? -1 : name_of(a) > name_of(b);
}

static const struct hush_ranking ranking = {firsts, tie, NULL};

/* One offer. */
static unsigned offer(struct hush_kept **kept, const struct hush_limits *limits, struct hush_arena *arena, uint32_t cell,
                      uint32_t count)
{
	return hush_kept_offer(kept, limits, &ranking, arena, &cell, &count, 1);
}

static int by_rank(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	uint64_t of_a = half(a, 0);
	uint64_t of_b = half(b, 0);

	return of_a != of_b ? (of_a < of_b ? -1 : 1) : tie(NULL, a, b);
}

/* Stores everything, sorts, keeps the first cells. */
static void oracle(const uint64_t sums[MANY], const struct hush_limits *limits, uint64_t totals[MANY])
{
	static uint32_t order[MANY];
	uint32_t count = 0;

	for (uint32_t cell = 0; cell < MANY; cell++) {
		totals[cell] = 0;
		if (sums[cell]) {
			order[count++] = cell;
		}
	}
	qsort(order, count, sizeof order[0], by_rank);
	for (uint32_t i = 0; i < count && i < limits->cells; i++) {
		totals[order[i]] = sums[order[i]] < limits->per_cell ? sums[order[i]] : limits->per_cell;
	}
}

/* `group` (1..GROUP_MOST) offers at once. */
static void compare_groups(uint32_t cells, uint32_t per_cell, uint32_t range, uint32_t offers, uint32_t group)
{
	static uint64_t sums[MANY];
	static uint64_t wanted[MANY];
	static uint64_t totals[MANY];
	struct hush_limits limits = {.cells = cells, .per_cell = per_cell};
	struct hush_arena arena = {0};
	struct hush_kept *kept = NULL;
	uint64_t state = 977 + cells * 31 + range;

	memset(sums, 0, sizeof sums);
	memset(totals, 0, sizeof totals);
	for (uint32_t i = 0; i < offers; i += group) {
		uint32_t some = group < offers - i ? group : offers - i;
		uint32_t chosen[GROUP_MOST];
		uint32_t counts[GROUP_MOST];

		for (uint32_t k = 0; k < some; k++) {
			chosen[k] = dice(&state, range);
			counts[k] = 1 + dice(&state, 3);
			sums[chosen[k]] += counts[k];
		}
		if (hush_kept_offer(&kept, &limits, &ranking, &arena, chosen, counts, some) & HUSH_KEPT_NO_MEMORY) {
			ck_abort_msg("no memory");
		}
	}
	oracle(sums, &limits, wanted);
	hush_kept_total(kept, &(struct hush_totals){totals, UINT64_MAX, false});
	hush_arena_close(&arena);
	for (uint32_t cell = 0; cell < MANY; cell++) {
		if (totals[cell] != wanted[cell]) {
			ck_abort_msg("cells %u per_cell %u range %u priorities %u groups of %u: cell %u", cells, per_cell, range, priorities,
			             group, cell);
		}
	}
}

static void compare(uint32_t cells, uint32_t per_cell, uint32_t range, uint32_t offers)
{
	compare_groups(cells, per_cell, range, offers, 1);
	compare_groups(cells, per_cell, range, offers, 7);
	compare_groups(cells, per_cell, range, offers, GROUP_MOST);
}

START_TEST(equals_storing_and_sorting)
{
	static const uint32_t cells[] = {1, 2, 3, 4, 8, 15, 16, 17, 33, 100, 1000, 4999, 1 << 20};
	static const uint32_t kinds[] = {1, 2, 256};

	for (size_t p = 0; p < 3; p++) {
		priorities = kinds[p];
		for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
			compare(cells[i], 1, 40, 300);
			compare(cells[i], 5, 300, 3000);
			compare(cells[i], 1 << 20, MANY, 20000);
		}
	}
}
END_TEST

START_TEST(says_what_was_lost)
{
	struct hush_limits limits = {.cells = 2, .per_cell = 3};
	struct hush_arena arena = {0};
	struct hush_kept *kept = NULL;
	uint64_t totals[10] = {0};
	uint32_t away = 0;

	priorities = 256;
	ck_assert_int_eq(offer(&kept, &limits, &arena, 1, 2), HUSH_KEPT_WHOLE);
	ck_assert_int_eq(offer(&kept, &limits, &arena, 1, 1), HUSH_KEPT_WHOLE);
	ck_assert_int_eq(offer(&kept, &limits, &arena, 1, 1), HUSH_KEPT_SATURATED);
	ck_assert_int_eq(offer(&kept, &limits, &arena, 2, UINT32_MAX), HUSH_KEPT_SATURATED);
	ck_assert_int_eq(offer(&kept, &limits, &arena, 2, UINT32_MAX), HUSH_KEPT_SATURATED);
	hush_kept_total(kept, &(struct hush_totals){totals, 4, false});
	hush_kept_total(kept, &(struct hush_totals){totals, 4, true});
	ck_assert_uint_eq(totals[1], 4); /* 3 + 3, capped */
	ck_assert_uint_eq(totals[2], 4);
	ck_assert_uint_eq(totals[3], 0);
	/* A third cell: whichever of the three ranks last is lost, and stays away however often it comes. */
	for (uint32_t cell = 3; cell < 10; cell++) {
		unsigned first = offer(&kept, &limits, &arena, cell, 1);

		ck_assert(first == HUSH_KEPT_CROWDED || first == HUSH_KEPT_AWAY);
		if (first == HUSH_KEPT_AWAY) {
			ck_assert_int_eq(offer(&kept, &limits, &arena, cell, 1), HUSH_KEPT_AWAY);
			away++;
		}
	}
	ck_assert_uint_gt(away, 0);
	hush_arena_close(&arena);
}
END_TEST

/* The index and the heap make a row's cost constant: quadratic work here would take minutes. */
START_TEST(a_busy_unit_under_a_generous_limit)
{
	enum { BUSY = 1 << 19 };
	struct hush_limits limits = {.cells = BUSY / 2, .per_cell = 2};
	struct hush_arena arena = {0};
	struct hush_kept *kept = NULL;
	uint64_t *totals = calloc(BUSY, sizeof *totals);
	uint64_t sum = 0;

	priorities = 256;
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < BUSY; i++) {
			if (offer(&kept, &limits, &arena, i, 1) == HUSH_KEPT_NO_MEMORY) {
				ck_abort_msg("no memory");
			}
		}
	}
	hush_kept_total(kept, &(struct hush_totals){totals, UINT64_MAX, false});
	for (uint32_t i = 0; i < BUSY; i++) {
		sum += totals[i];
	}
	ck_assert_uint_eq(sum, BUSY); /* half of the cells, 2 each */
	hush_arena_close(&arena);
	free(totals);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kept");
	TCase *tests = tcase_create("kept");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, equals_storing_and_sorting);
	tcase_add_test(tests, says_what_was_lost);
	tcase_add_test(tests, a_busy_unit_under_a_generous_limit);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
