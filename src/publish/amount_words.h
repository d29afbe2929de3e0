/*
 * amount_words: sums, means and stocks in words; called by words.c for tables that are such.
 */
#ifndef HUSH_PUBLISH_AMOUNT_WORDS_H
#define HUSH_PUBLISH_AMOUNT_WORDS_H

#include "base/buffer.h"
#include "plan/plan.h"

/* The table is of values: a sum, quantiles, or what a mean is made of. */
bool hush_words_is_amount(const struct hush_table *table);

/* For such tables, what hush_words_short, _counted, _limits and _left_out say of others (words.h). */
void hush_amount_short(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);
void hush_amount_counted(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);
void hush_amount_limits(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);
void hush_amount_left_out(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* What the values are: the column as it is called or, for people, with blanks; or an age, "the time since first_scan (in days)". */
void hush_amount_values(const struct hush_spec *spec, const struct hush_amount *amount, bool people, struct hush_buffer *out);

/* "values outside 0 to 300 count as the nearer end, and each is rounded down to a multiple of 10" */
void hush_amount_capped(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out);

/* "; held at the start of 2025-02-01": for stocks, nothing for others. */
void hush_words_stock(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out);

#endif
