/* computed_words: see computed_words.h. */
#include "publish/computed_words.h"

#include <stdio.h>

#include "base/crypto.h"
#include "spec/quotient_words.h"

enum { NAME_LIMIT = 4096, SENTENCE_LIMIT = 64 * 1024, ENUM_LIMIT = 2000 };

const char hush_words_fieller[] =
    "Fieller's interval at 95 %, widened by half a count of numerator and denominator; it covers noise only, of the quotient of "
    "the limited counts";

static void put_scratch(struct hush_json_writer *json, const char *key, struct hush_buffer *text)
{
	hush_buffer_put(text, "", 0);
	if (text->failed) {
		json->out->failed = true;
	} else {
		hush_json_put_string(json, key, text->bytes);
	}
	hush_buffer_release(text);
}

static void put_quotient_words(struct hush_json_writer *json, const char *key, const struct hush_spec *spec,
                               const struct hush_quotient *quotient)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_quotient_say(spec, quotient, &text);
	put_scratch(json, key, &text);
}

static void put_rule(struct hush_json_writer *json, const struct hush_quotient *quotient)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_quotient_say_rule(quotient, &text);
	put_scratch(json, "rule", &text);
}

void hush_computed_put_statement(struct hush_json_writer *json, const struct hush_spec *spec)
{
	if (!spec->quotient_count) {
		return;
	}
	hush_json_array(json, "computed");
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", spec->quotients[i].name);
		put_quotient_words(json, "is", spec, &spec->quotients[i]);
		put_rule(json, &spec->quotients[i]);
		hush_json_put_string(json, "interval", hush_words_fieller);
		hush_json_put_string(json, "cost", "none: computed from the published tables");
		hush_json_end(json);
	}
	hush_json_end(json);
}

/* --- Data Package --- */

static void put_dimension(struct hush_json_writer *json, const struct hush_dimension *dimension)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", dimension->name);
	hush_json_put_string(json, "type", "string");
	hush_json_object(json, "constraints");
	hush_json_put_bool(json, "required", true);
	if (dimension->values.count <= ENUM_LIMIT) {
		hush_json_array(json, "enum");
		for (uint32_t i = 0; i < dimension->values.count; i++) {
			hush_json_put_string(json, NULL, dimension->values.names[i]);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void put_column(struct hush_json_writer *json, const char *name, const char *type, const char *description)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", name);
	hush_json_put_string(json, "type", type);
	if (description) {
		hush_json_put_string(json, "description", description);
	}
	hush_json_end(json);
}

static void put_key(struct hush_json_writer *json, const struct hush_spec *spec, const uint32_t *by, uint32_t by_count)
{
	hush_json_end(json); /* fields */
	if (by_count) {
		hush_json_array(json, "primaryKey");
		for (uint32_t k = 0; k < by_count; k++) {
			hush_json_put_string(json, NULL, spec->dimensions[by[k]].name);
		}
		hush_json_end(json);
	}
	hush_json_array(json, "missingValues");
	hush_json_put_string(json, NULL, "");
	hush_json_end(json);
	hush_json_end(json); /* schema */
}

static void open_fields(struct hush_json_writer *json, const struct hush_spec *spec, const uint32_t *by, uint32_t by_count)
{
	hush_json_object(json, "schema");
	hush_json_put_string(json, "$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
	hush_json_array(json, "fields");
	for (uint32_t k = 0; k < by_count; k++) {
		put_dimension(json, &spec->dimensions[by[k]]);
	}
}

static void put_status_column(struct hush_json_writer *json, const struct hush_quotient *quotient)
{
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", "status");
	hush_json_put_string(json, "type", "string");
	hush_json_object(json, "constraints");
	hush_json_put_bool(json, "required", true);
	hush_json_array(json, "enum");
	hush_json_put_string(json, NULL, "published");
	hush_json_put_string(json, NULL, quotient->exact != HUSH_NONE ? "not_defined" : "too_noisy");
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
}

static void put_quotient_schema(struct hush_json_writer *json, const struct hush_spec *spec,
                                const struct hush_quotient *quotient)
{
	open_fields(json, spec, quotient->by, quotient->by_count);
	put_column(json, "estimate", "number", "computed from the noisy values of the tables; may be negative; never adjusted");
	put_column(json, "std_dev", "number", "standard deviation of the noise in the estimate, to first order");
	put_column(json, "moe95", "number", "distance to the farther end of the interval");
	put_column(json, "ci95_lower", "number", hush_words_fieller);
	put_column(json, "ci95_upper", "number", hush_words_fieller);
	put_status_column(json, quotient);
	put_key(json, spec, quotient->by, quotient->by_count);
}

static void put_exact_schema(struct hush_json_writer *json, const struct hush_spec *spec,
                             const struct hush_exact_table *table)
{
	open_fields(json, spec, table->by, table->by_count);
	for (uint32_t j = 0; j < table->column_count; j++) {
		put_column(json, table->columns[j], "string", NULL);
	}
	put_key(json, spec, table->by, table->by_count);
}

/* Name, title, what it is, and the file. The resource stays open. */
static hush_status open_resource(struct hush_json_writer *json, const struct hush_bundle *bundle, const char *name,
                                 const char *title, hush_error *err)
{
	char path[NAME_LIMIT];
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";
	const struct hush_bundle_file *file;

	snprintf(path, sizeof path, "tables/%s.csv", name);
	file = hush_bundle_find(bundle, path);
	if (!file) {
		return hush_fail_bug(err, "hush_computed_put_resources");
	}
	hush_sha256_hex(file->bytes, file->length, hash + 7);
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", name);
	hush_json_put_string(json, "title", title);
	hush_json_put_string(json, "type", "table");
	hush_json_put_string(json, "path", path);
	hush_json_put_string(json, "format", "csv");
	hush_json_put_string(json, "mediatype", "text/csv");
	hush_json_put_string(json, "encoding", "utf-8");
	hush_json_put_u64(json, "bytes", file->length);
	hush_json_put_string(json, "hash", hash);
	return HUSH_OK;
}

hush_status hush_computed_put_resources(struct hush_json_writer *json, const struct hush_release *release,
                                        const struct hush_bundle *bundle, hush_error *err)
{
	const struct hush_spec *spec = release->spec;

	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		const struct hush_quotient *quotient = &spec->quotients[i];

		HUSH_TRY(open_resource(json, bundle, quotient->name, quotient->title, err));
		put_quotient_words(json, "description", spec, quotient);
		put_quotient_schema(json, spec, quotient);
		hush_json_object(json, "privacy");
		hush_json_put_string(json, "from", "computed from published tables; costs nothing");
		put_rule(json, quotient);
		hush_json_end(json);
		hush_json_end(json);
	}
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		const struct hush_exact_table *table = &spec->exact_tables[i];

		HUSH_TRY(open_resource(json, bundle, table->name, table->title, err));
		hush_json_put_string(json, "description", table->why);
		put_exact_schema(json, spec, table);
		hush_json_object(json, "privacy");
		hush_json_put_string(json, "from", "exact: no noise, no protection");
		hush_json_put_string(json, "why", table->why);
		hush_json_end(json);
		hush_json_end(json);
	}
	return HUSH_OK;
}
