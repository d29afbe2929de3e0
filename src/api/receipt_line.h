/*
 * receipt_line: one line about a release that an officer can file: when, which, what it was charged, and where it stands.
 */
#ifndef HUSH_API_RECEIPT_LINE_H
#define HUSH_API_RECEIPT_LINE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_write.h"
#include "ledger/record.h"

/*
 * The plain lines "Receipt 2025-02-03: small-2025-01 charged vehicle rho 0.01498 (1 month from 2025-01-01); ledger ..., entry 4,
 * head ...", and what the release replaces or was replaced by. From the ledger alone.
 */
hush_status hush_receipt_put_plain(struct hush_ledger *ledger, const char *release, struct hush_buffer *out, hush_error *err);

/* The same as members "receipt", "entry", "head", "supersedes", "superseded_by". */
hush_status hush_receipt_put_json(struct hush_ledger *ledger, const char *release, struct hush_json_writer *json,
                                  hush_error *err);

#endif
