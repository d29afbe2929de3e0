/*
 * evidence: what the releases in a folder show about the ledger that is to be charged.
 */
#ifndef HUSH_API_EVIDENCE_H
#define HUSH_API_EVIDENCE_H

#include "base/error.h"
#include "ledger/ledger.h"

/* What is asked of the evidence; all zero: nothing in particular. */
struct hush_evidence_terms {
	const char *signed_off;    /* a release that may stand there though it is held back: it is about to be signed off */
	const char *const *beside; /* ids of other ledgers whose releases may stand there, besides those on record */
	uint32_t beside_count;
};

/*
 * HUSH_E_LEDGER when some release in `reports` was charged by this ledger and the ledger does not know it (it was rolled
 * back, or copied and used twice), or holds it back. HUSH_E_VERIFY when the signature of one does not hold or is missing, or
 * is by a key that this ledger does not know: what it shows is not known.
 * `*stranger` (NULL: not asked) gets the refusal for a release of a ledger that is neither on record nor among `beside`; its
 * message is "" when there is none. Reads signatures only. What is no release shows nothing; nor does a folder that does
 * not exist.
 */
hush_status hush_evidence_check(struct hush_ledger *ledger, const char *reports, const struct hush_evidence_terms *terms,
                                hush_error *stranger, hush_error *err);

#endif
