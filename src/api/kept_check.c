/* kept_check: see kept_check.h. */
#include "api/kept_check.h"

#include <string.h>

#include "api/witness.h"
#include "base/memory.h"
#include "spec/domain.h"

static hush_status refuse(const char *release, const char *verdict, hush_error *err)
{
	hush_fail(err, HUSH_E_LEDGER, "what the ledger's entries say of the release \"%s\" is not what the signed release says that "
	          "is kept for it: %s", release, verdict);
	hush_hint(err, "keep the file as it is and find out what wrote it");
	return HUSH_E_LEDGER;
}

static hush_status judge(struct hush_ledger *ledger, const char *release, const struct hush_witness *witness, hush_error *err)
{
	struct hush_finding finding = {.folder = release};

	HUSH_TRY(hush_witness_judge(ledger, witness, NULL, &finding, err));
	/* Held back is where a kept release may be. */
	return finding.foreign || (finding.fault.message[0] && !finding.held) ? refuse(release, finding.verdict, err) : HUSH_OK;
}

static hush_status check_one(struct hush_ledger *ledger, const char *release, hush_error *err)
{
	struct hush_witness witness;
	void *bytes = NULL;
	size_t length = 0;
	hush_status status;

	HUSH_TRY(hush_ledger_kept(ledger, release, &bytes, &length, err));
	status = hush_witness_unpack(bytes, length, &witness, err);
	hush_free(bytes);
	if (status == HUSH_E_VERIFY) {
		return refuse(release, "it does not hold by itself", err);
	}
	HUSH_TRY(status);
	status = judge(ledger, release, &witness, err);
	hush_witness_free(&witness);
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

hush_status hush_kept_check_all(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_names staged = {0};
	hush_status status = hush_ledger_walk_chain(ledger, note, &staged, err);

	/* After the walk, which keeps others from writing: what was staged stays as it is. */
	for (uint32_t i = 0; i < staged.count && status == HUSH_OK; i++) {
		status = check_one(ledger, staged.names[i], err);
	}
	hush_names_release(&staged);
	return status;
}
