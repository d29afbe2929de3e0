/* Closed forms of what mechanisms cost: reference values, enumerated laws, grids of orders, extremes, refusals. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "enclosure.h"
#include "plan/curve.h"

static struct hush_rational a;
static struct hush_rational b;
static struct hush_rational c;
static struct hush_range answer;
static hush_error err;

static void setup(void)
{
	hush_rational_init(&a);
	hush_rational_init(&b);
	hush_rational_init(&c);
	hush_range_init(&answer);
}

static void teardown(void)
{
	hush_range_clear(&answer);
	hush_rational_clear(&c);
	hush_rational_clear(&b);
	hush_rational_clear(&a);
}

enum curve {
	GAUSSIAN_DELTA,
	GAUSSIAN_EPSILON,
	GAUSSIAN_SIGMA,
	LATTICE_DELTA,
	ZCDP_DELTA,
	PURE_RHO,
	LAPLACE_RHO,
	BOUNDED_RHO,
	LATTICE_RHO,
	RENYI
};

static hush_status ask(enum curve curve, const char *first, const char *second, const char *third)
{
	uint64_t shift;

	signed_from(&a, first);
	signed_from(&b, second);
	signed_from(&c, third);
	shift = mpz_get_ui(mpq_numref(b.q));
	switch (curve) {
	case GAUSSIAN_DELTA: return hush_gaussian_delta(&a, &b, &c, &answer, &err);
	case GAUSSIAN_EPSILON: return hush_gaussian_epsilon(&a, &b, &c, &answer, &err);
	case GAUSSIAN_SIGMA: return hush_gaussian_sigma(&a, &b, &c, &answer, &err);
	case LATTICE_DELTA: return hush_discrete_gaussian_delta(&a, shift, &c, &answer, &err);
	case ZCDP_DELTA: return hush_zcdp_delta(&a, &b, &answer, &err);
	case PURE_RHO: return hush_pure_rho(&a, &answer, &err);
	case LAPLACE_RHO: return hush_laplace_rho(&a, &answer, &err);
	case BOUNDED_RHO: return hush_bounded_range_rho(&a, &answer, &err);
	case LATTICE_RHO: return hush_discrete_laplace_rho(&a, shift, &answer, &err);
	case RENYI: return hush_laplace_renyi(&a, &b, &c, &answer, &err);
	}
	return HUSH_E_BUG;
}

static void answered(enum curve curve, const char *first, const char *second, const char *third)
{
	ck_assert_msg(ask(curve, first, second, third) == HUSH_OK, "%s %s %s: %s", first, second, third, err.message);
}

static const struct {
	enum curve curve;
	const char *first, *second, *third, *expected;
	double tolerance;
} references[] = {
	{GAUSSIAN_DELTA, "1", "1", "0", "0.3829249225480262", 1e-15},
	{GAUSSIAN_DELTA, "4", "1", "1", "0.0068295949831145755", 1e-15},
	{GAUSSIAN_DELTA, "400", "4", "0.1", "0.008751768145809594", 1e-15},
	{GAUSSIAN_DELTA, "1444", "1", "1", "3.2896746110920344771e-319", 1e-18},
	{GAUSSIAN_SIGMA, "0.1", "1e-9", "1", "50.20981826301533", 1e-15},
	{GAUSSIAN_SIGMA, "10", "1e-6", "1", "0.541086831818366", 1e-15},
	{GAUSSIAN_SIGMA, "1", "1e-6", "4", "8.44935777865367", 1e-15},
	{GAUSSIAN_EPSILON, "1", "1", "1e-5", "4.3771780956812245", 1e-15},
	{GAUSSIAN_EPSILON, "2500", "1", "1e-6", "0.07096068298543316", 1e-14},
	{GAUSSIAN_EPSILON, "1000000", "1", "0.01", "0", 0},
	{LATTICE_DELTA, "20", "1", "1", "3.042439040928489e-07", 1e-15},
	{LATTICE_DELTA, "20", "1", "0", "0.08920620580763855", 1e-15},
	{LATTICE_DELTA, "4", "3", "2", "0.13931582373050774", 1e-15},
	{LATTICE_DELTA, "0.5", "1", "1", "0.1896585294283971", 1e-15},
	{LATTICE_DELTA, "50", "10", "2", "0.1137931118705147", 1e-15},
	{ZCDP_DELTA, "0.025", "1", "0", "1.3361319064032225e-06", 1e-15},
	{ZCDP_DELTA, "0.5", "0", "0", "0.5588356393474346", 1e-15},
	{ZCDP_DELTA, "1", "10", "0", "1.1714172313952302e-10", 1e-15},
	{ZCDP_DELTA, "0.001", "0.5", "0", "1.3523909615129604e-30", 1e-15},
	{PURE_RHO, "0.1", "0", "0", "0.004995837495787997", 1e-15},
	{PURE_RHO, "4", "0", "0", "3.8561103203032676", 1e-15},
	{LAPLACE_RHO, "0.1", "0", "0", "0.0048374180359595734", 1e-15},
	{LAPLACE_RHO, "1e-20", "0", "0", "4.9999999999999999999833333333333e-41", 1e-30},
	{BOUNDED_RHO, "1", "0", "0", "0.12330156148224454", 1e-15},
	{BOUNDED_RHO, "4", "0", "0", "1.669849633509319", 1e-15},
	{BOUNDED_RHO, "1e-20", "0", "0", "1.25e-41", 1e-30},
	{LATTICE_RHO, "1", "1", "0", "0.46211715726000974", 1e-15},
	{LATTICE_RHO, "3", "3", "0", "0.3794353916198151", 1e-15},
	{RENYI, "1", "1", "2", "0.6191236299985928", 1e-15},
	{RENYI, "1", "1", "16", "0.9559067678503111", 1e-15},
};

START_TEST(reference_values_hold)
{
	for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
		char id[80];

		snprintf(id, sizeof id, "%zu: %s %s %s", i, references[i].first, references[i].second, references[i].third);
		answered(references[i].curve, references[i].first, references[i].second, references[i].third);
		expect_range(id, &answer, references[i].expected, references[i].tolerance, 1e-29);
	}
}
END_TEST

/* Far below the range of doubles: logarithms. */
START_TEST(deltas_far_below_doubles_are_right)
{
	mpfr_t log;

	mpfr_init2(log, 80);
	answered(GAUSSIAN_DELTA, "400", "1", "3");
	ck_assert(hush_range_is_narrow(&answer, 120));
	mpfr_log(log, answer.low, MPFR_RNDN);
	ck_assert(fabs(mpfr_get_d(log, MPFR_RNDN) / -1810.6045047825517 - 1) < 1e-15);
	/* sigma = 2^30: continuous and discrete noise agree to many digits, though neither can be summed. */
	answered(GAUSSIAN_DELTA, "1152921504606846976", "1", "1e-6");
	ck_assert(hush_range_is_narrow(&answer, 120));
	mpfr_log(log, answer.low, MPFR_RNDN);
	ck_assert(fabs(mpfr_get_d(log, MPFR_RNDN) / -576496.423469193237 - 1) < 1e-15);
	answered(LATTICE_DELTA, "1152921504606846976", "1", "1e-6");
	ck_assert(hush_range_is_narrow(&answer, 120));
	mpfr_log(log, answer.low, MPFR_RNDN);
	ck_assert(fabs(mpfr_get_d(log, MPFR_RNDN) / -576496.423469193237 - 1) < 1e-12);
	mpfr_clear(log);
}
END_TEST

/* The integral of (p(x) - e^epsilon p(x + mu))+ by the trapezoid rule, which is exact to many digits for smooth tails. */
START_TEST(gaussian_delta_is_the_hockey_stick)
{
	static const char *const cases[][3] = {{"1", "1", "0.5"}, {"6.25", "4", "0.1"}, {"0.49", "1", "2.385"}, {"2", "1", "-0.7"}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		long double mu;
		long double epsilon;
		long double sum = 0;
		long double start;
		long double h = 1e-4L;

		answered(GAUSSIAN_DELTA, cases[i][0], cases[i][1], cases[i][2]);
		mu = sqrtl((long double)rational_value(&b) / (long double)rational_value(&a));
		epsilon = (long double)rational_value(&c);
		start = epsilon / mu - mu / 2; /* where the integrand rises from 0 */
		for (long n = 0; n < 200000; n++) {
			for (int k = 0; k <= 2; k++) { /* Simpson */
				long double x = start + h * ((long double)n + (long double)k / 2);

				sum += (k == 1 ? 4 : 1) * h / 6 * (expl(-x * x / 2) - expl(epsilon - (x + mu) * (x + mu) / 2));
			}
		}
		sum /= sqrtl(2 * acosl(-1));
		ck_assert_msg(fabsl((long double)middle_of(&answer) - sum) < 1e-14L, "%s: %g is not %Lg", cases[i][2],
		              middle_of(&answer), sum);
	}
}
END_TEST

/* Sum over all x of (P[X = x] - e^epsilon P[X = x + D])+, from the definition. */
static long double lattice_hockey_stick(long double sigma2, long shift, long double epsilon)
{
	long reach = (long)(15 * sqrtl(sigma2)) + 20 + shift;
	long double norm = 0;
	long double sum = 0;

	for (long x = -reach; x <= reach; x++) {
		norm += expl(-(long double)x * (long double)x / (2 * sigma2));
	}
	for (long x = -reach; x <= reach; x++) {
		long double y = (long double)(x + shift);
		long double gap = expl(-(long double)x * (long double)x / (2 * sigma2)) - expl(epsilon - y * y / (2 * sigma2));

		sum += gap > 0 ? gap : 0;
	}
	return sum / norm;
}

START_TEST(lattice_delta_is_the_hockey_stick)
{
	static const char *const sizes[] = {"0.2", "0.77", "1", "3", "12.5", "100"};
	static const char *const shifts[] = {"1", "2", "3", "7"};
	static const char *const epsilons[] = {"0", "0.3", "1", "2.385", "-0.4", "-3"};

	for (size_t s = 0; s < 6; s++) {
		for (size_t d = 0; d < 4; d++) {
			for (size_t e = 0; e < 6; e++) {
				long double plain;

				answered(LATTICE_DELTA, sizes[s], shifts[d], epsilons[e]);
				plain = lattice_hockey_stick(strtold(sizes[s], NULL), strtol(shifts[d], NULL, 10), strtold(epsilons[e], NULL));
				ck_assert_msg(fabsl((long double)middle_of(&answer) - plain) < 1e-15L, "%s %s %s: %.17g is not %.17Lg",
				              sizes[s], shifts[d], epsilons[e], middle_of(&answer), plain);
				ck_assert(hush_range_is_narrow(&answer, 100));
			}
		}
	}
}
END_TEST

/* The order chosen is the best of a fine grid of orders, and the value is the formula as Proposition 12 has it. */
START_TEST(zcdp_delta_is_the_best_order)
{
	static const char *const cases[][2] = {{"0.05", "0.25"}, {"0.5", "0"}, {"0.1", "2.385"}, {"2", "0.5"}, {"0.0007", "0.1"}, {"30", "70"}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		long double least = 1;
		long double rho;
		long double epsilon;

		answered(ZCDP_DELTA, cases[i][0], cases[i][1], "0");
		rho = (long double)rational_value(&a);
		epsilon = (long double)rational_value(&b);
		for (long double log_u = -30; log_u < 12; log_u += 0.0005L) {
			long double u = expl(log_u);
			long double alpha = 1 + u;
			long double delta = expl(u * (alpha * rho - epsilon) + alpha * log1pl(-1 / alpha)) / u;

			least = delta < least ? delta : least;
		}
		ck_assert_msg((long double)middle_of(&answer) <= least * (1 + 1e-13L), "%s %s: %.17g above %.17Lg", cases[i][0],
		              cases[i][1], middle_of(&answer), least);
		ck_assert_msg((long double)middle_of(&answer) >= least * (1 - 1e-5L), "%s %s: %.17g below %.17Lg", cases[i][0],
		              cases[i][1], middle_of(&answer), least);
	}
}
END_TEST

/* Expected losses, from enumerated laws. */
START_TEST(lattice_rho_is_the_expected_loss)
{
	static const char *const scales[] = {"0.3", "1", "2.385", "11"};

	for (size_t s = 0; s < 4; s++) {
		for (long shift = 1; shift < 12; shift += 3) {
			long double scale = strtold(scales[s], NULL);
			long double sum = 0;
			char text[24];

			for (long x = -2000; x <= 2000; x++) {
				long double loss = ((long double)labs(x + shift) - (long double)labs(x)) / scale;

				sum += tanhl(1 / (2 * scale)) * expl(-(long double)labs(x) / scale) * loss;
			}
			snprintf(text, sizeof text, "%ld", shift);
			answered(LATTICE_RHO, scales[s], text, "0");
			ck_assert_msg(fabsl((long double)middle_of(&answer) / sum - 1) < 1e-14L, "%s %ld: %g is not %Lg", scales[s], shift,
			              middle_of(&answer), sum);
		}
	}
	/* Randomised response is the worst epsilon-private mechanism: epsilon (p - (1-p)). */
	answered(PURE_RHO, "2.385", "0", "0");
	ck_assert(fabs(middle_of(&answer) - 2.385 * (2 / (1 + exp(-2.385)) - 1)) < 1e-14);
}
END_TEST

START_TEST(renyi_divergence_rises_from_the_expected_loss_to_the_greatest)
{
	static const char *const orders[] = {"1.0000000000000001", "1.01", "1.5", "2", "7", "64", "1e9", "1e18"};
	double last;

	answered(LAPLACE_RHO, "0.5", "0", "0");
	last = middle_of(&answer) * (1 - 1e-12);
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		answered(RENYI, "2", "1", orders[i]);
		ck_assert_msg(middle_of(&answer) >= last && middle_of(&answer) <= 0.5, "order %s", orders[i]);
		ck_assert(hush_range_is_narrow(&answer, 100));
		last = middle_of(&answer);
	}
	ck_assert(last > 0.5 * (1 - 1e-12));
}
END_TEST

/* What was solved for gives the delta that was asked, from the safe side, and a little less noise does not. */
START_TEST(solutions_are_certified_and_tight)
{
	static const char *const epsilons[] = {"0", "1e-6", "0.1", "1", "7.5", "1000"};
	static const char *const deltas[] = {"1e-300", "1e-20", "1e-6", "0.3", "0.99"};
	struct hush_rational sigma;

	hush_rational_init(&sigma);
	for (size_t e = 0; e < 6; e++) {
		for (size_t d = 0; d < 5; d++) {
			struct hush_range delta;
			struct hush_rational limit;

			hush_range_init(&delta);
			hush_rational_init(&limit);
			answered(GAUSSIAN_SIGMA, epsilons[e], deltas[d], "9");
			ck_assert(hush_range_is_narrow(&answer, 90));
			rational_from(&limit, deltas[d]);
			rational_from(&b, "9");
			rational_from(&c, epsilons[e]);
			for (int side = 0; side < 2; side++) {
				hush_rational_set_mpfr(&sigma, side ? answer.high : answer.low);
				mpq_mul(sigma.q, sigma.q, sigma.q);
				if (mpz_sizeinbase(mpq_numref(sigma.q), 2) > 800) {
					continue; /* sigma^2 above 2^200: epsilon 0 and delta 1e-300 */
				}
				ck_assert_int_eq(hush_gaussian_delta(&sigma, &b, &c, &delta, &err), HUSH_OK);
				ck_assert_msg(side ? mpfr_cmp_q(delta.high, limit.q) <= 0 : mpfr_cmp_q(delta.low, limit.q) > 0,
				              "%s %s side %d", epsilons[e], deltas[d], side);
			}
			hush_rational_clear(&limit);
			hush_range_clear(&delta);
		}
	}
	for (size_t d = 0; d < 5; d++) {
		double last = INFINITY;

		for (int power = -8; power < 12; power += 4) {
			char variance[16];

			snprintf(variance, sizeof variance, "1e%d", power);
			answered(GAUSSIAN_EPSILON, variance, "1", deltas[d]);
			ck_assert_msg(middle_of(&answer) <= last, "%s %s", variance, deltas[d]);
			last = middle_of(&answer);
		}
	}
	hush_rational_clear(&sigma);
}
END_TEST

START_TEST(more_noise_never_costs_more)
{
	double last = 1;
	double last_lattice = 1;
	double last_rho = INFINITY;

	for (int i = 1; i < 60; i++) {
		char size[16];

		snprintf(size, sizeof size, "%d/4", i * i);
		answered(GAUSSIAN_DELTA, size, "2", "0.8");
		ck_assert(middle_of(&answer) < last);
		last = middle_of(&answer);
		answered(LATTICE_DELTA, size, "2", "0.8");
		ck_assert(middle_of(&answer) < last_lattice);
		last_lattice = middle_of(&answer);
		answered(LATTICE_RHO, size, "2", "0");
		ck_assert(middle_of(&answer) < last_rho);
		last_rho = middle_of(&answer);
	}
}
END_TEST

START_TEST(probabilities_of_the_exponential_mechanism)
{
	static const int64_t scores[] = {7, 4, 0, 5, 7, 7};
	static const int64_t shifted[] = {INT64_MAX, INT64_MAX - 3, INT64_MAX - 7, INT64_MAX - 2, INT64_MAX, INT64_MAX};
	static const char *const expected[] = {"0.023086465144068095", "0.10346635850891067", "0.7645187273744116",
	                                       "0.06275551868447343", "0.023086465144068095", "0.023086465144068095"};
	static const int64_t far[] = {INT64_MIN, INT64_MAX};
	struct hush_range probability[6];
	struct hush_range sum;

	hush_range_init(&sum);
	for (unsigned i = 0; i < 6; i++) {
		hush_range_init(&probability[i]);
	}
	rational_from(&a, "1");
	rational_from(&b, "1");
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(hush_exponential_probabilities(round ? shifted : scores, 6, &a, &b, probability, &err), HUSH_OK);
		hush_range_set_u64(&sum, 0);
		for (unsigned i = 0; i < 6; i++) {
			expect_range("exponential", &probability[i], expected[i], 1e-15, 1e-50);
			hush_range_add(&sum, &sum, &probability[i]);
		}
		ck_assert(mpfr_cmp_ui(sum.low, 1) <= 0 && mpfr_cmp_ui(sum.high, 1) >= 0);
	}
	rational_from(&a, "1000");
	ck_assert_int_eq(hush_exponential_probabilities(far, 2, &a, &b, probability, &err), HUSH_OK);
	ck_assert(mpfr_cmp_ui(probability[0].high, 1) == 0 && mpfr_cmp_d(probability[0].low, 0.999) > 0);
	ck_assert(mpfr_sgn(probability[1].high) > 0 && mpfr_cmp_d(probability[1].high, 1e-300) < 0);
	ck_assert_int_eq(hush_exponential_probabilities(far, 0, &a, &b, probability, &err), HUSH_E_SPEC);
	rational_from(&b, "0");
	ck_assert_int_eq(hush_exponential_probabilities(far, 2, &a, &b, probability, &err), HUSH_E_SPEC);
	rational_from(&a, "0");
	ck_assert_int_eq(hush_exponential_probabilities(far, 2, &a, &b, probability, &err), HUSH_E_SPEC);
	for (unsigned i = 0; i < 6; i++) {
		hush_range_clear(&probability[i]);
	}
	hush_range_clear(&sum);
}
END_TEST

START_TEST(what_is_outside_the_ranges_is_refused)
{
	static const struct {
		enum curve curve;
		const char *first, *second, *third, *says;
	} cases[] = {
		{GAUSSIAN_DELTA, "0", "1", "1", "2^-200 to 2^200"},
		{GAUSSIAN_DELTA, "-1", "1", "1", "2^-200 to 2^200"},
		{GAUSSIAN_DELTA, "1e-100", "1", "1", "2^-200 to 2^200"},
		{GAUSSIAN_DELTA, "1", "0", "1", "L2"},
		{GAUSSIAN_DELTA, "1", "1", "131073", "-2^17 to 2^17"},
		{GAUSSIAN_DELTA, "1", "1", "-131073", "-2^17 to 2^17"},
		{GAUSSIAN_EPSILON, "1", "1", "0", "2^-16384"},
		{GAUSSIAN_EPSILON, "1", "1", "1", "1 - 2^-100"},
		{GAUSSIAN_EPSILON, "1", "1", "3", "1 - 2^-100"},
		{GAUSSIAN_EPSILON, "1", "1", "-0.1", "2^-16384"},
		{GAUSSIAN_SIGMA, "-1", "0.1", "1", "2^-100"},
		{GAUSSIAN_SIGMA, "1e-40", "0.1", "1", "2^-100"},
		{GAUSSIAN_SIGMA, "1", "0.1", "0", "L2"},
		{LATTICE_DELTA, "0", "1", "1", "2^-20 to 2^60"},
		{LATTICE_DELTA, "1", "0", "1", "1 to 2^60"},
		{LATTICE_DELTA, "1", "1152921504606846977", "1", "1 to 2^60"},
		{LATTICE_DELTA, "1", "1", "1e6", "2^17"},
		{ZCDP_DELTA, "0", "1", "0", "2^-1000 to 2^17"},
		{ZCDP_DELTA, "1e6", "1", "0", "2^-1000 to 2^17"},
		{ZCDP_DELTA, "1", "-1", "0", "epsilon must be 0 or"},
		{PURE_RHO, "0", "0", "0", "2^-100 to 2^17"},
		{LAPLACE_RHO, "-1", "0", "0", "2^-100 to 2^17"},
		{BOUNDED_RHO, "1e18", "0", "0", "2^-100 to 2^17"},
		{LATTICE_RHO, "0", "1", "0", "2^-20 to 2^40"},
		{LATTICE_RHO, "1", "0", "0", "1 to 2^60"},
		{RENYI, "1", "1", "1", "1 + 2^-100"},
		{RENYI, "1", "1", "0.5", "1 + 2^-100"},
		{RENYI, "0", "1", "2", "scale"},
		{RENYI, "1", "0", "2", "shift"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		hush_range_set_u64(&answer, 7);
		ck_assert_msg(ask(cases[i].curve, cases[i].first, cases[i].second, cases[i].third) == HUSH_E_SPEC, "case %zu", i);
		ck_assert_msg(strstr(err.message, cases[i].says) != NULL, "case %zu: %s", i, err.message);
		ck_assert_msg(mpfr_cmp_ui(answer.low, 7) == 0 && mpfr_cmp_ui(answer.high, 7) == 0, "case %zu", i);
	}
	/* Numbers that are within the ranges but explode. */
	rational_from(&a, "1");
	mpq_set_ui(b.q, 1, 1);
	mpz_ui_pow_ui(mpq_denref(b.q), 3, 50000);
	mpz_sub_ui(mpq_numref(b.q), mpq_denref(b.q), 1);
	ck_assert_int_eq(hush_gaussian_delta(&a, &b, &a, &answer, &err), HUSH_E_SPEC);
	ck_assert_ptr_nonnull(strstr(err.message, "too many digits"));
	ck_assert_int_eq(hush_gaussian_delta(&a, &b, &a, &answer, NULL), HUSH_E_SPEC);
}
END_TEST

/* Corners of what is accepted: answered in time, in order, and within [0, 1]. */
START_TEST(corners_are_answered_at_once)
{
	static const char *const sizes[] = {"1/1606938044258990275541962092341162602522202993782792835301376", "1e-20", "1", "1e18",
	                                    "1606938044258990275541962092341162602522202993782792835301376/1"};
	static const char *const epsilons[] = {"0", "1e-30", "1", "1000", "131072"};
	double start = seconds_now();

	for (size_t s = 0; s < 5; s++) {
		for (size_t e = 0; e < 5; e++) {
			answered(GAUSSIAN_DELTA, sizes[s], sizes[4 - s], epsilons[e]);
			ck_assert(mpfr_sgn(answer.low) >= 0 && mpfr_lessequal_p(answer.low, answer.high) && mpfr_cmp_ui(answer.high, 1) <= 0);
			answered(GAUSSIAN_DELTA, sizes[s], "1", epsilons[e]);
			ck_assert(mpfr_sgn(answer.low) >= 0 && mpfr_lessequal_p(answer.low, answer.high) && mpfr_cmp_ui(answer.high, 1) <= 0);
		}
		answered(GAUSSIAN_EPSILON, sizes[s], "1", "1e-300");
		ck_assert(mpfr_sgn(answer.low) >= 0 && mpfr_lessequal_p(answer.low, answer.high));
	}
	for (size_t e = 0; e < 5; e++) {
		answered(LATTICE_DELTA, "1/1048576", "1152921504606846976", epsilons[e]);
		ck_assert(mpfr_lessequal_p(answer.low, answer.high) && mpfr_cmp_ui(answer.high, 1) <= 0);
		answered(LATTICE_DELTA, "1152921504606846976", "1", epsilons[e]);
		ck_assert(mpfr_lessequal_p(answer.low, answer.high) && mpfr_sgn(answer.high) > 0);
		answered(ZCDP_DELTA, "1e-300", epsilons[e], "0");
		ck_assert(mpfr_lessequal_p(answer.low, answer.high) && mpfr_sgn(answer.high) > 0);
		answered(ZCDP_DELTA, "131072", epsilons[e], "0");
		ck_assert(mpfr_lessequal_p(answer.low, answer.high) && mpfr_cmp_ui(answer.high, 1) <= 0);
	}
	ck_assert_msg(seconds_now() - start < 20, "%g seconds", seconds_now() - start);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("curve");
	TCase *tests = tcase_create("curve");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, reference_values_hold);
	tcase_add_test(tests, deltas_far_below_doubles_are_right);
	tcase_add_test(tests, gaussian_delta_is_the_hockey_stick);
	tcase_add_test(tests, lattice_delta_is_the_hockey_stick);
	tcase_add_test(tests, zcdp_delta_is_the_best_order);
	tcase_add_test(tests, lattice_rho_is_the_expected_loss);
	tcase_add_test(tests, renyi_divergence_rises_from_the_expected_loss_to_the_greatest);
	tcase_add_test(tests, solutions_are_certified_and_tight);
	tcase_add_test(tests, more_noise_never_costs_more);
	tcase_add_test(tests, probabilities_of_the_exponential_mechanism);
	tcase_add_test(tests, what_is_outside_the_ranges_is_refused);
	tcase_add_test(tests, corners_are_answered_at_once);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
