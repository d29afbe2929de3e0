/*
 * describe_statement: statements and quantiles of a plan, as lines for reading and as members for programs.
 */
#ifndef HUSH_PLAN_DESCRIBE_STATEMENT_H
#define HUSH_PLAN_DESCRIBE_STATEMENT_H

#include "base/buffer.h"
#include "base/json_write.h"
#include "plan/plan.h"

/* A block of lines: how far each table's noise is off in half, 90, 95 and 99 of 100 cells. */
void hush_quantiles_describe(const struct hush_plan *plan, struct hush_buffer *out);

/* Lines of an account: epsilon at several deltas, both ends, and how likely the loss is above what is stated. */
void hush_statement_describe(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out);

/* "noise_quantiles": {"50": 3, ...} */
void hush_quantiles_put_json(struct hush_json_writer *json, const struct hush_plan_table *table);

/* "statement": {"exact": true, "epsilon_at": [...], ...} */
void hush_statement_put_json(struct hush_json_writer *json, const struct hush_statement *statement);

#endif
