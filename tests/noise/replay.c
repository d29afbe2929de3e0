/*
 * replay: recorded draws of the reference implementation, on the shipped samplers; and that a recording which does not fit
 * is said not to.
 */
#include <check.h>
#include <stdlib.h>

#include "trace.h"

/*
 * Recordings of discretegauss.py of IBM/discrete-gaussian-differential-privacy at cb190d2a, with its numbers in the order
 * drawn: `sampler_trace` of the reference values.
 */
static const struct {
	const char *sampler;
	const char *parameter;
	long long expected;
	struct hush_trace_draw draws[32];
} traces[] = {
	{"bernoulli_exp", "5/2", 0, {{"1", "0"}, {"2", "0"}, {"3", "1"}, {"1", "0"}, {"2", "1"}}},
	{"bernoulli_exp", "5/2", 0, {{"1", "0"}, {"2", "0"}, {"3", "1"}, {"1", "0"}, {"2", "0"}, {"3", "2"}, {"2", "0"},
	                             {"4", "3"}}},
	{"geometric_exp_fast", "2/7", 1, {{"7", "4"}, {"7", "2"}, {"7", "5"}, {"7", "2"}, {"7", "6"}, {"1", "0"}, {"2", "1"}}},
	{"dlaplace", "7/2", 4, {{"2", "1"}, {"7", "1"}, {"7", "3"}, {"1", "0"}, {"2", "0"}, {"3", "2"}, {"1", "0"}, {"2", "1"}}},
	{"dlaplace", "7/2", 0, {{"2", "1"}, {"7", "4"}, {"7", "2"}, {"7", "2"}, {"7", "1"}, {"7", "1"}, {"1", "0"}, {"2", "1"}}},
	{"dgauss", "20", 9, {{"2", "1"}, {"5", "4"}, {"5", "3"}, {"5", "3"}, {"5", "4"}, {"5", "4"}, {"1", "0"}, {"2", "0"},
	                     {"3", "2"}, {"1", "0"}, {"2", "0"}, {"3", "0"}, {"4", "3"}, {"8", "4"}, {"16", "4"}, {"24", "2"},
	                     {"32", "2"}, {"8", "6"}}},
	{"dgauss", "20", 1, {{"2", "1"}, {"5", "2"}, {"5", "1"}, {"5", "1"}, {"5", "1"}, {"5", "1"}, {"1", "0"}, {"2", "0"},
	                     {"3", "0"}, {"4", "1"}, {"40", "18"}}},
	{"dgauss", "20", -5, {{"2", "0"}, {"5", "0"}, {"1", "0"}, {"1", "0"}, {"2", "0"}, {"3", "0"}, {"4", "0"}, {"5", "1"},
	                      {"1", "0"}, {"2", "0"}, {"3", "0"}, {"4", "2"}, {"40", "29"}}},
	{"dgauss", "1/3", 1, {{"2", "0"}, {"1", "0"}, {"1", "0"}, {"1", "0"}, {"2", "1"}, {"2", "0"}, {"1", "0"}, {"1", "0"},
	                      {"1", "0"}, {"2", "0"}, {"3", "0"}, {"4", "2"}, {"2", "1"}, {"1", "0"}, {"1", "0"}, {"1", "0"},
	                      {"2", "0"}, {"3", "2"}, {"1", "0"}, {"2", "1"}, {"3", "2"}}},
	/* By hand, after the reference's code: its other functions, and the ends of their ranges. */
	{"uniform", "10", 7, {{"10", "7"}}},
	{"uniform", "123456789012345678901234567890", 123456789, {{"123456789012345678901234567890", "123456789"}}},
	{"bernoulli", "2/3", 1, {{"3", "1"}}},
	{"bernoulli", "2/3", 0, {{"3", "2"}}},
	{"bernoulli", "0", 0, {{"1", "0"}}},
	{"bernoulli_exp1", "1/2", 1, {{"2", "1"}}},
	{"bernoulli_exp", "0", 1, {{"1", "0"}}},
	{"bernoulli_exp", "2", 1, {{"1", "0"}, {"2", "0"}, {"3", "2"}, {"1", "0"}, {"2", "0"}, {"3", "2"}}},
	{"geometric_exp_slow", "1/2", 2, {{"2", "1"}, {"2", "1"}, {"2", "0"}, {"4", "3"}}},
	{"dlaplace", "1/2", 0, {{"2", "0"}, {"1", "0"}, {"1", "0"}, {"1", "0"}, {"2", "1"}, {"2", "1"}, {"1", "0"}, {"1", "0"},
	                        {"1", "0"}, {"2", "1"}}},
};

static size_t length_of(const struct hush_trace_draw *draws)
{
	size_t length = 0;

	while (draws[length].modulus) {
		length++;
	}
	return length;
}

static bool replays(const char *sampler, const char *parameter, const struct hush_trace_draw *draws, size_t count,
                    long long *result)
{
	struct hush_rational r;
	bool good;

	hush_rational_init(&r);
	ck_assert(hush_rational_parse(&r, parameter));
	good = hush_trace_replay(sampler, &r, draws, count, result);
	hush_rational_clear(&r);
	return good;
}

START_TEST(a_recording_gives_its_result)
{
	const size_t count = length_of(traces[_i].draws);
	long long result = 99;

	ck_assert(replays(traces[_i].sampler, traces[_i].parameter, traces[_i].draws, count, &result));
	ck_assert_int_eq(result, traces[_i].expected);
}
END_TEST

/* One number too few, one too many, and any modulus changed, and it does not fit. */
START_TEST(a_recording_that_does_not_fit_is_refused)
{
	const size_t count = length_of(traces[_i].draws);
	struct hush_trace_draw draws[33];
	long long result = 99;

	for (size_t i = 0; i < count; i++) {
		draws[i] = traces[_i].draws[i];
	}
	draws[count] = (struct hush_trace_draw){"1000003", "1"};
	ck_assert(!replays(traces[_i].sampler, traces[_i].parameter, draws, count + 1, &result));
	if (draws[count - 1].modulus[0] != '1' || draws[count - 1].modulus[1]) { /* not of modulus 1 */
		ck_assert(!replays(traces[_i].sampler, traces[_i].parameter, draws, count - 1, &result));
	}
	for (size_t i = 0; i < count; i++) {
		struct hush_trace_draw kept = draws[i];

		draws[i] = (struct hush_trace_draw){"1000003", kept.value};
		ck_assert(!replays(traces[_i].sampler, traces[_i].parameter, draws, count, &result));
		draws[i] = (struct hush_trace_draw){kept.modulus, kept.modulus}; /* not below its modulus */
		ck_assert(!replays(traces[_i].sampler, traces[_i].parameter, draws, count, &result));
		draws[i] = kept;
	}
	ck_assert_int_eq(result, 99);
}
END_TEST

START_TEST(what_is_no_recording_is_refused)
{
	static const struct hush_trace_draw one[] = {{"2", "1"}}, letters[] = {{"2x", "1"}}, empty[] = {{"2", ""}};
	static const struct hush_trace_draw sign[] = {{"2", "-1"}};
	long long result = 99;

	ck_assert(!replays("dcauchy", "1", one, 1, &result));
	ck_assert(!replays("dlaplace", "0", one, 1, &result));
	ck_assert(!replays("dgauss", "0", one, 1, &result));
	ck_assert(!replays("dgauss", "1", one, 0, &result));
	ck_assert(!replays("geometric_exp_fast", "0", one, 1, &result));
	ck_assert(!replays("geometric_exp_slow", "0", one, 1, &result));
	ck_assert(!replays("bernoulli", "3/2", one, 1, &result));
	ck_assert(!replays("bernoulli_exp1", "3/2", one, 1, &result));
	ck_assert(!replays("uniform", "1/2", one, 1, &result));
	ck_assert(!replays("bernoulli", "1/2", letters, 1, &result));
	ck_assert(!replays("bernoulli", "1/2", empty, 1, &result));
	ck_assert(!replays("bernoulli", "1/2", sign, 1, &result));
	ck_assert_int_eq(result, 99);
}
END_TEST

int main(void)
{
	const int count = (int)(sizeof traces / sizeof traces[0]);
	Suite *suite = suite_create("replay");
	TCase *tcase = tcase_create("replay");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, a_recording_gives_its_result, 0, count);
	tcase_add_loop_test(tcase, a_recording_that_does_not_fit_is_refused, 0, count);
	tcase_add_test(tcase, what_is_no_recording_is_refused);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
