/*
 * threads: the same work done by several workers at once, and the end of all of them.
 *
 * Workers share what they count only through what is handed to them; nothing here decides which worker does what, so no
 * result may depend on it.  pthread.h is included here and in few other places.
 */
#ifndef HUSH_BASE_THREADS_H
#define HUSH_BASE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { HUSH_THREADS_MAX = 256 };

typedef hush_status (*hush_work)(void *worker, hush_error *err);

/*
 * Runs `work` on each of the `count` (1..HUSH_THREADS_MAX) elements of `workers`, `size` bytes apart, the first one on
 * the calling thread, and waits for all.  Work must take its tasks from what workers share until none is left, for a
 * worker whose thread cannot be started is left out: then fewer do the same.
 * Returns HUSH_OK, or the failure of the first worker that failed. HUSH_E_MEMORY.
 */
hush_status hush_threads_run(hush_work work, void *workers, size_t size, uint32_t count, hush_error *err);

/* Starts one thread, to be joined by the caller. False when there is none to be had. */
bool hush_thread_start(pthread_t *thread, void *(*start)(void *context), void *context);

/* How many processors this process may use, 1..HUSH_THREADS_MAX. */
uint32_t hush_threads_available(void);

#endif
