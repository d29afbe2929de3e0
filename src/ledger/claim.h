/*
 * claim: what a published release says about the ledger that charged it, weighed against this file.
 *
 * A release carries the sequence and head of its reservation, signed.  A ledger that does not know them is not the one that
 * charged the release: an older copy was put back, or two copies were used side by side.  No chain can show that from
 * inside, for every copy is whole.
 */
#ifndef HUSH_LEDGER_CLAIM_H
#define HUSH_LEDGER_CLAIM_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ledger/ledger.h"

struct hush_claim {
	const char *release;
	const char *ledger_id;
	uint64_t sequence;
	const char *head; /* 64 hex digits */
	/* What was signed, SHA256SUMS; NULL: not read, and not weighed. */
	const void *sums;
	size_t sums_length;
	/* NULL when no more than the signature was read: then charges are not weighed. */
	const struct hush_plan *plan; /* computed again from the release, with its spec */
	const char *const *others; /* ids of other ledgers that it states */
	uint32_t other_count;
	const char *day;
	const char *version;
	const void *bytes; /* the packed release */
	size_t length;
};

enum hush_claim_verdict {
	HUSH_CLAIM_HOLDS,
	HUSH_CLAIM_CAUGHT_UP,    /* from another copy of this ledger, and brought in here */
	HUSH_CLAIM_OTHER_LEDGER, /* nothing to do with this one */
	HUSH_CLAIM_AHEAD,        /* the ledger ends before the release was charged */
	HUSH_CLAIM_FORKED,       /* at its place the ledger has something else */
	HUSH_CLAIM_UNFINISHED,   /* reserved here, and not known to have been finished */
	HUSH_CLAIM_CANCELLED,    /* reserved here, and cancelled */
	HUSH_CLAIM_OTHER_ANSWER, /* its reservation is here, but other bytes are kept for it */
	HUSH_CLAIM_OTHER_CHARGE, /* other charges are kept than its noise costs */
	HUSH_CLAIM_HELD          /* kept and held back here, not signed off, and visible all the same */
};

/* HUSH_OK with the verdict, whatever it is. */
hush_status hush_ledger_weigh(struct hush_ledger *ledger, const struct hush_claim *claim, enum hush_claim_verdict *verdict,
                              hush_error *err);

/* True for verdicts that the ledger can live with: nothing was lost. */
bool hush_claim_fine(enum hush_claim_verdict verdict);
const char *hush_claim_verdict_name(enum hush_claim_verdict verdict); /* "holds", "restored-copy", "fork", ... */

/* HUSH_E_LEDGER with the sentence for a verdict that is not fine; `folder` is where the release stands. */
hush_status hush_claim_refuse(struct hush_ledger *ledger, const struct hush_claim *claim,
                              enum hush_claim_verdict verdict, const char *folder, hush_error *err);

/*
 * Brings a release in that another copy of this ledger charged: its charges in full, its bytes, the other ledgers
 * that it has on record, and where it stood there.
 * The claim is complete, checked and signed by a trusted key; that is the caller's to see. With `hold`, or when this ledger
 * reserved it to be held back, it is then STAGED and waits for hush_ledger_sign_off. *brought is false when the ledger knew it. HUSH_E_LEDGER when it contradicts the ledger (other charges), HUSH_E_SPEC when its account is not
 * here or has other terms. Budgets are not asked: what was published is spent.
 */
hush_status hush_ledger_catch_up(struct hush_ledger *ledger, const struct hush_claim *claim, const char *who, bool hold,
                                 bool *brought, hush_error *err);

#endif
