/*
 * others: which other ledgers are on record.
 *
 * A second ledger for the same records spends every budget twice, and no ledger can see that from inside.  A second ledger
 * for other records is nothing wrong.  Only people know which it is; what they said stands in the reservation before which
 * they said it, and in every release from then on.
 */
#include <string.h>

#include "base/memory.h"
#include "ledger/chain.h"

bool hush_ledger_others_have(const struct hush_ledger_others *others, const char *id)
{
	for (uint32_t i = 0; i < others->count; i++) {
		if (strcmp(others->ids[i], id) == 0) {
			return true;
		}
	}
	return false;
}

void hush_ledger_others_free(struct hush_ledger_others *others)
{
	for (uint32_t i = 0; i < others->count; i++) {
		hush_free(others->ids[i]);
	}
	hush_free(others->ids);
	*others = (struct hush_ledger_others){0};
}

static bool is_id(const char *text)
{
	return strlen(text) == HUSH_LEDGER_ID - 1 && strspn(text, "0123456789abcdef") == HUSH_LEDGER_ID - 1;
}

hush_status hush_ledger_check_other(const struct hush_ledger *ledger, const char *id, hush_error *err)
{
	if (!is_id(id)) {
		hush_fail(err, HUSH_E_USAGE, "\"%.80s\" is no ledger's id", id);
		hush_hint(err, "give the 32 hexadecimal digits that the other ledger's releases and `hushcount ledger show` state");
		return HUSH_E_USAGE;
	}
	if (strcmp(id, ledger->id) == 0) {
		hush_fail(err, HUSH_E_USAGE, "%s is this ledger's own id", id);
		hush_hint(err, "name the other ledger, or leave it out");
		return HUSH_E_USAGE;
	}
	return HUSH_OK;
}

static hush_status add(struct hush_ledger_others *others, const char *id, hush_error *err)
{
	char **grown;

	if (!is_id(id)) {
		return hush_fail(err, HUSH_E_LEDGER, "an entry of the ledger names no ledger where it should");
	}
	if (hush_ledger_others_have(others, id)) {
		return HUSH_OK;
	}
	grown = hush_reallocarray(others->ids, (size_t)others->count + 1, sizeof(*grown));
	if (!grown) {
		return hush_fail_memory(err);
	}
	others->ids = grown;
	grown[others->count] = hush_strdup(id);
	if (!grown[others->count]) {
		return hush_fail_memory(err);
	}
	others->count++;
	return HUSH_OK;
}

static hush_status add_all(struct hush_sql_statement *statement, struct hush_ledger_others *others, hush_error *err)
{
	struct hush_fields fields;
	char *payload = NULL;
	hush_status status;

	HUSH_TRY(hush_sql_text(statement, 0, &payload, err));
	status = hush_fields_read(payload ? payload : "", &fields, err);
	hush_free(payload);
	HUSH_TRY(status);
	for (uint32_t i = 0; i < fields.count && status == HUSH_OK; i++) {
		if (strcmp(fields.items[i].name, "beside") == 0) {
			status = add(others, fields.items[i].value, err);
		}
	}
	hush_fields_release(&fields);
	return status;
}

/* No line feed stands inside a value, so a line that begins so is the field. */
static hush_status find(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_others *others, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT payload FROM entry WHERE kind = 'reserved' AND sequence <= ?1"
	                          " AND instr(payload, char(10) || 'beside ') ORDER BY sequence",
	                          &statement, err));
	hush_sql_bind_i64(statement, 1, sequence > INT64_MAX ? INT64_MAX : (int64_t)sequence);
	while (hush_sql_next(statement, &status, err)) {
		status = add_all(statement, others, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_ledger_others(struct hush_ledger *ledger, uint64_t sequence, struct hush_ledger_others *others,
                               hush_error *err)
{
	struct hush_ledger_others made = {0};
	bool began = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = find(ledger, sequence, &made, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status != HUSH_OK) {
		hush_ledger_others_free(&made);
		return status;
	}
	*others = made;
	return HUSH_OK;
}
