/* load: what the parser makes of the good specs, value by value. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/memory.h"
#include "spec/spec.h"

static struct hush_spec *spec;

static void open_spec(const char *name)
{
	char path[1024];
	hush_error err;

	ck_assert_ptr_nonnull(getenv("SPEC_TESTS"));
	snprintf(path, sizeof path, "%s/good/%s", getenv("SPEC_TESTS"), name);
	ck_assert_msg(hush_spec_load_file(path, &spec, &err) == HUSH_OK, "%lu:%lu: %s", err.line, err.column, err.message);
}

static void close_spec(void)
{
	hush_spec_free(spec);
	spec = NULL;
}

static const struct hush_dimension *dimension(const char *name)
{
	for (uint32_t i = 0; i < spec->dimension_count; i++) {
		if (strcmp(spec->dimensions[i].name, name) == 0) {
			return &spec->dimensions[i];
		}
	}
	ck_abort_msg("no dimension %s", name);
	return NULL;
}

static const struct hush_table *table(const char *name)
{
	for (uint32_t i = 0; i < spec->table_count; i++) {
		if (strcmp(spec->tables[i].name, name) == 0) {
			return &spec->tables[i];
		}
	}
	ck_abort_msg("no table %s", name);
	return NULL;
}

/* The dimension's values, joined by '|'. */
static void values_are(const char *name, const char *wanted)
{
	const struct hush_names *values = &dimension(name)->values;
	char joined[2048] = "";

	for (uint32_t i = 0; i < values->count; i++) {
		snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i ? "|" : "", values->names[i]);
	}
	ck_assert_str_eq(joined, wanted);
}

static void rational_is(const struct hush_rational *value, const char *wanted)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 4096);
	hush_rational_text(value, &text);
	ck_assert_str_eq(text.bytes, wanted);
	hush_buffer_release(&text);
}

START_TEST(the_design_example)
{
	char hex[HUSH_SHA256_HEX];

	open_spec("design.json");
	ck_assert_str_eq(spec->id, "riverton-2025-01");
	ck_assert_str_eq(spec->language, "en");
	ck_assert_str_eq(spec->ledger, "riverton.ledger");
	ck_assert_ptr_null(spec->supersedes);
	ck_assert_int_eq(spec->from, hush_day_from_civil(2025, 1, 1));
	ck_assert_int_eq(spec->to, hush_day_from_civil(2025, 2, 1));
	ck_assert_int_eq(spec->window, HUSH_WINDOW_MONTH);
	ck_assert_int_eq(spec->week_start, 0);
	ck_assert_int_eq(spec->guarantee.kind, HUSH_GUARANTEE_APPROXIMATE);
	rational_is(&spec->guarantee.epsilon, "1");
	rational_is(&spec->guarantee.delta, "1/1000000000");
	values_are("site", "1st & Main|Hill, north gate|Mobile <7>|École");
	ck_assert_str_eq(dimension("site")->origin, "policy");
	ck_assert_uint_eq(dimension("day")->values.count, 31);
	ck_assert_str_eq(dimension("day")->values.names[30], "2025-01-31");
	ck_assert_uint_eq(spec->tables[0].cells, 4 * 31);
	ck_assert_uint_eq(spec->tables[0].limits.total, 16);
	ck_assert_int_eq(spec->tables[0].ask, HUSH_ASK_SHARE);
	rational_is(&spec->tables[0].share, "3");
	ck_assert_int_eq(spec->tables[1].measure, HUSH_MEASURE_VEHICLES);
	ck_assert_uint_eq(spec->tables[1].limits.per_cell, 1);
	ck_assert_uint_eq(spec->tables[1].limits.total, 5);
	ck_assert_int_eq(spec->tables[1].ask, HUSH_ASK_MARGIN);
	ck_assert_uint_eq(spec->tables[1].within, 40);
	rational_is(&spec->tables[1].confidence, "19/20");
	ck_assert(!spec->tables[1].many_windows);
	ck_assert_str_eq(spec->tables[1].title, "vehicles_by_site");
	ck_assert_str_eq(spec->exact[0].value, "12");
	ck_assert_ptr_null(strstr(spec->public_json, "ledger"));
	hush_sha256_hex(spec->public_json, spec->public_json_length, hex);
	ck_assert_str_eq(hex, spec->digest);
	close_spec();
}
END_TEST

START_TEST(every_kind_of_source)
{
	open_spec("full.json");
	ck_assert_uint_eq(spec->source_count, 4);
	ck_assert_str_eq(spec->sources[0].files[0], "a/scans-*.csv");
	ck_assert_int_eq(spec->sources[0].separator, '\t');
	ck_assert_int_eq(spec->sources[0].form, HUSH_FORM_LOOKALIKE);
	ck_assert_str_eq(spec->sources[0].time_zone, "America/New_York");
	ck_assert_uint_eq(spec->sources[0].count_count, 0);
	ck_assert_str_eq(spec->sources[1].time_format, "epoch_ms");
	ck_assert_str_eq(spec->sources[1].time_zone, "America/Los_Angeles");
	ck_assert_uint_eq(spec->sources[1].count_count, 1);
	ck_assert_str_eq(spec->sources[1].counts[0].column, "n");
	ck_assert_int_eq(spec->sources[2].entity, HUSH_ENTITY_USER);
	ck_assert_int_eq(spec->sources[2].form, HUSH_FORM_EXACT);
	ck_assert_int_eq(spec->sources[3].entity, HUSH_ENTITY_DECLARED);
	ck_assert_uint_eq(spec->sources[3].at_most, 2);
	ck_assert_uint_eq(spec->sources[3].counts[1].as_count, 1);
	ck_assert_uint_eq(spec->sources[3].counts[1].as[0].value, 1);
	ck_assert_str_eq(spec->dimensions[spec->sources[3].counts[1].as[0].dimension].name, "side");
	/* The public form shows file names, not folders. */
	ck_assert_ptr_nonnull(strstr(spec->public_json, "\"scans-*.csv\""));
	ck_assert_ptr_null(strstr(spec->public_json, "a/scans"));
	/* Nor what the author noted for himself. */
	ck_assert_ptr_null(strstr(spec->public_json, "a quarter and two days"));
	ck_assert_ptr_null(strstr(spec->public_json, "every key that this version knows"));
	ck_assert_ptr_nonnull(strstr(spec->public_json, "before its base"));
	close_spec();
}
END_TEST

START_TEST(every_kind_of_dimension)
{
	const struct hush_dimension *area;

	open_spec("full.json");
	values_are("weekday", "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday");
	values_are("week",
	           "2024-12-29|2025-01-05|2025-01-12|2025-01-19|2025-01-26|2025-02-02|2025-02-09|2025-02-16|2025-02-23|"
	           "2025-03-02|2025-03-09|2025-03-16|2025-03-23|2025-03-30");
	values_are("month", "2024-12|2025-01|2025-02|2025-03");
	values_are("quarter", "2024-Q4|2025-Q1");
	values_are("year", "2024|2025");
	ck_assert_uint_eq(dimension("hour")->values.count, 91 * 24);
	ck_assert_str_eq(dimension("hour")->values.names[25], "2024-12-31T01");
	ck_assert_str_eq(dimension("hour_of_day")->values.names[23], "23");
	ck_assert_ptr_null(dimension("hour")->origin);
	values_are("wait", "[-0.5,0)|[0,300)|[300,600.5)|[600.5,1000000)");
	ck_assert_int_eq(dimension("wait")->edges[0], -500000);
	ck_assert_int_eq(dimension("wait")->edges[4], INT64_C(1000000000000));
	values_are("area", "Centre|North|elsewhere");
	values_are("district", "Centre|North|blank");
	ck_assert_uint_eq(dimension("district")->other, 0);
	ck_assert_uint_eq(dimension("district")->blank, 2);
	values_are("reason", "crime|welfare|training|other");
	ck_assert_uint_eq(dimension("reason")->other, dimension("reason")->blank);
	values_are("shift", "night|day|never");
	ck_assert_int_eq(dimension("side")->kind, HUSH_DIMENSION_GIVEN);
	area = dimension("area");
	ck_assert_str_eq(spec->dimensions[area->base].name, "site");
	ck_assert_uint_lt(area->base, (uint32_t)(area - spec->dimensions));
	ck_assert_uint_eq(area->map_count, 4);
	for (uint32_t i = 1; i < area->map_count; i++) {
		ck_assert_int_lt(strcmp(area->map[i - 1].from, area->map[i].from), 0);
	}
	ck_assert_str_eq(area->map[1].from, "Hill, north gate");
	ck_assert_str_eq(area->values.names[area->map[1].to], "North");
	ck_assert_uint_eq(area->blank, HUSH_NONE);
	close_spec();
}
END_TEST

START_TEST(every_kind_of_table)
{
	open_spec("full.json");
	ck_assert_int_eq(spec->guarantee.kind, HUSH_GUARANTEE_RHO);
	rational_is(&spec->guarantee.rho, "123456789/10000000000");
	rational_is(&spec->guarantee.delta, "1/1000000");
	ck_assert_uint_eq(table("total")->cells, 1);
	ck_assert_uint_eq(table("total")->by_count, 0);
	ck_assert_uint_eq(table("total")->limits.per_cell, 16);
	rational_is(&table("total")->share, "1");
	rational_is(&table("by_area")->share, "1/4");
	ck_assert_uint_eq(table("by_area")->cells, 3 * 7 * 3);
	ck_assert_uint_eq(table("north")->where_count, 2);
	ck_assert_uint_eq(table("north")->where[0].values[0], 3);
	ck_assert_uint_eq(table("north")->where[1].value_count, 2);
	ck_assert_uint_eq(table("north")->where[1].values[0], 1);
	ck_assert_uint_eq(table("north")->where[1].values[1], 2);
	ck_assert_uint_eq(table("waits")->within, 100); /* floor of 5 % of 2001 */
	rational_is(&table("waits")->confidence, "9/10");
	rational_is(&table("vehicles")->confidence, "19/20");
	ck_assert(table("vehicles")->many_windows);       /* by month, protected by week */
	ck_assert(!table("vehicles.week")->many_windows); /* a week pins the week */
	ck_assert_uint_eq(table("crossings")->limits.cells, 2);
	ck_assert_uint_eq(table("crossings")->limits.per_cell, 2);
	ck_assert_uint_eq(table("crossings")->limits.total, 2);
	ck_assert_str_eq(spec->exact[0].value, "12.50");
	ck_assert_str_eq(spec->exact[1].value, "-3");
	ck_assert_str_eq(spec->withheld[0].name, "hits_by_person");
	close_spec();
}
END_TEST

START_TEST(every_kind_of_split)
{
	open_spec("full.json");
	ck_assert_int_eq(spec->split, HUSH_SPLIT_BUDGET);
	ck_assert_uint_eq(table("waits")->typical, 0); /* a margin's own is not the table's */
	ck_assert_ptr_null(strstr(spec->public_json, "split"));
	close_spec();
	open_spec("split-variance.json");
	ck_assert_int_eq(spec->split, HUSH_SPLIT_VARIANCE);
	rational_is(&table("t")->share, "1/2");
	ck_assert_uint_eq(table("t")->typical, 0);
	ck_assert_ptr_nonnull(strstr(spec->public_json, "\"split\": \"variance\""));
	close_spec();
	open_spec("split-relative.json");
	ck_assert_int_eq(spec->split, HUSH_SPLIT_RELATIVE);
	ck_assert_uint_eq(table("t")->typical, 40);
	ck_assert_int_eq(table("t")->ask, HUSH_ASK_SHARE);
	ck_assert_int_eq(table("t2")->ask, HUSH_ASK_MARGIN);
	ck_assert_uint_eq(table("t2")->typical, 0);
	ck_assert_uint_eq(table("t3")->typical, UINT64_C(1) << 40);
	ck_assert_ptr_nonnull(strstr(spec->public_json, "\"typical\": 40"));
	ck_assert_ptr_null(strstr(spec->public_json, "share"));
	close_spec();
}
END_TEST

/* The default written out is the default left out, also in digests from before there was a choice. */
START_TEST(a_split_that_changes_nothing_changes_no_digest)
{
	static const char written[] = "\"split\":\"budget\",";
	struct hush_spec *again = NULL;
	struct hush_buffer text;
	const char *at;

	open_spec("design.json");
	at = strstr(spec->public_json, "\"guarantee\"");
	ck_assert_ptr_nonnull(at);
	hush_buffer_init(&text, 1 << 20);
	hush_buffer_put(&text, spec->public_json, (size_t)(at - spec->public_json));
	hush_buffer_text(&text, written);
	hush_buffer_text(&text, at);
	ck_assert_int_eq(hush_spec_load_public("text", text.bytes, text.length, &again, NULL), HUSH_OK);
	ck_assert_str_eq(again->digest, spec->digest);
	hush_spec_free(again);
	hush_buffer_release(&text);
	close_spec();
}
END_TEST

START_TEST(cells_count_up_the_last_dimension_first)
{
	const struct hush_table *counted;

	open_spec("full.json");
	counted = table("by_area"); /* 3 areas, 7 weekdays, 3 shifts */
	for (uint64_t cell = 0; cell < counted->cells; cell++) {
		ck_assert_uint_eq(hush_table_value(spec, counted, cell, 2), cell % 3);
		ck_assert_uint_eq(hush_table_value(spec, counted, cell, 1), cell / 3 % 7);
		ck_assert_uint_eq(hush_table_value(spec, counted, cell, 0), cell / 21);
	}
	close_spec();
}
END_TEST

/* What is written differently and means the same has the same public form. */
START_TEST(the_public_form_forgets_how_it_was_written)
{
	static const char *const spellings[] = {
		"{\"hushcount\":1,\"release\":{\"id\":\"r\",\"title\":\"T\",\"publisher\":\"P\",\"contact\":\"C\",\"reason\":"
	    "\"R\","
		"\"period\":{\"from\":\"2025-01-01\",\"to\":\"2025-01-02\"}},\"privacy\":{\"window\":\"day\","
		"\"timezone\":\"UTC\",\"guarantee\":{\"epsilon\":\"0.10\"}},\"sources\":{\"s\":{\"files\":[\"x/a.csv\"],"
		"\"entity\":{\"vehicle\":[\"p\"]},\"time\":{\"column\":\"t\"}}},\"tables\":[{\"name\":\"t\",\"source\":\"s\","
		"\"measure\":\"vehicles\",\"limits\":{\"cells\":1,\"origin\":\"policy\"}}]}",
		"{\"tables\":[{\"share\":\"1.0\",\"by\":[],\"limits\":{\"description\":\"d\",\"origin\":\"policy\",\"cells\":"
	    "\"1\","
		"\"per_cell\":1},\"measure\":\"vehicles\",\"title\":\"t\",\"source\":\"s\",\"name\":\"t\"}],\"sources\":{\"s\":"
		"{\"separator\":\",\",\"files\":[\"a.csv\"],\"entity\":{\"form\":\"plate\",\"vehicle\":[\"p\"]},\"time\":{"
	    "\"format\":"
		"\"iso\",\"timezone\":\"UTC\",\"column\":\"t\"}}},\"dimensions\":{},\"privacy\":{\"week_start\":\"monday\","
	    "\"window\":"
		"\"day\",\"timezone\":\"UTC\",\"guarantee\":{\"epsilon\":\"1e-1\"}},\"hushcount\":1,\"release\":{\"language\":"
	    "\"en\","
		"\"id\":\"r\",\"title\":\"T\",\"publisher\":\"P\",\"contact\":\"C\",\"reason\":\"\\u0052\",\"period\":{"
	    "\"from\":"
		"\"2025-01-01\",\"to\":\"2025-01-02\"}},\"exact\":[],\"withheld\":[]}"};
	struct hush_spec *loaded[2];
	hush_error err;

	for (int i = 0; i < 2; i++) {
		ck_assert_msg(hush_spec_load_public("text", spellings[i], strlen(spellings[i]), &loaded[i], &err) == HUSH_OK,
		              "%lu:%lu: %s", err.line, err.column, err.message);
	}
	ck_assert_str_eq(loaded[0]->public_json, loaded[1]->public_json);
	ck_assert_str_eq(loaded[0]->digest, loaded[1]->digest);
	ck_assert_ptr_null(loaded[0]->path);
	ck_assert_ptr_null(loaded[0]->ledger);
	hush_spec_free(loaded[0]);
	hush_spec_free(loaded[1]);
}
END_TEST

/* What is told to readers is published, and so it is part of the spec; a line break in it is no line. */
START_TEST(descriptions_for_readers_are_public)
{
	static const char form[] =
		"{\"hushcount\":1,\"release\":{\"id\":\"r\",\"title\":\"T\",\"publisher\":\"P\",\"contact\":\"C\",\"reason\":\"R\","
		"\"period\":{\"from\":\"2025-01-01\",\"to\":\"2025-01-02\"}},\"privacy\":{\"window\":\"day\",\"timezone\":\"UTC\","
		"\"guarantee\":{\"epsilon\":\"1\"}},\"sources\":{\"s\":{\"files\":[\"a.csv\"],\"entity\":{\"vehicle\":[\"p\"]},\"time\":"
		"{\"column\":\"t\"}}},\"dimensions\":{\"d\":{\"description\":\"%s\",\"column\":\"c\",\"values\":[\"x\",\"y\"]}},\"tables\":["
		"{\"name\":\"t\",\"description\":\"%s\",\"source\":\"s\",\"measure\":\"rows\",\"by\":[\"d\"],\"limits\":{\"cells\":1,"
		"\"per_cell\":1,\"origin\":\"policy\"}},{\"name\":\"u\",\"description\":\"%s\",\"measure\":\"share\",\"of\":{\"table\":"
		"\"t\",\"where\":{\"d\":\"x\"}}}]}";
	static const char *const told[][3] = {{"of a dimension", "of a table", "of a share"}, {"another", "of a table", "of a share"},
	                                      {"of a dimension", "another", "of a share"}, {"of a dimension", "of a table", "another"}};
	struct hush_spec *first = NULL;
	char text[2000];

	for (int i = 0; i < 4; i++) {
		struct hush_spec *made;
		struct hush_spec *again;

		snprintf(text, sizeof text, form, told[i][0], told[i][1], told[i][2]);
		ck_assert_int_eq(hush_spec_load_public("text", text, strlen(text), &made, NULL), HUSH_OK);
		ck_assert_str_eq(made->dimensions[0].description, told[i][0]);
		ck_assert_str_eq(made->tables[0].description, told[i][1]);
		ck_assert_str_eq(made->quotients[0].description, told[i][2]);
		ck_assert_int_eq(hush_spec_load_public("text", made->public_json, made->public_json_length, &again, NULL), HUSH_OK);
		ck_assert_str_eq(again->public_json, made->public_json);
		hush_spec_free(again);
		if (i == 0) {
			first = made;
			continue;
		}
		ck_assert_str_ne(first->digest, made->digest);
		hush_spec_free(made);
	}
	hush_spec_free(first);
	snprintf(text, sizeof text, form, "one\\ntwo", "a", "b");
	ck_assert_int_eq(hush_spec_load_public("text", text, strlen(text), &first, NULL), HUSH_E_SPEC);
}
END_TEST

/* Two years by every part of the time under every window: which parts pin the window. */
START_TEST(which_parts_pin_the_window)
{
	static const char *const windows[] = {"day", "week", "month", "quarter", "year"};
	static const struct {
		const char *part;
		const char *pins; /* first letters of windows */
	} parts[] = {{"hour", "dwmqy"}, {"hour_of_day", ""}, {"weekday", ""},   {"day", "dwmqy"},
	             {"week", "w"},     {"month", "mqy"},    {"quarter", "qy"}, {"year", "y"}};
	static const char format[] = "{\"hushcount\":1,\"release\":{\"id\":\"r\",\"title\":\"T\",\"publisher\":\"P\","
	                             "\"contact\":\"C\",\"reason\":\"R\","
								 "\"period\":{\"from\":\"2024-01-01\",\"to\":\"2026-01-01\"}},\"privacy\":{\"window\":"
	                             "\"%s\",\"timezone\":\"UTC\","
								 "\"guarantee\":{\"epsilon\":1}},\"sources\":{\"s\":{\"files\":[\"a\"],\"entity\":{"
	                             "\"vehicle\":[\"p\"]},\"time\":"
								 "{\"column\":\"t\"}}},\"dimensions\":{\"x\":{\"time\":\"%s\"},\"m\":{\"of\":\"x\","
	                             "\"map\":{\"pairs\":[],\"other\":\"o\"}}},"
								 "\"tables\":[{\"name\":\"a\",\"source\":\"s\",\"measure\":\"%s\",\"by\":[\"%s\"],"
	                             "\"limits\":{\"cells\":1,\"per_cell\":1,"
								 "\"origin\":\"policy\"}}]}";
	char json[1200];
	hush_error err;

	for (size_t w = 0; w < sizeof windows / sizeof windows[0]; w++) {
		for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
			for (int way = 0; way < 3; way++) { /* by the part; by a mapping of it; rows by the part */
				snprintf(json, sizeof json, format, windows[w], parts[p].part, way == 2 ? "rows" : "vehicles",
				         way == 1 ? "m" : "x");
				ck_assert_msg(hush_spec_load_public("text", json, strlen(json), &spec, &err) == HUSH_OK, "%s",
				              err.message);
				ck_assert_msg(spec->tables[0].many_windows ==
				                  (way == 1 || (way == 0 && !strchr(parts[p].pins, windows[w][0]))),
				              "%s by %s, way %d", windows[w], parts[p].part, way);
				close_spec();
			}
		}
	}
}
END_TEST

/* A filter to one day pins it too; a period inside one window needs no pin. */
START_TEST(filters_and_short_periods_pin)
{
	static const struct {
		const char *to;
		const char *where;
		bool many;
	} cases[] = {{"2025-01-03", "{}", true},
	             {"2025-01-02", "{}", false},
	             {"2025-01-03", "{\"x\":\"2025-01-02\"}", false},
	             {"2025-01-03", "{\"x\":[\"2025-01-01\",\"2025-01-02\"]}", true}};
	static const char format[] =
		"{\"hushcount\":1,\"release\":{\"id\":\"r\",\"title\":\"T\",\"publisher\":\"P\",\"contact\":\"C\",\"reason\":"
	    "\"R\","
		"\"period\":{\"from\":\"2025-01-01\",\"to\":\"%s\"}},\"privacy\":{\"window\":\"day\",\"timezone\":\"UTC\","
		"\"guarantee\":{\"epsilon\":1}},\"sources\":{\"s\":{\"files\":[\"a\"],\"entity\":{\"vehicle\":[\"p\"]},"
	    "\"time\":"
		"{\"column\":\"t\"}}},\"dimensions\":{\"x\":{\"time\":\"day\"}},\"tables\":[{\"name\":\"a\",\"source\":\"s\","
		"\"measure\":\"vehicles\",\"where\":%s,\"limits\":{\"cells\":1,\"origin\":\"policy\"}}]}";
	char json[1200];
	hush_error err;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		snprintf(json, sizeof json, format, cases[i].to, cases[i].where);
		ck_assert_msg(hush_spec_load_public("text", json, strlen(json), &spec, &err) == HUSH_OK, "%s", err.message);
		ck_assert_msg(spec->tables[0].many_windows == cases[i].many, "case %zu", i);
		close_spec();
	}
}
END_TEST

START_TEST(a_missing_file_is_no_input)
{
	hush_error err;
	struct hush_spec *untouched = (struct hush_spec *)&err;

	spec = untouched;
	ck_assert_int_eq(hush_spec_load_file("/nowhere/spec.json", &spec, &err), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_spec_load_file("/nowhere/spec.json", &spec, NULL), HUSH_E_NO_INPUT);
	ck_assert_int_eq(hush_spec_load_public("x", "{}", 2, &spec, NULL), HUSH_E_SPEC);
	ck_assert_ptr_eq(spec, untouched);
	hush_spec_free(NULL);
}
END_TEST

START_TEST(paths_are_relative_to_the_spec)
{
	struct hush_spec fake = {.folder = (char *)(uintptr_t) "a/b"};
	char *path = hush_spec_path(&fake, "c.csv");

	ck_assert_str_eq(path, "a/b/c.csv");
	hush_free(path);
	path = hush_spec_path(&fake, "/c.csv");
	ck_assert_str_eq(path, "/c.csv");
	hush_free(path);
	fake.folder = (char *)(uintptr_t) ".";
	path = hush_spec_path(&fake, "c.csv");
	ck_assert_str_eq(path, "c.csv");
	hush_free(path);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, 120);
	tcase_add_test(all, the_design_example);
	tcase_add_test(all, every_kind_of_source);
	tcase_add_test(all, every_kind_of_dimension);
	tcase_add_test(all, every_kind_of_table);
	tcase_add_test(all, every_kind_of_split);
	tcase_add_test(all, a_split_that_changes_nothing_changes_no_digest);
	tcase_add_test(all, cells_count_up_the_last_dimension_first);
	tcase_add_test(all, the_public_form_forgets_how_it_was_written);
	tcase_add_test(all, descriptions_for_readers_are_public);
	tcase_add_test(all, which_parts_pin_the_window);
	tcase_add_test(all, filters_and_short_periods_pin);
	tcase_add_test(all, a_missing_file_is_no_input);
	tcase_add_test(all, paths_are_relative_to_the_spec);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
