/* threads: work is done once by each, a failure is told, and what a worker was refused counts for the one who waits. */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/threads.h"

enum { WORKERS = 5 };

struct worker {
	unsigned number;
	unsigned done;
	hush_status wanted;
};

static hush_status work(void *context, hush_error *err)
{
	struct worker *worker = context;

	worker->done++;
	return worker->wanted == HUSH_OK ? HUSH_OK : hush_fail(err, worker->wanted, "worker %u", worker->number);
}

START_TEST(each_works_once_and_the_first_failure_is_told)
{
	struct worker workers[WORKERS];
	hush_error err = {0};

	for (unsigned i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){.number = i};
	}
	ck_assert_int_eq(hush_threads_run(work, workers, sizeof workers[0], WORKERS, &err), HUSH_OK);
	workers[2].wanted = HUSH_E_IO;
	workers[4].wanted = HUSH_E_MEMORY;
	ck_assert_int_eq(hush_threads_run(work, workers, sizeof workers[0], WORKERS, &err), HUSH_E_IO);
	ck_assert_str_eq(err.message, "worker 2");
	for (unsigned i = 0; i < WORKERS; i++) {
		ck_assert_uint_eq(workers[i].done, 2);
	}
}
END_TEST

static _Thread_local bool starved;

static _Bool gate(void)
{
	return !starved;
}

/* A way on without memory was found, so the status is no sign of it. */
static hush_status cope(void *context, hush_error *err)
{
	struct worker *worker = context;

	(void)err;
	starved = true;
	for (unsigned i = 0; i < worker->number; i++) {
		ck_assert_ptr_null(hush_malloc(1));
	}
	starved = false;
	return HUSH_OK;
}

START_TEST(what_workers_were_refused_is_counted)
{
	struct worker workers[WORKERS];
	unsigned long before = hush_memory_refusals();

	for (unsigned i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){.number = i + 1};
	}
	hush_memory_gate(gate);
	ck_assert_int_eq(hush_threads_run(cope, workers, sizeof workers[0], WORKERS, NULL), HUSH_OK);
	ck_assert_uint_eq(hush_memory_refusals() - before, 1 + 2 + 3 + 4 + 5);
	ck_assert_int_eq(hush_threads_run(cope, &workers[1], sizeof workers[0], 1, NULL), HUSH_OK);
	hush_memory_gate(NULL);
	ck_assert_uint_eq(hush_memory_refusals() - before, 1 + 2 + 3 + 4 + 5 + 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("threads");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(all, each_works_once_and_the_first_failure_is_told);
	tcase_add_test(all, what_workers_were_refused_is_counted);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
