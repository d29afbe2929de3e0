/*
 * commands: what the tool can do.
 *
 * To add a command: write its file with one function of the type below, declare it here, add its line to the table in
 * commands.c, its file to src/cli/meson.build, its section to man/hushcount.1, and a case under tests/cli/cases/.  The
 * tests compare the table with the manual page, and every command's --help with a stored text.
 */
#ifndef HUSH_CLI_COMMANDS_H
#define HUSH_CLI_COMMANDS_H

/* A command, or a subcommand: then the name holds both words ("ledger init"). */
struct hush_command {
	const char *name;
	/* Returns the process exit code. argv[0] is the command's own word. */
	int (*run)(const struct hush_command *self, int argc, char **argv);
	const char *summary; /* one line, no full stop */
};

/* The table, in the order of a user's first month; ends with a NULL name. */
extern const struct hush_command hush_commands[];
extern const struct hush_command hush_ledger_commands[];

/*
 * Finds `word` in `table`, where `prefix` ("" or "ledger ") stands before it in every name. NULL when there is none;
 * *nearest is then the closest name's own word, or NULL when nothing is close.
 */
const struct hush_command *hush_command_find(const struct hush_command *table, const char *prefix, const char *word,
                                             const char **nearest);

/* Prints the table as a list of names and summaries. */
void hush_commands_print(const struct hush_command *table);

int hush_run_init(const struct hush_command *self, int argc, char **argv);
int hush_run_check(const struct hush_command *self, int argc, char **argv);
int hush_run_plan(const struct hush_command *self, int argc, char **argv);
int hush_run_inspect(const struct hush_command *self, int argc, char **argv);
int hush_run_publish(const struct hush_command *self, int argc, char **argv);
int hush_run_verify(const struct hush_command *self, int argc, char **argv);
int hush_run_archive(const struct hush_command *self, int argc, char **argv);
int hush_run_ledger(const struct hush_command *self, int argc, char **argv);
int hush_run_keygen(const struct hush_command *self, int argc, char **argv);
int hush_run_generate(const struct hush_command *self, int argc, char **argv);
int hush_run_help(const struct hush_command *self, int argc, char **argv);
int hush_run_version(const struct hush_command *self, int argc, char **argv);

#endif
