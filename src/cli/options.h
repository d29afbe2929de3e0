/*
 * options: a command's options as one table, from which they are parsed and its help is printed.
 *
 * Usage: fill a hush_usage with static storage, then
 *
 *	struct hush_call call;
 *	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
 *		return call.exit_code;         (help was printed, or the call was wrong)
 *	}
 *	... call.operands[0], call.format ...
 *	return hush_finish(&call, status, text, &err);
 *
 * --json and -h/--help belong to every command and are not in its table.  Names are taken in full only, so that a new
 * option can never change what an old script means.
 */
#ifndef HUSH_CLI_OPTIONS_H
#define HUSH_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <hushcount/text.h>

#include "cli/commands.h"

enum { HUSH_OPTIONS_MAX = 24, HUSH_LIST_MAX = 34 };

/* Values of an option that may be given more than once. */
struct hush_list {
	const char *items[HUSH_LIST_MAX];
	unsigned count;
};

/* Exactly one of the targets is set. Targets keep what they hold when the option is not given. */
struct hush_option {
	const char *name;  /* without dashes */
	const char *value; /* what stands for the value in the help; NULL for a switch */
	const char *help;  /* a sentence without full stop; says the default */
	const char **text;
	bool *given;
	struct hush_list *list;
	uint64_t *number;
	uint64_t least, most; /* of a number, inclusive */
};

struct hush_usage {
	const char *operands; /* "SPEC", "DIR...", "[LEDGER]"; "" for none */
	int at_least;         /* operands */
	int at_most;          /* -1: any number */
	const char *const *examples; /* command lines without "hushcount ", each followed by what it does; NULL ends */
	const char *about;           /* one paragraph */
	const struct hush_option *options; /* ends with a NULL name; NULL: none */
};

struct hush_call {
	hush_format format;
	char **operands;
	int operand_count;
	int exit_code; /* set when hush_options_parse returns false */
};

bool hush_options_parse(const struct hush_command *self, const struct hush_usage *usage, int argc, char **argv,
                        struct hush_call *call);

/* Was --json given? Looks ahead, so that a wrong call is answered in the form that it asked for. */
hush_format hush_options_format(int argc, char **argv);

#endif
