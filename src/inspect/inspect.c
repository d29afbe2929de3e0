/*
 * inspect: see inspect.h.
 *
 * The counting is the same as for a release, under a limiting key drawn for this one look: what is cut here says what a
 * release would cut, but not which cells of a vehicle a release would keep.
 */
#include "inspect/inspect.h"

#include "aggregate/count.h"
#include "base/crypto.h"
#include "base/json_write.h"
#include "base/memory.h"
#include "inspect/found.h"
#include "read/inputs.h"
#include "read/tally.h"
#include "spec/domain.h"
#include "spec/resolved.h"

enum { LARGEST = 10, NAME_LIMIT = 1 << 20 };

/* What was seen. */
struct view {
	const struct hush_spec *spec;
	struct hush_inputs *inputs;
	struct hush_exact_tables *exact;
	struct hush_spec *full; /* with the values of the largest cells; NULL when the spec lists them all */
	struct hush_found_sizes *found; /* by table: how large it is with all values */
	struct hush_tally tally;
};

static hush_status look(const struct hush_spec *spec, const hush_effort *effort, struct view *view, hush_error *err)
{
	struct hush_count_effort counting = {.asked = effort ? *effort : (hush_effort){0}};
	uint8_t limit_key[32];
	hush_status status;

	view->spec = spec;
	view->tally.sources = hush_calloc(spec->source_count, sizeof *view->tally.sources);
	view->tally.tables = hush_calloc(spec->table_count, sizeof *view->tally.tables);
	view->found = hush_calloc(spec->table_count, sizeof *view->found);
	if (!view->tally.sources || !view->tally.tables || !view->found) {
		return hush_fail_memory(err);
	}
	HUSH_TRY(hush_inputs_check(spec, &view->inputs, err));
	hush_system_random(limit_key, sizeof limit_key);
	status = hush_count(spec, view->inputs, limit_key, &counting, &view->tally, &view->exact, err);
	if (status == HUSH_OK && view->exact->found) {
		status = hush_found_largest(spec, LARGEST, view->exact, view->found, &view->full, err);
	}
	if (status == HUSH_OK && view->full) {
		view->spec = view->full;
	}
	hush_wipe(limit_key, sizeof limit_key);
	return status;
}

static void view_release(struct view *view)
{
	hush_exact_free(view->exact);
	hush_inputs_free(view->inputs);
	hush_free_wiped(view->tally.sources, view->spec->source_count * sizeof *view->tally.sources);
	hush_free_wiped(view->tally.tables, view->spec->table_count * sizeof *view->tally.tables);
	hush_free_wiped(view->found, view->spec->table_count * sizeof *view->found);
	hush_spec_resolved_free(view->full);
}

/* Quantiles have a value in every cell, and none is larger than others in a way that matters: the first ones are shown. */
static bool chosen(const struct view *view, uint32_t table)
{
	return view->exact->points[table] != NULL;
}

/* In the unit of the column. */
static void put_quantile(const struct view *view, uint32_t table, uint64_t cell, char text[HUSH_EDGE_TEXT])
{
	const struct hush_table *shape = &view->spec->tables[table];
	uint32_t points = hush_grid_points(&shape->amount);
	const uint64_t *values = &view->exact->points[table][cell / shape->quantile_count * points];
	int64_t steps = shape->amount.low + hush_exact_quantile(values, points, &shape->quantiles[cell % shape->quantile_count]);

	hush_edge_format(steps * shape->amount.grid, text);
}

static uint32_t first_cells(const struct view *view, uint32_t table, uint64_t cells[LARGEST])
{
	uint64_t count = view->spec->tables[table].cells;
	uint32_t shown = count < LARGEST ? (uint32_t)count : LARGEST;

	for (uint32_t i = 0; i < shown; i++) {
		cells[i] = i;
	}
	return shown;
}

/* Exact counts are at most 2^60. */
static int64_t value_of(const struct view *view, uint32_t table, uint64_t cell)
{
	return view->exact->tables[table] ? (int64_t)view->exact->tables[table][cell] : view->exact->moved[table][cell];
}

static uint64_t size_of(const struct view *view, uint32_t table, uint64_t cell)
{
	int64_t value = value_of(view, table, cell);

	return (uint64_t)(value < 0 ? -value : value);
}

static uint64_t cells_of(const struct view *view, uint32_t table)
{
	return view->spec->tables[table].discovers ? view->found[table].cells : view->spec->tables[table].cells;
}

static uint64_t cells_not_zero(const struct view *view, uint32_t table)
{
	uint64_t count = 0;

	if (view->spec->tables[table].discovers) {
		return view->found[table].not_zero;
	}
	for (uint64_t cell = 0; cell < view->exact->cells[table]; cell++) {
		count += size_of(view, table, cell) > 0;
	}
	return count;
}

/* The cells of largest count, or of the sum that is farthest from 0, falling, at most LARGEST and none that is 0; of equal ones the first. */
static uint32_t largest_cells(const struct view *view, uint32_t table, uint64_t largest[LARGEST])
{
	uint32_t found = 0;

	for (uint64_t cell = 0; cell < view->exact->cells[table]; cell++) {
		uint64_t size = size_of(view, table, cell);
		uint32_t at;

		if (size == 0 || (found == LARGEST && size <= size_of(view, table, largest[LARGEST - 1]))) {
			continue;
		}
		at = found < LARGEST ? found++ : LARGEST - 1;
		for (; at > 0 && size_of(view, table, largest[at - 1]) < size; at--) {
			largest[at] = largest[at - 1];
		}
		largest[at] = cell;
	}
	return found;
}

/* "Alder & 3rd, 2025-01-31"; "all" for a table without dimensions. */
static void cell_name(const struct view *view, uint32_t table, uint64_t cell, struct hush_buffer *name)
{
	const struct hush_table *shape = &view->spec->tables[table];

	hush_buffer_clear(name);
	if (shape->by_count == 0) {
		hush_buffer_text(name, "all");
	}
	for (uint32_t k = 0; k < shape->by_count; k++) {
		uint32_t value = hush_table_value(view->spec, shape, cell, k);

		hush_buffer_text(name, k ? ", " : "");
		hush_buffer_text(name, view->spec->dimensions[shape->by[k]].values.names[value]);
	}
}

static bool declared(const struct view *view, uint32_t source)
{
	return view->spec->sources[source].entity == HUSH_ENTITY_DECLARED;
}

/* -- plain text: every line says that it is private ---------------------------------------------------------------- */

static void plain_source(const struct view *view, uint32_t s, struct hush_buffer *out)
{
	const struct hush_source *source = &view->spec->sources[s];
	const struct hush_tally_source *tally = &view->tally.sources[s];

	hush_buffer_format(out, "PRIVATE source %s: %llu rows in %u file%s, %llu kept", source->name,
	                   (unsigned long long)tally->rows, hush_inputs_file_count(view->inputs, s),
	                   hush_inputs_file_count(view->inputs, s) == 1 ? "" : "s",
	                   (unsigned long long)tally->by_reason[HUSH_KEPT]);
	if (declared(view, s)) {
		hush_buffer_text(out, ", no units (declared)\n");
	} else {
		hush_buffer_format(out, ", %llu units (one %s in one %s each)\n", (unsigned long long)tally->units,
		                   hush_entity_name(source->entity), hush_window_name(view->spec->window));
	}
	if (source->key_column_count) {
		hush_buffer_format(out, "PRIVATE   %llu of those kept repeat another by their \"dedupe\" key and are not counted again\n",
		                   (unsigned long long)tally->repeats);
	}
	for (unsigned reason = HUSH_KEPT + 1; reason < HUSH_REASON_COUNT; reason++) {
		uint64_t left_out = tally->by_reason[reason];

		if (left_out == 0) {
			continue;
		}
		hush_buffer_format(out, "PRIVATE   left out %llu: %s; first at ", (unsigned long long)left_out,
		                   hush_reason_name((enum hush_reason)reason));
		for (unsigned i = 0; i < HUSH_TALLY_EXAMPLES && i < left_out; i++) {
			hush_buffer_format(out, "%s%s:%llu", i ? ", " : "",
			                   hush_inputs_file(view->inputs, s, tally->examples[reason][i].file),
			                   (unsigned long long)tally->examples[reason][i].line);
		}
		hush_buffer_byte(out, '\n');
	}
}

static void plain_table(const struct view *view, uint32_t t, struct hush_buffer *name, struct hush_buffer *out)
{
	const struct hush_table *table = &view->spec->tables[t];
	const struct hush_tally_table *tally = &view->tally.tables[t];
	char value[HUSH_EDGE_TEXT];
	uint64_t largest[LARGEST];
	uint32_t count = chosen(view, t) ? first_cells(view, t, largest) : largest_cells(view, t, largest);

	hush_buffer_format(out, "PRIVATE table %s: %llu offered to its cells", table->name, (unsigned long long)tally->offered);
	if (!table->amount.column) { /* what is kept of values is not a number of them */
		hush_buffer_format(out, ", %llu %s after limiting", (unsigned long long)tally->kept,
		                   table->measure == HUSH_MEASURE_VEHICLES ? "counted as distinct vehicles" : "kept");
	}
	if (!declared(view, table->source)) {
		hush_buffer_format(out, ", %llu units cut", (unsigned long long)tally->units_cut);
	}
	if (chosen(view, t)) {
		hush_buffer_format(out, "; the first %u of %llu cells\n", count, (unsigned long long)table->cells);
	} else {
		hush_buffer_format(out, "; %llu of %llu cells are not zero\n", (unsigned long long)cells_not_zero(view, t),
		                   (unsigned long long)cells_of(view, t));
	}
	for (uint32_t i = 0; i < count; i++) {
		cell_name(view, t, largest[i], name);
		if (chosen(view, t)) {
			put_quantile(view, t, largest[i], value);
			hush_buffer_format(out, "PRIVATE   %12s  %s\n", value, name->bytes ? name->bytes : "");
			continue;
		}
		hush_buffer_format(out, "PRIVATE   %12lld  %s\n", (long long)value_of(view, t, largest[i]),
		                   name->bytes ? name->bytes : "");
	}
}

static void plain(const struct view *view, struct hush_buffer *name, struct hush_buffer *out)
{
	hush_buffer_text(out, "PRIVATE exact counts for your own eyes: do not publish, send or store this text\n");
	for (uint32_t s = 0; s < view->spec->source_count; s++) {
		plain_source(view, s, out);
	}
	for (uint32_t t = 0; t < view->spec->table_count; t++) {
		plain_table(view, t, name, out);
	}
}

/* -- JSON ---------------------------------------------------------------------------------------------- */

static void json_source(const struct view *view, uint32_t s, struct hush_json_writer *json)
{
	const struct hush_tally_source *tally = &view->tally.sources[s];

	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", view->spec->sources[s].name);
	hush_json_put_u64(json, "files", hush_inputs_file_count(view->inputs, s));
	hush_json_put_u64(json, "rows", tally->rows);
	hush_json_put_u64(json, "kept", tally->by_reason[HUSH_KEPT]);
	if (!declared(view, s)) {
		hush_json_put_u64(json, "units", tally->units);
	}
	if (view->spec->sources[s].key_column_count) {
		hush_json_put_u64(json, "repeats", tally->repeats);
	}
	hush_json_array(json, "left_out");
	for (unsigned reason = HUSH_KEPT + 1; reason < HUSH_REASON_COUNT; reason++) {
		uint64_t left_out = tally->by_reason[reason];

		if (left_out == 0) {
			continue;
		}
		hush_json_object(json, NULL);
		hush_json_put_string(json, "reason", hush_reason_name((enum hush_reason)reason));
		hush_json_put_u64(json, "rows", left_out);
		hush_json_array(json, "first");
		for (unsigned i = 0; i < HUSH_TALLY_EXAMPLES && i < left_out; i++) {
			hush_json_object(json, NULL);
			hush_json_put_string(json, "file", hush_inputs_file(view->inputs, s, tally->examples[reason][i].file));
			hush_json_put_u64(json, "line", tally->examples[reason][i].line);
			hush_json_end(json);
		}
		hush_json_end(json);
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void json_table(const struct view *view, uint32_t t, struct hush_json_writer *json)
{
	const struct hush_table *table = &view->spec->tables[t];
	const struct hush_tally_table *tally = &view->tally.tables[t];
	char value[HUSH_EDGE_TEXT];
	uint64_t largest[LARGEST];
	uint32_t count = chosen(view, t) ? first_cells(view, t, largest) : largest_cells(view, t, largest);

	hush_json_object(json, NULL);
	hush_json_put_string(json, "name", table->name);
	hush_json_put_string(json, "measure", hush_measure_name(table->measure));
	hush_json_put_u64(json, "offered", tally->offered);
	if (!table->amount.column) {
		hush_json_put_u64(json, "kept", tally->kept);
	}
	if (!declared(view, table->source)) {
		hush_json_put_u64(json, "units_cut", tally->units_cut);
	}
	hush_json_put_u64(json, "cells", cells_of(view, t));
	if (!chosen(view, t)) {
		hush_json_put_u64(json, "cells_not_zero", cells_not_zero(view, t));
	}
	hush_json_array(json, chosen(view, t) ? "first" : "largest");
	for (uint32_t i = 0; i < count; i++) {
		hush_json_object(json, NULL);
		hush_json_array(json, "cell");
		for (uint32_t k = 0; k < table->by_count; k++) {
			uint32_t at = hush_table_value(view->spec, table, largest[i], k);

			hush_json_put_string(json, NULL, view->spec->dimensions[table->by[k]].values.names[at]);
		}
		hush_json_end(json);
		if (chosen(view, t)) {
			put_quantile(view, t, largest[i], value);
			hush_json_put_string(json, "value", value);
		} else {
			hush_json_put_i64(json, "count", value_of(view, t, largest[i]));
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void as_json(const struct view *view, struct hush_buffer *out)
{
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount.inspect/1");
	hush_json_put_bool(&json, "ok", true);
	hush_json_put_bool(&json, "private", true);
	hush_json_array(&json, "sources");
	for (uint32_t s = 0; s < view->spec->source_count; s++) {
		json_source(view, s, &json);
	}
	hush_json_end(&json);
	hush_json_array(&json, "tables");
	for (uint32_t t = 0; t < view->spec->table_count; t++) {
		json_table(view, t, &json);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

hush_status hush_inspect(const struct hush_spec *spec, const hush_effort *effort, hush_format format, struct hush_buffer *out, hush_error *err)
{
	struct view view = {.spec = spec};
	struct hush_buffer name;
	hush_status status = look(spec, effort, &view, err);

	hush_buffer_init(&name, NAME_LIMIT);
	if (status == HUSH_OK && format == HUSH_FORMAT_JSON) {
		as_json(&view, out);
	} else if (status == HUSH_OK) {
		plain(&view, &name, out);
	}
	if (status == HUSH_OK) {
		status = hush_buffer_check(&name, err);
	}
	if (status == HUSH_OK) {
		status = hush_buffer_check(out, err);
	}
	hush_buffer_release_wiped(&name);
	view_release(&view);
	return status;
}
