/* verify: everything that can be checked in a ledger file without anything else. */
#include <string.h>

#include "base/memory.h"
#include "ledger/budget.h"
#include "ledger/chain.h"
#include "ledger/charge.h"
#include "ledger/schema.h"

/* SQLite's own look at every page and index. */
static hush_status check_pages(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	char *answer = NULL;
	bool row = false;
	bool good;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, "PRAGMA integrity_check(1)", &statement, err));
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK && row) {
		status = hush_sql_text(statement, 0, &answer, err);
	}
	good = status == HUSH_OK && answer && strcmp(answer, "ok") == 0;
	hush_free(answer);
	hush_sql_finish(statement);
	if (status == HUSH_OK && !good && hush_sql_read_failed(ledger->db)) {
		hush_fail_at(err, HUSH_E_IO, ledger->path, 0, 0, "the ledger cannot be read to its end");
		hush_hint(err, "check the disk, then run the same command again");
		return HUSH_E_IO;
	}
	if (status == HUSH_OK && !good) {
		hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "the ledger's file is damaged");
		hush_hint(err, "keep the file as it is and look for the newest good copy");
		return HUSH_E_LEDGER;
	}
	return status;
}

/* Computes the charge of a reservation again, from mechanisms, parameters and limits. */
static hush_status check_cost(struct hush_ledger *ledger, uint64_t sequence, const char *payload, hush_error *err)
{
	struct hush_fields fields;
	struct hush_charges charges = {0};
	hush_status status;

	HUSH_TRY(hush_fields_read(payload, &fields, err));
	while (fields.at < fields.count && strcmp(fields.items[fields.at].name, "account") != 0) {
		fields.at++;
	}
	status = hush_charges_take(&fields, true, &charges, err);
	if (status == HUSH_E_LEDGER) {
		hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0,
		             "entry %llu of the ledger does not hold: it charges less than its tables cost",
		             (unsigned long long)sequence);
		hush_hint(err, "keep the file as it is and find out what wrote it");
	}
	hush_charges_release(&charges);
	hush_fields_release(&fields);
	return status;
}

static hush_status check_release(struct hush_ledger *ledger, struct hush_sql_statement *statement, hush_error *err)
{
	uint64_t sequence = (uint64_t)hush_sql_i64(statement, 0);
	char *release = NULL;
	char *payload = NULL;
	bool staged = hush_sql_i64(statement, 3) != 0;
	void *bytes = NULL;
	size_t length = 0;
	hush_status status = hush_sql_text(statement, 1, &release, err);

	if (status == HUSH_OK) {
		status = hush_sql_text(statement, 2, &payload, err);
	}
	if (status == HUSH_OK && (!release || !payload)) {
		status = hush_fail_bug(err, "an entry that was checked a moment ago");
	}
	if (status == HUSH_OK && staged) {
		status = hush_ledger_kept(ledger, release, &bytes, &length, err);
		hush_free(bytes);
	} else if (status == HUSH_OK) {
		status = check_cost(ledger, sequence, payload, err);
	}
	hush_free(release);
	hush_free(payload);
	return status;
}

static hush_status check_releases(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, release, payload, kind = 'staged' FROM entry"
	                          " WHERE kind IN ('reserved', 'staged') ORDER BY sequence",
	                          &statement, err));
	while (hush_sql_next(statement, &status, err)) {
		status = check_release(ledger, statement, err);
	}
	hush_sql_finish(statement);
	return status;
}

static hush_status check_record(struct hush_ledger *ledger, hush_error *err)
{
	HUSH_TRY(hush_schema_check(ledger->db, ledger->path, err));
	HUSH_TRY(check_pages(ledger, err));
	HUSH_TRY(hush_chain_replay(ledger, err));
	return check_releases(ledger, err);
}

hush_status hush_ledger_verify_record(struct hush_ledger *ledger, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = check_record(ledger, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_ledger_verify_budgets(struct hush_ledger *ledger, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = hush_budget_check_all(ledger, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_ledger_verify(struct hush_ledger *ledger, hush_error *err)
{
	HUSH_TRY(hush_ledger_verify_record(ledger, err));
	return hush_ledger_verify_budgets(ledger, err);
}
