/* describe_json: see describe_json.h.  Every exact number is a string; decimals beside it are for reading. */
#include "plan/describe_json.h"

#include "base/json_write.h"
#include "plan/account_text.h"
#include "plan/describe_statement.h"
#include "plan/margin.h"
#include "plan/unknown.h"

enum { TEXT_LIMIT = 64 * 1024, DECIMALS = 12 };

/* Collects a text, then writes it as a member; a text that failed makes the whole output fail. */
static void put_collected(struct hush_json_writer *w, const char *key, struct hush_buffer *text)
{
	if (text->failed) {
		w->out->failed = true;
	} else {
		hush_json_put_string(w, key, text->bytes ? text->bytes : "");
	}
	hush_buffer_release(text);
}

static void put_exact(struct hush_json_writer *w, const char *key, const struct hush_rational *value)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	hush_rational_text(value, &text);
	put_collected(w, key, &text);
}

static void put_decimal(struct hush_json_writer *w, const char *key, const struct hush_rational *value, enum hush_side side)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	hush_rational_decimal(value, DECIMALS, side, &text);
	put_collected(w, key, &text);
}

static void put_cost(struct hush_json_writer *w, const char *key, const struct hush_cost *cost)
{
	hush_json_object(w, key);
	put_exact(w, "epsilon", &cost->epsilon);
	put_exact(w, "rho", &cost->rho);
	put_exact(w, "delta", &cost->delta);
	hush_json_end(w);
}

static void put_table(struct hush_json_writer *w, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_table *table = &plan->spec->tables[index];
	const struct hush_plan_table *made = &plan->tables[index];

	hush_json_object(w, NULL);
	hush_json_put_string(w, "name", table->name);
	hush_json_put_string(w, "source", plan->spec->sources[table->source].name);
	hush_json_put_string(w, "measure", hush_measure_name(table->measure));
	hush_json_put_string(w, "account", plan->accounts[made->account].name);
	if (table->discovers) {
		hush_json_object(w, "discovers");
		hush_json_put_string(w, "dimension", plan->spec->dimensions[table->discovered].name);
		hush_json_put_u64(w, "at_most", plan->spec->dimensions[table->discovered].at_most);
		hush_json_put_u64(w, "threshold", made->threshold);
		hush_json_put_u64(w, "appears_in_95_percent_from", hush_unknown_usual(made));
		hush_json_end(w);
	} else {
		hush_json_put_u64(w, "cells", table->cells);
	}
	hush_json_object(w, "limits");
	hush_json_put_u64(w, "cells", table->limits.cells);
	hush_json_put_u64(w, "per_cell", table->limits.per_cell);
	hush_json_put_u64(w, "total", table->limits.total);
	hush_json_end(w);
	hush_json_object(w, "sensitivity");
	hush_json_put_u64(w, "l0", made->sensitivity.l0);
	hush_json_put_u64(w, "linf", made->sensitivity.linf);
	hush_json_put_u64(w, "l1", made->sensitivity.l1);
	hush_json_put_u64(w, "l2_squared", made->sensitivity.l2_squared);
	hush_json_end(w);
	hush_json_put_string(w, "mechanism", hush_mechanism_name(made->mechanism));
	put_exact(w, hush_mechanism_has_scale(made->mechanism) ? "scale" : "sigma_squared", &made->parameter);
	if (made->mechanism == HUSH_EXPONENTIAL) {
		hush_json_put_u64(w, "choices", made->sensitivity.choices);
		hush_json_put_u64(w, "rank95", made->moe95);
	} else {
		put_decimal(w, "variance", &made->variance, HUSH_UP);
	}
	if (made->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		put_decimal(w, "common_variance", &made->common_variance, HUSH_UP);
	}
	if (made->mechanism != HUSH_EXPONENTIAL) {
		hush_json_put_string(w, "std_dev", made->std_dev);
		hush_json_put_u64(w, "moe95", made->moe95);
	}
	if (table->ask == HUSH_ASK_MARGIN) {
		hush_json_object(w, "margin");
		hush_json_put_u64(w, "within", table->within);
		put_exact(w, "confidence", &table->confidence);
		hush_json_end(w);
	} else if (table->typical) {
		hush_json_put_u64(w, "typical", table->typical);
	} else {
		put_exact(w, "share", &table->share);
	}
	put_cost(w, "charge", &made->cost);
	hush_quantiles_put_json(w, made);
	hush_statement_put_json(w, &made->statement);
	hush_json_end(w);
}

static void put_balance(struct hush_json_writer *w, const struct hush_plan_balance *balance)
{
	struct hush_rational left;
	struct hush_rational spent;

	hush_json_object(w, "balance");
	hush_json_put_string(w, "budget", balance->budget);
	hush_json_put_string(w, "spent", balance->spent);
	hush_rational_init(&left);
	hush_rational_init(&spent);
	if (hush_rational_parse(&left, balance->budget) && hush_rational_parse(&spent, balance->spent)) {
		mpq_sub(left.q, left.q, spent.q);
		if (mpq_sgn(left.q) < 0) {
			mpq_set_ui(left.q, 0, 1);
		}
		put_exact(w, "left", &left);
	}
	hush_rational_clear(&spent);
	hush_rational_clear(&left);
	hush_json_put_bool(w, "fits", balance->fits);
	hush_json_end(w);
}

/* What the margins cost together, and whether other tables share what that leaves of the ceiling. */
static void put_margins(struct hush_json_writer *w, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_plan_account *account = &plan->accounts[index];
	bool counts_epsilon = hush_counts_epsilon(account->kind, plan->spec);
	struct hush_rational amount;

	if (!hush_margins_any(plan, index)) {
		return;
	}
	hush_rational_init(&amount);
	if (hush_margins_price(plan, index, NULL, &amount, NULL) != HUSH_OK) {
		w->out->failed = true;
	}
	hush_json_object(w, "margins");
	put_exact(w, counts_epsilon ? "epsilon" : "rho", &amount);
	mpq_sub(amount.q, counts_epsilon ? account->ceiling.epsilon.q : account->ceiling.rho.q, amount.q);
	put_exact(w, hush_margins_share(plan, index) ? "shared" : "not_spent", &amount);
	hush_json_end(w);
	hush_rational_clear(&amount);
}

static void put_account(struct hush_json_writer *w, const struct hush_plan *plan, uint32_t index,
                        const struct hush_plan_balance *balance)
{
	const struct hush_plan_account *account = &plan->accounts[index];
	struct hush_buffer text;
	char day[HUSH_DAY_TEXT];
	char percent[16];

	hush_json_object(w, NULL);
	hush_json_put_string(w, "name", account->name);
	hush_json_put_string(w, "kind", hush_account_kind_name(account->kind));
	hush_json_put_string(w, "entity", hush_entity_name(account->entity));
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_account_put_unit(plan, account, &text);
	put_collected(w, "unit", &text);
	put_cost(w, "charge", &account->charge);
	put_cost(w, "ceiling", &account->ceiling);
	put_margins(w, plan, index);
	put_decimal(w, "epsilon", &account->epsilon_at_delta, HUSH_UP);
	put_decimal(w, "delta", &account->delta, HUSH_UP);
	hush_statement_put_json(w, &account->statement);
	hush_account_odds_percent(account, percent);
	hush_json_put_string(w, "even_odds_percent", percent);
	hush_buffer_init(&text, TEXT_LIMIT);
	hush_account_put_odds(plan, account, &text);
	put_collected(w, "in_words", &text);
	hush_json_object(w, "windows");
	hush_day_format(account->first_window, day);
	hush_json_put_string(w, "kind", hush_window_name(plan->spec->window));
	hush_json_put_string(w, "first", day);
	hush_json_put_u64(w, "count", account->window_count);
	hush_json_end(w);
	if (balance && balance->known) {
		put_balance(w, balance);
	}
	hush_json_end(w);
}

void hush_plan_describe_json(const struct hush_plan *plan, const struct hush_plan_balance *balances,
                             struct hush_buffer *out)
{
	struct hush_json_writer w;

	hush_json_begin(&w, out);
	hush_json_object(&w, NULL);
	hush_json_put_string(&w, "schema", "hushcount.plan/1");
	hush_json_put_bool(&w, "ok", true);
	hush_json_put_string(&w, "release", plan->spec->id);
	hush_json_put_string(&w, "window", hush_window_name(plan->spec->window));
	hush_json_put_string(&w, "timezone", plan->spec->timezone);
	hush_json_put_string(&w, "limiting", plan->method);
	hush_json_put_u64(&w, "noise_count", plan->noise_count);
	if (plan->spec->split != HUSH_SPLIT_BUDGET) {
		hush_json_put_string(&w, "split", hush_split_rule_name(plan->spec->split));
	}
	hush_json_array(&w, "tables");
	for (uint32_t i = 0; i < plan->table_count; i++) {
		put_table(&w, plan, i);
	}
	hush_json_end(&w);
	hush_json_array(&w, "accounts");
	for (uint32_t i = 0; i < plan->account_count; i++) {
		put_account(&w, plan, i, balances ? &balances[i] : NULL);
	}
	hush_json_end(&w);
	hush_json_end(&w);
}
