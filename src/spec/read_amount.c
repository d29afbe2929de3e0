/*
 * read_amount: the numeric column of a sum or a mean: its grid, its clamp, and what they make of the limits.
 *
 * The clamp is a limit like the others: it decides how far one unit can move the table, so it has no default, and what
 * follows from it stands in the table's hush_limits, which both the limiter and the calibration read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "spec/parts.h"

enum { PLACES = 6, PER_CELL_LIMIT = 1 << 20, STEPS_LIMIT = 1 << 20, SUM_PARTS = 3, COUNT_PARTS = 1 };

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

static hush_status read_of(const struct hush_reading *r, const struct hush_json *of, struct hush_amount *amount)
{
	static const char *const keys[] = {"column", "clamp", "grid"};
	const struct hush_json *node;

	HUSH_TRY(hush_read_object(r, of, "\"of\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "column", &node));
	HUSH_TRY(hush_read_line(r, node, "of.column", &amount->column));
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "grid", &node));
	HUSH_TRY(read_millionths(r, node, "of.grid", &amount->grid));
	if (amount->grid <= 0) {
		return hush_refuse(r, node, "1 counts in whole units, \"0.5\" in halves", "of.grid must be above 0");
	}
	HUSH_TRY(hush_read_member(r, of, "\"of\"", "clamp", &node));
	HUSH_TRY(hush_read_list(r, node, "of.clamp", 2, 2));
	HUSH_TRY(read_end(r, hush_json_at(node, 0), amount->grid, &amount->low));
	HUSH_TRY(read_end(r, hush_json_at(node, 1), amount->grid, &amount->high));
	return amount->low < amount->high ? HUSH_OK
	                                  : hush_refuse(r, node, NULL, "of.clamp must go from a lower end to a higher one");
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
	if (table->measure != HUSH_MEASURE_SUM && table->measure != HUSH_MEASURE_MEAN_SUM) {
		return of ? hush_refuse(r, of, "leave it out, or use the measure \"sum\" or \"mean\"",
		                        "a table that counts is not \"of\" anything")
		          : HUSH_OK;
	}
	if (source->entity == HUSH_ENTITY_DECLARED || source->count_count) {
		return hush_refuse(r, object, "count \"rows\"",
		                   "the rows of \"%s\" are counts, so they have no values of a unit to take a %s of", source->name,
		                   measure);
	}
	if (!of) {
		return hush_refuse(r, object, "add {\"column\": \"seconds\", \"clamp\": [0, 600], \"grid\": 1}",
		                   "a table of measure \"%s\" lacks \"of\"", measure);
	}
	return read_of(r, of, &table->amount);
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
	} else if (table->measure != HUSH_MEASURE_SUM) {
		return HUSH_OK;
	}
	*per_cell = most;
	return most <= PER_CELL_LIMIT ? HUSH_OK
	                              : hush_refuse(r, limits, "use a coarser grid, a nearer clamp, or keep fewer values",
	                                            "one unit may add at most %d steps of the grid to a cell; here it is %" PRIu64,
	                                            PER_CELL_LIMIT, most);
}

/* --- the halves of a mean --- */

static char *with_ending(const char *name, const char *ending)
{
	char text[4096];

	snprintf(text, sizeof text, "%s%s", name, ending);
	return hush_strdup(text);
}

static hush_status copy_filters(const struct hush_table *from, struct hush_table *to, hush_error *err)
{
	to->by = hush_calloc(from->by_count, sizeof *to->by);
	to->where = hush_calloc(from->where_count, sizeof *to->where);
	if (!to->by || !to->where) {
		return hush_fail_memory(err);
	}
	for (; to->by_count < from->by_count; to->by_count++) {
		to->by[to->by_count] = from->by[to->by_count];
	}
	for (; to->where_count < from->where_count; to->where_count++) {
		const struct hush_filter *filter = &from->where[to->where_count];
		struct hush_filter *made = &to->where[to->where_count];

		made->values = hush_calloc(filter->value_count, sizeof *made->values);
		if (!made->values) {
			return hush_fail_memory(err);
		}
		made->dimension = filter->dimension;
		made->value_count = filter->value_count;
		memcpy(made->values, filter->values, filter->value_count * sizeof *made->values);
	}
	return HUSH_OK;
}

static hush_status check_names(const struct hush_reading *r, const struct hush_json *object, const struct hush_table *sum,
                               const struct hush_table *count)
{
	const struct hush_json *node = hush_json_get(object, "name");

	if (!hush_identifier_valid(count->name) || !hush_identifier_valid(sum->name)) {
		return hush_refuse(r, node, "choose a shorter name", "a mean also gives tables of this name with \".sum\" and \".count\"");
	}
	for (const struct hush_table *other = r->spec->tables; other < sum; other++) {
		if (strcmp(other->name, sum->name) == 0 || strcmp(other->name, count->name) == 0) {
			return hush_refuse(r, node, "choose another name",
			                   "a mean also gives tables of this name with \".sum\" and \".count\", and one is there already");
		}
	}
	return HUSH_OK;
}

/*
 * The budget of a mean goes to its sums and counts as three to one.  Its variance is near (vS + x^2 vN)/N^2, x being how far
 * the mean lies from the middle of the clamp: with a unit's share of the two noises equal at the clamp's ends, three to one
 * is best where x is a third of the way to an end.
 */
static void split_share(struct hush_table *sum, struct hush_table *count)
{
	struct hush_rational part;

	hush_rational_init(&part);
	hush_rational_set_u64(&part, COUNT_PARTS, SUM_PARTS + COUNT_PARTS);
	mpq_mul(count->share.q, sum->share.q, part.q);
	mpq_sub(sum->share.q, sum->share.q, count->share.q);
	hush_rational_clear(&part);
}

hush_status hush_split_mean(const struct hush_reading *r, const struct hush_json *object, uint64_t *total)
{
	struct hush_spec *spec = r->spec;
	struct hush_table *sum = &spec->tables[spec->table_count - 1];
	struct hush_table *count = &spec->tables[spec->table_count++];

	hush_rational_init(&count->share);
	hush_rational_init(&count->confidence);
	if (spec->table_count > HUSH_MAX_TABLES || !hush_add_u64(*total, sum->cells, total) || *total > HUSH_MAX_CELLS) {
		return hush_refuse(r, object, "publish several releases", "with both halves of every mean there are too many tables or cells");
	}
	if (sum->ask != HUSH_ASK_SHARE || sum->typical) {
		return hush_refuse(r, object, "give it a \"share\", with \"split\" budget or variance",
		                   "a mean takes a share of the budget; \"margin\" and \"typical\" are about counts");
	}
	sum->amount.name = sum->name;
	sum->amount.title = sum->title;
	sum->name = with_ending(sum->amount.name, ".sum");
	sum->title = with_ending(sum->amount.title, ": sum of the values, counted from the middle of their range");
	count->name = with_ending(sum->amount.name, ".count");
	count->title = with_ending(sum->amount.title, ": how many values");
	count->source = sum->source;
	count->measure = HUSH_MEASURE_MEAN_COUNT;
	count->amount = (struct hush_amount){.column = hush_strdup(sum->amount.column),
	                                     .grid = sum->amount.grid,
	                                     .low = sum->amount.low,
	                                     .high = sum->amount.high,
	                                     .values = sum->amount.values,
	                                     .name = hush_strdup(sum->amount.name),
	                                     .title = hush_strdup(sum->amount.title)};
	count->limits = (struct hush_limits){sum->limits.cells, sum->amount.values, (uint64_t)sum->limits.cells * sum->amount.values,
	                                     hush_strdup(sum->limits.origin)};
	count->cells = sum->cells;
	count->stock = sum->stock;
	if (!sum->name || !sum->title || !count->name || !count->title || !count->amount.column || !count->amount.name ||
	    !count->amount.title || !count->limits.origin) {
		return hush_fail_memory(r->err);
	}
	HUSH_TRY(copy_filters(sum, count, r->err));
	HUSH_TRY(check_names(r, object, sum, count));
	count->ask = sum->ask;
	hush_rational_set(&count->confidence, &sum->confidence);
	split_share(sum, count);
	return HUSH_OK;
}
