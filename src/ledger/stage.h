/*
 * stage: the entries of a release's later life, as catching up writes them too (stage.c). All inside a transaction, and
 * nothing is committed here.
 */
#ifndef HUSH_LEDGER_STAGE_H
#define HUSH_LEDGER_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ledger/chain.h"

/* The entry `staged` and the bytes that it keeps; `digest` is their SHA-256. */
hush_status hush_stage_append(struct hush_ledger *ledger, const char *release, bool hold, const void *bytes,
                              size_t length, const char *digest, hush_error *err);

/* True when the release is STAGED, to be held back, and not signed off. */
hush_status hush_stage_held(struct hush_ledger *ledger, const char *release, bool *held, hush_error *err);

/* An entry without more than its day: signed, published or cancelled. `who` NULL: nobody is named. */
hush_status hush_last_append(struct hush_ledger *ledger, const char *release, enum hush_entry_kind kind,
                             const char *who, hush_error *err);

#endif
