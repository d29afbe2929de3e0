/*
 * noise: the batch of noise and its addition to the exact counts.
 *
 * Receipts and exact tables are the real ones.  The program is linked so that free() passes through a check of this
 * file: a block of the size of a table must be all zeros when it is given back.
 */
#include <check.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ledger/receipt_make.h"
#include "noise/correlated.h"
#include "noise/gaussian.h"
#include "noise/laplace.h"
#include "noise/noise.h"
#include "seeded_bits.h"

enum { FIRST = 3001, SECOND = 7, THIRD = 1 };

static const char digest[] = "3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c";

void __real_free(void *memory);
void __wrap_free(void *memory);

static unsigned table_blocks, dirty_blocks;

void __wrap_free(void *memory)
{
	size_t size = memory ? malloc_usable_size(memory) : 0;

	if (size >= FIRST * 8 && size < FIRST * 8 + 64) {
		const uint64_t *words = memory;

		table_blocks++;
		for (int i = 0; i < FIRST; i++) {
			if (words[i]) {
				dirty_blocks++;
				break;
			}
		}
	}
	__real_free(memory);
}

static struct hush_table spec_tables[3];
static struct hush_spec spec;
static struct hush_plan_table plan_tables[3];
static struct hush_plan plan;
static struct hush_receipt *receipt;
static struct seeded_pool memory;
static struct hush_bits bits;

static struct hush_receipt *make_receipt(const char *for_digest)
{
	static const uint8_t key[32] = {1};
	struct hush_receipt_parts parts = {.release = "riverton-2025-01",
	                                   .spec_digest = for_digest,
	                                   .head = digest,
	                                   .ledger_id = "00",
	                                   .day = "2025-02-03",
	                                   .limit_key = key,
	                                   .sequence = 4};
	struct hush_receipt *made = NULL;

	ck_assert_int_eq(hush_receipt_make(&parts, &made, NULL), HUSH_OK);
	return made;
}

static void set_up(void)
{
	static const uint64_t cells[] = {FIRST, SECOND, THIRD};

	memset(&spec, 0, sizeof spec);
	memset(&plan, 0, sizeof plan);
	memset(spec_tables, 0, sizeof spec_tables);
	memset(plan_tables, 0, sizeof plan_tables);
	spec.tables = spec_tables;
	spec.table_count = 3;
	memcpy(spec.digest, digest, sizeof digest);
	plan.spec = &spec;
	plan.tables = plan_tables;
	plan.table_count = 3;
	for (int t = 0; t < 3; t++) {
		spec_tables[t].cells = cells[t];
		plan.noise_count += cells[t];
		hush_rational_init(&plan_tables[t].parameter);
	}
	plan_tables[0].mechanism = HUSH_DISCRETE_LAPLACE;
	hush_rational_set_u64(&plan_tables[0].parameter, (uint64_t)1 << 60, 1);
	plan_tables[1].mechanism = HUSH_DISCRETE_GAUSSIAN;
	hush_rational_set_u64(&plan_tables[1].parameter, 3217, 16);
	plan_tables[2].mechanism = HUSH_DISCRETE_LAPLACE;
	hush_rational_set_u64(&plan_tables[2].parameter, 7, 2);
	receipt = make_receipt(digest);
	seeded_bits(&bits, &memory, 11);
}

static void tear_down(void)
{
	for (int t = 0; t < 3; t++) {
		hush_rational_clear(&plan_tables[t].parameter);
	}
	hush_receipt_free(receipt);
}

static struct hush_exact_tables *make_exact(void)
{
	struct hush_exact_tables *exact = NULL;

	ck_assert_int_eq(hush_exact_make(&spec, &exact, NULL), HUSH_OK);
	for (uint64_t i = 0; i < FIRST; i++) {
		exact->tables[0][i] = i % 3 == 0 ? HUSH_EXACT_CAP : i % 3 == 1 ? 0 : 12345 + i;
	}
	for (uint64_t i = 0; i < SECOND; i++) {
		exact->tables[1][i] = 10 * i;
	}
	exact->tables[2][0] = UINT64_MAX; /* beyond what aggregate/ promises: saturates */
	return exact;
}

/* What should be published: the sum of the exact count and of noise that nobody has clamped, clamped. */
static int64_t published(uint64_t exact, hush_u128 magnitude, bool negative)
{
	const hush_s128 most = (hush_s128)1 << HUSH_NOISY_BITS;
	hush_s128 sum = (hush_s128)exact + (negative ? -(hush_s128)magnitude : (hush_s128)magnitude);

	return (int64_t)(sum > most ? most : sum < -most ? -most : sum);
}

START_TEST(each_cell_gets_the_next_draw_of_its_law)
{
	struct hush_noise *noise = NULL;
	struct hush_noisy *noisy = NULL;
	struct hush_laplace wide, narrow;
	struct hush_gaussian gaussian;
	bool negative;
	unsigned clamped = 0;

	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	ck_assert_int_eq(hush_noise_add(noise, make_exact(), &noisy, NULL), HUSH_OK);
	ck_assert_uint_eq(noisy->table_count, 3);
	ck_assert_uint_eq(noisy->cells[0], FIRST);
	ck_assert_uint_eq(noisy->cells[2], THIRD);

	seeded_bits(&bits, &memory, 11);
	ck_assert_int_eq(hush_laplace_prepare(&plan_tables[0].parameter, &wide, NULL), HUSH_OK);
	ck_assert_int_eq(hush_gaussian_prepare(&plan_tables[1].parameter, &gaussian, NULL), HUSH_OK);
	ck_assert_int_eq(hush_laplace_prepare(&plan_tables[2].parameter, &narrow, NULL), HUSH_OK);
	for (uint64_t i = 0; i < FIRST; i++) {
		hush_u128 magnitude = hush_laplace_magnitude(&wide, &bits, &negative);
		uint64_t exact = i % 3 == 0 ? HUSH_EXACT_CAP : i % 3 == 1 ? 0 : 12345 + i;

		clamped += magnitude > (hush_u128)1 << HUSH_NOISE_BITS;
		ck_assert_int_eq(noisy->tables[0][i], published(exact, magnitude, negative));
	}
	ck_assert_uint_ge(clamped, 20); /* e^-4 of 3001 draws: the clamp of the noise was at work */
	for (uint64_t i = 0; i < SECOND; i++) {
		ck_assert_int_eq(noisy->tables[1][i], (int64_t)(10 * i) + hush_gaussian_draw(&gaussian, &bits));
	}
	ck_assert_int_eq(noisy->tables[2][0], (int64_t)HUSH_EXACT_CAP + hush_laplace_draw(&narrow, &bits));
	hush_laplace_clear(&wide);
	hush_gaussian_clear(&gaussian);
	hush_laplace_clear(&narrow);
	hush_noisy_free(noisy);
}
END_TEST

START_TEST(no_receipt_no_noise)
{
	struct hush_receipt *other = make_receipt("4f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c3f0e5b4b8a0f2b1c");
	struct hush_noise *noise = NULL;
	hush_error err;

	ck_assert_int_eq(hush_noise_draw(other, &plan, &bits, &noise, &err), HUSH_E_BUG);
	ck_assert_ptr_nonnull(strstr(err.message, "receipt"));
	ck_assert_int_eq(hush_noise_draw(NULL, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	ck_assert_ptr_null(noise);
	ck_assert_uint_eq(memory.words, 0); /* not a single bit was drawn */
	hush_receipt_free(other);
}
END_TEST

START_TEST(a_plan_for_other_tables_is_refused)
{
	struct hush_noise *noise = NULL;

	plan.noise_count++;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	plan.noise_count--;
	plan.table_count = 2;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	plan.table_count = 3;
	plan.spec = NULL;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	plan.spec = &spec;
	plan_tables[1].mechanism = (enum hush_mechanism)77;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	spec_tables[1].cells = UINT64_MAX;
	plan.noise_count = FIRST + UINT64_MAX + THIRD;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	ck_assert_ptr_null(noise);
}
END_TEST

/* The cells that were charged for are the cells that are drawn for. */
START_TEST(correlated_noise_is_for_the_cells_charged)
{
	struct hush_noise *noise = NULL;
	struct hush_noisy *noisy = NULL;
	int64_t values[SECOND];

	plan_tables[1].mechanism = HUSH_CORRELATED_GAUSSIAN;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	plan_tables[1].sensitivity.cells = SECOND + 1;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_BUG);
	ck_assert_ptr_null(noise);

	plan_tables[0].mechanism = HUSH_CORRELATED_GAUSSIAN; /* a table too long for it */
	plan_tables[0].sensitivity.cells = FIRST;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_E_SPEC);

	/* Alone in front: the first draws of the stream. */
	plan_tables[1].sensitivity.cells = SECOND;
	plan.table_count = spec.table_count = 1;
	plan.noise_count = spec_tables[0].cells = SECOND;
	plan_tables[0].sensitivity.cells = SECOND;
	hush_rational_set(&plan_tables[0].parameter, &plan_tables[1].parameter);
	seeded_bits(&bits, &memory, 12);
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	struct hush_exact_tables *exact = NULL;

	ck_assert_int_eq(hush_exact_make(&spec, &exact, NULL), HUSH_OK);
	ck_assert_int_eq(hush_noise_add(noise, exact, &noisy, NULL), HUSH_OK);
	seeded_bits(&bits, &memory, 12);
	ck_assert_int_eq(hush_correlated_draw(&plan_tables[0].parameter, SECOND, &bits, values, NULL), HUSH_OK);
	ck_assert_mem_eq(noisy->tables[0], values, sizeof values);
	hush_noisy_free(noisy);
}
END_TEST

START_TEST(an_absurd_parameter_gives_nothing_back)
{
	struct hush_noise *noise = NULL;
	hush_error err;

	hush_rational_set_u64(&plan_tables[2].parameter, 0, 1);
	table_blocks = dirty_blocks = 0;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, &err), HUSH_E_SPEC);
	ck_assert_ptr_null(noise);
	ck_assert_uint_eq(table_blocks, 1);
	ck_assert_uint_eq(dirty_blocks, 0);
}
END_TEST

START_TEST(noise_and_counts_are_wiped)
{
	struct hush_noise *noise = NULL;
	struct hush_noisy *noisy = NULL;
	struct hush_exact_tables *exact = make_exact();

	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	table_blocks = dirty_blocks = 0;
	hush_noise_free(noise);
	ck_assert_uint_eq(table_blocks, 1);
	ck_assert_uint_eq(dirty_blocks, 0);

	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	table_blocks = dirty_blocks = 0;
	ck_assert_int_eq(hush_noise_add(noise, exact, &noisy, NULL), HUSH_OK);
	ck_assert_uint_eq(table_blocks, 1); /* the exact table; the table of noise became the published one */
	ck_assert_uint_eq(dirty_blocks, 0);
	hush_noisy_free(noisy);
	ck_assert_uint_eq(dirty_blocks, 1); /* published values need no wiping: this check can fail */
	hush_noise_free(NULL);
	hush_noisy_free(NULL);
}
END_TEST

START_TEST(other_shapes_are_refused_and_still_given_up)
{
	struct hush_noise *noise = NULL;
	struct hush_noisy *noisy = NULL;
	struct hush_exact_tables *exact = make_exact();

	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	spec_tables[1].cells--;
	exact->cells[1]--;
	table_blocks = dirty_blocks = 0;
	ck_assert_int_eq(hush_noise_add(noise, exact, &noisy, NULL), HUSH_E_BUG);
	ck_assert_uint_eq(table_blocks, 2);
	ck_assert_uint_eq(dirty_blocks, 0);
	spec_tables[1].cells++;

	spec.table_count = 2;
	exact = NULL;
	ck_assert_int_eq(hush_exact_make(&spec, &exact, NULL), HUSH_OK);
	spec.table_count = 3;
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	ck_assert_int_eq(hush_noise_add(noise, exact, &noisy, NULL), HUSH_E_BUG);

	ck_assert_int_eq(hush_noise_add(NULL, make_exact(), &noisy, NULL), HUSH_E_BUG);
	ck_assert_int_eq(hush_noise_draw(receipt, &plan, &bits, &noise, NULL), HUSH_OK);
	ck_assert_int_eq(hush_noise_add(noise, NULL, &noisy, NULL), HUSH_E_BUG);
	ck_assert_ptr_null(noisy);
}
END_TEST

static unsigned allowed;

static bool allow_few(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(every_allocation_may_fail)
{
	struct hush_noise *noise = NULL;
	struct hush_noisy *noisy = NULL;
	hush_status status = HUSH_E_MEMORY;
	unsigned failures;

	for (failures = 0; status != HUSH_OK; failures++) {
		allowed = failures;
		hush_memory_gate(allow_few);
		status = hush_noise_draw(receipt, &plan, &bits, &noise, NULL);
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || (status == HUSH_E_MEMORY && !noise));
	}
	ck_assert_uint_eq(failures, 8);
	struct hush_exact_tables *exact = make_exact();

	allowed = 0;
	table_blocks = dirty_blocks = 0;
	hush_memory_gate(allow_few);
	status = hush_noise_add(noise, exact, &noisy, NULL);
	hush_memory_gate(NULL);
	ck_assert_int_eq(status, HUSH_E_MEMORY);
	ck_assert_ptr_null(noisy);
	ck_assert_uint_eq(table_blocks, 2);
	ck_assert_uint_eq(dirty_blocks, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("noise");
	TCase *tcase = tcase_create("noise");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_cell_gets_the_next_draw_of_its_law);
	tcase_add_test(tcase, no_receipt_no_noise);
	tcase_add_test(tcase, a_plan_for_other_tables_is_refused);
	tcase_add_test(tcase, correlated_noise_is_for_the_cells_charged);
	tcase_add_test(tcase, an_absurd_parameter_gives_nothing_back);
	tcase_add_test(tcase, noise_and_counts_are_wiped);
	tcase_add_test(tcase, other_shapes_are_refused_and_still_given_up);
	tcase_add_test(tcase, every_allocation_may_fail);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
