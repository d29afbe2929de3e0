/* key: signing keys pinned in the ledger, one entry each. */
#include <string.h>

#include "base/memory.h"
#include "ledger/chain.h"

enum { ID = 8, ID_HEX = 17, KEY_HEX = 65 };

/* Does the payload pin this id? Then *key is its key. */
static hush_status read_pin(struct hush_sql_statement *statement, const char *id, uint8_t key[HUSH_SIGN_PUBLIC],
                            bool *found, hush_error *err)
{
	struct hush_fields fields;
	const char *pinned;
	const char *hex;
	char *payload = NULL;
	hush_status status;

	HUSH_TRY(hush_sql_text(statement, 0, &payload, err));
	status = hush_fields_read(payload ? payload : "", &fields, err);
	hush_free(payload);
	HUSH_TRY(status);
	pinned = hush_field_find(&fields, "id");
	hex = hush_field_find(&fields, "public_key");
	if (!pinned || !hex || strlen(hex) != KEY_HEX - 1) {
		status = hush_fail(err, HUSH_E_LEDGER, "a signing key of the ledger cannot be read");
	} else if (strcmp(pinned, id) == 0) {
		*found = hush_unhex(hex, key, HUSH_SIGN_PUBLIC);
	}
	hush_fields_release(&fields);
	return status;
}

static hush_status find_pin(struct hush_ledger *ledger, const uint8_t id[ID], uint8_t key[HUSH_SIGN_PUBLIC], bool *found,
                            hush_error *err)
{
	struct hush_sql_statement *statement;
	char hex[ID_HEX];
	hush_status status = HUSH_OK;

	hush_hex(id, ID, hex);
	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT payload FROM entry WHERE kind = 'key' ORDER BY sequence", &statement,
	                          err));
	while (hush_sql_next(statement, &status, err)) {
		status = read_pin(statement, hex, key, found, err);
	}
	hush_sql_finish(statement);
	return status;
}

hush_status hush_ledger_pinned(struct hush_ledger *ledger, const uint8_t id[8], uint8_t public_key[32], bool *found,
                               hush_error *err)
{
	uint8_t key[HUSH_SIGN_PUBLIC];
	bool began = false;
	bool there = false;
	hush_status status;

	HUSH_TRY(hush_chain_read(ledger, &began, err));
	status = find_pin(ledger, id, key, &there, err);
	if (began) {
		hush_chain_leave(ledger);
	}
	if (status == HUSH_OK) {
		*found = there;
		if (there) {
			memcpy(public_key, key, sizeof key);
		}
	}
	return status;
}

static hush_status pin_now(struct hush_ledger *ledger, const uint8_t id[ID], const uint8_t public_key[HUSH_SIGN_PUBLIC],
                           hush_error *err)
{
	struct hush_buffer payload;
	char id_hex[ID_HEX];
	char key_hex[KEY_HEX];
	char day[HUSH_DAY_TEXT];
	hush_status status;

	HUSH_TRY(hush_chain_today(ledger->accounts[0]->timezone, day, err));
	hush_hex(id, ID, id_hex);
	hush_hex(public_key, HUSH_SIGN_PUBLIC, key_hex);
	hush_buffer_init(&payload, HUSH_PAYLOAD_LIMIT);
	hush_field_put(&payload, "day", day);
	hush_field_put(&payload, "id", id_hex);
	hush_field_put(&payload, "public_key", key_hex);
	status = hush_chain_append(ledger, HUSH_ENTRY_KEY, NULL, &payload, err);
	hush_buffer_release(&payload);
	return status == HUSH_OK ? hush_chain_commit(ledger, err) : status;
}

hush_status hush_ledger_pin_key(struct hush_ledger *ledger, const uint8_t id[8], const uint8_t public_key[32],
                                hush_error *err)
{
	uint8_t key[HUSH_SIGN_PUBLIC];
	bool found = false;
	hush_status status;

	HUSH_TRY(hush_chain_write(ledger, err));
	status = find_pin(ledger, id, key, &found, err);
	if (status == HUSH_OK && !found) {
		status = pin_now(ledger, id, public_key, err);
	} else if (status == HUSH_OK && memcmp(key, public_key, sizeof key) != 0) {
		hush_fail(err, HUSH_E_PERMISSION, "the ledger has another key with the id of this one");
		hush_hint(err, "make a new key with `hushcount keygen`");
		status = HUSH_E_PERMISSION;
	}
	hush_chain_leave(ledger);
	return status;
}
