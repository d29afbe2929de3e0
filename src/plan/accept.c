/* accept: see accept.h. */
#include "plan/accept.h"

#include <stdbool.h>

enum {
	EPSILON_LEAST = -100,
	EPSILON_GREATEST = 17,
	DELTA_LEAST = -16384,
	DELTA_GAP = -100, /* below 1 */
	RHO_LEAST = -1000,
	RHO_GREATEST = 17,
	ORDER_POWER = 100, /* of the order, and of its distance from 1 downwards */
	SIZE_LEAST = -200,
	SIZE_GREATEST = 200,
	WHOLE_GREATEST = 60,
	TAU_GREATEST = 62,
	MOST_BITS = 65536 /* of a numerator or a denominator */
};

/* How |value| compares with 2^power. */
static int against_power(const struct hush_rational *value, long power)
{
	struct hush_rational limit;
	struct hush_rational size;
	int order;

	hush_rational_init(&limit);
	hush_rational_init(&size);
	mpq_set_ui(limit.q, 1, 1);
	if (power >= 0) {
		mpq_mul_2exp(limit.q, limit.q, (mp_bitcnt_t)power);
	} else {
		mpq_div_2exp(limit.q, limit.q, (mp_bitcnt_t)-power);
	}
	mpq_abs(size.q, value->q);
	order = hush_rational_compare(&size, &limit);
	hush_rational_clear(&size);
	hush_rational_clear(&limit);
	return order;
}

static hush_status check_digits(const char *what, const struct hush_rational *value, hush_error *err)
{
	if (mpz_sizeinbase(mpq_numref(value->q), 2) > MOST_BITS || mpz_sizeinbase(mpq_denref(value->q), 2) > MOST_BITS) {
		return hush_fail(err, HUSH_E_SPEC, "%s has too many digits: numerator and denominator must be below 2^%d", what,
		                 MOST_BITS);
	}
	return HUSH_OK;
}

static bool in_powers(const struct hush_rational *value, long least, long greatest)
{
	return against_power(value, least) >= 0 && against_power(value, greatest) <= 0;
}

hush_status hush_accept_epsilon(const struct hush_rational *epsilon, hush_error *err)
{
	HUSH_TRY(check_digits("epsilon", epsilon, err));
	if (mpq_sgn(epsilon->q) <= 0 || !in_powers(epsilon, EPSILON_LEAST, EPSILON_GREATEST)) {
		return hush_fail(err, HUSH_E_SPEC, "epsilon must lie in 2^%d to 2^%d", EPSILON_LEAST, EPSILON_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_epsilon_or_zero(const struct hush_rational *epsilon, hush_error *err)
{
	HUSH_TRY(check_digits("epsilon", epsilon, err));
	if (mpq_sgn(epsilon->q) < 0 || (mpq_sgn(epsilon->q) > 0 && !in_powers(epsilon, EPSILON_LEAST, EPSILON_GREATEST))) {
		return hush_fail(err, HUSH_E_SPEC, "epsilon must be 0 or lie in 2^%d to 2^%d", EPSILON_LEAST, EPSILON_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_epsilon_signed(const struct hush_rational *epsilon, hush_error *err)
{
	HUSH_TRY(check_digits("epsilon", epsilon, err));
	if (against_power(epsilon, EPSILON_GREATEST) > 0) {
		return hush_fail(err, HUSH_E_SPEC, "epsilon must lie in -2^%d to 2^%d", EPSILON_GREATEST, EPSILON_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_delta(const struct hush_rational *delta, hush_error *err)
{
	struct hush_rational rest;
	bool good;

	HUSH_TRY(check_digits("delta", delta, err));
	hush_rational_init(&rest);
	mpq_set_ui(rest.q, 1, 1);
	mpq_sub(rest.q, rest.q, delta->q);
	good = mpq_sgn(delta->q) > 0 && against_power(delta, DELTA_LEAST) >= 0 && mpq_sgn(rest.q) > 0 &&
	       against_power(&rest, DELTA_GAP) >= 0;
	hush_rational_clear(&rest);
	if (!good) {
		return hush_fail(err, HUSH_E_SPEC, "delta must lie in 2^%d to 1 - 2^%d", DELTA_LEAST, DELTA_GAP);
	}
	return HUSH_OK;
}

hush_status hush_accept_rho(const struct hush_rational *rho, hush_error *err)
{
	HUSH_TRY(check_digits("rho", rho, err));
	if (mpq_sgn(rho->q) <= 0 || !in_powers(rho, RHO_LEAST, RHO_GREATEST)) {
		return hush_fail(err, HUSH_E_SPEC, "rho must lie in 2^%d to 2^%d", RHO_LEAST, RHO_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_order(const struct hush_rational *order, hush_error *err)
{
	struct hush_rational less;
	bool good;

	HUSH_TRY(check_digits("the order", order, err));
	hush_rational_init(&less);
	mpq_set_ui(less.q, 1, 1);
	mpq_sub(less.q, order->q, less.q);
	good = mpq_sgn(less.q) > 0 && against_power(&less, -ORDER_POWER) >= 0 && against_power(order, ORDER_POWER) <= 0;
	hush_rational_clear(&less);
	if (!good) {
		return hush_fail(err, HUSH_E_SPEC, "the order must lie in 1 + 2^-%d to 2^%d", ORDER_POWER, ORDER_POWER);
	}
	return HUSH_OK;
}

hush_status hush_accept_size(const char *what, const struct hush_rational *size, hush_error *err)
{
	HUSH_TRY(check_digits(what, size, err));
	if (mpq_sgn(size->q) <= 0 || !in_powers(size, SIZE_LEAST, SIZE_GREATEST)) {
		return hush_fail(err, HUSH_E_SPEC, "%s must lie in 2^%d to 2^%d", what, SIZE_LEAST, SIZE_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_signed(const char *what, const struct hush_rational *place, hush_error *err)
{
	HUSH_TRY(check_digits(what, place, err));
	if (against_power(place, SIZE_GREATEST) > 0) {
		return hush_fail(err, HUSH_E_SPEC, "%s must lie in -2^%d to 2^%d", what, SIZE_GREATEST, SIZE_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_tau(uint64_t tau, hush_error *err)
{
	if (tau > UINT64_C(1) << TAU_GREATEST) {
		return hush_fail(err, HUSH_E_SPEC, "a threshold must lie in 0 to 2^%d", TAU_GREATEST);
	}
	return HUSH_OK;
}

hush_status hush_accept_whole(const char *what, uint64_t value, hush_error *err)
{
	if (value == 0 || value > UINT64_C(1) << WHOLE_GREATEST) {
		return hush_fail(err, HUSH_E_SPEC, "%s must lie in 1 to 2^%d", what, WHOLE_GREATEST);
	}
	return HUSH_OK;
}
