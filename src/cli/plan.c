/* plan: the error and the price of every table, before anything is read or spent. */
#include <stddef.h>

#include <hushcount/plan.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"plan riverton.json",
	"show for every table how far a number may be off, and what the release costs",
	"plan riverton.json --draft draft",
	"write draft/index.html: the page of the release, with invented numbers",
	NULL,
};

static const char *draft;

static const struct hush_option options[] = {
	{.name = "draft", .value = "DIR", .text = &draft,
	 .help = "write the page into DIR, with invented numbers, to look at before anything is spent"},
	{0},
};

static const struct hush_usage usage = {
	.operands = "SPEC",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Calibrates the noise that the spec asks for and shows mechanism, scale, 95 % margin and charge of every table, "
	         "how far its noise is off in half, 90, 95 and 99 of 100 cells, epsilon at several deltas with both certified "
	         "ends, what that means as odds, and how the sum stands against the ledger when there is one. Follows from the spec and the accounts' kinds "
	         "alone: reads no records, spends nothing, and writes nothing but the draft that was asked for.",
	.options = options,
};

int hush_run_plan(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = draft ? hush_plan_draft(call.operands[0], draft, call.format, &text, &err)
	               : hush_plan_spec(call.operands[0], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
