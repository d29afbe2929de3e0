/*
 * correlated: what correlated noise costs, how wide it is, and where it is chosen.
 *
 * Charges are compared with every shift that a unit may cause, first in the space of the proof and then on the published
 * numbers themselves, whose joint law is enumerated.  Masses are long doubles: exact to about 1e-17, which the
 * comparisons allow for.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "plan/correlated.h"
#include "plan/law.h"
#include "specs.h"

enum { REACH = 400, MOST_SIDE = 40 };

static struct hush_rational parameter, other, third;
static hush_error err;

static void set_up(void)
{
	hush_rational_init(&parameter);
	hush_rational_init(&other);
	hush_rational_init(&third);
	err = (hush_error){0};
}

static void tear_down(void)
{
	hush_rational_clear(&parameter);
	hush_rational_clear(&other);
	hush_rational_clear(&third);
}

static struct hush_sensitivity shape(uint64_t cells, uint64_t l0, uint64_t linf)
{
	return (struct hush_sensitivity){
	    .l0 = l0, .linf = linf, .l1 = l0 * linf, .l2_squared = l0 * linf * linf, .cells = cells};
}

static long double number(const struct hush_rational *value)
{
	return (long double)mpz_get_d(mpq_numref(value->q)) / (long double)mpz_get_d(mpq_denref(value->q));
}

/* --- masses --- */

/* masses[REACH + x] of the discrete Gaussian of sigma^2 */
static void gaussian_masses(long double sigma2, long double masses[2 * REACH + 1])
{
	long double sum = 0;

	for (int x = REACH; x >= 1; x--) {
		masses[REACH + x] = masses[REACH - x] = expl(-(long double)x * x / (2 * sigma2));
		sum += 2 * masses[REACH + x];
	}
	masses[REACH] = 1;
	sum += 1;
	for (int x = 0; x <= 2 * REACH; x++) {
		masses[x] /= sum;
	}
}

static long double at(const long double *masses, int x)
{
	return x < -REACH || x > REACH ? 0 : masses[REACH + x];
}

/* P[floor((z + Z + B)/2) = m]: of the four sums, those of B = 0 and of B = 1 */
static long double cell_mass(const long double *own, int z, int m)
{
	return (at(own, 2 * m - z) + at(own, 2 * m + 1 - z)) / 2 + (at(own, 2 * m - 1 - z) + at(own, 2 * m - z)) / 2;
}

static void masses_of(const char *text, uint64_t cells, long double *common, long double *own)
{
	rational_from(&parameter, text);
	hush_correlated_common(&parameter, cells, &other);
	gaussian_masses(number(&other), common);
	gaussian_masses(number(&parameter), own);
}

/* --- cost --- */

START_TEST(the_charge_is_the_greatest_cost_of_a_shift)
{
	static const char *const sizes[] = {"1", "7/4", "45", "123457"};
	static const struct {
		uint64_t cells, linf;
	} shapes[] = {{2, 1}, {2, 3}, {2, 7}, {3, 1}, {3, 4}, {4, 2}, {5, 1}, {6, 2}, {8, 1}};

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
			uint64_t cells = shapes[i].cells, c = shapes[i].linf, total = 1;
			struct hush_sensitivity seen = shape(cells, cells, c);
			struct hush_rational greatest;
			struct hush_cost cost;

			hush_rational_init(&greatest);
			hush_cost_init(&cost);
			rational_from(&parameter, sizes[s]);
			ck_assert_int_eq(hush_cost_of(&seen, HUSH_CORRELATED_GAUSSIAN, &parameter, &cost, NULL), HUSH_OK);
			hush_correlated_common(&parameter, cells, &other);
			for (uint64_t k = 0; k < cells; k++) {
				total *= c + 1;
			}
			for (uint64_t v = 0; v < total; v++) {
				uint64_t squares = 0;

				for (uint64_t k = 0, rest = v; k < cells; k++, rest /= c + 1) {
					int64_t moved = 2 * (int64_t)(rest % (c + 1)) - (int64_t)c;

					squares += (uint64_t)(moved * moved);
				}
				/* c^2/(2 sigma_0^2) + squares/(2 sigma^2) */
				hush_rational_set_u64(&third, c * c, 2);
				mpq_div(third.q, third.q, other.q);
				hush_rational_set_u64(&cost.delta, squares, 2);
				mpq_div(cost.delta.q, cost.delta.q, parameter.q);
				mpq_add(third.q, third.q, cost.delta.q);
				if (hush_rational_compare(&third, &greatest) > 0) {
					hush_rational_set(&greatest, &third);
				}
			}
			ck_assert_msg(hush_rational_compare(&greatest, &cost.rho) == 0, "sigma^2 %s, %d cells, linf %d", sizes[s],
			              (int)cells, (int)c);
			hush_cost_clear(&cost);
			hush_rational_clear(&greatest);
		}
	}
}
END_TEST

/* Joint law of two or three published noises, index (m + side) in each place. */
static long double joint[(2 * MOST_SIDE + 1) * (2 * MOST_SIDE + 1) * 11];

struct lattice {
	int cells;
	int side;
	size_t points;
};

static struct lattice lattice_of(int cells)
{
	struct lattice lattice = {.cells = cells, .side = cells == 2 ? MOST_SIDE : 19, .points = 1};

	for (int k = 0; k < cells; k++) {
		lattice.points *= (size_t)(2 * lattice.side + 1);
	}
	ck_assert_uint_le(lattice.points, sizeof joint / sizeof joint[0]);
	return lattice;
}

/* The index of the point `index` moved by -v, or no index at all. */
static size_t moved(const struct lattice *lattice, size_t index, const int *v)
{
	size_t to = 0, unit = 1;
	int width = 2 * lattice->side + 1;

	for (int k = lattice->cells; k-- > 0; index /= (size_t)width, unit *= (size_t)width) {
		int at = (int)(index % (size_t)width) - v[k];

		if (at < 0 || at >= width) {
			return SIZE_MAX;
		}
		to += (size_t)at * unit;
	}
	return to;
}

static void fill_joint(const char *text, const struct lattice *lattice)
{
	static long double common[2 * REACH + 1], own[2 * REACH + 1];
	static long double given[2 * MOST_SIDE + 1];
	size_t width = 2 * (size_t)lattice->side + 1;

	masses_of(text, (uint64_t)lattice->cells, common, own);
	memset(joint, 0, sizeof joint);
	for (int z = -REACH; z <= REACH; z++) {
		if (at(common, z) < 1e-200L) {
			continue;
		}
		for (int m = -lattice->side; m <= lattice->side; m++) {
			given[m + lattice->side] = cell_mass(own, z, m);
		}
		for (size_t index = 0; index < lattice->points; index++) {
			long double mass = at(common, z);
			size_t rest = index;

			for (int k = 0; k < lattice->cells; k++, rest /= width) {
				mass *= given[rest % width];
			}
			joint[index] += mass;
		}
	}
}

static const long double orders[] = {1, 1.05L, 1.5L, 2, 5, 9};

enum { ORDERS = sizeof orders / sizeof orders[0] };

/*
 * Renyi divergences (order 1: KL) of the published vector against itself moved by v, over their orders; too low by what is
 * cut off. By symmetry a unit that goes costs what a unit that comes costs.
 */
static void losses(const struct lattice *lattice, const int *v, long double loss[ORDERS])
{
	long double sums[ORDERS] = {0}, total = 0;

	for (size_t index = 0; index < lattice->points; index++) {
		size_t to = moved(lattice, index, v);
		long double p = joint[index], ratio;

		if (to == SIZE_MAX || p == 0 || joint[to] == 0) {
			continue;
		}
		ratio = logl(p / joint[to]);
		total += p;
		sums[0] += p * ratio;
		for (int o = 1; o < ORDERS; o++) {
			sums[o] += p * expl((orders[o] - 1) * ratio);
		}
	}
	ck_assert_ldouble_gt(total, 1 - 1e-6L);
	loss[0] = sums[0];
	for (int o = 1; o < ORDERS; o++) {
		loss[o] = logl(sums[o]) / (orders[o] - 1) / orders[o];
	}
}

/*
 * No unit's shift of the published numbers diverges by more than alpha times the charge, and the worst one by more than
 * half of that, so that the comparison means something.
 */
static const struct {
	const char *sigma2;
	int cells, linf;
} tiny[] = {{"1", 2, 1}, {"2", 2, 1}, {"7/2", 2, 2}, {"16", 2, 3}, {"33", 2, 1}, {"1", 3, 1}, {"5", 3, 1}, {"12", 3, 2}};

START_TEST(published_numbers_keep_the_charge)
{
	struct lattice lattice = lattice_of(tiny[_i].cells);
	int cells = tiny[_i].cells, c = tiny[_i].linf, total = 1;
	struct hush_sensitivity seen = shape((uint64_t)cells, (uint64_t)cells, (uint64_t)c);
	struct hush_cost cost;
	long double rho, worst = 0;

	hush_cost_init(&cost);
	fill_joint(tiny[_i].sigma2, &lattice);
	ck_assert_int_eq(hush_cost_of(&seen, HUSH_CORRELATED_GAUSSIAN, &parameter, &cost, NULL), HUSH_OK);
	rho = number(&cost.rho);
	for (int k = 0; k < cells; k++) {
		total *= c + 1;
	}
	for (int index = 0; index < total; index++) {
		long double loss[ORDERS];
		int v[3] = {0}, rest = index;

		for (int k = 0; k < cells; k++, rest /= c + 1) {
			v[k] = rest % (c + 1);
		}
		losses(&lattice, v, loss);
		for (int o = 0; o < ORDERS; o++) {
			worst = loss[o] > worst ? loss[o] : worst;
			ck_assert_msg(loss[o] <= rho * (1 + 1e-12L), "order %Lg: %Lg of %Lg", orders[o], loss[o], rho);
		}
	}
	ck_assert_msg(worst >= 0.5L * rho, "the worst shift costs %Lg of %Lg", worst, rho);
	hush_cost_clear(&cost);
}
END_TEST

/* --- the law of one cell --- */

/* P[N >= m] for m >= 1 */
static long double tail_of(const long double *common, const long double *own, int m)
{
	static long double sum[4 * REACH + 1]; /* masses of Z_0 + Z_i */
	static const long double *made_for;
	static long double made_of;
	long double tail = 0;

	if (made_for != common || made_of != own[REACH]) {
		memset(sum, 0, sizeof sum);
		for (int z = -REACH; z <= REACH; z++) {
			for (int x = -REACH; x <= REACH; x++) {
				sum[2 * REACH + z + x] += at(common, z) * at(own, x);
			}
		}
		made_for = common;
		made_of = own[REACH];
	}
	for (int g = 2 * REACH; g >= 2 * m; g--) {
		tail += sum[2 * REACH + g];
	}
	return tail + sum[2 * REACH + 2 * m - 1] / 2;
}

static const struct {
	const char *sigma2;
	uint64_t cells;
} laws[] = {{"1", 2},    {"1", 7},     {"1", 64},  {"2049/2048", 30}, {"5/2", 3},  {"5/2", 64}, {"7", 12},
            {"15", 5},   {"35", 64},   {"37", 64}, {"21", 7},         {"22.5", 7}, {"60", 24},  {"100", 2},
            {"331", 10}, {"500.5", 31}, {"1000", 64}};

START_TEST(tails_are_enclosed)
{
	static long double common[2 * REACH + 1], own[2 * REACH + 1];
	mpfr_t low, high;

	mpfr_inits2(192, low, high, (mpfr_ptr)0);
	masses_of(laws[_i].sigma2, laws[_i].cells, common, own);
	for (int m = 1; m <= 60; m = m < 12 ? m + 1 : m + 7) {
		long double tail = tail_of(common, own, m);

		if (tail < 1e-250L) {
			break;
		}
		hush_correlated_tail(&parameter, laws[_i].cells, (uint64_t)m, low, high);
		ck_assert_ldouble_le(mpfr_get_ld(low, MPFR_RNDD), tail * (1 + 1e-15L));
		ck_assert_ldouble_ge(mpfr_get_ld(high, MPFR_RNDU), tail * (1 - 1e-15L));
		mpfr_sub(high, high, low, MPFR_RNDU);
		mpfr_div(high, high, low, MPFR_RNDU);
		ck_assert_msg(mpfr_cmp_d(high, 1e-30) < 0, "sigma^2 %s, %d cells, m %d: not sharp", laws[_i].sigma2,
		              (int)laws[_i].cells, m);
	}
	mpfr_clears(low, high, (mpfr_ptr)0);
}
END_TEST

/* The least t with P[|N| > t] <= 1 - confidence, against sums; and what is decided agrees with the enclosure. */
START_TEST(half_widths_are_the_least)
{
	static long double common[2 * REACH + 1], own[2 * REACH + 1];
	static const char *const confidences[] = {"0", "0.1", "0.25", "0.5", "0.6827", "0.8", "0.95", "0.99",
	                                         "0.999999", "0.999999999999"};
	struct hush_plan_table table = {.mechanism = HUSH_CORRELATED_GAUSSIAN, .sensitivity.cells = laws[_i].cells};

	masses_of(laws[_i].sigma2, laws[_i].cells, common, own);
	table.parameter = parameter;
	for (size_t c = 0; c < sizeof confidences / sizeof confidences[0]; c++) {
		long double excess;
		uint64_t seen = 0;
		int t = 0;

		rational_from(&third, confidences[c]);
		ck_assert_int_eq(hush_table_half_width(&table, &third, &seen, NULL), HUSH_OK);
		mpq_set_ui(other.q, 1, 1);
		mpq_sub(other.q, other.q, third.q);
		excess = number(&other);
		while (2 * tail_of(common, own, t + 1) > excess) {
			t++;
		}
		ck_assert_msg(seen == (uint64_t)t, "sigma^2 %s, %d cells, %s: %d, not %d", laws[_i].sigma2, (int)laws[_i].cells,
		              confidences[c], (int)seen, t);
	}
}
END_TEST

/* Close calls, between the quick bounds: the enclosure's own ends as the excess. */
START_TEST(close_calls_are_decided)
{
	mpfr_t low, high;

	mpfr_inits2(192, low, high, (mpfr_ptr)0);
	rational_from(&parameter, laws[_i].sigma2);
	for (uint64_t t = 0; t < 9; t += 2) {
		hush_correlated_tail(&parameter, laws[_i].cells, t + 1, low, high);
		mpfr_mul_2ui(high, high, 1, MPFR_RNDU);
		hush_rational_set_mpfr(&other, high);
		ck_assert(hush_correlated_within(&parameter, laws[_i].cells, t, &other));
		mpfr_mul_d(low, low, 2 * (1 - 1e-14), MPFR_RNDD);
		hush_rational_set_mpfr(&other, low);
		ck_assert(!hush_correlated_within(&parameter, laws[_i].cells, t, &other));
	}
	mpfr_clears(low, high, (mpfr_ptr)0);
}
END_TEST

START_TEST(variances_are_not_below_the_law)
{
	static long double common[2 * REACH + 1], own[2 * REACH + 1];
	long double variance = 0, covariance = 0, said, said_common;

	masses_of(laws[_i].sigma2, laws[_i].cells, common, own);
	for (int m = 60 * 6; m >= 1; m--) {
		variance += 2 * (2 * m - 1) * tail_of(common, own, m); /* E N^2 = sum of (2m - 1) P[|N| >= m] */
	}
	for (int z = 1; z <= REACH; z++) {
		covariance += 2 * (long double)z * z * at(common, z) / 4;
	}
	hush_correlated_variance(&parameter, laws[_i].cells, &other, &third);
	said = number(&other);
	said_common = number(&third);
	ck_assert_ldouble_ge(said, variance * (1 - 1e-14L));
	ck_assert_ldouble_ge(said_common, covariance * (1 - 1e-14L));
	ck_assert_ldouble_ge(said - said_common, (variance - covariance) * (1 - 1e-14L));
	ck_assert_ldouble_le(said, variance + 0.125L);
	if (number(&parameter) >= 20) {
		ck_assert_ldouble_le(said, variance * (1 + 1e-11L));
		ck_assert_ldouble_le(said_common, covariance * (1 + 1e-11L));
	}
}
END_TEST

/* Far above what can be summed, half widths are those of the normal law of the same variance, but for rounding. */
START_TEST(wide_laws_are_nearly_normal)
{
	static const struct {
		const char *confidence;
		long double z;
	} quantiles[] = {{"0.5", 0.674489750196081743L}, {"0.95", 1.959963984540054236L}, {"0.999", 3.290526731491894794L}};
	static const char *const sizes[] = {"5000000", "16777216", "16777217", "123456789123", "576460752303423488"};
	static const uint64_t cells[] = {2, 9, 64};

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		for (size_t c = 0; c < 3; c++) {
			struct hush_plan_table table = {.mechanism = HUSH_CORRELATED_GAUSSIAN, .sensitivity.cells = cells[c]};

			rational_from(&parameter, sizes[s]);
			table.parameter = parameter;
			ck_assert_int_eq(hush_table_variance(&table, &other, &third, NULL), HUSH_OK);
			for (size_t q = 0; q < 3; q++) {
				long double expected = quantiles[q].z * sqrtl(number(&other));
				uint64_t seen = 0;

				rational_from(&third, quantiles[q].confidence);
				ck_assert_int_eq(hush_table_half_width(&table, &third, &seen, NULL), HUSH_OK);
				ck_assert_ldouble_ge((long double)seen + 0.5L, expected * (1 - 1e-12L) - 0.1L);
				ck_assert_ldouble_le((long double)seen + 0.5L, expected * (1 + 1e-12L) + 1.1L);
			}
		}
	}
}
END_TEST

/* --- where it is chosen --- */

static struct hush_plan *plan_one(struct spec_kit *kit, uint32_t source, uint64_t cells, uint32_t l0, uint32_t linf,
                                  const char *rho)
{
	kit_init(kit, HUSH_ACCOUNT_ZCDP);
	kit_guarantee(kit, NULL, NULL, rho);
	kit_share(kit, source, l0, linf, "1")->cells = cells;
	return kit_plan(kit);
}

START_TEST(the_least_variance_is_taken)
{
	static const uint64_t lengths[] = {1, 2, 3, 4, 5, 7, 12, 24, 63, 64, 65};
	static struct spec_kit kit;
	int chosen = 0;

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		uint64_t cells = lengths[i];
		uint32_t turn = (uint32_t)((sqrtl((long double)cells) + 1) * (sqrtl((long double)cells) + 1) / 4);

		/* one cell, the last limit where independent noise varies less, the first where it does not, all cells */
		for (int at_limit = 0; at_limit < 4; at_limit++) {
			uint32_t l0 = at_limit == 0 || turn == 0 ? 1 : at_limit == 1 ? turn : at_limit == 2 ? turn + 1 : (uint32_t)cells;
			struct hush_plan *plan = plan_one(&kit, 0, cells, l0, 3, "0.02435");
			const struct hush_plan_table *table = &plan->tables[0];
			long double root = sqrtl((long double)cells), factor = (root + 1) * (root + 1) / 4 / l0;
			bool correlated = table->mechanism == HUSH_CORRELATED_GAUSSIAN;

			ck_assert(hush_rational_compare(&table->cost.rho, &kit.spec.guarantee.rho) <= 0);
			if (cells < 2 || cells > 64 || factor > 1.002L) {
				ck_assert(!correlated);
			} else if (factor < 0.998L) {
				ck_assert_msg(correlated, "%d cells, %u touched", (int)cells, l0);
			}
			/* never more variance than the plain Gaussian of the same rho, on whose grid one step is 2^-11 */
			hush_rational_set_u64(&other, table->sensitivity.l2_squared, 2);
			mpq_div(other.q, other.q, kit.spec.guarantee.rho.q);
			ck_assert_ldouble_le(number(&table->variance),
			                     number(&other) * (1 + 1 / 2048.0L) * (correlated && factor < 1 ? factor + 0.003L : 1));
			if (!correlated) {
				ck_assert(hush_rational_is_zero(&table->common_variance));
			}
			chosen += correlated;
			hush_plan_free(plan);
			kit_clear(&kit);
		}
	}
	ck_assert_int_ge(chosen, 18);
}
END_TEST

START_TEST(a_week_of_days_as_worked_out_by_hand)
{
	static struct spec_kit kit;
	struct hush_plan *plan = plan_one(&kit, 0, 7, 7, 1, "1/100");
	const struct hush_plan_table *table = &plan->tables[0];

	/* r = 43: sigma^2 = (43 + 112)/(32 rho) = 484.375; sigma_0^2 = 484.375 * 16/43; plain: 7/(2 rho) = 350. */
	ck_assert_int_eq(table->mechanism, HUSH_CORRELATED_GAUSSIAN);
	expect_rational(&table->parameter, "3875/8");
	expect_rational(&table->cost.rho, "1/100");
	expect_rational(&table->cost.epsilon, "0");
	/* 484.375/4 * 16/43 = 45.0581395..., 484.375/4 + 1/8 = 121.21875 */
	expect_rational(&table->common_variance, "450581395349/10000000000");
	expect_rational(&table->variance, "33255377907/200000000");
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(declared_sources_and_epsilon_never_take_it)
{
	static struct spec_kit kit;
	struct hush_plan *plan;

	/* A declared source: k cells, k each, k in all. */
	for (uint64_t cells = 2; cells <= 64; cells *= 2) {
		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, NULL, NULL, "1/50");
		kit_share(&kit, 3, 20, 20, "1")->cells = cells;
		kit.tables[0].limits.total = 20;
		plan = kit_plan(&kit);
		ck_assert_int_eq(plan->tables[0].mechanism, HUSH_DISCRETE_GAUSSIAN);
		hush_plan_free(plan);
		kit_clear(&kit);
	}
	kit_init(&kit, HUSH_ACCOUNT_PURE);
	kit_guarantee(&kit, "1", NULL, NULL);
	kit_share(&kit, 0, 7, 1, "1")->cells = 7;
	kit_margin(&kit, 0, 7, 1, 100, "0.95")->cells = 7;
	plan = kit_plan(&kit);
	ck_assert_int_eq(plan->tables[0].mechanism, HUSH_DISCRETE_LAPLACE);
	ck_assert_int_eq(plan->tables[1].mechanism, HUSH_DISCRETE_LAPLACE);
	hush_plan_free(plan);
	kit_clear(&kit);
}
END_TEST

START_TEST(margins_take_it_where_it_costs_less)
{
	static struct spec_kit kit;
	static const struct {
		uint64_t cells, within;
		uint32_t l0;
		bool correlated;
	} asks[] = {{7, 40, 7, true}, {7, 40, 1, false}, {7, 2, 7, true}, {24, 1000, 24, true},
	            {64, 5000000, 40, true}, {65, 40, 65, false}, {2, 0, 2, false}};

	for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
		struct hush_plan *plan;
		const struct hush_plan_table *table;
		struct hush_plan_table wider = {.mechanism = HUSH_CORRELATED_GAUSSIAN, .sensitivity.cells = asks[i].cells};
		uint64_t t = 0;

		kit_init(&kit, HUSH_ACCOUNT_ZCDP);
		kit_guarantee(&kit, NULL, NULL, "400");
		kit_margin(&kit, 0, asks[i].l0, 1, asks[i].within, "0.95")->cells = asks[i].cells;
		plan = kit_plan(&kit);
		table = &plan->tables[0];
		ck_assert_msg((table->mechanism == HUSH_CORRELATED_GAUSSIAN) == asks[i].correlated, "case %zu", i);
		ck_assert_uint_le(table->moe95, asks[i].within);
		if (asks[i].correlated) {
			/* one part in a thousand more noise is too much (at least one step of a whole number's grid) */
			mpq_set_ui(other.q, 1001, 1000);
			mpq_mul(other.q, other.q, table->parameter.q);
			wider.parameter = other;
			rational_from(&third, "0.95");
			ck_assert_int_eq(hush_table_half_width(&wider, &third, &t, NULL), HUSH_OK);
			ck_assert_uint_gt(t, asks[i].within);
		}
		hush_plan_free(plan);
		kit_clear(&kit);
	}
}
END_TEST

START_TEST(what_is_out_of_range_is_refused)
{
	static const struct {
		const char *sigma2;
		uint64_t cells;
	} wrong[] = {{"0", 7}, {"2047/2048", 7}, {"576460752303423489", 7}, {"9", 0}, {"9", 1}, {"9", 65}, {"9", UINT64_MAX}};
	struct hush_sensitivity seen = shape(7, 7, 1);
	uint64_t t = 5;

	rational_from(&third, "0.95");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct hush_plan_table table = {.mechanism = HUSH_CORRELATED_GAUSSIAN, .sensitivity.cells = wrong[i].cells};
		struct hush_cost cost;

		hush_cost_init(&cost);
		rational_from(&parameter, wrong[i].sigma2);
		table.parameter = parameter;
		seen.cells = wrong[i].cells;
		ck_assert_int_eq(hush_cost_of(&seen, HUSH_CORRELATED_GAUSSIAN, &parameter, &cost, &err), HUSH_E_SPEC);
		ck_assert_ptr_nonnull(strstr(err.message, wrong[i].cells == 7 ? "1 to 2^59" : "2 to 64 cells"));
		ck_assert_int_eq(hush_table_half_width(&table, &third, &t, NULL), HUSH_E_SPEC);
		ck_assert_int_eq(hush_table_variance(&table, &other, &third, NULL), HUSH_E_SPEC);
		ck_assert_uint_eq(t, 5);
		hush_cost_clear(&cost);
	}
	/* Without a table there is no such law. */
	rational_from(&parameter, "9");
	ck_assert_int_eq(hush_law_half_width(HUSH_CORRELATED_GAUSSIAN, &parameter, &third, &t, NULL), HUSH_E_SPEC);
	ck_assert_int_eq(hush_law_variance(HUSH_CORRELATED_GAUSSIAN, &parameter, &other, NULL), HUSH_E_SPEC);
	rational_from(&other, "0.9");
	ck_assert(!hush_law_within(HUSH_CORRELATED_GAUSSIAN, &parameter, 1000, &other));
}
END_TEST

START_TEST(names_are_read_back)
{
	static const enum hush_mechanism all[] = {HUSH_DISCRETE_GAUSSIAN, HUSH_DISCRETE_LAPLACE, HUSH_CORRELATED_GAUSSIAN};
	enum hush_mechanism seen;

	for (size_t i = 0; i < 3; i++) {
		seen = all[(i + 1) % 3];
		ck_assert(hush_mechanism_parse(hush_mechanism_name(all[i]), &seen));
		ck_assert_int_eq(seen, all[i]);
	}
	ck_assert_str_eq(hush_mechanism_name(HUSH_CORRELATED_GAUSSIAN), "correlated-discrete-gaussian");
	ck_assert(!hush_mechanism_parse("correlated", &seen));
	ck_assert(!hush_mechanism_parse("", &seen));
}
END_TEST

int main(void)
{
	const int tiny_count = (int)(sizeof tiny / sizeof tiny[0]), law_count = (int)(sizeof laws / sizeof laws[0]);
	Suite *suite = suite_create("correlated");
	TCase *tcase = tcase_create("correlated");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_charge_is_the_greatest_cost_of_a_shift);
	tcase_add_loop_test(tcase, published_numbers_keep_the_charge, 0, tiny_count);
	tcase_add_loop_test(tcase, tails_are_enclosed, 0, law_count);
	tcase_add_loop_test(tcase, half_widths_are_the_least, 0, law_count);
	tcase_add_loop_test(tcase, close_calls_are_decided, 0, law_count);
	tcase_add_loop_test(tcase, variances_are_not_below_the_law, 0, law_count);
	tcase_add_test(tcase, wide_laws_are_nearly_normal);
	tcase_add_test(tcase, the_least_variance_is_taken);
	tcase_add_test(tcase, a_week_of_days_as_worked_out_by_hand);
	tcase_add_test(tcase, declared_sources_and_epsilon_never_take_it);
	tcase_add_test(tcase, margins_take_it_where_it_costs_less);
	tcase_add_test(tcase, what_is_out_of_range_is_refused);
	tcase_add_test(tcase, names_are_read_back);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
