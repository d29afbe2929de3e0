/* schemas: see schemas.h. */
#include "verify/schemas.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "publish/about.h"
#include "publish/resource.h"

enum { PATH_LIMIT = 4096 };

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

/* A list that is a member of an object, or NULL. */
static const struct hush_json *list_of(const struct hush_json *object, const char *key)
{
	const struct hush_json *member = hush_json_get(object, key);

	return member && hush_json_kind(member) == HUSH_JSON_ARRAY ? member : NULL;
}

/* Where the columns of a table are described: `list` of `schema`, and their names as `name` in each. */
struct schema_keys {
	const char *schema;
	const char *list;
	const char *name;
};

static hush_status check_columns(const struct package *package, const struct hush_json *described,
                                 const struct schema_keys *keys, const struct hush_resource *table, hush_error *err)
{
	static const char wrong[] = "the schema has not the columns of the table";
	const struct hush_json *schema = hush_json_get(described, keys->schema);
	const struct hush_json *columns = schema ? list_of(schema, keys->list) : NULL;

	if (!columns || hush_json_count(columns) != table->columns) {
		return refuse(package, described, wrong, err);
	}
	for (uint32_t k = 0; k < table->columns; k++) {
		if (!is_text(hush_json_at(columns, k), keys->name, hush_resource_column(package->facts->spec, table, k).name)) {
			return refuse(package, hush_json_at(columns, k), wrong, err);
		}
	}
	return HUSH_OK;
}

/* Size and digest of a file, as a Data Package states them. */
static bool states_file(const struct hush_json *object, const struct hush_about_file *file)
{
	char hash[7 + HUSH_SHA256_HEX] = "sha256:";
	const struct hush_json *bytes = hush_json_get(object, "bytes");
	int64_t size = -1;

	hush_sha256_hex(file->file->bytes, file->file->length, hash + 7);
	return bytes && hush_json_integer(bytes, &size) && (uint64_t)size == file->file->length && is_text(object, "hash", hash) &&
	       is_text(object, "path", file->path);
}

/* The file of a table in one format; HUSH_E_VERIFY when the spec asks for it and it is not there. file->file is NULL when not asked. */
static hush_status find_file(const struct package *package, const struct hush_resource *table, enum hush_about_format format,
                             struct hush_buffer *path, struct hush_about_file *file, hush_error *err)
{
	*file = (struct hush_about_file){0};
	if (!hush_about_file(package->facts->spec, table, format, package->bundle, path, file)) {
		return hush_buffer_check(path, err);
	}
	return file->file ? HUSH_OK : hush_fail_at(err, HUSH_E_VERIFY, file->path, 0, 0, "the table is missing");
}

/* The table in other formats, in their order, as the Data Package states them. */
static hush_status check_alternatives(const struct package *package, const struct hush_json *resource,
                                      const struct hush_resource *table, struct hush_buffer *path, hush_error *err)
{
	static const char wrong[] = "its other formats are not those of the table";
	const struct hush_json *list = list_of(resource, "alternatives");
	uint32_t found = 0;
	struct hush_about_file file;

	for (int format = HUSH_ABOUT_CSV + 1; format < HUSH_ABOUT_FORMATS; format++) {
		HUSH_TRY(find_file(package, table, (enum hush_about_format)format, path, &file, err));
		if (file.file) {
			const struct hush_json *stated = list ? hush_json_at(list, found++) : NULL;

			if (!stated || !states_file(stated, &file)) {
				return refuse(package, resource, wrong, err);
			}
		}
	}
	return !list || hush_json_count(list) == found ? HUSH_OK : refuse(package, list, wrong, err);
}

static hush_status check_resource(const struct package *package, const struct hush_json *resource,
                                  const struct hush_resource *table, hush_error *err)
{
	static const struct schema_keys keys = {"schema", "fields", "name"};
	struct hush_about_file file;
	struct hush_buffer path;
	hush_status status;

	hush_buffer_init(&path, PATH_LIMIT);
	status = find_file(package, table, HUSH_ABOUT_CSV, &path, &file, err);
	if (status == HUSH_OK && (!states_file(resource, &file) || !is_text(resource, "name", table->name))) {
		status = refuse(package, resource, "name, path, size or digest are not those of the table", err);
	}
	if (status == HUSH_OK) {
		status = check_alternatives(package, resource, table, &path, err);
	}
	hush_buffer_release(&path);
	return status == HUSH_OK ? check_columns(package, resource, &keys, table, err) : status;
}

static hush_status check_described(const struct package *package, const struct hush_json *described,
                                   const struct hush_resource *table, hush_error *err)
{
	static const struct schema_keys keys = {"tableSchema", "columns", "titles"};
	char url[PATH_LIMIT];

	snprintf(url, sizeof url, "%s.csv", table->name);
	return is_text(described, "url", url) ? check_columns(package, described, &keys, table, err)
	                                      : refuse(package, described, "it does not describe the tables of this release", err);
}

/* A list with one element for each table. */
static hush_status check_each(const struct package *package, const char *key,
                              hush_status (*check)(const struct package *package, const struct hush_json *described,
                                                   const struct hush_resource *table, hush_error *err),
                              hush_error *err)
{
	const struct hush_spec *spec = package->facts->spec;
	const struct hush_json *root = hush_json_root(package->document);
	const struct hush_json *list = list_of(root, key);

	if (!list || hush_json_count(list) != hush_resources_count(spec)) {
		return refuse(package, list ? list : root, "it does not describe the tables of this release", err);
	}
	for (uint32_t i = 0; i < hush_json_count(list); i++) {
		const struct hush_resource table = hush_resource_at(spec, i);

		HUSH_TRY(check(package, hush_json_at(list, i), &table, err));
	}
	return HUSH_OK;
}

static hush_status check_package(const struct package *package, hush_error *err)
{
	return check_each(package, "resources", check_resource, err);
}

static hush_status check_csvw(const struct package *package, hush_error *err)
{
	return check_each(package, "tables", check_described, err);
}

/* The files of one table, from element *place on. */
static hush_status check_downloads(const struct package *package, const struct hush_json *list, uint32_t *place,
                                   const struct hush_resource *table, hush_error *err)
{
	struct hush_about_file file;
	struct hush_buffer path;
	hush_status status = HUSH_OK;

	hush_buffer_init(&path, PATH_LIMIT);
	for (int format = 0; status == HUSH_OK && format < HUSH_ABOUT_FORMATS; format++) {
		status = find_file(package, table, (enum hush_about_format)format, &path, &file, err);
		if (status == HUSH_OK && file.file) {
			const struct hush_json *stated = hush_json_at(list, (*place)++);
			const struct hush_json *sum = stated ? hush_json_get(stated, "checksum") : NULL;
			char hex[HUSH_SHA256_HEX];

			hush_sha256_hex(file.file->bytes, file.file->length, hex);
			if (!sum || !is_text(sum, "checksumValue", hex)) {
				status = refuse(package, stated ? stated : list, "it does not describe the files of this release", err);
			}
		}
	}
	hush_buffer_release(&path);
	return status;
}

static hush_status check_dcat(const struct package *package, hush_error *err)
{
	const struct hush_spec *spec = package->facts->spec;
	const struct hush_json *root = hush_json_root(package->document);
	const struct hush_json *list = list_of(root, "distribution");
	uint32_t place = 0;

	for (uint32_t i = 0; list && i < hush_resources_count(spec); i++) {
		const struct hush_resource table = hush_resource_at(spec, i);

		HUSH_TRY(check_downloads(package, list, &place, &table, err));
	}
	return list && hush_json_count(list) == place
	           ? HUSH_OK
	           : refuse(package, list ? list : root, "it does not describe the files of this release", err);
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
	static const struct {
		const char *path;
		hush_status (*check)(const struct package *package, hush_error *err);
	} checks[] = {{HUSH_PATH_PACKAGE, check_package}, {HUSH_PATH_CSVW, check_csvw}, {HUSH_PATH_DCAT, check_dcat}};
	struct package package = {.bundle = bundle, .facts = facts};
	hush_status status = hush_json_parse(file->name, file->bytes, file->length, &package.document, err);

	if (status == HUSH_E_SPEC) {
		if (err) {
			err->status = HUSH_E_VERIFY;
		}
		return HUSH_E_VERIFY;
	}
	for (size_t i = 0; status == HUSH_OK && i < sizeof checks / sizeof checks[0]; i++) {
		if (strcmp(file->name, checks[i].path) == 0) {
			status = checks[i].check(&package, err);
		}
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
