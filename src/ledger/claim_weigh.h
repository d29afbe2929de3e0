/*
 * claim_weigh: weighing a claim inside a transaction, for catching up.
 */
#ifndef HUSH_LEDGER_CLAIM_WEIGH_H
#define HUSH_LEDGER_CLAIM_WEIGH_H

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/claim.h"

hush_status hush_claim_weigh(struct hush_ledger *ledger, const struct hush_claim *claim, enum hush_claim_verdict *verdict,
                             hush_error *err);

/* "ID@" and digits of the digest of its bytes: what a release is filed under when its id means something else here. */
void hush_claim_twin_name(const struct hush_claim *claim, struct hush_buffer *name);

#endif
