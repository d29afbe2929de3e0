/* account_view: see account_view.h. */
#include "api/account_view.h"

#include <stdio.h>
#include <string.h>

#include "api/balance.h"
#include "base/memory.h"

/* One standing release of the account, as the walk goes over its windows. */
struct current {
	uint64_t sequence; /* 0: none yet */
	struct hush_rational amount;
	struct hush_rational delta; /* an upper end of what its thresholds cost; 0 without any */
	bool apart;
	bool thresholds;
	int year;
	uint32_t windows; /* in that year */
};

struct gathering {
	struct hush_account_view *view;
	struct current current;
	struct hush_rational last; /* amount of the newest release */
	struct hush_rational last_delta; /* of its thresholds */
};

static void worst_init(struct hush_worst_case *worst)
{
	hush_rational_init(&worst->amount);
	hush_rational_init(&worst->epsilon);
	hush_rational_init(&worst->delta);
}

static void worst_clear(struct hush_worst_case *worst)
{
	hush_rational_clear(&worst->amount);
	hush_rational_clear(&worst->epsilon);
	hush_rational_clear(&worst->delta);
}

void hush_account_view_free(struct hush_account_view *view)
{
	for (uint32_t i = 0; i < view->window_count; i++) {
		hush_rational_clear(&view->windows[i].spent);
		hush_rational_clear(&view->windows[i].left);
		hush_rational_clear(&view->windows[i].delta_spent);
		hush_rational_clear(&view->windows[i].delta_left);
	}
	for (uint32_t i = 0; i < view->year_count; i++) {
		worst_clear(&view->years[i].charged);
	}
	hush_free(view->windows);
	hush_free(view->years);
	worst_clear(&view->all_spent);
	hush_rational_clear(&view->budget);
	hush_rational_clear(&view->delta_budget);
	hush_rational_clear(&view->delta);
}

/* How often a window begins in a year, at most, or is cut by its ends. */
static uint32_t windows_a_year(enum hush_window window)
{
	switch (window) {
	case HUSH_WINDOW_DAY: return 366;
	case HUSH_WINDOW_WEEK: return 54;
	case HUSH_WINDOW_MONTH: return 12;
	case HUSH_WINDOW_QUARTER: return 4;
	case HUSH_WINDOW_YEAR: return 1;
	}
	return 366;
}

static int year_of(hush_day day)
{
	int year;
	int month;
	int day_of_month;

	hush_day_to_civil(day, &year, &month, &day_of_month);
	return year;
}

/* Windows come release by release, so they are sorted in. */
static hush_status note_window(struct hush_account_view *view, hush_day first, hush_error *err)
{
	uint32_t at = view->window_count;
	struct hush_window_view *grown;

	while (at > 0 && view->windows[at - 1].first > first) {
		at--;
	}
	if (at > 0 && view->windows[at - 1].first == first) {
		return HUSH_OK;
	}
	grown = hush_reallocarray(view->windows, (size_t)view->window_count + 1, sizeof *grown);
	if (!grown) {
		return hush_fail_memory(err);
	}
	memmove(grown + at + 1, grown + at, (view->window_count - at) * sizeof *grown);
	grown[at] = (struct hush_window_view){.first = first};
	hush_rational_init(&grown[at].spent);
	hush_rational_init(&grown[at].left);
	hush_rational_init(&grown[at].delta_spent);
	hush_rational_init(&grown[at].delta_left);
	view->windows = grown;
	view->window_count++;
	return HUSH_OK;
}

static hush_status find_year(struct hush_account_view *view, int year, struct hush_year_view **found, hush_error *err)
{
	uint32_t at = view->year_count;
	struct hush_year_view *grown;

	while (at > 0 && view->years[at - 1].year > year) {
		at--;
	}
	if (at == 0 || view->years[at - 1].year != year) {
		grown = hush_reallocarray(view->years, (size_t)view->year_count + 1, sizeof *grown);
		if (!grown) {
			return hush_fail_memory(err);
		}
		memmove(grown + at + 1, grown + at, (view->year_count - at) * sizeof *grown);
		grown[at] = (struct hush_year_view){.year = year};
		worst_init(&grown[at].charged);
		view->years = grown;
		view->year_count++;
		at++;
	}
	*found = &view->years[at - 1];
	return HUSH_OK;
}

/*
 * Someone recorded in k windows of a release: k times an epsilon; k times a rho where no cell holds two windows, else
 * k*k times. Releases add up.  So do the deltas of thresholds where no cell holds two windows; else k windows meet a threshold
 * together, which was paid for one of them (plan/unknown.proof.md).
 */
static hush_status add_current(struct gathering *gathering, hush_error *err)
{
	struct current *current = &gathering->current;
	uint64_t k = current->windows;
	struct hush_rational factor;
	struct hush_year_view *year = NULL;

	if (current->sequence == 0) {
		return HUSH_OK;
	}
	HUSH_TRY(find_year(gathering->view, current->year, &year, err));
	hush_rational_init(&factor);
	hush_rational_set_u64(&factor, gathering->view->all_spent.in_rho && !current->apart ? k * k : k, 1);
	mpq_mul(factor.q, factor.q, current->amount.q);
	mpq_add(year->charged.amount.q, year->charged.amount.q, factor.q);
	hush_rational_set_u64(&factor, k, 1);
	mpq_mul(factor.q, factor.q, current->delta.q);
	mpq_add(year->charged.delta.q, year->charged.delta.q, factor.q);
	year->charged.unhidden = year->charged.unhidden || (current->thresholds && k > 1 && !current->apart);
	hush_rational_clear(&factor);
	return HUSH_OK;
}

static hush_status gather(void *context, const struct hush_ledger_entry *entry, hush_error *err)
{
	struct gathering *gathering = context;
	struct hush_account_view *view = gathering->view;
	struct current *current = &gathering->current;
	int year = year_of(entry->window);

	if (entry->state == HUSH_RELEASE_CANCELLED || strcmp(entry->account, view->terms->name) != 0) {
		return HUSH_OK;
	}
	HUSH_TRY(note_window(view, entry->window, err));
	view->by_epsilon = hush_charge_by_epsilon(view->terms, entry->epsilon);
	if (entry->sequence != current->sequence || year != current->year) {
		HUSH_TRY(add_current(gathering, err));
		current->windows = 0;
		current->sequence = entry->sequence;
		current->year = year;
		current->apart = entry->windows_apart;
		current->thresholds = entry->thresholds;
		if (!hush_rational_parse(&current->delta, entry->thresholds ? entry->delta : "0") ||
		    !hush_rational_parse(&current->amount, view->all_spent.in_rho ? entry->rho : entry->epsilon) ||
		    !hush_rational_parse(&gathering->last, view->by_epsilon ? entry->epsilon : entry->rho)) {
			return hush_fail_bug(err, "a charge that was checked");
		}
		hush_rational_set(&gathering->last_delta, &current->delta);
		snprintf(view->last, sizeof view->last, "%s", entry->release);
	}
	current->windows++;
	return HUSH_OK;
}

/* How often `amount` goes into what is left; 0 when there is no amount to compare with. */
static uint64_t how_often(const struct hush_rational *left, const struct hush_rational *amount)
{
	struct hush_rational ratio;
	mpz_t whole;
	uint64_t count = UINT64_MAX;

	if (hush_rational_is_zero(amount)) {
		return 0;
	}
	hush_rational_init(&ratio);
	mpz_init(whole);
	mpq_div(ratio.q, left->q, amount->q);
	mpz_fdiv_q(whole, mpq_numref(ratio.q), mpq_denref(ratio.q));
	if (mpz_fits_ulong_p(whole)) {
		count = mpz_get_ui(whole);
	}
	mpz_clear(whole);
	hush_rational_clear(&ratio);
	return count;
}

/* How many more like the last release fit: into the amount, and into the delta if it has thresholds. */
static uint64_t how_often_last(const struct gathering *gathering, const struct hush_rational *left,
                               const struct hush_rational *delta_left)
{
	uint64_t count = how_often(left, &gathering->last);
	uint64_t thresholds = how_often(delta_left, &gathering->last_delta);

	return !hush_rational_is_zero(&gathering->last_delta) && thresholds < count ? thresholds : count;
}

static void settle_delta(const struct hush_account_view *view, struct hush_window_view *window, const struct hush_cost *spent)
{
	if (hush_terms_pay_thresholds(view->terms)) {
		hush_rational_set(&window->delta_spent, &spent->delta);
		if (hush_rational_compare(&view->delta_budget, &spent->delta) > 0) {
			mpq_sub(window->delta_left.q, view->delta_budget.q, spent->delta.q);
		}
	}
}

static hush_status settle_windows(struct hush_ledger *ledger, struct hush_account_view *view,
                                  const struct gathering *gathering, hush_error *err)
{
	struct hush_cost spent;
	hush_status status = HUSH_OK;

	hush_cost_init(&spent);
	for (uint32_t i = 0; i < view->window_count && status == HUSH_OK; i++) {
		struct hush_window_view *window = &view->windows[i];

		status = hush_ledger_spent(ledger, view->terms->name, window->first, &spent, err);
		if (status == HUSH_OK) {
			hush_rational_set(&window->spent, hush_cost_amount(&spent, view->by_epsilon));
			if (hush_rational_compare(&view->budget, &window->spent) > 0) {
				mpq_sub(window->left.q, view->budget.q, window->spent.q);
			}
			settle_delta(view, window, &spent);
			window->like_last = how_often_last(gathering, &window->left, &window->delta_left);
			view->untouched = hush_window_next(view->terms->window, view->terms->week_start, window->first);
		}
	}
	hush_cost_clear(&spent);
	view->like_last = how_often_last(gathering, &view->budget, &view->delta_budget);
	return status;
}

/* An amount as (epsilon, delta) and odds: the noise at 1e-9, to which the thresholds' delta is added. */
static hush_status settle_worst(const struct hush_account_view *view, struct hush_worst_case *worst, hush_error *err)
{
	worst->in_rho = view->all_spent.in_rho;
	if (!worst->in_rho) {
		hush_rational_set(&worst->epsilon, &worst->amount);
		hush_even_odds_percent(&worst->amount, worst->percent);
		return HUSH_OK;
	}
	mpq_add(worst->delta.q, worst->delta.q, view->delta.q);
	hush_rho_odds_percent(&worst->amount, &view->delta, worst->percent);
	return hush_rational_is_zero(&worst->amount) ? HUSH_OK
	                                             : hush_zcdp_epsilon(&worst->amount, &view->delta, &worst->epsilon, err);
}

static hush_status settle_years(struct hush_account_view *view, hush_error *err)
{
	struct hush_rational count;

	/* A one-off account has one release, and never spends the budget of every window. */
	if (view->terms->kind != HUSH_ACCOUNT_ONE_OFF) {
		hush_rational_init(&count);
		hush_rational_set_u64(&count, view->windows_a_year, 1);
		mpq_mul(view->all_spent.amount.q, view->budget.q, count.q);
		mpq_mul(view->all_spent.delta.q, view->delta_budget.q, count.q);
		hush_rational_clear(&count);
		HUSH_TRY(settle_worst(view, &view->all_spent, err));
	}
	for (uint32_t i = 0; i < view->year_count; i++) {
		HUSH_TRY(settle_worst(view, &view->years[i].charged, err));
	}
	return HUSH_OK;
}

static hush_status fill(struct hush_ledger *ledger, struct gathering *gathering, hush_error *err)
{
	struct hush_account_view *view = gathering->view;

	/* What a one-off account counts in, its release decides. */
	view->by_epsilon = hush_charge_by_epsilon(view->terms, "1");
	HUSH_TRY(hush_ledger_walk(ledger, gather, gathering, err));
	HUSH_TRY(add_current(gathering, err));
	if (!hush_rational_parse(&view->budget, view->by_epsilon ? view->terms->epsilon : view->terms->rho)) {
		return hush_fail_bug(err, "the budget text of an account");
	}
	if (hush_terms_pay_thresholds(view->terms) && !hush_rational_parse(&view->delta_budget, view->terms->delta)) {
		return hush_fail_bug(err, "the budget text of an account");
	}
	HUSH_TRY(settle_windows(ledger, view, gathering, err));
	return settle_years(view, err);
}

hush_status hush_account_view_make(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                   struct hush_account_view *view, hush_error *err)
{
	struct hush_account_view made = {.terms = terms, .windows_a_year = windows_a_year(terms->window)};
	struct gathering gathering = {.view = &made};
	hush_status status;

	worst_init(&made.all_spent);
	/* A one-off account's epsilon that holds with a delta does not add up over windows; the rho that is kept beside it does. */
	made.all_spent.in_rho = !hush_terms_by_epsilon(terms);
	hush_rational_init(&made.budget);
	hush_rational_init(&made.delta_budget);
	hush_rational_init(&made.delta);
	hush_rational_set_u64(&made.delta, 1, 1000000000);
	hush_rational_init(&gathering.current.amount);
	hush_rational_init(&gathering.current.delta);
	hush_rational_init(&gathering.last);
	hush_rational_init(&gathering.last_delta);
	status = fill(ledger, &gathering, err);
	hush_rational_clear(&gathering.current.amount);
	hush_rational_clear(&gathering.current.delta);
	hush_rational_clear(&gathering.last);
	hush_rational_clear(&gathering.last_delta);
	if (status != HUSH_OK) {
		hush_account_view_free(&made);
		return status;
	}
	*view = made;
	return HUSH_OK;
}
