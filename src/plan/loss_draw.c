/* loss_draw: the loss of one draw (see loss_lattice.h).  P is the law shifted by D, Q the law: x stands for outcome - D. */
#include "plan/loss_lattice.h"

#include <math.h>

#include "plan/gaussian_sum.h"
#include "plan/loss_grid.h"
#include "plan/parameter.h"

enum { GUARD_PRECISION = 96, TAIL_GUARD = 24 };

static void set_both(struct hush_loss *loss, size_t i, const struct hush_range *mass)
{
	hush_mass_set(hush_mass(&loss->up, i), loss->up.limbs, mass->high, HUSH_UP);
	hush_mass_set(hush_mass(&loss->down, i), loss->up.limbs, mass->low, HUSH_DOWN);
}

/* e^-(n / (d * over)) */
static void exp_minus(struct hush_range *r, uint64_t n, uint64_t d, const struct hush_rational *over)
{
	struct hush_rational x;

	hush_rational_init(&x);
	hush_rational_set_u64(&x, n, d);
	mpq_div(x.q, x.q, over->q);
	mpq_neg(x.q, x.q);
	hush_range_exp(r, &x);
	hush_rational_clear(&x);
}

static void multiply(struct hush_range *r, const struct hush_range *by)
{
	mpfr_mul(r->low, r->low, by->low, MPFR_RNDD);
	mpfr_mul(r->high, r->high, by->high, MPFR_RNDU);
}

static void divide(struct hush_range *r, const struct hush_range *by)
{
	mpfr_div(r->low, r->low, by->high, MPFR_RNDD);
	mpfr_div(r->high, r->high, by->low, MPFR_RNDU);
}

static void plus_one(struct hush_range *r)
{
	mpfr_add_ui(r->low, r->low, 1, MPFR_RNDD);
	mpfr_add_ui(r->high, r->high, 1, MPFR_RNDU);
}

/* --- discrete Laplace of scale s against D: losses D/s, (D-2)/s, .., -D/s (numerics 1.8) --- */

/* masses: 1/(1+q) on top, q^D/(1+q) at the bottom, and tanh(1/2s) q^j = (1-q)/(1+q) q^j between, q = e^(-1/s) */
static void laplace_masses(struct hush_loss *loss, uint64_t shift, const struct hush_rational *scale, mpfr_prec_t precision)
{
	struct hush_range q;
	struct hush_range norm;
	struct hush_range power;
	struct hush_range mass;
	mpfr_t one;

	hush_range_init_precise(&q, precision);
	hush_range_init_precise(&norm, precision);
	hush_range_init_precise(&power, precision);
	hush_range_init_precise(&mass, precision);
	mpfr_init2(one, precision);
	exp_minus(&q, 1, 1, scale);
	mpfr_set(norm.low, q.low, MPFR_RNDD);
	mpfr_set(norm.high, q.high, MPFR_RNDU);
	plus_one(&norm);
	mpfr_set_ui(power.low, 1, MPFR_RNDD);
	mpfr_set_ui(power.high, 1, MPFR_RNDU);
	for (uint64_t j = 0; j <= shift; j++) {
		mpfr_set(mass.low, power.low, MPFR_RNDD);
		mpfr_set(mass.high, power.high, MPFR_RNDU);
		if (j > 0 && j < shift) {
			mpfr_ui_sub(one, 1, q.high, MPFR_RNDD);
			mpfr_mul(mass.low, mass.low, one, MPFR_RNDD);
			mpfr_ui_sub(one, 1, q.low, MPFR_RNDU);
			mpfr_mul(mass.high, mass.high, one, MPFR_RNDU);
		}
		divide(&mass, &norm);
		set_both(loss, (size_t)(shift - j), &mass);
		multiply(&power, &q);
	}
	mpfr_clear(one);
	hush_range_clear(&mass);
	hush_range_clear(&power);
	hush_range_clear(&norm);
	hush_range_clear(&q);
}

static hush_status draw_laplace(const struct hush_loss_part *part, uint64_t shift, unsigned limbs, uint32_t points,
                                struct hush_loss **loss, hush_error *err)
{
	struct hush_loss *made;

	if (shift >= points) {
		return hush_fail(err, HUSH_E_SPEC, "a shift of %llu has more outcomes than can be added up",
		                 (unsigned long long)shift);
	}
	made = hush_loss_new((size_t)shift + 1, limbs);
	if (!made) {
		return hush_fail_memory(err);
	}
	laplace_masses(made, shift, part->parameter, hush_masses_bits(limbs) + GUARD_PRECISION);
	hush_rational_set_u64(&made->step, 2, 1);
	mpq_div(made->step.q, made->step.q, part->parameter->q);
	mpq_div(made->origin.q, part->shift->q, part->parameter->q);
	mpq_neg(made->origin.q, made->origin.q);
	*loss = made;
	return HUSH_OK;
}

/* --- discrete Gaussian of sigma^2 against D: loss (D^2 + 2 D x)/(2 sigma^2) at x of the law --- */

/* f(x)/Z, f(x) = e^(-x^2/2 sigma^2), for x = 0, 1, .. by f(x+1) = f(x) r(x), r(x+1) = r(x) e^(-1/sigma^2). */
struct density {
	struct hush_range value;
	struct hush_range ratio;
	struct hush_range step;
};

static void density_init(struct density *f, const struct hush_rational *sigma_squared, mpfr_prec_t precision)
{
	struct hush_range norm;

	hush_range_init_precise(&f->value, precision);
	hush_range_init_precise(&f->ratio, precision);
	hush_range_init_precise(&f->step, precision);
	hush_range_init_precise(&norm, precision);
	hush_gaussian_norm(sigma_squared, &norm);
	mpfr_ui_div(f->value.low, 1, norm.high, MPFR_RNDD);
	mpfr_ui_div(f->value.high, 1, norm.low, MPFR_RNDU);
	hush_range_clear(&norm);
	exp_minus(&f->ratio, 1, 2, sigma_squared);
	exp_minus(&f->step, 1, 1, sigma_squared);
}

static void density_next(struct density *f)
{
	multiply(&f->value, &f->ratio);
	multiply(&f->ratio, &f->step);
}

static void density_clear(struct density *f)
{
	hush_range_clear(&f->value);
	hush_range_clear(&f->ratio);
	hush_range_clear(&f->step);
}

static void copy_both(struct hush_loss *loss, size_t to, size_t from)
{
	mpn_copyi(hush_mass(&loss->up, to), hush_mass(&loss->up, from), loss->up.limbs);
	mpn_copyi(hush_mass(&loss->down, to), hush_mass(&loss->down, from), loss->up.limbs);
}

/*
 * Index i has x = i - last.  What lies beyond `last` on one side is below the geometric series f(last + 1)/(1 - r(last + 1)),
 * for ratios fall: above it goes to infinity, below to the lowest point (up), or is left out (down).
 */
static void gaussian_masses(struct hush_loss *loss, uint64_t last, const struct hush_rational *sigma_squared,
                            mpfr_prec_t precision)
{
	struct density f;
	mpfr_t rest;
	mp_limb_t *lowest = hush_mass(&loss->up, 0);

	mpfr_init2(rest, precision);
	density_init(&f, sigma_squared, precision);
	for (uint64_t x = 0; x <= last; x++) {
		set_both(loss, (size_t)(last + x), &f.value);
		copy_both(loss, (size_t)(last - x), (size_t)(last + x));
		density_next(&f);
	}
	mpfr_ui_sub(rest, 1, f.ratio.high, MPFR_RNDD);
	mpfr_div(rest, f.value.high, rest, MPFR_RNDU);
	hush_mass_set(loss->infinite, loss->up.limbs, rest, HUSH_UP);
	mpn_add_n(lowest, lowest, loss->infinite, loss->up.limbs);
	density_clear(&f);
	mpfr_clear(rest);
}

/* How far the masses count at this precision: sqrt(2 sigma^2 ln 2 * bits), a proposal; what lies beyond is bounded anyway. */
static hush_status gaussian_reach(const struct hush_rational *sigma_squared, unsigned bits, uint32_t points, uint64_t *last,
                                  hush_error *err)
{
	double reach = ceil(sqrt(2 * hush_rational_double(sigma_squared, HUSH_UP) * 0.6931471805599454 * (double)bits)) + 1;

	if (!(reach * 2 + 1 < (double)points)) {
		return hush_fail(err, HUSH_E_SPEC, "noise of this size has more outcomes than can be added up");
	}
	*last = (uint64_t)reach;
	return HUSH_OK;
}

static hush_status draw_gaussian(const struct hush_loss_part *part, unsigned limbs, uint32_t points, struct hush_loss **loss,
                                 hush_error *err)
{
	uint64_t last = 0;
	struct hush_loss *made;
	struct hush_rational reach;
	hush_status status = gaussian_reach(part->parameter, hush_masses_bits(limbs), points, &last, err);

	if (status != HUSH_OK) {
		return status;
	}
	made = hush_loss_new(2 * (size_t)last + 1, limbs);
	if (!made) {
		return hush_fail_memory(err);
	}
	gaussian_masses(made, last, part->parameter, hush_masses_bits(limbs) + GUARD_PRECISION);
	mpq_div(made->step.q, part->shift->q, part->parameter->q);
	/* origin = D^2/(2 sigma^2) - last * step = step * (D/2 - last) */
	hush_rational_init(&reach);
	hush_rational_set_u64(&reach, last, 1);
	mpq_set(made->origin.q, part->shift->q);
	mpq_div_2exp(made->origin.q, made->origin.q, 1);
	mpq_sub(made->origin.q, made->origin.q, reach.q);
	mpq_mul(made->origin.q, made->origin.q, made->step.q);
	hush_rational_clear(&reach);
	hush_loss_trim(made);
	*loss = made;
	return HUSH_OK;
}

hush_status hush_loss_draw(const struct hush_loss_part *part, unsigned limbs, uint32_t points, struct hush_loss **loss,
                           hush_error *err)
{
	if (part->law == HUSH_LOSS_DISCRETE_LAPLACE) {
		return draw_laplace(part, mpz_get_ui(mpq_numref(part->shift->q)), limbs, points, loss, err);
	}
	return draw_gaussian(part, limbs, points, loss, err);
}

/* --- continuous laws --- */

static hush_status take_grid(const struct hush_loss_grid *up, const struct hush_loss_grid *down,
                             const struct hush_rational *step, unsigned limbs, struct hush_loss **loss, hush_error *err)
{
	int64_t first = up->first < down->first ? up->first : down->first;
	int64_t end = up->first + up->count > down->first + down->count ? up->first + up->count : down->first + down->count;
	struct hush_loss *made = hush_loss_new((size_t)(end - first), limbs);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < up->count; i++) {
		hush_mass_set(hush_mass(&made->up, (size_t)(up->first - first) + i), limbs, up->mass[i].high, HUSH_UP);
	}
	for (uint32_t i = 0; i < down->count; i++) {
		hush_mass_set(hush_mass(&made->down, (size_t)(down->first - first) + i), limbs, down->mass[i].low, HUSH_DOWN);
	}
	hush_mass_set(made->infinite, limbs, up->infinite.high, HUSH_UP);
	hush_rational_set(&made->step, step);
	mpq_set_si(made->origin.q, first, 1);
	mpq_mul(made->origin.q, made->origin.q, step->q);
	made->moved = true;
	hush_loss_trim(made);
	*loss = made;
	return HUSH_OK;
}

hush_status hush_loss_draw_grid(const struct hush_loss_part *part, const struct hush_rational *step, unsigned limbs,
                                struct hush_loss **loss, hush_error *err)
{
	struct hush_loss_grid up;
	struct hush_loss_grid down;
	struct hush_rational tail;
	hush_status status;

	hush_rational_init(&tail);
	if (part->law == HUSH_LOSS_GAUSSIAN) {
		mpq_set_ui(tail.q, 1, 1);
		mpq_div_2exp(tail.q, tail.q, hush_masses_bits(limbs) - TAIL_GUARD);
	}
	status = hush_loss_grid_make(part, step, &tail, HUSH_GRID_CONNECT_DOTS, &up, err);
	if (status == HUSH_OK) {
		status = hush_loss_grid_make(part, step, &tail, HUSH_GRID_MERGED_DOWN, &down, err);
		if (status == HUSH_OK) {
			status = take_grid(&up, &down, step, limbs, loss, err);
			hush_loss_grid_clear(&down);
		}
		hush_loss_grid_clear(&up);
	}
	hush_rational_clear(&tail);
	return status;
}
