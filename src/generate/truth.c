/* truth: see truth.h. */
#include "generate/truth.h"

#include <string.h>

#include "base/json_write.h"
#include "base/memory.h"

#define PAIRS_LIMIT (UINT64_C(1) << 31) /* residents times sites that are kept apart: 256 MiB of bits */
enum { SUMMARY_LIMIT = 1 << 20 };

hush_status hush_truth_make(const struct hush_city *city, const struct hush_habits *habits, uint32_t days,
							struct hush_truth *truth, hush_error *err)
{
	uint64_t sites = city->sites + city->mobile;
	bool pairs = habits->residents <= PAIRS_LIMIT / sites;
	struct hush_truth made = {
		.city = city,
		.habits = habits,
		.days = days,
		.site_day = hush_calloc(sites * days, sizeof *made.site_day),
		.seen = hush_calloc(habits->residents / 64 + 1, sizeof *made.seen),
		.searches = hush_calloc((size_t)city->agencies * HUSH_CATEGORIES, sizeof *made.searches),
	};
	bool good = made.site_day && made.seen && made.searches;

	if (pairs) {
		made.site_vehicles = hush_calloc(sites, sizeof *made.site_vehicles);
		made.seen_at = hush_calloc(habits->residents * sites / 64 + 1, sizeof *made.seen_at);
		good = good && made.site_vehicles && made.seen_at;
	}
	if (!good) {
		hush_truth_release(&made);
		return hush_fail_memory(err);
	}
	*truth = made;
	return HUSH_OK;
}

void hush_truth_release(struct hush_truth *truth)
{
	hush_free(truth->site_day);
	hush_free(truth->site_vehicles);
	hush_free(truth->seen);
	hush_free(truth->seen_at);
	hush_free(truth->searches);
	*truth = (struct hush_truth){0};
}

/* Sets a bit; true when it was not set before. */
static bool first_time(uint64_t *bits, uint64_t at)
{
	uint64_t bit = UINT64_C(1) << at % 64;
	bool first = !(bits[at / 64] & bit);

	bits[at / 64] |= bit;
	return first;
}

void hush_truth_see(struct hush_truth *truth, const struct hush_sight *sight, uint32_t day, int weekday, int of_day)
{
	uint64_t sites = truth->city->sites + truth->city->mobile;
	bool passing = sight->kind == HUSH_KIND_PASSING;

	truth->rows++;
	truth->site_day[(uint64_t)sight->site * truth->days + day]++;
	truth->weekday_hour[weekday][of_day]++;
	truth->scans[sight->kind]++;
	truth->defects[HUSH_DEFECT_AGAIN] += sight->flags & HUSH_SIGHT_AGAIN ? 1 : 0;
	truth->vehicles[sight->kind] +=
		passing ? (sight->flags & HUSH_SIGHT_FIRST) != 0 : first_time(truth->seen, sight->vehicle);
	if (truth->seen_at) {
		truth->site_vehicles[sight->site] += passing ? (sight->flags & HUSH_SIGHT_NEW_SITE) != 0
													 : first_time(truth->seen_at, sight->vehicle * sites + sight->site);
	}
}

/* -- files ----------------------------------------------------------------------------------------------------- */

static hush_status write_site_days(const struct hush_truth *truth, hush_day from, struct hush_outfolder *folder,
								   hush_error *err)
{
	struct hush_outfile file = {.file = -1};

	HUSH_TRY(hush_outfile_open(folder, "synthetic-truth-scans.csv", "site,day,scans\n", &file, err));
	for (uint32_t site = 0; site < truth->city->sites + truth->city->mobile; site++) {
		for (uint32_t day = 0; day < truth->days; day++) {
			char text[HUSH_DAY_TEXT];

			hush_day_format(from + (hush_day)day, text);
			hush_outfile_format(&file, "%s,%s,%llu\n", truth->city->names[site], text,
								(unsigned long long)truth->site_day[(uint64_t)site * truth->days + day]);
		}
	}
	return hush_outfile_end(&file, err);
}

static hush_status write_vehicles(const struct hush_truth *truth, struct hush_outfolder *folder, hush_error *err)
{
	const struct hush_city *city = truth->city;
	struct hush_outfile file = {.file = -1};

	if (!truth->site_vehicles) {
		return HUSH_OK;
	}
	HUSH_TRY(hush_outfile_open(folder, "synthetic-truth-vehicles.csv", "site,agency,vehicles\n", &file, err));
	for (uint32_t site = 0; site < city->sites + city->mobile; site++) {
		hush_outfile_format(&file, "%s,%s,%llu\n", city->names[site], city->agency[city->agency_of[site]].name,
							(unsigned long long)truth->site_vehicles[site]);
	}
	return hush_outfile_end(&file, err);
}

static hush_status write_searches(const struct hush_truth *truth, struct hush_outfolder *folder, hush_error *err)
{
	struct hush_outfile file = {.file = -1};

	HUSH_TRY(hush_outfile_open(folder, "synthetic-truth-searches.csv", "agency,category,searches\n", &file, err));
	for (uint32_t agency = 0; agency < truth->city->agencies; agency++) {
		for (uint32_t category = 0; category < HUSH_CATEGORIES; category++) {
			hush_outfile_format(&file, "%s,%s,%llu\n", truth->city->agency[agency].name, hush_categories[category],
								(unsigned long long)truth->searches[agency * HUSH_CATEGORIES + category]);
		}
	}
	return hush_outfile_end(&file, err);
}

static void put_scans(const struct hush_truth *truth, struct hush_json_writer *json)
{
	static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

	hush_json_object(json, "scans");
	hush_json_put_u64(json, "all", truth->rows);
	for (uint32_t kind = 0; kind < HUSH_KINDS; kind++) {
		hush_json_put_u64(json, hush_kind_name((enum hush_kind)kind), truth->scans[kind]);
	}
	hush_json_object(json, "by_weekday_and_hour");
	for (uint32_t weekday = 0; weekday < 7; weekday++) {
		hush_json_array(json, days[weekday]);
		for (uint32_t hour = 0; hour < 24; hour++) {
			hush_json_put_u64(json, NULL, truth->weekday_hour[weekday][hour]);
		}
		hush_json_end(json);
	}
	hush_json_end(json);
	hush_json_end(json);
}

static void put_vehicles(const struct hush_truth *truth, struct hush_json_writer *json)
{
	uint64_t all = 0;

	hush_json_object(json, "vehicles");
	for (uint32_t kind = 0; kind < HUSH_KINDS; kind++) {
		hush_json_put_u64(json, hush_kind_name((enum hush_kind)kind), truth->vehicles[kind]);
		all += truth->vehicles[kind];
	}
	hush_json_put_u64(json, "all", all);
	hush_json_end(json);
}

static void put_hits(const struct hush_truth *truth, struct hush_json_writer *json)
{
	uint64_t all = 0;

	hush_json_object(json, "hits");
	hush_json_object(json, "by_category");
	for (uint32_t entry = 0; entry < HUSH_HOTLIST_ENTRIES; entry++) {
		hush_json_put_u64(json, hush_hotlist[entry].category, truth->hits[entry]);
		all += truth->hits[entry];
	}
	hush_json_end(json);
	hush_json_object(json, "by_outcome");
	for (uint32_t outcome = 0; outcome < HUSH_OUTCOMES; outcome++) {
		hush_json_put_u64(json, hush_outcomes[outcome], truth->outcomes[outcome]);
	}
	hush_json_end(json);
	hush_json_put_u64(json, "verified", truth->verified);
	hush_json_put_u64(json, "all", all);
	hush_json_end(json);
}

static void put_summary(const struct hush_truth *truth, const hush_generate_options *options, struct hush_buffer *text)
{
	struct hush_json_writer json;
	uint64_t searches = 0;

	for (uint32_t i = 0; i < truth->city->agencies * HUSH_CATEGORIES; i++) {
		searches += truth->searches[i];
	}
	hush_json_begin(&json, text);
	hush_json_object(&json, NULL);
	hush_json_put_string(&json, "schema", "hushcount.synthetic-truth/1");
	hush_json_put_bool(&json, "synthetic", true);
	hush_json_put_string(
		&json, "about",
		"What happened in a made-up city, before defects were put into its files. No record describes a "
		"real vehicle or person.");
	hush_json_put_u64(&json, "seed", options->seed);
	hush_json_put_string(&json, "from", options->from);
	hush_json_put_u64(&json, "days", options->days);
	put_scans(truth, &json);
	put_vehicles(truth, &json);
	put_hits(truth, &json);
	hush_json_put_u64(&json, "searches", searches);
	hush_json_put_u64(&json, "shares", truth->shares);
	hush_json_object(&json, "defects_in_scans");
	for (uint32_t defect = 0; defect < HUSH_DEFECTS; defect++) {
		hush_json_put_u64(&json, hush_defect_name((enum hush_defect)defect), truth->defects[defect]);
	}
	hush_json_end(&json);
	hush_json_end(&json);
}

hush_status hush_truth_write(const struct hush_truth *truth, const hush_generate_options *options, hush_day from,
							 struct hush_outfolder *folder, hush_error *err)
{
	struct hush_outfile file = {.file = -1};
	struct hush_buffer text;
	hush_status status;

	HUSH_TRY(write_site_days(truth, from, folder, err));
	HUSH_TRY(write_vehicles(truth, folder, err));
	HUSH_TRY(write_searches(truth, folder, err));
	hush_buffer_init(&text, SUMMARY_LIMIT);
	put_summary(truth, options, &text);
	status = hush_buffer_check(&text, err);
	if (status == HUSH_OK) {
		status = hush_outfile_open(folder, "synthetic-truth.json", text.bytes, &file, err);
	}
	hush_buffer_release(&text);
	return status == HUSH_OK ? hush_outfile_end(&file, err) : status;
}
