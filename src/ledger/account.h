/*
 * account: the terms of an account, checked, and as fields of an entry.
 */
#ifndef HUSH_LEDGER_ACCOUNT_H
#define HUSH_LEDGER_ACCOUNT_H

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/fields.h"
#include "ledger/ledger.h"

/*
 * Checks what an officer asked for and completes it: amounts of zero become "", and a zcdp or one-off budget of epsilon
 * and delta gets the rho that it is worth. HUSH_E_SPEC with a hint otherwise.
 */
hush_status hush_terms_settle(const struct hush_account_terms *asked, struct hush_account_terms *terms, hush_error *err);

void hush_terms_put(const struct hush_account_terms *terms, struct hush_buffer *payload);
hush_status hush_terms_read(struct hush_fields *fields, struct hush_account_terms *terms, hush_error *err);

/* HUSH_E_SPEC unless the spec's window, time zone and week start, and the plan's kind, are the account's. */
hush_status hush_terms_match(const struct hush_account_terms *terms, const struct hush_spec *spec,
                             const struct hush_plan_account *account, hush_error *err);


#endif
