/* help: the list of commands, or the help of one. */
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *const examples[] = {
	"help publish",
	"explain one command; the same as hushcount publish --help",
	"help ledger init",
	"explain a subcommand",
	NULL,
};

static const struct hush_usage usage = {
	.operands = "[COMMAND]",
	.at_most = 2,
	.examples = examples,
	.about = "Without a command: lists all commands and the exit codes.",
};

static int print_overview(void)
{
	fputs("hushcount publishes statistics of licence-plate scans without publishing anyone's\nmovements.\n\n"
	      "A first month\n"
	      "  hushcount init scans.csv > agency.json          draft a spec, then edit it\n"
	      "  hushcount plan agency.json                      see error and cost; free\n"
	      "  hushcount ledger init --for agency.json --epsilon 2 --delta 1e-9\n"
	      "  hushcount keygen agency.ledger\n"
	      "  hushcount publish agency.json                   charge, publish, sign\n"
	      "  hushcount verify reports/agency-2025-01 --key agency.pub\n\n"
	      "Commands\n",
	      stdout);
	hush_commands_print(hush_commands);
	fputs("\nSee hushcount help COMMAND. Every command takes --json, and -- ends the options.\n\n"
	      "Exit codes\n"
	      "  0   done, or already published    69  an engine is not available\n"
	      "  10  budget refused, nothing       70  a bug, or out of memory\n"
	      "      charged                       73  cannot write an output\n"
	      "  11  verification failed, or       74  reading or writing failed\n"
	      "      signer unknown                75  the ledger is busy\n"
	      "  12  ledger damaged                77  permission, or a key file's mode\n"
	      "  64  wrong call                    130 interrupted\n"
	      "  65  wrong spec or header\n"
	      "  66  no input\n",
	      stdout);
	return hush_finish_output(0);
}

int hush_run_help(const struct hush_command *self, int argc, char **argv)
{
	static char help_word[] = "--help";
	const struct hush_command *command;
	const char *nearest;
	char message[160];
	char hint[160] = "see hushcount help";
	struct hush_call call;
	char *words[4] = {0};

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	if (call.operand_count == 0) {
		return print_overview();
	}
	command = hush_command_find(hush_commands, "", call.operands[0], &nearest);
	if (!command) {
		snprintf(message, sizeof message, "there is no command %.64s", call.operands[0]);
		if (nearest) {
			snprintf(hint, sizeof hint, "did you mean hushcount help %s?", nearest);
		}
		return hush_finish_usage(call.format, message, hint);
	}
	if (call.operand_count == 2 && command->run != hush_run_ledger) {
		snprintf(message, sizeof message, "%s has no subcommands", command->name);
		return hush_finish_usage(call.format, message, hint);
	}
	words[0] = call.operands[0];
	words[1] = call.operand_count == 2 ? call.operands[1] : help_word;
	words[2] = call.operand_count == 2 ? help_word : NULL;
	return command->run(command, call.operand_count + 1, words);
}
