/* loss: see loss.h.  Here: composing the parts of a release; questions to the result stand in loss_answer.c. */
#include "plan/loss.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "plan/loss_lattice.h"

enum {
	LEAST_BITS = 64,
	MOST_BITS = 4096,
	LEAST_POINTS = 1024,
	MOST_POINTS = 1 << 22,
	DRAWS_PER_POINT = 8, /* one draw may have more outcomes than are kept of a sum */
	EQUAL_PER_POINT = 4, /* what effort->equal = 0 stands for */
	DEVIATIONS = 27,     /* how far a lattice of 120 bits reaches, both sides together */
	LEAST_STEPS = 64,    /* of the greatest loss of one continuous Laplace draw */
	RANGE_POWER = 60,    /* parameters lie in 2^-60 .. 2^60 */
	DISCRETE_BELOW = 20  /* those of discrete laws in 2^-20 .. */
};

#define MOST_COUNT (UINT64_C(1) << 32)

/* --- what is accepted --- */

static bool is_discrete(enum hush_loss_law law)
{
	return law == HUSH_LOSS_DISCRETE_GAUSSIAN || law == HUSH_LOSS_DISCRETE_LAPLACE;
}

/* Within 2^-below .. 2^RANGE_POWER, and of bounded size as a text. */
static bool in_range(const struct hush_rational *value, unsigned below)
{
	struct hush_rational limit;
	bool inside;

	hush_rational_init(&limit);
	hush_rational_set_u64(&limit, 1, UINT64_C(1) << below);
	inside = hush_rational_compare(value, &limit) >= 0;
	hush_rational_set_u64(&limit, UINT64_C(1) << RANGE_POWER, 1);
	inside = inside && hush_rational_compare(value, &limit) <= 0;
	hush_rational_clear(&limit);
	return inside && mpz_sizeinbase(mpq_denref(value->q), 2) <= 4 * RANGE_POWER &&
	       mpz_sizeinbase(mpq_numref(value->q), 2) <= 4 * RANGE_POWER;
}

static hush_status check_part(const struct hush_loss_part *part, hush_error *err)
{
	unsigned below = is_discrete(part->law) ? DISCRETE_BELOW : RANGE_POWER;

	if (!in_range(part->parameter, below) || !in_range(part->shift, RANGE_POWER)) {
		return hush_fail(err, HUSH_E_SPEC,
		                 "a noise parameter must lie in 2^-%u to 2^60 and a shift in 2^-60 to 2^60, with at most 240 bits above "
		                 "and below the line", below);
	}
	if (is_discrete(part->law) && mpz_cmp_ui(mpq_denref(part->shift->q), 1) != 0) {
		return hush_fail(err, HUSH_E_SPEC, "a shift of discrete noise must be a whole number");
	}
	if (part->count < 1 || part->count > MOST_COUNT) {
		return hush_fail(err, HUSH_E_SPEC, "a number of draws must lie in 1 to 2^32");
	}
	return HUSH_OK;
}

hush_status hush_loss_check(const struct hush_loss_part *parts, uint32_t part_count, hush_error *err)
{
	if (part_count < 1) {
		return hush_fail(err, HUSH_E_SPEC, "a loss needs at least one part");
	}
	for (uint32_t i = 0; i < part_count; i++) {
		HUSH_TRY(check_part(&parts[i], err));
	}
	return HUSH_OK;
}

static hush_status check_effort(const struct hush_loss_effort *effort, hush_error *err)
{
	if (effort->bits < LEAST_BITS || effort->bits > MOST_BITS || effort->points < LEAST_POINTS ||
	    effort->points > MOST_POINTS || (effort->equal && effort->equal < LEAST_POINTS) || effort->equal > MOST_POINTS) {
		return hush_fail(err, HUSH_E_SPEC, "bits must lie in %d to %d, points in %d to %d", LEAST_BITS, MOST_BITS,
		                 LEAST_POINTS, MOST_POINTS);
	}
	return HUSH_OK;
}

/* --- one part --- */

/* The least power of two that is a step at which `span` takes at most `points` points. */
static void coarse_step(double span, uint32_t points, struct hush_rational *step)
{
	int power = 0;

	frexp(span / (double)points, &power); /* span/points < 2^power */
	mpq_set_ui(step->q, 1, 1);
	if (power >= 0) {
		mpq_mul_2exp(step->q, step->q, (mp_bitcnt_t)power);
	} else {
		mpq_div_2exp(step->q, step->q, (mp_bitcnt_t)-power);
	}
}

static double span_of(const struct hush_loss *loss)
{
	return hush_rational_double(&loss->step, HUSH_UP) * (double)loss->up.count;
}

/*
 * Keeps at most `points`, by doubling the step as often as needed; then at least twice, so that `down` can be merged
 * (loss_lattice.h) and sums have room to grow.
 */
static hush_status coarsen(struct hush_loss *loss, uint32_t points, hush_error *err)
{
	struct hush_rational step;
	hush_status status = HUSH_OK;

	if (loss->up.count <= points) {
		return HUSH_OK;
	}
	hush_rational_init(&step);
	hush_rational_set(&step, &loss->step);
	for (size_t count = loss->up.count; count > points / 2; count = count / 2 + 1) {
		mpq_mul_2exp(step.q, step.q, 1);
	}
	status = hush_loss_regrid(loss, &step, err);
	hush_rational_clear(&step);
	return status;
}

static hush_status copy(const struct hush_loss *loss, struct hush_loss **twin, hush_error *err)
{
	struct hush_loss *made = hush_loss_new(loss->up.count, loss->up.limbs);

	if (!made) {
		return hush_fail_memory(err);
	}
	mpn_copyi(made->up.words, loss->up.words, (mp_size_t)(loss->up.count * loss->up.limbs));
	mpn_copyi(made->down.words, loss->down.words, (mp_size_t)(loss->up.count * loss->up.limbs));
	mpn_copyi(made->infinite, loss->infinite, loss->up.limbs);
	hush_rational_set(&made->step, &loss->step);
	hush_rational_set(&made->origin, &loss->origin);
	made->moved = loss->moved;
	hush_rational_set(&made->lower, &loss->lower);
	*twin = made;
	return HUSH_OK;
}

/* *into += loss; *into may be NULL, which is a loss of 0. */
static hush_status accumulate(struct hush_loss **into, struct hush_loss *loss, hush_error *err)
{
	struct hush_loss *sum;

	if (!*into) {
		return copy(loss, into, err);
	}
	/* `into` may have been left on a finer lattice than a base that was coarsened since. */
	if (hush_rational_compare(&(*into)->step, &loss->step) != 0) {
		HUSH_TRY(hush_loss_regrid(*into, &loss->step, err));
	}
	HUSH_TRY(hush_loss_add(*into, loss, &sum, err));
	hush_loss_free(*into);
	*into = sum;
	return HUSH_OK;
}

static hush_status doubled(struct hush_loss **loss, uint32_t points, hush_error *err)
{
	struct hush_loss *twice;

	HUSH_TRY(hush_loss_add(*loss, *loss, &twice, err));
	hush_loss_free(*loss);
	*loss = twice;
	return coarsen(twice, points, err);
}

/* `count` independent copies of *base, which is used up. */
static hush_status repeat(struct hush_loss **base, uint64_t count, uint32_t points, struct hush_loss **sum, hush_error *err)
{
	hush_status status = HUSH_OK;

	*sum = NULL;
	for (; status == HUSH_OK; count >>= 1) {
		if (count & 1) {
			status = accumulate(sum, *base, err);
		}
		if (count <= 1 || status != HUSH_OK) {
			break;
		}
		status = doubled(base, points, err);
	}
	hush_loss_free(*base);
	*base = NULL;
	if (status != HUSH_OK) {
		hush_loss_free(*sum);
		*sum = NULL;
	}
	return status;
}

/* A step for one draw of a continuous law: the span that counts is bounded for Laplace, about 2 * 13 mu + for Gaussian. */
static void continuous_step(const struct hush_loss_part *part, unsigned bits, uint32_t points, struct hush_rational *step)
{
	double shift = hush_rational_double(part->shift, HUSH_UP);
	double parameter = hush_rational_double(part->parameter, HUSH_DOWN);
	double span = 2 * shift / parameter;

	if (part->law == HUSH_LOSS_GAUSSIAN) {
		double mu = shift / sqrt(parameter);

		span = mu * mu + 2 * mu * sqrt(2 * 0.6931471805599454 * (double)bits);
	}
	if (part->law == HUSH_LOSS_LAPLACE) {
		/* A whole part of the greatest loss, such that `count` draws keep it. */
		uint64_t steps = points / 2 / part->count;
		uint64_t most = points / (2 * DRAWS_PER_POINT);
		struct hush_rational divisor;

		hush_rational_init(&divisor);
		hush_rational_set_u64(&divisor, steps < LEAST_STEPS ? LEAST_STEPS : steps > most ? most : steps, 1);
		mpq_div(step->q, part->shift->q, part->parameter->q);
		mpq_div(step->q, step->q, divisor.q);
		hush_rational_clear(&divisor);
		return;
	}
	coarse_step(span, points / DRAWS_PER_POINT, step);
}

static hush_status make_part(const struct hush_loss_part *part, const struct hush_loss_effort *effort, unsigned limbs,
                             struct hush_loss **loss, hush_error *err)
{
	uint32_t equal = effort->equal ? effort->equal : effort->points * EQUAL_PER_POINT;
	struct hush_loss *base = NULL;
	struct hush_rational step;
	hush_status status;

	if (is_discrete(part->law)) {
		status = hush_loss_draw(part, limbs, DRAWS_PER_POINT * (equal > effort->points ? equal : effort->points), &base, err);
	} else {
		hush_rational_init(&step);
		continuous_step(part, hush_masses_bits(limbs), effort->points, &step);
		status = hush_loss_draw_grid(part, &step, limbs, &base, err);
		hush_rational_clear(&step);
	}
	if (status == HUSH_OK) {
		status = coarsen(base, equal, err);
		if (status != HUSH_OK) {
			hush_loss_free(base);
			return status;
		}
		status = repeat(&base, part->count, equal, loss, err);
	}
	return status;
}

/* --- several parts --- */

/* The greatest step that divides both; *first and *second say how often. False when that is out of reach. */
static bool common_step(const struct hush_loss *a, const struct hush_loss *b, uint32_t points, uint64_t *first,
                        uint64_t *second)
{
	struct hush_rational ratio;
	bool good;

	if (hush_rational_compare(&a->step, &b->step) == 0) {
		return true; /* *first and *second stay 1 */
	}
	/* a.step/b.step = n/d in lowest terms: the common step is a.step/n = b.step/d. */
	hush_rational_init(&ratio);
	mpq_div(ratio.q, a->step.q, b->step.q);
	good = mpz_cmp_ui(mpq_numref(ratio.q), points) < 0 && mpz_cmp_ui(mpq_denref(ratio.q), points) < 0;
	if (good) {
		*first = mpz_get_ui(mpq_numref(ratio.q));
		*second = mpz_get_ui(mpq_denref(ratio.q));
		good = a->up.count * *first + b->up.count * *second <= points;
	}
	hush_rational_clear(&ratio);
	return good;
}

/*
 * Both on lattices of one step, a power of two: at once the step that the whole sum will need, where that is foreseen, since
 * every change of lattice moves losses a little.
 */
static hush_status to_grid(struct hush_loss *a, struct hush_loss *b, const struct hush_loss_effort *effort, hush_error *err)
{
	struct hush_rational step;
	hush_status status;

	hush_rational_init(&step);
	coarse_step(fmax(span_of(a) + span_of(b), DEVIATIONS * effort->deviation), effort->points, &step);
	status = hush_rational_compare(&a->step, &step) == 0 ? HUSH_OK : hush_loss_regrid(a, &step, err);
	if (status == HUSH_OK && hush_rational_compare(&b->step, &step) != 0) {
		status = hush_loss_regrid(b, &step, err);
	}
	hush_rational_clear(&step);
	return status;
}

/* *into += loss, on whatever lattice holds both. */
static hush_status merge(struct hush_loss *into, struct hush_loss *loss, const struct hush_loss_effort *effort,
                         struct hush_loss **sum, hush_error *err)
{
	uint64_t first = 1;
	uint64_t second = 1;

	if (common_step(into, loss, effort->points, &first, &second)) {
		HUSH_TRY(hush_loss_refine(into, first, err));
		HUSH_TRY(hush_loss_refine(loss, second, err));
	} else {
		HUSH_TRY(to_grid(into, loss, effort, err));
	}
	return hush_loss_add(into, loss, sum, err);
}

/* All draws of the parts that are like parts[i]; 0 when an earlier part is like it. */
static uint64_t like_draws(const struct hush_loss_part *parts, uint32_t count, uint32_t i)
{
	uint64_t draws = 0;

	for (uint32_t k = 0; k < count; k++) {
		if (parts[k].law == parts[i].law && hush_rational_compare(parts[k].parameter, parts[i].parameter) == 0 &&
		    hush_rational_compare(parts[k].shift, parts[i].shift) == 0) {
			if (k < i) {
				return 0;
			}
			draws += parts[k].count;
		}
	}
	return draws;
}

/* The masses of the upper end must hold a whole distribution: less would promise too much. */
static bool is_whole(const struct hush_loss *loss)
{
	const unsigned limbs = loss->up.limbs;
	mp_limb_t sum[(MOST_BITS + HUSH_MASS_BEFORE_POINT + 63) / 64];

	mpn_copyi(sum, loss->infinite, limbs);
	for (size_t i = 0; i < loss->up.count; i++) {
		mpn_add_n(sum, sum, hush_mass(&loss->up, i), limbs);
	}
	return sum[limbs - 1] >> (64 - HUSH_MASS_BEFORE_POINT) >= 1;
}

hush_status hush_loss_join(struct hush_loss **total, struct hush_loss **loss, const struct hush_loss_effort *effort,
                           hush_error *err)
{
	struct hush_loss *sum = NULL;
	hush_status status = HUSH_OK;

	if (!*total) {
		*total = *loss;
		*loss = NULL;
		return HUSH_OK;
	}
	status = merge(*total, *loss, effort, &sum, err);
	hush_loss_free(*loss);
	*loss = NULL;
	if (status == HUSH_OK) {
		hush_loss_free(*total);
		*total = sum;
	}
	return status;
}

hush_status hush_loss_make(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_loss_effort *effort,
                           struct hush_loss **loss, hush_error *err)
{
	struct hush_loss *total = NULL;
	unsigned limbs;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_loss_check(parts, part_count, err));
	HUSH_TRY(check_effort(effort, err));
	limbs = (effort->bits + HUSH_MASS_BEFORE_POINT + 63) / 64;
	for (uint32_t i = 0; i < part_count && status == HUSH_OK; i++) {
		struct hush_loss_part part = parts[i];
		struct hush_loss *made = NULL;

		part.count = like_draws(parts, part_count, i);
		if (part.count > 0) {
			status = make_part(&part, effort, limbs, &made, err);
			if (status == HUSH_OK) {
				status = hush_loss_join(&total, &made, effort, err);
			}
		}
	}
	if (status == HUSH_OK && !is_whole(total)) {
		status = hush_fail_bug(err, "masses of the privacy loss that do not add up to one");
	}
	if (status != HUSH_OK) {
		hush_loss_free(total);
		return status;
	}
	*loss = total;
	return HUSH_OK;
}
