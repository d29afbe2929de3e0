/* witness: see witness.h. */
#include "api/witness.h"

#include <string.h>

#include "base/crypto.h"
#include "publish/bundle.h"

hush_status hush_witness_read(const char *folder, struct hush_witness *witness, hush_error *err)
{
	const struct hush_release *release = &witness->judged.facts.release;
	hush_status status;

	*witness = (struct hush_witness){0};
	hush_buffer_init(&witness->packed, SIZE_MAX / 2);
	HUSH_TRY(hush_judge_folder(folder, &witness->judged, err));
	status = hush_bundle_pack(&witness->judged.bundle, &witness->packed, err);
	if (status != HUSH_OK) {
		hush_witness_free(witness);
		return status;
	}
	witness->claim = (struct hush_claim){
	    .release = release->spec->id,
	    .ledger_id = release->ledger_id,
	    .sequence = release->sequence,
	    .head = release->head,
	    .plan = release->plan,
	    .day = release->day,
	    .version = release->version,
	    .bytes = witness->packed.bytes,
	    .length = witness->packed.length,
	};
	return HUSH_OK;
}

void hush_witness_free(struct hush_witness *witness)
{
	hush_judged_free(&witness->judged);
	hush_buffer_release(&witness->packed);
}

/* A release of this ledger is signed by a key that it pinned, or by the one that was given. */
static hush_status check_signer(struct hush_ledger *ledger, const struct hush_witness *witness,
                                const struct hush_public_key *trusted, struct hush_finding *finding, hush_error *err)
{
	const struct hush_public_key *key = &witness->judged.facts.key;
	uint8_t pinned[HUSH_SIGN_PUBLIC];
	bool found = false;

	if (trusted && memcmp(trusted, key, sizeof *key) == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_ledger_pinned(ledger, key->id, pinned, &found, err));
	if (!found || memcmp(pinned, key->key, sizeof pinned) != 0) {
		finding->verdict = "unknown-signer";
		hush_fail_at(&finding->fault, HUSH_E_VERIFY, finding->folder, 0, 0,
		             "says that this ledger charged it, and is signed with a key that the ledger does not know");
		hush_hint(&finding->fault, "a forgery, or the ledger is an older copy than the key; give the key with --key if you know it");
	}
	return HUSH_OK;
}

hush_status hush_witness_judge(struct hush_ledger *ledger, const struct hush_witness *witness,
                               const struct hush_public_key *trusted, struct hush_finding *finding, hush_error *err)
{
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;

	finding->sequence = witness->claim.sequence;
	HUSH_TRY(hush_ledger_weigh(ledger, &witness->claim, &verdict, err));
	finding->verdict = hush_claim_verdict_name(verdict);
	if (verdict == HUSH_CLAIM_OTHER_LEDGER) {
		return HUSH_OK;
	}
	HUSH_TRY(check_signer(ledger, witness, trusted, finding, err));
	if (finding->fault.message[0] == '\0' && !hush_claim_fine(verdict)) {
		finding->lost = verdict < HUSH_CLAIM_OTHER_CHARGE;
		(void)hush_claim_refuse(ledger, &witness->claim, verdict, finding->folder, &finding->fault);
	}
	return HUSH_OK;
}

hush_status hush_witness_weigh(struct hush_ledger *ledger, const char *folder, const struct hush_public_key *trusted,
                               struct hush_finding *finding, hush_error *err)
{
	struct hush_finding made = {.folder = folder};
	struct hush_witness witness;
	hush_error fault = {0};
	hush_status status = hush_witness_read(folder, &witness, &fault);

	if (status == HUSH_E_VERIFY) {
		made.verdict = "unsound";
		hush_fail_at(&made.fault, HUSH_E_VERIFY, folder, 0, 0, "not a sound release: %s%s%s", fault.file,
		             fault.file[0] ? ": " : "", fault.message);
		hush_hint(&made.fault, "see `hushcount verify` on it, and get it again from where it was kept");
		*finding = made;
		return HUSH_OK;
	}
	if (status != HUSH_OK) {
		if (err) {
			*err = fault;
		}
		return status;
	}
	status = hush_witness_judge(ledger, &witness, trusted, &made, err);
	hush_witness_free(&witness);
	if (status == HUSH_OK) {
		*finding = made;
	}
	return status;
}
