/*
 * balance: how an account stands in the fullest of the windows that a plan charges.
 */
#ifndef HUSH_API_BALANCE_H
#define HUSH_API_BALANCE_H

#include "base/error.h"
#include "ledger/ledger.h"
#include "plan/plan.h"

struct hush_balance {
	bool known;                   /* the ledger has the account */
	bool by_epsilon;              /* the account counts in epsilon; otherwise in rho */
	struct hush_rational budget;
	struct hush_rational spent;   /* in the fullest window that the plan charges */
	struct hush_rational left;    /* budget - spent, never below 0 */
	struct hush_rational thresholds;      /* delta that thresholds have spent in the window where it is most */
	struct hush_rational thresholds_left; /* of the delta that the account has for them */
	hush_day fullest;             /* first day of that window */
	char *budget_text;
	char *spent_text;
	char *thresholds_text; /* NULL where nothing was spent */
};

/* Fills one balance per account of the plan: *balances has plan->account_count elements, freed with hush_balances_free. */
hush_status hush_balances_read(struct hush_ledger *ledger, const struct hush_plan *plan, struct hush_balance **balances,
                               hush_error *err);

/* The same without a ledger: nothing is known. */
hush_status hush_balances_none(const struct hush_plan *plan, struct hush_balance **balances, hush_error *err);
void hush_balances_free(struct hush_balance *balances, uint32_t count);

/* The amount of a cost that counts in such an account, and its name: "epsilon" or "rho". */
const struct hush_rational *hush_cost_amount(const struct hush_cost *cost, bool by_epsilon);
const char *hush_amount_name(bool by_epsilon);

char *hush_exact_text(const struct hush_rational *value); /* as a decimal or a fraction; NULL: memory is short. The caller frees */

/* How a charge of such an account counts; `epsilon` is its text. An epsilon in a one-off account is what was stated. */
bool hush_charge_by_epsilon(const struct hush_account_terms *terms, const char *epsilon);

/* True for accounts that can pay thresholds: with a delta beside a rho that was not made from epsilon and delta (ledger/budget.c). */
bool hush_terms_pay_thresholds(const struct hush_account_terms *terms);

/* True for accounts whose budget is an epsilon: pure ones, and a one-off account opened with epsilon alone. */
bool hush_terms_by_epsilon(const struct hush_account_terms *terms);

#endif
