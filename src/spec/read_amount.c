/*
 * read_amount: the numeric column of a sum, a mean or quantiles: its grid, its clamp, and what they make of the limits.
 *
 * The clamp is a limit like the others: it decides how far one unit can move the table, so it has no default, and what
 * follows from it stands in the table's hush_limits, which both the limiter and the calibration read.
 */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "spec/parts.h"

enum { PLACES = 6, PER_CELL_LIMIT = 1 << 20, STEPS_LIMIT = 1 << 20 };

/* An integer, or a decimal in quotes, in millionths. */
static hush_status read_millionths(const struct hush_reading *r, const struct hush_json *node, const char *what,
                                   int64_t *value)
{
	char digits[HUSH_INTEGER_TEXT];
	const char *text = hush_json_string(node);
	const char *point = text ? strchr(text, '.') : NULL;
	int64_t integer;

	if (!text && hush_json_integer(node, &integer)) {
		hush_format_i64(integer, digits);
		text = digits;
	}
	return !text || (point && strlen(point + 1) > PLACES) || !hush_parse_fixed(text, strlen(text), PLACES, value)
	           ? hush_refuse(r, node, "write an integer, or a decimal in quotes with at most six places", "%s cannot be read",
	                         what)
	           : HUSH_OK;
}

/* One end of the clamp, in steps of the grid. */
static hush_status read_end(const struct hush_reading *r, const struct hush_json *node, int64_t grid, int64_t *steps)
{
	int64_t value = 0;

	HUSH_TRY(read_millionths(r, node, "an end of \"clamp\"", &value));
	if (value % grid != 0) {
		return hush_refuse(r, node, "write a multiple of it", "this end of the clamp does not lie on the grid");
	}
	*steps = value / grid;
	return *steps >= -STEPS_LIMIT && *steps <= STEPS_LIMIT
	           ? HUSH_OK
	           : hush_refuse(r, node, "use a coarser grid, or a nearer clamp",
	                         "an end of the clamp may be at most %d steps of the grid from 0", STEPS_LIMIT);
}

/* How long ago: since another time of the record, or until the date of the stock. */
static hush_status read_age(const struct hush_reading *r, const struct hush_json *object, const struct hush_json *of,
                            struct hush_table *table)
{
	static const char *const units[] = {"second", "minute", "hour", "day"};
	static const uint32_t seconds[] = {1, 60, 3600, 86400};
	const struct hush_source *source = &r->spec->sources[table->source];
	const struct hush_json *since = hush_json_get(of, "since");
	const struct hush_json *until = hush_json_get(of, "until");
	struct hush_amount *amount = &table->amount;
	const struct hush_json *unit;
	const char *date;
	uint32_t index;

	if (since && until) {
		return hush_refuse(r, until, NULL, "an age has \"since\" or \"until\", not both");
	}
	HUSH_TRY(hush_read_member(r, of, "an age", "unit", &unit));
	HUSH_TRY(hush_read_choice(r, unit, "of.unit", units, HUSH_COUNT_OF(units), &index));
	amount->unit = seconds[index];
	if (since) {
		amount->age = HUSH_AGE_SINCE;
		HUSH_TRY(hush_read_line(r, since, "of.since", &amount->column));
		return strcmp(amount->column, source->time_column) == 0
		           ? hush_refuse(r, since, "name the column of the other time, such as that of the scan that was searched for",
		                         "\"since\" is the column of the record's own time")
		           : HUSH_OK;
	}
	amount->age = HUSH_AGE_UNTIL;
	HUSH_TRY(hush_read_string(r, until, "of.until", &date));
	if (strcmp(date, "as_of") != 0 || !hush_json_get(object, "as_of")) {
		return hush_refuse(r, until, "write \"until\": \"as_of\" in a table with \"as_of\" and \"oldest\"",
		                   "\"until\" is the date of a stock");
	}
	amount->column = hush_strdup(source->time_column);
	return amount->column ? HUSH_OK : hush_fail_memory(r->err);
}

/* What the values are: numbers in a column, or ages. */
static hush_status read_values(const struct hush_reading *r, const struct hush_json *object, const struct hush_json *of,
                               struct hush_table *table)
{
	const struct hush_json *column = hush_json_get(of, "column");
	const struct hush_json *unit = hush_json_get(of, "unit");
	bool age = hush_json_get(of, "since") || hush_json_get(of, "until");

	if (column && age) {
		return hush_refuse(r, column, NULL, "\"of\" takes the numbers of a \"column\" or an age, not both");
	}
	if (age) {
		return read_age(r, object, of, table);
	}
	if (unit) {
		return hush_refuse(r, unit, "leave it out; numbers stay in the unit of their column", "\"unit\" is that of an age");
	}
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "column", &column));
	return hush_read_line(r, column, "of.column", &table->amount.column);
}

static hush_status read_of(const struct hush_reading *r, const struct hush_json *object, const struct hush_json *of,
                           struct hush_table *table)
{
	static const char *const keys[] = {"column", "since", "until", "unit", "clamp", "grid", "quantiles"};
	bool quantiles = table->measure == HUSH_MEASURE_QUANTILES;
	struct hush_amount *amount = &table->amount;
	const struct hush_json *node;

	HUSH_TRY(hush_read_object(r, of, "\"of\"", keys, quantiles ? HUSH_COUNT_OF(keys) : HUSH_COUNT_OF(keys) - 1));
	HUSH_TRY(read_values(r, object, of, table));
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "grid", &node));
	HUSH_TRY(read_millionths(r, node, "of.grid", &amount->grid));
	if (amount->grid <= 0) {
		return hush_refuse(r, node, "1 counts in whole units, \"0.5\" in halves", "of.grid must be above 0");
	}
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "clamp", &node));
	HUSH_TRY(hush_read_list(r, node, "of.clamp", 2, 2));
	HUSH_TRY(read_end(r, hush_json_at(node, 0), amount->grid, &amount->low));
	HUSH_TRY(read_end(r, hush_json_at(node, 1), amount->grid, &amount->high));
	if (amount->low >= amount->high) {
		return hush_refuse(r, node, NULL, "of.clamp must go from a lower end to a higher one");
	}
	return quantiles ? hush_read_quantile_list(r, of, table) : HUSH_OK;
}

hush_status hush_read_amount(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	const struct hush_json *of = hush_json_get(object, "of");
	const struct hush_json *rule = hush_json_get(object, "too_noisy");
	const struct hush_source *source = &r->spec->sources[table->source];
	const char *measure = hush_json_string(hush_json_get(object, "measure"));

	if (rule && table->measure != HUSH_MEASURE_MEAN_SUM) {
		return hush_refuse(r, rule, "leave it out: every count and sum is published",
		                   "\"too_noisy\" goes with \"mean\", \"ratio\" and \"share\"");
	}
	if (hush_measure_is_counted(table->measure)) {
		return of ? hush_refuse(r, of, "leave it out, or use the measure \"sum\", \"mean\" or \"quantiles\"",
		                        "a table that counts is not \"of\" anything")
		          : HUSH_OK;
	}
	if (source->entity == HUSH_ENTITY_DECLARED || source->count_count) {
		return hush_refuse(r, object, "count \"rows\"",
		                   "the rows of \"%s\" are counts, so they have no values of a unit to take the %s of", source->name,
		                   measure);
	}
	if (!of) {
		return hush_refuse(r, object,
		                   table->measure == HUSH_MEASURE_QUANTILES
		                       ? "add {\"column\": \"seconds\", \"clamp\": [0, 600], \"grid\": 1, \"quantiles\": [\"0.5\", \"0.9\"]}"
		                       : "add {\"column\": \"seconds\", \"clamp\": [0, 600], \"grid\": 1}",
		                   "a table of measure \"%s\" lacks \"of\"", measure);
	}
	return read_of(r, object, of, table);
}

hush_status hush_set_amount_limits(const struct hush_reading *r, const struct hush_json *limits, struct hush_table *table,
                                   uint64_t *per_cell)
{
	const struct hush_amount *amount = &table->amount;
	uint64_t low = (uint64_t)(amount->low < 0 ? -amount->low : amount->low);
	uint64_t high = (uint64_t)(amount->high < 0 ? -amount->high : amount->high);
	uint64_t most = low > high ? low : high;

	if (table->measure == HUSH_MEASURE_MEAN_SUM) {
		/* Values are counted from the middle of the clamp, in half steps, so that the middle is a whole number. */
		table->amount.values = (uint32_t)*per_cell;
		most = *per_cell * (uint64_t)(amount->high - amount->low);
	} else if (table->measure == HUSH_MEASURE_QUANTILES) {
		table->amount.values = (uint32_t)*per_cell;
		most = *per_cell;
	} else if (table->measure != HUSH_MEASURE_SUM) {
		return HUSH_OK;
	}
	*per_cell = most;
	return most <= PER_CELL_LIMIT ? HUSH_OK
	                              : hush_refuse(r, limits, "use a coarser grid, a nearer clamp, or keep fewer values",
	                                            "one unit may add at most %d steps of the grid to a cell; here it is %" PRIu64,
	                                            PER_CELL_LIMIT, most);
}
