/*
 * ledger_catch_up: an older copy of a ledger, brought forward by what was published since; see include/hushcount/ledger.h.
 *
 * All releases are judged before the first is brought in, so that a bad one among them stops everything; then they come in
 * in the order in which they were charged.
 */
#include <hushcount/ledger.h>

#include <stdlib.h>
#include <string.h>

#include "api/answer.h"
#include "api/releases.h"
#include "api/strangers.h"
#include "api/witness.h"
#include "base/crypto.h"
#include "base/memory.h"

struct catch_up {
	struct hush_ledger *ledger;
	struct hush_releases releases;
	struct hush_finding *findings; /* of the lost ones, in the order of their reservations; the first `brought` were brought in */
	uint32_t count;
	uint32_t brought;
	struct hush_finding *held; /* kept by the ledger and held back, by now */
	uint32_t held_count;
	struct hush_strangers strangers;
	const struct hush_public_key *trusted;
	const char *who;
	bool hold;
};

static void catch_up_free(struct catch_up *job)
{
	hush_free(job->findings);
	hush_free(job->held);
	hush_strangers_free(&job->strangers);
	hush_releases_free(&job->releases);
	hush_ledger_close(job->ledger);
}

static int by_sequence(const void *a, const void *b)
{
	const struct hush_finding *first = a;
	const struct hush_finding *second = b;

	if (first->sequence != second->sequence) {
		return first->sequence < second->sequence ? -1 : 1;
	}
	return strcmp(first->folder, second->folder);
}

static hush_status judge_all(struct catch_up *job, hush_error *err)
{
	job->findings = hush_calloc(job->releases.count, sizeof *job->findings);
	job->held = hush_calloc(job->releases.count, sizeof *job->held);
	if (!job->findings || !job->held) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < job->releases.count; i++) {
		struct hush_finding finding = {0};

		HUSH_TRY(hush_witness_weigh(job->ledger, job->releases.folders[i], job->trusted, &finding, err));
		if (finding.lost) {
			job->findings[job->count++] = finding;
		} else if (finding.held) {
			job->held[job->held_count++] = finding;
		} else if (finding.foreign) {
			HUSH_TRY(hush_strangers_add(&job->strangers, finding.ledger_id, err));
		} else if (finding.fault.message[0]) {
			if (err) {
				*err = finding.fault;
			}
			return finding.fault.status;
		}
	}
	qsort(job->findings, job->count, sizeof *job->findings, by_sequence);
	return HUSH_OK;
}

/* The key that was given and believed belongs to the ledger from now on: its releases do. */
static hush_status pin_signer(struct catch_up *job, const struct hush_witness *witness, hush_error *err)
{
	const struct hush_public_key *key = &witness->judged.facts.key;

	return job->trusted && memcmp(job->trusted, key, sizeof *key) == 0
	           ? hush_ledger_pin_key(job->ledger, key->id, key->key, err)
	           : HUSH_OK;
}

/* Judged once more: the folder could have been exchanged since. */
static hush_status bring_in(struct catch_up *job, const struct hush_witness *witness, const char *folder, hush_error *err)
{
	struct hush_finding finding = {.folder = folder};
	bool brought = false;

	HUSH_TRY(hush_witness_judge(job->ledger, witness, job->trusted, &finding, err));
	if (!finding.lost && finding.fault.message[0]) {
		if (err) {
			*err = finding.fault;
		}
		return finding.fault.status;
	}
	HUSH_TRY(pin_signer(job, witness, err));
	HUSH_TRY(hush_ledger_catch_up(job->ledger, &witness->claim, job->who, job->hold, &brought, err));
	if (brought) { /* not so for a second copy of one that was */
		job->findings[job->brought++].folder = folder;
	}
	/* Does it wait for a signature now? */
	finding = (struct hush_finding){.folder = folder};
	HUSH_TRY(hush_witness_judge(job->ledger, witness, job->trusted, &finding, err));
	if (finding.held) {
		job->held[job->held_count++] = finding;
	}
	return HUSH_OK;
}

static hush_status bring_all(struct catch_up *job, hush_error *err)
{
	for (uint32_t i = 0; i < job->count; i++) {
		const char *folder = job->findings[i].folder;
		struct hush_witness witness;
		hush_status status;

		HUSH_TRY(hush_witness_read(folder, &witness, err));
		status = bring_in(job, &witness, folder, err);
		hush_witness_free(&witness);
		HUSH_TRY(status);
	}
	return HUSH_OK;
}

static hush_status run(struct catch_up *job, const char *path, const char *const *reports, unsigned count, hush_error *err)
{
	HUSH_TRY(hush_releases_all(reports, count, &job->releases, err));
	HUSH_TRY(hush_ledger_open(path, &job->ledger, err));
	HUSH_TRY(judge_all(job, err));
	return bring_all(job, err);
}

static void put_json(const struct catch_up *job, struct hush_buffer *out)
{
	struct hush_json_writer json;

	hush_answer_begin(&json, out, "hushcount.ledger-catch-up/1");
	hush_json_put_string(&json, "ledger", hush_ledger_id(job->ledger));
	hush_json_put_u64(&json, "looked_at", job->releases.count);
	hush_json_put_u64(&json, "brought_in", job->brought);
	hush_json_array(&json, "folders");
	for (uint32_t i = 0; i < job->brought; i++) {
		hush_json_put_string(&json, NULL, job->findings[i].folder);
	}
	hush_json_end(&json);
	hush_json_array(&json, "held_back");
	for (uint32_t i = 0; i < job->held_count; i++) {
		hush_json_put_string(&json, NULL, job->held[i].folder);
	}
	hush_json_end(&json);
	hush_json_array(&json, "of_other_ledgers");
	for (uint32_t i = 0; i < job->strangers.count; i++) {
		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "ledger", job->strangers.items[i].ledger_id);
		hush_json_put_u64(&json, "releases", job->strangers.items[i].releases);
		hush_json_end(&json);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

static void put_plain(const struct catch_up *job, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < job->brought; i++) {
		hush_buffer_format(out, "Brought in  %s: its charge stands, and its bytes are kept\n", job->findings[i].folder);
	}
	for (uint32_t i = 0; i < job->held_count; i++) {
		hush_buffer_format(out, "Held back   %s: no signature is on record here; %s\n", job->held[i].folder, job->held[i].fault.hint);
	}
	for (uint32_t i = 0; i < job->strangers.count; i++) {
		const struct hush_stranger *stranger = &job->strangers.items[i];

		hush_buffer_format(out, "Left out    %u %s charged to another ledger (%s)\n", stranger->releases,
		                   stranger->releases == 1 ? "release" : "releases", stranger->ledger_id);
	}
	hush_buffer_format(out, "%u of %u releases were missing in the ledger%s\n", job->brought,
	                   job->releases.count - hush_strangers_releases(&job->strangers),
	                   job->brought ? ", and are on record now; see `hushcount ledger show`" : ": nothing was changed");
}

hush_status hush_ledger_bring_forward(const char *path, const char *const *reports, unsigned report_count, const char *key,
                                      const char *who, int hold, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct catch_up job = {.who = who, .hold = hold != 0};
	struct hush_public_key trusted;
	struct hush_buffer answer;
	hush_status status = hush_crypto_start(err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK && key) {
		status = hush_minisign_load_public(key, &trusted, err);
		job.trusted = &trusted;
	}
	if (status == HUSH_OK) {
		status = run(&job, path, reports, report_count, err);
	}
	if (status == HUSH_OK) {
		if (format == HUSH_FORMAT_JSON) {
			put_json(&job, &answer);
		} else {
			put_plain(&job, &answer);
		}
		status = hush_answer_give(&answer, text, err);
	}
	hush_buffer_release(&answer);
	catch_up_free(&job);
	return status;
}
