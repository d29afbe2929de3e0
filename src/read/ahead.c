/* ahead: see ahead.h. */
#include "read/ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"

/* `made` buffers were filled and `used` emptied, 0 <= made - used <= HUSH_AHEAD_BUFFERS; number n lies in n % HUSH_AHEAD_BUFFERS.
 * The lock guards everything but the buffers, which belong to the reader from `used` to `made` and to the maker else. */
struct hush_ahead {
	hush_ahead_make make;
	void *context;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed; /* one side waits at most */
	uint64_t made;
	uint64_t used;
	bool done; /* the maker makes no more: it ended, failed or was stopped */
	bool stop;
	hush_status status;
	hush_error err;
	size_t filled[HUSH_AHEAD_BUFFERS];
	size_t at; /* how far the reader is in buffer `used` */
	char *buffers;
};

static char *buffer_of(const struct hush_ahead *ahead, uint64_t number)
{
	return ahead->buffers + number % HUSH_AHEAD_BUFFERS * HUSH_AHEAD_BYTES;
}

/* Fills one buffer as far as it goes: small ones would wake the reader too often. */
static hush_status fill(struct hush_ahead *ahead, char *bytes, size_t *filled, bool *ended, hush_error *err)
{
	*filled = 0;
	*ended = false;
	while (*filled < HUSH_AHEAD_BYTES && !*ended) {
		size_t got = 0;

		HUSH_TRY(ahead->make(ahead->context, bytes + *filled, HUSH_AHEAD_BYTES - *filled, &got, err));
		*filled += got;
		*ended = got == 0;
	}
	return HUSH_OK;
}

static void *run(void *context)
{
	struct hush_ahead *ahead = context;
	hush_error err = {0};
	bool more = true;

	(void)pthread_mutex_lock(&ahead->lock);
	while (more) {
		while (ahead->made - ahead->used == HUSH_AHEAD_BUFFERS && !ahead->stop) {
			(void)pthread_cond_wait(&ahead->changed, &ahead->lock);
		}
		more = !ahead->stop;
		if (more) {
			char *bytes = buffer_of(ahead, ahead->made);
			hush_status status;
			size_t filled;
			bool ended;

			(void)pthread_mutex_unlock(&ahead->lock);
			status = fill(ahead, bytes, &filled, &ended, &err);
			(void)pthread_mutex_lock(&ahead->lock);
			more = status == HUSH_OK && !ended;
			ahead->status = status;
			ahead->filled[ahead->made % HUSH_AHEAD_BUFFERS] = filled;
			ahead->made += filled > 0;
		}
		ahead->done = !more;
		(void)pthread_cond_signal(&ahead->changed);
	}
	ahead->err = err;
	(void)pthread_mutex_unlock(&ahead->lock);
	return NULL;
}

static void release(struct hush_ahead *ahead)
{
	hush_free_wiped(ahead->buffers, ahead->buffers ? (size_t)HUSH_AHEAD_BUFFERS * HUSH_AHEAD_BYTES : 0);
	hush_free(ahead);
}

hush_status hush_ahead_open(hush_ahead_make make, void *context, struct hush_ahead **ahead, hush_error *err)
{
	struct hush_ahead *made = hush_calloc(1, sizeof *made);

	if (!made) {
		return hush_fail_memory(err);
	}
	made->make = make;
	made->context = context;
	made->buffers = hush_calloc(HUSH_AHEAD_BUFFERS, HUSH_AHEAD_BYTES);
	if (!made->buffers || pthread_mutex_init(&made->lock, NULL) != 0) {
		release(made);
		return hush_fail_memory(err);
	}
	if (pthread_cond_init(&made->changed, NULL) != 0) {
		(void)pthread_mutex_destroy(&made->lock);
		release(made);
		return hush_fail_memory(err);
	}
	if (!hush_thread_start(&made->thread, run, made)) {
		(void)pthread_cond_destroy(&made->changed);
		(void)pthread_mutex_destroy(&made->lock);
		release(made);
		return hush_fail_memory(err);
	}
	*ahead = made;
	return HUSH_OK;
}

hush_status hush_ahead_read(struct hush_ahead *ahead, char *bytes, size_t room, size_t *got, hush_error *err)
{
	hush_status status = HUSH_OK;
	size_t rest;

	(void)pthread_mutex_lock(&ahead->lock);
	while (ahead->made == ahead->used && !ahead->done) {
		(void)pthread_cond_wait(&ahead->changed, &ahead->lock);
	}
	if (ahead->made == ahead->used) {
		status = ahead->status;
		if (status != HUSH_OK && err) {
			*err = ahead->err;
		}
		*got = 0;
		(void)pthread_mutex_unlock(&ahead->lock);
		return status;
	}
	rest = ahead->filled[ahead->used % HUSH_AHEAD_BUFFERS] - ahead->at;
	(void)pthread_mutex_unlock(&ahead->lock);
	*got = rest < room ? rest : room;
	memcpy(bytes, buffer_of(ahead, ahead->used) + ahead->at, *got);
	ahead->at += *got;
	if (*got == rest) {
		ahead->at = 0;
		(void)pthread_mutex_lock(&ahead->lock);
		ahead->used++;
		(void)pthread_cond_signal(&ahead->changed);
		(void)pthread_mutex_unlock(&ahead->lock);
	}
	return HUSH_OK;
}

void hush_ahead_close(struct hush_ahead *ahead)
{
	if (!ahead) {
		return;
	}
	(void)pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	(void)pthread_cond_signal(&ahead->changed);
	(void)pthread_mutex_unlock(&ahead->lock);
	(void)pthread_join(ahead->thread, NULL);
	(void)pthread_cond_destroy(&ahead->changed);
	(void)pthread_mutex_destroy(&ahead->lock);
	release(ahead);
}
