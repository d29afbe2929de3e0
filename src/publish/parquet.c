/* parquet: see parquet.h. */
#include "publish/parquet.h"

#include <string.h>

#include "base/civil.h"
#include "base/memory.h"
#include "post/rank.h"
#include "publish/about.h"
#include "publish/columns.h"
#include "publish/interval.h"
#include "publish/thrift.h"
#include "spec/domain.h"

/* Numbers of parquet.thrift. */
enum {
	TYPE_INT32 = 1,
	TYPE_INT64 = 2,
	TYPE_DOUBLE = 5,
	TYPE_BYTE_ARRAY = 6,
	REQUIRED = 0,
	CONVERTED_UTF8 = 0,
	CONVERTED_DATE = 6,
	LOGICAL_STRING = 1,
	LOGICAL_DATE = 6,
	PLAIN = 0,
	RLE = 3,
	UNCOMPRESSED = 0,
	DATA_PAGE = 0
};

/* A page of the longest names has about 13 MB, far below the 2 GB that its header can state. */
enum { PAGE_ROWS = 1 << 16, GROUP_ROWS = 1 << 20 };

static const char magic[] = "PAR1";

struct writer {
	const struct hush_release *release;
	const struct hush_table *shape;
	const struct hush_plan_table *law;
	const int64_t *values;
	uint32_t columns;
	double std_dev;
	struct hush_ranks ranks; /* of quantiles */
	struct hush_buffer *out;
	struct hush_buffer page; /* scratch */
};

/* Where a column chunk lies. */
struct chunk {
	int64_t offset;
	int64_t length;
	int64_t rows;
};

static int32_t physical(enum hush_column_type type)
{
	switch (type) {
	case HUSH_TYPE_DATE:
	case HUSH_TYPE_YEAR: return TYPE_INT32;
	case HUSH_TYPE_INTEGER: return TYPE_INT64;
	case HUSH_TYPE_DECIMAL: return TYPE_DOUBLE;
	case HUSH_TYPE_MONTH:
	case HUSH_TYPE_TEXT: break;
	}
	return TYPE_BYTE_ARRAY;
}

static void put_little(struct hush_buffer *out, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		hush_buffer_byte(out, (unsigned char)(value >> (8 * i)));
	}
}

/* The double nearest to a decimal text of ours; the two neighbours differ unless it is exact. */
static double nearest(const char *text)
{
	struct hush_rational value;
	struct hush_rational below;
	struct hush_rational above;
	double result = 0;

	hush_rational_init(&value);
	hush_rational_init(&below);
	hush_rational_init(&above);
	if (hush_rational_parse(&value, text)) {
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
	return result;
}

static void put_double(struct hush_buffer *out, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	put_little(out, bits, 8);
}

static void put_name(struct hush_buffer *out, const char *name)
{
	size_t length = strlen(name);

	put_little(out, length, 4);
	hush_buffer_put(out, name, length);
}

/* A year's or a day's name, which this library wrote, as the number that it means. */
static uint32_t date_number(const char *name, enum hush_column_type type)
{
	hush_day day = 0;
	uint32_t year = 0;

	if (type == HUSH_TYPE_DATE) {
		(void)hush_day_parse(name, strlen(name), &day);
		return (uint32_t)(int32_t)day;
	}
	for (const char *c = name; *c >= '0' && *c <= '9'; c++) {
		year = 10 * year + (uint32_t)(*c - '0');
	}
	return year;
}

static void put_place(struct writer *w, const struct hush_column *column, uint32_t place, uint64_t cell)
{
	const char *name = column->dimension->values.names[hush_table_value(w->release->spec, w->shape, cell, place)];

	if (physical(column->type) == TYPE_INT32) {
		put_little(&w->page, date_number(name, column->type), 4);
	} else {
		put_name(&w->page, name);
	}
}

/* A chosen value, which may be negative. */
static double chosen_value(const struct writer *w, uint64_t cell)
{
	char text[HUSH_EDGE_TEXT];

	hush_edge_format(w->values[cell] * w->shape->amount.grid, text);
	return text[0] == '-' ? -nearest(text + 1) : nearest(text);
}

static void put_quantile(struct writer *w, const struct hush_column *column, uint32_t place, uint64_t cell)
{
	struct hush_rank rank;

	hush_rank_at(&w->ranks, w->release->noisy->tables[w->shape - w->release->spec->tables + 1], cell, &rank);
	switch (column->role) {
	case HUSH_COLUMN_CELL: put_place(w, column, place, cell); break;
	case HUSH_COLUMN_ESTIMATE: put_double(&w->page, chosen_value(w, cell)); break;
	case HUSH_COLUMN_LOWER: put_double(&w->page, nearest(rank.low)); break;
	case HUSH_COLUMN_UPPER: put_double(&w->page, nearest(rank.high)); break;
	case HUSH_COLUMN_STATUS: put_name(&w->page, rank.told ? "published" : "too_noisy"); break;
	case HUSH_COLUMN_STD_DEV:
	case HUSH_COLUMN_MOE95: break; /* a choice has neither */
	}
}

static void put_value(struct writer *w, const struct hush_column *column, uint32_t place, uint64_t cell)
{
	struct hush_interval interval = hush_interval_of_cell(w->law, w->values[cell]);
	struct hush_buffer *page = &w->page;

	if (w->shape->quantile_count) {
		put_quantile(w, column, place, cell);
		return;
	}
	switch (column->role) {
	case HUSH_COLUMN_CELL: put_place(w, column, place, cell); break;
	case HUSH_COLUMN_ESTIMATE: put_little(page, (uint64_t)interval.estimate, 8); break;
	case HUSH_COLUMN_STD_DEV: put_double(page, w->std_dev); break;
	case HUSH_COLUMN_MOE95: put_little(page, (uint64_t)interval.half, 8); break;
	case HUSH_COLUMN_LOWER: put_little(page, (uint64_t)(interval.estimate - interval.half), 8); break;
	case HUSH_COLUMN_UPPER: put_little(page, (uint64_t)(interval.estimate + interval.half), 8); break;
	case HUSH_COLUMN_STATUS: put_name(page, "published"); break;
	}
}

static void put_page(struct writer *w, uint32_t place, uint64_t first, uint64_t rows)
{
	struct hush_column column = hush_column_at(w->release->spec, w->shape, place);
	struct hush_thrift thrift;

	hush_buffer_clear(&w->page);
	for (uint64_t cell = first; cell < first + rows && !w->page.failed; cell++) {
		put_value(w, &column, place, cell);
	}
	hush_thrift_begin(&thrift, w->out);
	hush_thrift_i32(&thrift, 1, DATA_PAGE);
	hush_thrift_i32(&thrift, 2, (int32_t)w->page.length);
	hush_thrift_i32(&thrift, 3, (int32_t)w->page.length);
	hush_thrift_struct(&thrift, 5);
	hush_thrift_i32(&thrift, 1, (int32_t)rows);
	hush_thrift_i32(&thrift, 2, PLAIN);
	hush_thrift_i32(&thrift, 3, RLE);
	hush_thrift_i32(&thrift, 4, RLE);
	hush_thrift_end(&thrift);
	hush_thrift_end(&thrift);
	hush_buffer_put(w->out, w->page.bytes, w->page.length);
	w->out->failed = w->out->failed || w->page.failed;
}

static struct chunk put_chunk(struct writer *w, uint32_t place, uint64_t first, uint64_t rows)
{
	struct chunk chunk = {.offset = (int64_t)w->out->length, .rows = (int64_t)rows};

	for (uint64_t done = 0; done < rows && !w->out->failed; done += PAGE_ROWS) {
		put_page(w, place, first + done, rows - done < PAGE_ROWS ? rows - done : PAGE_ROWS);
	}
	chunk.length = (int64_t)w->out->length - chunk.offset;
	return chunk;
}

static void put_schema(const struct writer *w, struct hush_thrift *thrift)
{
	hush_thrift_list(thrift, 2, HUSH_THRIFT_STRUCT, w->columns + 1);
	hush_thrift_element(thrift);
	hush_thrift_text(thrift, 4, "schema");
	hush_thrift_i32(thrift, 5, (int32_t)w->columns);
	hush_thrift_end(thrift);
	for (uint32_t k = 0; k < w->columns; k++) {
		struct hush_column column = hush_column_at(w->release->spec, w->shape, k);
		int32_t type = physical(column.type);

		hush_thrift_element(thrift);
		hush_thrift_i32(thrift, 1, type);
		hush_thrift_i32(thrift, 3, REQUIRED);
		hush_thrift_text(thrift, 4, column.name);
		if (type == TYPE_BYTE_ARRAY || column.type == HUSH_TYPE_DATE) {
			bool date = column.type == HUSH_TYPE_DATE;

			hush_thrift_i32(thrift, 6, date ? CONVERTED_DATE : CONVERTED_UTF8);
			hush_thrift_struct(thrift, 10);
			hush_thrift_struct(thrift, date ? LOGICAL_DATE : LOGICAL_STRING);
			hush_thrift_end(thrift);
			hush_thrift_end(thrift);
		}
		hush_thrift_end(thrift);
	}
}

static void put_column(const struct writer *w, struct hush_thrift *thrift, uint32_t place, const struct chunk *chunk)
{
	struct hush_column column = hush_column_at(w->release->spec, w->shape, place);

	hush_thrift_element(thrift);
	hush_thrift_i64(thrift, 2, chunk->offset);
	hush_thrift_struct(thrift, 3);
	hush_thrift_i32(thrift, 1, physical(column.type));
	hush_thrift_list(thrift, 2, HUSH_THRIFT_I32, 2);
	hush_thrift_element_i32(thrift, PLAIN);
	hush_thrift_element_i32(thrift, RLE);
	hush_thrift_list(thrift, 3, HUSH_THRIFT_TEXT, 1);
	hush_thrift_element_text(thrift, column.name);
	hush_thrift_i32(thrift, 4, UNCOMPRESSED);
	hush_thrift_i64(thrift, 5, chunk->rows);
	hush_thrift_i64(thrift, 6, chunk->length);
	hush_thrift_i64(thrift, 7, chunk->length);
	hush_thrift_i64(thrift, 9, chunk->offset);
	hush_thrift_end(thrift);
	hush_thrift_end(thrift);
}

static void put_groups(const struct writer *w, struct hush_thrift *thrift, const struct chunk *chunks, uint32_t groups)
{
	hush_thrift_list(thrift, 4, HUSH_THRIFT_STRUCT, groups);
	for (uint32_t g = 0; g < groups; g++) {
		const struct chunk *group = chunks + (size_t)g * w->columns;
		int64_t bytes = 0;

		hush_thrift_element(thrift);
		hush_thrift_list(thrift, 1, HUSH_THRIFT_STRUCT, w->columns);
		for (uint32_t k = 0; k < w->columns; k++) {
			put_column(w, thrift, k, &group[k]);
			bytes += group[k].length;
		}
		hush_thrift_i64(thrift, 2, bytes);
		hush_thrift_i64(thrift, 3, group[0].rows);
		hush_thrift_end(thrift);
	}
}

static void put_pair(struct hush_thrift *thrift, const char *key, struct hush_buffer *text)
{
	hush_thrift_element(thrift);
	hush_thrift_text(thrift, 1, key);
	hush_thrift_text(thrift, 2, text->failed || text->length == 0 ? "" : text->bytes);
	hush_thrift_end(thrift);
	thrift->out->failed = thrift->out->failed || text->failed;
	hush_buffer_clear(text);
}

/* A file that was parted from its folder still says where it belongs and what its noise is. */
static void put_pairs(const struct writer *w, struct hush_thrift *thrift)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 64 * 1024);
	hush_thrift_list(thrift, 5, HUSH_THRIFT_STRUCT, 3);
	hush_buffer_text(&text, w->release->spec->id);
	put_pair(thrift, "hushcount.release", &text);
	hush_buffer_text(&text, w->shape->name);
	put_pair(thrift, "hushcount.table", &text);
	hush_about_law(w->law, &text);
	put_pair(thrift, "hushcount.noise", &text);
	hush_buffer_release(&text);
}

static void put_footer(struct writer *w, const struct chunk *chunks, uint32_t groups)
{
	size_t start = w->out->length;
	struct hush_thrift thrift;

	hush_thrift_begin(&thrift, w->out);
	hush_thrift_i32(&thrift, 1, 1);
	put_schema(w, &thrift);
	hush_thrift_i64(&thrift, 3, (int64_t)w->shape->cells);
	put_groups(w, &thrift, chunks, groups);
	put_pairs(w, &thrift);
	hush_buffer_clear(&w->page);
	hush_buffer_format(&w->page, "hushcount version %s", w->release->version);
	hush_thrift_text(&thrift, 6, w->page.failed ? "" : w->page.bytes);
	hush_thrift_end(&thrift);
	put_little(w->out, w->out->length - start, 4);
	hush_buffer_text(w->out, magic);
}

hush_status hush_parquet_write(const struct hush_release *release, uint32_t table, struct hush_buffer *out, hush_error *err)
{
	struct writer w = {.release = release,
					   .shape = &release->spec->tables[table],
					   .law = &release->plan->tables[table],
					   .values = release->noisy->tables[table],
					   .columns = hush_columns_count(&release->spec->tables[table]),
					   .std_dev = nearest(release->plan->tables[table].std_dev),
					   .out = out};
	uint64_t cells = w.shape->cells;
	uint32_t groups = (uint32_t)((cells + GROUP_ROWS - 1) / GROUP_ROWS);
	struct chunk *chunks;

	if (w.shape->quantile_count) {
		HUSH_TRY(hush_ranks_open(release->plan, table, &w.ranks, err));
	}
	chunks = hush_calloc((size_t)groups * w.columns, sizeof *chunks);
	if (!chunks) {
		return hush_fail_memory(err);
	}
	hush_buffer_init(&w.page, SIZE_MAX / 2);
	hush_buffer_text(out, magic);
	for (uint32_t g = 0; g < groups; g++) {
		uint64_t first = (uint64_t)g * GROUP_ROWS;
		uint64_t rows = cells - first < GROUP_ROWS ? cells - first : GROUP_ROWS;

		for (uint32_t k = 0; k < w.columns; k++) {
			chunks[(size_t)g * w.columns + k] = put_chunk(&w, k, first, rows);
		}
	}
	put_footer(&w, chunks, groups);
	out->failed = out->failed || w.page.failed;
	hush_buffer_release(&w.page);
	hush_free(chunks);
	return HUSH_OK;
}
