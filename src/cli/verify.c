/* verify: are these releases what they say. */
#include <stdio.h>

#include <hushcount/verify.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *key;

static const char *const examples[] = {
	"verify reports/riverton-2025-01 --key riverton.pub",
	"check signature, digests, tables, margins and the stated guarantee",
	"verify reports/*",
	"check everything but who signed, and the series; exits with 11 for want of a key",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "key", .value = "KEY", .text = &key, .help = "trusted public key: a .pub file, or its line of text (RW...)"},
	{0},
};

static const struct hush_usage usage = {
	.operands = "DIR...",
	.at_least = 1,
	.at_most = -1,
	.examples = examples,
	.about = "Needs the release folder alone: no records, no ledger, no network. With several folders every one is checked, "
	         "and then all of them against each other: that they are an unbroken series of their ledger and their charges "
	         "add up. A failed check outweighs a folder that cannot be read, which outweighs an unknown signer. With --json "
	         "there is one object for each folder, and one for the series.",
	.options = options,
};

/* What weighs more decides the exit code. */
static int weight(hush_status status)
{
	switch (status) {
	case HUSH_OK: return 0;
	case HUSH_E_SIGNER: return 1;
	case HUSH_E_VERIFY: return 3;
	default: return 2;
	}
}

/* The exit code and the status that count so far. */
struct outcome {
	hush_status worst;
	int code;
};

static void weigh(struct outcome *outcome, hush_status status, int code)
{
	if (weight(status) > weight(outcome->worst)) {
		*outcome = (struct outcome){status, code};
	}
}

/* Verifies every folder. False when stdout is full: nothing more can be said. */
static bool verify_each(const struct hush_call *call, hush_series *series, struct outcome *outcome)
{
	for (int i = 0; i < call->operand_count; i++) {
		hush_error err = {0};
		char *text = NULL;
		hush_status status = hush_series_verify(series, call->operands[i], key, call->format, &text, &err);
		int own = hush_finish(call, status, text, &err);

		weigh(outcome, status, own);
		if (own == hush_exit_code(HUSH_E_IO)) {
			outcome->code = own;
			return false;
		}
		if (call->format == HUSH_FORMAT_PLAIN && call->operand_count > 1) {
			putchar('\n');
		}
	}
	return true;
}

int hush_run_verify(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	struct outcome outcome = {HUSH_OK, 0};
	hush_series *series = NULL;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	if (call.operand_count > 1) {
		status = hush_series_open(&series, &err);
		if (status != HUSH_OK) {
			return hush_finish(&call, status, NULL, &err);
		}
	}
	if (verify_each(&call, series, &outcome) && series) {
		status = hush_series_judge(series, call.format, &text, &err);
		weigh(&outcome, status, hush_finish(&call, status, text, &err));
	}
	hush_series_close(series);
	return outcome.code;
}
