/*
 * effort: how much of the machine reading records may use. It changes how long that takes, never what comes out.
 */
#ifndef HUSHCOUNT_EFFORT_H
#define HUSHCOUNT_EFFORT_H

#include <hushcount/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A zeroed one asks for the defaults. */
typedef struct hush_effort {
	unsigned threads;  /* that read and count; 0: one for each processor that this process may use */
	unsigned memory;   /* megabytes, about, whatever the records; 0: HUSH_EFFORT_MEMORY */
	const char *spill; /* folder for what does not fit, without a name and encrypted; NULL: the folder of the spec */
} hush_effort;

enum { HUSH_EFFORT_MEMORY = 256, HUSH_EFFORT_MEMORY_LEAST = 32, HUSH_EFFORT_MEMORY_MOST = 1048576 };
enum { HUSH_EFFORT_THREADS_MOST = 256 };

#ifdef __cplusplus
}
#endif
#endif
