/* signer: see signer.h. */
#include "api/signer.h"

#include <string.h>

#include "api/session.h"
#include "base/crypto.h"
#include "base/memory.h"

hush_status hush_signer_known(struct hush_ledger *ledger, const struct hush_public_key *key, bool *known, hush_error *err)
{
	uint8_t pinned[HUSH_SIGN_PUBLIC];
	bool found = false;

	HUSH_TRY(hush_ledger_pinned(ledger, key->id, pinned, &found, err));
	*known = found && memcmp(pinned, key->key, sizeof pinned) == 0;
	return HUSH_OK;
}

hush_status hush_signer_load(struct hush_ledger *ledger, const char *ledger_path, const char *path,
                             const hush_passphrase *passphrase, struct hush_secret_key **signer, hush_error *err)
{
	char *place = path ? hush_strdup(path) : hush_path_with_ending(ledger_path, ".key");
	struct hush_secret_key *key = NULL;
	bool known = false;
	hush_status status;

	if (!place) {
		return hush_fail_memory(err);
	}
	status = hush_minisign_load_secret_with(place, passphrase, &key, err);
	if (status == HUSH_E_NO_INPUT) {
		hush_hint(err, "make a signing key with: hushcount keygen %s", ledger_path);
	}
	if (status == HUSH_OK) {
		status = hush_signer_known(ledger, hush_minisign_public(key), &known, err);
	}
	if (status == HUSH_OK && !known) {
		hush_fail_at(err, HUSH_E_PERMISSION, place, 0, 0, "this signing key does not belong to the ledger");
		status = HUSH_E_PERMISSION;
		hush_hint(err, "use the key of this ledger; a pair that an interrupted keygen left is finished by: hushcount keygen %s",
		          ledger_path);
	}
	hush_free(place);
	if (status != HUSH_OK) {
		hush_minisign_free_secret(key);
		return status;
	}
	*signer = key;
	return HUSH_OK;
}

hush_status hush_signer_check(struct hush_ledger *ledger, const struct hush_public_key *key,
                              const struct hush_public_key *trusted, const char *folder, hush_error *err)
{
	bool known = false;

	if (trusted && memcmp(trusted, key, sizeof *key) == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_signer_known(ledger, key, &known, err));
	if (known) {
		return HUSH_OK;
	}
	hush_fail_at(err, HUSH_E_VERIFY, folder, 0, 0,
	             "says that this ledger charged it, and is signed with a key that the ledger does not know");
	hush_hint(err, "a forgery, which belongs out of the folder; or the ledger is an older copy than the key: then find the newest "
	               "one, or bring this one forward with `hushcount ledger catch-up --key`");
	return HUSH_E_VERIFY;
}
