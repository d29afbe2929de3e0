/*
 * public: the public form of a spec, in one fixed order of keys, with every default written out.
 *
 * What it leaves out: the ledger, folders of files, descriptions that are not for readers, and how the officer wrote what is equal ("0.10" and
 * "0.1", one file or three).  What it resolves: domains and mappings.  Domains of the time follow from the period and
 * are computed again.  Loading the public form gives an equal spec and the same bytes; tests hold it to that.
 */

#include "base/file.h"
#include "base/json_write.h"
#include "base/memory.h"
#include "spec/domain.h"
#include "spec/parts.h"

/* Left out where it is not given: specs without one keep their digest. */
void hush_public_put_description(struct hush_json_writer *w, const char *description)
{
	if (description) {
		hush_json_put_string(w, "description", description);
	}
}

/* A decimal when one of at most 40 characters is exact (always, for what people write), a fraction otherwise. */
void hush_public_put_rational(struct hush_json_writer *w, const char *key, const struct hush_rational *value)
{
	struct hush_rational again;
	struct hush_buffer text;

	hush_buffer_init(&text, 4096);
	hush_rational_init(&again);
	hush_rational_decimal(value, 40, HUSH_DOWN, &text);
	if (!text.starved &&
	    (text.failed || !hush_rational_parse(&again, text.bytes) || hush_rational_compare(&again, value) != 0)) {
		hush_buffer_clear(&text);
		hush_rational_text(value, &text);
	}
	if (text.failed) {
		w->out->failed = true;
	} else {
		hush_json_put_string(w, key, text.bytes);
	}
	hush_rational_clear(&again);
	hush_buffer_release(&text);
}

/* How the release is served. What is not given is left out: specs from before these keys keep their digest. */
static void put_served(struct hush_json_writer *w, const struct hush_spec *spec)
{
	bool any = false;

	if (spec->license) {
		hush_json_put_string(w, "license", spec->license);
	}
	if (spec->url) {
		hush_json_put_string(w, "url", spec->url);
	}
	if (spec->region) {
		hush_json_put_string(w, "region", spec->region);
	}
	for (int i = 0; i < HUSH_EXTRAS; i++) {
		any = any || spec->extras[i];
	}
	if (any) {
		hush_json_array(w, "formats");
		for (int i = 0; i < HUSH_EXTRAS; i++) {
			if (spec->extras[i]) {
				hush_json_put_string(w, NULL, hush_extra_name((enum hush_extra)i));
			}
		}
		hush_json_end(w);
	}
}

static void put_release(struct hush_json_writer *w, const struct hush_spec *spec)
{
	char day[HUSH_DAY_TEXT];

	hush_json_object(w, "release");
	hush_json_put_string(w, "id", spec->id);
	hush_json_put_string(w, "title", spec->title);
	hush_json_put_string(w, "publisher", spec->publisher);
	hush_json_put_string(w, "contact", spec->contact);
	hush_json_put_string(w, "reason", spec->reason);
	hush_json_put_string(w, "language", spec->language);
	hush_json_object(w, "period");
	hush_day_format(spec->from, day);
	hush_json_put_string(w, "from", day);
	hush_day_format(spec->to, day);
	hush_json_put_string(w, "to", day);
	hush_json_end(w);
	if (spec->supersedes) {
		hush_json_put_string(w, "supersedes", spec->supersedes);
	}
	put_served(w, spec);
	hush_json_end(w);
}

static void put_privacy(struct hush_json_writer *w, const struct hush_spec *spec)
{
	const struct hush_guarantee *guarantee = &spec->guarantee;

	hush_json_object(w, "privacy");
	hush_json_put_string(w, "window", hush_window_name(spec->window));
	hush_json_put_string(w, "timezone", spec->timezone);
	hush_json_put_string(w, "week_start", hush_weekday_name(spec->week_start));
	hush_json_object(w, "guarantee");
	if (guarantee->kind == HUSH_GUARANTEE_RHO) {
		hush_public_put_rational(w, "rho", &guarantee->rho);
	} else {
		hush_public_put_rational(w, "epsilon", &guarantee->epsilon);
	}
	if (!hush_rational_is_zero(&guarantee->delta)) {
		hush_public_put_rational(w, "delta", &guarantee->delta);
	}
	hush_json_end(w);
	/* The default is left out, unlike others: specs from before there was a choice keep their digest. */
	if (spec->split != HUSH_SPLIT_BUDGET) {
		hush_json_put_string(w, "split", hush_split_rule_name(spec->split));
	}
	hush_json_end(w);
}

static void put_counts(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_source *source)
{
	hush_json_array(w, "counts");
	for (uint32_t i = 0; i < source->count_count; i++) {
		const struct hush_count_column *count = &source->counts[i];

		hush_json_object(w, NULL);
		hush_json_put_string(w, "column", count->column);
		if (count->as_count) {
			hush_json_object(w, "as");
			for (uint32_t j = 0; j < count->as_count; j++) {
				const struct hush_dimension *dimension = &spec->dimensions[count->as[j].dimension];

				hush_json_put_string(w, dimension->name, dimension->values.names[count->as[j].value]);
			}
			hush_json_end(w);
		}
		hush_json_end(w);
	}
	hush_json_end(w);
}

static void put_texts(struct hush_json_writer *w, const char *key, char *const *texts, uint32_t count)
{
	hush_json_array(w, key);
	for (uint32_t i = 0; i < count; i++) {
		hush_json_put_string(w, NULL, texts[i]);
	}
	hush_json_end(w);
}

/* How the files differ from plain ones. What is not given is left out: specs from before these keys keep their digest. */
static void put_habits(struct hush_json_writer *w, const struct hush_source *source)
{
	if (source->multiline) {
		hush_json_put_bool(w, "multiline", true);
	}
	if (source->missing_count) {
		put_texts(w, "missing", source->missing, source->missing_count);
	}
	if (source->key_column_count) {
		hush_json_object(w, "dedupe");
		put_texts(w, "key", source->key_columns, source->key_column_count);
		hush_json_end(w);
	}
}

static void put_source(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_source *source)
{
	char separator[2] = {source->separator, '\0'};

	hush_json_object(w, source->name);
	hush_json_array(w, "files");
	for (uint32_t i = 0; i < source->file_count; i++) {
		hush_json_put_string(w, NULL, hush_path_last(source->files[i]));
	}
	hush_json_end(w);
	hush_json_put_string(w, "separator", separator);
	if (source->entity == HUSH_ENTITY_DECLARED) {
		hush_json_object(w, "declared");
		hush_json_put_u64(w, "at_most", source->at_most);
	} else {
		hush_json_object(w, "entity");
		put_texts(w, hush_entity_name(source->entity), source->entity_columns, source->entity_column_count);
		hush_json_put_string(w, "form", hush_form_name(source->form));
	}
	hush_json_end(w);
	hush_json_object(w, "time");
	hush_json_put_string(w, "column", source->time_column);
	if (source->clock_column) {
		hush_json_put_string(w, "clock", source->clock_column);
	}
	hush_json_put_string(w, "format", source->time_format);
	if (!hush_time_format_is_instant(source->time_format)) {
		hush_json_put_string(w, "timezone", source->time_zone);
	}
	hush_json_end(w);
	if (source->count_count) {
		put_counts(w, spec, source);
	}
	put_habits(w, source);
	hush_json_end(w);
}

static void put_values(struct hush_json_writer *w, const struct hush_dimension *dimension)
{
	hush_json_array(w, "values");
	for (uint32_t i = 0; i < dimension->values.count; i++) {
		hush_json_put_string(w, NULL, dimension->values.names[i]);
	}
	hush_json_end(w);
}

static void put_map(struct hush_json_writer *w, const struct hush_dimension *dimension)
{
	hush_json_object(w, "map");
	hush_json_array(w, "pairs");
	for (uint32_t i = 0; i < dimension->map_count; i++) {
		hush_json_array(w, NULL);
		hush_json_put_string(w, NULL, dimension->map[i].from);
		hush_json_put_string(w, NULL, dimension->values.names[dimension->map[i].to]);
		hush_json_end(w);
	}
	hush_json_end(w);
	if (dimension->other != HUSH_NONE) {
		hush_json_put_string(w, "other", dimension->values.names[dimension->other]);
	}
	if (dimension->blank != HUSH_NONE) {
		hush_json_put_string(w, "blank", dimension->values.names[dimension->blank]);
	}
	hush_json_end(w);
}

static void put_dimension(struct hush_json_writer *w, const struct hush_spec *spec,
                          const struct hush_dimension *dimension)
{
	char edge[HUSH_EDGE_TEXT];

	hush_json_object(w, dimension->name);
	hush_public_put_description(w, dimension->description);
	if (dimension->column) {
		hush_json_put_string(w, "column", dimension->column);
	}
	if (dimension->base != HUSH_NONE) {
		hush_json_put_string(w, "of", spec->dimensions[dimension->base].name);
	}
	switch (dimension->kind) {
	case HUSH_DIMENSION_TIME: hush_json_put_string(w, "time", hush_time_part_name(dimension->part)); break;
	case HUSH_DIMENSION_BINS:
		hush_json_array(w, "bins");
		for (uint32_t i = 0; i <= dimension->values.count; i++) {
			hush_edge_format(dimension->edges[i], edge);
			hush_json_put_string(w, NULL, edge);
		}
		hush_json_end(w);
		break;
	case HUSH_DIMENSION_MAP:
		put_map(w, dimension);
		put_values(w, dimension);
		break;
	case HUSH_DIMENSION_COLUMN:
	case HUSH_DIMENSION_GIVEN:
	case HUSH_DIMENSION_QUANTILE:
		if (dimension->at_most) {
			hush_json_put_bool(w, "discover", true);
			hush_json_put_u64(w, "at_most", dimension->at_most);
		} else {
			put_values(w, dimension);
		}
		break;
	}
	if (dimension->origin) {
		hush_json_put_string(w, "origin", dimension->origin);
	}
	hush_json_end(w);
}

void hush_public_put_where(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_filter *where,
                           uint32_t count)
{
	hush_json_object(w, "where");
	for (uint32_t i = 0; i < count; i++) {
		const struct hush_filter *filter = &where[i];
		const struct hush_dimension *dimension = &spec->dimensions[filter->dimension];

		hush_json_array(w, dimension->name);
		for (uint32_t j = 0; j < filter->value_count; j++) {
			hush_json_put_string(w, NULL, dimension->values.names[filter->values[j]]);
		}
		hush_json_end(w);
	}
	hush_json_end(w);
}

static void put_ask(struct hush_json_writer *w, const struct hush_table *table)
{
	if (table->ask == HUSH_ASK_SHARE && table->typical) {
		hush_json_put_u64(w, "typical", table->typical);
		return;
	}
	if (table->ask == HUSH_ASK_SHARE) {
		hush_public_put_rational(w, "share", &table->share);
		return;
	}
	hush_json_object(w, "margin");
	hush_json_put_u64(w, "within", table->within);
	hush_public_put_rational(w, "confidence", &table->confidence);
	hush_json_end(w);
}

static void put_table(struct hush_json_writer *w, const struct hush_spec *spec, const struct hush_table *table)
{
	const struct hush_source *source = &spec->sources[table->source];

	bool mean = table->measure == HUSH_MEASURE_MEAN_SUM;
	char day[HUSH_DAY_TEXT];

	if (table->measure == HUSH_MEASURE_VALUE_COUNT) {
		return; /* written with the table before it */
	}
	hush_json_object(w, NULL);
	hush_json_put_string(w, "name", mean ? table->amount.name : table->name);
	hush_json_put_string(w, "title", mean ? table->amount.title : table->title);
	hush_public_put_description(w, table->description);
	hush_json_put_string(w, "source", source->name);
	hush_json_put_string(w, "measure", mean ? "mean" : hush_measure_name(table->measure));
	if (table->amount.column) {
		hush_public_put_amount(w, spec, table);
	}
	hush_json_array(w, "by");
	for (uint32_t i = 0; i < table->by_count; i++) {
		if (spec->dimensions[table->by[i]].kind != HUSH_DIMENSION_QUANTILE) {
			hush_json_put_string(w, NULL, spec->dimensions[table->by[i]].name);
		}
	}
	hush_json_end(w);
	if (table->stock) {
		hush_day_format(spec->to, day);
		hush_json_put_string(w, "as_of", day);
		hush_day_format(spec->from, day);
		hush_json_put_string(w, "oldest", day);
	}
	if (table->where_count) {
		hush_public_put_where(w, spec, table->where, table->where_count);
	}
	if (source->entity != HUSH_ENTITY_DECLARED) {
		hush_json_object(w, "limits");
		hush_json_put_u64(w, "cells", table->limits.cells);
		if (table->measure != HUSH_MEASURE_SUM) {
			hush_json_put_u64(w, "per_cell", mean ? table->amount.values : table->limits.per_cell);
		}
		hush_json_put_string(w, "origin", table->limits.origin);
		hush_json_end(w);
	}
	if (mean) {
		hush_public_put_mean(w, spec, table);
	} else if (table->measure == HUSH_MEASURE_QUANTILES) {
		hush_public_put_whole_share(w, table);
	} else {
		put_ask(w, table);
	}
	hush_json_end(w);
}

static void put_scalars(struct hush_json_writer *w, const struct hush_spec *spec)
{
	if (spec->exact_count || spec->exact_table_count) {
		hush_json_array(w, "exact");
		for (uint32_t i = 0; i < spec->exact_count; i++) {
			hush_json_object(w, NULL);
			hush_json_put_string(w, "name", spec->exact[i].name);
			hush_json_put_string(w, "title", spec->exact[i].title);
			hush_json_put_string(w, "value", spec->exact[i].value);
			hush_json_put_string(w, "why", spec->exact[i].why);
			hush_json_end(w);
		}
		for (uint32_t i = 0; i < spec->exact_table_count; i++) {
			hush_public_put_exact_table(w, spec, &spec->exact_tables[i]);
		}
		hush_json_end(w);
	}
	if (spec->withheld_count) {
		hush_json_array(w, "withheld");
		for (uint32_t i = 0; i < spec->withheld_count; i++) {
			hush_json_object(w, NULL);
			hush_json_put_string(w, "name", spec->withheld[i].name);
			hush_json_put_string(w, "why", spec->withheld[i].why);
			hush_json_end(w);
		}
		hush_json_end(w);
	}
}

void hush_spec_put_public(const struct hush_spec *spec, struct hush_buffer *out)
{
	struct hush_json_writer w;

	hush_json_begin(&w, out);
	hush_json_object(&w, NULL);
	hush_json_put_u64(&w, "hushcount", 1);
	put_release(&w, spec);
	put_privacy(&w, spec);
	hush_json_object(&w, "sources");
	for (uint32_t i = 0; i < spec->source_count; i++) {
		put_source(&w, spec, &spec->sources[i]);
	}
	hush_json_end(&w);
	hush_json_object(&w, "dimensions");
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (spec->dimensions[i].kind != HUSH_DIMENSION_QUANTILE) { /* stands in its table's "of" */
			put_dimension(&w, spec, &spec->dimensions[i]);
		}
	}
	hush_json_end(&w);
	hush_json_array(&w, "tables");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		put_table(&w, spec, &spec->tables[i]);
	}
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		if (spec->quotients[i].kind != HUSH_QUOTIENT_MEAN) { /* means stand among the tables */
			hush_public_put_quotient(&w, spec, &spec->quotients[i]);
		}
	}
	hush_json_end(&w);
	put_scalars(&w, spec);
	hush_json_end(&w);
}
