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

#endif
