/* signer: see signer.h. */
#include "api/signer.h"

#include <string.h>

#include "base/crypto.h"

hush_status hush_signer_check(struct hush_ledger *ledger, const struct hush_public_key *key,
                              const struct hush_public_key *trusted, const char *folder, hush_error *err)
{
	uint8_t pinned[HUSH_SIGN_PUBLIC];
	bool found = false;

	if (trusted && memcmp(trusted, key, sizeof *key) == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_ledger_pinned(ledger, key->id, pinned, &found, err));
	if (found && memcmp(pinned, key->key, sizeof pinned) == 0) {
		return HUSH_OK;
	}
	hush_fail_at(err, HUSH_E_VERIFY, folder, 0, 0,
	             "says that this ledger charged it, and is signed with a key that the ledger does not know");
	hush_hint(err, "a forgery, which belongs out of the folder; or the ledger is an older copy than the key: then find the newest "
	               "one, or bring this one forward with `hushcount ledger catch-up --key`");
	return HUSH_E_VERIFY;
}
