/* table_csv: see table_csv.h. */
#include "publish/table_csv.h"

#include <string.h>

#include "base/number.h"
#include "publish/columns.h"
#include "publish/interval.h"
#include "spec/domain.h"

void hush_table_csv_field(const char *text, struct hush_buffer *out)
{
	if (!strpbrk(text, ",\"\r\n")) {
		hush_buffer_text(out, text);
		return;
	}
	hush_buffer_byte(out, '"');
	for (const char *c = text; *c; c++) {
		if (*c == '"') {
			hush_buffer_byte(out, '"');
		}
		hush_buffer_byte(out, (unsigned char)*c);
	}
	hush_buffer_byte(out, '"');
}

static void put_i64(struct hush_buffer *out, int64_t value)
{
	char text[HUSH_INTEGER_TEXT];

	hush_format_i64(value, text);
	hush_buffer_text(out, text);
}

void hush_table_csv_path(const struct hush_table *table, struct hush_buffer *out)
{
	hush_buffer_format(out, "tables/%s.csv", table->name);
}

void hush_table_csv_header(const struct hush_spec *spec, const struct hush_table *table, struct hush_buffer *out)
{
	uint32_t count = hush_columns_count(table);

	for (uint32_t k = 0; k < count; k++) {
		hush_table_csv_field(hush_column_at(spec, table, k).name, out);
		hush_buffer_text(out, k + 1 < count ? "," : "\r\n");
	}
}

void hush_table_csv_cell(const struct hush_spec *spec, const struct hush_table *table, uint64_t cell,
                         struct hush_buffer *out)
{
	for (uint32_t k = 0; k < table->by_count; k++) {
		const struct hush_dimension *dimension = &spec->dimensions[table->by[k]];

		hush_table_csv_field(dimension->values.names[hush_table_value(spec, table, cell, k)], out);
		hush_buffer_byte(out, ',');
	}
}

void hush_table_csv_numbers(const struct hush_plan_table *table, int64_t estimate, struct hush_buffer *out)
{
	struct hush_interval interval = hush_interval_of_cell(table, estimate);

	put_i64(out, interval.estimate);
	hush_buffer_byte(out, ',');
	hush_buffer_text(out, table->std_dev);
	hush_buffer_byte(out, ',');
	put_i64(out, interval.half);
	hush_buffer_byte(out, ',');
	put_i64(out, interval.estimate - interval.half);
	hush_buffer_byte(out, ',');
	put_i64(out, interval.estimate + interval.half);
	/* Every cell of a public domain is published (design rule 12), so there is one status. */
	hush_buffer_text(out, ",published\r\n");
}

void hush_table_csv_quantile(const struct hush_table *table, int64_t steps, const struct hush_rank *rank, struct hush_buffer *out)
{
	char value[HUSH_EDGE_TEXT];

	hush_edge_format(steps * table->amount.grid, value);
	hush_buffer_format(out, "%s,%s,%s,%s\r\n", value, rank->low, rank->high, rank->told ? "published" : "too_noisy");
}

static hush_status write_quantiles(const struct hush_plan *plan, const struct hush_noisy *noisy, uint32_t table,
                                   struct hush_buffer *out, hush_error *err)
{
	const struct hush_table *shape = &plan->spec->tables[table];
	struct hush_ranks ranks;
	struct hush_rank rank;

	HUSH_TRY(hush_ranks_open(plan, table, &ranks, err));
	for (uint64_t cell = 0; cell < shape->cells && !out->failed; cell++) {
		hush_rank_at(&ranks, noisy->tables[table + 1], cell, &rank);
		hush_table_csv_cell(plan->spec, shape, cell, out);
		hush_table_csv_quantile(shape, noisy->tables[table][cell], &rank, out);
	}
	return HUSH_OK;
}

hush_status hush_table_csv_write(const struct hush_plan *plan, const struct hush_noisy *noisy, uint32_t table,
                                 struct hush_buffer *out, hush_error *err)
{
	const struct hush_spec *spec = plan->spec;
	const struct hush_table *shape = &spec->tables[table];

	hush_table_csv_header(spec, shape, out);
	if (shape->quantile_count) {
		return write_quantiles(plan, noisy, table, out, err);
	}
	for (uint64_t cell = 0; cell < shape->cells && !out->failed; cell++) {
		hush_table_csv_cell(spec, shape, cell, out);
		hush_table_csv_numbers(&plan->tables[table], noisy->tables[table][cell], out);
	}
	return HUSH_OK;
}
