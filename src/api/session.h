/*
 * session: the spec and its ledger, opened together, as most tasks need them.
 */
#ifndef HUSH_API_SESSION_H
#define HUSH_API_SESSION_H

#include "ledger/ledger.h"
#include "plan/plan.h"
#include "spec/spec.h"

struct hush_session {
	struct hush_spec *spec;
	char *ledger_path; /* the spec's ledger, as a path that opens */
	struct hush_ledger *ledger; /* NULL when it was not asked for, or does not exist and `ledger_optional` */
	struct hush_plan *plan;
	unsigned long refusals; /* hush_memory_refusals when it was opened */
};

enum hush_session_ledger { HUSH_LEDGER_REQUIRED, HUSH_LEDGER_IF_PRESENT, HUSH_LEDGER_UNUSED };

/* Loads the spec and opens its ledger as asked. On failure the session is empty. */
hush_status hush_session_open(const char *spec_path, enum hush_session_ledger want, struct hush_session *session,
                              hush_error *err);

/*
 * Calibrates session->plan with the kinds that the ledger's accounts have; accounts that the ledger does not know (or no
 * ledger) get the kind that fits the guarantee.
 */
hush_status hush_session_plan(struct hush_session *session, hush_error *err);

/* HUSH_E_MEMORY when any allocation failed since the session was opened, whatever was made of that. */
hush_status hush_session_memory(const struct hush_session *session, hush_error *err);
void hush_session_close(struct hush_session *session);

/* A path with its ending replaced: "a/riverton.ledger" and ".key" give "a/riverton.key". NULL when memory is short. */
char *hush_path_with_ending(const char *path, const char *ending);

#endif
