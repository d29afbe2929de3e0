/*
 * choice: the exponential mechanism in whole numbers: one of several candidates, each by a weight that falls with its score.
 *
 * For scores of a given sensitivity and a scale s, one choice is 1/s-DP, of bounded range 1/s, and 1/(8 s^2)-zCDP.  The
 * weights are whole numbers, so that this holds for what is drawn and not only for an ideal; choice.proof.md has the argument.
 * Who chooses, and between what, stands in noise/choose.h.
 */
#ifndef HUSH_PLAN_CHOICE_H
#define HUSH_PLAN_CHOICE_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"
#include "spec/spec.h"

enum { HUSH_WEIGHT_BITS = 96 };

typedef unsigned __int128 hush_weight;

struct hush_weights {
	hush_weight *at;      /* [level], falling from 2^HUSH_WEIGHT_BITS; the last one is that of all higher levels, and above 0 */
	uint32_t count;
	uint64_t sensitivity; /* of the score */
	uint64_t levels;      /* that lie in one sensitivity */
};

/*
 * HUSH_E_SPEC when the scale is outside its range (plan/parameter.h), or the sensitivity is 0 or above 2^40; HUSH_E_MEMORY. On
 * success the caller clears.
 */
hush_status hush_weights_make(const struct hush_rational *scale, uint64_t sensitivity, struct hush_weights *weights,
                              hush_error *err);
void hush_weights_clear(struct hush_weights *weights);

/* The weight of a score; scores are below 2^64. */
hush_weight hush_weight_of(const struct hush_weights *weights, uint64_t score);

/* How far one unit moves the score of a point for this quantile of the table: noise/choose.h defines it. */
uint64_t hush_choice_sensitivity(const struct hush_table *table, const struct hush_quantile *quantile);

/*
 * The most that the score of what is chosen among the table's points is, but for a probability of at most 1 - confidence,
 * whatever the values are: some point has a score of 0.  HUSH_E_SPEC when the confidence is below 0 or too close to 1.
 */
hush_status hush_choice_worst(const struct hush_table *table, const struct hush_weights *weights,
                              const struct hush_rational *confidence, uint64_t *score, hush_error *err);

/*
 * How many values the rank of what is chosen is off at most, for the worst of the table's quantiles and each of `count`
 * confidences in percent; rounded up.
 */
hush_status hush_choice_ranks(const struct hush_table *table, const struct hush_rational *scale, const unsigned *percents,
                              uint32_t count, uint64_t *ranks, hush_error *err);

#endif
