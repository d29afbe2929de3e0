/* error_bar: half widths, variances and standard deviations of the exact noise laws (see plan.h). */
#include <math.h>
#include <string.h>

#include "base/solve.h"
#include "plan/correlated.h"
#include "plan/law.h"
#include "plan/parameter.h"

enum {
	PRECISION = 192,
	DIGITS = 12,
	STD_DEV_DIGITS = 6,
	SMALL_TERMS = 64 /* sums at sigma^2 < 5: the next term is below e^-400 of the first */
};

#define LEAST_TOO_WIDE (UINT64_C(1) << 60)

/* Below this a variance is said to be this: its exact text would be longer than anything reads back. */
#define LEAST_VARIANCE "1e-300"

/* What a half width is asked of: a table's noise, or a law alone. */
struct law {
	enum hush_mechanism mechanism;
	const struct hush_rational *parameter;
	uint64_t cells; /* of the table; 0 for a law alone */
};

static hush_status law_check(const struct law *law, hush_error *err)
{
	if (law->mechanism == HUSH_EXPONENTIAL) {
		return hush_fail(err, HUSH_E_SPEC, "a choice adds no noise");
	}
	return law->mechanism == HUSH_CORRELATED_GAUSSIAN ? hush_correlated_check(law->parameter, law->cells, err)
	                                                  : hush_parameter_check(law->mechanism, law->parameter, err);
}

static bool law_within(const struct law *law, uint64_t t, const struct hush_rational *excess)
{
	return law->mechanism == HUSH_CORRELATED_GAUSSIAN
	           ? hush_correlated_within(law->parameter, law->cells, t, excess)
	           : hush_law_within(law->mechanism, law->parameter, t, excess);
}

/* erfc(z/sqrt 2) - excess, falling in z. */
static double normal_excess(double z, void *excess)
{
	return erfc(z / sqrt(2)) - *(double *)excess;
}

/* About the half width, by floating point: only where the search begins. */
static uint64_t guess(const struct law *law, const struct hush_rational *excess)
{
	double parameter = hush_rational_double(law->parameter, HUSH_UP);
	double rest = hush_rational_double(excess, HUSH_UP);
	double width = 0;

	if (law->mechanism == HUSH_DISCRETE_LAPLACE) {
		width = parameter * log(2 / rest / (1 + exp(-1 / parameter))) - 1;
	} else if (hush_solve_root(normal_excess, &rest, 0, 40, &width)) {
		width = width * sqrt(parameter) - 0.5;
		if (law->mechanism == HUSH_CORRELATED_GAUSSIAN) {
			width *= sqrt((1 + 1 / sqrt((double)law->cells)) / 4); /* sigma_0^2 is about sigma^2/sqrt(cells) */
		}
	}
	return width > 0 && width < 0x1p59 ? (uint64_t)ceil(width) : 0;
}

static hush_status law_half_width(const struct law *law, const struct hush_rational *confidence, uint64_t *half_width,
                                  hush_error *err)
{
	struct hush_rational excess;
	uint64_t low = 0;
	uint64_t high = 0;

	HUSH_TRY(law_check(law, err));
	if (mpq_sgn(confidence->q) < 0 || mpq_cmp_ui(confidence->q, 1, 1) >= 0) {
		return hush_fail(err, HUSH_E_SPEC, "a confidence must be at least 0 and below 1");
	}
	hush_rational_init(&excess);
	mpq_set_ui(excess.q, 1, 1);
	mpq_sub(excess.q, excess.q, confidence->q);
	/* Every t below `low` fails; `high` holds. Both close in on the least from a guess, first by doubling, then by halving. */
	high = guess(law, &excess);
	for (uint64_t step = 1; high < LEAST_TOO_WIDE && !law_within(law, high, &excess); step *= 2) {
		low = high + 1;
		high = low + step < LEAST_TOO_WIDE ? low + step : LEAST_TOO_WIDE;
	}
	for (uint64_t step = 1; low < high && high < LEAST_TOO_WIDE; step *= 2) {
		uint64_t lower = high > low + step ? high - step : low;

		if (!law_within(law, lower, &excess)) {
			low = lower + 1;
			break;
		}
		high = lower;
	}
	while (low < high && high < LEAST_TOO_WIDE) {
		uint64_t middle = low + (high - low) / 2;

		if (law_within(law, middle, &excess)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	hush_rational_clear(&excess);
	if (high >= LEAST_TOO_WIDE) {
		return hush_fail(err, HUSH_E_SPEC, "the confidence is too close to 1 for noise of this size");
	}
	*half_width = high;
	return HUSH_OK;
}

hush_status hush_law_half_width(enum hush_mechanism mechanism, const struct hush_rational *parameter,
                                const struct hush_rational *confidence, uint64_t *half_width, hush_error *err)
{
	struct law law = {.mechanism = mechanism, .parameter = parameter};

	return law_half_width(&law, confidence, half_width, err);
}

hush_status hush_table_half_width(const struct hush_plan_table *table, const struct hush_rational *confidence,
                                  uint64_t *half_width, hush_error *err)
{
	struct law law = {.mechanism = table->mechanism, .parameter = &table->parameter, .cells = table->sensitivity.cells};

	return law_half_width(&law, confidence, half_width, err);
}

/*
 * Var = 2 sum x^2 f(x) / (1 + 2 sum f(x)) for sigma^2 < 5, upper end.  From x = SMALL_TERMS + 1 on, x^2 f(x) falls by more
 * than half with every step, so twice the next term bounds the rest.
 */
static void small_gaussian_variance(const struct hush_rational *sigma2, mpfr_t variance)
{
	struct hush_rational x;
	mpfr_t term;
	mpfr_t norm;

	hush_rational_init(&x);
	mpfr_init2(term, PRECISION);
	mpfr_init2(norm, PRECISION);
	mpfr_set_zero(variance, 1);
	mpfr_set_zero(norm, 1);
	for (unsigned long i = 1; i <= SMALL_TERMS + 1; i++) {
		hush_rational_set_u64(&x, i * i, 2);
		mpq_div(x.q, x.q, sigma2->q);
		mpq_neg(x.q, x.q);
		mpfr_set_q(term, x.q, MPFR_RNDU);
		mpfr_exp(term, term, MPFR_RNDU);
		mpfr_mul_ui(term, term, i * i * (i > SMALL_TERMS ? 2 : 1), MPFR_RNDU);
		mpfr_add(variance, variance, term, MPFR_RNDU);
		mpfr_set_q(term, x.q, MPFR_RNDD);
		mpfr_exp(term, term, MPFR_RNDD);
		mpfr_add(norm, norm, term, MPFR_RNDD);
	}
	mpfr_mul_2ui(variance, variance, 1, MPFR_RNDU);
	mpfr_mul_2ui(norm, norm, 1, MPFR_RNDD);
	mpfr_add_ui(norm, norm, 1, MPFR_RNDD);
	mpfr_div(variance, variance, norm, MPFR_RNDU);
	mpfr_clear(norm);
	mpfr_clear(term);
	hush_rational_clear(&x);
}

/* 1 / (2 sinh(1/2s)^2), upper end. */
static void laplace_variance(const struct hush_rational *scale, mpfr_t variance)
{
	struct hush_rational x;

	hush_rational_init(&x);
	hush_rational_set_u64(&x, 1, 2);
	mpq_div(x.q, x.q, scale->q);
	mpfr_set_q(variance, x.q, MPFR_RNDD);
	mpfr_sinh(variance, variance, MPFR_RNDD);
	mpfr_sqr(variance, variance, MPFR_RNDD);
	mpfr_mul_2ui(variance, variance, 1, MPFR_RNDD);
	mpfr_ui_div(variance, 1, variance, MPFR_RNDU);
	hush_rational_clear(&x);
}

hush_status hush_law_variance(enum hush_mechanism mechanism, const struct hush_rational *parameter,
                              struct hush_rational *variance, hush_error *err)
{
	struct hush_rational made;
	struct hush_rational least;
	mpfr_t value;

	HUSH_TRY(law_check(&(struct law){.mechanism = mechanism, .parameter = parameter}, err));
	hush_rational_init(&made);
	hush_rational_init(&least);
	mpfr_init2(value, PRECISION);
	if (mechanism == HUSH_DISCRETE_GAUSSIAN && mpq_cmp_ui(parameter->q, 5, 1) >= 0) {
		hush_rational_set(&made, parameter); /* above the variance by less than 1e-40 of it */
	} else {
		if (mechanism == HUSH_DISCRETE_GAUSSIAN) {
			small_gaussian_variance(parameter, value);
		} else {
			laplace_variance(parameter, value);
		}
		hush_rational_parse(&least, LEAST_VARIANCE);
		if (mpfr_cmp_q(value, least.q) <= 0) {
			hush_rational_set(&made, &least);
		} else {
			hush_rational_set_mpfr(&made, value);
		}
	}
	hush_rational_round(&made, DIGITS, HUSH_UP);
	hush_rational_set(variance, &made);
	mpfr_clear(value);
	hush_rational_clear(&least);
	hush_rational_clear(&made);
	return HUSH_OK;
}

hush_status hush_table_variance(const struct hush_plan_table *table, struct hush_rational *variance,
                                struct hush_rational *common_variance, hush_error *err)
{
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		HUSH_TRY(hush_correlated_check(&table->parameter, table->sensitivity.cells, err));
		hush_correlated_variance(&table->parameter, table->sensitivity.cells, variance, common_variance);
		return HUSH_OK;
	}
	HUSH_TRY(hush_law_variance(table->mechanism, &table->parameter, variance, err));
	hush_rational_set_u64(common_variance, 0, 1);
	return HUSH_OK;
}

/* The root toward a side, then up to six digits. */
static void rounded_root(const struct hush_rational *square, mpfr_rnd_t side, struct hush_rational *root)
{
	mpfr_t value;

	mpfr_init2(value, PRECISION);
	mpfr_set_q(value, square->q, side);
	mpfr_sqrt(value, value, side);
	hush_rational_set_mpfr(root, value);
	hush_rational_round(root, STD_DEV_DIGITS, HUSH_UP);
	mpfr_clear(value);
}

void hush_std_dev_text(const struct hush_rational *variance, char text[32])
{
	struct hush_rational root;
	struct hush_rational square;
	struct hush_buffer out;

	hush_rational_init(&root);
	hush_rational_init(&square);
	hush_buffer_init(&out, 64);
	/* From below first, so that 0.01 gives 0.1 and not 0.100001; its square tells whether that was enough. */
	rounded_root(variance, MPFR_RNDD, &root);
	mpq_mul(square.q, root.q, root.q);
	if (hush_rational_compare(&square, variance) < 0) {
		rounded_root(variance, MPFR_RNDU, &root);
	}
	hush_rational_decimal(&root, STD_DEV_DIGITS, HUSH_UP, &out);
	/* Six digits, a point, zeros and an exponent are at most 20 bytes; "?" says that memory was short. */
	if (out.failed || out.length >= 32) {
		memcpy(text, "?", 2);
	} else {
		memcpy(text, out.bytes, out.length + 1);
	}
	hush_buffer_release(&out);
	hush_rational_clear(&square);
	hush_rational_clear(&root);
}
