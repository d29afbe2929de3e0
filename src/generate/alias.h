/*
 * alias: draws by weight in constant time (Vose's alias method). For made-up data only.
 */
#ifndef HUSH_GENERATE_ALIAS_H
#define HUSH_GENERATE_ALIAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Place i is taken when a 32-bit number lies below keep[i], else other[i]. */
struct hush_alias {
	uint32_t count;
	uint64_t *keep;
	uint32_t *other;
};

/* The weights are not negative, and their sum is above 0. HUSH_E_MEMORY. */
hush_status hush_alias_make(const double *weights, uint32_t count, struct hush_alias *alias, hush_error *err);
void hush_alias_release(struct hush_alias *alias);

/* 0..count-1 from a uniform 64-bit number. */
static inline uint32_t hush_alias_pick(const struct hush_alias *alias, uint64_t random)
{
	uint32_t place = (uint32_t)(((random >> 32) * alias->count) >> 32);

	return (random & UINT32_MAX) < alias->keep[place] ? place : alias->other[place];
}

#endif
