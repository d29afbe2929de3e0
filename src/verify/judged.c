/* judged: see judged.h. */
#include "verify/judged.h"

#include "base/memory.h"
#include "verify/steps.h"

static hush_status judge(struct hush_judged *judged, hush_error *err)
{
	const struct hush_bundle *bundle = &judged->bundle;
	const struct hush_facts *facts = &judged->facts;

	for (unsigned i = 0; i < HUSH_STEPS; i++) {
		HUSH_TRY(hush_steps[i].check(judged, err));
	}
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
