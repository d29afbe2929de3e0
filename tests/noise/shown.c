/*
 * shown: which values that no list names are published.
 *
 * Every decision is made again here from the same draws, taken from a twin of the bits, over a twin of what was found, which is
 * visited in the same order; and how often a value appears is compared with the law and with the delta that was charged for it.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/found.h"
#include "base/memory.h"
#include "ledger/receipt_make.h"
#include "noise/laplace.h"
#include "noise/shown.h"
#include "plan/unknown.h"
#include "seeded_bits.h"
#include "spec/domain.h"
#include "spec/resolved.h"

static const char digest[] = "3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c";

/* A table by a discovered dimension (0) and a listed one (1), in either order, or by the first alone. */
struct scene {
	struct hush_spec spec;
	struct hush_table table;
	struct hush_dimension dimensions[2];
	uint32_t by[2];
	char *listed[3];
	struct hush_found *twin_found;
	struct hush_partition_writer writers[2]; /* to what was found, and to its twin */
	struct hush_plan plan;
	struct hush_plan_table law;
	struct hush_receipt *receipt;
	struct hush_noise *noise;
	struct hush_exact_tables *exact;
	struct hush_names shown[2];
	struct seeded_pool memory, twin_memory;
	struct hush_bits bits, twin;
};

static void open_found(struct scene *scene, unsigned which, struct hush_found **found)
{
	ck_assert_int_eq(hush_found_open(&scene->spec, 64 << 20, 1, NULL, found, NULL), HUSH_OK);
	memset(&(*found)->hash, 7, sizeof (*found)->hash); /* both alike */
	ck_assert_int_eq(hush_partition_writer_open((*found)->partitions, &scene->writers[which], NULL), HUSH_OK);
}

static void open_scene(struct scene *scene, uint32_t listed, bool last, uint32_t at_most, uint64_t threshold, uint64_t seed)
{
	static const uint8_t key[32] = {1};
	static char names[3][2] = {"x", "y", "z"};
	struct hush_receipt_parts parts = {.release = "r", .spec_digest = digest, .head = digest, .ledger_id = "00",
	                                   .day = "2025-02-03", .limit_key = key, .sequence = 4};

	memset(scene, 0, sizeof *scene);
	for (int i = 0; i < 3; i++) {
		scene->listed[i] = names[i];
	}
	scene->dimensions[0] = (struct hush_dimension){.at_most = at_most};
	scene->dimensions[1] = (struct hush_dimension){.values = {scene->listed, listed ? listed : 1}};
	scene->by[0] = last ? 1 : 0;
	scene->by[1] = last ? 0 : 1;
	scene->table = (struct hush_table){.by = scene->by, .by_count = listed ? 2 : 1, .discovers = true, .discovered = 0};
	scene->spec = (struct hush_spec){.dimensions = scene->dimensions, .dimension_count = 2, .tables = &scene->table,
	                                 .table_count = 1};
	memcpy(scene->spec.digest, digest, sizeof digest);
	hush_plan_table_init(&scene->law);
	scene->law.mechanism = HUSH_DISCRETE_LAPLACE;
	hush_rational_set_u64(&scene->law.parameter, 2, 1);
	scene->law.threshold = threshold;
	scene->law.sensitivity = (struct hush_sensitivity){.l0 = 1, .linf = 1, .l1 = 1, .l2_squared = 1, .cells = 1};
	scene->plan = (struct hush_plan){.spec = &scene->spec, .tables = &scene->law, .table_count = 1};
	seeded_bits(&scene->bits, &scene->memory, seed);
	seeded_bits(&scene->twin, &scene->twin_memory, seed);
	ck_assert_int_eq(hush_receipt_make(&parts, &scene->receipt, NULL), HUSH_OK);
	ck_assert_int_eq(hush_noise_draw(scene->receipt, &scene->plan, &scene->bits, &scene->noise, NULL), HUSH_OK);
	ck_assert_int_eq(hush_exact_make(&scene->spec, &scene->exact, NULL), HUSH_OK);
	open_found(scene, 0, &scene->exact->found);
	open_found(scene, 1, &scene->twin_found);
}

/* A value, named by its number, has this count in a cell of its. */
static void put(struct scene *scene, uint32_t value, uint32_t place, uint32_t count)
{
	char name[16];
	struct hush_found_offer offer = {.text = name, .place = place, .count = count};

	offer.text_length = (uint32_t)snprintf(name, sizeof name, "v%07u", value);
	ck_assert_int_eq(hush_found_add(scene->exact->found, &scene->writers[0], &offer, NULL), HUSH_OK);
	ck_assert_int_eq(hush_found_add(scene->twin_found, &scene->writers[1], &offer, NULL), HUSH_OK);
}

static uint32_t number_of(const char *name)
{
	return (uint32_t)strtoul(name + 1, NULL, 10);
}

static void finish(struct scene *scene)
{
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(hush_partition_writer_finish(&scene->writers[i], NULL), HUSH_OK);
		hush_partition_writer_close(&scene->writers[i]);
	}
}

static hush_status show(struct scene *scene)
{
	finish(scene);
	return hush_noise_show(scene->receipt, &scene->plan, &scene->bits, scene->noise, scene->exact, scene->shown, NULL);
}

static void close_scene(struct scene *scene)
{
	hush_noise_free(scene->noise);
	hush_exact_free(scene->exact);
	hush_names_release(&scene->shown[0]);
	hush_found_close(scene->twin_found);
	hush_receipt_free(scene->receipt);
	hush_plan_table_clear(&scene->law);
}

/* What should become of each value, by number, from the twin's draws in the order of the twin's visits. */
struct replay {
	struct scene *scene;
	struct hush_laplace law;
	uint64_t row;
	bool *passes;
	int64_t *noisy; /* by value and place */
};

static hush_status replay_value(void *context, const struct hush_found_value *value, hush_error *err)
{
	struct replay *replay = context;
	uint32_t number = number_of(value->name);
	int64_t *noisy = &replay->noisy[number * replay->row];
	uint64_t counts[8] = {0};

	(void)err;
	for (uint32_t i = 0; i < value->cell_count; i++) {
		uint32_t place = value->cells[i].place;

		ck_assert(i == 0 || value->cells[i - 1].place < place);
		counts[place] = value->cells[i].count;
		noisy[place] = (int64_t)counts[place] + hush_laplace_draw(&replay->law, &replay->scene->twin);
		replay->passes[number] = replay->passes[number] || noisy[place] >= (int64_t)replay->scene->law.threshold;
	}
	for (uint64_t i = 0; replay->passes[number] && i < replay->row; i++) {
		if (counts[i] == 0) {
			noisy[i] = hush_laplace_draw(&replay->law, &replay->scene->twin);
		}
	}
	return HUSH_OK;
}

/* When all was put; `values`: more than any number. */
static void replay_all(struct scene *scene, uint32_t values, uint64_t row, struct replay *replay)
{
	*replay = (struct replay){.scene = scene, .row = row};
	replay->passes = hush_calloc(values, sizeof *replay->passes);
	replay->noisy = hush_calloc(values * row, sizeof *replay->noisy);
	ck_assert_int_eq(hush_laplace_prepare(&scene->law.parameter, &replay->law, NULL), HUSH_OK);
	ck_assert_int_eq(hush_found_visit_all(scene->twin_found, replay_value, replay, NULL), HUSH_OK);
}

static void replay_close(struct replay *replay)
{
	hush_laplace_clear(&replay->law);
	hush_free(replay->passes);
	hush_free(replay->noisy);
}

/* One unit alone has each value: how many of them appear is what was charged, not more and not clearly less. */
START_TEST(a_value_of_one_unit_appears_with_the_probability_that_was_charged)
{
	enum { VALUES = 400000, TAU = 4 };
	struct scene scene;
	struct hush_rational delta;
	double expected, slack;

	open_scene(&scene, 0, false, VALUES, TAU, 17);
	for (uint32_t i = 0; i < VALUES; i++) {
		put(&scene, i, 0, 1);
	}
	ck_assert_int_eq(show(&scene), HUSH_OK);
	hush_rational_init(&delta);
	ck_assert_int_eq(hush_unknown_delta(scene.law.mechanism, &scene.law.parameter, TAU, &scene.law.sensitivity, &delta, NULL),
	                 HUSH_OK);
	/* P[X >= 3] at scale 2: e^-1.5/(1 + e^-0.5). ">" in place of ">=" would be a factor of 0.6. */
	ck_assert_double_eq_tol(hush_rational_double(&delta, HUSH_UP), exp(-1.5) / (1 + exp(-0.5)), 1e-11);
	expected = VALUES * hush_rational_double(&delta, HUSH_UP);
	slack = 6.5 * sqrt(expected); /* false alarm: below 1e-10 (normal tail, and the seed is fixed) */
	ck_assert_double_le(fabs((double)scene.shown[0].count - expected), slack);
	hush_rational_clear(&delta);
	close_scene(&scene);
}
END_TEST

/* No value without records; and one that meets the threshold exactly is shown, one below is not. */
START_TEST(nothing_shows_without_records_and_ties_show)
{
	enum { VALUES = 5000, TAU = 12 };
	struct scene scene;
	struct replay replay;
	uint32_t shown = 0;
	uint32_t met = 0;

	open_scene(&scene, 0, false, VALUES, 1, 5);
	ck_assert_int_eq(show(&scene), HUSH_OK);
	ck_assert_uint_eq(scene.shown[0].count, 0);
	ck_assert_uint_eq(scene.exact->cells[0], 0);
	close_scene(&scene);

	open_scene(&scene, 0, false, VALUES, TAU, 6);
	for (uint32_t i = 0; i < VALUES; i++) {
		put(&scene, i, 0, 9 + i % 7); /* around the threshold, so that noise of scale 2 often meets it */
	}
	ck_assert_int_eq(show(&scene), HUSH_OK);
	replay_all(&scene, VALUES, 1, &replay);
	for (uint32_t i = 0; i < VALUES; i++) {
		if (replay.passes[i]) {
			ck_assert_uint_lt(shown, scene.shown[0].count);
			ck_assert_uint_eq(number_of(scene.shown[0].names[shown]), i);
			shown++;
		}
		met += replay.noisy[i] == TAU;
	}
	ck_assert_uint_eq(scene.shown[0].count, shown);
	ck_assert_uint_gt(met, 100);
	replay_close(&replay);
	close_scene(&scene);
}
END_TEST

/* With a listed dimension before or behind: one cell that passes shows the whole row, in its place; others are gone. */
START_TEST(one_cell_shows_the_row)
{
	enum { VALUES = 300, LISTED = 3, TAU = 9 };
	struct scene scene;
	struct replay replay;
	struct hush_noisy *noisy = NULL;
	bool last = _i == 1;
	uint32_t shown = 0;

	open_scene(&scene, LISTED, last, VALUES, TAU, 23);
	for (uint32_t i = 0; i < VALUES * LISTED; i++) {
		uint32_t count = (i * 7919) % 5 < 2 ? 0 : (i * 104729) % 13;

		for (uint32_t part; count > 0; count -= part) { /* it adds up */
			part = count > 4 ? 4 : count;
			put(&scene, i / LISTED, i % LISTED, part);
		}
	}
	ck_assert_int_eq(show(&scene), HUSH_OK);
	ck_assert_int_eq(hush_noise_add(scene.noise, scene.exact, &noisy, NULL), HUSH_OK);
	scene.noise = NULL;
	scene.exact = NULL;
	replay_all(&scene, VALUES, LISTED, &replay);
	for (uint32_t v = 0; v < VALUES; v++) {
		if (!replay.passes[v]) {
			continue;
		}
		ck_assert_uint_lt(shown, scene.shown[0].count);
		ck_assert_uint_eq(number_of(scene.shown[0].names[shown]), v);
		for (uint32_t k = 0; k < LISTED; k++) {
			uint32_t to = last ? k * scene.shown[0].count + shown : shown * LISTED + k;

			ck_assert_int_eq(noisy->tables[0][to], replay.noisy[v * LISTED + k]);
		}
		shown++;
	}
	ck_assert_uint_eq(shown, scene.shown[0].count);
	ck_assert_uint_eq(noisy->cells[0], (uint64_t)shown * LISTED);
	ck_assert_uint_gt(shown, 10);
	ck_assert_uint_lt(shown, VALUES - 10);
	hush_noisy_free(noisy);
	replay_close(&replay);
	close_scene(&scene);
}
END_TEST

/* More than may be shown: those of greatest noisy count, still in the order of their names. */
START_TEST(the_most_frequent_stay)
{
	enum { VALUES = 40, MOST = 7 };
	struct scene scene;

	open_scene(&scene, 0, false, MOST, 5, 3);
	for (uint32_t i = 0; i < VALUES; i++) {
		put(&scene, i, 0, 1000 + (i * 17 % VALUES) * 1000); /* no noise of scale 2 changes the order */
	}
	ck_assert_int_eq(show(&scene), HUSH_OK);
	ck_assert_uint_eq(scene.shown[0].count, MOST);
	for (uint32_t i = 0; i < MOST; i++) {
		ck_assert_uint_ge(scene.exact->tables[0][i], 1000 + (VALUES - MOST) * 1000);
		ck_assert_uint_eq(scene.exact->tables[0][i], 1000 + (number_of(scene.shown[0].names[i]) * 17 % VALUES) * 1000);
		ck_assert(i == 0 || strcmp(scene.shown[0].names[i - 1], scene.shown[0].names[i]) < 0);
	}
	close_scene(&scene);
}
END_TEST

START_TEST(what_was_not_charged_is_refused)
{
	struct scene scene;

	open_scene(&scene, 0, false, 3, 0, 1); /* no threshold */
	ck_assert_int_eq(show(&scene), HUSH_E_BUG);
	close_scene(&scene);
	open_scene(&scene, 0, false, 3, 4, 1);
	scene.spec.digest[0] ^= 1; /* another spec than the receipt's */
	ck_assert_int_eq(show(&scene), HUSH_E_BUG);
	close_scene(&scene);
}
END_TEST

static unsigned long allocations;
static unsigned long failing;

static _Bool gate(void)
{
	return ++allocations != failing;
}

START_TEST(every_failing_allocation_is_survived)
{
	unsigned long refused = 0;

	for (failing = 1; allocations + 1 >= failing; failing++) {
		struct scene scene;
		hush_status status;

		open_scene(&scene, 3, false, 20, 5, 9);
		for (uint32_t i = 0; i < 90; i++) {
			put(&scene, i, i % 3, 3 + i % 9);
		}
		finish(&scene);
		allocations = 0;
		hush_memory_gate(gate);
		status = hush_noise_show(scene.receipt, &scene.plan, &scene.bits, scene.noise, scene.exact, scene.shown, NULL);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		ck_assert_int_eq(status, failing <= allocations ? HUSH_E_MEMORY : HUSH_OK);
		refused += status == HUSH_E_MEMORY;
		close_scene(&scene);
	}
	ck_assert_uint_gt(refused, 60);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shown");
	TCase *tests = tcase_create("shown");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, a_value_of_one_unit_appears_with_the_probability_that_was_charged);
	tcase_add_test(tests, nothing_shows_without_records_and_ties_show);
	tcase_add_loop_test(tests, one_cell_shows_the_row, 0, 2);
	tcase_add_test(tests, the_most_frequent_stay);
	tcase_add_test(tests, what_was_not_charged_is_refused);
	tcase_add_test(tests, every_failing_allocation_is_survived);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
