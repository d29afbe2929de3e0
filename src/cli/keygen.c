/* keygen: the key that signs a ledger's releases. */
#include <stddef.h>

#include <hushcount/ledger.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/passphrase.h"

static const char *secret;
static const char *public_key;
static bool protect;

static const char *const examples[] = {
	"keygen riverton.ledger",
	"make riverton.key and riverton.pub, and pin the public key in the ledger",
	NULL,
};

static const struct hush_option options[] = {
	{.name = "secret", .value = "FILE", .text = &secret,
	 .help = "where the secret key goes (default: the ledger's path with the ending .key)"},
	{.name = "public", .value = "FILE", .text = &public_key,
	 .help = "where the public key goes (default: the ledger's path with the ending .pub)"},
	{.name = "passphrase", .given = &protect,
	 .help = "protect the secret key by a passphrase, asked on the terminal now and at every publication"},
	{0},
};

static const struct hush_usage usage = {
	.operands = "LEDGER",
	.at_least = 1,
	.at_most = 1,
	.examples = examples,
	.about = "Makes a key pair in minisign's formats. Keep the secret key to yourself, with a copy in a safe; publish the "
	         "public key where readers know it is yours. Existing files are never replaced; a pair that an interrupted run left is "
	         "completed, and one that another program made is taken up.",
	.options = options,
};

int hush_run_keygen(const struct hush_command *self, int argc, char **argv)
{
	struct hush_call call;
	hush_error err = {0};
	char *text = NULL;
	hush_status status;

	if (!hush_options_parse(self, &usage, argc, argv, &call)) {
		return call.exit_code;
	}
	status = hush_keygen(call.operands[0], secret, public_key, protect ? &hush_terminal_passphrase : NULL, call.format, &text,
	                     &err);
	return hush_finish(&call, status, text, &err);
}
