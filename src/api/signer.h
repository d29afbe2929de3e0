/*
 * signer: may this key sign for this ledger?
 */
#ifndef HUSH_API_SIGNER_H
#define HUSH_API_SIGNER_H

#include "base/error.h"
#include "ledger/ledger.h"
#include "publish/minisign.h"

/*
 * HUSH_OK when the ledger pinned `key`, or it is `trusted` (NULL: none is). HUSH_E_VERIFY with the sentence about the release
 * in `folder` otherwise.
 */
hush_status hush_signer_check(struct hush_ledger *ledger, const struct hush_public_key *key,
                              const struct hush_public_key *trusted, const char *folder, hush_error *err);

#endif
