/*
 * ledger: the privacy budget that lasts across releases, and the signing key that belongs to it.
 */
#ifndef HUSHCOUNT_LEDGER_H
#define HUSHCOUNT_LEDGER_H

#include <hushcount/passphrase.h>
#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Terms of the accounts of a new ledger. Texts are as a user writes them; NULL means "not given".
 * With `spec`, window, timezone, week_start and the accounts' names are taken from it.
 */
typedef struct hush_ledger_terms {
	const char *spec;        /* path of a spec that this ledger is for */
	const char *kind;        /* "pure", "zcdp" (default), "one-off" */
	const char *window;      /* "day", "week", "month", "quarter", "year" */
	const char *timezone;    /* IANA name */
	const char *week_start;  /* "monday" (default) .. "sunday" */
	const char *const *accounts; /* "vehicle", "user", "declared:SOURCE"; ignored when `spec` is given */
	unsigned account_count;
	const char *epsilon; /* the budget of every window, decimal text */
	const char *delta;
	const char *rho;
} hush_ledger_terms;

/*
 * Creates the ledger file at `path` (when NULL: the path named in terms->spec). With an existing ledger and `add` set,
 * opens further accounts in it. HUSH_E_CREATE when it exists, HUSH_E_USAGE or HUSH_E_SPEC for wrong terms.
 */
HUSH_API hush_status hush_ledger_begin(const char *path, const hush_ledger_terms *terms, int add, hush_format format,
                                       char **text, hush_error *err);

/* Releases, charges and the balance of each window; the worst case over a year; what is left. */
HUSH_API hush_status hush_ledger_show(const char *path, hush_format format, char **text, hush_error *err);

/*
 * Replays the hash chain, recomputes every charge and every balance, and compares them with published releases:
 * `reports` are release folders, or folders that hold some; none: the ledger by itself.
 * HUSH_E_LEDGER: damaged, overspent, rolled back, forked, held back and visible, or other than a release says. Releases of
 * other ledgers are counted and not judged. HUSH_E_VERIFY: a release itself does not hold. *text lists all releases; it is set
 * on HUSH_OK and where a release was found wanting, NULL otherwise.
 */
HUSH_API hush_status hush_ledger_audit(const char *path, const char *const *reports, unsigned report_count,
                                       hush_format format, char **text, hush_error *err);

/* Writes a consistent copy of the ledger to the new file `to` (0600). HUSH_E_CREATE when it exists. */
HUSH_API hush_status hush_ledger_copy(const char *path, const char *to, hush_format format, char **text, hush_error *err);

/*
 * Brings an older copy of a ledger forward: charges and keeps, on record, the releases in `reports` that the ledger does not
 * know and that one of its keys signed, or `key` (a public key file or its line; NULL: none), which it then pins. All are
 * checked before the first is brought in. `who` is kept on record; may be NULL. With `hold`, and where the ledger knows that a
 * release was to be held back, it is charged and kept and waits for hush_publish_resume. Releases of other ledgers are left
 * out, and *text says so. HUSH_E_VERIFY, HUSH_E_LEDGER, HUSH_E_SPEC.
 */
HUSH_API hush_status hush_ledger_bring_forward(const char *path, const char *const *reports, unsigned report_count,
                                               const char *key, const char *who, int hold, hush_format format,
                                               char **text, hush_error *err);

/*
 * Writes the bytes that the ledger keeps of a finished release to folder/release, for whoever signs it off. Changes nothing
 * in the ledger. HUSH_E_USAGE when it keeps none, HUSH_E_CREATE when something else is there.
 */
HUSH_API hush_status hush_ledger_review(const char *path, const char *release, const char *folder, hush_format format,
                                        char **text, hush_error *err);

/* Undoes a reservation that never reached STAGED, on record. */
HUSH_API hush_status hush_ledger_cancel_release(const char *path, const char *release, const char *who,
                                                hush_format format, char **text, hush_error *err);

/* Every entry as one JSON object a line. */
HUSH_API hush_status hush_ledger_export(const char *path, char **text, hush_error *err);

/*
 * Makes a signing key for the ledger at `ledger`: `secret_path` (0600) and `public_path`; NULL means the ledger's path
 * with its ending replaced by ".key" and ".pub". The public key is pinned in the ledger. What is there is never replaced: a
 * pair of which the ledger knows nothing, or a secret key alone, is completed and pinned; otherwise HUSH_E_CREATE. `passphrase` (NULL: none) is asked
 * twice and protects the secret key, in the form that minisign reads.
 */
HUSH_API hush_status hush_keygen(const char *ledger, const char *secret_path, const char *public_path,
                                 const hush_passphrase *passphrase, hush_format format, char **text, hush_error *err);

#ifdef __cplusplus
}
#endif
#endif
