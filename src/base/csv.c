/* csv: see csv.h. */
#include "base/csv.h"

#include <csv.h>
#include <stddef.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { FIELD_LIMIT = 4096, FILE_LIMIT = 64 << 20, FIRST_BLOCK = 1024, CELL_LIMIT = 16 << 20 };

static const unsigned char strict = CSV_STRICT | CSV_STRICT_FINI;

struct hush_csv {
	struct csv_parser parser;
	char *bytes; /* the fields' bytes, one after the other; holds at least the line, so it never moves under a field */
	size_t used;
	size_t capacity;
	struct hush_field fields[FIELD_LIMIT];
	uint32_t count;
	uint32_t rows; /* rows that ended in this line */
	bool more;     /* than FIELD_LIMIT fields, or than one row */
	size_t fault;  /* byte of a spoiled line at which libcsv stopped, 0-based; its length when it only missed the end */
};

/*
 * libcsv's own memory holds plates too, so it must be wiped, but libcsv does not tell sizes to free or realloc: each
 * block carries its size in front.
 */
struct block {
	_Alignas(max_align_t) size_t size;
};

static void block_free(void *memory)
{
	if (memory) {
		struct block *block = (struct block *)memory - 1;

		hush_free_wiped(block, sizeof *block + block->size);
	}
}

static void *block_realloc(void *memory, size_t size)
{
	struct block *block = size < SIZE_MAX / 2 ? hush_malloc(sizeof *block + size) : NULL;

	if (!block) {
		return NULL;
	}
	block->size = size;
	if (memory) {
		size_t old = ((struct block *)memory - 1)->size;

		memcpy(block + 1, memory, old < size ? old : size);
		block_free(memory);
	}
	return block + 1;
}

hush_status hush_csv_open(char separator, struct hush_csv **csv, hush_error *err)
{
	struct hush_csv *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	if (csv_init(&made->parser, strict) != 0) {
		hush_free(made);
		return hush_fail_bug(err, "csv_init");
	}
	csv_set_delim(&made->parser, (unsigned char)separator);
	csv_set_realloc_func(&made->parser, block_realloc);
	csv_set_free_func(&made->parser, block_free);
	csv_set_blk_size(&made->parser, FIRST_BLOCK);
	*csv = made;
	return HUSH_OK;
}

void hush_csv_close(struct hush_csv *csv)
{
	if (csv) {
		csv_free(&csv->parser);
		hush_free_wiped(csv->bytes, csv->capacity);
		hush_free(csv);
	}
}

static void on_field(void *bytes, size_t length, void *context)
{
	struct hush_csv *csv = context;

	if (csv->count == FIELD_LIMIT || csv->rows > 0) {
		csv->more = true;
		return;
	}
	if (length) {
		memcpy(csv->bytes + csv->used, bytes, length);
	}
	csv->fields[csv->count].bytes = csv->bytes + csv->used;
	csv->fields[csv->count].length = length;
	csv->used += length;
	csv->count++;
}

static void on_row(int end, void *context)
{
	struct hush_csv *csv = context;

	(void)end;
	csv->rows++;
}

/*
 * Back to the state of a fresh parser, keeping its memory and separator: without the strict options csv_fini accepts
 * any state, and sets every field of the state anew.
 */
static void start_afresh(struct csv_parser *parser)
{
	(void)csv_set_opts(parser, 0);
	(void)csv_fini(parser, NULL, NULL, NULL);
	(void)csv_set_opts(parser, strict);
}

static bool make_room(struct hush_csv *csv, size_t length)
{
	size_t wanted = length + HUSH_FIELD_SLACK;
	size_t capacity = wanted < FIRST_BLOCK ? FIRST_BLOCK : wanted + wanted / 2;
	char *bytes;

	if (csv->capacity >= wanted) {
		return true;
	}
	bytes = hush_calloc(capacity, 1);
	if (!bytes) {
		return false;
	}
	hush_free_wiped(csv->bytes, csv->capacity);
	csv->bytes = bytes;
	csv->capacity = capacity;
	/* Long fields grow libcsv's memory by whole blocks: keep the number of growths small. */
	csv_set_blk_size(&csv->parser, capacity);
	return true;
}

enum hush_csv_outcome hush_csv_line(struct hush_csv *csv, const char *line, size_t length,
                                    const struct hush_field **fields, uint32_t *count)
{
	enum hush_csv_outcome outcome = HUSH_CSV_ROW;

	if (length >= SIZE_MAX / 4 || !make_room(csv, length)) {
		return HUSH_CSV_NO_MEMORY;
	}
	csv->used = 0;
	csv->count = 0;
	csv->rows = 0;
	csv->more = false;
	csv->fault = csv_parse(&csv->parser, line, length, on_field, on_row, csv);
	if (csv->fault != length) {
		outcome = csv_error(&csv->parser) == CSV_EPARSE ? HUSH_CSV_SPOILED : HUSH_CSV_NO_MEMORY;
	} else if (csv_fini(&csv->parser, on_field, on_row, csv) != 0 || csv->more) {
		outcome = HUSH_CSV_SPOILED;
	} else if (csv->rows == 0) {
		outcome = HUSH_CSV_EMPTY;
	}
	start_afresh(&csv->parser);
	if (outcome == HUSH_CSV_ROW) {
		*fields = csv->fields;
		*count = csv->count;
	}
	return outcome;
}

/* The state of reading one small file. */
struct reading {
	const char *path;
	struct hush_csv_file file;
	uint32_t room; /* rows that the arrays can hold */
	uint32_t line;
};

static hush_status grow(struct reading *reading, hush_error *err)
{
	struct hush_csv_file *file = &reading->file;
	uint32_t room = reading->room ? reading->room * 2 : 64;
	uint32_t *lines;
	char **fields;

	if ((uint64_t)room * file->columns > CELL_LIMIT) {
		return hush_fail_at(err, HUSH_E_SPEC, reading->path, reading->line, 0, "the file has too many fields");
	}
	fields = hush_reallocarray(file->fields, (size_t)room * file->columns, sizeof *fields);
	if (!fields) {
		return hush_fail_memory(err);
	}
	file->fields = fields;
	lines = hush_reallocarray(file->lines, room, sizeof *lines);
	if (!lines) {
		return hush_fail_memory(err);
	}
	file->lines = lines;
	reading->room = room;
	return HUSH_OK;
}

static hush_status add_row(struct reading *reading, const struct hush_field *fields, uint32_t count, hush_error *err)
{
	struct hush_csv_file *file = &reading->file;
	char **row;

	if (file->rows == 0) {
		file->columns = count;
	}
	if (count != file->columns) {
		hush_fail_at(err, HUSH_E_SPEC, reading->path, reading->line, 0,
		             "this line and the header differ in their number of fields (%u and %u)", count, file->columns);
		return hush_hint(err, "put a field that holds the separator into double quotes");
	}
	if (file->rows == reading->room) {
		HUSH_TRY(grow(reading, err));
	}
	row = file->fields + (size_t)file->rows * count;
	for (uint32_t i = 0; i < count; i++) {
		const char *bytes = fields[i].bytes;
		bool good = hush_utf8_valid(bytes, fields[i].length) && !memchr(bytes, '\0', fields[i].length);

		row[i] = good ? hush_strndup(bytes, fields[i].length) : NULL;
		if (!row[i]) {
			while (i > 0) {
				hush_free(row[--i]);
			}
			return good
			           ? hush_fail_memory(err)
			           : hush_fail_at(err, HUSH_E_SPEC, reading->path, reading->line, 0, "this line is not UTF-8 text");
		}
	}
	file->lines[file->rows] = reading->line;
	file->rows++;
	return HUSH_OK;
}

static hush_status read_lines(struct reading *reading, struct hush_csv *csv, const char *text, size_t length,
                              hush_error *err)
{
	const struct hush_field *fields;
	uint32_t count;
	size_t end;

	for (size_t at = 0; at < length; at = end + 1) {
		const char *feed = memchr(text + at, '\n', length - at);

		end = feed ? (size_t)(feed - text) : length;
		reading->line++;
		switch (hush_csv_line(csv, text + at, end - at, &fields, &count)) {
		case HUSH_CSV_ROW: HUSH_TRY(add_row(reading, fields, count, err)); break;
		case HUSH_CSV_EMPTY: break;
		case HUSH_CSV_NO_MEMORY: return hush_fail_memory(err);
		case HUSH_CSV_SPOILED:
			hush_fail_at(err, HUSH_E_SPEC, reading->path, reading->line, csv->fault + 1,
			             "this line is not one row of CSV");
			return hush_hint(err,
			                 "look for a stray or missing double quote; write a quote inside a field twice (\"\")");
		}
	}
	if (reading->file.rows == 0) {
		hush_fail_at(err, HUSH_E_SPEC, reading->path, 0, 0, "the file has no header line");
		return hush_hint(err, "the first line names the columns");
	}
	return HUSH_OK;
}

hush_status hush_csv_file_read(const char *path, char separator, struct hush_csv_file *file, hush_error *err)
{
	struct reading reading = {.path = path};
	struct hush_csv *csv = NULL;
	struct hush_buffer text;
	hush_error spare;
	size_t skip;
	hush_status status;

	err = err ? err : &spare; /* hush_hint needs one to return its status */
	hush_buffer_init(&text, FILE_LIMIT);
	status = hush_file_read(path, FILE_LIMIT, &text, err);
	if (status == HUSH_OK) {
		status = hush_csv_open(separator, &csv, err);
	}
	if (status == HUSH_OK) {
		skip = text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
		status = read_lines(&reading, csv, text.bytes + skip, text.length - skip, err);
	}
	hush_csv_close(csv);
	hush_buffer_release(&text);
	if (status != HUSH_OK) {
		hush_csv_file_release(&reading.file);
		return status;
	}
	*file = reading.file;
	return HUSH_OK;
}

void hush_csv_file_release(struct hush_csv_file *file)
{
	for (size_t i = 0; i < (size_t)file->rows * file->columns; i++) {
		hush_free(file->fields[i]);
	}
	hush_free(file->fields);
	hush_free(file->lines);
	*file = (struct hush_csv_file){0};
}

uint32_t hush_csv_file_column(const struct hush_csv_file *file, const char *name)
{
	for (uint32_t i = 0; i < file->columns; i++) {
		if (strcmp(file->fields[i], name) == 0) {
			return i;
		}
	}
	return UINT32_MAX;
}
