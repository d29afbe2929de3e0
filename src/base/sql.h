/*
 * sql: SQLite, opened for a file that must outlive crashes.
 *
 * sqlite3.h is included in sql.c and nowhere else.  A database is opened with the settings that a ledger needs: rollback
 * journal, every commit synced with its folder, no trust in the schema, defensive mode.  Failures become statuses:
 * HUSH_E_BUSY (another process holds the file for more than five seconds), HUSH_E_IO (disk full or failing),
 * HUSH_E_LEDGER (not a database, or damaged), HUSH_E_PERMISSION, HUSH_E_NO_INPUT, HUSH_E_MEMORY, and HUSH_E_BUG for a
 * statement that one of the file's own rules refused.
 *
 * A file that is open here must not be opened by other means in the same process: closing any descriptor of it would
 * drop SQLite's locks.  No open database survives a fork.
 */
#ifndef HUSH_BASE_SQL_H
#define HUSH_BASE_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct hush_sql;
struct hush_sql_statement;

/* Opens an existing file (an empty one is an empty database). The path is used as a path, never as a URI. */
hush_status hush_sql_open(const char *path, struct hush_sql **db, hush_error *err);
void hush_sql_close(struct hush_sql *db); /* rolls back what is open; NULL is allowed */

/* From now on this connection only reads and inserts: anything else is refused with HUSH_E_BUG, whatever the SQL says. */
void hush_sql_append_only(struct hush_sql *db);

/*
 * Copies everything that the open transaction sees into the empty file at `to`, and syncs it. With no transaction open,
 * another process's writing can make it start over.
 */
hush_status hush_sql_copy(struct hush_sql *db, const char *to, hush_error *err);

/* Runs statements that give no rows. */
hush_status hush_sql_run(struct hush_sql *db, const char *sql, hush_error *err);

/* A write transaction takes the lock at once, so that what it reads cannot change before it writes. */
hush_status hush_sql_begin(struct hush_sql *db, bool write, hush_error *err);
hush_status hush_sql_commit(struct hush_sql *db, hush_error *err); /* after a failure the outcome is NOT known */

/*
 * True when the last failure was one of putting bytes safely on the disk.  What the file then shows may be in memory only, and
 * the next sync may succeed without having written it: whatever depends on it must stop.
 */
bool hush_sql_sync_failed(const struct hush_sql *db);
void hush_sql_rollback(struct hush_sql *db);                       /* nothing when no transaction is open */
bool hush_sql_read_failed(const struct hush_sql *db); /* the system has answered a read of the file with an error */
bool hush_sql_in_transaction(const struct hush_sql *db);

/*
 * One statement: prepare, bind (positions from 1; a failed bind is reported by the next step), step until *row is false,
 * finish.  Bound bytes must live until then.
 */
hush_status hush_sql_prepare(struct hush_sql *db, const char *sql, struct hush_sql_statement **statement, hush_error *err);
void hush_sql_bind_i64(struct hush_sql_statement *statement, int position, int64_t value);
void hush_sql_bind_text(struct hush_sql_statement *statement, int position, const char *text); /* NULL: SQL's NULL */
void hush_sql_bind_bytes(struct hush_sql_statement *statement, int position, const void *bytes, size_t length);
hush_status hush_sql_step(struct hush_sql_statement *statement, bool *row, hush_error *err);
/*
 * For a loop over all rows: true when *status is HUSH_OK so far and there is another row. Otherwise the loop ends, and *status
 * says how: it went through, or its body or the step failed.
 */
bool hush_sql_next(struct hush_sql_statement *statement, hush_status *status, hush_error *err);
void hush_sql_finish(struct hush_sql_statement *statement); /* NULL is allowed */

/* Steps once, expects no row, and finishes the statement in any case. */
hush_status hush_sql_finish_run(struct hush_sql_statement *statement, hush_error *err);

/* Columns of the present row, from 0. */
int64_t hush_sql_i64(struct hush_sql_statement *statement, int column);

/* A copy, to be freed with hush_free; NULL for SQL's NULL. HUSH_E_LEDGER when it is no text or holds a NUL. */
hush_status hush_sql_text(struct hush_sql_statement *statement, int column, char **text, hush_error *err);

/* Bytes that live until the next step. */
hush_status hush_sql_bytes(struct hush_sql_statement *statement, int column, const void **bytes, size_t *length,
                           hush_error *err);

#endif
