/* bernoulli_exp: see bernoulli_exp.h; the form over GMP integers. */
#include "noise/bernoulli_exp.h"

static bool exp_fraction_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	mpz_t product;
	uint64_t k = 1;

	mpz_init_set(product, d);
	while (hush_bernoulli_z(bits, n, product)) {
		k++;
		mpz_add(product, product, d);
	}
	mpz_clear(product);
	return k & 1;
}

bool hush_bernoulli_exp_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	mpz_t whole, rest;
	bool heads = true;

	mpz_inits(whole, rest, NULL);
	mpz_fdiv_qr(whole, rest, n, d);
	while (heads && mpz_sgn(whole) > 0) {
		heads = hush_bernoulli_e(bits);
		mpz_sub_ui(whole, whole, 1);
	}
	heads = heads && exp_fraction_z(bits, rest, d);
	mpz_clears(whole, rest, NULL);
	return heads;
}
