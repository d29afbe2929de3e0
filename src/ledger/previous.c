/*
 * previous: which release came before another in the ledger.
 *
 * A release names its predecessor, so that a reader of a series sees when one is kept from them.  The answer is a
 * function of the entries before the reservation alone: it is the same however often an interrupted run is continued,
 * and a predecessor that is cancelled later is still named.
 */
#include <string.h>

#include "base/memory.h"
#include "ledger/chain.h"

static hush_status copy_column(struct hush_sql_statement *statement, int column, char *to, size_t room, hush_error *err)
{
	char *text = NULL;
	size_t length;

	HUSH_TRY(hush_sql_text(statement, column, &text, err));
	length = text ? strlen(text) : room;
	if (length < room) {
		memcpy(to, text, length + 1);
	}
	hush_free(text);
	return length < room ? HUSH_OK : hush_fail(err, HUSH_E_LEDGER, "an entry of the ledger cannot be read");
}

static hush_status find(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_previous *previous,
						hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db,
							  "SELECT e.release, e.sequence, e.digest FROM entry AS e"
							  " WHERE e.kind = 'reserved' AND e.sequence < ?1 AND NOT EXISTS (SELECT 1 FROM entry AS c"
							  " WHERE c.release = e.release AND c.kind = 'cancelled' AND c.sequence < ?1)"
							  " ORDER BY e.sequence DESC LIMIT 1",
							  &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)sequence);
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK && row) {
		status = copy_column(statement, 0, previous->release, sizeof previous->release, err);
		previous->sequence = (uint64_t)hush_sql_i64(statement, 1);
	}
	if (status == HUSH_OK && row) {
		status = copy_column(statement, 2, previous->head, sizeof previous->head, err);
		previous->found = true;
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
