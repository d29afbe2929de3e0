/*
 * invented: numbers that look like a release's and mean nothing.
 *
 * For drafts: a page to look at before a record was read or a budget charged.  They follow from the plan alone, the same
 * every time, and are as uncertain as the real ones will be: large, small, and lost in the noise.
 */
#ifndef HUSH_NOISE_INVENTED_H
#define HUSH_NOISE_INVENTED_H

#include "base/error.h"
#include "noise/noisy.h"
#include "plan/plan.h"

/* *noisy is the caller's, freed with hush_noisy_free. */
hush_status hush_noisy_invent(const struct hush_plan *plan, struct hush_noisy **noisy, hush_error *err);

#endif
