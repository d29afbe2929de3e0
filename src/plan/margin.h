/*
 * margin: what to say when the margins that a spec asks for cost more than its guarantee.
 */
#ifndef HUSH_PLAN_MARGIN_H
#define HUSH_PLAN_MARGIN_H

#include "plan/plan.h"

/* Fills the refusal: `paid` is what the margins of the account's tables cost. Returns HUSH_E_SPEC. */
hush_status hush_margins_refused(const struct hush_plan *plan, uint32_t account, const struct hush_rational *paid,
                                 hush_error *err);

#endif
