/* spec: see spec.h.  Loading runs the readers of the parts in order, then writes the public form and its digest. */
#include "spec/spec.h"

#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/memory.h"
#include "spec/domain.h"
#include "spec/mark.h"
#include "spec/parts.h"

enum { SPEC_LIMIT = 64 << 20 };

static struct hush_spec *new_spec(void)
{
	struct hush_spec *spec = hush_calloc(1, sizeof *spec);

	if (spec) {
		hush_rational_init(&spec->guarantee.epsilon);
		hush_rational_init(&spec->guarantee.delta);
		hush_rational_init(&spec->guarantee.rho);
	}
	return spec;
}

/* The number 1 under "hushcount": the format's version. */
static hush_status read_version(const struct hush_reading *r, const struct hush_json *root)
{
	const struct hush_json *node;
	int64_t version;

	HUSH_TRY(hush_read_member(r, root, "the spec", "hushcount", &node));
	if (!hush_json_integer(node, &version) || version != 1) {
		return hush_refuse(r, node, "write \"hushcount\": 1", "this version reads specs of format 1 only");
	}
	return HUSH_OK;
}

static hush_status read_parts(const struct hush_reading *r)
{
	static const char *const keys[] = {"hushcount",  "release", "privacy", "sources",
	                                   "dimensions", "tables",  "exact",   "withheld"};
	const struct hush_json *root = hush_json_root(r->document);
	const struct hush_json *node;

	HUSH_TRY(hush_read_object(r, root, "the spec", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(read_version(r, root));
	HUSH_TRY(hush_read_member(r, root, "the spec", "release", &node));
	HUSH_TRY(hush_read_release(r, node));
	HUSH_TRY(hush_read_member(r, root, "the spec", "privacy", &node));
	HUSH_TRY(hush_read_privacy(r, node));
	HUSH_TRY(hush_read_dimensions(r, hush_json_get(root, "dimensions")));
	HUSH_TRY(hush_read_member(r, root, "the spec", "sources", &node));
	HUSH_TRY(hush_read_sources(r, node));
	HUSH_TRY(hush_read_member(r, root, "the spec", "tables", &node));
	HUSH_TRY(hush_read_tables(r, node));
	HUSH_TRY(hush_read_scalars(r, hush_json_get(root, "exact"), hush_json_get(root, "withheld")));
	return hush_read_quotients(r, node);
}

static hush_status keep_public(struct hush_spec *spec, hush_error *err)
{
	struct hush_buffer text;
	hush_status status;

	hush_buffer_init(&text, SIZE_MAX / 4);
	hush_spec_put_public(spec, &text);
	status = hush_buffer_check(&text, err);
	if (status == HUSH_OK) {
		spec->public_json = hush_buffer_take(&text, &spec->public_json_length);
		status = spec->public_json ? HUSH_OK : hush_fail_memory(err);
	}
	hush_buffer_release(&text);
	if (status == HUSH_OK) {
		hush_sha256_hex(spec->public_json, spec->public_json_length, spec->digest);
	}
	return status;
}

/* Fills a new spec from text, and hands it over when all of it is right. */
static hush_status load(struct hush_spec *made, const char *name, const char *text, size_t length, bool public_form,
                        struct hush_spec **spec, hush_error *err)
{
	struct hush_json_text *document = NULL;
	struct hush_reading r = {.spec = made, .public_form = public_form, .err = err};
	hush_status status = hush_json_parse(name, text, length, &document, err);

	if (status == HUSH_OK) {
		r.document = document;
		status = public_form ? HUSH_OK : hush_refuse_marks(&r); /* before anything else: a draft has nothing but marks */
	}
	if (status == HUSH_OK) {
		status = read_parts(&r);
	}
	hush_json_free(document);
	if (status == HUSH_OK) {
		status = keep_public(made, err);
	}
	if (status != HUSH_OK) {
		hush_spec_free(made);
		return status;
	}
	*spec = made;
	return HUSH_OK;
}

hush_status hush_spec_load_file(const char *path, struct hush_spec **spec, hush_error *err)
{
	struct hush_spec *made = new_spec();
	struct hush_buffer text;
	hush_error spare;
	hush_status status;

	err = err ? err : &spare; /* the readers need one for their hints */
	if (!made) {
		return hush_fail_memory(err);
	}
	hush_buffer_init(&text, SPEC_LIMIT);
	made->path = hush_strdup(path);
	made->folder = hush_path_folder(path);
	status = made->path && made->folder ? hush_file_read(path, SPEC_LIMIT, &text, err) : hush_fail_memory(err);
	if (status == HUSH_OK) {
		status = load(made, path, text.bytes, text.length, false, spec, err);
	} else {
		hush_spec_free(made);
	}
	hush_buffer_release(&text);
	return status;
}

hush_status hush_spec_load_public(const char *name, const char *json, size_t length, struct hush_spec **spec,
                                  hush_error *err)
{
	struct hush_spec *made = new_spec();
	hush_error spare;

	err = err ? err : &spare;
	return made ? load(made, name, json, length, true, spec, err) : hush_fail_memory(err);
}

static void free_texts(char **texts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		hush_free(texts[i]);
	}
	hush_free(texts);
}

static void free_source(struct hush_source *source)
{
	hush_free(source->name);
	free_texts(source->files, source->file_count);
	free_texts(source->entity_columns, source->entity_column_count);
	hush_free(source->time_column);
	hush_free(source->clock_column);
	hush_free(source->time_format);
	hush_free(source->time_zone);
	for (uint32_t i = 0; i < source->count_count; i++) {
		hush_free(source->counts[i].column);
		hush_free(source->counts[i].as);
	}
	hush_free(source->counts);
	free_texts(source->key_columns, source->key_column_count);
	free_texts(source->missing, source->missing_count);
}

static void free_dimension(struct hush_dimension *dimension)
{
	hush_free(dimension->name);
	hush_names_release(&dimension->values);
	hush_free(dimension->column);
	for (uint32_t i = 0; i < dimension->map_count; i++) {
		hush_free(dimension->map[i].from);
	}
	hush_free(dimension->map);
	hush_free(dimension->edges);
	hush_free(dimension->origin);
	hush_free(dimension->description);
}

static void free_table(struct hush_table *table)
{
	hush_free(table->name);
	hush_free(table->title);
	hush_free(table->description);
	hush_free(table->by);
	for (uint32_t i = 0; i < table->where_count; i++) {
		hush_free(table->where[i].values);
	}
	hush_free(table->where);
	hush_free(table->limits.origin);
	hush_free(table->amount.column);
	hush_free(table->amount.name);
	hush_free(table->amount.title);
	hush_free(table->quantiles);
	hush_rational_clear(&table->share);
	hush_rational_clear(&table->confidence);
}

static void free_release(struct hush_spec *spec)
{
	hush_free(spec->path);
	hush_free(spec->folder);
	hush_free(spec->id);
	hush_free(spec->title);
	hush_free(spec->publisher);
	hush_free(spec->contact);
	hush_free(spec->reason);
	hush_free(spec->language);
	hush_free(spec->supersedes);
	hush_free(spec->license);
	hush_free(spec->url);
	hush_free(spec->region);
	hush_free(spec->ledger);
	hush_free(spec->timezone);
	hush_rational_clear(&spec->guarantee.epsilon);
	hush_rational_clear(&spec->guarantee.delta);
	hush_rational_clear(&spec->guarantee.rho);
	hush_free(spec->public_json);
}

void hush_spec_free(struct hush_spec *spec)
{
	if (!spec) {
		return;
	}
	free_release(spec);
	for (uint32_t i = 0; i < spec->source_count; i++) {
		free_source(&spec->sources[i]);
	}
	hush_free(spec->sources);
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		free_dimension(&spec->dimensions[i]);
	}
	hush_free(spec->dimensions);
	for (uint32_t i = 0; i < spec->table_count; i++) {
		free_table(&spec->tables[i]);
	}
	hush_free(spec->tables);
	for (uint32_t i = 0; i < spec->exact_count; i++) {
		hush_free(spec->exact[i].name);
		hush_free(spec->exact[i].title);
		hush_free(spec->exact[i].value);
		hush_free(spec->exact[i].why);
	}
	hush_free(spec->exact);
	for (uint32_t i = 0; i < spec->withheld_count; i++) {
		hush_free(spec->withheld[i].name);
		hush_free(spec->withheld[i].why);
	}
	hush_free(spec->withheld);
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		hush_quotient_release(&spec->quotients[i]);
	}
	hush_free(spec->quotients);
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		hush_exact_table_release(&spec->exact_tables[i]);
	}
	hush_free(spec->exact_tables);
	for (uint32_t i = 0; i < spec->public_file_count; i++) {
		hush_free(spec->public_files[i]);
	}
	hush_free(spec->public_files);
	hush_free(spec);
}

uint32_t hush_table_value(const struct hush_spec *spec, const struct hush_table *table, uint64_t cell, uint32_t k)
{
	for (uint32_t i = table->by_count - 1; i > k; i--) {
		cell /= spec->dimensions[table->by[i]].values.count;
	}
	return (uint32_t)(cell % spec->dimensions[table->by[k]].values.count);
}

char *hush_spec_path(const struct hush_spec *spec, const char *path)
{
	/* A spec in the current folder needs no "./" before its files: messages stay short. */
	return hush_path_join(spec->folder && strcmp(spec->folder, ".") != 0 ? spec->folder : NULL, path);
}

const char *hush_unit_name(uint32_t seconds)
{
	return seconds == 1 ? "second" : seconds == 60 ? "minute" : seconds == 3600 ? "hour" : "day";
}

const char *hush_entity_name(enum hush_entity entity)
{
	switch (entity) {
	case HUSH_ENTITY_VEHICLE: return "vehicle";
	case HUSH_ENTITY_USER: return "user";
	case HUSH_ENTITY_DECLARED: return "declared";
	}
	return "entity";
}
