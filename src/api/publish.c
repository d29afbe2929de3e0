/*
 * publish: the whole way from records to a signed release folder, read from top to bottom in publish_new.
 *
 * The order of steps is the promise (design rules 8, 9 and 10): everything that can be refused is refused before the
 * charge; the charge is durable before the first random bit; all noise of cells that are known is drawn before the first
 * record is read (docs/decisions/0012-discovered-values.md says what is done about the others); the
 * finished bytes are kept by the ledger before anything is visible; and from then on those bytes, and no others, are the
 * answer for this release id.
 */
#include <hushcount/publish.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aggregate/count.h"
#include "api/answer.h"
#include "api/evidence.h"
#include "api/kept.h"
#include "api/kept_check.h"
#include "api/pdf.h"
#include "api/published.h"
#include "api/session.h"
#include "api/signer.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "noise/noise.h"
#include "noise/shown.h"
#include "publish/minisign.h"
#include "publish/release.h"
#include "random/bits.h"
#include "read/inputs.h"
#include "spec/domain.h"
#include "spec/resolved.h"

static const char *reports_folder(const hush_publish_options *options)
{
	return options->reports ? options->reports : "reports";
}

/* The folder that the release would become is not there and can be made: refused before the charge, not after it. */
static hush_status check_output_free(const char *reports, const char *id, hush_error *err)
{
	char *path;
	struct stat found;
	bool taken;

	HUSH_TRY(hush_folder_make(reports, err));
	if (access(reports, W_OK | X_OK) != 0) {
		hush_fail_errno(err, HUSH_E_PERMISSION, errno, reports, "no release can be written into the folder");
		return hush_hint(err, "make it writable, or choose another folder with --out; nothing was charged");
	}
	path = hush_path_join(reports, id);
	if (!path) {
		return hush_fail_memory(err);
	}
	taken = lstat(path, &found) == 0;
	if (taken) {
		hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "the output exists and is not this release");
		hush_hint(err, "move it away, or choose another folder with --out; nothing was charged");
	}
	hush_free(path);
	return taken ? HUSH_E_CREATE : HUSH_OK;
}

/* Renders, signs and packs the release. `spec` is the session's, with the values that were discovered. */
static hush_status render(const struct hush_session *session, const struct hush_receipt *receipt,
                          const struct hush_spec *spec, const struct hush_noisy *noisy, const struct hush_secret_key *signer,
                          struct hush_bundle *bundle, struct hush_buffer *packed, hush_error *err)
{
	struct hush_release_account *accounts = hush_calloc(session->plan->account_count, sizeof *accounts);
	struct hush_balance *balances = NULL;
	struct hush_ledger_previous previous = {0};
	struct hush_ledger_others others = {0};
	struct hush_plan plan = *session->plan; /* the same plan, of the spec that has the values */
	hush_status status = accounts ? hush_balances_read(session->ledger, session->plan, &balances, err)
	                              : hush_fail_memory(err);

	if (status == HUSH_OK) {
		status = hush_ledger_previous(session->ledger, hush_receipt_sequence(receipt), &previous, err);
	}
	plan.spec = spec;
	if (status == HUSH_OK) {
		status = hush_ledger_others(session->ledger, hush_receipt_sequence(receipt), &others, err);
	}
	if (status == HUSH_OK) {
		struct hush_release release = {
		    .spec = spec,
		    .plan = &plan,
		    .noisy = noisy,
		    .accounts = accounts,
		    .sequence = hush_receipt_sequence(receipt),
		    .head = hush_receipt_head(receipt),
		    .ledger_id = hush_receipt_ledger_id(receipt),
		    .day = hush_receipt_day(receipt),
		    .previous = {previous.found ? previous.release : NULL, previous.sequence, previous.head},
		    .others = (const char *const *)others.ids,
		    .other_count = others.count,
		    .version = hush_version(),
		    .formats = hush_formats_now(),
		    .key = hush_minisign_public(signer),
		};

		for (uint32_t i = 0; i < session->plan->account_count; i++) {
			accounts[i].budget_text = balances[i].budget_text;
			accounts[i].spent_text = balances[i].spent_text;
			accounts[i].thresholds_text = balances[i].thresholds_text;
		}
		status = hush_release_render(&release, signer, bundle, err);
	}
	if (status == HUSH_OK) {
		status = hush_bundle_pack(bundle, packed, err);
	}
	hush_ledger_others_free(&others);
	hush_balances_free(balances, session->plan->account_count);
	hush_free(accounts);
	return status;
}

/*
 * Values that no list names: now that they are counted, draws noise for all of them, and forgets those that stay hidden.
 * *published is the spec with the others.
 */
static hush_status show(const struct hush_session *session, const struct hush_receipt *receipt, struct hush_bits *bits,
                        struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_spec **published,
                        hush_error *err)
{
	struct hush_names shown[HUSH_MAX_DIMENSIONS] = {{0}};
	hush_status status = hush_noise_show(receipt, session->plan, bits, noise, exact, shown, err);

	if (status == HUSH_OK) {
		status = hush_spec_resolve(session->spec, shown, published, err);
	}
	for (uint32_t d = 0; d < session->spec->dimension_count; d++) {
		hush_names_release(&shown[d]);
	}
	return status;
}

/* Steps that need a receipt: noise, records, release, folder. */
static hush_status publish_paid(const struct hush_session *session, const struct hush_receipt *receipt,
                                struct hush_inputs *inputs, const struct hush_secret_key *signer,
                                const hush_publish_options *options, hush_error *err)
{
	const struct hush_count_effort counting = {.asked = options->effort};
	struct hush_bits bits;
	struct hush_noise *noise = NULL;
	struct hush_exact_tables *exact = NULL;
	struct hush_spec *published = NULL; /* with the values that are shown; NULL when the spec lists them all */
	struct hush_noisy *noisy = NULL;
	struct hush_bundle bundle = {0};
	struct hush_buffer packed;
	bool already = false;
	hush_status status;

	hush_buffer_init(&packed, SIZE_MAX / 2);

	/* Noise first, for all cells at once: how long it takes cannot depend on records that are not open yet. */
	HUSH_TRY(hush_bits_secure(&bits, err));
	status = hush_noise_draw(receipt, session->plan, &bits, &noise, err);

	/* Records: read, limited per unit, and aggregated in one pass. */
	if (status == HUSH_OK) {
		status = hush_count(session->spec, inputs, hush_receipt_limit_key(receipt), &counting, NULL, &exact, err);
	}
	if (status == HUSH_OK && exact->found) {
		status = show(session, receipt, &bits, noise, exact, &published, err);
	}
	hush_bits_close(&bits);

	/* From here on only noisy values exist. */
	if (status == HUSH_OK) {
		status = hush_noise_add(noise, exact, &noisy, err);
		noise = NULL;
		exact = NULL;
	}
	if (status == HUSH_OK) {
		status = render(session, receipt, published ? published : session->spec, noisy, signer, &bundle, &packed, err);
	}
	if (status == HUSH_OK) {
		status = hush_session_memory(session, err);
	}

	/* Kept first, visible second: whatever happens after this line, these bytes are the answer for this id. */
	if (status == HUSH_OK) {
		status = hush_ledger_stage(session->ledger, receipt, packed.bytes, packed.length, err);
	}
	/* Held back, it waits in the ledger for whoever signs it off. */
	if (status == HUSH_OK && !hush_receipt_held(receipt)) {
		status = hush_bundle_write(&bundle, reports_folder(options), session->spec->id, &already, err);
		if (status == HUSH_OK) {
			status = hush_ledger_published(session->ledger, session->spec->id, err);
		}
	}

	hush_buffer_release(&packed);
	hush_bundle_free(&bundle);
	hush_noisy_free(noisy);
	hush_spec_resolved_free(published);
	hush_exact_free(exact);
	hush_noise_free(noise);
	return status;
}

/* After the charge, how to go on comes first; the step's own hint, if it has one, follows. Cancelled, there is no going on. */
static void add_continue_hint(const struct hush_session *session, hush_error *err)
{
	enum hush_release_state state;
	char digest[65];
	char own[HUSH_ERROR_TEXT];

	if (hush_ledger_state(session->ledger, session->spec->id, &state, digest, NULL) == HUSH_OK &&
	    state == HUSH_RELEASE_CANCELLED) {
		return;
	}
	memcpy(own, err->hint, sizeof own);
	hush_hint(err, "the charge stands; run the same command again to continue at no further charge%s%s", own[0] ? "; " : "",
	          own);
}

/* Was the release finished by another process since this one looked? What stood in the way then were its traces. */
static bool finished_by_another(const struct hush_session *session)
{
	enum hush_release_state state;
	char digest[65];

	return hush_ledger_state(session->ledger, session->spec->id, &state, digest, NULL) == HUSH_OK &&
	       (state == HUSH_RELEASE_STAGED || state == HUSH_RELEASE_PUBLISHED);
}

/* A release id that the ledger has not seen, or one that was reserved and then interrupted. */
static hush_status publish_new(const hush_publish_options *options, struct hush_session *session, bool *held,
                               hush_error *err)
{
	struct hush_secret_key *signer = NULL;
	struct hush_inputs *inputs = NULL;
	struct hush_receipt *receipt = NULL;
	hush_status status;

	/* Everything that can be refused without reading a record, before anything is charged. No charge is put on top of a
	   record that does not hold, nor drawn for on the word of one. */
	status = hush_ledger_verify_record(session->ledger, err);
	if (status == HUSH_OK) {
		status = hush_kept_check_places(session->ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_session_plan(session, err);
	}
	if (status == HUSH_OK) {
		status = hush_signer_load(session->ledger, session->ledger_path, options->key, &options->passphrase, &signer, err);
	}
	if (status == HUSH_OK) {
		status = hush_inputs_check(session->spec, &inputs, err);
	}
	if (status == HUSH_OK) {
		status = hush_count_check(&options->effort, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_check(session->ledger, session->plan, err);
	}
	if (status == HUSH_OK) {
		status = check_output_free(reports_folder(options), session->spec->id, err);
	}

	/* A plan that was made with too little memory may say less than it should, and would say it for ever. */
	if (status == HUSH_OK) {
		status = hush_session_memory(session, err);
	}

	/* The charge is durable when this returns. */
	if (status == HUSH_OK) {
		const struct hush_reserve_terms terms = {.who = options->who,
		                                         .hold = options->hold,
		                                         .beside = options->beside,
		                                         .beside_count = options->beside_count};

		status = hush_ledger_reserve_on(session->ledger, session->plan, &terms, &receipt, err);
	}
	if (status == HUSH_OK) {
		status = publish_paid(session, receipt, inputs, signer, options, err);
		if (status != HUSH_OK) {
			add_continue_hint(session, err);
		} else {
			*held = hush_receipt_held(receipt);
		}
	} else if ((status == HUSH_E_CREATE || status == HUSH_E_BUG) && finished_by_another(session)) {
		hush_fail(err, HUSH_E_BUSY, "another process finished this release first");
		hush_hint(err, "run the same command again: it publishes what the other one kept");
		status = HUSH_E_BUSY;
	}
	hush_receipt_free(receipt);
	hush_inputs_free(inputs);
	hush_minisign_free_secret(signer);
	return status;
}

/* A release whose bytes the ledger keeps: they are put back where they belong, and nothing else happens. */
static hush_status publish_kept(const hush_publish_options *options, struct hush_session *session, bool *already,
                                hush_error *err)
{
	HUSH_TRY(hush_ledger_settle(session->ledger, err)); /* a signature, too, may be another process's */
	HUSH_TRY(hush_kept_write(session->ledger, session->spec->id, reports_folder(options), already, err));
	return hush_ledger_published(session->ledger, session->spec->id, err);
}

/* Reads, limits and aggregates as publish would, under a throw-away key, and gives the counts up. */
static hush_status rehearse(const hush_publish_options *options, struct hush_session *session, hush_error *err)
{
	const struct hush_count_effort counting = {.asked = options->effort};
	uint8_t limit_key[32];
	struct hush_inputs *inputs = NULL;
	struct hush_exact_tables *exact = NULL;
	hush_status status = hush_session_plan(session, err);

	if (status == HUSH_OK) {
		status = hush_inputs_check(session->spec, &inputs, err);
	}
	if (status == HUSH_OK) {
		status = hush_count_check(&options->effort, err);
	}
	if (status == HUSH_OK) {
		hush_system_random(limit_key, sizeof limit_key);
		status = hush_count(session->spec, inputs, limit_key, &counting, NULL, &exact, err);
		hush_wipe(limit_key, sizeof limit_key);
	}
	hush_exact_free(exact);
	hush_inputs_free(inputs);
	return status;
}

/* STAGED or PUBLISHED: the same answer again, unless it is to be held back. */
static hush_status publish_again(const hush_publish_options *options, struct hush_session *session,
                                 enum hush_release_state state, enum hush_published_how *how, hush_error *err)
{
	bool already = false;
	bool held = false;

	HUSH_TRY(hush_ledger_check_spec(session->ledger, session->spec, err));
	HUSH_TRY(hush_ledger_check_only_answer(session->ledger, session->spec->id, err));
	HUSH_TRY(hush_ledger_held(session->ledger, session->spec->id, &held, err));
	/* The ledger would not know of a hold that was only said here: the next run would publish it. */
	if (!held && options->hold && state == HUSH_RELEASE_STAGED) {
		hush_fail(err, HUSH_E_USAGE, "the release \"%s\" was finished without a hold", session->spec->id);
		hush_hint(err, "publish it without --hold; it may have been seen already");
		return HUSH_E_USAGE;
	}
	if (held) {
		*how = HUSH_PUBLISHED_HELD;
	} else {
		HUSH_TRY(publish_kept(options, session, &already, err));
		*how = already && state == HUSH_RELEASE_PUBLISHED ? HUSH_PUBLISHED_ALREADY : HUSH_PUBLISHED_RESTORED;
	}
	return hush_session_plan(session, err); /* for the text only: what it cost */
}

/* Other ledgers are put on record by a reservation: one that was made before cannot take them up. */
static hush_status check_beside(const hush_publish_options *options, struct hush_session *session, bool charged,
                                hush_error *err)
{
	struct hush_ledger_others others = {0};
	hush_status status = HUSH_OK;

	for (unsigned i = 0; i < options->beside_count; i++) {
		HUSH_TRY(hush_ledger_check_other(session->ledger, options->beside[i], err));
	}
	if (!charged || options->beside_count == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_ledger_others(session->ledger, UINT64_MAX, &others, err));
	for (unsigned i = 0; i < options->beside_count && status == HUSH_OK; i++) {
		if (!hush_ledger_others_have(&others, options->beside[i])) {
			hush_fail(err, HUSH_E_USAGE, "the release \"%s\" is charged already, and the other ledger was not put on record then",
			          session->spec->id);
			status = hush_hint(err, "leave --beside out here, and give it with the next release");
		}
	}
	hush_ledger_others_free(&others);
	return status;
}

static hush_status publish_by_state(const hush_publish_options *options, struct hush_session *session,
                                    enum hush_published_how *how, hush_error *err)
{
	const struct hush_evidence_terms terms = {.beside = options->beside, .beside_count = options->beside_count};
	hush_error stranger = {0};
	enum hush_release_state state;
	char digest[65];
	bool charged;
	bool held = false;

	HUSH_TRY(hush_evidence_check(session->ledger, reports_folder(options), &terms, &stranger, err));
	HUSH_TRY(hush_ledger_state(session->ledger, session->spec->id, &state, digest, err));
	charged = state != HUSH_RELEASE_NONE && state != HUSH_RELEASE_CANCELLED;
	HUSH_TRY(check_beside(options, session, charged, err));
	if (state != HUSH_RELEASE_NONE) {
		HUSH_TRY(hush_ledger_settle(session->ledger, err));
	} else if (stranger.message[0]) { /* what is charged already is finished, whoever stands beside it */
		*err = stranger;
		return stranger.status;
	}
	if (state == HUSH_RELEASE_STAGED || state == HUSH_RELEASE_PUBLISHED) {
		return publish_again(options, session, state, how, err);
	}
	HUSH_TRY(publish_new(options, session, &held, err));
	*how = held ? HUSH_PUBLISHED_HELD : state == HUSH_RELEASE_RESERVED ? HUSH_PUBLISHED_CONTINUED : HUSH_PUBLISHED_NEW;
	return HUSH_OK;
}

/* reports/ID.pdf: beside the folder, which holds what was signed and nothing else. */
static hush_status print(const hush_publish_options *options, const struct hush_session *session, const char *program,
                         hush_error *err)
{
	struct hush_buffer page;
	struct hush_buffer pdf;
	hush_status status;

	hush_buffer_init(&page, 64 * 1024);
	hush_buffer_init(&pdf, 64 * 1024);
	hush_buffer_format(&page, "%s/%s/index.html", reports_folder(options), session->spec->id);
	hush_buffer_format(&pdf, "%s/%s.pdf", reports_folder(options), session->spec->id);
	status = page.failed || pdf.failed ? hush_fail_memory(err) : hush_pdf_print(program, page.bytes, pdf.bytes, err);
	if (status != HUSH_OK) {
		char own[HUSH_ERROR_TEXT];

		memcpy(own, err->hint, sizeof own);
		hush_hint(err, "the release is published, only its PDF is missing%s%s", own[0] ? "; " : "", own);
	}
	hush_buffer_release(&pdf);
	hush_buffer_release(&page);
	return status;
}

hush_status hush_publish_spec(const hush_publish_options *options, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_session session = {0};
	enum hush_published_how how = HUSH_PUBLISHED_REHEARSED;
	struct hush_buffer answer;
	char *printer = NULL;
	bool printed;
	hush_status status = HUSH_OK;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (options->pdf && options->rehearse) {
		status = hush_fail(err, HUSH_E_USAGE, "a rehearsal writes nothing, so it has no page to print");
	} else if (options->pdf) {
		status = hush_pdf_program(&printer, err);
	}
	if (status == HUSH_OK) {
		status = hush_session_open(options->spec, options->rehearse ? HUSH_LEDGER_IF_PRESENT : HUSH_LEDGER_REQUIRED, &session,
		                           err);
	}
	if (status == HUSH_OK) {
		status = options->rehearse ? rehearse(options, &session, err) : publish_by_state(options, &session, &how, err);
	}
	/* What is held back is nowhere to be printed from yet. */
	printed = printer && how != HUSH_PUBLISHED_HELD;
	if (status == HUSH_OK && printed) {
		status = print(options, &session, printer, err);
	}
	if (status == HUSH_OK) {
		status = hush_published_describe(&session, how, reports_folder(options), printed, format, &answer, err);
	}
	hush_free(printer);
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}
