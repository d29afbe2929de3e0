/* Helpers of the plan tests: rationals from text, and comparisons that say what they saw. */
#ifndef HUSH_TESTS_PLAN_RATIONAL_H
#define HUSH_TESTS_PLAN_RATIONAL_H

#include <check.h>

#include "base/bignum.h"

static inline void rational_from(struct hush_rational *r, const char *text)
{
	ck_assert_msg(hush_rational_parse(r, text), "not a rational: %s", text);
}

static inline double rational_value(const struct hush_rational *r)
{
	return mpq_get_d(r->q);
}

/* |seen/expected - 1| <= tolerance, and seen on the named side of expected (0: any, 1: not below, -1: not above). */
static inline void expect_near(const char *id, const struct hush_rational *seen, const char *expected, double tolerance,
                               int side)
{
	struct hush_rational wanted;
	struct hush_rational gap;

	hush_rational_init(&wanted);
	hush_rational_init(&gap);
	rational_from(&wanted, expected);
	ck_assert_msg(side == 0 || hush_rational_compare(seen, &wanted) * side >= 0, "%s: %.17g on the wrong side of %s", id,
	              rational_value(seen), expected);
	mpq_sub(gap.q, seen->q, wanted.q);
	mpq_div(gap.q, gap.q, wanted.q);
	mpq_abs(gap.q, gap.q);
	ck_assert_msg(rational_value(&gap) <= tolerance, "%s: %.17g is not %s", id,
	              rational_value(seen), expected);
	hush_rational_clear(&gap);
	hush_rational_clear(&wanted);
}

#endif
