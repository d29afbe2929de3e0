/*
 * correlated: discrete Gaussian noise with a part that all cells of a short table share (correlated.proof.md).
 *
 * Where one unit may touch most cells of a table, knowing how many units there are is worth paying for: the noise of
 * cell i is N_i = floor((Z_0 + Z_i + B_i)/2), Z_0 drawn once for the table with variance parameter sigma_0^2, each Z_i
 * with sigma^2, B_i a fair bit.  One parameter says it all: sigma^2, with sigma_0^2 = sigma^2 * 16/r, r the least whole
 * number that is not below 16 sqrt(cells).
 */
#ifndef HUSH_PLAN_CORRELATED_H
#define HUSH_PLAN_CORRELATED_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"

/* Tables it is for: with one cell nothing is shared, with more than 64 no limit of practice touches enough of them. */
enum { HUSH_CORRELATED_LEAST_CELLS = 2, HUSH_CORRELATED_MOST_CELLS = 64 };

bool hush_correlated_fits(uint64_t cells);

/* HUSH_E_SPEC when the number of cells or the parameter is out of range; the message names the range. */
hush_status hush_correlated_check(const struct hush_rational *parameter, uint64_t cells, hush_error *err);

/* The functions below take a parameter and a number of cells that hush_correlated_check accepts. All exact. */

/* sigma_0^2 of the common part. */
void hush_correlated_common(const struct hush_rational *parameter, uint64_t cells, struct hush_rational *common);

/* rho = Linf^2 (r + 16 cells) / (32 sigma^2), with sensitivity->cells; and the sigma^2 of that rho > 0. */
void hush_correlated_rho(const struct hush_sensitivity *sensitivity, const struct hush_rational *parameter,
                         struct hush_rational *rho);
void hush_correlated_parameter(const struct hush_sensitivity *sensitivity, const struct hush_rational *rho,
                               struct hush_rational *parameter);

/*
 * Upper bounds on the variance of one cell's noise and on the covariance of two cells' noise, 12 significant digits, such
 * that variance - covariance is an upper bound on what is a cell's own. Above the truth by less than 1/8.
 */
void hush_correlated_variance(const struct hush_rational *parameter, uint64_t cells, struct hush_rational *variance,
                              struct hush_rational *covariance);

/*
 * True only if P[|N| > t] <= excess is certain, t <= 2^60; false when it is wrong, or within a relative distance of 1e-30 of
 * equality (of 1e-120 absolute, for excesses below 1e-90).
 */
bool hush_correlated_within(const struct hush_rational *parameter, uint64_t cells, uint64_t t,
                            const struct hush_rational *excess);

/* P[N >= m], m >= 1, enclosed. Both numbers are initialised by the caller. */
void hush_correlated_tail(const struct hush_rational *parameter, uint64_t cells, uint64_t m, mpfr_t low, mpfr_t high);

#endif
