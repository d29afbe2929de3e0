/*
 * calibrate: the noise of one account's tables, from its ceiling; the argument is in calibrate.proof.md.
 */
#ifndef HUSH_PLAN_CALIBRATE_H
#define HUSH_PLAN_CALIBRATE_H

#include <stdbool.h>

#include "plan/plan.h"

/*
 * Chooses mechanism and parameter of every table of the account, and fills the tables' costs and the account's charge.
 * The account's kind and ceiling and the tables' sensitivities must be set. HUSH_E_SPEC when the margins do not fit, or
 * leave nothing, or a table's parameter would leave its range.
 */
hush_status hush_calibrate(struct hush_plan *plan, uint32_t account, hush_error *err);

/*
 * The steps of it. Margins: adds what they cost to *paid. Shares: divides `left`, above 0, among the tables that ask for a
 * share; of those, in the order of the tables, bit i of `laplace` asks for Laplace noise where rho is counted.
 */
hush_status hush_calibrate_margins(struct hush_plan *plan, uint32_t account, bool counts_epsilon, struct hush_rational *paid,
                                   hush_error *err);
hush_status hush_calibrate_shares(struct hush_plan *plan, uint32_t account, bool counts_epsilon,
                                  const struct hush_rational *left, uint64_t laplace, hush_error *err);

/*
 * The parameter with the most noise whose half width at the table's confidence is still at most `within`, and the cheaper
 * of the mechanisms that the account allows. Fills mechanism, parameter and cost of `made`, whose sensitivity is set.
 */
hush_status hush_calibrate_margin(const struct hush_table *table, bool counts_epsilon, uint64_t within,
                                  struct hush_plan_table *made, hush_error *err);

#endif
