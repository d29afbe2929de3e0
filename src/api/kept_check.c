/* kept_check: see kept_check.h. */
#include "api/kept_check.h"

#include <string.h>

#include "api/anchor_claim.h"
#include "api/signer.h"
#include "api/witness.h"
#include "base/memory.h"
#include "ledger/claim.h"
#include "publish/bundle.h"
#include "spec/domain.h"

static hush_status refuse(const char *release, const char *verdict, hush_error *err)
{
	hush_fail(err, HUSH_E_LEDGER, "what the ledger's entries say of the release \"%s\" is not what the signed release says that "
	          "is kept for it: %s", release, verdict);
	hush_hint(err, "keep the file as it is and find out what wrote it");
	return HUSH_E_LEDGER;
}

static hush_status refuse_unsound(const char *release, const hush_error *why, hush_error *err)
{
	hush_fail(err, HUSH_E_LEDGER, "the release \"%s\" that the ledger keeps does not hold by itself: %s%s%s", release, why->file,
	          why->file[0] ? ": " : "", why->message);
	hush_hint(err, "keep the file as it is and find out what wrote it");
	return HUSH_E_LEDGER;
}

static hush_status check_unpacked(struct hush_ledger *ledger, const char *release, const void *bytes, size_t length,
                                  hush_error *err)
{
	struct hush_finding finding = {.folder = release};
	struct hush_witness witness;
	hush_error why = {0};
	hush_status status = hush_witness_unpack(bytes, length, &witness, &why);

	if (status == HUSH_E_VERIFY) {
		return refuse_unsound(release, &why, err);
	}
	if (status != HUSH_OK) {
		*err = why;
		return status;
	}
	status = hush_witness_judge(ledger, &witness, NULL, &finding, err);
	hush_witness_free(&witness);
	HUSH_TRY(status);
	/* Held back is where a kept release may be. */
	return finding.foreign || (finding.fault.message[0] && !finding.held) ? refuse(release, finding.verdict, err) : HUSH_OK;
}

static hush_status weigh_anchor(struct hush_ledger *ledger, const char *release, const struct hush_anchor *anchor,
                                enum hush_claim_verdict *verdict, hush_error *err)
{
	const struct hush_claim claim = hush_anchor_claim(anchor);
	bool known = false;

	HUSH_TRY(hush_signer_known(ledger, &anchor->key, &known, err));
	HUSH_TRY(hush_ledger_weigh(ledger, &claim, verdict, err));
	if (!known) {
		return refuse(release, "unknown-signer", err);
	}
	return *verdict != HUSH_CLAIM_OTHER_LEDGER && (hush_claim_fine(*verdict) || *verdict == HUSH_CLAIM_HELD)
	           ? HUSH_OK
	           : refuse(release, hush_claim_verdict_name(*verdict), err);
}

static hush_status check_place(struct hush_ledger *ledger, const char *release, const void *bytes, size_t length,
                               hush_error *err)
{
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;
	struct hush_bundle bundle = {0};
	struct hush_anchor anchor;
	hush_error why = {0};
	hush_status status;

	HUSH_TRY(hush_bundle_unpack(bytes, length, &bundle, err));
	status = hush_anchor_of_bundle(&bundle, &anchor, &why);
	hush_bundle_free(&bundle);
	if (status == HUSH_E_VERIFY || status == HUSH_E_NO_INPUT) {
		return refuse_unsound(release, &why, err);
	}
	if (status != HUSH_OK) {
		*err = why;
		return status;
	}
	status = weigh_anchor(ledger, release, &anchor, &verdict, err);
	hush_anchor_free(&anchor);
	HUSH_TRY(status);
	return verdict == HUSH_CLAIM_CAUGHT_UP ? check_unpacked(ledger, release, bytes, length, err) : HUSH_OK;
}

typedef hush_status check(struct hush_ledger *ledger, const char *release, const void *bytes, size_t length, hush_error *err);

static hush_status check_one(struct hush_ledger *ledger, const char *release, check *how, hush_error *err)
{
	void *bytes = NULL;
	size_t length = 0;
	hush_status status;

	HUSH_TRY(hush_ledger_kept(ledger, release, &bytes, &length, err));
	status = how(ledger, release, bytes, length, err);
	hush_free(bytes);
	return status;
}

static hush_status note(void *context, const struct hush_ledger_item *item, hush_error *err)
{
	struct hush_names *staged = context;
	char **grown;

	if (strcmp(item->kind, "staged") != 0) {
		return HUSH_OK;
	}
	grown = hush_reallocarray(staged->names, (size_t)staged->count + 1, sizeof(*grown));
	if (!grown) {
		return hush_fail_memory(err);
	}
	staged->names = grown;
	grown[staged->count] = hush_strdup(item->release);
	if (!grown[staged->count]) {
		return hush_fail_memory(err);
	}
	staged->count++;
	return HUSH_OK;
}

static hush_status check_all(struct hush_ledger *ledger, check *how, hush_error *err)
{
	struct hush_names staged = {0};
	hush_status status = hush_ledger_walk_chain(ledger, note, &staged, err);

	/* After the walk, which keeps others from writing: what was staged stays as it is. */
	for (uint32_t i = 0; i < staged.count && status == HUSH_OK; i++) {
		status = check_one(ledger, staged.names[i], how, err);
	}
	hush_names_release(&staged);
	return status;
}

hush_status hush_kept_check_all(struct hush_ledger *ledger, hush_error *err)
{
	return check_all(ledger, check_unpacked, err);
}

hush_status hush_kept_check_places(struct hush_ledger *ledger, hush_error *err)
{
	return check_all(ledger, check_place, err);
}
