/*
 * accept: which numbers the closed forms of curve.h, threshold.h and partition.h take.
 *
 * The ranges are wide, but they end: within them every answer takes bounded work, and its exponents stay far inside those
 * of MPFR.  A refusal (HUSH_E_SPEC) names the number and the range that is accepted.
 */
#ifndef HUSH_PLAN_ACCEPT_H
#define HUSH_PLAN_ACCEPT_H

#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"

/* 2^-100 to 2^17; and the same with 0, and with either sign. */
hush_status hush_accept_epsilon(const struct hush_rational *epsilon, hush_error *err);
hush_status hush_accept_epsilon_or_zero(const struct hush_rational *epsilon, hush_error *err);
hush_status hush_accept_epsilon_signed(const struct hush_rational *epsilon, hush_error *err);

/* 2^-16384 to 1 - 2^-100 */
hush_status hush_accept_delta(const struct hush_rational *delta, hush_error *err);

/* 2^-1000 to 2^17 */
hush_status hush_accept_rho(const struct hush_rational *rho, hush_error *err);

/* Orders of Renyi divergences: 1 + 2^-100 to 2^100. */
hush_status hush_accept_order(const struct hush_rational *order, hush_error *err);

/* Sizes of continuous noise and of shifts, called `what`: 2^-200 to 2^200. */
hush_status hush_accept_size(const char *what, const struct hush_rational *size, hush_error *err);

/* Places on the line, called `what`: -2^200 to 2^200. */
hush_status hush_accept_signed(const char *what, const struct hush_rational *place, hush_error *err);

/* Thresholds of whole counts: 0 to 2^62. */
hush_status hush_accept_tau(uint64_t tau, hush_error *err);

/* Whole numbers of cells, units and shifts, called `what`: 1 to 2^60. */
hush_status hush_accept_whole(const char *what, uint64_t value, hush_error *err);

#endif
