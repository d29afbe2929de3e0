/* loss_effort: questions to a loss with as much work as the answer needs, and no more than a bound (see loss.h). */
#include "plan/loss.h"

#include "plan/loss_lattice.h"

enum {
	FIRST_BITS = 120,    /* two words a mass */
	MOST_BITS = 3064,
	MOST_POINTS = 1 << 17,
	AGREE_BITS = 34         /* ends that differ by less than 2^-34 of their value agree */
};

typedef void (*question)(const struct hush_loss *loss, const struct hush_rational *at, struct hush_range *answer);

static bool agree(const struct hush_range *answer)
{
	mpfr_t gap;
	bool close;

	if (!mpfr_number_p(answer->high)) {
		return false;
	}
	if (mpfr_equal_p(answer->low, answer->high)) {
		return true;
	}
	mpfr_init2(gap, 64);
	mpfr_sub(gap, answer->high, answer->low, MPFR_RNDU);
	mpfr_mul_2ui(gap, gap, AGREE_BITS, MPFR_RNDU);
	close = mpfr_cmp(gap, answer->low) <= 0;
	mpfr_clear(gap);
	return close;
}

static void narrow(struct hush_range *best, const struct hush_range *answer)
{
	mpfr_max(best->low, best->low, answer->low, MPFR_RNDD);
	mpfr_min(best->high, best->high, answer->high, MPFR_RNDU);
}

/* Doubles the precision until the ends agree; a loss that had to be put on a grid does not gain from more of it. */
static hush_status ask(const struct hush_loss_part *parts, uint32_t count, const struct hush_rational *at, question put,
                       struct hush_range *best, hush_error *err)
{
	struct hush_loss_effort effort = {.bits = FIRST_BITS, .points = MOST_POINTS};
	struct hush_range answer;
	hush_status status = HUSH_OK;
	bool done = false;

	hush_range_init_precise(&answer, mpfr_get_prec(best->high));
	while (!done && effort.bits <= MOST_BITS) {
		struct hush_loss *loss = NULL;

		status = hush_loss_make(parts, count, &effort, &loss, err);
		if (status != HUSH_OK) {
			break;
		}
		put(loss, at, &answer);
		if (effort.bits == FIRST_BITS) {
			mpfr_set(best->low, answer.low, MPFR_RNDD);
			mpfr_set(best->high, answer.high, MPFR_RNDU);
		} else {
			narrow(best, &answer);
		}
		done = agree(best) || (loss->moved && !mpfr_zero_p(best->low));
		hush_loss_free(loss);
		effort.bits = 2 * effort.bits + HUSH_MASS_BEFORE_POINT;
	}
	hush_range_clear(&answer);
	return status;
}

hush_status hush_loss_delta_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *epsilon,
                               struct hush_range *delta, hush_error *err)
{
	return ask(parts, part_count, epsilon, hush_loss_delta, delta, err);
}

hush_status hush_loss_epsilon_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *delta,
                                 struct hush_range *epsilon, hush_error *err)
{
	if (mpq_sgn(delta->q) <= 0 || mpq_cmp_ui(delta->q, 1, 1) >= 0) {
		return hush_fail(err, HUSH_E_SPEC, "delta must be above 0 and below 1");
	}
	return ask(parts, part_count, delta, hush_loss_epsilon, epsilon, err);
}
