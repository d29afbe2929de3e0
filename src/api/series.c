/*
 * series: verification of one release, and of several against each other; see include/hushcount/verify.h.
 */
#include <hushcount/verify.h>

#include "api/answer.h"
#include "base/crypto.h"
#include "base/memory.h"
#include "verify/verify.h"

/* The list of checks is the point when one of them failed: it is given with the failure. */
static hush_status give(hush_status status, struct hush_buffer *answer, char **text, hush_error *err)
{
	if (status == HUSH_OK || status == HUSH_E_VERIFY || status == HUSH_E_SIGNER) {
		hush_status given = hush_answer_give(answer, text, status == HUSH_OK ? err : NULL);

		return status == HUSH_OK ? given : status;
	}
	hush_buffer_release(answer);
	return status;
}

hush_status hush_series_open(hush_series **series, hush_error *err)
{
	return hush_series_make(series, err);
}

void hush_series_close(hush_series *series)
{
	hush_series_free(series);
}

hush_status hush_series_verify(hush_series *series, const char *folder, const char *key, hush_format format,
							   char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_public_key trusted;
	struct hush_buffer answer;
	unsigned long refusals = hush_memory_refusals();
	hush_status status = hush_crypto_start(err);

	*text = NULL;
	if (status == HUSH_OK && key) {
		status = hush_minisign_load_public(key, &trusted, err);
	}
	if (status != HUSH_OK) {
		return status;
	}
	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	status = hush_verify_folder(folder, key ? &trusted : NULL, format, series, &answer, err);
	if (hush_memory_refusals() != refusals) {
		/* What was computed again may differ for want of memory: no judgement. */
		status = hush_fail_memory(err);
	}
	return give(status, &answer, text, err);
}

hush_status hush_series_judge(const hush_series *series, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_buffer answer;

	*text = NULL;
	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	return give(hush_series_write(series, format, &answer, err), &answer, text, err);
}
