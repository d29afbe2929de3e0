/* loss_grid: see loss_grid.h; the argument is in loss_grid.proof.md. P and Q are the laws with and without one unit. */
#include "plan/loss_grid.h"

#include "base/memory.h"
#include "plan/loss_grid_maker.h"

enum {
	LOSS_BITS = 28,    /* what sums over the points and small distances may lose, beside what a step loses */
	MOST_BITS = 1024,  /* of parameters, shifts and steps, above and below the line */
	MOST_TAIL = 16384, /* bits of a tail */
	MOST_POWER = 64,   /* parameters, shifts and steps lie in 2^-64 .. 2^64 */
	LOSS_POWER = 28,   /* the losses of continuous laws lie below 2^28: their exponentials stay inside MPFR's range */
	FAR = 62
};

/* --- the grid --- */

hush_status hush_grid_too_many(hush_error *err)
{
	return hush_fail(err, HUSH_E_SPEC, "the losses reach over more than 2^20 steps of the grid");
}

hush_status hush_grid_open(struct hush_grid_maker *maker, int64_t first, int64_t last, hush_error *err)
{
	struct hush_loss_grid *grid = maker->grid;

	grid->first = first;
	grid->mass = hush_reallocarray(NULL, (size_t)(last - first + 1), sizeof *grid->mass);
	if (!grid->mass) {
		return hush_fail_memory(err);
	}
	grid->count = (uint32_t)(last - first + 1);
	for (uint32_t i = 0; i < grid->count; i++) {
		hush_range_init(&grid->mass[i]);
	}
	hush_range_init(&grid->infinite);
	return HUSH_OK;
}

void hush_loss_grid_clear(struct hush_loss_grid *grid)
{
	for (uint32_t i = 0; i < grid->count; i++) {
		hush_range_clear(&grid->mass[i]);
	}
	hush_free(grid->mass);
	hush_range_clear(&grid->infinite);
}

/* --- where pieces go --- */

void hush_grid_put(struct hush_grid_maker *maker, int64_t point, const struct hush_range *mass)
{
	struct hush_loss_grid *grid = maker->grid;
	struct hush_range *at = point == HUSH_GRID_INFINITE ? &grid->infinite : &grid->mass[point - grid->first];

	/* What is put is the enclosure of a mass, so that a negative end is cut. */
	if (mpfr_sgn(mass->low) > 0) {
		mpfr_add(at->low, at->low, mass->low, MPFR_RNDD);
	}
	if (mpfr_sgn(mass->high) > 0) {
		mpfr_add(at->high, at->high, mass->high, MPFR_RNDU);
	}
}

/* Both ends of the cell, such that P and Q masses stay: see the proof note. */
static void split(struct hush_grid_maker *maker, int64_t point, const struct hush_range *p, const struct hush_range *q)
{
	struct hush_range part;
	struct hush_range moved;

	hush_range_init_precise(&part, maker->precision);
	hush_range_init_like(&moved, &part);
	hush_range_sub(&part, p, q);
	hush_range_div(&part, &part, &maker->gap);
	hush_grid_put(maker, point + 1, &part);
	hush_range_mul(&moved, p, &maker->decay);
	hush_range_sub(&part, q, &moved);
	hush_range_div(&part, &part, &maker->gap);
	hush_grid_put(maker, point, &part);
	hush_range_clear(&moved);
	hush_range_clear(&part);
}

void hush_grid_place_cell(struct hush_grid_maker *maker, int64_t point, const struct hush_range *p,
                          const struct hush_range *q)
{
	switch (maker->method) {
	case HUSH_GRID_BUCKETS_UP: hush_grid_put(maker, point + 1, p); break;
	case HUSH_GRID_BUCKETS_DOWN:
	case HUSH_GRID_MERGED_DOWN: hush_grid_put(maker, point, p); break;
	case HUSH_GRID_CONNECT_DOTS: split(maker, point, p, q); break;
	}
}

/* loss = point * step + offset; a point beyond +-2^FAR is taken to be there. */
static int64_t floor_point(const struct hush_rational *loss, const struct hush_rational *step, struct hush_rational *offset)
{
	struct hush_rational ratio;
	mpz_t point;
	int64_t found;

	hush_rational_init(&ratio);
	mpz_init(point);
	mpq_div(ratio.q, loss->q, step->q);
	mpz_fdiv_q(point, mpq_numref(ratio.q), mpq_denref(ratio.q));
	found = mpz_sizeinbase(point, 2) <= FAR ? mpz_get_si(point) : mpz_sgn(point) * (INT64_C(1) << FAR);
	mpq_set_z(offset->q, point);
	mpq_sub(offset->q, ratio.q, offset->q);
	mpq_mul(offset->q, offset->q, step->q);
	mpz_clear(point);
	hush_rational_clear(&ratio);
	return found;
}

void hush_grid_place_atom(struct hush_grid_maker *maker, const struct hush_rational *loss, const struct hush_range *p)
{
	struct hush_rational offset;
	struct hush_range q;
	int64_t point;

	hush_rational_init(&offset);
	point = floor_point(loss, maker->step, &offset);
	if (hush_rational_is_zero(&offset)) {
		hush_grid_put(maker, point, p);
	} else {
		hush_range_init_precise(&q, maker->precision);
		mpq_neg(offset.q, offset.q);
		hush_range_exp(&q, &offset);
		hush_range_mul(&q, &q, p);
		hush_grid_place_cell(maker, point, p, &q);
		hush_range_clear(&q);
	}
	hush_rational_clear(&offset);
}

hush_status hush_grid_over(struct hush_grid_maker *maker, const struct hush_rational *least,
                           const struct hush_rational *greatest, hush_error *err)
{
	struct hush_rational offset;
	int64_t first;
	int64_t last;

	hush_rational_init(&offset);
	first = floor_point(least, maker->step, &offset);
	last = floor_point(greatest, maker->step, &offset);
	if (!hush_rational_is_zero(&offset)) {
		last++;
	}
	hush_rational_clear(&offset);
	if (first < -HUSH_GRID_MOST || last > HUSH_GRID_MOST || last - first >= HUSH_GRID_MOST) {
		return hush_grid_too_many(err);
	}
	return hush_grid_open(maker, first, last, err);
}

hush_status hush_grid_over_laplace(struct hush_grid_maker *maker, struct hush_rational *most, hush_error *err)
{
	struct hush_rational least;
	hush_status status;

	hush_rational_init(&least);
	mpq_div(most->q, maker->part->shift->q, maker->part->parameter->q);
	mpq_neg(least.q, most->q);
	status = hush_grid_over(maker, &least, most, err);
	hush_rational_clear(&least);
	return status;
}

/* --- what is accepted --- */

static bool in_range(const struct hush_rational *value)
{
	struct hush_rational limit;
	bool inside;

	if (mpz_sizeinbase(mpq_numref(value->q), 2) > MOST_BITS || mpz_sizeinbase(mpq_denref(value->q), 2) > MOST_BITS) {
		return false;
	}
	hush_rational_init(&limit);
	mpq_set_ui(limit.q, 1, 1);
	mpq_mul_2exp(limit.q, limit.q, MOST_POWER);
	inside = hush_rational_compare(value, &limit) <= 0;
	mpq_inv(limit.q, limit.q);
	inside = inside && hush_rational_compare(value, &limit) >= 0;
	hush_rational_clear(&limit);
	return inside;
}

/* shift/scale is the greatest loss of a Laplace draw; of a Gaussian, (shift/sigma)^2 is twice the middle one. */
static bool losses_in_range(const struct hush_loss_part *part)
{
	struct hush_rational ratio;
	bool inside;

	hush_rational_init(&ratio);
	mpq_div(ratio.q, part->shift->q, part->parameter->q);
	if (part->law == HUSH_LOSS_GAUSSIAN) {
		mpq_mul(ratio.q, ratio.q, part->shift->q);
	}
	inside = mpq_cmp_ui(ratio.q, 1UL << LOSS_POWER, 1) <= 0;
	hush_rational_clear(&ratio);
	return inside;
}

static hush_status check(const struct hush_loss_part *part, const struct hush_rational *step, hush_error *err)
{
	bool discrete = part->law == HUSH_LOSS_DISCRETE_GAUSSIAN || part->law == HUSH_LOSS_DISCRETE_LAPLACE;

	if (!in_range(part->parameter) || !in_range(part->shift) || !in_range(step)) {
		return hush_fail(err, HUSH_E_SPEC,
		                 "a noise parameter, a shift and a step must lie in 2^-64 to 2^64, with at most 1024 bits above and "
		                 "below the line");
	}
	if (discrete && mpz_cmp_ui(mpq_denref(part->shift->q), 1) != 0) {
		return hush_fail(err, HUSH_E_SPEC, "a shift of discrete noise must be a whole number");
	}
	if (!discrete && !losses_in_range(part)) {
		return hush_fail(err, HUSH_E_SPEC,
		                 "of continuous noise, shift/scale (Laplace) or shift^2/sigma^2 (Gaussian) must be at most 2^%d", LOSS_POWER);
	}
	return HUSH_OK;
}

static hush_status check_tail(const struct hush_loss_part *part, const struct hush_rational *tail, hush_error *err)
{
	bool bounded = part->law == HUSH_LOSS_LAPLACE || part->law == HUSH_LOSS_DISCRETE_LAPLACE;

	if (mpq_sgn(tail->q) < 0 || mpq_cmp_ui(tail->q, 1, 1) >= 0 || mpz_sizeinbase(mpq_denref(tail->q), 2) > MOST_TAIL) {
		return hush_fail(err, HUSH_E_SPEC, "a tail must be at least 0 and below 1, with at most 16384 bits below the line");
	}
	if (!bounded && hush_rational_is_zero(tail)) {
		return hush_fail(err, HUSH_E_SPEC, "the losses of Gaussian noise have no bound: a tail above 0 must be cut off");
	}
	return HUSH_OK;
}

static void maker_init(struct hush_grid_maker *maker)
{
	struct hush_rational minus;
	long power; /* of 1/step */

	hush_rational_init(&minus);
	mpq_neg(minus.q, maker->step->q);
	power = (long)mpz_sizeinbase(mpq_denref(minus.q), 2) - (long)mpz_sizeinbase(mpq_numref(minus.q), 2) + 1;
	maker->precision = HUSH_RANGE_PRECISION + LOSS_BITS + (power > 0 ? 2 * power : 0);
	hush_range_init_precise(&maker->decay, maker->precision);
	hush_range_init_like(&maker->gap, &maker->decay);
	hush_range_exp(&maker->decay, &minus);
	hush_range_set_rational(&maker->gap, &minus);
	hush_range_expm1(&maker->gap);
	hush_range_neg(&maker->gap);
	hush_rational_clear(&minus);
}

static void maker_clear(struct hush_grid_maker *maker)
{
	hush_range_clear(&maker->gap);
	hush_range_clear(&maker->decay);
}

static hush_status make(struct hush_grid_maker *maker, const struct hush_rational *tail, hush_error *err)
{
	uint64_t bound = 0;

	switch (maker->part->law) {
	case HUSH_LOSS_DISCRETE_LAPLACE: return hush_grid_discrete_laplace(maker, err);
	case HUSH_LOSS_LAPLACE: return hush_grid_laplace(maker, err);
	case HUSH_LOSS_GAUSSIAN: return hush_grid_gaussian(maker, tail, err);
	case HUSH_LOSS_DISCRETE_GAUSSIAN:
		HUSH_TRY(hush_grid_gaussian_bound(maker, tail, &bound, err));
		return hush_grid_discrete_gaussian(maker, bound, false, err);
	}
	return hush_fail_bug(err, "unknown law");
}

hush_status hush_loss_grid_make(const struct hush_loss_part *part, const struct hush_rational *step,
                                const struct hush_rational *tail, enum hush_grid_method method,
                                struct hush_loss_grid *grid, hush_error *err)
{
	struct hush_loss_grid made;
	struct hush_grid_maker maker = {.grid = &made, .method = method, .part = part, .step = step};
	hush_status status;

	HUSH_TRY(check(part, step, err));
	HUSH_TRY(check_tail(part, tail, err));
	maker_init(&maker);
	status = make(&maker, tail, err);
	maker_clear(&maker);
	if (status == HUSH_OK) {
		*grid = made;
	}
	return status;
}

hush_status hush_loss_grid_make_cut(const struct hush_loss_part *part, uint64_t bound, const struct hush_rational *step,
                                    enum hush_grid_method method, struct hush_loss_grid *grid, hush_error *err)
{
	struct hush_loss_grid made;
	struct hush_grid_maker maker = {.grid = &made, .method = method, .part = part, .step = step};
	hush_status status;

	HUSH_TRY(check(part, step, err));
	if (part->law != HUSH_LOSS_DISCRETE_GAUSSIAN) {
		return hush_fail(err, HUSH_E_SPEC, "only the discrete Gaussian is cut at a bound");
	}
	maker_init(&maker);
	status = hush_grid_discrete_gaussian(&maker, bound, true, err);
	maker_clear(&maker);
	if (status == HUSH_OK) {
		*grid = made;
	}
	return status;
}
