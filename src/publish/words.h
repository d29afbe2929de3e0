/*
 * words: the sentences of a release that speak of its terms, in one place, so that page, metadata and statement say the same.
 *
 * Plain text, for readers who are not statisticians. Every sentence follows from the spec, the plan and the ledger alone,
 * and is in the language of the spec (messages.h).
 */
#ifndef HUSH_PUBLISH_WORDS_H
#define HUSH_PUBLISH_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "plan/plan.h"
#include "publish/messages.h"

/* What the records of a source are, as far as its name tells. */
enum hush_records hush_words_records(const struct hush_source *source);

/* What a number of the table counts: "scans counted, at most 16 per vehicle and month". */
void hush_words_counted(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* The same in one or two words: "scans counted", "vehicles", "vehicle-days". */
void hush_words_short(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* The limits as a sentence: "Of each vehicle's scans in a month, at most 32 are counted: ..." */
void hush_words_limits(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/*
 * How much of one unit may be in a number, and of which cells, is the same in both tables: their numbers may be divided.  What
 * `where` leaves out is left out before limits, so where these bind, the parts still differ from those without limits.
 */
bool hush_words_limited_alike(const struct hush_plan *plan, uint32_t one, uint32_t other);

/* " These limits were set by policy.": where they come from, as a spec states it. */
void hush_words_origin(const struct hush_messages *messages, const char *origin, struct hush_buffer *out);

/* What the limits leave out: a sentence. */
void hush_words_left_out(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* What counts once in a source with a dedupe key: a sentence. */
void hush_words_left_out_repeats(const struct hush_plan *plan, uint32_t source, struct hush_buffer *out);

/* Numbers of the table whose cells are disjoint add up; counts of different vehicles don't. */
bool hush_words_additive(const struct hush_table *table);

/* A total of the table's numbers means something: they add up, and none is missing because its value is rare. */
bool hush_words_has_total(const struct hush_table *table);

/* How the values of a table were discovered, as sentences; nothing where a list names them. */
void hush_words_discovered(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* The unit of privacy of an account: "all records of one vehicle within one calendar month (America/Los_Angeles)". */
void hush_words_unit(const struct hush_plan *plan, uint32_t account, struct hush_buffer *out);

/* "discrete Gaussian noise with variance parameter sigma² = 123.5" */
void hush_words_mechanism(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* What the table says about someone whom it does not protect, as a sentence; false when there is nothing to say. */
bool hush_words_no_guarantee(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);
/* The one who is not protected: "vehicle", "user". Only where hush_words_no_guarantee is true. */
const char *hush_words_unprotected(const struct hush_plan *plan, uint32_t table);

/* What no release covers (design, section 3), ended by NULL. */
const char *const *hush_words_not_covered(const struct hush_spec *spec);

/* True when the account's amounts are epsilons, false when they are rhos. */
bool hush_words_by_epsilon(const struct hush_plan *plan, uint32_t account);

/*
 * What the charge grows to, at most, for someone recorded in every window that it is charged to: k times an epsilon; k times
 * a rho where no cell of the account's tables can hold two windows, else k*k times. A factor of the one-window charge.
 */
uint64_t hush_words_all_windows(const struct hush_plan *plan, uint32_t account);

/*
 * A table of the account shows discovered values by cells that can hold several of the windows charged: the threshold hides
 * what someone adds in one of them, while one who has a value alone in k of them meets it with k times as much.
 */
bool hush_words_windows_unhidden(const struct hush_plan *plan, uint32_t account);

#endif
