/* init: drafts a release spec from the header of a CSV file, to stdout. */
#include <stddef.h>

#include <hushcount/spec.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"init scans-2025-01.csv > riverton.json",
	"draft a spec, then open it in an editor and decide what it marks with CHANGE ME",
	"init searches.csv > searches.json",
	"the same for a search audit; several vendors' exports are known by their header",
	NULL,
};

static const struct hush_usage usage = {
	.operands = "FILE",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Reads the first line of FILE and nothing else, and prints a release spec (JSON) to edit. Knows the exports "
	         "of several vendors by their header, and guesses by the names of columns otherwise. Explains each choice, and "
	         "marks with CHANGE ME what only a person can decide; check refuses a spec that still holds a mark. Lists and "
	         "limits must come from policy, never from the records.",
};

int hush_run_init(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_draft_spec(call.operands[0], &text, &err);
	return hush_finish(&call, status, text, &err);
}
