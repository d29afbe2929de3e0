/*
 * curve: closed forms of what mechanisms cost, each with certified ends (curve.proof.md).
 *
 * For statements, comparisons and tests. What a ledger charges stands in cost.c; exact losses of discrete noise in loss.h.
 *
 * Results are enclosures of relative width 2^-128 (solved for: 2^-100), but for values below 2^(-2^30), which are said to
 * lie between 0 and that.  HUSH_E_SPEC for what plan/accept.h and plan/parameter.h do not take; the message has the range.
 */
#ifndef HUSH_PLAN_CURVE_H
#define HUSH_PLAN_CURVE_H

#include "base/error.h"
#include "plan/plan.h"
#include "plan/range.h"

/*
 * Continuous Gaussian of variance sigma^2 against a shift of L2 norm^2 l2_squared, composed k times: give l2_squared * k.
 * delta(epsilon) = Q(epsilon/mu - mu/2) - e^epsilon Q(epsilon/mu + mu/2), mu^2 = l2_squared/sigma_squared (Balle and Wang
 * 2018, Theorem 8), epsilon of either sign. Right far below the range of doubles.
 */
hush_status hush_gaussian_delta(const struct hush_rational *sigma_squared, const struct hush_rational *l2_squared,
                                const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err);
/* The least epsilon >= 0; high is +infinity when it is above 2^29. High certainly gives `delta`. */
hush_status hush_gaussian_epsilon(const struct hush_rational *sigma_squared, const struct hush_rational *l2_squared,
                                  const struct hush_rational *delta, struct hush_range *epsilon, hush_error *err);
/* The least sigma (not squared) that gives (epsilon, delta). High certainly does. */
hush_status hush_gaussian_sigma(const struct hush_rational *epsilon, const struct hush_rational *delta,
                                const struct hush_rational *l2_squared, struct hush_range *sigma, hush_error *err);

/* One discrete Gaussian draw against a whole shift: CKS20 Theorem 7, epsilon of either sign. */
hush_status hush_discrete_gaussian_delta(const struct hush_rational *sigma_squared, uint64_t shift,
                                         const struct hush_rational *epsilon, struct hush_range *delta, hush_error *err);

/* zCDP to delta at epsilon >= 0: CKS20 Proposition 12; high is certified, low is the formula at the same order. */
hush_status hush_zcdp_delta(const struct hush_rational *rho, const struct hush_rational *epsilon, struct hush_range *delta,
                            hush_error *err);

/* Tight rho of: any epsilon-DP mechanism; continuous Laplace of epsilon; epsilon-bounded range (exponential mechanism). */
hush_status hush_pure_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err);
hush_status hush_laplace_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err);
hush_status hush_bounded_range_rho(const struct hush_rational *epsilon, struct hush_range *rho, hush_error *err);
/* Exact KL value (tight rho) of one discrete Laplace draw of that scale against a whole shift (numerics 1.3). */
hush_status hush_discrete_laplace_rho(const struct hush_rational *scale, uint64_t shift, struct hush_range *rho,
                                      hush_error *err);
/* Renyi divergence of order alpha > 1 of continuous Laplace (Mironov 2017, Table II). */
hush_status hush_laplace_renyi(const struct hush_rational *scale, const struct hush_rational *shift,
                               const struct hush_rational *alpha, struct hush_range *divergence, hush_error *err);

/*
 * The exponential mechanism over whole scores, lower better: P(i) proportional to exp(-epsilon s_i/(2 sensitivity)).
 * `probability` has `count` initialised ranges.
 */
hush_status hush_exponential_probabilities(const int64_t *scores, uint32_t count, const struct hush_rational *epsilon,
                                           const struct hush_rational *sensitivity, struct hush_range *probability,
                                           hush_error *err);

#endif
