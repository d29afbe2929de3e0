/*
 * tables: the inversion sampler as it is shipped: every entry against the law computed another way, the very numbers about
 * an entry, and the refusals. (Goodness of fit: two_samples.)
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "noise/inversion.h"
#include "seeded_bits.h"

static struct hush_inversion law;

static hush_status prepare(enum hush_inversion_law kind, const char *text, hush_error *err)
{
	struct hush_rational r;
	hush_status status;

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	status = hush_inversion_prepare(kind, &r, &law, err);
	hush_rational_clear(&r);
	return status;
}

static void entry(uint32_t k, mpz_t z)
{
	mpz_import(z, HUSH_INVERSION_LIMBS, -1, sizeof law.table[k][0], 0, 0, law.table[k]);
}

/*
 * P[|X| <= k]*2^256 to 600 bits, by another way than the table: the closed form 1 - 2q^(k+1)/(1+q) of the Laplace; for the
 * Gaussian each term by its own exponential, and the whole sum by as many.
 */
static void laplace_entry(uint32_t k, mpfr_t p)
{
	mpfr_t q, power;

	mpfr_inits2(600, q, power, NULL);
	mpfr_set_q(q, law.parameter.q, MPFR_RNDN);
	mpfr_ui_div(q, 1, q, MPFR_RNDN);
	mpfr_mul_si(power, q, -(long)k - 1, MPFR_RNDN);
	mpfr_exp(power, power, MPFR_RNDN);
	mpfr_neg(q, q, MPFR_RNDN);
	mpfr_exp(q, q, MPFR_RNDN);
	mpfr_add_ui(q, q, 1, MPFR_RNDN);
	mpfr_div(p, power, q, MPFR_RNDN);
	mpfr_mul_si(p, p, -2, MPFR_RNDN);
	mpfr_add_ui(p, p, 1, MPFR_RNDN);
	mpfr_mul_2ui(p, p, 256, MPFR_RNDN);
	mpfr_clears(q, power, NULL);
}

static void gaussian_term(uint64_t k, mpfr_t term)
{
	mpq_t exponent;

	mpq_init(exponent);
	mpq_set_ui(exponent, k * k, 2);
	mpq_canonicalize(exponent);
	mpq_div(exponent, exponent, law.parameter.q);
	mpfr_set_q(term, exponent, MPFR_RNDN);
	mpfr_neg(term, term, MPFR_RNDN);
	mpfr_exp(term, term, MPFR_RNDN);
	mpfr_mul_ui(term, term, k ? 2 : 1, MPFR_RNDN);
	mpq_clear(exponent);
}

/* Walks all entries of a Gaussian; those of a Laplace one by one. */
static void expect_entries(void)
{
	mpfr_t p, total, term;
	mpz_t wanted, found, before;
	uint64_t terms = 2 * (uint64_t)law.entries + 40;

	mpfr_inits2(700, p, total, term, NULL);
	mpz_inits(wanted, found, before, NULL);
	mpfr_set_ui(total, 0, MPFR_RNDN);
	for (uint64_t k = terms; law.kind == HUSH_INVERSION_GAUSSIAN && k-- > 0;) {
		gaussian_term(k, term);
		mpfr_add(total, total, term, MPFR_RNDN);
	}
	mpfr_set_ui(p, 0, MPFR_RNDN);
	for (uint32_t k = 0; k < law.entries; k++) {
		if (law.kind == HUSH_INVERSION_GAUSSIAN) {
			gaussian_term(k, term);
			mpfr_add(p, p, term, MPFR_RNDN);
			mpfr_div(term, p, total, MPFR_RNDN);
			mpfr_mul_2ui(term, term, 256, MPFR_RNDN);
		} else {
			laplace_entry(k, term);
		}
		mpfr_get_z(wanted, term, MPFR_RNDD);
		entry(k, found);
		ck_assert_msg(mpz_cmp(wanted, found) == 0, "entry %u", k);
		ck_assert(mpz_cmp(before, found) <= 0);
		mpz_set(before, found);
	}
	mpz_add_ui(before, before, 1);
	ck_assert_uint_eq(mpz_sizeinbase(before, 2), 257); /* the last is all ones */
	mpfr_clears(p, total, term, NULL);
	mpz_clears(wanted, found, before, NULL);
}

static const char *const scales[] = {"1/64", "1/7", "1", "2.385", "7/2", "10", "65521/16384", "30"};
static const char *const variances[] = {"1/64", "1/7", "1", "2.385", "142.8", "1e3", "65521/16384", "1e4"};

START_TEST(entries_are_the_digits_of_the_law)
{
	ck_assert_int_eq(prepare(HUSH_INVERSION_LAPLACE, scales[_i], NULL), HUSH_OK);
	expect_entries();
	hush_inversion_clear(&law);
	ck_assert_int_eq(prepare(HUSH_INVERSION_GAUSSIAN, variances[_i], NULL), HUSH_OK);
	expect_entries();
	hush_inversion_clear(&law);
}
END_TEST

START_TEST(the_longest_tables_fit)
{
	ck_assert_int_eq(prepare(HUSH_INVERSION_LAPLACE, "180", NULL), HUSH_OK);
	ck_assert_uint_gt(law.entries, 30000);
	hush_inversion_clear(&law);
	ck_assert_int_eq(prepare(HUSH_INVERSION_GAUSSIAN, "3e6", NULL), HUSH_OK);
	ck_assert_uint_gt(law.entries, 30000);
	hush_inversion_clear(&law);
	ck_assert_int_eq(prepare(HUSH_INVERSION_GAUSSIAN, "1/1099511627776", NULL), HUSH_OK);
	ck_assert_uint_eq(law.entries, 1);
	hush_inversion_clear(&law);
}
END_TEST

/* A source whose words are written: the 256 bits of a number, a positive sign, and then one word for ever. */
struct written {
	struct hush_bits_pool pool;
	uint64_t words[HUSH_INVERSION_LIMBS];
	uint64_t then;
	unsigned at;
};

static void refill(struct hush_bits_pool *pool)
{
	struct written *written = (struct written *)pool;
	unsigned at = written->at++;

	pool->words[0] = at < HUSH_INVERSION_LIMBS ? written->words[at] : at == HUSH_INVERSION_LIMBS ? 0 : written->then;
	pool->left = HUSH_BITS_PER_WORD;
}

static int64_t draw_written(const mpz_t number, uint64_t then, unsigned *used)
{
	struct written written = {.then = then};
	struct hush_bits bits = {&written.pool, refill, NULL};
	mpz_t limb;
	int64_t x;

	mpz_init(limb);
	for (unsigned i = 0; i < HUSH_INVERSION_LIMBS; i++) {
		mpz_fdiv_q_2exp(limb, number, 64 * (HUSH_INVERSION_LIMBS - 1 - i));
		written.words[i] = mpz_get_ui(limb);
	}
	mpz_clear(limb);
	x = hush_inversion_draw(&law, &bits);
	*used = written.at - HUSH_INVERSION_LIMBS - 1;
	return x;
}

/* One below an entry is decided below it, one above is above it, and the entry itself by the digits that follow. */
START_TEST(numbers_about_an_entry_are_decided)
{
	mpz_t z;
	unsigned used;

	mpz_init(z);
	for (int kind = HUSH_INVERSION_LAPLACE; kind <= HUSH_INVERSION_GAUSSIAN; kind++) {
		ck_assert_int_eq(prepare((enum hush_inversion_law)kind, "2.385", NULL), HUSH_OK);
		for (uint32_t k = 0; k < 12; k++) {
			entry(k, z);
			mpz_sub_ui(z, z, 1);
			ck_assert_int_eq(draw_written(z, 0, &used), k);
			ck_assert_uint_eq(used, 0);
			mpz_add_ui(z, z, 2);
			ck_assert_int_eq(draw_written(z, 0, &used), k + 1);
			ck_assert_uint_eq(used, 0);
			mpz_sub_ui(z, z, 1);
			ck_assert_int_eq(draw_written(z, 0, &used), k);
			ck_assert_uint_eq(used, 1);
			ck_assert_int_eq(draw_written(z, UINT64_MAX, &used), k + 1);
			ck_assert_uint_eq(used, 1);
		}
		hush_inversion_clear(&law);
	}
	mpz_clear(z);
}
END_TEST

/* All ones lies beyond the table; what follows decides how far. */
START_TEST(a_number_beyond_the_table_is_decided)
{
	int64_t near, far;
	unsigned used;
	mpz_t z;

	mpz_init(z);
	mpz_setbit(z, 256);
	mpz_sub_ui(z, z, 1);
	ck_assert_int_eq(prepare(HUSH_INVERSION_LAPLACE, "1", NULL), HUSH_OK);
	near = draw_written(z, 0, &used);
	ck_assert_uint_eq(used, 1);
	far = draw_written(z, UINT64_MAX - 7, &used);
	ck_assert_uint_eq(used, 1);
	/* P[|X| > k] = 2 e^-(k+1)/(1 + e^-1), in units of 2^-256: 1.12 at 176, 0.41 at 177; of 2^-320: 8.9 at 219, 3.3 at 220. */
	ck_assert_int_eq(near, 177);
	ck_assert_int_eq(far, 220);
	hush_inversion_clear(&law);
	mpz_clear(z);
}
END_TEST

START_TEST(what_a_table_cannot_hold_is_refused)
{
	static const char *const laplace[] = {"0", "1/1048577", "180.000001", "181", "1e3", "1e18"};
	static const char *const gaussian[] = {"0", "1/1099511627777", "3000000.5", "3000001", "1e15"};
	hush_error err;

	for (size_t i = 0; i < sizeof laplace / sizeof laplace[0]; i++) {
		ck_assert_int_eq(prepare(HUSH_INVERSION_LAPLACE, laplace[i], &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, "accepted"));
		ck_assert_ptr_nonnull(strstr(err.message, "2^-20 to"));
	}
	for (size_t i = 0; i < sizeof gaussian / sizeof gaussian[0]; i++) {
		ck_assert_int_eq(prepare(HUSH_INVERSION_GAUSSIAN, gaussian[i], &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, "2^-40 to"));
	}
	ck_assert_int_eq(prepare(HUSH_INVERSION_LAPLACE, "181", NULL), HUSH_E_SPEC);
	ck_assert_int_eq(prepare((enum hush_inversion_law)7, "1", &err), HUSH_E_BUG);
}
END_TEST

static bool no_memory(void)
{
	return false;
}

START_TEST(no_memory_is_said)
{
	hush_error err;
	hush_status status;

	hush_memory_gate(no_memory);
	status = prepare(HUSH_INVERSION_LAPLACE, "1", &err);
	hush_memory_gate(NULL);
	ck_assert_int_eq(status, HUSH_E_MEMORY);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tables");
	TCase *tcase = tcase_create("tables");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, entries_are_the_digits_of_the_law, 0, (int)(sizeof scales / sizeof scales[0]));
	tcase_add_test(tcase, the_longest_tables_fit);
	tcase_add_test(tcase, numbers_about_an_entry_are_decided);
	tcase_add_test(tcase, a_number_beyond_the_table_is_decided);
	tcase_add_test(tcase, what_a_table_cannot_hold_is_refused);
	tcase_add_test(tcase, no_memory_is_said);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
