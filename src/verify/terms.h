/*
 * terms: what release.json states, compared with what follows from it.
 */
#ifndef HUSH_VERIFY_TERMS_H
#define HUSH_VERIFY_TERMS_H

#include "verify/facts.h"

/* Sensitivity and charge of every table. All of these: HUSH_E_VERIFY at the place of the first difference. */
hush_status hush_terms_charges(const struct hush_facts *facts, hush_error *err);

/* moe95, variance and standard deviation of every table, as the exact law of its noise gives them. */
hush_status hush_terms_margins(const struct hush_facts *facts, hush_error *err);

/*
 * Accounts: the charge is the sum of the tables', it stays below the guarantee's ceiling and the budget of every window, the
 * stated epsilon and delta follow from it and do not exceed the guarantee, and every window that the period touches is
 * charged.
 */
hush_status hush_terms_accounts(const struct hush_facts *facts, hush_error *err);

#endif
