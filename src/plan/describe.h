/*
 * describe: a plan as a table that a person can read, or as JSON.
 */
#ifndef HUSH_PLAN_DESCRIBE_H
#define HUSH_PLAN_DESCRIBE_H

#include "base/buffer.h"
#include "plan/plan.h"
#include <hushcount/text.h>

/* What the ledger says of one account, when there is one: parallel to plan->accounts. */
struct hush_plan_balance {
	bool known;          /* false: no ledger, or no such account */
	const char *budget;  /* exact text of epsilon (pure) or rho, per window */
	const char *spent;   /* in the fullest of the windows that this release would charge */
	const char *thresholds; /* delta that thresholds have spent in a window, before this release; NULL: nothing */
	bool fits;
};

void hush_plan_describe(const struct hush_plan *plan, const struct hush_plan_balance *balances, hush_format format,
                        struct hush_buffer *out);

#endif
