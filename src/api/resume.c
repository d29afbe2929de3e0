/*
 * resume: a finished release that was held back is published by whoever signs it off, with the bytes that the ledger keeps.
 */
#include <hushcount/publish.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "api/answer.h"
#include "api/evidence.h"
#include "api/kept.h"
#include "api/published.h"
#include "api/session.h"
#include "base/crypto.h"
#include "base/memory.h"

/*
 * The one who signs need not have the spec: a ledger will do. Read before SQLite opens the file. What is missing or no file
 * is left to the reader of specs, who says so; a file that cannot be read must not be taken for the other kind.
 */
static hush_status look(const char *path, bool *is_ledger, hush_error *err)
{
	static const char magic[] = "SQLite format 3";
	char start[sizeof magic] = {0};
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t got = -1;

	if (file >= 0) {
		do {
			got = read(file, start, sizeof start);
		} while (got < 0 && errno == EINTR);
	}
	if (got < 0 && (errno == EIO || errno == EMFILE || errno == ENFILE || errno == ENOSPC || errno == EINTR)) {
		hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the file");
		if (file >= 0) {
			close(file);
		}
		return HUSH_E_IO;
	}
	if (file >= 0) {
		close(file);
	}
	*is_ledger = got == (ssize_t)sizeof start && memcmp(start, magic, sizeof magic) == 0;
	return HUSH_OK;
}

static hush_status open_session(const char *path, struct hush_session *session, hush_error *err)
{
	bool is_ledger = false;

	HUSH_TRY(hush_crypto_start(err));
	HUSH_TRY(look(path, &is_ledger, err));
	if (!is_ledger) {
		return hush_session_open(path, HUSH_LEDGER_REQUIRED, session, err);
	}
	session->ledger_path = hush_strdup(path);
	return session->ledger_path ? hush_ledger_open(path, &session->ledger, err) : hush_fail_memory(err);
}

static hush_status check_state(struct hush_session *session, const char *release, enum hush_release_state *state,
                               hush_error *err)
{
	char digest[65];

	if (session->spec && strcmp(session->spec->id, release) == 0) {
		HUSH_TRY(hush_ledger_check_spec(session->ledger, session->spec, err));
	}
	HUSH_TRY(hush_ledger_state(session->ledger, release, state, digest, err));
	HUSH_TRY(hush_ledger_settle(session->ledger, err)); /* before anyone sees what another process entered */
	switch (*state) {
	case HUSH_RELEASE_STAGED:
	case HUSH_RELEASE_PUBLISHED: return hush_ledger_check_only_answer(session->ledger, release, err);
	case HUSH_RELEASE_NONE:
		hush_fail(err, HUSH_E_USAGE, "the ledger knows no release \"%s\"", release);
		hush_hint(err, "see `hushcount ledger show` for the ids it knows");
		return HUSH_E_USAGE;
	case HUSH_RELEASE_RESERVED:
		hush_fail(err, HUSH_E_USAGE, "the release \"%s\" is not finished yet", release);
		hush_hint(err, "run `hushcount publish` with its spec again: it continues at no further charge");
		return HUSH_E_USAGE;
	case HUSH_RELEASE_CANCELLED: break;
	}
	hush_fail(err, HUSH_E_USAGE, "the release \"%s\" was cancelled", release);
	hush_hint(err, "give the release a new id");
	return HUSH_E_USAGE;
}

hush_status hush_publish_resume(const hush_publish_options *options, hush_format format, char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	const char *reports = options->reports ? options->reports : "reports";
	struct hush_session session = {0};
	const struct hush_evidence_terms terms = {.signed_off = options->resume};
	struct hush_buffer answer;
	enum hush_release_state state = HUSH_RELEASE_NONE;
	bool already = false;
	hush_status status = open_session(options->spec, &session, err);

	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	if (status == HUSH_OK) {
		status = hush_ledger_check_who(options->who, err); /* before anything is visible */
	}
	if (status == HUSH_OK) {
		status = hush_evidence_check(session.ledger, reports, &terms, NULL, err);
	}
	if (status == HUSH_OK) {
		status = check_state(&session, options->resume, &state, err);
	}
	/* Signed first, visible second: on the disk before the first byte outside the ledger. */
	if (status == HUSH_OK) {
		status = hush_ledger_sign_off(session.ledger, options->resume, options->who, err);
	}
	if (status == HUSH_OK) {
		status = hush_kept_write(session.ledger, options->resume, reports, &already, err);
	}
	if (status == HUSH_OK) {
		status = hush_ledger_published(session.ledger, options->resume, err);
	}
	if (status == HUSH_OK) {
		status = hush_resumed_describe(session.ledger, options->resume, state == HUSH_RELEASE_PUBLISHED && already, reports,
		                               format, &answer, err);
	}
	hush_session_close(&session);
	return hush_answer_finish(status, &answer, text, err);
}
