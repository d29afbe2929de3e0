/*
 * kept: a release from the bytes that the ledger keeps, as a folder.
 */
#ifndef HUSH_API_KEPT_H
#define HUSH_API_KEPT_H

#include <stdbool.h>

#include "base/error.h"
#include "ledger/ledger.h"

/* Writes `folder`/`release`, byte for byte as kept. Changes nothing in the ledger. *already: it was there. */
hush_status hush_kept_write(struct hush_ledger *ledger, const char *release, const char *folder, bool *already,
                            hush_error *err);

#endif
