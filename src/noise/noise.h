/*
 * noise: from a receipt and a plan to calibrated noise, and from exact counts and noise to noisy values.
 *
 * All noise of a release is drawn in one batch whose length the spec fixes, before the data is opened, so that the time
 * it takes tells nothing about the data (design rule 8).
 */
#ifndef HUSH_NOISE_NOISE_H
#define HUSH_NOISE_NOISE_H

#include "aggregate/exact.h"
#include "base/error.h"
#include "ledger/receipt.h"
#include "noise/noisy.h"
#include "plan/plan.h"
#include "random/bits.h"

struct hush_noise; /* one batch; opaque, used once, wiped */

/*
 * Draws one value per cell of every table, clamped to [-2^62, 2^62]; for quantiles one uniform number. HUSH_E_BUG when the receipt does not cover the
 * plan's spec or the plan is not for its spec; HUSH_E_SPEC when a parameter is outside what the samplers accept
 * (laplace.h, gaussian.h, correlated.h, plan/choice.h); HUSH_E_MEMORY. *noise is the caller's until it is added.
 */
hush_status hush_noise_draw(const struct hush_receipt *receipt, const struct hush_plan *plan, struct hush_bits *bits,
                            struct hush_noise **noise, hush_error *err);

/*
 * Adds the noise to the exact counts, chooses the quantiles, as steps of their grid, and gives up both: `noise` and `exact`
 * are wiped and freed whatever happens, so neither can be used twice.  *noisy is the caller's.  HUSH_E_BUG when their shapes
 * differ.
 */
hush_status hush_noise_add(struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_noisy **noisy,
                           hush_error *err);

void hush_noise_free(struct hush_noise *noise); /* wipes; NULL is allowed */

#endif
