/* generate: synthetic scans, hits, searches and shares to try things with. */
#include <stddef.h>
#include <string.h>

#include <hushcount/generate.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *from = "2025-01-01";
static const char *timezone_name = "America/Los_Angeles";
static uint64_t days = 31;
static uint64_t scans = HUSH_SCANS_USUAL;
static uint64_t files = 1;
static uint64_t sites = 12;
static uint64_t mobile = 3;
static uint64_t seed = 1;
static uint64_t agencies = 1;
static const char *defects = "some";
static const char *network = "patrol";

static const char *const examples[] = {
	"generate try",
	"a month in a made-up city: try/scans-1.csv, try/sites.csv, hits, searches, and what really happened",
	"generate try --days 7 --scans 5000 --seed 9",
	"a small week; the same seed gives the same bytes",
	"generate state --agencies 18 --sites 220 --mobile 0 --defects all",
	"18 agencies, each with files of its own, spoiled in every way that exports were seen to be",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "from", .value = "DAY", .text = &from, .help = "first day (default: 2025-01-01)"},
	{.name = "days", .value = "N", .number = &days, .least = 1, .most = 366, .help = "how many days (default: 31)"},
	{.name = "scans", .value = "N", .number = &scans, .least = 0, .most = 1000000000,
	 .help = "how many scans (default: as many as such cameras make, about 14,300 each in 30 days)"},
	{.name = "files", .value = "N", .number = &files, .least = 1, .most = 64,
	 .help = "over how many files the scans of an agency are split, by time (default: 1)"},
	{.name = "agencies", .value = "N", .number = &agencies, .least = 1, .most = 64,
	 .help = "how many agencies share the sites (default: 1)"},
	{.name = "sites", .value = "N", .number = &sites, .least = 1, .most = 1000, .help = "fixed sites (default: 12)"},
	{.name = "mobile", .value = "N", .number = &mobile, .least = 0, .most = 100, .help = "mobile units (default: 3)"},
	{.name = "seed", .value = "N", .number = &seed, .least = 0, .most = UINT64_MAX,
	 .help = "the same seed gives the same bytes (default: 1)"},
	{.name = "timezone", .value = "ZONE", .text = &timezone_name,
	 .help = "of the time stamps (default: America/Los_Angeles)"},
	{.name = "defects", .value = "KIND", .text = &defects,
	 .help = "none, some or all: what is wrong with the files on purpose (default: some)"},
	{.name = "network", .value = "KIND", .text = &network,
	 .help = "patrol or fixed: how often one vehicle is seen, by patrol cars or by fixed cameras (default: patrol)"},
	{0},
};

static const char *const defect_names[] = {
	[HUSH_DEFECTS_SOME] = "some", [HUSH_DEFECTS_NONE] = "none", [HUSH_DEFECTS_ALL] = "all", NULL};

static const char *const network_names[] = {[HUSH_NETWORK_PATROL] = "patrol", [HUSH_NETWORK_FIXED] = "fixed", NULL};

/* The place of a word among a list that ends with NULL; that of the end when it is not there. */
static unsigned place_of(const char *word, const char *const *words)
{
	unsigned place = 0;

	while (words[place] && strcmp(word, words[place]) != 0) {
		place++;
	}
	return place;
}

static const struct hush_usage usage = {
	.operands = "DIR",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Writes scans, hits, searches and shares of a made-up city into DIR, which is made when missing, and "
	         "beside them what really happened, in files named synthetic-truth. The figures are those of published "
	         "exports and reports. No record describes a real vehicle or person; the plates follow a pattern that no "
	         "state issues.",
	.options = options,
};

int hush_run_generate(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_generate_options wanted = {0};
	hush_error err = {0};
	char *text = NULL;
	hush_status status;
	unsigned kind;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	kind = place_of(defects, defect_names);
	if (!defect_names[kind]) {
		return hush_finish_usage(call.format, "--defects takes none, some or all", "see hushcount help generate");
	}
	wanted.defects = (enum hush_generate_defects)kind;
	kind = place_of(network, network_names);
	if (!network_names[kind]) {
		return hush_finish_usage(call.format, "--network takes patrol or fixed", "see hushcount help generate");
	}
	wanted.network = (enum hush_generate_network)kind;
	wanted.folder = call.operands[0];
	wanted.from = from;
	wanted.days = (unsigned)days;
	wanted.scans = scans;
	wanted.files = (unsigned)files;
	wanted.sites = (unsigned)sites;
	wanted.mobile = (unsigned)mobile;
	wanted.seed = seed;
	wanted.timezone = timezone_name;
	wanted.agencies = (unsigned)agencies;
	status = hush_generate_scans(&wanted, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
