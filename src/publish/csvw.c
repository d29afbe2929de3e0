/* csvw: see csvw.h. */
#include "publish/csvw.h"

#include <string.h>

#include "publish/about.h"
#include "publish/columns.h"
#include "publish/release_json.h"
#include "publish/words.h"

static const char *datatype(enum hush_column_type type)
{
	switch (type) {
	case HUSH_TYPE_DATE: return "date";
	case HUSH_TYPE_MONTH: return "gYearMonth";
	case HUSH_TYPE_YEAR: return "gYear";
	case HUSH_TYPE_INTEGER: return "integer";
	case HUSH_TYPE_DECIMAL: return "decimal";
	case HUSH_TYPE_TEXT: break;
	}
	return "string";
}

/* The name of a column must be a variable of a URI template, which may hold letters, digits, '_', '.' and %XX only. */
static void put_name(struct hush_json_writer *json, const char *key, const char *name)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 1024);
	for (const char *c = name; *c; c++) {
		if (*c == '-') {
			hush_buffer_text(&text, "%2D");
		} else {
			hush_buffer_byte(&text, (unsigned char)*c);
		}
	}
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, key, text.bytes);
	}
	hush_buffer_release(&text);
}

static void put_law(const struct hush_plan *plan, uint32_t table, struct hush_buffer *out)
{
	hush_about_law(&plan->tables[table], out);
}

static void put_column(struct hush_json_writer *json, const struct hush_plan *plan, uint32_t table, uint32_t place)
{
	struct hush_column column = hush_column_at(plan->spec, &plan->spec->tables[table], place);

	hush_json_object(json, NULL);
	put_name(json, "name", column.name);
	hush_json_put_string(json, "titles", column.name);
	hush_json_put_string(json, "datatype", datatype(column.type));
	hush_json_put_bool(json, "required", true);
	hush_json_put_string(json, "dc:description", column.says);
	if (column.role == HUSH_COLUMN_ESTIMATE) {
		hush_release_put_sentence(json, "schema:measurementTechnique", put_law, plan, table);
	}
	hush_json_end(json);
}

/* The path of a table as seen from the folder that this file stands in. */
static void put_url(struct hush_json_writer *json, const struct hush_table *table)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 1024);
	hush_buffer_format(&text, "%s.csv", table->name);
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, "url", text.bytes);
	}
	hush_buffer_release(&text);
}

static void put_table(struct hush_json_writer *json, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_table *table = &plan->spec->tables[index];
	uint32_t count = hush_columns_count(table);

	hush_json_object(json, NULL);
	put_url(json, table);
	hush_json_put_string(json, "dc:title", table->title);
	hush_release_put_sentence(json, "dc:description", hush_words_counted, plan, index);
	hush_json_object(json, "tableSchema");
	hush_json_array(json, "columns");
	for (uint32_t k = 0; k < count; k++) {
		put_column(json, plan, index, k);
	}
	hush_json_end(json);
	if (table->by_count > 0) {
		hush_json_array(json, "primaryKey");
		for (uint32_t k = 0; k < table->by_count; k++) {
			put_name(json, NULL, hush_column_at(plan->spec, table, k).name);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void put_dialect(struct hush_json_writer *json)
{
	hush_json_object(json, "dialect");
	hush_json_put_string(json, "encoding", "utf-8");
	hush_json_put_bool(json, "header", true);
	hush_json_put_string(json, "delimiter", ",");
	hush_json_array(json, "lineTerminators");
	hush_json_put_string(json, NULL, "\r\n");
	hush_json_end(json);
	hush_json_put_string(json, "quoteChar", "\"");
	hush_json_put_bool(json, "doubleQuote", true);
	hush_json_end(json);
}

void hush_csvw_write(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_license *license = hush_about_license(spec);
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_array(&json, "@context");
	hush_json_put_string(&json, NULL, "http://www.w3.org/ns/csvw");
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "@language", release->plan->spec->language);
	hush_json_end(&json);
	hush_json_end(&json);
	hush_json_put_string(&json, "dc:identifier", spec->id);
	hush_json_put_string(&json, "dc:title", spec->title);
	hush_about_put(&json, "dc:description", hush_about_description, release);
	hush_json_put_string(&json, "dc:publisher", spec->publisher);
	hush_json_put_string(&json, "dc:issued", release->day);
	if (license) {
		hush_json_object(&json, "dc:license");
		hush_json_put_string(&json, "@id", license->url);
		hush_json_end(&json);
	}
	put_dialect(&json);
	hush_json_array(&json, "tables");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		put_table(&json, release->plan, i);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}
