/*
 * sparse_histogram: the whole cost of shown and hidden cells together (see threshold.h).
 *
 * Of the l0 cells that a unit has, a are its alone (hidden without it), the others are shown either way.  With F the
 * probability that a cell of the unit alone stays hidden and D_j the delta of j shown cells, the worst of
 *
 *     T(a) = 1 - F^a (1 - D_(l0-a)(epsilon - a ln F))  for a = 0 .. l0-1,   1 - F^l0   (shown with the unit, never without)
 *     V(a) = D_(l0-a)(epsilon + a ln F)                for a = 0 .. l0-1               (the other direction)
 *
 * is the exact delta.  D_j rises with j and falls with epsilon, so a block of a's is bounded by one evaluation:
 *     T(a) <= 1 - F^hi (1 - D_(l0-lo)(epsilon - lo ln F)),   V(a) <= D_(l0-lo)(epsilon + hi ln F)   for lo <= a <= hi.
 * Blocks are halved where this bound is the largest, until it decides.
 */
#include "base/memory.h"
#include "plan/accept.h"
#include "plan/any_of.h"
#include "plan/curve.h"
#include "plan/law.h"
#include "plan/parameter.h"
#include "plan/refine.h"
#include "plan/threshold.h"

enum {
	FINE_BITS = 512,       /* precision of F and of epsilons that are not rational */
	EPSILON_POWER = 16,    /* D is not asked further out than +-2^16 */
	SETTLED_BITS = 44,     /* bounds may stay above the truth by this part of it */
	BLOCKS_CONTINUOUS = 1024,
	BLOCKS_DISCRETE = 48   /* each costs a composition */
};

struct release {
	bool discrete;
	const struct hush_rational *sigma_squared;
	const struct hush_rational *epsilon;
	uint64_t l0;
	struct hush_range shown;  /* 1 - F */
	struct hush_range hidden; /* ln F */
};

static void release_init(struct release *r, bool discrete, const struct hush_rational *sigma_squared, uint64_t l0,
                         const struct hush_rational *epsilon)
{
	r->discrete = discrete;
	r->sigma_squared = sigma_squared;
	r->epsilon = epsilon;
	r->l0 = l0;
	hush_range_init_precise(&r->shown, FINE_BITS);
	hush_range_init_precise(&r->hidden, FINE_BITS);
}

static void release_clear(struct release *r)
{
	hush_range_clear(&r->hidden);
	hush_range_clear(&r->shown);
}

/* ln F from 1 - F. */
static void set_hidden(struct release *r)
{
	hush_range_set(&r->hidden, &r->shown);
	hush_range_neg(&r->hidden);
	hush_range_log1p(&r->hidden);
}

/* D_cells at a rational epsilon. */
static hush_status shared_at(const struct release *r, uint64_t cells, const struct hush_rational *epsilon,
                             struct hush_range *delta, hush_error *err)
{
	struct hush_rational whole;
	struct hush_loss_part part = {HUSH_LOSS_DISCRETE_GAUSSIAN, r->sigma_squared, &whole, cells};
	hush_status status;

	if (r->discrete && cells == 1) {
		return hush_discrete_gaussian_delta(r->sigma_squared, 1, epsilon, delta, err);
	}
	hush_rational_init(&whole);
	if (r->discrete) {
		hush_rational_set_u64(&whole, 1, 1);
		status = hush_loss_delta_of(&part, 1, epsilon, delta, err);
	} else {
		hush_rational_set_u64(&whole, cells, 1);
		status = hush_gaussian_delta(r->sigma_squared, &whole, epsilon, delta, err);
	}
	hush_rational_clear(&whole);
	return status;
}

/*
 * D_cells at epsilon +- factor ln F, which is not rational: asked at the low end of its enclosure.  D falls with epsilon,
 * by at most the difference, for its derivative lies in [-1, 0].
 */
static hush_status shared(const struct release *r, uint64_t cells, uint64_t factor, bool minus, struct hush_range *delta,
                          hush_error *err)
{
	struct hush_rational at;
	struct hush_rational limit;
	struct hush_range point;
	struct hush_range width;
	hush_status status;

	if (factor == 0) {
		return shared_at(r, cells, r->epsilon, delta, err);
	}
	hush_rational_init(&at);
	hush_rational_init(&limit);
	hush_range_init_precise(&point, FINE_BITS);
	hush_range_init_precise(&width, FINE_BITS);
	hush_range_set_u64(&point, factor);
	hush_range_mul(&point, &point, &r->hidden);
	if (minus) {
		hush_range_neg(&point);
	}
	hush_range_set_rational(&width, r->epsilon);
	hush_range_add(&point, &point, &width);
	mpq_set_ui(limit.q, 1UL << EPSILON_POWER, 1);
	if (mpfr_cmp_q(point.low, limit.q) > 0) {
		/* Further out D is smaller still: its low end is not known. */
		status = shared_at(r, cells, &limit, delta, err);
		mpfr_set_zero(delta->low, 1);
	} else {
		mpq_neg(limit.q, limit.q);
		if (mpfr_cmp_q(point.low, limit.q) < 0) {
			/* D is at least 1 - e^epsilon, which is 1 but for a trace when epsilon is so far below 0. */
			status = shared_at(r, cells, &limit, delta, err);
			mpfr_set_ui(delta->high, 1, MPFR_RNDU);
			if (mpfr_cmp_q(point.high, limit.q) > 0) {
				mpfr_set_zero(delta->low, 1);
			}
		} else {
			hush_rational_set_mpfr(&at, point.low);
			status = shared_at(r, cells, &at, delta, err);
			mpfr_sub(width.high, point.high, point.low, MPFR_RNDU);
			mpfr_sub(delta->low, delta->low, width.high, MPFR_RNDD);
			hush_range_clamp_probability(delta);
		}
	}
	hush_range_clear(&width);
	hush_range_clear(&point);
	hush_rational_clear(&limit);
	hush_rational_clear(&at);
	return status;
}

/* 1 - F^cells (1 - D) = (1 - F^cells) + F^cells D */
static void show_some(const struct release *r, uint64_t cells, struct hush_range *delta)
{
	struct hush_range some;
	struct hush_range none;

	hush_range_init_precise(&some, FINE_BITS);
	hush_range_init_precise(&none, FINE_BITS);
	if (cells > 0) {
		hush_range_set(&some, &r->shown);
		hush_any_of(&some, cells);
		hush_range_set_u64(&none, cells);
		hush_range_mul(&none, &none, &r->hidden);
		hush_range_exponential(&none);
		hush_range_mul(delta, delta, &none);
		hush_range_add(delta, delta, &some);
		hush_range_clamp_probability(delta);
	}
	hush_range_clear(&none);
	hush_range_clear(&some);
}

/* A block of a's of one of the two terms. The largest value in it lies in [low, high]. */
struct block {
	uint64_t first;
	uint64_t last;
	bool other; /* V, not T */
	struct hush_range value;
};

static hush_status block_fill(const struct release *r, struct block *block, hush_error *err)
{
	struct hush_range upper;
	hush_status status;

	/* T at the first a encloses T there, and with F^last instead it bounds the block; V(last) would need one more D. */
	if (block->other) {
		status = shared(r, r->l0 - block->first, block->last, false, &block->value, err);
		if (block->last > block->first) {
			mpfr_set_zero(block->value.low, 1);
		}
		return status;
	}
	status = shared(r, r->l0 - block->first, block->first, true, &block->value, err);
	hush_range_init_like(&upper, &block->value);
	hush_range_set(&upper, &block->value);
	show_some(r, block->first, &block->value);
	show_some(r, block->last, &upper);
	mpfr_set(block->value.high, upper.high, MPFR_RNDU);
	hush_range_clear(&upper);
	return status;
}

struct search {
	struct block block[BLOCKS_CONTINUOUS];
	uint32_t count;
};

static hush_status search_add(const struct release *r, struct search *search, uint64_t first, uint64_t last, bool other,
                              hush_error *err)
{
	struct block *block = &search->block[search->count++];

	block->first = first;
	block->last = last;
	block->other = other;
	hush_range_init(&block->value);
	return block_fill(r, block, err);
}

static uint32_t search_top(const struct search *search)
{
	uint32_t top = 0;

	for (uint32_t i = 1; i < search->count; i++) {
		if (mpfr_greater_p(search->block[i].value.high, search->block[top].value.high)) {
			top = i;
		}
	}
	return top;
}

/* Is `high` above `low` by more than what may stay? */
static bool unsettled(const mpfr_t high, const mpfr_t low)
{
	mpfr_t allowed;
	bool result;

	mpfr_init2(allowed, HUSH_RANGE_PRECISION);
	mpfr_mul_2si(allowed, low, -SETTLED_BITS, MPFR_RNDD);
	mpfr_add(allowed, allowed, low, MPFR_RNDD);
	result = mpfr_greater_p(high, allowed);
	mpfr_clear(allowed);
	return result;
}

/* Halves the top block as long as that can lower the high end. `best` has what is certain so far. */
static hush_status search_halve(const struct release *r, struct search *search, struct hush_range *best, hush_error *err)
{
	uint32_t most = r->discrete ? BLOCKS_DISCRETE : BLOCKS_CONTINUOUS;

	for (;;) {
		uint32_t top = search_top(search);
		struct block *block = &search->block[top];
		uint64_t middle = block->first + (block->last - block->first) / 2;
		uint64_t last = block->last;

		for (uint32_t i = 0; i < search->count; i++) {
			mpfr_max(best->low, best->low, search->block[i].value.low, MPFR_RNDD);
		}
		if (block->first == block->last || search->count == most || !unsettled(block->value.high, best->low)) {
			mpfr_max(best->high, best->high, block->value.high, MPFR_RNDU);
			return HUSH_OK;
		}
		block->last = middle;
		HUSH_TRY(block_fill(r, block, err));
		HUSH_TRY(search_add(r, search, middle + 1, last, block->other, err));
	}
}

static hush_status worst(const struct release *r, struct hush_range *delta, hush_error *err)
{
	struct search *search = hush_malloc(sizeof *search);
	struct hush_range best;
	hush_status status;

	if (!search) {
		return hush_fail_memory(err);
	}
	search->count = 0;
	hush_range_init(&best);
	hush_range_set(&best, &r->shown);
	hush_any_of(&best, r->l0);
	/* V(0) is T(0). */
	status = search_add(r, search, 0, 0, false, err);
	if (status == HUSH_OK && r->l0 > 1) {
		status = search_add(r, search, 1, r->l0 - 1, false, err);
	}
	if (status == HUSH_OK && r->l0 > 1) {
		status = search_add(r, search, 1, r->l0 - 1, true, err);
	}
	if (status == HUSH_OK) {
		status = search_halve(r, search, &best, err);
	}
	if (status == HUSH_OK) {
		hush_range_set(delta, &best);
	}
	for (uint32_t i = 0; i < search->count; i++) {
		hush_range_clear(&search->block[i].value);
	}
	hush_range_clear(&best);
	hush_free(search);
	return status;
}

static hush_status check_discrete(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                                  const struct hush_rational *epsilon, hush_error *err)
{
	HUSH_TRY(hush_parameter_check(HUSH_DISCRETE_GAUSSIAN, sigma_squared, err));
	HUSH_TRY(hush_accept_tau(tau, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	return hush_accept_epsilon_or_zero(epsilon, err);
}

hush_status hush_sparse_histogram_delta(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                                        const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err)
{
	struct release r;
	hush_status status;

	HUSH_TRY(check_discrete(sigma_squared, tau, l0, epsilon, err));
	release_init(&r, true, sigma_squared, l0, epsilon);
	status = hush_threshold_delta(HUSH_DISCRETE_GAUSSIAN, sigma_squared, tau, 1, 1, &r.shown, err);
	if (status == HUSH_OK) {
		set_hidden(&r);
		status = worst(&r, delta, err);
	}
	release_clear(&r);
	return status;
}

/* Q(tau_minus_1 / sigma) */
struct continuous {
	const struct hush_rational *sigma;
	const struct hush_rational *tau_minus_1;
};

static void continuous_shown(const void *input, struct hush_range *shown)
{
	const struct continuous *c = input;
	struct hush_rational z;

	hush_rational_init(&z);
	mpq_div(z.q, c->tau_minus_1->q, c->sigma->q);
	hush_range_set_rational(shown, &z);
	hush_range_upper_tail(shown);
	hush_rational_clear(&z);
}

hush_status hush_sparse_histogram_delta_gaussian(const struct hush_rational *sigma, const struct hush_rational *tau_minus_1,
                                                 uint64_t l0, const struct hush_rational *epsilon, struct hush_range *delta,
                                                 hush_error *err)
{
	struct continuous c = {sigma, tau_minus_1};
	struct hush_rational square;
	struct release r;
	hush_status status;

	HUSH_TRY(hush_accept_size("sigma", sigma, err));
	HUSH_TRY(hush_accept_signed("tau", tau_minus_1, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", l0, err));
	HUSH_TRY(hush_accept_epsilon_or_zero(epsilon, err));
	hush_rational_init(&square);
	mpq_mul(square.q, sigma->q, sigma->q);
	status = hush_accept_size("sigma^2", &square, err);
	if (status == HUSH_OK) {
		release_init(&r, false, &square, l0, epsilon);
		hush_range_refine(continuous_shown, &c, &r.shown);
		set_hidden(&r);
		status = worst(&r, delta, err);
		release_clear(&r);
	}
	hush_rational_clear(&square);
	return status;
}

hush_status hush_added_deltas(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                              const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err)
{
	struct release r;
	struct hush_range noise;
	hush_status status;

	HUSH_TRY(check_discrete(sigma_squared, tau, l0, epsilon, err));
	release_init(&r, true, sigma_squared, l0, epsilon);
	hush_range_init_like(&noise, delta);
	status = hush_threshold_delta(HUSH_DISCRETE_GAUSSIAN, sigma_squared, tau, l0, 1, &r.shown, err);
	if (status == HUSH_OK) {
		status = shared_at(&r, l0, epsilon, &noise, err);
	}
	if (status == HUSH_OK) {
		hush_range_add(delta, &noise, &r.shown);
		hush_range_clamp_probability(delta);
	}
	hush_range_clear(&noise);
	release_clear(&r);
	return status;
}
