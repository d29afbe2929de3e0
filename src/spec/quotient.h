/*
 * quotient: a table that is computed from published noisy tables: a ratio of two, or the share that a part has in a whole.
 *
 * Nothing is measured for it and nothing is charged: everything here says which published numbers are divided by which,
 * and when the answer is too noisy to be given.  The rule looks at noisy values only.
 */
#ifndef HUSH_SPEC_QUOTIENT_H
#define HUSH_SPEC_QUOTIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"

struct hush_filter;

enum hush_quotient_kind {
	HUSH_QUOTIENT_RATIO, /* a table over another one, or over an exact table */
	HUSH_QUOTIENT_SHARE, /* a part over part and rest */
	HUSH_QUOTIENT_MEAN   /* the sum of values around the middle of their clamp, over how many there are */
};

struct hush_quotient {
	char *name;
	char *title; /* defaults to the name */
	char *description; /* for readers; NULL when not given */
	enum hush_quotient_kind kind;
	uint32_t above;        /* index of the table of the numerator, or of the part */
	uint32_t below;        /* RATIO: the table of the denominator; SHARE: of the rest; HUSH_NONE otherwise */
	uint32_t exact;        /* RATIO: the exact table of the denominator; HUSH_NONE otherwise */
	uint32_t exact_column; /* of it */
	/* SHARE within one table: which cells of `above` are the part. Empty where the part is a table of its own. */
	struct hush_filter *part;
	uint32_t part_count;
	uint32_t *by; /* dimensions, each one of every table used; what they have more is summed over */
	uint32_t by_count;
	uint64_t cells;
	struct hush_rational per;   /* RATIO: what is given is the numerator per so many of the denominator; else 1 */
	struct hush_rational scale; /* what H/R is multiplied with: `per`, and the grid of a sum; MEAN: half a step of the grid */
	struct hush_rational low; /* MEAN: the clamp; the mean lies in it */
	struct hush_rational high;
	/*
	 * The rule: a cell is published when its noisy denominator is at least this many standard deviations of the noise in
	 * it (an exact denominator: when it is above 0), and said to be too noisy otherwise.
	 */
	struct hush_rational least;
	struct hush_rational expected; /* a public guess of numerator over denominator, for dividing the budget; 0: none */
};

#endif
