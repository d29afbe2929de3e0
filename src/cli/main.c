/*
 * main: the tool's way in. Finds the command, hands it its words, and ends with its exit code.
 *
 * The tool is thin: every command is one call of one function in include/hushcount/.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

/* Nothing is lost: what is charged and kept is on the disk, and every command can be run again. */
static void give_up(int signal_number)
{
	static const char message[] = "hushcount: stopped: out of memory, or a bug\n"
	                              "hint: close other programs or use a machine with more memory, then run the same "
	                              "command again\n";

	(void)signal_number;
	(void)!write(STDERR_FILENO, message, sizeof message - 1);
	_exit(70);
}

/*
 * Records, keys and exact totals live in this process: no core file, no peeking by other processes of the same user.
 * Failures are ignored: the program is as correct without them, and a sandbox may forbid them.
 */
static void protect_process(void)
{
	const struct rlimit none = {0, 0};
	int descriptor;

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* A full disk quota is an error to report (74), not a signal to die of halfway. */
	(void)signal(SIGXFSZ, SIG_IGN);
	/* Libraries that cannot report that memory is short call abort(): the process ends with 70 all the same. */
	(void)signal(SIGABRT, give_up);
	/* Started with a standard stream closed, the ledger would be opened in its place and answers written into it. */
	do {
		descriptor = open("/dev/null", O_RDONLY);
	} while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	if (descriptor > STDERR_FILENO) {
		close(descriptor);
	}
}

static int unknown_command(const char *word, const char *nearest, int argc, char **argv)
{
	char message[160];
	char hint[160];

	snprintf(message, sizeof message, "there is no command %.64s", word);
	if (nearest) {
		snprintf(hint, sizeof hint, "did you mean hushcount %s?", nearest);
	} else {
		snprintf(hint, sizeof hint, "see hushcount help");
	}
	return hush_finish_usage(hush_options_format(argc, argv), message, hint);
}

int main(int argc, char **argv)
{
	const struct hush_command *command;
	const char *nearest;
	const char *word = argc > 1 ? argv[1] : NULL;

	protect_process();
	if (word && (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)) {
		word = "help";
	} else if (word && (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0)) {
		word = "version";
	}
	if (!word) {
		return hush_finish_usage(HUSH_FORMAT_PLAIN, "which command?", "see hushcount help");
	}
	command = hush_command_find(hush_commands, "", word, &nearest);
	return command ? command->run(command, argc - 1, argv + 1) : unknown_command(word, nearest, argc, argv);
}
