/* verify: are these releases what they say. */
#include <stddef.h>

#include <hushcount/verify.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char *key;

static const char *const examples[] = {
	"verify reports/riverton-2025-01 --key riverton.pub",
	"check signature, digests, tables, margins and the stated guarantee",
	"verify reports/*",
	"check everything but who signed; exits with 11 for that reason",
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
	         "and a failed check outweighs a folder that cannot be read, which outweighs an unknown signer. With --json "
	         "there is one object, on a line of its own, for each folder.",
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

int hush_run_verify(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_status worst = HUSH_OK;
	int code = 0;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	for (int i = 0; i < call.operand_count; i++) {
		hush_error err = {0};
		char *text = NULL;
		hush_status status = hush_verify_release(call.operands[i], key, call.format, &text, &err);
		int own = hush_finish(&call, status, text, &err);

		if (own == hush_exit_code(HUSH_E_IO)) {
			return own;
		}
		if (weight(status) > weight(worst)) {
			worst = status;
			code = own;
		}
	}
	return code;
}
