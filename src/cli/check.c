/* check: is the spec right, before anything is read or spent. */
#include <stddef.h>

#include <hushcount/spec.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"check riverton.json",
	"say what the spec asks for, or what is wrong with it and where",
	NULL,
};

static const struct hush_usage usage = {
	.operands = "SPEC",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Checks every rule of a release spec and of the domain and mapping files that it names. Reads no records and no "
	         "ledger, and spends nothing.",
};

int hush_run_check(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_check_spec(call.operands[0], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
