/*
 * choose: the choice of a quantile: its score against counting by hand; how far one unit moves it, over all small inputs; and
 * its law, exactly, at every boundary of the uniform number.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "noise/choose.h"
#include "plan/plan.h"

enum { POINTS = 3, MOST = 4, INPUTS = (MOST + 1) * (MOST + 1) * (MOST + 1), VALUES = 2, LIMB_BITS = 64 };

static const struct hush_quantile quantiles[] = {{1, 2}, {1, 4}, {9, 10}, {2, 3}};

enum { QUANTILES = sizeof quantiles / sizeof quantiles[0] };

static void input_of(unsigned index, uint64_t values[POINTS])
{
	for (unsigned i = 0; i < POINTS; i++) {
		values[i] = index % (MOST + 1);
		index /= MOST + 1;
	}
}

static uint64_t sum_of(const uint64_t *values, unsigned count)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < count; i++) {
		sum += values[i];
	}
	return sum;
}

static uint64_t score_at(const uint64_t values[POINTS], unsigned point, const struct hush_quantile *quantile)
{
	return hush_choose_score(quantile, sum_of(values, point), values[point], sum_of(values, POINTS));
}

/* By hand: how many values, in parts of `whole`, would have to change sides for the point to be the quantile. */
static uint64_t score_by_hand(const uint64_t values[POINTS], unsigned point, const struct hush_quantile *quantile)
{
	double all = (double)sum_of(values, POINTS);
	double wanted = all * quantile->part / quantile->whole;
	double below = (double)sum_of(values, point);
	double up_to = (double)sum_of(values, point + 1);
	double off = below > wanted ? below - wanted : up_to < wanted ? wanted - up_to : 0;

	return (uint64_t)lround(off * quantile->whole);
}

START_TEST(scores_are_distances_in_rank)
{
	uint64_t values[POINTS];

	for (unsigned input = 0; input < INPUTS; input++) {
		input_of(input, values);
		for (unsigned q = 0; q < QUANTILES; q++) {
			bool reached = false;

			for (unsigned point = 0; point < POINTS; point++) {
				uint64_t score = score_at(values, point, &quantiles[q]);

				ck_assert_uint_eq(score, score_by_hand(values, point, &quantiles[q]));
				reached = reached || score == 0;
			}
			ck_assert_msg(reached, "input %u, quantile %u: no point is the quantile", input, q);
		}
	}
	/* As large as they come. */
	ck_assert_uint_eq(hush_choose_score(&(struct hush_quantile){999, 1000}, 0, 0, UINT64_C(1) << 50), 999 * (UINT64_C(1) << 50));
	ck_assert_uint_eq(hush_choose_score(&(struct hush_quantile){1, 1000}, UINT64_C(1) << 50, 0, UINT64_C(1) << 50),
	                  999 * (UINT64_C(1) << 50));
}
END_TEST

/* Every input, and every way in which a unit with up to VALUES values can be added to it. */
START_TEST(one_unit_moves_scores_by_the_sensitivity_and_no_farther)
{
	const struct hush_table table = {.amount = {.low = 0, .high = POINTS - 1, .values = VALUES}};

	for (unsigned q = 0; q < QUANTILES; q++) {
		uint64_t allowed = hush_choice_sensitivity(&table, &quantiles[q]);
		uint64_t most = 0;

		for (unsigned input = 0; input < INPUTS; input++) {
			for (unsigned more = 0; more < INPUTS; more++) {
				uint64_t before[POINTS];
				uint64_t added[POINTS];
				uint64_t after[POINTS];

				input_of(input, before);
				input_of(more, added);
				if (sum_of(added, POINTS) > VALUES) {
					continue;
				}
				for (unsigned i = 0; i < POINTS; i++) {
					after[i] = before[i] + added[i];
				}
				for (unsigned point = 0; point < POINTS; point++) {
					uint64_t x = score_at(before, point, &quantiles[q]);
					uint64_t y = score_at(after, point, &quantiles[q]);
					uint64_t moved = x > y ? x - y : y - x;

					ck_assert_uint_le(moved, allowed);
					most = moved > most ? moved : most;
				}
			}
		}
		ck_assert_uint_eq(most, allowed);
	}
}
END_TEST

static void make_weights(unsigned numerator, unsigned denominator, const struct hush_quantile *quantile, struct hush_weights *weights)
{
	const struct hush_table table = {.amount = {.low = 0, .high = POINTS - 1, .values = VALUES}};
	struct hush_rational scale;

	hush_rational_init(&scale);
	hush_rational_set_u64(&scale, numerator, denominator);
	ck_assert_int_eq(hush_weights_make(&scale, hush_choice_sensitivity(&table, quantile), weights, NULL), HUSH_OK);
	hush_rational_clear(&scale);
}

static void set_weight(mpz_t to, hush_weight weight)
{
	mpz_set_ui(to, (unsigned long)(weight >> LIMB_BITS));
	mpz_mul_2exp(to, to, LIMB_BITS);
	mpz_add_ui(to, to, (unsigned long)(uint64_t)weight);
}

static uint32_t choose_at(const mpz_t number, const uint64_t *values, const struct hush_quantile *quantile,
                          const struct hush_weights *weights)
{
	struct hush_uniform uniform = {{0}};

	mpz_export(uniform.limbs, NULL, -1, sizeof uniform.limbs[0], 0, 0, number);
	return hush_choose(values, POINTS, quantile, weights, &uniform);
}

/*
 * first[c] is the least number that chooses point c or a higher one, found by the shipped function alone (it rises with the
 * number); first[POINTS] = 2^256. So first[c + 1] - first[c] numbers choose c: the law itself.
 */
static void find_law(const uint64_t *values, const struct hush_quantile *quantile, const struct hush_weights *weights,
                     mpz_t first[POINTS + 1])
{
	mpz_t low, high, middle;

	mpz_inits(low, high, middle, NULL);
	mpz_set_ui(first[0], 0);
	for (unsigned c = 1; c <= POINTS; c++) {
		mpz_set(low, first[c - 1]);
		mpz_set_ui(high, 1);
		mpz_mul_2exp(high, high, HUSH_CHOOSE_LIMBS * LIMB_BITS);
		while (mpz_cmp(low, high) < 0) {
			mpz_add(middle, low, high);
			mpz_fdiv_q_2exp(middle, middle, 1);
			if (choose_at(middle, values, quantile, weights) >= c) {
				mpz_set(high, middle);
			} else {
				mpz_add_ui(low, middle, 1);
			}
		}
		mpz_set(first[c], low);
	}
	mpz_clears(low, high, middle, NULL);
}

/* |numbers of c - 2^256 w_c/W| < 1, and all numbers choose some point. */
static void check_law(const uint64_t *values, const struct hush_quantile *quantile, const struct hush_weights *weights)
{
	mpz_t first[POINTS + 1], weight, all, count, difference;
	unsigned bits = HUSH_CHOOSE_LIMBS * LIMB_BITS;

	mpz_inits(weight, all, count, difference, NULL);
	for (unsigned c = 0; c <= POINTS; c++) {
		mpz_init(first[c]);
	}
	find_law(values, quantile, weights, first);
	for (unsigned c = 0; c < POINTS; c++) {
		set_weight(weight, hush_weight_of(weights, score_by_hand(values, c, quantile)));
		mpz_add(all, all, weight);
	}
	for (unsigned c = 0; c < POINTS; c++) {
		mpz_sub(count, first[c + 1], first[c]);
		mpz_mul(count, count, all);
		set_weight(weight, hush_weight_of(weights, score_by_hand(values, c, quantile)));
		mpz_mul_2exp(weight, weight, bits);
		mpz_sub(difference, count, weight);
		ck_assert(mpz_cmpabs(difference, all) < 0);
	}
	ck_assert_uint_eq(mpz_scan1(first[POINTS], 0), bits);
	for (unsigned c = 0; c <= POINTS; c++) {
		mpz_clear(first[c]);
	}
	mpz_clears(weight, all, count, difference, NULL);
}

START_TEST(the_law_is_that_of_the_weights)
{
	static const unsigned scales[][2] = {{1, 1}, {1, 8}, {20, 1}};

	for (unsigned s = 0; s < sizeof scales / sizeof scales[0]; s++) {
		for (unsigned q = 0; q < QUANTILES; q++) {
			struct hush_weights weights;

			make_weights(scales[s][0], scales[s][1], &quantiles[q], &weights);
			for (unsigned input = 0; input < INPUTS; input += 3) {
				uint64_t values[POINTS];

				input_of(input, values);
				check_law(values, &quantiles[q], &weights);
			}
			hush_weights_clear(&weights);
		}
	}
}
END_TEST

/* ln(numbers that choose c now / before): the loss, in long double, of the law as it is drawn. */
static void losses(const uint64_t *before, const uint64_t *after, const struct hush_quantile *quantile,
                   const struct hush_weights *weights, double loss[POINTS])
{
	mpz_t first[POINTS + 1], other[POINTS + 1], count;

	mpz_init(count);
	for (unsigned c = 0; c <= POINTS; c++) {
		mpz_inits(first[c], other[c], NULL);
	}
	find_law(before, quantile, weights, first);
	find_law(after, quantile, weights, other);
	for (unsigned c = 0; c < POINTS; c++) {
		long power, other_power;
		double part, other_part;

		mpz_sub(count, first[c + 1], first[c]);
		part = mpz_get_d_2exp(&power, count);
		mpz_sub(count, other[c + 1], other[c]);
		other_part = mpz_get_d_2exp(&other_power, count);
		loss[c] = log(other_part / part) + (double)(other_power - power) * log(2);
	}
	for (unsigned c = 0; c <= POINTS; c++) {
		mpz_clears(first[c], other[c], NULL);
	}
	mpz_clear(count);
}

/*
 * epsilon, the range, and rho at several orders, of what is drawn from neighbouring inputs.  `closest` is how near to 1/scale
 * the range comes: it is what choices are charged by.
 */
START_TEST(what_is_drawn_keeps_what_is_charged)
{
	static const double orders[] = {1.001, 1.5, 2, 5, 32};
	const double scale = 2;
	double closest = 0;

	for (unsigned q = 0; q < QUANTILES; q++) {
		struct hush_weights weights;

		make_weights(2, 1, &quantiles[q], &weights);
		for (unsigned input = 0; input < INPUTS; input += 2) {
			for (unsigned end = 0; end < POINTS; end++) {
				uint64_t before[POINTS], after[POINTS];
				double loss[POINTS], chance[POINTS];
				double least = INFINITY, most = -INFINITY, all = 0;

				input_of(input, before);
				memcpy(after, before, sizeof after);
				after[end] += VALUES;
				losses(before, after, &quantiles[q], &weights, loss);
				for (unsigned c = 0; c < POINTS; c++) {
					least = loss[c] < least ? loss[c] : least;
					most = loss[c] > most ? loss[c] : most;
					chance[c] = (double)hush_weight_of(&weights, score_at(before, c, &quantiles[q]));
					all += chance[c];
				}
				ck_assert(most <= 1 / scale && -least <= 1 / scale && most - least <= 1 / scale + 1e-12);
				closest = most - least > closest ? most - least : closest;
				for (unsigned o = 0; o < sizeof orders / sizeof orders[0]; o++) {
					double sum = 0;

					for (unsigned c = 0; c < POINTS; c++) {
						sum += chance[c] / all * exp(orders[o] * loss[c]);
					}
					ck_assert(log(sum) / (orders[o] - 1) <= orders[o] / (8 * scale * scale) + 1e-9);
				}
			}
		}
		hush_weights_clear(&weights);
	}
	ck_assert_msg(closest > 0.99 / scale, "the range of the loss comes to %g of %g only", closest, 1 / scale);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("choose");
	TCase *tests = tcase_create("choose");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, scores_are_distances_in_rank);
	tcase_add_test(tests, one_unit_moves_scores_by_the_sensitivity_and_no_farther);
	tcase_add_test(tests, the_law_is_that_of_the_weights);
	tcase_add_test(tests, what_is_drawn_keeps_what_is_charged);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
