/* parquet: see parquet.h. */
#include "publish/parquet.h"

#include <string.h>

#include "base/memory.h"
#include "publish/resource_values.h"
#include "publish/thrift.h"

/* Numbers of parquet.thrift. */
enum {
	TYPE_INT32 = 1,
	TYPE_INT64 = 2,
	TYPE_DOUBLE = 5,
	TYPE_BYTE_ARRAY = 6,
	REQUIRED = 0,
	OPTIONAL = 1,
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
enum { PAGE_ROWS = 1 << 16 };

static const char magic[] = "PAR1";

struct writer {
	const struct hush_release *release;
	const struct hush_resource *table;
	struct hush_resource_values *values;
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

static void put_value(struct hush_buffer *page, enum hush_column_type type, const struct hush_value *value)
{
	switch (physical(type)) {
	case TYPE_INT32: put_little(page, (uint64_t)value->integer, 4); break;
	case TYPE_INT64: put_little(page, (uint64_t)value->integer, 8); break;
	case TYPE_DOUBLE: put_double(page, value->number); break;
	default: put_name(page, value->text); break;
	}
}

/* A number in groups of seven bits, the lowest first. */
static void put_varint(struct hush_buffer *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7) {
		hush_buffer_byte(out, (unsigned char)(value | 0x80));
	}
	hush_buffer_byte(out, (unsigned char)value);
}

/* Which rows have a value, in runs: the "definition levels" of the format, of one bit. */
static void put_levels(struct writer *w, uint32_t place, uint64_t first, uint64_t rows)
{
	size_t start = w->page.length;
	size_t length;

	put_little(&w->page, 0, 4);
	for (uint64_t done = 0; done < rows && !w->page.failed;) {
		bool given = hush_resource_values_at(w->values, place, first + done).given;
		uint64_t run = 1;

		while (done + run < rows && hush_resource_values_at(w->values, place, first + done + run).given == given) {
			run++;
		}
		put_varint(&w->page, run << 1);
		hush_buffer_byte(&w->page, given ? 1 : 0);
		done += run;
	}
	length = w->page.length - start - 4;
	for (unsigned i = 0; !w->page.failed && i < 4; i++) {
		w->page.bytes[start + i] = (char)(unsigned char)(length >> (8 * i));
	}
}

static void put_page(struct writer *w, uint32_t place, uint64_t first, uint64_t rows)
{
	struct hush_column column = hush_resource_values_column(w->values, place);
	struct hush_thrift thrift;

	hush_buffer_clear(&w->page);
	if (column.optional) {
		put_levels(w, place, first, rows);
	}
	for (uint64_t row = first; row < first + rows && !w->page.failed; row++) {
		struct hush_value value = hush_resource_values_at(w->values, place, row);

		if (value.given) {
			put_value(&w->page, column.type, &value);
		}
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
	hush_thrift_list(thrift, 2, HUSH_THRIFT_STRUCT, w->table->columns + 1);
	hush_thrift_element(thrift);
	hush_thrift_text(thrift, 4, "schema");
	hush_thrift_i32(thrift, 5, (int32_t)w->table->columns);
	hush_thrift_end(thrift);
	for (uint32_t k = 0; k < w->table->columns; k++) {
		struct hush_column column = hush_resource_values_column(w->values, k);
		int32_t type = physical(column.type);

		hush_thrift_element(thrift);
		hush_thrift_i32(thrift, 1, type);
		hush_thrift_i32(thrift, 3, column.optional ? OPTIONAL : REQUIRED);
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
	struct hush_column column = hush_resource_values_column(w->values, place);

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
		const struct chunk *group = chunks + (size_t)g * w->table->columns;
		int64_t bytes = 0;

		hush_thrift_element(thrift);
		hush_thrift_list(thrift, 1, HUSH_THRIFT_STRUCT, w->table->columns);
		for (uint32_t k = 0; k < w->table->columns; k++) {
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

/* A file that was parted from its folder still says where it belongs and how its numbers were made. */
static void put_pairs(const struct writer *w, struct hush_thrift *thrift)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 64 * 1024);
	hush_thrift_list(thrift, 5, HUSH_THRIFT_STRUCT, 3);
	hush_buffer_text(&text, w->release->spec->id);
	put_pair(thrift, "hushcount.release", &text);
	hush_buffer_text(&text, w->table->name);
	put_pair(thrift, "hushcount.table", &text);
	hush_resource_method(w->release->plan, w->table, &text);
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
	hush_thrift_i64(&thrift, 3, (int64_t)w->table->rows);
	put_groups(w, &thrift, chunks, groups);
	put_pairs(w, &thrift);
	hush_buffer_clear(&w->page);
	hush_buffer_format(&w->page, "hushcount version %s", w->release->version);
	hush_thrift_text(&thrift, 6, w->page.failed ? "" : w->page.bytes);
	hush_thrift_end(&thrift);
	put_little(w->out, w->out->length - start, 4);
	hush_buffer_text(w->out, magic);
}

static hush_status put_all(struct writer *w, struct chunk *chunks, uint32_t groups, uint64_t most, hush_error *err)
{
	hush_buffer_text(w->out, magic);
	for (uint32_t g = 0; g < groups; g++) {
		uint64_t first = (uint64_t)g * most;
		uint64_t rows = w->table->rows - first < most ? w->table->rows - first : most;

		HUSH_TRY(hush_resource_values_load(w->values, first, rows, err));
		for (uint32_t k = 0; k < w->table->columns; k++) {
			chunks[(size_t)g * w->table->columns + k] = put_chunk(w, k, first, rows);
		}
	}
	put_footer(w, chunks, groups);
	HUSH_TRY(hush_buffer_check(&w->page, err));
	return hush_buffer_check(w->out, err);
}

hush_status hush_parquet_write(const struct hush_release *release, const struct hush_resource *table, struct hush_buffer *out,
                               hush_error *err)
{
	struct writer w = {.release = release, .table = table, .out = out};
	struct chunk *chunks;
	uint64_t most;
	uint32_t groups;
	hush_status status;

	HUSH_TRY(hush_resource_values_open(release, table, &w.values, err));
	most = hush_resource_values_group(w.values);
	groups = (uint32_t)((table->rows + most - 1) / most);
	chunks = hush_calloc((size_t)groups * table->columns, sizeof *chunks);
	hush_buffer_init(&w.page, SIZE_MAX / 2);
	status = chunks ? put_all(&w, chunks, groups, most, err) : hush_fail_memory(err);
	hush_buffer_release(&w.page);
	hush_free(chunks);
	hush_resource_values_close(w.values);
	return status;
}
