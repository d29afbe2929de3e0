/*
 * verify: checks a release from its own files, with no data and no ledger.
 */
#ifndef HUSH_VERIFY_VERIFY_H
#define HUSH_VERIFY_VERIFY_H

#include "base/buffer.h"
#include "publish/minisign.h"
#include "verify/series.h"
#include <hushcount/text.h>

/*
 * `key` NULL: no trusted key. `series` NULL: the release is not to be compared with others; else it is remembered there.
 * Writes the list of checks into `out` on HUSH_OK, HUSH_E_VERIFY and HUSH_E_SIGNER.
 */
hush_status hush_verify_folder(const char *folder, const struct hush_public_key *key, hush_format format,
                               struct hush_series *series, struct hush_buffer *out, hush_error *err);

#endif
