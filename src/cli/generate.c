/* generate: synthetic scans to try things with. */
#include <stddef.h>

#include <hushcount/generate.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *from = "2025-01-01";
static const char *timezone_name = "America/Los_Angeles";
static uint64_t days = 31;
static uint64_t scans = 200000;
static uint64_t files = 1;
static uint64_t sites = 12;
static uint64_t mobile = 3;
static uint64_t seed = 1;

static const char *const examples[] = {
	"generate try",
	"a month of 200000 scans in try/scans-1.csv, and the sites in try/sites.csv",
	"generate try --days 7 --scans 5000 --seed 9",
	"a small week; the same seed gives the same bytes",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "from", .value = "DAY", .text = &from, .help = "first day (default: 2025-01-01)"},
	{.name = "days", .value = "N", .number = &days, .least = 1, .most = 366, .help = "how many days (default: 31)"},
	{.name = "scans", .value = "N", .number = &scans, .least = 0, .most = 1000000000,
	 .help = "about how many scans (default: 200000)"},
	{.name = "files", .value = "N", .number = &files, .least = 1, .most = 64,
	 .help = "over how many files the scans are split, by time (default: 1)"},
	{.name = "sites", .value = "N", .number = &sites, .least = 1, .most = 1000, .help = "fixed sites (default: 12)"},
	{.name = "mobile", .value = "N", .number = &mobile, .least = 0, .most = 100, .help = "mobile units (default: 3)"},
	{.name = "seed", .value = "N", .number = &seed, .least = 0, .most = UINT64_MAX,
	 .help = "the same seed gives the same bytes (default: 1)"},
	{.name = "timezone", .value = "ZONE", .text = &timezone_name,
	 .help = "of the time stamps (default: America/Los_Angeles)"},
	{0},
};

static const struct hush_usage usage = {
	.operands = "DIR",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Writes scans of a small made-up city into DIR, which is made when missing. No record describes a real vehicle; "
	         "the plates follow a pattern that no state issues.",
	.options = options,
};

int hush_run_generate(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_generate_options wanted = {0};
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	wanted.folder = call.operands[0];
	wanted.from = from;
	wanted.days = (unsigned)days;
	wanted.scans = scans;
	wanted.files = (unsigned)files;
	wanted.sites = (unsigned)sites;
	wanted.mobile = (unsigned)mobile;
	wanted.seed = seed;
	wanted.timezone = timezone_name;
	status = hush_generate_scans(&wanted, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
