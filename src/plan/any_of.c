/* any_of: see any_of.h. */
#include "plan/any_of.h"

void hush_any_of(struct hush_range *p, uint64_t count)
{
	struct hush_range factor;

	if (count == 1) {
		return;
	}
	hush_range_init_like(&factor, p);
	hush_range_set_u64(&factor, count);
	hush_range_neg(p);
	hush_range_log1p(p);
	hush_range_mul(p, p, &factor);
	hush_range_expm1(p);
	hush_range_neg(p);
	hush_range_clear(&factor);
}

void hush_each_of(struct hush_range *p, uint64_t count)
{
	struct hush_range divisor;

	if (count == 1) {
		return;
	}
	hush_range_init_like(&divisor, p);
	hush_range_set_u64(&divisor, count);
	hush_range_neg(p);
	hush_range_log1p(p);
	hush_range_div(p, p, &divisor);
	hush_range_expm1(p);
	hush_range_neg(p);
	hush_range_clear(&divisor);
}
