/* about: see about.h. */
#include "publish/about.h"

#include <string.h>

#include "plan/correlated.h"
#include "publish/release_json.h"
#include "spec/resolved.h"

enum { SENTENCE_LIMIT = 64 * 1024, TITLES = 8 };

const char *const hush_about_keywords[] = {"automated license plate readers",
										   "ALPR",
										   "law enforcement",
										   "transparency",
										   "usage statistics",
										   "differential privacy",
										   NULL};

static const struct hush_license licenses[] = {
	{"CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"},
	{"CC-BY-4.0", "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"},
	{"CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0 International",
	 "https://creativecommons.org/licenses/by-sa/4.0/"},
	{"PDDL-1.0", "Open Data Commons Public Domain Dedication and License 1.0",
	 "https://opendatacommons.org/licenses/pddl/1-0/"},
	{"ODC-By-1.0", "Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/"},
	{"ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
};

void hush_about_english(const struct hush_release *release, struct hush_english *english)
{
	static char language[] = "en";

	english->spec = *release->spec;
	english->spec.language = language;
	english->plan = *release->plan;
	english->plan.spec = &english->spec;
	english->release = *release;
	english->release.plan = &english->plan;
}

/* Characters that need no thought in an address; anything else stays plain text. */
static bool plain(const char *text)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@:/#~";

	return strspn(text, safe) == strlen(text);
}

struct hush_contact hush_about_contact(const struct hush_spec *spec)
{
	struct hush_contact contact = {0};
	const char *text = spec->contact;
	const char *at = strchr(text, '@');

	if (!plain(text)) {
		return contact;
	}
	if (strncmp(text, "https://", 8) == 0 && text[8]) {
		contact.web = text;
	} else if (at && at != text && !strchr(at + 1, '@') && strchr(at + 1, '.') && !strpbrk(text, ":/#~")) {
		contact.email = text;
	}
	return contact;
}

const struct hush_license *hush_about_license(const struct hush_spec *spec)
{
	for (size_t i = 0; spec->license && i < sizeof licenses / sizeof licenses[0]; i++) {
		if (strcmp(spec->license, licenses[i].name) == 0) {
			return &licenses[i];
		}
	}
	return NULL;
}

void hush_about_period(const struct hush_spec *spec, char first[HUSH_DAY_TEXT], char last[HUSH_DAY_TEXT])
{
	hush_day_format(spec->from, first);
	hush_day_format(spec->to - 1, last);
}

/* A line of the spec as a sentence: with a full stop, unless it ends as one. */
static void put_sentence(const char *line, struct hush_buffer *out)
{
	size_t length = strlen(line);

	hush_buffer_text(out, line);
	if (length > 0 && !strchr(".!?", line[length - 1])) {
		hush_buffer_byte(out, '.');
	}
}

/* Some of the titles of one kind: a description that goes on for pages is cut by those who show it. */
static void put_titles(const struct hush_spec *spec, enum hush_resource_kind kind, struct hush_buffer *out)
{
	uint32_t count = hush_resources_of_kind(spec, kind);
	uint32_t said = 0;

	for (uint32_t i = 0; i < hush_resources_count(spec) && said < TITLES; i++) {
		struct hush_resource table = hush_resource_at(spec, i);

		if (table.kind == kind) {
			hush_buffer_text(out, said++ == 0 ? "" : "; ");
			hush_buffer_text(out, table.title);
		}
	}
	if (count > TITLES) {
		hush_buffer_format(out, "; and %u more", count - TITLES);
	}
	hush_buffer_text(out, ". ");
}

/* The tables that were not counted, where there are any. */
static void put_others(const struct hush_spec *spec, struct hush_buffer *out)
{
	if (spec->quotient_count > 0) {
		hush_buffer_format(out, "Computed from them, %u table%s of ratios, shares or means: ", spec->quotient_count,
		                   spec->quotient_count == 1 ? "" : "s");
		put_titles(spec, HUSH_RESOURCE_COMPUTED, out);
	}
	if (spec->exact_table_count > 0) {
		hush_buffer_format(out, "Exact, without noise, %u table%s about no vehicle: ", spec->exact_table_count,
		                   spec->exact_table_count == 1 ? "" : "s");
		put_titles(spec, HUSH_RESOURCE_EXACT, out);
	}
}

static bool any_account(const struct hush_plan *plan, bool declared)
{
	for (uint32_t i = 0; i < plan->account_count; i++) {
		if ((plan->accounts[i].entity == HUSH_ENTITY_DECLARED) == declared) {
			return true;
		}
	}
	return false;
}

void hush_about_description(const struct hush_release *release, struct hush_buffer *out)
{
	const struct hush_spec *spec = release->spec;
	char first[HUSH_DAY_TEXT];
	char last[HUSH_DAY_TEXT];

	hush_about_period(spec, first, last);
	put_sentence(spec->reason, out);
	hush_buffer_format(out, " Counts about the use of license plate readers, %s to %s, in %u table%s: ", first, last,
					   spec->table_count, spec->table_count == 1 ? "" : "s");
	put_titles(spec, HUSH_RESOURCE_COUNTED, out);
	put_others(spec, out);
	if (any_account(release->plan, false)) {
		hush_buffer_format(out, "What one vehicle or user adds within one %s was limited. ",
						   hush_window_name(spec->window));
	}
	if (any_account(release->plan, true)) {
		hush_buffer_text(out, "Counts from devices that know no plates are not limited per vehicle and promise less. ");
	}
	if (hush_spec_discovers(spec)) {
		hush_buffer_text(out, "Some tables show only values whose noisy count passes a threshold, since no list names them: rarer values may "
		                      "be missing. ");
	}
	hush_buffer_text(out, "Random noise was added to every count and sum made from records (differential privacy), so numbers may be "
	                      "negative and do not add up exactly; each comes with a 95 % interval that covers the noise only.");
	if (hush_spec_chooses(spec)) {
		hush_buffer_text(out, " Quantiles have no noise added: each was chosen at random near the wanted rank, with an interval for that rank.");
	}
}

void hush_about_law(const struct hush_plan_table *table, struct hush_buffer *out)
{
	hush_buffer_format(out, "%s, %s = ", hush_mechanism_name(table->mechanism),
					   hush_release_parameter_name(table->mechanism));
	hush_rational_text(&table->parameter, out);
	if (table->mechanism == HUSH_CORRELATED_GAUSSIAN) {
		struct hush_rational common;

		hush_rational_init(&common);
		hush_correlated_common(&table->parameter, table->sensitivity.cells, &common);
		hush_buffer_text(out, ", common_sigma_squared = ");
		hush_rational_text(&common, out);
		hush_rational_clear(&common);
	}
}

void hush_about_citation(const struct hush_release *release, struct hush_buffer *out)
{
	hush_buffer_format(out, "%s (%.4s): ", release->spec->publisher, release->day);
	put_sentence(release->spec->title, out);
	hush_buffer_format(out, " Release %s, published %s.", release->spec->id, release->day);
	if (release->spec->url) {
		hush_buffer_format(out, " %s", release->spec->url);
	}
}

void hush_about_region(const struct hush_spec *spec, struct hush_buffer *out)
{
	if (spec->region) {
		hush_buffer_text(out, spec->region);
	} else {
		hush_buffer_format(out, "The area in which %s uses license plate readers", spec->publisher);
	}
}

void hush_about_address(const struct hush_spec *spec, const char *path, struct hush_buffer *out)
{
	hush_buffer_text(out, spec->url ? spec->url : "");
	hush_buffer_text(out, path);
}

bool hush_about_file(const struct hush_spec *spec, const struct hush_resource *table, enum hush_about_format format,
					 const struct hush_bundle *bundle, struct hush_buffer *path, struct hush_about_file *file)
{
	static const struct {
		const char *title;
		const char *media_type;
		const char *pattern[2];
	} formats[] = {
		[HUSH_ABOUT_CSV] = {"CSV", "text/csv", {"tables/", ".csv"}},
		[HUSH_ABOUT_EXCEL_CSV] = {"CSV for Excel", "text/csv", {"tables/excel/", ".csv"}},
		[HUSH_ABOUT_PARQUET] = {"Parquet", "application/vnd.apache.parquet", {"tables/", ".parquet"}},
	};

	if ((format == HUSH_ABOUT_EXCEL_CSV && !spec->extras[HUSH_EXTRA_EXCEL_CSV]) ||
		(format == HUSH_ABOUT_PARQUET && !spec->extras[HUSH_EXTRA_PARQUET])) {
		return false;
	}
	hush_buffer_clear(path);
	hush_buffer_format(path, "%s%s%s", formats[format].pattern[0], table->name, formats[format].pattern[1]);
	if (path->failed) {
		return false;
	}
	*file = (struct hush_about_file){.title = formats[format].title,
									 .media_type = formats[format].media_type,
									 .path = path->bytes,
									 .file = bundle ? hush_bundle_find(bundle, path->bytes) : NULL};
	return true;
}

void hush_about_put(struct hush_json_writer *json, const char *key, hush_about_text write,
					const struct hush_release *release)
{
	struct hush_buffer text;

	hush_buffer_init(&text, 16 * SENTENCE_LIMIT);
	write(release, &text);
	hush_release_put_scratch(json, key, &text);
}

void hush_about_put_address(struct hush_json_writer *json, const char *key, const struct hush_spec *spec,
							const char *path)
{
	struct hush_buffer text;

	hush_buffer_init(&text, SENTENCE_LIMIT);
	hush_about_address(spec, path, &text);
	hush_release_put_scratch(json, key, &text);
}
