/*
 * account_text: what an account promises, in words. The unit is always named with its window.
 */
#ifndef HUSH_PLAN_ACCOUNT_TEXT_H
#define HUSH_PLAN_ACCOUNT_TEXT_H

#include "base/buffer.h"
#include "plan/plan.h"

/* "one vehicle in one month"; "at most 3 scans in one month" for a declared source. */
void hush_account_put_unit(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out);

/* The charge as odds: how sure someone with even odds can become from this release alone. */
void hush_account_put_odds(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out);

/*
 * The same for all that stands charged to the fullest window once this release is in, `spent` in the unit that the account
 * counts. Writes nothing for an account that counts exactly: it admits one release, and the sentence above is all.
 */
void hush_account_put_odds_so_far(const struct hush_plan *plan, const struct hush_plan_account *account,
                                  const struct hush_rational *spent, const struct hush_rational *thresholds,
                                  struct hush_buffer *out);

/* "1 month: from 2025-01-01"; "3 weeks, the first from 2024-12-30". */
void hush_account_put_windows(const struct hush_plan *plan, const struct hush_plan_account *account,
                              struct hush_buffer *out);

#endif
