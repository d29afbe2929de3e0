/* choice: see choice.h; the argument is in choice.proof.md. */
#include "plan/choice.h"

#include <string.h>

#include "base/memory.h"
#include "plan/parameter.h"

enum {
	STEP_BITS = 64,
	LEAST_BITS = 16,        /* lighter weights need no table of their own: 2^-80 of the heaviest */
	LEVELS_PER_SCALE = 1180, /* levels * scale is at most so much, which keeps tables below 2^17 */
	TABLE_MOST = 1 << 17,
	TABLE_FIRST = 1 << 10,
	SENSITIVITY_BITS = 40,
	PRECISION = 192,
	SLACK_BITS = 230 /* more than rounding to whole outcomes adds to a probability */
};

/* floor(LEVELS_PER_SCALE / scale), from 1 to the sensitivity: more levels than that would tell no scores apart. */
static uint64_t levels_for(const struct hush_rational *scale, uint64_t sensitivity)
{
	uint64_t levels;
	mpz_t quotient;

	mpz_init(quotient);
	mpz_mul_ui(quotient, mpq_denref(scale->q), LEVELS_PER_SCALE);
	mpz_fdiv_q(quotient, quotient, mpq_numref(scale->q));
	levels = mpz_get_ui(quotient); /* the range of the scale keeps it small */
	mpz_clear(quotient);
	levels = levels < sensitivity ? levels : sensitivity;
	return levels ? levels : 1;
}

/* More than 2^64 e^(-1/(2 scale levels)), by more than 1 and less than 3; below 2^64, for scale * levels < 2^13. */
static uint64_t step_for(const struct hush_rational *scale, uint64_t levels)
{
	struct hush_rational exponent;
	uint64_t step;
	mpfr_t value;
	mpz_t whole;

	hush_rational_init(&exponent);
	mpfr_init2(value, PRECISION);
	mpz_init(whole);
	hush_rational_set_u64(&exponent, 1, 2 * levels);
	mpq_div(exponent.q, exponent.q, scale->q);
	mpq_neg(exponent.q, exponent.q);
	mpfr_set_q(value, exponent.q, MPFR_RNDU);
	mpfr_exp(value, value, MPFR_RNDU);
	mpfr_mul_2ui(value, value, STEP_BITS, MPFR_RNDU);
	mpfr_get_z(whole, value, MPFR_RNDU);
	step = mpz_get_ui(whole) + 1; /* unsigned long has 64 bits where this builds */
	mpz_clear(whole);
	mpfr_clear(value);
	hush_rational_clear(&exponent);
	return step;
}

/* ceil(weight * step / 2^64), for a weight of at most 2^96: no term passes 128 bits. */
static hush_weight lighter(hush_weight weight, uint64_t step)
{
	hush_weight low = (hush_weight)(uint64_t)weight * step;

	return (weight >> STEP_BITS) * step + (low >> STEP_BITS) + ((uint64_t)low != 0);
}

/* All levels, from the heaviest down. */
static hush_status fill(struct hush_weights *weights, uint64_t step, hush_error *err)
{
	uint32_t room = 0;

	do {
		if (weights->count == room) {
			hush_weight *more;

			room = room ? 2 * room : TABLE_FIRST;
			more = room <= TABLE_MOST ? hush_reallocarray(weights->at, room, sizeof *more) : NULL;
			if (!more) {
				return room <= TABLE_MOST ? hush_fail_memory(err) : hush_fail_bug(err, "the length of a table of weights");
			}
			weights->at = more;
		}
		weights->at[weights->count] =
		    weights->count ? lighter(weights->at[weights->count - 1], step) : (hush_weight)1 << HUSH_WEIGHT_BITS;
	} while (weights->at[weights->count++] >> LEAST_BITS != 0);
	return HUSH_OK;
}

hush_status hush_weights_make(const struct hush_rational *scale, uint64_t sensitivity, struct hush_weights *weights,
                              hush_error *err)
{
	struct hush_weights made = {.sensitivity = sensitivity};
	hush_status status;

	HUSH_TRY(hush_parameter_check(HUSH_EXPONENTIAL, scale, err));
	if (sensitivity == 0 || sensitivity > UINT64_C(1) << SENSITIVITY_BITS) {
		return hush_fail(err, HUSH_E_SPEC, "the sensitivity of a score must lie in 1 to 2^%d", SENSITIVITY_BITS);
	}
	made.levels = levels_for(scale, sensitivity);
	status = fill(&made, step_for(scale, made.levels), err);
	if (status != HUSH_OK) {
		hush_weights_clear(&made);
		return status;
	}
	*weights = made;
	return HUSH_OK;
}

void hush_weights_clear(struct hush_weights *weights)
{
	hush_free(weights->at);
	*weights = (struct hush_weights){0};
}

hush_weight hush_weight_of(const struct hush_weights *weights, uint64_t score)
{
	hush_weight level = (hush_weight)score * weights->levels / weights->sensitivity;

	return weights->at[level < weights->count ? (uint32_t)level : weights->count - 1];
}

uint64_t hush_choice_sensitivity(const struct hush_table *table, const struct hush_quantile *quantile)
{
	uint64_t rest = quantile->whole - quantile->part;

	return table->amount.values * (quantile->part > rest ? quantile->part : rest);
}

/* Whether P[level >= `level`] <= excess is certain: others * w/(w_0 + others * w), others being all points but the best. */
static bool level_within(const struct hush_table *table, const struct hush_weights *weights, uint32_t level,
                         const struct hush_rational *excess)
{
	hush_weight weight = weights->at[level];
	struct hush_rational slack;
	mpq_t bound;
	bool within;

	hush_rational_init(&slack);
	mpq_init(bound);
	mpz_set_ui(mpq_numref(bound), (unsigned long)(weight >> STEP_BITS));
	mpz_mul_2exp(mpq_numref(bound), mpq_numref(bound), STEP_BITS);
	mpz_add_ui(mpq_numref(bound), mpq_numref(bound), (unsigned long)(uint64_t)weight);
	mpz_mul_ui(mpq_numref(bound), mpq_numref(bound), hush_grid_points(&table->amount) - 1);
	mpz_set_ui(mpq_denref(bound), 1);
	mpz_mul_2exp(mpq_denref(bound), mpq_denref(bound), HUSH_WEIGHT_BITS);
	mpz_add(mpq_denref(bound), mpq_denref(bound), mpq_numref(bound));
	mpq_canonicalize(bound);
	mpq_set_ui(slack.q, 1, 1);
	mpq_div_2exp(slack.q, slack.q, SLACK_BITS);
	mpq_add(bound, bound, slack.q);
	within = mpq_cmp(bound, excess->q) <= 0;
	mpq_clear(bound);
	hush_rational_clear(&slack);
	return within;
}

hush_status hush_choice_worst(const struct hush_table *table, const struct hush_weights *weights,
                              const struct hush_rational *confidence, uint64_t *score, hush_error *err)
{
	struct hush_rational excess;
	uint32_t low = 1; /* level 0 is always reached */
	uint32_t high = weights->count;

	if (mpq_sgn(confidence->q) < 0 || mpq_cmp_ui(confidence->q, 1, 1) >= 0) {
		return hush_fail(err, HUSH_E_SPEC, "a confidence must be at least 0 and below 1");
	}
	hush_rational_init(&excess);
	mpq_set_ui(excess.q, 1, 1);
	mpq_sub(excess.q, excess.q, confidence->q);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (level_within(table, weights, middle, &excess)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	hush_rational_clear(&excess);
	if (low == weights->count) {
		return hush_fail(err, HUSH_E_SPEC, "the confidence is too close to 1 for a choice among so many points");
	}
	/* Below this level: score * levels < level * sensitivity. At most 2^57. */
	*score = (uint64_t)(((hush_weight)low * weights->sensitivity - 1) / weights->levels);
	return HUSH_OK;
}

static hush_status ranks_of(const struct hush_table *table, const struct hush_quantile *quantile,
                            const struct hush_weights *weights, const unsigned *percents, uint32_t count, uint64_t *ranks,
                            hush_error *err)
{
	struct hush_rational confidence;
	hush_status status = HUSH_OK;

	hush_rational_init(&confidence);
	for (uint32_t i = 0; i < count && status == HUSH_OK; i++) {
		uint64_t score = 0;
		uint64_t rank;

		hush_rational_set_u64(&confidence, percents[i], 100);
		status = hush_choice_worst(table, weights, &confidence, &score, err);
		rank = score / quantile->whole + (score % quantile->whole != 0);
		ranks[i] = ranks[i] > rank ? ranks[i] : rank;
	}
	hush_rational_clear(&confidence);
	return status;
}

hush_status hush_choice_ranks(const struct hush_table *table, const struct hush_rational *scale, const unsigned *percents,
                              uint32_t count, uint64_t *ranks, hush_error *err)
{
	hush_status status = HUSH_OK;

	memset(ranks, 0, count * sizeof *ranks);
	for (uint32_t i = 0; i < table->quantile_count && status == HUSH_OK; i++) {
		const struct hush_quantile *quantile = &table->quantiles[i];
		struct hush_weights weights;

		HUSH_TRY(hush_weights_make(scale, hush_choice_sensitivity(table, quantile), &weights, err));
		status = ranks_of(table, quantile, &weights, percents, count, ranks, err);
		hush_weights_clear(&weights);
	}
	return status;
}
