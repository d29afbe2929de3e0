/*
 * margin: what the margins that a spec asks for cost, and what to say when that is more than its guarantee.
 *
 * Prices are in the unit that the account counts: a sum of rho or of epsilon; where it counts exactly, the epsilon of all the
 * noise together at the ceiling's delta.  The tables with a margin must be calibrated.
 */
#ifndef HUSH_PLAN_MARGIN_H
#define HUSH_PLAN_MARGIN_H

#include <stdbool.h>

#include "plan/plan.h"

/* Whether tables of the account ask for a margin; whether some ask for a share of what the margins leave. */
bool hush_margins_any(const struct hush_plan *plan, uint32_t account);
bool hush_margins_share(const struct hush_plan *plan, uint32_t account);

/* Whether this table of the account asks for a margin. */
bool hush_margin_asked(const struct hush_plan *plan, uint32_t account, uint32_t table);

/* Of the ceiling: what is counted. */
const struct hush_rational *hush_margins_ceiling(const struct hush_plan *plan, uint32_t account);

/* Whether the ceiling pays a price for margins; where tables share it, something must be left. */
bool hush_margins_afford(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price);

/* The price of the account's margins: of all together, or of those whose `among[table]` is set. */
hush_status hush_margins_price(const struct hush_plan *plan, uint32_t account, const bool *among,
                               struct hush_rational *price, hush_error *err);

/* A margin `factor` times as wide, if a spec may ask for it. */
bool hush_margin_wider(uint64_t within, double factor, uint64_t *wider);

/*
 * A factor, not much more than needed, by which the margins whose `wide[table]` is set must be wider for all to fit; `price`
 * is what they cost as they are. False when none was found.
 */
bool hush_margins_factor(const struct hush_plan *plan, uint32_t account, const bool *wide,
                         const struct hush_rational *price, double *factor);

/*
 * Fills the refusal: `price` is what all margins cost, too much for the ceiling. The message names the margins with what each
 * costs by itself: those that no guarantee pays for, those that this one does not pay for even alone, the others. The hint
 * says which guarantee would meet all, at which width all fit, and which fit as they are. Returns HUSH_E_SPEC, or why it
 * could not be said. (margin_refusal.c)
 */
hush_status hush_margins_refused(const struct hush_plan *plan, uint32_t account, const struct hush_rational *price,
                                 hush_error *err);

#endif
