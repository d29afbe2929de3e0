/* What the file refuses from inside, and what is found when somebody changes it from outside. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/sql.h"
#include "fixture.h"

/* A ledger with a staged, a reserved and a cancelled release. Closed. */
static char *busy_ledger(void)
{
	char *path = fixture_path("a.ledger");
	struct hush_ledger *ledger = fixture_ledger(path, HUSH_ACCOUNT_PURE, "1", "", "");
	struct hush_receipt *receipt;

	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "jan", .scale = "2"}, &receipt, err));
	ck_holds(hush_ledger_stage(ledger, receipt, "kept bytes", 10, err));
	ck_holds(hush_ledger_published(ledger, "jan", err));
	hush_receipt_free(receipt);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "feb", .scale = "4"}, NULL, err));
	ck_holds(hush_ledger_cancel(ledger, "feb", "me", err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "mar", .scale = "4", .to = "2025-02-03"}, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	return path;
}

/* As somebody with another program would. */
static void raw(const char *path, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s: %s", sql, message);
	sqlite3_close(db);
}

static bool raw_refused(const char *path, const char *sql)
{
	sqlite3 *db;
	int result;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	result = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return result != SQLITE_OK;
}

static const char *const meddling[] = {
    "UPDATE entry SET payload = payload WHERE sequence = 3",
    "UPDATE charge SET epsilon = '0'",
    "UPDATE ledger SET id = id",
    "UPDATE vault SET bytes = bytes",
    "DELETE FROM entry WHERE sequence = 6",
    "DELETE FROM charge",
    "DELETE FROM vault",
    "DELETE FROM ledger",
    "INSERT OR REPLACE INTO entry SELECT sequence, kind, release, '', previous, digest FROM entry WHERE sequence = 3",
    "INSERT INTO entry SELECT 99, 'key', NULL, '', digest, digest FROM entry WHERE sequence = 3",
    "INSERT INTO entry SELECT 0, 'key', NULL, '', digest, digest FROM entry WHERE sequence = 3",
    "INSERT INTO entry SELECT max(sequence) + 1, 'key', NULL, '', previous, digest FROM entry",
    "INSERT OR REPLACE INTO charge SELECT sequence, position, account, window, '0', rho, delta FROM charge",
    "INSERT INTO charge SELECT sequence, position + 9, account, window, epsilon, rho, delta FROM charge WHERE sequence = 3",
    "INSERT OR REPLACE INTO vault SELECT sequence, part, x'00' FROM vault",
    "INSERT INTO vault SELECT sequence, part + 1, x'00' FROM vault",
    "INSERT OR REPLACE INTO ledger SELECT row, id, zeroblob(32) FROM ledger",
    "INSERT INTO entry VALUES ('x', 'key', NULL, '', '', '')",
};

START_TEST(triggers_stop_other_programs)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger;

	for (unsigned i = 0; i < sizeof meddling / sizeof meddling[0]; i++) {
		ck_assert_msg(raw_refused(path, meddling[i]), "%s", meddling[i]);
	}
	ledger = fixture_open(path);
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(our_own_connection_only_appends)
{
	static const char *const more[] = {
	    "DROP TABLE vault",
	    "DROP TRIGGER entry_update",
	    "ATTACH ':memory:' AS other",
	    "CREATE TABLE mine (x)",
	    "ALTER TABLE entry RENAME TO old",
	    "PRAGMA writable_schema = ON",
	    "PRAGMA journal_mode = OFF",
	    "PRAGMA recursive_triggers = OFF",
	    "PRAGMA user_version = 2",
	    "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x (y)')",
	    "VACUUM",
	};
	char *path = busy_ledger();
	struct hush_sql *db;

	ck_holds(hush_sql_open(path, &db, err));
	hush_sql_append_only(db);
	for (unsigned i = 0; i < sizeof meddling / sizeof meddling[0]; i++) {
		ck_assert_msg(hush_sql_run(db, meddling[i], NULL) == HUSH_E_BUG, "%s", meddling[i]);
	}
	for (unsigned i = 0; i < sizeof more / sizeof more[0]; i++) {
		ck_assert_msg(hush_sql_run(db, more[i], NULL) == HUSH_E_BUG, "%s", more[i]);
	}
	hush_sql_close(db);
	free(path);
}
END_TEST

/* The trigger is dropped, something is changed, the trigger is put back to the letter. */
static void edit(const char *path, const char *trigger, const char *sql)
{
	char text[512];
	struct hush_sql *db;
	struct hush_sql_statement *statement;
	char *create = NULL;
	bool row = false;

	ck_holds(hush_sql_open(path, &db, err));
	snprintf(text, sizeof text, "SELECT sql FROM sqlite_schema WHERE name = '%s'", trigger);
	ck_holds(hush_sql_prepare(db, text, &statement, err));
	ck_holds(hush_sql_step(statement, &row, err));
	ck_assert(row);
	ck_holds(hush_sql_text(statement, 0, &create, err));
	hush_sql_finish(statement);
	hush_sql_close(db);
	snprintf(text, sizeof text, "DROP TRIGGER %s; PRAGMA foreign_keys = OFF; %s;", trigger, sql);
	raw(path, text);
	raw(path, create);
	hush_free(create);
}

static hush_status open_status(const char *path, hush_error *err)
{
	struct hush_ledger *ledger = NULL;
	hush_status status = hush_ledger_open(path, &ledger, err);

	hush_ledger_close(ledger);
	return status;
}

START_TEST(edits_are_found_at_opening)
{
	static const struct {
		const char *trigger, *sql, *message;
	} cases[] = {
	    {"entry_update", "UPDATE entry SET payload = replace(payload, 'epsilon 1/2', 'epsilon 1/4') WHERE sequence = 3", "entry 3"},
	    {"entry_update", "UPDATE entry SET payload = payload || 'note x' || char(10) WHERE sequence = 2", "entry 2"},
	    {"entry_update", "UPDATE entry SET payload = payload || char(0) WHERE sequence = 2", "NUL"},
	    {"entry_update", "UPDATE entry SET release = 'jam' WHERE sequence = 3", "entry 3"},
	    {"entry_update", "UPDATE entry SET kind = 'cancelled' WHERE sequence = 4", "entry 4"},
	    {"entry_update", "UPDATE entry SET kind = 'blessed' WHERE sequence = 4", "entry 4"},
	    {"entry_update", "UPDATE entry SET digest = replace(digest, substr(digest, 1, 1), 'g') WHERE sequence = 8", "entry 8"},
	    {"entry_update", "UPDATE entry SET previous = digest WHERE sequence = 5", "entry 5"},
	    {"entry_delete", "DELETE FROM entry WHERE sequence = 2", "entry 2"},
	    {"entry_delete", "DELETE FROM entry WHERE sequence = 1", "entry 1"},
	    {"entry_delete", "DELETE FROM entry", "entry 1"},
	    {"charge_update", "UPDATE charge SET epsilon = '1/1000' WHERE sequence = 3", "entry 3"},
	    {"charge_update", "UPDATE charge SET window = '2024-01-01' WHERE sequence = 3", "entry 3"},
	    {"charge_update", "UPDATE charge SET account = 'user' WHERE sequence = 8", "entry 8"},
	    {"charge_delete", "DELETE FROM charge WHERE sequence = 3", "entry 3"},
	    {"charge_delete", "DELETE FROM charge WHERE sequence = 8 AND position = 1", "entry 8"},
	    {"charge_insert", "INSERT INTO charge VALUES (3, 1, 'vehicle', '2025-05-01', '0', '0', '0')", "entry 3"},
	    {"charge_insert", "INSERT INTO charge VALUES (4, 0, 'vehicle', '2025-05-01', '0', '0', '0')", "do not belong"},
	    {"vault_delete", "DELETE FROM vault", "do not belong"},
	    {"ledger_update", "UPDATE ledger SET secret = zeroblob(32)", "entry 1"},
	    {"ledger_update", "UPDATE ledger SET secret = zeroblob(31)", "name or secret"},
	    {"ledger_update", "UPDATE ledger SET id = replace(id, substr(id, 1, 1), 'x')", "entry 1"},
	    {"ledger_delete", "DELETE FROM ledger", "missing"},
	};

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *path = busy_ledger();
		hush_error err = {0};

		edit(path, cases[i].trigger, cases[i].sql);
		ck_assert_msg(open_status(path, &err) == HUSH_E_LEDGER, "%s", cases[i].sql);
		ck_assert_msg(strstr(err.message, cases[i].message) != NULL, "%s: %s", cases[i].sql, err.message);
		free(path);
	}
}
END_TEST

START_TEST(altered_rules_are_found)
{
	static const char *const cases[] = {
	    "DROP TRIGGER entry_update",
	    "DROP INDEX charge_window",
	    "CREATE TABLE extra (x)",
	    "CREATE TRIGGER quiet AFTER INSERT ON entry BEGIN SELECT 1; END",
	    "DROP TRIGGER entry_delete; CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
	};

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *path = busy_ledger();

		raw(path, cases[i]);
		ck_fails(open_status(path, err), HUSH_E_LEDGER, "tables or rules");
		free(path);
	}
}
END_TEST

START_TEST(changed_bytes_are_found_by_verify)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger;
	void *bytes = NULL;
	size_t length = 0;

	edit(path, "vault_update", "UPDATE vault SET bytes = CAST('kept bytez' AS BLOB)");
	ledger = fixture_open(path);
	ck_fails(hush_ledger_kept(ledger, "jan", &bytes, &length, err), HUSH_E_LEDGER, "kept for the release \"jan\"");
	ck_assert_ptr_null(bytes);
	ck_fails(hush_ledger_verify(ledger, err), HUSH_E_LEDGER, "kept for the release \"jan\"");
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(an_older_copy_put_back_is_found_while_open)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger = fixture_open(path);
	struct fixture_plan *plan = fixture_plan(&(struct fixture_ask){.id = "may", .scale = "100"});
	char command[600];

	snprintf(command, sizeof command, "cp %s %s.old", path, path);
	ck_assert_int_eq(system(command), 0);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, err));
	ck_holds(hush_ledger_check(ledger, &plan->plan, err));
	snprintf(command, sizeof command, "cat %s.old > %s", path, path);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(fixture_reserve(ledger, &(struct fixture_ask){.id = "may", .scale = "100"}, NULL, NULL), HUSH_E_LEDGER);
	fixture_free(plan);
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

/* The same, when what is lost is an entry that charges nothing and keeps nothing: only the mark tells. */
START_TEST(a_lost_pin_is_found_while_open)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger = fixture_open(path);
	uint8_t id[8] = {1};
	uint8_t key[32] = {2};
	bool found = false;
	char command[600];

	snprintf(command, sizeof command, "cp %s %s.old", path, path);
	ck_assert_int_eq(system(command), 0);
	ck_holds(hush_ledger_pin_key(ledger, id, key, err));
	ck_holds(hush_ledger_pinned(ledger, id, key, &found, err));
	ck_assert(found);
	snprintf(command, sizeof command, "cat %s.old > %s", path, path);
	ck_assert_int_eq(system(command), 0);
	ck_fails(hush_ledger_pinned(ledger, id, key, &found, err), HUSH_E_LEDGER, "a moment ago");
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(broken_files_never_crash)
{
	char *path = busy_ledger();
	static char good[1 << 20];
	int file = open(path, O_RDWR);
	ssize_t size = read(file, good, sizeof good);
	uint32_t random = 12345;

	ck_assert_int_gt((int)size, 4096);
	for (int i = 0; i < 400; i++) {
		struct hush_ledger *ledger = NULL;
		off_t at;
		hush_status status;

		random = random * 1664525 + 1013904223;
		at = (off_t)(random % (uint32_t)size);
		ck_assert_int_eq((int)pwrite(file, &(char){(char)(good[at] ^ (1 << (random >> 29)))}, 1, at), 1);
		status = hush_ledger_open(path, &ledger, NULL);
		if (status == HUSH_OK) {
			status = hush_ledger_verify(ledger, NULL); /* free pages and slack bytes may hold anything */
			hush_ledger_close(ledger);
		}
		ck_assert_msg(status == HUSH_OK || status == HUSH_E_LEDGER || status == HUSH_E_IO || status == HUSH_E_BUG,
		              "byte %ld: %d", (long)at, (int)status);
		ck_assert_int_eq((int)pwrite(file, good + at, 1, at), 1);
	}
	for (off_t length = size - 4096; length > 0; length /= 2) { /* whole pages are gone */
		ck_assert_int_eq(ftruncate(file, length), 0);
		ck_assert_int_eq(open_status(path, NULL), HUSH_E_LEDGER);
	}
	close(file);
	free(path);
}
END_TEST

/* A disk that is full at the first byte: nothing is charged, and the same call works when there is room again. */
START_TEST(a_full_disk_charges_nothing)
{
	char *path = busy_ledger();
	pid_t child = fork();
	int ended = 0;
	struct hush_ledger *ledger;

	if (child == 0) {
		struct rlimit limit = {4096, 4096};

		ledger = fixture_open(path);
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(hush_exit_code(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, NULL)));
	}
	ck_assert_int_eq(waitpid(child, &ended, 0), child);
	ck_assert(WIFEXITED(ended));
	ck_assert_int_eq(WEXITSTATUS(ended), 74);
	ledger = fixture_open(path);
	ck_holds(hush_ledger_verify(ledger, err));
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

START_TEST(a_held_ledger_is_busy)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger = fixture_open(path);
	sqlite3 *other;

	ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_fails(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, err), HUSH_E_BUSY, "another process");
	/* Somebody who only reads delays the commit: its failure is looked into, and means that nothing was charged. */
	ck_assert_int_eq(sqlite3_exec(other, "ROLLBACK; BEGIN; SELECT * FROM entry", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, NULL), HUSH_E_BUSY);
	ck_assert_int_eq(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	ck_holds(fixture_reserve(ledger, &(struct fixture_ask){.id = "apr", .scale = "100"}, NULL, err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

/*
 * A commit is done when SQLite has deleted its journal. Here the deletion happens, or does not, and fails in either case:
 * SQLite reports the same error, and only reading the file again tells one from the other.
 */
static sqlite3_vfs failing;
static int (*real_delete)(sqlite3_vfs *, const char *, int);
static enum { WORKS, DELETES_AND_FAILS, FAILS } deletion;

static int delete_and_fail(sqlite3_vfs *vfs, const char *name, int sync)
{
	int result = deletion == FAILS ? SQLITE_IOERR_DELETE : real_delete(vfs, name, sync);

	if (deletion == WORKS) {
		return result;
	}
	deletion = WORKS;
	return SQLITE_IOERR_DELETE;
}

START_TEST(a_commit_of_unknown_outcome_is_read_again)
{
	char *path = busy_ledger();
	struct hush_ledger *ledger;
	struct hush_receipt *first = NULL;
	struct hush_receipt *again = NULL;
	struct fixture_ask apr = {.id = "apr", .scale = "8"};

	failing = *sqlite3_vfs_find(NULL);
	failing.zName = "failing";
	real_delete = failing.xDelete;
	failing.xDelete = delete_and_fail;
	ck_assert_int_eq(sqlite3_vfs_register(&failing, 1), SQLITE_OK);
	ledger = fixture_open(path);

	deletion = FAILS;
	ck_assert_int_eq(fixture_reserve(ledger, &apr, NULL, NULL), HUSH_E_IO);
	ck_assert_int_eq(deletion, WORKS); /* it was asked */
	ck_holds(hush_ledger_verify(ledger, err));

	deletion = DELETES_AND_FAILS;
	ck_holds(fixture_reserve(ledger, &apr, &first, err));
	ck_assert_int_eq(deletion, WORKS);
	ck_holds(hush_ledger_verify(ledger, err));
	ck_holds(fixture_reserve(ledger, &apr, &again, err));
	ck_assert_uint_eq(hush_receipt_sequence(first), hush_receipt_sequence(again));
	ck_assert_str_eq(hush_receipt_head(first), hush_receipt_head(again));
	hush_receipt_free(again);

	deletion = DELETES_AND_FAILS;
	ck_holds(hush_ledger_stage(ledger, first, "x", 1, err));
	hush_receipt_free(first);
	hush_ledger_close(ledger);
	ck_assert_int_eq(sqlite3_vfs_unregister(&failing), SQLITE_OK);
	ledger = fixture_open(path);
	ck_holds(hush_ledger_published(ledger, "apr", err));
	ck_holds(hush_ledger_verify(ledger, err));
	hush_ledger_close(ledger);
	free(path);
}
END_TEST

/* Every allocation fails once: a status, no leak, and the ledger goes on. */
static unsigned until_failure;

static bool gate(void)
{
	return until_failure == 0 || --until_failure > 0;
}

START_TEST(failing_allocations)
{
	char *path = busy_ledger();
	struct fixture_plan *plan = fixture_plan(&(struct fixture_ask){.id = "apr", .scale = "100"});
	hush_status status = HUSH_E_MEMORY;
	unsigned n;

	for (n = 1; status != HUSH_OK && n < 5000; n++) {
		struct hush_ledger *ledger = NULL;
		struct hush_receipt *receipt = NULL;

		until_failure = n;
		hush_memory_gate(gate);
		status = hush_ledger_open(path, &ledger, NULL);
		if (status == HUSH_OK) {
			status = hush_ledger_reserve(ledger, &plan->plan, "me", &receipt, NULL);
		}
		if (status == HUSH_OK) {
			status = hush_ledger_verify(ledger, NULL);
		}
		hush_memory_gate(NULL);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
		hush_receipt_free(receipt);
		hush_ledger_close(ledger);
	}
	ck_assert_uint_gt(n, 50);
	ck_assert_int_eq(status, HUSH_OK);
	fixture_free(plan);
	free(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tamper");
	TCase *cases = tcase_create("tamper");

	tcase_add_test(cases, triggers_stop_other_programs);
	tcase_add_test(cases, our_own_connection_only_appends);
	tcase_add_test(cases, edits_are_found_at_opening);
	tcase_add_test(cases, altered_rules_are_found);
	tcase_add_test(cases, changed_bytes_are_found_by_verify);
	tcase_add_test(cases, an_older_copy_put_back_is_found_while_open);
	tcase_add_test(cases, a_lost_pin_is_found_while_open);
	tcase_add_test(cases, broken_files_never_crash);
	tcase_add_test(cases, a_full_disk_charges_nothing);
	tcase_add_test(cases, a_held_ledger_is_busy);
	tcase_add_test(cases, a_commit_of_unknown_outcome_is_read_again);
	tcase_add_test(cases, failing_allocations);
	tcase_set_timeout(cases, 100);
	suite_add_tcase(suite, cases);
	return fixture_run(suite);
}
