/* account_plain: an account as an officer reads it; see ledger_show.h. */
#include <string.h>

#include "api/account_view.h"
#include "api/balance.h"
#include "api/ledger_show.h"

enum { WINDOWS_SHOWN = 24 };

static void put_decimal(struct hush_buffer *out, const struct hush_rational *value, enum hush_side side)
{
	hush_rational_decimal(value, 4, side, out);
}

static const char *unit_of(const struct hush_account_view *view)
{
	return strncmp(view->terms->name, "declared:", 9) == 0 ? "group" : view->terms->name;
}

/* "rho 2.476, that is epsilon 16.03 at delta 1e-9", and the odds as a sentence. */
static void put_worst(const struct hush_account_view *view, const struct hush_worst_case *worst, struct hush_buffer *out)
{
	hush_buffer_format(out, "at most %s ", hush_amount_name(!worst->in_rho));
	put_decimal(out, &worst->amount, HUSH_UP);
	if (worst->unhidden) {
		hush_buffer_format(out,
		                   " by the noise.\n      No epsilon and no odds: a value that no list names and one %s alone has may be "
		                   "published where it was recorded in several %ss.\n",
		                   unit_of(view), hush_window_name(view->terms->window));
		return;
	}
	if (worst->in_rho) {
		hush_buffer_text(out, ", that is epsilon ");
		put_decimal(out, &worst->epsilon, HUSH_UP);
		hush_buffer_text(out, " at delta ");
		put_decimal(out, &worst->delta, HUSH_UP);
	}
	hush_buffer_format(out, ".\n      In odds: an even chance that a given %s was recorded could become %s %% sure", unit_of(view),
	                   hush_odds_are_nearly_sure(worst->percent) ? "more than 99.9" : worst->percent);
	if (worst->in_rho) {
		hush_buffer_text(out, ", except with probability ");
		put_decimal(out, &worst->delta, HUSH_UP);
	}
	hush_buffer_text(out, ".\n");
}

static void put_like_last(const struct hush_account_view *view, uint64_t count, struct hush_buffer *out)
{
	if (view->last[0] && count) {
		hush_buffer_format(out, ": enough for %llu more like %s", (unsigned long long)count, view->last);
	} else if (view->last[0]) {
		hush_buffer_format(out, ": not enough for another one like %s", view->last);
	}
}

static void put_window(const struct hush_account_view *view, const struct hush_window_view *window,
                       struct hush_buffer *out)
{
	char day[HUSH_DAY_TEXT];

	hush_day_format(window->first, day);
	hush_buffer_format(out, "    %s of %s   spent ", hush_window_name(view->terms->window), day);
	put_decimal(out, &window->spent, HUSH_UP);
	hush_buffer_text(out, "   left ");
	if (hush_rational_is_zero(&window->left)) {
		hush_buffer_text(out, "0: nothing more, ever\n");
		return;
	}
	put_decimal(out, &window->left, HUSH_DOWN);
	if (!hush_rational_is_zero(&window->delta_spent)) {
		hush_buffer_text(out, ", and delta ");
		put_decimal(out, &window->delta_left, HUSH_DOWN);
		hush_buffer_text(out, " for discovered values");
	}
	if (view->terms->kind == HUSH_ACCOUNT_ONE_OFF) {
		hush_buffer_text(out, "\n");
		return;
	}
	put_like_last(view, window->like_last, out);
	hush_buffer_text(out, "\n");
}

/* What can still be afforded, and when: windows that nothing was charged to have all of their budget. */
static void put_untouched(const struct hush_account_view *view, struct hush_buffer *out)
{
	const char *window = hush_window_name(view->terms->window);
	char day[HUSH_DAY_TEXT];

	if (view->terms->kind == HUSH_ACCOUNT_ONE_OFF) {
		hush_buffer_text(out, view->window_count ? "    used up: a one-off account admits a single release\n"
		                                         : "    nothing charged yet: one release, of any period, can have it all\n");
		return;
	}
	if (view->window_count == 0) {
		hush_buffer_format(out, "    nothing charged yet: every %s has its whole budget left\n", window);
		return;
	}
	hush_day_format(view->untouched, day);
	hush_buffer_format(out, "    records from %s on, or of any other %s not listed   left ", day, window);
	put_decimal(out, &view->budget, HUSH_DOWN);
	hush_buffer_format(out, " per %s", window);
	put_like_last(view, view->like_last, out);
	hush_buffer_text(out, "\n");
}

static void put_years(const struct hush_account_view *view, struct hush_buffer *out)
{
	const char *window = hush_window_name(view->terms->window);

	for (uint32_t i = 0; i < view->year_count; i++) {
		hush_buffer_format(out, "    recorded in every %s of %d, all that stands charged: ", window, view->years[i].year);
		put_worst(view, &view->years[i].charged, out);
	}
	if (view->terms->kind == HUSH_ACCOUNT_ONE_OFF) {
		return;
	}
	hush_buffer_format(out, "    recorded in every %s of a year, all budgets spent: ", window);
	put_worst(view, &view->all_spent, out);
	if (view->all_spent.in_rho && view->windows_a_year > 1) {
		hush_buffer_format(out, "      Where %ss add into the same cells of one release, k of them count k*k times, not k times", window);
		if (hush_terms_pay_thresholds(view->terms)) {
			hush_buffer_format(out, ",\n      and a value that no list names and one %s alone has may be published", unit_of(view));
		}
		hush_buffer_text(out, ".\n");
	}
}

hush_status hush_account_put_plain(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                   struct hush_buffer *out, hush_error *err)
{
	struct hush_account_view view;
	uint32_t first;

	HUSH_TRY(hush_account_view_make(ledger, terms, &view, err));
	hush_buffer_format(out, "  %s: kind %s, one budget per %s (%s): %s ", terms->name, hush_account_kind_name(terms->kind),
	                   hush_window_name(terms->window), terms->timezone, hush_amount_name(view.by_epsilon));
	put_decimal(out, &view.budget, HUSH_DOWN);
	if (hush_terms_pay_thresholds(terms)) {
		hush_buffer_format(out, ", and delta %s for discovered values", terms->delta);
	}
	hush_buffer_text(out, "\n");
	first = view.window_count > WINDOWS_SHOWN ? view.window_count - WINDOWS_SHOWN : 0;
	if (first) {
		hush_buffer_format(out, "    (%u earlier %ss charged; see ledger export)\n", first, hush_window_name(terms->window));
	}
	for (uint32_t i = first; i < view.window_count; i++) {
		put_window(&view, &view.windows[i], out);
	}
	put_untouched(&view, out);
	put_years(&view, out);
	hush_account_view_free(&view);
	return HUSH_OK;
}
