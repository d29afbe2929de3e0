/*
 * charge: what a release costs, as fields of the entry that reserves it, and read back from there.
 *
 * The fields hold, per account, what is charged to each of its windows, and per table, the mechanism, its parameter and
 * the limits: enough to compute every charge again without spec or data.
 */
#ifndef HUSH_LEDGER_CHARGE_H
#define HUSH_LEDGER_CHARGE_H

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/fields.h"
#include "plan/plan.h"

struct hush_charge {
	const char *account; /* lives as long as the fields */
	enum hush_account_kind kind;
	const char *unit;    /* what one unit is; "" when the plan did not say */
	const char *epsilon; /* exact texts, as kept */
	const char *rho;
	const char *delta;
	struct hush_cost cost; /* the same, as numbers */
	hush_day first_window;
	uint32_t window_count;
	bool gaussian; /* some table of the account has Gaussian noise, correlated or not */
};

struct hush_charges {
	struct hush_charge *items;
	uint32_t count;
};

/* Puts all accounts and tables of a plan. HUSH_E_BUG when the plan's windows are not those of its spec. */
hush_status hush_charges_put(const struct hush_plan *plan, struct hush_buffer *payload, hush_error *err);

/*
 * Takes all that hush_charges_put put, up to the end of the fields. With `recompute`, each table's cost is computed again
 * from its mechanism, parameter and limits. HUSH_E_LEDGER when something is missing, or when (recomputed) an account is
 * charged less than its tables cost.
 */
hush_status hush_charges_take(struct hush_fields *fields, bool recompute, struct hush_charges *charges, hush_error *err);
void hush_charges_release(struct hush_charges *charges);

#endif
