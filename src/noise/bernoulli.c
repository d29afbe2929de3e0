/* bernoulli: see bernoulli.h; the forms over GMP integers. */
#include "noise/bernoulli.h"

_Static_assert(sizeof(unsigned long) == sizeof(uint64_t), "GMP's small operands hold a word");

unsigned hush_bernoulli_run_on(struct hush_bits *bits, uint64_t u, unsigned width)
{
	uint64_t factorial = 1; /* k! */
	unsigned k = 1;
	uint64_t rest;

	/* While all of [u, u + 1)/2^width is below 1/k!, which ends at k! > 2^width at the latest. */
	do {
		k++;
		factorial *= k;
	} while ((u + 1) * factorial <= (uint64_t)1 << width);
	if (u * factorial >= (uint64_t)1 << width) {
		return k;
	}
	/* U < 1/k! when the digits to come, U', are below rest/k!; and below that, U' is uniform again. */
	rest = ((uint64_t)1 << width) - u * factorial;
	if (!hush_bernoulli(bits, rest, factorial)) {
		return k;
	}
	do {
		k++;
	} while (hush_bernoulli(bits, 1, k));
	return k;
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u)
{
	mpz_t last;
	mp_bitcnt_t count;

	if (mpz_cmp_ui(m, UINT64_MAX) <= 0) {
		mpz_set_ui(u, hush_uniform(bits, mpz_get_ui(m)));
		return;
	}
	mpz_init(last);
	mpz_sub_ui(last, m, 1);
	count = mpz_sizeinbase(last, 2);
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
