/* Exact losses: against enumeration, against other lattices, against every shift of a small box, and at extremes. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "plan/loss.h"
#include "plan/loss_lattice.h"
#include "plan/masses.h"
#include "rational.h"

enum { MOST = 8 };

struct mix {
	struct hush_loss_part parts[MOST];
	struct hush_rational numbers[2 * MOST];
	uint32_t count;
};

static void mix_init(struct mix *mix)
{
	mix->count = 0;
	for (int i = 0; i < 2 * MOST; i++) {
		hush_rational_init(&mix->numbers[i]);
	}
}

static void mix_add(struct mix *mix, enum hush_loss_law law, const char *parameter, const char *shift, uint64_t count)
{
	uint32_t i = mix->count++;

	rational_from(&mix->numbers[2 * i], parameter);
	rational_from(&mix->numbers[2 * i + 1], shift);
	mix->parts[i] = (struct hush_loss_part){.law = law,
	                                        .parameter = &mix->numbers[2 * i],
	                                        .shift = &mix->numbers[2 * i + 1],
	                                        .count = count};
}

static void mix_clear(struct mix *mix)
{
	for (int i = 0; i < 2 * MOST; i++) {
		hush_rational_clear(&mix->numbers[i]);
	}
}

static struct hush_loss *make(const struct mix *mix, unsigned bits, uint32_t points)
{
	struct hush_loss_effort effort = {.bits = bits, .points = points};
	struct hush_loss *loss = NULL;
	hush_error err = {0};

	ck_assert_msg(hush_loss_make(mix->parts, mix->count, &effort, &loss, &err) == HUSH_OK, "%s", err.message);
	return loss;
}

/* Ends of delta(epsilon) as doubles: low not above, high not below. */
static void delta_at(const struct hush_loss *loss, double epsilon, double *low, double *high)
{
	struct hush_rational at;
	struct hush_range range;

	hush_rational_init(&at);
	hush_range_init(&range);
	hush_rational_set_double(&at, epsilon);
	hush_loss_delta(loss, &at, &range);
	*low = mpfr_get_d(range.low, MPFR_RNDD);
	*high = mpfr_get_d(range.high, MPFR_RNDU);
	ck_assert(mpfr_cmp(range.low, range.high) <= 0);
	hush_range_clear(&range);
	hush_rational_clear(&at);
}

/* --- the laws in long double, independent of the library --- */

static long double laplace_mass(long double scale, long x)
{
	return tanhl(1 / (2 * scale)) * expl(-(long double)labs(x) / scale);
}

static long double gaussian_mass(long double variance, long x)
{
	long double norm = 1;

	for (long y = 1; y < 200; y++) {
		norm += 2 * expl(-(long double)(y * y) / (2 * variance));
	}
	return expl(-(long double)(x * x) / (2 * variance)) / norm;
}

typedef long double (*mass_function)(long double parameter, long x);

/* A law written out once, since every enumeration asks for each mass many thousand times. */
enum { LARGEST = 256 };
struct written_law {
	long double masses[2 * LARGEST + 1];
};

static void write_out(mass_function mass, long double parameter, long reach, struct written_law *law)
{
	for (long y = -LARGEST; y <= LARGEST; y++) {
		law->masses[y + LARGEST] = labs(y) <= reach + 8 ? mass(parameter, y) : 0;
	}
}

/* sup over tests of P - e^epsilon Q for the shifts v of `cells` draws, all outcomes within `reach`. */
static long double enumerated(mass_function mass, long double parameter, const int *v, int cells, long reach,
                              long double epsilon)
{
	long x[3] = {-reach, cells > 1 ? -reach : 0, cells > 2 ? -reach : 0};
	struct written_law law;
	long double scale = expl(epsilon);
	long double sum = 0;

	write_out(mass, parameter, reach, &law);
	for (;;) {
		long double with = 1;
		long double without = 1;
		int i = 0;

		for (int k = 0; k < cells; k++) {
			with *= law.masses[x[k] - v[k] + LARGEST];
			without *= law.masses[x[k] + LARGEST];
		}
		sum += fmaxl(0, with - scale * without);
		while (i < cells && x[i] == reach) {
			x[i++] = -reach;
		}
		if (i == cells) {
			return sum;
		}
		x[i]++;
	}
}

static const double epsilons[] = {-0.5, 0, 0.1, 0.3, 0.7, 1, 1.5, 2, 3.1};

static void expect_enumerated(enum hush_loss_law law, const char *parameter, double value, int shift, int cells, long reach)
{
	mass_function mass = law == HUSH_LOSS_DISCRETE_LAPLACE ? laplace_mass : gaussian_mass;
	char text[8];
	int v[3] = {shift, shift, shift};
	struct mix mix;
	struct hush_loss *loss;

	snprintf(text, sizeof text, "%d", shift);
	mix_init(&mix);
	mix_add(&mix, law, parameter, text, (uint64_t)cells);
	loss = make(&mix, 120, 4096);
	for (size_t i = 0; i < sizeof epsilons / sizeof epsilons[0]; i++) {
		double low;
		double high;
		long double truth = enumerated(mass, value, v, cells, reach, epsilons[i]);

		delta_at(loss, epsilons[i], &low, &high);
		ck_assert_msg(low <= truth + 1e-12L && truth <= high + 1e-12L && high - low < 1e-12,
		              "%s against %d, %d cells, epsilon %g: [%.17g, %.17g] and %.17Lg", parameter, shift, cells, epsilons[i],
		              low, high, truth);
	}
	hush_loss_free(loss);
	mix_clear(&mix);
}

START_TEST(enumeration_agrees)
{
	expect_enumerated(HUSH_LOSS_DISCRETE_LAPLACE, "1", 1, 1, 1, 60);
	expect_enumerated(HUSH_LOSS_DISCRETE_LAPLACE, "2.5", 2.5, 3, 1, 150);
	expect_enumerated(HUSH_LOSS_DISCRETE_LAPLACE, "0.75", 0.75, 2, 2, 40);
	expect_enumerated(HUSH_LOSS_DISCRETE_LAPLACE, "1.5", 1.5, 1, 3, 50);
	expect_enumerated(HUSH_LOSS_DISCRETE_GAUSSIAN, "1", 1, 1, 1, 30);
	expect_enumerated(HUSH_LOSS_DISCRETE_GAUSSIAN, "0.25", 0.25, 1, 1, 12);
	expect_enumerated(HUSH_LOSS_DISCRETE_GAUSSIAN, "4", 4, 3, 2, 30);
	expect_enumerated(HUSH_LOSS_DISCRETE_GAUSSIAN, "2", 2, 1, 3, 20);
}
END_TEST

/* Every vector in the box costs at most what the corner costs, at every epsilon (loss.proof.md, "Which pair"). */
START_TEST(the_corner_of_the_box_is_the_worst)
{
	static const double variances[] = {0.5, 2, 5.5};

	for (size_t k = 0; k < 3; k++) {
		int corner[2] = {2, 2};

		for (size_t i = 0; i < sizeof epsilons / sizeof epsilons[0]; i++) {
			long double worst[2] = {enumerated(gaussian_mass, variances[k], corner, 2, 30, epsilons[i]),
			                        enumerated(laplace_mass, variances[k], corner, 2, 60, epsilons[i])};

			for (int first = -2; first <= 2; first++) {
				for (int second = -2; second <= 2; second++) {
					int v[2] = {first, second};

					ck_assert(enumerated(gaussian_mass, variances[k], v, 2, 30, epsilons[i]) <= worst[0] + 1e-13L);
					ck_assert(enumerated(laplace_mass, variances[k], v, 2, 60, epsilons[i]) <= worst[1] + 1e-13L);
				}
			}
		}
	}
}
END_TEST

/* --- other lattices --- */

/* Whatever the lattice, the ends enclose what the exact lattice gives, and `sure` holds. */
START_TEST(coarser_lattices_enclose_the_exact_one)
{
	static const char *const steps[] = {"1/1024", "1/200", "3/100", "1/7", "0.9"};
	struct mix mix;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "23.7", "2", 5);
	for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
		struct hush_loss *exact = make(&mix, 180, 1 << 14);
		struct hush_loss *coarse = make(&mix, 180, 1 << 14);
		struct hush_rational step;

		hush_rational_init(&step);
		rational_from(&step, steps[k]);
		ck_assert_int_eq(hush_loss_regrid(coarse, &step, NULL), HUSH_OK);
		ck_assert(coarse->moved && !exact->moved);
		for (double epsilon = -1; epsilon < 6; epsilon += 0.37) {
			double low, high, below, above;

			delta_at(exact, epsilon, &low, &high);
			delta_at(coarse, epsilon, &below, &above);
			ck_assert_msg(below <= high && low <= above, "step %s epsilon %g", steps[k], epsilon);
		}
		hush_rational_clear(&step);
		hush_loss_free(coarse);
		hush_loss_free(exact);
	}
	mix_clear(&mix);
}
END_TEST

/* Splitting keeps the P mass and the Q mass of every atom: E[e^-loss] under `up` stays what it was. */
START_TEST(splitting_is_second_order)
{
	struct mix mix;
	struct hush_loss *exact;
	struct hush_loss *coarse;
	struct hush_rational step;
	double low, high, below, above;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "400", "1", 30);
	exact = make(&mix, 120, 1 << 14);
	coarse = make(&mix, 120, 1 << 14);
	hush_rational_init(&step);
	rational_from(&step, "1/173");
	ck_assert_int_eq(hush_loss_regrid(coarse, &step, NULL), HUSH_OK);
	delta_at(exact, 1, &low, &high);
	delta_at(coarse, 1, &below, &above);
	ck_assert_double_lt(above / high - 1, 1e-3);
	ck_assert_double_ge(above, high);
	ck_assert_double_lt(below, low);
	hush_rational_clear(&step);
	hush_loss_free(coarse);
	hush_loss_free(exact);
	mix_clear(&mix);
}
END_TEST

/* Two parts on one lattice in any order, and a part given twice, are the same thing. */
START_TEST(order_and_grouping_do_not_matter)
{
	struct mix mix[3];
	struct hush_loss *loss[3];
	double low[3], high[3];

	for (int i = 0; i < 3; i++) {
		mix_init(&mix[i]);
	}
	mix_add(&mix[0], HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "1", 10);
	mix_add(&mix[0], HUSH_LOSS_DISCRETE_LAPLACE, "4", "1", 5);
	mix_add(&mix[1], HUSH_LOSS_DISCRETE_LAPLACE, "4", "1", 5);
	mix_add(&mix[1], HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "1", 10);
	mix_add(&mix[2], HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "1", 3);
	mix_add(&mix[2], HUSH_LOSS_DISCRETE_LAPLACE, "4", "1", 5);
	mix_add(&mix[2], HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "1", 7);
	for (int i = 0; i < 3; i++) {
		loss[i] = make(&mix[i], 120, 1 << 14);
		ck_assert(!loss[i]->moved);
		delta_at(loss[i], 2, &low[i], &high[i]);
		ck_assert_double_eq_tol(high[i], 0.06774946316150397, 1e-15);
		ck_assert_double_eq_tol(low[i], 0.06774946316150397, 1e-15);
	}
	for (int i = 0; i < 3; i++) {
		hush_loss_free(loss[i]);
		mix_clear(&mix[i]);
	}
}
END_TEST

/* Noises whose steps have no small divisor in common: the grid's answer encloses the one with a hundred times the points. */
START_TEST(grids_of_any_fineness_agree)
{
	struct mix mix;
	double low[2], high[2];

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "71.4094", "1", 4);
	mix_add(&mix, HUSH_LOSS_DISCRETE_LAPLACE, "11.37", "2", 3);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "50.33", "2", 3);
	for (int i = 0; i < 2; i++) {
		struct hush_loss *loss = make(&mix, 120, i ? 1 << 17 : 1 << 11);

		ck_assert(loss->moved);
		delta_at(loss, 2.5, &low[i], &high[i]);
		hush_loss_free(loss);
	}
	ck_assert_double_le(low[0], low[1]);
	ck_assert_double_ge(high[0], high[1]);
	ck_assert_double_lt(high[0] / high[1], 1.01);
	ck_assert_double_lt(high[1] / low[1], 1.01);
	mix_clear(&mix);
}
END_TEST

/* Two lattices that do not fit together, or one and a continuous Gaussian: no grid for the whole, and ten digits (mpmath). */
START_TEST(two_lattices_need_no_grid)
{
	struct mix mix;
	struct hush_rational epsilon;
	struct hush_range delta;

	hush_rational_init(&epsilon);
	hush_range_init(&delta);
	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "13.37", "1", 4);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "71.4094", "2", 4);
	rational_from(&epsilon, "1");
	ck_assert_int_eq(hush_loss_delta_of(mix.parts, mix.count, &epsilon, &delta, NULL), HUSH_OK);
	ck_assert_double_eq_tol(mpfr_get_d(delta.low, MPFR_RNDD), 4.340210951e-2, 1e-11);
	ck_assert_double_eq_tol(mpfr_get_d(delta.high, MPFR_RNDU), 4.340210951e-2, 1e-11);
	mix_clear(&mix);
	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_LAPLACE, "5", "1", 5);
	mix_add(&mix, HUSH_LOSS_GAUSSIAN, "25", "1", 3);
	ck_assert_int_eq(hush_loss_delta_of(mix.parts, mix.count, &epsilon, &delta, NULL), HUSH_OK);
	ck_assert_double_eq_tol(mpfr_get_d(delta.low, MPFR_RNDD), 1.283572318e-2, 1e-11);
	ck_assert_double_eq_tol(mpfr_get_d(delta.high, MPFR_RNDU), 1.283572318e-2, 1e-11);
	mix_clear(&mix);
	hush_range_clear(&delta);
	hush_rational_clear(&epsilon);
}
END_TEST

/* --- questions --- */

static void epsilon_of(const struct mix *mix, const char *delta, double *low, double *high)
{
	struct hush_rational at;
	struct hush_range range;

	hush_rational_init(&at);
	hush_range_init(&range);
	rational_from(&at, delta);
	ck_assert_int_eq(hush_loss_epsilon_of(mix->parts, mix->count, &at, &range, NULL), HUSH_OK);
	*low = mpfr_get_d(range.low, MPFR_RNDD);
	*high = mpfr_get_d(range.high, MPFR_RNDU);
	hush_range_clear(&range);
	hush_rational_clear(&at);
}

/* The least epsilon: delta there is at most what was asked, and just below it is not. */
START_TEST(epsilon_is_where_delta_is_met)
{
	static const char *const deltas[] = {"0.4", "0.01", "1e-6", "1e-20"};
	struct mix mix;
	struct hush_loss *loss;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "31.4", "2", 9);
	loss = make(&mix, 248, 1 << 14);
	for (size_t i = 0; i < sizeof deltas / sizeof deltas[0]; i++) {
		double low, high, below, above;

		epsilon_of(&mix, deltas[i], &low, &high);
		ck_assert_double_lt(high - low, 1e-9);
		delta_at(loss, high, &below, &above);
		ck_assert_double_le(below, strtod(deltas[i], NULL) * (1 + 1e-12));
		delta_at(loss, low - 1e-6, &below, &above);
		ck_assert_double_ge(above, strtod(deltas[i], NULL));
	}
	hush_loss_free(loss);
	mix_clear(&mix);
}
END_TEST

/* P[loss > s] of shifts v of `cells` draws, by enumeration: under the law with the unit. */
static long double chance_of(const struct written_law *law, const int *v, int cells, long reach, long double s)
{
	long x[3] = {-reach, cells > 1 ? -reach : 0, cells > 2 ? -reach : 0};
	long double scale = expl(s) * (1 + 1e-15L);
	long double sum = 0;

	for (;;) {
		long double with = 1;
		long double without = 1;
		int i = 0;

		for (int k = 0; k < cells; k++) {
			with *= law->masses[x[k] - v[k] + LARGEST];
			without *= law->masses[x[k] + LARGEST];
		}
		sum += with > without * scale ? with : 0;
		while (i < cells && x[i] == reach) {
			x[i++] = -reach;
		}
		if (i == cells) {
			return sum;
		}
		x[i]++;
	}
}

/*
 * What is said of the tail of the loss must hold for every unit within its limits, and one that moves fewer cells, or by
 * less, can have more of its loss above some point than the one that moves all: with Laplace noise, an even number of
 * cells has losses between those of an odd number.
 */
START_TEST(tails_hold_for_every_unit)
{
	static const struct {
		enum hush_loss_law law;
		mass_function mass;
		const char *parameter;
		double value;
		const char *shift;
		int most;
		int cells;
	} limits[] = {
		{HUSH_LOSS_DISCRETE_LAPLACE, laplace_mass, "4", 4, "1", 1, 2},
		{HUSH_LOSS_DISCRETE_LAPLACE, laplace_mass, "1.5", 1.5, "2", 2, 2},
		{HUSH_LOSS_DISCRETE_GAUSSIAN, gaussian_mass, "1", 1, "1", 1, 2},
		{HUSH_LOSS_DISCRETE_GAUSSIAN, gaussian_mass, "2", 2, "2", 2, 2},
	};
	static const char *const chances[] = {"0.3", "0.1", "0.01", "1e-4"};

	for (size_t k = 0; k < sizeof limits / sizeof limits[0]; k++) {
		struct mix mix;
		struct hush_loss *loss;
		struct hush_rational p, s;
		struct written_law law;

		write_out(limits[k].mass, limits[k].value, 40, &law);
		mix_init(&mix);
		mix_add(&mix, limits[k].law, limits[k].parameter, limits[k].shift, (uint64_t)limits[k].cells);
		loss = make(&mix, 120, 4096);
		hush_rational_init(&p);
		hush_rational_init(&s);
		for (size_t c = 0; c < sizeof chances / sizeof chances[0]; c++) {
			rational_from(&p, chances[c]);
			ck_assert(hush_loss_quantile(loss, &p, &s));
			for (int first = 0; first <= limits[k].most; first++) {
				for (int second = 0; second <= limits[k].most; second++) {
					int v[2] = {first, second};
					long double at = (long double)mpq_get_d(s.q);

					ck_assert(chance_of(&law, v, 2, 40, at) <= strtold(chances[c], NULL) + 1e-12L);
				}
			}
		}
		for (double at = -0.5; at < 4; at += 0.13) {
			hush_rational_set_double(&s, at);
			hush_loss_exceeds(loss, &s, &p);
			for (int first = 0; first <= limits[k].most; first++) {
				for (int second = 0; second <= limits[k].most; second++) {
					int v[2] = {first, second};

					ck_assert(chance_of(&law, v, 2, 40, at) <= (long double)mpq_get_d(p.q) + 1e-12L);
				}
			}
		}
		hush_rational_clear(&s);
		hush_rational_clear(&p);
		hush_loss_free(loss);
		mix_clear(&mix);
	}
}
END_TEST

/* A vehicle that is in one of two tables only: noise of sigma^2 = 2 and 100, loss 3.75 with probability 1.38e-6. */
START_TEST(tails_hold_for_part_of_the_tables)
{
	struct mix mix;
	struct hush_loss *loss;
	struct hush_rational p, s;
	long double above = 0;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "2", "1", 1);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "100", "1", 1);
	loss = make(&mix, 120, 4096);
	hush_rational_init(&p);
	hush_rational_init(&s);
	rational_from(&p, "1e-6");
	ck_assert(hush_loss_quantile(loss, &p, &s));
	for (long x = -40; x < 40; x++) {
		above += (double)(1 + 2 * x) / 4 > mpq_get_d(s.q) ? gaussian_mass(2, x) : 0;
	}
	ck_assert(above <= 1e-6L);
	rational_from(&s, "3.7");
	hush_loss_exceeds(loss, &s, &p);
	ck_assert_double_ge(mpq_get_d(p.q), 1.38e-6);
	ck_assert_double_lt(mpq_get_d(p.q), 1.38e-4);
	/* Less than what was cut off as negligible: nothing can be said. */
	hush_rational_set_double(&p, 1e-34);
	ck_assert(!hush_loss_quantile(loss, &p, &s));
	hush_rational_clear(&s);
	hush_rational_clear(&p);
	hush_loss_free(loss);
	mix_clear(&mix);
}
END_TEST

/* Far below what doubles can tell apart from 0: 4.49e-81, and the ends still agree to ten digits. */
START_TEST(tiny_deltas_come_out_right)
{
	struct mix mix;
	struct hush_rational epsilon;
	struct hush_range delta;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "100", "1", 10);
	hush_rational_init(&epsilon);
	hush_range_init(&delta);
	rational_from(&epsilon, "6");
	ck_assert_int_eq(hush_loss_delta_of(mix.parts, mix.count, &epsilon, &delta, NULL), HUSH_OK);
	ck_assert_double_eq_tol(mpfr_get_d(delta.low, MPFR_RNDD) / 4.491605823908132e-81, 1, 1e-10);
	ck_assert_double_eq_tol(mpfr_get_d(delta.high, MPFR_RNDU) / 4.491605823908132e-81, 1, 1e-10);
	/* Beyond what any precision here reaches, the upper end is still an upper end. */
	rational_from(&epsilon, "1000");
	ck_assert_int_eq(hush_loss_delta_of(mix.parts, mix.count, &epsilon, &delta, NULL), HUSH_OK);
	ck_assert(mpfr_zero_p(delta.low) && mpfr_sgn(delta.high) >= 0 && mpfr_cmp_d(delta.high, 1e-300) < 0);
	hush_range_clear(&delta);
	hush_rational_clear(&epsilon);
	mix_clear(&mix);
}
END_TEST

/* Pure epsilon is the supremum of the loss: delta is 0 from there on, up to what rounding leaves. */
START_TEST(laplace_losses_end_at_epsilon)
{
	struct mix mix;
	struct hush_loss *loss;
	double low, high;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_LAPLACE, "10", "1", 10);
	loss = make(&mix, 248, 1 << 12);
	delta_at(loss, 1, &low, &high);
	ck_assert_double_lt(high, 1e-60);
	delta_at(loss, 0.999, &low, &high);
	ck_assert_double_gt(low, 1e-7);
	hush_loss_free(loss);
	mix_clear(&mix);
}
END_TEST

/* --- arithmetic of masses --- */

START_TEST(convolution_is_exact_up_to_one_rounding)
{
	struct hush_masses a, b, up, down;
	mpz_t sum, x, y;
	gmp_randstate_t random;

	gmp_randinit_default(random);
	gmp_randseed_ui(random, 20260101);
	mpz_inits(sum, x, y, NULL);
	for (unsigned limbs = 1; limbs <= 4; limbs++) {
		ck_assert(hush_masses_init(&a, 37, limbs) && hush_masses_init(&b, 20, limbs));
		/* Sums below 1: each mass is below 2^-6. */
		for (size_t i = 0; i < a.count; i++) {
			mpn_random2(hush_mass(&a, i), (mp_size_t)limbs);
			hush_mass(&a, i)[limbs - 1] >>= 14;
		}
		for (size_t i = 0; i < b.count; i++) {
			mpn_random2(hush_mass(&b, i), (mp_size_t)limbs);
			hush_mass(&b, i)[limbs - 1] >>= 14;
		}
		ck_assert(hush_masses_convolve(&a, &b, HUSH_UP, &up) && hush_masses_convolve(&b, &a, HUSH_DOWN, &down));
		ck_assert_uint_eq(up.count, 56);
		for (size_t k = 0; k < up.count; k++) {
			mpz_set_ui(sum, 0);
			for (size_t i = k < 20 ? 0 : k - 19; i <= k && i < 37; i++) {
				mpz_import(x, limbs, -1, 8, 0, 0, hush_mass(&a, i));
				mpz_import(y, limbs, -1, 8, 0, 0, hush_mass(&b, k - i));
				mpz_addmul(sum, x, y);
			}
			mpz_fdiv_q_2exp(x, sum, hush_masses_bits(limbs));
			mpz_cdiv_q_2exp(y, sum, hush_masses_bits(limbs));
			mpz_import(sum, limbs, -1, 8, 0, 0, hush_mass(&down, k));
			ck_assert_int_eq(mpz_cmp(sum, x), 0);
			mpz_import(sum, limbs, -1, 8, 0, 0, hush_mass(&up, k));
			ck_assert_int_eq(mpz_cmp(sum, y), 0);
		}
		hush_masses_clear(&down);
		hush_masses_clear(&up);
		hush_masses_clear(&b);
		hush_masses_clear(&a);
	}
	mpz_clears(sum, x, y, NULL);
	gmp_randclear(random);
}
END_TEST

START_TEST(parts_of_masses_are_rounded_up)
{
	mp_limb_t mass[3], to[3], weight;
	mpz_t x, expected;

	mpz_inits(x, expected, NULL);
	for (int round = 0; round < 2000; round++) {
		mpn_random2(mass, 3);
		mpn_random2(to, 3);
		mpn_random2(&weight, 1);
		mass[2] >>= 8;
		to[2] >>= 8;
		weight = round % 7 == 0 ? (mp_limb_t)1 << 63 : weight >> 1;
		mpz_import(x, 3, -1, 8, 0, 0, mass);
		mpz_mul_ui(x, x, weight);
		mpz_cdiv_q_2exp(x, x, 63);
		mpz_import(expected, 3, -1, 8, 0, 0, to);
		mpz_add(expected, expected, x);
		hush_mass_add_part(to, mass, 3, weight);
		mpz_import(x, 3, -1, 8, 0, 0, to);
		ck_assert_int_eq(mpz_cmp(x, expected), 0);
	}
	mpz_clears(x, expected, NULL);
}
END_TEST

/* An end that left the range of numbers says nothing, and never too little: e^(2^40) of a continuous law once came out as 0. */
START_TEST(what_is_no_number_says_nothing)
{
	mp_limb_t mass[2];
	mp_limb_t one[2] = {0, (mp_limb_t)1 << 56};
	mp_limb_t zero[2] = {0, 0};
	mpfr_t value;

	mpfr_init2(value, 64);
	for (int i = 0; i < 3; i++) {
		if (i == 0) {
			mpfr_set_inf(value, 1);
		} else if (i == 1) {
			mpfr_set_nan(value);
		} else {
			mpfr_set_ui_2exp(value, 3, 1 << 20, MPFR_RNDN);
		}
		hush_mass_set(mass, 2, value, HUSH_UP);
		ck_assert_int_eq(mpn_cmp(mass, one, 2), 0);
		hush_mass_set(mass, 2, value, HUSH_DOWN);
		ck_assert_int_eq(mpn_cmp(mass, i < 2 ? zero : one, 2), 0);
	}
	mpfr_clear(value);
}
END_TEST

/* --- refusals --- */

static void expect_refused(enum hush_loss_law law, const char *parameter, const char *shift, uint64_t count, unsigned bits,
                           uint32_t points)
{
	struct hush_loss_effort effort = {.bits = bits, .points = points};
	struct hush_loss *loss = NULL;
	struct mix mix;
	hush_error err = {0};

	mix_init(&mix);
	mix_add(&mix, law, parameter, shift, count);
	ck_assert_int_eq(hush_loss_make(mix.parts, mix.count, &effort, &loss, &err), HUSH_E_SPEC);
	ck_assert(err.message[0] != '\0');
	ck_assert_ptr_null(loss);
	mix_clear(&mix);
}

START_TEST(absurd_questions_are_refused)
{
	expect_refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "0", "1", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "1e-30", "1", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "1e18", "1", 1, 120, 4096); /* more outcomes than points */
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "9e18", "1", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "0", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1.5", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1e9", 1, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", 0, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", UINT64_MAX, 120, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", 1, 10, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", 1, 1 << 20, 4096);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", 1, 120, 2);
	expect_refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", 1, 120, UINT32_MAX);
	/* Losses whose exponentials leave the range of numbers. */
	expect_refused(HUSH_LOSS_LAPLACE, "1/3000000000", "1", 1, 120, 1 << 17);
	expect_refused(HUSH_LOSS_GAUSSIAN, "1", "40000", 1, 120, 1 << 17);
}
END_TEST

static void expect_delta(const struct mix *mix, const char *epsilon, const char *low, const char *high)
{
	struct hush_rational at;
	struct hush_range delta;
	mpfr_t limit;

	hush_rational_init(&at);
	hush_range_init(&delta);
	mpfr_init2(limit, 200);
	rational_from(&at, epsilon);
	ck_assert_int_eq(hush_loss_delta_of(mix->parts, mix->count, &at, &delta, NULL), HUSH_OK);
	mpfr_set_str(limit, low, 10, MPFR_RNDD);
	ck_assert(mpfr_cmp(delta.low, limit) >= 0);
	mpfr_set_str(limit, high, 10, MPFR_RNDU);
	ck_assert(mpfr_cmp(delta.high, limit) <= 0);
	ck_assert(mpfr_cmp(delta.low, delta.high) <= 0);
	mpfr_clear(limit);
	hush_range_clear(&delta);
	hush_rational_clear(&at);
}

/* The precision starts where the conversion from rho says that it will be needed (values: mpmath). */
START_TEST(far_tails_of_mixtures_keep_their_digits)
{
	struct mix mix;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "50", "1", 2);
	mix_add(&mix, HUSH_LOSS_GAUSSIAN, "25", "1", 1);
	expect_delta(&mix, "5", "5.97570577e-71", "5.97570579e-71");
	expect_delta(&mix, "6", "9.52073608e-101", "9.52073610e-101");
	mix_clear(&mix);
}
END_TEST

/* sigma = 1000 in a thousand cells, delta near 1e-222, and one too small for any precision that is spent. */
START_TEST(far_tails_of_large_noise_take_bounded_work)
{
	struct mix mix;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_GAUSSIAN, "1000000", "1", 1000);
	expect_delta(&mix, "1", "1.0e-222", "1.6e-222");
	expect_delta(&mix, "9", "0", "1e-17000");
	mix_clear(&mix);
}
END_TEST

/* Four thousand million draws: bounded work, and ends that still enclose (rho = 2^32/2e10 = 0.21). */
START_TEST(many_draws_stay_bounded)
{
	struct mix mix;
	struct hush_loss *loss;
	double low, high;

	mix_init(&mix);
	mix_add(&mix, HUSH_LOSS_DISCRETE_LAPLACE, "100000", "1", (uint64_t)1 << 32);
	loss = make(&mix, 120, 4096);
	delta_at(loss, 2, &low, &high);
	ck_assert_double_ge(low, 0);
	ck_assert_double_le(low, high);
	ck_assert_double_lt(high, 0.2);
	hush_loss_free(loss);
	mix_clear(&mix);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loss");
	TCase *tests = tcase_create("loss");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 240);
	tcase_add_test(tests, enumeration_agrees);
	tcase_add_test(tests, the_corner_of_the_box_is_the_worst);
	tcase_add_test(tests, coarser_lattices_enclose_the_exact_one);
	tcase_add_test(tests, splitting_is_second_order);
	tcase_add_test(tests, order_and_grouping_do_not_matter);
	tcase_add_test(tests, grids_of_any_fineness_agree);
	tcase_add_test(tests, two_lattices_need_no_grid);
	tcase_add_test(tests, epsilon_is_where_delta_is_met);
	tcase_add_test(tests, tails_hold_for_every_unit);
	tcase_add_test(tests, tails_hold_for_part_of_the_tables);
	tcase_add_test(tests, tiny_deltas_come_out_right);
	tcase_add_test(tests, laplace_losses_end_at_epsilon);
	tcase_add_test(tests, convolution_is_exact_up_to_one_rounding);
	tcase_add_test(tests, parts_of_masses_are_rounded_up);
	tcase_add_test(tests, what_is_no_number_says_nothing);
	tcase_add_test(tests, absurd_questions_are_refused);
	tcase_add_test(tests, far_tails_of_mixtures_keep_their_digits);
	tcase_add_test(tests, far_tails_of_large_noise_take_bounded_work);
	tcase_add_test(tests, many_draws_stay_bounded);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
