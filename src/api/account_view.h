/*
 * account_view: how an account stands: what each window has left, what that buys, and what a year comes to at worst.
 */
#ifndef HUSH_API_ACCOUNT_VIEW_H
#define HUSH_API_ACCOUNT_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bignum.h"
#include "base/civil.h"
#include "base/error.h"
#include "ledger/ledger.h"

enum { HUSH_VIEW_ID = 96, HUSH_VIEW_PERCENT = 16 };

struct hush_window_view {
	hush_day first;
	struct hush_rational spent;
	struct hush_rational left; /* 0 also when more is spent than the budget */
	struct hush_rational delta_spent; /* by thresholds; 0 in accounts that cannot pay them */
	struct hush_rational delta_left;  /* for thresholds, likewise */
	uint64_t like_last;        /* how many more releases like the account's last one fit, in amount and in delta */
};

/* The worst case over windows that add up, as an amount and as (epsilon, delta), and what even odds could become. */
struct hush_worst_case {
	struct hush_rational amount;  /* in what the account counts; rho where an epsilon would not add up */
	bool in_rho;
	struct hush_rational epsilon; /* of a rho, at `delta`; equal to the amount when that is an epsilon */
	struct hush_rational delta;   /* 1e-9 for the noise, and what thresholds cost; meaningless beside an epsilon */
	/*
	 * A release shows discovered values by cells that may hold several of these windows: its thresholds hide what someone adds
	 * in one of them, so that no epsilon, delta and odds are stated for all.
	 */
	bool unhidden;
	char percent[HUSH_VIEW_PERCENT];
};

struct hush_year_view {
	int year;
	struct hush_worst_case charged; /* of someone recorded in every window of that year, from all that stands charged */
};

struct hush_account_view {
	const struct hush_account_terms *terms;
	bool by_epsilon;
	struct hush_rational budget;
	struct hush_rational delta_budget; /* for thresholds: 0 where the account cannot pay them */
	struct hush_rational delta;       /* of every conversion of noise: 1e-9 */
	char last[HUSH_VIEW_ID];          /* the newest standing release; "" when there is none */
	uint64_t like_last;               /* how many like it fit into an untouched window */
	struct hush_window_view *windows; /* charged ones, ascending */
	uint32_t window_count;
	hush_day untouched;               /* from this day on no window is charged; meaningless without windows */
	struct hush_year_view *years;     /* years with charges, ascending */
	uint32_t year_count;
	uint32_t windows_a_year;          /* the most windows of a year */
	struct hush_worst_case all_spent; /* of someone recorded in all of them, were every budget spent; not one-off */
};

/* *view is freed with hush_account_view_free. */
hush_status hush_account_view_make(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                   struct hush_account_view *view, hush_error *err);
void hush_account_view_free(struct hush_account_view *view);

#endif
