/*
 * describe_json: a plan as one JSON object, schema "hushcount.plan/1".
 */
#ifndef HUSH_PLAN_DESCRIBE_JSON_H
#define HUSH_PLAN_DESCRIBE_JSON_H

#include "plan/describe.h"

void hush_plan_describe_json(const struct hush_plan *plan, const struct hush_plan_balance *balances,
                             struct hush_buffer *out);

#endif
