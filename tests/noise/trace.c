/*
 * trace: see trace.h.
 *
 * How the draws of the shipped samplers are matched with the recorded ones:
 *
 *   uniform below m                 the next number, whose modulus must be m
 *   coin of bias n/d                the next number, whose modulus must be d in lowest terms; heads when it is below n
 *   run of coins 1/2, 1/3, 1/4, ..  the next numbers, of moduli 2, 3, 4, ..; a coin is heads when its number is 0
 *   sign                            the next number, of modulus 2; 0 is negative, the reference's heads
 *   a number below 1, a coin of     nothing: numbers of modulus 1 in a recording carry no choice and are passed over; the
 *   bias 0 or 1                     reference draws them, the shipped code does not always
 *
 * The orders are the same, so nothing else is needed.  Once the recording does not fit, every question is answered 0 or
 * tails, with which every sampler ends at its first try.
 */
#include "trace.h"

#include <string.h>

#include "fake_bernoulli.h"
#include "noise/bernoulli_exp.h"
#include "noise/gaussian.h"
#include "noise/laplace.h"

static struct tape {
	const struct hush_trace_draw *draws;
	size_t count;
	size_t at;
	bool fits;
} tape;

static bool is_one(const char *text)
{
	return strcmp(text, "1") == 0;
}

static bool all_digits(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* Every value a number below its modulus, and 0 where the modulus is 1. */
static bool well_formed(const struct hush_trace_draw *draws, size_t count)
{
	bool good = true;
	mpz_t modulus, value;

	mpz_inits(modulus, value, NULL);
	for (size_t i = 0; i < count && good; i++) {
		good = all_digits(draws[i].modulus) && all_digits(draws[i].value) &&
		       mpz_set_str(modulus, draws[i].modulus, 10) == 0 && mpz_set_str(value, draws[i].value, 10) == 0 &&
		       mpz_cmp(value, modulus) < 0;
	}
	mpz_clears(modulus, value, NULL);
	return good;
}

static void pass_trivial(void)
{
	while (tape.at < tape.count && is_one(tape.draws[tape.at].modulus)) {
		tape.at++;
	}
}

/* False, and value 0, when the next number is not of this modulus, which is above 1. */
static bool next_number(const mpz_t modulus, mpz_t value)
{
	mpz_t recorded;

	pass_trivial();
	mpz_set_ui(value, 0);
	if (!tape.fits || tape.at == tape.count) {
		tape.fits = false;
		return false;
	}
	mpz_init_set_str(recorded, tape.draws[tape.at].modulus, 10);
	tape.fits = mpz_cmp(recorded, modulus) == 0;
	mpz_clear(recorded);
	if (tape.fits) {
		mpz_set_str(value, tape.draws[tape.at].value, 10);
		tape.at++;
	}
	return tape.fits;
}

void hush_uniform_z(struct hush_bits *bits, const mpz_t m, mpz_t u)
{
	(void)bits;
	if (mpz_cmp_ui(m, 1) == 0) {
		mpz_set_ui(u, 0);
		return;
	}
	next_number(m, u);
}

bool hush_bernoulli_z(struct hush_bits *bits, const mpz_t n, const mpz_t d)
{
	mpz_t common, modulus, value;
	bool heads;

	(void)bits;
	if (mpz_sgn(n) == 0 || mpz_cmp(n, d) == 0) {
		return mpz_sgn(n) != 0;
	}
	mpz_inits(common, modulus, value, NULL);
	mpz_gcd(common, n, d);
	mpz_divexact(modulus, d, common);
	heads = next_number(modulus, value);
	mpz_mul(value, value, common);
	heads = heads && mpz_cmp(value, n) < 0;
	mpz_clears(common, modulus, value, NULL);
	return heads;
}

uint64_t hush_uniform(struct hush_bits *bits, uint64_t m)
{
	mpz_t below, drawn;
	uint64_t u;

	mpz_init_set_ui(below, m);
	mpz_init(drawn);
	hush_uniform_z(bits, below, drawn);
	u = mpz_get_ui(drawn);
	mpz_clears(below, drawn, NULL);
	return u;
}

static void set_u128(mpz_t z, hush_u128 value)
{
	mpz_init_set_ui(z, (uint64_t)(value >> 64));
	mpz_mul_2exp(z, z, 64);
	mpz_add_ui(z, z, (uint64_t)value);
}

bool hush_bernoulli(struct hush_bits *bits, hush_u128 n, hush_u128 d)
{
	mpz_t n_z, d_z;
	bool heads;

	set_u128(n_z, n);
	set_u128(d_z, d);
	heads = hush_bernoulli_z(bits, n_z, d_z);
	mpz_clears(n_z, d_z, NULL);
	return heads;
}

bool hush_bernoulli_narrow(struct hush_bits *bits, uint64_t n, uint64_t d)
{
	return hush_bernoulli(bits, n, d);
}

unsigned hush_bernoulli_run(struct hush_bits *bits)
{
	unsigned k = 2;

	while (hush_bernoulli(bits, 1, k)) {
		k++;
	}
	return k;
}

uint64_t hush_bits_take(struct hush_bits *bits, unsigned count)
{
	(void)count; /* the sign, which is the only use of single bits in the samplers */
	return hush_bernoulli(bits, 1, 2);
}

static struct hush_bits source;

static void run_bernoulli_exp(const struct hush_rational *x, bool small, mpz_t result)
{
	mpz_srcptr n = mpq_numref(x->q);
	mpz_srcptr d = mpq_denref(x->q);

	mpz_set_ui(result, small ? hush_bernoulli_exp(&source, mpz_get_ui(n), mpz_get_ui(d))
	                         : hush_bernoulli_exp_z(&source, n, d));
}

/* Successes of the exponential coin before its first failure. */
static void run_geometric_slow(const struct hush_rational *x, bool small, mpz_t result)
{
	mpz_t heads;

	mpz_init(heads);
	mpz_set_ui(result, 0);
	for (;;) {
		run_bernoulli_exp(x, small, heads);
		if (mpz_sgn(heads) == 0 || !tape.fits) {
			break;
		}
		mpz_add_ui(result, result, 1);
	}
	mpz_clear(heads);
}

static void put_u128(mpz_t result, hush_u128 value)
{
	mpz_t z;

	set_u128(z, value);
	mpz_set(result, z);
	mpz_clear(z);
}

static bool run_geometric_fast(const struct hush_rational *x, bool small, mpz_t result)
{
	struct hush_rational scale;
	struct hush_laplace law;
	bool accepted;

	hush_rational_init(&scale);
	mpq_inv(scale.q, x->q);
	accepted = hush_laplace_prepare(&scale, &law, NULL) == HUSH_OK;
	if (accepted) {
		if (law.small && small) {
			put_u128(result, hush_laplace_geometric(&law, &source));
		} else {
			hush_laplace_geometric_z(&law, &source, result);
		}
		hush_laplace_clear(&law);
	}
	hush_rational_clear(&scale);
	return accepted;
}

static bool run_laplace(const struct hush_rational *scale, bool small, mpz_t result)
{
	struct hush_laplace law;

	if (hush_laplace_prepare(scale, &law, NULL) != HUSH_OK) {
		return false;
	}
	law.small = law.small && small;
	mpz_set_si(result, hush_laplace_draw(&law, &source));
	hush_laplace_clear(&law);
	return true;
}

static bool run_gaussian(const struct hush_rational *sigma_squared, bool small, mpz_t result)
{
	struct hush_gaussian law;

	if (hush_gaussian_prepare(sigma_squared, &law, NULL) != HUSH_OK) {
		return false;
	}
	law.small = law.small && small;
	mpz_set_si(result, hush_gaussian_draw(&law, &source));
	hush_gaussian_clear(&law);
	return true;
}

/* False when the sampler is unknown or refuses its parameter. */
static bool run(const char *sampler, const struct hush_rational *parameter, bool small, mpz_t result)
{
	mpz_srcptr n = mpq_numref(parameter->q);
	mpz_srcptr d = mpq_denref(parameter->q);
	const bool positive = mpz_sgn(n) > 0;
	const bool at_most_one = mpz_cmp(n, d) <= 0;

	if (mpz_sgn(n) < 0) {
		return false;
	}
	if (strcmp(sampler, "uniform") == 0) {
		hush_uniform_z(&source, n, result);
		return positive && mpz_cmp_ui(d, 1) == 0;
	}
	if (strcmp(sampler, "bernoulli") == 0) {
		mpz_set_ui(result, hush_bernoulli_z(&source, n, d));
		return at_most_one;
	}
	if (strcmp(sampler, "bernoulli_exp") == 0 || strcmp(sampler, "bernoulli_exp1") == 0) {
		run_bernoulli_exp(parameter, small, result);
		return at_most_one || sampler[strlen(sampler) - 1] != '1';
	}
	if (strcmp(sampler, "geometric_exp_slow") == 0) {
		if (positive) {
			run_geometric_slow(parameter, small, result);
		}
		return positive;
	}
	if (strcmp(sampler, "geometric_exp_fast") == 0) {
		return positive && run_geometric_fast(parameter, small, result);
	}
	if (strcmp(sampler, "dlaplace") == 0) {
		return run_laplace(parameter, small, result);
	}
	return strcmp(sampler, "dgauss") == 0 && run_gaussian(parameter, small, result);
}

/* One replay, used up or false. */
static bool replay(const char *sampler, const struct hush_rational *parameter, bool small,
                   const struct hush_trace_draw *draws, size_t count, mpz_t result)
{
	tape = (struct tape){.draws = draws, .count = count, .fits = true};
	if (!run(sampler, parameter, small, result) || !tape.fits) {
		return false;
	}
	pass_trivial();
	return tape.at == tape.count;
}

/* The paths over integers of fixed size split a coin whose denominator would be too wide, which the reference does not. */
static bool never_splits(const struct hush_rational *parameter, const struct hush_trace_draw *draws, size_t count)
{
	bool narrow = mpz_sizeinbase(mpq_numref(parameter->q), 2) < 40 && mpz_sizeinbase(mpq_denref(parameter->q), 2) < 40;

	for (size_t i = 0; i < count; i++) {
		narrow = narrow && strlen(draws[i].modulus) < 25;
	}
	return narrow;
}

bool hush_trace_replay(const char *sampler, const struct hush_rational *parameter, const struct hush_trace_draw *draws,
                       size_t count, long long *result)
{
	mpz_t over_gmp, fixed;
	bool good;

	if (!well_formed(draws, count)) {
		return false;
	}
	mpz_inits(over_gmp, fixed, NULL);
	good = replay(sampler, parameter, false, draws, count, over_gmp) && mpz_fits_slong_p(over_gmp);
	if (good && never_splits(parameter, draws, count)) {
		good = replay(sampler, parameter, true, draws, count, fixed) && mpz_cmp(fixed, over_gmp) == 0;
	}
	if (good) {
		*result = mpz_get_si(over_gmp);
	}
	mpz_clears(over_gmp, fixed, NULL);
	return good;
}
