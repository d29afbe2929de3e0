/* memory: see memory.h. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Bool (*allocation_gate)(void);
static _Thread_local unsigned long refusals;

void hush_memory_gate(_Bool (*gate)(void))
{
	allocation_gate = gate;
}

unsigned long hush_memory_refusals(void)
{
	return refusals;
}

void hush_memory_add_refusals(unsigned long count)
{
	refusals += count;
}

static _Bool refused(void)
{
	return allocation_gate && !allocation_gate();
}

static void *noted(void *memory)
{
	refusals += !memory;
	return memory;
}

void *hush_malloc(size_t size)
{
	return noted(refused() ? NULL : malloc(size ? size : 1));
}

void *hush_malloc_spread(size_t size)
{
	enum { LARGE_PAGE = 2 * 1024 * 1024 };
	void *memory = NULL;

	if (size < LARGE_PAGE) {
		return hush_malloc(size);
	}
	if (refused()) {
		return noted(NULL);
	}
	if (posix_memalign(&memory, LARGE_PAGE, size) != 0) { /* which needs more room than there may be */
		return noted(malloc(size));
	}
	(void)madvise(memory, size / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE); /* as well without */
	return memory;
}

void *hush_calloc(size_t count, size_t size)
{
	return noted(refused() ? NULL : calloc(count ? count : 1, size ? size : 1));
}

void *hush_realloc(void *memory, size_t size)
{
	return noted(refused() ? NULL : realloc(memory, size ? size : 1));
}

void *hush_reallocarray(void *memory, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		return NULL;
	}
	return hush_realloc(memory, count * size);
}

char *hush_strndup(const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? hush_malloc(length + 1) : NULL;

	if (copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
	}
	return copy;
}

char *hush_strdup(const char *text)
{
	return hush_strndup(text, strlen(text));
}

void hush_free(void *memory)
{
	free(memory);
}

void hush_wipe(void *memory, size_t size)
{
	if (size) {
		explicit_bzero(memory, size);
	}
}

void hush_free_wiped(void *memory, size_t size)
{
	if (memory) {
		hush_wipe(memory, size);
		free(memory);
	}
}
