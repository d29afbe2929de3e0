/* bernoulli: see bernoulli.h; the forms over GMP integers. */
#include "noise/bernoulli.h"

_Static_assert(sizeof(unsigned long) == sizeof(uint64_t), "GMP's small operands hold a word");

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u)
{
	mpz_t last;
	mp_bitcnt_t count;

	mpz_init(last);
	mpz_sub_ui(last, m, 1);
	count = mpz_sgn(last) > 0 ? mpz_sizeinbase(last, 2) : 0;
	do {
		mpz_set_ui(u, 0);
		for (mp_bitcnt_t left = count; left > 0;) {
			unsigned part = left < 64 ? (unsigned)left : 64;

			mpz_mul_2exp(u, u, part);
			mpz_add_ui(u, u, hush_bits_take(bits, part));
			left -= part;
		}
	} while (mpz_cmp(u, m) >= 0);
	mpz_clear(last);
}

bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	mpz_t rest;
	bool heads;

	mpz_init_set(rest, n);
	do {
		mpz_mul_2exp(rest, rest, HUSH_BERNOULLI_STEP);
		mpz_submul_ui(rest, d, hush_bits_take(bits, HUSH_BERNOULLI_STEP));
	} while (mpz_sgn(rest) > 0 && mpz_cmp(rest, d) < 0);
	heads = mpz_sgn(rest) > 0;
	mpz_clear(rest);
	return heads;
}
