/* refine: see refine.h. */
#include "plan/refine.h"

enum {
	ROOT_BITS = 100,
	POINT_PRECISION = 128,
	FIRST_BITS = 128,
	VANISHED = -(1 << 29) /* exponents near the least of MPFR */
};

/* Nothing but "below any number there is" can be said, with however many bits. */
static bool has_vanished(const struct hush_range *value)
{
	return mpfr_zero_p(value->low) && mpfr_regular_p(value->high) && mpfr_sgn(value->high) > 0 &&
	       mpfr_get_exp(value->high) < VANISHED;
}

void hush_range_refine(hush_range_formula formula, const void *input, struct hush_range *value)
{
	mpfr_prec_t precision = mpfr_get_prec(value->low);
	unsigned bits = (unsigned)precision - HUSH_REFINE_GUARD;

	/* The first try has some bits more than asked for: most formulas lose only a few. */
	for (precision += HUSH_REFINE_GUARD;; precision *= 2) {
		struct hush_range tried;
		bool last = 2 * precision > HUSH_REFINE_MOST;

		hush_range_init_precise(&tried, precision);
		formula(input, &tried);
		if (last || hush_range_is_narrow(&tried, bits) || has_vanished(&tried)) {
			hush_range_set(value, &tried);
			hush_range_clear(&tried);
			return;
		}
		hush_range_clear(&tried);
	}
}

int hush_range_decide(hush_range_formula formula, const void *input, const struct hush_rational *limit)
{
	int answer = 0;

	for (mpfr_prec_t precision = FIRST_BITS; answer == 0 && precision <= HUSH_REFINE_MOST; precision *= 2) {
		struct hush_range tried;

		hush_range_init_precise(&tried, precision);
		formula(input, &tried);
		if (mpfr_cmp_q(tried.high, limit->q) <= 0) {
			answer = 1;
		} else if (mpfr_cmp_q(tried.low, limit->q) > 0) {
			answer = -1;
		}
		hush_range_clear(&tried);
	}
	return answer;
}

static void set_power(mpfr_t x, long power)
{
	mpfr_set_ui_2exp(x, 1, power, MPFR_RNDN);
}

/* Two points around the root: the answer at `below` is "not", at `above` it is "holds", certainly or by courtesy. */
struct bracket {
	mpfr_t below;
	mpfr_t above;
	mpfr_t middle;
};

/* Halves until the points are neighbours; undecided answers count as `courtesy`. The low end in root is certain. */
static void halve(hush_range_question holds, const void *input, int courtesy, struct bracket *b, struct hush_range *root)
{
	mpfr_t width;
	mpfr_t allowed;

	mpfr_init2(width, 64);
	mpfr_init2(allowed, 64);
	for (;;) {
		int answer;

		mpfr_sub(width, b->above, b->below, MPFR_RNDU);
		mpfr_mul_2si(allowed, b->above, -ROOT_BITS, MPFR_RNDD);
		if (mpfr_lessequal_p(width, allowed)) {
			break;
		}
		/* In powers first: the geometric middle, until the points are within a factor of 4. */
		if (mpfr_get_exp(b->above) - mpfr_get_exp(b->below) > 2) {
			set_power(b->middle, mpfr_get_exp(b->below) + (mpfr_get_exp(b->above) - mpfr_get_exp(b->below)) / 2);
		} else {
			mpfr_add(b->middle, b->above, b->below, MPFR_RNDN);
			mpfr_div_2ui(b->middle, b->middle, 1, MPFR_RNDN);
		}
		answer = holds(b->middle, input);
		if (answer > 0 && mpfr_less_p(b->middle, root->high)) {
			mpfr_set(root->high, b->middle, MPFR_RNDU);
		}
		if (answer < 0 && mpfr_greater_p(b->middle, root->low)) {
			mpfr_set(root->low, b->middle, MPFR_RNDD);
		}
		mpfr_set((answer == 0 ? courtesy : answer) > 0 ? b->above : b->below, b->middle, MPFR_RNDN);
	}
	mpfr_clear(allowed);
	mpfr_clear(width);
}

void hush_range_root(hush_range_question holds, const void *input, long least, long greatest, struct hush_range *root)
{
	struct bracket b;

	mpfr_inits2(POINT_PRECISION, b.below, b.above, b.middle, (mpfr_ptr)0);
	set_power(b.below, least);
	set_power(b.above, greatest);
	mpfr_set_zero(root->low, 1);
	mpfr_set_inf(root->high, 1);
	if (holds(b.below, input) > 0) {
		mpfr_set(root->high, b.below, MPFR_RNDU);
	} else if (holds(b.above, input) > 0) {
		mpfr_set(root->high, b.above, MPFR_RNDU);
		halve(holds, input, -1, &b, root);
		/* What could not be decided counted as "not": now as "holds", for the low end. */
		if (mpfr_less_p(root->low, b.below)) {
			set_power(b.below, least);
			if (mpfr_greater_p(root->low, b.below)) {
				mpfr_set(b.below, root->low, MPFR_RNDN);
			}
			mpfr_set(b.above, root->high, MPFR_RNDN);
			halve(holds, input, 1, &b, root);
		}
	} else if (holds(b.above, input) < 0) {
		mpfr_set(root->low, b.above, MPFR_RNDD);
	}
	mpfr_clears(b.below, b.above, b.middle, (mpfr_ptr)0);
}
