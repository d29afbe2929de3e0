/* specs: release specs for the tests of reading, written into the fixture's folder and loaded from there. */
#ifndef HUSH_TESTS_READ_SPECS_H
#define HUSH_TESTS_READ_SPECS_H

#include "fixture.h"

#include "spec/spec.h"

#define SPEC_HEAD(from, to, window)                                                                                    \
	"{\"hushcount\": 1, \"release\": {\"id\": \"r\", \"title\": \"T\", \"publisher\": \"P\", "                         \
	"\"contact\": \"c@x.example\", \"reason\": \"r\", \"language\": \"en\", "                                          \
	"\"period\": {\"from\": \"" from "\", \"to\": \"" to "\"}}, "                                                      \
	"\"privacy\": {\"ledger\": \"l\", \"window\": \"" window "\", \"week_start\": \"sunday\", "                        \
	"\"timezone\": \"America/Los_Angeles\", \"guarantee\": {\"epsilon\": \"1\"}}, "

#define LIMITS "\"limits\": {\"cells\": 2, \"per_cell\": 2, \"origin\": \"policy\"}"

static inline struct hush_spec *load_spec(const char *json)
{
	struct hush_spec *spec = NULL;
	hush_error err = {0};

	put_text("spec.json", json);
	ck_assert_msg(hush_spec_load_file(path_of("spec.json"), &spec, &err) == HUSH_OK, "%lu:%lu: %s (%s)", err.line,
	              err.column, err.message, err.hint);
	return spec;
}

/* A source of vehicles by state and plate, with one table by camera; `files` is a JSON list without its brackets. */
static inline struct hush_spec *load_scans(const char *files, const char *separator)
{
	char json[4096];

	snprintf(
	    json, sizeof json,
	    SPEC_HEAD("2025-01-01", "2025-02-01",
	              "month") "\"sources\": {\"scans\": {\"files\": [%s], \"separator\": \"%s\", "
	                       "\"entity\": {\"vehicle\": [\"state\", \"plate\"]}, \"time\": {\"column\": \"read_at\"}}}, "
	                       "\"dimensions\": {\"site\": {\"column\": \"camera\", \"values\": [\"north\", \"s\xC3\xBC"
	                       "d\"]}}, "
	                       "\"tables\": [{\"name\": \"t\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": "
	                       "[\"site\"], " LIMITS "}]}",
	    files, separator);
	return load_spec(json);
}

#endif
