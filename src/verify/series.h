/*
 * series: several releases of one ledger, judged together from what they say of each other.
 *
 * Every release names its place in the ledger and the release before it, and states what stands charged to its windows.
 * So those who hold a series see when two releases contradict each other, when charges do not add up, and when one is
 * missing: its successor names it, and the balance holds its charge.
 */
#ifndef HUSH_VERIFY_SERIES_H
#define HUSH_VERIFY_SERIES_H

#include "base/buffer.h"
#include "verify/facts.h"
#include <hushcount/text.h>

struct hush_series; /* what is remembered of each release */

hush_status hush_series_make(struct hush_series **series, hush_error *err);
void hush_series_free(struct hush_series *series); /* NULL is allowed */

/* Remembers a release whose own checks held. `folder` is for messages. */
hush_status hush_series_add(struct hush_series *series, const char *folder, const struct hush_bundle *bundle,
							const struct hush_facts *facts, hush_error *err);
/* Counts one that cannot be part of it. */
void hush_series_leave_out(struct hush_series *series);

/*
 * Writes the judgement on HUSH_OK and HUSH_E_VERIFY. A series that has gaps, but no contradiction, is HUSH_OK: the
 * report says what is missing. Fewer than two releases of a ledger are no series, and are told so.
 */
hush_status hush_series_write(const struct hush_series *series, hush_format format, struct hush_buffer *out,
							  hush_error *err);

#endif
