/* account_text: see account_text.h. */
#include "plan/account_text.h"

static unsigned long long at_most(const struct hush_plan *plan, const struct hush_plan_account *account)
{
	return plan->spec->sources[account->source].at_most;
}

void hush_account_put_unit(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out)
{
	const char *window = hush_window_name(plan->spec->window);

	switch (account->entity) {
	case HUSH_ENTITY_VEHICLE: hush_buffer_format(out, "one vehicle in one %s", window); break;
	case HUSH_ENTITY_USER: hush_buffer_format(out, "one user in one %s", window); break;
	case HUSH_ENTITY_DECLARED:
		hush_buffer_format(out, "at most %llu scan%s in one %s", at_most(plan, account),
		                   at_most(plan, account) == 1 ? "" : "s", window);
		break;
	}
}

static void put_secret(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out)
{
	const char *window = hush_window_name(plan->spec->window);
	/* A period of several windows: the statement holds for each of them. */
	const char *which = account->window_count == 1 ? "that" : "any one";

	switch (account->entity) {
	case HUSH_ENTITY_VEHICLE:
		hush_buffer_format(out, "that a given vehicle was recorded in %s %s", which, window);
		break;
	case HUSH_ENTITY_USER:
		hush_buffer_format(out, "that a given user made searches in %s %s", which, window);
		break;
	case HUSH_ENTITY_DECLARED:
		hush_buffer_format(out, "that a given set of at most %llu scan%s was counted in %s %s", at_most(plan, account),
		                   at_most(plan, account) == 1 ? "" : "s", which, window);
		break;
	}
}

/* "at most 73.2 %" */
static void put_sure(const char *percent, struct hush_buffer *out)
{
	if (hush_odds_are_nearly_sure(percent)) {
		hush_buffer_text(out, "more than 99.9 %");
	} else {
		hush_buffer_format(out, "at most %s %%", percent);
	}
}

void hush_account_put_odds(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out)
{
	char percent[16];

	hush_account_odds_percent(account, percent);
	hush_buffer_text(out, "someone who knew everything else in the records and gave it even chances ");
	put_secret(plan, account, out);
	hush_buffer_text(out, " could become ");
	put_sure(percent, out);
	hush_buffer_text(out, " sure from this release alone");
	if (!hush_rational_is_zero(&account->delta)) {
		hush_buffer_text(out, ", except with probability ");
		hush_rational_decimal(&account->delta, 4, HUSH_UP, out);
	}
}

void hush_account_put_odds_so_far(const struct hush_plan *plan, const struct hush_plan_account *account,
                                  const struct hush_rational *spent, const struct hush_rational *thresholds,
                                  struct hush_buffer *out)
{
	struct hush_rational delta;
	char percent[16];

	if (hush_counts_exactly(account->kind, plan->spec)) {
		return;
	}
	if (hush_rational_compare(spent, hush_account_charged(plan, account)) == 0) {
		/* The bound above is sharper than the one for sums, and holds for the same. */
		hush_buffer_format(out, "no other release is charged to a %s of it so far, so the same holds for all releases",
		                   hush_window_name(plan->spec->window));
		return;
	}
	hush_rational_init(&delta);
	mpq_sub(delta.q, account->delta.q, account->thresholds.q); /* of the noise */
	if (hush_counts_epsilon(account->kind, plan->spec)) {
		hush_even_odds_percent(spent, percent);
	} else {
		hush_rho_odds_percent(spent, &delta, percent);
	}
	mpq_add(delta.q, delta.q, thresholds->q);
	hush_buffer_format(out, "from all releases charged to the fullest %s so far, this one included, ",
	                   hush_window_name(plan->spec->window));
	put_sure(percent, out);
	if (!hush_counts_epsilon(account->kind, plan->spec)) {
		hush_buffer_text(out, ", except with probability ");
		hush_rational_decimal(&delta, 4, HUSH_UP, out);
	}
	hush_rational_clear(&delta);
}

void hush_account_put_windows(const struct hush_plan *plan, const struct hush_plan_account *account,
                              struct hush_buffer *out)
{
	char first[HUSH_DAY_TEXT];
	bool one = account->window_count == 1;

	hush_day_format(account->first_window, first);
	hush_buffer_format(out, "%lu %s%s, %s from %s", (unsigned long)account->window_count,
	                   hush_window_name(plan->spec->window), one ? "" : "s", one ? "that" : "each in full, the first", first);
}
