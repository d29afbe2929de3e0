/*
 * new_file: a new ledger file appears whole or not at all, and never in the place of another.
 */
#ifndef HUSH_LEDGER_NEW_FILE_H
#define HUSH_LEDGER_NEW_FILE_H

#include "base/error.h"

/* Writes into the file at `path`, which is there, empty, and nobody else's (0600). */
typedef hush_status (*hush_new_file_fill)(void *context, const char *path, hush_error *err);

/* What to say when `path` exists: somebody who makes a ledger needs other advice than somebody who copies one. */
struct hush_new_file_words {
	const char *exists;
	const char *hint;
	const char *cannot; /* what failed when it cannot be made at all */
};

/* Has the file filled under a temporary name beside `path`, then gives it its name. HUSH_E_CREATE when `path` exists. */
hush_status hush_new_file(const char *path, const struct hush_new_file_words *words, hush_new_file_fill fill,
                          void *context, hush_error *err);

#endif
