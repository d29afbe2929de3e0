/*
 * facts: what release.json states, read strictly, and what follows from it.
 *
 * Only the facts that nothing else determines are taken as stated: the spec, the accounts' kinds, each table's mechanism and
 * parameter, budget and balance, the ledger's sequence and head, day, version and key.  Everything else is computed
 * here anew, so that comparing with what is stated means something.
 */
#ifndef HUSH_VERIFY_FACTS_H
#define HUSH_VERIFY_FACTS_H

#include "base/error.h"
#include "base/json.h"
#include "plan/plan.h"
#include "publish/bundle.h"
#include "publish/minisign.h"
#include "publish/release.h"
#include "spec/spec.h"

struct hush_facts {
	const struct hush_bundle_file *file; /* release.json */
	struct hush_json_text *document;
	struct hush_spec *asked;  /* the spec as it stands in the file */
	struct hush_spec *spec;   /* the same, with the values that the release discovered */
	struct hush_plan plan;                 /* computed; its tables and accounts belong to this struct */
	struct hush_release_account *accounts; /* texts belong to this struct */
	struct hush_noisy noisy;               /* read from the tables; belongs to this struct */
	struct hush_public_key key;
	const char **others; /* ids of other ledgers; the texts belong to the document */
	struct hush_release release; /* all of the above, as publish/ takes it */
};

/* Parses release.json and reads version, ledger, day and key. HUSH_E_VERIFY. Free with hush_facts_free in any case. */
hush_status hush_facts_read(const struct hush_bundle *bundle, struct hush_facts *facts, hush_error *err);
void hush_facts_free(struct hush_facts *facts);

/*
 * Loads the spec that is part of it; its text and digest must be the canonical ones.  Values that were discovered are taken
 * as stated, in their one order, each fit for a table, no more than the spec allows.
 */
hush_status hush_facts_spec(struct hush_facts *facts, hush_error *err);

/* Computes the plan from the spec and the stated mechanisms, parameters and kinds. */
hush_status hush_facts_plan(struct hush_facts *facts, hush_error *err);

/* A member that must be there, of that kind. HUSH_E_VERIFY with its place. */
hush_status hush_facts_member(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                              enum hush_json_kind kind, const struct hush_json **member, hush_error *err);
hush_status hush_facts_text(const struct hush_facts *facts, const struct hush_json *object, const char *key,
                            const char **text, hush_error *err);
/* HUSH_E_VERIFY at the node. */
hush_status hush_facts_fail(const struct hush_facts *facts, const struct hush_json *node, hush_error *err,
                            const char *format, ...) HUSH_PRINTF(4, 5);
#if defined(__clang_analyzer__) /* as in base/error.h; the definition stands in parentheses */
#define hush_facts_fail(facts, node, err, ...) (hush_facts_fail((facts), (node), (err), __VA_ARGS__), HUSH_E_VERIFY)
#endif

#endif
