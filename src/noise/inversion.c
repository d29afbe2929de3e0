/*
 * inversion: see inversion.h.
 *
 * Both laws have P[|X| <= k] = S_k/S where S_k = w_0 + 2*(w_1 + .. + w_k), w_0 = 1 and w_(k+1) = w_k*r_k, with r_k constant
 * for the Laplace and falling by a constant factor for the Gaussian.  A series keeps these numbers from below and from
 * above: all are positive, so rounding every step down, or up, keeps the side.
 */
#include "noise/inversion.h"

#include "base/memory.h"
#include "noise/laplace.h"

enum { GUARD_BITS = 64, ATTEMPTS = 8 };

static const mpfr_rnd_t rounding[2] = {[HUSH_DOWN] = MPFR_RNDD, [HUSH_UP] = MPFR_RNDU};

/* What is known of the terms up to k, from each side. */
struct series {
	mpfr_t weight[2]; /* w_k */
	mpfr_t ratio[2];  /* r_k */
	mpfr_t step[2];   /* r_(k+1)/r_k */
	mpfr_t sum[2];    /* S_k */
};

static void series_init(struct series *series, mpfr_prec_t precision)
{
	for (int side = 0; side < 2; side++) {
		mpfr_inits2(precision, series->weight[side], series->ratio[side], series->step[side], series->sum[side], NULL);
	}
}

static void series_clear(struct series *series)
{
	for (int side = 0; side < 2; side++) {
		mpfr_clears(series->weight[side], series->ratio[side], series->step[side], series->sum[side], NULL);
	}
}

/* k = 0. With the parameter n/d: r_0 is e^-(d/n) for the Laplace and e^-(d/(2n)) for the Gaussian. */
static void series_start(struct series *series, const struct hush_inversion *law)
{
	mpq_t exponent;

	mpq_init(exponent);
	mpq_inv(exponent, law->parameter.q);
	mpq_neg(exponent, exponent);
	if (law->kind == HUSH_INVERSION_GAUSSIAN) {
		mpq_div_2exp(exponent, exponent, 1);
	}
	for (int side = 0; side < 2; side++) {
		mpfr_set_ui(series->weight[side], 1, MPFR_RNDN);
		mpfr_set_ui(series->sum[side], 1, MPFR_RNDN);
		mpfr_set_q(series->ratio[side], exponent, rounding[side]);
		mpfr_exp(series->ratio[side], series->ratio[side], rounding[side]);
		if (law->kind == HUSH_INVERSION_GAUSSIAN) {
			mpfr_sqr(series->step[side], series->ratio[side], rounding[side]);
		} else {
			mpfr_set_ui(series->step[side], 1, MPFR_RNDN);
		}
	}
	mpq_clear(exponent);
}

/* From k to k + 1. `twice` is scratch. */
static void series_next(struct series *series, mpfr_t twice)
{
	for (int side = 0; side < 2; side++) {
		mpfr_mul(series->weight[side], series->weight[side], series->ratio[side], rounding[side]);
		mpfr_mul(series->ratio[side], series->ratio[side], series->step[side], rounding[side]);
		mpfr_mul_2ui(twice, series->weight[side], 1, rounding[side]);
		mpfr_add(series->sum[side], series->sum[side], twice, rounding[side]);
	}
}

/* S from both sides: all terms to a k beyond which less than 2^-precision is left. */
static void normaliser(const struct hush_inversion *law, mpfr_prec_t precision, mpfr_t total[2])
{
	struct series series;
	mpfr_t tail, rest;

	mpfr_inits2(precision, tail, rest, NULL);
	series_init(&series, precision);
	series_start(&series, law);
	do {
		series_next(&series, tail);
		/* The ratios do not grow, so the terms after k add up to at most 2*w_k*r_k/(1 - r_k). */
		mpfr_ui_sub(rest, 1, series.ratio[HUSH_UP], MPFR_RNDD);
		mpfr_mul(tail, series.weight[HUSH_UP], series.ratio[HUSH_UP], MPFR_RNDU);
		mpfr_mul_2ui(tail, tail, 1, MPFR_RNDU);
		mpfr_div(tail, tail, rest, MPFR_RNDU);
	} while (mpfr_cmp_ui_2exp(tail, 1, -(mpfr_exp_t)precision) > 0);
	mpfr_set(total[HUSH_DOWN], series.sum[HUSH_DOWN], MPFR_RNDD);
	mpfr_add(total[HUSH_UP], series.sum[HUSH_UP], tail, MPFR_RNDU);
	series_clear(&series);
	mpfr_clears(tail, rest, NULL);
}

/* P[|X| <= k] in units of 2^-bits: at least *low, and at most *high, whole numbers. */
static void enclose(const struct series *series, mpfr_t total[2], uint64_t bits, mpfr_t scratch, mpz_t low, mpz_t high)
{
	mpfr_div(scratch, series->sum[HUSH_DOWN], total[HUSH_UP], MPFR_RNDD);
	mpfr_mul_2ui(scratch, scratch, bits, MPFR_RNDD);
	mpfr_get_z(low, scratch, MPFR_RNDD);
	mpfr_div(scratch, series->sum[HUSH_UP], total[HUSH_DOWN], MPFR_RNDU);
	if (mpfr_cmp_ui(scratch, 1) > 0) { /* a probability */
		mpfr_set_ui(scratch, 1, MPFR_RNDU);
	}
	mpfr_mul_2ui(scratch, scratch, bits, MPFR_RNDU);
	mpfr_get_z(high, scratch, MPFR_RNDU);
}

/* z below 2^HUSH_INVERSION_BITS */
static void put_limbs(uint64_t limbs[HUSH_INVERSION_LIMBS], const mpz_t z, mpz_t scratch)
{
	for (unsigned i = 0; i < HUSH_INVERSION_LIMBS; i++) {
		mpz_fdiv_q_2exp(scratch, z, (mp_bitcnt_t)i * HUSH_INVERSION_LIMB_BITS);
		mpz_fdiv_r_2exp(scratch, scratch, HUSH_INVERSION_LIMB_BITS);
		limbs[i] = mpz_get_ui(scratch);
	}
}

/* Fills the table to its last entry, which is all ones; false when this precision does not decide some entry. */
static bool tabulate(struct hush_inversion *law, mpfr_prec_t precision)
{
	struct series series;
	mpfr_t total[2], scratch;
	mpz_t low, high, last, limb;
	bool certain = true;

	mpfr_inits2(precision, total[HUSH_DOWN], total[HUSH_UP], scratch, NULL);
	mpz_inits(low, high, last, limb, NULL);
	mpz_setbit(last, HUSH_INVERSION_BITS);
	mpz_sub_ui(last, last, 1);
	normaliser(law, precision, total);
	series_init(&series, precision);
	series_start(&series, law);
	law->entries = 0;
	do {
		if (law->entries > 0) {
			series_next(&series, scratch);
		}
		enclose(&series, total, HUSH_INVERSION_BITS, scratch, low, high);
		put_limbs(law->table[law->entries], low, limb);
		law->entries++;
		mpz_sub(high, high, low);
		certain = mpz_cmp_ui(high, 1) <= 0;
	} while (certain && mpz_cmp(low, last) < 0 && law->entries < HUSH_INVERSION_ENTRIES);
	certain = certain && mpz_cmp(low, last) == 0;
	series_clear(&series);
	mpfr_clears(total[HUSH_DOWN], total[HUSH_UP], scratch, NULL);
	mpz_clears(low, high, last, limb, NULL);
	return certain;
}

static hush_status check(enum hush_inversion_law kind, const struct hush_rational *parameter, hush_error *err)
{
	const bool gaussian = kind == HUSH_INVERSION_GAUSSIAN;
	const unsigned most = gaussian ? HUSH_INVERSION_VARIANCE_MOST : HUSH_INVERSION_SCALE_MOST;
	const char *name = gaussian ? "variance parameter" : "scale";
	const int low = gaussian ? 2 * HUSH_NOISE_SCALE_LOW : HUSH_NOISE_SCALE_LOW;

	if (kind != HUSH_INVERSION_LAPLACE && kind != HUSH_INVERSION_GAUSSIAN) {
		return hush_fail_bug(err, "inversion: a law that does not exist");
	}
	HUSH_TRY(hush_noise_check_parameter(parameter, name, low, gaussian ? 2 * HUSH_NOISE_SCALE_HIGH : HUSH_NOISE_SCALE_HIGH,
	                                    err));
	if (mpq_cmp_ui(parameter->q, most, 1) > 0) {
		hush_fail(err, HUSH_E_SPEC, "the %s of the noise is too large for a table: accepted are 2^%d to %u", name, low,
		          most);
		hush_hint(err, "larger noise is drawn by the rejection sampler");
		return HUSH_E_SPEC;
	}
	return HUSH_OK;
}

hush_status hush_inversion_prepare(enum hush_inversion_law kind, const struct hush_rational *parameter,
                                   struct hush_inversion *law, hush_error *err)
{
	struct hush_inversion made = {.kind = kind};
	bool certain = false;
	void *shorter;

	HUSH_TRY(check(kind, parameter, err));
	made.table = hush_calloc(HUSH_INVERSION_ENTRIES, sizeof made.table[0]);
	if (!made.table) {
		return hush_fail_memory(err);
	}
	hush_rational_init(&made.parameter);
	hush_rational_set(&made.parameter, parameter);
	for (int attempt = 1; attempt <= ATTEMPTS && !certain; attempt++) {
		certain = tabulate(&made, HUSH_INVERSION_BITS + attempt * GUARD_BITS);
	}
	if (!certain) {
		hush_inversion_clear(&made);
		return hush_fail_bug(err, "inversion: the table cannot be certified");
	}
	shorter = hush_reallocarray(made.table, made.entries, sizeof made.table[0]);
	made.table = shorter ? shorter : made.table;
	*law = made;
	return HUSH_OK;
}

void hush_inversion_clear(struct hush_inversion *law)
{
	hush_rational_clear(&law->parameter);
	hush_free(law->table);
	law->table = NULL;
	law->entries = 0;
}

/*
 * The number is in [u, u + 1) units of 2^-bits and not below P[|X| <= k - 1].  Moves k up while that is certain to hold for
 * it too; true when the number is certainly below P[|X| <= k].
 */
static bool decide(const struct hush_inversion *law, const mpz_t u, uint64_t bits, uint64_t *k)
{
	const mpfr_prec_t precision = (mpfr_prec_t)bits + GUARD_BITS;
	struct series series;
	mpfr_t total[2], scratch;
	mpz_t low, high;
	uint64_t at = 0;
	bool below, beyond;

	mpfr_inits2(precision, total[HUSH_DOWN], total[HUSH_UP], scratch, NULL);
	mpz_inits(low, high, NULL);
	normaliser(law, precision, total);
	series_init(&series, precision);
	series_start(&series, law);
	do {
		for (; at < *k; at++) {
			series_next(&series, scratch);
		}
		enclose(&series, total, bits, scratch, low, high);
		below = mpz_cmp(u, low) < 0; /* u + 1 <= low */
		beyond = mpz_cmp(u, high) >= 0;
		*k += beyond;
	} while (beyond);
	series_clear(&series);
	mpfr_clears(total[HUSH_DOWN], total[HUSH_UP], scratch, NULL);
	mpz_clears(low, high, NULL);
	return below;
}

/* The magnitude for a number that met an entry: draws on until it is decided. `k` entries are certainly not above it. */
static uint64_t extend(const struct hush_inversion *law, struct hush_bits *bits,
                       const uint64_t limbs[HUSH_INVERSION_LIMBS], uint64_t k)
{
	uint64_t width = HUSH_INVERSION_BITS;
	mpz_t u;

	mpz_init(u);
	for (unsigned i = HUSH_INVERSION_LIMBS; i-- > 0;) {
		mpz_mul_2exp(u, u, HUSH_INVERSION_LIMB_BITS);
		mpz_add_ui(u, u, limbs[i]);
	}
	do {
		mpz_mul_2exp(u, u, HUSH_INVERSION_LIMB_BITS);
		mpz_add_ui(u, u, hush_bits_take(bits, HUSH_INVERSION_LIMB_BITS));
		width += HUSH_INVERSION_LIMB_BITS;
	} while (!decide(law, u, width, &k));
	mpz_clear(u);
	return (uint64_t)hush_noise_clamp(k, false);
}

int64_t hush_inversion_draw(const struct hush_inversion *law, struct hush_bits *bits)
{
	uint64_t u[HUSH_INVERSION_LIMBS];
	uint64_t above = 0; /* entries below u: it is certainly not below those k */
	uint64_t met = 0;   /* whether some entry equals u */
	uint64_t negative;

	for (unsigned i = HUSH_INVERSION_LIMBS; i-- > 0;) {
		u[i] = hush_bits_take(bits, HUSH_INVERSION_LIMB_BITS);
	}
	negative = hush_bits_take(bits, 1);
	for (uint32_t k = 0; k < law->entries; k++) {
		const uint64_t *entry = law->table[k];
		uint64_t below = 0, differs = 0;

#pragma GCC unroll 4
		for (unsigned i = 0; i < HUSH_INVERSION_LIMBS; i++) {
			uint64_t part = entry[i] ^ u[i];

			below = (uint64_t)(entry[i] < u[i]) | (below & (uint64_t)(part == 0));
			differs |= part;
		}
		above += below;
		met |= (uint64_t)(differs == 0);
	}
	if (__builtin_expect(met != 0, 0)) {
		above = extend(law, bits, u, above);
	}
	return (int64_t)((above ^ (0 - negative)) + negative);
}
