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
	static const char *const names[] = {"data.csv", "sites.csv", "spec.json"};
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

/* Drafts from a header, loads what was drafted, and hands it over. */
static struct hush_spec *drafted(const char *header)
{
	struct hush_buffer out;
	struct hush_spec *spec = NULL;
	hush_error err;
	char path[256];

	ck_assert_msg(draft(header, strlen(header), &out, &err) == HUSH_OK, "%s", err.message);
	put_file("spec.json", out.bytes, out.length);
	put_file("sites.csv", "site\nnorth\n", 11);
	path_of("spec.json", path);
	ck_assert_msg(hush_spec_load_file(path, &spec, &err) == HUSH_OK, "%lu:%lu: %s\n%s", err.line, err.column,
	              err.message, out.bytes);
	hush_buffer_release(&out);
	return spec;
}

START_TEST(a_draft_is_a_spec)
{
	struct hush_spec *spec =
		drafted("id,State,License Plate,read_at,camera\nx,CA,7ABC123,2025-01-01T00:00:00Z,secret site\n");

	ck_assert_uint_eq(spec->sources[0].entity_column_count, 2);
	ck_assert_str_eq(spec->sources[0].entity_columns[0], "State");
	ck_assert_str_eq(spec->sources[0].entity_columns[1], "License Plate");
	ck_assert_str_eq(spec->sources[0].time_column, "read_at");
	ck_assert_str_eq(spec->sources[0].files[0], "data.csv");
	ck_assert_str_eq(spec->dimensions[0].column, "camera");
	ck_assert_uint_eq(spec->table_count, 2);
	ck_assert_ptr_null(strstr(spec->public_json, "secret"));
	hush_spec_free(spec);
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
	tcase_add_test(all, a_draft_is_a_spec);
	tcase_add_test(all, a_draft_knows_separators_marks_and_quotes);
	tcase_add_test(all, what_cannot_be_drafted);
	tcase_add_test(all, the_summary_in_plain_words);
	tcase_add_test(all, the_summary_for_programs);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
