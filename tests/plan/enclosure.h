/* Helpers of the tests of certified enclosures. */
#ifndef HUSH_TESTS_PLAN_ENCLOSURE_H
#define HUSH_TESTS_PLAN_ENCLOSURE_H

#include <check.h>
#include <time.h>

#include "plan/range.h"
#include "rational.h"

/* Both ends within a relative tolerance of the expected number, low <= high, and a relative width of at most `width`. */
static inline void expect_range(const char *id, const struct hush_range *r, const char *expected, double tolerance,
                                double width)
{
	struct hush_rational low;
	struct hush_rational high;
	struct hush_rational wanted;

	hush_rational_init(&low);
	hush_rational_init(&high);
	hush_rational_init(&wanted);
	ck_assert_msg(hush_range_rationals(r, 50, &low, &high), "%s: no number", id);
	rational_from(&wanted, expected);
	ck_assert_msg(hush_rational_compare(&low, &high) <= 0, "%s: upside down", id);
	if (hush_rational_is_zero(&wanted)) {
		ck_assert_msg(hush_rational_is_zero(&high), "%s: %g is not 0", id, rational_value(&high));
	} else {
		mpfr_t gap;

		expect_near(id, &high, expected, tolerance, 0);
		expect_near(id, &low, expected, tolerance, 0);
		mpfr_init2(gap, 64);
		mpfr_sub(gap, r->high, r->low, MPFR_RNDU);
		mpfr_div(gap, gap, r->high, MPFR_RNDU);
		mpfr_abs(gap, gap, MPFR_RNDU);
		ck_assert_msg(mpfr_cmp_d(gap, width) <= 0, "%s: relative width %g", id, mpfr_get_d(gap, MPFR_RNDN));
		mpfr_clear(gap);
	}
	hush_rational_clear(&wanted);
	hush_rational_clear(&high);
	hush_rational_clear(&low);
}

static inline double middle_of(const struct hush_range *r)
{
	return mpfr_get_d(r->high, MPFR_RNDN);
}

/* A rational from text that may start with a minus. */
static inline void signed_from(struct hush_rational *r, const char *text)
{
	rational_from(r, text + (text[0] == '-'));
	if (text[0] == '-') {
		mpq_neg(r->q, r->q);
	}
}

static inline double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
