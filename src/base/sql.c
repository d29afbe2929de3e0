/* sql: see sql.h. */
#include "base/sql.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include "base/memory.h"

enum { BUSY_MILLISECONDS = 5000 };

struct hush_sql {
	sqlite3 *handle;
	char *path; /* as given, for messages */
};

struct hush_sql_statement {
	sqlite3_stmt *handle;
	struct hush_sql *db;
	int bind_result; /* the first bind that failed, else SQLITE_OK */
};

static hush_status fail_permission(const struct hush_sql *db, hush_error *err)
{
	hush_fail_at(err, HUSH_E_PERMISSION, db->path, 0, 0, "the ledger cannot be written");
	hush_hint(err, "you need write permission for the file and for its folder");
	return HUSH_E_PERMISSION;
}

static hush_status fail_open(const struct hush_sql *db, hush_error *err)
{
	int errnum = sqlite3_system_errno(db->handle);

	if (errnum == EACCES || errnum == EPERM || errnum == EROFS) {
		return fail_permission(db, err);
	}
	return hush_fail_errno(err, HUSH_E_NO_INPUT, errnum ? errnum : ENOENT, db->path, "cannot open the ledger");
}

static hush_status fail_input_output(const struct hush_sql *db, int result, hush_error *err)
{
	int errnum = sqlite3_system_errno(db->handle);

	if (result == SQLITE_FULL) {
		hush_fail_at(err, HUSH_E_IO, db->path, 0, 0, "the disk of the ledger is full");
		hush_hint(err, "make room, then run the same command again");
		return HUSH_E_IO;
	}
	hush_fail_at(err, HUSH_E_IO, db->path, 0, 0, "reading or writing the ledger failed: %s",
	             errnum ? strerror(errnum) : sqlite3_errstr(result));
	hush_hint(err, "check the disk, then run the same command again");
	return HUSH_E_IO;
}

/* SQLite calls a file corrupt when the system answers EIO to a read: it may be, and it may be the cable. */
bool hush_sql_read_failed(const struct hush_sql *db)
{
	int errnum = 0;

	return sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_LAST_ERRNO, &errnum) == SQLITE_OK &&
	       (errnum == EIO || errnum == ENXIO);
}

static hush_status fail_damaged(const struct hush_sql *db, int result, hush_error *err)
{
	if (hush_sql_read_failed(db)) {
		return fail_input_output(db, SQLITE_IOERR, err);
	}
	hush_fail_at(err, HUSH_E_LEDGER, db->path, 0, 0, "the ledger is damaged: %s", sqlite3_errstr(result));
	hush_hint(err, "keep the file as it is and look for the newest good copy");
	return HUSH_E_LEDGER;
}

static hush_status fail(const struct hush_sql *db, int result, hush_error *err)
{
	switch (result & 0xff) {
	case SQLITE_NOMEM: return hush_fail_memory(err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		hush_fail_at(err, HUSH_E_BUSY, db->path, 0, 0, "another process is using the ledger");
		hush_hint(err, "wait until it is done, then run the same command again");
		return HUSH_E_BUSY;
	case SQLITE_FULL:
	case SQLITE_IOERR: return fail_input_output(db, result & 0xff, err);
	case SQLITE_TOOBIG: return hush_fail_at(err, HUSH_E_IO, db->path, 0, 0, "too large for the ledger");
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_FORMAT: return fail_damaged(db, result & 0xff, err);
	case SQLITE_READONLY:
		if (result == SQLITE_READONLY_DBMOVED) {
			hush_fail_at(err, HUSH_E_LEDGER, db->path, 0, 0, "the ledger was moved or replaced while it was open");
			hush_hint(err, "find out who did it before going on");
			return HUSH_E_LEDGER;
		}
		return fail_permission(db, err);
	case SQLITE_PERM: return fail_permission(db, err);
	case SQLITE_CANTOPEN: return fail_open(db, err);
	case SQLITE_INTERRUPT: return hush_fail_at(err, HUSH_E_INTERRUPTED, db->path, 0, 0, "interrupted");
	default:
		hush_fail_at(err, HUSH_E_BUG, db->path, 0, 0, "the ledger refused a statement: %s", sqlite3_errmsg(db->handle));
		hush_hint(err, "this is a bug in hushcount; please report it with the command you ran");
		return HUSH_E_BUG;
	}
}

hush_status hush_sql_run(struct hush_sql *db, const char *sql, hush_error *err)
{
	int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return result == SQLITE_OK ? HUSH_OK : fail(db, result, err);
}

/* "./" before a relative path keeps SQLite from reading a meaning into names such as ":memory:" or "file:x". */
static char *plain_path(const char *path)
{
	size_t length = strlen(path);
	char *plain = hush_malloc(length + 3);

	if (plain) {
		memcpy(plain, "./", 2);
		memcpy(plain + (path[0] == '/' ? 0 : 2), path, length + 1);
	}
	return plain;
}

/* Settings of the connection. The journal mode is the last: it is the first to look into the file. */
static hush_status settle(struct hush_sql *db, hush_error *err)
{
	int result = sqlite3_extended_result_codes(db->handle, 1);

	if (result == SQLITE_OK) {
		result = sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
	}
	if (result == SQLITE_OK) {
		result = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	}
	if (result == SQLITE_OK) {
		result = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	}
	if (result != SQLITE_OK) {
		return fail(db, result, err);
	}
	return hush_sql_run(db,
	                    "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
	                    "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
	                    "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=DELETE;",
	                    err);
}

hush_status hush_sql_open(const char *path, struct hush_sql **db, hush_error *err)
{
	struct hush_sql *made = hush_calloc(1, sizeof *made);
	char *plain = plain_path(path);
	int result = SQLITE_NOMEM;
	hush_status status;

	if (made) {
		made->path = hush_strdup(path);
	}
	if (!made || !made->path || !plain) {
		hush_free(plain);
		hush_sql_close(made);
		return hush_fail_memory(err);
	}
	result = sqlite3_open_v2(plain, &made->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE,
	                         NULL);
	hush_free(plain);
	status = result == SQLITE_OK ? settle(made, err) : fail(made, result, err);
	if (status != HUSH_OK) {
		hush_sql_close(made);
		return status;
	}
	*db = made;
	return HUSH_OK;
}

void hush_sql_close(struct hush_sql *db)
{
	if (db) {
		sqlite3_close_v2(db->handle);
		hush_free(db->path);
		hush_free(db);
	}
}

/* What a connection may still do: read, insert, call functions, and the one check that reads every page. */
static int only_append(void *context, int action, const char *first, const char *second, const char *database,
                       const char *trigger)
{
	(void)context;
	(void)second;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION: return SQLITE_OK;
	case SQLITE_INSERT: return first && strncmp(first, "sqlite_", 7) == 0 ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_PRAGMA: return first && strcmp(first, "integrity_check") == 0 ? SQLITE_OK : SQLITE_DENY;
	default: return SQLITE_DENY;
	}
}

void hush_sql_append_only(struct hush_sql *db)
{
	sqlite3_set_authorizer(db->handle, only_append, NULL);
}

hush_status hush_sql_begin(struct hush_sql *db, bool write, hush_error *err)
{
	return hush_sql_run(db, write ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

hush_status hush_sql_commit(struct hush_sql *db, hush_error *err)
{
	return hush_sql_run(db, "COMMIT", err);
}

bool hush_sql_sync_failed(const struct hush_sql *db)
{
	int result = sqlite3_extended_errcode(db->handle);

	return result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC;
}

void hush_sql_rollback(struct hush_sql *db)
{
	if (hush_sql_in_transaction(db)) {
		/* A rollback that fails leaves a journal that the next opening rolls back: there is nothing more to do here. */
		(void)hush_sql_run(db, "ROLLBACK", NULL);
	}
}

bool hush_sql_in_transaction(const struct hush_sql *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

hush_status hush_sql_prepare(struct hush_sql *db, const char *sql, struct hush_sql_statement **statement, hush_error *err)
{
	struct hush_sql_statement *made = hush_calloc(1, sizeof *made);
	int result;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->db = db;
	result = sqlite3_prepare_v2(db->handle, sql, -1, &made->handle, NULL);
	if (result != SQLITE_OK) {
		hush_free(made);
		return fail(db, result, err);
	}
	*statement = made;
	return HUSH_OK;
}

static hush_status copy_pages(struct hush_sql *from, struct hush_sql *to, hush_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int result;

	if (!backup) {
		return fail(to, sqlite3_extended_errcode(to->handle), err);
	}
	result = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup); /* gives the same failure once more, if any */
	return result == SQLITE_DONE ? HUSH_OK : fail(to, result, err);
}

hush_status hush_sql_copy(struct hush_sql *db, const char *to, hush_error *err)
{
	struct hush_sql *copy;
	hush_status status;

	HUSH_TRY(hush_sql_open(to, &copy, err));
	status = copy_pages(db, copy, err);
	hush_sql_close(copy);
	return status;
}

static void note_bind(struct hush_sql_statement *statement, int result)
{
	if (statement->bind_result == SQLITE_OK) {
		statement->bind_result = result;
	}
}

void hush_sql_bind_i64(struct hush_sql_statement *statement, int position, int64_t value)
{
	note_bind(statement, sqlite3_bind_int64(statement->handle, position, value));
}

void hush_sql_bind_text(struct hush_sql_statement *statement, int position, const char *text)
{
	note_bind(statement, sqlite3_bind_text(statement->handle, position, text, -1, SQLITE_STATIC));
}

void hush_sql_bind_bytes(struct hush_sql_statement *statement, int position, const void *bytes, size_t length)
{
	note_bind(statement, sqlite3_bind_blob64(statement->handle, position, bytes, length, SQLITE_STATIC));
}

hush_status hush_sql_step(struct hush_sql_statement *statement, bool *row, hush_error *err)
{
	int result = statement->bind_result;

	if (result == SQLITE_OK) {
		result = sqlite3_step(statement->handle);
	}
	if (result != SQLITE_ROW && result != SQLITE_DONE) {
		return fail(statement->db, result, err);
	}
	*row = result == SQLITE_ROW;
	return HUSH_OK;
}

bool hush_sql_next(struct hush_sql_statement *statement, hush_status *status, hush_error *err)
{
	bool row = false;

	if (*status == HUSH_OK) {
		*status = hush_sql_step(statement, &row, err);
	}
	return *status == HUSH_OK && row;
}

void hush_sql_finish(struct hush_sql_statement *statement)
{
	if (statement) {
		sqlite3_finalize(statement->handle);
		hush_free(statement);
	}
}

hush_status hush_sql_finish_run(struct hush_sql_statement *statement, hush_error *err)
{
	bool row = false;
	hush_status status = hush_sql_step(statement, &row, err);

	hush_sql_finish(statement);
	return status == HUSH_OK && row ? hush_fail_bug(err, "a statement that should give no rows") : status;
}

int64_t hush_sql_i64(struct hush_sql_statement *statement, int column)
{
	return sqlite3_column_int64(statement->handle, column);
}

hush_status hush_sql_text(struct hush_sql_statement *statement, int column, char **text, hush_error *err)
{
	int type = sqlite3_column_type(statement->handle, column);
	const char *stored;
	char *copy;

	if (type == SQLITE_NULL) {
		*text = NULL;
		return HUSH_OK;
	}
	if (type != SQLITE_TEXT) {
		return hush_fail_at(err, HUSH_E_LEDGER, statement->db->path, 0, 0, "the ledger holds a value of a wrong type");
	}
	stored = (const char *)sqlite3_column_text(statement->handle, column);
	copy = stored ? hush_strdup(stored) : NULL;
	if (!copy) {
		return hush_fail_memory(err);
	}
	if (strlen(copy) != (size_t)sqlite3_column_bytes(statement->handle, column)) {
		hush_free(copy);
		return hush_fail_at(err, HUSH_E_LEDGER, statement->db->path, 0, 0, "the ledger holds a text with a NUL in it");
	}
	*text = copy;
	return HUSH_OK;
}

hush_status hush_sql_bytes(struct hush_sql_statement *statement, int column, const void **bytes, size_t *length,
                           hush_error *err)
{
	const void *stored = sqlite3_column_blob(statement->handle, column);
	int stored_length = sqlite3_column_bytes(statement->handle, column);

	if (!stored && stored_length != 0) {
		return hush_fail_memory(err);
	}
	*bytes = stored ? stored : "";
	*length = (size_t)stored_length;
	return HUSH_OK;
}
