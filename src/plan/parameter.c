/* parameter: see parameter.h. */
#include "plan/parameter.h"

#include <string.h>

enum {
	LEAST_POWER = -20,
	GAUSSIAN_POWER = 60, /* sigma up to 2^30 */
	LAPLACE_POWER = 40,
	EXPONENTIAL_LEAST_POWER = -6,
	EXPONENTIAL_POWER = 10, /* its table of weights has about 111 entries per unit of scale */
	BITS = 15,           /* of fraction, after the leading one */
	EXACT_BITS = 16,     /* denominators up to this size are left as they are */
	EXACT_NUMERATOR = 32,
	PER_POWER = 1 << BITS,
	WHOLE_FROM = (BITS - LEAST_POWER) * PER_POWER /* index of the value 2^BITS */
};

static int greatest_power(enum hush_mechanism mechanism)
{
	switch (mechanism) {
	case HUSH_DISCRETE_LAPLACE: return LAPLACE_POWER;
	case HUSH_CORRELATED_GAUSSIAN: return GAUSSIAN_POWER - 1; /* leaves room for sigma^2 + sigma_0^2 */
	case HUSH_EXPONENTIAL: return EXPONENTIAL_POWER;
	case HUSH_DISCRETE_GAUSSIAN: break;
	}
	return GAUSSIAN_POWER;
}

/* Correlated noise of sigma^2 below 1 would be lost in its own rounding; choices of a smaller scale would cost and not differ. */
static int least_power(enum hush_mechanism mechanism)
{
	switch (mechanism) {
	case HUSH_CORRELATED_GAUSSIAN: return 0;
	case HUSH_EXPONENTIAL: return EXPONENTIAL_LEAST_POWER;
	case HUSH_DISCRETE_GAUSSIAN:
	case HUSH_DISCRETE_LAPLACE: break;
	}
	return LEAST_POWER;
}

static const char *const names[] = {
    [HUSH_DISCRETE_GAUSSIAN] = "discrete-gaussian",
    [HUSH_DISCRETE_LAPLACE] = "discrete-laplace",
    [HUSH_CORRELATED_GAUSSIAN] = "correlated-discrete-gaussian",
    [HUSH_EXPONENTIAL] = "exponential",
};

const char *hush_mechanism_name(enum hush_mechanism mechanism)
{
	return names[mechanism];
}

bool hush_mechanism_parse(const char *name, enum hush_mechanism *mechanism)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i]) == 0) {
			*mechanism = (enum hush_mechanism)i;
			return true;
		}
	}
	return false;
}

bool hush_mechanism_is_pure(enum hush_mechanism mechanism)
{
	return mechanism == HUSH_DISCRETE_LAPLACE || mechanism == HUSH_EXPONENTIAL;
}

bool hush_mechanism_has_scale(enum hush_mechanism mechanism)
{
	return hush_mechanism_is_pure(mechanism);
}

const char *hush_parameter_range(enum hush_mechanism mechanism)
{
	static const char *const ranges[] = {
	    [HUSH_DISCRETE_GAUSSIAN] = "2^-20 to 2^60",
	    [HUSH_DISCRETE_LAPLACE] = "2^-20 to 2^40",
	    [HUSH_CORRELATED_GAUSSIAN] = "1 to 2^59",
	    [HUSH_EXPONENTIAL] = "2^-6 to 2^10",
	};

	return ranges[mechanism];
}

/* -1 below the range, 1 above it, 0 inside. */
static int range_side(enum hush_mechanism mechanism, const struct hush_rational *parameter)
{
	struct hush_rational limit;
	int side = 0;

	hush_rational_init(&limit);
	hush_rational_set_u64(&limit, 1, UINT64_C(1) << -least_power(mechanism));
	if (hush_rational_compare(parameter, &limit) < 0) {
		side = -1;
	}
	hush_rational_set_u64(&limit, UINT64_C(1) << greatest_power(mechanism), 1);
	if (hush_rational_compare(parameter, &limit) > 0) {
		side = 1;
	}
	hush_rational_clear(&limit);
	return side;
}

hush_status hush_parameter_check(enum hush_mechanism mechanism, const struct hush_rational *parameter, hush_error *err)
{
	if (range_side(mechanism, parameter) == 0) {
		return HUSH_OK;
	}
	return hush_fail(err, HUSH_E_SPEC, "%s of a %s %s must lie in %s", hush_mechanism_has_scale(mechanism) ? "the scale" : "sigma^2",
	                 hush_mechanism_name(mechanism), mechanism == HUSH_EXPONENTIAL ? "choice" : "noise",
	                 hush_parameter_range(mechanism));
}

uint64_t hush_grid_size(enum hush_mechanism mechanism)
{
	return WHOLE_FROM + (UINT64_C(1) << greatest_power(mechanism)) - PER_POWER + 1;
}

void hush_grid_value(uint64_t index, struct hush_rational *value)
{
	if (index >= WHOLE_FROM) {
		hush_rational_set_u64(value, PER_POWER + (index - WHOLE_FROM), 1);
	} else {
		/* index / PER_POWER counts powers of two up from the least one. */
		hush_rational_set_u64(value, PER_POWER + index % PER_POWER,
		                      UINT64_C(1) << (BITS - LEAST_POWER - (int)(index / PER_POWER)));
	}
}

hush_status hush_grid_least(enum hush_mechanism mechanism, hush_grid_test test, void *context, uint64_t *index,
                            hush_error *err)
{
	uint64_t low = 0;
	uint64_t high = hush_grid_size(mechanism);
	struct hush_rational value;
	hush_status status = HUSH_OK;

	hush_rational_init(&value);
	/* The test fails below `low` and holds from `high` on. */
	while (low < high && status == HUSH_OK) {
		uint64_t middle = low + (high - low) / 2;
		bool holds = false;

		hush_grid_value(middle, &value);
		status = test(&value, context, &holds, err);
		if (holds) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	hush_rational_clear(&value);
	if (status == HUSH_OK) {
		*index = low;
	}
	return status;
}

static hush_status not_below(const struct hush_rational *value, void *context, bool *holds, hush_error *err)
{
	(void)err;
	*holds = hush_rational_compare(value, context) >= 0;
	return HUSH_OK;
}

hush_status hush_grid_round_up(enum hush_mechanism mechanism, const struct hush_rational *at_least,
                               struct hush_rational *value, hush_error *err)
{
	struct hush_rational bound;
	uint64_t index = 0;
	hush_status status = hush_parameter_check(mechanism, at_least, err);

	if (status != HUSH_OK) {
		return status;
	}
	if (mpz_sizeinbase(mpq_denref(at_least->q), 2) <= EXACT_BITS &&
	    mpz_sizeinbase(mpq_numref(at_least->q), 2) <= EXACT_NUMERATOR) {
		hush_rational_set(value, at_least);
		return HUSH_OK;
	}
	hush_rational_init(&bound);
	hush_rational_set(&bound, at_least);
	status = hush_grid_least(mechanism, not_below, &bound, &index, err);
	hush_rational_clear(&bound);
	if (status == HUSH_OK) {
		hush_grid_value(index, value);
	}
	return status;
}
