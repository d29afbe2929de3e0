/*
 * schema: the tables of a ledger file, and the rules that SQLite itself keeps.
 *
 * The triggers stop accidents and other programs; they cannot stop the owner of the file.  What the owner changes, the
 * hash chain shows (chain.h), and what the owner rewrites as a whole, the heads in published releases show.
 */
#ifndef HUSH_LEDGER_SCHEMA_H
#define HUSH_LEDGER_SCHEMA_H

#include "base/error.h"
#include "base/sql.h"

/* Makes the tables in an empty file, inside the caller's transaction. */
hush_status hush_schema_make(struct hush_sql *db, hush_error *err);

/* HUSH_E_LEDGER unless tables, indexes and triggers are, to the letter, what hush_schema_make makes. */
hush_status hush_schema_check(struct hush_sql *db, const char *path, hush_error *err);

/*
 * Looks at the first bytes of the file, before SQLite does: HUSH_E_NO_INPUT when it is missing, HUSH_E_LEDGER when it is
 * no ledger, HUSH_E_PERMISSION when group or others may write it.
 */
hush_status hush_schema_sniff(const char *path, hush_error *err);

#endif
