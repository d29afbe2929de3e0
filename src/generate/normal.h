/*
 * normal: the normal law, for made-up amounts that are lognormal. Used where things are set up, not for every row.
 */
#ifndef HUSH_GENERATE_NORMAL_H
#define HUSH_GENERATE_NORMAL_H

#include <math.h>
#include <stdint.h>

/* The chance of a value below z. */
static inline double hush_normal_below(double z)
{
	return 0.5 * erfc(-z / sqrt(2.0));
}

/* The z with this chance below it, by halving: 0 < chance < 1. */
static inline double hush_normal_quantile(double chance)
{
	double low = -9;
	double high = 9;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (hush_normal_below(middle) < chance) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return (low + high) / 2;
}

/* A normal value from a uniform 64-bit number. */
static inline double hush_normal_of(uint64_t random)
{
	return hush_normal_quantile(((double)(random >> 12) + 0.5) / 4503599627370496.0);
}

#endif
