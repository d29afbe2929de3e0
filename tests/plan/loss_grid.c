/* loss_grid: published grids come out, and what a grid says lies on its side of the exact law. */
#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "plan/loss_grid.h"

static struct hush_rational parameter, shift, step, tail;

static void setup(void)
{
	hush_rational_init(&parameter);
	hush_rational_init(&shift);
	hush_rational_init(&step);
	hush_rational_init(&tail);
}

static void teardown(void)
{
	hush_rational_clear(&parameter);
	hush_rational_clear(&shift);
	hush_rational_clear(&step);
	hush_rational_clear(&tail);
}

static struct hush_loss_part part_of(enum hush_loss_law law, const char *p, const char *d)
{
	ck_assert(hush_rational_parse(&parameter, p) && hush_rational_parse(&shift, d));
	return (struct hush_loss_part){.law = law, .parameter = &parameter, .shift = &shift, .count = 1};
}

static struct hush_loss_grid grid_of(enum hush_loss_law law, const char *p, const char *d, const char *h, const char *cut,
                                     enum hush_grid_method method)
{
	struct hush_loss_part part = part_of(law, p, d);
	struct hush_loss_grid grid;
	hush_error err;

	ck_assert(hush_rational_parse(&step, h) && hush_rational_parse(&tail, cut));
	ck_assert_msg(hush_loss_grid_make(&part, &step, &tail, method, &grid, &err) == HUSH_OK, "%s", err.message);
	return grid;
}

static double low(const struct hush_loss_grid *grid, int64_t point)
{
	return mpfr_get_d(grid->mass[point - grid->first].low, MPFR_RNDD);
}

/* --- values of google/differential-privacy, python/dp_accounting/dp_accounting/pld/privacy_loss_distribution_test.py --- */

struct dot {
	int64_t point;
	double mass;
};

/* Every dot is there to 1e-7 with a narrow enclosure; every other point is empty. */
static void holds(struct hush_loss_grid *grid, const struct dot *dots, unsigned count, double infinite)
{
	unsigned seen = 0;

	for (uint32_t i = 0; i < grid->count; i++) {
		double expected = 0;

		for (unsigned k = 0; k < count; k++) {
			if (dots[k].point == grid->first + i) {
				expected = dots[k].mass;
				seen++;
			}
		}
		ck_assert_double_eq_tol(mpfr_get_d(grid->mass[i].low, MPFR_RNDD), expected, 1e-7);
		ck_assert_double_eq_tol(mpfr_get_d(grid->mass[i].high, MPFR_RNDU), expected, 1e-7);
	}
	ck_assert_uint_eq(seen, count);
	ck_assert_double_eq_tol(mpfr_get_d(grid->infinite.low, MPFR_RNDD), infinite, 1e-7);
	ck_assert_double_eq_tol(mpfr_get_d(grid->infinite.high, MPFR_RNDU), infinite, 1e-7);
	hush_loss_grid_clear(grid);
}

START_TEST(published_laplace)
{
	struct hush_loss_grid grid = grid_of(HUSH_LOSS_LAPLACE, "1", "1", "1", "0", HUSH_GRID_BUCKETS_UP);

	holds(&grid, (struct dot[]){{1, 0.69673467}, {0, 0.11932561}, {-1, 0.18393972}}, 3, 0);
	grid = grid_of(HUSH_LOSS_LAPLACE, "1", "1", "1", "0", HUSH_GRID_CONNECT_DOTS);
	holds(&grid, (struct dot[]){{1, 0.62245933}, {0, 0.14855068}, {-1, 0.22898999}}, 3, 0);
	grid = grid_of(HUSH_LOSS_LAPLACE, "1", "1", "0.5", "0", HUSH_GRID_CONNECT_DOTS);
	holds(&grid,
	      (struct dot[]){{2, 0.5621765}, {1, 0.09684622}, {0, 0.07542391}, {-1, 0.0587402}, {-2, 0.20681318}}, 5, 0);
	grid = grid_of(HUSH_LOSS_LAPLACE, "1", "1", "1", "0", HUSH_GRID_BUCKETS_DOWN);
	holds(&grid, (struct dot[]){{1, 0.5}, {0, 0.19673467}, {-1, 0.30326533}}, 3, 0);
}
END_TEST

START_TEST(published_discrete)
{
	struct hush_loss_grid grid = grid_of(HUSH_LOSS_DISCRETE_LAPLACE, "1.25", "3", "1", "0", HUSH_GRID_BUCKETS_UP);
	struct hush_loss_part part;

	holds(&grid, (struct dot[]){{3, 0.68997448}, {1, 0.17072207}, {0, 0.07671037}, {-2, 0.06259307}}, 4, 0);
	grid = grid_of(HUSH_LOSS_DISCRETE_LAPLACE, "1", "1", "0.03", "0", HUSH_GRID_CONNECT_DOTS);
	holds(&grid, (struct dot[]){{34, 0.246127076}, {33, 0.484931503}, {-33, 0.180189243}, {-34, 0.088752178}}, 4, 0);
	part = part_of(HUSH_LOSS_DISCRETE_GAUSSIAN, "1", "1");
	ck_assert(hush_rational_parse(&step, "1e-4"));
	ck_assert_int_eq(hush_loss_grid_make_cut(&part, 3, &step, HUSH_GRID_BUCKETS_UP, &grid, NULL), HUSH_OK);
	holds(&grid,
	      (struct dot[]){{25000, 0.05400558}, {15000, 0.24203622}, {5000, 0.39905027}, {-5000, 0.24203623},
	                     {-15000, 0.05400558}, {-25000, 0.00443305}},
	      6, 0.00443305);
}
END_TEST

START_TEST(published_gaussian)
{
	/* tail 2 Phi(-0.9) */
	struct hush_loss_grid grid =
		grid_of(HUSH_LOSS_GAUSSIAN, "1", "1", "0.5", "0.36812025069351895", HUSH_GRID_CONNECT_DOTS);

	holds(&grid,
	      (struct dot[]){{3, 0.178515818}, {2, 0.175063076}, {1, 0.195400642}, {0, 0.171573378}, {-1, 0.11851648},
	                     {-2, 0.064402107}, {-3, 0.039832263}},
	      7, 0.056696236);
}
END_TEST

/* --- against the exact laws --- */

/* delta at point k of a grid: infinite + sum over i > k of (1 - e^((k-i) h)) mass_i, by the ends that `high` names. */
static double grid_delta(const struct hush_loss_grid *grid, int64_t k, double h, bool high)
{
	mpfr_t sum, term;
	double delta;

	mpfr_inits2(256, sum, term, (mpfr_ptr)0);
	mpfr_set(sum, high ? grid->infinite.high : grid->infinite.low, MPFR_RNDN);
	for (uint32_t i = 0; i < grid->count; i++) {
		int64_t above = grid->first + i - k;

		if (above > 0) {
			mpfr_set_d(term, -h * (double)above, MPFR_RNDN);
			mpfr_expm1(term, term, MPFR_RNDN);
			mpfr_neg(term, term, MPFR_RNDN);
			mpfr_mul(term, term, high ? grid->mass[i].high : grid->mass[i].low, MPFR_RNDN);
			mpfr_add(sum, sum, term, MPFR_RNDN);
		}
	}
	delta = mpfr_get_d(sum, MPFR_RNDN);
	mpfr_clears(sum, term, (mpfr_ptr)0);
	return delta;
}

/* Q(a) - e^eps Q(b) */
static double difference_of_tails(double a, double b, double eps)
{
	mpfr_t x, y, z;
	double delta;

	mpfr_inits2(256, x, y, z, (mpfr_ptr)0);
	mpfr_sqrt_ui(z, 2, MPFR_RNDN);
	mpfr_set_d(x, a, MPFR_RNDN);
	mpfr_div(x, x, z, MPFR_RNDN);
	mpfr_erfc(x, x, MPFR_RNDN);
	mpfr_set_d(y, b, MPFR_RNDN);
	mpfr_div(y, y, z, MPFR_RNDN);
	mpfr_erfc(y, y, MPFR_RNDN);
	mpfr_set_d(z, eps, MPFR_RNDN);
	mpfr_exp(z, z, MPFR_RNDN);
	mpfr_mul(y, y, z, MPFR_RNDN);
	mpfr_sub(x, x, y, MPFR_RNDN);
	delta = mpfr_get_d(x, MPFR_RNDN) / 2;
	mpfr_clears(x, y, z, (mpfr_ptr)0);
	return delta;
}

/* What a grid has at point k and above, infinity included. */
static double sum_from(const struct hush_loss_grid *grid, int64_t k, bool high)
{
	mpfr_t sum;
	double total;

	mpfr_init2(sum, 256);
	mpfr_set(sum, high ? grid->infinite.high : grid->infinite.low, MPFR_RNDN);
	for (uint32_t i = 0; i < grid->count; i++) {
		if (grid->first + i >= k) {
			mpfr_add(sum, sum, high ? grid->mass[i].high : grid->mass[i].low, MPFR_RNDN);
		}
	}
	total = mpfr_get_d(sum, MPFR_RNDN);
	mpfr_clear(sum);
	return total;
}

struct gaussian_case {
	const char *variance, *shift, *step, *tail;
	double mu, h;
};

/* mu and h are dyadic, so that doubles hold them. */
static const struct gaussian_case gaussians[] = {
	{"1", "1", "0.5", "1e-3", 1, 0.5},
	{"4", "1", "1/64", "1e-12", 0.5, 1.0 / 64},
	{"1", "4", "1/16", "1e-30", 4, 1.0 / 16},
	{"1024", "1", "1/4096", "1e-60", 1.0 / 32, 1.0 / 4096},
	{"1/16", "1/64", "8", "1e-9", 1.0 / 16, 8},    /* all losses within one step */
	{"1/4", "16", "64", "1e-20", 32, 64},          /* cells of several standard deviations */
	{"65536", "3", "1/16384", "1e-40", 3.0 / 256, 1.0 / 16384},
};

START_TEST(gaussian_sides)
{
	const struct gaussian_case *c = &gaussians[_i];
	struct hush_loss_grid dots =
		grid_of(HUSH_LOSS_GAUSSIAN, c->variance, c->shift, c->step, c->tail, HUSH_GRID_CONNECT_DOTS);
	struct hush_loss_grid up = grid_of(HUSH_LOSS_GAUSSIAN, c->variance, c->shift, c->step, c->tail, HUSH_GRID_BUCKETS_UP);
	struct hush_loss_grid down =
		grid_of(HUSH_LOSS_GAUSSIAN, c->variance, c->shift, c->step, c->tail, HUSH_GRID_BUCKETS_DOWN);
	int64_t last = dots.first + dots.count - 1;
	int64_t jump = last / 3 + 1;

	for (int64_t k = dots.first + 1; k <= last; k += jump) {
		double eps = (double)k * c->h;
		double exact = difference_of_tails(eps / c->mu - c->mu / 2, eps / c->mu + c->mu / 2, eps);

		/* The dots are exact where they stand; buckets are on their sides, at most a step away. */
		ck_assert_double_ge(grid_delta(&dots, k, c->h, true), exact * (1 - 1e-14));
		ck_assert_double_le(grid_delta(&dots, k, c->h, true), exact * (1 + 1e-12) + 1e-300);
		ck_assert_double_ge(grid_delta(&dots, k, c->h, false), exact * (1 - 1e-12));
		ck_assert_double_ge(grid_delta(&up, k, c->h, true), exact * (1 - 1e-14));
		ck_assert_double_le(grid_delta(&down, k, c->h, false), exact * (1 + 1e-14) + 1e-300);
		/* Rounded losses: P[loss >= k h] and P[loss > (k - 1) h], but for what is cut off. */
		exact = difference_of_tails(eps / c->mu - c->mu / 2, 1e3, 0);
		ck_assert_double_le(sum_from(&down, k, false), exact * (1 + 1e-14));
		ck_assert_double_ge(sum_from(&down, k, true), (k < last ? exact : 0) * (1 - 1e-14));
		exact = difference_of_tails((eps - c->h) / c->mu - c->mu / 2, 1e3, 0);
		ck_assert_double_ge(sum_from(&up, k, true), exact * (1 - 1e-14));
		ck_assert_double_le(sum_from(&up, k, false), (k == dots.first + 1 ? 1 : exact) * (1 + 1e-14));
	}
	hush_loss_grid_clear(&dots);
	hush_loss_grid_clear(&up);
	hush_loss_grid_clear(&down);
}
END_TEST

/* P masses sum to 1 whatever the method (the down method lacks at most half the tail), tightly enclosed. */
START_TEST(masses_sum)
{
	const enum hush_loss_law laws[] = {HUSH_LOSS_GAUSSIAN, HUSH_LOSS_LAPLACE, HUSH_LOSS_DISCRETE_LAPLACE,
	                                   HUSH_LOSS_DISCRETE_GAUSSIAN};
	const char *steps[] = {"1/100", "7/13", "3"};

	for (unsigned i = 0; i < 4 * 3 * 4; i++) {
		enum hush_loss_law law = laws[i / 12];
		enum hush_grid_method method = (enum hush_grid_method)(i / 3 % 4);
		bool bounded = law == HUSH_LOSS_LAPLACE || law == HUSH_LOSS_DISCRETE_LAPLACE;
		bool down = method == HUSH_GRID_BUCKETS_DOWN || method == HUSH_GRID_MERGED_DOWN;
		struct hush_loss_grid grid = grid_of(law, "7/3", "2", steps[i % 3], bounded ? "0" : "1e-40", method);
		mpfr_t low_sum, high_sum;

		mpfr_inits2(256, low_sum, high_sum, (mpfr_ptr)0);
		mpfr_set(low_sum, grid.infinite.low, MPFR_RNDD);
		mpfr_set(high_sum, grid.infinite.high, MPFR_RNDU);
		for (uint32_t k = 0; k < grid.count; k++) {
			ck_assert(mpfr_sgn(grid.mass[k].low) >= 0 && mpfr_lessequal_p(grid.mass[k].low, grid.mass[k].high));
			mpfr_add(low_sum, low_sum, grid.mass[k].low, MPFR_RNDD);
			mpfr_add(high_sum, high_sum, grid.mass[k].high, MPFR_RNDU);
		}
		mpfr_ui_sub(low_sum, 1, low_sum, MPFR_RNDU);
		ck_assert_double_le(mpfr_get_d(low_sum, MPFR_RNDU), 1e-39);
		ck_assert_double_ge(mpfr_get_d(low_sum, MPFR_RNDD), down ? -1e-45 : -1e-39);
		mpfr_sub_ui(high_sum, high_sum, 1, MPFR_RNDU);
		ck_assert_double_ge(mpfr_get_d(high_sum, MPFR_RNDU), down ? -1e-40 : 0);
		ck_assert_double_le(mpfr_get_d(high_sum, MPFR_RNDU), 1e-39);
		mpfr_clears(low_sum, high_sum, (mpfr_ptr)0);
		hush_loss_grid_clear(&grid);
	}
}
END_TEST

/* Laplace of scale 1/eps0: delta(eps) = 1 - e^((eps-eps0)/2) for 0 <= eps <= eps0 (here of any sign down to -eps0). */
START_TEST(laplace_sides)
{
	const char *steps[] = {"1/8", "3/16", "7/32", "2"};
	const double sizes[] = {0.125, 0.1875, 0.21875, 2};
	struct hush_loss_grid dots = grid_of(HUSH_LOSS_LAPLACE, "4", "5", steps[_i], "0", HUSH_GRID_CONNECT_DOTS);
	struct hush_loss_grid up = grid_of(HUSH_LOSS_LAPLACE, "4", "5", steps[_i], "0", HUSH_GRID_BUCKETS_UP);
	struct hush_loss_grid down = grid_of(HUSH_LOSS_LAPLACE, "4", "5", steps[_i], "0", HUSH_GRID_BUCKETS_DOWN);

	struct hush_loss_grid merged = grid_of(HUSH_LOSS_LAPLACE, "4", "5", steps[_i], "0", HUSH_GRID_MERGED_DOWN);

	for (int64_t k = dots.first; k < dots.first + (int64_t)dots.count; k++) {
		double eps = (double)k * sizes[_i];
		double exact = eps >= 1.25 ? 0 : eps <= -1.25 ? 1 - exp(eps) : 1 - exp((eps - 1.25) / 2);

		ck_assert_double_eq_tol(grid_delta(&dots, k, sizes[_i], true), exact, 1e-14);
		ck_assert_double_eq_tol(grid_delta(&dots, k, sizes[_i], false), exact, 1e-14);
		ck_assert_double_ge(grid_delta(&up, k, sizes[_i], true), exact - 1e-14);
		ck_assert_double_le(grid_delta(&down, k, sizes[_i], false), exact + 1e-14);
		ck_assert_double_le(grid_delta(&merged, k, sizes[_i], true), exact + 1e-14);
		/* Where e is 10 steps: by less than half a square of a step, where buckets lose up to a step. */
		ck_assert(_i != 0 || grid_delta(&merged, k, sizes[_i], false) > exact - 0.5 * 0.125 * 0.125);
	}
	hush_loss_grid_clear(&dots);
	hush_loss_grid_clear(&up);
	hush_loss_grid_clear(&down);
	hush_loss_grid_clear(&merged);
}
END_TEST

/* A discrete Gaussian whose losses are grid points is the same by every method. */
START_TEST(atoms_on_points)
{
	struct hush_loss_grid dots = grid_of(HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "2", "1/8", "1e-20", HUSH_GRID_CONNECT_DOTS);
	struct hush_loss_grid down = grid_of(HUSH_LOSS_DISCRETE_GAUSSIAN, "8", "2", "1/8", "1e-20", HUSH_GRID_BUCKETS_DOWN);

	ck_assert_int_eq(dots.first, down.first);
	for (uint32_t i = 1; i < dots.count; i++) {
		ck_assert(mpfr_equal_p(dots.mass[i].low, down.mass[i].low));
	}
	/* P[X = 0] = 1/Z, Z by Poisson summation sqrt(16 pi) (1 + 2 e^(-16 pi^2)); loss (4 + 4x)/16 = (x + 1)/4. */
	ck_assert_double_eq_tol(low(&dots, 2), 0.14104739588693908, 1e-16);
	ck_assert_double_eq(low(&dots, 3), 0);
	hush_loss_grid_clear(&dots);
	hush_loss_grid_clear(&down);
}
END_TEST

static hush_status refused(enum hush_loss_law law, const char *p, const char *d, const char *h, const char *cut)
{
	struct hush_loss_part part = part_of(law, p, d);
	struct hush_loss_grid grid = {.count = 77};
	hush_error err;
	hush_status status;

	ck_assert(hush_rational_parse(&step, h) && hush_rational_parse(&tail, cut));
	status = hush_loss_grid_make(&part, &step, &tail, HUSH_GRID_CONNECT_DOTS, &grid, &err);
	ck_assert_uint_eq(grid.count, 77);
	return status;
}

START_TEST(refusals)
{
	struct hush_loss_part part;
	struct hush_loss_grid grid;

	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "0", "1", "1", "0.1"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1", "0", "1", "0.1"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1", "1", "0", "0.1"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1", "1", "1", "0"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1", "1", "1", "1"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "1", "1", "1", "0"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "1", "1/2", "1", "0.1"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_DISCRETE_LAPLACE, "1", "3/2", "1", "0"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1e-30", "1", "1", "0.1"), HUSH_E_SPEC);
	/* Too many points. */
	ck_assert_int_eq(refused(HUSH_LOSS_LAPLACE, "1", "1", "1e-6", "0"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_GAUSSIAN, "1", "1", "1e-6", "0.01"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_DISCRETE_GAUSSIAN, "1e15", "1", "1", "0.01"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_DISCRETE_LAPLACE, "1e18", "1e18", "1", "0"), HUSH_E_SPEC);
	ck_assert_int_eq(refused(HUSH_LOSS_LAPLACE, "1e-15", "1e15", "1e-15", "0"), HUSH_E_SPEC);
	part = part_of(HUSH_LOSS_DISCRETE_GAUSSIAN, "1", "7");
	ck_assert(hush_rational_parse(&step, "1"));
	ck_assert_int_eq(hush_loss_grid_make_cut(&part, 3, &step, HUSH_GRID_BUCKETS_UP, &grid, NULL), HUSH_E_SPEC);
	part.law = HUSH_LOSS_LAPLACE;
	ck_assert_int_eq(hush_loss_grid_make_cut(&part, 3, &step, HUSH_GRID_BUCKETS_UP, &grid, NULL), HUSH_E_SPEC);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loss_grid");
	TCase *tcase = tcase_create("grid");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, published_laplace);
	tcase_add_test(tcase, published_discrete);
	tcase_add_test(tcase, published_gaussian);
	tcase_add_loop_test(tcase, gaussian_sides, 0, sizeof gaussians / sizeof gaussians[0]);
	tcase_add_test(tcase, masses_sum);
	tcase_add_loop_test(tcase, laplace_sides, 0, 4);
	tcase_add_test(tcase, atoms_on_points);
	tcase_add_test(tcase, refusals);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
