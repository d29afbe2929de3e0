/* evidence: see evidence.h. */
#include "api/evidence.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "api/anchor_claim.h"
#include "api/releases.h"
#include "api/signer.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/claim.h"

struct scan {
	struct hush_ledger *ledger;
	const struct hush_evidence_terms *terms;
	struct hush_ledger_others others; /* on record */
	hush_error *stranger;
};

/*
 * A release that was damaged may be one that the ledger does not know: passed over, one byte would hide that an older copy
 * was put back. A signature alone is nobody's release.
 */
static hush_status refuse_damaged(const char *folder, const char *how, hush_error *err)
{
	char *path = hush_path_join(folder, "release.json");
	struct stat found;
	bool ours;

	if (!path) {
		return hush_fail_memory(err);
	}
	ours = lstat(path, &found) == 0 || (errno != ENOENT && errno != ENOTDIR);
	hush_free(path);
	if (!ours) {
		return HUSH_OK;
	}
	hush_fail_at(err, HUSH_E_VERIFY, folder, 0, 0, "this release was damaged: its signature %s", how);
	hush_hint(err, "move it out of the folder; if the ledger knows it, `hushcount publish` with its spec then puts it back "
	               "at no charge");
	return HUSH_E_VERIFY;
}

/* Nothing is known about it here but that it is there. The first one is told. */
static void note_stranger(const struct scan *scan, const char *folder, const char *id)
{
	bool known = hush_ledger_others_have(&scan->others, id);

	for (uint32_t i = 0; i < scan->terms->beside_count && !known; i++) {
		known = strcmp(scan->terms->beside[i], id) == 0;
	}
	if (known || !scan->stranger || scan->stranger->message[0]) {
		return;
	}
	hush_fail_at(scan->stranger, HUSH_E_LEDGER, folder, 0, 0,
	             "this release was charged to another ledger (%s), of which this one has nothing on record", id);
	hush_hint(scan->stranger,
	          "if both are about the same records, go on with that ledger: a second one spends every budget twice; if they are "
	          "not, say so once with --beside %s, and the ledger and its releases will say it too; nothing was charged", id);
}

static hush_status weigh(const struct scan *scan, const char *folder, const struct hush_anchor *anchor, hush_error *err)
{
	const struct hush_claim claim = hush_anchor_claim(anchor);
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;

	HUSH_TRY(hush_ledger_weigh(scan->ledger, &claim, &verdict, err));
	if (verdict == HUSH_CLAIM_OTHER_LEDGER) {
		note_stranger(scan, folder, anchor->ledger_id);
		return HUSH_OK;
	}
	HUSH_TRY(hush_signer_check(scan->ledger, &anchor->key, NULL, folder, err));
	if (verdict == HUSH_CLAIM_HELD && scan->terms->signed_off && strcmp(scan->terms->signed_off, anchor->release) == 0) {
		return HUSH_OK;
	}
	return hush_claim_fine(verdict) ? HUSH_OK : hush_claim_refuse(scan->ledger, &claim, verdict, folder, err);
}

static hush_status check_one(const struct scan *scan, const char *folder, hush_error *err)
{
	struct hush_anchor anchor;
	hush_status status = hush_anchor_read(folder, &anchor, err);

	if (status == HUSH_E_VERIFY) {
		return refuse_damaged(folder, "does not hold", err);
	}
	if (status == HUSH_E_NO_INPUT) {
		return refuse_damaged(folder, "is missing", err);
	}
	HUSH_TRY(status);
	status = weigh(scan, folder, &anchor, err);
	hush_anchor_free(&anchor);
	return status;
}

hush_status hush_evidence_check(struct hush_ledger *ledger, const char *reports, const struct hush_evidence_terms *terms,
                                hush_error *stranger, hush_error *err)
{
	struct scan scan = {.ledger = ledger, .terms = terms, .stranger = stranger};
	struct hush_releases releases = {0};
	struct stat found;
	hush_status status;

	if (stat(reports, &found) != 0 ? errno == ENOENT || errno == ENOTDIR : !S_ISDIR(found.st_mode)) {
		return HUSH_OK;
	}
	/* The folder is listed before the ledger is looked at: what appears meanwhile, the ledger knows by then. */
	status = hush_releases_add(&releases, reports, err);
	if (status == HUSH_OK) {
		status = hush_ledger_others(ledger, UINT64_MAX, &scan.others, err);
	}
	for (uint32_t i = 0; i < releases.count && status == HUSH_OK; i++) {
		status = check_one(&scan, releases.folders[i], err);
	}
	hush_ledger_others_free(&scan.others);
	hush_releases_free(&releases);
	return status;
}
