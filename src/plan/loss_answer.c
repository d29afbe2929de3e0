/* loss_answer: what a composed loss says (see loss.h). */
#include "plan/loss.h"

#include <math.h>

#include "base/memory.h"
#include "plan/loss_lattice.h"

enum { GUARD_PRECISION = 64 };

/* One end of the distribution and the side that makes its answers hold. */
struct end {
	const struct hush_masses *masses;
	const mp_limb_t *infinite; /* NULL: none */
	enum hush_side side;       /* of the answer */
	const struct hush_rational *lower; /* how much lower its losses lie than loss->origin says; NULL: not at all */
};

static struct end upper_end(const struct hush_loss *loss)
{
	return (struct end){.masses = &loss->up, .infinite = loss->infinite, .side = HUSH_UP};
}

static struct end lower_end(const struct hush_loss *loss)
{
	return (struct end){.masses = &loss->down, .infinite = NULL, .side = HUSH_DOWN, .lower = &loss->lower};
}

static enum hush_side other(enum hush_side side)
{
	return side == HUSH_UP ? HUSH_DOWN : HUSH_UP;
}

static mpfr_rnd_t toward(enum hush_side side)
{
	return side == HUSH_UP ? MPFR_RNDU : MPFR_RNDD;
}

/*
 * Sums over the points from one on upward, taken from the top down:
 *   total   of the masses, with what is at infinity: exact
 *   below   of mass * e^-(loss - loss of the point): Horner's rule, rounded so that total - below errs to the end's side
 */
struct tail {
	mp_limb_t *total;
	mp_limb_t *below;
	mp_limb_t *factor; /* e^-step */
	mp_limb_t *scratch;
	unsigned limbs;
	enum hush_side side; /* of `below` */
};

static bool tail_init(struct tail *tail, const struct end *end, const struct hush_loss *loss)
{
	const unsigned limbs = end->masses->limbs;
	struct hush_rational minus;
	struct hush_range decay;

	tail->limbs = limbs;
	tail->side = other(end->side);
	tail->total = hush_calloc(5 * (size_t)limbs, sizeof *tail->total);
	if (!tail->total) {
		return false;
	}
	tail->below = tail->total + limbs;
	tail->factor = tail->below + limbs;
	tail->scratch = tail->factor + limbs;
	if (end->infinite) {
		mpn_copyi(tail->total, end->infinite, limbs);
	}
	hush_rational_init(&minus);
	mpq_neg(minus.q, loss->step.q);
	hush_range_init_precise(&decay, hush_masses_bits(limbs) + GUARD_PRECISION);
	hush_range_exp(&decay, &minus);
	hush_mass_set(tail->factor, limbs, tail->side == HUSH_UP ? decay.high : decay.low, tail->side);
	hush_range_clear(&decay);
	hush_rational_clear(&minus);
	return true;
}

static void tail_clear(struct tail *tail)
{
	hush_free(tail->total);
}

/* One point further down. */
static void tail_take(struct tail *tail, const mp_limb_t *mass)
{
	hush_mass_multiply(tail->below, tail->below, tail->factor, tail->limbs, tail->side, tail->scratch);
	mpn_add_n(tail->below, tail->below, mass, tail->limbs);
	mpn_add_n(tail->total, tail->total, mass, tail->limbs);
}

/* The loss of point i at an end. */
static void loss_at(const struct hush_loss *loss, const struct end *end, size_t i, struct hush_rational *value)
{
	hush_rational_set_u64(value, i, 1);
	mpq_mul(value->q, value->q, loss->step.q);
	mpq_add(value->q, value->q, loss->origin.q);
	if (end->lower) {
		mpq_sub(value->q, value->q, end->lower->q);
	}
}

/* How many points have a loss of at most epsilon at an end. */
static size_t points_up_to(const struct hush_loss *loss, const struct end *end, const struct hush_rational *epsilon)
{
	struct hush_rational place;
	mpz_t whole;
	size_t count;

	hush_rational_init(&place);
	mpz_init(whole);
	mpq_sub(place.q, epsilon->q, loss->origin.q);
	if (end->lower) {
		mpq_add(place.q, place.q, end->lower->q);
	}
	mpq_div(place.q, place.q, loss->step.q);
	mpz_fdiv_q(whole, mpq_numref(place.q), mpq_denref(place.q));
	if (mpz_sgn(whole) < 0) {
		count = 0;
	} else {
		count = mpz_cmp_ui(whole, loss->up.count) >= 0 ? loss->up.count : mpz_get_ui(whole) + 1;
	}
	mpz_clear(whole);
	hush_rational_clear(&place);
	return count;
}

/* delta = total - e^(epsilon - loss of the first point above epsilon) * below */
static void delta_end(const struct hush_loss *loss, const struct end *end, const struct hush_rational *epsilon, mpfr_t delta)
{
	size_t first = points_up_to(loss, end, epsilon);
	mpfr_prec_t precision = hush_masses_bits(end->masses->limbs) + GUARD_PRECISION;
	struct hush_rational x;
	struct hush_range scale;
	struct tail tail;
	mpfr_t total;
	mpfr_t below;

	if (!tail_init(&tail, end, loss)) {
		/* Memory is short: the ends that always hold. */
		mpfr_set_ui(delta, end->side == HUSH_UP, MPFR_RNDN);
		return;
	}
	for (size_t i = loss->up.count; i > first; i--) {
		tail_take(&tail, hush_mass(end->masses, i - 1));
	}
	hush_rational_init(&x);
	hush_range_init_precise(&scale, precision);
	mpfr_init2(total, precision);
	mpfr_init2(below, precision);
	loss_at(loss, end, first, &x);
	mpq_sub(x.q, epsilon->q, x.q);
	hush_range_exp(&scale, &x);
	hush_mass_get(tail.total, tail.limbs, total);
	hush_mass_get(tail.below, tail.limbs, below);
	mpfr_mul(below, below, tail.side == HUSH_UP ? scale.high : scale.low, toward(tail.side));
	mpfr_sub(delta, total, below, toward(end->side));
	if (mpfr_sgn(delta) <= 0) {
		mpfr_set_zero(delta, 1); /* not below, and without a sign */
	}
	if (mpfr_cmp_ui(delta, 1) > 0) {
		mpfr_set_ui(delta, 1, MPFR_RNDN);
	}
	mpfr_clear(below);
	mpfr_clear(total);
	hush_range_clear(&scale);
	hush_rational_clear(&x);
	tail_clear(&tail);
}

void hush_loss_delta(const struct hush_loss *loss, const struct hush_rational *epsilon, struct hush_range *delta)
{
	struct end up = upper_end(loss);
	struct end down = lower_end(loss);

	delta_end(loss, &up, epsilon, delta->high);
	delta_end(loss, &down, epsilon, delta->low);
}

/*
 * Between the points i - 1 and i delta is total - e^(epsilon - loss_i) below, with the sums from i on.  Going down, the first
 * interval whose lower end is above delta holds the root: epsilon = loss_i + ln((total - delta)/below).
 */
static void epsilon_end(const struct hush_loss *loss, const struct end *end, const struct hush_rational *delta, mpfr_t epsilon)
{
	const unsigned limbs = end->masses->limbs;
	const mpfr_prec_t precision = hush_masses_bits(limbs) + GUARD_PRECISION;
	mp_limb_t *target = hush_calloc(3 * (size_t)limbs, sizeof *target);
	mp_limb_t *lower = target ? target + limbs : NULL; /* below * e^-step: the sum as seen from point i - 1 */
	mp_limb_t *rest = target ? target + 2 * (size_t)limbs : NULL;
	struct hush_rational at;
	struct tail tail = {.total = NULL};
	mpfr_t work;
	mpfr_t ratio;
	size_t i = loss->up.count;
	bool reached = false;

	mpfr_set_inf(epsilon, 1);
	if (!target || !tail_init(&tail, end, loss)) {
		hush_free(target);
		if (end->side == HUSH_DOWN) {
			mpfr_set_zero(epsilon, 1);
		}
		return;
	}
	mpfr_init2(work, precision);
	mpfr_init2(ratio, precision);
	hush_rational_init(&at);
	mpfr_set_q(work, delta->q, toward(tail.side));
	hush_mass_set(target, limbs, work, tail.side);
	/* Up: what is at infinity never goes away. */
	if (mpn_cmp(tail.total, target, limbs) < 0 || (!end->infinite && mpn_cmp(tail.total, target, limbs) <= 0)) {
		while (i > 0 && !reached) {
			i--;
			tail_take(&tail, hush_mass(end->masses, i));
			/* delta at the point below: total - lower > target? */
			hush_mass_multiply(lower, tail.below, tail.factor, limbs, tail.side, tail.scratch);
			if (mpn_cmp(tail.total, lower, limbs) > 0) {
				mpn_sub_n(rest, tail.total, lower, limbs);
				reached = mpn_cmp(rest, target, limbs) > 0;
			}
		}
		if (mpn_cmp(tail.total, target, limbs) <= 0) {
			mpfr_set_inf(epsilon, -1); /* not even below all losses */
		} else {
			hush_mass_get(tail.total, limbs, work);
			mpfr_sub_q(work, work, delta->q, toward(end->side));
			hush_mass_get(tail.below, limbs, ratio);
			mpfr_div(ratio, work, ratio, toward(end->side));
			mpfr_log(ratio, ratio, toward(end->side));
			loss_at(loss, end, i, &at);
			mpfr_add_q(epsilon, ratio, at.q, toward(end->side));
			/* Rounding may have stopped a hair early: then the point below is an answer, and the formula ends there. */
			mpq_sub(at.q, at.q, loss->step.q);
			if (end->side == HUSH_UP && i > 0 && mpfr_cmp_q(epsilon, at.q) < 0) {
				mpfr_set_q(epsilon, at.q, MPFR_RNDU);
			}
		}
	}
	if (mpfr_sgn(epsilon) <= 0) {
		mpfr_set_zero(epsilon, 1);
	}
	hush_rational_clear(&at);
	mpfr_clear(ratio);
	mpfr_clear(work);
	tail_clear(&tail);
	hush_free(target);
}

void hush_loss_epsilon(const struct hush_loss *loss, const struct hush_rational *delta, struct hush_range *epsilon)
{
	struct end up = upper_end(loss);
	struct end down = lower_end(loss);

	epsilon_end(loss, &up, delta, epsilon->high);
	epsilon_end(loss, &down, delta, epsilon->low);
}

/*
 * How likely the loss is above s: not the sum of the masses above s, for a pair that is dominated may well have more of
 * them.  But it has no larger delta, and delta(e) >= P[loss > s] (1 - e^(e - s)) for every e < s.  So each point e of the
 * lattice gives a bound; floating point picks the best one, and only that is computed with care.
 */
typedef double (*hush_bound)(double delta, double e, double known);

/* P[loss > known] <= delta/(1 - e^(e - known)) */
static double chance_above(double delta, double e, double known)
{
	return e < known ? delta / -expm1(e - known) : HUGE_VAL;
}

/* P[loss > bound] <= known for this bound: e - ln(1 - delta/known) */
static double loss_within(double delta, double e, double known)
{
	return delta < known ? e - log1p(-delta / known) : HUGE_VAL;
}

static double as_double(const mp_limb_t *mass, unsigned limbs, mpfr_t work)
{
	hush_mass_get(mass, limbs, work);
	return mpfr_get_d(work, MPFR_RNDN);
}

/* The point with the least bound. False when no point gives one, or memory is short. */
static bool best_point(const struct hush_loss *loss, hush_bound bound, double known, size_t *point)
{
	const unsigned limbs = loss->up.limbs;
	const struct end up = upper_end(loss);
	const double origin = hush_rational_double(&loss->origin, HUSH_UP);
	const double step = hush_rational_double(&loss->step, HUSH_UP);
	double least = HUGE_VAL;
	struct tail tail;
	mpfr_t work;

	if (!tail_init(&tail, &up, loss)) {
		return false;
	}
	mpfr_init2(work, 64 * (mpfr_prec_t)limbs);
	for (size_t i = loss->up.count; i > 0; i--) {
		double value;

		tail_take(&tail, hush_mass(&loss->up, i - 1));
		/* delta at this point: what lies above it, by how much more. */
		mpn_sub_n(tail.scratch, tail.total, tail.below, limbs);
		value = bound(as_double(tail.scratch, limbs, work), origin + step * (double)(i - 1), known);
		if (value < least) {
			least = value;
			*point = i - 1;
		}
	}
	mpfr_clear(work);
	tail_clear(&tail);
	return least < HUGE_VAL;
}

void hush_loss_exceeds(const struct hush_loss *loss, const struct hush_rational *epsilon, struct hush_rational *probability)
{
	const struct end up = upper_end(loss);
	struct hush_rational e;
	struct hush_rational gap;
	struct hush_range decay;
	mpfr_t delta;
	size_t point = 0;

	mpq_set_ui(probability->q, 1, 1);
	if (!best_point(loss, chance_above, hush_rational_double(epsilon, HUSH_DOWN), &point)) {
		return;
	}
	hush_rational_init(&e);
	hush_rational_init(&gap);
	hush_range_init(&decay);
	mpfr_init2(delta, HUSH_RANGE_PRECISION);
	loss_at(loss, &up, point, &e);
	mpq_sub(gap.q, e.q, epsilon->q);
	delta_end(loss, &up, &e, delta);
	hush_range_exp(&decay, &gap);
	mpfr_ui_sub(decay.low, 1, decay.high, MPFR_RNDD);
	/* A point so near that the gap is lost in rounding says nothing. */
	if (mpfr_sgn(decay.low) > 0) {
		mpfr_div(delta, delta, decay.low, MPFR_RNDU);
		if (mpfr_cmp_ui(delta, 1) < 0) {
			hush_rational_set_mpfr(probability, delta);
		}
	}
	mpfr_clear(delta);
	hush_range_clear(&decay);
	hush_rational_clear(&gap);
	hush_rational_clear(&e);
}

bool hush_loss_quantile(const struct hush_loss *loss, const struct hush_rational *probability, struct hush_rational *epsilon)
{
	const struct end up = upper_end(loss);
	struct hush_rational e;
	mpfr_t delta;
	size_t point = 0;
	bool found;

	if (!best_point(loss, loss_within, hush_rational_double(probability, HUSH_DOWN), &point)) {
		return false;
	}
	hush_rational_init(&e);
	mpfr_init2(delta, HUSH_RANGE_PRECISION);
	loss_at(loss, &up, point, &e);
	delta_end(loss, &up, &e, delta);
	mpfr_div_q(delta, delta, probability->q, MPFR_RNDU);
	mpfr_ui_sub(delta, 1, delta, MPFR_RNDD);
	found = mpfr_sgn(delta) > 0;
	if (found) {
		mpfr_log(delta, delta, MPFR_RNDD);
		mpfr_neg(delta, delta, MPFR_RNDU);
		mpfr_add_q(delta, delta, e.q, MPFR_RNDU);
		if (mpfr_sgn(delta) < 0) {
			mpfr_set_zero(delta, 1);
		}
		hush_rational_set_mpfr(epsilon, delta);
	}
	mpfr_clear(delta);
	hush_rational_clear(&e);
	return found;
}
