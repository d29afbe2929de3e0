/* keep: see keep.h. */
#include "noise/keep.h"

#include "noise/bernoulli.h"

hush_status hush_keep_draw(const struct hush_rational *probability, struct hush_bits *bits, bool *kept, hush_error *err)
{
	mpz_srcptr n = mpq_numref(probability->q);
	mpz_srcptr d = mpq_denref(probability->q);

	if (mpz_sgn(n) < 0 || mpz_cmp(n, d) > 0) {
		hush_fail(err, HUSH_E_SPEC, "the probability of keeping a value lies outside the accepted range, 0 to 1");
		return HUSH_E_SPEC;
	}
	if (mpz_sizeinbase(d, 2) > HUSH_KEEP_BITS) {
		hush_fail(err, HUSH_E_SPEC, "the probability of keeping a value needs more than the accepted %d bits below the line",
		          HUSH_KEEP_BITS);
		hush_hint(err, "round it down to fewer digits");
		return HUSH_E_SPEC;
	}
	*kept = hush_bernoulli_z(bits, n, d);
	return HUSH_OK;
}
