/*
 * same_id: what a release id that was used before means: the same answer, or a refusal that says what changed.
 */
#ifndef HUSH_LEDGER_SAME_ID_H
#define HUSH_LEDGER_SAME_ID_H

#include "base/buffer.h"
#include "base/error.h"
#include "ledger/chain.h"
#include "spec/spec.h"

/*
 * What the ledger already knows of the spec's id; *known is false when it is new. With `receipt`, a RESERVED id gives its
 * receipt once more. HUSH_E_SPEC when the id belongs to another spec, to other noise, or is used up. In a transaction.
 */
hush_status hush_same_id_look_up(struct hush_ledger *ledger, const struct hush_spec *spec,
                                 const struct hush_buffer *plan_part, bool hold, struct hush_receipt **receipt,
                                 bool *known, hush_error *err);

/* For a release that is only reserved: nothing of it was kept. */
#define HUSH_TWIN_RESERVED "cancel the reservation, if there is one, and give the release a new id"

/*
 * HUSH_E_SPEC, with the hint, when another answer to this id was brought in from another copy of the ledger (catch_up.c).
 * In a transaction.
 */
hush_status hush_same_id_check_twin(struct hush_ledger *ledger, const char *release, const char *hint, hush_error *err);

/* Was another answer to this id brought in? */
hush_status hush_same_id_look_for_twin(struct hush_ledger *ledger, const char *release, bool *found, hush_error *err);

#endif
