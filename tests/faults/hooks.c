/*
 * hooks: what the test build of the tool has and the shipped one has not. Nothing in src/ knows of it.
 *
 * HUSH_FAULT_MEMORY=WHOSE:N:HOW   the N-th allocation fails, and with HOW `always` every later one.  WHOSE: `ours`
 *                                 (base/memory.h) or `any` (malloc, calloc and realloc of every library).
 * HUSH_FAULT_COUNT=FILE           when the program ends, writes how many allocations there were: ours, any.
 * HUSH_FAULT_TAPE=FILE            the noisy values of a release: kept in FILE when it is new, taken from it otherwise.
 * HUSH_FAULT_TIME=SECONDS         what time() answers.
 *
 * The gate of base/memory.h serves the first; the linker's --wrap puts the last two between the stages, so the code
 * under test is compiled once and linked as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "noise/noise.h"

static unsigned long ours, any;       /* allocations so far */
static unsigned long ours_at, any_at; /* the one to fail; 0: none */
static bool always;
static bool begun; /* nothing is counted before the tool's own first act */

static bool fails(unsigned long number, unsigned long at)
{
	return at && (number == at || (always && number > at));
}

static _Bool gate(void)
{
	return !fails(++ours, ours_at);
}

#if !defined(__SANITIZE_ADDRESS__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static bool library_fails(void)
{
	if (!begun || !fails(++any, any_at)) {
		return false;
	}
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return library_fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return library_fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return library_fails() ? NULL : __libc_realloc(memory, size);
}
#endif

static void give_up(const char *why)
{
	(void)!write(STDERR_FILENO, why, strlen(why));
	_exit(99);
}

static void read_plan(const char *plan)
{
	char whose[8];
	char how[8];
	unsigned long number;

	if (sscanf(plan, "%7[a-z]:%lu:%7[a-z]", whose, &number, how) != 3) {
		give_up("hooks: HUSH_FAULT_MEMORY is not WHOSE:N:HOW\n");
	}
	always = strcmp(how, "always") == 0;
	*(strcmp(whose, "ours") == 0 ? &ours_at : &any_at) = number;
}

__attribute__((constructor)) static void begin(void)
{
	const char *plan = getenv("HUSH_FAULT_MEMORY");

	if (plan) {
		read_plan(plan);
	}
	hush_memory_gate(gate);
	begun = true;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("HUSH_FAULT_COUNT");
	char text[64];
	int length, file;

	begun = false;
	if (!path) {
		return;
	}
	length = snprintf(text, sizeof text, "%lu %lu\n", ours, any);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0 || write(file, text, (size_t)length) != length) {
		give_up("hooks: cannot write HUSH_FAULT_COUNT\n");
	}
	close(file);
}

time_t __wrap_time(time_t *out);
time_t __real_time(time_t *out);

time_t __wrap_time(time_t *out)
{
	const char *fixed = getenv("HUSH_FAULT_TIME");
	time_t now = fixed ? (time_t)strtoll(fixed, NULL, 10) : __real_time(NULL);

	if (out) {
		*out = now;
	}
	return now;
}

/* Reads or writes all the cells, in the order of tables and cells. */
static void run_tape(int file, struct hush_noisy *noisy, ssize_t (*step)(int, int64_t *, size_t))
{
	for (uint32_t t = 0; t < noisy->table_count; t++) {
		size_t size = noisy->cells[t] * sizeof noisy->tables[t][0];

		if (step(file, noisy->tables[t], size) != (ssize_t)size) {
			give_up("hooks: the tape is not of this release\n");
		}
	}
}

static ssize_t record(int file, int64_t *values, size_t size)
{
	return write(file, values, size);
}

static ssize_t replay(int file, int64_t *values, size_t size)
{
	return read(file, values, size);
}

hush_status __wrap_hush_noise_add(struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_noisy **noisy,
                                  hush_error *err);
hush_status __real_hush_noise_add(struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_noisy **noisy,
                                  hush_error *err);

hush_status __wrap_hush_noise_add(struct hush_noise *noise, struct hush_exact_tables *exact, struct hush_noisy **noisy,
                                  hush_error *err)
{
	const char *path = getenv("HUSH_FAULT_TAPE");
	hush_status status = __real_hush_noise_add(noise, exact, noisy, err);
	int file;

	if (status != HUSH_OK || !path) {
		return status;
	}
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file >= 0) {
		run_tape(file, *noisy, record);
	} else {
		file = open(path, O_RDONLY | O_CLOEXEC);
		if (file < 0) {
			give_up("hooks: no tape\n");
		}
		run_tape(file, *noisy, replay);
	}
	close(file);
	return status;
}
