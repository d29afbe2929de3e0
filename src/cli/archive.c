/* archive: all releases of a folder in one page. */
#include <stddef.h>

#include <hushcount/archive.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"archive reports",
	"write reports/index.html: all releases, and the same totals of several months side by side",
	NULL,
};

static const struct hush_usage usage = {
	.operands = "DIR",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Reads the release folders inside DIR and nothing else, checks that each is whole, and writes DIR/index.html. Totals "
	         "stand side by side when they count the same under the same limits. The page is not signed; the releases are. Run it "
	         "again after each release.",
};

int hush_run_archive(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_archive_releases(call.operands[0], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
