/* any_of: the probability that at least one of several independent events happens, without cancellation. */
#ifndef HUSH_PLAN_ANY_OF_H
#define HUSH_PLAN_ANY_OF_H

#include "plan/range.h"

/* p becomes 1 - (1 - p)^count = -expm1(count log1p(-p)). */
void hush_any_of(struct hush_range *p, uint64_t count);

/* p becomes the p of each of `count` events of which any happens with it: 1 - (1 - p)^(1/count). */
void hush_each_of(struct hush_range *p, uint64_t count);

#endif
