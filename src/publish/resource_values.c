/* resource_values: see resource_values.h. */
#include "publish/resource_values.h"

#include <string.h>

#include "base/civil.h"
#include "base/memory.h"
#include "post/quotient.h"
#include "post/rank.h"
#include "publish/computed_csv.h"
#include "publish/interval.h"
#include "spec/domain.h"

enum { COUNTED_GROUP = 1 << 20, COMPUTED_GROUP = 1 << 16, NUMBERS = 5 };

/* A computed cell: HUSH_COLUMN_ESTIMATE to HUSH_COLUMN_UPPER, in their order. */
struct computed {
	enum hush_quotient_status status;
	double numbers[NUMBERS];
};

struct hush_resource_values {
	const struct hush_release *release;
	struct hush_resource table;
	struct hush_column *columns;
	double std_dev;               /* COUNTED */
	struct hush_ranks ranks;      /* COUNTED: of quantiles */
	struct hush_quotients *cells; /* COMPUTED */
	struct computed *computed;    /* COMPUTED: the group */
	uint64_t first;               /* row of the group */
};

/* The double nearest to a decimal text of ours; the two neighbours differ unless it is exact. */
static double nearest(const char *text)
{
	struct hush_rational value;
	struct hush_rational below;
	struct hush_rational above;
	bool negative = text[0] == '-';
	double result = 0;

	hush_rational_init(&value);
	hush_rational_init(&below);
	hush_rational_init(&above);
	if (hush_rational_parse(&value, text + (negative ? 1 : 0))) {
		double low = hush_rational_double(&value, HUSH_DOWN);
		double high = hush_rational_double(&value, HUSH_UP);

		hush_rational_set_double(&below, low);
		hush_rational_set_double(&above, high);
		mpq_sub(below.q, value.q, below.q);
		mpq_sub(above.q, above.q, value.q);
		result = hush_rational_compare(&below, &above) <= 0 ? low : high;
	}
	hush_rational_clear(&value);
	hush_rational_clear(&below);
	hush_rational_clear(&above);
	return negative ? -result : result;
}

static bool is_chosen(const struct hush_resource_values *values)
{
	return values->table.kind == HUSH_RESOURCE_COUNTED && values->release->spec->tables[values->table.index].quantile_count > 0;
}

static hush_status start(struct hush_resource_values *values, hush_error *err)
{
	const struct hush_release *release = values->release;
	const struct hush_resource *table = &values->table;

	values->columns = hush_calloc(table->columns, sizeof *values->columns);
	if (!values->columns) {
		return hush_fail_memory(err);
	}
	for (uint32_t k = 0; k < table->columns; k++) {
		values->columns[k] = hush_resource_column(release->spec, table, k);
	}
	if (table->kind == HUSH_RESOURCE_COUNTED) {
		values->std_dev = nearest(release->plan->tables[table->index].std_dev);
	}
	if (is_chosen(values)) {
		HUSH_TRY(hush_ranks_open(release->plan, table->index, &values->ranks, err));
	}
	if (table->kind != HUSH_RESOURCE_COMPUTED) {
		return HUSH_OK;
	}
	values->computed = hush_calloc(table->rows < COMPUTED_GROUP ? (size_t)table->rows : COMPUTED_GROUP, sizeof *values->computed);
	return values->computed ? hush_quotients_open(release->plan, release->noisy, table->index, &values->cells, err)
	                        : hush_fail_memory(err);
}

hush_status hush_resource_values_open(const struct hush_release *release, const struct hush_resource *resource,
                                      struct hush_resource_values **values, hush_error *err)
{
	struct hush_resource_values *made = hush_calloc(1, sizeof *made);
	hush_status status;

	if (!made) {
		return hush_fail_memory(err);
	}
	made->release = release;
	made->table = *resource;
	status = start(made, err);
	if (status != HUSH_OK) {
		hush_resource_values_close(made);
		return status;
	}
	*values = made;
	return HUSH_OK;
}

void hush_resource_values_close(struct hush_resource_values *values)
{
	if (values) {
		hush_quotients_close(values->cells);
		hush_free(values->computed);
		hush_free(values->columns);
		hush_free(values);
	}
}

uint64_t hush_resource_values_group(const struct hush_resource_values *values)
{
	return values->table.kind == HUSH_RESOURCE_COMPUTED ? COMPUTED_GROUP : COUNTED_GROUP;
}

hush_status hush_resource_values_load(struct hush_resource_values *values, uint64_t first, uint64_t rows, hush_error *err)
{
	values->first = first;
	for (uint64_t i = 0; values->cells && i < rows; i++) {
		struct computed *cell = &values->computed[i];
		struct hush_quotient_value made;

		HUSH_TRY(hush_quotients_at(values->cells, first + i, &made, err));
		cell->status = made.status;
		if (made.status == HUSH_QUOTIENT_PUBLISHED) {
			const char *const texts[NUMBERS] = {made.estimate, made.std_dev, made.moe95, made.low, made.high};

			for (int n = 0; n < NUMBERS; n++) {
				cell->numbers[n] = nearest(texts[n]);
			}
		}
	}
	return HUSH_OK;
}

struct hush_column hush_resource_values_column(const struct hush_resource_values *values, uint32_t place)
{
	return values->columns[place];
}

/* A whole number in its plain form, of at most 18 digits. */
static int64_t integer_of(const char *text)
{
	bool negative = text[0] == '-';
	int64_t size = 0;

	for (const char *c = text + (negative ? 1 : 0); *c >= '0' && *c <= '9'; c++) {
		size = 10 * size + (*c - '0');
	}
	return negative ? -size : size;
}

/* A text that this library wrote or checked, as its column's type takes it. */
static struct hush_value value_of_text(enum hush_column_type type, const char *text)
{
	struct hush_value value = {.given = text != NULL, .text = text};
	hush_day day = 0;

	if (!text) {
		return value;
	}
	switch (type) {
	case HUSH_TYPE_DATE:
		(void)hush_day_parse(text, strlen(text), &day);
		value.integer = day;
		break;
	case HUSH_TYPE_YEAR:
	case HUSH_TYPE_INTEGER: value.integer = integer_of(text); break;
	case HUSH_TYPE_DECIMAL: value.number = nearest(text); break;
	case HUSH_TYPE_MONTH:
	case HUSH_TYPE_TEXT: break;
	}
	return value;
}

static struct hush_value counted_at(const struct hush_resource_values *values, enum hush_column_role role, uint64_t row)
{
	const struct hush_plan_table *law = &values->release->plan->tables[values->table.index];
	struct hush_interval interval = hush_interval_of_cell(law, values->release->noisy->tables[values->table.index][row]);
	struct hush_value value = {.given = true};

	switch (role) {
	case HUSH_COLUMN_ESTIMATE: value.integer = interval.estimate; break;
	case HUSH_COLUMN_STD_DEV: value.number = values->std_dev; break;
	case HUSH_COLUMN_MOE95: value.integer = interval.half; break;
	case HUSH_COLUMN_LOWER: value.integer = interval.estimate - interval.half; break;
	case HUSH_COLUMN_UPPER: value.integer = interval.estimate + interval.half; break;
	case HUSH_COLUMN_STATUS: value.text = "published"; break;
	case HUSH_COLUMN_VALUE:
	case HUSH_COLUMN_CELL: value.given = false; break;
	}
	return value;
}

static struct hush_value chosen_at(const struct hush_resource_values *values, enum hush_column_role role, uint64_t row)
{
	const struct hush_table *shape = &values->release->spec->tables[values->table.index];
	const struct hush_noisy *noisy = values->release->noisy;
	struct hush_value value = {.given = true};
	char text[HUSH_EDGE_TEXT];
	struct hush_rank rank;

	hush_rank_at(&values->ranks, noisy->tables[values->table.index + 1], row, &rank);
	hush_edge_format(noisy->tables[values->table.index][row] * shape->amount.grid, text);
	switch (role) {
	case HUSH_COLUMN_ESTIMATE: value.number = nearest(text); break;
	case HUSH_COLUMN_LOWER: value.number = nearest(rank.low); break;
	case HUSH_COLUMN_UPPER: value.number = nearest(rank.high); break;
	case HUSH_COLUMN_STATUS: value.text = rank.told ? "published" : "too_noisy"; break;
	case HUSH_COLUMN_STD_DEV:
	case HUSH_COLUMN_MOE95:
	case HUSH_COLUMN_VALUE:
	case HUSH_COLUMN_CELL: value.given = false; break;
	}
	return value;
}

static struct hush_value computed_at(const struct hush_resource_values *values, enum hush_column_role role, uint64_t row)
{
	const struct computed *cell = &values->computed[row - values->first];

	if (role == HUSH_COLUMN_STATUS) {
		return (struct hush_value){.given = true, .text = hush_quotient_status_name(cell->status)};
	}
	return (struct hush_value){.given = cell->status == HUSH_QUOTIENT_PUBLISHED,
	                           .number = cell->numbers[role - HUSH_COLUMN_ESTIMATE]};
}

struct hush_value hush_resource_values_at(const struct hush_resource_values *values, uint32_t place, uint64_t row)
{
	const struct hush_resource *table = &values->table;
	const struct hush_spec *spec = values->release->spec;
	const struct hush_column *column = &values->columns[place];
	const struct hush_exact_table *exact;

	if (column->role == HUSH_COLUMN_CELL) {
		return value_of_text(column->type, hush_cell_value(spec, table->by, table->by_count, row, place));
	}
	switch (table->kind) {
	case HUSH_RESOURCE_COMPUTED: return computed_at(values, column->role, row);
	case HUSH_RESOURCE_EXACT:
		exact = &spec->exact_tables[table->index];
		return value_of_text(column->type, exact->values[row * exact->column_count + place - table->by_count]);
	case HUSH_RESOURCE_COUNTED:
	case HUSH_RESOURCE_KINDS: break;
	}
	return is_chosen(values) ? chosen_at(values, column->role, row) : counted_at(values, column->role, row);
}
