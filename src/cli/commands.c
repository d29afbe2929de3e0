/* commands: see commands.h. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "cli/suggest.h"

const struct hush_command hush_commands[] = {
	{"init", hush_run_init, "draft a release spec from the header of a CSV file"},
	{"check", hush_run_check, "check a release spec, without reading any data"},
	{"plan", hush_run_plan, "show how wrong each number may be and what it costs"},
	{"inspect", hush_run_inspect, "look at the records themselves (PRIVATE)"},
	{"publish", hush_run_publish, "publish the release that a spec asks for"},
	{"verify", hush_run_verify, "check that a release is what it says"},
	{"archive", hush_run_archive, "list all releases of a folder in one page"},
	{"ledger", hush_run_ledger, "open, show, verify, correct or export a ledger"},
	{"keygen", hush_run_keygen, "make the key that signs releases"},
	{"generate", hush_run_generate, "make synthetic scans to try things with"},
	{"help", hush_run_help, "explain a command"},
	{"version", hush_run_version, "print the version"},
	{NULL, NULL, NULL},
};

const struct hush_command *hush_command_find(const struct hush_command *table, const char *prefix, const char *word,
                                             const char **nearest)
{
	size_t skip = strlen(prefix);
	unsigned best = HUSH_SUGGEST_MAX + 1;

	*nearest = NULL;
	for (const struct hush_command *command = table; command->name; command++) {
		unsigned distance = hush_suggest_distance(word, command->name + skip);

		if (strcmp(word, command->name + skip) == 0) {
			return command;
		}
		if (distance < best) {
			best = distance;
			*nearest = command->name + skip;
		}
	}
	return NULL;
}

void hush_commands_print(const struct hush_command *table)
{
	for (const struct hush_command *command = table; command->name; command++) {
		printf("  %-16s %s\n", command->name, command->summary);
	}
}
