/* chain: see chain.h.  Checking entries is in replay.c. */
#include "ledger/chain.h"

#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/zone.h"
#include "ledger/replay.h"
#include "ledger/schema.h"

enum { WHO_LIMIT = 200 };

void hush_entry_release(struct hush_entry *entry)
{
	hush_free(entry->release);
	hush_free(entry->payload);
	*entry = (struct hush_entry){0};
}

void hush_chain_secret_check(const uint8_t secret[HUSH_LEDGER_SECRET], char hex[HUSH_SHA256_HEX])
{
	static const char label[] = "hushcount ledger secret";
	uint8_t check[HUSH_BLAKE2B_256_BYTES];

	hush_blake2b_256(secret, HUSH_LEDGER_SECRET, label, sizeof label - 1, check);
	hush_hex(check, sizeof check, hex);
}

static hush_status fail_damaged(const struct hush_ledger *ledger, const char *what, hush_error *err)
{
	hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "%s", what);
	hush_hint(err, "keep the file as it is and look for the newest good copy");
	return HUSH_E_LEDGER;
}

static hush_status take_identity(struct hush_ledger *ledger, struct hush_sql_statement *statement, hush_error *err)
{
	char *id = NULL;
	const void *secret;
	size_t length;
	hush_status status = hush_sql_text(statement, 0, &id, err);

	if (status == HUSH_OK) {
		status = hush_sql_bytes(statement, 1, &secret, &length, err);
	}
	if (status == HUSH_OK && (!id || strlen(id) != HUSH_LEDGER_ID - 1 || length != HUSH_LEDGER_SECRET)) {
		status = fail_damaged(ledger, "the ledger's name or secret is damaged", err);
	}
	if (status == HUSH_OK && id && secret) {
		memcpy(ledger->id, id, HUSH_LEDGER_ID);
		memcpy(ledger->secret, secret, HUSH_LEDGER_SECRET);
	}
	hush_free(id);
	return status;
}

static hush_status read_identity(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT id, secret FROM ledger", &statement, err));
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK) {
		status = row ? take_identity(ledger, statement, err)
		             : fail_damaged(ledger, "the ledger's name and secret are missing", err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_chain_connect(struct hush_ledger *ledger, hush_error *err)
{
	hush_status status;

	HUSH_TRY(hush_schema_sniff(ledger->path, err));
	HUSH_TRY(hush_sql_open(ledger->path, &ledger->db, err));
	hush_sql_append_only(ledger->db);
	status = hush_schema_check(ledger->db, ledger->path, err);
	if (status == HUSH_OK) {
		status = read_identity(ledger, err);
	}
	if (status != HUSH_OK) {
		hush_sql_close(ledger->db);
		ledger->db = NULL;
	}
	return status;
}

static hush_status enter(struct hush_ledger *ledger, bool write, hush_error *err)
{
	hush_status status;

	if (!ledger->db) {
		HUSH_TRY(hush_chain_connect(ledger, err));
	}
	HUSH_TRY(hush_sql_begin(ledger->db, write, err));
	status = hush_replay_rest(ledger, err);
	if (status != HUSH_OK) {
		hush_chain_leave(ledger);
	}
	return status;
}

hush_status hush_chain_read(struct hush_ledger *ledger, bool *began, hush_error *err)
{
	if (ledger->db && hush_sql_in_transaction(ledger->db)) {
		*began = false;
		return HUSH_OK;
	}
	HUSH_TRY(enter(ledger, false, err));
	*began = true;
	return HUSH_OK;
}

hush_status hush_chain_write(struct hush_ledger *ledger, hush_error *err)
{
	return enter(ledger, true, err);
}

void hush_chain_leave(struct hush_ledger *ledger)
{
	if (ledger->db) {
		hush_sql_rollback(ledger->db);
	}
	ledger->pending = 0;
}

hush_status hush_chain_append(struct hush_ledger *ledger, enum hush_entry_kind kind, const char *release,
                              const struct hush_buffer *payload, hush_error *err)
{
	const char *previous = ledger->pending ? ledger->pending_digest : ledger->head;
	uint64_t sequence = (ledger->pending ? ledger->pending : ledger->sequence) + 1;
	const char *text = payload->length ? payload->bytes : "";
	char digest[HUSH_SHA256_HEX];
	struct hush_buffer scratch;
	struct hush_sql_statement *statement;
	hush_status status;

	HUSH_TRY(hush_buffer_check(payload, err));
	hush_buffer_init(&scratch, 2 * HUSH_PAYLOAD_LIMIT);
	hush_entry_digest(sequence, hush_entry_kind_name(kind), release, text, previous, &scratch, digest);
	status = hush_buffer_check(&scratch, err);
	hush_buffer_release(&scratch);
	HUSH_TRY(status);
	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "INSERT INTO entry (sequence, kind, release, payload, previous, digest)"
	                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	                          &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)sequence);
	hush_sql_bind_text(statement, 2, hush_entry_kind_name(kind));
	hush_sql_bind_text(statement, 3, release);
	hush_sql_bind_text(statement, 4, text);
	hush_sql_bind_text(statement, 5, previous);
	hush_sql_bind_text(statement, 6, digest);
	HUSH_TRY(hush_sql_finish_run(statement, err));
	ledger->pending = sequence;
	memcpy(ledger->pending_digest, digest, sizeof digest);
	return HUSH_OK;
}

/* Is the entry that was to be committed in the file, after all? */
static hush_status look_for_pending(struct hush_ledger *ledger, bool *there, hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT 1 FROM entry WHERE sequence = ?1 AND digest = ?2", &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)ledger->pending);
	hush_sql_bind_text(statement, 2, ledger->pending_digest);
	status = hush_sql_step(statement, &row, err);
	hush_sql_finish(statement);
	if (status == HUSH_OK) {
		*there = row;
	}
	return status;
}

/* Closes, opens and reads again. False when the entry is not there, or when that cannot be found out. */
static bool committed_after_all(struct hush_ledger *ledger)
{
	bool there = false;

	hush_sql_close(ledger->db);
	ledger->db = NULL;
	if (hush_chain_connect(ledger, NULL) != HUSH_OK || look_for_pending(ledger, &there, NULL) != HUSH_OK) {
		return false;
	}
	return there;
}

hush_status hush_chain_settle(const struct hush_ledger *ledger, hush_error *err)
{
	char *folder = hush_path_folder(ledger->path);
	hush_status status = folder ? hush_folder_sync(folder, err) : hush_fail_memory(err);

	hush_free(folder);
	return status;
}

hush_status hush_chain_commit(struct hush_ledger *ledger, hush_error *err)
{
	hush_error failure = {0};
	hush_status status = hush_chain_settle(ledger, err); /* the journal is there by now; see chain.h */

	HUSH_TRY(status);
	status = hush_sql_commit(ledger->db, &failure);
	/* A failed sync is final: what the file shows now may never reach the disk, so finding the entry there means nothing. */
	if (status != HUSH_OK && hush_sql_sync_failed(ledger->db)) {
		hush_sql_close(ledger->db);
		ledger->db = NULL;
	} else if (status != HUSH_OK && committed_after_all(ledger)) {
		status = hush_chain_settle(ledger, &failure);
	}
	ledger->pending = 0;
	if (status != HUSH_OK && err) {
		*err = failure;
	}
	return status;
}

static hush_status take_entry(struct hush_ledger *ledger, struct hush_sql_statement *statement,
                              struct hush_entry *entry, hush_error *err)
{
	struct hush_entry made = {0};
	hush_status status = hush_replay_row(ledger, statement, &made, err);

	if (status != HUSH_OK) {
		hush_entry_release(&made);
		return status;
	}
	*entry = made;
	return HUSH_OK;
}

static hush_status find_one(struct hush_ledger *ledger, struct hush_sql_statement *statement, struct hush_entry *entry,
                            bool *found, hush_error *err)
{
	bool row = false;
	hush_status status = hush_sql_step(statement, &row, err);

	if (status == HUSH_OK && row) {
		status = take_entry(ledger, statement, entry, err);
	}
	if (status == HUSH_OK) {
		*found = row;
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_chain_last(struct hush_ledger *ledger, const char *release, uint64_t before, struct hush_entry *entry,
                            bool *found, hush_error *err)
{
	struct hush_sql_statement *statement;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, kind, release, payload, previous, digest FROM entry"
	                          " WHERE release = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT 1",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, release);
	hush_sql_bind_i64(statement, 2, before > INT64_MAX ? INT64_MAX : (int64_t)before);
	return find_one(ledger, statement, entry, found, err);
}

hush_status hush_chain_find(struct hush_ledger *ledger, const char *release, enum hush_entry_kind kind,
                            struct hush_entry *entry, bool *found, hush_error *err)
{
	struct hush_sql_statement *statement;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, kind, release, payload, previous, digest FROM entry"
	                          " WHERE release = ?1 AND kind = ?2",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, release);
	hush_sql_bind_text(statement, 2, hush_entry_kind_name(kind));
	return find_one(ledger, statement, entry, found, err);
}

enum hush_release_state hush_entry_state(enum hush_entry_kind kind)
{
	switch (kind) {
	case HUSH_ENTRY_RESERVED: return HUSH_RELEASE_RESERVED;
	case HUSH_ENTRY_STAGED:
	case HUSH_ENTRY_SIGNED: return HUSH_RELEASE_STAGED;
	case HUSH_ENTRY_PUBLISHED: return HUSH_RELEASE_PUBLISHED;
	case HUSH_ENTRY_CANCELLED: return HUSH_RELEASE_CANCELLED;
	case HUSH_ENTRY_LEDGER:
	case HUSH_ENTRY_ACCOUNT:
	case HUSH_ENTRY_KEY:
	case HUSH_ENTRY_LOST: break;
	}
	return HUSH_RELEASE_NONE;
}

hush_status hush_chain_salt(const struct hush_ledger *ledger, char salt[HUSH_CHAIN_SALT], hush_error *err)
{
	static const char label[] = "hushcount entry salt";
	const char *previous = ledger->pending ? ledger->pending_digest : ledger->head;
	uint8_t wide[HUSH_BLAKE2B_BYTES];
	struct hush_buffer message;
	hush_status status;

	hush_buffer_init(&message, 4096);
	hush_buffer_counted(&message, label, sizeof label - 1);
	hush_buffer_counted(&message, previous, strlen(previous));
	status = hush_buffer_check(&message, err);
	if (status == HUSH_OK) {
		hush_blake2b(ledger->secret, sizeof ledger->secret, message.bytes, message.length, wide);
		hush_hex(wide, (HUSH_CHAIN_SALT - 1) / 2, salt);
		hush_wipe(wide, sizeof wide);
	}
	hush_buffer_release(&message);
	return status;
}

hush_status hush_chain_today(const char *timezone, char day[HUSH_DAY_TEXT], hush_error *err)
{
	struct hush_zone *zone;
	hush_day today;
	int32_t second;

	HUSH_TRY(hush_zone_open(timezone, &zone, err));
	hush_local_split(hush_zone_local(zone, (int64_t)time(NULL)), &today, &second);
	hush_zone_free(zone);
	hush_day_format(today, day);
	return HUSH_OK;
}

/* C0, DEL and C1: a terminal would obey them when the record is shown. In valid UTF-8, C1 is C2 80 to C2 9F. */
static bool has_controls(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if (*at < 0x20 || *at == 0x7F || (*at == 0xC2 && at[1] < 0xA0)) {
			return true;
		}
	}
	return false;
}

hush_status hush_chain_check_who(const char *who, hush_error *err)
{
	if (strlen(who) > WHO_LIMIT || !hush_utf8_valid(who, strlen(who))) {
		hush_fail(err, HUSH_E_USAGE, "the name of who does this is not UTF-8 text of at most %d bytes", WHO_LIMIT);
		hush_hint(err, "give a shorter name");
		return HUSH_E_USAGE;
	}
	if (has_controls(who)) {
		hush_fail(err, HUSH_E_USAGE, "the name of who does this holds a control character");
		hush_hint(err, "give a name of one line, without tabs");
		return HUSH_E_USAGE;
	}
	return HUSH_OK;
}

hush_status hush_ledger_check_who(const char *who, hush_error *err)
{
	return hush_chain_check_who(who ? who : "", err);
}
