/* replay: see replay.h. */
#include "ledger/replay.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "ledger/account.h"
#include "ledger/charge.h"

static const char *const kind_names[] = {
    [HUSH_ENTRY_LEDGER] = "ledger",     [HUSH_ENTRY_ACCOUNT] = "account",     [HUSH_ENTRY_KEY] = "key",
    [HUSH_ENTRY_RESERVED] = "reserved", [HUSH_ENTRY_STAGED] = "staged",       [HUSH_ENTRY_SIGNED] = "signed",
    [HUSH_ENTRY_PUBLISHED] = "published", [HUSH_ENTRY_CANCELLED] = "cancelled",   [HUSH_ENTRY_LOST] = "lost",
};

const char *hush_entry_kind_name(enum hush_entry_kind kind)
{
	return kind_names[kind];
}

static bool kind_parse(const char *name, enum hush_entry_kind *kind)
{
	for (unsigned i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++) {
		if (strcmp(kind_names[i], name) == 0) {
			*kind = (enum hush_entry_kind)i;
			return true;
		}
	}
	return false;
}

void hush_entry_digest(uint64_t sequence, const char *kind, const char *release, const char *payload,
                       const char *previous, struct hush_buffer *scratch, char digest[HUSH_SHA256_HEX])
{
	static const char label[] = "hushcount ledger entry 1";
	char number[HUSH_INTEGER_TEXT];

	hush_format_u64(sequence, number);
	hush_buffer_clear(scratch);
	hush_buffer_counted(scratch, label, sizeof label - 1);
	hush_buffer_counted(scratch, number, strlen(number));
	hush_buffer_counted(scratch, kind, strlen(kind));
	hush_buffer_counted(scratch, release ? release : "", release ? strlen(release) : 0);
	hush_buffer_counted(scratch, payload, strlen(payload));
	hush_buffer_counted(scratch, previous, strlen(previous));
	hush_sha256_hex(scratch->length ? scratch->bytes : "", scratch->length, digest);
}

static hush_status fail_entry(const struct hush_ledger *ledger, uint64_t sequence, const char *what, hush_error *err)
{
	hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "entry %llu of the ledger does not hold: %s",
	             (unsigned long long)sequence, what);
	hush_hint(err, "keep the file as it is, find out what changed it, and look for the newest good copy");
	return HUSH_E_LEDGER;
}

/* Says which entry it is about, when the part that found the fault knows neither entry nor file. */
static hush_status name_entry(const struct hush_ledger *ledger, uint64_t sequence, hush_status status,
                              const hush_error *inner, hush_error *err)
{
	if (status == HUSH_E_LEDGER && inner->file[0] == '\0') {
		return fail_entry(ledger, sequence, inner->message, err);
	}
	if (status != HUSH_OK && err) {
		*err = *inner;
	}
	return status;
}

static hush_status take_digest(struct hush_ledger *ledger, struct hush_sql_statement *statement, int column,
                               char digest[HUSH_SHA256_HEX], hush_error *err)
{
	char *text = NULL;
	hush_status status = hush_sql_text(statement, column, &text, err);

	if (status == HUSH_OK && (!text || strlen(text) != HUSH_SHA256_HEX - 1)) {
		status = fail_entry(ledger, (uint64_t)hush_sql_i64(statement, 0), "its digest is damaged", err);
	}
	if (status == HUSH_OK && text) {
		memcpy(digest, text, HUSH_SHA256_HEX);
	}
	hush_free(text);
	return status;
}

hush_status hush_replay_row(struct hush_ledger *ledger, struct hush_sql_statement *statement, struct hush_entry *entry,
                            hush_error *err)
{
	char *kind = NULL;
	bool known;

	entry->sequence = (uint64_t)hush_sql_i64(statement, 0);
	HUSH_TRY(hush_sql_text(statement, 1, &kind, err));
	known = kind && kind_parse(kind, &entry->kind);
	hush_free(kind);
	if (!known) {
		return fail_entry(ledger, entry->sequence, "its kind is not known", err);
	}
	HUSH_TRY(hush_sql_text(statement, 2, &entry->release, err));
	HUSH_TRY(hush_sql_text(statement, 3, &entry->payload, err));
	HUSH_TRY(take_digest(ledger, statement, 4, entry->previous, err));
	HUSH_TRY(take_digest(ledger, statement, 5, entry->digest, err));
	return entry->payload ? HUSH_OK : fail_entry(ledger, entry->sequence, "its payload is missing", err);
}

/* Compares the present row of `charge` with what the entry says. */
static hush_status check_charge_row(struct hush_ledger *ledger, struct hush_sql_statement *statement, uint64_t sequence,
                                    const struct hush_charge *charge, hush_day window, hush_error *err)
{
	char day[HUSH_DAY_TEXT];
	const char *expected[5] = {charge->account, day, charge->epsilon, charge->rho, charge->delta};

	hush_day_format(window, day);
	for (int i = 0; i < 5; i++) {
		char *text = NULL;
		bool same;

		HUSH_TRY(hush_sql_text(statement, i, &text, err));
		same = text && strcmp(text, expected[i]) == 0;
		hush_free(text);
		if (!same) {
			return fail_entry(ledger, sequence, "the charge kept for it is another", err);
		}
	}
	return HUSH_OK;
}

static hush_status step_charge(struct hush_ledger *ledger, struct hush_sql_statement *statement, uint64_t sequence,
                               const struct hush_charge *charge, hush_day window, hush_error *err)
{
	bool row = false;

	HUSH_TRY(hush_sql_step(statement, &row, err));
	if (!row) {
		return fail_entry(ledger, sequence, "a charge kept for it is missing", err);
	}
	return check_charge_row(ledger, statement, sequence, charge, window, err);
}

static hush_status check_charge_rows(struct hush_ledger *ledger, struct hush_sql_statement *statement, uint64_t sequence,
                                     const struct hush_charges *charges, hush_error *err)
{
	bool row = false;

	for (uint32_t i = 0; i < charges->count; i++) {
		const struct hush_charge *charge = &charges->items[i];
		const struct hush_account_terms *terms = hush_ledger_account_named(ledger, charge->account);
		hush_day window = charge->first_window;

		if (!terms) {
			return fail_entry(ledger, sequence, "it charges an account that does not exist", err);
		}
		for (uint32_t k = 0; k < charge->window_count; k++) {
			HUSH_TRY(step_charge(ledger, statement, sequence, charge, window, err));
			window = hush_window_next(terms->window, terms->week_start, window);
		}
		ledger->charge_rows += charge->window_count;
	}
	HUSH_TRY(hush_sql_step(statement, &row, err));
	return row ? fail_entry(ledger, sequence, "more charges are kept than it made", err) : HUSH_OK;
}

static hush_status check_reserved(struct hush_ledger *ledger, const struct hush_entry *entry, hush_error *err)
{
	struct hush_sql_statement *statement;
	struct hush_fields fields;
	struct hush_charges charges = {0};
	hush_status status;

	HUSH_TRY(hush_fields_read(entry->payload, &fields, err));
	while (fields.at < fields.count && strcmp(fields.items[fields.at].name, "account") != 0) {
		fields.at++;
	}
	status = hush_field_find(&fields, "spec") && hush_field_find(&fields, "day") && hush_field_find(&fields, "reason")
	             ? hush_charges_take(&fields, false, &charges, err)
	             : hush_fail(err, HUSH_E_LEDGER, "it does not say for which spec it is");
	if (status == HUSH_OK) {
		status = hush_sql_prepare(ledger->db,
		                          "SELECT account, window, epsilon, rho, delta FROM charge WHERE sequence = ?1"
		                          " ORDER BY position",
		                          &statement, err);
	}
	if (status == HUSH_OK) {
		hush_sql_bind_i64(statement, 1, (int64_t)entry->sequence);
		status = check_charge_rows(ledger, statement, entry->sequence, &charges, err);
		hush_sql_finish(statement);
	}
	hush_charges_release(&charges);
	hush_fields_release(&fields);
	return status;
}

static hush_status check_transition(struct hush_ledger *ledger, const struct hush_entry *entry, hush_error *err)
{
	struct hush_entry last = {0};
	enum hush_release_state state;
	bool found = false;
	bool unsigned_yet;
	bool fits;

	if (!entry->release) {
		return fail_entry(ledger, entry->sequence, "it names no release", err);
	}
	HUSH_TRY(hush_chain_last(ledger, entry->release, entry->sequence, &last, &found, err));
	state = found ? hush_entry_state(last.kind) : HUSH_RELEASE_NONE;
	unsigned_yet = found && last.kind == HUSH_ENTRY_STAGED;
	hush_entry_release(&last);
	switch (entry->kind) {
	case HUSH_ENTRY_RESERVED: fits = state == HUSH_RELEASE_NONE; break;
	case HUSH_ENTRY_STAGED:
	case HUSH_ENTRY_CANCELLED: fits = state == HUSH_RELEASE_RESERVED; break;
	case HUSH_ENTRY_SIGNED: fits = unsigned_yet; break;
	default: fits = state == HUSH_RELEASE_STAGED; break;
	}
	return fits ? HUSH_OK : fail_entry(ledger, entry->sequence, "it does not follow from the release's state", err);
}

static hush_status add_account(struct hush_ledger *ledger, const struct hush_entry *entry, hush_error *err)
{
	struct hush_account_terms **accounts;
	struct hush_account_terms *terms;
	struct hush_fields fields;
	hush_status status;

	HUSH_TRY(hush_fields_read(entry->payload, &fields, err));
	terms = hush_calloc(1, sizeof *terms);
	status = terms ? hush_terms_read(&fields, terms, err) : hush_fail_memory(err);
	hush_fields_release(&fields);
	if (status == HUSH_OK && hush_ledger_account_named(ledger, terms->name)) {
		status = fail_entry(ledger, entry->sequence, "it opens an account a second time", err);
	}
	if (status == HUSH_OK) {
		accounts = hush_reallocarray(ledger->accounts, (size_t)ledger->account_count + 1, sizeof(*accounts));
		status = accounts ? HUSH_OK : hush_fail_memory(err);
	}
	if (status != HUSH_OK) {
		hush_free(terms);
		return status;
	}
	accounts[ledger->account_count++] = terms;
	ledger->accounts = accounts;
	return HUSH_OK;
}

static hush_status check_first(struct hush_ledger *ledger, const struct hush_entry *entry, hush_error *err)
{
	struct hush_fields fields;
	char check[HUSH_SHA256_HEX];
	const char *id;
	const char *stored;
	bool fits;

	HUSH_TRY(hush_fields_read(entry->payload, &fields, err));
	hush_chain_secret_check(ledger->secret, check);
	id = hush_field_find(&fields, "id");
	stored = hush_field_find(&fields, "secret_check");
	fits = id && stored && strcmp(id, ledger->id) == 0 && strcmp(stored, check) == 0;
	hush_fields_release(&fields);
	return fits ? HUSH_OK : fail_entry(ledger, entry->sequence, "the ledger's name or secret is another", err);
}

/* Is this the one entry that can follow ledger->head? */
static hush_status check_link(struct hush_ledger *ledger, const struct hush_entry *entry, struct hush_buffer *scratch,
                              hush_error *err)
{
	char digest[HUSH_SHA256_HEX];

	if (entry->sequence != ledger->sequence + 1) {
		return fail_entry(ledger, ledger->sequence + 1, "it is missing", err);
	}
	hush_entry_digest(entry->sequence, hush_entry_kind_name(entry->kind), entry->release, entry->payload, ledger->head,
	                  scratch, digest);
	HUSH_TRY(hush_buffer_check(scratch, err));
	if (strcmp(entry->previous, ledger->head) != 0 || strcmp(entry->digest, digest) != 0) {
		return fail_entry(ledger, entry->sequence, "its digest does not fit", err);
	}
	if ((entry->kind == HUSH_ENTRY_LEDGER) != (entry->sequence == 1)) {
		return fail_entry(ledger, entry->sequence, "it is not where the ledger begins", err);
	}
	return HUSH_OK;
}

static hush_status absorb(struct hush_ledger *ledger, const struct hush_entry *entry, hush_error *err)
{
	switch (entry->kind) {
	case HUSH_ENTRY_LEDGER: return check_first(ledger, entry, err);
	case HUSH_ENTRY_ACCOUNT: return add_account(ledger, entry, err);
	case HUSH_ENTRY_KEY:
	case HUSH_ENTRY_LOST: return HUSH_OK;
	case HUSH_ENTRY_RESERVED:
		HUSH_TRY(check_transition(ledger, entry, err));
		return check_reserved(ledger, entry, err);
	case HUSH_ENTRY_STAGED:
		HUSH_TRY(check_transition(ledger, entry, err));
		ledger->staged_count++;
		return HUSH_OK;
	case HUSH_ENTRY_SIGNED:
	case HUSH_ENTRY_PUBLISHED:
	case HUSH_ENTRY_CANCELLED: return check_transition(ledger, entry, err);
	}
	return fail_entry(ledger, entry->sequence, "its kind is not known", err);
}

static hush_status replay_one(struct hush_ledger *ledger, struct hush_sql_statement *statement,
                              struct hush_buffer *scratch, hush_error *err)
{
	struct hush_entry entry = {0};
	hush_error inner = {0};
	uint64_t charge_rows = ledger->charge_rows;
	uint64_t staged_count = ledger->staged_count;
	hush_status status = hush_replay_row(ledger, statement, &entry, err);

	if (status == HUSH_OK) {
		status = check_link(ledger, &entry, scratch, err);
	}
	if (status == HUSH_OK) {
		status = name_entry(ledger, entry.sequence, absorb(ledger, &entry, &inner), &inner, err);
	}
	if (status == HUSH_OK) {
		ledger->sequence = entry.sequence;
		memcpy(ledger->head, entry.digest, sizeof ledger->head);
	} else { /* out of memory, perhaps: the entry will be looked at again */
		ledger->charge_rows = charge_rows;
		ledger->staged_count = staged_count;
	}
	hush_entry_release(&entry);
	return status;
}

static hush_status one_number(struct hush_ledger *ledger, const char *sql, uint64_t *number, hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db, sql, &statement, err));
	status = hush_sql_step(statement, &row, err);
	if (status == HUSH_OK) {
		*number = row ? (uint64_t)hush_sql_i64(statement, 0) : 0;
	}
	hush_sql_finish(statement);
	return status;
}

/* Rows that belong to no entry, or that are missing for one. */
static hush_status check_counts(struct hush_ledger *ledger, hush_error *err)
{
	uint64_t charges = 0;
	uint64_t staged = 0;

	HUSH_TRY(one_number(ledger, "SELECT count(*) FROM charge", &charges, err));
	HUSH_TRY(one_number(ledger, "SELECT count(DISTINCT sequence) FROM vault", &staged, err));
	if (charges != ledger->charge_rows || staged != ledger->staged_count) {
		hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "the ledger keeps %s that do not belong to its entries",
		             charges != ledger->charge_rows ? "charges" : "releases");
		hush_hint(err, "keep the file as it is and look for the newest good copy");
		return HUSH_E_LEDGER;
	}
	return HUSH_OK;
}

/* The entry up to which the chain was checked must still be the same. */
static hush_status check_mark(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	if (ledger->sequence == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT 1 FROM entry WHERE sequence = ?1 AND digest = ?2", &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)ledger->sequence);
	hush_sql_bind_text(statement, 2, ledger->head);
	status = hush_sql_step(statement, &row, err);
	hush_sql_finish(statement);
	return status == HUSH_OK && !row
	           ? fail_entry(ledger, ledger->sequence, "it was there a moment ago, and the file was changed since", err)
	           : status;
}

hush_status hush_replay_rest(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	struct hush_buffer scratch;
	hush_status status = HUSH_OK;

	HUSH_TRY(check_mark(ledger, err));
	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT sequence, kind, release, payload, previous, digest FROM entry"
	                          " WHERE sequence > ?1 ORDER BY sequence",
	                          &statement, err));
	hush_sql_bind_i64(statement, 1, (int64_t)ledger->sequence);
	hush_buffer_init(&scratch, 2 * HUSH_PAYLOAD_LIMIT);
	while (hush_sql_next(statement, &status, err)) {
		status = replay_one(ledger, statement, &scratch, err);
	}
	hush_buffer_release(&scratch);
	hush_sql_finish(statement);
	if (status == HUSH_OK && ledger->sequence == 0) {
		status = fail_entry(ledger, 1, "it is missing", err);
	}
	return status == HUSH_OK ? check_counts(ledger, err) : status;
}

hush_status hush_chain_replay(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_ledger fresh = {.path = ledger->path, .db = ledger->db};
	hush_status status;

	/* A second ledger over the same connection, so that what callers hold of the first stays as it is. */
	memcpy(fresh.id, ledger->id, sizeof fresh.id);
	memcpy(fresh.secret, ledger->secret, sizeof fresh.secret);
	memset(fresh.head, '0', sizeof fresh.head - 1);
	status = hush_replay_rest(&fresh, err);
	for (uint32_t i = 0; i < fresh.account_count; i++) {
		hush_free(fresh.accounts[i]);
	}
	hush_free(fresh.accounts);
	hush_wipe(&fresh, sizeof fresh);
	return status;
}
