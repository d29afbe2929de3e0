/*
 * budget: what stands charged to a window, and whether more fits.
 */
#ifndef HUSH_LEDGER_BUDGET_H
#define HUSH_LEDGER_BUDGET_H

#include "ledger/chain.h"
#include "ledger/charge.h"

/* Inside a transaction: the sum of the charges to one window that were not cancelled. */
hush_status hush_budget_spent(struct hush_ledger *ledger, const char *account, hush_day window, struct hush_cost *spent,
                              hush_error *err);

/*
 * Inside a transaction: HUSH_OK when `charge` fits into every window it names, beside all that stands charged there;
 * else HUSH_E_BUDGET with the sentence for the chief.
 */
hush_status hush_budget_admits(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                               const struct hush_charge *charge, hush_error *err);

/* HUSH_E_LEDGER when more stands charged to a window than its account's budget, or two releases to a one-off account. */
hush_status hush_budget_check_all(struct hush_ledger *ledger, hush_error *err);

#endif
