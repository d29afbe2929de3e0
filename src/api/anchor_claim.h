/*
 * anchor_claim: what a signature alone claims about the ledger that charged its release.
 */
#ifndef HUSH_API_ANCHOR_CLAIM_H
#define HUSH_API_ANCHOR_CLAIM_H

#include "ledger/claim.h"
#include "verify/anchor.h"

/* Points into the anchor, which must outlive it. */
static inline struct hush_claim hush_anchor_claim(const struct hush_anchor *anchor)
{
	return (struct hush_claim){.release = anchor->release,
	                           .ledger_id = anchor->ledger_id,
	                           .sequence = anchor->sequence,
	                           .head = anchor->head,
	                           .sums = anchor->sums.bytes,
	                           .sums_length = anchor->sums.length};
}

#endif
