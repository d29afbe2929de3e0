/*
 * ahead: bytes that a thread of its own makes some way ahead of who reads them.
 *
 * The maker fills a few buffers, one after the other, and waits when all are full; the reader empties them in the same
 * order.  When the maker fails, the reader is given every byte made before, and then the failure.
 */
#ifndef HUSH_READ_AHEAD_H
#define HUSH_READ_AHEAD_H

#include <stddef.h>

#include "base/error.h"

enum { HUSH_AHEAD_BUFFERS = 4, HUSH_AHEAD_BYTES = 128 * 1024 };

struct hush_ahead;

/* Makes at least one byte into `bytes`; *got is 0 at the end only. Called on the maker's thread, never again once it failed or
 * ended. */
typedef hush_status (*hush_ahead_make)(void *context, char *bytes, size_t room, size_t *got, hush_error *err);

/* Starts the thread. HUSH_E_MEMORY: there is none to be had, or no memory; nothing was made. */
hush_status hush_ahead_open(hush_ahead_make make, void *context, struct hush_ahead **ahead, hush_error *err);

/* Gives at least one byte (room > 0); *got is 0 at the end only. One thread at a time. The maker's failures. */
hush_status hush_ahead_read(struct hush_ahead *ahead, char *bytes, size_t room, size_t *got, hush_error *err);

void hush_ahead_close(struct hush_ahead *ahead); /* stops and joins the thread, wipes; NULL is allowed */

#endif
