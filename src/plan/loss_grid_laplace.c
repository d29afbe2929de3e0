/* loss_grid, Laplace: cell by cell (see loss_grid_maker.h). */
#include "plan/loss_grid_maker.h"

/*
 * Laplace, e = shift/scale: half of P at loss e, e^-e/2 at -e; between, P[loss <= l] = e^((l-e)/2)/2, and the Q mass of an
 * interval is its P mass times e^-(its middle): see the proof note.
 */
struct slope {
	const struct hush_rational *most; /* e */
	struct hush_rational low;         /* the interval */
	struct hush_rational high;
	struct hush_range p;
	struct hush_range q; /* times e^(loss of the point below) */
};

static void slope_init(struct slope *slope, const struct hush_rational *most, mpfr_prec_t precision)
{
	slope->most = most;
	hush_rational_init(&slope->low);
	hush_rational_init(&slope->high);
	hush_range_init_precise(&slope->p, precision);
	hush_range_init_precise(&slope->q, precision);
}

static void slope_clear(struct slope *slope)
{
	hush_rational_clear(&slope->low);
	hush_rational_clear(&slope->high);
	hush_range_clear(&slope->p);
	hush_range_clear(&slope->q);
}

/* P mass of low < loss < high: e^((low-e)/2)/2 (e^w - 1), w = (high-low)/2 */
static void interval_mass(const struct hush_rational *low, const struct hush_rational *high, const struct hush_rational *most,
                          struct hush_range *mass)
{
	struct hush_rational work;
	struct hush_range width;

	hush_rational_init(&work);
	hush_range_init_like(&width, mass);
	mpq_sub(work.q, low->q, most->q);
	mpq_div_2exp(work.q, work.q, 1);
	hush_range_exp(mass, &work);
	hush_range_scale(mass, -1);
	mpq_sub(work.q, high->q, low->q);
	mpq_div_2exp(work.q, work.q, 1);
	hush_range_set_rational(&width, &work);
	hush_range_expm1(&width);
	hush_range_mul(mass, mass, &width);
	hush_range_clear(&width);
	hush_rational_clear(&work);
}

/* The part of the cell above `point` that lies within -e..e, by exponentials of rationals. */
static void slope_cell(struct slope *slope, int64_t point, const struct hush_rational *step)
{
	struct hush_rational work;

	hush_rational_init(&work);
	mpq_set_si(slope->low.q, point, 1);
	mpq_mul(slope->low.q, slope->low.q, step->q);
	mpq_add(slope->high.q, slope->low.q, step->q);
	if (hush_rational_compare(&slope->high, slope->most) > 0) {
		hush_rational_set(&slope->high, slope->most);
	}
	mpq_neg(work.q, slope->most->q);
	if (hush_rational_compare(&slope->low, &work) < 0) {
		hush_rational_set(&slope->low, &work);
	}
	interval_mass(&slope->low, &slope->high, slope->most, &slope->p);
	/* q = p e^(loss of point - (low+high)/2) */
	mpq_set_si(work.q, 2 * point, 1);
	mpq_mul(work.q, work.q, step->q);
	mpq_sub(work.q, work.q, slope->low.q);
	mpq_sub(work.q, work.q, slope->high.q);
	mpq_div_2exp(work.q, work.q, 1);
	hush_range_exp(&slope->q, &work);
	hush_range_mul(&slope->q, &slope->q, &slope->p);
	hush_rational_clear(&work);
}

/*
 * What lies within half a step of a point, made one outcome: its loss is the middle of the interval, which is the point.
 * The two intervals that -e and e cut have middles of their own; all are rounded down from there.
 */
static void merge_cells(struct hush_grid_maker *maker, const struct hush_rational *most)
{
	int64_t first = maker->grid->first;
	int64_t last = first + maker->grid->count - 1;
	struct hush_rational half;
	struct hush_rational middle;
	struct hush_rational least;
	struct hush_range mass;

	hush_rational_init(&half);
	hush_rational_init(&middle);
	hush_rational_init(&least);
	hush_range_init_precise(&mass, maker->precision);
	mpq_div_2exp(half.q, maker->step->q, 1);
	mpq_neg(least.q, most->q);
	for (int64_t i = first; i <= last; i++) {
		struct hush_rational low;
		struct hush_rational high;

		hush_rational_init(&low);
		hush_rational_init(&high);
		mpq_set_si(middle.q, i, 1);
		mpq_mul(middle.q, middle.q, maker->step->q);
		mpq_sub(low.q, middle.q, half.q);
		mpq_add(high.q, middle.q, half.q);
		if (hush_rational_compare(&low, &least) < 0) {
			hush_rational_set(&low, &least);
		}
		if (hush_rational_compare(&high, most) > 0) {
			hush_rational_set(&high, most);
		}
		if (hush_rational_compare(&low, &high) < 0) {
			interval_mass(&low, &high, most, &mass);
			mpq_add(middle.q, low.q, high.q);
			mpq_div_2exp(middle.q, middle.q, 1);
			hush_grid_place_atom(maker, &middle, &mass);
		}
		hush_rational_clear(&high);
		hush_rational_clear(&low);
	}
	hush_range_clear(&mass);
	hush_rational_clear(&least);
	hush_rational_clear(&middle);
	hush_rational_clear(&half);
}

static void walk_cells(struct hush_grid_maker *maker, const struct hush_rational *most)
{
	int64_t first = maker->grid->first;
	int64_t last = first + maker->grid->count - 1;
	struct hush_rational half;
	struct hush_range growth; /* from one whole cell to the next, of p and q */
	struct slope slope;

	hush_rational_init(&half);
	hush_range_init_precise(&growth, maker->precision);
	slope_init(&slope, most, maker->precision);
	mpq_div_2exp(half.q, maker->step->q, 1);
	hush_range_exp(&growth, &half);
	for (int64_t i = first; i < last; i++) {
		/* The first and the last cell may be cut. */
		if (i <= first + 1 || i == last - 1) {
			slope_cell(&slope, i, maker->step);
		} else {
			hush_range_mul(&slope.p, &slope.p, &growth);
			hush_range_mul(&slope.q, &slope.q, &growth);
		}
		hush_grid_place_cell(maker, i, &slope.p, &slope.q);
	}
	slope_clear(&slope);
	hush_range_clear(&growth);
	hush_rational_clear(&half);
}

/* The masses at +-e. */
static void place_ends(struct hush_grid_maker *maker, const struct hush_rational *most)
{
	struct hush_rational least;
	struct hush_range mass;

	hush_rational_init(&least);
	hush_range_init_precise(&mass, maker->precision);
	hush_range_set_u64(&mass, 1);
	hush_range_scale(&mass, -1);
	hush_grid_place_atom(maker, most, &mass);
	mpq_neg(least.q, most->q);
	hush_range_exp(&mass, &least);
	hush_range_scale(&mass, -1);
	hush_grid_place_atom(maker, &least, &mass);
	hush_range_clear(&mass);
	hush_rational_clear(&least);
}

hush_status hush_grid_laplace(struct hush_grid_maker *maker, hush_error *err)
{
	struct hush_rational most;
	hush_status status;

	hush_rational_init(&most);
	status = hush_grid_over_laplace(maker, &most, err);
	if (status == HUSH_OK) {
		place_ends(maker, &most);
		if (maker->method == HUSH_GRID_MERGED_DOWN) {
			merge_cells(maker, &most);
		} else {
			walk_cells(maker, &most);
		}
	}
	hush_rational_clear(&most);
	return status;
}
