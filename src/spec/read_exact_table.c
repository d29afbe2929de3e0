/*
 * read_exact_table: an exact statistic by dimension, from the spec or from a public file.
 *
 * A file has a column for every dimension, of the dimension's name, and names one cell a row.  What it has no row for is
 * not recorded, which is not the same as 0.
 */
#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "spec/domain.h"
#include "spec/parts.h"

enum { BY_LIMIT = 16, COLUMNS_LIMIT = 64, VALUE_LIMIT = 100000, ROWS_LIMIT = 1000000 };

static const char *const keys[] = {"name", "title", "by", "columns", "rows", "file", "separator", "why"};

bool hush_is_exact_table(const struct hush_json *node)
{
	return hush_json_get(node, "by") || hush_json_get(node, "columns") || hush_json_get(node, "rows") ||
	       hush_json_get(node, "file");
}

/* Why a value must not be published, or NULL. Negative numbers may start with a minus. */
static const char *value_fault(const char *value)
{
	struct hush_rational parsed;
	bool number;

	if (strlen(value) > VALUE_LIMIT) {
		return "it is longer than 100000 bytes";
	}
	if (hush_text_fault(value)) {
		return hush_text_fault(value);
	}
	if (value[0] == '-') {
		hush_rational_init(&parsed);
		number = hush_rational_parse(&parsed, value + 1) && !strchr(value, '/');
		hush_rational_clear(&parsed);
		return number ? NULL : "it starts with a character that a spreadsheet would run as a formula (= + - @)";
	}
	return strchr("=+@", value[0]) ? "it starts with a character that a spreadsheet would run as a formula (= + - @)"
	                               : NULL;
}

static hush_status read_dimensions(const struct hush_reading *r, const struct hush_json *node,
                                   struct hush_exact_table *table)
{
	bool fits = true;

	HUSH_TRY(hush_read_by(r, node, &table->by, &table->by_count));
	HUSH_TRY(hush_read_list(r, node, "\"by\"", 1, BY_LIMIT));
	table->cells = 1;
	for (uint32_t i = 0; i < table->by_count; i++) {
		if (r->spec->dimensions[table->by[i]].at_most) {
			return hush_refuse(r, hush_json_at(node, i), "list the values of the dimension",
			                   "an exact table cannot go by values that are discovered");
		}
		fits = fits && hush_mul_u64(table->cells, r->spec->dimensions[table->by[i]].values.count, &table->cells) &&
		       table->cells <= ROWS_LIMIT;
	}
	return fits ? HUSH_OK
	            : hush_refuse(r, node, "use fewer or coarser dimensions", "an exact table may have at most %d cells",
	                          ROWS_LIMIT);
}

static hush_status read_columns(const struct hush_reading *r, const struct hush_json *node,
                                struct hush_exact_table *table)
{
	const char *name;

	HUSH_TRY(hush_read_list(r, node, "\"columns\"", 1, COLUMNS_LIMIT));
	table->columns = hush_calloc(hush_json_count(node), sizeof *table->columns);
	if (!table->columns) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		const struct hush_json *element = hush_json_at(node, i);

		HUSH_TRY(hush_read_string(r, element, "the name of a column", &name));
		if (hush_name_fault(name)) {
			return hush_refuse(r, element, NULL, "the name of this column cannot be published: %s", hush_name_fault(name));
		}
		for (uint32_t j = 0; j < i; j++) {
			if (strcmp(table->columns[j], name) == 0) {
				return hush_refuse(r, element, NULL, "this column stands twice in \"columns\"");
			}
		}
		for (uint32_t k = 0; k < table->by_count; k++) {
			if (strcmp(r->spec->dimensions[table->by[k]].name, name) == 0) {
				return hush_refuse(r, element, "name the columns that hold values", "this column is a dimension of the table");
			}
		}
		table->columns[table->column_count] = hush_strdup(name);
		if (!table->columns[table->column_count++]) {
			return hush_fail_memory(r->err);
		}
	}
	return HUSH_OK;
}

static hush_status make_values(const struct hush_reading *r, struct hush_exact_table *table)
{
	table->values = hush_calloc((size_t)(table->cells * table->column_count), sizeof *table->values);
	return table->values ? HUSH_OK : hush_fail_memory(r->err);
}

/* One element of a row: null, an integer, or a text. */
static hush_status read_element(const struct hush_reading *r, const struct hush_json *node, char **value)
{
	char digits[HUSH_INTEGER_TEXT];
	const char *text = hush_json_string(node);
	int64_t integer;

	if (hush_json_kind(node) == HUSH_JSON_NULL) {
		return HUSH_OK;
	}
	if (!text && hush_json_integer(node, &integer)) {
		hush_format_i64(integer, digits);
		text = digits;
	}
	if (!text || value_fault(text)) {
		return hush_refuse(r, node, "write null for what is not recorded", "this value cannot be published: %s",
		                   text ? value_fault(text) : "it is neither an integer nor a text");
	}
	*value = hush_strdup(text);
	return *value ? HUSH_OK : hush_fail_memory(r->err);
}

static hush_status read_rows(const struct hush_reading *r, const struct hush_json *node, struct hush_exact_table *table)
{
	if (hush_json_kind(node) != HUSH_JSON_ARRAY || hush_json_count(node) != table->cells) {
		return hush_refuse(r, node, "the last dimension varies fastest; or name a \"file\" that says which cell a row is",
		                   "\"rows\" must be a list of %" PRIu64 " rows, one for each cell", table->cells);
	}
	for (uint32_t i = 0; i < table->cells; i++) {
		const struct hush_json *row = hush_json_at(node, i);

		HUSH_TRY(hush_read_list(r, row, "a row", table->column_count, table->column_count));
		for (uint32_t j = 0; j < table->column_count; j++) {
			HUSH_TRY(read_element(r, hush_json_at(row, j), &table->values[(size_t)i * table->column_count + j]));
		}
	}
	return HUSH_OK;
}

/* A file's columns: those of the dimensions, then those of the values. */
struct file_columns {
	uint32_t by[BY_LIMIT];
	uint32_t values[COLUMNS_LIMIT];
	struct hush_name_index index[BY_LIMIT]; /* of the dimensions' values */
};

static hush_status find_columns(const struct hush_reading *r, const struct hush_json *object, const char *path,
                                const struct hush_csv_file *file, const struct hush_exact_table *table,
                                struct file_columns *columns)
{
	const struct hush_json *named = hush_json_get(object, "columns");

	for (uint32_t k = 0; k < table->by_count; k++) {
		const char *name = r->spec->dimensions[table->by[k]].name;

		columns->by[k] = hush_csv_file_column(file, name);
		if (columns->by[k] == UINT32_MAX) {
			hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[0], 0, "the header has no column \"%s\"", name);
			return hush_hint(r->err, "a file of exact values has a column for each dimension, of the dimension's name");
		}
	}
	for (uint32_t j = 0; j < table->column_count; j++) {
		HUSH_TRY(hush_read_small_column(r, hush_json_at(named, j), "\"columns\"", path, file, &columns->values[j]));
	}
	return HUSH_OK;
}

static void trimmed(const char *field, const char **text, size_t *length)
{
	*text = field;
	*length = strlen(field);
	hush_trim(text, length);
}

/* The cell that a row names. */
static hush_status find_cell(const struct hush_reading *r, const char *path, const struct hush_csv_file *file,
                             uint32_t row, const struct hush_exact_table *table, const struct file_columns *columns,
                             uint64_t *cell)
{
	uint64_t place = 0;

	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &r->spec->dimensions[table->by[k]];
		const char *text;
		size_t length;
		char *name;
		uint32_t value;

		trimmed(file->fields[(size_t)row * file->columns + columns->by[k]], &text, &length);
		name = hush_strndup(text, length);
		if (!name) {
			return hush_fail_memory(r->err);
		}
		value = hush_name_index_find(&columns->index[k], name);
		hush_free(name);
		if (value == HUSH_NONE) {
			hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[row], 0, "\"%s\" has no such value as this line's",
			             dimension->name);
			return hush_hint(r->err, "take the line out, or add the value to the dimension");
		}
		place = place * dimension->values.count + value;
	}
	*cell = place;
	return HUSH_OK;
}

static hush_status read_row(const struct hush_reading *r, const char *path, const struct hush_csv_file *file,
                            uint32_t row, struct hush_exact_table *table, const struct file_columns *columns,
                            uint32_t *seen)
{
	uint64_t cell = 0;

	HUSH_TRY(find_cell(r, path, file, row, table, columns, &cell));
	if (seen[cell]) {
		hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[row], 0, "a second line for one cell");
		return hush_hint(r->err, "the first one is on line %" PRIu32, seen[cell]);
	}
	seen[cell] = file->lines[row];
	for (uint32_t j = 0; j < table->column_count; j++) {
		const char *text;
		size_t length;
		char **value = &table->values[cell * table->column_count + j];

		trimmed(file->fields[(size_t)row * file->columns + columns->values[j]], &text, &length);
		if (length == 0) {
			continue;
		}
		*value = hush_strndup(text, length);
		if (!*value) {
			return hush_fail_memory(r->err);
		}
		if (value_fault(*value)) {
			return hush_fail_at(r->err, HUSH_E_SPEC, path, file->lines[row], 0,
			                    "the value of \"%s\" on this line cannot be published: %s", table->columns[j],
			                    value_fault(*value));
		}
	}
	return HUSH_OK;
}

static hush_status rows_from_file(const struct hush_reading *r, const struct hush_json *object, const char *path,
                                  const struct hush_csv_file *file, struct hush_exact_table *table)
{
	struct file_columns columns = {0};
	uint32_t *seen = hush_calloc((size_t)table->cells, sizeof *seen);
	hush_status status = seen ? find_columns(r, object, path, file, table, &columns) : hush_fail_memory(r->err);

	for (uint32_t k = 0; status == HUSH_OK && k < table->by_count; k++) {
		const struct hush_names *values = &r->spec->dimensions[table->by[k]].values;

		status = hush_name_index_make(values->names, values->count, &columns.index[k], r->err);
	}
	for (uint32_t row = 1; status == HUSH_OK && row < file->rows; row++) {
		status = read_row(r, path, file, row, table, &columns, seen);
	}
	for (uint32_t k = 0; k < table->by_count; k++) {
		hush_name_index_release(&columns.index[k]);
	}
	hush_free(seen);
	return status;
}

static hush_status read_file(const struct hush_reading *r, const struct hush_json *object, struct hush_exact_table *table)
{
	struct hush_csv_file file = {0};
	char *path = NULL;
	char separator;
	hush_status status;

	HUSH_TRY(hush_read_separator(r, hush_json_get(object, "separator"), &separator));
	HUSH_TRY(hush_read_small_file(r, hush_json_get(object, "file"), separator, &path, &file));
	status = rows_from_file(r, object, path, &file, table);
	hush_csv_file_release(&file);
	hush_free(path);
	return status;
}

hush_status hush_read_exact_table(const struct hush_reading *r, const struct hush_json *node,
                                  struct hush_exact_table *table)
{
	const struct hush_json *member;
	const struct hush_json *rows = hush_json_get(node, "rows");
	const struct hush_json *file = hush_json_get(node, "file");

	HUSH_TRY(hush_read_object(r, node, "an exact table", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_new_name(r, node, "an exact table", &table->name));
	member = hush_json_get(node, "title");
	if (member) {
		HUSH_TRY(hush_read_line(r, member, "\"title\"", &table->title));
	} else {
		table->title = hush_strdup(table->name);
		HUSH_TRY(table->title ? HUSH_OK : hush_fail_memory(r->err));
	}
	HUSH_TRY(hush_read_member(r, node, "an exact table", "by", &member));
	HUSH_TRY(read_dimensions(r, member, table));
	HUSH_TRY(hush_read_member(r, node, "an exact table", "columns", &member));
	HUSH_TRY(read_columns(r, member, table));
	if ((rows != NULL) == (file != NULL)) {
		return hush_refuse(r, node, "name a public \"file\", or write the values under \"rows\"",
		                   "an exact table needs exactly one of \"file\" and \"rows\"");
	}
	if (rows && hush_json_get(node, "separator")) {
		return hush_refuse(r, hush_json_get(node, "separator"), "leave it out", "\"separator\" goes with \"file\"");
	}
	HUSH_TRY(make_values(r, table));
	HUSH_TRY(rows ? read_rows(r, rows, table) : read_file(r, node, table));
	HUSH_TRY(hush_read_member(r, node, "an exact table", "why", &member));
	return hush_read_line(r, member, "\"why\"", &table->why);
}

void hush_exact_table_release(struct hush_exact_table *table)
{
	for (uint64_t i = 0; table->values && i < table->cells * table->column_count; i++) {
		hush_free(table->values[i]);
	}
	for (uint32_t i = 0; table->columns && i < table->column_count; i++) {
		hush_free(table->columns[i]);
	}
	hush_free(table->values);
	hush_free(table->columns);
	hush_free(table->by);
	hush_free(table->name);
	hush_free(table->title);
	hush_free(table->why);
}
