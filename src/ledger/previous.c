/*
 * previous: which release came before another in the ledger.
 *
 * A release names its predecessor, so that a reader of a series sees when one is kept from them.  The answer is a
 * function of the entries before the reservation alone: it is the same however often an interrupted run is continued,
 * and a predecessor that is cancelled later is still named.
 *
 * A release that was brought in from another copy states where it stood there, so that is where it is named; and the one
 * before is the one with the highest place, which need not be the one that came last.
 */
#include <string.h>

#include "ledger/chain.h"
#include "ledger/replay.h"
#include "ledger/reservation.h"

/* One reservation, as the release that was made from it states its place. */
static hush_status consider(const struct hush_entry *entry, uint64_t before, struct hush_ledger_previous *previous,
                            hush_error *err)
{
	struct hush_reservation reservation;
	uint64_t place = entry->sequence;
	const char *head = entry->digest;
	size_t length = strcspn(entry->release, "@"); /* what follows it tells answers to one id apart, in this file only */
	hush_status status;

	HUSH_TRY(hush_reservation_read(entry->payload, &reservation, err));
	if (reservation.caught_up) {
		place = reservation.origin.sequence;
		head = reservation.origin.head;
	}
	/* Where two copies filled one place, the own release, or else the one that came first, is named. */
	if (length >= sizeof previous->release) {
		status = hush_fail(err, HUSH_E_LEDGER, "an entry of the ledger cannot be read");
	} else {
		status = HUSH_OK;
		if (place < before && (!previous->found || place > previous->sequence ||
		                       (place == previous->sequence && !reservation.caught_up))) {
			*previous = (struct hush_ledger_previous){.found = true, .sequence = place};
			memcpy(previous->release, entry->release, length);
			memcpy(previous->head, head, sizeof previous->head);
		}
	}
	hush_reservation_release(&reservation);
	return status;
}

static hush_status consider_row(struct hush_ledger *ledger, struct hush_sql_statement *statement, uint64_t before,
                                struct hush_ledger_previous *previous, hush_error *err)
{
	struct hush_entry entry = {0};
	hush_status status = hush_replay_row(ledger, statement, &entry, err);

	if (status == HUSH_OK) {
		status = consider(&entry, before, previous, err);
	}
	hush_entry_release(&entry);
	return status;
}

static hush_status find(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_previous *previous,
                        hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT e.sequence, e.kind, e.release, e.payload, e.previous, e.digest FROM entry AS e"
	                          " WHERE e.kind = 'reserved' AND e.sequence < ?1 AND NOT EXISTS (SELECT 1 FROM entry AS c"
	                          " WHERE c.release = e.release AND c.kind = 'cancelled' AND c.sequence < ?1)"
	                          " ORDER BY e.sequence",
	                          &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)sequence);
	while (hush_sql_next(statement, &status, err)) {
		status = consider_row(ledger, statement, sequence, previous, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_ledger_previous(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_previous *previous,
								 hush_error *err)
{
	struct hush_ledger_previous made = {0};
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = find(ledger, sequence, &made, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status == HUSH_OK) {
		*previous = made;
	}
	return status;
}
