/*
 * odds_words: what a release or a ledger can tell somebody, as odds in the words of the release's language.
 */
#ifndef HUSH_PUBLISH_ODDS_WORDS_H
#define HUSH_PUBLISH_ODDS_WORDS_H

#include "base/buffer.h"
#include "plan/plan.h"
#include "publish/messages.h"

/* "1 in 1,000,000,000" for 1e-9; what lies between two such is rounded up, to the next of three digits. */
void hush_words_chance(const struct hush_messages *messages, const struct hush_rational *chance, struct hush_buffer *out);

/* The promise as odds: a sentence that names the unit. */
void hush_words_odds(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out);

/*
 * "From all releases charged to that month so far, even odds ...": the same for what stands charged after this release; or
 * that there is no other. Nothing for an account that admits one release only.
 * `thresholds`: what thresholds spent of delta in all these releases.
 */
void hush_words_odds_so_far(const struct hush_plan *plan, uint32_t account, const struct hush_rational *spent,
                            const struct hush_rational *thresholds, struct hush_buffer *out);

/*
 * " From even odds, one could become at most 98.1 % sure ...": about someone in every window, at the charge times hush_words_all_windows.
 * Where hush_words_windows_unhidden there is no such bound, and the sentence says so.
 */
void hush_words_odds_all_windows(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out);

#endif
