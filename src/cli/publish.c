/* publish: from records to a signed release folder. */
#include <stddef.h>

#include <hushcount/publish.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/effort.h"
#include "cli/options.h"
#include "cli/passphrase.h"

static const char *out;
static const char *key;
static const char *who;
static const char *resume;
static struct hush_list beside;
static bool pdf;
static bool rehearse;
static bool hold;
static struct hush_effort_options effort;

static const char *const examples[] = {
	"publish riverton.json",
	"publish the release into reports/, charge the ledger and sign",
	"publish riverton.json --rehearse",
	"do everything up to the noise, then stop: nothing is charged or written",
	"publish riverton.json --hold",
	"finish and keep the release, for somebody else to sign off",
	"publish riverton.json --resume riverton-2025-01 --who 'Chief B.'",
	"sign it off: publish the very bytes that were kept",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "out", .value = "DIR", .text = &out, .help = "folder that holds release folders (default: reports)"},
	{.name = "key", .value = "FILE", .text = &key,
	 .help = "secret key that signs (default: beside the ledger, with the ending .key)"},
	{.name = "who", .value = "NAME", .text = &who, .help = "kept in the ledger as given, and never published"},
	{.name = "pdf", .given = &pdf, .help = "also print the page to DIR/ID.pdf, with a Chromium that is on this machine"},
	{.name = "rehearse", .given = &rehearse,
	 .help = "read, limit and aggregate, then stop: nothing is charged, nothing is written"},
	{.name = "hold", .given = &hold,
	 .help = "charge, finish and keep the release in the ledger, and publish nothing until it is resumed"},
	{.name = "resume", .value = "ID", .text = &resume,
	 .help = "publish the finished release ID, kept in the ledger that SPEC names; a ledger may stand in the place of SPEC"},
	{.name = "beside", .value = "ID", .list = &beside,
	 .help = "another ledger, about other records, whose releases may stand in DIR; said once, the ledger and every release "
	         "from then on name it; may be given again"},
	HUSH_EFFORT_OPTIONS(effort),
	{0},
};

static const struct hush_usage usage = {
	.operands = "SPEC",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Charges the ledger first, then reads the records, adds noise and writes the release folder. The same id and "
	         "spec again publish the kept bytes, read no records and charge nothing. A run that was cut short continues at "
	         "no further charge when it is started again. Nothing it prints says anything about the records beyond what "
	         "is published.",
	.options = options,
};

int hush_run_publish(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_publish_options wanted = {0};
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	wanted.spec = call.operands[0];
	wanted.reports = out;
	wanted.key = key;
	wanted.who = who;
	wanted.pdf = pdf;
	wanted.rehearse = rehearse;
	wanted.passphrase = hush_terminal_passphrase;
	wanted.effort = hush_effort_asked(&effort);
	wanted.hold = hold;
	wanted.resume = resume;
	wanted.beside = beside.items;
	wanted.beside_count = beside.count;
	if ((resume && (hold || rehearse)) || (hold && rehearse)) {
		return hush_finish_usage(call.format, "--rehearse, --hold and --resume exclude each other", "give one of them");
	}
	if (pdf && (hold || resume)) {
		return hush_finish_usage(call.format, "--pdf prints a release that this call publishes by itself",
		                         "publish --resume first, then publish SPEC --pdf: the same bytes, no charge");
	}
	if (resume && beside.count) {
		return hush_finish_usage(call.format, "--beside is put on record by a charge, and --resume makes none",
		                         "leave --beside out");
	}
	status = resume ? hush_publish_resume(&wanted, call.format, &text, &err)
	                : hush_publish_spec(&wanted, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
