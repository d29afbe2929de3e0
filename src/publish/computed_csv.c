/* computed_csv: see computed_csv.h. */
#include "publish/computed_csv.h"

#include "post/quotient.h"
#include "publish/table_csv.h"

uint32_t hush_cell_place(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, uint64_t cell, uint32_t k)
{
	for (uint32_t i = by_count - 1; i > k; i--) {
		cell /= spec->dimensions[by[i]].values.count;
	}
	return (uint32_t)(cell % spec->dimensions[by[k]].values.count);
}

const char *hush_cell_value(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, uint64_t cell, uint32_t k)
{
	return spec->dimensions[by[k]].values.names[hush_cell_place(spec, by, by_count, cell, k)];
}

static void put_cell(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, uint64_t cell,
                     struct hush_buffer *out)
{
	for (uint32_t k = 0; k < by_count; k++) {
		hush_table_csv_field(hush_cell_value(spec, by, by_count, cell, k), out);
		hush_buffer_byte(out, ',');
	}
}

static void put_heads(const struct hush_spec *spec, const uint32_t *by, uint32_t by_count, struct hush_buffer *out)
{
	for (uint32_t k = 0; k < by_count; k++) {
		hush_table_csv_field(spec->dimensions[by[k]].name, out);
		hush_buffer_byte(out, ',');
	}
}

static void put_value(const struct hush_quotient_value *value, struct hush_buffer *out)
{
	const char *const texts[] = {value->estimate, value->std_dev, value->moe95, value->low, value->high};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		hush_buffer_text(out, texts[i]);
		hush_buffer_byte(out, ',');
	}
	hush_buffer_text(out, hush_quotient_status_name(value->status));
	hush_buffer_text(out, "\r\n");
}

hush_status hush_quotient_csv_write(const struct hush_release *release, uint32_t quotient, struct hush_buffer *out,
                                    hush_error *err)
{
	const struct hush_spec *spec = release->spec;
	const struct hush_quotient *shape = &spec->quotients[quotient];
	struct hush_quotients *cells = NULL;
	struct hush_quotient_value value;
	hush_status status = hush_quotients_open(release->plan, release->noisy, quotient, &cells, err);

	put_heads(spec, shape->by, shape->by_count, out);
	hush_buffer_text(out, "estimate,std_dev,moe95,ci95_lower,ci95_upper,status\r\n");
	for (uint64_t cell = 0; status == HUSH_OK && cell < shape->cells && !out->failed; cell++) {
		status = hush_quotients_at(cells, cell, &value, err);
		if (status == HUSH_OK) {
			put_cell(spec, shape->by, shape->by_count, cell, out);
			put_value(&value, out);
		}
	}
	hush_quotients_close(cells);
	return status;
}

void hush_exact_csv_write(const struct hush_spec *spec, uint32_t table, struct hush_buffer *out)
{
	const struct hush_exact_table *exact = &spec->exact_tables[table];

	put_heads(spec, exact->by, exact->by_count, out);
	for (uint32_t j = 0; j < exact->column_count; j++) {
		hush_table_csv_field(exact->columns[j], out);
		hush_buffer_text(out, j + 1 < exact->column_count ? "," : "\r\n");
	}
	for (uint64_t cell = 0; cell < exact->cells && !out->failed; cell++) {
		put_cell(spec, exact->by, exact->by_count, cell, out);
		for (uint32_t j = 0; j < exact->column_count; j++) {
			const char *value = exact->values[cell * exact->column_count + j];

			hush_table_csv_field(value ? value : "", out);
			hush_buffer_text(out, j + 1 < exact->column_count ? "," : "\r\n");
		}
	}
}
