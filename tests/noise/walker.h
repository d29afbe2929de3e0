/*
 * walker: walks every path of a sampler's random choices and adds up what comes out.
 *
 * The sampler under test is run again and again; each time it asks for a random choice, the walker answers so that all
 * paths are taken in turn, and keeps the probability of the path.  A path whose probability falls below `least` is given
 * up and counted as `leftover`.  In the end, for every outcome, the mass found is a certain lower bound of its
 * probability, and mass + leftover a certain upper bound.
 *
 * Probabilities are long doubles: sums of powers of two are exact, others are good to about 1e-17.
 */
#ifndef HUSH_TESTS_WALKER_H
#define HUSH_TESTS_WALKER_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

enum { WALKER_DEPTH = 4096, WALKER_RANGE = 8192 };

struct walker {
	long double least;
	long double mass[2 * WALKER_RANGE + 1]; /* of outcomes -WALKER_RANGE..WALKER_RANGE */
	long double beyond;                     /* mass of outcomes out of that range */
	long double leftover;
	long double restarts; /* of paths ended by walker_restart */
	uint64_t paths;

	/* the path under way */
	jmp_buf give_up;
	struct step {
		uint64_t choice;
		uint64_t choices;
	} steps[WALKER_DEPTH];
	unsigned length;
	unsigned at;
	long double weight;
};

/* The walker that the fakes of bits.h and bernoulli.h speak to. */
extern struct walker *walking;

/* One of `choices` equally likely numbers 0..choices-1. */
uint64_t walker_even(uint64_t choices);
/* True with this probability; false at once, or true at once, when it is 0 or 1. */
bool walker_coin(long double probability);

/*
 * Ends the path: the sampler starts over from nothing, so that what follows has the law of what has been.  Where this is
 * called the verdict is about the law of a first try that succeeds, which is the law of the sampler.
 */
_Noreturn void walker_restart(void);

/* Runs `sampler` over all paths of at least the probability `least`. */
void walk(struct walker *walker, long double least, int64_t (*sampler)(void *context), void *context);

/*
 * The verdict: for all outcomes within the range, mass <= law * (1 - restarts) <= mass + leftover, up to rounding; and
 * all masses add up to 1.
 */
bool walker_agrees(const struct walker *walker, long double (*law)(int64_t x, void *context), void *context);

#endif
