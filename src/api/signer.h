/*
 * signer: may this key sign for this ledger?
 */
#ifndef HUSH_API_SIGNER_H
#define HUSH_API_SIGNER_H

#include <stdbool.h>

#include "base/error.h"
#include "ledger/ledger.h"
#include "publish/minisign.h"

hush_status hush_signer_known(struct hush_ledger *ledger, const struct hush_public_key *key, bool *known, hush_error *err);

/*
 * The secret key at `path`, or at the ledger's own with the ending ".key"; one that the ledger has not pinned is refused, for a
 * release must be checkable against the ledger.  Freed with hush_minisign_free_secret.  HUSH_E_NO_INPUT, HUSH_E_PERMISSION, ..
 */
hush_status hush_signer_load(struct hush_ledger *ledger, const char *ledger_path, const char *path,
                             const hush_passphrase *passphrase, struct hush_secret_key **signer, hush_error *err);

/*
 * HUSH_OK when the ledger pinned `key`, or it is `trusted` (NULL: none is). HUSH_E_VERIFY with the sentence about the release
 * in `folder` otherwise.
 */
hush_status hush_signer_check(struct hush_ledger *ledger, const struct hush_public_key *key,
                              const struct hush_public_key *trusted, const char *folder, hush_error *err);

#endif
