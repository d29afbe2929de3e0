/* read_value_count: the table that counts the values of a mean or of quantiles, which the spec does not write. */
#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "base/text.h"
#include "spec/parts.h"

char *hush_with_ending(const char *name, const char *ending)
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

/* Both tables have names that nothing before them has. `ending` is that of the first, or NULL where it has none. */
static hush_status check_names(const struct hush_reading *r, const struct hush_json *object, const struct hush_table *first,
                               const struct hush_table *count, const char *ending)
{
	const struct hush_json *node = hush_json_get(object, "name");
	const char *also = ending ? "a mean also gives tables of this name with \".sum\" and \".count\""
	                          : "quantiles also give a table of this name with \".count\"";

	if (!hush_identifier_valid(count->name) || !hush_identifier_valid(first->name)) {
		return hush_refuse(r, node, "choose a shorter name", "%s", also);
	}
	for (const struct hush_table *other = r->spec->tables; other < first; other++) {
		if (strcmp(other->name, first->name) == 0 || strcmp(other->name, count->name) == 0) {
			return hush_refuse(r, node, "choose another name", "%s, and one is there already", also);
		}
	}
	return HUSH_OK;
}

/* What was read as the share of both, as `first` to `count`. */
static void split_share(const struct hush_value_count *of, struct hush_table *count)
{
	struct hush_rational part;

	hush_rational_init(&part);
	hush_rational_set_u64(&part, of->count_parts, of->first_parts + of->count_parts);
	mpq_mul(count->share.q, of->first->share.q, part.q);
	mpq_sub(of->first->share.q, of->first->share.q, count->share.q);
	hush_rational_clear(&part);
}

hush_status hush_add_value_count(const struct hush_reading *r, const struct hush_json *object,
                                 const struct hush_value_count *of, uint64_t *total)
{
	struct hush_spec *spec = r->spec;
	struct hush_table *first = of->first;
	struct hush_table *count = &spec->tables[spec->table_count++];
	const char *name = first->amount.name ? first->amount.name : first->name;
	const char *title = first->amount.title ? first->amount.title : first->title;

	hush_rational_init(&count->share);
	hush_rational_init(&count->confidence);
	if (spec->table_count > HUSH_MAX_TABLES || !hush_add_u64(*total, first->cells, total) || *total > HUSH_MAX_CELLS) {
		return hush_refuse(r, object, "publish several releases",
		                   "with the tables that means and quantiles are made of there are too many tables or cells");
	}
	count->name = hush_with_ending(name, ".count");
	count->title = hush_with_ending(title, ": how many values");
	count->source = first->source;
	count->measure = HUSH_MEASURE_VALUE_COUNT;
	count->amount = (struct hush_amount){.column = hush_strdup(first->amount.column),
	                                     .age = first->amount.age,
	                                     .unit = first->amount.unit,
	                                     .grid = first->amount.grid,
	                                     .low = first->amount.low,
	                                     .high = first->amount.high,
	                                     .values = first->amount.values,
	                                     .name = hush_strdup(name),
	                                     .title = hush_strdup(title)};
	count->limits = (struct hush_limits){first->limits.cells, first->amount.values,
	                                     (uint64_t)first->limits.cells * first->amount.values,
	                                     hush_strdup(first->limits.origin)};
	count->cells = first->cells;
	count->stock = first->stock;
	if (!count->name || !count->title || !count->amount.column || !count->amount.name || !count->amount.title ||
	    !count->limits.origin) {
		return hush_fail_memory(r->err);
	}
	HUSH_TRY(copy_filters(first, count, r->err));
	HUSH_TRY(check_names(r, object, first, count, of->ending));
	count->ask = first->ask;
	hush_rational_set(&count->confidence, &first->confidence);
	split_share(of, count);
	return HUSH_OK;
}
