/* same_spec: see same_spec.h. */
#include "same_spec.h"

#include <string.h>

#include "base/file.h"

#define SAME(condition, name)                                                                                          \
	do {                                                                                                               \
		if (!(condition)) {                                                                                            \
			return name;                                                                                               \
		}                                                                                                              \
	} while (0)
#define SAME_PART(call)                                                                                                \
	do {                                                                                                               \
		const char *differs = (call);                                                                                  \
		if (differs) {                                                                                                 \
			return differs;                                                                                            \
		}                                                                                                              \
	} while (0)

static bool text(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static bool texts(char *const *a, uint32_t a_count, char *const *b, uint32_t b_count)
{
	bool same = a_count == b_count;

	for (uint32_t i = 0; same && i < a_count; i++) {
		same = text(a[i], b[i]);
	}
	return same;
}

static bool rational(const struct hush_rational *a, const struct hush_rational *b)
{
	return hush_rational_compare(a, b) == 0;
}

static const char *source(const struct hush_source *a, const struct hush_source *b)
{
	SAME(text(a->name, b->name), "source name");
	SAME(a->file_count == b->file_count, "file count");
	for (uint32_t i = 0; i < a->file_count; i++) {
		SAME(text(hush_path_last(a->files[i]), hush_path_last(b->files[i])), "file");
	}
	SAME(a->separator == b->separator, "separator");
	SAME(a->entity == b->entity, "entity");
	SAME(texts(a->entity_columns, a->entity_column_count, b->entity_columns, b->entity_column_count), "entity columns");
	SAME(a->form == b->form, "form");
	SAME(a->at_most == b->at_most, "at_most");
	SAME(text(a->time_column, b->time_column), "time column");
	SAME(text(a->time_format, b->time_format), "time format");
	SAME(text(a->time_zone, b->time_zone), "time zone");
	SAME(a->count_count == b->count_count, "count count");
	for (uint32_t i = 0; i < a->count_count; i++) {
		SAME(text(a->counts[i].column, b->counts[i].column), "count column");
		SAME(a->counts[i].as_count == b->counts[i].as_count, "as count");
		for (uint32_t j = 0; j < a->counts[i].as_count; j++) {
			SAME(a->counts[i].as[j].dimension == b->counts[i].as[j].dimension, "as dimension");
			SAME(a->counts[i].as[j].value == b->counts[i].as[j].value, "as value");
		}
	}
	SAME(a->multiline == b->multiline, "multiline");
	SAME(texts(a->missing, a->missing_count, b->missing, b->missing_count), "missing");
	SAME(texts(a->key_columns, a->key_column_count, b->key_columns, b->key_column_count), "dedupe key");
	return NULL;
}

static const char *dimension(const struct hush_dimension *a, const struct hush_dimension *b)
{
	SAME(text(a->name, b->name), "dimension name");
	SAME(a->kind == b->kind, "kind");
	SAME(texts(a->values.names, a->values.count, b->values.names, b->values.count), "values");
	SAME(text(a->column, b->column), "column");
	SAME(a->part == b->part, "part");
	SAME(a->base == b->base, "base");
	SAME(a->other == b->other, "other");
	SAME(a->blank == b->blank, "blank");
	SAME(text(a->origin, b->origin), "origin");
	SAME(a->map_count == b->map_count, "map count");
	for (uint32_t i = 0; i < a->map_count; i++) {
		SAME(text(a->map[i].from, b->map[i].from), "from");
		SAME(a->map[i].to == b->map[i].to, "to");
	}
	for (uint32_t i = 0; a->kind == HUSH_DIMENSION_BINS && i <= a->values.count; i++) {
		SAME(a->edges[i] == b->edges[i], "edge");
	}
	return NULL;
}

static const char *table(const struct hush_table *a, const struct hush_table *b)
{
	SAME(text(a->name, b->name), "table name");
	SAME(text(a->title, b->title), "table title");
	SAME(a->source == b->source, "table source");
	SAME(a->measure == b->measure, "measure");
	SAME(a->by_count == b->by_count, "by count");
	for (uint32_t i = 0; i < a->by_count; i++) {
		SAME(a->by[i] == b->by[i], "by");
	}
	SAME(a->where_count == b->where_count, "where count");
	for (uint32_t i = 0; i < a->where_count; i++) {
		SAME(a->where[i].dimension == b->where[i].dimension, "where dimension");
		SAME(a->where[i].value_count == b->where[i].value_count, "where values");
		for (uint32_t j = 0; j < a->where[i].value_count; j++) {
			SAME(a->where[i].values[j] == b->where[i].values[j], "where value");
		}
	}
	SAME(a->limits.cells == b->limits.cells, "limits.cells");
	SAME(a->limits.per_cell == b->limits.per_cell, "limits.per_cell");
	SAME(a->limits.total == b->limits.total, "limits.total");
	SAME(text(a->limits.origin, b->limits.origin), "limits.origin");
	SAME(text(a->amount.column, b->amount.column) && text(a->amount.name, b->amount.name) && text(a->amount.title, b->amount.title),
	     "amount");
	SAME(a->amount.grid == b->amount.grid && a->amount.low == b->amount.low && a->amount.high == b->amount.high &&
	         a->amount.values == b->amount.values,
	     "amount numbers");
	SAME(a->ask == b->ask, "ask");
	SAME(rational(&a->share, &b->share), "share");
	SAME(a->typical == b->typical, "typical");
	SAME(a->within == b->within, "within");
	SAME(rational(&a->confidence, &b->confidence), "confidence");
	SAME(a->cells == b->cells, "cells");
	SAME(a->stock == b->stock, "stock");
	SAME(a->many_windows == b->many_windows, "many_windows");
	return NULL;
}

static const char *numbers(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count, const char *name)
{
	SAME(a_count == b_count, name);
	for (uint32_t i = 0; i < a_count; i++) {
		SAME(a[i] == b[i], name);
	}
	return NULL;
}

static const char *quotient(const struct hush_quotient *a, const struct hush_quotient *b)
{
	SAME(text(a->name, b->name) && text(a->title, b->title), "quotient name");
	SAME(a->kind == b->kind, "quotient kind");
	SAME(a->above == b->above && a->below == b->below, "quotient tables");
	SAME(a->exact == b->exact && a->exact_column == b->exact_column, "quotient exact");
	SAME(a->part_count == b->part_count, "part count");
	for (uint32_t i = 0; i < a->part_count; i++) {
		SAME(a->part[i].dimension == b->part[i].dimension, "part dimension");
		SAME_PART(numbers(a->part[i].values, a->part[i].value_count, b->part[i].values, b->part[i].value_count, "part values"));
	}
	SAME_PART(numbers(a->by, a->by_count, b->by, b->by_count, "quotient by"));
	SAME(a->cells == b->cells, "quotient cells");
	SAME(rational(&a->per, &b->per) && rational(&a->scale, &b->scale) && rational(&a->low, &b->low) &&
	         rational(&a->high, &b->high) && rational(&a->least, &b->least) && rational(&a->expected, &b->expected),
	     "quotient numbers");
	return NULL;
}

static const char *exact_table(const struct hush_exact_table *a, const struct hush_exact_table *b)
{
	SAME(text(a->name, b->name) && text(a->title, b->title) && text(a->why, b->why), "exact table name");
	SAME_PART(numbers(a->by, a->by_count, b->by, b->by_count, "exact table by"));
	SAME(texts(a->columns, a->column_count, b->columns, b->column_count), "exact table columns");
	SAME(a->cells == b->cells, "exact table cells");
	for (uint64_t i = 0; i < a->cells * a->column_count; i++) {
		SAME(text(a->values[i], b->values[i]), "exact table value");
	}
	return NULL;
}

static const char *release(const struct hush_spec *a, const struct hush_spec *b)
{
	SAME(text(a->id, b->id), "id");
	SAME(text(a->title, b->title), "title");
	SAME(text(a->publisher, b->publisher), "publisher");
	SAME(text(a->contact, b->contact), "contact");
	SAME(text(a->reason, b->reason), "reason");
	SAME(text(a->language, b->language), "language");
	SAME(text(a->supersedes, b->supersedes), "supersedes");
	SAME(text(a->license, b->license), "license");
	SAME(text(a->url, b->url), "url");
	SAME(text(a->region, b->region), "region");
	for (int i = 0; i < HUSH_EXTRAS; i++) {
		SAME(a->extras[i] == b->extras[i], "formats");
	}
	SAME(a->from == b->from, "from");
	SAME(a->to == b->to, "to");
	SAME(a->window == b->window, "window");
	SAME(text(a->timezone, b->timezone), "timezone");
	SAME(a->week_start == b->week_start, "week_start");
	SAME(a->guarantee.kind == b->guarantee.kind, "guarantee");
	SAME(rational(&a->guarantee.epsilon, &b->guarantee.epsilon), "epsilon");
	SAME(rational(&a->guarantee.delta, &b->guarantee.delta), "delta");
	SAME(rational(&a->guarantee.rho, &b->guarantee.rho), "rho");
	SAME(a->split == b->split, "split");
	return NULL;
}

const char *same_spec(const struct hush_spec *a, const struct hush_spec *b)
{
	SAME_PART(release(a, b));
	SAME(a->source_count == b->source_count, "source count");
	for (uint32_t i = 0; i < a->source_count; i++) {
		SAME_PART(source(&a->sources[i], &b->sources[i]));
	}
	SAME(a->dimension_count == b->dimension_count, "dimension count");
	for (uint32_t i = 0; i < a->dimension_count; i++) {
		SAME_PART(dimension(&a->dimensions[i], &b->dimensions[i]));
	}
	SAME(a->table_count == b->table_count, "table count");
	for (uint32_t i = 0; i < a->table_count; i++) {
		SAME_PART(table(&a->tables[i], &b->tables[i]));
	}
	SAME(a->exact_count == b->exact_count, "exact count");
	for (uint32_t i = 0; i < a->exact_count; i++) {
		SAME(text(a->exact[i].name, b->exact[i].name) && text(a->exact[i].title, b->exact[i].title) &&
		         text(a->exact[i].value, b->exact[i].value) && text(a->exact[i].why, b->exact[i].why),
		     "exact");
	}
	SAME(a->withheld_count == b->withheld_count, "withheld count");
	for (uint32_t i = 0; i < a->withheld_count; i++) {
		SAME(text(a->withheld[i].name, b->withheld[i].name) && text(a->withheld[i].why, b->withheld[i].why),
		     "withheld");
	}
	SAME(a->quotient_count == b->quotient_count, "quotient count");
	for (uint32_t i = 0; i < a->quotient_count; i++) {
		SAME_PART(quotient(&a->quotients[i], &b->quotients[i]));
	}
	SAME(a->exact_table_count == b->exact_table_count, "exact table count");
	for (uint32_t i = 0; i < a->exact_table_count; i++) {
		SAME_PART(exact_table(&a->exact_tables[i], &b->exact_tables[i]));
	}
	return NULL;
}
