/* loss_effort: questions to a loss with as much work as the answer needs, and no more than a bound (see loss.h). */
#include "plan/loss.h"

#include "plan/accept.h"
#include "plan/curve.h"
#include "plan/loss_lattice.h"

enum {
	FIRST_BITS = 120, /* two words a mass */
	MOST_BITS = 3064,
	MORE_BITS = 72, /* of precision below an answer */
	ROUNDS = 4,     /* of raised precision */
	MIXED_ROUNDS = 2,
	MOST_POINTS = 1 << 17,
	EQUAL_POINTS = 4 * MOST_POINTS,
	MOST_WORDS = 1 << 20, /* of all masses together: what a convolution takes grows with it */
	MOST_MIXED = 6,         /* parts that are tried in two groups */
	MOST_CURVES = 1 << 13,  /* values of a continuous curve */
	MOST_WORK = 1 << 25,    /* products of masses */
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

/* --- how much work --- */

static struct hush_loss_effort effort_of(unsigned bits)
{
	unsigned limbs = (bits + HUSH_MASS_BEFORE_POINT + 63) / 64;
	uint32_t room = MOST_WORDS / limbs;

	return (struct hush_loss_effort){.bits = bits,
	                                 .points = room < MOST_POINTS ? room : MOST_POINTS,
	                                 .equal = room < EQUAL_POINTS ? room : EQUAL_POINTS};
}

static unsigned more_bits(unsigned bits)
{
	unsigned more = 2 * bits + HUSH_MASS_BEFORE_POINT;

	return bits < MOST_BITS && more > MOST_BITS ? MOST_BITS : more;
}

/* The bits that an answer of this size needs, above MOST_BITS where it needs more than there are. */
static unsigned bits_for(const mpfr_t answer)
{
	mpfr_exp_t below;

	if (!mpfr_number_p(answer) || mpfr_sgn(answer) <= 0) {
		return FIRST_BITS;
	}
	below = -mpfr_get_exp(answer);
	if (below > MOST_BITS) {
		return MOST_BITS + 1;
	}
	below += MORE_BITS;
	return below <= FIRST_BITS ? FIRST_BITS : below >= MOST_BITS ? MOST_BITS : (unsigned)below;
}

/* rho of one draw, never too small. */
static hush_status rho_of_draw(const struct hush_loss_part *part, struct hush_range *rho, hush_error *err)
{
	struct hush_rational ratio;
	hush_status status = HUSH_OK;

	hush_rational_init(&ratio);
	mpq_div(ratio.q, part->shift->q, part->parameter->q);
	switch (part->law) {
	case HUSH_LOSS_DISCRETE_LAPLACE:
		status = hush_discrete_laplace_rho(part->parameter, mpz_get_ui(mpq_numref(part->shift->q)), rho, err);
		break;
	case HUSH_LOSS_LAPLACE: status = hush_laplace_rho(&ratio, rho, err); break;
	case HUSH_LOSS_DISCRETE_GAUSSIAN:
	case HUSH_LOSS_GAUSSIAN:
		mpq_mul(ratio.q, ratio.q, part->shift->q);
		mpq_div_2exp(ratio.q, ratio.q, 1);
		hush_range_set_rational(rho, &ratio);
		break;
	}
	hush_rational_clear(&ratio);
	return status;
}

/*
 * What the conversion from rho says of delta(epsilon): a certain upper end, and how small an answer to expect. 1 where rho or
 * epsilon is out of the conversion's range.
 */
static void bound_by_rho(const struct hush_loss_part *parts, uint32_t count, const struct hush_rational *epsilon, mpfr_t most)
{
	struct hush_rational rho;
	struct hush_rational part;
	struct hush_rational draws;
	struct hush_range value;
	bool good = mpq_sgn(epsilon->q) >= 0;

	hush_rational_init(&rho);
	hush_rational_init(&part);
	hush_rational_init(&draws);
	hush_range_init(&value);
	mpfr_set_ui(most, 1, MPFR_RNDU);
	for (uint32_t i = 0; i < count && good; i++) {
		good = rho_of_draw(&parts[i], &value, NULL) == HUSH_OK && mpfr_number_p(value.high);
		if (good) {
			hush_rational_set_mpfr(&part, value.high);
			hush_rational_set_u64(&draws, parts[i].count, 1);
			mpq_mul(part.q, part.q, draws.q);
			mpq_add(rho.q, rho.q, part.q);
		}
	}
	if (good && hush_zcdp_delta(&rho, epsilon, &value, NULL) == HUSH_OK) {
		mpfr_min(most, most, value.high, MPFR_RNDU);
	}
	hush_range_clear(&value);
	hush_rational_clear(&draws);
	hush_rational_clear(&part);
	hush_rational_clear(&rho);
}

/* Raises the precision until the ends agree; a loss that had to be put on a grid does not gain from more of it. */
static hush_status ask(const struct hush_loss_part *parts, uint32_t count, const struct hush_rational *at, question put,
                       unsigned bits, struct hush_range *best, hush_error *err)
{
	struct hush_range answer;
	hush_status status = HUSH_OK;
	bool done = false;

	hush_range_init_precise(&answer, mpfr_get_prec(best->high));
	for (unsigned round = 0; round < ROUNDS && bits <= MOST_BITS && !done; round++) {
		struct hush_loss_effort effort = effort_of(bits);
		struct hush_loss *loss = NULL;

		status = hush_loss_make(parts, count, &effort, &loss, err);
		if (status != HUSH_OK) {
			break;
		}
		put(loss, at, &answer);
		if (round == 0) {
			mpfr_set(best->low, answer.low, MPFR_RNDD);
			mpfr_set(best->high, answer.high, MPFR_RNDU);
		} else {
			narrow(best, &answer);
		}
		done = agree(best) || (loss->moved && (!mpfr_zero_p(best->low) || round > 0));
		hush_loss_free(loss);
		bits = more_bits(bits);
	}
	hush_range_clear(&answer);
	return status;
}

/* --- parts that share no lattice --- */

/*
 * Two independent sums of losses whose lattices do not fit together: delta(epsilon) = E[delta_B(epsilon - L_A)] over the losses of
 * the first, with no lattice for the whole.
 */
typedef hush_status (*delta_of)(const void *second, const struct hush_rational *epsilon, struct hush_range *delta,
                                hush_error *err);

static hush_status delta_of_loss(const void *second, const struct hush_rational *epsilon, struct hush_range *delta,
                                 hush_error *err)
{
	(void)err;
	hush_loss_delta(second, epsilon, delta);
	return HUSH_OK;
}

/* A continuous Gaussian of variance 1 against a shift whose square is given. */
static hush_status delta_of_gaussian(const void *second, const struct hush_rational *epsilon, struct hush_range *delta,
                                     hush_error *err)
{
	struct hush_rational one;
	hush_status status;

	hush_rational_init(&one);
	hush_rational_set_u64(&one, 1, 1);
	status = hush_gaussian_delta(&one, second, epsilon, delta, err);
	hush_rational_clear(&one);
	return status;
}

static hush_status mix(const struct hush_loss *first, delta_of of, const void *second, const struct hush_rational *epsilon,
                       struct hush_range *delta, hush_error *err)
{
	const unsigned limbs = first->up.limbs;
	struct hush_rational at;
	struct hush_range part;
	mpfr_t mass;
	hush_status status = HUSH_OK;

	hush_rational_init(&at);
	hush_range_init_precise(&part, mpfr_get_prec(delta->high));
	mpfr_init2(mass, 64 * (mpfr_prec_t)limbs);
	mpfr_set_zero(delta->low, 1);
	hush_mass_get(first->infinite, limbs, mass);
	mpfr_set(delta->high, mass, MPFR_RNDU);
	for (size_t i = 0; i < first->up.count && status == HUSH_OK; i++) {
		hush_rational_set_u64(&at, i, 1);
		mpq_mul(at.q, at.q, first->step.q);
		mpq_add(at.q, at.q, first->origin.q);
		mpq_sub(at.q, epsilon->q, at.q);
		status = of(second, &at, &part, err);
		hush_mass_get(hush_mass(&first->up, i), limbs, mass);
		mpfr_mul(part.high, part.high, mass, MPFR_RNDU);
		mpfr_add(delta->high, delta->high, part.high, MPFR_RNDU);
		hush_mass_get(hush_mass(&first->down, i), limbs, mass);
		mpfr_mul(part.low, part.low, mass, MPFR_RNDD);
		mpfr_add(delta->low, delta->low, part.low, MPFR_RNDD);
	}
	mpfr_clear(mass);
	hush_range_clear(&part);
	hush_rational_clear(&at);
	return status;
}

/* The parts whose bit is set, on their own lattice; NULL where they have none together, or where that is out of reach. */
static struct hush_loss *on_own_lattice(const struct hush_loss_part *parts, uint32_t count, uint32_t chosen, unsigned bits)
{
	struct hush_loss_effort effort = effort_of(bits);
	struct hush_loss_part own[MOST_MIXED];
	struct hush_loss *loss = NULL;
	uint32_t found = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (chosen >> i & 1) {
			own[found++] = parts[i];
		}
	}
	if (found == 0 || hush_loss_make(own, found, &effort, &loss, NULL) != HUSH_OK) {
		return NULL;
	}
	if (loss->moved) {
		hush_loss_free(loss);
		return NULL;
	}
	return loss;
}

/* All continuous Gaussians together are one: the sum of shift^2/sigma^2 over their draws. */
static uint32_t gaussians(const struct hush_loss_part *parts, uint32_t count, struct hush_rational *square)
{
	struct hush_rational part;
	struct hush_rational draws;
	uint32_t chosen = 0;

	hush_rational_init(&part);
	hush_rational_init(&draws);
	for (uint32_t i = 0; i < count; i++) {
		if (parts[i].law == HUSH_LOSS_GAUSSIAN) {
			chosen |= UINT32_C(1) << i;
			hush_rational_set_u64(&draws, parts[i].count, 1);
			mpq_mul(part.q, parts[i].shift->q, parts[i].shift->q);
			mpq_div(part.q, part.q, parts[i].parameter->q);
			mpq_mul(part.q, part.q, draws.q);
			mpq_add(square->q, square->q, part.q);
		}
	}
	hush_rational_clear(&draws);
	hush_rational_clear(&part);
	return chosen;
}

/* One split of the parts into two lattices, or one and a Gaussian; narrows *best where it is within reach. */
static hush_status unmix_so(const struct hush_loss_part *parts, uint32_t count, uint32_t chosen, const struct hush_rational *square,
                            const struct hush_rational *epsilon, unsigned bits, struct hush_range *best, hush_error *err)
{
	const uint32_t all = (UINT32_C(1) << count) - 1;
	const bool smooth = !hush_rational_is_zero(square);
	struct hush_loss *first = on_own_lattice(parts, count, chosen, bits);
	struct hush_loss *second = first && !smooth ? on_own_lattice(parts, count, all & ~chosen, bits) : NULL;
	struct hush_range answer;
	hush_status status = HUSH_OK;

	hush_range_init_precise(&answer, mpfr_get_prec(best->high));
	if (first && (smooth ? first->up.count <= MOST_CURVES : second && second->up.count <= MOST_WORK / first->up.count)) {
		status = mix(first, smooth ? delta_of_gaussian : delta_of_loss, smooth ? (const void *)square : second, epsilon, &answer,
		             err);
		if (status == HUSH_OK) {
			narrow(best, &answer);
		}
	}
	hush_range_clear(&answer);
	hush_loss_free(second);
	hush_loss_free(first);
	return status;
}

/* Narrows an answer that a common grid left wide, where two lattices, or one and a Gaussian, hold all parts. */
static hush_status unmix(const struct hush_loss_part *parts, uint32_t count, const struct hush_rational *epsilon, unsigned bits,
                         struct hush_range *best, hush_error *err)
{
	const uint32_t all = (UINT32_C(1) << count) - 1;
	struct hush_rational square;
	hush_status status = HUSH_OK;
	uint32_t smooth;

	hush_rational_init(&square);
	smooth = gaussians(parts, count, &square);
	for (uint32_t chosen = 1; chosen < all && status == HUSH_OK && !agree(best); chosen++) {
		if (smooth ? chosen == (all & ~smooth) : (chosen & 1) != 0) {
			status = unmix_so(parts, count, chosen, &square, epsilon, bits, best, err);
		}
	}
	hush_rational_clear(&square);
	return status;
}

hush_status hush_loss_delta_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *epsilon,
                               struct hush_range *delta, hush_error *err)
{
	struct hush_range bound;
	unsigned bits;
	hush_status status = hush_loss_check(parts, part_count, err);

	if (status != HUSH_OK) {
		return status;
	}
	hush_range_init(&bound);
	mpfr_set_zero(bound.low, 1);
	bound_by_rho(parts, part_count, epsilon, bound.high);
	bits = bits_for(bound.high);
	if (bits > MOST_BITS) {
		hush_range_set(delta, &bound); /* too small for the most bits: what rho says is all that is said */
	} else {
		status = ask(parts, part_count, epsilon, hush_loss_delta, bits, delta, err);
		for (unsigned round = 0; round < MIXED_ROUNDS && status == HUSH_OK && part_count > 1 && part_count <= MOST_MIXED &&
		                         bits <= MOST_BITS && !agree(delta);
		     round++) {
			bits = bits < 2 * FIRST_BITS ? 2 * FIRST_BITS : bits;
			status = unmix(parts, part_count, epsilon, bits, delta, err);
			bits = more_bits(bits);
		}
		if (status == HUSH_OK) {
			narrow(delta, &bound);
		}
	}
	hush_range_clear(&bound);
	return status;
}

hush_status hush_loss_epsilon_of(const struct hush_loss_part *parts, uint32_t part_count, const struct hush_rational *delta,
                                 struct hush_range *epsilon, hush_error *err)
{
	unsigned bits;
	mpfr_t wanted;

	HUSH_TRY(hush_accept_delta(delta, err));
	mpfr_init2(wanted, 64);
	mpfr_set_q(wanted, delta->q, MPFR_RNDD);
	bits = bits_for(wanted);
	mpfr_clear(wanted);
	if (bits > MOST_BITS) {
		return hush_fail(err, HUSH_E_SPEC, "for exact losses delta must be at least 2^-%d", MOST_BITS);
	}
	return ask(parts, part_count, delta, hush_loss_epsilon, bits, epsilon, err);
}
