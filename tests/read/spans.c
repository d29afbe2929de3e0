/* Spans: records over several lines, as libcsv reads the whole file; and stray quotes, which cost their own line. */
#include "specs.h"

#include <csv.h>

#include "read/spans.h"

#define HEADER "t,p,x\n"

static const size_t chunks[] = {1, 2, 3, 5, 64, 1000, 65536};

static struct hush_spec *load(void)
{
	return load_spec(SPEC_HEAD("2025-01-01", "2025-02-01", "week") "\"sources\": {\"s\": {\"files\": [\"*.csv\"], \"entity\": "
	                 "{\"vehicle\": [\"p\"]}, \"time\": {\"column\": \"t\"}, \"multiline\": true}}, \"dimensions\": {\"site\": "
	                 "{\"column\": \"x\", \"values\": [\"a\"]}}, \"tables\": [{\"name\": \"t\", \"source\": \"s\", "
	                 "\"measure\": \"rows\", \"by\": [\"site\"], " LIMITS "}]}");
}

/* "line:field|field|field|" for each row, "line!" for each line that was left out. */
static char *spans_of(const struct hush_spec *spec, size_t chunk, size_t *length)
{
	struct hush_inputs *inputs = NULL;
	struct hush_spans *spans = NULL;
	struct hush_span span;
	hush_error err = {0};
	char *out = NULL;
	FILE *memory = open_memstream(&out, length);
	bool more;

	ck_assert_msg(hush_inputs_check(spec, &inputs, &err) == HUSH_OK, "%s", err.message);
	ck_assert_int_eq(hush_spans_open(inputs, spec, 0, chunk, &spans, NULL), HUSH_OK);
	if (chunk % 2 == 0) {
		hush_spans_read_ahead(spans);
	}
	for (;;) {
		ck_assert_msg(hush_spans_next(spans, &span, &more, &err) == HUSH_OK, "%s", err.message);
		if (!more) {
			break;
		}
		if (span.too_long || span.kind == HUSH_ROW_SPOILED || span.kind == HUSH_ROW_BYTES) {
			fprintf(memory, "%d!\n", (int)span.line);
		} else if (span.kind == HUSH_ROW) {
			fprintf(memory, "%d:", (int)span.line);
			for (uint32_t i = 0; i < span.count; i++) {
				fwrite(span.fields[i].bytes, 1, span.fields[i].length, memory);
				fputc('|', memory);
			}
			fputc('\n', memory);
		}
	}
	/* The end stays the end. */
	ck_assert_int_eq(hush_spans_next(spans, &span, &more, NULL), HUSH_OK);
	ck_assert(!more);
	hush_spans_close(spans);
	hush_inputs_free(inputs);
	fclose(memory);
	return out;
}

static void put_file(const char *text, size_t length)
{
	char *file = malloc(length + sizeof HEADER);

	memcpy(file, HEADER, sizeof HEADER - 1);
	memcpy(file + sizeof HEADER - 1, text, length);
	put_bytes("f.csv", file, length + sizeof HEADER - 1);
	free(file);
}

static void expect_bytes(const struct hush_spec *spec, const char *text, size_t length, const char *wanted, const char *what)
{
	put_file(text, length);
	for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
		size_t size;
		char *got = spans_of(spec, chunks[c], &size);

		ck_assert_msg(strcmp(got, wanted) == 0, "%s, chunks of %zu:\ngot\n%.2000s\nwanted\n%.2000s", what, chunks[c], got,
		              wanted);
		free(got);
	}
}

static void expect(const struct hush_spec *spec, const char *text, const char *wanted)
{
	expect_bytes(spec, text, strlen(text), wanted, text);
}

START_TEST(records_over_lines)
{
	struct hush_spec *spec = load();

	expect(spec, "", "");
	expect(spec, "a,b,c", "2:a|b|c|\n");
	expect(spec, "a,\"b\nb\",c\nd,e,f\n", "2:a|b\nb|c|\n4:d|e|f|\n");
	expect(spec, "a,\"b\r\nb\",c\r\nd,e,f\r\n", "2:a|b\r\nb|c|\n4:d|e|f|\n");
	expect(spec, "a,\"\n\n\n\",c\n\n  \nd,e,f", "2:a|\n\n\n|c|\n8:d|e|f|\n");
	expect(spec, "\"a\",\"He said \"\"no\"\"\n\"\"yes\"\"\",\"c\"\nd,e,f\n", "2:a|He said \"no\"\n\"yes\"|c|\n4:d|e|f|\n");
	expect(spec, "a,\"\"\"\n\"\"\",c\nd,e,f\n", "2:a|\"\n\"|c|\n4:d|e|f|\n");
	expect(spec, "\"01/02/2025, 01:00 AM\nto 02/02/2025\",b,\"c\n\"\n", "2:01/02/2025, 01:00 AM\nto 02/02/2025|b|c\n|\n");
	expect(spec, "a,\"b\nb\",\"c\nd\nd\"\ne,f,g\n", "2:a|b\nb|c\nd\nd|\n6:e|f|g|\n");
	hush_spec_free(spec);
}
END_TEST

START_TEST(a_stray_quote_costs_its_line)
{
	struct hush_spec *spec = load();

	expect(spec, "a,\"b,c\nd,e,f\ng,h,i\n", "2!\n3:d|e|f|\n4:g|h|i|\n");       /* no closing quote in the file */
	expect(spec, "a,\"b,c\nd,\"e\",f\ng,h,i\n", "2!\n3:d|e|f|\n4:g|h|i|\n");   /* one that opens another field */
	expect(spec, "a,\"b,c\nd,e,\"f\ng,h,i\n", "2!\n3!\n4:g|h|i|\n");           /* two strays: neither closes the other */
	expect(spec, "a,b,\"c\nd,e,f\ng,h,i\"\nj,k,l\n", "2:a|b|c\nd,e,f\ng,h,i|\n5:j|k|l|\n"); /* a record, to any reader */
	expect(spec, "a,\"b,c\nd,e,f\"\ng,h,i\n", "2!\n3!\n4:g|h|i|\n");           /* closed, but of two fields */
	expect(spec, "a\"b,c,d\ne,f,g\n", "2!\n3:e|f|g|\n");
	expect(spec, "a,\"b\"x,c\ne,f,g\n", "2!\n3:e|f|g|\n");
	expect(spec, "a,\"b", "2!\n");
	expect(spec, "\"\n\"\n\"\n", "2!\n3!\n4!\n");
	expect_bytes(spec, "a,\"b\0\nb\",c\nd,e,f\n", 16, "2!\n3!\n4:d|e|f|\n", "a NUL");
	expect(spec, "a,\"b\n\xFF\",c\nd,e,f\n", "2!\n3!\n4:d|e|f|\n");
	hush_spec_free(spec);
}
END_TEST

/* A record of so many lines, between two others. */
static char *tall(int lines, size_t width, size_t *length)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, length);

	fprintf(memory, "a,b,c\nd,\"");
	for (int i = 0; i < lines; i++) {
		fprintf(memory, "%*s%s", (int)width, "x", i + 1 < lines ? "\n" : "\",f\n");
	}
	fprintf(memory, "g,h,i\n");
	fclose(memory);
	return text;
}

START_TEST(records_have_a_longest)
{
	struct hush_spec *spec = load();
	size_t length;
	size_t size;
	char *got;
	char *text = tall(HUSH_SPAN_LINES, 1, &length);

	put_file(text, length);
	got = spans_of(spec, 1000, &size);
	ck_assert_msg(strncmp(got, "2:a|b|c|\n3:d|x\nx\n", 17) == 0, "%s", got);
	ck_assert_ptr_nonnull(strstr(got, "x|f|\n259:g|h|i|\n"));
	free(got);
	free(text);

	text = tall(HUSH_SPAN_LINES + 1, 1, &length);
	put_file(text, length);
	got = spans_of(spec, 1000, &size);
	ck_assert_msg(strncmp(got, "2:a|b|c|\n3!\n4:x|\n5:x|\n", 22) == 0, "%s", got);
	ck_assert_ptr_nonnull(strstr(got, "259!\n260:g|h|i|\n"));
	free(got);
	free(text);

	/* Sixteen lines that fit into the limit of bytes, and sixteen that do not. */
	for (int over = 0; over < 2; over++) {
		text = tall(16, HUSH_LINE_LIMIT / 16 - 2 + (size_t)over, &length);
		put_file(text, length);
		got = spans_of(spec, 65536, &size);
		ck_assert_msg(strncmp(got, over ? "2:a|b|c|\n3!\n4:x|\n" : "2:a|b|c|\n3:d| ", 13) == 0, "%.40s", got);
		ck_assert_str_eq(strstr(got, "19:"), "19:g|h|i|\n");
		free(got);
		free(text);
	}
	/* A line that is too long is in no record. */
	text = tall(3, HUSH_LINE_LIMIT + 1, &length);
	put_file(text, length);
	got = spans_of(spec, 65536, &size);
	ck_assert_str_eq(got, "2:a|b|c|\n3!\n4!\n5!\n6:g|h|i|\n");
	free(got);
	free(text);
	text = malloc(HUSH_LINE_LIMIT + 100); /* nor are the lines around it, which would close without it */
	length = (size_t)sprintf(text, "d,\"x\n");
	memset(text + length, 'x', HUSH_LINE_LIMIT + 1);
	length += HUSH_LINE_LIMIT + 1;
	length += (size_t)sprintf(text + length, "\nx\",f\ng,h,i\n");
	expect_bytes(spec, text, length, "2!\n3!\n4!\n5:g|h|i|\n", "a long line within a record");
	free(text);
	hush_spec_free(spec);
}
END_TEST

START_TEST(a_record_ends_with_its_file)
{
	struct hush_spec *spec = load();
	size_t size;
	char *got;

	put_text("a.csv", HEADER "a,\"b,c\n");
	put_text("b.csv", HEADER "d,e\",f\ng,\"h\nh\",i");
	got = spans_of(spec, 1, &size);
	ck_assert_str_eq(got, "2!\n2!\n3:g|h\nh|i|\n");
	free(got);
	hush_spec_free(spec);
}
END_TEST

START_TEST(packed_files_give_the_same)
{
	static const char text[] = HEADER "a,\"b\nb\",c\nd,\"e,f\ng,\"\n\",i\n";
	unsigned char packed[512];
	struct hush_spec *spec = load();

	for (int kind = 0; kind < 2; kind++) {
		size_t used = kind ? pack_zstd(text, sizeof text - 1, packed, sizeof packed)
		                   : pack_gzip(text, sizeof text - 1, packed, sizeof packed);

		put_bytes("f.csv", packed, used);
		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			size_t size;
			char *got = spans_of(spec, chunks[c], &size);

			ck_assert_str_eq(got, "2:a|b\nb|c|\n4!\n5:g|\n|i|\n");
			free(got);
		}
	}
	hush_spec_free(spec);
}
END_TEST

/* -- against libcsv, on what a writer of CSV makes ------------------------------------------------------------------------ */

static uint32_t dice(uint64_t *state, uint32_t bound)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33) % bound;
}

/* One record as a writer makes it, quoted where it must be and sometimes where it need not. */
static size_t write_record(uint64_t *state, char *text)
{
	static const char *const parts[] = {"a", "b c", ",", "\"", "\n", "\r\n", "\n\n", "\xC3\xA9", "7", "a\"\n,b"};
	size_t used = 0;

	for (int field = 0; field < 3; field++) {
		bool quoted = dice(state, 2) == 0;

		used += (size_t)sprintf(text + used, "%s%s", field ? "," : "", quoted ? "\"" : "");
		for (uint32_t i = dice(state, 4); i > 0; i--) {
			const char *part = parts[quoted ? dice(state, sizeof parts / sizeof parts[0]) : dice(state, 2)];

			for (; *part; part++) {
				text[used++] = *part;
				if (*part == '"') {
					text[used++] = '"';
				}
			}
		}
		used += (size_t)sprintf(text + used, "%s", quoted ? "\"" : "");
	}
	return used + (size_t)sprintf(text + used, "%s", dice(state, 3) ? "\n" : "\r\n");
}

struct whole {
	FILE *memory;
	uint64_t lines[64]; /* where each record starts */
	int record;
	int field;
};

static void on_field(void *bytes, size_t length, void *context)
{
	struct whole *whole = context;

	if (whole->field++ == 0) {
		fprintf(whole->memory, "%d:", (int)whole->lines[whole->record]);
	}
	if (length) {
		fwrite(bytes, 1, length, whole->memory);
	}
	fputc('|', whole->memory);
}

static void on_row(int end, void *context)
{
	struct whole *whole = context;

	(void)end;
	if (whole->field > 0) {
		fputc('\n', whole->memory);
		whole->record++;
	}
	whole->field = 0;
}

/* The file in one go, by libcsv alone, in its strict mode. */
static char *read_whole(const char *text, size_t length, const uint64_t *lines, int records, size_t *size)
{
	struct csv_parser parser;
	struct whole whole = {0};
	char *out = NULL;

	memcpy(whole.lines, lines, (size_t)records * sizeof *lines);
	whole.memory = open_memstream(&out, size);
	ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
	ck_assert_uint_eq(csv_parse(&parser, text, length, on_field, on_row, &whole), length);
	ck_assert_int_eq(csv_fini(&parser, on_field, on_row, &whole), 0);
	csv_free(&parser);
	fclose(whole.memory);
	ck_assert_int_eq(whole.record, records);
	return out;
}

/* What a writer made is read as libcsv reads it; and without any one of the records the others stay the same. */
START_TEST(written_files_are_read_whole)
{
	struct hush_spec *spec = load();
	uint64_t state = 20250607;

	for (int round = 0; round < 150; round++) {
		char text[8192];
		size_t starts[65];
		uint64_t lines[64];
		uint64_t line = 2;
		int records = 1 + (int)dice(&state, 20);
		size_t size;
		char *wanted;
		int without;

		starts[0] = 0;
		for (int i = 0; i < records; i++) {
			starts[i + 1] = starts[i] + write_record(&state, text + starts[i]);
			lines[i] = line;
			for (size_t at = starts[i]; at < starts[i + 1]; at++) {
				line += text[at] == '\n';
			}
		}
		wanted = read_whole(text, starts[records], lines, records, &size);
		expect_bytes(spec, text, starts[records], wanted, "a written file");
		free(wanted);

		without = (int)dice(&state, (uint32_t)records);
		line = 0;
		for (size_t at = starts[without]; at < starts[without + 1]; at++) {
			line += text[at] == '\n';
		}
		memmove(text + starts[without], text + starts[without + 1], starts[records] - starts[without + 1]);
		for (int i = without; i + 1 < records; i++) {
			lines[i] = lines[i + 1] - line;
		}
		size = starts[records] - (starts[without + 1] - starts[without]);
		wanted = read_whole(text, size, lines, records - 1, &line);
		expect_bytes(spec, text, size, wanted, "without a record");
		free(wanted);
	}
	hush_spec_free(spec);
}
END_TEST

/* -- against the rule, said slowly, on anything ------------------------------------------------------------------------------ */

/* The rule of spans.h by trying every number of lines with libcsv alone. */
static char *read_slowly(const char *text, size_t length, size_t *size)
{
	struct hush_csv *csv = NULL;
	char *out = NULL;
	FILE *memory = open_memstream(&out, size);
	int line = 2;

	ck_assert_int_eq(hush_csv_open(',', &csv, NULL), HUSH_OK);
	for (size_t at = 0; at < length;) {
		const struct hush_field *fields = NULL;
		size_t first = 0; /* bytes of the first line */
		size_t end = at;
		size_t quotes = 0;
		uint32_t count = 0;
		int lines = 0;
		bool alone;
		bool row = false;

		do {
			const char *feed = memchr(text + end, '\n', length - end);
			size_t stop = feed ? (size_t)(feed - text) : length;

			for (size_t i = end; i < stop; i++) {
				quotes += text[i] == '"';
			}
			end = stop + 1;
			first = lines++ == 0 ? end - at : first;
		} while (quotes % 2 == 1 && end < length && lines < HUSH_SPAN_LINES);
		alone = lines == 1;
		if (quotes % 2 == 0) {
			enum hush_csv_outcome outcome = hush_csv_line(csv, text + at, end - 1 - at, &fields, &count);

			if (outcome == HUSH_CSV_EMPTY && alone) {
				at = end;
				line++;
				continue;
			}
			row = outcome == HUSH_CSV_ROW && (alone || count == 3);
		}
		if (row) {
			fprintf(memory, "%d:", line);
			for (uint32_t i = 0; i < count; i++) {
				fwrite(fields[i].bytes, 1, fields[i].length, memory);
				fputc('|', memory);
			}
			fputc('\n', memory);
		} else {
			fprintf(memory, "%d!\n", line);
		}
		line += row ? lines : 1;
		at = row ? end : at + first;
	}
	hush_csv_close(csv);
	fclose(memory);
	return out;
}

START_TEST(files_made_by_chance)
{
	static const char *const symbols[] = {"a", ",", "\"", "\n", ",\"", "\",", "\r\n", "\"\"", " ", "b,c", "\"\n\"", "d,e,f\n"};
	struct hush_spec *spec = load();
	uint64_t state = 77;

	for (int round = 0; round < 600; round++) {
		char text[2048];
		size_t used = 0;
		size_t size;
		char *wanted;

		for (uint32_t i = dice(&state, 150); i > 0; i--) {
			used += (size_t)sprintf(text + used, "%s", symbols[dice(&state, sizeof symbols / sizeof symbols[0])]);
		}
		wanted = read_slowly(text, used, &size);
		expect_bytes(spec, text, used, wanted, "by chance");
		free(wanted);
	}
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {records_over_lines,
	                              a_stray_quote_costs_its_line,
	                              records_have_a_longest,
	                              a_record_ends_with_its_file,
	                              packed_files_give_the_same,
	                              written_files_are_read_whole,
	                              files_made_by_chance};

	return run_cases("spans", cases, sizeof cases / sizeof cases[0]);
}
