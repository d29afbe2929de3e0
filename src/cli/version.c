/* version: which hushcount this is. */
#include <stdio.h>

#include <hushcount/text.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"version",
	"print name and version",
	NULL,
};

static const struct hush_usage usage = {
	.operands = "",
	.examples = examples,
	.about = "Prints the version of the tool. Also as hushcount --version.",
};

int hush_run_version(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	printf(call.format == HUSH_FORMAT_JSON ? "{\"schema\":\"hushcount.version/1\",\"ok\":true,\"version\":\"%s\"}\n"
	                                       : "hushcount %s\n",
	       hush_version());
	return hush_finish_output(0);
}
