/* tables: see tables.h. */
#include "verify/tables.h"

#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "publish/table_csv.h"
#include "spec/resolved.h"

enum { GRID_PLACES = 6 };

#define VALUE_CAP ((uint64_t)1 << HUSH_NOISY_BITS)

struct reader {
	const char *name;
	const char *bytes;
	size_t length;
	size_t at;
	unsigned long line;
	struct hush_buffer expected; /* scratch */
};

static hush_status refuse(const struct reader *reader, hush_error *err, const char *message)
{
	return hush_fail_at(err, HUSH_E_VERIFY, reader->name, reader->line, 0, "%s", message);
}

/* Passes over `reader->expected` when the file goes on with exactly these bytes. */
static hush_status expect(struct reader *reader, const char *otherwise, hush_error *err)
{
	const struct hush_buffer *expected = &reader->expected;

	HUSH_TRY(hush_buffer_check(expected, err));
	if (reader->length - reader->at < expected->length ||
	    (expected->length > 0 && memcmp(reader->bytes + reader->at, expected->bytes, expected->length) != 0)) {
		return refuse(reader, err, reader->at == reader->length ? "the table ends too early" : otherwise);
	}
	reader->at += expected->length;
	return HUSH_OK;
}

/* An integer as this tool writes it, up to the comma: no sign but '-', no leading zeros, no "-0". */
static hush_status read_value(struct reader *reader, int64_t *value, hush_error *err)
{
	static const char wrong[] = "the estimate is not a whole number in its one form";
	const char *text = reader->bytes + reader->at;
	size_t left = reader->length - reader->at;
	bool negative = left > 0 && text[0] == '-';
	size_t sign = negative ? 1 : 0;
	size_t end = sign;
	uint64_t size;

	while (end < left && text[end] >= '0' && text[end] <= '9') {
		end++;
	}
	if (end == sign || end == left || text[end] != ',' || (text[sign] == '0' && (negative || end > sign + 1)) ||
	    !hush_parse_u64(text + sign, end - sign, VALUE_CAP, &size)) {
		return refuse(reader, err, wrong);
	}
	*value = negative ? -(int64_t)size : (int64_t)size;
	return HUSH_OK;
}

/* What was chosen, as this tool writes a point of the table's grid, up to the comma. */
static hush_status read_chosen(struct reader *reader, const struct hush_table *table, int64_t *steps, hush_error *err)
{
	const char *text = reader->bytes + reader->at;
	const char *end = memchr(text, ',', reader->length - reader->at);
	int64_t value = 0;

	if (!end || !hush_parse_fixed(text, (size_t)(end - text), GRID_PLACES, &value) || value % table->amount.grid != 0 ||
	    value / table->amount.grid < table->amount.low || value / table->amount.grid > table->amount.high) {
		return refuse(reader, err, "the estimate is not a point of the grid");
	}
	*steps = value / table->amount.grid;
	return HUSH_OK;
}

/* The estimate of one row, and what follows from it. `ranks` are those of quantiles. */
static hush_status read_numbers(struct reader *reader, const struct hush_facts *facts, uint32_t index, uint64_t cell,
                                const struct hush_rank_law *ranks, int64_t *value, hush_error *err)
{
	const struct hush_table *table = &facts->spec->tables[index];
	struct hush_rank rank;

	hush_buffer_clear(&reader->expected);
	if (table->quantile_count) {
		HUSH_TRY(read_chosen(reader, table, value, err));
		hush_rank_at(ranks, facts->noisy.tables[index + 1], cell, &rank);
		hush_table_csv_quantile(table, *value, &rank, &reader->expected);
	} else {
		HUSH_TRY(read_value(reader, value, err));
		hush_table_csv_numbers(&facts->plan.tables[index], *value, &reader->expected);
	}
	return expect(reader, "margin, interval or status are not what the noise gives", err);
}

static hush_status read_rows(struct reader *reader, const struct hush_facts *facts, uint32_t index, int64_t *values,
                             hush_error *err)
{
	const struct hush_table *table = &facts->spec->tables[index];
	struct hush_rank_law ranks;

	if (table->quantile_count) {
		HUSH_TRY(hush_rank_law_open(&facts->plan, index, &ranks, err));
	}
	reader->line = 1;
	hush_table_csv_header(facts->spec, table, &reader->expected);
	HUSH_TRY(expect(reader, "the header is not the one that the spec gives", err));
	for (uint64_t cell = 0; cell < table->cells; cell++) {
		reader->line++;
		hush_buffer_clear(&reader->expected);
		hush_table_csv_cell(facts->spec, table, cell, &reader->expected);
		HUSH_TRY(expect(reader, "not the cell that the domains give for this row", err));
		HUSH_TRY(read_numbers(reader, facts, index, cell, &ranks, &values[cell], err));
	}
	if (reader->at != reader->length) {
		reader->line++;
		return refuse(reader, err, "more rows than the domains have cells");
	}
	return HUSH_OK;
}

/* No list says which values a table that discovers them must have; each must have a count that lets it be there. */
static hush_status check_shown(const struct hush_facts *facts, uint32_t index, const char *name, hush_error *err)
{
	const struct hush_table *table = &facts->spec->tables[index];
	const struct hush_names *values;
	uint64_t row;
	uint64_t stride;

	if (!table->discovers) {
		return HUSH_OK;
	}
	values = &facts->spec->dimensions[table->discovered].values;
	row = hush_discovered_row(facts->spec, table);
	stride = hush_discovered_stride(facts->spec, table);
	for (uint64_t value = 0; value < values->count; value++) {
		bool passes = false;

		for (uint64_t i = 0; i < row && !passes; i++) {
			uint64_t cell = hush_discovered_cell(stride, values->count, value, i);

			passes = facts->noisy.tables[index][cell] >= (int64_t)facts->plan.tables[index].threshold;
		}
		if (!passes) {
			return hush_fail_at(err, HUSH_E_VERIFY, name, 0, 0,
			                    "no count of value %llu of \"%s\" reaches the threshold that publishes it",
			                    (unsigned long long)value + 1, facts->spec->dimensions[table->discovered].name);
		}
	}
	return HUSH_OK;
}

static hush_status read_table(const struct hush_bundle *bundle, struct hush_facts *facts, uint32_t index, hush_error *err)
{
	const struct hush_table *table = &facts->spec->tables[index];
	const struct hush_bundle_file *file = NULL;
	struct hush_buffer path;
	struct reader reader = {0};
	hush_status status;

	hush_buffer_init(&path, 4096);
	hush_table_csv_path(table, &path);
	status = hush_buffer_check(&path, err);
	if (status == HUSH_OK) {
		file = hush_bundle_find(bundle, path.bytes);
		if (!file) {
			status = hush_fail_at(err, HUSH_E_VERIFY, path.bytes, 0, 0, "the table is missing");
		} else if (file->length / 8 < table->cells) {
			/* Before memory is asked for: every row has more than 8 bytes. */
			status = hush_fail_at(err, HUSH_E_VERIFY, path.bytes, 0, 0, "the table has fewer rows than the domains have cells");
		}
	}
	if (status == HUSH_OK) {
		facts->noisy.cells[index] = table->cells;
		facts->noisy.tables[index] = hush_calloc((size_t)table->cells, sizeof(int64_t));
		status = facts->noisy.tables[index] ? HUSH_OK : hush_fail_memory(err);
	}
	if (status == HUSH_OK) {
		reader = (struct reader){.name = path.bytes, .bytes = file->bytes, .length = file->length};
		hush_buffer_init(&reader.expected, 1024 * 1024);
		status = read_rows(&reader, facts, index, facts->noisy.tables[index], err);
		hush_buffer_release(&reader.expected);
	}
	if (status == HUSH_OK) {
		status = check_shown(facts, index, path.bytes, err);
	}
	hush_buffer_release(&path);
	return status;
}

hush_status hush_tables_read(const struct hush_bundle *bundle, struct hush_facts *facts, hush_error *err)
{
	uint32_t count = facts->spec->table_count;

	facts->noisy.tables = hush_calloc(count, sizeof *facts->noisy.tables);
	facts->noisy.cells = hush_calloc(count, sizeof *facts->noisy.cells);
	if (!facts->noisy.tables || !facts->noisy.cells) {
		return hush_fail_memory(err);
	}
	facts->noisy.table_count = count;
	/* Quantiles last: what is said of them follows from the numbers of values, too. */
	for (unsigned quantiles = 0; quantiles < 2; quantiles++) {
		for (uint32_t i = 0; i < count; i++) {
			if ((facts->spec->tables[i].quantile_count > 0) == (quantiles > 0)) {
				HUSH_TRY(read_table(bundle, facts, i, err));
			}
		}
	}
	facts->release.noisy = &facts->noisy;
	return HUSH_OK;
}
