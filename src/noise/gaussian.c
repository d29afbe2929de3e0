/* gaussian: see gaussian.h. */
#include "noise/gaussian.h"

enum { DIVISOR_BITS = 110 };

_Static_assert(HUSH_COIN_LIMIT == (hush_u128)1 << DIVISOR_BITS, "a divisor that fits is the denominator of a coin");

/* z >= 0, below 2^128 */
static hush_u128 get_u128(const mpz_t z)
{
	hush_u128 value = 0;

	for (size_t limb = mpz_size(z); limb-- > 0;) {
		value = value << 64 | mpz_getlimbn(z, (mp_size_t)limb);
	}
	return value;
}

/*
 * With sigma^2 = n/d, the exponent (|x| - sigma^2/t)^2 / (2 sigma^2) is (|x|*d*t - n)^2 / (2*n*d*t^2).  Dividing above
 * and below by g^2, where g = gcd(n, d*t), keeps it an exact quotient of integers: 2*n*d*t^2/g^2 = 2*(n/g)*(d*t/g)*t.
 */
static void set_exponent(struct hush_gaussian *law, const mpz_t n, const mpz_t d, const mpz_t t)
{
	mpz_t common;

	mpz_init(common);
	mpz_mul(law->stride_z, d, t);
	mpz_gcd(common, n, law->stride_z);
	mpz_divexact(law->stride_z, law->stride_z, common);
	mpz_divexact(law->centre_z, n, common);
	mpz_mul(law->divisor_z, law->centre_z, law->stride_z);
	mpz_mul(law->divisor_z, law->divisor_z, t);
	mpz_mul_2exp(law->divisor_z, law->divisor_z, 1);
	mpz_clear(common);
}

hush_status hush_gaussian_prepare(const struct hush_rational *sigma_squared, struct hush_gaussian *law, hush_error *err)
{
	mpz_srcptr n = mpq_numref(sigma_squared->q);
	mpz_srcptr d = mpq_denref(sigma_squared->q);
	struct hush_rational scale;
	mpz_ptr t;
	hush_status status;

	HUSH_TRY(hush_noise_check_parameter(sigma_squared, "variance parameter", 2 * HUSH_NOISE_SCALE_LOW,
	                                    2 * HUSH_NOISE_SCALE_HIGH, err));
	hush_rational_init(&scale);
	t = mpq_numref(scale.q); /* the denominator of a new rational is 1 */
	mpz_fdiv_q(t, n, d);
	mpz_sqrt(t, t);
	mpz_add_ui(t, t, 1);
	/* sigma = 2^60 gives t = 2^60 + 1, just outside the range of a scale: the proposal may be any t >= 1. */
	if (mpz_sizeinbase(t, 2) > HUSH_NOISE_SCALE_HIGH) {
		mpz_set_ui(t, 1);
		mpz_mul_2exp(t, t, HUSH_NOISE_SCALE_HIGH);
	}
	status = hush_laplace_prepare(&scale, &law->proposal, err);
	if (status == HUSH_OK) {
		mpz_inits(law->stride_z, law->centre_z, law->divisor_z, NULL);
		set_exponent(law, n, d, t);
		law->small = law->proposal.small && mpz_cmp_ui(law->stride_z, HUSH_SMALL_LIMIT) < 0 &&
		             mpz_cmp_ui(law->centre_z, HUSH_SMALL_LIMIT) < 0 &&
		             mpz_sizeinbase(law->divisor_z, 2) <= DIVISOR_BITS;
		law->stride = law->small ? mpz_get_ui(law->stride_z) : 0;
		law->centre = law->small ? mpz_get_ui(law->centre_z) : 0;
		law->divisor = law->small ? get_u128(law->divisor_z) : 0;
	}
	hush_rational_clear(&scale);
	return status;
}

void hush_gaussian_clear(struct hush_gaussian *law)
{
	hush_laplace_clear(&law->proposal);
	mpz_clears(law->stride_z, law->centre_z, law->divisor_z, NULL);
}

/* Whether to keep a proposal of this magnitude. */
static bool accept_z(const struct hush_gaussian *law, struct hush_bits *bits, const mpz_t magnitude)
{
	mpz_t distance;
	bool kept;

	mpz_init(distance);
	mpz_mul(distance, magnitude, law->stride_z);
	mpz_sub(distance, distance, law->centre_z);
	mpz_mul(distance, distance, distance);
	kept = hush_bernoulli_exp_z(bits, distance, law->divisor_z);
	mpz_clear(distance);
	return kept;
}

static bool accept_far(const struct hush_gaussian *law, struct hush_bits *bits, hush_u128 magnitude)
{
	mpz_t wide;
	bool kept;

	mpz_init_set_ui(wide, (uint64_t)(magnitude >> 64));
	mpz_mul_2exp(wide, wide, 64);
	mpz_add_ui(wide, wide, (uint64_t)magnitude);
	kept = accept_z(law, bits, wide);
	mpz_clear(wide);
	return kept;
}

static bool accept(const struct hush_gaussian *law, struct hush_bits *bits, hush_u128 magnitude)
{
	uint64_t place, distance;

	if (__builtin_mul_overflow(magnitude, law->stride, &place)) {
		return accept_far(law, bits, magnitude);
	}
	distance = place > law->centre ? place - law->centre : law->centre - place;
	return hush_bernoulli_exp(bits, (hush_u128)distance * distance, law->divisor);
}

int64_t hush_gaussian_draw(const struct hush_gaussian *law, struct hush_bits *bits)
{
	bool negative;
	int64_t value;
	mpz_t magnitude;

	if (law->small) {
		hush_u128 size;

		do {
			size = hush_laplace_magnitude(&law->proposal, bits, &negative);
		} while (!accept(law, bits, size));
		return hush_noise_clamp(size, negative);
	}
	mpz_init(magnitude);
	do {
		hush_laplace_magnitude_z(&law->proposal, bits, magnitude, &negative);
	} while (!accept_z(law, bits, magnitude));
	value = hush_noise_clamp_z(magnitude, negative);
	mpz_clear(magnitude);
	return value;
}

void hush_gaussian_draw_z(const struct hush_gaussian *law, struct hush_bits *bits, mpz_t value)
{
	bool negative;

	do {
		hush_laplace_magnitude_z(&law->proposal, bits, value, &negative);
	} while (!accept_z(law, bits, value));
	if (negative) {
		mpz_neg(value, value);
	}
}
