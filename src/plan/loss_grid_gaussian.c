/*
 * loss_grid, Gaussian: cell by cell (see loss_grid_maker.h).  The loss is N(mu^2/2, mu^2) under P and N(-mu^2/2, mu^2)
 * under Q, mu = shift/sigma.
 */
#include "plan/loss_grid_maker.h"

#include "base/memory.h"

enum { SERIES_GUARD = 48, HALVINGS = 140, REACH_PRECISION = 160 };
#define SERIES_REACH 0.2

struct normal {
	struct hush_range mu;
	struct hush_range centre; /* mu^2/2 */
	mpfr_t reach;             /* z: Q(z) <= tail/2 */
	int64_t top;              /* the least point certainly not below mu^2/2 + mu z */
	struct hush_range *cells; /* P mass of cell i at [i + top], i in -top..top-1; the Q mass is that of cell -i-1 */
};

/* (point * step + sign * mu^2/2)/mu */
static void standard(const struct hush_grid_maker *maker, const struct normal *normal, int64_t point, int sign,
                     struct hush_range *x)
{
	struct hush_rational loss;

	hush_rational_init(&loss);
	mpq_set_si(loss.q, point, 1);
	mpq_mul(loss.q, loss.q, maker->step->q);
	hush_range_set_rational(x, &loss);
	if (sign > 0) {
		hush_range_add(x, x, &normal->centre);
	} else {
		hush_range_sub(x, x, &normal->centre);
	}
	hush_range_div(x, x, &normal->mu);
	hush_rational_clear(&loss);
}

/* P[loss > point], P[loss < point], and Q[loss > point] = P[loss < -point]. */
static void above(const struct hush_grid_maker *maker, const struct normal *normal, int64_t point, struct hush_range *mass)
{
	standard(maker, normal, point, -1, mass);
	hush_range_upper_tail(mass);
}

static void below(const struct hush_grid_maker *maker, const struct normal *normal, int64_t point, struct hush_range *mass)
{
	standard(maker, normal, point, -1, mass);
	hush_range_neg(mass);
	hush_range_upper_tail(mass);
}

/* P[point < loss < point + 1] by two tails, those of the side that the cell lies on. */
static void cell_by_tails(const struct hush_grid_maker *maker, const struct normal *normal, int64_t point,
                          struct hush_range *mass)
{
	struct hush_range other;

	hush_range_init_like(&other, mass);
	standard(maker, normal, point, -1, mass);
	if (mpfr_sgn(mass->low) >= 0) {
		above(maker, normal, point, mass);
		above(maker, normal, point + 1, &other);
	} else {
		below(maker, normal, point + 1, mass);
		below(maker, normal, point, &other);
	}
	hush_range_sub(mass, mass, &other);
	if (mpfr_sgn(mass->low) < 0) {
		mpfr_set_zero(mass->low, 1);
	}
	hush_range_clear(&other);
}

/*
 * The sum over even k of c_k/(k + 1), c_k = He_k(m) r^k/k!, which is the mean of e^(-m t - t^2/2) over |t| <= r, for
 * |m| r and r at most SERIES_REACH.  Rounded to nearest throughout; the proof note bounds the error by 2^(12 - precision).
 */
static void mean_series(const mpfr_t m, const mpfr_t r, mpfr_t sum)
{
	const mpfr_prec_t precision = mpfr_get_prec(sum);
	mpfr_t first;
	mpfr_t second; /* m r and r^2 */
	mpfr_t last;
	mpfr_t now;
	mpfr_t next;
	mpfr_t work;

	mpfr_inits2(precision, first, second, last, now, next, work, (mpfr_ptr)0);
	mpfr_mul(first, m, r, MPFR_RNDN);
	mpfr_sqr(second, r, MPFR_RNDN);
	mpfr_set_zero(last, 1);
	mpfr_set_ui(now, 1, MPFR_RNDN);
	mpfr_set_ui(sum, 1, MPFR_RNDN);
	/* Two steps gain two bits and more, so this ends before the bound does. */
	for (unsigned k = 0; k < (unsigned)precision + 2; k++) {
		/* c_(k+1) = (m r c_k - r^2 c_(k-1))/(k + 1) up to sign, which even k do not have */
		mpfr_mul(next, first, now, MPFR_RNDN);
		mpfr_mul(work, second, last, MPFR_RNDN);
		mpfr_sub(next, next, work, MPFR_RNDN);
		mpfr_div_ui(next, next, k + 1, MPFR_RNDN);
		mpfr_swap(last, now);
		mpfr_swap(now, next);
		if (k % 2 == 1) {
			mpfr_div_ui(work, now, k + 2, MPFR_RNDN);
			mpfr_add(sum, sum, work, MPFR_RNDN);
		}
		/* Two small ones in a row: every later one is smaller, by 8 and more each. */
		if ((mpfr_zero_p(now) || mpfr_get_exp(now) < -precision) && (mpfr_zero_p(last) || mpfr_get_exp(last) < -precision)) {
			break;
		}
	}
	mpfr_clears(first, second, last, now, next, work, (mpfr_ptr)0);
}

/* P[point < loss < point + 1] for a narrow cell: 2 r phi(m) times the mean, m its middle, r its half width. */
static bool cell_by_series(const struct hush_grid_maker *maker, const struct normal *normal, int64_t point,
                           struct hush_range *mass)
{
	const mpfr_prec_t precision = maker->precision + SERIES_GUARD;
	struct hush_rational loss;
	mpfr_t mu;
	mpfr_t m;
	mpfr_t r;
	mpfr_t value;
	mpfr_t work;
	mpfr_t error;
	long power;
	bool narrow;

	hush_rational_init(&loss);
	mpfr_inits2(precision, mu, m, r, value, work, error, (mpfr_ptr)0);
	mpfr_set(mu, normal->mu.low, MPFR_RNDN);
	/* r = step/(2 mu); m = (2 point + 1) r - mu/2 */
	mpfr_set_q(r, maker->step->q, MPFR_RNDN);
	mpfr_div(r, r, mu, MPFR_RNDN);
	mpfr_div_2ui(r, r, 1, MPFR_RNDN);
	mpfr_mul_si(m, r, 2 * point + 1, MPFR_RNDN);
	mpfr_div_2ui(work, mu, 1, MPFR_RNDN);
	mpfr_sub(m, m, work, MPFR_RNDN);
	mpfr_mul(work, m, r, MPFR_RNDN);
	narrow = mpfr_cmp_d(r, SERIES_REACH) < 0 && mpfr_cmp_d(work, SERIES_REACH) < 0 && mpfr_cmp_d(work, -SERIES_REACH) > 0;
	if (narrow) {
		mean_series(m, r, value);
		mpfr_sqr(work, m, MPFR_RNDN);
		mpfr_div_2ui(work, work, 1, MPFR_RNDN);
		mpfr_neg(work, work, MPFR_RNDN);
		mpfr_exp(work, work, MPFR_RNDN);
		mpfr_mul(value, value, work, MPFR_RNDN);
		mpfr_mul(value, value, r, MPFR_RNDN);
		mpfr_const_pi(work, MPFR_RNDN);
		mpfr_div_2ui(work, work, 1, MPFR_RNDN);
		mpfr_sqrt(work, work, MPFR_RNDN); /* 2 / sqrt(2 pi) = 1 / sqrt(pi/2) */
		mpfr_div(value, value, work, MPFR_RNDN);
		/* m is as wrong as mu is, relative to the larger of |m| and mu, and moves the result by |m| times that. */
		power = 0;
		mpfr_abs(work, m, MPFR_RNDU);
		mpfr_add(work, work, mu, MPFR_RNDU);
		if (mpfr_get_exp(work) > 0) {
			power = 2 * mpfr_get_exp(work);
		}
		mpfr_mul_2si(error, value, 16 + power - precision + SERIES_GUARD, MPFR_RNDU);
		mpfr_sub(mass->low, value, error, MPFR_RNDD);
		mpfr_add(mass->high, value, error, MPFR_RNDU);
	}
	mpfr_clears(mu, m, r, value, work, error, (mpfr_ptr)0);
	hush_rational_clear(&loss);
	return narrow;
}

/* A z with Q(z) <= tail/2, hardly above the least: Q(z) <= e^(-z^2/2)/2 gives the first one. */
static void find_reach(const struct hush_rational *tail, mpfr_t z)
{
	struct hush_range mass;
	mpfr_t low;
	mpfr_t middle;

	hush_range_init_precise(&mass, REACH_PRECISION);
	mpfr_inits2(REACH_PRECISION, low, middle, (mpfr_ptr)0);
	hush_range_set_rational(&mass, tail);
	hush_range_log(&mass);
	hush_range_neg(&mass);
	hush_range_scale(&mass, 1);
	hush_range_sqrt(&mass);
	mpfr_set(z, mass.high, MPFR_RNDU);
	mpfr_set_zero(low, 1);
	for (unsigned i = 0; i < HALVINGS; i++) {
		mpfr_add(middle, low, z, MPFR_RNDN);
		mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
		hush_range_set_number(&mass, middle);
		hush_range_upper_tail(&mass);
		hush_range_scale(&mass, 1);
		mpfr_set(mpfr_cmp_q(mass.high, tail->q) <= 0 ? z : low, middle, MPFR_RNDN);
	}
	mpfr_clears(low, middle, (mpfr_ptr)0);
	hush_range_clear(&mass);
}

static void normal_init(struct normal *normal, const struct hush_grid_maker *maker, const struct hush_rational *tail)
{
	hush_range_init_precise(&normal->mu, maker->precision);
	hush_range_init_like(&normal->centre, &normal->mu);
	mpfr_init2(normal->reach, REACH_PRECISION);
	normal->cells = NULL;
	normal->top = 0;
	hush_range_set_rational(&normal->centre, maker->part->parameter);
	hush_range_sqrt(&normal->centre);
	hush_range_set_rational(&normal->mu, maker->part->shift);
	hush_range_div(&normal->mu, &normal->mu, &normal->centre);
	hush_range_mul(&normal->centre, &normal->mu, &normal->mu);
	hush_range_scale(&normal->centre, -1);
	find_reach(tail, normal->reach);
}

static void normal_clear(struct normal *normal)
{
	for (int64_t i = 0; normal->cells && i < 2 * normal->top; i++) {
		hush_range_clear(&normal->cells[i]);
	}
	hush_free(normal->cells);
	mpfr_clear(normal->reach);
	hush_range_clear(&normal->centre);
	hush_range_clear(&normal->mu);
}

static hush_status find_top(struct normal *normal, const struct hush_grid_maker *maker, hush_error *err)
{
	struct hush_range loss;
	struct hush_range step;
	hush_status status = HUSH_OK;

	hush_range_init_precise(&loss, maker->precision);
	hush_range_init_like(&step, &loss);
	hush_range_set_number(&loss, normal->reach);
	hush_range_mul(&loss, &loss, &normal->mu);
	hush_range_add(&loss, &loss, &normal->centre);
	hush_range_set_rational(&step, maker->step);
	hush_range_div(&loss, &loss, &step);
	if (mpfr_cmp_ui(loss.high, HUSH_GRID_MOST / 2 - 2) > 0) {
		status = hush_grid_too_many(err);
	} else {
		mpfr_ceil(loss.high, loss.high);
		normal->top = mpfr_get_si(loss.high, MPFR_RNDU);
	}
	hush_range_clear(&step);
	hush_range_clear(&loss);
	return status;
}

static hush_status fill_cells(struct normal *normal, const struct hush_grid_maker *maker, hush_error *err)
{
	normal->cells = hush_reallocarray(NULL, 2 * (size_t)normal->top, sizeof *normal->cells);
	if (!normal->cells) {
		return hush_fail_memory(err);
	}
	for (int64_t i = 0; i < 2 * normal->top; i++) {
		hush_range_init_precise(&normal->cells[i], maker->precision);
		if (!cell_by_series(maker, normal, i - normal->top, &normal->cells[i])) {
			cell_by_tails(maker, normal, i - normal->top, &normal->cells[i]);
		}
	}
	return HUSH_OK;
}

/* mass -= Q(z + more) */
static void less_tail(const struct normal *normal, const struct hush_range *more, struct hush_range *mass)
{
	struct hush_range tail;

	hush_range_init_like(&tail, mass);
	hush_range_set_number(&tail, normal->reach);
	if (more) {
		hush_range_add(&tail, &tail, more);
	}
	hush_range_upper_tail(&tail);
	hush_range_sub(mass, mass, &tail);
	hush_range_clear(&tail);
}

/* What lies below -top and above top: P mass to the lowest point; its Q mass to the highest one, the rest to infinity. */
static void dots_ends(struct hush_grid_maker *maker, const struct normal *normal)
{
	struct hush_rational loss;
	struct hush_range mass;
	struct hush_range held;

	hush_rational_init(&loss);
	hush_range_init_precise(&mass, maker->precision);
	hush_range_init_like(&held, &mass);
	below(maker, normal, -normal->top, &mass);
	hush_grid_put(maker, -normal->top, &mass);
	mpq_set_si(loss.q, normal->top, 1);
	mpq_mul(loss.q, loss.q, maker->step->q);
	hush_range_exp(&held, &loss);
	hush_range_mul(&held, &held, &mass); /* Q[loss > top] = P[loss < -top] */
	hush_grid_put(maker, normal->top, &held);
	above(maker, normal, normal->top, &mass);
	hush_range_sub(&mass, &mass, &held);
	hush_grid_put(maker, HUSH_GRID_INFINITE, &mass);
	hush_range_clear(&held);
	hush_range_clear(&mass);
	hush_rational_clear(&loss);
}

static void dots(struct hush_grid_maker *maker, const struct normal *normal)
{
	struct hush_rational loss;
	struct hush_range q;

	hush_rational_init(&loss);
	hush_range_init_precise(&q, maker->precision);
	for (int64_t i = -normal->top; i < normal->top; i++) {
		mpq_set_si(loss.q, i, 1);
		mpq_mul(loss.q, loss.q, maker->step->q);
		hush_range_exp(&q, &loss);
		hush_range_mul(&q, &q, &normal->cells[normal->top - i - 1]);
		hush_grid_place_cell(maker, i, &normal->cells[normal->top + i], &q);
	}
	dots_ends(maker, normal);
	hush_range_clear(&q);
	hush_rational_clear(&loss);
}

static void buckets(struct hush_grid_maker *maker, const struct normal *normal)
{
	const int64_t top = normal->top;
	const bool up = maker->method == HUSH_GRID_BUCKETS_UP;
	struct hush_range mass;

	hush_range_init_precise(&mass, maker->precision);
	for (int64_t i = 1 - top; i < top - 1; i++) {
		hush_grid_put(maker, up ? i + 1 : i, &normal->cells[top + i]);
	}
	above(maker, normal, top - 1, &mass);
	if (up) {
		less_tail(normal, NULL, &mass);
	}
	hush_grid_put(maker, up ? top : top - 1, &mass);
	below(maker, normal, 1 - top, &mass);
	if (!up) {
		less_tail(normal, &normal->mu, &mass); /* P[loss < -(mu^2/2 + mu z)] is dropped */
	}
	hush_grid_put(maker, up ? 1 - top : -top, &mass);
	if (up) {
		hush_range_set_u64(&mass, 0);
		less_tail(normal, NULL, &mass);
		hush_range_neg(&mass);
		hush_grid_put(maker, HUSH_GRID_INFINITE, &mass);
	}
	hush_range_clear(&mass);
}

hush_status hush_grid_gaussian(struct hush_grid_maker *maker, const struct hush_rational *tail, hush_error *err)
{
	const bool dotted = maker->method == HUSH_GRID_CONNECT_DOTS;
	struct normal normal;
	hush_status status;

	normal_init(&normal, maker, tail);
	status = find_top(&normal, maker, err);
	if (status == HUSH_OK) {
		status = fill_cells(&normal, maker, err);
	}
	if (status == HUSH_OK) {
		bool up = maker->method == HUSH_GRID_BUCKETS_UP;

		status = hush_grid_open(maker, up ? 1 - normal.top : -normal.top, dotted || up ? normal.top : normal.top - 1, err);
	}
	if (status == HUSH_OK && dotted) {
		dots(maker, &normal);
	} else if (status == HUSH_OK) {
		buckets(maker, &normal);
	}
	normal_clear(&normal);
	return status;
}
