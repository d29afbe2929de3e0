/* inspect: the officer's own look at the records. Its answer is PRIVATE, so it goes to a terminal unless told otherwise. */
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <hushcount/inspect.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/effort.h"
#include "cli/options.h"

static bool to_pipe;
static struct hush_effort_options effort;

static const char *const examples[] = {
	"inspect riverton.json",
	"see which rows are left out and why, and what the limits cut off",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "to-pipe", .given = &to_pipe, .help = "print although the output is a file or a pipe, where it may be kept"},
	HUSH_EFFORT_OPTIONS(effort),
	{0},
};

static const struct hush_usage usage = {
	.operands = "SPEC",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "PRIVATE: reads the records of the spec and shows exact counts, for the eyes of the person who answers for them. "
	         "Nothing that publish does depends on it. Choosing limits or domains by what it shows is looking at data: say "
	         "so in their origin.",
	.options = options,
};

/* Whether the output is a file in the folder of a release, or in one below it: it would be published with it. */
static bool goes_into_a_release(void)
{
	char folder[PATH_MAX];
	char sign[PATH_MAX + sizeof "/release.json"];
	ssize_t length = readlink("/proc/self/fd/1", folder, sizeof folder - 1);

	if (length <= 0 || folder[0] != '/') {
		return false; /* a pipe, or nothing that has a place */
	}
	folder[length] = '\0';
	for (char *end = strrchr(folder, '/'); end && end > folder; end = strrchr(folder, '/')) {
		*end = '\0';
		(void)snprintf(sign, sizeof sign, "%s/release.json", folder);
		if (access(sign, F_OK) == 0) {
			return true;
		}
	}
	return false;
}

int hush_run_inspect(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_effort asked;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	if (!to_pipe && !isatty(STDOUT_FILENO)) {
		return hush_finish_usage(call.format, "inspect prints PRIVATE counts, and the output is not a terminal",
		                         "run it in a terminal, or give --to-pipe and delete what you keep");
	}
	if (goes_into_a_release()) {
		return hush_finish_usage(call.format, "inspect prints PRIVATE counts, and the output is in the folder of a release",
		                         "write them elsewhere: what lies there is published with the release");
	}
	asked = hush_effort_asked(&effort);
	status = hush_inspect_spec(call.operands[0], &asked, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}
