/*
 * read_quantiles: which quantiles of a numeric column are chosen, and the tables that they are made of.
 *
 * A table of quantiles has one row for each of them: the last of its `by` is a dimension made here, which says which one.
 * No record has a value of it, and the spec does not write it.
 */
#include <string.h>

#include "base/checked.h"
#include "base/memory.h"
#include "spec/parts.h"

enum { WHOLE_LIMIT = 1000, QUANTILE_PARTS = 9, COUNT_PARTS = 1, NAME_DIGITS = 12, NAME_ROOM = 64 };

static const char dimension_name[] = "quantile";

static hush_status read_quantile(const struct hush_reading *r, const struct hush_json *node, struct hush_quantile *quantile)
{
	struct hush_rational value;
	bool good;
	hush_status status;

	hush_rational_init(&value);
	status = hush_read_decimal(r, node, "a quantile", &value);
	good = status == HUSH_OK && mpq_sgn(value.q) > 0 && mpq_cmp_ui(value.q, 1, 1) < 0 &&
	       mpz_cmp_ui(mpq_denref(value.q), WHOLE_LIMIT) <= 0;
	if (good) {
		*quantile = (struct hush_quantile){(uint32_t)mpz_get_ui(mpq_numref(value.q)), (uint32_t)mpz_get_ui(mpq_denref(value.q))};
	} else if (status == HUSH_OK) {
		status = hush_refuse(r, node, "\"0.5\" is the median, \"0.9\" what nine in ten lie at or below",
		                     "a quantile must be above 0 and below 1, with at most three places");
	}
	hush_rational_clear(&value);
	return status;
}

hush_status hush_read_quantile_list(const struct hush_reading *r, const struct hush_json *of, struct hush_table *table)
{
	const struct hush_json *node;

	HUSH_TRY(hush_read_member(r, of, "\"of\"", "quantiles", &node));
	HUSH_TRY(hush_read_list(r, node, "of.quantiles", 1, HUSH_MAX_QUANTILES));
	table->quantiles = hush_calloc(hush_json_count(node), sizeof *table->quantiles);
	if (!table->quantiles) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < hush_json_count(node); i++) {
		struct hush_quantile *quantile = &table->quantiles[i];

		HUSH_TRY(read_quantile(r, hush_json_at(node, i), quantile));
		if (i > 0 && (uint64_t)quantile->part * quantile[-1].whole <= (uint64_t)quantile[-1].part * quantile->whole) {
			return hush_refuse(r, hush_json_at(node, i), "list them from the least to the greatest, each once",
			                   "this quantile is not above the one before it");
		}
		table->quantile_count++;
	}
	return HUSH_OK;
}

/* "0.25" */
static char *name_of(const struct hush_quantile *quantile)
{
	struct hush_rational value;
	struct hush_buffer text;
	char *name;

	hush_rational_init(&value);
	hush_rational_set_u64(&value, quantile->part, quantile->whole);
	hush_buffer_init(&text, NAME_ROOM);
	hush_rational_decimal(&value, NAME_DIGITS, HUSH_UP, &text);
	name = text.failed ? NULL : hush_strdup(text.bytes);
	hush_buffer_release(&text);
	hush_rational_clear(&value);
	return name;
}

/* The dimension of the table's quantiles, as the last of spec->dimensions. */
static hush_status add_dimension(const struct hush_reading *r, const struct hush_table *table)
{
	struct hush_spec *spec = r->spec;
	struct hush_dimension *dimensions =
	    hush_reallocarray(spec->dimensions, (size_t)spec->dimension_count + 1, sizeof *spec->dimensions);
	struct hush_dimension *dimension;

	if (!dimensions) {
		return hush_fail_memory(r->err);
	}
	spec->dimensions = dimensions;
	dimension = &dimensions[spec->dimension_count++];
	*dimension = (struct hush_dimension){.name = hush_strdup(dimension_name),
	                                     .kind = HUSH_DIMENSION_QUANTILE,
	                                     .base = HUSH_NONE,
	                                     .other = HUSH_NONE,
	                                     .blank = HUSH_NONE};
	dimension->values.names = hush_calloc(table->quantile_count, sizeof *dimension->values.names);
	if (!dimension->name || !dimension->values.names) {
		return hush_fail_memory(r->err);
	}
	for (uint32_t i = 0; i < table->quantile_count; i++) {
		dimension->values.names[i] = name_of(&table->quantiles[i]);
		if (!dimension->values.names[i]) {
			return hush_fail_memory(r->err);
		}
		dimension->values.count++;
	}
	return HUSH_OK;
}

static hush_status check_ask(const struct hush_reading *r, const struct hush_json *object, const struct hush_table *table)
{
	static const char *const taken[] = {dimension_name, "share_lower", "share_upper"};

	if (table->ask != HUSH_ASK_SHARE || r->spec->split != HUSH_SPLIT_BUDGET) {
		return hush_refuse(r, object, "give it a \"share\", with \"split\" budget",
		                   "quantiles take a share of the budget: what is chosen has no variance, nor a margin in its own unit");
	}
	for (uint32_t k = 0; k < table->by_count; k++) {
		for (size_t i = 0; i < HUSH_COUNT_OF(taken); i++) {
			if (strcmp(r->spec->dimensions[table->by[k]].name, taken[i]) == 0) {
				return hush_refuse(r, hush_json_get(object, "by"), "give the dimension another name",
				                   "a table of quantiles has a column \"%s\" of its own", taken[i]);
			}
		}
	}
	return HUSH_OK;
}

/* One cell for each quantile, and the points of the grid for the one look at all values: both are held in memory. */
static hush_status multiply_cells(const struct hush_reading *r, const struct hush_json *object, struct hush_table *table,
                                  uint64_t *total)
{
	uint64_t points;
	uint64_t more;

	return hush_mul_u64(table->cells, hush_grid_points(&table->amount), &points) &&
	               hush_mul_u64(table->cells, table->quantile_count - 1, &more) && hush_add_u64(*total, points, total) &&
	               hush_add_u64(*total, more, total) && *total <= HUSH_MAX_CELLS
	           ? HUSH_OK
	           : hush_refuse(r, object, "use a coarser grid, or fewer or coarser dimensions",
	                         "the tables of a release may have at most %d cells together; for quantiles every point of the "
	                         "grid counts as one in each cell",
	                         HUSH_MAX_CELLS);
}

hush_status hush_split_quantiles(const struct hush_reading *r, const struct hush_json *object, uint64_t *total)
{
	struct hush_spec *spec = r->spec;
	struct hush_table *table = &spec->tables[spec->table_count - 1];
	uint32_t *by;

	HUSH_TRY(check_ask(r, object, table));
	if (spec->dimension_count == HUSH_MAX_DIMENSIONS) {
		return hush_refuse(r, object, "publish several releases", "every table of quantiles adds a dimension, and there are %d already",
		                   HUSH_MAX_DIMENSIONS);
	}
	HUSH_TRY(multiply_cells(r, object, table, total));
	HUSH_TRY(hush_add_value_count(r, object, &(struct hush_value_count){table, QUANTILE_PARTS, COUNT_PARTS, NULL}, total));
	by = hush_reallocarray(table->by, (size_t)table->by_count + 1, sizeof *by);
	if (!by) {
		return hush_fail_memory(r->err);
	}
	table->by = by;
	HUSH_TRY(add_dimension(r, table));
	table->by[table->by_count++] = spec->dimension_count - 1;
	table->cells *= table->quantile_count;
	return HUSH_OK;
}
