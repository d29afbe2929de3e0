/*
 * totals: the cells of one table, to which limited counts are added.
 *
 * Sums saturate at a cap, so they do not depend on the order of their terms: min(min(a, cap) + b, cap) = min(a + b, cap).
 */
#ifndef HUSH_BOUND_TOTALS_H
#define HUSH_BOUND_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/checked.h"

struct hush_totals {
	uint64_t *cells;
	uint64_t cap;
	bool shared; /* other threads add to the same cells */
};

static inline void hush_totals_add(const struct hush_totals *totals, uint64_t cell, uint64_t count)
{
	uint64_t *sum = &totals->cells[cell];
	uint64_t seen;

	if (!totals->shared) {
		*sum = hush_add_sat(*sum, count, totals->cap);
		return;
	}
	seen = __atomic_load_n(sum, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(sum, &seen, hush_add_sat(seen, count, totals->cap), true, __ATOMIC_RELAXED,
	                                    __ATOMIC_RELAXED)) {
	}
}

#endif
