/*
 * passphrase: asks on the terminal, without showing what is typed. Never from an option, the environment or a pipe.
 */
#ifndef HUSH_CLI_PASSPHRASE_H
#define HUSH_CLI_PASSPHRASE_H

#include <hushcount/passphrase.h>

extern const hush_passphrase hush_terminal_passphrase;

#endif
