/* ledger: making, opening and closing; see ledger.h, and reserve.c for states and invariants. */
#include "ledger/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "ledger/account.h"
#include "ledger/chain.h"
#include "ledger/new_file.h"
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

hush_status hush_ledger_settle(const struct hush_ledger *ledger, hush_error *err)
{
	return hush_chain_settle(ledger, err);
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

struct opening {
	const struct hush_account_terms *terms;
	uint32_t count;
};

static hush_status fill_file(void *context, const char *path, hush_error *err)
{
	const struct opening *opening = context;
	struct hush_ledger *ledger = new_ledger();
	hush_status status;

	if (ledger) {
		ledger->path = hush_strdup(path);
	}
	status = ledger && ledger->path ? fill(ledger, opening->terms, opening->count, err) : hush_fail_memory(err);
	hush_ledger_close(ledger);
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
	static const struct hush_new_file_words words = {"the ledger exists already",
	                                                 "go on with it: a second ledger would forget what was charged",
	                                                 "cannot create the ledger"};
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
		status = hush_new_file(path, &words, fill_file, &(struct opening){settled, count}, err);
	}
	hush_free(settled);
	return status;
}
