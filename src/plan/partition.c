/* partition: see partition.h; the argument stands in partition.proof.md. */
#include "plan/partition.h"

#include <math.h>

#include "plan/accept.h"
#include "plan/any_of.h"
#include "plan/refine.h"

enum {
	COIN_BITS = 128,          /* what a coin's rounding may cost: 2^-128 of delta */
	EXACT_MOST = 1 << 16,     /* entries of hush_partition_exact, */
	EXACT_BITS_MOST = 1 << 20 /* and bits of the last one, about */
};

/* What one cell may spend, and what of its delta is kept back for rounding. */
struct cell {
	struct hush_rational epsilon; /* epsilon / l0 */
	const struct hush_rational *delta;
	uint64_t l0;
	bool keeps_back;
	long kept_back;               /* a power of two, where keeps_back */
	mpz_t first;                  /* pi(n) follows the first piece up to here, */
	mpz_t second;                 /* the second up to here, and is 1 beyond */
};

/* A question about a cell at n; the same for all precisions. */
struct at {
	const struct cell *cell;
	mpz_srcptr n;
};

void hush_partition_init(struct hush_partition *partition)
{
	hush_rational_init(&partition->epsilon);
	hush_rational_init(&partition->delta);
	partition->l0 = 1;
	partition->pre_threshold = 1;
}

void hush_partition_clear(struct hush_partition *partition)
{
	hush_rational_clear(&partition->delta);
	hush_rational_clear(&partition->epsilon);
}

/* 1 - (1 - delta)^(1/l0), less what is kept back. */
static void cell_delta(const struct cell *cell, struct hush_range *delta)
{
	struct hush_range part;

	hush_range_init_like(&part, delta);
	hush_range_set_rational(delta, cell->delta);
	hush_each_of(delta, cell->l0);
	if (cell->keeps_back) {
		hush_range_set_u64(&part, 1);
		hush_range_scale(&part, cell->kept_back);
		hush_range_sub(delta, delta, &part);
	}
	hush_range_clear(&part);
}

/* e^(n epsilon) - 1, n of any sign. */
static void growth(const struct cell *cell, const mpz_t n, struct hush_range *result)
{
	struct hush_rational x;

	hush_rational_init(&x);
	mpq_set_z(x.q, n);
	mpq_mul(x.q, x.q, cell->epsilon.q);
	hush_range_set_rational(result, &x);
	hush_range_expm1(result);
	hush_rational_clear(&x);
}

/* growth(1) */
static void growth_of_one(const struct cell *cell, struct hush_range *result)
{
	hush_range_set_rational(result, &cell->epsilon);
	hush_range_expm1(result);
}

/* delta (e^(n epsilon) - 1)/(e^epsilon - 1) */
static void first_piece(const void *input, struct hush_range *keep)
{
	const struct at *at = input;
	struct hush_range work;

	hush_range_init_like(&work, keep);
	growth(at->cell, at->n, keep);
	growth_of_one(at->cell, &work);
	hush_range_div(keep, keep, &work);
	cell_delta(at->cell, &work);
	hush_range_mul(keep, keep, &work);
	hush_range_clamp_probability(keep);
	hush_range_clear(&work);
}

/* pi(first + m) = pi(first) + (1 - pi(first) + delta/(e^epsilon - 1)) (1 - e^(-m epsilon)) */
static void second_piece(const void *input, struct hush_range *keep)
{
	const struct at *at = input;
	struct at edge = {at->cell, at->cell->first};
	struct hush_range rest;
	struct hush_range work;
	mpz_t back;

	hush_range_init_like(&rest, keep);
	hush_range_init_like(&work, keep);
	mpz_init(back);
	first_piece(&edge, keep);
	cell_delta(at->cell, &rest);
	growth_of_one(at->cell, &work);
	hush_range_div(&rest, &rest, &work);
	hush_range_sub(&rest, &rest, keep);
	hush_range_add_i64(&rest, 1);
	mpz_sub(back, at->cell->first, at->n);
	growth(at->cell, back, &work);
	hush_range_neg(&work);
	hush_range_mul(&rest, &rest, &work);
	hush_range_add(keep, keep, &rest);
	hush_range_clamp_probability(keep);
	mpz_clear(back);
	hush_range_clear(&work);
	hush_range_clear(&rest);
}

/* ln(1 + tanh(epsilon/2) (1/delta - 1)) / epsilon */
static void first_length(const void *input, struct hush_range *length)
{
	const struct at *at = input;
	struct hush_range work;

	hush_range_init_like(&work, length);
	cell_delta(at->cell, &work);
	hush_range_set_u64(length, 1);
	hush_range_div(length, length, &work);
	hush_range_add_i64(length, -1);
	hush_range_set_rational(&work, &at->cell->epsilon);
	hush_range_scale(&work, -1);
	mpfr_tanh(work.low, work.low, MPFR_RNDD);
	mpfr_tanh(work.high, work.high, MPFR_RNDU);
	hush_range_mul(length, length, &work);
	hush_range_log1p(length);
	hush_range_set_rational(&work, &at->cell->epsilon);
	hush_range_div(length, length, &work);
	hush_range_clear(&work);
}

/* ln(1 + (1 - pi(first)) (e^epsilon - 1)/delta) / epsilon: how far the second piece goes until it reaches 1. */
static void second_length(const void *input, struct hush_range *length)
{
	const struct at *at = input;
	struct at edge = {at->cell, at->cell->first};
	struct hush_range work;

	hush_range_init_like(&work, length);
	first_piece(&edge, length);
	hush_range_neg(length);
	hush_range_add_i64(length, 1);
	growth_of_one(at->cell, &work);
	hush_range_mul(length, length, &work);
	cell_delta(at->cell, &work);
	hush_range_div(length, length, &work);
	hush_range_log1p(length);
	hush_range_set_rational(&work, &at->cell->epsilon);
	hush_range_div(length, length, &work);
	hush_range_clear(&work);
}

/*
 * The whole part of a length. Both pieces agree where one ends exactly at a whole number, so what no precision decides may
 * be taken from either end.
 */
static void whole_part(hush_range_formula formula, const struct cell *cell, mpz_t whole)
{
	struct at at = {cell, NULL};
	mpz_t upper;

	mpz_init(upper);
	for (mpfr_prec_t precision = 256; precision <= HUSH_REFINE_MOST; precision *= 2) {
		struct hush_range length;
		bool decided = false;

		hush_range_init_precise(&length, precision);
		formula(&at, &length);
		if (mpfr_number_p(length.low) && mpfr_number_p(length.high)) {
			mpfr_get_z(whole, length.low, MPFR_RNDD);
			mpfr_get_z(upper, length.high, MPFR_RNDD);
			decided = mpz_cmp(whole, upper) == 0;
		}
		hush_range_clear(&length);
		if (decided) {
			break;
		}
	}
	mpz_clear(upper);
}

static void cell_init(struct cell *cell, const struct hush_partition *partition)
{
	struct hush_rational l0;

	hush_rational_init(&l0);
	hush_rational_init(&cell->epsilon);
	hush_rational_set_u64(&l0, partition->l0, 1);
	mpq_div(cell->epsilon.q, partition->epsilon.q, l0.q);
	cell->delta = &partition->delta;
	cell->l0 = partition->l0;
	cell->keeps_back = false;
	cell->kept_back = 0;
	mpz_init(cell->first);
	mpz_init(cell->second);
	hush_rational_clear(&l0);
}

static void cell_clear(struct cell *cell)
{
	mpz_clear(cell->second);
	mpz_clear(cell->first);
	hush_rational_clear(&cell->epsilon);
}

static void find_crossings(struct cell *cell)
{
	whole_part(first_length, cell, cell->first);
	mpz_add_ui(cell->first, cell->first, 1);
	whole_part(second_length, cell, cell->second);
	mpz_add(cell->second, cell->second, cell->first);
}

static void cell_keep(const struct cell *cell, uint64_t n, struct hush_range *probability)
{
	struct hush_rational whole;
	struct at at = {cell, NULL};

	if (n == 0) {
		hush_range_set_u64(probability, 0);
		return;
	}
	hush_rational_init(&whole);
	hush_rational_set_u64(&whole, n, 1);
	at.n = mpq_numref(whole.q);
	if (mpz_cmp(at.n, cell->first) <= 0) {
		hush_range_refine(first_piece, &at, probability);
	} else if (mpz_cmp(at.n, cell->second) <= 0) {
		hush_range_refine(second_piece, &at, probability);
	} else {
		hush_range_set_u64(probability, 1);
	}
	hush_rational_clear(&whole);
}

static hush_status check(const struct hush_partition *partition, hush_error *err)
{
	HUSH_TRY(hush_accept_epsilon(&partition->epsilon, err));
	HUSH_TRY(hush_accept_delta(&partition->delta, err));
	HUSH_TRY(hush_accept_whole("the number of cells of a unit", partition->l0, err));
	return hush_accept_whole("the pre-threshold", partition->pre_threshold, err);
}

/* The n that pi is asked at. */
static uint64_t above_pre_threshold(const struct hush_partition *partition, uint64_t n)
{
	return n < partition->pre_threshold ? 0 : n - partition->pre_threshold + 1;
}

hush_status hush_partition_keep(const struct hush_partition *partition, uint64_t n, struct hush_range *probability,
                                hush_error *err)
{
	struct cell cell;

	HUSH_TRY(check(partition, err));
	cell_init(&cell, partition);
	find_crossings(&cell);
	cell_keep(&cell, above_pre_threshold(partition, n), probability);
	cell_clear(&cell);
	return HUSH_OK;
}

static uint64_t saturated(const mpz_t value)
{
	uint64_t result = UINT64_MAX;

	if (mpz_sizeinbase(value, 2) <= 64) {
		mpz_export(&result, NULL, 1, sizeof result, 0, 0, value);
	}
	return result;
}

hush_status hush_partition_crossings(const struct hush_partition *partition, uint64_t *first, uint64_t *second,
                                     hush_error *err)
{
	struct cell cell;

	HUSH_TRY(check(partition, err));
	cell_init(&cell, partition);
	find_crossings(&cell);
	*first = saturated(cell.first);
	*second = saturated(cell.second);
	cell_clear(&cell);
	return HUSH_OK;
}

/*
 * The power of two that coins are multiples of: 2^-bits. A coin is below pi by less than two of them, which a unit sees
 * multiplied by at most e^epsilon + 1: that, rounded up to a power of two, is taken from delta beforehand.
 */
static long choose_unit(struct cell *cell)
{
	long growing = (long)ceil(1.4427 * hush_rational_double(&cell->epsilon, HUSH_UP)) + 1;
	struct hush_range delta;
	long bits;

	hush_range_init(&delta);
	cell_delta(cell, &delta);
	bits = COIN_BITS + growing + 2 - mpfr_get_exp(delta.low);
	cell->kept_back = growing + 2 - bits;
	cell->keeps_back = true;
	hush_range_clear(&delta);
	return bits;
}

hush_status hush_partition_coin(const struct hush_partition *partition, uint64_t n, struct hush_rational *probability,
                                hush_error *err)
{
	struct cell cell;
	struct hush_range keep;
	long bits;
	bool certain;
	mpz_t units;

	HUSH_TRY(check(partition, err));
	cell_init(&cell, partition);
	mpz_init(units);
	bits = choose_unit(&cell);
	find_crossings(&cell);
	hush_range_init_precise(&keep, bits + HUSH_REFINE_GUARD);
	cell_keep(&cell, above_pre_threshold(partition, n), &keep);
	certain = hush_range_is_narrow(&keep, (unsigned)bits);
	if (certain) {
		mpfr_mul_2si(keep.low, keep.low, bits, MPFR_RNDD);
		mpfr_get_z(units, keep.low, MPFR_RNDD);
		mpq_set_z(probability->q, units);
		mpq_div_2exp(probability->q, probability->q, (mp_bitcnt_t)bits);
	}
	hush_range_clear(&keep);
	mpz_clear(units);
	cell_clear(&cell);
	return certain ? HUSH_OK
	               : hush_fail(err, HUSH_E_SPEC, "the probability of showing a value of %llu units cannot be certified",
	                           (unsigned long long)n);
}

/* The least of the two pieces and 1, from the value before. */
static void step(const struct hush_rational *growth_factor, const struct hush_rational *delta,
                 const struct hush_rational *before, struct hush_rational *after)
{
	struct hush_rational bound;

	hush_rational_init(&bound);
	mpq_mul(after->q, before->q, growth_factor->q);
	mpq_add(after->q, after->q, delta->q);
	/* 1 - (1 - before - delta)/growth = (growth - 1 + before + delta)/growth */
	mpq_set_ui(bound.q, 1, 1);
	mpq_sub(bound.q, growth_factor->q, bound.q);
	mpq_add(bound.q, bound.q, before->q);
	mpq_add(bound.q, bound.q, delta->q);
	mpq_div(bound.q, bound.q, growth_factor->q);
	if (hush_rational_compare(&bound, after) < 0) {
		hush_rational_set(after, &bound);
	}
	if (mpq_cmp_ui(after->q, 1, 1) > 0) {
		mpq_set_ui(after->q, 1, 1);
	}
	hush_rational_clear(&bound);
}

hush_status hush_partition_exact(const struct hush_rational *exp_epsilon, const struct hush_rational *delta,
                                 struct hush_rational *keep, uint32_t count, hush_error *err)
{
	size_t bits = mpz_sizeinbase(mpq_numref(exp_epsilon->q), 2) + mpz_sizeinbase(mpq_denref(exp_epsilon->q), 2) +
	              mpz_sizeinbase(mpq_denref(delta->q), 2);

	if (mpq_cmp_ui(exp_epsilon->q, 1, 1) <= 0) {
		return hush_fail(err, HUSH_E_SPEC, "e^epsilon must be above 1");
	}
	HUSH_TRY(hush_accept_delta(delta, err));
	if (count == 0 || count > EXACT_MOST || bits > EXACT_BITS_MOST / count) {
		return hush_fail(err, HUSH_E_SPEC,
		                 "the number of exact probabilities must lie in 1 to %d, and with numbers of %zu bits in 1 to %zu",
		                 EXACT_MOST, bits, EXACT_BITS_MOST / bits);
	}
	mpq_set_ui(keep[0].q, 0, 1);
	for (uint32_t n = 1; n < count; n++) {
		step(exp_epsilon, delta, &keep[n - 1], &keep[n]);
	}
	return HUSH_OK;
}
