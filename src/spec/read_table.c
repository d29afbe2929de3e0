/*
 * read_table: what is counted, by what, and within which limits.
 *
 * Every limit that later code enforces or calibrates by is made here (spec/limits.h), and a missing one is refused: no
 * limit has a default, since a default would decide about privacy in silence.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "base/text.h"
#include "spec/domain.h"
#include "spec/parts.h"

enum { CELLS_LIMIT = 1 << 20, PER_CELL_LIMIT = 1 << 20, BY_LIMIT = 16, VALUES_SHOWN_LIMIT = 1000000 };

/* As specs write them; the tables that a mean is made of have names of their own in what is told about them. */
static const char *const measure_names[] = {
    [HUSH_MEASURE_ROWS] = "rows",
    [HUSH_MEASURE_VEHICLES] = "vehicles",
    [HUSH_MEASURE_SUM] = "sum",
    [HUSH_MEASURE_MEAN_SUM] = "mean",
    [HUSH_MEASURE_QUANTILES] = "quantiles",
};

const char *hush_measure_name(enum hush_measure measure)
{
	switch (measure) {
	case HUSH_MEASURE_MEAN_SUM: return "mean sum";
	case HUSH_MEASURE_VALUE_COUNT: return "value count";
	case HUSH_MEASURE_ROWS:
	case HUSH_MEASURE_VEHICLES:
	case HUSH_MEASURE_SUM:
	case HUSH_MEASURE_QUANTILES: break;
	}
	return measure_names[measure];
}

bool hush_measure_is_counted(enum hush_measure measure)
{
	return measure == HUSH_MEASURE_ROWS || measure == HUSH_MEASURE_VEHICLES || measure == HUSH_MEASURE_VALUE_COUNT;
}

uint32_t hush_grid_points(const struct hush_amount *amount)
{
	return (uint32_t)(amount->high - amount->low + 1); /* at most 2^21 + 1 */
}

uint64_t hush_table_places(const struct hush_table *table)
{
	return table->quantile_count ? table->cells / table->quantile_count : table->cells;
}

static hush_status read_source_name(const struct hush_reading *r, const struct hush_json *node,
                                    struct hush_table *table)
{
	const char *names[HUSH_MAX_SOURCES];
	const char *name;
	const char *nearest;

	HUSH_TRY(hush_read_string(r, node, "\"source\"", &name));
	for (uint32_t i = 0; i < r->spec->source_count; i++) {
		names[i] = r->spec->sources[i].name;
		if (strcmp(names[i], name) == 0) {
			table->source = i;
			return HUSH_OK;
		}
	}
	nearest = hush_nearest(name, names, r->spec->source_count);
	hush_json_fail(r->document, node, r->err, "there is no such source");
	return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
	               : hush_hint(r->err, "name one of the keys of \"sources\"");
}

static hush_status read_measure(const struct hush_reading *r, const struct hush_json *node, struct hush_table *table)
{
	static const char *const later[] = {"stock", "users"};
	enum hush_entity entity = r->spec->sources[table->source].entity;
	const char *name = hush_json_string(node);
	uint32_t index = 0;

	for (uint32_t i = 0; name && i < HUSH_COUNT_OF(later); i++) {
		if (strcmp(name, later[i]) == 0) {
			return hush_refuse(r, node, "this version measures \"rows\", \"vehicles\", \"sum\", \"mean\", \"quantiles\", \"ratio\" and \"share\"",
			                   "the measure \"%s\" is not available in this version", later[i]);
		}
	}
	HUSH_TRY(hush_read_choice(r, node, "\"measure\"", measure_names, HUSH_COUNT_OF(measure_names), &index));
	table->measure = (enum hush_measure)index;
	if (table->measure == HUSH_MEASURE_VEHICLES && entity == HUSH_ENTITY_DECLARED) {
		return hush_refuse(r, node, "count \"rows\", or read records that name their vehicle",
		                   "counts that arrive without a vehicle cannot say how many vehicles there were");
	}
	if (table->measure == HUSH_MEASURE_VEHICLES && entity == HUSH_ENTITY_USER) {
		return hush_refuse(r, node,
		                   "count \"rows\", or declare the vehicle as the entity of a source with the same files",
		                   "this source protects users, so its vehicles cannot be counted");
	}
	return HUSH_OK;
}

hush_status hush_read_by(const struct hush_reading *r, const struct hush_json *node, uint32_t **by, uint32_t *count)
{
	const char *name;

	HUSH_TRY(hush_read_list(r, node, "\"by\"", 0, BY_LIMIT));
	*by = hush_calloc(hush_json_count(node), sizeof **by);
	if (!*by) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		HUSH_TRY(hush_read_string(r, hush_json_at(node, i), "the name of a dimension", &name));
		HUSH_TRY(hush_read_dimension_name(r, hush_json_at(node, i), name, &(*by)[i]));
		for (uint32_t j = 0; j < i; j++) {
			if ((*by)[i] == (*by)[j]) {
				return hush_refuse(r, hush_json_at(node, i), NULL, "this dimension stands twice in \"by\"");
			}
		}
		(*count)++;
	}
	return HUSH_OK;
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* One value of a filter, from a node that must be a string. */
static hush_status add_filter_value(const struct hush_reading *r, const struct hush_json *node,
                                    struct hush_filter *filter)
{
	const struct hush_dimension *dimension = &r->spec->dimensions[filter->dimension];
	const char *name;
	uint32_t value;

	HUSH_TRY(hush_read_string(r, node, "a value of \"where\"", &name));
	value = hush_find_value(&dimension->values, name);
	if (value == HUSH_NONE) {
		return hush_refuse_value(r, node, name, dimension);
	}
	for (uint32_t i = 0; i < filter->value_count; i++) {
		if (filter->values[i] == value) {
			return hush_refuse(r, node, NULL, "this value stands twice in the list");
		}
	}
	filter->values[filter->value_count++] = value;
	return HUSH_OK;
}

static hush_status read_filter(const struct hush_reading *r, const struct hush_json *node, struct hush_filter *filter)
{
	bool list = hush_json_kind(node) == HUSH_JSON_ARRAY;
	uint32_t count = 1;

	if (list) {
		HUSH_TRY(hush_read_list(r, node, "a list in \"where\"", 1, VALUES_SHOWN_LIMIT));
		count = hush_json_count(node);
	}
	filter->values = hush_calloc(count, sizeof *filter->values);
	if (!filter->values) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(add_filter_value(r, list ? hush_json_at(node, i) : node, filter));
	}
	qsort(filter->values, filter->value_count, sizeof *filter->values, ascending);
	return HUSH_OK;
}

hush_status hush_read_where(const struct hush_reading *r, const struct hush_json *node, struct hush_filter **where,
                            uint32_t *count)
{
	if (hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return hush_refuse(r, node, "write {\"dimension\": \"value\"} or {\"dimension\": [\"one\", \"two\"]}",
		                   "\"where\" must be an object in braces");
	}
	if (hush_json_count(node) > HUSH_MAX_DIMENSIONS) {
		return hush_refuse(r, node, NULL, "\"where\" names more dimensions than there can be");
	}
	*where = hush_calloc(hush_json_count(node), sizeof **where);
	if (!*where) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		struct hush_filter *filter = &(*where)[(*count)++];

		HUSH_TRY(hush_read_dimension_name(r, hush_json_at(node, i), hush_json_key(node, i), &filter->dimension));
		HUSH_TRY(read_filter(r, hush_json_at(node, i), filter));
	}
	return HUSH_OK;
}

/* The limits of a declared source follow from its promise: at most k scans, all of which may fall into one cell. */
static hush_status declared_limits(const struct hush_reading *r, const struct hush_json *object,
                                   struct hush_table *table)
{
	const struct hush_json *written = hush_json_get(object, "limits");
	uint64_t k = r->spec->sources[table->source].at_most;

	if (written) {
		return hush_refuse(r, written, "leave \"limits\" out: \"at_most\" of the source says it all",
		                   "counts without an entity cannot be limited per vehicle");
	}
	table->limits = (struct hush_limits){(uint32_t)k, (uint32_t)k, k, hush_strdup("policy")};
	return table->limits.origin ? HUSH_OK : hush_fail_memory(r->err);
}

static hush_status read_limits(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	static const char *const keys[] = {"cells", "per_cell", "origin"};
	bool sum = table->measure == HUSH_MEASURE_SUM;
	const struct hush_json *node = hush_json_get(object, "limits");
	const struct hush_json *member;
	const struct hush_json *per_cell_node;
	uint64_t cells;
	uint64_t per_cell = 1;

	if (!node) {
		return hush_refuse(
			r, object,
			"add {\"cells\": 8, \"per_cell\": 2, \"origin\": \"policy\"}: the most cells one vehicle may touch in a "
			"window, and the most it may add to each",
			"a table lacks \"limits\"");
	}
	HUSH_TRY(hush_read_object(r, node, "\"limits\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"limits\"", "cells", &member));
	HUSH_TRY(hush_read_count(r, member, "limits.cells", 1, CELLS_LIMIT, &cells));
	per_cell_node = hush_json_get(node, "per_cell");
	if (per_cell_node && sum) {
		return hush_refuse(r, per_cell_node, "leave it out", "what a unit may add to a cell of a sum is said by the clamp");
	}
	if (per_cell_node) {
		HUSH_TRY(hush_read_count(r, per_cell_node, "limits.per_cell", 1, PER_CELL_LIMIT, &per_cell));
		if (table->measure == HUSH_MEASURE_VEHICLES && per_cell != 1) {
			return hush_refuse(r, per_cell_node, "leave \"per_cell\" out",
			                   "a vehicle counts once in a cell, so per_cell is 1");
		}
	} else if (table->measure != HUSH_MEASURE_VEHICLES && !sum) {
		return hush_refuse(r, node, "say how many rows of one vehicle may count in one cell",
		                   "\"limits\" lacks \"per_cell\"");
	}
	table->limits.cells = (uint32_t)cells;
	HUSH_TRY(hush_set_amount_limits(r, node, table, &per_cell));
	table->limits.per_cell = (uint32_t)per_cell;
	table->limits.total = cells * per_cell; /* at most 2^40 */
	HUSH_TRY(hush_read_member(r, node, "\"limits\"", "origin", &member));
	return hush_read_origin(r, member, "limits.origin", &table->limits.origin);
}

/* Every assigned dimension that the table uses, itself or through a mapping, must be assigned by every count. */
static hush_status check_assigned(const struct hush_reading *r, const struct hush_json *node,
                                  const struct hush_table *table, uint32_t dimension)
{
	const struct hush_source *source = &r->spec->sources[table->source];
	const struct hush_dimension *used;
	const char *hint =
		"give the dimension a \"column\", or assign it in \"as\" of every element of the source's \"counts\"";

	while (r->spec->dimensions[dimension].base != HUSH_NONE) {
		dimension = r->spec->dimensions[dimension].base;
	}
	used = &r->spec->dimensions[dimension];
	if (used->kind != HUSH_DIMENSION_GIVEN) {
		return HUSH_OK;
	}
	if (source->count_count == 0) {
		return hush_refuse(r, node, hint, "the source \"%s\" never says which value of \"%s\" a row has", source->name,
		                   used->name);
	}
	for (uint32_t i = 0; i < source->count_count; i++) {
		bool assigned = false;

		for (uint32_t j = 0; j < source->counts[i].as_count; j++) {
			assigned = assigned || source->counts[i].as[j].dimension == dimension;
		}
		if (!assigned) {
			return hush_refuse(r, node, hint,
			                   "count %" PRIu32 " of the source \"%s\" does not say which value of \"%s\" it has",
			                   i + 1, source->name, used->name);
		}
	}
	return HUSH_OK;
}

/* A declared count must not decide the cell it falls into: one record more would move all the others with it. */
static hush_status check_not_counted(const struct hush_reading *r, const struct hush_json *node,
                                     const struct hush_table *table, uint32_t dimension)
{
	const struct hush_source *source = &r->spec->sources[table->source];
	const struct hush_dimension *used = &r->spec->dimensions[dimension];

	while (used->kind == HUSH_DIMENSION_MAP && used->base != HUSH_NONE) {
		used = &r->spec->dimensions[used->base];
	}
	for (uint32_t i = 0; source->entity == HUSH_ENTITY_DECLARED && used->column && i < source->count_count; i++) {
		if (strcmp(used->column, source->counts[i].column) == 0) {
			return hush_refuse(r, node, "use a column that is not a count of this source",
			                   "the column \"%s\" is a count of the source \"%s\" and cannot be a dimension of it",
			                   used->column, source->name);
		}
	}
	return HUSH_OK;
}

static hush_status check_dimensions(const struct hush_reading *r, const struct hush_json *object,
                                    const struct hush_table *table)
{
	const struct hush_json *by = hush_json_get(object, "by");
	const struct hush_json *where = hush_json_get(object, "where");

	for (uint32_t i = 0; i < table->by_count; i++) {
		HUSH_TRY(check_assigned(r, hush_json_at(by, i), table, table->by[i]));
		HUSH_TRY(check_not_counted(r, hush_json_at(by, i), table, table->by[i]));
	}
	for (uint32_t i = 0; i < table->where_count; i++) {
		HUSH_TRY(check_assigned(r, hush_json_at(where, i), table, table->where[i].dimension));
		HUSH_TRY(check_not_counted(r, hush_json_at(where, i), table, table->where[i].dimension));
	}
	return HUSH_OK;
}

/* Of any source: a plate is one also where a table protects users. */
static bool names_entity(const struct hush_spec *spec, const char *column)
{
	for (uint32_t s = 0; s < spec->source_count; s++) {
		for (uint32_t i = 0; i < spec->sources[s].entity_column_count; i++) {
			if (strcmp(spec->sources[s].entity_columns[i], column) == 0) {
				return true;
			}
		}
	}
	return false;
}

/*
 * A table shows the discovered values of one dimension, by a threshold of its own.  Its `cells` are 0 as long as they are not
 * known, and so nothing about privacy may be computed from them: see hush_sensitivity_of_table.
 */
static hush_status set_discovers(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	const struct hush_json *by = hush_json_get(object, "by");

	for (uint32_t i = 0; i < table->by_count; i++) {
		const struct hush_dimension *dimension = &r->spec->dimensions[table->by[i]];
		const struct hush_json *node = hush_json_at(by, i);

		if (!dimension->at_most) {
			continue;
		}
		if (table->discovers) {
			return hush_refuse(r, node, "list the values of all but one of them",
			                   "a table can discover the values of one dimension only");
		}
		if (table->measure != HUSH_MEASURE_ROWS && table->measure != HUSH_MEASURE_VEHICLES) {
			return hush_refuse(r, node, "count \"rows\" or \"vehicles\", or list the values of the dimension",
			                   "only tables of rows and of vehicles can discover values: they need a count to go by");
		}
		for (const struct hush_table *other = r->spec->tables; other < table; other++) {
			if (other->discovers && other->discovered == table->by[i]) {
				return hush_refuse(r, node, "give this table a dimension of its own over the same column",
				                   "the table \"%s\" discovers the values of \"%s\", and may find others", other->name,
				                   dimension->name);
			}
		}
		if (names_entity(r->spec, dimension->column)) {
			return hush_refuse(r, node, "nobody is named in a table",
			                   "the column \"%s\" says who is protected: its values cannot be discovered", dimension->column);
		}
		if (hush_rational_is_zero(&r->spec->guarantee.delta)) {
			return hush_refuse(r, node,
			                   "add a delta to \"guarantee\", such as \"1e-9\", in an account that is not pure; or list the "
			                   "values of the dimension",
			                   "discovering values needs a delta: a value that one unit alone has must stay hidden, and that can "
			                   "fail");
		}
		table->discovers = true;
		table->discovered = table->by[i];
	}
	return HUSH_OK;
}

static hush_status count_cells(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table,
                               uint64_t *total)
{
	uint64_t most = 1;
	bool fits = true;

	for (uint32_t i = 0; fits && i < table->by_count; i++) {
		const struct hush_dimension *dimension = &r->spec->dimensions[table->by[i]];

		fits = hush_mul_u64(most, dimension->at_most ? dimension->at_most : dimension->values.count, &most) &&
		       most <= HUSH_MAX_CELLS;
	}
	if (fits && table->discovers && most / r->spec->dimensions[table->discovered].at_most > HUSH_DISCOVERED_ROW) {
		return hush_refuse(r, hush_json_get(object, "by"), "go by fewer or coarser times and listed values",
		                   "each discovered value would have more than %d cells", HUSH_DISCOVERED_ROW);
	}
	table->cells = table->discovers ? 0 : most;
	fits = fits && hush_add_u64(*total, most, total) && *total <= HUSH_MAX_CELLS;
	return fits ? HUSH_OK
	            : hush_refuse(r, object, "use fewer or coarser dimensions in one table, or publish several releases",
	                          "the tables of a release may have at most %d cells together", HUSH_MAX_CELLS);
}

static hush_status read_name(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	static const char ending[] = ".adjusted";
	const struct hush_json *node;
	size_t length;

	HUSH_TRY(hush_read_member(r, object, "a table", "name", &node));
	HUSH_TRY(hush_read_identifier(r, node, "the name of a table", &table->name));
	length = strlen(table->name);
	if (length >= sizeof ending - 1 && strcmp(table->name + length - (sizeof ending - 1), ending) == 0) {
		return hush_refuse(r, node, "choose another name",
		                   "names that end in \".adjusted\" are kept for adjusted tables");
	}
	for (const struct hush_table *other = r->spec->tables; other < table; other++) {
		if (strcmp(other->name, table->name) == 0 || (other->amount.name && strcmp(other->amount.name, table->name) == 0)) {
			return hush_refuse(r, node, "give every table a name of its own", "there is a table of this name already");
		}
	}
	return HUSH_OK;
}

static hush_status read_title(const struct hush_reading *r, const struct hush_json *node, struct hush_table *table)
{
	if (node) {
		return hush_read_line(r, node, "the title of a table", &table->title);
	}
	table->title = hush_strdup(table->name);
	return table->title ? HUSH_OK : hush_fail_memory(r->err);
}

/* A date that must be an end of the period. */
static hush_status read_end(const struct hush_reading *r, const struct hush_json *node, const char *what, hush_day end,
                            const char *of_period)
{
	char shown[HUSH_DAY_TEXT];
	const char *text;
	hush_day day;

	HUSH_TRY(hush_read_string(r, node, what, &text));
	if (!hush_day_parse(text, strlen(text), &day)) {
		return hush_refuse(r, node, "write a date such as \"2025-02-01\"", "%s is not a date", what);
	}
	if (day != end) {
		hush_day_format(end, shown);
		hush_refuse(r, node, NULL, "%s must be \"%s\" of the period, %s", what, of_period, shown);
		return hush_hint(r->err, "a stock is charged to every window since \"oldest\": publish it in a release of its "
		                         "own, whose period goes from \"oldest\" to \"as_of\"");
	}
	return HUSH_OK;
}

/*
 * What is held at a date: everything since "oldest", a day set by policy, and so charged to every window since then.  Its
 * period is the release's, which says the same to the reader, the limiter and the ledger.
 */
static hush_status read_stock(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table)
{
	const struct hush_json *as_of = hush_json_get(object, "as_of");
	const struct hush_json *oldest = hush_json_get(object, "oldest");

	if (!as_of && !oldest) {
		return HUSH_OK;
	}
	if (!as_of || !oldest) {
		return hush_refuse(r, as_of ? as_of : oldest, "add the other one",
		                   "a stock needs \"as_of\" and \"oldest\": the date, and a day set by policy before which nothing is "
		                   "counted (do not look it up in the data)");
	}
	HUSH_TRY(read_end(r, as_of, "\"as_of\"", r->spec->to, "to"));
	HUSH_TRY(read_end(r, oldest, "\"oldest\"", r->spec->from, "from"));
	table->stock = true;
	return HUSH_OK;
}

static hush_status read_table(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table,
                              uint64_t *total)
{
	static const char *const keys[] = {"name",  "title",  "source", "measure", "by",
	                                   "where", "limits", "share",  "margin",  "typical", "of", "too_noisy", "as_of", "oldest"};
	const struct hush_json *node;

	HUSH_TRY(hush_read_object(r, object, "a table", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(read_name(r, object, table));
	HUSH_TRY(read_title(r, hush_json_get(object, "title"), table));
	HUSH_TRY(hush_read_description(r, object, &table->description));
	HUSH_TRY(hush_read_member(r, object, "a table", "source", &node));
	HUSH_TRY(read_source_name(r, node, table));
	HUSH_TRY(hush_read_member(r, object, "a table", "measure", &node));
	HUSH_TRY(read_measure(r, node, table));
	HUSH_TRY(hush_read_amount(r, object, table));
	HUSH_TRY(read_stock(r, object, table));
	if (hush_json_get(object, "by")) {
		HUSH_TRY(hush_read_by(r, hush_json_get(object, "by"), &table->by, &table->by_count));
	}
	if (hush_json_get(object, "where")) {
		HUSH_TRY(hush_read_where(r, hush_json_get(object, "where"), &table->where, &table->where_count));
	}
	HUSH_TRY(check_dimensions(r, object, table));
	HUSH_TRY(set_discovers(r, object, table));
	HUSH_TRY(r->spec->sources[table->source].entity == HUSH_ENTITY_DECLARED ? declared_limits(r, object, table)
	                                                                        : read_limits(r, object, table));
	HUSH_TRY(hush_read_ask(r, object, table));
	HUSH_TRY(count_cells(r, object, table, total));
	table->many_windows = hush_table_many_windows(r->spec, table);
	return HUSH_OK;
}

hush_status hush_read_tables(const struct hush_reading *r, const struct hush_json *node)
{
	struct hush_spec *spec = r->spec;
	uint64_t total = 0;

	HUSH_TRY(hush_read_list(r, node, "\"tables\"", 1, HUSH_MAX_TABLES));
	spec->tables = hush_calloc((size_t)2 * hush_json_count(node), sizeof *spec->tables); /* means and quantiles are made of two */
	if (!spec->tables) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		struct hush_table *table = &spec->tables[spec->table_count];

		if (hush_is_quotient(hush_json_at(node, i))) {
			continue; /* read when all tables are known */
		}
		spec->table_count++;
		hush_rational_init(&table->share);
		hush_rational_init(&table->confidence);
		HUSH_TRY(read_table(r, hush_json_at(node, i), table, &total));
		if (table->measure == HUSH_MEASURE_MEAN_SUM) {
			HUSH_TRY(hush_split_mean(r, hush_json_at(node, i), &total));
		} else if (table->measure == HUSH_MEASURE_QUANTILES) {
			HUSH_TRY(hush_split_quantiles(r, hush_json_at(node, i), &total));
		}
	}
	return spec->table_count ? HUSH_OK
	                         : hush_refuse(r, node, "add the tables that the others are computed from",
	                                       "\"tables\" has none that is counted from records");
}
