/* generate: see generate.h. */
#include "generate/generate.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_write.h"
#include "base/memory.h"
#include "base/zone.h"
#include "generate/city.h"
#include "generate/rows.h"
#include "generate/traffic.h"

enum { MOST_DAYS = 366, MOST_FILES = 64, MOST_SITES = 1000, MOST_MOBILE = 100, HOUR = 3600, SITES_LIMIT = 1 << 20 };
#define MOST_SCANS UINT64_C(1000000000)

/* What is generated, from checked options. */
struct generation {
	const hush_generate_options *options;
	struct hush_zone *zone;
	int64_t from; /* instants: the first second, and the one after the last */
	int64_t to;
	uint64_t weight; /* of all hours together */
	struct hush_city city;
	struct hush_dice dice;
};

static hush_status check_number(const char *name, uint64_t value, uint64_t least, uint64_t most, hush_error *err)
{
	if (value < least || value > most) {
		return hush_fail(err, HUSH_E_USAGE, "%s must lie between %llu and %llu", name, (unsigned long long)least,
		                 (unsigned long long)most);
	}
	return HUSH_OK;
}

static hush_status check_options(const hush_generate_options *options, hush_day *from, hush_error *err)
{
	size_t length = options->from ? strnlen(options->from, HUSH_DAY_TEXT) : 0;

	if (!options->folder || !options->folder[0]) {
		return hush_fail(err, HUSH_E_USAGE, "no folder was given to write into");
	}
	if (!options->from || !hush_day_parse(options->from, length, from) || *from < hush_day_from_civil(1970, 1, 2) ||
	    *from > hush_day_from_civil(2190, 1, 1)) {
		hush_fail(err, HUSH_E_USAGE, "the first day must be a date between 1970-01-02 and 2190-01-01");
		hush_hint(err, "write it as 2025-01-31");
		return HUSH_E_USAGE;
	}
	HUSH_TRY(check_number("days", options->days, 1, MOST_DAYS, err));
	HUSH_TRY(check_number("scans", options->scans, 0, MOST_SCANS, err));
	HUSH_TRY(check_number("files", options->files, 1, MOST_FILES, err));
	HUSH_TRY(check_number("sites", options->sites, 1, MOST_SITES, err));
	return check_number("mobile", options->mobile, 0, MOST_MOBILE, err);
}

/* The first instant of a local day: midnight, or the end of the gap where clocks jump at midnight. */
static int64_t day_start(const struct hush_zone *zone, hush_day day)
{
	int64_t local = (int64_t)day * 86400;
	int64_t utc = 0;

	while (!hush_zone_utc(zone, local, &utc)) {
		local += 60;
	}
	return utc;
}

/* The local hour that an instant lies in. */
static void local_hour(const struct hush_zone *zone, int64_t instant, int *weekday, int *hour)
{
	hush_day day;
	int32_t second;

	hush_local_split(hush_zone_local(zone, instant), &day, &second);
	*weekday = hush_weekday(day);
	*hour = second / HOUR;
}

/* Writes the hours in turn; each gets the share of the scans that its weight is of all weights. */
static hush_status write_scans(struct generation *generation, hush_error *err)
{
	const hush_generate_options *options = generation->options;
	struct hush_traffic traffic = {.city = &generation->city, .dice = &generation->dice};
	struct hush_rows *rows = NULL;
	uint64_t passed = 0; /* weight of the hours so far */
	uint64_t written = 0;
	hush_status status = hush_rows_open(options->folder, options->files, options->scans, &generation->city,
	                                    generation->zone, &generation->dice, &rows, err);

	for (int64_t hour = generation->from; status == HUSH_OK && hour < generation->to; hour += HOUR) {
		uint32_t seconds = generation->to - hour < HOUR ? (uint32_t)(generation->to - hour) : HOUR;
		uint64_t due;
		int weekday;
		int of_day;

		local_hour(generation->zone, hour, &weekday, &of_day);
		passed += hush_traffic_weight(weekday, of_day);
		due = options->scans * passed / generation->weight - written; /* at most 10^9 * 10^8: fits */
		status = hush_traffic_hour(&traffic, weekday, of_day, seconds, (uint32_t)due, err);
		if (status == HUSH_OK) {
			status = hush_rows_write(rows, hour, traffic.sights, (uint32_t)due, err);
		}
		written += due;
	}
	if (status == HUSH_OK) {
		status = hush_rows_finish(rows, err);
	}
	hush_traffic_release(&traffic);
	hush_rows_close(rows, status == HUSH_OK);
	return status;
}

static hush_status write_sites(const struct generation *generation, const char *path, hush_error *err)
{
	const struct hush_city *city = &generation->city;
	struct hush_buffer text;
	hush_status status;

	hush_buffer_init(&text, SITES_LIMIT);
	hush_buffer_text(&text, "site,district\n");
	for (uint32_t site = 0; site < city->sites + city->mobile; site++) {
		hush_buffer_format(&text, "%s,%s\n", city->names[site], hush_city_district(city, site));
	}
	status = hush_buffer_check(&text, err);
	if (status == HUSH_OK) {
		status = hush_file_write_new(path, 0666, text.bytes, text.length, err);
		if (status == HUSH_E_CREATE) {
			hush_hint(err, "nothing is overwritten; choose an empty folder");
		}
	}
	hush_buffer_release(&text);
	return status;
}

static hush_status write_folder(struct generation *generation, hush_error *err)
{
	char *path = hush_path_join(generation->options->folder, "sites.csv");
	hush_status status = path ? hush_folder_make(generation->options->folder, err) : hush_fail_memory(err);

	if (status == HUSH_OK) {
		status = write_sites(generation, path, err);
	}
	if (status == HUSH_OK) {
		status = write_scans(generation, err);
		if (status != HUSH_OK) {
			(void)unlink(path); /* ours, made a moment ago */
		}
	}
	hush_free(path);
	return status;
}

static hush_status prepare(const hush_generate_options *options, struct generation *generation, hush_error *err)
{
	hush_day from = 0;
	uint64_t monthly;

	HUSH_TRY(check_options(options, &from, err));
	HUSH_TRY(hush_zone_open(options->timezone ? options->timezone : "America/Los_Angeles", &generation->zone, err));
	generation->options = options;
	generation->from = day_start(generation->zone, from);
	generation->to = day_start(generation->zone, from + (hush_day)options->days);
	for (int64_t hour = generation->from; hour < generation->to; hour += HOUR) {
		int weekday;
		int of_day;

		local_hour(generation->zone, hour, &weekday, &of_day);
		generation->weight += hush_traffic_weight(weekday, of_day);
	}
	hush_dice_seed(&generation->dice, options->seed);
	monthly = options->scans * 30 / options->days;
	return hush_city_make(options->sites, options->mobile, monthly, hush_mix(options->seed), &generation->city, err);
}

static void describe(const struct generation *generation, hush_format format, struct hush_buffer *out)
{
	const hush_generate_options *options = generation->options;
	struct hush_json_writer json;

	if (format == HUSH_FORMAT_JSON) {
		hush_json_begin(&json, out);
		hush_json_object(&json, NULL);
		hush_json_put_string(&json, "schema", "hushcount.generate/1");
		hush_json_put_bool(&json, "ok", true);
		hush_json_put_bool(&json, "synthetic", true);
		hush_json_put_string(&json, "folder", options->folder);
		hush_json_put_u64(&json, "rows", options->scans);
		hush_json_put_u64(&json, "files", options->files);
		hush_json_put_u64(&json, "sites", options->sites);
		hush_json_put_u64(&json, "mobile", options->mobile);
		hush_json_put_u64(&json, "seed", options->seed);
		hush_json_end(&json);
		return;
	}
	hush_buffer_format(out, "Wrote      %llu synthetic scans to %s/scans-1.csv", (unsigned long long)options->scans,
	                   options->folder);
	if (options->files > 1) {
		hush_buffer_format(out, " .. scans-%u.csv", options->files);
	}
	hush_buffer_format(out, "\n           %u site%s to %s/sites.csv\n", options->sites + options->mobile,
	                   options->sites + options->mobile == 1 ? "" : "s", options->folder);
	hush_buffer_text(out, "Note       made up from a seed: no record describes a real vehicle; about one row in a hundred "
	                      "is spoiled on purpose\n");
}

hush_status hush_generate(const hush_generate_options *options, hush_format format, struct hush_buffer *out,
                          hush_error *err)
{
	struct generation generation = {0};
	hush_status status = prepare(options, &generation, err);

	if (status == HUSH_OK) { /* before the files, so that nothing can fail once they are complete */
		describe(&generation, format, out);
		status = hush_buffer_check(out, err);
	}
	if (status == HUSH_OK) {
		status = write_folder(&generation, err);
	}
	hush_city_release(&generation.city);
	hush_zone_free(generation.zone);
	return status;
}
