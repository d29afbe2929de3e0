/*
 * ledger: append-only account of privacy loss (one SQLite file).
 *
 * Place in the flow: after plan, before noise.  Knows plans and costs; never sees data.
 * Invariants:
 *  (1) in every window, charges that stand never exceed the budget of the account that was opened;
 *  (2) a receipt exists only if its charge is durable on disk;
 *  (3) rows are added, never changed; each entry's digest covers the one before;
 *  (4) a release id has at most one byte string, kept here from STAGED on.
 */
#ifndef HUSH_LEDGER_LEDGER_H
#define HUSH_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ledger/receipt.h"
#include "plan/plan.h"

struct hush_ledger;

enum { HUSH_LEDGER_RELEASE = 65 /* a release id with its NUL */ };

/* Terms under which an account is opened; fixed for ever. */
struct hush_account_terms {
	char name[96]; /* "vehicle", "user", "declared:SOURCE" */
	enum hush_account_kind kind;
	enum hush_window window;
	int week_start;
	char timezone[64];
	/*
	 * The budget per window. pure: epsilon. zcdp: rho (and delta cap). one-off: epsilon, delta or rho. As exact texts; "" = 0.
	 * A rho that was made from epsilon and delta stands beside them; it is what counts, and no delta is left for thresholds.
	 */
	char epsilon[64];
	char delta[64];
	char rho[64];
};

enum hush_release_state {
	HUSH_RELEASE_NONE,
	HUSH_RELEASE_RESERVED,
	HUSH_RELEASE_STAGED,
	HUSH_RELEASE_PUBLISHED,
	HUSH_RELEASE_CANCELLED
};

/*
 * Creates a ledger file (0600) with a fresh secret and the given accounts. HUSH_E_CREATE when the path exists.
 * zcdp budgets given as epsilon and delta are turned once into the largest certified rho, which is stored.
 */
hush_status hush_ledger_create(const char *path, const struct hush_account_terms *terms, uint32_t count, hush_error *err);

/* Adds an account to an existing ledger. Refused when the name is taken. */
hush_status hush_ledger_open_account(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_error *err);

/* Opens and checks: HUSH_E_NO_INPUT (missing), HUSH_E_LEDGER (not a ledger, broken chain), HUSH_E_BUSY. */
hush_status hush_ledger_open(const char *path, struct hush_ledger **ledger, hush_error *err);
void hush_ledger_close(struct hush_ledger *ledger);

const char *hush_ledger_id(const struct hush_ledger *ledger); /* hex */

/* Accounts, in the order they were opened. */
uint32_t hush_ledger_account_count(const struct hush_ledger *ledger);
const struct hush_account_terms *hush_ledger_account(const struct hush_ledger *ledger, uint32_t index);
const struct hush_account_terms *hush_ledger_account_named(const struct hush_ledger *ledger, const char *name); /* or NULL */

/* What stands charged to a window (its first day) of an account: epsilon, rho, delta sums. */
hush_status hush_ledger_spent(struct hush_ledger *ledger, const char *account, hush_day window, struct hush_cost *spent,
                              hush_error *err);

/* State of a release id; *digest (65 bytes) gets the spec digest it was reserved with, "" for NONE. */
hush_status hush_ledger_state(struct hush_ledger *ledger, const char *release, enum hush_release_state *state,
                              char digest[65], hush_error *err);

/* Makes sure that what was read survives a power cut: before anyone acts on what another process entered. */
hush_status hush_ledger_settle(const struct hush_ledger *ledger, hush_error *err);

/* Would the plan's charge fit now? HUSH_OK, or HUSH_E_BUDGET with the sentence for the chief. Writes nothing. */
hush_status hush_ledger_check(struct hush_ledger *ledger, const struct hush_plan *plan, hush_error *err);

/*
 * Commits RESERVED and returns the receipt. When the same id and spec already stand RESERVED, the same receipt is made
 * again at no further charge. HUSH_E_BUDGET, HUSH_E_SPEC (account terms differ; id used with another spec), HUSH_E_BUSY.
 * A cancelled id is used up (HUSH_E_SPEC). Asking for a receipt of a release that is already STAGED is HUSH_E_BUG: look at
 * hush_ledger_state first. `who` (UTF-8, at most 200 bytes, no control characters, or NULL) is kept on record as
 * given, and never published.
 */
hush_status hush_ledger_reserve(struct hush_ledger *ledger, const struct hush_plan *plan, const char *who,
                                struct hush_receipt **receipt, hush_error *err);

/* What is asked of a reservation besides its plan. */
struct hush_reserve_terms {
	const char *who; /* as above */
	bool hold;       /* to be held back after STAGED, until hush_ledger_sign_off; the receipt says so */
	/* Ids of other ledgers beside whose releases this one is to stand: kept on record, and public. */
	const char *const *beside;
	uint32_t beside_count;
};

/* The same on such terms. HUSH_E_USAGE when one of `beside` is no id of another ledger. */
hush_status hush_ledger_reserve_on(struct hush_ledger *ledger, const struct hush_plan *plan,
                                   const struct hush_reserve_terms *terms, struct hush_receipt **receipt, hush_error *err);

/*
 * The other ledgers that the reservations up to entry `sequence` have on record, each once, in the order in which they came.
 * A function of these entries alone. The ids are 32 hexadecimal digits.
 */
struct hush_ledger_others {
	char **ids;
	uint32_t count;
};
hush_status hush_ledger_others(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_others *others,
                               hush_error *err);
bool hush_ledger_others_have(const struct hush_ledger_others *others, const char *id);
void hush_ledger_others_free(struct hush_ledger_others *others);

/* HUSH_E_USAGE unless `id` is an id that another ledger than this one can have. */
hush_status hush_ledger_check_other(const struct hush_ledger *ledger, const char *id, hush_error *err);

/* HUSH_E_SPEC, with the difference shown, when the spec's id was used with another spec. */
hush_status hush_ledger_check_spec(struct hush_ledger *ledger, const struct hush_spec *spec, hush_error *err);

/*
 * HUSH_E_SPEC when the release is STAGED and another answer to its id was brought in from another copy of the ledger: one id
 * has one answer, and that one may have been seen. Always HUSH_E_SPEC for such an answer, which is filed under "ID@DIGEST". To
 * be asked before kept bytes become visible. A PUBLISHED release passes: it was seen as well.
 */
hush_status hush_ledger_check_only_answer(struct hush_ledger *ledger, const char *release, hush_error *err);

/*
 * Commits STAGED: keeps the release's bytes for ever, with their SHA-256. The same bytes again: no change. HUSH_E_BUSY when
 * another process staged other bytes for the same id first (they are what will be published), HUSH_E_SPEC when the release
 * was cancelled meanwhile, or another answer to its id was brought in.
 */
hush_status hush_ledger_stage(struct hush_ledger *ledger, const struct hush_receipt *receipt, const void *bytes,
                              size_t length, hush_error *err);

/* The kept bytes of a STAGED or PUBLISHED release, digest checked; to be freed with hush_free. */
hush_status hush_ledger_kept(struct hush_ledger *ledger, const char *release, void **bytes, size_t *length,
                             hush_error *err);

/* STAGED to PUBLISHED; again: no change. HUSH_E_PERMISSION when it is held back. */
hush_status hush_ledger_published(struct hush_ledger *ledger, const char *release, hush_error *err);

/*
 * Commits that `who` signed a STAGED release off, held back or not: from now on its kept bytes may become visible. Again, and
 * when it is PUBLISHED: no change; the first signature stands.
 */
hush_status hush_ledger_sign_off(struct hush_ledger *ledger, const char *release, const char *who, hush_error *err);

/* True when the release is STAGED, held back, and not signed off. */
hush_status hush_ledger_held(struct hush_ledger *ledger, const char *release, bool *held, hush_error *err);

/* Undoes RESERVED, on record. HUSH_E_USAGE for an unknown id, and from STAGED on. Again: no change. */
hush_status hush_ledger_cancel(struct hush_ledger *ledger, const char *release, const char *who, hush_error *err);

/*
 * The reservation with the highest place below another one that was entered before it, unless it had been cancelled by then:
 * what a series of releases is checked by. Of a release that was brought in, id, place and head are those that it states itself.
 */
struct hush_ledger_previous {
	bool found;
	char release[HUSH_LEDGER_RELEASE];
	uint64_t sequence;
	char head[65];
};
hush_status hush_ledger_previous(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_previous *previous,
                                 hush_error *err);

/* Signing keys pinned in the ledger: 8-byte id and 32-byte public key, newest last. */
hush_status hush_ledger_pin_key(struct hush_ledger *ledger, const uint8_t id[8], const uint8_t public_key[32],
                                hush_error *err);
hush_status hush_ledger_pinned(struct hush_ledger *ledger, const uint8_t id[8], uint8_t public_key[32], bool *found,
                               hush_error *err);

/* Walks every release in order of reservation, for `ledger show`. The struct's pointers live during the call only. */
struct hush_ledger_entry {
	uint64_t sequence;
	const char *release;
	enum hush_release_state state;
	const char *day;
	const char *reason;
	const char *who;
	const char *supersedes; /* "" for none */
	const char *made_by;    /* the tool and its version; "" when not kept */
	bool windows_apart;     /* no cell of its tables holds records of two windows */
	bool caught_up;         /* brought in from another copy of this ledger */
	const char *account; /* one visit per (release, account, window) */
	bool thresholds;     /* some table of the account shows values that no list names by a threshold */
	hush_day window;
	const char *epsilon; /* exact texts */
	const char *rho;
	const char *delta;
};
typedef hush_status (*hush_ledger_visit)(void *context, const struct hush_ledger_entry *entry, hush_error *err);
hush_status hush_ledger_walk(struct hush_ledger *ledger, hush_ledger_visit visit, void *context, hush_error *err);

/* Walks every entry of the chain, as it stands in the file. Pointers live during the call only. */
struct hush_ledger_item {
	uint64_t sequence;
	const char *kind;
	const char *release; /* NULL when it is about no release */
	const char *payload;
	const char *previous;
	const char *digest;
};
typedef hush_status (*hush_ledger_visit_item)(void *context, const struct hush_ledger_item *item, hush_error *err);
hush_status hush_ledger_walk_chain(struct hush_ledger *ledger, hush_ledger_visit_item visit, void *context,
                                   hush_error *err);

/*
 * A consistent copy in the new file `to` (0600, synced, checked): what a plain copy of the file is not, while somebody
 * publishes. HUSH_E_CREATE when it exists.
 */
hush_status hush_ledger_backup(struct hush_ledger *ledger, const char *to, hush_error *err);

/*
 * Replays the hash chain, and computes every charge and every balance again. HUSH_E_LEDGER names the first entry that does
 * not hold, or what is overspent. The two halves: is the record whole, and does it keep to its budgets? A whole record can
 * be overspent, when releases were brought in.
 */
hush_status hush_ledger_verify(struct hush_ledger *ledger, hush_error *err);
hush_status hush_ledger_verify_record(struct hush_ledger *ledger, hush_error *err);
hush_status hush_ledger_verify_budgets(struct hush_ledger *ledger, hush_error *err);

/* HUSH_E_USAGE unless `who` (NULL: nobody) can be kept: UTF-8, at most 200 bytes. */
hush_status hush_ledger_check_who(const char *who, hush_error *err);

#endif
