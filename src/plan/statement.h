/*
 * statement: what a charge means for a reader of this release, in epsilon, delta and probabilities.
 *
 * Two roads lead there.  From rho alone (zcdp.c): always open, and good for charges of several releases added up.  From the
 * exact loss of the noise (loss.h): tighter, with a lower end too, but only for what was fixed in advance, so for one
 * release and not for a ledger's balance.
 */
#ifndef HUSH_PLAN_STATEMENT_H
#define HUSH_PLAN_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/error.h"

struct hush_plan;
struct hush_plan_table;

enum {
	HUSH_STATEMENT_ROWS = 4,
	HUSH_STATEMENT_WHY = 96,
	HUSH_STATEMENT_DIGITS = 10 /* significant, of everything here; low ends rounded down, all else up */
};

/* epsilon at one delta. */
struct hush_statement_row {
	struct hush_rational delta;  /* of noise and thresholds together */
	struct hush_rational by_rho; /* from rho; 0 where there is none (see `by_rho` below) */
	struct hush_rational high;   /* exact: epsilon is certainly not above this */
	struct hush_rational low;    /* exact: and not below this; 0 unless `attained` */
};

struct hush_statement {
	struct hush_statement_row rows[HUSH_STATEMENT_ROWS];
	uint32_t row_count;
	bool exact;                    /* `high`, `sure` and `exceeds` below are known */
	bool attained;                 /* some pair of neighbouring inputs comes as close as `low` says */
	struct hush_rational sure;     /* P[loss > sure] <= the statement's delta: for odds; a threshold that fails counts as a loss */
	struct hush_rational exceeds;  /* P[loss > `high` of the row of that delta], not below the truth */
	char why_not[HUSH_STATEMENT_WHY]; /* "" when exact */
};

void hush_statement_init(struct hush_statement *statement);
void hush_statement_clear(struct hush_statement *statement);

/*
 * Makes the statements of an account and of each of its tables by itself. `delta` is what the release is stated at; 1e-6, 1e-9
 * and 1e-12 are added, as far as they are above what thresholds cost. Noise whose loss is not known exactly leaves exact = false with why_not, which is no failure.
 */
hush_status hush_statements_make(struct hush_plan *plan, uint32_t account, const struct hush_rational *delta,
                                 hush_error *err);

/* The row of the delta that it was made for. */
const struct hush_statement_row *hush_statement_row_at(const struct hush_statement *statement,
                                                       const struct hush_rational *delta);

/*
 * Certainly at least the least epsilon with delta(epsilon) <= delta, of the tables of one account together, 10 digits: from
 * exact losses, or from rho where that is less or all that is known.  `tables` need mechanism, parameter, sensitivity, cost
 * and account; `delta` is that of the noise, without thresholds.  What calibration aims at, and what a ledger and a verifier
 * compute a charge with again.
 *
 * The effort changes the answer in its third or fourth digit where tables differ, never below the truth.  ROUGH is for
 * searching; FINE for a charge that the usual effort finds too low: it may have been computed with another one.
 */
enum hush_statement_effort { HUSH_EFFORT_ROUGH, HUSH_EFFORT_USUAL, HUSH_EFFORT_FINE };
hush_status hush_tables_epsilon(const struct hush_plan_table *tables, uint32_t count, uint32_t account,
                                const struct hush_rational *delta, enum hush_statement_effort how,
                                struct hush_rational *epsilon, hush_error *err);

#endif
