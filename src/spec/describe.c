/* describe: see describe.h. The draft of a spec stands in draft.c. */
#include "spec/describe.h"

#include "base/json_write.h"
#include "spec/quotient_words.h"

static void plain_by(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out)
{
	for (uint32_t i = 0; i < table->by_count; i++) {
		hush_buffer_format(out, "%s%s", i ? " x " : " by ", spec->dimensions[table->by[i]].name);
	}
	for (uint32_t i = 0; i < table->where_count; i++) {
		hush_buffer_format(out, "%s%s", i ? ", " : ", only some of ", spec->dimensions[table->where[i].dimension].name);
	}
}

static void plain_table(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out)
{
	const struct hush_source *source = &spec->sources[table->source];

	hush_buffer_format(out, "  %s: %s of %s%s", table->name,
	                   table->amount.column                            ? hush_measure_name(table->measure)
	                   : table->measure == HUSH_MEASURE_VEHICLES ? "distinct vehicles"
	                                                                   : "records",
	                   hush_age_words(&table->amount),
	                   table->amount.column ? table->amount.column : source->name);
	plain_by(spec, table, out);
	if (table->discovers) {
		hush_buffer_format(out, ", at most %u values of %s\n", spec->dimensions[table->discovered].at_most,
		                   spec->dimensions[table->discovered].name);
		hush_buffer_text(out, "    which values is not known until it is published: rare ones stay hidden (see hushcount plan)\n");
	} else {
		hush_buffer_format(out, ", %llu cell%s\n", (unsigned long long)table->cells, table->cells == 1 ? "" : "s");
	}
	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_buffer_format(out, "    protects at most %llu scan%s of a %s, as declared; no vehicle as a whole\n",
		                   (unsigned long long)source->at_most, source->at_most == 1 ? "" : "s",
		                   hush_window_name(spec->window));
		return;
	}
	hush_buffer_format(out, "    protects each %s within a %s: at most %u cell%s, %u in each (%s)\n",
	                   hush_entity_name(source->entity), hush_window_name(spec->window), table->limits.cells,
	                   table->limits.cells == 1 ? "" : "s", table->limits.per_cell, table->limits.origin);
	if (table->limits.cells > table->cells && !table->discovers) {
		hush_buffer_format(out, "    but the table has only %llu: with that as limit it would need less noise\n",
		                   (unsigned long long)table->cells);
	}
	if (table->many_windows) {
		hush_buffer_format(out, "    a cell can hold several %ss, so it counts vehicle-%ss\n",
		                   hush_window_name(spec->window), hush_window_name(spec->window));
	}
	if (source->entity == HUSH_ENTITY_USER) {
		hush_buffer_text(out, "    gives no guarantee to the vehicles that were searched for\n");
	}
}

static void plain_number(const char *name, const struct hush_rational *value, struct hush_buffer *out)
{
	if (!hush_rational_is_zero(value)) {
		hush_buffer_format(out, "%s ", name);
		hush_rational_decimal(value, 12, HUSH_UP, out);
		hush_buffer_text(out, ", ");
	}
}

static void plain_guarantee(const struct hush_spec *spec, struct hush_buffer *out)
{
	hush_buffer_text(out, "  spends at most ");
	plain_number("epsilon", &spec->guarantee.epsilon, out);
	plain_number("rho", &spec->guarantee.rho, out);
	plain_number("delta", &spec->guarantee.delta, out);
	hush_buffer_format(out, "of every %s that it touches\n", hush_window_name(spec->window));
	if (spec->split == HUSH_SPLIT_VARIANCE) {
		hush_buffer_text(out, "  divided so that the sum of the tables' variances, weighed by share, is least\n");
	} else if (spec->split == HUSH_SPLIT_RELATIVE) {
		hush_buffer_text(out, "  divided so that the largest ratio of noise to a typical count is least\n");
	}
}

static void plain_quotients(const struct hush_spec *spec, struct hush_buffer *out)
{
	if (spec->quotient_count) {
		hush_buffer_text(out, "\nComputed from noisy tables, at no cost\n");
	}
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		const struct hush_quotient *quotient = &spec->quotients[i];

		hush_buffer_format(out, "  %s: ", quotient->name);
		hush_quotient_say(spec, quotient, out);
		hush_buffer_format(out, ", %llu cell%s\n    ", (unsigned long long)quotient->cells, quotient->cells == 1 ? "" : "s");
		hush_quotient_say_rule(quotient, out);
		hush_buffer_text(out, "\n");
	}
}

static void describe_plain(const struct hush_spec *spec, struct hush_buffer *out)
{
	char from[HUSH_DAY_TEXT];
	char to[HUSH_DAY_TEXT];

	hush_day_format(spec->from, from);
	hush_day_format(spec->to - 1, to);
	hush_buffer_format(out, "The spec is in order.\n\n%s: %s\n", spec->id, spec->title);
	hush_buffer_format(out, "  %s to %s (%s), window %s, ledger %s\n", from, to, spec->timezone,
	                   hush_window_name(spec->window), spec->ledger ? spec->ledger : "-");
	plain_guarantee(spec, out);
	hush_buffer_text(out, "\nTables\n");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		plain_table(spec, &spec->tables[i], out);
	}
	plain_quotients(spec, out);
	if (spec->exact_count || spec->exact_table_count) {
		hush_buffer_text(out, "\nExact numbers, about no vehicle\n");
	}
	for (uint32_t i = 0; i < spec->exact_count; i++) {
		hush_buffer_format(out, "  %s: %s (%s)\n", spec->exact[i].name, spec->exact[i].value, spec->exact[i].why);
	}
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		const struct hush_exact_table *table = &spec->exact_tables[i];

		hush_buffer_format(out, "  %s: a table of %llu rows and %u column%s (%s)\n", table->name,
		                   (unsigned long long)table->cells, table->column_count, table->column_count == 1 ? "" : "s",
		                   table->why);
	}
	if (spec->withheld_count) {
		hush_buffer_text(out, "\nWithheld\n");
	}
	for (uint32_t i = 0; i < spec->withheld_count; i++) {
		hush_buffer_format(out, "  %s (%s)\n", spec->withheld[i].name, spec->withheld[i].why);
	}
	hush_buffer_text(out, "\nNext: hushcount plan shows how wrong each number may be and what it costs.\n");
}

static void json_table(struct hush_json_writer *json, const struct hush_spec *spec, const struct hush_table *table)
{
	const struct hush_source *source = &spec->sources[table->source];

	hush_json_object(json, NULL);
	hush_json_put_string(json, "table", table->name);
	hush_json_put_string(json, "source", source->name);
	hush_json_put_string(json, "measure", hush_measure_name(table->measure));
	hush_json_put_string(json, "protects", hush_entity_name(source->entity));
	hush_json_array(json, "by");
	for (uint32_t i = 0; i < table->by_count; i++) {
		hush_json_put_string(json, NULL, spec->dimensions[table->by[i]].name);
	}
	hush_json_end(json);
	if (table->discovers) {
		hush_json_put_string(json, "discovers", spec->dimensions[table->discovered].name);
		hush_json_put_u64(json, "at_most", spec->dimensions[table->discovered].at_most);
	} else {
		hush_json_put_u64(json, "cells", table->cells);
	}
	hush_json_put_u64(json, "limit_cells", table->limits.cells);
	hush_json_put_u64(json, "limit_per_cell", table->limits.per_cell);
	hush_json_put_u64(json, "limit_total", table->limits.total);
	hush_json_put_bool(json, "many_windows", table->many_windows);
	hush_json_end(json);
}

static void json_quotients(struct hush_json_writer *json, const struct hush_spec *spec)
{
	if (!spec->quotient_count) {
		return;
	}
	hush_json_array(json, "computed");
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "table", spec->quotients[i].name);
		hush_json_put_string(json, "measure", hush_quotient_kind_name(spec->quotients[i].kind));
		hush_json_put_u64(json, "cells", spec->quotients[i].cells);
		hush_json_end(json);
	}
	hush_json_end(json);
}

static void describe_json(const struct hush_spec *spec, struct hush_buffer *out)
{
	struct hush_json_writer json;
	char day[HUSH_DAY_TEXT];

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount.check/1");
	hush_json_put_bool(&json, "ok", true);
	hush_json_put_string(&json, "release", spec->id);
	hush_json_put_string(&json, "spec_digest", spec->digest);
	hush_json_put_string(&json, "window", hush_window_name(spec->window));
	hush_json_put_string(&json, "timezone", spec->timezone);
	hush_day_format(spec->from, day);
	hush_json_put_string(&json, "from", day);
	hush_day_format(spec->to, day);
	hush_json_put_string(&json, "to", day);
	if (spec->split != HUSH_SPLIT_BUDGET) {
		hush_json_put_string(&json, "split", hush_split_rule_name(spec->split));
	}
	hush_json_array(&json, "tables");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		json_table(&json, spec, &spec->tables[i]);
	}
	hush_json_end(&json);
	json_quotients(&json, spec);
	hush_json_end(&json);
}

void hush_spec_describe(const struct hush_spec *spec, hush_format format, struct hush_buffer *out)
{
	if (format == HUSH_FORMAT_JSON) {
		describe_json(spec, out);
	} else {
		describe_plain(spec, out);
	}
}
