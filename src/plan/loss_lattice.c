/* loss_lattice: see loss_lattice.h. */
#include "plan/loss_lattice.h"

#include <string.h>

#include "base/memory.h"

enum {
	GUARD_BITS = 24, /* what is trimmed together has at most 2^GUARD_BITS units of the last place, like what is rounded */
	WEIGHT_BITS = 63,
	PRECISION = 160, /* of weights */
	MERGE_FROM = 3   /* old points in a new cell, from which on merging them loses less than rounding them down */
};

struct hush_loss *hush_loss_new(size_t count, unsigned limbs)
{
	struct hush_loss *loss = hush_calloc(1, sizeof *loss);

	if (!loss) {
		return NULL;
	}
	hush_rational_init(&loss->step);
	hush_rational_init(&loss->origin);
	hush_rational_init(&loss->lower);
	loss->infinite = hush_calloc(limbs, sizeof *loss->infinite);
	if (!loss->infinite || !hush_masses_init(&loss->up, count, limbs) || !hush_masses_init(&loss->down, count, limbs)) {
		hush_loss_free(loss);
		return NULL;
	}
	return loss;
}

void hush_loss_free(struct hush_loss *loss)
{
	if (!loss) {
		return;
	}
	hush_rational_clear(&loss->step);
	hush_rational_clear(&loss->origin);
	hush_rational_clear(&loss->lower);
	hush_masses_clear(&loss->up);
	hush_masses_clear(&loss->down);
	hush_free(loss->infinite);
	hush_free(loss);
}

/* --- trimming --- */

static bool negligible(const mp_limb_t *mass, unsigned limbs)
{
	return mass[0] >> GUARD_BITS == 0 && (limbs == 1 || mpn_zero_p(mass + 1, limbs - 1));
}

static void keep(struct hush_masses *masses, size_t from, size_t count)
{
	memmove(masses->words, hush_mass(masses, from), count * masses->limbs * sizeof *masses->words);
	masses->count = count;
}

void hush_loss_trim(struct hush_loss *loss)
{
	const unsigned limbs = loss->up.limbs;
	size_t first = 0;
	size_t end = loss->up.count;
	mp_limb_t *cut = hush_calloc(2 * (size_t)limbs, sizeof *cut);
	mp_limb_t *next = cut ? cut + limbs : NULL;

	if (!cut) {
		return; /* trimming saves work only */
	}
	while (end > 1) {
		mpn_add_n(next, cut, hush_mass(&loss->up, end - 1), limbs);
		if (!negligible(next, limbs)) {
			break;
		}
		mpn_copyi(cut, next, limbs);
		end--;
	}
	mpn_add_n(loss->infinite, loss->infinite, cut, limbs);
	mpn_zero(cut, limbs);
	while (first + 1 < end) {
		mpn_add_n(next, cut, hush_mass(&loss->up, first), limbs);
		if (!negligible(next, limbs)) {
			break;
		}
		mpn_copyi(cut, next, limbs);
		first++;
	}
	mpn_add_n(hush_mass(&loss->up, first), hush_mass(&loss->up, first), cut, limbs);
	if (first > 0 || end < loss->up.count) {
		struct hush_rational moved;

		keep(&loss->up, first, end - first);
		keep(&loss->down, first, end - first);
		hush_rational_init(&moved);
		hush_rational_set_u64(&moved, first, 1);
		mpq_mul(moved.q, moved.q, loss->step.q);
		mpq_add(loss->origin.q, loss->origin.q, moved.q);
		hush_rational_clear(&moved);
	}
	hush_free(cut);
}

/* --- adding --- */

hush_status hush_loss_add(const struct hush_loss *a, const struct hush_loss *b, struct hush_loss **sum, hush_error *err)
{
	struct hush_loss *made;

	if (a->up.limbs != b->up.limbs || hush_rational_compare(&a->step, &b->step) != 0) {
		return hush_fail_bug(err, "losses on different lattices");
	}
	made = hush_loss_new(1, a->up.limbs);
	if (!made) {
		return hush_fail_memory(err);
	}
	hush_masses_clear(&made->up);
	hush_masses_clear(&made->down);
	if (!hush_masses_convolve(&a->up, &b->up, HUSH_UP, &made->up) ||
	    !hush_masses_convolve(&a->down, &b->down, HUSH_DOWN, &made->down)) {
		hush_loss_free(made);
		return hush_fail_memory(err);
	}
	hush_rational_set(&made->step, &a->step);
	mpq_add(made->origin.q, a->origin.q, b->origin.q);
	made->moved = a->moved || b->moved;
	mpq_add(made->lower.q, a->lower.q, b->lower.q);
	/* 1 - (1 - i)(1 - j) <= i + j */
	mpn_add_n(made->infinite, a->infinite, b->infinite, a->up.limbs);
	hush_loss_trim(made);
	*sum = made;
	return HUSH_OK;
}

/* --- other lattices --- */

static void swap_masses(struct hush_loss *loss, struct hush_loss *with)
{
	struct hush_masses up = loss->up;
	struct hush_masses down = loss->down;

	loss->up = with->up;
	loss->down = with->down;
	with->up = up;
	with->down = down;
}

hush_status hush_loss_refine(struct hush_loss *loss, uint64_t factor, hush_error *err)
{
	struct hush_loss *finer;
	struct hush_rational divisor;

	if (factor == 1) {
		return HUSH_OK;
	}
	finer = hush_loss_new((loss->up.count - 1) * factor + 1, loss->up.limbs);
	if (!finer) {
		return hush_fail_memory(err);
	}
	for (size_t i = 0; i < loss->up.count; i++) {
		mpn_copyi(hush_mass(&finer->up, i * factor), hush_mass(&loss->up, i), loss->up.limbs);
		mpn_copyi(hush_mass(&finer->down, i * factor), hush_mass(&loss->down, i), loss->up.limbs);
	}
	swap_masses(loss, finer);
	hush_loss_free(finer);
	hush_rational_init(&divisor);
	hush_rational_set_u64(&divisor, factor, 1);
	mpq_div(loss->step.q, loss->step.q, divisor.q);
	hush_rational_clear(&divisor);
	return HUSH_OK;
}

/* Where a point of the old lattice falls on the new one: origin + cell * step + offset, 0 <= offset < step. */
struct place {
	mpz_t scale;     /* common denominator: everything below is in units of new step / scale */
	mpz_t rest;      /* the offset */
	mpz_t jump_rest; /* of one old step */
	mpz_t jump;      /* whole cells of one old step */
	mpz_t cell;      /* of the point; the first point is the new lattice's first */
	struct hush_range decay; /* e^-offset */
	struct hush_range short_factor; /* e^-(jump_rest) */
	struct hush_range long_factor;  /* e^(new step - jump_rest) */
};

static void fraction_exp(struct hush_range *r, const mpz_t units, const mpz_t scale, const struct hush_rational *step)
{
	struct hush_rational x;

	hush_rational_init(&x);
	mpz_set(mpq_numref(x.q), units);
	mpz_set(mpq_denref(x.q), scale);
	mpq_canonicalize(x.q);
	mpq_mul(x.q, x.q, step->q);
	mpq_neg(x.q, x.q);
	hush_range_exp(r, &x);
	hush_rational_clear(&x);
}

static void place_init(struct place *place, const struct hush_loss *loss, const struct hush_rational *step)
{
	struct hush_rational jump;
	mpz_t back;

	mpz_inits(place->scale, place->rest, place->jump_rest, place->jump, place->cell, back, NULL);
	hush_range_init_precise(&place->decay, PRECISION);
	hush_range_init_precise(&place->short_factor, PRECISION);
	hush_range_init_precise(&place->long_factor, PRECISION);
	hush_rational_init(&jump);
	mpq_div(jump.q, loss->step.q, step->q);
	mpz_set(place->scale, mpq_denref(jump.q));
	mpz_fdiv_qr(place->jump, place->jump_rest, mpq_numref(jump.q), place->scale);
	fraction_exp(&place->decay, place->rest, place->scale, step);
	fraction_exp(&place->short_factor, place->jump_rest, place->scale, step);
	mpz_sub(back, place->jump_rest, place->scale);
	fraction_exp(&place->long_factor, back, place->scale, step);
	hush_rational_clear(&jump);
	mpz_clear(back);
}

static void place_clear(struct place *place)
{
	mpz_clears(place->scale, place->rest, place->jump_rest, place->jump, place->cell, NULL);
	hush_range_clear(&place->decay);
	hush_range_clear(&place->short_factor);
	hush_range_clear(&place->long_factor);
}

static void place_next(struct place *place)
{
	const struct hush_range *factor = &place->short_factor;

	mpz_add(place->cell, place->cell, place->jump);
	mpz_add(place->rest, place->rest, place->jump_rest);
	if (mpz_cmp(place->rest, place->scale) >= 0) {
		mpz_sub(place->rest, place->rest, place->scale);
		mpz_add_ui(place->cell, place->cell, 1);
		factor = &place->long_factor;
	}
	mpfr_mul(place->decay.low, place->decay.low, factor->low, MPFR_RNDD);
	mpfr_mul(place->decay.high, place->decay.high, factor->high, MPFR_RNDU);
}

/* A number between 0 and 1 as a weight, rounded up. */
static mp_limb_t weight_of(mpfr_t value)
{
	if (mpfr_sgn(value) <= 0) {
		return 0;
	}
	if (mpfr_cmp_ui(value, 1) >= 0) {
		return (mp_limb_t)1 << WEIGHT_BITS;
	}
	mpfr_mul_2ui(value, value, WEIGHT_BITS, MPFR_RNDU);
	return mpfr_get_ui(value, MPFR_RNDU);
}

/*
 * The mass at offset t in a cell of width h becomes (e^-t - e^-h)/(1 - e^-h) of it at the lower end and (1 - e^-t)/(1 - e^-h)
 * at the upper one: its P mass is their sum, and its Q mass is the sum of theirs.  Both weights are rounded up.
 */
static void split(const struct place *place, const struct hush_range *across, mpfr_t gap, mp_limb_t *low, mp_limb_t *high)
{
	mpfr_t work;

	if (mpz_sgn(place->rest) == 0) {
		*low = (mp_limb_t)1 << WEIGHT_BITS;
		*high = 0;
		return;
	}
	mpfr_init2(work, PRECISION);
	mpfr_sub(work, place->decay.high, across->low, MPFR_RNDU);
	mpfr_div(work, work, gap, MPFR_RNDU);
	*low = weight_of(work);
	mpfr_ui_sub(work, 1, place->decay.low, MPFR_RNDU);
	mpfr_div(work, work, gap, MPFR_RNDU);
	*high = weight_of(work);
	mpfr_clear(work);
}

/*
 * Merging: all outcomes with losses within half a step of a point g become one, of loss L = -ln(Q/P), P and Q being the
 * sums of their masses and of mass * e^-loss.  L is near g, above or below, so the merged masses are put on a lattice that
 * lies lower by the largest g - L: `ratio` is the largest Q e^g / P, kept an upper bound.
 */
struct merge {
	mpfr_t q;     /* of the point under way, times e^g */
	mpfr_t ratio; /* of the points done; at least 1 */
	mpfr_t mass;
	mpfr_t work;
	struct hush_range back; /* e^step */
	size_t point;
};

static void merge_init(struct merge *merge, const struct hush_rational *step, unsigned limbs)
{
	mpfr_inits2(PRECISION, merge->q, merge->ratio, merge->work, (mpfr_ptr)0);
	mpfr_init2(merge->mass, 64 * (mpfr_prec_t)limbs);
	mpfr_set_zero(merge->q, 1);
	mpfr_set_ui(merge->ratio, 1, MPFR_RNDU);
	hush_range_init_precise(&merge->back, PRECISION);
	hush_range_exp(&merge->back, step);
	merge->point = 0;
}

/* Ends a point: Q over P. */
static void merge_close(struct merge *merge, const struct hush_loss *coarse)
{
	const mp_limb_t *sum = hush_mass(&coarse->down, merge->point);

	if (!mpn_zero_p(sum, coarse->down.limbs)) {
		hush_mass_get(sum, coarse->down.limbs, merge->mass);
		mpfr_div(merge->q, merge->q, merge->mass, MPFR_RNDU);
		mpfr_max(merge->ratio, merge->ratio, merge->q, MPFR_RNDU);
	}
	mpfr_set_zero(merge->q, 1);
}

static void merge_in(struct merge *merge, const struct place *place, const mp_limb_t *mass, size_t cell,
                     struct hush_loss *coarse)
{
	mp_limb_t *sum;
	mpz_t twice;
	bool upper;

	mpz_init(twice);
	mpz_mul_2exp(twice, place->rest, 1);
	upper = mpz_cmp(twice, place->scale) >= 0;
	mpz_clear(twice);
	if (cell + upper != merge->point) {
		merge_close(merge, coarse);
		merge->point = cell + upper;
	}
	/* e^-(loss - g) = e^-offset, or e^(step - offset) from below g. */
	mpfr_set(merge->work, place->decay.high, MPFR_RNDU);
	if (upper) {
		mpfr_mul(merge->work, merge->work, merge->back.high, MPFR_RNDU);
	}
	hush_mass_get(mass, coarse->down.limbs, merge->mass);
	mpfr_mul(merge->work, merge->work, merge->mass, MPFR_RNDU);
	mpfr_add(merge->q, merge->q, merge->work, MPFR_RNDU);
	sum = hush_mass(&coarse->down, merge->point);
	mpn_add_n(sum, sum, mass, coarse->down.limbs);
}

/* How much lower the merged masses must lie. */
static void merge_end(struct merge *merge, const struct hush_loss *coarse, struct hush_rational *lower)
{
	merge_close(merge, coarse);
	mpfr_log(merge->work, merge->ratio, MPFR_RNDU);
	hush_rational_set_mpfr(lower, merge->work);
	hush_range_clear(&merge->back);
	mpfr_clears(merge->q, merge->ratio, merge->work, merge->mass, (mpfr_ptr)0);
}

static bool fine_enough(const struct hush_loss *loss, const struct hush_rational *step)
{
	struct hush_rational least;
	bool fine;

	hush_rational_init(&least);
	hush_rational_set_u64(&least, MERGE_FROM, 1);
	mpq_mul(least.q, least.q, loss->step.q);
	fine = hush_rational_compare(&least, step) <= 0;
	hush_rational_clear(&least);
	return fine;
}

static void scatter(const struct hush_loss *loss, struct place *place, const struct hush_rational *step,
                    struct merge *merge, struct hush_loss *coarse)
{
	const unsigned limbs = loss->up.limbs;
	struct hush_range across; /* e^-step */
	struct hush_rational minus;
	mpfr_t gap; /* 1 - e^-step, rounded down: it divides */

	hush_range_init_precise(&across, PRECISION);
	hush_rational_init(&minus);
	mpfr_init2(gap, PRECISION);
	mpq_neg(minus.q, step->q);
	hush_range_exp(&across, &minus);
	mpfr_ui_sub(gap, 1, across.high, MPFR_RNDD);
	for (size_t i = 0; i < loss->up.count; i++) {
		size_t cell = mpz_get_ui(place->cell);
		mp_limb_t low;
		mp_limb_t high;

		split(place, &across, gap, &low, &high);
		hush_mass_add_part(hush_mass(&coarse->up, cell), hush_mass(&loss->up, i), limbs, low);
		hush_mass_add_part(hush_mass(&coarse->up, cell + 1), hush_mass(&loss->up, i), limbs, high);
		if (merge) {
			merge_in(merge, place, hush_mass(&loss->down, i), cell, coarse);
		} else {
			mpn_add_n(hush_mass(&coarse->down, cell), hush_mass(&coarse->down, cell), hush_mass(&loss->down, i), limbs);
		}
		place_next(place);
	}
	mpfr_clear(gap);
	hush_rational_clear(&minus);
	hush_range_clear(&across);
}

static size_t cells_across(const struct hush_loss *loss, const struct hush_rational *step)
{
	struct hush_rational span;
	mpz_t whole;
	size_t cells;

	hush_rational_init(&span);
	mpz_init(whole);
	hush_rational_set_u64(&span, loss->up.count, 1);
	mpq_mul(span.q, span.q, loss->step.q);
	mpq_div(span.q, span.q, step->q);
	mpz_cdiv_q(whole, mpq_numref(span.q), mpq_denref(span.q));
	cells = mpz_fits_ulong_p(whole) ? mpz_get_ui(whole) + 3 : 0;
	mpz_clear(whole);
	hush_rational_clear(&span);
	return cells;
}

hush_status hush_loss_regrid(struct hush_loss *loss, const struct hush_rational *step, hush_error *err)
{
	size_t cells = cells_across(loss, step);
	struct hush_loss *coarse = cells ? hush_loss_new(cells, loss->up.limbs) : NULL;
	struct hush_rational lower;
	struct merge merge;
	struct place place;
	bool merging = fine_enough(loss, step);

	if (!coarse) {
		return hush_fail_memory(err);
	}
	hush_rational_init(&lower);
	place_init(&place, loss, step);
	if (merging) {
		merge_init(&merge, step, loss->up.limbs);
	}
	scatter(loss, &place, step, merging ? &merge : NULL, coarse);
	if (merging) {
		merge_end(&merge, coarse, &lower);
		mpq_add(loss->lower.q, loss->lower.q, lower.q);
	}
	hush_rational_clear(&lower);
	place_clear(&place);
	swap_masses(loss, coarse);
	hush_loss_free(coarse);
	hush_rational_set(&loss->step, step);
	loss->moved = true;
	hush_loss_trim(loss);
	return HUSH_OK;
}
