/* correlated: see correlated.h.  Tables are short, so everything is done over GMP integers, where nothing wraps. */
#include "noise/correlated.h"

#include "noise/gaussian.h"
#include "plan/correlated.h"

static void draw_cells(const struct hush_gaussian *common, const struct hush_gaussian *own, uint64_t cells,
                       struct hush_bits *bits, int64_t *values)
{
	mpz_t shared;
	mpz_t sum;

	mpz_inits(shared, sum, NULL);
	hush_gaussian_draw_z(common, bits, shared);
	for (uint64_t i = 0; i < cells; i++) {
		bool negative;

		hush_gaussian_draw_z(own, bits, sum);
		mpz_add(sum, sum, shared);
		mpz_add_ui(sum, sum, hush_bits_take(bits, 1));
		mpz_fdiv_q_2exp(sum, sum, 1);
		negative = mpz_sgn(sum) < 0;
		mpz_abs(sum, sum);
		values[i] = hush_noise_clamp_z(sum, negative);
	}
	mpz_clears(shared, sum, NULL);
}

hush_status hush_correlated_draw(const struct hush_rational *sigma_squared, uint64_t cells, struct hush_bits *bits,
                                 int64_t *values, hush_error *err)
{
	struct hush_gaussian own;
	struct hush_gaussian common;
	struct hush_rational sigma_common;
	hush_status status;

	HUSH_TRY(hush_correlated_check(sigma_squared, cells, err));
	HUSH_TRY(hush_gaussian_prepare(sigma_squared, &own, err));
	hush_rational_init(&sigma_common);
	hush_correlated_common(sigma_squared, cells, &sigma_common);
	status = hush_gaussian_prepare(&sigma_common, &common, err);
	if (status == HUSH_OK) {
		draw_cells(&common, &own, cells, bits, values);
		hush_gaussian_clear(&common);
	}
	hush_rational_clear(&sigma_common);
	hush_gaussian_clear(&own);
	return status;
}
