/*
 * read_release: what the release is called, who publishes it, which days it covers; and the scalars beside the tables.
 */
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "spec/parts.h"

enum { LONGEST_PERIOD = 3653, /* days: ten years */ FIRST_YEAR = 1900, LAST_YEAR = 2199, SCALARS_LIMIT = 10000 };

static hush_status read_day(const struct hush_reading *r, const struct hush_json *period, const char *key,
                            hush_day *day)
{
	const struct hush_json *node;
	const char *text;
	int year;
	int month;
	int day_of_month;

	HUSH_TRY(hush_read_member(r, period, "\"period\"", key, &node));
	HUSH_TRY(hush_read_string(r, node, "a day of the period", &text));
	if (!hush_day_parse(text, strlen(text), day)) {
		return hush_refuse(r, node, "write year, month and day, such as \"2025-01-31\"", "there is no such day");
	}
	hush_day_to_civil(*day, &year, &month, &day_of_month);
	if (year < FIRST_YEAR || year > LAST_YEAR) {
		return hush_refuse(r, node, NULL, "the year must be from %d to %d", FIRST_YEAR, LAST_YEAR);
	}
	return HUSH_OK;
}

static hush_status read_period(const struct hush_reading *r, const struct hush_json *node)
{
	static const char *const keys[] = {"from", "to"};

	HUSH_TRY(hush_read_object(r, node, "\"period\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(read_day(r, node, "from", &r->spec->from));
	HUSH_TRY(read_day(r, node, "to", &r->spec->to));
	if (r->spec->to <= r->spec->from) {
		return hush_refuse(r, hush_json_get(node, "to"),
		                   "\"to\" is the day after the last one: January is from 01-01 to 02-01",
		                   "the period ends before it starts, or holds no day");
	}
	if (r->spec->to - r->spec->from > LONGEST_PERIOD) {
		return hush_refuse(r, hush_json_get(node, "to"), "publish several releases",
		                   "the period is longer than ten years");
	}
	return HUSH_OK;
}

hush_status hush_read_release(const struct hush_reading *r, const struct hush_json *node)
{
	static const char *const keys[] = {"id",     "title",      "publisher", "contact", "reason", "language",
	                                   "period", "supersedes", "license",   "url",     "region", "formats"};
	static const char *const languages[] = {"en", "es"};
	struct hush_spec *spec = r->spec;
	struct {
		const char *key;
		const char *what;
		char **line;
	} lines[] = {{"title", "release.title", &spec->title},
	             {"publisher", "release.publisher", &spec->publisher},
	             {"contact", "release.contact", &spec->contact},
	             {"reason", "release.reason", &spec->reason}};
	const struct hush_json *member;
	uint32_t language = 0;

	HUSH_TRY(hush_read_object(r, node, "\"release\"", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_member(r, node, "\"release\"", "id", &member));
	HUSH_TRY(hush_read_identifier(r, member, "release.id", &spec->id));
	for (uint32_t i = 0; i < HUSH_COUNT_OF(lines); i++) {
		HUSH_TRY(hush_read_member(r, node, "\"release\"", lines[i].key, &member));
		HUSH_TRY(hush_read_line(r, member, lines[i].what, lines[i].line));
	}
	member = hush_json_get(node, "language");
	if (member) {
		HUSH_TRY(hush_read_choice(r, member, "release.language", languages, HUSH_COUNT_OF(languages), &language));
	}
	spec->language = hush_strdup(languages[language]);
	if (!spec->language) {
		return hush_fail_memory(r->err);
	}
	member = hush_json_get(node, "supersedes");
	if (member) {
		HUSH_TRY(hush_read_identifier(r, member, "release.supersedes", &spec->supersedes));
		if (strcmp(spec->supersedes, spec->id) == 0) {
			return hush_refuse(r, member, "give this release a new id", "a release cannot supersede itself");
		}
	}
	HUSH_TRY(hush_read_served(r, node));
	HUSH_TRY(hush_read_member(r, node, "\"release\"", "period", &member));
	return read_period(r, member);
}

hush_status hush_read_new_name(const struct hush_reading *r, const struct hush_json *object, const char *what,
                               char **name)
{
	const struct hush_spec *spec = r->spec;
	const struct hush_json *node;
	bool taken = false;

	HUSH_TRY(hush_read_member(r, object, what, "name", &node));
	HUSH_TRY(hush_read_identifier(r, node, "\"name\"", name));
	for (uint32_t i = 0; i < spec->table_count; i++) {
		taken = taken || strcmp(spec->tables[i].name, *name) == 0 ||
		        (spec->tables[i].amount.name && strcmp(spec->tables[i].amount.name, *name) == 0);
	}
	for (uint32_t i = 0; i < spec->exact_count; i++) {
		taken = taken || (name != &spec->exact[i].name && strcmp(spec->exact[i].name, *name) == 0);
	}
	for (uint32_t i = 0; i < spec->withheld_count; i++) {
		taken = taken || (name != &spec->withheld[i].name && strcmp(spec->withheld[i].name, *name) == 0);
	}
	for (uint32_t i = 0; i < spec->exact_table_count; i++) {
		taken = taken || (name != &spec->exact_tables[i].name && strcmp(spec->exact_tables[i].name, *name) == 0);
	}
	for (uint32_t i = 0; i < spec->quotient_count; i++) {
		taken = taken || (name != &spec->quotients[i].name && strcmp(spec->quotients[i].name, *name) == 0);
	}
	return taken ? hush_refuse(r, node, "tables, exact and withheld statistics share their names",
	                           "this name is taken already")
	             : HUSH_OK;
}

/* [-]digits[.digits], at most 40 characters. */
static bool decimal(const char *text)
{
	size_t length = strlen(text);
	size_t digits = 0;
	bool point = false;

	for (size_t i = text[0] == '-' ? 1 : 0; i < length; i++) {
		if (text[i] == '.' && !point && digits) {
			point = true;
			digits = 0;
		} else if (text[i] >= '0' && text[i] <= '9') {
			digits++;
		} else {
			return false;
		}
	}
	return digits > 0 && length <= 40;
}

static hush_status read_scalar_value(const struct hush_reading *r, const struct hush_json *node, char **value)
{
	const char *text = hush_json_string(node);
	char digits[HUSH_INTEGER_TEXT];
	int64_t integer;

	if (hush_json_kind(node) == HUSH_JSON_OBJECT || hush_json_kind(node) == HUSH_JSON_ARRAY) {
		return hush_refuse(r, node, "write one number, or \"by\", \"columns\" and \"file\" for a table",
		                   "an exact value must be a decimal number");
	}
	if (!text && hush_json_integer(node, &integer)) {
		hush_format_i64(integer, digits);
		text = digits;
	}
	if (!text || !decimal(text)) {
		return hush_refuse(r, node, "write an integer, or a string such as \"12.5\"",
		                   "an exact value must be a decimal number");
	}
	*value = hush_strdup(text);
	return *value ? HUSH_OK : hush_fail_memory(r->err);
}

static hush_status read_exact(const struct hush_reading *r, const struct hush_json *node, struct hush_exact *exact)
{
	static const char *const keys[] = {"name", "title", "value", "why"};
	const struct hush_json *member;

	HUSH_TRY(hush_read_object(r, node, "an exact statistic", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_new_name(r, node, "an exact statistic", &exact->name));
	member = hush_json_get(node, "title");
	if (member) {
		HUSH_TRY(hush_read_line(r, member, "\"title\"", &exact->title));
	} else {
		exact->title = hush_strdup(exact->name);
		if (!exact->title) {
			return hush_fail_memory(r->err);
		}
	}
	HUSH_TRY(hush_read_member(r, node, "an exact statistic", "value", &member));
	HUSH_TRY(read_scalar_value(r, member, &exact->value));
	HUSH_TRY(hush_read_member(r, node, "an exact statistic", "why", &member));
	return hush_read_line(r, member, "\"why\"", &exact->why);
}

static hush_status read_withheld(const struct hush_reading *r, const struct hush_json *node,
                                 struct hush_withheld *withheld)
{
	static const char *const keys[] = {"name", "why"};
	const char *later = "say under \"why\" what is not published";
	const struct hush_json *member;

	HUSH_TRY(hush_read_later(r, node, "file", later));
	HUSH_TRY(hush_read_later(r, node, "by", later));
	HUSH_TRY(hush_read_object(r, node, "a withheld statistic", keys, HUSH_COUNT_OF(keys)));
	HUSH_TRY(hush_read_new_name(r, node, "a withheld statistic", &withheld->name));
	HUSH_TRY(hush_read_member(r, node, "a withheld statistic", "why", &member));
	return hush_read_line(r, member, "\"why\"", &withheld->why);
}

hush_status hush_read_scalars(const struct hush_reading *r, const struct hush_json *exact,
                              const struct hush_json *withheld)
{
	struct hush_spec *spec = r->spec;

	if (exact) {
		HUSH_TRY(hush_read_list(r, exact, "\"exact\"", 0, SCALARS_LIMIT));
		spec->exact = hush_calloc(hush_json_count(exact), sizeof *spec->exact);
		if (!spec->exact) {
			return hush_fail_memory(r->err);
		}
		spec->exact_tables = hush_calloc(hush_json_count(exact), sizeof *spec->exact_tables);
		if (!spec->exact_tables) {
			return hush_fail_memory(r->err);
		}
		for (uint32_t i = 0; i < hush_json_count(exact); i++) {
			const struct hush_json *element = hush_json_at(exact, i);

			HUSH_TRY(hush_is_exact_table(element)
			             ? hush_read_exact_table(r, element, &spec->exact_tables[spec->exact_table_count++])
			             : read_exact(r, element, &spec->exact[spec->exact_count++]));
		}
	}
	if (withheld) {
		HUSH_TRY(hush_read_list(r, withheld, "\"withheld\"", 0, SCALARS_LIMIT));
		spec->withheld = hush_calloc(hush_json_count(withheld), sizeof *spec->withheld);
		if (!spec->withheld) {
			return hush_fail_memory(r->err);
		}
		for (uint32_t i = 0; i < hush_json_count(withheld); i++) {
			HUSH_TRY(read_withheld(r, hush_json_at(withheld, i), &spec->withheld[spec->withheld_count++]));
		}
	}
	return HUSH_OK;
}
