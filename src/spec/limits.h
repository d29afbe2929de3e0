/*
 * limits: the most that one unit may add to one table.
 *
 * This struct is the only carrier of a limit (design rule 2): bound/ enforces what stands in it, and plan/ computes the
 * sensitivity from what stands in it.  There is no second copy to disagree with.
 */
#ifndef HUSH_SPEC_LIMITS_H
#define HUSH_SPEC_LIMITS_H

#include <stdint.h>

struct hush_limits {
	uint32_t cells;    /* L0: most cells of the table that one unit may touch; 1..2^20 */
	uint32_t per_cell; /* Linf: most it may add to each; 1..2^20; 1 for `vehicles` */
	uint64_t total;    /* L1: most it may add in all; cells*per_cell for limited units, k for a declared source */
	char *origin;      /* "policy", "synthetic", "earlier release", "looked at data" */
};

#endif
