/* ledger: the subcommands about the budget that lasts across releases. */
#include <stdio.h>
#include <string.h>

#include <hushcount/ledger.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static hush_ledger_terms terms;
static struct hush_list accounts;
static bool add;
static const char *who;
static const char *key;
static bool hold;

static const char *const init_examples[] = {
	"ledger init --for riverton.json --epsilon 4 --delta 1e-9",
	"the ledger that the spec names, with the window, zone and accounts that it needs",
	"ledger init city.ledger --kind pure --window month --timezone America/Denver --epsilon 2",
	"the same without a spec",
	NULL,
};

static const struct hush_option init_options[] = {
	{.name = "for", .value = "SPEC", .text = &terms.spec,
	 .help = "take the path, window, time zone, week start and accounts from this release spec"},
	{.name = "kind", .value = "KIND", .text = &terms.kind, .help = "pure, zcdp or one-off (default: zcdp)"},
	{.name = "window", .value = "WINDOW", .text = &terms.window,
	 .help = "the period within which a vehicle is protected as a whole: day, week, month, quarter or year"},
	{.name = "timezone", .value = "ZONE", .text = &terms.timezone, .help = "where windows begin, such as America/Denver"},
	{.name = "week-start", .value = "DAY", .text = &terms.week_start, .help = "monday to sunday (default: monday)"},
	{.name = "account", .value = "NAME", .list = &accounts,
	 .help = "vehicle, user or declared:SOURCE; may be given again (default: vehicle)"},
	{.name = "epsilon", .value = "E", .text = &terms.epsilon, .help = "budget of every window, as a decimal number"},
	{.name = "delta", .value = "D", .text = &terms.delta, .help = "with --epsilon; or with --rho, for discovered values; not in a pure account"},
	{.name = "rho", .value = "R", .text = &terms.rho, .help = "budget of every window as rho, in place of --epsilon"},
	{.name = "add", .given = &add, .help = "open further accounts in a ledger that exists"},
	{0},
};

static const struct hush_usage init_usage = {
	.operands = "[LEDGER]",
	.at_most = 1,
	.examples = init_examples,
	.about = "Opens a ledger: one file that holds the budget of every window, every charge, and the bytes of every release. "
	         "Terms are fixed for ever. Keep the file: a ledger that is rolled back to an old copy no longer bounds "
	         "anything.",
	.options = init_options,
};

static const char *const show_examples[] = {
	"ledger show riverton.ledger",
	"releases, charges, what is left of each window, and a year's worst case",
	NULL,
};

static const struct hush_usage show_usage = {
	.operands = "LEDGER",
	.at_least = 1,
	.at_most = 1,
	.examples = show_examples,
	.about = "Shows the accounts of a ledger and what stands charged to them. Changes nothing.",
};

static const char *const verify_examples[] = {
	"ledger verify riverton.ledger",
	"replay the chain of entries and add every balance up again",
	"ledger verify riverton.ledger reports",
	"and compare it with every release in reports/",
	NULL,
};

static const struct hush_usage verify_usage = {
	.operands = "LEDGER [REPORTS...]",
	.at_least = 1,
	.at_most = -1,
	.examples = verify_examples,
	.about = "Exits with 12 and names the first entry that does not hold, or the release that shows that an older copy of the "
	         "ledger was put back, that two copies were used, that something was edited, or that a release which is held back is "
	         "visible. REPORTS are release folders, or folders that hold some. Releases that another ledger charged are counted, "
	         "and nothing is said about them. A release that does not hold by itself is named too, and exits with 11.",
};

static const char *const backup_examples[] = {
	"ledger backup riverton.ledger /media/safe/riverton-2025-02.ledger",
	"copy the ledger as it stands, also while somebody publishes",
	NULL,
};

static const struct hush_usage backup_usage = {
	.operands = "LEDGER FILE",
	.at_least = 2,
	.at_most = 2,
	.examples = backup_examples,
	.about = "Makes a consistent copy, checks it, and only then gives it its name. An existing file is never replaced. Make one "
	         "after every release, and keep a copy of the signing key with it: it is not in the ledger.",
};

static const char *const catch_up_examples[] = {
	"ledger catch-up riverton.ledger reports --who 'A. Clerk'",
	"after an older copy was put back: charge what was published since, on record",
	NULL,
};

static const struct hush_option catch_up_options[] = {
	{.name = "key", .value = "KEY", .text = &key,
	 .help = "public key to believe besides those that the ledger knows, when it is older than the key"},
	{.name = "hold", .given = &hold,
	 .help = "they were never published: charge and keep them, and hold them back until they are signed off"},
	{.name = "who", .value = "NAME", .text = &who, .help = "kept in the ledger as given, and never published"},
	{0},
};

static const struct hush_usage catch_up_usage = {
	.operands = "LEDGER REPORTS...",
	.at_least = 2,
	.at_most = -1,
	.examples = catch_up_examples,
	.about = "Brings an older copy of a ledger forward: every release in REPORTS that it charged once and does not know is "
	         "checked whole, charged in full, and kept, and the entry says so. Budgets are not asked, for what was published is "
	         "spent. All releases are checked before the first comes in. Give every release that was ever published: what is not "
	         "shown stays forgotten.",
	.options = catch_up_options,
};

static const char *const review_examples[] = {
	"ledger review riverton.ledger riverton-2025-01 for-the-chief",
	"write a finished release to for-the-chief/riverton-2025-01",
	NULL,
};

static const struct hush_usage review_usage = {
	.operands = "LEDGER ID DIR",
	.at_least = 3,
	.at_most = 3,
	.examples = review_examples,
	.about = "Writes a release that publish --hold finished into DIR, for the eyes of whoever signs it off. Changes nothing: the "
	         "release is charged already, and these are the bytes that will be published.",
};

static const char *const cancel_examples[] = {
	"ledger cancel riverton.ledger riverton-2025-01 --who 'A. Clerk'",
	"give back the charge of a release that was reserved and never made",
	NULL,
};

static const struct hush_option cancel_options[] = {
	{.name = "who", .value = "NAME", .text = &who, .help = "kept in the ledger as given, and never published"},
	{0},
};

static const struct hush_usage cancel_usage = {
	.operands = "LEDGER ID",
	.at_least = 2,
	.at_most = 2,
	.examples = cancel_examples,
	.about = "Only a release whose noise was never kept can be cancelled; the id is used up, and the cancellation stays on "
	         "record. Nothing that was published is ever refunded.",
	.options = cancel_options,
};

static const char *const export_examples[] = {
	"ledger export riverton.ledger > ledger.jsonl",
	"every entry as one JSON object a line",
	NULL,
};

static const struct hush_usage export_usage = {
	.operands = "LEDGER",
	.at_least = 1,
	.at_most = 1,
	.examples = export_examples,
	.about = "For an auditor, or for a program that keeps its own record. Holds which account was charged what, when and for "
	         "which release, and nothing about the records.",
};

static int run_init(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &init_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	if (terms.spec && (terms.window || terms.timezone || terms.week_start || accounts.count)) {
		return hush_finish_usage(call.format, "--for takes window, time zone, week start and accounts from the spec",
		                         "leave out --window, --timezone, --week-start and --account");
	}
	terms.accounts = accounts.items;
	terms.account_count = accounts.count;
	status = hush_ledger_begin(call.operand_count ? call.operands[0] : NULL, &terms, add, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_show(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &show_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_show(call.operands[0], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static const char *const *operands_after(const struct hush_call *call, int skipped)
{
	return (const char *const *)(call->operands + skipped);
}

static int run_verify(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &verify_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_audit(call.operands[0], operands_after(&call, 1), (unsigned)call.operand_count - 1, call.format,
	                           &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_backup(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &backup_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_copy(call.operands[0], call.operands[1], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_catch_up(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &catch_up_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_bring_forward(call.operands[0], operands_after(&call, 1), (unsigned)call.operand_count - 1, key, who, hold,
	                                   call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_review(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &review_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_review(call.operands[0], call.operands[1], call.operands[2], call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_cancel(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &cancel_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_cancel_release(call.operands[0], call.operands[1], who, call.format, &text, &err);
	return hush_finish(&call, status, text, &err);
}

static int run_export(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &export_usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_ledger_export(call.operands[0], &text, &err);
	return hush_finish(&call, status, text, &err);
}

const struct hush_command hush_ledger_commands[] = {
	{"ledger init", run_init, "open a ledger, or accounts in it"},
	{"ledger show", run_show, "show accounts, charges and what is left"},
	{"ledger verify", run_verify, "check a ledger, by itself and against releases"},
	{"ledger backup", run_backup, "copy a ledger as it stands"},
	{"ledger catch-up", run_catch_up, "bring an older copy forward from releases"},
	{"ledger review", run_review, "look at a release that was held back"},
	{"ledger cancel", run_cancel, "undo a reservation that was never made"},
	{"ledger export", run_export, "print every entry as JSON"},
	{NULL, NULL, NULL},
};

static int print_overview(const struct hush_command *self)
{
	printf("hushcount %s: %s\n\nSubcommands\n", self->name, self->summary);
	hush_commands_print(hush_ledger_commands);
	fputs("\nSee hushcount help ledger init, and so on.\n", stdout);
	return hush_finish_output(0);
}

int hush_run_ledger(const struct hush_command *self, int argc, char **argv)
{
	const struct hush_command *command;
	const char *nearest = NULL;
	const char *word = argc > 1 ? argv[1] : "";
	char message[160];
	char hint[160] = "see hushcount help ledger";

	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0) {
		return print_overview(self);
	}
	command = word[0] ? hush_command_find(hush_ledger_commands, "ledger ", word, &nearest) : NULL;
	if (command) {
		return command->run(command, argc - 1, argv + 1);
	}
	if (word[0]) {
		snprintf(message, sizeof message, "ledger has no subcommand %.64s", word);
	} else {
		snprintf(message, sizeof message, "ledger needs a subcommand");
	}
	if (nearest) {
		snprintf(hint, sizeof hint, "did you mean hushcount ledger %s?", nearest);
	}
	return hush_finish_usage(hush_options_format(argc, argv), message, hint);
}
