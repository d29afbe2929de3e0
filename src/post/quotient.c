/*
 * quotient: see quotient.h, and quotient.proof.md for why the interval is right.
 *
 * With H above, R below and variances vH, vR, c, the interval is { r : |H - rR| <= z sqrt(vH + r^2 vR - 2rc) + (1 + |r|)/2 }
 * (Fieller's, with half a count for each of the two whole numbers).  Its ends are taken exactly and rounded outward: no
 * floating point, so that every machine gives the same text.
 */
#include "post/quotient.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "post/fieller.h"
#include "post/quotient_sums.h"

enum { DIGITS = 6, LEAST_COUNT = 2 };

struct hush_quotients {
	const struct hush_quotient *quotient;
	struct hush_quotient_sums sums;
	struct hush_rational z_squared;
	struct hush_rational above; /* of the cell at hand */
	struct hush_rational below;
	struct hush_rational estimate;
	struct hush_rational low;
	struct hush_rational high;
	mpq_t a; /* scratch */
	mpq_t b;
};

const char *hush_quotient_status_name(enum hush_quotient_status status)
{
	switch (status) {
	case HUSH_QUOTIENT_PUBLISHED: return "published";
	case HUSH_QUOTIENT_TOO_NOISY: return "too_noisy";
	case HUSH_QUOTIENT_NOT_DEFINED: return "not_defined";
	}
	return "unknown";
}

hush_status hush_quotients_open(const struct hush_plan *plan, const struct hush_noisy *noisy, uint32_t quotient,
                                struct hush_quotients **quotients, hush_error *err)
{
	struct hush_quotients *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->quotient = &plan->spec->quotients[quotient];
	status = hush_quotient_sums_make(plan, noisy, made->quotient, &made->sums, err);
	if (status != HUSH_OK) {
		hush_free(made);
		return status;
	}
	hush_rational_init(&made->z_squared);
	/* 1.96^2; 2.12^2 where a part of the noise is Laplace, whose tails are heavier. */
	hush_rational_set_u64(&made->z_squared, made->sums.laplace ? 44944 : 38416, 10000);
	hush_rational_init(&made->above);
	hush_rational_init(&made->below);
	hush_rational_init(&made->estimate);
	hush_rational_init(&made->low);
	hush_rational_init(&made->high);
	mpq_inits(made->a, made->b, NULL);
	*quotients = made;
	return HUSH_OK;
}

void hush_quotients_close(struct hush_quotients *quotients)
{
	if (!quotients) {
		return;
	}
	hush_quotient_sums_release(&quotients->sums, quotients->quotient->cells);
	hush_rational_clear(&quotients->z_squared);
	hush_rational_clear(&quotients->above);
	hush_rational_clear(&quotients->below);
	hush_rational_clear(&quotients->estimate);
	hush_rational_clear(&quotients->low);
	hush_rational_clear(&quotients->high);
	mpq_clears(quotients->a, quotients->b, NULL);
	hush_free(quotients);
}

static void set_wide(struct hush_rational *to, hush_wide value)
{
	unsigned __int128 size = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;

	mpz_set_ui(mpq_numref(to->q), (unsigned long)(size >> 64));
	mpz_mul_2exp(mpq_numref(to->q), mpq_numref(to->q), 64);
	mpz_add_ui(mpq_numref(to->q), mpq_numref(to->q), (unsigned long)size);
	mpz_set_ui(mpq_denref(to->q), 1);
	if (value < 0) {
		mpq_neg(to->q, to->q);
	}
}

/* The rule of the spec, over noisy values: R >= 2 and R^2 >= least^2 vR. */
static bool clear_enough(struct hush_quotients *q)
{
	if (mpq_cmp_ui(q->below.q, LEAST_COUNT, 1) < 0) {
		return false;
	}
	mpq_mul(q->a, q->below.q, q->below.q);
	mpq_mul(q->b, q->quotient->least.q, q->quotient->least.q);
	mpq_mul(q->b, q->b, q->sums.variance_below.q);
	return mpq_cmp(q->a, q->b) >= 0;
}

static struct hush_fraction fraction_of(const struct hush_quotients *q, const struct hush_rational *above,
                                        const struct hush_rational *below)
{
	return (struct hush_fraction){.above = above,
	                              .below = below,
	                              .variance_above = &q->sums.variance_above,
	                              .variance_below = &q->sums.variance_below,
	                              .covariance = &q->sums.covariance};
}

/* The upper (side 1) or lower (side -1) end for H + side/2 and R + move/2. */
static bool end_at(const struct hush_quotients *q, int side, int move, struct hush_rational *end)
{
	struct hush_rational above;
	struct hush_rational below;
	struct hush_fraction fraction = fraction_of(q, &above, &below);
	bool bounded;

	hush_rational_init(&above);
	hush_rational_init(&below);
	mpq_set_si(above.q, side, 2);
	mpq_add(above.q, above.q, q->above.q);
	mpq_set_si(below.q, move, 2);
	mpq_canonicalize(below.q);
	mpq_add(below.q, below.q, q->below.q);
	bounded = hush_fieller_end(&fraction, &q->z_squared, side, end);
	hush_rational_clear(&above);
	hush_rational_clear(&below);
	return bounded;
}

/*
 * |r| grows the allowance, so which corner of the box decides depends on the sign of the end. Both ends are there by the rule
 * (quotient.proof.md).
 */
static bool set_ends(struct hush_quotients *q)
{
	bool exact = q->quotient->exact != HUSH_NONE;
	bool bounded = end_at(q, 1, exact ? 0 : -1, &q->high);

	if (bounded && !exact && mpq_sgn(q->high.q) < 0) {
		bounded = end_at(q, 1, 1, &q->high);
	}
	bounded = bounded && end_at(q, -1, exact ? 0 : 1, &q->low);
	if (bounded && !exact && mpq_sgn(q->low.q) < 0) {
		bounded = end_at(q, -1, -1, &q->low);
	}
	return bounded;
}

static void put_std_dev(const struct hush_quotients *q, char text[HUSH_QUOTIENT_TEXT])
{
	struct hush_fraction fraction = fraction_of(q, &q->above, &q->below);
	struct hush_rational variance;
	char made[32];

	hush_rational_init(&variance);
	hush_fraction_variance(&fraction, &q->estimate, &variance);
	mpq_mul(variance.q, variance.q, q->quotient->scale.q);
	mpq_mul(variance.q, variance.q, q->quotient->scale.q);
	hush_std_dev_text(&variance, made);
	snprintf(text, HUSH_QUOTIENT_TEXT, "%s", made);
	hush_rational_clear(&variance);
}

static bool put_text(const struct hush_rational *value, enum hush_side side, char text[HUSH_QUOTIENT_TEXT])
{
	struct hush_buffer out;
	bool made;

	hush_buffer_init(&out, HUSH_QUOTIENT_TEXT);
	hush_rational_decimal(value, DIGITS, side, &out);
	made = !out.failed && out.length < HUSH_QUOTIENT_TEXT;
	if (made) {
		memcpy(text, out.bytes, out.length + 1);
	}
	hush_buffer_release(&out);
	return made;
}

/* To the nearest of its digits, upwards in the middle. */
static void round_nearest(struct hush_rational *value)
{
	struct hush_rational down;
	struct hush_rational up;
	struct hush_rational twice;

	if (mpq_sgn(value->q) == 0) {
		return;
	}
	hush_rational_init(&down);
	hush_rational_init(&up);
	hush_rational_init(&twice);
	hush_rational_set(&down, value);
	hush_rational_set(&up, value);
	hush_rational_round(&down, DIGITS, HUSH_DOWN);
	hush_rational_round(&up, DIGITS, HUSH_UP);
	mpq_add(twice.q, down.q, up.q);
	mpq_sub(twice.q, twice.q, value->q);
	hush_rational_set(value, mpq_cmp(twice.q, value->q) > 0 ? &down : &up);
	hush_rational_clear(&down);
	hush_rational_clear(&up);
	hush_rational_clear(&twice);
}

static void keep_between(struct hush_rational *value, const struct hush_rational *low, const struct hush_rational *high)
{
	if (hush_rational_compare(value, low) < 0) {
		hush_rational_set(value, low);
	}
	if (hush_rational_compare(value, high) > 0) {
		hush_rational_set(value, high);
	}
}

/* In the unit of what is published. A mean was counted from the middle of its clamp, and lies in the clamp. */
static void set_scale(struct hush_quotients *q, struct hush_rational *value)
{
	mpq_mul(value->q, value->q, q->quotient->scale.q);
	if (q->quotient->kind == HUSH_QUOTIENT_MEAN) {
		mpq_add(q->a, q->quotient->low.q, q->quotient->high.q);
		mpq_div_2exp(q->a, q->a, 1);
		mpq_add(value->q, value->q, q->a);
		keep_between(value, &q->quotient->low, &q->quotient->high);
	}
}

static bool put_texts(struct hush_quotients *q, struct hush_quotient_value *value)
{
	bool made;

	put_std_dev(q, value->std_dev);
	set_scale(q, &q->estimate);
	set_scale(q, &q->low);
	set_scale(q, &q->high);
	round_nearest(&q->estimate);
	made = put_text(&q->estimate, HUSH_DOWN, value->estimate) && put_text(&q->low, HUSH_DOWN, value->low) &&
	       put_text(&q->high, HUSH_UP, value->high);
	mpq_sub(q->low.q, q->estimate.q, q->low.q);
	mpq_sub(q->high.q, q->high.q, q->estimate.q);
	return made && put_text(mpq_cmp(q->low.q, q->high.q) > 0 ? &q->low : &q->high, HUSH_UP, value->moe95);
}

hush_status hush_quotients_at(struct hush_quotients *q, uint64_t cell, struct hush_quotient_value *value, hush_error *err)
{
	struct hush_quotient_value made = {.status = HUSH_QUOTIENT_PUBLISHED};

	set_wide(&q->above, q->sums.above[cell]);
	if (q->sums.exact) {
		hush_rational_set(&q->below, &q->sums.exact[cell]);
		made.status = q->sums.recorded[cell] && mpq_sgn(q->below.q) > 0 ? HUSH_QUOTIENT_PUBLISHED : HUSH_QUOTIENT_NOT_DEFINED;
	} else {
		set_wide(&q->below, q->sums.below[cell]);
		made.status = clear_enough(q) ? HUSH_QUOTIENT_PUBLISHED : HUSH_QUOTIENT_TOO_NOISY;
	}
	if (made.status == HUSH_QUOTIENT_PUBLISHED) {
		mpq_div(q->estimate.q, q->above.q, q->below.q);
		if (!set_ends(q)) {
			return hush_fail_bug(err, "a quotient of which one end is missing");
		}
		if (!put_texts(q, &made)) {
			return hush_fail_memory(err);
		}
	}
	*value = made;
	return HUSH_OK;
}
