/* judged: see judged.h. */
#include "verify/judged.h"

#include "base/memory.h"
#include "verify/schemas.h"
#include "verify/tables.h"
#include "verify/terms.h"

static hush_status judge(struct hush_judged *judged, hush_error *err)
{
	const struct hush_bundle *bundle = &judged->bundle;
	struct hush_facts *facts = &judged->facts;

	HUSH_TRY(hush_contents_files(bundle, err));
	HUSH_TRY(hush_contents_digests(bundle, err));
	HUSH_TRY(hush_facts_read(bundle, facts, err));
	HUSH_TRY(hush_facts_spec(facts, err));
	HUSH_TRY(hush_facts_plan(facts, err));
	HUSH_TRY(hush_terms_charges(facts, err));
	HUSH_TRY(hush_terms_margins(facts, err));
	HUSH_TRY(hush_terms_accounts(facts, err));
	HUSH_TRY(hush_tables_read(bundle, facts, err));
	HUSH_TRY(hush_schemas_check(bundle, facts, err));
	/* What charges follow from is compared in any case. */
	HUSH_TRY(hush_contents_render(bundle, facts, &judged->apart, err));
	HUSH_TRY(hush_contents_signature(bundle, facts, &facts->key, err));
	return facts->spec->extras[HUSH_EXTRA_SSH_SIGNATURE] ? hush_contents_ssh(bundle, facts, err) : HUSH_OK;
}

hush_status hush_judge_bundle(struct hush_judged *judged, hush_error *err)
{
	unsigned long refusals = hush_memory_refusals();
	hush_status status = judge(judged, err);

	if (status == HUSH_OK) {
		return HUSH_OK;
	}
	hush_judged_free(judged);
	if (hush_memory_refusals() != refusals) {
		/* What was computed again may differ for want of memory: no judgement. */
		return hush_fail_memory(err);
	}
	if (status == HUSH_E_SPEC) { /* of the release's own spec, not of ours */
		status = HUSH_E_VERIFY;
		if (err) {
			err->status = status;
		}
	}
	return status;
}

hush_status hush_judge_folder(const char *folder, struct hush_judged *judged, hush_error *err)
{
	*judged = (struct hush_judged){0}; /* filled in place: the facts point into themselves */
	HUSH_TRY(hush_bundle_read(folder, &judged->bundle, err));
	return hush_judge_bundle(judged, err);
}

void hush_judged_free(struct hush_judged *judged)
{
	hush_facts_free(&judged->facts);
	hush_bundle_free(&judged->bundle);
}
