/*
 * law_tables: the exact law of the inversion sampler, from all strings of bits, with tables of two limbs of four bits.
 *
 * So few bits make what never happens with 256 of them happen often: most of the tree runs through numbers that meet an
 * entry, and on through the digits that are computed then.  Otherwise the code is the shipped one.  The same verdict must
 * fail for samplers that are wrong on purpose.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "laws.h"
#include "noise/inversion.h"
#include "walker.h"

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)bits;
	return walker_even((uint64_t)1 << count);
}

static struct hush_bits source;
static struct walker walker;
static struct hush_inversion law;

struct target {
	bool gaussian;
	long double parameter;
	long double norm;
};

static long double mass(int64_t x, void *context)
{
	struct target *target = context;

	return target->gaussian ? gaussian_mass(target->parameter, target->norm, x) : laplace_mass(target->parameter, x);
}

static int64_t draw(void *context)
{
	(void)context;
	return hush_inversion_draw(&law, &source);
}

/* Wrong on purpose: a number that meets an entry counts as above it. */
static int64_t draw_hasty(void *context)
{
	uint64_t u = hush_bits_take(&source, 4) << 4;
	int64_t above = 0;
	bool negative;

	(void)context;
	u |= hush_bits_take(&source, 4);
	negative = hush_bits_take(&source, 1);
	for (uint32_t k = 0; k < law.entries; k++) {
		above += u >= (law.table[k][1] << 4 | law.table[k][0]);
	}
	return negative ? -above : above;
}

/* Wrong on purpose: the sign of a zero is drawn, and a negative zero becomes a one. */
static int64_t draw_two_zeros(void *context)
{
	int64_t x = draw(context);

	return x == 0 && hush_bits_take(&source, 1) ? 1 : x;
}

static const char *const scales[] = {"1/1048576", "1/1000", "1/10", "1/3", "1/2", "2385/4096", "1", "3/2",
                                     "2.385", "7/2", "4", "5", "10", "142/10", "20"};
static const char *const variances[] = {"1/1099511627776", "1/1000", "1/10", "1/3", "1/2", "1", "2", "2.385",
                                        "3217/1024", "5", "20", "63", "142.8", "1e3", "1e4"};

static void prepare(enum hush_inversion_law kind, const char *text, struct target *target)
{
	struct hush_rational r;

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	ck_assert_int_eq(hush_inversion_prepare(kind, &r, &law, NULL), HUSH_OK);
	target->gaussian = kind == HUSH_INVERSION_GAUSSIAN;
	target->parameter = (long double)mpz_get_ui(mpq_numref(r.q)) / (long double)mpz_get_ui(mpq_denref(r.q));
	target->norm = gaussian_norm(target->parameter);
	hush_rational_clear(&r);
}

static void expect(enum hush_inversion_law kind, const char *text)
{
	struct target target;

	prepare(kind, text, &target);
	ck_assert_uint_le(law.table[law.entries - 1][1], 15);
	walk(&walker, target.parameter > 2 ? 0x1p-13L : 0x1p-17L, draw, NULL);
	ck_assert_msg(walker_agrees(&walker, mass, &target), "%s %s", target.gaussian ? "sigma^2" : "scale", text);
	ck_assert_ldouble_le(walker.leftover, 0.3L);
	hush_inversion_clear(&law);
}

START_TEST(laplace_has_its_law)
{
	expect(HUSH_INVERSION_LAPLACE, scales[_i]);
}
END_TEST

START_TEST(gaussian_has_its_law)
{
	expect(HUSH_INVERSION_GAUSSIAN, variances[_i]);
}
END_TEST

START_TEST(wrong_samplers_are_caught)
{
	struct target target;

	for (int kind = HUSH_INVERSION_LAPLACE; kind <= HUSH_INVERSION_GAUSSIAN; kind++) {
		prepare((enum hush_inversion_law)kind, "2", &target);
		walk(&walker, 0x1p-14L, draw_hasty, NULL);
		ck_assert(!walker_agrees(&walker, mass, &target));
		walk(&walker, 0x1p-14L, draw_two_zeros, NULL);
		ck_assert(!walker_agrees(&walker, mass, &target));
		law.table[1][0]--; /* one unit of the last place of one entry */
		walk(&walker, 0x1p-14L, draw, NULL);
		ck_assert(!walker_agrees(&walker, mass, &target));
		hush_inversion_clear(&law);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("law_tables");
	TCase *tcase = tcase_create("law_tables");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, laplace_has_its_law, 0, (int)(sizeof scales / sizeof scales[0]));
	tcase_add_loop_test(tcase, gaussian_has_its_law, 0, (int)(sizeof variances / sizeof variances[0]));
	tcase_add_test(tcase, wrong_samplers_are_caught);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
