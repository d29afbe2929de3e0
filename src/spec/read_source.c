/* read_source: where records come from, whom they are about, when they happened and how much each counts. */
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "spec/parts.h"

enum { FILES_LIMIT = 10000, COLUMNS_LIMIT = 8, COUNTS_LIMIT = 1024, MISSING_LIMIT = 100, AT_MOST_LIMIT = 1 << 20 };

static const char a_column[] = "the name of a column";

static const char *const form_names[] = {
	[HUSH_FORM_EXACT] = "exact", [HUSH_FORM_PLATE] = "plate", [HUSH_FORM_LOOKALIKE] = "lookalike"};

const char *hush_form_name(enum hush_form form)
{
	return form_names[form];
}

static hush_status read_files(const struct hush_reading *r, const struct hush_json *node, struct hush_source *source)
{
	HUSH_TRY(hush_read_list(r, node, "\"files\"", 1, FILES_LIMIT));
	source->files = hush_calloc(hush_json_count(node), sizeof *source->files);
	if (!source->files) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const struct hush_json *file = hush_json_at(node, i);

		HUSH_TRY(hush_read_line(r, file, "the name of a file", &source->files[source->file_count++]));
		if (hush_path_last(source->files[i])[0] == '\0') {
			return hush_refuse(r, file, "name the files in it, such as \"scans/*.csv\"",
			                   "this names a folder, not a file");
		}
	}
	return HUSH_OK;
}

/* A list of texts, none of them twice. `one` and `list` name an element and the whole in messages. */
static hush_status read_texts(const struct hush_reading *r, const struct hush_json *node, const char *list, const char *one,
                              uint32_t most, char ***texts, uint32_t *count)
{
	HUSH_TRY(hush_read_list(r, node, list, 1, most));
	*texts = hush_calloc(hush_json_count(node), sizeof **texts);
	if (!*texts) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		HUSH_TRY(hush_read_line(r, hush_json_at(node, i), one, &(*texts)[(*count)++]));
		for (uint32_t j = 0; j < i; j++) {
			if (strcmp((*texts)[i], (*texts)[j]) == 0) {
				return hush_refuse(r, hush_json_at(node, i), NULL, "this stands twice in the list");
			}
		}
	}
	return HUSH_OK;
}

static hush_status read_entity(const struct hush_reading *r, const struct hush_json *node, struct hush_source *source)
{
	static const char *const keys[] = {"vehicle", "user", "form"};
	const struct hush_json *vehicle;
	const struct hush_json *user;
	const struct hush_json *form;
	uint32_t index;

	HUSH_TRY(hush_read_object(r, node, "\"entity\"", keys, HUSH_COUNT_OF(keys)));
	vehicle = hush_json_get(node, "vehicle");
	user = hush_json_get(node, "user");
	form = hush_json_get(node, "form");
	if ((vehicle != NULL) == (user != NULL)) {
		return hush_refuse(r, node, "a source protects the vehicles or the users in it, named by their columns",
		                   "\"entity\" needs exactly one of \"vehicle\" and \"user\"");
	}
	source->entity = vehicle ? HUSH_ENTITY_VEHICLE : HUSH_ENTITY_USER;
	HUSH_TRY(read_texts(r, vehicle ? vehicle : user, "the list of the entity's columns", a_column, COLUMNS_LIMIT,
	                    &source->entity_columns, &source->entity_column_count));
	source->form = vehicle ? HUSH_FORM_PLATE : HUSH_FORM_EXACT;
	if (form) {
		HUSH_TRY(hush_read_choice(r, form, "\"form\"", form_names, HUSH_COUNT_OF(form_names), &index));
		source->form = (enum hush_form)index;
		if (user && source->form != HUSH_FORM_EXACT) {
			return hush_refuse(r, form, "leave \"form\" out, or write \"exact\"", "the name of a user is no plate");
		}
	}
	return HUSH_OK;
}

static hush_status read_declared(const struct hush_reading *r, const struct hush_json *node, struct hush_source *source)
{
	static const char *const keys[] = {"at_most"};
	const struct hush_json *at_most;

	HUSH_TRY(hush_read_object(r, node, "\"declared\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"declared\"", "at_most", &at_most));
	source->entity = HUSH_ENTITY_DECLARED;
	source->form = HUSH_FORM_EXACT;
	return hush_read_count(r, at_most, "\"at_most\"", 1, AT_MOST_LIMIT, &source->at_most);
}

static hush_status read_time(const struct hush_reading *r, const struct hush_json *node, struct hush_source *source)
{
	static const char *const keys[] = {"column", "clock", "format", "timezone"};
	const struct hush_json *clock = hush_json_get(node, "clock");
	const struct hush_json *member;
	const char *fault;

	HUSH_TRY(hush_read_object(r, node, "\"time\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"time\"", "column", &member));
	HUSH_TRY(hush_read_line(r, member, "time.column", &source->time_column));
	if (clock) {
		HUSH_TRY(hush_read_line(r, clock, "time.clock", &source->clock_column));
		if (strcmp(source->clock_column, source->time_column) == 0) {
			return hush_refuse(r, clock, "leave \"clock\" out where one column holds date and time",
			                   "\"column\" and \"clock\" are the same column");
		}
	}
	member = hush_json_get(node, "format");
	if (member) {
		HUSH_TRY(hush_read_line(r, member, "time.format", &source->time_format));
		fault = hush_time_format_fault(source->time_format);
		if (fault) {
			return hush_refuse(r, member,
			                   "write \"iso\", \"epoch\", \"epoch_ms\", or a pattern such as \"%m/%d/%Y %I:%M:%S %p\"",
			                   "time.format cannot be read: %s", fault);
		}
	} else {
		source->time_format = hush_strdup("iso");
	}
	if (clock && source->time_format && strncmp(source->time_format, "epoch", 5) == 0) {
		return hush_refuse(r, clock, "leave \"clock\" out", "seconds since 1970 hold date and time: no second column is read");
	}
	member = hush_json_get(node, "timezone");
	if (member) {
		if (source->time_format && hush_time_format_is_instant(source->time_format)) {
			return hush_refuse(r, member, "leave \"timezone\" out", "stamps of this format need no time zone");
		}
		HUSH_TRY(hush_read_zone(r, member, "time.timezone", &source->time_zone));
	} else {
		source->time_zone = hush_strdup(r->spec->timezone);
	}
	return source->time_format && source->time_zone ? HUSH_OK : hush_fail_memory(r->err);
}

/* "as": {dimension: value}. */
static hush_status read_assignments(const struct hush_reading *r, const struct hush_json *node,
                                    struct hush_count_column *count)
{
	if (hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return hush_refuse(r, node, "write {\"side\": \"East\"}", "\"as\" must be an object in braces");
	}
	count->as = hush_calloc(hush_json_count(node), sizeof *count->as);
	if (!count->as) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const struct hush_json *value = hush_json_at(node, i);
		struct hush_assignment *assignment = &count->as[count->as_count];
		const struct hush_dimension *dimension;
		const char *name;

		HUSH_TRY(hush_read_dimension_name(r, value, hush_json_key(node, i), &assignment->dimension));
		dimension = &r->spec->dimensions[assignment->dimension];
		if (dimension->kind != HUSH_DIMENSION_GIVEN) {
			return hush_refuse(r, value,
			                   "take \"column\", \"time\", \"map\" or \"bins\" out of the dimension, or this line out",
			                   "this dimension gets its value from the row, so it cannot be assigned here");
		}
		HUSH_TRY(hush_read_string(r, value, "the value of a dimension", &name));
		assignment->value = hush_find_value(&dimension->values, name);
		if (assignment->value == HUSH_NONE) {
			return hush_refuse_value(r, value, name, dimension);
		}
		count->as_count++;
	}
	return HUSH_OK;
}

static hush_status read_counts(const struct hush_reading *r, const struct hush_json *node, struct hush_source *source)
{
	static const char *const keys[] = {"column", "as"};

	HUSH_TRY(hush_read_list(r, node, "\"counts\"", 1, COUNTS_LIMIT));
	source->counts = hush_calloc(hush_json_count(node), sizeof *source->counts);
	if (!source->counts) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const struct hush_json *element = hush_json_at(node, i);
		struct hush_count_column *count = &source->counts[source->count_count++];
		const struct hush_json *member;

		HUSH_TRY(hush_read_object(r, element, "an element of \"counts\"", keys, HUSH_COUNT_OF(keys)));
		HUSH_TRY(hush_read_member(r, element, "an element of \"counts\"", "column", &member));
		HUSH_TRY(hush_read_line(r, member, a_column, &count->column));
		for (uint32_t j = 0; j < i; j++) {
			if (strcmp(source->counts[j].column, count->column) == 0) {
				return hush_refuse(r, member, NULL,
				                   "this column stands twice in \"counts\": its scans would count twice");
			}
		}
		member = hush_json_get(element, "as");
		if (member) {
			HUSH_TRY(read_assignments(r, member, count));
		}
	}
	return HUSH_OK;
}

static hush_status read_count(const struct hush_reading *r, const struct hush_json *object, struct hush_source *source)
{
	const struct hush_json *count = hush_json_get(object, "count");
	const struct hush_json *counts = hush_json_get(object, "counts");

	if (count && counts) {
		return hush_refuse(r, count, NULL, "a source has \"count\" or \"counts\", not both");
	}
	if (counts) {
		return read_counts(r, counts, source);
	}
	if (count) {
		source->counts = hush_calloc(1, sizeof *source->counts);
		if (!source->counts) {
			return hush_fail_memory(r->err);
		}
		source->count_count = 1;
		return hush_read_line(r, count, a_column, &source->counts[0].column);
	}
	return HUSH_OK;
}

/*
 * "dedupe": the key's columns.  It works within one unit, so a source without units has none; and several counts in a row
 * would be several records with one key.
 */
static hush_status read_dedupe(const struct hush_reading *r, const struct hush_json *node, const struct hush_json *object,
                               struct hush_source *source)
{
	static const char *const keys[] = {"key"};
	const struct hush_json *key;

	if (source->entity == HUSH_ENTITY_DECLARED) {
		return hush_refuse(r, node, "take repeated rows out of the files beforehand",
		                   "\"dedupe\" needs an \"entity\": of whose rows one counts");
	}
	if (hush_json_get(object, "counts")) {
		return hush_refuse(r, node, NULL, "a source has \"dedupe\" or \"counts\", not both");
	}
	HUSH_TRY(hush_read_object(r, node, "\"dedupe\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"dedupe\"", "key", &key));
	return read_texts(r, key, "\"key\"", a_column, COLUMNS_LIMIT, &source->key_columns, &source->key_column_count);
}

/* How the files differ from plain ones: "multiline", "missing", "dedupe". */
static hush_status read_habits(const struct hush_reading *r, const struct hush_json *object, struct hush_source *source)
{
	const struct hush_json *multiline = hush_json_get(object, "multiline");
	const struct hush_json *missing = hush_json_get(object, "missing");
	const struct hush_json *dedupe = hush_json_get(object, "dedupe");

	if (multiline && !hush_json_bool(multiline, &source->multiline)) {
		return hush_refuse(r, multiline, NULL, "\"multiline\" must be true or false");
	}
	if (missing) {
		HUSH_TRY(read_texts(r, missing, "\"missing\"", "an element of \"missing\"", MISSING_LIMIT, &source->missing,
		                    &source->missing_count));
	}
	return dedupe ? read_dedupe(r, dedupe, object, source) : HUSH_OK;
}

static hush_status read_source(const struct hush_reading *r, const struct hush_json *object, struct hush_source *source)
{
	static const char *const keys[] = {"files", "separator", "entity",    "declared", "time",
	                                   "count", "counts",    "multiline", "missing",  "dedupe"};
	const struct hush_json *entity;
	const struct hush_json *declared;
	const struct hush_json *member;

	HUSH_TRY(hush_read_object(r, object, "a source", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, object, "a source", "files", &member));
	HUSH_TRY(read_files(r, member, source));
	HUSH_TRY(hush_read_separator(r, hush_json_get(object, "separator"), &source->separator));
	entity = hush_json_get(object, "entity");
	declared = hush_json_get(object, "declared");
	if ((entity != NULL) == (declared != NULL)) {
		return hush_refuse(
			r, object,
			"\"entity\" names the columns of the plate (or user); \"declared\" is for counts that arrive without one",
			"a source needs exactly one of \"entity\" and \"declared\"");
	}
	HUSH_TRY(entity ? read_entity(r, entity, source) : read_declared(r, declared, source));
	HUSH_TRY(hush_read_member(r, object, "a source", "time", &member));
	HUSH_TRY(read_time(r, member, source));
	HUSH_TRY(read_count(r, object, source));
	return read_habits(r, object, source);
}

/*
 * All tables about one entity add up in its account, so they must mean the same unit: the same number of columns, and the
 * same canonical form.
 */
static hush_status check_same_unit(const struct hush_reading *r, const struct hush_json *object,
                                   const struct hush_source *source)
{
	for (const struct hush_source *other = r->spec->sources; other < source; other++) {
		if (source->entity != HUSH_ENTITY_DECLARED && other->entity == source->entity &&
		    (other->entity_column_count != source->entity_column_count || other->form != source->form)) {
			return hush_refuse(r, hush_json_get(object, "entity"),
			                   "give all sources of one entity the same number of columns and the same form",
			                   "this source means another %s than the source \"%s\"", hush_entity_name(source->entity),
			                   other->name);
		}
	}
	return HUSH_OK;
}

/*
 * A declared promise holds because one record moves one count by one.  A column that is a count must therefore not decide
 * anything else: not the time, and not the cell.
 */
static hush_status check_counts_only_count(const struct hush_reading *r, const struct hush_json *object,
                                           const struct hush_source *source)
{
	for (uint32_t i = 0; source->entity == HUSH_ENTITY_DECLARED && i < source->count_count; i++) {
		if (strcmp(source->counts[i].column, source->time_column) == 0 ||
		    (source->clock_column && strcmp(source->counts[i].column, source->clock_column) == 0)) {
			return hush_refuse(r, hush_json_get(object, "time"), "name the column of the time stamp",
			                   "the column \"%s\" is a count and cannot be the time as well", source->counts[i].column);
		}
	}
	return HUSH_OK;
}

hush_status hush_read_sources(const struct hush_reading *r, const struct hush_json *node)
{
	struct hush_spec *spec = r->spec;

	if (hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return hush_refuse(r, node, NULL, "\"sources\" must be an object in braces");
	}
	if (hush_json_count(node) > HUSH_MAX_SOURCES) {
		return hush_refuse(r, node, NULL, "a spec may have at most %d sources", HUSH_MAX_SOURCES);
	}
	spec->sources = hush_calloc(hush_json_count(node), sizeof *spec->sources);
	if (!spec->sources) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		struct hush_source *source = &spec->sources[spec->source_count];

		if (hush_is_description(node, i)) {
			continue;
		}
		HUSH_TRY(hush_read_key_name(r, node, i, "the name of a source"));
		spec->source_count++;
		source->name = hush_strdup(hush_json_key(node, i));
		if (!source->name) {
			return hush_fail_memory(r->err);
		}
		HUSH_TRY(read_source(r, hush_json_at(node, i), source));
		HUSH_TRY(check_same_unit(r, hush_json_at(node, i), source));
		HUSH_TRY(check_counts_only_count(r, hush_json_at(node, i), source));
	}
	return spec->source_count ? HUSH_OK : hush_refuse(r, node, NULL, "a spec needs at least one source");
}
