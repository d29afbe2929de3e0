/* evidence: see evidence.h. */
#include "api/evidence.h"

#include <errno.h>
#include <sys/stat.h>

#include "api/releases.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/claim.h"
#include "verify/anchor.h"

/*
 * A release that was damaged may be one that the ledger does not know: passed over, one byte would hide that an older copy
 * was put back. A signature alone is nobody's release.
 */
static hush_status refuse_damaged(const char *folder, hush_error *err)
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
	hush_fail_at(err, HUSH_E_VERIFY, folder, 0, 0, "this release was damaged: its signature does not hold");
	hush_hint(err, "move it out of the folder; if the ledger knows it, `hushcount publish` with its spec then puts it back "
	               "at no charge");
	return HUSH_E_VERIFY;
}

static hush_status check_one(struct hush_ledger *ledger, const char *folder, hush_error *err)
{
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;
	struct hush_anchor anchor;
	struct hush_claim claim = {0};
	hush_status status = hush_anchor_read(folder, &anchor, err);

	if (status == HUSH_E_VERIFY) {
		return refuse_damaged(folder, err);
	}
	if (status == HUSH_E_NO_INPUT) {
		return HUSH_OK;
	}
	HUSH_TRY(status);
	claim.release = anchor.release;
	claim.ledger_id = anchor.ledger_id;
	claim.sequence = anchor.sequence;
	claim.head = anchor.head;
	claim.sums = anchor.sums.bytes;
	claim.sums_length = anchor.sums.length;
	status = hush_ledger_weigh(ledger, &claim, &verdict, err);
	if (status == HUSH_OK && !hush_claim_fine(verdict)) {
		status = hush_claim_refuse(ledger, &claim, verdict, folder, err);
	}
	hush_anchor_free(&anchor);
	return status;
}

hush_status hush_evidence_check(struct hush_ledger *ledger, const char *reports, hush_error *err)
{
	struct hush_releases releases = {0};
	struct stat found;
	hush_status status;

	if (stat(reports, &found) != 0 ? errno == ENOENT || errno == ENOTDIR : !S_ISDIR(found.st_mode)) {
		return HUSH_OK;
	}
	/* The folder is listed before the ledger is looked at: what appears meanwhile, the ledger knows by then. */
	status = hush_releases_add(&releases, reports, err);
	for (uint32_t i = 0; i < releases.count && status == HUSH_OK; i++) {
		status = check_one(ledger, releases.folders[i], err);
	}
	hush_releases_free(&releases);
	return status;
}
