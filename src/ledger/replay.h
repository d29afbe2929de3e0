/*
 * replay: checks entries against the chain, one after the other, and takes from them what the open ledger knows.
 */
#ifndef HUSH_LEDGER_REPLAY_H
#define HUSH_LEDGER_REPLAY_H

#include "base/sql.h"
#include "ledger/chain.h"

/* Checks all entries after ledger->sequence. HUSH_E_LEDGER names the first that does not hold. */
hush_status hush_replay_rest(struct hush_ledger *ledger, hush_error *err);

/* Reads a row (sequence, kind, release, payload, previous, digest). What was read is released by the caller, also after
 * a failure. */
hush_status hush_replay_row(struct hush_ledger *ledger, struct hush_sql_statement *statement, struct hush_entry *entry,
                            hush_error *err);

#endif
