/*
 * release: everything a release says, in one struct, and the files made from it.
 *
 * All formats are written from this struct, so that they cannot disagree. It holds noisy values only.
 */
#ifndef HUSH_PUBLISH_RELEASE_H
#define HUSH_PUBLISH_RELEASE_H

#include "base/error.h"
#include "noise/noisy.h"
#include "plan/plan.h"
#include "publish/bundle.h"
#include "publish/formats.h"
#include "publish/minisign.h"
#include "spec/spec.h"

struct hush_release_account {
	/* Budget of the account per window and what stands charged after this release in the fullest of its windows. */
	char *budget_text; /* exact text of epsilon or rho */
	char *spent_text;
	char *thresholds_text; /* delta that thresholds have spent in a window, this release included; NULL: nothing */
};

struct hush_release {
	const struct hush_spec *spec;
	const struct hush_plan *plan;
	const struct hush_noisy *noisy;
	const struct hush_release_account *accounts; /* parallel to plan->accounts */
	uint64_t sequence;
	const char *head;      /* hex */
	const char *ledger_id; /* hex */
	/* The release before this one in the ledger, as far as its charge stood then; release NULL: there was none. */
	struct {
		const char *release;
		uint64_t sequence;
		const char *head; /* hex */
	} previous;
	const char *const *others; /* ids of other ledgers that this one has on record */
	uint32_t other_count;
	const char *day;       /* publication day */
	const char *version;   /* of the tool */
	struct hush_formats formats;
	bool draft;            /* the numbers are invented; then `accounts` may have NULL texts, and no file but the page is made */
	const struct hush_public_key *key;
};

/* Renders all files but the signature: what verify compares with. On failure *bundle is untouched. */
hush_status hush_release_files(const struct hush_release *release, struct hush_bundle *bundle, hush_error *err);

/*
 * Renders all files, SHA256SUMS and its signature included. `signer` is the secret half of release->key. The same release
 * gives the same bytes: nothing of the machine, its user or its clock is in them.
 */
hush_status hush_release_render(const struct hush_release *release, const struct hush_secret_key *signer,
                                struct hush_bundle *bundle, hush_error *err);

#endif
