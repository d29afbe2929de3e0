/*
 * reserve: the steps of a reservation that catching up shares (reserve.c). All inside a transaction.
 */
#ifndef HUSH_LEDGER_RESERVE_H
#define HUSH_LEDGER_RESERVE_H

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/chain.h"
#include "ledger/charge.h"
#include "plan/plan.h"

/* The part of a reservation's payload that follows from the plan. */
hush_status hush_charges_of_plan(const struct hush_plan *plan, struct hush_buffer *payload, hush_error *err);

/* HUSH_E_SPEC unless the account is there, has the terms that spec and plan name, and protects the same unit as before. */
hush_status hush_charge_admissible(struct hush_ledger *ledger, const struct hush_plan *plan, uint32_t account,
                                   const struct hush_charge *charge, hush_error *err);

/* One row for each account and window, of the entry appended last. */
hush_status hush_charges_insert(struct hush_ledger *ledger, const struct hush_spec *spec,
                                const struct hush_charges *charges, hush_error *err);

#endif
