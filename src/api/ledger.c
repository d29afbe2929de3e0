/*
 * ledger: opening accounts, and looking at them; see include/hushcount/ledger.h.
 */
#include <hushcount/ledger.h>

#include <stdio.h>
#include <string.h>

#include "api/answer.h"
#include "api/kept.h"
#include "api/ledger_show.h"
#include "api/session.h"
#include "base/crypto.h"
#include "base/memory.h"

enum { ACCOUNTS_MAX = HUSH_MAX_SOURCES + 2 };

static bool copy_text(char *to, size_t room, const char *from)
{
	size_t length = from ? strlen(from) : 0;

	if (length >= room) {
		return false;
	}
	memcpy(to, from ? from : "", length + 1);
	return true;
}

/* What all accounts of one call share: everything but the name. */
static hush_status shared_terms(const hush_ledger_terms *asked, const struct hush_spec *spec,
                                struct hush_account_terms *terms, hush_error *err)
{
	const char *window = spec ? hush_window_name(spec->window) : asked->window;
	const char *timezone = spec ? spec->timezone : asked->timezone;

	*terms = (struct hush_account_terms){.week_start = spec ? spec->week_start : 0};
	if (!window || !timezone) {
		hush_fail(err, HUSH_E_USAGE, "an account needs a window and a time zone");
		return hush_hint(err, "give --window and --timezone, or --for SPEC to take both from a release spec");
	}
	if (!hush_account_kind_parse(asked->kind ? asked->kind : "zcdp", &terms->kind)) {
		hush_fail(err, HUSH_E_USAGE, "the kind of an account is pure, zcdp or one-off");
		return hush_hint(err, "zcdp suits most agencies; pure when the guarantee must have no delta");
	}
	if (!hush_window_parse(window, &terms->window)) {
		hush_fail(err, HUSH_E_USAGE, "the window is day, week, month, quarter or year");
		return hush_hint(err, "a vehicle is protected as a whole within one window; month is a good start");
	}
	if (!spec && asked->week_start && !hush_weekday_parse(asked->week_start, &terms->week_start)) {
		return hush_fail(err, HUSH_E_USAGE, "the week start is a weekday in lower case, such as monday");
	}
	if (!copy_text(terms->timezone, sizeof terms->timezone, timezone) ||
	    !copy_text(terms->epsilon, sizeof terms->epsilon, asked->epsilon) ||
	    !copy_text(terms->delta, sizeof terms->delta, asked->delta) ||
	    !copy_text(terms->rho, sizeof terms->rho, asked->rho)) {
		return hush_fail(err, HUSH_E_USAGE, "a term of the account is longer than 63 characters");
	}
	return HUSH_OK;
}

/* One element of `terms` per account: the names come from the spec, or as asked. */
static hush_status all_terms(const hush_ledger_terms *asked, const struct hush_spec *spec, struct hush_account_terms *terms,
                             uint32_t *count, hush_error *err)
{
	static const char *const default_name[] = {"vehicle"};
	char *from_spec[ACCOUNTS_MAX];
	uint32_t from_spec_count = 0;
	const char *const *names = asked->account_count ? asked->accounts : default_name;
	uint32_t name_count = asked->account_count ? asked->account_count : 1;
	struct hush_account_terms shared;
	hush_status status = shared_terms(asked, spec, &shared, err);

	if (status == HUSH_OK && spec) {
		status = hush_plan_account_names(spec, from_spec, &from_spec_count, err);
		names = (const char *const *)from_spec;
		name_count = from_spec_count;
	}
	if (status == HUSH_OK && name_count > ACCOUNTS_MAX) {
		status = hush_fail(err, HUSH_E_USAGE, "at most %d accounts can be opened at once", (int)ACCOUNTS_MAX);
	}
	for (uint32_t i = 0; i < name_count && status == HUSH_OK; i++) {
		terms[i] = shared;
		if (!copy_text(terms[i].name, sizeof terms[i].name, names[i])) {
			status = hush_fail(err, HUSH_E_USAGE, "an account's name is longer than 95 characters");
		}
	}
	for (uint32_t i = 0; i < from_spec_count; i++) {
		hush_free(from_spec[i]);
	}
	if (status == HUSH_OK) {
		*count = name_count;
	}
	return status;
}

static hush_status add_accounts(const char *path, const struct hush_account_terms *terms, uint32_t count, hush_error *err)
{
	struct hush_ledger *ledger = NULL;
	hush_status status = hush_ledger_open(path, &ledger, err);

	for (uint32_t i = 0; i < count && status == HUSH_OK; i++) {
		status = hush_ledger_open_account(ledger, &terms[i], err);
	}
	hush_ledger_close(ledger);
	return status;
}

hush_status hush_ledger_begin(const char *path, const hush_ledger_terms *asked, int add, hush_format format, char **text,
                              hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_account_terms terms[ACCOUNTS_MAX];
	struct hush_session session = {0};
	uint32_t count = 0;
	hush_status status = hush_crypto_start(err);

	if (status == HUSH_OK && asked->spec) {
		status = hush_session_open(asked->spec, HUSH_LEDGER_UNUSED, &session, err);
	}
	if (status == HUSH_OK && !path && !session.ledger_path) {
		hush_fail(err, HUSH_E_USAGE, "which ledger?");
		hush_hint(err, "name the ledger file, or give --for SPEC to take its path from a release spec");
		status = HUSH_E_USAGE;
	}
	if (status == HUSH_OK) {
		path = path ? path : session.ledger_path;
		status = all_terms(asked, session.spec, terms, &count, err);
	}
	if (status == HUSH_OK) {
		status = add ? add_accounts(path, terms, count, err) : hush_ledger_create(path, terms, count, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_show(path, format, text, err);
	}
	hush_session_close(&session);
	return status;
}

hush_status hush_ledger_show(const char *path, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_ledger *ledger = NULL;
	struct hush_buffer answer;
	hush_status status = hush_crypto_start(err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_describe(ledger, path, format, &answer, err);
	}
	hush_ledger_close(ledger);
	return hush_answer_finish(status, &answer, text, err);
}

/* A short answer about a ledger, in either format. */
static hush_status say(hush_format format, const char *schema, const char *key, const char *value, const char *sentence,
                       char **text, hush_error *err)
{
	struct hush_buffer answer;
	struct hush_json_writer writer;

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (format == HUSH_FORMAT_JSON) {
		hush_answer_begin(&writer, &answer, schema);
		hush_json_put_string(&writer, key, value);
		hush_json_end(&writer);
	} else {
		hush_buffer_format(&answer, "%s\n", sentence);
	}
	return hush_answer_give(&answer, text, err);
}

hush_status hush_ledger_copy(const char *path, const char *to, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_ledger *ledger = NULL;
	char sentence[3 * HUSH_ERROR_FILE];
	hush_status status = hush_crypto_start(err);

	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_backup(ledger, to, err);
	}
	if (status == HUSH_OK) {
		snprintf(sentence, sizeof sentence,
		         "Copied  %s: whole, checked, and safely on the disk. Keep it elsewhere, with a copy of the signing key.\n"
		         "After the next release it is an older copy: make a new one, and never put an older one back without\n"
		         "`hushcount ledger catch-up`.", to);
		status = say(format, "hushcount.ledger-backup/1", "copy", to, sentence, text, err);
	}
	hush_ledger_close(ledger);
	return status;
}

hush_status hush_ledger_review(const char *path, const char *release, const char *folder, hush_format format, char **text,
                               hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_ledger *ledger = NULL;
	char sentence[3 * HUSH_ERROR_FILE];
	bool already = false;
	hush_status status = hush_crypto_start(err);

	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_kept_write(ledger, release, folder, &already, err);
	}
	if (status == HUSH_OK) {
		snprintf(sentence, sizeof sentence, "For review  %s/%s: the bytes that the ledger keeps. Nothing was published by this.",
		         folder, release);
		status = say(format, "hushcount.ledger-review/1", "release", release, sentence, text, err);
	}
	hush_ledger_close(ledger);
	return status;
}

hush_status hush_ledger_cancel_release(const char *path, const char *release, const char *who, hush_format format,
                                       char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_ledger *ledger = NULL;
	hush_status status = hush_crypto_start(err);

	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_cancel(ledger, release, who, err);
	}
	if (status == HUSH_OK) {
		status = say(format, "hushcount.ledger-cancel/1", "cancelled", release,
		             "Cancelled: the reservation no longer counts, and its release id is used up.", text, err);
	}
	hush_ledger_close(ledger);
	return status;
}

hush_status hush_ledger_export(const char *path, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct hush_ledger *ledger = NULL;
	struct hush_buffer answer;
	hush_status status = hush_crypto_start(err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK) {
		status = hush_ledger_open(path, &ledger, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_lines(ledger, &answer, err);
	}
	hush_ledger_close(ledger);
	return hush_answer_finish(status, &answer, text, err);
}
