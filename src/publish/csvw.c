/* csvw: see csvw.h. */
#include "publish/csvw.h"

#include <string.h>

#include "publish/about.h"
#include "publish/resource.h"

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

static bool plain_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/*
 * The name of a column must be a variable of a URI template, which may hold letters, digits, '_', single dots between them, and %XX;
 * and CSVW keeps a '_' at its start for itself.
 */
static void put_name(struct hush_json_writer *json, const char *key, const char *name)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 4096);
	for (const char *c = name; *c; c++) {
		if (plain_letter(*c) || (*c == '_' && c > name) || (*c == '.' && c > name && plain_letter(c[-1]) && plain_letter(c[1]))) {
			hush_buffer_byte(&text, (unsigned char)*c);
		} else {
			hush_buffer_format(&text, "%%%02X", (unsigned)(unsigned char)*c);
		}
	}
	if (text.failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, key, text.bytes);
	}
	hush_buffer_release(&text);
}

static void put_column(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table,
                       uint32_t place)
{
	struct hush_column column = hush_resource_column(plan->spec, table, place);

	hush_json_object(json, NULL);
	put_name(json, "name", column.name);
	hush_json_put_string(json, "titles", column.name);
	hush_json_put_string(json, "datatype", datatype(column.type));
	hush_json_put_bool(json, "required", !column.optional);
	hush_json_put_string(json, "dc:description", column.says);
	if (column.role == HUSH_COLUMN_ESTIMATE) {
		hush_resource_put(json, "schema:measurementTechnique", hush_resource_method, plan, table);
	}
	hush_json_end(json);
}

/* The path of a table as seen from the folder that this file stands in. */
static void put_url(struct hush_json_writer *json, const struct hush_resource *table)
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

static void put_table(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table)
{
	hush_json_object(json, NULL);
	put_url(json, table);
	hush_json_put_string(json, "dc:title", table->title);
	hush_resource_put(json, "dc:description", hush_resource_says, plan, table);
	hush_json_object(json, "tableSchema");
	hush_json_array(json, "columns");
	for (uint32_t k = 0; k < table->columns; k++) {
		put_column(json, plan, table, k);
	}
	hush_json_end(json);
	if (table->by_count > 0) {
		hush_json_array(json, "primaryKey");
		for (uint32_t k = 0; k < table->by_count; k++) {
			put_name(json, NULL, hush_resource_column(plan->spec, table, k).name);
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
	for (uint32_t i = 0; i < hush_resources_count(spec); i++) {
		const struct hush_resource table = hush_resource_at(spec, i);

		put_table(&json, release->plan, &table);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}
