/* domain: see domain.h. */
#include "spec/domain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

static int by_name(const void *a, const void *b)
{
	const struct hush_name_entry *x = a;
	const struct hush_name_entry *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

hush_status hush_name_index_make(char *const *names, uint32_t count, struct hush_name_index *index, hush_error *err)
{
	struct hush_name_entry *items = hush_calloc(count, sizeof *items);

	if (!items) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		items[i] = (struct hush_name_entry){names[i], i};
	}
	qsort(items, count, sizeof *items, by_name);
	*index = (struct hush_name_index){items, count};
	return HUSH_OK;
}

void hush_name_index_release(struct hush_name_index *index)
{
	hush_free(index->items);
	*index = (struct hush_name_index){0};
}

uint32_t hush_name_index_find(const struct hush_name_index *index, const char *name)
{
	uint32_t low = 0;
	uint32_t high = index->count;

	/* The first entry that is not below `name`. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (strcmp(index->items[middle].name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < index->count && strcmp(index->items[low].name, name) == 0 ? index->items[low].at : HUSH_NONE;
}

/* The place of the first name that stood before too, and where; false when all differ. */
static hush_status find_twin(const struct hush_names *values, uint32_t *twin, uint32_t *first, hush_error *err)
{
	struct hush_name_index index;
	uint32_t found = HUSH_NONE;

	HUSH_TRY(hush_name_index_make(values->names, values->count, &index, err));
	for (uint32_t i = 1; i < index.count; i++) {
		if (strcmp(index.items[i - 1].name, index.items[i].name) == 0 && index.items[i].at < found) {
			found = index.items[i].at;
			*first = index.items[i - 1].at;
		}
	}
	hush_name_index_release(&index);
	*twin = found;
	return HUSH_OK;
}

void hush_names_release(struct hush_names *names)
{
	for (uint32_t i = 0; i < names->count; i++) {
		if (names->names[i]) {
			hush_free_wiped(names->names[i], strlen(names->names[i]));
		}
	}
	hush_free(names->names);
	*names = (struct hush_names){0};
}

static hush_status make_names(uint32_t count, struct hush_names *names, hush_error *err)
{
	names->names = hush_calloc(count, sizeof *names->names);
	return names->names ? HUSH_OK : hush_fail_memory(err);
}

static hush_status add_name(struct hush_names *names, const char *name, hush_error *err)
{
	names->names[names->count] = hush_strdup(name);
	if (!names->names[names->count]) {
		return hush_fail_memory(err);
	}
	names->count++;
	return HUSH_OK;
}

static hush_status values_from_list(const struct hush_reading *r, const struct hush_json *node,
                                    struct hush_names *values)
{
	const char *name;
	const char *fault;
	uint32_t twin;
	uint32_t first = 0;
	unsigned long line;
	unsigned long column;

	HUSH_TRY(hush_read_list(r, node, "\"values\"", 1, HUSH_MAX_VALUES));
	HUSH_TRY(make_names(hush_json_count(node), values, r->err));
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		HUSH_TRY(hush_read_string(r, hush_json_at(node, i), "a value", &name));
		fault = hush_name_fault(name);
		if (fault) {
			return hush_refuse(r, hush_json_at(node, i), NULL, "this value cannot be published: %s", fault);
		}
		HUSH_TRY(add_name(values, name, r->err));
	}
	HUSH_TRY(find_twin(values, &twin, &first, r->err));
	if (twin != HUSH_NONE) {
		hush_json_place(hush_json_at(node, first), &line, &column);
		hush_refuse(r, hush_json_at(node, twin), NULL, "this value stands twice in the domain");
		return hush_hint(r->err, "the first one is on line %lu, column %lu; keep one of them", line, column);
	}
	return HUSH_OK;
}

/* Remembered, so that read/ can refuse records that would be shown as if they were public (design rule 1). */
static hush_status remember_public(struct hush_spec *spec, const char *path, hush_error *err)
{
	char **grown = hush_reallocarray(spec->public_files, (size_t)spec->public_file_count + 1, sizeof *grown);
	char *copy = hush_strdup(path);

	if (grown) {
		spec->public_files = grown;
	}
	if (!grown || !copy) {
		hush_free(copy);
		return hush_fail_memory(err);
	}
	spec->public_files[spec->public_file_count++] = copy;
	return HUSH_OK;
}

hush_status hush_read_small_file(const struct hush_reading *r, const struct hush_json *node, char separator,
                                 char **path, struct hush_csv_file *file)
{
	const char *name;
	char *joined;
	hush_status status;

	HUSH_TRY(hush_read_string(r, node, "the name of a file", &name));
	if (r->public_form) {
		return hush_refuse(r, node, "a released spec holds its values itself", "a released spec cannot name a file");
	}
	joined = hush_spec_path(r->spec, name);
	if (!joined) {
		return hush_fail_memory(r->err);
	}
	status = hush_csv_file_read(joined, separator, file, r->err);
	if (status == HUSH_E_NO_INPUT) {
		unsigned long line;
		unsigned long column;

		hush_json_place(node, &line, &column);
		hush_hint(r->err, "%s names it on line %lu; its path is relative to the spec's folder", r->spec->path, line);
	}
	if (status == HUSH_OK) {
		status = hush_refuse_records(r, node, file);
		if (status == HUSH_OK) {
			status = remember_public(r->spec, joined, r->err);
		}
		if (status != HUSH_OK) {
			hush_csv_file_release(file);
		}
	}
	if (status != HUSH_OK) {
		hush_free(joined);
		return status;
	}
	*path = joined;
	return HUSH_OK;
}

hush_status hush_read_small_column(const struct hush_reading *r, const struct hush_json *node, const char *what,
                                   const char *path, const struct hush_csv_file *file, uint32_t *column)
{
	const char *name;
	const char *nearest;
	uint32_t found;

	HUSH_TRY(hush_read_string(r, node, what, &name));
	found = hush_csv_file_column(file, name);
	if (found == UINT32_MAX) {
		nearest = hush_nearest(name, (const char *const *)file->fields, file->columns);
		hush_refuse(r, node, NULL, "%s: the file %s has no such column", what, hush_path_last(path));
		return nearest ? hush_hint(r->err, "did you mean \"%s\"?", nearest)
		               : hush_hint(r->err, "the first line of %s names its columns", path);
	}
	for (uint32_t i = found + 1; i < file->columns; i++) {
		if (strcmp(file->fields[i], name) == 0) {
			return hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[0], 0,
			                    "the header names a column twice that the spec uses");
		}
	}
	*column = found;
	return HUSH_OK;
}

static hush_status values_from_rows(const struct hush_reading *r, const char *path, const struct hush_csv_file *file,
                                    uint32_t column, struct hush_names *values)
{
	const char *fault;
	uint32_t twin;
	uint32_t first = 0;

	if (file->rows < 2) {
		return hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[0], 0,
		                    "the file holds a header and no value: the domain is empty");
	}
	if (file->rows - 1 > HUSH_MAX_VALUES) {
		return hush_fail_at(r->err, HUSH_E_SPEC, path, 0, 0, "a domain may have at most %d values", HUSH_MAX_VALUES);
	}
	HUSH_TRY(make_names(file->rows - 1, values, r->err));
	for (uint32_t row = 1; row < file->rows; row++) {
		const char *name = file->fields[(size_t)row * file->columns + column];

		fault = hush_name_fault(name);
		if (fault) {
			return hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[row], 0,
			                    "the value on this line cannot be published: %s", fault);
		}
		HUSH_TRY(add_name(values, name, r->err));
	}
	HUSH_TRY(find_twin(values, &twin, &first, r->err));
	if (twin != HUSH_NONE) {
		hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[twin + 1], 0,
		             "the value on this line stands twice in the domain");
		return hush_hint(r->err, "the first one is on line %" PRIu32 "; list every value once", file->lines[first + 1]);
	}
	return HUSH_OK;
}

static hush_status values_from_file(const struct hush_reading *r, const struct hush_json *node,
                                    struct hush_names *values)
{
	static const char *const keys[] = {"file", "column", "separator"};
	const struct hush_json *named;
	const struct hush_json *column_node;
	struct hush_csv_file file = {0};
	char *path = NULL;
	char separator;
	uint32_t column = 0;
	hush_status status;

	HUSH_TRY(hush_read_object(r, node, "\"values\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"values\"", "file", &named));
	HUSH_TRY(hush_read_member(r, node, "\"values\"", "column", &column_node));
	HUSH_TRY(hush_read_separator(r, hush_json_get(node, "separator"), &separator));
	HUSH_TRY(hush_read_small_file(r, named, separator, &path, &file));
	status = hush_read_small_column(r, column_node, "\"column\"", path, &file, &column);
	if (status == HUSH_OK) {
		status = values_from_rows(r, path, &file, column, values);
	}
	hush_csv_file_release(&file);
	hush_free(path);
	return status;
}

hush_status hush_read_values(const struct hush_reading *r, const struct hush_json *node, struct hush_names *values)
{
	if (hush_json_kind(node) != HUSH_JSON_ARRAY && hush_json_kind(node) != HUSH_JSON_OBJECT) {
		return hush_refuse(r, node, "write [\"first\", \"second\"] or {\"file\": \"sites.csv\", \"column\": \"site\"}",
		                   "\"values\" must be a list, or name a file and a column");
	}
	return hush_json_kind(node) == HUSH_JSON_ARRAY ? values_from_list(r, node, values)
	                                               : values_from_file(r, node, values);
}

static hush_status fixed_values(const char *const *list, uint32_t count, uint32_t from, struct hush_names *values,
                                hush_error *err)
{
	HUSH_TRY(make_names(count, values, err));
	for (uint32_t i = 0; i < count; i++) {
		HUSH_TRY(add_name(values, list[(from + i) % count], err));
	}
	return HUSH_OK;
}

static hush_status hour_values(const struct hush_spec *spec, struct hush_names *values, hush_error *err)
{
	char date[HUSH_DAY_TEXT];
	char name[HUSH_DAY_TEXT + 3];

	HUSH_TRY(make_names((uint32_t)(spec->to - spec->from) * 24, values, err));
	for (hush_day day = spec->from; day < spec->to; day++) {
		hush_day_format(day, date);
		for (unsigned hour = 0; hour < 24; hour++) {
			snprintf(name, sizeof name, "%sT%02u", date, hour);
			HUSH_TRY(add_name(values, name, err));
		}
	}
	return HUSH_OK;
}

static void name_window(enum hush_window window, hush_day first, char name[HUSH_DAY_TEXT])
{
	int year;
	int month;
	int day;

	hush_day_format(first, name);
	hush_day_to_civil(first, &year, &month, &day);
	if (window == HUSH_WINDOW_MONTH) {
		name[7] = '\0';
	} else if (window == HUSH_WINDOW_QUARTER) {
		name[5] = 'Q';
		name[6] = (char)('1' + (month - 1) / 3);
		name[7] = '\0';
	} else if (window == HUSH_WINDOW_YEAR) {
		name[4] = '\0';
	}
}

static hush_status window_values(const struct hush_spec *spec, enum hush_window window, struct hush_names *values,
                                 hush_error *err)
{
	char name[HUSH_DAY_TEXT];

	HUSH_TRY(make_names((uint32_t)(spec->to - spec->from), values, err)); /* no more windows than days */
	for (hush_day day = spec->from; day < spec->to; day = hush_window_next(window, spec->week_start, day)) {
		name_window(window, hush_window_first(window, spec->week_start, day), name);
		HUSH_TRY(add_name(values, name, err));
	}
	return HUSH_OK;
}

hush_status hush_time_values(const struct hush_spec *spec, enum hush_time_part part, struct hush_names *values,
                             hush_error *err)
{
	static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
	                                       "Friday", "Saturday", "Sunday"};
	static const char *const hours[] = {"00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11",
	                                    "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23"};

	switch (part) {
	case HUSH_PART_HOUR: return hour_values(spec, values, err);
	case HUSH_PART_HOUR_OF_DAY: return fixed_values(hours, 24, 0, values, err);
	case HUSH_PART_WEEKDAY: return fixed_values(weekdays, 7, (uint32_t)spec->week_start, values, err);
	case HUSH_PART_DAY: return window_values(spec, HUSH_WINDOW_DAY, values, err);
	case HUSH_PART_WEEK: return window_values(spec, HUSH_WINDOW_WEEK, values, err);
	case HUSH_PART_MONTH: return window_values(spec, HUSH_WINDOW_MONTH, values, err);
	case HUSH_PART_QUARTER: return window_values(spec, HUSH_WINDOW_QUARTER, values, err);
	case HUSH_PART_YEAR: return window_values(spec, HUSH_WINDOW_YEAR, values, err);
	}
	return hush_fail_bug(err, "hush_time_values");
}
