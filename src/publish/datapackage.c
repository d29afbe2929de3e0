/* datapackage: see datapackage.h. */
#include "publish/datapackage.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json_write.h"
#include "publish/release_json.h"
#include "publish/table_csv.h"
#include "publish/words.h"

enum { ENUM_LIMIT = 2000 /* longer domains are not repeated here: release.json has them */ };

/* The type of a dimension's column, as Table Schema names it. */
static const char *field_type(const struct hush_dimension *dimension)
{
	if (dimension->kind != HUSH_DIMENSION_TIME) {
		return "string";
	}
	switch (dimension->part) {
	case HUSH_PART_DAY:
	case HUSH_PART_WEEK: return "date";
	case HUSH_PART_MONTH: return "yearmonth";
	case HUSH_PART_YEAR: return "year";
	case HUSH_PART_HOUR:
	case HUSH_PART_HOUR_OF_DAY:
	case HUSH_PART_WEEKDAY:
	case HUSH_PART_QUARTER: break;
	}
	return "string";
}

static void put_dimension(struct hush_json_writer *json, const struct hush_dimension *dimension)
{
	const char *type = field_type(dimension);

	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", dimension->name);
	hush_json_put_string(json, "type", type);
	hush_json_object(json, "constraints");
	hush_json_put_bool(json, "required", true);
	/* Values of type "year" would have to be listed as numbers; the primary key says enough. */
	if (dimension->values.count <= ENUM_LIMIT && strcmp(type, "year") != 0) {
		hush_json_array(json, "enum");
		for (uint32_t i = 0; i < dimension->values.count; i++) {
			hush_json_put_string(json, NULL, dimension->values.names[i]);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static const struct {
	const char *name;
	const char *type;
	const char *description;
} number_fields[] = {
    {"estimate", "integer", "the limited count plus noise; may be negative; never adjusted"},
    {"std_dev", "number", "standard deviation of the noise"},
    {"moe95", "integer", "95 % margin of the noise alone: P[|noise| > moe95] is at most 0.05"},
    {"ci95_lower", "integer", "estimate - moe95; the interval covers noise only, of the limited count"},
    {"ci95_upper", "integer", "estimate + moe95; the interval covers noise only, of the limited count"},
};

static void put_schema(struct hush_json_writer *json, const struct hush_spec *spec, const struct hush_table *table)
{
	hush_json_object(json, "schema");
	hush_json_put_string(json, "$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
	hush_json_array(json, "fields");
	for (uint32_t k = 0; k < table->by_count; k++) {
		put_dimension(json, &spec->dimensions[table->by[k]]);
	}
	for (size_t i = 0; i < sizeof number_fields / sizeof number_fields[0]; i++) {
		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", number_fields[i].name);
		hush_json_put_string(json, "type", number_fields[i].type);
		hush_json_put_string(json, "description", number_fields[i].description);
		hush_json_object(json, "constraints");
		hush_json_put_bool(json, "required", true);
		hush_json_end(json);
		hush_json_end(json);
	}
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", "status");
	hush_json_put_string(json, "type", "string");
	hush_json_object(json, "constraints");
	hush_json_put_bool(json, "required", true);
	hush_json_array(json, "enum");
	hush_json_put_string(json, NULL, "published");
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
	if (table->by_count > 0) {
		hush_json_array(json, "primaryKey");
		for (uint32_t k = 0; k < table->by_count; k++) {
			hush_json_put_string(json, NULL, spec->dimensions[table->by[k]].name);
		}
		hush_json_end(json);
	}
	hush_json_array(json, "missingValues");
	hush_json_end(json);
	hush_json_end(json);
}

static void put_dialect(struct hush_json_writer *json)
{
	hush_json_object(json, "dialect");
	hush_json_put_string(json, "$schema", "https://datapackage.org/profiles/2.0/tabledialect.json");
	hush_json_put_bool(json, "header", true);
	hush_json_put_string(json, "delimiter", ",");
	hush_json_put_string(json, "lineTerminator", "\r\n");
	hush_json_put_string(json, "quoteChar", "\"");
	hush_json_put_bool(json, "doubleQuote", true);
	hush_json_end(json);
}

static hush_status put_resource(struct hush_json_writer *json, const struct hush_release *release,
                                const struct hush_bundle *bundle, uint32_t index, hush_error *err)
{
	const struct hush_plan *plan = release->plan;
	const struct hush_table *table = &release->spec->tables[index];
	const struct hush_plan_table *law = &plan->tables[index];
	const struct hush_bundle_file *file = NULL;
	struct hush_buffer path;
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";

	hush_buffer_init(&path, 4096);
	hush_table_csv_path(table, &path);
	if (hush_buffer_check(&path, NULL) == HUSH_OK) {
		file = hush_bundle_find(bundle, path.bytes);
	}
	if (!file) {
		hush_status status = path.failed ? hush_fail_memory(err) : hush_fail_bug(err, "hush_datapackage_write");

		hush_buffer_release(&path);
		return status;
	}
	hush_sha256_hex(file->bytes, file->length, hash + 7);
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", table->name);
	hush_json_put_string(json, "title", table->title);
	hush_release_put_sentence(json, "description", hush_words_counted, plan, index);
	hush_json_put_string(json, "type", "table");
	hush_json_put_string(json, "path", path.bytes);
	hush_json_put_string(json, "format", "csv");
	hush_json_put_string(json, "mediatype", "text/csv");
	hush_json_put_string(json, "encoding", "utf-8");
	hush_json_put_u64(json, "bytes", file->length);
	hush_json_put_string(json, "hash", hash);
	put_dialect(json);
	put_schema(json, release->spec, table);
	hush_json_object(json, "privacy");
	hush_release_put_sentence(json, "unit", hush_words_unit, plan, law->account);
	hush_json_put_string(json, "window", hush_window_name(release->spec->window));
	hush_release_put_mechanism(json, law);
	hush_release_put_cost(json, "charge", &law->cost);
	hush_release_put_variance(json, law);
	hush_json_put_u64(json, "moe95", law->moe95);
	hush_release_put_sentence(json, "limits", hush_words_limits, plan, index);
	hush_json_end(json);
	hush_json_end(json);
	hush_buffer_release(&path);
	return HUSH_OK;
}

static void put_contributor(struct hush_json_writer *json, const struct hush_spec *spec)
{
	const char *at = strchr(spec->contact, '@');

	hush_json_array(json, "contributors");
	hush_json_object(json, NULL);
	hush_json_put_string(json, "title", spec->publisher);
	if (at && at != spec->contact && at[1] && !strpbrk(spec->contact, " <>,;:/\"")) {
		hush_json_put_string(json, "email", spec->contact);
	} else if (strncmp(spec->contact, "https://", 8) == 0) {
		hush_json_put_string(json, "path", spec->contact);
	}
	hush_json_array(json, "roles");
	hush_json_put_string(json, NULL, "publisher");
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
}

static void put_package_privacy(struct hush_json_writer *json, const struct hush_release *release)
{
	const struct hush_plan *plan = release->plan;

	hush_json_object(json, "privacy");
	hush_json_put_string(json, "statement", "release.json");
	hush_json_put_string(json, "window", hush_window_name(release->spec->window));
	hush_json_put_string(json, "timezone", release->spec->timezone);
	hush_json_array(json, "accounts");
	for (uint32_t i = 0; i < plan->account_count; i++) {
		const struct hush_plan_account *account = &plan->accounts[i];

		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", account->name);
		hush_release_put_sentence(json, "unit", hush_words_unit, plan, i);
		hush_json_put_string(json, "kind", hush_account_kind_name(account->kind));
		hush_release_put_cost(json, "charge", &account->charge);
		hush_json_object(json, "guarantee");
		hush_release_put_rational(json, "epsilon", &account->epsilon_at_delta);
		hush_release_put_rational(json, "delta", &account->delta);
		hush_json_end(json);
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

hush_status hush_datapackage_write(const struct hush_release *release, const struct hush_bundle *bundle,
                                   struct hush_buffer *out, hush_error *err)
{
	const struct hush_spec *spec = release->spec;
	struct hush_json_writer json;
	char created[HUSH_DAY_TEXT + sizeof "T00:00:00Z"];

	snprintf(created, sizeof created, "%.10sT00:00:00Z", release->day);

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
	hush_json_put_string(&json, "name", spec->id);
	hush_json_put_string(&json, "title", spec->title);
	hush_json_put_string(&json, "description", spec->reason);
	hush_json_put_string(&json, "created", created);
	put_contributor(&json, spec);
	put_package_privacy(&json, release);
	hush_json_array(&json, "resources");
	for (uint32_t i = 0; i < spec->table_count; i++) {
		HUSH_TRY(put_resource(&json, release, bundle, i, err));
	}
	hush_json_end(&json);
	hush_json_end(&json);
	return hush_buffer_check(out, err);
}
