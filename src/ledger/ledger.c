/* ledger: making, opening and closing; see ledger.h, and reserve.c for states and invariants. */
#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/account.h"
#include "ledger/chain.h"
#include "ledger/schema.h"

static struct hush_ledger *new_ledger(void)
{
	struct hush_ledger *ledger = hush_calloc(1, sizeof *ledger);

	if (ledger) {
		hush_lock_memory(ledger, sizeof *ledger);
		memset(ledger->head, '0', sizeof ledger->head - 1);
	}
	return ledger;
}

void hush_ledger_close(struct hush_ledger *ledger)
{
	if (!ledger) {
		return;
	}
	hush_sql_close(ledger->db);
	for (uint32_t i = 0; i < ledger->account_count; i++) {
		hush_free(ledger->accounts[i]);
	}
	hush_free(ledger->accounts);
	hush_free(ledger->path);
	hush_unlock_memory(ledger, sizeof *ledger);
	hush_free(ledger);
}

/* The path must mean the same file for as long as the ledger is open. */
static hush_status absolute_path(const char *path, char **absolute, hush_error *err)
{
	char *resolved = realpath(path, NULL);

	if (!resolved) {
		return hush_fail_errno(err, HUSH_E_NO_INPUT, errno, path, "cannot find the ledger");
	}
	*absolute = hush_strdup(resolved);
	free(resolved); /* realpath's own allocation */
	return *absolute ? HUSH_OK : hush_fail_memory(err);
}

hush_status hush_ledger_open(const char *path, struct hush_ledger **ledger, hush_error *err)
{
	struct hush_ledger *made;
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_crypto_start(err));
	HUSH_TRY(hush_schema_sniff(path, err));
	made = new_ledger();
	if (!made) {
		return hush_fail_memory(err);
	}
	status = absolute_path(path, &made->path, err);
	if (status == HUSH_OK) {
		status = hush_chain_connect(made, err);
	}
	if (status == HUSH_OK) {
		status = hush_chain_read(made, &began, err);
	}
	if (status != HUSH_OK) {
		hush_ledger_close(made);
		return status;
	}
	hush_chain_leave(made);
	*ledger = made;
	return HUSH_OK;
}

const char *hush_ledger_id(const struct hush_ledger *ledger)
{
	return ledger->id;
}

uint32_t hush_ledger_account_count(const struct hush_ledger *ledger)
{
	return ledger->account_count;
}

const struct hush_account_terms *hush_ledger_account(const struct hush_ledger *ledger, uint32_t index)
{
	return index < ledger->account_count ? ledger->accounts[index] : NULL;
}

const struct hush_account_terms *hush_ledger_account_named(const struct hush_ledger *ledger, const char *name)
{
	for (uint32_t i = 0; i < ledger->account_count; i++) {
		if (strcmp(ledger->accounts[i]->name, name) == 0) {
			return ledger->accounts[i];
		}
	}
	return NULL;
}

static hush_status append_account(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_error *err)
{
	struct hush_buffer payload;
	hush_status status;

	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_terms_put(terms, &payload);
	status = hush_chain_append(ledger, HUSH_ENTRY_ACCOUNT, NULL, &payload, err);
	hush_buffer_release(&payload);
	return status;
}

static hush_status fail_name_taken(const char *name, hush_error *err)
{
	hush_fail(err, HUSH_E_SPEC, "the ledger has an account \"%s\" already", name);
	hush_hint(err, "the terms of an account never change; see them with `hushcount ledger show`");
	return HUSH_E_SPEC;
}

hush_status hush_ledger_open_account(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_error *err)
{
	struct hush_account_terms settled;
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_terms_settle(terms, &settled, err));
	HUSH_TRY(hush_chain_write(ledger, err));
	status = hush_ledger_account_named(ledger, settled.name) ? fail_name_taken(settled.name, err)
	                                                         : append_account(ledger, &settled, err);
	if (status == HUSH_OK) {
		status = hush_chain_commit(ledger, err);
	}
	hush_chain_leave(ledger);
	if (status == HUSH_OK) { /* reading on takes the new account up */
		status = hush_chain_read(ledger, &began, err);
		hush_chain_leave(ledger);
	}
	return status;
}

static hush_status insert_identity(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;

	HUSH_TRY(hush_sql_prepare(ledger->db, "INSERT INTO ledger (row, id, secret) VALUES (1, ?1, ?2)", &statement, err));
	hush_sql_bind_text(statement, 1, ledger->id);
	hush_sql_bind_bytes(statement, 2, ledger->secret, sizeof ledger->secret);
	return hush_sql_finish_run(statement, err);
}

static hush_status append_first(struct hush_ledger *ledger, const char *timezone, hush_error *err)
{
	struct hush_buffer payload;
	char check[HUSH_SHA256_HEX];
	char day[HUSH_DAY_TEXT];
	hush_status status;

	HUSH_TRY(hush_chain_today(timezone, day, err));
	hush_chain_secret_check(ledger->secret, check);
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_field_put(&payload, "id", ledger->id);
	hush_field_put(&payload, "day", day);
	hush_field_put(&payload, "made_by", "hushcount " HUSH_VERSION);
	hush_field_put(&payload, "secret_check", check);
	status = hush_chain_append(ledger, HUSH_ENTRY_LEDGER, NULL, &payload, err);
	hush_buffer_release(&payload);
	return status;
}

/* Everything of a new ledger, in one transaction on the still empty file. */
static hush_status fill(struct hush_ledger *ledger, const struct hush_account_terms *terms, uint32_t count,
                        hush_error *err)
{
	uint8_t name[(HUSH_LEDGER_ID - 1) / 2];

	hush_system_random(name, sizeof name);
	hush_hex(name, sizeof name, ledger->id);
	hush_system_random(ledger->secret, sizeof ledger->secret);
	HUSH_TRY(hush_sql_open(ledger->path, &ledger->db, err));
	HUSH_TRY(hush_sql_begin(ledger->db, true, err));
	HUSH_TRY(hush_schema_make(ledger->db, err));
	HUSH_TRY(insert_identity(ledger, err));
	HUSH_TRY(append_first(ledger, terms[0].timezone, err));
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(append_account(ledger, &terms[i], err));
	}
	return hush_sql_commit(ledger->db, err);
}

static hush_status fail_exists(const char *path, hush_error *err)
{
	hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "the ledger exists already");
	hush_hint(err, "go on with it: a second ledger would forget what was charged");
	return HUSH_E_CREATE;
}

/* A journal left beside the path would be played into the new file. */
static hush_status check_free(const char *path, hush_error *err)
{
	static const char *const endings[] = {"", "-journal", "-wal"};

	for (unsigned i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		struct hush_buffer name;
		struct stat unused;
		hush_status status;
		bool there;

		hush_buffer_init(&name, 8192);
		hush_buffer_format(&name, "%s%s", path, endings[i]);
		status = hush_buffer_check(&name, err);
		there = status == HUSH_OK && lstat(name.bytes, &unused) == 0;
		hush_buffer_release(&name);
		HUSH_TRY(status);
		if (there && i == 0) {
			return fail_exists(path, err);
		}
		if (there) {
			hush_fail_at(err, HUSH_E_CREATE, path, 0, 0, "a file with the ending %s is left of a ledger that was here",
			             endings[i]);
			hush_hint(err, "find that ledger and put it back, or choose another path");
			return HUSH_E_CREATE;
		}
	}
	return HUSH_OK;
}

/* Gives the finished file its name; never replaces anything. */
static hush_status give_name(const char *from, const char *to, hush_error *err)
{
	char *folder;
	hush_status status;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
		/* Some file systems cannot do that; a second name for the file is as careful. */
		if (errno == EEXIST) {
			return fail_exists(to, err);
		}
		if ((errno != EINVAL && errno != ENOSYS) || link(from, to) != 0) {
			return errno == EEXIST ? fail_exists(to, err)
			                       : hush_fail_errno(err, HUSH_E_CREATE, errno, to, "cannot create the ledger");
		}
		unlink(from);
	}
	folder = hush_path_folder(to);
	status = folder ? hush_folder_sync(folder, err) : hush_fail_memory(err);
	hush_free(folder);
	return status;
}

/* Makes the ledger under a temporary name in the same folder, so that a half-made one never has the real name. */
static hush_status make_file(const char *path, char *temporary, const struct hush_account_terms *terms, uint32_t count,
                             hush_error *err)
{
	struct hush_ledger *ledger;
	hush_status status;
	int file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (file < 0) {
		return hush_fail_errno(err, errno == EACCES ? HUSH_E_PERMISSION : HUSH_E_CREATE, errno, path,
		                       "cannot create the ledger");
	}
	close(file);
	ledger = new_ledger();
	if (ledger) {
		ledger->path = hush_strdup(temporary);
	}
	status = ledger && ledger->path ? fill(ledger, terms, count, err) : hush_fail_memory(err);
	hush_ledger_close(ledger);
	return status == HUSH_OK ? give_name(temporary, path, err) : status;
}

static hush_status create_settled(const char *path, const struct hush_account_terms *terms, uint32_t count,
                                  hush_error *err)
{
	struct hush_buffer temporary;
	uint8_t chance[8];
	char hex[2 * sizeof chance + 1];
	hush_status status;

	HUSH_TRY(check_free(path, err));
	hush_system_random(chance, sizeof chance);
	hush_hex(chance, sizeof chance, hex);
	hush_buffer_init(&temporary, 8192);
	hush_buffer_format(&temporary, "%s.new-%s", path, hex);
	status = hush_buffer_check(&temporary, err);
	if (status == HUSH_OK) {
		status = make_file(path, temporary.bytes, terms, count, err);
		if (status != HUSH_OK) {
			unlink(temporary.bytes);
			hush_buffer_text(&temporary, "-journal");
			unlink(temporary.bytes);
		}
	}
	hush_buffer_release(&temporary);
	return status;
}

static hush_status settle_all(const struct hush_account_terms *terms, struct hush_account_terms *settled, uint32_t count,
                              hush_error *err)
{
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(hush_terms_settle(&terms[i], &settled[i], err));
		for (uint32_t k = 0; k < i; k++) {
			if (strcmp(settled[k].name, settled[i].name) == 0) {
				return fail_name_taken(settled[i].name, err);
			}
		}
	}
	return HUSH_OK;
}

hush_status hush_ledger_create(const char *path, const struct hush_account_terms *terms, uint32_t count, hush_error *err)
{
	struct hush_account_terms *settled;
	hush_status status;

	if (count == 0) {
		hush_fail(err, HUSH_E_USAGE, "a ledger needs at least one account");
		hush_hint(err, "name a spec, or the accounts: vehicle, user, or declared: and the name of a source");
		return HUSH_E_USAGE;
	}
	HUSH_TRY(hush_crypto_start(err));
	settled = hush_calloc(count, sizeof *settled);
	if (!settled) {
		return hush_fail_memory(err);
	}
	status = settle_all(terms, settled, count, err);
	if (status == HUSH_OK) {
		status = create_settled(path, settled, count, err);
	}
	hush_free(settled);
	return status;
}
