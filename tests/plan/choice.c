/*
 * choice: the weights of the exponential mechanism: how they fall, against certified exponentials; what choices cost; and how
 * far off they are, against every small input.
 */
#include <check.h>
#include <stdlib.h>

#include "plan/choice.h"
#include "plan/parameter.h"
#include "plan/plan.h"

enum { PRECISION = 256, POINTS = 4, MOST = 5 };

static const struct {
	uint64_t numerator;
	uint64_t denominator;
} scales[] = {{1, 1}, {1, 64}, {1024, 1}, {7, 2}, {17, 1024}, {52927, 8192}, {100, 3}, {590, 1}, {1180, 1024}, {591, 1}};

enum { SCALES = sizeof scales / sizeof scales[0] };

static const uint64_t sensitivities[] = {1, 27, 1180, UINT64_C(1) << 40};

enum { SENSITIVITIES = sizeof sensitivities / sizeof sensitivities[0] };

static void set_scale(struct hush_rational *scale, unsigned at)
{
	hush_rational_init(scale);
	hush_rational_set_u64(scale, scales[at].numerator, scales[at].denominator);
}

static void set_weight(mpz_t to, hush_weight weight)
{
	mpz_set_ui(to, (unsigned long)(weight >> 64));
	mpz_mul_2exp(to, to, 64);
	mpz_add_ui(to, to, (unsigned long)(uint64_t)weight);
}

/* e^(1/(2 scale)), from below, less 2^-70 of itself: what two weights of one sensitivity may differ by, with room to spare. */
static void set_limit(mpfr_t limit, const struct hush_rational *scale)
{
	mpq_t half;
	mpfr_t room;

	mpq_init(half);
	mpfr_init2(room, PRECISION);
	mpq_inv(half, scale->q);
	mpq_div_2exp(half, half, 1);
	mpfr_set_q(limit, half, MPFR_RNDD);
	mpfr_exp(limit, limit, MPFR_RNDD);
	mpfr_mul_2si(room, limit, -70, MPFR_RNDU);
	mpfr_sub(limit, limit, room, MPFR_RNDD);
	mpfr_clear(room);
	mpq_clear(half);
}

START_TEST(weights_of_one_sensitivity_keep_the_guarantee)
{
	mpz_t high, low;
	mpfr_t limit, product;

	mpz_inits(high, low, NULL);
	mpfr_inits2(PRECISION, limit, product, (mpfr_ptr)NULL);
	for (unsigned s = 0; s < SCALES; s++) {
		struct hush_rational scale;

		set_scale(&scale, s);
		set_limit(limit, &scale);
		for (unsigned d = 0; d < SENSITIVITIES; d++) {
			struct hush_weights weights;
			ck_assert_int_eq(hush_weights_make(&scale, sensitivities[d], &weights, NULL), HUSH_OK);
			ck_assert(weights.at[0] == (hush_weight)1 << HUSH_WEIGHT_BITS);
			ck_assert_uint_ge(weights.levels, 1);
			ck_assert_uint_le(weights.levels, sensitivities[d]);
			for (uint32_t i = 0; i < weights.count; i++) {
				uint64_t at = i + weights.levels;
				hush_weight after = weights.at[at < weights.count ? at : weights.count - 1];

				ck_assert(i == 0 || weights.at[i] < weights.at[i - 1]);
				ck_assert(after > 0);
				set_weight(high, weights.at[i]);
				set_weight(low, after);
				mpfr_mul_z(product, limit, low, MPFR_RNDD);
				ck_assert_msg(mpfr_cmp_z(product, high) >= 0, "scale %u, sensitivity %u, level %u", s, d, i);
				if (i == 0 && at < weights.count && after >> 32 != 0) {
					/* And hardly less than that: what is paid for is used. */
					mpfr_mul_ui(product, product, 10000, MPFR_RNDD);
					mpfr_div_ui(product, product, 10001, MPFR_RNDD);
					ck_assert_msg(mpfr_cmp_z(product, high) <= 0, "scale %u, sensitivity %u", s, d);
				}
			}
			hush_weights_clear(&weights);
		}
		hush_rational_clear(&scale);
	}
	mpfr_clears(limit, product, (mpfr_ptr)NULL);
	mpz_clears(high, low, NULL);
}
END_TEST

/* Scores that are one sensitivity apart are at most `levels` apart, whatever the rounding. */
START_TEST(levels_move_no_farther_than_scores)
{
	struct hush_rational scale;
	struct hush_weights weights;

	set_scale(&scale, 3);
	for (uint64_t d = 1; d < 600; d += 59) {
		ck_assert_int_eq(hush_weights_make(&scale, d, &weights, NULL), HUSH_OK);
		for (uint64_t score = 0; score < 4 * d; score++) {
			uint64_t level = score * weights.levels / d;
			uint64_t after = (score + d) * weights.levels / d;

			ck_assert_uint_eq(after, level + weights.levels);
			ck_assert(hush_weight_of(&weights, score) == weights.at[level < weights.count ? level : weights.count - 1]);
		}
		ck_assert(hush_weight_of(&weights, UINT64_MAX) == weights.at[weights.count - 1]);
		hush_weights_clear(&weights);
	}
	hush_rational_clear(&scale);
}
END_TEST

START_TEST(what_choices_cost)
{
	struct hush_limits limits = {.cells = 3, .per_cell = 5, .total = 15};
	struct hush_sensitivity sensitivity = hush_sensitivity_of(&limits);
	struct hush_rational scale, expected;
	struct hush_cost cost;

	hush_cost_init(&cost);
	hush_rational_init(&expected);
	set_scale(&scale, 3); /* 7/2 */
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_EXPONENTIAL, &scale, &cost, NULL), HUSH_E_SPEC);
	sensitivity.choices = HUSH_MAX_QUANTILES + 1;
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_EXPONENTIAL, &scale, &cost, NULL), HUSH_E_SPEC);
	sensitivity.choices = 4;
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_EXPONENTIAL, &scale, &cost, NULL), HUSH_OK);
	hush_rational_set_u64(&expected, 24, 7); /* 12 choices of 2/7 */
	ck_assert_int_eq(hush_rational_compare(&cost.epsilon, &expected), 0);
	hush_rational_set_u64(&expected, 12, 98); /* 12 of 4/49/8 */
	ck_assert_int_eq(hush_rational_compare(&cost.rho, &expected), 0);
	ck_assert(hush_rational_is_zero(&cost.delta));
	hush_rational_set_u64(&scale, 1, 65);
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_EXPONENTIAL, &scale, &cost, NULL), HUSH_E_SPEC);
	hush_rational_set_u64(&scale, 1025, 1);
	ck_assert_int_eq(hush_cost_of(&sensitivity, HUSH_EXPONENTIAL, &scale, &cost, NULL), HUSH_E_SPEC);
	hush_rational_clear(&scale);
	hush_rational_clear(&expected);
	hush_cost_clear(&cost);
}
END_TEST

static void next_input(uint32_t *values)
{
	for (unsigned i = 0; i < POINTS && ++values[i] > MOST; i++) {
		values[i] = 0;
	}
}

/* The probability that the score exceeds `worst`, from the definition of the score, in double: the bound is far from 1e-12. */
static double exceeding(const uint32_t *values, const struct hush_quantile *quantile, const struct hush_weights *weights,
                        uint64_t worst)
{
	double all = 0, over = 0;
	int64_t count = 0, below = 0;

	for (unsigned i = 0; i < POINTS; i++) {
		count += values[i];
	}
	for (unsigned i = 0; i < POINTS; i++) {
		int64_t high = quantile->whole * below - quantile->part * count;
		int64_t low = quantile->part * count - quantile->whole * (below + values[i]);
		int64_t score = high > low ? high : low;
		double weight;

		score = score > 0 ? score : 0;
		weight = (double)hush_weight_of(weights, (uint64_t)score);
		all += weight;
		over += (uint64_t)score > worst ? weight : 0;
		below += values[i];
	}
	return over / all;
}

START_TEST(no_input_is_worse_than_is_said)
{
	static const struct hush_quantile quantiles[] = {{1, 2}, {9, 10}, {1, 3}, {499, 500}};
	static const unsigned percents[] = {0, 50, 90, 95, 99};
	struct hush_table table = {.amount = {.low = 0, .high = POINTS - 1, .values = 2}};
	double worst_seen = 0;

	for (unsigned s = 0; s < 4; s++) {
		static const unsigned used[] = {0, 1, 3, 4};

		for (unsigned q = 0; q < sizeof quantiles / sizeof quantiles[0]; q++) {
			struct hush_rational scale, confidence;
			struct hush_weights weights;

			set_scale(&scale, used[s]);
			hush_rational_init(&confidence);
			ck_assert_int_eq(hush_weights_make(&scale, hush_choice_sensitivity(&table, &quantiles[q]), &weights, NULL), HUSH_OK);
			for (unsigned p = 0; p < sizeof percents / sizeof percents[0]; p++) {
				uint32_t values[POINTS] = {0};
				uint64_t score = 0;

				hush_rational_set_u64(&confidence, percents[p], 100);
				ck_assert_int_eq(hush_choice_worst(&table, &weights, &confidence, &score, NULL), HUSH_OK);
				for (unsigned i = 0; i < (MOST + 1) * (MOST + 1) * (MOST + 1) * (MOST + 1); i++) {
					double chance = exceeding(values, &quantiles[q], &weights, score);

					ck_assert_msg(chance <= 1 - percents[p] / 100.0 + 1e-12, "scale %u quantile %u percent %u: %g", s, q, percents[p], chance);
					worst_seen = percents[p] == 90 && chance > worst_seen ? chance : worst_seen;
					next_input(values);
				}
			}
			hush_weights_clear(&weights);
			hush_rational_clear(&confidence);
			hush_rational_clear(&scale);
		}
	}
	ck_assert_msg(worst_seen > 0.01, "the bound is never near: %g", worst_seen);
}
END_TEST

START_TEST(ranks_of_several_quantiles_are_the_worst)
{
	static struct hush_quantile quantiles[] = {{1, 2}, {9, 10}};
	static const unsigned percents[] = {50, 95};
	struct hush_table table = {.amount = {.low = -20, .high = 20, .values = 3}, .quantiles = quantiles, .quantile_count = 1};
	struct hush_rational scale;
	uint64_t median[2], both[2];

	set_scale(&scale, 0);
	ck_assert_int_eq(hush_choice_ranks(&table, &scale, percents, 2, median, NULL), HUSH_OK);
	table.quantile_count = 2;
	ck_assert_int_eq(hush_choice_ranks(&table, &scale, percents, 2, both, NULL), HUSH_OK);
	ck_assert_uint_gt(both[0], median[0]);
	ck_assert_uint_gt(both[1], both[0]);
	/* 2 * 3 * ln(40/0.05 * 0.95) = 39.8 scores of 1 in 2, that is 19.9 values, for the median. */
	ck_assert_uint_eq(median[1], 20);
	hush_rational_clear(&scale);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	struct hush_table table = {.amount = {.low = 0, .high = 9, .values = 1}};
	struct hush_rational scale, confidence;
	struct hush_weights weights;
	uint64_t score;

	set_scale(&scale, 0);
	hush_rational_init(&confidence);
	ck_assert_int_eq(hush_weights_make(&scale, 0, &weights, NULL), HUSH_E_SPEC);
	ck_assert_int_eq(hush_weights_make(&scale, (UINT64_C(1) << 40) + 1, &weights, NULL), HUSH_E_SPEC);
	ck_assert_int_eq(hush_weights_make(&scale, 1, &weights, NULL), HUSH_OK);
	hush_rational_set_u64(&confidence, 1, 1);
	ck_assert_int_eq(hush_choice_worst(&table, &weights, &confidence, &score, NULL), HUSH_E_SPEC);
	hush_rational_parse(&confidence, "0.9999999999999999999999999999");
	ck_assert_int_eq(hush_choice_worst(&table, &weights, &confidence, &score, NULL), HUSH_E_SPEC);
	hush_weights_clear(&weights);
	ck_assert_int_eq(hush_law_half_width(HUSH_EXPONENTIAL, &scale, &confidence, &score, NULL), HUSH_E_SPEC);
	ck_assert_int_eq(hush_law_variance(HUSH_EXPONENTIAL, &scale, &confidence, NULL), HUSH_E_SPEC);
	hush_rational_clear(&confidence);
	hush_rational_clear(&scale);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("choice");
	TCase *tests = tcase_create("choice");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, weights_of_one_sensitivity_keep_the_guarantee);
	tcase_add_test(tests, levels_move_no_farther_than_scores);
	tcase_add_test(tests, what_choices_cost);
	tcase_add_test(tests, no_input_is_worse_than_is_said);
	tcase_add_test(tests, ranks_of_several_quantiles_are_the_worst);
	tcase_add_test(tests, what_cannot_be_is_refused);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
