/*
 * verify: see verify.h. The steps, in order, and then the signer.
 *
 * The signature is judged last and by itself: the checks before it say whether the release is consistent, the signature
 * says who vouches for it.  A check that needs an earlier one that failed is not reached.
 */
#include "verify/verify.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "publish/bundle.h"
#include "spec/resolved.h"
#include "verify/contents.h"
#include "verify/judged.h"
#include "verify/report.h"
#include "verify/steps.h"

struct verification {
	struct hush_judged judged;
	struct hush_report report;
};

/* What this version would word differently, as a sentence. */
static void note_apart(struct verification *v)
{
	const struct hush_formats now = hush_formats_now();
	const struct hush_formats *stated = &v->judged.facts.release.formats;
	const struct {
		bool apart;
		const char *name;
		uint64_t stated;
		uint64_t now;
	} parts[] = {{v->judged.apart.statement, "release.json", stated->statement, now.statement},
	             {v->judged.apart.page, "index.html", stated->page, now.page},
	             {v->judged.apart.metadata, "the metadata", stated->metadata, now.metadata}};
	char text[HUSH_CHECK_DETAIL] = "";
	size_t used = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i].apart) {
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s (format %llu, this hushcount writes %llu)",
			                         used > 0 ? "; " : "not compared: ", parts[i].name, (unsigned long long)parts[i].stated,
			                         (unsigned long long)parts[i].now);
		}
	}
	if (used > 0) {
		snprintf(text + used, sizeof text - used, "; a version that writes that format can");
		hush_report_partly(&v->report, "tables, and what was compared, say what follows from the numbers, and nothing else", text);
		hush_report_faker(&v->report, HUSH_FAKER_KEY);
	}
}

/* What values a list names can be compared with it; of discovered ones only what is said of them here. */
static void note_discovered(struct verification *v)
{
	if (hush_spec_discovers(v->judged.facts.spec)) {
		hush_report_partly(&v->report,
		                   "the tables hold exactly the cells of the domains, with intervals as the law gives them; discovered "
		                   "values are in order and reach their threshold",
		                   "not checkable: whether the records held the discovered values, and which others stayed hidden");
	}
}

static const char signature_name[] = "signature";
static const char signature_says[] = "SHA256SUMS is signed by the key you gave";

/* Failures of the machine end the whole verification; those of the release are what it is for. */
static bool is_finding(hush_status status)
{
	return status == HUSH_OK || status == HUSH_E_VERIFY || status == HUSH_E_SPEC || status == HUSH_E_SIGNER;
}

/* HUSH_OK for a finding; else the failure, handed on. */
static hush_status pass_on(hush_status status, const hush_error *found, hush_error *err)
{
	if (is_finding(status)) {
		return HUSH_OK;
	}
	if (err) {
		*err = *found;
	}
	return status;
}

/*
 * No key: the signature must hold under the key that the release names, which shows that it is whole, not who signed it.
 * Another key than the release's: the same, and the signer is not the one expected.
 */
static hush_status check_signature(struct verification *v, const struct hush_public_key *key, hush_error *err)
{
	const struct hush_public_key *own = &v->judged.facts.key;
	bool trusted = key && memcmp(key, own, sizeof *own) == 0;
	hush_error found = {0};
	hush_status status = hush_contents_signature(&v->judged.bundle, &v->judged.facts, own, &found);

	HUSH_TRY(pass_on(status, &found, err));
	if (status == HUSH_OK && v->judged.facts.spec->extras[HUSH_EXTRA_SSH_SIGNATURE]) {
		status = hush_contents_ssh(&v->judged.bundle, &v->judged.facts, &found);
		HUSH_TRY(pass_on(status, &found, err));
	}
	if (status != HUSH_OK || trusted) {
		hush_report_add(&v->report, signature_name, signature_says, status, &found);
		hush_report_faker(&v->report, HUSH_FAKER_KEY);
	} else {
		hush_report_unknown(&v->report, signature_name, signature_says,
		                    key ? "NOT signed by the key you gave: a forgery, or a key that was changed; do not rely on it"
		                        : "no key was given: anyone could have signed this; use --key");
	}
	return HUSH_OK;
}

static hush_status run(struct verification *v, const struct hush_public_key *key, hush_error *err)
{
	bool facts = false;

	for (unsigned i = 0; i < HUSH_STEPS; i++) {
		const struct hush_step *step = &hush_steps[i];
		hush_error found = {0};
		hush_status status;

		/* Wrong digests do not keep the contents from being judged; all else builds on the step before. */
		if (v->report.failed && i > HUSH_STEP_STATEMENT) {
			hush_report_not_reached(&v->report, step->name, step->says);
			continue;
		}
		status = step->check(&v->judged, &found);
		HUSH_TRY(pass_on(status, &found, err));
		hush_report_add(&v->report, step->name, step->says, status, &found);
		hush_report_faker(&v->report, step->faker);
		if (i == HUSH_STEP_TABLES && status == HUSH_OK) {
			note_discovered(v);
		}
		if (i == HUSH_STEP_CONTENTS && status == HUSH_OK) {
			note_apart(v);
		}
		facts = facts || (i == HUSH_STEP_SPEC && status == HUSH_OK);
	}
	if (!facts) {
		hush_report_not_reached(&v->report, signature_name, signature_says);
		return HUSH_OK;
	}
	return check_signature(v, key, err);
}

static void describe_failure(const struct hush_report *report, const char *folder, hush_error *err)
{
	for (uint32_t i = 0; i < report->count; i++) {
		const struct hush_check *check = &report->checks[i];

		if (check->outcome == HUSH_CHECK_FAILED) {
			hush_fail_at(err, HUSH_E_VERIFY, folder, 0, 0, "verification failed: %s: %s", check->name, check->detail);
			hush_hint(err, "do not rely on this release; get it again from its publisher");
			return;
		}
	}
	hush_fail_at(err, HUSH_E_SIGNER, folder, 0, 0, "signer unknown: everything else holds");
	hush_hint(err, "get the publisher's public key from a place you trust, and give it with --key");
}

/* A release that holds by itself can be compared with others; who signed it is another question. */
static hush_status remember(struct hush_series *series, const char *folder, const struct verification *v, hush_error *err)
{
	if (!series) {
		return HUSH_OK;
	}
	if (v->report.failed) {
		hush_series_leave_out(series);
		return HUSH_OK;
	}
	return hush_series_add(series, folder, &v->judged.bundle, &v->judged.facts, err);
}

hush_status hush_verify_folder(const char *folder, const struct hush_public_key *key, hush_format format,
                               struct hush_series *series, struct hush_buffer *out, hush_error *err)
{
	struct verification v = {0};
	hush_error found = {0};
	hush_status status = hush_crypto_start(err);

	HUSH_TRY(status);
	status = hush_bundle_read(folder, &v.judged.bundle, &found);
	if (status == HUSH_E_VERIFY) {
		hush_report_add(&v.report, hush_steps[HUSH_STEP_FILES].name, hush_steps[HUSH_STEP_FILES].says, status, &found);
		for (unsigned i = HUSH_STEP_FILES + 1; i < HUSH_STEPS; i++) {
			hush_report_not_reached(&v.report, hush_steps[i].name, hush_steps[i].says);
		}
		hush_report_not_reached(&v.report, signature_name, signature_says);
		status = HUSH_OK;
	} else if (status == HUSH_OK) {
		status = run(&v, key, err);
	} else if (err) {
		*err = found;
	}
	if (status == HUSH_OK) {
		status = remember(series, folder, &v, err);
	}
	if (status == HUSH_OK) {
		hush_report_write(&v.report, folder, format, out);
		status = hush_buffer_check(out, err);
	}
	if (status == HUSH_OK) {
		status = hush_report_status(&v.report);
		if (status != HUSH_OK) {
			describe_failure(&v.report, folder, err);
		}
	}
	hush_judged_free(&v.judged);
	return status;
}
