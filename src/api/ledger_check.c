/*
 * ledger_check: a ledger by itself and against what was published; see include/hushcount/ledger.h.
 */
#include <hushcount/ledger.h>

#include <string.h>

#include "api/answer.h"
#include "api/kept_check.h"
#include "api/releases.h"
#include "api/strangers.h"
#include "api/witness.h"
#include "base/crypto.h"
#include "base/memory.h"

struct audit {
	struct hush_ledger *ledger;
	struct hush_releases releases;
	struct hush_finding *findings; /* one per release */
	const struct hush_finding *worst; /* NULL: all releases that it charged agree */
	struct hush_strangers strangers;  /* releases that other ledgers charged */
	struct hush_ledger_others others; /* ledgers on record */
	hush_error overspent;             /* message "": no window is */
};

static void audit_free(struct audit *audit)
{
	hush_strangers_free(&audit->strangers);
	hush_ledger_others_free(&audit->others);
	hush_free(audit->findings);
	hush_releases_free(&audit->releases);
	hush_ledger_close(audit->ledger);
}

static hush_status weigh_all(struct audit *audit, hush_error *err)
{
	audit->findings = hush_calloc(audit->releases.count, sizeof *audit->findings);
	if (!audit->findings) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < audit->releases.count; i++) {
		struct hush_finding *finding = &audit->findings[i];

		HUSH_TRY(hush_witness_weigh(audit->ledger, audit->releases.folders[i], NULL, finding, err));
		/* What the ledger lost weighs more than what is wrong with a release. */
		if (finding->fault.message[0] &&
		    (!audit->worst || (audit->worst->fault.status != HUSH_E_LEDGER && finding->fault.status == HUSH_E_LEDGER))) {
			audit->worst = finding;
		}
		if (finding->foreign) {
			HUSH_TRY(hush_strangers_add(&audit->strangers, finding->ledger_id, err));
		}
	}
	return hush_ledger_others(audit->ledger, UINT64_MAX, &audit->others, err);
}

/* Agreement is claimed for what this ledger charged, and for nothing else. */
static void put_verdict(const struct audit *audit, struct hush_buffer *out)
{
	uint32_t own = audit->releases.count - hush_strangers_releases(&audit->strangers);

	if (audit->worst) {
		hush_buffer_text(out, "It does NOT agree with these releases.\n");
	} else if (own && own == audit->releases.count) {
		hush_buffer_text(out, "It agrees with these releases.\n");
	} else if (own) {
		hush_buffer_format(out, own == 1 ? "It agrees with the %u release that it charged.\n"
		                                 : "It agrees with the %u releases that it charged.\n", own);
	}
	for (uint32_t i = 0; i < audit->strangers.count; i++) {
		const struct hush_stranger *stranger = &audit->strangers.items[i];

		hush_buffer_format(out, "It says nothing about %u %s charged to another ledger (%s), ", stranger->releases,
		                   stranger->releases == 1 ? "release" : "releases", stranger->ledger_id);
		hush_buffer_text(out, hush_ledger_others_have(&audit->others, stranger->ledger_id)
		                          ? "which it has on record.\n"
		                          : "of which it has nothing on record.\n");
	}
}

static void put_plain(const struct audit *audit, struct hush_buffer *out)
{
	hush_buffer_format(out, "The ledger holds: every entry covers the one before it, %s.\n",
	                   audit->overspent.message[0] ? "but it is OVERSPENT" : "and no window is overspent");
	for (uint32_t i = 0; i < audit->releases.count; i++) {
		const struct hush_finding *finding = &audit->findings[i];

		hush_buffer_format(out, "  %-16s %s", finding->verdict, finding->folder);
		if (finding->sequence) {
			hush_buffer_format(out, " (entry %llu)", (unsigned long long)finding->sequence);
		}
		hush_buffer_format(out, "%s%s\n", finding->fault.message[0] ? ": " : "", finding->fault.message);
	}
	put_verdict(audit, out);
}

static void put_json(const struct audit *audit, struct hush_buffer *out)
{
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount.ledger-verify/1");
	hush_json_put_bool(&json, "ok", audit->worst == NULL && audit->overspent.message[0] == '\0');
	hush_json_put_string(&json, "ledger", hush_ledger_id(audit->ledger));
	hush_json_put_string(&json, "overspent", audit->overspent.message[0] ? audit->overspent.message : NULL);
	hush_json_array(&json, "releases");
	for (uint32_t i = 0; i < audit->releases.count; i++) {
		const struct hush_finding *finding = &audit->findings[i];

		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "folder", finding->folder);
		hush_json_put_string(&json, "verdict", finding->verdict);
		hush_json_put_u64(&json, "entry", finding->sequence);
		hush_json_put_string(&json, "finding", finding->fault.message[0] ? finding->fault.message : NULL);
		hush_json_end(&json);
	}
	hush_json_end(&json);
	hush_json_array(&json, "says_nothing_about");
	for (uint32_t i = 0; i < audit->strangers.count; i++) {
		const struct hush_stranger *stranger = &audit->strangers.items[i];

		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "ledger", stranger->ledger_id);
		hush_json_put_u64(&json, "releases", stranger->releases);
		hush_json_put_bool(&json, "on_record", hush_ledger_others_have(&audit->others, stranger->ledger_id));
		hush_json_end(&json);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

static hush_status run(struct audit *audit, const char *path, const char *const *reports, unsigned count, hush_error *err)
{
	hush_status status;

	HUSH_TRY(hush_crypto_start(err));
	HUSH_TRY(hush_releases_all(reports, count, &audit->releases, err));
	HUSH_TRY(hush_ledger_open(path, &audit->ledger, err));
	HUSH_TRY(hush_ledger_verify_record(audit->ledger, err));
	HUSH_TRY(hush_kept_check_all(audit->ledger, err));
	status = hush_ledger_verify_budgets(audit->ledger, &audit->overspent);
	if (status != HUSH_OK && status != HUSH_E_LEDGER) {
		*err = audit->overspent;
		return status;
	}
	return weigh_all(audit, err);
}

/* The list is the point when something was found: it is given with the failure. What the ledger lost weighs most. */
static hush_status judge(const struct audit *audit, hush_error *err)
{
	if (audit->worst && audit->worst->fault.status == HUSH_E_LEDGER) {
		*err = audit->worst->fault;
		return HUSH_E_LEDGER;
	}
	if (audit->overspent.message[0]) {
		*err = audit->overspent;
		return HUSH_E_LEDGER;
	}
	if (audit->worst) {
		*err = audit->worst->fault;
		return err->status;
	}
	return HUSH_OK;
}

hush_status hush_ledger_audit(const char *path, const char *const *reports, unsigned report_count, hush_format format,
                              char **text, hush_error *err)
{
	hush_error spare;

	err = hush_error_or(err, &spare);
	struct audit audit = {0};
	struct hush_buffer answer;
	hush_status status;

	*text = NULL;
	hush_buffer_init(&answer, HUSH_ANSWER_LIMIT);
	status = run(&audit, path, reports, report_count, err);
	if (status == HUSH_OK) {
		if (format == HUSH_FORMAT_JSON) {
			put_json(&audit, &answer);
		} else {
			put_plain(&audit, &answer);
		}
		status = hush_answer_give(&answer, text, err);
	}
	if (status == HUSH_OK) {
		status = judge(&audit, err);
	}
	hush_buffer_release(&answer);
	audit_free(&audit);
	return status;
}
