/* datapackage: see datapackage.h. */
#include "publish/datapackage.h"

#include <stdio.h>

#include "base/crypto.h"
#include "base/json_write.h"
#include "post/quotient.h"
#include "publish/about.h"
#include "publish/computed_words.h"
#include "publish/release_json.h"
#include "publish/resource.h"
#include "publish/words.h"

enum { ENUM_LIMIT = 2000 /* longer domains are not repeated here: release.json has them */ };

/* As Table Schema names it. */
static const char *field_type(enum hush_column_type type)
{
	switch (type) {
	case HUSH_TYPE_DATE: return "date";
	case HUSH_TYPE_MONTH: return "yearmonth";
	case HUSH_TYPE_YEAR: return "year";
	case HUSH_TYPE_INTEGER: return "integer";
	case HUSH_TYPE_DECIMAL: return "number";
	case HUSH_TYPE_TEXT: break;
	}
	return "string";
}

/* Whether a cell is given: the reasons that a table of its kind may have for giving none. */
static void put_statuses(struct hush_json_writer *json, const struct hush_spec *spec, const struct hush_resource *table)
{
	hush_json_array(json, "enum");
	hush_json_put_string(json, NULL, hush_quotient_status_name(HUSH_QUOTIENT_PUBLISHED));
	if (table->kind == HUSH_RESOURCE_COMPUTED) {
		bool exact = spec->quotients[table->index].exact != HUSH_NONE;

		hush_json_put_string(json, NULL, hush_quotient_status_name(exact ? HUSH_QUOTIENT_NOT_DEFINED : HUSH_QUOTIENT_TOO_NOISY));
	} else if (table->kind == HUSH_RESOURCE_COUNTED && spec->tables[table->index].quantile_count) {
		hush_json_put_string(json, NULL, hush_quotient_status_name(HUSH_QUOTIENT_TOO_NOISY));
	}
	hush_json_end(json);
}

static void put_constraints(struct hush_json_writer *json, const struct hush_spec *spec, const struct hush_resource *table,
                            const struct hush_column *column)
{
	const struct hush_dimension *dimension = column->dimension;

	hush_json_object(json, "constraints");
	hush_json_put_bool(json, "required", !column->optional);
	if (column->role == HUSH_COLUMN_STATUS) {
		put_statuses(json, spec, table);
	}
	/* Values of type "year" would have to be listed as numbers; the primary key says enough. */
	if (dimension && dimension->values.count <= ENUM_LIMIT && column->type != HUSH_TYPE_YEAR) {
		hush_json_array(json, "enum");
		for (uint32_t i = 0; i < dimension->values.count; i++) {
			hush_json_put_string(json, NULL, dimension->values.names[i]);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
}

/* Of the columns that a noise law makes: the one column with noise, and what follows from the law. */
static void put_noise(struct hush_json_writer *json, const struct hush_plan_table *law, enum hush_column_role role)
{
	static const char ranked[] = "noisy number of values and the law of the choice";

	switch (role) {
	case HUSH_COLUMN_ESTIMATE:
		hush_json_put_string(json, "from", "records and noise");
		hush_release_put_mechanism(json, law);
		if (law->mechanism != HUSH_EXPONENTIAL) {
			hush_release_put_variance(json, law);
		}
		break;
	case HUSH_COLUMN_STD_DEV:
		hush_json_put_string(json, "from", "noise law");
		hush_json_put_string(json, "value", law->std_dev);
		break;
	case HUSH_COLUMN_MOE95:
		hush_json_put_string(json, "from", "noise law");
		hush_json_put_u64(json, "value", law->moe95);
		break;
	case HUSH_COLUMN_LOWER:
	case HUSH_COLUMN_UPPER:
		hush_json_put_string(json, "from", law->mechanism == HUSH_EXPONENTIAL ? ranked : "estimate and noise law");
		break;
	case HUSH_COLUMN_STATUS:
		hush_json_put_string(json, "from", law->mechanism == HUSH_EXPONENTIAL ? ranked
		                                   : law->threshold                     ? "threshold on noisy counts"
		                                                                        : "public list");
		break;
	case HUSH_COLUMN_VALUE:
	case HUSH_COLUMN_CELL: hush_json_put_string(json, "from", "public list"); break;
	}
}

/* Of a column whose values no list names. */
static void put_threshold(struct hush_json_writer *json, const struct hush_plan_table *law)
{
	hush_json_put_string(json, "from", "threshold on noisy counts");
	hush_json_put_u64(json, "threshold", law->threshold);
	hush_release_put_rational(json, "delta", &law->cost.delta);
	hush_json_put_bool(json, "rare_values_missing", true);
}

/* Where the values of a column come from. */
static void put_column_privacy(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table,
                               const struct hush_column *column)
{
	hush_json_object(json, "privacy");
	if (column->role == HUSH_COLUMN_CELL && column->dimension->at_most) {
		put_threshold(json, &plan->tables[table->index]);
	} else if (column->role == HUSH_COLUMN_CELL) {
		hush_json_put_string(json, "from", "public list");
		if (column->dimension->origin) {
			hush_json_put_string(json, "origin", column->dimension->origin);
		}
	} else if (table->kind == HUSH_RESOURCE_COUNTED) {
		put_noise(json, &plan->tables[table->index], column->role);
	} else {
		hush_json_put_string(json, "from", table->kind == HUSH_RESOURCE_EXACT ? "exact" : "published tables");
	}
	hush_json_end(json);
}

static void put_field(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table,
                      uint32_t place)
{
	struct hush_column column = hush_resource_column(plan->spec, table, place);

	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", column.name);
	hush_json_put_string(json, "type", field_type(column.type));
	hush_json_put_string(json, "description", column.says);
	put_constraints(json, plan->spec, table, &column);
	put_column_privacy(json, plan, table, &column);
	hush_json_end(json);
}

static void put_schema(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table)
{
	hush_json_object(json, "schema");
	hush_json_put_string(json, "$schema", "https://datapackage.org/profiles/2.0/tableschema.json");
	hush_json_array(json, "fields");
	for (uint32_t k = 0; k < table->columns; k++) {
		put_field(json, plan, table, k);
	}
	hush_json_end(json);
	if (table->by_count > 0) {
		hush_json_array(json, "primaryKey");
		for (uint32_t k = 0; k < table->by_count; k++) {
			hush_json_put_string(json, NULL, hush_resource_column(plan->spec, table, k).name);
		}
		hush_json_end(json);
	}
	hush_json_array(json, "missingValues");
	if (table->kind != HUSH_RESOURCE_COUNTED) {
		hush_json_put_string(json, NULL, "");
	}
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

/* Size and digest of a file as Data Resource wants them. */
static void put_file(struct hush_json_writer *json, const struct hush_about_file *file, const char *format)
{
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";

	hush_sha256_hex(file->file->bytes, file->file->length, hash + 7);
	hush_json_put_string(json, "path", file->path);
	hush_json_put_string(json, "format", format);
	hush_json_put_string(json, "mediatype", file->media_type);
	hush_json_put_u64(json, "bytes", file->file->length);
	hush_json_put_string(json, "hash", hash);
}

/* The same table in other formats; the CSV file is the resource, for every reader has that. */
static void put_alternatives(struct hush_json_writer *json, const struct hush_spec *spec, const struct hush_resource *table,
                             const struct hush_bundle *bundle, struct hush_buffer *path)
{
	struct hush_about_file file;

	if (!spec->extras[HUSH_EXTRA_EXCEL_CSV] && !spec->extras[HUSH_EXTRA_PARQUET]) {
		return;
	}
	hush_json_array(json, "alternatives");
	for (int format = HUSH_ABOUT_CSV + 1; format < HUSH_ABOUT_FORMATS; format++) {
		if (hush_about_file(spec, table, (enum hush_about_format)format, bundle, path, &file) && file.file) {
			hush_json_object(json, NULL);
			hush_json_put_string(json, "title", file.title);
			put_file(json, &file, format == HUSH_ABOUT_PARQUET ? "parquet" : "csv");
			hush_json_end(json);
		}
	}
	hush_json_end(json);
}

static void put_counted_privacy(struct hush_json_writer *json, const struct hush_plan *plan, uint32_t index)
{
	const struct hush_plan_table *law = &plan->tables[index];

	hush_json_put_string(json, "account", plan->accounts[law->account].name);
	hush_release_put_sentence(json, "unit", hush_words_unit, plan, law->account);
	hush_json_put_string(json, "window", hush_window_name(plan->spec->window));
	hush_release_put_mechanism(json, law);
	hush_release_put_cost(json, "charge", &law->cost);
	hush_release_put_error(json, law);
	hush_release_put_sentence(json, "limits", hush_words_limits, plan, index);
}

static void put_table_privacy(struct hush_json_writer *json, const struct hush_plan *plan, const struct hush_resource *table)
{
	hush_json_object(json, "privacy");
	switch (table->kind) {
	case HUSH_RESOURCE_COUNTED: put_counted_privacy(json, plan, table->index); break;
	case HUSH_RESOURCE_COMPUTED:
		hush_json_put_string(json, "from", "computed from published tables; costs nothing");
		hush_computed_put_rule(json, &plan->spec->quotients[table->index]);
		break;
	case HUSH_RESOURCE_EXACT:
		hush_json_put_string(json, "from", "exact: no noise, no protection");
		hush_json_put_string(json, "why", plan->spec->exact_tables[table->index].why);
		break;
	case HUSH_RESOURCE_KINDS: break;
	}
	hush_json_end(json);
}

static hush_status put_resource(struct hush_json_writer *json, const struct hush_release *release,
                                const struct hush_bundle *bundle, const struct hush_resource *table, struct hush_buffer *path,
                                hush_error *err)
{
	const struct hush_plan *plan = release->plan;
	struct hush_about_file file;

	if (!hush_about_file(release->spec, table, HUSH_ABOUT_CSV, bundle, path, &file) || !file.file) {
		return path->failed ? hush_fail_memory(err) : hush_fail_bug(err, "hush_datapackage_write");
	}
	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", table->name);
	hush_json_put_string(json, "title", table->title);
	hush_resource_put(json, "description", hush_resource_says, plan, table);
	hush_json_put_string(json, "type", "table");
	put_file(json, &file, "csv");
	hush_json_put_string(json, "encoding", "utf-8");
	put_dialect(json);
	put_schema(json, plan, table);
	put_alternatives(json, release->spec, table, bundle, path);
	put_table_privacy(json, plan, table);
	hush_json_end(json);
	return HUSH_OK;
}

static void put_contributor(struct hush_json_writer *json, const struct hush_spec *spec)
{
	struct hush_contact contact = hush_about_contact(spec);

	hush_json_array(json, "contributors");
	hush_json_object(json, NULL);
	hush_json_put_string(json, "title", spec->publisher);
	if (contact.email) {
		hush_json_put_string(json, "email", contact.email);
	} else if (contact.web) {
		hush_json_put_string(json, "path", contact.web);
	}
	hush_json_array(json, "roles");
	hush_json_put_string(json, NULL, "publisher");
	hush_json_end(json);
	hush_json_end(json);
	hush_json_end(json);
}

/* A profile must be an address. Where the folder has one, the profile in it has one too; else the standard's own stands. */
static void put_profile(struct hush_json_writer *json, const struct hush_spec *spec)
{
	if (spec->url) {
		hush_about_put_address(json, "$schema", spec, HUSH_PATH_PROFILE);
	} else {
		hush_json_put_string(json, "$schema", "https://datapackage.org/profiles/2.0/datapackage.json");
	}
}

static void put_license(struct hush_json_writer *json, const struct hush_spec *spec)
{
	const struct hush_license *license = hush_about_license(spec);

	if (license) {
		hush_json_array(json, "licenses");
		hush_json_object(json, NULL);
		hush_json_put_string(json, "name", license->name);
		hush_json_put_string(json, "path", license->url);
		hush_json_put_string(json, "title", license->title);
		hush_json_end(json);
		hush_json_end(json);
	}
}

static void put_package_privacy(struct hush_json_writer *json, const struct hush_release *release)
{
	const struct hush_plan *plan = release->plan;

	hush_json_object(json, "privacy");
	hush_json_put_string(json, "profile", HUSH_PATH_PROFILE);
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

static void put_package(struct hush_json_writer *json, const struct hush_release *release)
{
	const struct hush_spec *spec = release->spec;
	char created[HUSH_DAY_TEXT + sizeof "T00:00:00Z"];

	snprintf(created, sizeof created, "%.10sT00:00:00Z", release->day);
	put_profile(json, spec);
	hush_json_put_string(json, "name", spec->id);
	hush_json_put_string(json, "title", spec->title);
	hush_about_put(json, "description", hush_about_description, release);
	hush_json_put_string(json, "version", spec->id);
	hush_json_put_string(json, "created", created);
	if (spec->url) {
		hush_json_put_string(json, "homepage", spec->url);
	}
	put_license(json, spec);
	put_contributor(json, spec);
	hush_json_array(json, "keywords");
	for (const char *const *word = hush_about_keywords; *word; word++) {
		hush_json_put_string(json, NULL, *word);
	}
	hush_json_end(json);
	put_package_privacy(json, release);
}

hush_status hush_datapackage_write(const struct hush_release *release, const struct hush_bundle *bundle,
                                   struct hush_buffer *out, hush_error *err)
{
	struct hush_json_writer json;
	struct hush_buffer path;
	hush_status status = HUSH_OK;

	hush_buffer_init(&path, 4096);
	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	put_package(&json, release);
	hush_json_array(&json, "resources");
	for (uint32_t i = 0; i < hush_resources_count(release->spec) && status == HUSH_OK; i++) {
		const struct hush_resource table = hush_resource_at(release->spec, i);

		status = put_resource(&json, release, bundle, &table, &path, err);
	}
	hush_json_end(&json);
	hush_json_end(&json);
	out->failed = out->failed || path.failed;
	hush_buffer_release(&path);
	return status == HUSH_OK ? hush_buffer_check(out, err) : status;
}
