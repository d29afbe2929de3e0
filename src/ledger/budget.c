/* budget: see budget.h.  Sums and comparisons are of exact rationals: ten times 0.1 is 1, and the eleventh does not fit. */
#include "ledger/budget.h"

#include <string.h>

#include "base/memory.h"

enum { SHOWN_DIGITS = 6 };

#define OVERSPENT_HINT                                                                                       \
	"if releases were brought in by `ledger catch-up`, more was published than the budget can bear: say so " \
	"in public, and publish nothing more about it; otherwise look for the newest good copy"

/* Charges of a cancelled release do not stand. */
#define STANDING "NOT EXISTS (SELECT 1 FROM entry AS c WHERE c.release = e.release AND c.kind = 'cancelled')"

static hush_status add_amount(struct hush_ledger *ledger, struct hush_sql_statement *statement, int column,
                              struct hush_rational *sum, hush_error *err)
{
	struct hush_rational amount;
	char *text = NULL;
	hush_status status = hush_sql_text(statement, column, &text, err);

	if (status != HUSH_OK) {
		return status;
	}
	hush_rational_init(&amount);
	if (text && hush_rational_parse(&amount, text)) {
		mpq_add(sum->q, sum->q, amount.q);
	} else {
		status = hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "a charge kept in the ledger is no number");
	}
	hush_rational_clear(&amount);
	hush_free(text);
	return status;
}

static hush_status sum_rows(struct hush_ledger *ledger, struct hush_sql_statement *statement, struct hush_cost *sum,
                            hush_error *err)
{
	bool row = false;

	for (;;) {
		HUSH_TRY(hush_sql_step(statement, &row, err));
		if (!row) {
			return HUSH_OK;
		}
		HUSH_TRY(add_amount(ledger, statement, 0, &sum->epsilon, err));
		HUSH_TRY(add_amount(ledger, statement, 1, &sum->rho, err));
		HUSH_TRY(add_amount(ledger, statement, 2, &sum->delta, err));
	}
}

hush_status hush_budget_spent(struct hush_ledger *ledger, const char *account, hush_day window, struct hush_cost *spent,
                              hush_error *err)
{
	struct hush_sql_statement *statement;
	struct hush_cost sum;
	char day[HUSH_DAY_TEXT];
	hush_status status;

	hush_day_format(window, day);
	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT h.epsilon, h.rho, h.delta FROM charge AS h JOIN entry AS e ON e.sequence = h.sequence"
	                          " WHERE h.account = ?1 AND h.window = ?2 AND " STANDING,
	                          &statement, err));
	hush_sql_bind_text(statement, 1, account);
	hush_sql_bind_text(statement, 2, day);
	hush_cost_init(&sum);
	status = sum_rows(ledger, statement, &sum, err);
	if (status == HUSH_OK) {
		hush_rational_set(&spent->epsilon, &sum.epsilon);
		hush_rational_set(&spent->rho, &sum.rho);
		hush_rational_set(&spent->delta, &sum.delta);
	}
	hush_cost_clear(&sum);
	hush_sql_finish(statement);
	return status;
}

/* One amount of a window that is too small, for the message. */
struct shortage {
	const char *measure; /* "epsilon", "rho", "delta"; NULL: everything fits */
	struct hush_rational left;
	struct hush_rational asked;
};

/* Notes a shortage unless spent + asked <= budget. "" is a budget of 0. False when the budget's text is no number. */
static bool weigh(const char *measure, const char *budget, const struct hush_rational *spent,
                  const struct hush_rational *asked, struct shortage *shortage)
{
	struct hush_rational total;
	struct hush_rational most;
	bool readable;

	hush_rational_init(&total);
	hush_rational_init(&most);
	readable = budget[0] == '\0' || hush_rational_parse(&most, budget);
	mpq_add(total.q, spent->q, asked->q);
	if (readable && !shortage->measure && hush_rational_compare(&total, &most) > 0) {
		shortage->measure = measure;
		mpq_sub(shortage->left.q, most.q, spent->q);
		hush_rational_set(&shortage->asked, asked);
	}
	hush_rational_clear(&most);
	hush_rational_clear(&total);
	return readable;
}

/* A rho that was made from epsilon and delta has used up that delta: nothing of it is left for thresholds. */
static const char *threshold_delta(const struct hush_account_terms *terms)
{
	return terms->epsilon[0] ? "" : terms->delta;
}

static bool weigh_rho(const struct hush_account_terms *terms, const struct hush_cost *spent, const struct hush_cost *asked,
                      struct shortage *shortage)
{
	return weigh("rho", terms->rho, &spent->rho, &asked->rho, shortage) &&
	       weigh("delta", threshold_delta(terms), &spent->delta, &asked->delta, shortage);
}

static bool weigh_epsilon(const struct hush_account_terms *terms, const struct hush_cost *spent,
                          const struct hush_cost *asked, struct shortage *shortage)
{
	return weigh("epsilon", terms->epsilon, &spent->epsilon, &asked->epsilon, shortage) &&
	       weigh("delta", terms->delta, &spent->delta, &asked->delta, shortage);
}

/*
 * pure: epsilon. zcdp: rho. one-off: what the charge is stated in.  An epsilon with a delta was stated by exact losses and
 * counts as such; an epsilon alone is of Laplace noise, for which rho is as good a measure, and whichever admits the release
 * may; without an epsilon the plan counted in rho, which never means that the release is free (charge.c).
 */
static bool weigh_all(const struct hush_account_terms *terms, const struct hush_cost *spent, const struct hush_cost *asked,
                      struct shortage *shortage)
{
	if (terms->kind == HUSH_ACCOUNT_PURE) {
		return weigh_epsilon(terms, spent, asked, shortage);
	}
	if (terms->kind == HUSH_ACCOUNT_ONE_OFF && terms->epsilon[0] && !hush_rational_is_zero(&asked->epsilon)) {
		if (!weigh_epsilon(terms, spent, asked, shortage)) {
			return false;
		}
		if (!shortage->measure || !terms->rho[0] || !hush_rational_is_zero(&asked->delta)) {
			return true;
		}
		shortage->measure = NULL;
	}
	return weigh_rho(terms, spent, asked, shortage);
}

static void shortage_init(struct shortage *shortage)
{
	shortage->measure = NULL;
	hush_rational_init(&shortage->left);
	hush_rational_init(&shortage->asked);
}

static void shortage_clear(struct shortage *shortage)
{
	hush_rational_clear(&shortage->left);
	hush_rational_clear(&shortage->asked);
}

/* What is left rounded down, what is asked rounded up: so the sentence never shows two equal numbers. */
static void write_amounts(const struct shortage *shortage, struct hush_buffer *left, struct hush_buffer *asked)
{
	if (mpq_sgn(shortage->left.q) > 0) {
		hush_rational_decimal(&shortage->left, SHOWN_DIGITS, HUSH_DOWN, left);
	} else {
		hush_buffer_text(left, "0");
	}
	hush_rational_decimal(&shortage->asked, SHOWN_DIGITS, HUSH_UP, asked);
}

static hush_status refuse(const struct hush_account_terms *terms, const struct hush_charge *charge, hush_day window,
                          const struct shortage *shortage, hush_error *err)
{
	const char *unit = hush_window_name(terms->window);
	char first[HUSH_DAY_TEXT];
	char next[HUSH_DAY_TEXT];
	struct hush_buffer left;
	struct hush_buffer asked;
	hush_day after = charge->first_window;
	hush_status status;

	for (uint32_t i = 0; i < charge->window_count; i++) {
		after = hush_window_next(terms->window, terms->week_start, after);
	}
	hush_day_format(window, first);
	hush_day_format(after, next);
	hush_buffer_init(&left, 128);
	hush_buffer_init(&asked, 128);
	write_amounts(shortage, &left, &asked);
	status = hush_buffer_check(&left, err);
	if (status == HUSH_OK) {
		status = hush_buffer_check(&asked, err);
	}
	if (status == HUSH_OK) {
		status = hush_fail(err, HUSH_E_BUDGET,
		                   "the account \"%s\" has %s %s left for the %s that starts on %s, and this release asks for %s; "
		                   "nothing was charged",
		                   terms->name, shortage->measure, left.bytes, unit, first, asked.bytes);
		if (strcmp(shortage->measure, "delta") == 0 && threshold_delta(terms)[0] == '\0') {
			hush_hint(err, "values that no list names need a delta of their own: open an account with rho and delta, or list the "
			               "values");
		} else if (mpq_sgn(shortage->left.q) > 0) {
			hush_hint(err, "a charge of at most %s %s fits; records from %s on belong to a %s with a budget of its own",
			          shortage->measure, left.bytes, next, unit);
		} else {
			hush_hint(err, "nothing more fits into this %s; records from %s on belong to a %s with a budget of its own",
			          unit, next, unit);
		}
	}
	hush_buffer_release(&left);
	hush_buffer_release(&asked);
	return status;
}

/* One window: HUSH_E_BUDGET, or HUSH_OK. */
static hush_status admits_window(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                                 const struct hush_charge *charge, hush_day window, hush_error *err)
{
	struct hush_cost spent;
	struct shortage shortage;
	hush_status status;

	hush_cost_init(&spent);
	shortage_init(&shortage);
	status = hush_budget_spent(ledger, terms->name, window, &spent, err);
	if (status == HUSH_OK && !weigh_all(terms, &spent, &charge->cost, &shortage)) {
		status = hush_fail_bug(err, "the budget text of an account");
	}
	if (status == HUSH_OK && shortage.measure) {
		status = refuse(terms, charge, window, &shortage, err);
	}
	shortage_clear(&shortage);
	hush_cost_clear(&spent);
	return status;
}

/* The oldest standing release that charges the account, and how many there are. The text is freed by the caller. */
static hush_status standing_releases(struct hush_ledger *ledger, const char *account, char **oldest, int64_t *count,
                                     hush_error *err)
{
	struct hush_sql_statement *statement;
	bool row = false;
	hush_status status;

	HUSH_TRY(hush_sql_prepare(ledger->db,
	                          "SELECT e.release, count(*) OVER () FROM entry AS e WHERE e.kind = 'reserved' AND " STANDING
	                          " AND EXISTS (SELECT 1 FROM charge AS h WHERE h.sequence = e.sequence AND h.account = ?1)"
	                          " ORDER BY e.sequence LIMIT 1",
	                          &statement, err));
	hush_sql_bind_text(statement, 1, account);
	status = hush_sql_step(statement, &row, err);
	*count = 0;
	if (status == HUSH_OK && row) {
		*count = hush_sql_i64(statement, 1);
		status = hush_sql_text(statement, 0, oldest, err);
	}
	hush_sql_finish(statement);
	return status;
}

/* A one-off account admits a single release, whatever its windows. */
static hush_status admits_one_more(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_error *err)
{
	char *oldest = NULL;
	int64_t count = 0;
	hush_status status = standing_releases(ledger, terms->name, &oldest, &count, err);

	if (status == HUSH_OK && count) {
		status = hush_fail(err, HUSH_E_BUDGET,
		                   "the account \"%s\" admits a single release, and \"%s\" is it; nothing was charged", terms->name,
		                   oldest ? oldest : "");
		hush_hint(err, "a one-off account is used up by its release; it cannot be charged again");
	}
	hush_free(oldest);
	return status;
}

/* Catching up does not ask: so a one-off account can come to have more. */
static hush_status check_one_off(struct hush_ledger *ledger, const struct hush_account_terms *terms, hush_error *err)
{
	char *oldest = NULL;
	int64_t count = 0;
	hush_status status = standing_releases(ledger, terms->name, &oldest, &count, err);

	hush_free(oldest);
	if (status == HUSH_OK && count > 1) {
		hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0,
		             "%lld releases stand charged to the account \"%s\", which admits a single one", (long long)count,
		             terms->name);
		hush_hint(err, OVERSPENT_HINT);
		status = HUSH_E_LEDGER;
	}
	return status;
}

hush_status hush_budget_admits(struct hush_ledger *ledger, const struct hush_account_terms *terms,
                               const struct hush_charge *charge, hush_error *err)
{
	hush_day window = charge->first_window;

	if (terms->kind == HUSH_ACCOUNT_ONE_OFF) {
		HUSH_TRY(admits_one_more(ledger, terms, err));
	}
	for (uint32_t i = 0; i < charge->window_count; i++) {
		HUSH_TRY(admits_window(ledger, terms, charge, window, err));
		window = hush_window_next(terms->window, terms->week_start, window);
	}
	return HUSH_OK;
}

/* One account and window as charged; the measure of a one-off account was judged when its release was reserved. */
static hush_status check_window(struct hush_ledger *ledger, struct hush_sql_statement *statement, hush_error *err)
{
	const struct hush_account_terms *terms;
	struct hush_charge none = {.window_count = 1};
	char *account = NULL;
	char *day = NULL;
	hush_status status = hush_sql_text(statement, 0, &account, err);

	if (status == HUSH_OK) {
		status = hush_sql_text(statement, 1, &day, err);
	}
	terms = status == HUSH_OK && account ? hush_ledger_account_named(ledger, account) : NULL;
	if (status == HUSH_OK && (!terms || !day || !hush_day_parse(day, strlen(day), &none.first_window))) {
		status = hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0, "a charge kept in the ledger cannot be read");
	}
	if (status == HUSH_OK && terms->kind != HUSH_ACCOUNT_ONE_OFF) {
		hush_cost_init(&none.cost);
		status = admits_window(ledger, terms, &none, none.first_window, err);
		hush_cost_clear(&none.cost);
	}
	if (status == HUSH_E_BUDGET) {
		hush_fail_at(err, HUSH_E_LEDGER, ledger->path, 0, 0,
		             "more is charged to the account \"%s\" for the window that starts on %s than its budget", account, day);
		hush_hint(err, OVERSPENT_HINT);
		status = HUSH_E_LEDGER;
	}
	hush_free(account);
	hush_free(day);
	return status;
}

hush_status hush_budget_check_all(struct hush_ledger *ledger, hush_error *err)
{
	struct hush_sql_statement *statement;
	hush_status status = HUSH_OK;

	for (uint32_t i = 0; i < ledger->account_count; i++) {
		if (ledger->accounts[i]->kind == HUSH_ACCOUNT_ONE_OFF) {
			HUSH_TRY(check_one_off(ledger, ledger->accounts[i], err));
		}
	}
	HUSH_TRY(hush_sql_prepare(ledger->db, "SELECT DISTINCT account, window FROM charge ORDER BY account, window",
	                          &statement, err));
	while (hush_sql_next(statement, &status, err)) {
		status = check_window(ledger, statement, err);
	}
	hush_sql_finish(statement);
	return status;
}
