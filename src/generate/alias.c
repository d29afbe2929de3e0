/* alias: see alias.h. */
#include "generate/alias.h"

#include "base/memory.h"

#define WHOLE (UINT64_C(1) << 32)

/* Pairs every light place with a heavy one that fills it up. `pending`: light ones from the front, heavy from the back.
 */
static void pair(double *weight, uint32_t *pending, struct hush_alias *alias)
{
	uint32_t count = alias->count;
	uint32_t light = 0;
	uint32_t heavy = count;

	for (uint32_t i = 0; i < count; i++) {
		pending[weight[i] < 1.0 ? light++ : --heavy] = i;
	}
	while (light > 0 && heavy < count) {
		uint32_t small = pending[--light];
		uint32_t large = pending[heavy++];

		alias->keep[small] = (uint64_t)(weight[small] * (double)WHOLE);
		alias->other[small] = large;
		weight[large] -= 1.0 - weight[small];
		pending[weight[large] < 1.0 ? light++ : --heavy] = large;
	}
	/* What is left is full but for rounding. */
	while (light > 0) {
		alias->keep[pending[--light]] = WHOLE;
	}
	while (heavy < count) {
		alias->keep[pending[heavy++]] = WHOLE;
	}
}

hush_status hush_alias_make(const double *weights, uint32_t count, struct hush_alias *alias, hush_error *err)
{
	struct hush_alias made = {
		.count = count, .keep = hush_calloc(count, sizeof *made.keep), .other = hush_calloc(count, sizeof *made.other)};
	double *weight = hush_calloc(count, sizeof *weight);
	uint32_t *pending = hush_calloc(count, sizeof *pending);
	double sum = 0;
	bool room = made.keep && made.other && weight && pending;

	for (uint32_t i = 0; room && i < count; i++) {
		sum += weights[i];
	}
	for (uint32_t i = 0; room && i < count; i++) {
		weight[i] = weights[i] * count / sum;
	}
	if (room) {
		pair(weight, pending, &made);
		*alias = made;
	} else {
		hush_alias_release(&made);
	}
	hush_free(weight);
	hush_free(pending);
	return room ? HUSH_OK : hush_fail_memory(err);
}

void hush_alias_release(struct hush_alias *alias)
{
	hush_free(alias->keep);
	hush_free(alias->other);
	*alias = (struct hush_alias){0};
}
