/* generate: see generate.h. */
#include "generate/generate.h"

#include <string.h>

#include "base/json_write.h"
#include "base/zone.h"
#include "generate/city.h"
#include "generate/defects.h"
#include "generate/habits.h"
#include "generate/outfile.h"
#include "generate/rows.h"
#include "generate/searches.h"
#include "generate/traffic.h"
#include "generate/truth.h"

enum {
	MOST_DAYS = 366,
	MOST_FILES = 64,
	MOST_SITES = 1000,
	MOST_MOBILE = 100,
	MOST_AGENCIES = 64,
	HOUR = 3600,
	WEEK_DAYS = 7
};
#define MOST_SCANS UINT64_C(1000000000)

/* What is generated, from checked options. */
struct generation {
	hush_generate_options options; /* with nothing left open */
	struct hush_zone *zone;
	hush_day first;
	int64_t from; /* instants: the first second, and the one after the last */
	int64_t to;
	uint64_t weight; /* of all hours together */
	struct hush_city city;
	struct hush_habits habits;
	struct hush_defect_rates rates;
	struct hush_dice dice;
	struct hush_truth truth;
	struct hush_outfolder folder;
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
	if (options->scans != HUSH_SCANS_USUAL) {
		HUSH_TRY(check_number("scans", options->scans, 0, MOST_SCANS, err));
	}
	HUSH_TRY(check_number("files", options->files, 1, MOST_FILES, err));
	HUSH_TRY(check_number("sites", options->sites, 1, MOST_SITES, err));
	HUSH_TRY(check_number("agencies", options->agencies, 0, MOST_AGENCIES, err));
	if (options->agencies > options->sites) {
		hush_fail(err, HUSH_E_USAGE, "there are more agencies than sites");
		return hush_hint(err, "every agency has at least one fixed site");
	}
	if (options->defects != HUSH_DEFECTS_SOME && options->defects != HUSH_DEFECTS_NONE &&
		options->defects != HUSH_DEFECTS_ALL) {
		return hush_fail(err, HUSH_E_USAGE, "there are no such defects");
	}
	if (options->network != HUSH_NETWORK_PATROL && options->network != HUSH_NETWORK_FIXED) {
		return hush_fail(err, HUSH_E_USAGE, "there is no such network");
	}
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

/* The local hour that begins at an instant, or what is left of it; nothing past `end`. */
static int64_t local_hour(const struct generation *generation, int64_t instant, int64_t end, struct hush_hour *hour,
						  hush_day *day)
{
	int64_t left;
	int32_t second;

	hush_local_split(hush_zone_local(generation->zone, instant), day, &second);
	left = HOUR - second % HOUR; /* less than an hour where a zone moves its clock by half of one */
	left = end - instant < left ? end - instant : left;
	hour->weekday = hush_weekday(*day);
	hour->of_day = second / HOUR;
	hour->seconds = (uint32_t)left;
	hush_traffic_weigh(&generation->habits, hour);
	return instant + left;
}

/* Of all hours from one instant to another. */
static void weigh(const struct generation *generation, int64_t from, int64_t to, uint64_t *weight, uint64_t *others)
{
	struct hush_hour hour;
	hush_day day;

	*weight = 0;
	*others = 0;
	while (from < to) {
		from = local_hour(generation, from, to, &hour, &day);
		*weight += hour.weight;
		*others += hour.others;
	}
}

/* Writes the hours in turn; each gets the share of the scans that its weight is of all weights. */
static hush_status write_hours(struct generation *generation, struct hush_rows *rows, struct hush_searches *searches,
							   struct hush_traffic *traffic, hush_error *err)
{
	struct hush_hour hour = {0};
	uint64_t passed = 0; /* weight of the hours so far */
	uint64_t written = 0;
	uint64_t week;
	uint64_t others;
	hush_day week_end = generation->first; /* the day after the last of the week at hand */
	int64_t next;

	for (int64_t at = generation->from; at < generation->to; at = next, hour.number++) {
		hush_day day;

		next = local_hour(generation, at, generation->to, &hour, &day);
		if (day >= week_end) {
			week_end += WEEK_DAYS;
			weigh(generation, at, day_start(generation->zone, week_end), &week, &others);
			hush_traffic_week(traffic, (uint64_t)(week_end - generation->first) / WEEK_DAYS, others);
		}
		passed += hour.weight;
		hour.count =
			(uint32_t)(generation->options.scans * passed / generation->weight - written); /* 10^9 * 10^10: fits */
		HUSH_TRY(hush_traffic_hour(traffic, &hour, err));
		HUSH_TRY(hush_rows_write(rows, at, (uint32_t)(day - generation->first), &hour, traffic->sights, err));
		hush_searches_hour(searches, at, hour.weight, generation->weight, traffic->strangers);
		written += hour.count;
	}
	HUSH_TRY(hush_rows_finish(rows, err));
	return hush_searches_finish(searches, err);
}

static hush_status write_records(struct generation *generation, hush_error *err)
{
	struct hush_rows_from from = {.folder = &generation->folder,
								  .files = generation->options.files,
								  .total = generation->options.scans,
								  .city = &generation->city,
								  .habits = &generation->habits,
								  .zone = generation->zone,
								  .rates = &generation->rates,
								  .dice = &generation->dice,
								  .truth = &generation->truth};
	struct hush_traffic traffic = {.city = &generation->city,
								   .habits = &generation->habits,
								   .dice = &generation->dice,
								   .again = generation->rates.again};
	struct hush_searches *searches = NULL;
	struct hush_rows *rows = NULL;
	hush_status status = hush_rows_open(&from, &rows, err);

	if (status == HUSH_OK) {
		status = hush_searches_open(&generation->folder, &generation->city, &generation->habits, &generation->rates,
									generation->options.days, &generation->truth, &searches, err);
	}
	if (status == HUSH_OK) {
		status = write_hours(generation, rows, searches, &traffic, err);
	}
	hush_traffic_release(&traffic);
	hush_searches_close(searches);
	hush_rows_close(rows);
	return status;
}

/* The public list of sites; with several agencies it says whose each is. */
static hush_status write_sites(struct generation *generation, hush_error *err)
{
	const struct hush_city *city = &generation->city;
	struct hush_outfile file = {.file = -1};
	bool several = city->agencies > 1;

	HUSH_TRY(hush_outfile_open(&generation->folder, "sites.csv", several ? "site,district,agency\n" : "site,district\n",
							   &file, err));
	for (uint32_t site = 0; site < city->sites + city->mobile; site++) {
		hush_outfile_format(&file, "%s,%s%s%s\n", city->names[site], hush_city_district(city, site), several ? "," : "",
							several ? city->agency[city->agency_of[site]].name : "");
	}
	return hush_outfile_end(&file, err);
}

static hush_status write_folder(struct generation *generation, hush_error *err)
{
	hush_status status = hush_outfolder_open(generation->options.folder, &generation->folder, err);

	if (status == HUSH_OK) {
		status = write_sites(generation, err);
	}
	if (status == HUSH_OK) {
		status = write_records(generation, err);
	}
	if (status == HUSH_OK) {
		status =
			hush_truth_write(&generation->truth, &generation->options, generation->first, &generation->folder, err);
	}
	hush_outfolder_close(&generation->folder, status == HUSH_OK);
	return status;
}

static hush_status prepare(const hush_generate_options *options, struct generation *generation, hush_error *err)
{
	hush_generate_options *wanted = &generation->options;
	double usual;
	uint64_t week; /* weight of seven days, the first ones or what would follow them */
	uint64_t others;

	HUSH_TRY(check_options(options, &generation->first, err));
	*wanted = *options;
	wanted->agencies = options->agencies ? options->agencies : 1;
	HUSH_TRY(hush_zone_open(options->timezone ? options->timezone : "America/Los_Angeles", &generation->zone, err));
	HUSH_TRY(hush_city_make(wanted->agencies, options->sites, options->mobile, hush_mix(options->seed),
							&generation->city, err));
	if (options->scans == HUSH_SCANS_USUAL) {
		usual = hush_city_monthly(&generation->city) * options->days / 30 + 0.5;
		wanted->scans = usual < (double)MOST_SCANS ? (uint64_t)usual : MOST_SCANS;
	}
	generation->from = day_start(generation->zone, generation->first);
	generation->to = day_start(generation->zone, generation->first + (hush_day)options->days);
	weigh(generation, generation->from, generation->to, &generation->weight, &others);
	weigh(generation, generation->from, day_start(generation->zone, generation->first + WEEK_DAYS), &week, &others);
	hush_habits_make(options->network, wanted->scans * week / generation->weight, &generation->habits);
	generation->rates = hush_defect_rates_of(options->defects);
	hush_dice_seed(&generation->dice, options->seed);
	return hush_truth_make(&generation->city, &generation->habits, options->days, &generation->truth, err);
}

static void describe_json(const hush_generate_options *options, struct hush_buffer *out)
{
	struct hush_json_writer json;

	hush_json_begin(&json, out);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount.generate/1");
	hush_json_put_bool(&json, "ok", true);
	hush_json_put_bool(&json, "synthetic", true);
	hush_json_put_string(&json, "folder", options->folder);
	hush_json_put_u64(&json, "rows", options->scans);
	hush_json_put_u64(&json, "files", options->files);
	hush_json_put_u64(&json, "agencies", options->agencies);
	hush_json_put_u64(&json, "sites", options->sites);
	hush_json_put_u64(&json, "mobile", options->mobile);
	hush_json_put_u64(&json, "seed", options->seed);
	hush_json_end(&json);
}

static void describe(const hush_generate_options *options, hush_format format, struct hush_buffer *out)
{
	static const char *const spoiled[] = {
		[HUSH_DEFECTS_SOME] = "about one row in a hundred is spoiled on purpose",
		[HUSH_DEFECTS_NONE] = "no row is spoiled",
		[HUSH_DEFECTS_ALL] = "spoiled on purpose in every way that exports were seen to be",
	};
	const char *number = options->agencies > 1 ? "1-1" : "1";

	if (format == HUSH_FORMAT_JSON) {
		describe_json(options, out);
		return;
	}
	hush_buffer_format(out, "Wrote      %llu synthetic scans to %s/scans-%s.csv", (unsigned long long)options->scans,
					   options->folder, number);
	if (options->agencies > 1) {
		hush_buffer_format(out, " .. scans-%u-%u.csv", options->agencies, options->files);
	} else if (options->files > 1) {
		hush_buffer_format(out, " .. scans-%u.csv", options->files);
	}
	hush_buffer_format(out, "\n           %u site%s to %s/sites.csv\n", options->sites + options->mobile,
					   options->sites + options->mobile == 1 ? "" : "s", options->folder);
	hush_buffer_text(out, "           hits.csv, searches.csv with its reasons.csv, shares.csv\n"
						  "           what really happened: synthetic-truth.json, synthetic-truth-*.csv\n");
	hush_buffer_format(out, "Note       made up from a seed: no record describes a real vehicle or person; %s\n",
					   spoiled[options->defects]);
}

hush_status hush_generate(const hush_generate_options *options, hush_format format, struct hush_buffer *out,
						  hush_error *err)
{
	struct generation generation = {0};
	hush_status status = prepare(options, &generation, err);

	if (status == HUSH_OK) { /* before the files, so that nothing can fail once they are complete */
		describe(&generation.options, format, out);
		status = hush_buffer_check(out, err);
	}
	if (status == HUSH_OK) {
		status = write_folder(&generation, err);
	}
	hush_truth_release(&generation.truth);
	hush_city_release(&generation.city);
	hush_zone_free(generation.zone);
	return status;
}
