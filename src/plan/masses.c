/* masses: see masses.h. */
#include "plan/masses.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NUMB_BITS == 64, "a mass is made of 64-bit words");

bool hush_masses_init(struct hush_masses *masses, size_t count, unsigned limbs)
{
	masses->words = count && limbs && count <= SIZE_MAX / limbs ? hush_calloc(count * limbs, sizeof(mp_limb_t)) : NULL;
	masses->count = masses->words ? count : 0;
	masses->limbs = limbs;
	return masses->words != NULL;
}

void hush_masses_clear(struct hush_masses *masses)
{
	hush_free(masses->words);
	memset(masses, 0, sizeof *masses);
}

void hush_mass_set(mp_limb_t *mass, unsigned limbs, const mpfr_t value, enum hush_side side)
{
	mpfr_rnd_t round = side == HUSH_UP ? MPFR_RNDU : MPFR_RNDD;
	size_t words = 0;
	mpfr_t scaled;
	mpz_t whole;

	mpn_zero(mass, limbs);
	if (!mpfr_number_p(value) || mpfr_cmp_ui(value, 1) > 0) {
		/* An end that could not be computed, or is worse than what holds of every probability. */
		mass[limbs - 1] = side == HUSH_UP || mpfr_number_p(value) ? (mp_limb_t)1 << (64 - HUSH_MASS_BEFORE_POINT) : 0;
		return;
	}
	if (mpfr_sgn(value) <= 0) {
		return;
	}
	mpfr_init2(scaled, mpfr_get_prec(value)); /* a shift is exact */
	mpz_init(whole);
	mpfr_mul_2ui(scaled, value, hush_masses_bits(limbs), round);
	mpfr_get_z(whole, scaled, round);
	mpz_export(mass, &words, -1, sizeof(mp_limb_t), 0, 0, whole);
	mpz_clear(whole);
	mpfr_clear(scaled);
}

void hush_mass_get(const mp_limb_t *mass, unsigned limbs, mpfr_t value)
{
	mpz_t whole;

	mpz_init(whole);
	mpz_import(whole, limbs, -1, sizeof(mp_limb_t), 0, 0, mass);
	mpfr_set_z(value, whole, MPFR_RNDN);
	mpfr_div_2ui(value, value, hush_masses_bits(limbs), MPFR_RNDN);
	mpz_clear(whole);
}

void hush_mass_add_part(mp_limb_t *to, const mp_limb_t *mass, unsigned limbs, mp_limb_t weight)
{
	/* From the lowest word: mass * weight as 64-bit digits, shifted right by 63, plus a carry of one for rounding up. */
	mp_limb_t carry = 0; /* of the product */
	mp_limb_t previous = 0;
	mp_limb_t sum_carry = 0;
	bool rest = false;

	if (weight == 0) {
		return;
	}
	for (unsigned i = 0; i <= limbs; i++) {
		mp_limb_t digit;

		if (i < limbs) {
			__extension__ unsigned __int128 wide = (unsigned __int128)mass[i] * weight + carry;

			digit = (mp_limb_t)wide;
			carry = (mp_limb_t)(wide >> 64);
		} else {
			digit = carry;
		}
		if (i == 0) {
			rest = digit << 1 != 0;
			sum_carry = rest ? 1 : 0;
		} else {
			mp_limb_t part = digit << 1 | previous >> 63;
			mp_limb_t sum = to[i - 1] + part;
			mp_limb_t over = sum < part;

			to[i - 1] = sum + sum_carry;
			sum_carry = over + (to[i - 1] < sum);
		}
		previous = digit;
	}
}

/* The 2 * limbs words of `wide`, in units of 2^-(2 bits), to one mass. */
static void narrow(mp_limb_t *mass, const mp_limb_t *wide, unsigned limbs, enum hush_side side)
{
	/* bits = 64 (limbs - 1) + 56: drop limbs - 1 words and 56 bits; what is left of the top word is below the point. */
	const unsigned shift = 64 - HUSH_MASS_BEFORE_POINT;
	const mp_limb_t *kept = wide + (limbs - 1);
	bool rest = side == HUSH_UP && ((limbs > 1 && !mpn_zero_p(wide, limbs - 1)) || kept[0] << HUSH_MASS_BEFORE_POINT != 0);

	for (unsigned i = 0; i < limbs; i++) {
		mass[i] = kept[i] >> shift | kept[i + 1] << HUSH_MASS_BEFORE_POINT;
	}
	if (rest) {
		mpn_add_1(mass, mass, limbs, 1);
	}
}

void hush_mass_multiply(mp_limb_t *product, const mp_limb_t *mass, const mp_limb_t *factor, unsigned limbs,
                        enum hush_side side, mp_limb_t *scratch)
{
	mpn_mul_n(scratch, mass, factor, limbs);
	narrow(product, scratch, limbs, side);
}

/* Each mass at the bottom of a slot of 2 * limbs words. */
static mp_limb_t *spread(const struct hush_masses *masses)
{
	const size_t slot = 2 * (size_t)masses->limbs;
	mp_limb_t *words = masses->count <= SIZE_MAX / slot ? hush_calloc(masses->count * slot, sizeof *words) : NULL;

	for (size_t i = 0; words && i < masses->count; i++) {
		mpn_copyi(words + i * slot, hush_mass(masses, i), masses->limbs);
	}
	return words;
}

bool hush_masses_convolve(const struct hush_masses *a, const struct hush_masses *b, enum hush_side side,
                          struct hush_masses *product)
{
	/*
	 * A slot holds any sum of products: it is at most (sum of a)(sum of b) < 16 in units of 2^-(2 bits), and 2 * limbs
	 * words have 16 bits before that point.
	 */
	const size_t slot = 2 * (size_t)a->limbs;
	const struct hush_masses *longer = a->count >= b->count ? a : b;
	const struct hush_masses *shorter = longer == a ? b : a;
	mp_limb_t *first = spread(longer);
	mp_limb_t *second = longer == shorter ? first : spread(shorter);
	mp_limb_t *all = first && second ? hush_calloc((a->count + b->count) * slot, sizeof *all) : NULL;
	struct hush_masses made = {.words = NULL};
	bool good = all && hush_masses_init(&made, a->count + b->count - 1, a->limbs);

	if (good) {
		if (first == second) {
			mpn_sqr(all, first, (mp_size_t)(a->count * slot));
		} else {
			mpn_mul(all, first, (mp_size_t)(longer->count * slot), second, (mp_size_t)(shorter->count * slot));
		}
		for (size_t i = 0; i < made.count; i++) {
			narrow(hush_mass(&made, i), all + i * slot, a->limbs, side);
		}
		*product = made;
	}
	hush_free(all);
	if (second != first) {
		hush_free(second);
	}
	hush_free(first);
	return good;
}
