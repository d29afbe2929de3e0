/* schemas: see schemas.h. */
#include "verify/schemas.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "publish/about.h"
#include "publish/columns.h"

enum { PATH_LIMIT = 256 };

/* A document and what it is about, for messages. */
struct package {
	struct hush_json_text *document;
	const struct hush_bundle *bundle;
	const struct hush_facts *facts;
};

static hush_status refuse(const struct package *package, const struct hush_json *node, const char *message,
						  hush_error *err)
{
	hush_status status = hush_json_fail(package->document, node, err, "%s", message);

	if (err && status == HUSH_E_SPEC) {
		err->status = HUSH_E_VERIFY;
	}
	return HUSH_E_VERIFY;
}

static bool is_text(const struct hush_json *object, const char *key, const char *text)
{
	const struct hush_json *member = hush_json_get(object, key);
	const char *found = member ? hush_json_string(member) : NULL;

	return found && strcmp(found, text) == 0;
}

static hush_status check_fields(const struct package *package, const struct hush_json *resource, uint32_t index,
								hush_error *err)
{
	const struct hush_table *table = &package->facts->spec->tables[index];
	const struct hush_json *schema = hush_json_get(resource, "schema");
	const struct hush_json *fields = schema ? hush_json_get(schema, "fields") : NULL;
	uint32_t count = hush_columns_count(table);

	if (!fields || hush_json_kind(fields) != HUSH_JSON_ARRAY || hush_json_count(fields) != count) {
		return refuse(package, fields ? fields : resource, "the schema has not the columns of the table", err);
	}
	for (uint32_t k = 0; k < count; k++) {
		const struct hush_json *field = hush_json_at(fields, k);

		if (hush_json_kind(field) != HUSH_JSON_OBJECT ||
			!is_text(field, "name", hush_column_at(package->facts->spec, table, k).name)) {
			return refuse(package, field, "the schema has not the columns of the table", err);
		}
	}
	return HUSH_OK;
}

static hush_status check_resource(const struct package *package, const struct hush_json *resource, uint32_t index,
								  hush_error *err)
{
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";
	struct hush_about_file file = {0};
	struct hush_buffer path;
	const struct hush_json *bytes;
	int64_t size = -1;
	hush_status status;
	bool good;

	if (hush_json_kind(resource) != HUSH_JSON_OBJECT) {
		return refuse(package, resource, "a resource must be an object", err);
	}
	hush_buffer_init(&path, 4096);
	(void)hush_about_file(package->facts->spec, index, HUSH_ABOUT_CSV, package->bundle, &path, &file);
	status = hush_buffer_check(&path, err);
	if (status == HUSH_OK && file.file) {
		hush_sha256_hex(file.file->bytes, file.file->length, hash + 7);
		bytes = hush_json_get(resource, "bytes");
		good = bytes && hush_json_integer(bytes, &size) && (uint64_t)size == file.file->length &&
			   is_text(resource, "hash", hash) && is_text(resource, "path", file.path) &&
			   is_text(resource, "name", package->facts->spec->tables[index].name);
		if (!good) {
			status = refuse(package, resource, "name, path, size or digest are not those of the table", err);
		}
	}
	hush_buffer_release(&path);
	return status == HUSH_OK ? check_fields(package, resource, index, err) : status;
}

/* A table that is computed from others, or exact: its file is made again by the check of the contents. */
static hush_status check_computed(const struct package *package, const struct hush_json *resource, const char *name,
								  hush_error *err)
{
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";
	const struct hush_bundle_file *file;
	const struct hush_json *bytes;
	char path[PATH_LIMIT];
	int64_t size = -1;

	if (hush_json_kind(resource) != HUSH_JSON_OBJECT) {
		return refuse(package, resource, "a resource must be an object", err);
	}
	snprintf(path, sizeof path, "tables/%s.csv", name);
	file = hush_bundle_find(package->bundle, path);
	if (!file) {
		return hush_fail_at(err, HUSH_E_VERIFY, path, 0, 0, "the table is missing");
	}
	hush_sha256_hex(file->bytes, file->length, hash + 7);
	bytes = hush_json_get(resource, "bytes");
	return bytes && hush_json_integer(bytes, &size) && (uint64_t)size == file->length && is_text(resource, "hash", hash) &&
				   is_text(resource, "path", path) && is_text(resource, "name", name)
			   ? HUSH_OK
			   : refuse(package, resource, "name, path, size or digest are not those of the table", err);
}

static hush_status check_package(const struct package *package, hush_error *err)
{
	const struct hush_spec *spec = package->facts->spec;
	const uint32_t count = spec->table_count;
	const struct hush_json *root = hush_json_root(package->document);
	const struct hush_json *resources =
		hush_json_kind(root) == HUSH_JSON_OBJECT ? hush_json_get(root, "resources") : NULL;

	if (!resources || hush_json_kind(resources) != HUSH_JSON_ARRAY ||
		hush_json_count(resources) != count + spec->quotient_count + spec->exact_table_count) {
		return refuse(package, resources ? resources : root, "it does not describe the tables of this release", err);
	}
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(check_resource(package, hush_json_at(resources, i), i, err));
	}
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		HUSH_TRY(check_computed(package, hush_json_at(resources, count + i), spec->quotients[i].name, err));
	}
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		HUSH_TRY(check_computed(package, hush_json_at(resources, count + spec->quotient_count + i), spec->exact_tables[i].name, err));
	}
	return HUSH_OK;
}

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name);
	size_t tail = strlen(ending);

	return length > tail && strcmp(name + length - tail, ending) == 0;
}

static hush_status check_file(const struct hush_bundle *bundle, const struct hush_facts *facts,
							  const struct hush_bundle_file *file, hush_error *err)
{
	struct package package = {.bundle = bundle, .facts = facts};
	hush_status status = hush_json_parse(file->name, file->bytes, file->length, &package.document, err);

	if (status == HUSH_E_SPEC) {
		if (err) {
			err->status = HUSH_E_VERIFY;
		}
		return HUSH_E_VERIFY;
	}
	if (status == HUSH_OK && strcmp(file->name, HUSH_PATH_PACKAGE) == 0) {
		status = check_package(&package, err);
	}
	hush_json_free(package.document);
	return status;
}

hush_status hush_schemas_check(const struct hush_bundle *bundle, const struct hush_facts *facts, hush_error *err)
{
	if (!hush_bundle_find(bundle, HUSH_PATH_PACKAGE)) {
		return hush_fail_at(err, HUSH_E_VERIFY, HUSH_PATH_PACKAGE, 0, 0, "the file is missing");
	}
	for (uint32_t i = 0; i < bundle->count; i++) {
		if (ends_with(bundle->files[i].name, ".json")) {
			HUSH_TRY(check_file(bundle, facts, &bundle->files[i], err));
		}
	}
	return HUSH_OK;
}
