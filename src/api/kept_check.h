/*
 * kept_check: the releases that a ledger keeps, as witnesses of its own entries.
 */
#ifndef HUSH_API_KEPT_CHECK_H
#define HUSH_API_KEPT_CHECK_H

#include "base/error.h"
#include "ledger/ledger.h"

/*
 * Checks every kept release whole, and that its entry says what the release says: the place, and a charge that covers its
 * noise. HUSH_E_LEDGER when one does not. The chain cannot show it, for who may write the file can compute it again; the
 * signature is out of reach without the key.
 */
hush_status hush_kept_check_all(struct hush_ledger *ledger, hush_error *err);

/*
 * The same, cheap enough to be asked before each publication: of a release that was charged here, its signed place says it
 * all, for the head there covers its entry and all before; only those that were brought in are computed again.
 */
hush_status hush_kept_check_places(struct hush_ledger *ledger, hush_error *err);

#endif
