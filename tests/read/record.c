/* Records: what a row becomes, why it is left out, and that no row says anything about another. */
#include "specs.h"

#include "base/memory.h"
#include "read/pieces.h"
#include "read/record.h"

#define HEADER "read_at,state,plate,camera\n"

/* What a reading gave: a line of text per visit, and the tally. */
struct seen {
	char *text;
	size_t length;
	FILE *memory;
	const struct hush_spec *spec;
	struct hush_unit_shape shape;
	struct hush_tally_source tally;
};

static size_t piece = HUSH_PIECE;

static bool note_record(struct seen *seen, const struct hush_record *record)
{
	bool counted = true;
	unsigned char room[HUSH_UNIT_EXACT_ROOM];
	const unsigned char *exact = record->unit.exact;
	size_t length = 0;

	if (seen->spec->sources[0].entity != HUSH_ENTITY_DECLARED) {
		length = record->unit.packed ? hush_unit_exact(&seen->shape, record->unit.low, record->unit.high, room)
		                             : record->unit.exact_length;
		exact = record->unit.packed ? room : exact;
	}
	for (size_t i = 0; i < length; i++) {
		unsigned char c = exact[i];

		fprintf(seen->memory, c > 0x20 && c < 0x7F ? "%c" : "\\%02x", c);
	}
	for (uint32_t t = 0; t < seen->spec->table_count; t++) {
		const struct hush_table *table = &seen->spec->tables[t];

		for (uint32_t i = 0; i < table->by_count; i++) {
			uint32_t value = record->values[table->by[i]];

			fprintf(seen->memory, " %s",
			        value == HUSH_NONE ? "-" : seen->spec->dimensions[table->by[i]].values.names[value]);
			counted = counted && value != HUSH_NONE;
		}
	}
	fprintf(seen->memory, " x%llu\n", (unsigned long long)record->count);
	return counted;
}

static void note(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	(void)failed;
	ck_assert(count >= 1 && count <= HUSH_RECORDS_MOST);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert(!counted[i]);
		counted[i] = note_record(context, &records[i]);
	}
}

/* One thread reads source 0 to its end. `shape` is filled in for the visits. */
static hush_status read_all(struct hush_inputs *inputs, const struct hush_spec *spec, struct hush_unit_shape *shape,
                            hush_record_visit visit, void *context, struct hush_tally_source *tally, hush_error *err)
{
	struct hush_reading *reading = NULL;
	struct hush_tally_part part = {0};
	hush_status status = hush_unit_shape_open(spec, 0, shape, err);

	if (status == HUSH_OK) {
		status = hush_reading_open(inputs, spec, 0, shape, piece, &reading, err);
	}
	if (status == HUSH_OK) {
		status = hush_reading_run(reading, visit, context, &part, err);
	}
	if (status == HUSH_OK && tally) {
		hush_reading_tell(reading, &part, tally);
	}
	hush_reading_close(reading);
	hush_unit_shape_close(shape);
	return status;
}

static hush_status try_read(const struct hush_spec *spec, struct seen *seen, hush_error *err)
{
	struct hush_inputs *inputs = NULL;
	hush_status status;

	*seen = (struct seen){.spec = spec};
	seen->memory = open_memstream(&seen->text, &seen->length);
	status = hush_inputs_check(spec, &inputs, err);
	if (status == HUSH_OK) {
		status = read_all(inputs, spec, &seen->shape, note, seen, &seen->tally, err);
	}
	fclose(seen->memory);
	hush_inputs_free(inputs);
	return status;
}

static void expect(const struct hush_spec *spec, const char *wanted)
{
	struct seen seen;
	hush_error err = {0};

	ck_assert_msg(try_read(spec, &seen, &err) == HUSH_OK, "%s: %s", err.file, err.message);
	ck_assert_str_eq(seen.text, wanted);
	free(seen.text);
}

/* One row of the usual header must be left out for this reason, or be kept. */
static void expect_reason(const struct hush_spec *spec, const char *row, size_t length, enum hush_reason reason)
{
	static char text[4 << 20];
	struct seen seen;

	memcpy(text, HEADER "2025-01-02T03:04:05,CA,1,north\n", 58);
	memcpy(text + 58, row, length);
	memcpy(text + 58 + length, "\n2025-01-02T03:04:05,CA,2,north\n", 32);
	put_bytes("f.csv", text, 58 + length + 32);
	ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
	ck_assert_uint_eq(seen.tally.rows, 3);
	ck_assert_msg(seen.tally.by_reason[reason] == (reason == HUSH_KEPT ? 3 : 1), "\"%.60s\" is not \"%s\"", row,
	              hush_reason_name(reason));
	ck_assert_uint_eq(seen.tally.by_reason[HUSH_KEPT], reason == HUSH_KEPT ? 3 : 2);
	if (reason != HUSH_KEPT) {
		ck_assert_uint_eq(seen.tally.examples[reason][0].line, 3);
		ck_assert_uint_eq(seen.tally.examples[reason][0].file, 0);
	}
	free(seen.text);
}

static void reason_of(const struct hush_spec *spec, const char *row, enum hush_reason reason)
{
	expect_reason(spec, row, strlen(row), reason);
}

START_TEST(every_reason)
{
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	char *huge = malloc(3 << 20);

	reason_of(spec, "2025-01-02T03:04:05,CA,3,north", HUSH_KEPT);
	reason_of(spec, "\"2025-01-02T03:04:05\",\"CA\",\"3\",\"north\"", HUSH_KEPT);
	reason_of(spec, "\" 2025-01-02T03:04:05 \",\" CA\",3,\"\tnorth\"\r", HUSH_KEPT);
	reason_of(spec, "2025-01-02T03:04:05,CA,\"3,north", HUSH_LEFT_SPOILED);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,north\"", HUSH_LEFT_SPOILED);
	reason_of(spec, "2025-01-02T03:04:05,CA,\"3\"x,north", HUSH_LEFT_SPOILED);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,north\r2025-01-02T03:04:05,CA,3,north", HUSH_LEFT_SPOILED);
	reason_of(spec, "2025-01-02T03:04:05,CA,3", HUSH_LEFT_WIDTH);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,north,", HUSH_LEFT_WIDTH);
	reason_of(spec, "x", HUSH_LEFT_WIDTH);
	memset(huge, '"', 3 << 20);
	expect_reason(spec, huge, 3 << 20, HUSH_LEFT_LONG);
	expect_reason(spec, "2025-01-02T03:04:05,CA,3,nor\0th", 31, HUSH_LEFT_BYTES);
	expect_reason(spec, "\0", 1, HUSH_LEFT_BYTES);
	reason_of(spec, "2025-01-02T03:04:05,CA,\xC3\x28,north", HUSH_LEFT_BYTES);
	reason_of(spec, "2025-01-02T03:04:05,CA,\xED\xA0\x80,north", HUSH_LEFT_BYTES); /* a surrogate */
	reason_of(spec, "2025-01-02T03:04:05,CA,3,north\xFF", HUSH_LEFT_BYTES);
	reason_of(spec, "2025-01-02T03:04:05,,3,north", HUSH_LEFT_ENTITY);
	reason_of(spec, "2025-01-02T03:04:05,CA,,north", HUSH_LEFT_ENTITY);
	reason_of(spec, "2025-01-02T03:04:05,CA,\" - \",north", HUSH_LEFT_ENTITY);
	reason_of(spec, "2025-01-02T03:04:05,unknown,3,north", HUSH_LEFT_REDACTED);
	reason_of(spec, "2025-01-02T03:04:05,CA,***,north", HUSH_LEFT_REDACTED);
	reason_of(spec, "2025-01-02T03:04:05,CA, REDACTED,north", HUSH_LEFT_REDACTED);
	reason_of(spec, "2025-01-02T03:04:05,,[redacted],north", HUSH_LEFT_REDACTED);
	reason_of(spec, ",CA,3,north", HUSH_LEFT_NO_TIME);
	reason_of(spec, "N/A,CA,3,north", HUSH_LEFT_NO_TIME);
	reason_of(spec, "2025-02-30T03:04:05,CA,3,north", HUSH_LEFT_TIME);
	reason_of(spec, "read_at,state,plate,camera", HUSH_LEFT_HEADER);
	reason_of(spec, "\" read_at \",\"state\",plate,camera\r", HUSH_LEFT_HEADER);
	reason_of(spec, "read_at,CA,3,north", HUSH_LEFT_HEADER);
	reason_of(spec, "Read_at,state,plate,camera", HUSH_LEFT_TIME);
	reason_of(spec, "2024-12-31T23:59:59,CA,3,north", HUSH_LEFT_PERIOD);
	reason_of(spec, "2025-01-01T07:59:59Z,CA,3,north", HUSH_LEFT_PERIOD);
	reason_of(spec, "2025-01-01T08:00:00Z,CA,3,north", HUSH_KEPT);
	reason_of(spec, "2025-02-01T07:59:59Z,CA,3,north", HUSH_KEPT);
	reason_of(spec, "2025-02-01T00:00:00,CA,3,north", HUSH_LEFT_PERIOD);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,North", HUSH_LEFT_DOMAIN);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,", HUSH_LEFT_NO_VALUE);
	reason_of(spec, "2025-01-02T03:04:05,CA,3,null", HUSH_LEFT_NO_VALUE);
	reason_of(spec,
	          "2025-01-02T03:04:05,CA,3,s\xC3\xBC"
	          "d",
	          HUSH_KEPT);
	free(huge);
	hush_spec_free(spec);
}
END_TEST

START_TEST(the_unit_is_entity_and_window)
{
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	hush_day first = hush_day_from_civil(2025, 1, 1); /* 20089, 0x4e79 */

	ck_assert_int_eq(first, 0x4e79);
	put_text("f.csv", HEADER "2025-01-02 03:04,ca,ab-1,north\n2025-01-31 23:59,C A,A B1,s\xC3\xBC"
	                         "d\n\n  \r\n"
	                         "2025-01-31 23:59,C,AAB1,north\n");
	expect(spec, "\\02\\00\\00\\00CA\\03\\00\\00\\00AB1yN\\00\\00 north x1\n"
	             "\\02\\00\\00\\00CA\\03\\00\\00\\00AB1yN\\00\\00 s\xC3\xBC"
	             "d x1\n"
	             "\\01\\00\\00\\00C\\04\\00\\00\\00AAB1yN\\00\\00 north x1\n");
	hush_spec_free(spec);
}
END_TEST

START_TEST(line_ends_marks_separators_and_packing_do_not_matter)
{
	static const char *const separators[] = {",", ";", "\\t", "|"};
	const char *wanted = "\\02\\00\\00\\00CA\\02\\00\\00\\00Q1yN\\00\\00 north x1\n"
	                     "\\02\\00\\00\\00OR\\02\\00\\00\\00Q2yN\\00\\00 s\xC3\xBC"
	                     "d x1\n";
	unsigned char packed[2000];

	for (size_t s = 0; s < 4; s++) {
		struct hush_spec *spec = load_scans("\"f.csv\"", separators[s]);
		char c = separators[s][0] == '\\' ? '\t' : separators[s][0];

		for (unsigned form = 0; form < 24; form++) {
			const char *end = form & 1 ? "\r\n" : "\n";
			char text[500];
			int length =
			    snprintf(text, sizeof text,
			             "%sread_at%cstate%cplate%ccamera%s"
			             "2025-01-02T03:04:05%cCA%cq1%cnorth%s"
			             "2025-01-02T03:04:05%c\"OR\"%cq2%cs\xC3\xBC"
			             "d%s",
			             form & 2 ? "\xEF\xBB\xBF" : "", c, c, c, end, c, c, c, end, c, c, c, form & 4 ? end : "");
			size_t used = (size_t)length;

			switch (form / 8) {
			case 0: put_text("f.csv", text); break;
			case 1: put_bytes("f.csv", packed, pack_gzip(text, used, packed, sizeof packed)); break;
			default: put_bytes("f.csv", packed, pack_zstd(text, used, packed, sizeof packed)); break;
			}
			expect(spec, wanted);
		}
		hush_spec_free(spec);
	}
}
END_TEST

/* Columns stand in another order in the second file, and its rows are as wide as its own header. */
START_TEST(every_file_has_its_own_header)
{
	struct hush_spec *spec = load_scans("\"?.csv\"", ",");
	struct seen seen;

	put_text("a.csv", HEADER "2025-01-02T03:04:05,CA,1,north\n");
	put_text("b.csv",
	         "camera,extra,plate,state,read_at\nnorth,,2,CA,2025-01-02T03:04:05\n2025-01-02T03:04:05,CA,3,north\n");
	ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
	ck_assert_str_eq(seen.text, "\\02\\00\\00\\00CA\\01\\00\\00\\001yN\\00\\00 north x1\n"
	                            "\\02\\00\\00\\00CA\\01\\00\\00\\002yN\\00\\00 north x1\n");
	ck_assert_uint_eq(seen.tally.by_reason[HUSH_LEFT_WIDTH], 1);
	ck_assert_uint_eq(seen.tally.examples[HUSH_LEFT_WIDTH][0].file, 1);
	ck_assert_uint_eq(seen.tally.examples[HUSH_LEFT_WIDTH][0].line, 3);
	free(seen.text);
	hush_spec_free(spec);
}
END_TEST

/* A unit as `note` writes it. */
static int write_unit(char *out, const char *who, unsigned number, hush_day first)
{
	unsigned char bytes[80];
	int length = snprintf((char *)bytes + 4, 70, "%s%u", who, number);
	int used = 0;

	memcpy(bytes, &(uint32_t){htole32((uint32_t)length)}, 4);
	memcpy(bytes + 4 + length, &(uint32_t){htole32((uint32_t)first)}, 4);
	for (int i = 0; i < length + 8; i++) {
		used += sprintf(out + used, bytes[i] > 0x20 && bytes[i] < 0x7F ? "%c" : "\\%02x", bytes[i]);
	}
	return used;
}

/* Rows that are left out stand between others: each record keeps its own time, unit and value. */
START_TEST(what_is_left_out_shifts_nothing)
{
	struct hush_spec *spec = load_spec(SPEC_HEAD(
	    "2025-01-01", "2025-02-01",
	    "week") "\"sources\": {\"s\": {\"files\": [\"f.csv\"], \"entity\": {\"user\": [\"u\"]}, \"time\": {\"column\": "
	            "\"t\"}}}, \"dimensions\": {\"hour\": {\"time\": \"hour_of_day\"}, \"day\": {\"time\": \"day\"}, \"site\": "
	            "{\"column\": \"x\", \"values\": [\"a\", \"b\"], \"origin\": \"policy\"}}, \"tables\": [{\"name\": "
	            "\"a\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"day\", \"hour\", \"site\"], " LIMITS "}]}");
	static char text[40000];
	static char wanted[40000];
	struct seen seen;
	size_t length = 0;
	size_t expected = 0;
	unsigned state = 3;

	length += (size_t)sprintf(text, "u,t,x\n");
	for (unsigned row = 0; row < 500; row++) {
		unsigned kind = (state = state * 1103515245u + 12345u) >> 16 & 7;
		unsigned day = 1 + row % 31;
		unsigned hour = row % 24;
		const char *site = row % 3 ? "a" : "b";

		if (kind == 0) {
			length += (size_t)sprintf(text + length, "***,2025-01-%02uT%02u:00:00,%s\n", day, hour, site);
		} else if (kind == 1) {
			length += (size_t)sprintf(text + length, "U%u,2025-03-%02uT%02u:00:00,%s\n", row, day, hour, site);
		} else if (kind == 2) {
			length += (size_t)sprintf(text + length, "U%u,2025-01-%02uT%02u:61:00,%s\n", row, day, hour, site);
		} else {
			const char *who = kind == 3 ? "a user whose name fits into no packed key " : "U";
			hush_day first = hush_window_first(HUSH_WINDOW_WEEK, spec->week_start, hush_day_from_civil(2025, 1, (int)day));

			length += (size_t)sprintf(text + length, "%s%u,2025-01-%02uT%02u:00:00,%s\n", who, row, day, hour, site);
			expected += (size_t)write_unit(wanted + expected, who, row, first);
			expected += (size_t)sprintf(wanted + expected, " 2025-01-%02u %02u %s x1\n", day, hour, site);
		}
	}
	put_bytes("f.csv", text, length);
	ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
	ck_assert_str_eq(seen.text, wanted);
	free(seen.text);
	hush_spec_free(spec);
}
END_TEST

/* Wide rows make small batches; what they say is the same. */
START_TEST(wide_files)
{
	static const unsigned widths[] = {4, 63, 64, 65, 100, 1365, 2049, 4096};
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	struct seen narrow = {0};

	for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
		struct seen seen;
		size_t length;
		char *text;
		FILE *file = open_memstream(&text, &length);

		fputs("read_at,state,plate", file);
		for (unsigned i = 4; i < widths[w]; i++) {
			fprintf(file, ",x%u", i);
		}
		fputs(",camera\n", file); /* the last column is looked at */
		for (unsigned row = 0; row < 150; row++) {
			fprintf(file, row % 50 == 49 ? "2025-01-02T03:04:05,CA,\"%u\"" : "2025-01-02T03:04:05,CA,%u", row);
			for (unsigned i = 4; i < widths[w]; i++) {
				fputs(row % 2 ? "," : ", ", file);
			}
			fputs(row % 5 ? ",north\n" : row % 10 ? ", north \r\n" : ",nowhere\n", file);
		}
		fclose(file);
		put_bytes("f.csv", text, length);
		free(text);
		ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
		if (w == 0) {
			ck_assert_uint_eq(seen.tally.by_reason[HUSH_KEPT], 135);
			ck_assert_uint_eq(seen.tally.by_reason[HUSH_LEFT_DOMAIN], 15);
			narrow = seen;
			continue;
		}
		ck_assert_str_eq(seen.text, narrow.text);
		ck_assert_mem_eq(&seen.tally, &narrow.tally, sizeof seen.tally);
		free(seen.text);
	}
	free(narrow.text);
	hush_spec_free(spec);
}
END_TEST

/* Rule 3: read each line alone, then many of them in any order: the same records. */
START_TEST(no_row_says_anything_about_another)
{
	static const char *const lines[] = {"2025-01-02T03:04:05,CA,1,north",
	                                    "2025-01-02T03:04:05,CA,\"1\",north\r",
	                                    "2025-01-31T23:59:59,NV,z,s\xC3\xBC"
	                                    "d",
	                                    "2025-02-01T00:00:00,CA,1,north",
	                                    "2025-01-02T03:04:05,CA,\"1,north",
	                                    "\"",
	                                    "\"\"",
	                                    "a\"b,c",
	                                    ",,,",
	                                    ",,",
	                                    "",
	                                    " ",
	                                    "\t\r",
	                                    "\r",
	                                    "\r\r",
	                                    "2025-01-02T03:04:05,CA,1,north\r2025-01-02T03:04:05,CA,1,north",
	                                    "\xFF",
	                                    "\xC3",
	                                    "2025-01-02T03:04:05,CA,\"a\"\"b\",north",
	                                    "2025-01-02T03:04:05Z,CA,*,north",
	                                    "\xEF\xBB\xBF",
	                                    "read_at,state,plate,camera",
	                                    "2025-01-09T03:04:05,CA,longerplate,nowhere",
	                                    "2025-01-02T03:04:05,CA,\" 1 \",\"north\"",
	                                    "2025-01-02T03:04:05,CA,1,north,"};
	enum { COUNT = sizeof lines / sizeof lines[0], REPEATS = 30000 };
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	struct seen alone[COUNT];
	struct seen seen;
	char *text;
	char *wanted;
	size_t length;
	size_t wanted_length;
	uint64_t reasons[HUSH_REASON_COUNT] = {0};
	unsigned state = 7;
	FILE *file;
	FILE *expected;

	for (size_t i = 0; i < COUNT; i++) {
		char one[300];

		put_bytes("f.csv", one, (size_t)snprintf(one, sizeof one, HEADER "%s\n", lines[i]));
		ck_assert_int_eq(try_read(spec, &alone[i], NULL), HUSH_OK);
	}
	file = open_memstream(&text, &length);
	expected = open_memstream(&wanted, &wanted_length);
	fputs(HEADER, file);
	for (size_t n = 0; n < REPEATS; n++) {
		size_t i;

		state = state * 1103515245u + 12345u;
		i = (state >> 12) % COUNT;
		fprintf(file, "%s\n", lines[i]);
		fputs(alone[i].text, expected);
		for (size_t r = 0; r < HUSH_REASON_COUNT; r++) {
			reasons[r] += alone[i].tally.by_reason[r];
		}
	}
	fclose(file);
	fclose(expected);
	ck_assert_uint_gt(length, 2 * 256 * 1024); /* several chunks */
	put_bytes("f.csv", text, length);
	ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
	ck_assert(strcmp(seen.text, wanted) == 0);
	ck_assert_int_eq(memcmp(seen.tally.by_reason, reasons, sizeof reasons), 0);
	for (size_t i = 0; i < COUNT; i++) {
		free(alone[i].text);
	}
	free(seen.text);
	free(text);
	free(wanted);
	hush_spec_free(spec);
}
END_TEST

START_TEST(time_parts_maps_and_bins)
{
	struct hush_spec *spec = load_spec(SPEC_HEAD(
	    "2025-02-26", "2025-11-05",
	    "week") "\"sources\": {\"s\": {\"files\": [\"f.csv\"], \"entity\": {\"user\": [\"u\"]}, "
	            "\"time\": {\"column\": \"t\", \"timezone\": \"America/New_York\"}}}, "
	            "\"dimensions\": {\"hour\": {\"time\": \"hour\"}, \"hod\": {\"time\": \"hour_of_day\"}, "
	            "\"weekday\": {\"time\": \"weekday\"}, \"day\": {\"time\": \"day\"}, \"week\": {\"time\": \"week\"}, "
	            "\"month\": {\"time\": \"month\"}, \"quarter\": {\"time\": \"quarter\"}, \"year\": {\"time\": "
	            "\"year\"}, "
	            "\"kind\": {\"column\": \"why\", \"map\": {\"pairs\": [[\"theft\", \"crime\"], [\"stolen\", "
	            "\"crime\"], "
	            "[\"amber\", \"child\"]], \"other\": \"other\", \"blank\": \"blank\"}}, "
	            "\"group\": {\"of\": \"kind\", \"map\": {\"pairs\": [[\"crime\", \"named\"], [\"child\", \"named\"]], "
	            "\"other\": \"rest\"}}, "
	            "\"strict\": {\"of\": \"weekday\", \"map\": {\"pairs\": [[\"Sunday\", \"end\"], [\"Saturday\", "
	            "\"end\"]]}}, "
	            "\"took\": {\"column\": \"secs\", \"bins\": [\"-1\", \"0\", \"300\", \"600.5\"]}}, "
	            "\"tables\": [{\"name\": \"a\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"hour\", "
	            "\"hod\"], " LIMITS "}, "
	            "{\"name\": \"b\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"weekday\", \"day\", "
	            "\"week\"], " LIMITS "}, "
	            "{\"name\": \"c\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"month\", \"quarter\", "
	            "\"year\"], " LIMITS "}, "
	            "{\"name\": \"d\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"kind\", \"group\", \"strict\", "
	            "\"took\"], " LIMITS "}]}");

	/* Stamps without an offset are New York's, three hours ahead of the windows' Los Angeles. Weeks begin on Sunday. */
	put_text("f.csv", "u,t,why,secs\n"
	                  "J. Doe ,2025-02-26T03:00,theft,0\n"
	                  "j. doe,2025-02-26T02:59,theft,0\n"
	                  "A,2025-03-09T06:30,\" stolen \",299.9999999\n"
	                  "A,2025-03-09T02:30,amber,1\n"      /* not in New York */
	                  "A,2025-03-09T10:30Z,Amber,300\n"   /* 03:30 after the change */
	                  "A,2025-11-02T08:59:59Z,,600.499\n" /* 01:59:59, the first time */
	                  "A,2025-11-02T09:00:00Z,,600.5\n"   /* 01:00:00, the second time: the same clock hour */
	                  "A,2025-11-05T02:59:59,x,-0.5\n"
	                  "A,2025-11-05T03:00:00,x,1\n"
	                  "A,2025-04-01T02:00:00,\" \",x\n");
	expect(
	    spec,
	    "\\06\\00\\00\\00J.\\20Doe\\aeN\\00\\00 2025-02-26T00 00 Wednesday 2025-02-26 2025-02-23 2025-02 2025-Q1 2025"
	    " crime named - [0,300) x1\n"
	    "\\01\\00\\00\\00A\\bcN\\00\\00 2025-03-09T03 03 Sunday 2025-03-09 2025-03-09 2025-03 2025-Q1 2025"
	    " crime named end [0,300) x1\n"
	    "\\01\\00\\00\\00A\\bcN\\00\\00 2025-03-09T03 03 Sunday 2025-03-09 2025-03-09 2025-03 2025-Q1 2025"
	    " other rest end [300,600.5) x1\n"
	    "\\01\\00\\00\\00A\\aaO\\00\\00 2025-11-02T01 01 Sunday 2025-11-02 2025-11-02 2025-11 2025-Q4 2025"
	    " blank rest end [300,600.5) x1\n"
	    "\\01\\00\\00\\00A\\aaO\\00\\00 2025-11-02T01 01 Sunday 2025-11-02 2025-11-02 2025-11 2025-Q4 2025"
	    " blank rest end - x1\n"
	    "\\01\\00\\00\\00A\\aaO\\00\\00 2025-11-04T23 23 Tuesday 2025-11-04 2025-11-02 2025-11 2025-Q4 2025"
	    " other rest - [-1,0) x1\n"
	    "\\01\\00\\00\\00A\\d1N\\00\\00 2025-03-31T23 23 Monday 2025-03-31 2025-03-30 2025-03 2025-Q1 2025"
	    " blank rest - - x1\n");
	hush_spec_free(spec);
}
END_TEST

START_TEST(count_columns)
{
	struct hush_spec *spec = load_spec(SPEC_HEAD(
	    "2025-01-01", "2025-02-01",
	    "month") "\"sources\": {\"s\": {\"files\": [\"f.csv\"], \"declared\": {\"at_most\": 3}, \"time\": {\"column\": "
	             "\"t\"}, "
	             "\"counts\": [{\"column\": \"E\", \"as\": {\"side\": \"East\", \"lane\": \"1\"}}, {\"column\": \"W\", "
	             "\"as\": {\"side\": \"West\", \"lane\": \"2\"}}, "
	             "{\"column\": \"all\", \"as\": {\"side\": \"East\", \"lane\": \"2\"}}]}}, "
	             "\"dimensions\": {\"side\": {\"values\": [\"West\", \"East\"]}, \"lane\": {\"values\": [\"1\", "
	             "\"2\"]}, "
	             "\"way\": {\"of\": \"side\", \"map\": {\"pairs\": [[\"East\", \"in\"], [\"West\", \"out\"]]}}}, "
	             "\"tables\": [{\"name\": \"a\", \"source\": \"s\", \"measure\": \"rows\", \"by\": [\"side\", \"way\", "
	             "\"lane\"]}]}");
	struct seen seen;

	put_text("f.csv", "t,W,E,all\n"
	                  "2025-01-01T00:00,2,1,3\n"
	                  "2025-01-01T00:00,,1,x\n"
	                  "2025-01-01T00:00,-1,1.0,\n"
	                  "2025-01-01T00:00, 0 ,99999999999999999999999,+1\n"
	                  "2025-01-01T00:00,2147483646,2147483648,007\n");
	ck_assert_int_eq(try_read(spec, &seen, NULL), HUSH_OK);
	ck_assert_str_eq(seen.text, " East in 1 x1\n West out 2 x2\n East in 2 x3\n"
	                            " East in 1 x1\n"
	                            " East in 1 x2147483647\n West out 2 x0\n"
	                            " East in 1 x2147483647\n West out 2 x2147483646\n East in 2 x7\n");
	ck_assert_uint_eq(seen.tally.by_reason[HUSH_LEFT_COUNT], 1);
	ck_assert_uint_eq(seen.tally.rows, 5);
	free(seen.text);
	hush_spec_free(spec);
}
END_TEST

START_TEST(a_file_that_changes_after_the_check)
{
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	struct hush_inputs *inputs = NULL;
	struct seen seen = {.spec = spec};
	static char text[300000];
	static unsigned char packed[400000];
	unsigned state = 3;
	size_t used;
	hush_error err = {0};

	put_text("f.csv", HEADER);
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	seen.memory = open_memstream(&seen.text, &seen.length);
	put_text("f.csv", "other,columns\n");
	ck_assert_int_eq(read_all(inputs, spec, &seen.shape, note, &seen, NULL, &err), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "changed"));
	ck_assert_int_eq(unlink(path_of("f.csv")), 0);
	ck_assert_int_eq(read_all(inputs, spec, &seen.shape, note, &seen, NULL, NULL), HUSH_E_IO);
	for (size_t i = 0; i < sizeof text; i++) {
		state = state * 1103515245u + 12345u;
		text[i] = (char)('a' + (state >> 20) % 20);
	}
	memcpy(text, HEADER, strlen(HEADER));
	used = pack_gzip(text, sizeof text, packed, sizeof packed);
	put_bytes("f.csv", packed, used - 9);
	ck_assert_int_eq(read_all(inputs, spec, &seen.shape, note, &seen, NULL, &err), HUSH_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "cut short"));
	fclose(seen.memory);
	free(seen.text);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
}
END_TEST

/* Changes the file under the reader's hands at the first record. */
static void meddle(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	const char *how = context;
	static char done[16];
	FILE *file;

	(void)records;
	(void)failed;
	memset(counted, true, count);
	if (strcmp(done, how) == 0) {
		return;
	}
	strcpy(done, how);
	if (how[0] == 's') {
		ck_assert_int_eq(truncate(path_of("f.csv"), 5000), 0);
	} else {
		file = fopen(path_of("f.csv"), how[0] == 'l' ? "a" : "r+");
		ck_assert_ptr_nonnull(file);
		fputs("2025-01-02T03:04:05,CA,9,north\n", file);
		fclose(file);
	}
}

START_TEST(a_file_that_changes_while_it_is_read)
{
	static const char *const ways[] = {"shorter", "longer", "other bytes"};
	static const size_t sizes[] = {64, 100000};
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");

	for (size_t way = 0; way < 3; way++) {
		for (size_t i = 0; i < 2; i++) {
			struct hush_inputs *inputs = NULL;
			struct hush_unit_shape shape;
			char how[16];
			FILE *file = fopen(path_of("f.csv"), "w");
			hush_error err = {0};

			ck_assert_ptr_nonnull(file);
			fputs(HEADER, file);
			for (int row = 0; row < 1000; row++) {
				fprintf(file, "2025-01-02T03:04:05,CA,%d,north\n", row);
			}
			ck_assert_int_eq(fclose(file), 0);
			ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
			snprintf(how, sizeof how, "%s%s", ways[way], i ? " " : "");
			piece = sizes[i];
			ck_assert_int_eq(usleep(20000), 0); /* so that a change is at a later time of the file system's clock */
			ck_assert_msg(read_all(inputs, spec, &shape, meddle, how, NULL, &err) == HUSH_E_IO, "%s, %zu", how, sizes[i]);
			ck_assert_ptr_nonnull(strstr(err.message, "changed while it was read"));
			hush_inputs_free(inputs);
		}
	}
	piece = HUSH_PIECE;
	hush_spec_free(spec);
}
END_TEST

static void stop(void *context, const struct hush_record *records, uint32_t count, bool *counted, hush_status *failed)
{
	(void)records;
	memset(counted, true, count);
	*failed = *(hush_status *)context;
}

START_TEST(a_visit_can_stop_the_reading)
{
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	struct hush_inputs *inputs = NULL;
	struct hush_unit_shape shape;
	hush_status wanted[] = {HUSH_E_MEMORY, HUSH_E_INTERRUPTED};

	put_text("f.csv", HEADER "2025-01-02T03:04:05,CA,1,north\n");
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(read_all(inputs, spec, &shape, stop, &wanted[i], NULL, NULL), wanted[i]);
	}
	hush_inputs_free(inputs);
	hush_spec_free(spec);
}
END_TEST

static unsigned allowed;

static _Bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(short_memory_is_told_and_leaks_nothing)
{
	struct hush_spec *spec = load_scans("\"f.csv\"", ",");
	struct hush_inputs *inputs = NULL;
	hush_status status;
	unsigned most = 0;

	put_text("f.csv", HEADER "2025-01-02T03:04:05,CA,\"1\",north\n2025-01-02T03:04:05,CA,1,north\n");
	ck_assert_int_eq(hush_inputs_check(spec, &inputs, NULL), HUSH_OK);
	do {
		struct seen seen = {.spec = spec};

		seen.memory = open_memstream(&seen.text, &seen.length);
		allowed = most++;
		hush_memory_gate(gate);
		status = read_all(inputs, spec, &seen.shape, note, &seen, NULL, NULL);
		hush_memory_gate(NULL);
		fclose(seen.memory);
		free(seen.text);
		ck_assert(status == HUSH_OK || status == HUSH_E_MEMORY);
	} while (status != HUSH_OK);
	ck_assert_uint_gt(most, 15);
	hush_inputs_free(inputs);
	hush_spec_free(spec);
}
END_TEST

START_TEST(reasons_have_names)
{
	for (int i = 0; i < HUSH_REASON_COUNT; i++) {
		ck_assert_str_ne(hush_reason_name((enum hush_reason)i), "unknown");
		for (int j = 0; j < i; j++) {
			ck_assert_str_ne(hush_reason_name((enum hush_reason)i), hush_reason_name((enum hush_reason)j));
		}
	}
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {every_reason,
	                              the_unit_is_entity_and_window,
	                              line_ends_marks_separators_and_packing_do_not_matter,
	                              every_file_has_its_own_header,
	                              what_is_left_out_shifts_nothing,
	                              wide_files,
	                              no_row_says_anything_about_another,
	                              time_parts_maps_and_bins,
	                              count_columns,
	                              a_file_that_changes_after_the_check,
	                              a_file_that_changes_while_it_is_read,
	                              a_visit_can_stop_the_reading,
	                              short_memory_is_told_and_leaks_nothing,
	                              reasons_have_names};

	return run_cases("record", cases, sizeof cases / sizeof cases[0]);
}
