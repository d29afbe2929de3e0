/*
 * gaussian_sum: sums of f(x) = e^(-x^2 / 2 sigma^2) over whole numbers, certified at any precision and any sigma.
 *
 * What the law of discrete Gaussian noise is made of: P[X >= m] = S(m)/Z.  sigma^2 must lie in 2^-20 to 2^60; the time is
 * bounded by the precision alone, whatever sigma and m are.
 */
#ifndef HUSH_PLAN_GAUSSIAN_SUM_H
#define HUSH_PLAN_GAUSSIAN_SUM_H

#include "plan/range.h"

/* S(m), the sum over x >= m, for m >= 1. */
void hush_gaussian_sum(const struct hush_rational *sigma_squared, const mpz_t m, struct hush_range *sum);

/* Z, the sum over all x. */
void hush_gaussian_norm(const struct hush_rational *sigma_squared, struct hush_range *norm);

#endif
