/* loss_grid, discrete laws: every outcome is an atom of known loss (see loss_grid_maker.h). */
#include "plan/loss_grid_maker.h"

/* --- discrete Laplace --- */

/* Losses (D - 2j)/s: 1/(1+w), then (1-w)/(1+w) w^j, at last w^D/(1+w), with w = e^(-1/s). */
static void laplace_atoms(struct hush_grid_maker *maker, uint64_t shift, const struct hush_rational *most)
{
	struct hush_rational loss;
	struct hush_rational jump;
	struct hush_range w;
	struct hush_range base; /* w^j/(1+w) */
	struct hush_range mass;
	struct hush_range inner; /* 1 - w */

	hush_rational_init(&loss);
	hush_rational_init(&jump);
	hush_range_init_precise(&w, maker->precision);
	hush_range_init_like(&base, &w);
	hush_range_init_like(&mass, &w);
	hush_range_init_like(&inner, &w);
	mpq_inv(jump.q, maker->part->parameter->q);
	mpq_neg(loss.q, jump.q);
	hush_range_exp(&w, &loss);
	hush_range_set_rational(&inner, &loss);
	hush_range_expm1(&inner);
	hush_range_neg(&inner);
	hush_range_set(&mass, &w);
	hush_range_add_i64(&mass, 1);
	hush_range_set_u64(&base, 1);
	hush_range_div(&base, &base, &mass);
	mpq_mul_2exp(jump.q, jump.q, 1);
	hush_rational_set(&loss, most);
	for (uint64_t j = 0; j <= shift; j++) {
		hush_range_set(&mass, &base);
		if (j > 0 && j < shift) {
			hush_range_mul(&mass, &mass, &inner);
		}
		hush_grid_place_atom(maker, &loss, &mass);
		hush_range_mul(&base, &base, &w);
		mpq_sub(loss.q, loss.q, jump.q);
	}
	hush_range_clear(&inner);
	hush_range_clear(&mass);
	hush_range_clear(&base);
	hush_range_clear(&w);
	hush_rational_clear(&jump);
	hush_rational_clear(&loss);
}

hush_status hush_grid_discrete_laplace(struct hush_grid_maker *maker, hush_error *err)
{
	struct hush_rational most;
	hush_status status;

	if (mpq_cmp_ui(maker->part->shift->q, HUSH_GRID_MOST, 1) > 0) {
		return hush_fail(err, HUSH_E_SPEC, "a shift of discrete noise on a grid must be at most 2^20");
	}
	hush_rational_init(&most);
	status = hush_grid_over_laplace(maker, &most, err);
	if (status == HUSH_OK) {
		laplace_atoms(maker, mpz_get_ui(mpq_numref(maker->part->shift->q)), &most);
	}
	hush_rational_clear(&most);
	return status;
}

/* --- discrete Gaussian --- */

/* x of the law has loss (x + D/2) D/sigma^2; beyond |x| = bound the law is cut off, or ends. */
struct lattice {
	struct hush_rational jump; /* D/sigma^2 */
	uint64_t bound;
	uint64_t shift;
	bool ends; /* the law is the one conditioned on |x| <= bound */
};

static void lattice_loss(const struct lattice *lattice, int64_t x, struct hush_rational *loss)
{
	mpq_set_si(loss->q, 2 * x, 1);
	mpz_add_ui(mpq_numref(loss->q), mpq_numref(loss->q), lattice->shift);
	mpq_mul(loss->q, loss->q, lattice->jump.q);
	mpq_div_2exp(loss->q, loss->q, 1);
}

/* e^(-n/(2 sigma^2)) */
static void density(struct hush_range *r, uint64_t n, const struct hush_rational *sigma_squared)
{
	struct hush_rational x;

	hush_rational_init(&x);
	hush_rational_set_u64(&x, n, 2);
	mpq_div(x.q, x.q, sigma_squared->q);
	mpq_neg(x.q, x.q);
	hush_range_exp(r, &x);
	hush_rational_clear(&x);
}

/* [0, bound on the sum of densities above `bound`]: ratios fall, so a geometric series is above it. */
static void beyond(struct hush_grid_maker *maker, uint64_t bound, struct hush_range *rest)
{
	struct hush_range ratio;

	hush_range_init_like(&ratio, rest);
	density(rest, (bound + 1) * (bound + 1), maker->part->parameter);
	density(&ratio, 2 * bound + 3, maker->part->parameter);
	hush_range_neg(&ratio);
	hush_range_add_i64(&ratio, 1);
	hush_range_div(rest, rest, &ratio);
	mpfr_set_zero(rest->low, 1);
	hush_range_clear(&ratio);
}

static void place_x(struct hush_grid_maker *maker, const struct lattice *lattice, int64_t x, const struct hush_range *mass,
                    struct hush_rational *loss)
{
	if (lattice->ends && x + (int64_t)lattice->shift > (int64_t)lattice->bound) {
		hush_grid_put(maker, HUSH_GRID_INFINITE, mass);
		return;
	}
	lattice_loss(lattice, x, loss);
	hush_grid_place_atom(maker, loss, mass);
}

static void gaussian_atoms(struct hush_grid_maker *maker, const struct lattice *lattice)
{
	struct hush_loss_grid *grid = maker->grid;
	struct hush_rational loss;
	struct hush_range mass;
	struct hush_range norm;
	int64_t bound = (int64_t)lattice->bound;

	hush_rational_init(&loss);
	hush_range_init_precise(&mass, maker->precision);
	hush_range_init_like(&norm, &mass);
	for (int64_t x = -bound; x <= bound; x++) {
		density(&mass, (uint64_t)(x * x), maker->part->parameter);
		hush_range_add(&norm, &norm, &mass);
		place_x(maker, lattice, x, &mass, &loss);
	}
	if (!lattice->ends) {
		beyond(maker, lattice->bound, &mass);
		hush_range_add(&norm, &norm, &mass);
		hush_range_add(&norm, &norm, &mass);
		if (maker->method == HUSH_GRID_BUCKETS_UP || maker->method == HUSH_GRID_CONNECT_DOTS) {
			hush_grid_put(maker, HUSH_GRID_INFINITE, &mass);
			hush_grid_put(maker, grid->first, &mass);
		}
	}
	for (uint32_t i = 0; i < grid->count; i++) {
		hush_range_div(&grid->mass[i], &grid->mass[i], &norm);
	}
	hush_range_div(&grid->infinite, &grid->infinite, &norm);
	hush_range_clear(&norm);
	hush_range_clear(&mass);
	hush_rational_clear(&loss);
}

hush_status hush_grid_discrete_gaussian(struct hush_grid_maker *maker, uint64_t bound, bool ends, hush_error *err)
{
	struct lattice lattice = {.bound = bound, .ends = ends};
	struct hush_rational least;
	struct hush_rational greatest;
	hush_status status;

	if (bound > HUSH_GRID_MOST / 2 || mpq_cmp_ui(maker->part->shift->q, HUSH_GRID_MOST, 1) > 0) {
		return hush_fail(err, HUSH_E_SPEC, "the noise has more than 2^20 values, or its shift is above 2^20");
	}
	lattice.shift = mpz_get_ui(mpq_numref(maker->part->shift->q));
	if (ends && lattice.shift > 2 * bound) {
		return hush_fail(err, HUSH_E_SPEC, "noise that ends at %llu tells a shift of %llu for certain",
		                 (unsigned long long)bound, (unsigned long long)lattice.shift);
	}
	hush_rational_init(&lattice.jump);
	hush_rational_init(&least);
	hush_rational_init(&greatest);
	mpq_div(lattice.jump.q, maker->part->shift->q, maker->part->parameter->q);
	lattice_loss(&lattice, -(int64_t)bound, &least);
	lattice_loss(&lattice, (int64_t)bound - (int64_t)(ends ? lattice.shift : 0), &greatest);
	status = hush_grid_over(maker, &least, &greatest, err);
	if (status == HUSH_OK) {
		gaussian_atoms(maker, &lattice);
	}
	hush_rational_clear(&greatest);
	hush_rational_clear(&least);
	hush_rational_clear(&lattice.jump);
	return status;
}

/* A bound with P[X > bound] <= tail/2: e^(-bound^2/(2 sigma^2)) <= tail/2 (the law is sub-Gaussian). */
hush_status hush_grid_gaussian_bound(const struct hush_grid_maker *maker, const struct hush_rational *tail, uint64_t *bound, hush_error *err)
{
	struct hush_range reach;
	struct hush_range variance;
	hush_status status = HUSH_OK;

	hush_range_init(&reach);
	hush_range_init(&variance);
	hush_range_set_rational(&reach, tail);
	hush_range_scale(&reach, -1);
	hush_range_log(&reach);
	hush_range_neg(&reach);
	hush_range_scale(&reach, 1);
	hush_range_set_rational(&variance, maker->part->parameter);
	hush_range_mul(&reach, &reach, &variance);
	hush_range_sqrt(&reach);
	if (mpfr_cmp_ui(reach.high, HUSH_GRID_MOST / 2 - 1) > 0) {
		status = hush_grid_too_many(err);
	} else {
		*bound = mpfr_get_ui(reach.high, MPFR_RNDU) + 1;
	}
	hush_range_clear(&variance);
	hush_range_clear(&reach);
	return status;
}
