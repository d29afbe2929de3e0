/* describe: the summary of a spec, and drafts from header lines, which must be specs themselves. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "spec/describe.h"

static char folder[] = "/tmp/hushcount-draft-XXXXXX";

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void path_of(const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", folder, name);
}

static void teardown(void)
{
	static const char *const names[] = {"data.csv", "sites.csv", "agencies.csv", "lists.csv", "reasons.csv", "spec.json"};
	char path[256];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		path_of(names[i], path);
		unlink(path);
	}
	rmdir(folder);
}

static void put_file(const char *name, const char *bytes, size_t length)
{
	char path[256];

	path_of(name, path);
	unlink(path);
	ck_assert_int_eq(hush_file_write_new(path, 0600, bytes, length, NULL), HUSH_OK);
}

static hush_status draft(const char *bytes, size_t length, struct hush_buffer *out, hush_error *err)
{
	char path[256];

	put_file("data.csv", bytes, length);
	path_of("data.csv", path);
	hush_buffer_init(out, 1 << 20);
	return hush_spec_draft(path, out, err);
}

/* A draft with every mark replaced by a value for its key, as a person would. */
static void decide(const char *text, struct hush_buffer *out)
{
	static const char *const values[][2] = {
		{"id", "drafted"},
		{"title", "A draft"},
		{"publisher", "Us"},
		{"contact", "us@example.org"},
		{"reason", "a test"},
		{"from", "2025-01-01"},
		{"to", "2025-02-01"},
		{"timezone", "UTC"},
		{"epsilon", "1"},
		{"origin", "policy"},
	};
	const char *mark;

	hush_buffer_init(out, 1 << 20);
	while ((mark = strstr(text, "\": \"CHANGE ME: "))) {
		const char *key = mark;
		const char *end = mark + 4;
		const char *value = NULL;

		while (key[-1] != '"') {
			key--;
		}
		for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
			if ((size_t)(mark - key) == strlen(values[i][0]) && strncmp(key, values[i][0], (size_t)(mark - key)) == 0) {
				value = values[i][1];
			}
		}
		ck_assert_msg(value != NULL, "a mark of no known key: %.40s", key);
		while (*end != '"') {
			end += *end == '\\' ? 2 : 1;
		}
		hush_buffer_put(out, text, (size_t)(mark - text) + 4);
		hush_buffer_text(out, value);
		text = end;
	}
	hush_buffer_text(out, text);
	ck_assert_ptr_null(strstr(out->bytes, "\"CHANGE ME"));
}

/* Drafts from a header, which is no spec before its marks are replaced, loads it then, and hands it over. */
static struct hush_spec *drafted(const char *header)
{
	static const char *const lists[][2] = {
		{"sites.csv", "site\nnorth\n"}, {"agencies.csv", "agency\nPD\n"}, {"lists.csv", "list\nstolen\n"},
		{"reasons.csv", "reason,category\na,b\n"}};
	struct hush_buffer out;
	struct hush_buffer decided;
	struct hush_spec *spec = NULL;
	hush_error err;
	char path[256];

	ck_assert_msg(draft(header, strlen(header), &out, &err) == HUSH_OK, "%s", err.message);
	put_file("spec.json", out.bytes, out.length);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		put_file(lists[i][0], lists[i][1], strlen(lists[i][1]));
	}
	path_of("spec.json", path);
	ck_assert_int_eq(hush_spec_load_file(path, &spec, &err), HUSH_E_SPEC);
	ck_assert_str_eq(err.message, "\"id\" is still to be decided");
	ck_assert_ptr_nonnull(strstr(err.hint, "a short name in small letters"));
	decide(out.bytes, &decided);
	put_file("spec.json", decided.bytes, decided.length);
	ck_assert_msg(hush_spec_load_file(path, &spec, &err) == HUSH_OK, "%lu:%lu: %s\n%s", err.line, err.column,
				  err.message, decided.bytes);
	hush_buffer_release(&decided);
	hush_buffer_release(&out);
	return spec;
}

START_TEST(a_draft_is_a_spec_once_it_is_decided)
{
	struct hush_spec *spec =
		drafted("id,State,License Plate,read_at,camera\nx,CA,7ABC123,2025-01-01T00:00:00Z,secret site\n");

	ck_assert_uint_eq(spec->sources[0].entity_column_count, 2);
	ck_assert_str_eq(spec->sources[0].entity_columns[0], "State");
	ck_assert_str_eq(spec->sources[0].entity_columns[1], "License Plate");
	ck_assert_str_eq(spec->sources[0].time_column, "read_at");
	ck_assert_str_eq(spec->sources[0].files[0], "data.csv");
	ck_assert_str_eq(spec->dimensions[0].column, "camera");
	ck_assert_uint_eq(spec->table_count, 3);
	ck_assert_ptr_null(strstr(spec->public_json, "secret"));
	hush_spec_free(spec);
}
END_TEST

/* Exports that are known by their header: which columns are whose, how times are written, and whom the tables protect.
 */
START_TEST(known_exports_are_recognised)
{
	static const struct {
		const char *header;
		const char *name;
		const char *time;
		const char *format;
		const char *zone;
		const char *entity; /* the last of the first source's columns */
		const char *other;  /* of the second's; NULL: there is one source */
		enum hush_entity kind;
		uint32_t tables;
		char separator;
	} cases[] = {
		{"ID,Name,Org Name,Total Networks Searched,Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search "
		 "Type,"
		 "Text Prompt,Moderation\n",
		 "a Flock network search audit", "Search Time", "%m/%d/%Y, %I:%M:%S %p %z", "UTC", "Name", "License Plate",
		 HUSH_ENTITY_USER, 5, ','},
		{"\xEF\xBB\xBFID;Name;Org Name;Total Networks Searched;Total Devices Searched;Time Frame;License "
		 "Plate;Reason;Case #;"
		 "Filters;Search Time;Search Type\r\n",
		 "a Flock network search audit", "Search Time", "%m/%d/%Y, %I:%M:%S %p %z", "UTC", "Name", "License Plate",
		 HUSH_ENTITY_USER, 5, ';'},
		{"Name,Total Networks Searched,Time Frame,License Plate,Case #,Filters,Reason,Offense Type,Search Date/Time\n",
		 "a Flock organisation search audit", "Search Date/Time", "%m/%d/%Y, %I:%M:%S %p %z", "UTC", "Name",
		 "License Plate", HUSH_ENTITY_USER, 3, ','},
		{"id,userId,searchDate,cameraCount,reason\n", "a transparency portal's search audit", "searchDate", "iso",
		 "UTC", "userId", NULL, HUSH_ENTITY_USER, 2, ','},
		{"user,search_date,camera_count,reason\n", "a transparency portal's search audit", "search_date", "iso", "UTC",
		 "user", NULL, HUSH_ENTITY_USER, 2, ','},
		{"timestamp,plate,score,dscore,file,box,model_make,color,vehicle,region,orientation,candidates,source_url,"
		 "position_sec,direction\n",
		 "a Plate Recognizer stream", "timestamp", "iso", "UTC", "plate", NULL, HUSH_ENTITY_VEHICLE, 1, ','},
		{"data_type,version,epoch_start,epoch_end,company_id,agent_uid,camera_id,country,best_plate_number,best_region,"
		 "best_confidence\n",
		 "OpenALPR groups", "epoch_start", "epoch_ms", "UTC", "best_plate_number", NULL, HUSH_ENTITY_VEHICLE, 3, ','},
		{"hit_at,camera,state,plate,hot_list,category,outcome\n", "hits of a hot list", "hit_at", "iso", "UTC", "plate", NULL,
		 HUSH_ENTITY_VEHICLE, 3, ','},
		{"dt|location|address|device|plate|lon|lat\n", "a summary of reads", "dt", "%m/%d/%Y - %H:%M:%S", "UTC",
		 "plate", NULL, HUSH_ENTITY_VEHICLE, 3, '|'},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct hush_spec *spec = drafted(cases[i].header);
		const struct hush_source *source = &spec->sources[0];
		struct hush_buffer out;

		ck_assert_int_eq(draft(cases[i].header, strlen(cases[i].header), &out, NULL), HUSH_OK);
		ck_assert_msg(strstr(out.bytes, cases[i].name) != NULL, "%s", cases[i].name);
		hush_buffer_release(&out);
		ck_assert_str_eq(source->time_column, cases[i].time);
		ck_assert_str_eq(source->time_format, cases[i].format);
		ck_assert_str_eq(source->time_zone, cases[i].zone);
		ck_assert_int_eq(source->multiline, strstr(cases[i].name, "Flock") != NULL);
		ck_assert_uint_eq(source->key_column_count, strstr(cases[i].name, "network") != NULL);
		ck_assert_int_eq(source->separator, cases[i].separator);
		ck_assert_int_eq(source->entity, cases[i].kind);
		ck_assert_str_eq(source->entity_columns[source->entity_column_count - 1], cases[i].entity);
		ck_assert_uint_eq(spec->source_count, cases[i].other ? 2 : 1);
		if (cases[i].other) {
			ck_assert_str_eq(spec->sources[1].entity_columns[0], cases[i].other);
			ck_assert_int_eq(spec->sources[1].entity, HUSH_ENTITY_VEHICLE);
		}
		ck_assert_uint_eq(spec->table_count, cases[i].tables);
		hush_spec_free(spec);
	}
}
END_TEST

/* A name in another script is not the name that is left when its letters are taken away. */
START_TEST(names_are_compared_whole)
{
	struct hush_buffer out;
	hush_error err;

	ck_assert_int_eq(draft("pl\xC3\xA4te,time\n", 12, &out, &err), HUSH_E_HEADER);
	ck_assert_int_eq(draft("plates,time\n", 12, &out, &err), HUSH_E_HEADER);
	ck_assert_int_eq(draft("plat,time\n", 10, &out, &err), HUSH_E_HEADER);
	ck_assert_int_eq(draft("#Plate:,TI ME\n", 14, &out, &err), HUSH_OK);
	hush_buffer_release(&out);
}
END_TEST

START_TEST(a_draft_knows_separators_marks_and_quotes)
{
	struct hush_spec *spec = drafted("\xEF\xBB\xBF"
									 "bike_id;\"time, local\";station;time\r\n1;2;3;4\r\n");

	ck_assert_int_eq(spec->sources[0].separator, ';');
	ck_assert_str_eq(spec->sources[0].entity_columns[0], "bike_id");
	ck_assert_str_eq(spec->sources[0].time_column, "time");
	hush_spec_free(spec);
	spec = drafted("best_plate_number\tbest_region\tepoch_start\tagent_uid");
	ck_assert_int_eq(spec->sources[0].separator, '\t');
	ck_assert_str_eq(spec->sources[0].time_format, "epoch_ms");
	hush_spec_free(spec);
	spec = drafted("plate,dt\n"); /* no place: one table only */
	ck_assert_uint_eq(spec->table_count, 1);
	ck_assert_uint_eq(spec->dimension_count, 1);
	hush_spec_free(spec);
}
END_TEST

START_TEST(what_cannot_be_drafted)
{
	static const struct {
		const char *bytes;
		size_t length;
		hush_status status;
		const char *message;
	} cases[] = {
		{"", 0, HUSH_E_NO_INPUT, "is empty"},
		{"a,b,c\n", 6, HUSH_E_HEADER, "no column looks like the time of a scan"},
		{"read_at,camera\n", 15, HUSH_E_HEADER, "no column looks like a plate"},
		{"\x1f\x8b\x08\x00\x00\x00\x00\x00", 8, HUSH_E_HEADER, "the first line is not a UTF-8 header"},
		{"plate,\xff,time\n", 13, HUSH_E_HEADER, "the first line is not a UTF-8 header"},
		{"plate,\"time\n", 12, HUSH_E_HEADER, "the first line is not a header"},
		{"\nplate,time\n", 12, HUSH_E_HEADER, "the first line is not a header"},
	};
	struct hush_buffer out;
	hush_error err;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ck_assert_int_eq(draft(cases[i].bytes, cases[i].length, &out, &err), cases[i].status);
		ck_assert_str_eq(err.message, cases[i].message);
		ck_assert_uint_eq(out.length, 0);
		ck_assert_int_eq(draft(cases[i].bytes, cases[i].length, &out, NULL), cases[i].status);
	}
	hush_buffer_init(&out, 100);
	ck_assert_int_eq(hush_spec_draft(folder, &out, &err), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_spec_draft("/nowhere/x.csv", &out, &err), HUSH_E_NO_INPUT);
}
END_TEST

static struct hush_spec *good(const char *name)
{
	struct hush_spec *spec = NULL;
	char path[1024];

	snprintf(path, sizeof path, "%s/good/%s", getenv("SPEC_TESTS"), name);
	ck_assert_int_eq(hush_spec_load_file(path, &spec, NULL), HUSH_OK);
	return spec;
}

START_TEST(the_summary_in_plain_words)
{
	static const char *const wanted[] = {"riverton-2025-01: Plate-reader use",
										 "total: records of scans, 1 cell\n",
										 "protects each vehicle within a week: at most 1 cell, 16 in each (policy)",
										 "protects each user within a week",
										 "gives no guarantee to the vehicles that were searched for",
										 "protects at most 2 scans of a week, as declared; no vehicle as a whole",
										 "a cell can hold several weeks, so it counts vehicle-weeks",
										 "spends at most rho 0.0123456789, delta 1e-6, of every week",
										 "by area x weekday x shift",
										 "only some of site, shift",
										 "cameras: 12.50 (inventory)",
										 "hits_by_person (too few to protect)"};
	struct hush_spec *spec = good("full.json");
	struct hush_buffer out;

	hush_buffer_init(&out, 1 << 20);
	hush_spec_describe(spec, HUSH_FORMAT_PLAIN, &out);
	ck_assert_int_eq(hush_buffer_check(&out, NULL), HUSH_OK);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		ck_assert_msg(strstr(out.bytes, wanted[i]) != NULL, "\"%s\" is missing in\n%s", wanted[i], out.bytes);
	}
	hush_buffer_release(&out);
	hush_spec_free(spec);
}
END_TEST

START_TEST(the_summary_for_programs)
{
	struct hush_spec *spec = good("full.json");
	struct hush_json_text *document = NULL;
	const struct hush_json *table;
	struct hush_buffer out;
	int64_t cells;
	bool ok;

	hush_buffer_init(&out, 1 << 20);
	hush_spec_describe(spec, HUSH_FORMAT_JSON, &out);
	ck_assert_int_eq(hush_json_parse("summary", out.bytes, out.length, &document, NULL), HUSH_OK);
	ck_assert(hush_json_bool(hush_json_get(hush_json_root(document), "ok"), &ok) && ok);
	ck_assert_str_eq(hush_json_string(hush_json_get(hush_json_root(document), "spec_digest")), spec->digest);
	table = hush_json_at(hush_json_get(hush_json_root(document), "tables"), 1);
	ck_assert_str_eq(hush_json_string(hush_json_get(table, "protects")), "vehicle");
	ck_assert(hush_json_integer(hush_json_get(table, "cells"), &cells));
	ck_assert_int_eq(cells, 63);
	hush_json_free(document);
	hush_buffer_release(&out);
	hush_spec_free(spec);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("describe");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 60);
	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, a_draft_is_a_spec_once_it_is_decided);
	tcase_add_test(all, known_exports_are_recognised);
	tcase_add_test(all, names_are_compared_whole);
	tcase_add_test(all, a_draft_knows_separators_marks_and_quotes);
	tcase_add_test(all, what_cannot_be_drafted);
	tcase_add_test(all, the_summary_in_plain_words);
	tcase_add_test(all, the_summary_for_programs);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
