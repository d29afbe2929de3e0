/* session: see session.h. */
#include "api/session.h"

#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"

hush_status hush_session_open(const char *spec_path, enum hush_session_ledger want, struct hush_session *session,
                              hush_error *err)
{
	struct hush_session made = {.refusals = hush_memory_refusals()};
	hush_status status = hush_crypto_start(err);

	if (status == HUSH_OK) {
		status = hush_spec_load_file(spec_path, &made.spec, err);
	}
	if (status == HUSH_OK) {
		made.ledger_path = hush_spec_path(made.spec, made.spec->ledger);
		status = made.ledger_path ? HUSH_OK : hush_fail_memory(err);
	}
	if (status == HUSH_OK && want != HUSH_LEDGER_UNUSED &&
	    (want == HUSH_LEDGER_REQUIRED || access(made.ledger_path, F_OK) == 0)) {
		status = hush_ledger_open(made.ledger_path, &made.ledger, err);
	}
	if (status != HUSH_OK) {
		hush_session_close(&made);
		return status;
	}
	*session = made;
	return HUSH_OK;
}

hush_status hush_session_plan(struct hush_session *session, hush_error *err)
{
	char *names[HUSH_MAX_SOURCES + 2];
	struct hush_account_choice choices[HUSH_MAX_SOURCES + 2];
	const struct hush_account_terms *terms;
	uint32_t count = 0;
	hush_status status = hush_plan_account_names(session->spec, names, &count, err);

	if (status != HUSH_OK) {
		return status;
	}
	for (uint32_t i = 0; i < count; i++) {
		terms = session->ledger ? hush_ledger_account_named(session->ledger, names[i]) : NULL;
		choices[i] = (struct hush_account_choice){names[i], terms ? terms->kind : hush_plan_default_kind(session->spec)};
	}
	status = hush_plan_make(session->spec, choices, count, &session->plan, err);
	for (uint32_t i = 0; i < count; i++) {
		hush_free(names[i]);
	}
	return status;
}

hush_status hush_session_memory(const struct hush_session *session, hush_error *err)
{
	return hush_memory_refusals() == session->refusals ? HUSH_OK : hush_fail_memory(err);
}

void hush_session_close(struct hush_session *session)
{
	hush_plan_free(session->plan);
	hush_ledger_close(session->ledger);
	hush_free(session->ledger_path);
	hush_spec_free(session->spec);
	*session = (struct hush_session){0};
}

char *hush_path_with_ending(const char *path, const char *ending)
{
	const char *last = hush_path_last(path);
	const char *dot = strrchr(last, '.');
	size_t stem = dot && dot != last ? (size_t)(dot - path) : strlen(path);
	size_t length = strlen(ending);
	char *made = hush_malloc(stem + length + 1);

	if (made) {
		memcpy(made, path, stem);
		memcpy(made + stem, ending, length + 1);
	}
	return made;
}
