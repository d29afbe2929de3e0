/*
 * one_off: the noise of an account that admits a single release, by exact losses (calibrate.proof.md).
 */
#ifndef HUSH_PLAN_ONE_OFF_H
#define HUSH_PLAN_ONE_OFF_H

#include "plan/plan.h"

/*
 * Chooses mechanism and parameter of every table of an account that counts exactly: as little noise as the ceiling's
 * epsilon and delta admit, all tables taken together.  HUSH_E_SPEC when the margins alone are too much for them.
 */
hush_status hush_calibrate_one_off(struct hush_plan *plan, uint32_t account, hush_error *err);

#endif
