/* witness: see witness.h. */
#include "api/witness.h"

#include <string.h>

#include "api/signer.h"
#include "base/crypto.h"
#include "publish/bundle.h"

/* The claim of a release that was judged. */
static hush_status take_claim(struct hush_witness *witness, hush_error *err)
{
	const struct hush_release *release = &witness->judged.facts.release;
	hush_status status;

	hush_buffer_init(&witness->packed, SIZE_MAX / 2);
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
	    .others = release->others,
	    .other_count = release->other_count,
	    .day = release->day,
	    .version = release->version,
	    .bytes = witness->packed.bytes,
	    .length = witness->packed.length,
	};
	return HUSH_OK;
}

hush_status hush_witness_read(const char *folder, struct hush_witness *witness, hush_error *err)
{
	*witness = (struct hush_witness){0};
	HUSH_TRY(hush_judge_folder(folder, &witness->judged, err));
	return take_claim(witness, err);
}

hush_status hush_witness_unpack(const void *bytes, size_t length, struct hush_witness *witness, hush_error *err)
{
	*witness = (struct hush_witness){0};
	HUSH_TRY(hush_bundle_unpack(bytes, length, &witness->judged.bundle, err));
	HUSH_TRY(hush_judge_bundle(&witness->judged, err));
	return take_claim(witness, err);
}

void hush_witness_free(struct hush_witness *witness)
{
	hush_judged_free(&witness->judged);
	hush_buffer_release(&witness->packed);
}

hush_status hush_witness_judge(struct hush_ledger *ledger, const struct hush_witness *witness,
                               const struct hush_public_key *trusted, struct hush_finding *finding, hush_error *err)
{
	enum hush_claim_verdict verdict = HUSH_CLAIM_HOLDS;
	hush_status status;

	finding->sequence = witness->claim.sequence;
	HUSH_TRY(hush_ledger_weigh(ledger, &witness->claim, &verdict, err));
	finding->verdict = hush_claim_verdict_name(verdict);
	memcpy(finding->ledger_id, witness->claim.ledger_id, strlen(witness->claim.ledger_id) + 1);
	if (verdict == HUSH_CLAIM_OTHER_LEDGER) {
		finding->foreign = true;
		return HUSH_OK;
	}
	status = hush_signer_check(ledger, &witness->judged.facts.key, trusted, finding->folder, &finding->fault);
	if (status == HUSH_E_VERIFY) {
		finding->verdict = "unknown-signer";
		return HUSH_OK;
	}
	if (status != HUSH_OK) {
		*err = finding->fault;
		return status;
	}
	if (!hush_claim_fine(verdict)) {
		finding->lost = verdict < HUSH_CLAIM_OTHER_CHARGE;
		finding->held = verdict == HUSH_CLAIM_HELD;
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
