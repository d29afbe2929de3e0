/* exponential: the probabilities of the exponential mechanism (see curve.h). */
#include "plan/accept.h"
#include "plan/curve.h"

enum {
	MOST_SCORES = 1 << 24,
	PRECISION = 320 /* exponents may cost up to 2^30 in relative width */
};

/* e^(-epsilon (score - least) / (2 sensitivity)) */
static void weigh(struct hush_range *weight, int64_t score, int64_t least, const struct hush_rational *rate)
{
	struct hush_rational gap;
	struct hush_range exact;

	hush_rational_init(&gap);
	hush_range_init_precise(&exact, PRECISION);
	/* The difference of two int64_t fits into a uint64_t. */
	hush_rational_set_u64(&gap, (uint64_t)score - (uint64_t)least, 1);
	mpq_mul(gap.q, gap.q, rate->q);
	mpq_neg(gap.q, gap.q);
	hush_range_exp(&exact, &gap);
	hush_range_set(weight, &exact);
	hush_range_clear(&exact);
	hush_rational_clear(&gap);
}

hush_status hush_exponential_probabilities(const int64_t *scores, uint32_t count, const struct hush_rational *epsilon,
                                           const struct hush_rational *sensitivity, struct hush_range *probability,
                                           hush_error *err)
{
	struct hush_rational rate;
	struct hush_range sum;
	int64_t least;

	if (count == 0 || count > MOST_SCORES) {
		return hush_fail(err, HUSH_E_SPEC, "the number of scores must lie in 1 to %d", MOST_SCORES);
	}
	HUSH_TRY(hush_accept_epsilon(epsilon, err));
	HUSH_TRY(hush_accept_size("the sensitivity", sensitivity, err));
	least = scores[0];
	for (uint32_t i = 1; i < count; i++) {
		least = scores[i] < least ? scores[i] : least;
	}
	hush_rational_init(&rate);
	hush_range_init_precise(&sum, PRECISION);
	mpq_div(rate.q, epsilon->q, sensitivity->q);
	mpq_div_2exp(rate.q, rate.q, 1);
	for (uint32_t i = 0; i < count; i++) {
		weigh(&probability[i], scores[i], least, &rate);
		hush_range_add(&sum, &sum, &probability[i]);
	}
	for (uint32_t i = 0; i < count; i++) {
		hush_range_div(&probability[i], &probability[i], &sum);
		hush_range_clamp_probability(&probability[i]);
	}
	hush_range_clear(&sum);
	hush_rational_clear(&rate);
	return HUSH_OK;
}
