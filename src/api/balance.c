/* balance: see balance.h. */
#include "api/balance.h"

#include <string.h>

#include "base/memory.h"

const struct hush_rational *hush_cost_amount(const struct hush_cost *cost, bool by_epsilon)
{
	return by_epsilon ? &cost->epsilon : &cost->rho;
}

const char *hush_amount_name(bool by_epsilon)
{
	return by_epsilon ? "epsilon" : "rho";
}

bool hush_terms_by_epsilon(const struct hush_account_terms *terms)
{
	return terms->rho[0] == '\0';
}

bool hush_terms_pay_thresholds(const struct hush_account_terms *terms)
{
	return terms->rho[0] && !terms->epsilon[0] && terms->delta[0];
}

bool hush_charge_by_epsilon(const struct hush_account_terms *terms, const char *epsilon)
{
	return hush_terms_by_epsilon(terms) ||
	       (terms->kind == HUSH_ACCOUNT_ONE_OFF && terms->epsilon[0] && strcmp(epsilon, "0") != 0);
}

char *hush_exact_text(const struct hush_rational *value)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 64 * 1024);
	hush_rational_text(value, &text);
	return hush_buffer_take(&text, NULL);
}

/* Finds the fullest window among those that `account` charges. */
static hush_status fullest_window(struct hush_ledger *ledger, const struct hush_spec *spec,
                                  const struct hush_plan_account *account, struct hush_balance *balance, hush_error *err)
{
	hush_day window = account->first_window;
	struct hush_cost spent;
	hush_status status = HUSH_OK;

	hush_cost_init(&spent);
	balance->fullest = window;
	for (uint32_t i = 0; i < account->window_count && status == HUSH_OK; i++) {
		status = hush_ledger_spent(ledger, account->name, window, &spent, err);
		if (status == HUSH_OK && hush_rational_compare(hush_cost_amount(&spent, balance->by_epsilon), &balance->spent) > 0) {
			hush_rational_set(&balance->spent, hush_cost_amount(&spent, balance->by_epsilon));
			balance->fullest = window;
		}
		if (status == HUSH_OK && !balance->by_epsilon && hush_rational_compare(&spent.delta, &balance->thresholds) > 0) {
			hush_rational_set(&balance->thresholds, &spent.delta);
		}
		window = hush_window_next(spec->window, spec->week_start, window);
	}
	hush_cost_clear(&spent);
	return status;
}

static hush_status read_thresholds(const struct hush_account_terms *terms, struct hush_balance *balance, hush_error *err)
{
	if (hush_terms_pay_thresholds(terms) && !hush_rational_parse(&balance->thresholds_left, terms->delta)) {
		return hush_fail_bug(err, "the budget text of an account");
	}
	mpq_sub(balance->thresholds_left.q, balance->thresholds_left.q, balance->thresholds.q);
	if (mpq_sgn(balance->thresholds.q) > 0) {
		balance->thresholds_text = hush_exact_text(&balance->thresholds);
		return balance->thresholds_text ? HUSH_OK : hush_fail_memory(err);
	}
	return HUSH_OK;
}

static hush_status read_one(struct hush_ledger *ledger, const struct hush_spec *spec,
                            const struct hush_plan_account *account, struct hush_balance *balance, hush_error *err)
{
	const struct hush_account_terms *terms = hush_ledger_account_named(ledger, account->name);
	const char *budget;

	if (!terms) {
		return HUSH_OK;
	}
	balance->known = true;
	balance->by_epsilon = hush_counts_epsilon(terms->kind, spec);
	budget = balance->by_epsilon ? terms->epsilon : terms->rho; /* "": nothing of it, and the ledger will refuse */
	if (budget[0] && !hush_rational_parse(&balance->budget, budget)) {
		return hush_fail_bug(err, "the budget text of an account");
	}
	HUSH_TRY(fullest_window(ledger, spec, account, balance, err));
	if (hush_rational_compare(&balance->budget, &balance->spent) > 0) {
		mpq_sub(balance->left.q, balance->budget.q, balance->spent.q);
	}
	balance->budget_text = hush_exact_text(&balance->budget);
	balance->spent_text = hush_exact_text(&balance->spent);
	return balance->budget_text && balance->spent_text ? read_thresholds(terms, balance, err) : hush_fail_memory(err);
}

hush_status hush_balances_none(const struct hush_plan *plan, struct hush_balance **balances, hush_error *err)
{
	struct hush_balance *made = hush_calloc(plan->account_count, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < plan->account_count; i++) {
		hush_rational_init(&made[i].budget);
		hush_rational_init(&made[i].spent);
		hush_rational_init(&made[i].left);
		hush_rational_init(&made[i].thresholds);
		hush_rational_init(&made[i].thresholds_left);
	}
	*balances = made;
	return HUSH_OK;
}

hush_status hush_balances_read(struct hush_ledger *ledger, const struct hush_plan *plan, struct hush_balance **balances,
                               hush_error *err)
{
	struct hush_balance *made = NULL;
	hush_status status = hush_balances_none(plan, &made, err);

	for (uint32_t i = 0; i < plan->account_count && status == HUSH_OK; i++) {
		status = read_one(ledger, plan->spec, &plan->accounts[i], &made[i], err);
	}
	if (status != HUSH_OK) {
		hush_balances_free(made, plan->account_count);
		return status;
	}
	*balances = made;
	return HUSH_OK;
}

void hush_balances_free(struct hush_balance *balances, uint32_t count)
{
	if (!balances) {
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		hush_rational_clear(&balances[i].budget);
		hush_rational_clear(&balances[i].spent);
		hush_rational_clear(&balances[i].left);
		hush_rational_clear(&balances[i].thresholds);
		hush_rational_clear(&balances[i].thresholds_left);
		hush_free(balances[i].budget_text);
		hush_free(balances[i].spent_text);
		hush_free(balances[i].thresholds_text);
	}
	hush_free(balances);
}
