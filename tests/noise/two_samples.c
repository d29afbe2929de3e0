/*
 * two_samples: the rejection samplers and the inversion sampler against each other, and the inversion sampler against its
 * law, from fixed seeds.
 *
 * Two samples of the same law: with a_i and b_i values in bin i, the sum of (a_i*sqrt(B/A) - b_i*sqrt(A/B))^2/(a_i + b_i) is
 * nearly chi-square.  The bound is that law's quantile at 6.5 standard deviations of Wilson and Hilferty's approximation,
 * which two right samplers pass but for a probability of at most 1e-10 per pair, so at most 1e-9 for the program; with the
 * seeds fixed it passes always or never.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "laws.h"
#include "noise/gaussian.h"
#include "noise/inversion.h"
#include "seeded_bits.h"

enum { REACH = 2000, MILLION = 1000000 };

struct sample {
	uint32_t counts[2 * REACH + 1]; /* of -REACH..REACH, with all beyond in the ends */
	uint32_t total;
};

static struct sample rejected, inverted;

static void collect(struct sample *sample, int64_t x)
{
	x = x < -REACH ? -REACH : x > REACH ? REACH : x;
	sample->counts[x + REACH]++;
	sample->total++;
}

static bool within_bound(long double chi, int freedom)
{
	const long double part = 2.0L / (9 * freedom);

	return chi < freedom * powl(1 - part + 6.5L * sqrtl(part), 3);
}

/* Values are joined into bins of at least 40 in both samples together. */
static bool alike(const struct sample *a, const struct sample *b)
{
	const long double ratio = sqrtl((long double)a->total / (long double)b->total);
	long double chi = 0, in_a = 0, in_b = 0;
	int freedom = -1;

	for (int i = 0; i <= 2 * REACH; i++) {
		in_a += (long double)a->counts[i];
		in_b += (long double)b->counts[i];
		if (in_a + in_b >= 40) {
			chi += (in_a / ratio - in_b * ratio) * (in_a / ratio - in_b * ratio) / (in_a + in_b);
			in_a = in_b = 0;
			freedom++;
		}
	}
	return within_bound(chi, freedom < 1 ? 1 : freedom);
}

struct target {
	bool gaussian;
	long double parameter;
	long double norm;
};

static long double mass(const struct target *target, int64_t x)
{
	return target->gaussian ? gaussian_mass(target->parameter, target->norm, x) : laplace_mass(target->parameter, x);
}

/* Bins are joined to an expectation of at least 20; the rest is one bin. */
static bool fits(const struct sample *sample, const struct target *target)
{
	long double chi = 0, expected = 0, found = 0, total = 0;
	int freedom = -1;

	for (int64_t x = -REACH; x <= REACH; x++) {
		long double part = mass(target, x) * (long double)sample->total;

		total += part;
		expected += part;
		found += (long double)sample->counts[x + REACH];
		if (expected >= 20) {
			chi += (found - expected) * (found - expected) / expected;
			expected = found = 0;
			freedom++;
		}
	}
	expected += (long double)sample->total - total;
	chi += (found - expected) * (found - expected) / (expected < 1 ? 1 : expected);
	return within_bound(chi, freedom + 1);
}

static const struct {
	const char *text;
	bool gaussian;
	uint32_t draws; /* of the inversion sampler, which takes time by the length of its table */
} pairs[] = {
	{"1/3", false, MILLION}, {"1", false, MILLION},  {"2.385", false, MILLION / 2}, {"65521/16384", false, MILLION / 4},
	{"1/3", true, MILLION},  {"1", true, MILLION},   {"2.385", true, MILLION},      {"142.8", true, MILLION},
	{"1e4", true, MILLION / 8},
};

static void draw(const char *text, bool gaussian, uint32_t inversions, struct target *target)
{
	struct seeded_pool memory;
	struct hush_bits bits;
	struct hush_rational r;
	struct hush_laplace laplace;
	struct hush_gaussian normal;
	struct hush_inversion table;

	rejected = inverted = (struct sample){0};
	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, text));
	*target = (struct target){.gaussian = gaussian};
	target->parameter = (long double)mpz_get_ui(mpq_numref(r.q)) / (long double)mpz_get_ui(mpq_denref(r.q));
	target->norm = gaussian_norm(target->parameter);
	seeded_bits(&bits, &memory, 20250501);
	ck_assert_int_eq(hush_laplace_prepare(&r, &laplace, NULL), HUSH_OK);
	ck_assert_int_eq(hush_gaussian_prepare(&r, &normal, NULL), HUSH_OK);
	for (uint32_t i = 0; i < MILLION; i++) {
		collect(&rejected, gaussian ? hush_gaussian_draw(&normal, &bits) : hush_laplace_draw(&laplace, &bits));
	}
	hush_laplace_clear(&laplace);
	hush_gaussian_clear(&normal);
	ck_assert_int_eq(hush_inversion_prepare(gaussian ? HUSH_INVERSION_GAUSSIAN : HUSH_INVERSION_LAPLACE, &r, &table, NULL),
	                 HUSH_OK);
	for (uint32_t i = 0; i < inversions; i++) {
		collect(&inverted, hush_inversion_draw(&table, &bits));
	}
	hush_inversion_clear(&table);
	hush_rational_clear(&r);
}

START_TEST(both_implementations_draw_alike)
{
	struct target target;

	draw(pairs[_i].text, pairs[_i].gaussian, pairs[_i].draws, &target);
	ck_assert(alike(&rejected, &inverted));
	ck_assert(fits(&inverted, &target));
	ck_assert(fits(&rejected, &target));
}
END_TEST

/* A parameter off by two percent, and zeros lost to ones, in one sample. */
START_TEST(samples_that_differ_are_caught)
{
	struct target target;
	struct sample right;

	draw("2.385", true, MILLION, &target);
	right = inverted;
	draw("2.433", true, MILLION, &target);
	ck_assert(!alike(&right, &rejected));
	ck_assert(!alike(&right, &inverted));
	ck_assert(!fits(&right, &target));
	draw("2.385", true, 10, &target);
	rejected.counts[REACH + 1] += rejected.counts[REACH] / 20;
	rejected.counts[REACH] -= rejected.counts[REACH] / 20;
	ck_assert(!alike(&right, &rejected));
	ck_assert(!fits(&rejected, &target));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("two_samples");
	TCase *tcase = tcase_create("two_samples");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 100);
	tcase_add_loop_test(tcase, both_implementations_draw_alike, 0, (int)(sizeof pairs / sizeof pairs[0]));
	tcase_add_test(tcase, samples_that_differ_are_caught);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
