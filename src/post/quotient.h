/*
 * quotient: ratios and shares, computed from noisy values alone; the argument for the interval is in quotient.proof.md.
 *
 * Anyone who has the published tables can compute the same: nothing here costs any privacy, and verify does it again.
 */
#ifndef HUSH_POST_QUOTIENT_H
#define HUSH_POST_QUOTIENT_H

#include "noise/noisy.h"
#include "plan/plan.h"

enum hush_quotient_status {
	HUSH_QUOTIENT_PUBLISHED,
	HUSH_QUOTIENT_TOO_NOISY,   /* the rule of the spec: the noisy denominator is too small beside its noise */
	HUSH_QUOTIENT_NOT_DEFINED  /* the exact denominator is 0 or not recorded */
};

const char *hush_quotient_status_name(enum hush_quotient_status status); /* "published", "too_noisy", "not_defined" */

enum { HUSH_QUOTIENT_TEXT = 48 };

/*
 * One cell, as decimal text of 6 significant digits: the estimate to the nearest, everything else rounded outward. All
 * texts are empty unless the status is PUBLISHED.
 */
struct hush_quotient_value {
	enum hush_quotient_status status;
	char estimate[HUSH_QUOTIENT_TEXT];
	char std_dev[HUSH_QUOTIENT_TEXT]; /* of the noise in it, to first order */
	char moe95[HUSH_QUOTIENT_TEXT];   /* the farther end of the interval */
	char low[HUSH_QUOTIENT_TEXT];     /* the interval covers the quotient of the limited counts in 95 of 100 cells or more */
	char high[HUSH_QUOTIENT_TEXT];
};

struct hush_quotients; /* one quotient of a release, ready to give its cells */

/* Adds up what is to be divided. `noisy` is not needed afterwards, `plan` is. HUSH_E_MEMORY. */
hush_status hush_quotients_open(const struct hush_plan *plan, const struct hush_noisy *noisy, uint32_t quotient,
                                struct hush_quotients **quotients, hush_error *err);
void hush_quotients_close(struct hush_quotients *quotients); /* NULL is allowed */

/* The cells count like those of a table: the last dimension of `by` varies fastest. */
hush_status hush_quotients_at(struct hush_quotients *quotients, uint64_t cell, struct hush_quotient_value *value,
                              hush_error *err);

#endif
