/* schema: see schema.h. */
#include "ledger/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/memory.h"

/* Application id: "hush" in ASCII. User version: the form of tables and payloads. */
#define APPLICATION_ID 0x68757368
#define SET_IDENTITY "PRAGMA application_id = 1752527720; PRAGMA user_version = 1;"

_Static_assert(APPLICATION_ID == 1752527720, "the two spellings of the application id");

enum { HEADER = 72, HEADER_VERSION = 60, HEADER_APPLICATION = 68, USER_VERSION = 1 };

#define NEVER_CHANGED(table)                                                                                       \
	{table "_update", "CREATE TRIGGER " table "_update BEFORE UPDATE ON " table                                    \
	                  " BEGIN SELECT RAISE(ABORT, 'rows of a ledger are never changed'); END"},                    \
	{                                                                                                              \
		table "_delete", "CREATE TRIGGER " table "_delete BEFORE DELETE ON " table                                 \
		                 " BEGIN SELECT RAISE(ABORT, 'rows of a ledger are never deleted'); END"                   \
	}

/*
 * ledger: one row. entry: everything that happened, chained. charge: what an entry `reserved` charges, window by window,
 * so that a balance is one query; its rows follow from the entry's payload. vault: the bytes of an entry `staged`, in
 * parts.
 *
 * Two entries `reserved` of one release id, or two `staged`, cannot exist: a unique index says so, besides the code.
 */
static const struct object {
	const char *name;
	const char *sql;
} objects[] = {
    {"ledger", "CREATE TABLE ledger (row INTEGER PRIMARY KEY CHECK (row = 1), id TEXT NOT NULL, secret BLOB NOT NULL) STRICT"},
    {"entry", "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, release TEXT, payload TEXT NOT NULL,"
              " previous TEXT NOT NULL, digest TEXT NOT NULL) STRICT"},
    {"charge", "CREATE TABLE charge (sequence INTEGER NOT NULL REFERENCES entry, position INTEGER NOT NULL,"
               " account TEXT NOT NULL, window TEXT NOT NULL, epsilon TEXT NOT NULL, rho TEXT NOT NULL,"
               " delta TEXT NOT NULL, PRIMARY KEY (sequence, position)) STRICT, WITHOUT ROWID"},
    {"vault", "CREATE TABLE vault (sequence INTEGER NOT NULL REFERENCES entry, part INTEGER NOT NULL,"
              " bytes BLOB NOT NULL, PRIMARY KEY (sequence, part)) STRICT"},
    {"entry_once", "CREATE UNIQUE INDEX entry_once ON entry (release, kind) WHERE release IS NOT NULL"},
    {"charge_window", "CREATE INDEX charge_window ON charge (account, window)"},
    NEVER_CHANGED("ledger"),
    NEVER_CHANGED("entry"),
    NEVER_CHANGED("charge"),
    NEVER_CHANGED("vault"),
    {"entry_insert",
     "CREATE TRIGGER entry_insert BEFORE INSERT ON entry WHEN NEW.sequence IS NOT"
     " (SELECT coalesce(max(sequence), 0) + 1 FROM entry) OR EXISTS (SELECT 1 FROM entry WHERE sequence ="
     " NEW.sequence - 1 AND digest IS NOT NEW.previous)"
     " BEGIN SELECT RAISE(ABORT, 'an entry of a ledger follows the last one'); END"},
    {"charge_insert",
     "CREATE TRIGGER charge_insert BEFORE INSERT ON charge WHEN NOT EXISTS (SELECT 1 FROM entry WHERE sequence ="
     " NEW.sequence AND kind = 'reserved' AND sequence = (SELECT max(sequence) FROM entry))"
     " OR EXISTS (SELECT 1 FROM charge WHERE sequence = NEW.sequence AND position = NEW.position)"
     " BEGIN SELECT RAISE(ABORT, 'a charge belongs to the newest entry'); END"},
    {"vault_insert",
     "CREATE TRIGGER vault_insert BEFORE INSERT ON vault WHEN NOT EXISTS (SELECT 1 FROM entry WHERE sequence ="
     " NEW.sequence AND kind = 'staged' AND sequence = (SELECT max(sequence) FROM entry))"
     " OR EXISTS (SELECT 1 FROM vault WHERE sequence = NEW.sequence AND part = NEW.part)"
     " BEGIN SELECT RAISE(ABORT, 'kept bytes belong to the newest entry'); END"},
    {"ledger_insert", "CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger)"
                      " BEGIN SELECT RAISE(ABORT, 'a ledger has one name and one secret'); END"},
};

enum { OBJECTS = sizeof objects / sizeof objects[0] };

hush_status hush_schema_make(struct hush_sql *db, hush_error *err)
{
	HUSH_TRY(hush_sql_run(db, SET_IDENTITY, err));
	for (unsigned i = 0; i < OBJECTS; i++) {
		HUSH_TRY(hush_sql_run(db, objects[i].sql, err));
	}
	return HUSH_OK;
}

static const struct object *object_named(const char *name)
{
	for (unsigned i = 0; i < OBJECTS; i++) {
		if (strcmp(objects[i].name, name) == 0) {
			return &objects[i];
		}
	}
	return NULL;
}

static hush_status fail_schema(const char *path, hush_error *err)
{
	hush_fail_at(err, HUSH_E_LEDGER, path, 0, 0, "the tables or rules of the ledger were altered");
	hush_hint(err, "keep the file as it is and look for the newest good copy");
	return HUSH_E_LEDGER;
}

/* One row of sqlite_schema against the list. */
static hush_status check_object(struct hush_sql_statement *statement, const char *path, hush_error *err)
{
	const struct object *object;
	char *name = NULL;
	char *sql = NULL;
	hush_status status = hush_sql_text(statement, 0, &name, err);

	if (status == HUSH_OK) {
		status = hush_sql_text(statement, 1, &sql, err);
	}
	if (status == HUSH_OK) {
		object = name ? object_named(name) : NULL;
		if (!object || !sql || strcmp(object->sql, sql) != 0) {
			status = fail_schema(path, err);
		}
	}
	hush_free(name);
	hush_free(sql);
	return status;
}

hush_status hush_schema_check(struct hush_sql *db, const char *path, hush_error *err)
{
	struct hush_sql_statement *statement;
	unsigned found = 0;
	hush_status status = HUSH_OK;

	/* Indexes that SQLite makes by itself for a key have no text. */
	HUSH_TRY(hush_sql_prepare(db, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL", &statement, err));
	while (hush_sql_next(statement, &status, err)) {
		status = check_object(statement, path, err);
		found++;
	}
	hush_sql_finish(statement);
	return status == HUSH_OK && found != OBJECTS ? fail_schema(path, err) : status;
}

static uint32_t big_endian(const uint8_t bytes[4])
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static hush_status fail_no_ledger(const char *path, hush_error *err)
{
	hush_fail_at(err, HUSH_E_LEDGER, path, 0, 0, "this is not a hushcount ledger");
	hush_hint(err, "check the path of the ledger; `hushcount ledger init` makes a new one where none is");
	return HUSH_E_LEDGER;
}

/* File systems that make modes up for all files alike: what they say of one file is nobody's choice. */
static bool keeps_modes(int file)
{
	static const unsigned long made_up[] = {
	    0x4d44,     /* FAT */
	    0x2011bab0, /* exFAT */
	    0x7366746e, /* NTFS */
	    0xff534d42, /* CIFS */
	    0xfe534d42, /* SMB2 */
	};
	struct statfs system;

	if (fstatfs(file, &system) != 0) {
		return true;
	}
	for (unsigned i = 0; i < sizeof made_up / sizeof made_up[0]; i++) {
		if (((unsigned long)system.f_type & 0xffffffff) == made_up[i]) {
			return false;
		}
	}
	return true;
}

/* Who can write the file can forget charges; who can read it has the secret by which limits are drawn. */
static hush_status check_mode(int file, const struct stat *facts, const char *path, hush_error *err)
{
	if (facts->st_mode & 022) {
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "group or others can write the ledger");
		hush_hint(err, "run: chmod 600 on it, after making sure that nobody changed it (`hushcount ledger verify`)");
		return HUSH_E_PERMISSION;
	}
	if ((facts->st_mode & 044) && keeps_modes(file)) {
		hush_fail_at(err, HUSH_E_PERMISSION, path, 0, 0, "group or others can read the ledger, and it holds a secret");
		hush_hint(err, "run: chmod 600 on it; copies of it need the same");
		return HUSH_E_PERMISSION;
	}
	return HUSH_OK;
}

/* SQLite's header is fixed from the first commit on: also a file whose last writer was killed has it. */
static hush_status sniff(int file, const char *path, hush_error *err)
{
	uint8_t header[HEADER];
	struct stat facts;
	ssize_t got;

	if (fstat(file, &facts) != 0) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot look at the ledger");
	}
	do {
		got = pread(file, header, sizeof header, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0 && S_ISREG(facts.st_mode)) {
		return hush_fail_errno(err, HUSH_E_IO, errno, path, "cannot read the ledger");
	}
	if (!S_ISREG(facts.st_mode) || got != (ssize_t)sizeof header || memcmp(header, "SQLite format 3", 16) != 0 ||
	    big_endian(header + HEADER_APPLICATION) != APPLICATION_ID) {
		return fail_no_ledger(path, err);
	}
	if (big_endian(header + HEADER_VERSION) != USER_VERSION) {
		hush_fail_at(err, HUSH_E_LEDGER, path, 0, 0, "this ledger was made by another version of hushcount");
		hush_hint(err, "use the version that made it, or a newer one");
		return HUSH_E_LEDGER;
	}
	return check_mode(file, &facts, path, err);
}

hush_status hush_schema_sniff(const char *path, hush_error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	hush_status status;

	if (file < 0 && errno == ENOENT) {
		hush_fail_at(err, HUSH_E_NO_INPUT, path, 0, 0, "the ledger does not exist");
		hush_hint(err, "make it once with `hushcount ledger init`; if there was one, find it: a new one forgets all charges");
		return HUSH_E_NO_INPUT;
	}
	if (file < 0) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_NO_INPUT, errno, path,
		                       "cannot open the ledger");
	}
	status = sniff(file, path, err);
	close(file);
	return status;
}
