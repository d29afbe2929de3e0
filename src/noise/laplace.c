/* laplace: see laplace.h. */
#include "noise/laplace.h"

int64_t hush_noise_clamp(hush_u128 magnitude, bool negative)
{
	const uint64_t most = (uint64_t)1 << HUSH_NOISE_BITS;
	int64_t value = (int64_t)(magnitude < most ? (uint64_t)magnitude : most);

	return negative ? -value : value;
}

int64_t hush_noise_clamp_z(const mpz_t magnitude, bool negative)
{
	const uint64_t most = (uint64_t)1 << HUSH_NOISE_BITS;

	return hush_noise_clamp(mpz_cmp_ui(magnitude, most) < 0 ? mpz_get_ui(magnitude) : most, negative);
}

/* Compares q with 2^exponent. */
static int compare_power(const mpq_t q, int exponent)
{
	mpq_t power;
	int order;

	mpq_init(power);
	mpq_set_ui(power, 1, 1);
	if (exponent >= 0) {
		mpq_mul_2exp(power, power, (mp_bitcnt_t)exponent);
	} else {
		mpq_div_2exp(power, power, (mp_bitcnt_t)-exponent);
	}
	order = mpq_cmp(q, power);
	mpq_clear(power);
	return order;
}

hush_status hush_noise_check_parameter(const struct hush_rational *parameter, const char *name, int low, int high,
                                       hush_error *err)
{
	if (compare_power(parameter->q, low) < 0 || compare_power(parameter->q, high) > 0) {
		hush_fail(err, HUSH_E_SPEC, "the %s of the noise lies outside the accepted range, 2^%d to 2^%d", name, low,
		          high);
		hush_hint(err, "change the guarantee, the limits or the margin so that the noise is neither absent nor absurd");
		return HUSH_E_SPEC;
	}
	if (mpz_sizeinbase(mpq_numref(parameter->q), 2) > HUSH_NOISE_RATIONAL_BITS ||
	    mpz_sizeinbase(mpq_denref(parameter->q), 2) > HUSH_NOISE_RATIONAL_BITS) {
		hush_fail(err, HUSH_E_SPEC, "the %s of the noise needs more than the accepted %d bits above or below the line",
		          name, HUSH_NOISE_RATIONAL_BITS);
		hush_hint(err, "write the guarantee with fewer digits");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}

hush_status hush_laplace_prepare(const struct hush_rational *scale, struct hush_laplace *law, hush_error *err)
{
	HUSH_TRY(hush_noise_check_parameter(scale, "scale", HUSH_NOISE_SCALE_LOW, HUSH_NOISE_SCALE_HIGH, err));
	hush_rational_init(&law->scale);
	hush_rational_set(&law->scale, scale);
	law->small = mpz_cmp_ui(mpq_numref(scale->q), HUSH_SMALL_LIMIT) < 0 &&
	             mpz_cmp_ui(mpq_denref(scale->q), HUSH_SMALL_LIMIT) < 0;
	law->numerator = law->small ? mpz_get_ui(mpq_numref(scale->q)) : 0;
	law->denominator = law->small ? mpz_get_ui(mpq_denref(scale->q)) : 0;
	law->reciprocal = law->denominator > 1 && law->denominator >> 32 == 0 ? UINT64_MAX / law->denominator + 1 : 0;
	return HUSH_OK;
}

void hush_laplace_clear(struct hush_laplace *law)
{
	hush_rational_clear(&law->scale);
}

hush_u128 hush_laplace_geometric(const struct hush_laplace *law, struct hush_bits *bits)
{
	const uint64_t n = law->numerator;
	const uint64_t d = law->denominator;
	hush_u128 z;
	uint64_t u, v;

	do {
		u = hush_uniform(bits, n);
	} while (!hush_bernoulli_exp(bits, u, n));
	for (v = 0; hush_bernoulli_e(bits); v++) {
	}
	z = (hush_u128)v * n + u; /* below 2^64 * 2^63 */
	if (z >> 32 == 0 && law->reciprocal) {
		return (hush_u128)(uint64_t)z * law->reciprocal >> 64;
	}
	return d == 1 ? z : z / d;
}

void hush_laplace_geometric_z(const struct hush_laplace *law, struct hush_bits *bits, mpz_t z)
{
	mpz_srcptr n = mpq_numref(law->scale.q);
	uint64_t v;

	do {
		hush_uniform_z(bits, n, z);
	} while (!hush_bernoulli_exp_z(bits, z, n));
	for (v = 0; hush_bernoulli_e(bits); v++) {
	}
	mpz_addmul_ui(z, n, v);
	mpz_fdiv_q(z, z, mpq_denref(law->scale.q));
}

hush_u128 hush_laplace_magnitude(const struct hush_laplace *law, struct hush_bits *bits, bool *negative)
{
	hush_u128 magnitude;

	do {
		*negative = hush_bits_take(bits, 1);
		magnitude = hush_laplace_geometric(law, bits);
	} while (*negative && magnitude == 0);
	return magnitude;
}

void hush_laplace_magnitude_z(const struct hush_laplace *law, struct hush_bits *bits, mpz_t magnitude, bool *negative)
{
	do {
		*negative = hush_bits_take(bits, 1);
		hush_laplace_geometric_z(law, bits, magnitude);
	} while (*negative && mpz_sgn(magnitude) == 0);
}

int64_t hush_laplace_draw(const struct hush_laplace *law, struct hush_bits *bits)
{
	bool negative;
	mpz_t magnitude;
	int64_t value;

	if (law->small) {
		hush_u128 size = hush_laplace_magnitude(law, bits, &negative);

		return hush_noise_clamp(size, negative);
	}
	mpz_init(magnitude);
	hush_laplace_magnitude_z(law, bits, magnitude, &negative);
	value = hush_noise_clamp_z(magnitude, negative);
	mpz_clear(magnitude);
	return value;
}
