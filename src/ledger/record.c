/* record: see record.h. */
#include "ledger/record.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "ledger/chain.h"
#include "ledger/reservation.h"

/* A payload's line "supersedes ID" stands between two line feeds, and no line feed stands in a value. */
static hush_status find_successor(struct hush_ledger *ledger, const char *release, char successor[HUSH_RECORD_ID],
                                  hush_error *err)
{
	struct hush_sql_statement *statement;
	char *found = NULL;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT e.release FROM entry AS e WHERE e.kind = 'reserved'"
	                          " AND instr(e.payload, char(10) || 'supersedes ' || ?1 || char(10))"
	                          " AND EXISTS (SELECT 1 FROM entry AS p WHERE p.release = e.release AND p.kind = 'published')"
	                          " ORDER BY e.sequence DESC LIMIT 1",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, release);
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK && row) {
		status = hush_sql_text(statement, 0, &found, err);
	}
	hush_sql_finish(statement);
	if (status == HUSH_OK && found) {
		snprintf(successor, HUSH_RECORD_ID, "%s", found);
	}
	hush_free(found);
	return status;
}

static hush_status read_record(struct hush_ledger *ledger, const char *release, struct hush_record *record,
                               hush_error *err)
{
	struct hush_reservation reservation;
	struct hush_entry entry = {0};
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_find(ledger, release, HUSH_ENTRY_RESERVED, &entry, &found, err));
	if (!found) {
		hush_fail(err, HUSH_E_USAGE, "the ledger knows no release \"%s\"", release);
		hush_hint(err, "see `hushcount ledger show` for the ids it knows");
		return HUSH_E_USAGE;
	}
	status = hush_reservation_read(entry.payload, &reservation, err);
	if (status == HUSH_OK) {
		record->sequence = entry.sequence;
		memcpy(record->head, entry.digest, sizeof record->head);
		snprintf(record->day, sizeof record->day, "%s", reservation.day);
		snprintf(record->supersedes, sizeof record->supersedes, "%s", reservation.supersedes);
		record->caught_up = reservation.caught_up;
		if (reservation.caught_up) {
			record->origin_sequence = reservation.origin.sequence;
			memcpy(record->origin_head, reservation.origin.head, sizeof record->origin_head);
		}
		hush_reservation_release(&reservation);
	}
	hush_entry_release(&entry);
	return status == HUSH_OK ? find_successor(ledger, release, record->superseded_by, err) : status;
}

hush_status hush_ledger_record(struct hush_ledger *ledger, const char *release, struct hush_record *record,
                               hush_error *err)
{
	struct hush_record made = {0};
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = read_record(ledger, release, &made, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status == HUSH_OK) {
		*record = made;
	}
	return status;
}
