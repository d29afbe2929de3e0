/*
 * trace: replays recorded draws of the reference implementation on the shipped samplers.
 *
 * A recording is the list of uniform numbers that discretegauss.py (IBM/discrete-gaussian-differential-privacy) drew, each
 * with its modulus, in order.  The shipped sources of the samplers are compiled anew into the library `trace_replay`, under
 * names of their own (trace_names.h), with the two primitives below them, uniform numbers and rational coins, answered from the
 * recording.  What is replayed is therefore the shipped code from exponential coins up.  How the two orders are
 * matched is written in trace.c.
 */
#ifndef HUSH_TESTS_TRACE_H
#define HUSH_TESTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bignum.h"

/* One recorded number: decimal text, of any size. */
struct hush_trace_draw {
	const char *modulus;
	const char *value;
};

/*
 * `sampler` and its parameter, which are the names of the reference's functions without "sample_":
 *
 *     uniform              m, a whole number     (m is drawn below)
 *     bernoulli            p in [0, 1]
 *     bernoulli_exp1       x in [0, 1]
 *     bernoulli_exp        x >= 0
 *     geometric_exp_slow   x > 0
 *     geometric_exp_fast   x > 0
 *     dlaplace             the scale, within the range of laplace.h
 *     dgauss               sigma^2, within the range of gaussian.h
 *
 * True when the recording leads the shipped sampler to a result and is used up by it; *result is then what it returned (a
 * coin is 1 or 0).  False, with *result untouched, when the sampler is unknown, the parameter is refused, a draw is
 * malformed (a value that is not below its modulus), or the sampler asks for another number than the next one recorded.
 */
bool hush_trace_replay(const char *sampler, const struct hush_rational *parameter, const struct hush_trace_draw *draws,
                       size_t count, long long *result);

#endif
