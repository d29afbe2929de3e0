/*
 * memory: the one seam through which this library allocates.
 *
 * Tests replace the functions to fail the Nth allocation.  Every function may return NULL, and the
 * caller must cope (usually with hush_fail_memory).  Memory that held records, keys or exact totals is
 * freed with hush_free_wiped.
 */
#ifndef HUSH_BASE_MEMORY_H
#define HUSH_BASE_MEMORY_H

#include <stddef.h>

void *hush_malloc(size_t size);                   /* size 0 is allowed and gives a unique pointer */
void *hush_calloc(size_t count, size_t size);     /* zeroed; NULL when count*size overflows */
void *hush_realloc(void *memory, size_t size);    /* the old block stays valid when NULL is returned */
void *hush_reallocarray(void *memory, size_t count, size_t size);
void *hush_malloc_spread(size_t size);            /* for much memory that is used here and there: in large pages, where there are */
char *hush_strdup(const char *text);
char *hush_strndup(const char *text, size_t length); /* copies `length` bytes and ends with NUL */
void hush_free(void *memory);                     /* NULL is allowed */
void hush_free_wiped(void *memory, size_t size);  /* zeroes `size` bytes first, in a way compilers keep */
void hush_wipe(void *memory, size_t size);

/*
 * How many allocations of this thread, and of threads that worked for it, have failed so far. A step that has a way on without memory (a looser bound, a
 * longer text) takes it, and its result may differ from what it always gives: where that must not be, compare before and
 * after.
 */
unsigned long hush_memory_refusals(void);
void hush_memory_add_refusals(unsigned long count); /* of a thread that worked for this one and has ended */

/* For tests: asked before every allocation; false makes it fail. NULL restores the default. */
void hush_memory_gate(_Bool (*gate)(void));

#endif
