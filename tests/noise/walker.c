/* walker: see walker.h. */
#include "walker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bignum.h"

struct walker *walking;

/*
 * A path that is given up leaves the sampler in the middle, so the GMP integers it holds are never cleared.  During a walk
 * GMP therefore takes its memory from an arena that is emptied at every path.
 */
static _Alignas(16) unsigned char arena[1 << 20];
static size_t arena_used;

static void *arena_take(size_t size)
{
	void *memory = arena + arena_used;

	arena_used += (size + 15) & ~(size_t)15;
	if (arena_used > sizeof arena) {
		abort();
	}
	return memory;
}

static void *arena_grow(void *memory, size_t old, size_t size)
{
	return size <= old ? memory : memcpy(arena_take(size), memory, old);
}

static void arena_drop(void *memory, size_t size)
{
	(void)memory;
	(void)size;
}

static const long double ROUNDING = 1e-15L;

enum { GIVEN_UP = 1, RESTARTED };

static uint64_t next_choice(uint64_t choices)
{
	struct walker *w = walking;

	if (w->at == w->length) {
		if (w->length == WALKER_DEPTH) {
			longjmp(w->give_up, GIVEN_UP);
		}
		w->steps[w->length++] = (struct step){0, choices};
	}
	return w->steps[w->at++].choice;
}

static void weigh(long double probability)
{
	walking->weight *= probability;
	if (walking->weight < walking->least) {
		longjmp(walking->give_up, GIVEN_UP);
	}
}

uint64_t walker_even(uint64_t choices)
{
	uint64_t choice;

	if (choices == 1) {
		return 0;
	}
	if (walking->weight / (long double)choices < walking->least) { /* all of them would be given up */
		longjmp(walking->give_up, GIVEN_UP);
	}
	choice = next_choice(choices);
	weigh(1.0L / (long double)choices);
	return choice;
}

bool walker_coin(long double probability)
{
	bool heads;

	if (probability <= 0 || probability >= 1) {
		return probability >= 1;
	}
	heads = next_choice(2) == 0;
	weigh(heads ? probability : 1 - probability);
	return heads;
}

void walker_restart(void)
{
	longjmp(walking->give_up, RESTARTED);
}

/* Drops what the finished path did not reach, and turns its last choice that has an alternative. False at the end. */
static bool next_path(struct walker *w)
{
	w->length = w->at;
	while (w->length > 0) {
		struct step *last = &w->steps[w->length - 1];

		if (++last->choice < last->choices) {
			return true;
		}
		w->length--;
	}
	return false;
}

static void walk_path(int64_t (*sampler)(void *context), void *context)
{
	int64_t x;

	switch (setjmp(walking->give_up)) {
	case GIVEN_UP: walking->leftover += walking->weight; return;
	case RESTARTED: walking->restarts += walking->weight; return;
	default: break;
	}
	x = sampler(context);
	if (x >= -WALKER_RANGE && x <= WALKER_RANGE) {
		walking->mass[x + WALKER_RANGE] += walking->weight;
	} else {
		walking->beyond += walking->weight;
	}
}

void walk(struct walker *w, long double least, int64_t (*sampler)(void *context), void *context)
{
	void *(*take)(size_t);
	void *(*grow)(void *, size_t, size_t);
	void (*drop)(void *, size_t);

	memset(w, 0, sizeof *w);
	w->least = least;
	walking = w;
	mpfr_mp_memory_cleanup();
	mp_get_memory_functions(&take, &grow, &drop);
	mp_set_memory_functions(arena_take, arena_grow, arena_drop);
	do {
		w->at = 0;
		w->weight = 1;
		w->paths++;
		mpfr_mp_memory_cleanup(); /* what MPFR keeps for later lies in the arena too */
		arena_used = 0;
		walk_path(sampler, context);
	} while (next_path(w));
	mpfr_mp_memory_cleanup();
	mp_set_memory_functions(take, grow, drop);
	walking = NULL;
}

bool walker_agrees(const struct walker *w, long double (*law)(int64_t x, void *context), void *context)
{
	long double total = w->beyond + w->leftover + w->restarts;

	for (int64_t x = -WALKER_RANGE; x <= WALKER_RANGE; x++) {
		long double found = w->mass[x + WALKER_RANGE];
		long double wanted = law(x, context) * (1 - w->restarts);

		total += found;
		if (found > wanted + ROUNDING || found + w->leftover + ROUNDING < wanted) {
			return false;
		}
	}
	return fabsl(total - 1) < ROUNDING;
}
