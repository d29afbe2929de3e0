/*
 * evidence: what the releases in a folder show about the ledger that is to be charged.
 */
#ifndef HUSH_API_EVIDENCE_H
#define HUSH_API_EVIDENCE_H

#include "base/error.h"
#include "ledger/ledger.h"

/*
 * HUSH_E_LEDGER when some release in `reports` was charged by this ledger and the ledger does not know it: it was rolled
 * back, or copied and used twice. HUSH_E_VERIFY when the signature of one does not hold: what it would show is not known.
 * Reads signatures only. What is no release, or has no signature, shows nothing; nor does a folder that does not exist.
 */
hush_status hush_evidence_check(struct hush_ledger *ledger, const char *reports, hush_error *err);

#endif
