/* describe: see describe.h.  JSON stands in describe_json.c. */
#include "plan/describe.h"

#include <string.h>

#include "base/memory.h"
#include "plan/account_text.h"
#include "plan/describe_json.h"
#include "plan/describe_statement.h"
#include "plan/margin.h"
#include "plan/unknown.h"
#include "spec/quotient_words.h"
#include "spec/resolved.h"

enum { TEXT_LIMIT = 64 * 1024, COLUMNS = 8, DECIMALS = 4 };

/* --- a table of texts with aligned columns --- */

struct grid {
	char **texts; /* rows * COLUMNS, owned */
	uint32_t rows;
};

static const char *grid_text(const struct grid *grid, uint32_t row, uint32_t column)
{
	const char *text = grid->texts[(size_t)row * COLUMNS + column];

	return text ? text : "";
}

static void grid_put(const struct grid *grid, uint32_t row, const bool right[COLUMNS], struct hush_buffer *out)
{
	for (uint32_t column = 0; column < COLUMNS; column++) {
		const char *text = grid_text(grid, row, column);
		size_t width = 0;

		for (uint32_t other = 0; other < grid->rows; other++) {
			size_t length = strlen(grid_text(grid, other, column));

			width = length > width ? length : width;
		}
		hush_buffer_text(out, column ? "  " : "");
		if (right[column]) {
			hush_buffer_format(out, "%*s", (int)width, text);
		} else if (column + 1 < COLUMNS) {
			hush_buffer_format(out, "%-*s", (int)width, text);
		} else {
			hush_buffer_text(out, text);
		}
	}
	hush_buffer_byte(out, '\n');
}

static void set_cell(struct grid *grid, uint32_t row, uint32_t column, struct hush_buffer *text, struct hush_buffer *out)
{
	char *taken = hush_buffer_take(text, NULL);

	if (!taken) {
		out->failed = true;
	}
	hush_free(grid->texts[(size_t)row * COLUMNS + column]);
	grid->texts[(size_t)row * COLUMNS + column] = taken;
}

static void put_scale(const struct hush_plan_table *table, struct hush_buffer *text)
{
	hush_buffer_text(text, hush_mechanism_has_scale(table->mechanism) ? "s = " : "sigma^2 = ");
	hush_rational_text(&table->parameter, text);
	if (mpz_cmp_ui(mpq_denref(table->parameter.q), 1) != 0) {
		hush_buffer_text(text, " = ");
		hush_rational_decimal(&table->parameter, 6, HUSH_UP, text);
	}
}

static void put_limits(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *text)
{
	const struct hush_limits *limits = &table->limits;

	if (spec->sources[table->source].entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_format(text, "%llu in all", (unsigned long long)limits->total);
	} else {
		hush_buffer_format(text, "%lu cell%s, %lu each", (unsigned long)limits->cells, limits->cells == 1 ? "" : "s",
		                   (unsigned long)limits->per_cell);
	}
}

static void put_cell(const struct hush_plan *plan, uint32_t index, uint32_t column, struct hush_buffer *text)
{
	const struct hush_table *table = &plan->spec->tables[index];
	const struct hush_plan_table *made = &plan->tables[index];
	enum hush_account_kind kind = plan->accounts[made->account].kind;
	/* Counted exactly, only the tables together have an epsilon. */
	bool counts_epsilon = hush_counts_epsilon(kind, plan->spec) && !hush_counts_exactly(kind, plan->spec);

	switch (column) {
	case 0: hush_buffer_text(text, table->name); break;
	case 1: hush_buffer_text(text, hush_mechanism_name(made->mechanism)); break;
	case 2: put_scale(made, text); break;
	case 3: hush_buffer_text(text, made->std_dev); break;
	case 4:
		hush_buffer_format(text, "+-%llu%s", (unsigned long long)made->moe95, made->mechanism == HUSH_EXPONENTIAL ? " in rank" : "");
		break;
	case 5:
		if (table->discovers) {
			hush_buffer_text(text, "unknown");
		} else {
			hush_buffer_format(text, "%llu", (unsigned long long)table->cells);
		}
		break;
	case 6: put_limits(plan->spec, table, text); break;
	default:
		hush_buffer_text(text, counts_epsilon ? "epsilon " : "rho ");
		hush_rational_decimal(counts_epsilon ? &made->cost.epsilon : &made->cost.rho, DECIMALS, HUSH_UP, text);
		break;
	}
}

static void put_tables(const struct hush_plan *plan, struct hush_buffer *out)
{
	static const char *const heads[COLUMNS] = {"table", "noise", "scale", "std dev", "95 % margin", "cells", "limits", "charge"};
	static const bool right[COLUMNS] = {false, false, false, true, true, true, false, false};
	struct grid grid = {.rows = plan->table_count + 1};
	struct hush_buffer text;

	grid.texts = hush_calloc((size_t)grid.rows * COLUMNS, sizeof *grid.texts);
	if (!grid.texts) {
		out->failed = true;
		return;
	}
	for (uint32_t row = 0; row < grid.rows; row++) {
		for (uint32_t column = 0; column < COLUMNS; column++) {
			hush_buffer_init(&text, TEXT_LIMIT);
			if (row == 0) {
				hush_buffer_text(&text, heads[column]);
			} else {
				put_cell(plan, row - 1, column, &text);
			}
			set_cell(&grid, row, column, &text, out);
			hush_buffer_release(&text);
		}
	}
	for (uint32_t row = 0; row < grid.rows; row++) {
		grid_put(&grid, row, right, out);
	}
	for (size_t i = 0; i < (size_t)grid.rows * COLUMNS; i++) {
		hush_free(grid.texts[i]);
	}
	hush_free(grid.texts);
}

/* --- accounts --- */

static void put_amount(const char *name, const struct hush_rational *amount, struct hush_buffer *out)
{
	hush_buffer_text(out, name);
	hush_buffer_byte(out, ' ');
	hush_rational_decimal(amount, DECIMALS, HUSH_UP, out);
}

/* `spent` before this release. */
static void put_odds_so_far(const struct hush_plan *plan, const struct hush_plan_account *account,
                            struct hush_rational *spent, const char *thresholds, struct hush_buffer *out)
{
	struct hush_rational failing;
	bool counts_epsilon = hush_counts_epsilon(account->kind, plan->spec);

	if (hush_counts_exactly(account->kind, plan->spec)) {
		return;
	}
	mpq_add(spent->q, spent->q, counts_epsilon ? account->charge.epsilon.q : account->charge.rho.q);
	hush_rational_init(&failing);
	if (thresholds && !hush_rational_parse(&failing, thresholds)) {
		out->failed = true;
	}
	mpq_add(failing.q, failing.q, account->thresholds.q);
	hush_buffer_text(out, "             ");
	hush_account_put_odds_so_far(plan, account, spent, &failing, out);
	hush_rational_clear(&failing);
	hush_buffer_byte(out, '\n');
}

static void put_balance(const struct hush_plan *plan, const struct hush_plan_account *account,
                        const struct hush_plan_balance *balance, const char *name, struct hush_buffer *out)
{
	struct hush_rational budget;
	struct hush_rational spent;

	hush_rational_init(&budget);
	hush_rational_init(&spent);
	/* A text that is not a number is the caller's fault; it is shown as it is. */
	if (!hush_rational_parse(&budget, balance->budget) || !hush_rational_parse(&spent, balance->spent)) {
		hush_buffer_format(out, "  budget     %s %s, spent %s\n", name, balance->budget, balance->spent);
	} else {
		hush_buffer_text(out, "  budget     ");
		put_amount(name, &budget, out);
		hush_buffer_text(out, " per window; spent in the fullest window ");
		hush_rational_decimal(&spent, DECIMALS, HUSH_UP, out);
		mpq_sub(budget.q, budget.q, spent.q);
		if (mpq_sgn(budget.q) < 0) {
			mpq_set_ui(budget.q, 0, 1);
		}
		hush_buffer_text(out, ", left ");
		hush_rational_decimal(&budget, DECIMALS, HUSH_DOWN, out);
		hush_buffer_byte(out, '\n');
		put_odds_so_far(plan, account, &spent, balance->thresholds, out);
	}
	hush_buffer_text(out, balance->fits ? "             this release fits\n"
	                                    : "             this release would not fit: it would be refused, and nothing charged\n");
	hush_rational_clear(&spent);
	hush_rational_clear(&budget);
}

/* What the margins take of the ceiling, and who gets the rest. */
static void put_margins(const struct hush_plan *plan, uint32_t index, const char *name,
                        const struct hush_rational *ceiling, struct hush_buffer *out)
{
	struct hush_rational paid;

	if (!hush_margins_any(plan, index)) {
		return;
	}
	hush_rational_init(&paid);
	if (hush_margins_price(plan, index, NULL, &paid, NULL) != HUSH_OK) {
		out->failed = true;
	}
	hush_buffer_text(out, "\n  margins    cost ");
	put_amount(name, &paid, out);
	hush_buffer_text(out, " of ");
	hush_rational_decimal(ceiling, DECIMALS, HUSH_UP, out);
	if (hush_margins_share(plan, index)) {
		hush_buffer_text(out, "; the other tables share the rest");
	} else {
		mpq_sub(paid.q, ceiling->q, paid.q);
		if (hush_rational_is_zero(&paid)) {
			hush_buffer_text(out, "; nothing is left");
		} else {
			hush_buffer_format(out, "; %s ", name);
			hush_rational_decimal(&paid, DECIMALS, HUSH_DOWN, out);
			hush_buffer_text(out, " is not spent");
		}
	}
	hush_rational_clear(&paid);
}

/* How often a value must be seen to appear; in each of its cells, of which one is enough. */
static void put_thresholds(const struct hush_plan *plan, struct hush_buffer *out)
{
	if (hush_spec_discovers(plan->spec)) {
		hush_buffer_text(out, "\nvalues that no list names: unknown until they are published\n");
	}
	for (uint32_t i = 0; i < plan->table_count; i++) {
		const struct hush_table *table = &plan->spec->tables[i];
		const struct hush_plan_table *made = &plan->tables[i];

		if (!table->discovers) {
			continue;
		}
		hush_buffer_format(out, "  %s: a value of %s is shown when a noisy count of its is %llu or more (delta ", table->name,
		                   plan->spec->dimensions[table->discovered].name, (unsigned long long)made->threshold);
		hush_rational_decimal(&made->cost.delta, DECIMALS, HUSH_UP, out);
		hush_buffer_format(out, ");\n    it must be seen for about %llu %s to appear with 95 %%; rarer ones may be missing\n",
		                   (unsigned long long)hush_unknown_usual(made),
		                   table->measure == HUSH_MEASURE_VEHICLES ? "vehicles" : "counted records");
	}
}

static void put_split(enum hush_split_rule rule, struct hush_buffer *out)
{
	if (rule == HUSH_SPLIT_VARIANCE) {
		hush_buffer_text(out, "\nsplit by variance: the sum of the tables' variances, weighed by share, is least\n");
	} else if (rule == HUSH_SPLIT_RELATIVE) {
		hush_buffer_text(out, "\nsplit by relative error: the largest ratio of noise to a typical count is least\n");
	}
}

static void put_account(const struct hush_plan *plan, uint32_t index, const struct hush_plan_balance *balance,
                        struct hush_buffer *out)
{
	const struct hush_plan_account *account = &plan->accounts[index];
	bool counts_epsilon = hush_counts_epsilon(account->kind, plan->spec);
	const char *name = counts_epsilon ? "epsilon" : "rho";

	hush_buffer_format(out, "\naccount %s (%s), protects ", account->name, hush_account_kind_name(account->kind));
	hush_account_put_unit(plan, account, out);
	hush_buffer_text(out, "\n  charge     ");
	put_amount(name, counts_epsilon ? &account->charge.epsilon : &account->charge.rho, out);
	hush_buffer_text(out, ", of at most ");
	/* Up like the charge, so that their order shows as it is. */
	hush_rational_decimal(counts_epsilon ? &account->ceiling.epsilon : &account->ceiling.rho, DECIMALS, HUSH_UP, out);
	put_margins(plan, index, name, counts_epsilon ? &account->ceiling.epsilon : &account->ceiling.rho, out);
	hush_buffer_text(out, "\n  that is    ");
	put_amount("epsilon", &account->epsilon_at_delta, out);
	if (!hush_rational_is_zero(&account->delta)) {
		hush_buffer_text(out, " with delta ");
		hush_rational_decimal(&account->delta, DECIMALS, HUSH_UP, out);
	}
	hush_buffer_byte(out, '\n');
	hush_statement_describe(plan, account, out);
	hush_buffer_text(out, "  in words   ");
	hush_account_put_odds(plan, account, out);
	hush_buffer_text(out, "\n  charged to ");
	hush_account_put_windows(plan, account, out);
	hush_buffer_byte(out, '\n');
	if (balance && balance->known) {
		put_balance(plan, account, balance, name, out);
	}
}

/* How wrong a quotient will be depends on the noisy denominator, so the rule is what can be said beforehand. */
static void put_quotients(const struct hush_spec *spec, struct hush_buffer *out)
{
	if (spec->quotient_count) {
		hush_buffer_text(out, "\ncomputed from these tables, at no cost\n");
	}
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_buffer_format(out, "  %s: ", spec->quotients[i].name);
		hush_quotient_say(spec, &spec->quotients[i], out);
		hush_buffer_text(out, "\n    ");
		hush_quotient_say_rule(&spec->quotients[i], out);
		hush_buffer_byte(out, '\n');
	}
}

void hush_plan_describe(const struct hush_plan *plan, const struct hush_plan_balance *balances, hush_format format,
                        struct hush_buffer *out)
{
	if (format == HUSH_FORMAT_JSON) {
		hush_plan_describe_json(plan, balances, out);
		return;
	}
	hush_buffer_format(out, "plan for %s: %s\n", plan->spec->id, plan->spec->title);
	hush_buffer_text(out, "Nothing was read and nothing was spent. Errors below are of the noise alone.\n\n");
	put_tables(plan, out);
	hush_quantiles_describe(plan, out);
	put_thresholds(plan, out);
	put_split(plan->spec->split, out);
	put_quotients(plan->spec, out);
	for (uint32_t i = 0; i < plan->account_count; i++) {
		put_account(plan, i, balances ? &balances[i] : NULL, out);
	}
}
