/* choose: see choose.h; the argument is in choose.proof.md. */
#include "noise/choose.h"

enum { LIMB_BITS = 64 };

void hush_uniform_draw(struct hush_bits *bits, struct hush_uniform *uniform)
{
	for (unsigned i = 0; i < HUSH_CHOOSE_LIMBS; i++) {
		uniform->limbs[i] = hush_bits_word(bits);
	}
}

uint64_t hush_choose_score(const struct hush_quantile *quantile, uint64_t below, uint64_t here, uint64_t all)
{
	int64_t wanted = (int64_t)(all * quantile->part);
	int64_t too_high = (int64_t)(below * quantile->whole) - wanted;
	int64_t too_low = wanted - (int64_t)((below + here) * quantile->whole);
	int64_t score = too_high > too_low ? too_high : too_low;

	return score > 0 ? (uint64_t)score : 0;
}

/* floor(uniform * total / 2^256), which is below total. */
static hush_weight place_in(const struct hush_uniform *uniform, hush_weight total)
{
	const uint64_t limbs[2] = {(uint64_t)total, (uint64_t)(total >> LIMB_BITS)};
	uint64_t place[2] = {0, 0};
	mpz_t product;
	mpz_t factor;

	mpz_init(product);
	mpz_init(factor);
	mpz_import(product, HUSH_CHOOSE_LIMBS, -1, sizeof uniform->limbs[0], 0, 0, uniform->limbs);
	mpz_import(factor, 2, -1, sizeof limbs[0], 0, 0, limbs);
	mpz_mul(product, product, factor);
	mpz_fdiv_q_2exp(product, product, HUSH_CHOOSE_LIMBS * LIMB_BITS);
	mpz_export(place, NULL, -1, sizeof place[0], 0, 0, product);
	mpz_clear(factor);
	mpz_clear(product);
	return (hush_weight)place[1] << LIMB_BITS | place[0];
}

/* The weights of all points up to and with this one, added to `sum`. */
static hush_weight add_point(const struct hush_quantile *quantile, const struct hush_weights *weights, uint64_t *below,
                             uint64_t here, uint64_t all, hush_weight sum)
{
	sum += hush_weight_of(weights, hush_choose_score(quantile, *below, here, all));
	*below += here;
	return sum;
}

uint32_t hush_choose(const uint64_t *values, uint32_t points, const struct hush_quantile *quantile,
                     const struct hush_weights *weights, const struct hush_uniform *uniform)
{
	hush_weight total = 0;
	hush_weight place;
	uint64_t all = 0;
	uint64_t below = 0;
	uint32_t chosen = 0;

	for (uint32_t i = 0; i < points; i++) {
		all += values[i];
	}
	for (uint32_t i = 0; i < points; i++) {
		total = add_point(quantile, weights, &below, values[i], all, total);
	}
	place = place_in(uniform, total);
	below = 0;
	total = 0;
	/* To the end, whichever it is: how many points' sums do not reach beyond the place. */
	for (uint32_t i = 0; i < points; i++) {
		total = add_point(quantile, weights, &below, values[i], all, total);
		chosen += total <= place;
	}
	return chosen;
}
