/* stage: the later steps of a release's life; states and invariants are in reserve.c. */
#include <string.h>

#include "base/memory.h"
#include "ledger/chain.h"
#include "ledger/same_id.h"
#include "ledger/stage.h"

/* A kept release is stored in parts, so that no row comes near SQLite's limit of 10^9 bytes. */
enum { PART = 16 * 1024 * 1024 };

static hush_status fail_unknown(const char *release, hush_error *err)
{
	hush_fail(err, HUSH_E_USAGE, "the ledger knows no release \"%s\"", release);
	hush_hint(err, "see `hushcount ledger show` for the ids it knows");
	return HUSH_E_USAGE;
}

static hush_status insert_parts(struct hush_ledger *ledger, const void *bytes, size_t length, hush_error *err)
{
	size_t at = 0;
	int64_t part = 0;

	do {
		size_t some = length - at < PART ? length - at : PART;
		struct hush_sql_statement *statement;

		HUSH_TRY(hush_sql_prepare(ledger->db, "INSERT INTO vault (sequence, part, bytes) VALUES (?1, ?2, ?3)", &statement,
		                          err));
		hush_sql_bind_i64(statement, 1, (int64_t)ledger->pending);
		hush_sql_bind_i64(statement, 2, part++);
		hush_sql_bind_bytes(statement, 3, length ? (const char *)bytes + at : "", some);
		HUSH_TRY(hush_sql_finish_run(statement, err));
		at += some;
	} while (at < length);
	return HUSH_OK;
}

hush_status hush_stage_append(struct hush_ledger *ledger, const char *release, bool hold, const void *bytes,
                              size_t length, const char *digest, hush_error *err)
{
	struct hush_buffer payload;
	hush_status status;

	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_field_put(&payload, "bytes", digest);
	hush_field_put_u64(&payload, "length", length);
	hush_field_put(&payload, "hold", hold ? "yes" : "no");
	status = hush_chain_append(ledger, HUSH_ENTRY_STAGED, release, &payload, err);
	hush_buffer_release(&payload);
	HUSH_TRY(status);
	return insert_parts(ledger, bytes, length, err);
}

static hush_status stage_now(struct hush_ledger *ledger, const char *release, bool hold, const void *bytes,
                             size_t length, const char *digest, hush_error *err)
{
	HUSH_TRY(hush_stage_append(ledger, release, hold, bytes, length, digest, err));
	return hush_chain_commit(ledger, err);
}

/* Somebody staged this release before. The same bytes are the same step done twice; other bytes must not be seen. */
static hush_status staged_before(const struct hush_entry *staged, const char *digest, hush_error *err)
{
	struct hush_fields fields;
	const char *kept;
	bool same;

	HUSH_TRY(hush_fields_read(staged->payload, &fields, err));
	kept = hush_field_find(&fields, "bytes");
	same = kept && strcmp(kept, digest) == 0;
	hush_fields_release(&fields);
	if (!same) {
		hush_fail(err, HUSH_E_BUSY, "another process finished this release first");
		hush_hint(err, "run the same command again: it publishes what the other one kept");
		return HUSH_E_BUSY;
	}
	return HUSH_OK;
}

static hush_status stage_from(struct hush_ledger *ledger, const struct hush_receipt *receipt, const void *bytes,
                              size_t length, hush_error *err)
{
	const char *release = hush_receipt_release(receipt);
	char digest[HUSH_SHA256_HEX];
	struct hush_entry staged = {0};
	struct hush_entry last = {0};
	bool was_staged = false;
	bool found = false;
	hush_status status;

	hush_sha256_hex(length ? bytes : "", length, digest);
	HUSH_TRY(hush_chain_find(ledger, release, HUSH_ENTRY_STAGED, &staged, &was_staged, err));
	if (was_staged) {
		status = staged_before(&staged, digest, err);
		hush_entry_release(&staged);
		return status;
	}
	HUSH_TRY(hush_chain_last(ledger, release, UINT64_MAX, &last, &found, err));
	if (found && last.kind == HUSH_ENTRY_CANCELLED) {
		hush_fail(err, HUSH_E_SPEC, "the release \"%s\" was cancelled while it was being made", release);
		hush_hint(err, "nothing was published; give the release a new id");
		status = HUSH_E_SPEC;
	} else if (!found || last.sequence != hush_receipt_sequence(receipt) ||
	           strcmp(last.digest, hush_receipt_head(receipt)) != 0) {
		status = hush_fail_bug(err, "the receipt of a release to be staged");
	} else {
		/* Brought in while this one was being made. */
		status = hush_same_id_check_twin(ledger, release, HUSH_TWIN_RESERVED, err);
		if (status == HUSH_OK) {
			status = stage_now(ledger, release, hush_receipt_held(receipt), bytes, length, digest, err);
		}
	}
	hush_entry_release(&last);
	return status;
}

hush_status hush_ledger_stage(struct hush_ledger *ledger, const struct hush_receipt *receipt, const void *bytes,
                              size_t length, hush_error *err)
{
	hush_status status;

	if (strcmp(hush_receipt_ledger_id(receipt), ledger->id) != 0) {
		return hush_fail_bug(err, "a receipt of another ledger");
	}
	HUSH_TRY(hush_chain_write(ledger, err));
	status = stage_from(ledger, receipt, bytes, length, err);
	hush_chain_leave(ledger);
	return status;
}

static hush_status read_parts(struct hush_ledger *ledger, uint64_t sequence, struct hush_buffer *out, hush_error *err)
{
	struct hush_sql_statement *statement;
	const void *bytes;
	size_t length;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT bytes FROM vault WHERE sequence = ?1 ORDER BY part", &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)sequence);
	while (hush_sql_next(statement, &status, err)) {
		status = hush_sql_bytes(statement, 0, &bytes, &length, err);
		if (status == HUSH_OK) {
			hush_buffer_put(out, bytes, length);
		}
	}
	hush_sql_finish(statement);
	return status == HUSH_OK ? hush_buffer_check(out, err) : status;
}

/* The bytes of a staged entry, if they are what the entry says. */
static hush_status read_kept(struct hush_ledger *ledger, const struct hush_entry *staged, struct hush_buffer *out,
                             hush_error *err)
{
	struct hush_fields fields;
	char digest[HUSH_SHA256_HEX];
	const char *kept;
	hush_status status;

	HUSH_TRY(read_parts(ledger, staged->sequence, out, err));
	HUSH_TRY(hush_fields_read(staged->payload, &fields, err));
	hush_sha256_hex(out->length ? out->bytes : "", out->length, digest);
	kept = hush_field_find(&fields, "bytes");
	status = HUSH_OK;
	if (!kept || strcmp(kept, digest) != 0) {
		status = hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "the bytes kept for the release \"%s\" are damaged",
		                      staged->release);
		hush_hint(err, "keep the file as it is and look for the newest good copy");
	}
	hush_fields_release(&fields);
	return status;
}

static hush_status find_kept(struct hush_ledger *ledger, const char *release, struct hush_buffer *out, hush_error *err)
{
	struct hush_entry staged = {0};
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_find(ledger, release, HUSH_ENTRY_STAGED, &staged, &found, err));
	if (!found) {
		hush_fail(err, HUSH_E_USAGE, "the ledger keeps no finished release \"%s\"", release);
		hush_hint(err, "publish it first");
		return HUSH_E_USAGE;
	}
	status = read_kept(ledger, &staged, out, err);
	hush_entry_release(&staged);
	return status;
}

hush_status hush_ledger_kept(struct hush_ledger *ledger, const char *release, void **bytes, size_t *length,
                             hush_error *err)
{
	struct hush_buffer out;
	bool began = false;
	char *taken;
	size_t taken_length = 0;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	hush_buffer_init(&out, SIZE_MAX / 4);
	status = find_kept(ledger, release, &out, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	taken = status == HUSH_OK ? hush_buffer_take(&out, &taken_length) : NULL;
	hush_buffer_release(&out);
	if (status != HUSH_OK) {
		return status;
	}
	if (!taken) {
		return hush_fail_memory(err);
	}
	*bytes = taken;
	*length = taken_length;
	return HUSH_OK;
}

hush_status hush_last_append(struct hush_ledger *ledger, const char *release, enum hush_entry_kind kind,
                             const char *who, hush_error *err)
{
	struct hush_buffer payload;
	char day[HUSH_DAY_TEXT];
	hush_status status;

	HUSH_TRY(hush_chain_today(ledger->accounts[0]->timezone, day, err));
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_field_put(&payload, "day", day);
	if (who) {
		hush_field_put(&payload, "who", who);
	}
	status = hush_chain_append(ledger, kind, release, &payload, err);
	hush_buffer_release(&payload);
	return status;
}

static hush_status append_now(struct hush_ledger *ledger, const char *release, enum hush_entry_kind kind,
                              const char *who, hush_error *err)
{
	HUSH_TRY(hush_last_append(ledger, release, kind, who, err));
	return hush_chain_commit(ledger, err);
}

hush_status hush_stage_held(struct hush_ledger *ledger, const char *release, bool *held, hush_error *err)
{
	struct hush_entry last = {0};
	struct hush_fields fields;
	const char *hold;
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_last(ledger, release, UINT64_MAX, &last, &found, err));
	if (!found || last.kind != HUSH_ENTRY_STAGED) {
		hush_entry_release(&last);
		*held = false;
		return HUSH_OK;
	}
	status = hush_fields_read(last.payload, &fields, err);
	if (status == HUSH_OK) {
		hold = hush_field_find(&fields, "hold"); /* entries of version 0.1 have none */
		*held = hold && strcmp(hold, "yes") == 0;
		hush_fields_release(&fields);
	}
	hush_entry_release(&last);
	return status;
}

hush_status hush_ledger_held(struct hush_ledger *ledger, const char *release, bool *held, hush_error *err)
{
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = hush_stage_held(ledger, release, held, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	return status;
}

static hush_status publish_from(struct hush_ledger *ledger, const char *release, enum hush_release_state state,
                                hush_error *err)
{
	bool held = false;

	HUSH_TRY(hush_stage_held(ledger, release, &held, err));
	if (held) {
		hush_fail(err, HUSH_E_PERMISSION, "the release \"%s\" is held back until somebody signs it off", release);
		hush_hint(err, "hushcount publish --resume %s publishes it", release);
		return HUSH_E_PERMISSION;
	}
	switch (state) {
	case HUSH_RELEASE_STAGED: return append_now(ledger, release, HUSH_ENTRY_PUBLISHED, NULL, err);
	case HUSH_RELEASE_PUBLISHED: return HUSH_OK;
	case HUSH_RELEASE_NONE:
	case HUSH_RELEASE_RESERVED:
	case HUSH_RELEASE_CANCELLED: break;
	}
	return hush_fail_bug(err, "a release published before it was staged");
}

hush_status hush_ledger_published(struct hush_ledger *ledger, const char *release, hush_error *err)
{
	char digest[HUSH_SHA256_HEX];
	enum hush_release_state state = HUSH_RELEASE_NONE;
	hush_status status;

	HUSH_TRY(hush_chain_write(ledger, err));
	status = hush_ledger_state(ledger, release, &state, digest, err);
	if (status == HUSH_OK) {
		status = publish_from(ledger, release, state, err);
	}
	hush_chain_leave(ledger);
	return status;
}

static hush_status sign_from(struct hush_ledger *ledger, const char *release, const char *who, hush_error *err)
{
	struct hush_entry last = {0};
	enum hush_entry_kind kind;
	bool found = false;

	HUSH_TRY(hush_chain_last(ledger, release, UINT64_MAX, &last, &found, err));
	kind = last.kind;
	hush_entry_release(&last);
	if (found && kind == HUSH_ENTRY_STAGED) {
		HUSH_TRY(hush_ledger_check_only_answer(ledger, release, err)); /* one may have been brought in just now */
		return append_now(ledger, release, HUSH_ENTRY_SIGNED, who, err);
	}
	return found && (kind == HUSH_ENTRY_SIGNED || kind == HUSH_ENTRY_PUBLISHED)
	           ? HUSH_OK
	           : hush_fail_bug(err, "a release signed off before it was staged");
}

hush_status hush_ledger_sign_off(struct hush_ledger *ledger, const char *release, const char *who, hush_error *err)
{
	const char *kept = who ? who : "";
	hush_status status;

	HUSH_TRY(hush_chain_check_who(kept, err));
	HUSH_TRY(hush_chain_write(ledger, err));
	status = sign_from(ledger, release, kept, err);
	hush_chain_leave(ledger);
	return status;
}

static hush_status cancel_from(struct hush_ledger *ledger, enum hush_release_state state, const char *release,
                               const char *who, hush_error *err)
{
	switch (state) {
	case HUSH_RELEASE_NONE: return fail_unknown(release, err);
	case HUSH_RELEASE_RESERVED: return append_now(ledger, release, HUSH_ENTRY_CANCELLED, who ? who : "", err);
	case HUSH_RELEASE_CANCELLED: return HUSH_OK;
	case HUSH_RELEASE_STAGED:
	case HUSH_RELEASE_PUBLISHED: break;
	}
	hush_fail(err, HUSH_E_USAGE, "the release \"%s\" is finished and may have been seen: it stays charged", release);
	hush_hint(err, "to correct it, publish another one that names it in \"supersedes\"");
	return HUSH_E_USAGE;
}

hush_status hush_ledger_cancel(struct hush_ledger *ledger, const char *release, const char *who, hush_error *err)
{
	char digest[HUSH_SHA256_HEX];
	enum hush_release_state state = HUSH_RELEASE_NONE;
	hush_status status;

	HUSH_TRY(hush_chain_check_who(who ? who : "", err));
	HUSH_TRY(hush_chain_write(ledger, err));
	status = hush_ledger_state(ledger, release, &state, digest, err);
	if (status == HUSH_OK) {
		status = cancel_from(ledger, state, release, who, err);
	}
	hush_chain_leave(ledger);
	return status;
}
