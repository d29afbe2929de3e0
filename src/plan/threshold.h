/*
 * threshold: showing values that no public list names, only when enough units have them (threshold.proof.md).
 *
 * A cell that only one unit may have must stay hidden except with probability delta.  "Shown iff noisy count >= tau",
 * charged as ">=" (numerics 1.12), for at most l0 such cells of at most linf each.  HUSH_E_SPEC for what plan/accept.h and
 * plan/parameter.h do not take, with the range in the message, and for correlated noise.
 */
#ifndef HUSH_PLAN_THRESHOLD_H
#define HUSH_PLAN_THRESHOLD_H

#include "base/error.h"
#include "plan/loss.h"
#include "plan/plan.h"
#include "plan/range.h"

/* 1 - (1 - P[X >= tau - linf])^l0, without cancellation: right far below 1e-16. */
hush_status hush_threshold_delta(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t tau,
                                 uint64_t l0, uint64_t linf, struct hush_range *delta, hush_error *err);

/* The least tau >= 1 whose delta is certainly at most `delta`. */
hush_status hush_threshold_least(enum hush_mechanism mechanism, const struct hush_rational *parameter, uint64_t l0,
                                 uint64_t linf, const struct hush_rational *delta, uint64_t *tau, hush_error *err);

/*
 * The whole release, shown cells and hidden ones, at epsilon: the exact maximum of Wilkins, Kifer, Zhang and Karrer over
 * how many of the l0 cells are unique to the unit (linf = 1).  With discrete Gaussian noise, and for comparison with the
 * continuous Gaussian of sigma and threshold tau.  The discrete one fails where hush_loss_delta_of cannot bound its work;
 * its ends are as near as those.
 */
hush_status hush_sparse_histogram_delta(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                                        const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err);
hush_status hush_sparse_histogram_delta_gaussian(const struct hush_rational *sigma, const struct hush_rational *tau_minus_1,
                                                 uint64_t l0, const struct hush_rational *epsilon, struct hush_range *delta,
                                                 hush_error *err);
/* Upper bound on the same by adding: noise delta + threshold delta. */
hush_status hush_added_deltas(const struct hush_rational *sigma_squared, uint64_t tau, uint64_t l0,
                              const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err);

/* Thresholds of continuous noise, for comparison: tau with 1-(1-P[X > tau - linf])^l0 = delta. */
hush_status hush_gaussian_threshold(const struct hush_rational *sigma, const struct hush_rational *delta, uint64_t l0,
                                    const struct hush_rational *linf, struct hush_range *tau, hush_error *err);
/* Laplace of scale l0*linf/epsilon. */
hush_status hush_laplace_threshold(const struct hush_rational *epsilon, const struct hush_rational *delta, uint64_t l0,
                                   const struct hush_rational *linf, struct hush_range *tau, hush_error *err);
hush_status hush_laplace_threshold_delta(const struct hush_rational *epsilon, const struct hush_rational *tau, uint64_t l0,
                                         const struct hush_rational *linf, struct hush_range *delta, hush_error *err);

#endif
