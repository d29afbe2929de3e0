/* threads: see threads.h. */
#include "base/threads.h"

#include <sched.h>

#include "base/memory.h"

enum { STACK_BYTES = 1 << 20 }; /* large buffers are allocated: a thread needs little, and address space may be limited */

struct run {
	hush_work work;
	void *worker;
	pthread_t thread;
	bool started;
	unsigned long refusals; /* of memory, on its thread */
	hush_status status;
	hush_error err;
};

static void *start(void *context)
{
	struct run *run = context;

	run->status = run->work(run->worker, &run->err);
	run->refusals = hush_memory_refusals();
	return NULL;
}

bool hush_thread_start(pthread_t *thread, void *(*begin)(void *context), void *context)
{
	pthread_attr_t attributes;
	bool started;

	if (pthread_attr_init(&attributes) != 0) {
		return false;
	}
	(void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
	started = pthread_create(thread, &attributes, begin, context) == 0;
	(void)pthread_attr_destroy(&attributes);
	return started;
}

hush_status hush_threads_run(hush_work work, void *workers, size_t size, uint32_t count, hush_error *err)
{
	struct run *runs;
	hush_status status;

	if (count <= 1) {
		return work(workers, err);
	}
	runs = hush_calloc(count, sizeof *runs);
	if (!runs) {
		return hush_fail_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		runs[i].work = work;
		runs[i].worker = (char *)workers + i * size;
		runs[i].started = i > 0 && hush_thread_start(&runs[i].thread, start, &runs[i]);
	}
	(void)start(&runs[0]);
	status = runs[0].status;
	for (uint32_t i = 1; i < count; i++) {
		if (runs[i].started) {
			(void)pthread_join(runs[i].thread, NULL);
			hush_memory_add_refusals(runs[i].refusals);
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		if (runs[i].status != HUSH_OK) {
			status = runs[i].status;
			if (err) {
				*err = runs[i].err;
			}
			break;
		}
	}
	hush_free(runs);
	return status;
}

uint32_t hush_threads_available(void)
{
	cpu_set_t allowed;
	int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;

	return count < 1 ? 1 : count > HUSH_THREADS_MAX ? HUSH_THREADS_MAX : (uint32_t)count;
}
