/* Ahead: the same bytes in the same order, failures where they belong, and an end at any time. */
#include "fixture.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/memory.h"
#include "read/ahead.h"

#if !defined(__SANITIZE_THREAD__) /* which has a pthread_create of its own */
static bool no_threads;

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *found = dlsym(RTLD_NEXT, "pthread_create");

	memcpy(&create, &found, sizeof create);
	return no_threads ? EAGAIN : create(thread, attributes, start, context);
}
#endif

/* Makes the bytes 0, 1, 2, .. modulo 251 in steps of `step`; ends, or fails, behind `length` of them. */
struct maker {
	size_t length;
	size_t step;
	bool fails;
	unsigned slowness; /* microseconds a step */
	size_t made;
	atomic_size_t seen;
};

static hush_status make(void *context, char *bytes, size_t room, size_t *got, hush_error *err)
{
	struct maker *maker = context;
	size_t rest = maker->length - maker->made;

	*got = rest < maker->step ? rest : maker->step;
	*got = *got < room ? *got : room;
	for (size_t i = 0; i < *got; i++) {
		bytes[i] = (char)((maker->made + i) % 251);
	}
	maker->made += *got;
	atomic_store(&maker->seen, maker->made);
	if (maker->slowness) {
		(void)usleep(maker->slowness);
	}
	return *got == 0 && maker->fails ? hush_fail(err, HUSH_E_IO, "the maker failed") : HUSH_OK;
}

/* Reads to the end in steps of `room`, and checks every byte. */
static hush_status read_all(struct hush_ahead *ahead, size_t room, size_t *length, hush_error *err)
{
	static char bytes[3 * HUSH_AHEAD_BYTES];
	size_t wrong = 0;
	size_t got = 1;

	*length = 0;
	while (got > 0) {
		HUSH_TRY(hush_ahead_read(ahead, bytes, room, &got, err));
		for (size_t i = 0; i < got; i++) {
			wrong += bytes[i] != (char)((*length + i) % 251);
		}
		*length += got;
		ck_assert_uint_eq(wrong, 0);
	}
	return HUSH_OK;
}

START_TEST(every_byte_in_its_order)
{
	static const size_t lengths[] = {0, 1, HUSH_AHEAD_BYTES - 1, HUSH_AHEAD_BYTES, HUSH_AHEAD_BYTES + 1,
	                                 HUSH_AHEAD_BUFFERS * HUSH_AHEAD_BYTES, 11 * HUSH_AHEAD_BYTES + 5};
	static const size_t steps[] = {997, 4093, HUSH_AHEAD_BYTES, 10 * HUSH_AHEAD_BYTES};

	for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
		for (size_t s = 0; s < 16; s++) {
			struct maker maker = {.length = lengths[l], .step = steps[s % 4], .fails = s % 3 == 0};
			struct hush_ahead *ahead = NULL;
			hush_error err = {0};
			hush_status status;
			size_t length;

			ck_assert_int_eq(hush_ahead_open(make, &maker, &ahead, NULL), HUSH_OK);
			status = read_all(ahead, s / 4 == 3 ? 3 * HUSH_AHEAD_BYTES : steps[s / 4], &length, &err);
			ck_assert_uint_eq(length, lengths[l]);
			ck_assert_int_eq(status, maker.fails ? HUSH_E_IO : HUSH_OK);
			ck_assert_str_eq(err.message, maker.fails ? "the maker failed" : "");
			ck_assert_int_eq(read_all(ahead, 100, &length, NULL), status); /* stays so */
			ck_assert_uint_eq(length, 0);
			hush_ahead_close(ahead);
		}
	}
}
END_TEST

START_TEST(only_so_far_ahead)
{
	struct maker maker = {.length = SIZE_MAX, .step = 1000};
	struct hush_ahead *ahead = NULL;
	char byte;
	size_t got;

	ck_assert_int_eq(hush_ahead_open(make, &maker, &ahead, NULL), HUSH_OK);
	ck_assert_int_eq(hush_ahead_read(ahead, &byte, 1, &got, NULL), HUSH_OK);
	while (atomic_load(&maker.seen) < HUSH_AHEAD_BUFFERS * HUSH_AHEAD_BYTES) {
		(void)usleep(1000);
	}
	(void)usleep(20000);
	ck_assert_uint_eq(atomic_load(&maker.seen), HUSH_AHEAD_BUFFERS * HUSH_AHEAD_BYTES);
	hush_ahead_close(ahead); /* while the maker waits */
}
END_TEST

START_TEST(closed_at_any_time)
{
	for (unsigned i = 0; i < 60; i++) {
		struct maker maker = {.length = i % 3 ? SIZE_MAX : 5, .step = 60000, .slowness = i % 4 * 300};
		struct hush_ahead *ahead = NULL;
		char bytes[100];
		size_t got;

		ck_assert_int_eq(hush_ahead_open(make, &maker, &ahead, NULL), HUSH_OK);
		for (unsigned reads = 0; reads < i % 5; reads++) {
			ck_assert_int_eq(hush_ahead_read(ahead, bytes, sizeof bytes, &got, NULL), HUSH_OK);
		}
		(void)usleep(i % 7 * 100);
		hush_ahead_close(ahead);
	}
	hush_ahead_close(NULL);
}
END_TEST

static unsigned allowed;

static bool gate(void)
{
	return allowed > 0 && allowed-- > 0;
}

START_TEST(without_memory_or_threads)
{
	struct maker maker = {.length = 5, .step = 5};
	struct hush_ahead *ahead = NULL;

	for (unsigned i = 0; i < 2; i++) {
		allowed = i;
		hush_memory_gate(gate);
		ck_assert_int_eq(hush_ahead_open(make, &maker, &ahead, NULL), HUSH_E_MEMORY);
		hush_memory_gate(NULL);
	}
#if !defined(__SANITIZE_THREAD__)
	no_threads = true;
	ck_assert_int_eq(hush_ahead_open(make, &maker, &ahead, NULL), HUSH_E_MEMORY);
#endif
	ck_assert_ptr_null(ahead);
	ck_assert_uint_eq(maker.made, 0);
}
END_TEST

int main(void)
{
	const TTest *const cases[] = {every_byte_in_its_order, only_so_far_ahead, closed_at_any_time, without_memory_or_threads};

	return run_cases("ahead", cases, sizeof cases / sizeof cases[0]);
}
