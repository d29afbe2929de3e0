/*
 * The division of a budget: closed forms against brute force, exact sums, extreme ratios, refusals, and what it does for
 * the noise of real plans.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "plan/split.h"
#include "specs.h"

enum { MOST = 300 };

static struct hush_sensitivity sensitivities[MOST];
static struct hush_rational shares[MOST];
static struct hush_rational parts[MOST];
static struct hush_split_item items[MOST];
static uint32_t count;

static void setup(void)
{
	for (uint32_t i = 0; i < MOST; i++) {
		hush_rational_init(&shares[i]);
		hush_rational_init(&parts[i]);
	}
	count = 0;
}

static void teardown(void)
{
	for (uint32_t i = 0; i < MOST; i++) {
		hush_rational_clear(&shares[i]);
		hush_rational_clear(&parts[i]);
	}
}

static void add(uint64_t l1, uint64_t l2_squared, const char *share, uint64_t typical)
{
	sensitivities[count] = (struct hush_sensitivity){.l0 = 1, .linf = 1, .l1 = l1, .l2_squared = l2_squared};
	rational_from(&shares[count], share);
	items[count] = (struct hush_split_item){
		.sensitivity = &sensitivities[count], .share = &shares[count], .typical = typical};
	count++;
}

static void split(enum hush_split_rule rule, bool epsilon)
{
	struct hush_rational sum;
	hush_error err = {0};

	ck_assert_msg(hush_split(rule, epsilon, items, count, parts, &err) == HUSH_OK, "%s", err.message);
	hush_rational_init(&sum);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_int_gt(mpq_sgn(parts[i].q), 0);
		mpq_add(sum.q, sum.q, parts[i].q);
	}
	ck_assert_int_eq(mpq_cmp_ui(sum.q, 1, 1), 0);
	hush_rational_clear(&sum);
}

/* What the rule makes least, for a budget of 1 divided so. */
static double objective(enum hush_split_rule rule, bool epsilon, const double *part)
{
	double total = 0;

	for (uint32_t i = 0; i < count; i++) {
		double d = epsilon ? (double)sensitivities[i].l1 : sqrt((double)sensitivities[i].l2_squared);
		double variance = epsilon ? 2 * d * d / (part[i] * part[i]) : d * d / (2 * part[i]);

		if (rule == HUSH_SPLIT_VARIANCE) {
			total += rational_value(&shares[i]) * variance;
		} else {
			total = fmax(total, sqrt(variance) / (double)items[i].typical);
		}
	}
	return total;
}

static void values(double *part)
{
	for (uint32_t i = 0; i < count; i++) {
		part[i] = rational_value(&parts[i]);
	}
}

static unsigned state = 2385;

static unsigned below(unsigned limit)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % limit;
}

static void add_random(void)
{
	static const char *const weights[] = {"1", "3", "0.07", "12.5", "1/3", "1000", "0.0004"};
	uint64_t cells = 1 + below(20);
	uint64_t each = 1 + below(7);

	add(cells * each, cells * each * each, weights[below(7)], 1 + below(2000));
}

START_TEST(closed_forms)
{
	add(1, 1, "1", 10);
	add(8, 4, "1", 40);
	add(27, 16, "1", 20);
	split(HUSH_SPLIT_BUDGET, false);
	expect_rational(&parts[2], "1/3");
	split(HUSH_SPLIT_VARIANCE, false); /* D: 1, 2, 4 */
	expect_rational(&parts[0], "1/7");
	expect_rational(&parts[1], "2/7");
	expect_rational(&parts[2], "4/7");
	split(HUSH_SPLIT_VARIANCE, true); /* (D^2)^(1/3): 1, 4, 9 */
	expect_rational(&parts[0], "1/14");
	expect_rational(&parts[1], "2/7");
	expect_rational(&parts[2], "9/14");
	split(HUSH_SPLIT_RELATIVE, false); /* D^2/typical^2: 4/400, 1/400, 16/400 */
	expect_rational(&parts[0], "4/21");
	expect_rational(&parts[1], "1/21");
	expect_rational(&parts[2], "16/21");
	split(HUSH_SPLIT_RELATIVE, true); /* D/typical: 2/20, 4/20, 27/20 */
	expect_rational(&parts[0], "2/33");
	expect_rational(&parts[1], "4/33");
	expect_rational(&parts[2], "9/11");
	rational_from(&shares[1], "1/16");
	split(HUSH_SPLIT_BUDGET, true);
	expect_rational(&parts[1], "1/33");
	split(HUSH_SPLIT_VARIANCE, false); /* 1, 2/4, 4 */
	expect_rational(&parts[1], "1/11");
	rational_from(&shares[1], "1/8");
	split(HUSH_SPLIT_VARIANCE, true); /* 1, 4/2, 9 */
	expect_rational(&parts[1], "1/6");
}
END_TEST

START_TEST(other_noise_has_its_own_size)
{
	struct hush_rational d_squared;

	hush_rational_init(&d_squared);
	rational_from(&d_squared, "9/4");
	add(1, 1, "1", 2);
	add(4, 16, "1", 1);
	items[1].d_squared = &d_squared;
	split(HUSH_SPLIT_VARIANCE, false);
	expect_rational(&parts[1], "3/5");
	split(HUSH_SPLIT_RELATIVE, false); /* 1/4, 9/4 */
	expect_rational(&parts[1], "9/10");
	split(HUSH_SPLIT_RELATIVE, true); /* 1/2, 4 */
	expect_rational(&parts[1], "8/9");
	rational_from(&d_squared, "0");
	ck_assert_int_eq(hush_split(HUSH_SPLIT_VARIANCE, false, items, count, parts, NULL), HUSH_E_SPEC);
	hush_rational_clear(&d_squared);
}
END_TEST

START_TEST(nothing_nearby_is_better)
{
	for (int round = 0; round < 300; round++) {
		enum hush_split_rule rule = round % 2 ? HUSH_SPLIT_VARIANCE : HUSH_SPLIT_RELATIVE;
		bool epsilon = below(2);
		double part[8];
		double best;

		count = 0;
		for (unsigned i = 2 + below(6); i > 0; i--) {
			add_random();
		}
		split(rule, epsilon);
		values(part);
		best = objective(rule, epsilon, part);
		for (uint32_t from = 0; from < count; from++) {
			for (uint32_t to = 0; to < count; to++) {
				for (double step = 1e-3; step < 1; step *= 3) {
					double moved = step * part[from];
					double other;

					part[from] -= moved;
					part[to] += moved;
					other = objective(rule, epsilon, part);
					ck_assert_msg(other >= best * (1 - 1e-8), "round %d: %.12g is less than %.12g", round, other, best);
					/* Where the largest ratio counts, it is what the giver has then: strictly more. */
					ck_assert(rule != HUSH_SPLIT_RELATIVE || from == to || other > best);
					values(part);
				}
			}
		}
	}
}
END_TEST

START_TEST(no_grid_point_is_better)
{
	enum { STEPS = 160 };

	for (int round = 0; round < 60; round++) {
		enum hush_split_rule rule = round % 2 ? HUSH_SPLIT_VARIANCE : HUSH_SPLIT_RELATIVE;
		bool epsilon = round / 2 % 2;
		double least = INFINITY;
		double part[3];
		double best;

		count = 0;
		for (int i = 0; i < 3; i++) {
			/* Like enough that the best point is not at the grid's edge. */
			add(2 + below(6), 3 + below(30), below(2) ? "1" : "2.5", 50 + below(100));
		}
		split(rule, epsilon);
		values(part);
		best = objective(rule, epsilon, part);
		for (int a = 1; a < STEPS; a++) {
			for (int b = 1; a + b < STEPS; b++) {
				part[0] = (double)a / STEPS;
				part[1] = (double)b / STEPS;
				part[2] = 1 - part[0] - part[1];
				least = fmin(least, objective(rule, epsilon, part));
			}
		}
		ck_assert_msg(least >= best * (1 - 1e-8), "round %d: the grid has %.12g, below %.12g", round, least, best);
		ck_assert_msg(least <= best * 1.2, "round %d: %.12g is far above what the grid has, %.12g", round, best, least);
	}
}
END_TEST

START_TEST(extreme_ratios_leave_every_part)
{
	static const enum hush_split_rule rules[] = {HUSH_SPLIT_BUDGET, HUSH_SPLIT_VARIANCE, HUSH_SPLIT_RELATIVE};
	static const uint64_t huge = UINT64_C(1) << 40;

	for (int rule = 0; rule < 3; rule++) {
		for (int epsilon = 0; epsilon < 2; epsilon++) {
			double least;

			count = 0;
			add(1, 1, "0.000001", huge);
			add(huge, UINT64_C(1) << 60, "1000000", 1);
			add(1, 1, "1", 1000000007);
			split(rules[rule], epsilon);
			least = rational_value(&parts[0]);
			ck_assert(least > 1e-45 && least < 1e-9);
			ck_assert_int_lt(mpq_cmp_ui(parts[1].q, 1, 1), 0);
			ck_assert(mpz_sizeinbase(mpq_denref(parts[0].q), 2) < 512);
		}
	}
	/* The widest that a weight and a typical count may be. */
	count = 0;
	add(1, 1, "1/18446744073709551616", UINT64_MAX);
	add(UINT64_MAX, UINT64_MAX, "18446744073709551616", 1);
	for (int rule = 0; rule < 3; rule++) {
		split(rules[rule], false);
		split(rules[rule], true);
	}
	count = 1;
	split(HUSH_SPLIT_VARIANCE, false);
	expect_rational(&parts[0], "1");
}
END_TEST

/* Many typical counts without a common measure: the parts stay short, and as good as exact ones. */
START_TEST(long_denominators_are_given_up)
{
	static double part[MOST];
	double best;
	double exact = 0;

	for (uint32_t i = 0; i < 256; i++) {
		add(1 + i % 5, 1 + i % 5, "1", 100003 + 2 * i * i + i);
	}
	split(HUSH_SPLIT_RELATIVE, false);
	values(part);
	best = objective(HUSH_SPLIT_RELATIVE, false, part);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert(mpz_sizeinbase(mpq_denref(parts[i].q), 2) < 256);
		exact += (double)sensitivities[i].l2_squared / pow((double)items[i].typical, 2);
	}
	ck_assert(fabs(best / sqrt(exact / 2) - 1) < 1e-8);
}
END_TEST

static void expect_split_refusal(enum hush_split_rule rule, bool epsilon, const char *message)
{
	hush_error err = {0};

	hush_rational_set_u64(&parts[0], 7, 3);
	ck_assert_int_eq(hush_split(rule, epsilon, items, count, parts, &err), HUSH_E_SPEC);
	ck_assert_msg(strstr(err.message, message), "\"%s\" does not say \"%s\"", err.message, message);
	ck_assert_int_eq(mpq_cmp_ui(parts[0].q, 7, 3), 0);
	ck_assert_int_eq(hush_split(rule, epsilon, items, count, parts, NULL), HUSH_E_SPEC);
}

START_TEST(bad_items_are_refused)
{
	static const char *const weights[] = {"0", "1/18446744073709551617", "18446744073709551617", "1e18"};

	expect_split_refusal(HUSH_SPLIT_BUDGET, false, "1 to 65536 parts, not 0");
	add(1, 1, "1", 1);
	add(1, 1, "1", 0);
	expect_split_refusal(HUSH_SPLIT_RELATIVE, false, "typical count must be at least 1");
	split(HUSH_SPLIT_VARIANCE, false);
	for (int i = 0; i < 3; i++) {
		rational_from(&shares[1], weights[i]);
		expect_split_refusal(HUSH_SPLIT_BUDGET, i % 2, "from 2^-64 to 2^64");
		expect_split_refusal(HUSH_SPLIT_VARIANCE, i % 2, "from 2^-64 to 2^64");
	}
	mpq_set_si(shares[1].q, -1, 2);
	expect_split_refusal(HUSH_SPLIT_VARIANCE, false, "from 2^-64 to 2^64");
	/* A value that is in range, written with far too many digits. */
	mpq_set_ui(shares[1].q, 1, 1);
	mpz_ui_pow_ui(mpq_numref(shares[1].q), 3, 400);
	mpz_ui_pow_ui(mpq_denref(shares[1].q), 2, 634);
	expect_split_refusal(HUSH_SPLIT_BUDGET, false, "512 bits");
	rational_from(&shares[1], weights[3]);
	split(HUSH_SPLIT_VARIANCE, true);
	sensitivities[1].l1 = 0;
	split(HUSH_SPLIT_VARIANCE, false);
	expect_split_refusal(HUSH_SPLIT_BUDGET, true, "sensitivity");
	sensitivities[1] = (struct hush_sensitivity){.l1 = 1};
	split(HUSH_SPLIT_VARIANCE, true);
	expect_split_refusal(HUSH_SPLIT_VARIANCE, false, "sensitivity");
}
END_TEST

/* --- levels --- */

static struct hush_range levels[4];
static struct hush_range total;

static void setup_levels(void)
{
	setup();
	for (int i = 0; i < 4; i++) {
		hush_range_init(&levels[i]);
	}
	hush_range_init(&total);
}

static void teardown_levels(void)
{
	for (int i = 0; i < 4; i++) {
		hush_range_clear(&levels[i]);
	}
	hush_range_clear(&total);
	teardown();
}

static void encloses(const struct hush_range *range, double value)
{
	mpfr_t width;

	ck_assert(mpfr_cmp_d(range->low, value) <= 0 && mpfr_cmp_d(range->high, value) >= 0);
	mpfr_init2(width, 64);
	mpfr_sub(width, range->high, range->low, MPFR_RNDU);
	mpfr_div(width, width, range->low, MPFR_RNDU);
	ck_assert(mpfr_cmp_d(width, 1e-50) < 0);
	mpfr_clear(width);
}

START_TEST(levels_of_the_reference)
{
	static const uint64_t squares[] = {1, 4, 16};
	struct hush_rational rho;

	hush_rational_init(&rho);
	rational_from(&rho, "1/10");
	for (int i = 0; i < 3; i++) {
		rational_from(&shares[i], "1");
	}
	ck_assert_int_eq(hush_level_allocation(squares, shares, 3, &rho, levels, &total, NULL), HUSH_OK);
	encloses(&levels[0], 35);
	encloses(&levels[1], 70);
	encloses(&levels[2], 140);
	encloses(&total, 245);
	/* (D/sqrt w) * sum(D sqrt w) / (2 rho) with sqrt w = 3, 1, 1/2: sum = 7. */
	rational_from(&shares[0], "9");
	rational_from(&shares[2], "1/4");
	ck_assert_int_eq(hush_level_allocation(squares, shares, 3, &rho, levels, &total, NULL), HUSH_OK);
	ck_assert(fabs(mpfr_get_d(levels[0].low, MPFR_RNDN) - 35.0 / 3) < 1e-12);
	encloses(&levels[1], 70);
	encloses(&levels[2], 280);
	encloses(&total, 245);
	hush_rational_clear(&rho);
}
END_TEST

START_TEST(levels_spend_all_and_no_other_division_is_better)
{
	static const uint64_t squares[] = {3, 50, 7, UINT64_C(1) << 60};
	static const char *const weights[] = {"2.385", "1", "0.001", "1/3"};
	struct hush_rational rho;
	double spent[4];
	double sum = 0;
	double best;

	hush_rational_init(&rho);
	rational_from(&rho, "0.02435");
	for (int i = 0; i < 4; i++) {
		rational_from(&shares[i], weights[i]);
	}
	ck_assert_int_eq(hush_level_allocation(squares, shares, 4, &rho, levels, &total, NULL), HUSH_OK);
	best = mpfr_get_d(total.low, MPFR_RNDN);
	for (int i = 0; i < 4; i++) {
		ck_assert(mpfr_less_p(levels[i].low, levels[i].high));
		spent[i] = (double)squares[i] / (2 * mpfr_get_d(levels[i].low, MPFR_RNDN));
		sum += spent[i];
	}
	ck_assert(fabs(sum / 0.02435 - 1) < 1e-12);
	for (int from = 0; from < 4; from++) {
		for (int to = 0; to < 4; to++) {
			double other = 0;

			for (int i = 0; i < 4; i++) {
				double rest = spent[i] + (i == to ? spent[from] / 10 : 0) - (i == from ? spent[from] / 10 : 0);

				other += rational_value(&shares[i]) * (double)squares[i] / (2 * rest);
			}
			ck_assert(from == to ? fabs(other / best - 1) < 1e-12 : other > best);
		}
	}
	hush_rational_clear(&rho);
}
END_TEST

/* One level with an irrational root: both answers are D^2/(2 rho), 300/97, and must lie inside. */
START_TEST(levels_enclose_what_roots_cannot)
{
	static const uint64_t square = 3;
	struct hush_rational rho;
	struct hush_rational truth;

	hush_rational_init(&rho);
	hush_rational_init(&truth);
	rational_from(&rho, "0.485");
	rational_from(&truth, "300/97");
	rational_from(&shares[0], "1");
	ck_assert_int_eq(hush_level_allocation(&square, shares, 1, &rho, levels, &total, NULL), HUSH_OK);
	ck_assert(mpfr_cmp_q(total.low, truth.q) < 0 && mpfr_cmp_q(total.high, truth.q) > 0);
	ck_assert(mpfr_cmp_q(levels[0].low, truth.q) < 0 && mpfr_cmp_q(levels[0].high, truth.q) > 0);
	hush_rational_clear(&truth);
	hush_rational_clear(&rho);
}
END_TEST

START_TEST(bad_levels_are_refused)
{
	static const uint64_t squares[] = {1, 0};
	static const char *const rhos[] = {"0", "9e-31", "1000000000000000000000000000001/1", "1e-400"};
	struct hush_rational rho;
	hush_error err = {0};

	hush_rational_init(&rho);
	rational_from(&shares[0], "1");
	rational_from(&shares[1], "1");
	mpfr_set_ui(total.low, 7, MPFR_RNDN);
	for (int i = 0; i < 4; i++) {
		rational_from(&rho, rhos[i]);
		ck_assert_int_eq(hush_level_allocation(squares, shares, 1, &rho, levels, &total, &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, "1e-30 to 1e30"));
	}
	mpq_neg(rho.q, rho.q);
	ck_assert_int_eq(hush_level_allocation(squares, shares, 1, &rho, levels, &total, NULL), HUSH_E_SPEC);
	rational_from(&rho, "1e-30");
	ck_assert_int_eq(hush_level_allocation(squares, shares, 2, &rho, levels, &total, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "sensitivity"));
	ck_assert_int_eq(hush_level_allocation(squares, shares, 0, &rho, levels, &total, &err), HUSH_E_SPEC);
	rational_from(&shares[0], "0");
	ck_assert_int_eq(hush_level_allocation(squares, shares, 1, &rho, levels, &total, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "weight"));
	ck_assert_int_eq(mpfr_cmp_ui(total.low, 7), 0);
	rational_from(&shares[0], "1");
	ck_assert_int_eq(hush_level_allocation(squares, shares, 1, &rho, levels, &total, &err), HUSH_OK);
	hush_rational_clear(&rho);
}
END_TEST

/* --- plans --- */

static struct spec_kit kit;

struct table_shape {
	uint32_t source, cells, per_cell;
	const char *share;
	uint64_t typical;
};

/* Weighted sum of the variances, or the largest ratio of noise to typical count, of the vehicle's tables. */
static double measured(enum hush_account_kind kind, enum hush_split_rule rule, const struct table_shape *shapes, unsigned n,
                       bool relative)
{
	bool pure = kind == HUSH_ACCOUNT_PURE;
	struct hush_plan *plan;
	double result = 0;

	kit_init(&kit, kind);
	kit_guarantee(&kit, pure ? "1" : NULL, NULL, pure ? NULL : "0.02");
	kit.spec.split = rule;
	for (unsigned i = 0; i < n; i++) {
		kit_share(&kit, shapes[i].source, shapes[i].cells, shapes[i].per_cell, shapes[i].share)->typical =
			rule == HUSH_SPLIT_RELATIVE ? shapes[i].typical : 0;
	}
	kit_margin(&kit, 0, 2, 1, 200, "0.95");
	plan = kit_plan(&kit);
	for (unsigned i = 0; i < n; i++) {
		double variance = rational_value(&plan->tables[i].variance);

		result = relative ? fmax(result, sqrt(variance) / (double)shapes[i].typical)
		                  : result + rational_value(&kit.tables[i].share) * variance;
	}
	ck_assert(rational_value(pure ? &plan->accounts[0].charge.epsilon : &plan->accounts[0].charge.rho) <= (pure ? 1 : 0.02));
	hush_plan_free(plan);
	kit_clear(&kit);
	return result;
}

START_TEST(plans_have_less_noise)
{
	static const struct table_shape designs[][3] = {
		{{0, 8, 2, "3", 40}, {0, 5, 1, "1", 900}, {1, 1, 1, "1", 30000}},
		{{0, 31, 4, "1", 25}, {1, 1, 1, "1", 2385}, {1, 2, 1, "0.2", 700}},
		{{0, 12, 1, "1", 100}, {1, 12, 3, "5", 110}, {0, 3, 3, "1", 90}},
	};
	static const enum hush_account_kind kinds[] = {HUSH_ACCOUNT_ZCDP, HUSH_ACCOUNT_PURE};

	for (size_t i = 0; i < sizeof designs / sizeof designs[0]; i++) {
		for (int k = 0; k < 2; k++) {
			double before = measured(kinds[k], HUSH_SPLIT_BUDGET, designs[i], 3, false);
			double after = measured(kinds[k], HUSH_SPLIT_VARIANCE, designs[i], 3, false);
			double least;

			ck_assert_msg(after < before * 0.99, "design %zu, kind %d: %g is not below %g", i, k, after, before);
			before = measured(kinds[k], HUSH_SPLIT_BUDGET, designs[i], 3, true);
			least = measured(kinds[k], HUSH_SPLIT_RELATIVE, designs[i], 3, true);
			ck_assert_msg(least < before * 0.99, "design %zu, kind %d: %g is not below %g", i, k, least, before);
		}
	}
}
END_TEST

/* Never worse than any other weights would make it, but for the grid of parameters. */
START_TEST(no_other_weights_do_better)
{
	static const char *const other[] = {"0.1", "0.5", "1", "2", "7"};

	for (int round = 0; round < 40; round++) {
		enum hush_account_kind kind = round % 2 ? HUSH_ACCOUNT_ZCDP : HUSH_ACCOUNT_PURE;
		struct table_shape shapes[3];
		struct hush_plan *plan;
		double best;
		double sum = 0;

		for (int i = 0; i < 3; i++) {
			shapes[i] = (struct table_shape){below(2), 1 + below(40), 1 + below(3), below(2) ? "1" : "4", 1 + below(500)};
		}
		best = measured(kind, HUSH_SPLIT_VARIANCE, shapes, 3, false);
		kit_init(&kit, kind);
		kit_guarantee(&kit, round % 2 ? NULL : "1", NULL, round % 2 ? "0.02" : NULL);
		for (int i = 0; i < 3; i++) {
			kit_share(&kit, shapes[i].source, shapes[i].cells, shapes[i].per_cell, other[below(5)]);
		}
		kit_margin(&kit, 0, 2, 1, 200, "0.95");
		plan = kit_plan(&kit);
		for (int i = 0; i < 3; i++) {
			sum += (shapes[i].share[0] == '4' ? 4 : 1) * rational_value(&plan->tables[i].variance);
		}
		ck_assert_msg(best <= sum * 1.002, "round %d: %g is above %g", round, best, sum);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
}
END_TEST

/* Of a short table that one vehicle may touch all over: its noise is correlated, and less than its L2 would make it. */
START_TEST(correlated_noise_counts_as_what_it_is)
{
	struct hush_plan *plan;
	double ratio[2];

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "0.002");
	kit.spec.split = HUSH_SPLIT_RELATIVE;
	kit_share(&kit, 0, 16, 1, "1")->typical = 300;
	kit.tables[0].cells = 16;
	kit_share(&kit, 0, 16, 1, "1")->typical = 300;
	kit.tables[1].cells = 1000;
	plan = kit_plan(&kit);
	ck_assert_int_eq(plan->tables[0].mechanism, HUSH_CORRELATED_GAUSSIAN);
	ck_assert_int_eq(plan->tables[1].mechanism, HUSH_DISCRETE_GAUSSIAN);
	for (int i = 0; i < 2; i++) {
		ratio[i] = sqrt(rational_value(&plan->tables[i].variance)) / 300;
	}
	ck_assert_msg(fabs(ratio[0] / ratio[1] - 1) < 2e-3, "%g and %g", ratio[0], ratio[1]);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(accounts_are_split_apart)
{
	struct hush_plan *plan;

	kit_init(&kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(&kit, NULL, NULL, "0.02");
	kit.spec.split = HUSH_SPLIT_VARIANCE;
	kit_share(&kit, 0, 100, 1, "1")->cells = 1000;
	kit_share(&kit, 2, 1, 1, "1");
	plan = kit_plan(&kit);
	/* Each alone in its account: all of the rho. */
	expect_rational(&plan->tables[0].parameter, "2500");
	expect_rational(&plan->tables[1].parameter, "25");
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(a_part_too_small_for_any_noise_is_refused_by_name)
{
	struct hush_plan *plan = NULL;
	hush_error err = {0};

	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "0.001", NULL, NULL);
	kit.spec.split = HUSH_SPLIT_RELATIVE;
	kit_share(&kit, 0, 1, 1, "1")->typical = UINT64_C(1) << 40;
	kit_share(&kit, 0, 1, 1, "1")->typical = 1;
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "\"t0\""));
	ck_assert_ptr_nonnull(strstr(err.hint, "typical count"));
	kit.tables[1].typical = 0;
	ck_assert_int_eq(kit_try(&kit, &plan, &err), HUSH_E_SPEC);
	kit_clear(&kit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("split");
	TCase *tests = tcase_create("split");
	TCase *level_tests = tcase_create("levels");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, closed_forms);
	tcase_add_test(tests, other_noise_has_its_own_size);
	tcase_add_test(tests, nothing_nearby_is_better);
	tcase_add_test(tests, no_grid_point_is_better);
	tcase_add_test(tests, extreme_ratios_leave_every_part);
	tcase_add_test(tests, long_denominators_are_given_up);
	tcase_add_test(tests, bad_items_are_refused);
	tcase_add_test(tests, plans_have_less_noise);
	tcase_add_test(tests, no_other_weights_do_better);
	tcase_add_test(tests, correlated_noise_counts_as_what_it_is);
	tcase_add_test(tests, accounts_are_split_apart);
	tcase_add_test(tests, a_part_too_small_for_any_noise_is_refused_by_name);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(level_tests, setup_levels, teardown_levels);
	tcase_add_test(level_tests, levels_of_the_reference);
	tcase_add_test(level_tests, levels_spend_all_and_no_other_division_is_better);
	tcase_add_test(level_tests, levels_enclose_what_roots_cannot);
	tcase_add_test(level_tests, bad_levels_are_refused);
	suite_add_tcase(suite, level_tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
