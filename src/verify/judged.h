/*
 * judged: a release folder whose every check passed, held open for those who need what it says.
 */
#ifndef HUSH_VERIFY_JUDGED_H
#define HUSH_VERIFY_JUDGED_H

#include "base/error.h"
#include "publish/bundle.h"
#include "verify/contents.h"
#include "verify/facts.h"

struct hush_judged {
	struct hush_bundle bundle;
	struct hush_facts facts; /* facts.key signed it; whether that key is to be trusted is the caller's to say */
	struct hush_contents_apart apart; /* what was not compared */
};

/*
 * Makes all checks of hush_verify_folder but the one of the signer, and stops at the first that fails: HUSH_E_VERIFY. On
 * success the caller frees *judged, which must stay where it is: it points into itself.
 */
hush_status hush_judge_folder(const char *folder, struct hush_judged *judged, hush_error *err);

/* The same of files that are in judged->bundle; the rest of *judged is empty. On failure they are freed, too. */
hush_status hush_judge_bundle(struct hush_judged *judged, hush_error *err);
void hush_judged_free(struct hush_judged *judged);

#endif
