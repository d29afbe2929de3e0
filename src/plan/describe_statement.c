/* describe_statement: see describe_statement.h. */
#include "plan/describe_statement.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_LIMIT = 1024, DIGITS = 4, NAME_WIDTH = 30 };

void hush_quantiles_describe(const struct hush_plan *plan, struct hush_buffer *out)
{
	bool choices = false;

	hush_buffer_text(out, "\nThe noise moves a count by at most");
	for (int i = 0; i < HUSH_QUANTILES; i++) {
		hush_buffer_format(out, "%s %u %%", i ? "," : " this much in", hush_quantile_percents[i]);
	}
	hush_buffer_text(out, " of the cells:\n");
	for (uint32_t t = 0; t < plan->table_count; t++) {
		choices = choices || plan->tables[t].mechanism == HUSH_EXPONENTIAL;
		hush_buffer_format(out, "  %-*s", NAME_WIDTH, plan->spec->tables[t].name);
		for (int i = 0; i < HUSH_QUANTILES; i++) {
			hush_buffer_format(out, " %8llu", (unsigned long long)plan->tables[t].quantiles[i]);
		}
		hush_buffer_byte(out, '\n');
	}
	if (choices) {
		hush_buffer_text(out, "Of quantiles: so many values more or less than wanted lie at or below the one that is given.\n");
	}
}

static void put_row(const struct hush_statement *statement, const struct hush_statement_row *row, struct hush_buffer *out)
{
	if (statement->attained) {
		hush_rational_decimal(&row->low, DIGITS, HUSH_DOWN, out);
		hush_buffer_text(out, " to ");
	} else {
		hush_buffer_text(out, "at most ");
	}
	hush_rational_decimal(statement->exact ? &row->high : &row->by_rho, DIGITS, HUSH_UP, out);
	hush_buffer_text(out, " at delta ");
	hush_rational_decimal(&row->delta, DIGITS, HUSH_UP, out);
}

void hush_statement_describe(const struct hush_plan *plan, const struct hush_plan_account *account, struct hush_buffer *out)
{
	bool exactly = hush_counts_exactly(account->kind, plan->spec);
	const struct hush_statement *statement = &account->statement;

	hush_buffer_text(out, statement->exact ? "  exactly    epsilon " : "  otherwise  epsilon ");
	for (uint32_t i = 0; i < statement->row_count; i++) {
		hush_buffer_text(out, i ? "; " : "");
		put_row(statement, &statement->rows[i], out);
	}
	hush_buffer_byte(out, '\n');
	if (!statement->exact) {
		hush_buffer_format(out, "             (%s from rho alone: %s)\n", exactly ? "noise and epsilon" : "epsilon",
		                   statement->why_not);
	} else if (!hush_rational_is_zero(&account->delta)) {
		hush_buffer_text(out, "             a loss above the epsilon at delta ");
		hush_rational_decimal(&account->delta, DIGITS, HUSH_UP, out);
		hush_buffer_text(out, " has probability at most ");
		hush_rational_decimal(&statement->exceeds, DIGITS, HUSH_UP, out);
		hush_buffer_byte(out, '\n');
	}
}

void hush_quantiles_put_json(struct hush_json_writer *json, const struct hush_plan_table *table)
{
	char percent[16];

	hush_json_object(json, "noise_quantiles");
	for (int i = 0; i < HUSH_QUANTILES; i++) {
		snprintf(percent, sizeof percent, "%u", hush_quantile_percents[i]);
		hush_json_put_u64(json, percent, table->quantiles[i]);
	}
	hush_json_end(json);
}

static void put_amount(struct hush_json_writer *json, const char *key, const struct hush_rational *value,
                       enum hush_side side)
{
	struct hush_buffer text;

	hush_buffer_init(&text, TEXT_LIMIT);
	hush_rational_decimal(value, HUSH_STATEMENT_DIGITS, side, &text);
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, key, text.bytes);
	}
	hush_buffer_release(&text);
}

void hush_statement_put_json(struct hush_json_writer *json, const struct hush_statement *statement)
{
	hush_json_object(json, "statement");
	hush_json_put_bool(json, "exact", statement->exact);
	if (!statement->exact) {
		hush_json_put_string(json, "why_not", statement->why_not);
	}
	hush_json_array(json, "epsilon_at");
	for (uint32_t i = 0; i < statement->row_count; i++) {
		const struct hush_statement_row *row = &statement->rows[i];

		hush_json_object(json, NULL);
		put_amount(json, "delta", &row->delta, HUSH_UP);
		put_amount(json, "from_rho", &row->by_rho, HUSH_UP);
		if (statement->exact) {
			put_amount(json, "at_most", &row->high, HUSH_UP);
		}
		if (statement->attained) {
			put_amount(json, "at_least", &row->low, HUSH_DOWN);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	if (statement->exact) {
		put_amount(json, "loss_stays_below", &statement->sure, HUSH_UP);
		put_amount(json, "chance_of_loss_above_epsilon", &statement->exceeds, HUSH_UP);
	}
	hush_json_end(json);
}
