/*
 * passphrase: how a signing key that is protected by a passphrase is asked for.
 *
 * The library never takes a passphrase from an option or the environment, where other processes and histories could see it:
 * it asks through a function of the caller, which should ask a person on a terminal.
 */
#ifndef HUSHCOUNT_PASSPHRASE_H
#define HUSHCOUNT_PASSPHRASE_H

#include <stddef.h>

#include <hushcount/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Asks for a passphrase: `prompt` says which ("Passphrase of riverton.key: "). Fills `to`, which holds `room` bytes and is
 * wiped by the library after use, with a string, and leaves no copy of it. Returns HUSH_OK, or the reason why there is no answer
 * (HUSH_E_PERMISSION: nobody can be asked; HUSH_E_INTERRUPTED) with err filled.
 */
typedef hush_status (*hush_passphrase_ask)(void *context, const char *prompt, char *to, size_t room, hush_error *err);

typedef struct hush_passphrase {
	hush_passphrase_ask ask; /* NULL: a key with a passphrase is refused */
	void *context;
} hush_passphrase;

#ifdef __cplusplus
}
#endif
#endif
